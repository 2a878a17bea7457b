"""What a person filed through a form is recorded in one line."""

from hashlib import sha256
from pathlib import Path

import pytest
from conftest import Cli

from unbroker import folder as folders
from unbroker.actions import new_folder
from unbroker.demo import people

FORM = """\
- slug: formal
  name: Formal Data
  kind: people-search
  country: US
  channels:
    - {form: "https://formal.example.org/privacy", source: made up, tier: A}
"""


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """The folder of two people, with a broker that has nothing but a form."""
    folders.make(tmp_path / "two", people.PROFILE, new_folder.SETTINGS)
    (tmp_path / "two" / "brokers.yaml").write_text(FORM, encoding="utf-8")
    return tmp_path / "two"


def test_drop_is_filed_in_one_line(californian: Path, cli: Cli, tmp_path: Path) -> None:
    """Its page is sealed, its clock runs from the filing, and it is not planned again."""
    shot = tmp_path / "confirmation.png"
    shot.write_bytes(b"a picture")
    said = cli("track", "drop", "sent", "--on", "2026-09-01", "--file", shot, folder=californian)
    kept = {path.name for path in (californian / "evidence").iterdir()}

    assert said.code == 0, said.err
    assert "sent on 2026-09-01; drop; UB-" in said.out
    assert "registered brokers have until 2026-11-30 to delete you; act from 2026-12-02 if nothing came" in said.out
    assert sha256(b"a picture").hexdigest() in kept
    assert len(kept) == 2
    assert "waiting until 2026-11-30" in cli("plan", "drop", folder=californian).out


def test_drop_is_never_called_overdue(californian: Path, cli: Cli) -> None:
    """The platform answers nobody: after the last day somebody has to look."""
    assert cli("track", "drop", "sent", "--on", "2026-09-01", folder=californian).code == 0
    said = cli("status", folder=californian, today="2026-12-20")
    report = cli("report", "--json", folder=californian, today="2026-12-20")

    assert said.out.startswith("1 case: past its day\n")
    assert "record what DROP shows for each, `unbroker drop`, then `closed`" in said.out
    assert '"is_late": 0' in report.out
    assert cli("status", "--overdue", folder=californian, today="2026-12-20").out.startswith("no cases")


def test_it_is_filed_once(californian: Path, cli: Cli) -> None:
    """A second time is refused with the first."""
    assert cli("track", "drop", "sent", folder=californian).code == 0
    said = cli("track", "drop", "sent", folder=californian)

    assert said.code == 1
    assert "has already left, on 2026-11-22" in said.err


def test_of_several_people_one_is_named(two: Path, cli: Cli) -> None:
    """Nobody's request is recorded as another's."""
    said = cli("track", "formal", "sent", folder=two)

    assert said.err == "unbroker: formal: it can be for jordan or jana (say which: --for jordan)\n"
    assert cli("track", "formal", "sent", "--for", "jana", folder=two).code == 0
    assert "jana" in cli("status", folder=two).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("linkedin", "sent"),
            "linkedin: it has no request, and its letter goes by post, not through a form (see `unbroker ",
        ),
        (("linkedn", "sent"), "there is no broker 'linkedn' (did you mean 'linkedin'?)"),
        (("drop", "sent", "--on", "2026-11-23"), "2026-11-23 is in the future (today is 2026-11-22)"),
        (("drop", "acknowledged"), "no request is recorded yet"),
        (("UB-7F3K2Q8Z", "sent"), "no request is recorded yet"),
        (("topfunnel", "sent"), "topfunnel: it has no request, and "),
    ],
)
def test_what_was_not_filed_through_a_form_is_refused(
    californian: Path, cli: Cli, words: tuple[str, ...], said: str
) -> None:
    """A letter by post or e-mail is sealed first; what does not exist is not made up."""
    answer = cli("track", *words, folder=californian)

    assert answer.code == 1
    assert said in answer.err
    assert [*(californian / "evidence").iterdir()] == []
