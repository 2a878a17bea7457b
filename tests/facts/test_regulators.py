"""Regulators: who hears whom, and which address may be printed."""

from pathlib import Path

import pytest

from unbroker.facts import regulators
from unbroker.facts.regulators import Regulator

LAND = """\
  - {id: land, name: Land, serves: [DE-BY], laws: [gdpr], evidence: dataset, source: a list, post: [Street 1, Town]}
"""
OTHERS = """\
  - {id: other-land, name: Other, serves: [DE-BE], laws: [gdpr], evidence: dataset, source: a list}
  - {id: church, name: Church, serves: [DE], laws: [gdpr], scope: church, evidence: dataset, source: a list}
  - {id: france, name: France, serves: [FR], laws: [gdpr], evidence: dataset, source: a list}
  - {id: state, name: State, serves: [US-CA], laws: [ccpa], evidence: secondary, source: a list}
"""
TEXT = "reviewed: 2026-11-22\nregulators:\n" + LAND + OTHERS


def made(text: str = TEXT) -> list[Regulator]:
    """The regulators of a text that is right."""
    known, problems = regulators.parse(text, "regulators.yaml")
    assert [] == problems
    return list(known.values())


def said(text: str) -> list[str]:
    """What is wrong with a text."""
    return list(map(str, regulators.parse(text, "regulators.yaml")[1]))


@pytest.mark.parametrize(
    ("residence", "law", "heard"),
    [
        ("DE-BY", "gdpr", ["land"]),
        ("DE", "gdpr", ["land", "other-land"]),
        ("FR", "gdpr", ["france"]),
        ("FR-75", "gdpr", ["france"]),
        ("US-CA", "ccpa", ["state"]),
        ("US-CA", "gdpr", []),
        ("AT", "gdpr", []),
    ],
)
def test_the_residence_and_the_law_decide(residence: str, law: str, heard: list[str]) -> None:
    """The region's authority, or all of the country's where no region is known; never a church's."""
    assert heard == [one.id for one in regulators.serving(made(), residence, law)]


@pytest.mark.parametrize("doubt", ["conflict: true, evidence: dataset", "evidence: memory"])
def test_an_address_in_doubt_is_not_printed(doubt: str) -> None:
    """Neither where sources disagree nor where nobody looked."""
    (sure,), (doubtful,) = (
        made("reviewed: 2026-11-22\nregulators:\n" + text) for text in (LAND, LAND.replace("evidence: dataset", doubt))
    )

    assert ("Street 1", "Town") == sure.printed_post == doubtful.post
    assert () == doubtful.printed_post


def test_an_empty_file_has_none() -> None:
    """It is said, and nothing else."""
    assert ["regulators.yaml: is empty (copy the example in the documentation)"] == said("")


def test_an_id_stands_once() -> None:
    """Two entries of one id would hide each other."""
    assert ["regulators.yaml:8: the regulator 'land' appears twice (keep one of the two)"] == said(TEXT + LAND)


def test_a_fault_is_told_with_its_line() -> None:
    """As in every other file."""
    text = TEXT.replace("serves: [FR]", "serves: [UK]")

    assert ["regulators.yaml:6: there is no country 'UK' (the United Kingdom is GB)"] == said(text)


def test_a_later_folder_wins_by_id(tmp_path: Path) -> None:
    """A user may correct one address and keep the others; a folder without the file adds nothing."""
    for folder, text in (
        ("packaged", TEXT),
        ("own", "reviewed: 2026-11-22\nregulators:\n" + LAND.replace("Town", "City")),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / regulators.FILE).write_text(text, encoding="utf-8")
    known, problems = regulators.load([tmp_path / name for name in ("packaged", "none", "own")])

    assert [] == problems
    assert (5, ("Street 1", "City")) == (len(known), known["land"].post)
