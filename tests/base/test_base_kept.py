"""What is kept of files that were checked: the same values and places, and nothing that could run."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from unbroker.base import files, kept, store
from unbroker.base.errors import Problem
from unbroker.base.fact import Fact
from unbroker.facts import law, regulators
from unbroker.facts.deadlines import Period
from unbroker.facts.profile import KINDS, parse

PROFILE = """\
people:
  - {slug: sam, name: Sam Specimen, residence: US-CA, city: Sampleton, emails: [sam@example.org]}
  - {slug: pat, name: Pat Specimen, residence: DE, city: Berlin, emails: [pat@example.org]}
agent: {name: Office, email: office@example.org, permissions: {pat: pat.pdf}}
"""


@pytest.mark.parametrize("load", [law.load, regulators.load])
def test_kept_is_what_was_checked(
    load: Callable[[Sequence[Path]], tuple[Mapping[str, Fact], list[Problem]]], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Every packaged law and regulator, with its place; read, then decoded."""
    letters = [files.packaged("letters")]
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    checked, problems = load(letters)
    decoded, _ = load(letters)

    assert [] == problems
    assert [*checked] == [*decoded]
    for name, fact in checked.items():
        assert fact == decoded[name]
        assert fact.place == decoded[name].place


def test_what_is_kept_of_a_profile_has_the_agent(tmp_path: Path) -> None:
    """In the folder, for its owner alone; of a changed text it is made anew."""
    path = tmp_path / "profile.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    profile, _ = kept.of_text(path, KINDS, parse)
    again, problems = kept.of_text(path, KINDS, parse)
    place = tmp_path / store.KEPT / "profile.json"

    assert ([], 0o600, 0o700) == (problems, place.stat().st_mode & 0o777, place.parent.stat().st_mode & 0o777)
    assert profile is not None
    assert again is not None
    assert profile == again
    assert [None, "Office"] == [person.agent and person.agent.name for person in again.people]
    assert [2, 3] == [person.place.line for person in again.people]

    path.write_text(PROFILE.replace("Berlin", "Bonn"), encoding="utf-8")
    changed, _ = kept.of_text(path, KINDS, parse)
    assert changed is not None
    assert "Bonn" == changed.people[1].city


def test_of_a_faulty_file_nothing_is_kept(tmp_path: Path) -> None:
    """So that the messages come from its reader each time."""
    path = tmp_path / "profile.yaml"
    path.write_text(PROFILE.replace("US-CA", "US-XX"), encoding="utf-8")

    assert kept.of_text(path, KINDS, parse)[1] == kept.of_text(path, KINDS, parse)[1] != []
    assert not (tmp_path / store.KEPT).exists()


@pytest.mark.parametrize(
    "body", ["", "[", '{"_": "Path", "a": ["x"]}', '{"_": "Profile"}', '{"x": 1}', '{"_": "date"}', "{}"]
)
def test_what_somebody_wrote_there_is_not_taken(body: str, tmp_path: Path) -> None:
    """No class outside the table is made, and no fact without its fields; of a changed file all is read anew."""
    with pytest.raises(ValueError, match=r"cannot be read|Expecting"):
        kept.decoded(body, "x", KINDS)

    path = tmp_path / "profile.yaml"
    path.write_text(PROFILE, encoding="utf-8")
    profile, _ = kept.of_text(path, KINDS, parse)
    place = tmp_path / store.KEPT / "profile.json"
    place.write_bytes(b"\n".join((*place.read_bytes().split(b"\n")[:2], body.encode())))
    assert profile == kept.of_text(path, KINDS, parse)[0]


def test_what_cannot_be_kept_says_so() -> None:
    """A class that nobody decodes is no fact."""
    for content in (object(), Period(1, "months")):
        with pytest.raises(TypeError, match="is kept by nobody"):
            kept.encoded((content,), "x", ())
    assert json.loads(kept.encoded(({"a": (1, None)},), "x", ())) == [{"_": "", "k": ["a"], "v": [[1, None]]}]
    assert ({"a": (1, None)},) == kept.decoded(kept.encoded(({"a": (1, None)},), "x", ()), "x", ())
