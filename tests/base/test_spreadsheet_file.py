"""Files as spreadsheet programs save them, and what is said of those that cannot be read."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
import xlsxwriter

from unbroker.base import spreadsheet_file
from unbroker.base import workbook as base_workbook
from unbroker.base.errors import ProblemsFound

ROWS = [("number", "on", "note"), ("3", "2026-12-20", "Zoë – “déjà”, vu")]
CSV = "number;on;note\r\n3;2026-12-20;Zoë – “déjà”, vu\r\n"
GUESSED = "x.csv: is not UTF-8 and is read as Windows-1252 (if letters with accents are wrong, save it as “CSV UTF-8”)"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (CSV.encode(), []),
        (CSV.encode("utf-8-sig"), []),
        (CSV.encode("cp1252"), [GUESSED]),
        (CSV.replace(";", "\t").encode("utf-16"), []),
        (b"\xfe\xff" + CSV.replace(";", "\t").encode("utf-16-be"), []),
        (CSV.encode("utf-16-le"), []),
        (CSV.encode("utf-16-be"), []),
        (f"sep=;\r\n{CSV}".encode("cp1252"), [GUESSED]),
        (b"\xff\xfe" + f"sep=;\r\n{CSV}".encode("utf-16-le"), []),
    ],
    ids=["utf-8", "mark", "windows-1252", "utf-16", "big-endian", "little", "big", "sep", "sep in utf-16"],
)
def test_a_csv_is_read_in_any_encoding(content: bytes, said: list[str]) -> None:
    """Excel's plain CSV, its “Unicode Text”, and what other programs write; a guess is told."""
    rows, problems = spreadsheet_file.read(content, "x.csv")

    assert [cells for _, cells in rows] == ROWS
    assert [str(problem) for problem in problems] == said
    assert {problem.severity for problem in problems} <= {"warning"}


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """An .xlsx file, written by a library of somebody else's."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        fill(book)
    return content.getvalue()


def test_a_workbook_is_read_as_it_shows() -> None:
    """The first sheet that holds anything: days, whole numbers, what a formula comes to, lines as they are counted."""

    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("empty")
        sheet, day = book.add_worksheet("ledger"), book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["number", "on", "note", "more", "yes"])
        sheet.write_row(2, 0, [3, None, "'=1+1", 2.5, True])
        sheet.write_datetime(2, 1, datetime(2026, 12, 20), day)  # noqa: DTZ001 - a workbook knows no zone
        sheet.write_formula(3, 0, "=1+1", None, 2)
        sheet.write_number(3, 1, 9407111899564567890123)

    assert spreadsheet_file.read(workbook(fill), "x.xlsx") == (
        [
            (1, ("number", "on", "note", "more", "yes")),
            (3, ("3", "2026-12-20", "=1+1", "2.5", "yes")),
            (4, ("2", "9.407111899564568e+21", "", "", "")),
        ],
        [],
    )


def test_a_workbook_of_libreoffice_is_read() -> None:
    """An .ods file, with a day in it."""
    cells = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    day = '<table:table-cell office:value-type="date" office:date-value="2026-12-20"/>'
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr(
            "content.xml",
            f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="one">'
            f"<table:table-row>{cells.format('on')}{cells.format('note')}</table:table-row>"
            f"<table:table-row>{day}{cells.format('Zoë')}</table:table-row>"
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )

    rows, _ = spreadsheet_file.read(content.getvalue(), "x.ods")
    assert [cells for _, cells in rows] == [("on", "note"), (date(2026, 12, 20).isoformat(), "Zoë")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n\x81\x8d,\xff\n", "x: is no table in an encoding that is known here (save it as “CSV UTF-8”)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "x: is no table in an encoding that is known here (save it as “CSV UTF-8”)"),
        (b"PK\x03\x04 broken", "x: is no workbook that can be read: "),
        (
            b'a,b\n1,2\n"3,4\n5,6\n',
            "x:3: a cell that begins here has a quotation mark that is never closed (look for a",
        ),
        (b'a,b\n"x"y,1\n', "x:2: is no table that can be read: ',' expected after "),
        (
            b'a,b\n"' + b"x" * 200_000,
            "x:2: a cell that begins here has more than 131,072 characters (look for a lost",
        ),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    """A picture, a broken workbook, and a quotation mark that is never closed."""
    with pytest.raises(ProblemsFound) as refused:
        spreadsheet_file.read(content, "x")

    assert str(refused.value).startswith(said)
    assert "save it as “CSV UTF-8”" in str(refused.value)


def test_without_the_extra_a_workbook_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Or how to do without."""
    monkeypatch.setattr(base_workbook, "calamine", None)

    with pytest.raises(ProblemsFound) as refused:
        spreadsheet_file.read(workbook(lambda book: book.add_worksheet()), "x.xlsx")

    assert str(refused.value) == (
        "x.xlsx: is a workbook (`pip install 'unbroker[xlsx]'` lets it be read; or save it as “CSV UTF-8”)"
    )


@pytest.mark.parametrize("text", ["a,b\n" + "," * 300, "a\n" * 200_002])
def test_more_cells_than_anybody_writes(text: str) -> None:
    """Neither a row without end nor a table without end is read."""
    with pytest.raises(ProblemsFound, match="has more than 200 cells in this row, or more than 200,000 rows"):
        spreadsheet_file.read(text, "x")


def test_a_workbook_that_unfolds_is_refused() -> None:
    """Two cells far apart are a table of billions, and many zeros are a small file; neither fills the memory."""

    def far_apart(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["number", "on"])
        sheet.write(1_048_575, 16_383, "far")

    def wide(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet().write_row(0, 0, ["x"] * 300)

    for fill, reason in ((far_apart, "it takes more memory or time"), (wide, "it has more than 200 columns")):
        with pytest.raises(ProblemsFound, match=f"x: is no workbook that can be read: {reason}"):
            spreadsheet_file.read(workbook(fill), "x")
