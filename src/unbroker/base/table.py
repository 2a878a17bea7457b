"""Tables as CSV that Excel and LibreOffice open well, and back. Pure; no cell can become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

_MARK = "\ufeff"
"""The byte order mark, by which Excel knows that a file is UTF-8."""
_SEPARATORS = ",;\t|"
_BEGINS = r"(?=[\s\"']*[=+\-@＝＋－＠])"
_FORMULA = re.compile(rf"^(?=[\t\r])|(?:^|[{_SEPARATORS}\n]|\r\n?){_BEGINS}")
"""Where a program may see one: at the beginning, and where a cell ends for one that expects another separator."""
_DISARMED = re.compile(rf"^'(?=[\t\r])|(^|[{_SEPARATORS}\n]|\r\n?)'{_BEGINS}")
_TOLD = re.compile(r'"?sep=(.)"?\s*?(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""How a first line names the separator to Excel."""

MOST_CELLS, MOST_ROWS = 200, 200_000
LOST = "look for a lost quotation mark, or save it as “CSV UTF-8”"
TOO_MANY = (f"has more than {MOST_CELLS} cells in this row, or more than {MOST_ROWS:,} rows", "remove what is empty")
_HUGE = f"a cell that begins here has more than {csv.field_size_limit():,} characters"
_FAULTS = {
    "unexpected end of data": ("a cell that begins here has a quotation mark that is never closed", LOST),
    f"field larger than field limit ({csv.field_size_limit()})": (_HUGE, LOST),
}
"""What the standard library finds, and how to say it: the message and the hint."""
Row = tuple[int, tuple[str, ...]]
"""The line on which a row ends, and its cells."""


class NotATable(ValueError):  # noqa: N818 - the sentence is the name
    """A text is no table.

    Attributes:
        line: where it stops being one.
        hint: what to do.
    """

    def __init__(self, line: int, message: str, hint: str) -> None:
        self.line, self.hint = line, hint
        super().__init__(message)


def written(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """A table as CSV; every row has every column."""
    return "".join(lines(columns, rows))


def lines(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The same, a row at a time, each with the end of its line."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    yield f"{_MARK}{out.getvalue()}"
    for row in rows:
        out.seek(0)
        out.truncate()
        writer.writerow({name: _harmless(cell) for name, cell in row.items()})
        yield out.getvalue()


def read(text: str) -> Iterator[Row]:
    """The cells of each row that has any, and the line on which it ends.

    What stands between them is what a first line such as `sep=;` says, else a comma, semicolon, tab or bar.

    Raises:
        NotATable: a quote is not closed, which would swallow the rows below it in silence; a cell is huge; or there are
            more cells or rows than anybody writes.
    """
    text = text.removeprefix(_MARK)
    told = _TOLD.match(text)
    delimiter = told[1] if told else _delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number in count(1):
        begun = lines.line_num + 1
        try:
            cells = next(lines, None)
        except csv.Error as error:
            raise NotATable(
                begun, *_FAULTS.get(str(error), (f"is no table that can be read: {error}", LOST))
            ) from error
        if cells is None:
            return
        if len(cells) > MOST_CELLS or number > MOST_ROWS:
            raise NotATable(begun, *TOO_MANY)
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
