"""The cover list of a parcel: to whom it goes, and the references of its letters; its pages are struck like letters.

Each page has the recipient, so that none is lost from the others, and room for so many letters in columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice, tee
from math import ceil

from unbroker.base.placeholders import filled
from unbroker.paper.envelope import POINTS, Page
from unbroker.paper.fields import LETTER, LetterPage, MarkedPage, mark
from unbroker.paper.post import Posting, Run, span
from unbroker.paper.press import press
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates

_MARGINS, _SIDES = 20 + 18, 24 + 20
"""Above and below, and beside the text, in millimetres."""
_TOP, _HEAD, _ROW = 150, 16, 14
"""In points: what stands above the table, with room for lines that are folded; the table's head; a row."""
_COLUMNS = 3
"""Of letters, side by side."""


_EMPTY = "–"
"""In a place without a letter: a row of a table has all of its cells."""


@dataclass(frozen=True)
class _Shape:
    """What decides how a page looks before anything stands in it."""

    paper: Page
    specimen: bool
    rows: int
    abroad: bool


def leaves(letters: int, paper: Page) -> int:
    """Sheets of paper that the list of so many letters takes, printed on both sides."""
    return ceil(ceil(letters / (_rows(paper) * _COLUMNS)) / 2)


def _rows(paper: Page) -> int:
    """How many rows a page has room for, each with a letter in every column."""
    return int(((paper.height - _MARGINS) * POINTS - _TOP - _HEAD) / _ROW)


def cover_lists(
    run: Run, parcels: Iterable[tuple[int, Sequence[Posting]]], paper: Page, templates: Templates
) -> Iterator[tuple[bytes, ...]]:
    """What lies on top of some parcels, in their order: for each the PDFs of its pages.

    Args:
        run: the run.
        parcels: the number of each, and its letters, all to one recipient; asked for as they are needed.
        paper: what the lists are printed on.
        templates: the words.

    Raises:
        ProblemsFound: the template is faulty, or a page could not be laid out.
    """
    pages = (_pages(run, *parcel, paper, templates) for parcel in parcels)
    for_press, for_count = tee(pages)
    struck = (sheet.whole() for sheet in press.strike(page for some in for_press for page in some))
    for some in for_count:
        yield tuple(islice(struck, len(some)))


def _pages(
    run: Run, number: int, postings: Sequence[Posting], paper: Page, templates: Templates
) -> tuple[LetterPage, ...]:
    """The pages of a parcel's list."""
    room, fields = _rows(paper) * _COLUMNS, _shared_fields(run, number, postings, templates)
    parts = [postings[start : start + room] for start in range(0, len(postings), room)]
    of = partial(filled, templates.language().words.sheet.page, pages=str(len(parts)))
    return tuple(
        _page(
            {**fields, "at": f"{fields[LETTER]} · {of(page=str(at + 1))}"},
            part, 1 + room * at, _Shape(paper, run.specimen, ceil(len(part) / _COLUMNS), "abroad" in fields), templates,
        )
        for at, part in enumerate(parts)
    )  # fmt: skip


def _shared_fields(run: Run, number: int, postings: Sequence[Posting], templates: Templates) -> dict[str, str]:
    """What stands on each page."""
    language, first = templates.language(), postings[0]
    values: Names = {
        "run": run.name,
        "number": number,
        "letters": len(postings),
        "sealed": span([posting.sealed for posting in postings], language),
    }
    name, total = templates.lines("parcel.txt", values, language)
    fields = {LETTER: name, "total": total, "recipient": first.recipient, "address": first.address}
    return fields | ({"abroad": first.destination(language)} if first.abroad else {})


def _page(
    fields: dict[str, str], postings: Sequence[Posting], start: int, shape: _Shape, templates: Templates
) -> LetterPage:
    """A page of the list with what stands in it: its letters down one column, then down the next."""
    places = [(str(number), posting.letter, str(posting.pages)) for number, posting in enumerate(postings, start)]
    places += [(_EMPTY,) * 3] * (shape.rows * _COLUMNS - len(postings))
    for place, texts in enumerate(places):
        column, row = divmod(place, shape.rows)
        fields |= zip(_cell(row * _COLUMNS + column), texts, strict=True)
    whole = _marked(templates, _Shape(shape.paper, shape.specimen, _rows(shape.paper), abroad=True))
    width = (shape.paper.width - _SIDES) * POINTS
    rooms = {"recipient": width, "address": width, "abroad": width}
    language, packaged = templates.language().code, templates.are_packaged
    return LetterPage(fields[LETTER], _marked(templates, shape), fields, MarkedPage(whole, rooms, language, packaged))


def _cell(place: int) -> tuple[str, str, str]:
    """The fields of a place of the table, which are counted along its rows."""
    return f"number{place}", f"reference{place}", f"pages{place}"


@lru_cache(64)
def _marked(templates: Templates, shape: _Shape) -> str:
    """The page as HTML, with a mark for each field."""
    columns = range(_COLUMNS)
    values: Names = {
        **{name: mark(name) for name in (LETTER, "total", "recipient", "address", "at")},
        "abroad": mark("abroad") if shape.abroad else None,
        "page": shape.paper.model_dump(),
        "specimen": shape.specimen,
        "columns": _COLUMNS,
        "rows": [
            [mark(name) for column in columns for name in _cell(row * _COLUMNS + column)] for row in range(shape.rows)
        ],
    }
    return templates.sheet("parcel.html", values, templates.language())
