"""The compiled registry: the same brokers as the YAML's, each read when it is asked for, the user's own over it."""

from pathlib import Path

import pytest

from unbroker.base import files, store
from unbroker.base.fact import Fact
from unbroker.facts.registry import Broker
from unbroker.registry import compiled, reading
from unbroker.registry.caught_up import caught_up

TEXT = """\
- slug: acme
  name: Acme
  domains: [acme.example]
  kind: marketing
  packs: [marketing]
  registered: {US-CA: [2026]}
  filed:
    - {state: US-CA, year: 2026, row: 2, by: Acme LLC, collects: [minors], counted: 2024}
  channels:
    - {email: info@acme.example, source: s, tier: A}
    - {form: "https://acme.example/form", source: s, tier: B}
- {slug: bolt, name: Bolt, kind: other, belongs_to: acme, channels: []}
"""


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A registry's file, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "brokers.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path / "brokers.yaml"


def test_it_is_the_same_registry(packaged: Path) -> None:
    """Brokers, places, packs, the newest years, and what is found by a site."""
    plain, _ = reading.read(reading.parse(TEXT, str(packaged))[0])
    for _ in range(2):
        compiled._load.cache_clear()  # noqa: SLF001 - as a new process
        loaded, problems = compiled.load(packaged)

        assert [] == problems
        assert list(plain.brokers.values()) == list(loaded.brokers.values())
        assert plain.outlines == loaded.outlines
        assert [broker.place for broker in plain.brokers.values()] == [
            broker.place for broker in loaded.brokers.values()
        ]
        assert [c.place for c in plain.get("acme").channels] == [c.place for c in loaded.get("acme").channels]
        assert ("acme", 2026) == (loaded.get("acme.example").slug, loaded.latest_year("US-CA"))
        assert ["acme"] == [broker.slug for broker in loaded.in_packs(["minors"])]


def test_a_compiled_file_of_another_text_is_not_read(packaged: Path) -> None:
    """Nor one that is broken: it is made again."""
    compiled.load(packaged)
    (own,) = (packaged.parent / store.KEPT).iterdir()
    own.write_bytes(own.read_bytes().replace(b"Acme LLC", b"Acme XXX"))
    compiled._load.cache_clear()  # noqa: SLF001 - as a new process
    assert "Acme LLC" == compiled.load(packaged)[0].get("acme").filed[0].by

    packaged.write_text(TEXT.replace("Acme LLC", "Acme Ltd"), encoding="utf-8")
    assert "Acme Ltd" == compiled.load(packaged)[0].get("acme").filed[0].by
    own.write_bytes(own.read_bytes().partition(b"\n")[0] + b"\n[[1, 2]]")
    compiled._load.cache_clear()  # noqa: SLF001 - as a new process
    assert "Acme Ltd" == compiled.load(packaged)[0].get("acme").filed[0].by


def test_ones_own_records_lie_over_it(packaged: Path) -> None:
    """A value replaces, a record is added; what single records cannot show is told."""
    loaded, _ = compiled.load(packaged)
    cog = "{slug: cog, name: Cog, kind: other, belongs_to: nobody, domains: [acme.example]}"
    own = packaged.with_name("own.yaml")
    own.write_text(f"- {{slug: acme, note: Mine.}}\n- {cog}\n", encoding="utf-8")
    laid, problems = compiled.laid_over(loaded, own)

    assert ["acme", "bolt", "cog"] == [*laid.brokers] == [*laid.outlines]
    assert ("Mine.", "Acme", 2) == (laid.get("acme").note, laid.get("acme").name, len(laid.get("acme").channels))
    assert loaded.get("acme").note is None
    assert [f"{own}:2", f"{own}:2"] == [str(problem.place) for problem in problems]


def test_a_faulty_registry_says_so(packaged: Path) -> None:
    """Nothing is kept of it."""
    packaged.write_text(TEXT.replace("kind: other", "kind: othr"), encoding="utf-8")
    _, problems = compiled.load(packaged)

    assert "broker 'bolt': 'kind' cannot be 'othr' (did you mean 'other'?)" in str(problems[0])
    assert not [*packaged.parent.rglob("*.json")]


def test_ones_own_records_are_kept(packaged: Path) -> None:
    """In the folder, for its owner alone; what is laid over what is the same when it is read again."""
    loaded, _ = compiled.load(packaged)
    own = packaged.with_name("own.yaml")
    own.write_text("- {slug: acme, note: Mine.}\n- {slug: cog, name: Cog, kind: other}\n", encoding="utf-8")
    first, _ = compiled.laid_over(loaded, own)
    again, problems = compiled.laid_over(loaded, own)

    assert ([], 0o600) == (problems, (packaged.parent / store.KEPT / "brokers.json").stat().st_mode & 0o777)
    assert [*first.brokers.values()] == [*again.brokers.values()]
    assert first.outlines == again.outlines
    assert [f"{packaged}:10", f"{packaged}:11"] == [str(channel.place) for channel in again.get("acme").channels]


def test_compiled_is_what_was_checked() -> None:
    """Every packaged record, with the place of each of its parts; and a record is parsed again from itself."""
    text, name = files.read_text(files.packaged("brokers.yaml")), "brokers.yaml"
    read, _ = reading.read(reading.parse(text, name)[0])
    loaded, _ = compiled.load(files.packaged("brokers.yaml"))

    assert [*read.brokers] == [*loaded.brokers]
    for broker, checked in zip(loaded.brokers.values(), read.brokers.values(), strict=True):
        assert places(checked) == places(broker)
        assert checked == broker == Broker.model_validate(compiled.as_parsed(broker))


def places(fact: object) -> list[int | None]:
    """The lines of a fact and of the facts in it."""
    match fact:
        case Fact():
            return [fact.place.line, *(line for _, part in fact for line in places(part))]
        case tuple():
            return [line for part in fact for line in places(part)]
        case dict():
            return [line for part in fact.values() for line in places(part)]
        case _:
            return []


@pytest.mark.parametrize("slug", ["[acme]", "{a: b}", "[]", "''"])
def test_a_slug_of_ones_own_that_is_none_is_a_problem(packaged: Path, tmp_path: Path, slug: str) -> None:
    """A list or a mapping where a name should be is named with its line; the other records stand."""
    own = tmp_path / "own.yaml"
    own.write_text(f"- {{slug: {slug}, name: A, kind: other}}\n- {{slug: mine, name: Mine, kind: other}}\n")
    laid, problems = compiled.laid_over(compiled.load(packaged)[0], own)

    assert {"acme", "bolt", "mine"} == {*laid.brokers}
    assert [1] == [problem.place.line for problem in problems]
    assert [] == [*caught_up(laid, reading.parse(own.read_text(), "own.yaml")[0])]
