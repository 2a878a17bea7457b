"""A table with a head, as states publish them: where the head is, and each row by its columns.

States change the punctuation, the case and the kind of spaces in a label from year to year; none of that counts.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from unbroker.base import spreadsheet_file
from unbroker.base.errors import Place, Problem, ProblemsFound, Severity, UserError

_HEAD_WITHIN = 6
MOST_ROWS = 1_200
"""Each row becomes a record and is matched with all others; the longest of these lists had 581 in 2026."""
_DASHES, _QUOTES = re.compile("[‐‑‒–—−]"), re.compile("[‘’`´]")


class TooManyRows(UserError):  # noqa: N818 - the sentence is the name
    """A list is longer than any of its kind."""

    def __init__(self, path: str, most: int) -> None:
        super().__init__(f"{path}: has more than {most:,} rows, which no such list has (remove what is empty)")


def folded(label: str) -> str:
    """A label without what changes from year to year."""
    text = unicodedata.normalize("NFKC", label).casefold().replace("[optional]", " ")
    text = _QUOTES.sub("'", _DASHES.sub("-", text)).replace("privacy act rights", "privacy rights")
    return " ".join(text.split()).strip(" :?")


@dataclass(frozen=True)
class Columns:
    """The labels of a table, folded, each with its column."""

    labels: Sequence[str]
    _known: dict[tuple[str, ...], int | None] = field(default_factory=dict)

    def at(self, *labels: str) -> int | None:
        """The first column whose label begins with one of these, the first of them first."""
        if labels not in self._known:
            ways = (at for begins in labels for at, label in enumerate(self.labels) if label.startswith(begins))
            self._known[labels] = next(ways, None)
        return self._known[labels]

    def between(self, begins: str, ends: str) -> int | None:
        """The first column whose label begins and ends so."""
        if (begins, "…", ends) not in self._known:
            ways = (at for at, label in enumerate(self.labels) if label.startswith(begins) and label.endswith(ends))
            self._known[begins, "…", ends] = next(ways, None)
        return self._known[begins, "…", ends]

    def have(self, labels: Sequence[str]) -> bool:
        """Whether there is a column for each of these beginnings."""
        return all(self.at(label) is not None for label in labels)


@dataclass(frozen=True)
class Row:
    """One row: its number in the table, where it ends in the file, and its cells."""

    number: int
    place: Place
    cells: Sequence[str]
    columns: Columns

    def cell(self, *labels: str) -> str:
        """What stands in the first column whose label begins so; nothing where there is no such column."""
        return self._cell(self.columns.at(*labels))

    def cell_between(self, begins: str, ends: str) -> str:
        """What stands in the column whose label begins and ends so."""
        return self._cell(self.columns.between(begins, ends))

    def _cell(self, at: int | None) -> str:
        return self.cells[at].strip() if at is not None and at < len(self.cells) else ""

    def problem(self, label: str, message: str, hint: str, severity: Severity = "warning") -> Problem:
        """What is wrong with a cell."""
        return Problem(self.place, f"row {self.number}, column {label!r}: {message}", hint, severity)


@dataclass(frozen=True)
class Sheet:
    """The columns of a table, and its rows."""

    columns: Columns
    rows: Sequence[Row]


def read(content: bytes, path: str, *needs: Sequence[str]) -> Sheet | None:
    """The table of a file whose head has all the labels of one of several sets; None where none fits.

    Args:
        content: of the file.
        path: of the file, for problems.
        needs: sets of beginnings of labels, folded.

    Raises:
        TooManyRows: it fits, and has more rows than a state has brokers.
    """
    try:
        table, _ = spreadsheet_file.read(content, path)
    except ProblemsFound:
        return None
    for at, (_, cells) in enumerate(table[:_HEAD_WITHIN]):
        columns = Columns([*map(folded, cells)])
        if any(map(columns.have, needs)):
            if len(table) > MOST_ROWS:
                raise TooManyRows(path, MOST_ROWS)
            return Sheet(columns, [*_rows(table[at + 1 :], at + 1, path, columns)])
    return None


def _rows(table: spreadsheet_file.Rows, before: int, path: str, columns: Columns) -> Iterator[Row]:
    for number, (line, cells) in enumerate(table, before + 1):
        yield Row(number, Place(path, line), cells, columns)
