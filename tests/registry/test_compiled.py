"""The compiled registry: the same brokers as the YAML's, each read when it is asked for, the user's own over it."""

from pathlib import Path

import pytest

from unbroker.facts import registry
from unbroker.registry import compiled

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
    plain, _ = registry.read(registry.parse(TEXT, str(packaged))[0])
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
    content, _ = compiled.compiled(TEXT)
    assert content is not None
    packaged.with_suffix(".json").write_bytes(content.replace(b"Acme LLC", b"Acme XXX"))
    assert "Acme XXX" == compiled.load(packaged)[0].get("acme").filed[0].by

    packaged.write_text(TEXT.replace("Acme LLC", "Acme Ltd"), encoding="utf-8")
    assert "Acme Ltd" == compiled.load(packaged)[0].get("acme").filed[0].by
    for kept in (packaged.parent / "cache/unbroker").iterdir():
        kept.write_bytes(b'{"format": 1, "rows"')
    compiled._load.cache_clear()  # noqa: SLF001 - as a new process
    assert "Acme Ltd" == compiled.load(packaged)[0].get("acme").filed[0].by


def test_ones_own_records_lie_over_it(packaged: Path) -> None:
    """A value replaces, a record is added; what single records cannot show is told."""
    loaded, _ = compiled.load(packaged)
    cog = "{slug: cog, name: Cog, kind: other, belongs_to: nobody, domains: [acme.example]}"
    own = f"- {{slug: acme, note: Mine.}}\n- {cog}\n"
    laid, problems = compiled.with_own(loaded, registry.parse(own, "own.yaml")[0])

    assert ["acme", "bolt", "cog"] == [*laid.brokers] == [*laid.outlines]
    assert ("Mine.", "Acme", 2) == (laid.get("acme").note, laid.get("acme").name, len(laid.get("acme").channels))
    assert loaded.get("acme").note is None
    assert ["own.yaml:2", "own.yaml:2"] == [str(problem.place) for problem in problems]


def test_a_faulty_registry_says_so(packaged: Path) -> None:
    """Nothing is kept of it."""
    packaged.write_text(TEXT.replace("kind: other", "kind: othr"), encoding="utf-8")
    _, problems = compiled.load(packaged)

    assert "broker 'bolt': 'kind' cannot be 'othr' (did you mean 'other'?)" in str(problems[0])
    assert not [*(packaged.parent / "cache").rglob("*.json")]
