"""Letters of the whole packaged registry, measured with other people's tools: a tenth, or with UNBROKER_WHOLE each."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import pdf_tools
import pytest
from pdf_tools import Word
from shares import tenth

from unbroker import folder
from unbroker.actions import new_folder
from unbroker.actions.mailing.preview import Preview, do_preview
from unbroker.demo import people
from unbroker.facts.channel import ChannelKind
from unbroker.paper.sheet import Sheet
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.plan import Plan, plan
from unbroker.planning.selection import Selection

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("every letter")]

Answer = TypeVar("Answer")

DAY = date(2026, 11, 22)
RUNS: tuple[tuple[ChannelKind, str], ...] = (("email", "us-10"), ("post", "us-10"), ("post", "din-5008-b"))
CANNOT_FIT: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class Made:
    """A letter, the sheet that it is on, and its file."""

    item: PlannedLetter
    sheet: Sheet
    path: Path
    words: list[Word]
    """The words of its first page."""


@dataclass(frozen=True)
class Run:
    """How many letters there could be, those that were made, and those that could not be made."""

    planned: int
    made: tuple[Made, ...]
    failed: dict[tuple[str, str], str]


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Letters of a Californian and a German to every broker: by e-mail, and by post on both sheets."""
    base = tmp_path_factory.mktemp("every")
    folder.make(base / "mine", people.PROFILE, new_folder.SETTINGS)
    own = folder.open_folder(base / "mine")
    made: list[Made] = []
    kept: list[tuple[PlannedLetter, Sheet, Path]] = []
    failed: dict[tuple[str, str], str] = {}
    planned = 0
    for kind, name in RUNS:
        selection = Selection(everything=True, courtesy=True, by=kind, sheet=name, despite_drop=True)
        everything = plan(own.basis(own.records.read_cases()), selection, DAY).letters
        planned += len(everything)
        items = tenth(everything, kind, name)
        outcomes = do_preview(own, Preview(Plan(tuple(items), ())), base / f"{kind}-{name}").outcomes
        for item, outcome in zip(items, outcomes, strict=True):
            if outcome.path is None or item.sheet is None:
                failed[name, outcome.broker] = "; ".join(map(str, outcome.problems))
            else:
                kept.append((item, item.sheet, outcome.path))
    for (item, sheet, path), words in zip(kept, _each(pdf_tools.words, [path for *_, path in kept]), strict=True):
        made.append(Made(item, sheet, path, words))
    return Run(planned, tuple(made), failed)


def test_every_record_with_an_address_gets_its_letter(every: Run) -> None:
    """Only an address of more lines than the window shows is refused, with its lines."""
    assert {where: said for where, said in every.failed.items() if where not in CANNOT_FIT} == {}
    assert all("the address has" in said for said in every.failed.values())
    assert every.planned > 900
    assert every.made


def test_every_letter_is_pdf_a_3a_and_pdf_ua_1(every: Run) -> None:
    """veraPDF finds nothing against either profile in any letter."""
    failures = pdf_tools.vera(made.path for made in every.made)

    assert {path: found for path, found in failures.items() if found} == {}


def test_every_letter_is_sound_pdf(every: Run) -> None:
    """`qpdf --check` has no complaint about any letter."""
    paths = [made.path for made in every.made]

    assert [found for found in _each(pdf_tools.qpdf_check, paths) if found] == []


def test_every_letter_embeds_the_packaged_fonts_only(every: Run) -> None:
    """No letter needs a font of the reader's machine, none has a Type 3 font."""
    for fonts in _each(pdf_tools.fonts, [made.path for made in every.made]):
        assert fonts
        for font in fonts:
            assert font.embedded
            assert font.type.startswith("CID")
            assert "IBM-Plex-Serif" in font.name or "Noto-Serif" in font.name


def test_the_first_page_names_its_reference_and_recipient(every: Run) -> None:
    """What differs from letter to letter is on each of them."""
    for made in _sample(every.made):
        words = " ".join(word.text for word in made.words)
        assert made.item.draft.letter in words
        assert made.item.draft.request.broker.name in words


def _each(tool: Callable[[Path], Answer], paths: Sequence[Path]) -> list[Answer]:
    """A tool's answer for each file, two files at a time."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(tool, paths))


def _sample(made: tuple[Made, ...]) -> Iterator[Made]:
    yield from made[::10]
