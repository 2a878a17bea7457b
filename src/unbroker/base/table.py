"""Tables as CSV that Excel and LibreOffice open well, and back. Pure; no cell can become a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

_MARK = "\ufeff"
"""The byte order mark, by which Excel knows that a file is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A table as CSV; every row has every column."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(cell) for name, cell in row.items()})
    return f"{_MARK}{out.getvalue()}"


def read(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The cells of each row that has any, and the line on which it ends; commas, semicolons or tabs between them."""
    text = text.removeprefix(_MARK)
    lines = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    for cells in lines:
        plain = tuple(map(_plain, cells))
        if any(plain):
            yield lines.line_num, plain


def _harmless(cell: str) -> str:
    """A cell that no program takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) or (cell[:1] == "'" and cell[1:].startswith(_FORMULA)) else cell


def _plain(cell: str) -> str:
    """What stood there before it was made harmless."""
    stripped = cell.strip()
    return stripped[1:] if stripped[:1] == "'" and stripped[1:].lstrip("'").startswith(_FORMULA) else stripped


def _delimiter(text: str) -> str:
    """What stands between the cells of the first line."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)
