"""Tables: rows as passages, each cell below the title of its column and beside the first cell of its row."""

import csv
import io
from collections.abc import Iterable, Iterator

from unbroker.answer.passage import Passage
from unbroker.base import table
from unbroker.base.table import NotATable, Row

_PAIR = 2


def passages(rows: Iterable[Row], place: str = "") -> Iterator[Passage]:
    """The cells of a table as passages."""
    titles: tuple[str, ...] = ()
    for number, (line, cells) in enumerate(rows):
        if number == 0:
            titles = cells
            if len([cell for cell in cells if cell]) <= _PAIR:
                yield from _cells(cells, (), f"{place}row {line}")
            continue
        yield from _cells(cells, titles, f"{place}row {line}")


def _cells(cells: tuple[str, ...], titles: tuple[str, ...], place: str) -> Iterator[Passage]:
    for number, cell in enumerate(cells):
        if not cell:
            continue
        title = titles[number] if number < len(titles) else ""
        others = "; ".join(other for at, other in enumerate(titles) if at != number and other)
        yield Passage(cell, place, cells[0] if number else "", title, others)


def of_csv(text: str) -> Iterator[Passage]:
    """The cells of a CSV; a text that is none is read line by line."""
    try:
        rows = [*table.read(text)]
    except NotATable:
        rows = [(number, (line,)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    return passages(rows)


def looks_like_csv(text: str) -> bool:
    """Whether the first lines have the same number of cells, and more than one."""
    sample = "\n".join(text.splitlines()[:6])
    try:
        dialect = csv.Sniffer().sniff(sample, ",;\t|")
        counts = {len(row) for row in csv.reader(io.StringIO(sample), dialect) if row}
    except csv.Error:
        return False
    return len(counts) == 1 and counts.pop() > 1 and len(sample.splitlines()) > 1
