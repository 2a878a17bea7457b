"""The manifest: the list of a print run's letters, as PDF; its pages are struck like letters.

Each page is the same table of so many rows, empty ones at the end of a list. A text that is too long for its line
loses its end; the list as CSV, `post.rows`, has all of it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from dataclasses import fields as dataclass_fields
from functools import lru_cache
from itertools import chain, groupby
from typing import IO

from unbroker.base.placeholders import filled
from unbroker.paper import typeface
from unbroker.paper.envelope import POINTS, Page
from unbroker.paper.fields import LETTER, LetterPage, MarkedPage, fill, mark, title
from unbroker.paper.post import Printed, Run, span
from unbroker.paper.press import bundle, press
from unbroker.paper.press.kept import KeptPlates
from unbroker.writing.languages import Language
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates

_MARGINS = 18 + 16
"""Above and below, in millimetres."""
_SIDES, _BESIDE = 28, 52
"""Beside the page's text and beside that of a row, in millimetres, all of its columns counted."""
_TOP, _TOP_OF_ALL, _HEAD, _ROW = 44, 86, 15, 35
"""In points: what stands above the table, that on the first page, the table's head, and a row."""
_SIZE = 8.5
_PER_FILE = 250
"""Pages in a file, so that whoever opens it needs no more memory than for a big print run."""

Write = Callable[[int], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True)
class _Row:
    """A letter, as the list has it."""

    number: str
    recipient: str
    address: str
    sha: str
    pages: str


@dataclass(frozen=True)
class _Leaf:
    """A page of the list."""

    file: str
    rows: tuple[_Row, ...]


@dataclass(frozen=True)
class _Shape:
    """What decides how a page looks before anything stands in it."""

    paper: Page
    specimen: bool
    is_first: bool
    rows: int
    lacking: frozenset[int] = frozenset()
    """The rows that have no address."""

    @property
    def room(self) -> int:
        """How many rows the page has."""
        return _room(self.paper, is_first=self.is_first)


def write_manifest(
    run: Run,
    printed: Sequence[Printed],
    paper: Page,
    templates: Templates,
    write: Write,
    *,
    kept: KeptPlates | None = None,
) -> int:
    """Write the list of a run's letters as PDF; answers in how many files.

    Args:
        run: the run.
        printed: its letters, in their order.
        paper: what the list is printed on.
        templates: the words.
        write: opens the file of a number, from 1.
        kept: where the press keeps its plates from call to call.

    Raises:
        ProblemsFound: the template is faulty, or a page could not be laid out.
    """
    language = templates.language()
    leaves = [*_leaves(printed, paper, language)]
    pages = (_page(run, number, leaves, paper, templates) for number in range(len(leaves)))
    first = _first(next(pages), run, printed, templates)
    name = fill(title(first.marked), {LETTER: run.name})
    struck = (sheet.whole() for sheet in press.strike(chain([first], pages), kept=kept))
    return max(place.file for place in bundle.bind(struck, name, write, most=_PER_FILE))


def _room(paper: Page, *, is_first: bool) -> int:
    return int(((paper.height - _MARGINS) * POINTS - _HEAD - (_TOP_OF_ALL if is_first else _TOP)) / _ROW)


def _leaves(printed: Sequence[Printed], paper: Page, language: Language) -> Iterator[_Leaf]:
    """The list, page by page; the letters of each file begin on a page of their own."""
    room = _room(paper, is_first=True)
    for file, letters in groupby(enumerate(printed, 1), lambda line: line[1].file):
        rows = [_row(number, letter, paper, language) for number, letter in letters]
        while rows:
            yield _Leaf(file, tuple(rows[:room]))
            rows, room = rows[room:], _room(paper, is_first=False)


def _row(number: int, printed: Printed, paper: Page, language: Language) -> _Row:
    posting = printed.posting
    where = (posting.address, posting.destination(language) if posting.abroad else "")
    width = (paper.width - _BESIDE) * POINTS
    return _Row(
        str(number),
        _fitted(f"{posting.letter}, {posting.recipient}", width),
        _fitted(", ".join(filter(None, where)), width),
        posting.sha256,
        str(posting.pages),
    )


def _fitted(text: str, width: float) -> str:
    """A text in one line, without its end if it is too long."""
    return text if len(text) * _SIZE < width else " ".join(typeface.shortened(text, 1, width, _SIZE))


def _page(run: Run, number: int, leaves: Sequence[_Leaf], paper: Page, templates: Templates) -> LetterPage:
    """A page of the list with what stands in it."""
    rows, language = leaves[number].rows, templates.language()
    at = filled(language.words.sheet.page, page=str(number + 1), pages=str(len(leaves)))
    fields = {LETTER: run.name, "file": leaves[number].file, "at": f"{run.name} · {at}"}
    for place, row in enumerate(rows, 1):
        fields |= {f"{name}{place}": text for name, text in asdict(row).items() if text}
    lacking = frozenset(place for place, row in enumerate(rows, 1) if not row.address)
    shape = _Shape(paper, run.specimen, number == 0, len(rows), lacking)
    whole = _marked(templates, replace(shape, rows=shape.room, lacking=frozenset()))
    rooms = {"file": (paper.width - _SIDES) * POINTS}
    page = MarkedPage(whole, rooms, language.code, templates.are_packaged, templates.are_packaged)
    return LetterPage(run.name, _marked(templates, shape), fields, page)


def _first(page: LetterPage, run: Run, printed: Sequence[Printed], templates: Templates) -> LetterPage:
    """The first page, which says how many letters there are, and when they were sealed."""
    language = templates.language()
    values: Names = {
        "letters": len(printed),
        "pages": sum(letter.posting.pages for letter in printed),
        "sealed": span([letter.posting.sealed for letter in printed], language),
    }
    (total,) = templates.lines("manifest.txt", values, language)
    return replace(page, fields={**page.fields, "total": total, "head": run.head})


@lru_cache(64)
def _marked(templates: Templates, shape: _Shape) -> str:
    """The page as HTML, with a mark for each field, in the rows that are there."""
    names = [field.name for field in dataclass_fields(_Row)]
    rows = [
        {name: mark(f"{name}{place}") for name in names if name != "address" or place not in shape.lacking}
        for place in range(1, shape.rows + 1)
    ]
    values: Names = {
        **{name: mark(name) if shape.is_first else None for name in ("total", "head")},
        **{name: mark(name) for name in (LETTER, "at", "file")},
        "page": shape.paper.model_dump(),
        "specimen": shape.specimen,
        "size": _SIZE,
        "top": _TOP_OF_ALL if shape.is_first else _TOP,
        "rows": [*rows, *([None] * (shape.room - shape.rows))],
    }
    return templates.sheet("manifest.html", values, templates.language())
