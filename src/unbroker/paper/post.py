"""A print run's own papers: the cover sheet of each pile, and the manifest of all its letters.

They are made of what is sealed and of nothing else, so that they are the same bytes until something leaves or joins.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from unbroker.base import table
from unbroker.base.placeholders import filled
from unbroker.paper.envelope import POINTS, Page
from unbroker.paper.fields import LETTER, LetterPage, MarkedPage, mark
from unbroker.paper.press import press
from unbroker.paper.press.kept import KeptPlates
from unbroker.paper.sheet import Sheet
from unbroker.writing.languages import Language
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates

_PAPERS = {(215.9, 279.4): "US Letter", (210.0, 297.0): "A4"}
_GRAMS = 80
"""What a square metre of office paper weighs; 20 lb bond is 75."""
_ROWS, _DENSE = 12, 6
"""Kinds of postage that a cover sheet has room for, and from how many on they stand closer."""
_CELLS = ("to", "where", "sheets", "weight", "number")
"""What a cover sheet says of each of them."""
_TO = 57
"""How wide the first of its columns is, in millimetres, without what is kept clear."""
_COLUMNS = (
    "number", "letter", "broker", "person", "recipient", "address", "postal_code", "country", "sheet", "file", "page",
    "pages", "sealed", "sha256", "ledger_head", "tracking",
)  # fmt: skip


@dataclass(frozen=True)
class Posting:
    """A sealed letter, as a print run has it."""

    letter: str
    broker: str
    person: str
    recipient: str
    address: str
    """In one line, without the recipient's name."""
    postal_code: str
    country: str
    """ISO 3166-1, two letters; where it goes."""
    abroad: bool
    """Whether it is another one than where it is posted."""
    sheet: str
    sealed: date
    sha256: str
    """Of its PDF."""
    pages: int

    @property
    def leaves(self) -> int:
        """Sheets of paper, printed on both sides."""
        return (self.pages + 1) // 2

    def destination(self, language: Language) -> str:
        """The country by name."""
        return language.place(self.country) if self.country else language.words.sheet.nowhere


@dataclass(frozen=True)
class Run:
    """What the papers of a run say of it."""

    name: str
    head: str
    """The hash of the event by which the last of its letters was sealed."""
    specimen: bool


@dataclass(frozen=True)
class Printed:
    """Where a letter of the manifest is printed."""

    posting: Posting
    file: str
    page: int
    """Its first one in that file, counted from 1."""


@dataclass(frozen=True)
class Stamps:
    """Letters that take the same postage: of the same weight, to one country, or abroad."""

    destination: str | None
    """The country by name, None if there are too many to name on the cover sheet; the manifest has them."""
    countries: int
    abroad: bool
    leaves: int
    grams: float
    """What the paper weighs, without the envelope."""
    letters: int


def cover(
    run: Run,
    sheet: Sheet,
    pile: Sequence[Posting],
    piles: Sequence[str],
    templates: Templates,
    *,
    kept: KeptPlates | None = None,
) -> bytes:
    """The cover sheet of a pile, which says what it takes to post it; it names no person and no broker.

    Args:
        run: the run.
        sheet: the paper of the pile.
        pile: its letters.
        piles: the sheets of all piles of the run.
        templates: the words.
        kept: where the press keeps its plates from call to call.

    Raises:
        ProblemsFound: the template is faulty, or the page could not be laid out.
    """
    (struck,) = press.strike([_cover(run, sheet, pile, piles, templates)], kept=kept)
    return struck.whole()


def _cover(run: Run, sheet: Sheet, pile: Sequence[Posting], piles: Sequence[str], templates: Templates) -> LetterPage:
    """The page, with a line for each kind of postage."""
    language = templates.language()
    kinds = [*stamps(pile, sheet, language)]
    sealed = span([posting.sealed for posting in pile], language)
    others = [name for name in piles if name != sheet.name]
    told: Names = {"sealed": sealed, "others": others, "stamps": [asdict(kind) for kind in kinds]}
    lines = templates.lines("cover.txt", told, language)
    words = lines[2:] if others else lines[1:]
    letters, leaves = str(len(pile)), str(sum(posting.leaves for posting in pile))
    fields = {
        LETTER: run.name,
        "sealed": lines[0],
        "others": lines[1] if others else "",
        "letters": letters,
        "pages": str(sum(posting.pages for posting in pile)),
        "leaves": leaves,
        "head": run.head,
    }
    for number, (to, where, kind) in enumerate(zip(words[::2], words[1::2], kinds, strict=True), 1):
        cells = (to, where, str(kind.leaves), f"{kind.grams:.0f} g", str(kind.letters))
        fields |= {f"{name}{number}": text for name, text in zip(_CELLS, cells, strict=True)}
    values: Names = {
        **{name: mark(name) if fields[name] else None for name in fields},
        "specimen": run.specimen,
        "sheet": sheet.names,
        "paper": _paper(sheet.page, language),
        "stamps": [[mark(f"{name}{number}") for name in _CELLS] for number in range(1, len(kinds) + 1)],
        "is_dense": len(kinds) > _DENSE,
        "grams": _GRAMS,
    }
    html = templates.sheet("cover.html", values, language)
    rooms = {f"to{number}": _TO * POINTS for number in range(1, len(kinds) + 1)}
    page = MarkedPage(html, rooms, language.code, templates.are_packaged, templates.are_packaged)
    return LetterPage(run.name, html, {name: text for name, text in fields.items() if text}, page)


def stamps(pile: Sequence[Posting], sheet: Sheet, language: Language) -> Iterator[Stamps]:
    """How many letters take the same postage, as far as the paper tells; on one page, however many countries."""
    square_metres = sheet.page.width * sheet.page.height / 1_000_000
    counted = Counter((posting.abroad, posting.destination(language), posting.leaves) for posting in pile)
    countries = Counter((abroad, leaves) for abroad, _, leaves in counted)
    if len(counted) > _ROWS:
        counted = Counter(
            (posting.abroad, "" if posting.abroad else posting.destination(language), posting.leaves)
            for posting in pile
        )
    for (abroad, destination, leaves), letters in sorted(counted.items()):
        kinds = 1 if destination else countries[abroad, leaves]
        yield Stamps(destination or None, kinds, abroad, leaves, leaves * square_metres * _GRAMS, letters)


def rows(run: Run, printed: Sequence[Printed]) -> Iterator[str]:
    """The same list as lines of CSV; `tracking` is empty, for whoever wants to fill it in."""
    return table.lines(_COLUMNS, (_row(run, number, letter) for number, letter in enumerate(printed, 1)))


def _row(run: Run, number: int, printed: Printed) -> dict[str, str]:
    posting = printed.posting
    return {
        "number": str(number),
        "letter": posting.letter,
        "broker": posting.broker,
        "person": posting.person,
        "recipient": posting.recipient,
        "address": posting.address,
        "postal_code": posting.postal_code,
        "country": posting.country,
        "sheet": posting.sheet,
        "file": printed.file,
        "page": str(printed.page),
        "pages": str(posting.pages),
        "sealed": posting.sealed.isoformat(),
        "sha256": posting.sha256,
        "ledger_head": run.head,
        "tracking": "",
    }


def _paper(page: Page, language: Language) -> str:
    """The paper by name, else by its size."""
    size = page.width, page.height
    width, height = (f"{length:g}" for length in size)
    return _PAPERS.get(size) or filled(language.words.sheet.paper, width=width, height=height)


def span(days: Sequence[date], language: Language) -> str:
    """The days from the first to the last, in words."""
    return language.days(min(days), max(days))
