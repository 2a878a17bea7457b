"""Workbooks (`.xlsx`, `.xls`, `.ods`): the rows of the first sheet that has any, read in a process with limits.

A file of a few kilobytes can unfold to gigabytes, and two cells far apart are a table of billions. The library that
reads workbooks holds all of it; therefore it does so where nothing but its own process can come to harm. This module
is that process, too: `python -m unbroker.base.workbook` answers on standard output what it was given on its input.
"""

import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from unbroker.base import confined, table
from unbroker.base.confined import TakesTooMuch
from unbroker.base.table import Row

try:
    import python_calamine as calamine
except ModuleNotFoundError:  # pragma: no cover - the tests have the extra
    calamine = None  # type: ignore[assignment]

BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a zip begins, which newer workbooks are, and how Excel's old ones do."""
_EXACT = 10**15
"""Whole numbers that a spreadsheet keeps to the last digit are smaller."""

_Cell = int | float | str | bool | time | date | datetime | timedelta


class NotAWorkbook(ValueError):  # noqa: N818 - the sentence is the name
    """A workbook cannot be read; says why."""


def can_be_read() -> bool:
    """Whether the library that reads them is here."""
    return calamine is not None


def read(content: bytes) -> list[Row]:
    """The rows that have anything in them, each with its number; cells as they show.

    Raises:
        NotAWorkbook: it is none, is damaged, or takes more memory or time than a table does.
    """
    try:
        answer = json.loads(confined.run(__name__, content))
    except TakesTooMuch as error:
        raise NotAWorkbook("it takes more memory or time than a table does") from error
    if isinstance(answer, str):
        raise NotAWorkbook(answer)
    return [(number, tuple(cells)) for number, cells in answer]


def _main() -> None:
    """Answer the rows, or why there are none."""
    confined.take_limits()
    try:
        answer: object = rows(sys.stdin.buffer.read())
    except NotAWorkbook as error:
        answer = str(error)
    sys.stdout.write(json.dumps(answer))


def rows(content: bytes) -> list[Row]:
    """The rows of the first sheet that has any, in this process: only for one that has taken limits.

    Raises:
        NotAWorkbook: it is none, is damaged, or has a sheet that is larger than a table.
    """
    return next((cells for _, cells in sheets(content)), [])


def sheets(content: bytes) -> Iterator[tuple[str, list[Row]]]:
    """The sheets that have rows, with their names; otherwise as `rows`."""
    try:
        yield from _sheets(calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)))
    except calamine.CalamineError as error:
        raise NotAWorkbook(str(error)) from error


def _sheets(workbook: "calamine.CalamineWorkbook") -> Iterator[tuple[str, list[Row]]]:
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.total_width > table.MOST_CELLS or sheet.total_height > table.MOST_ROWS:
            raise NotAWorkbook(f"it has more than {table.MOST_CELLS} columns or {table.MOST_ROWS:,} rows")
        if cells := sheet.to_python(skip_empty_area=False):
            yield name, [*_with_numbers(cells)]


def _with_numbers(rows: list[list[_Cell]]) -> Iterator[Row]:
    for number, cells in enumerate(rows, 1):
        texts = tuple(table.plain(_text(cell)) for cell in cells)
        if any(texts):
            yield number, texts


def _text(cell: _Cell) -> str:
    """What a cell shows: a day as 2026-12-20, a whole number without a fraction."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer() and abs(cell) < _EXACT:
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


if __name__ == "__main__":
    _main()
