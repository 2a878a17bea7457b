"""Files of spreadsheet programs as they come: CSV in any of their encodings, and workbooks; the rows of one table.

Workbooks (`.xlsx`, `.xls`, `.ods`) need the extra `xlsx`. What a file says is not looked at here.
"""

from collections.abc import Sequence
from contextlib import suppress

from unbroker.base import table, workbook
from unbroker.base.errors import Place, Problem, ProblemsFound
from unbroker.base.table import NotATable, Row
from unbroker.base.workbook import NotAWorkbook

Rows = Sequence[Row]
"""The cells of each row that has any, and the line on which it ends."""

_WINDOWS = "cp1252"
_AS_CSV = "save it as “CSV UTF-8”"


def read(content: bytes | str, path: str) -> tuple[Rows, list[Problem]]:
    """The rows of a file, and what a reader should know of how it was read.

    Args:
        content: of a file, or the text of a CSV.
        path: of the file, for problems.

    Raises:
        ProblemsFound: it is no table, or a workbook that cannot be read here.
    """
    if isinstance(content, str):
        return _rows(content, path), []
    if content.startswith(workbook.BEGINNINGS):
        return _rows_of_workbook(content, path), []
    for encoding in _encodings(content):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text:
                return _rows(text, path), _guessed(path) if encoding == _WINDOWS else []
    raise _refused(path, "is no table in an encoding that is known here", _AS_CSV)


def _rows(text: str, path: str) -> Rows:
    try:
        return [*table.read(text)]
    except NotATable as error:
        raise ProblemsFound([Problem(Place(path, error.line), str(error), error.hint)]) from error


def _guessed(path: str) -> list[Problem]:
    fault, hint = "is not UTF-8 and is read as Windows-1252", f"if letters with accents are wrong, {_AS_CSV}"
    return [Problem(Place(path), fault, hint, "warning")]


def _encodings(content: bytes) -> tuple[str, ...]:
    """What the text of a file may be: UTF-16 as Excel's “Unicode Text” is, UTF-8, or what its plain CSV mostly is."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" in content[:2]:
        return ("utf-16-be" if content[:1] == b"\0" else "utf-16-le",)
    return ("utf-8-sig", _WINDOWS)


def _rows_of_workbook(content: bytes, path: str) -> Rows:
    if not workbook.can_be_read():
        raise _refused(path, "is a workbook", f"`pip install 'unbroker[xlsx]'` lets it be read; or {_AS_CSV}")
    try:
        return workbook.read(content)
    except NotAWorkbook as error:
        raise _refused(path, f"is no workbook that can be read: {error}", _AS_CSV) from error


def _refused(path: str, fault: str, hint: str) -> ProblemsFound:
    return ProblemsFound([Problem(Place(path), fault, hint)])
