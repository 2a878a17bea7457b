"""Tables as CSV that Excel and LibreOffice open well, and back. Pure; no cell can become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

_MARK = "\ufeff"
"""The byte order mark, by which Excel knows that a file is UTF-8."""
_SEPARATORS = ",;\t|"
_BEGINS = r"(?=[\s\"']*[=+\-@＝＋－＠])"
_FORMULA = re.compile(rf"^(?=[\t\r])|(?:^|[{_SEPARATORS}\n]|\r\n?){_BEGINS}")
"""Where a program may see one: at the beginning, and where a cell ends for one that expects another separator."""
_DISARMED = re.compile(rf"^'(?=[\t\r])|(^|[{_SEPARATORS}\n]|\r\n?)'{_BEGINS}")
_TOLD = re.compile(r'"?sep=(.)"?\s*?(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""How a first line names the separator to Excel."""


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A table as CSV; every row has every column."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(cell) for name, cell in row.items()})
    return f"{_MARK}{out.getvalue()}"


def read(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The cells of each row that has any, and the line on which it ends.

    What stands between them is what a first line such as `sep=;` says, else a comma, semicolon, tab or bar.
    """
    text = text.removeprefix(_MARK)
    told = _TOLD.match(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=told[1] if told else _delimiter(text))
    for cells in lines:
        texts = tuple(map(plain, cells))
        if any(texts) and not (told and lines.line_num == 1):
            yield lines.line_num, texts


def plain(cell: str) -> str:
    """What stood in a cell before it was made harmless."""
    return _DISARMED.sub(lambda match: match[1] or "", cell.strip()).strip()


def _harmless(cell: str) -> str:
    """A cell that no program takes for a formula, whatever it thinks that the separator is."""
    return _FORMULA.sub(lambda match: f"{match[0]}'", cell)


def _delimiter(text: str) -> str:
    """What stands between the cells of the first line."""
    head = re.split(r"[\r\n]", text, maxsplit=1)[0]
    return max(_SEPARATORS, key=head.count)
