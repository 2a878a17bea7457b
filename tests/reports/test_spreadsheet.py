"""To a spreadsheet and back: no formulas, no surprises, all or nothing."""

import csv
import io
import shutil
from datetime import date, datetime
from pathlib import Path

import hypothesis.strategies as st
import pytest
import xlsxwriter
from household import Home, household
from hypothesis import given
from made_up import DAY, events, new_event, opened, prepared

from unbroker import cli
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.reports import spreadsheet

HEAD = "number,on,case,rights,event,outcome,reason,proof,note"


def noted(words: str) -> tuple[str, list[str]]:
    """The CSV of a ledger with one note, and the cells of that row."""
    text = spreadsheet.export(events(opened(), new_event("note", DAY, "UB-7F3K2Q8Z", facts={"note": words})))
    return text, [*csv.reader(io.StringIO(text.removeprefix("\ufeff")))][2]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=HYPERLINK(1)", "＝1"])
def test_no_cell_can_become_a_formula(words: str) -> None:
    """What begins like one is kept from being one."""
    _, cells = noted(words)

    assert f"'{words}" in cells


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30))
def test_what_goes_out_comes_back_unchanged(words: str) -> None:
    """An exported file has no new rows and no changed ones, whatever was noted."""
    history = events(opened(), new_event("note", DAY, "UB-7F3K2Q8Z", facts={"note": words}))

    assert spreadsheet.read(spreadsheet.export(history), "x.csv", history) == (spreadsheet.Sheet((), ()), [])


def test_excel_knows_that_it_is_utf_8() -> None:
    """A byte order mark, and rows that end as Windows wants it."""
    text, _ = noted("Zoë")

    assert text.startswith("\ufeffnumber,on,case,")
    assert "\r\n" in text


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2026-12-20", [date(2026, 12, 20)]),
        ("2026/12/20", [date(2026, 12, 20)]),
        ("20.12.2026", [date(2026, 12, 20)]),
        ("12/20/2026", [date(2026, 12, 20)]),
        ("20/12/26", [date(2026, 12, 20)]),
        ("11/12/2026", [date(2026, 11, 12), date(2026, 12, 11)]),
        ("12/12/2026", [date(2026, 12, 12)]),
        ("31/31/2026", []),
        ("soon", []),
    ],
)
def test_days_as_programs_of_the_world_write_them(cell: str, found: list[date]) -> None:
    """A day that can be two is not guessed."""
    assert [*spreadsheet.days(cell)] == found


def test_changed_and_missing_rows_are_pointed_out() -> None:
    """Each with what it was; a day that the program wrote in another way is no change."""
    history = events(opened(), prepared(), new_event("note", DAY, "UB-7F3K2Q8Z", facts={"note": "a"}))
    text = (
        f"{HEAD}\n3,11/22/2026,UB-7F3K2Q8Z,,note,,,,b\n9,2026-11-22,x,,note,,,,\n1,2026-11-22,UB-7F3K2Q8Z,,opened,,,,\n"
    )
    sheet, problems = spreadsheet.read(text, "x.csv", history)

    assert problems == []
    assert [str(remark).partition(" (")[0] for remark in sheet.remarks] == [
        "x.csv:2: event 3: 'note' was 'a' and is 'b'",
        "x.csv:3: there is no event 9, or its row appears twice",
        "x.csv:4: event 1: 'rights' was 'opt-out, delete' and is ''",
        "x.csv: 1 row of the ledger is missing, beginning with number 2",
    ]


def test_all_that_is_wrong_with_new_rows_is_said_at_once() -> None:
    """Line by line."""
    rows = (
        ",soon,acme,,note", ",11/12/2026,acme,,note", ",2026-11-22,,,note", ",2026-11-22,acme,,lost",
        ",0001-01-01,acme,,note", ",9999-12-31,acme,,note",
    )  # fmt: skip
    text = "\n".join([HEAD, *(f"{row},,,," for row in rows), ""])
    _, problems = spreadsheet.read(text, "x.csv", ())

    assert [str(problem).partition(" (")[0] for problem in problems] == [
        "x.csv:2: 'soon' is not a date",
        "x.csv:3: '11/12/2026' can be two days",
        "x.csv:4: 'case' is empty",
        "x.csv:5: 'lost' cannot be recorded by hand",
        "x.csv:6: '0001-01-01' is not a date",
        "x.csv:7: '9999-12-31' is not a date",
    ]


def test_a_file_of_something_else_is_refused() -> None:
    """The column that is missing is named."""
    _, (problem,) = spreadsheet.read("a,b\n1,2\n", "x.csv", ())

    hint = "export the ledger again, and add rows to that file"
    assert str(problem) == f"x.csv:1: the column 'number' is missing ({hint})"


@pytest.fixture(scope="module")
def gone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one letter to Acme that left on 2026-11-23."""
    path = household(tmp_path_factory.mktemp("gone") / "home")
    words = ["--today", "2026-11-23", "--folder", str(path)]
    assert cli.run(["mail", "post", "--single", "acme", *words]) == 0
    assert cli.run(["mail", "left", "acme", *words]) == 0
    return path


@pytest.fixture
def home(gone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it for each test."""
    return Home(Path(shutil.copytree(gone, tmp_path / "home")), capsys)


def with_rows(home: Home, *rows: str, delimiter: str = ",") -> str:
    """The exported file with rows added, as a spreadsheet would save it."""
    path = Path(home.json("ledger", "export")["path"])
    reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    for line in reader:
        writer.writerow(line)
    for row in rows:
        cells = dict(zip(HEAD.split(","), row.split(","), strict=False))
        writer.writerow([cells.get(name, "") for name in spreadsheet.COLUMNS])
    path.write_text(out.getvalue(), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_new_rows_become_events(home: Home, delimiter: str) -> None:
    """Each is checked against those before it; Excel's other delimiters are understood."""
    rows = (",2026-12-01,acme,,acknowledged", ",05.12.2026,acme,delete,answered,denied,no_match,,they say no")
    found = home.json("ledger", "import", with_rows(home, *rows, delimiter=delimiter), "--yes", today="2026-12-06")

    assert [(one["kind"], one["on"], one["rights"]) for one in found] == [
        ("acknowledged", "2026-12-01", ["opt-out", "delete", "access-categories"]),
        ("answered", "2026-12-05", ["delete"]),
    ]
    assert found[1]["facts"]["note"] == "they say no"
    assert home.json("ledger", "verify")["whole"]


def test_a_csv_as_excel_saves_it_is_read(home: Home) -> None:
    """In Windows' encoding, with a line that names the separator; that the encoding is a guess is told."""
    path = Path(with_rows(home, ",2026-12-05,acme,delete,answered,denied,no_match,,für Zoë", delimiter=";"))
    path.write_bytes(f"sep=;\n{path.read_text(encoding='utf-8')}".encode("cp1252"))
    code, _, said = home.call("ledger", "import", str(path), "--yes", today="2026-12-06")

    assert (code, "ledger.csv: is not UTF-8 and is read as Windows-1252" in said) == (0, True)
    assert [*SqliteLedger(home.path / "ledger.sqlite").read()][-1].fact("note") == "für Zoë"


def test_a_workbook_is_read(home: Home) -> None:
    """With a day that is a day, and numbers that are numbers; a text stays a text."""
    path = home.path / "ledger.xlsx"
    rows = csv.reader(io.StringIO(Path(with_rows(home)).read_text(encoding="utf-8-sig")))
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "d.m.yy"})
        for line, cells in enumerate([*rows, ["", "", "acme", "", "", "", "note"]]):
            sheet.write_row(line, 0, cells)
        sheet.write_datetime(line, 1, datetime(2026, 12, 6), day)  # noqa: DTZ001 - a workbook knows no zone
        sheet.write_string(line, spreadsheet.COLUMNS.index("note"), "=1")
    (event,) = home.json("ledger", "import", str(path), "--yes", today="2026-12-07")

    assert (event["kind"], event["on"], event["facts"]["note"]) == ("note", "2026-12-06", "=1")


def test_all_or_nothing(home: Home) -> None:
    """One row that makes no sense keeps all from being recorded, and every such row is named."""
    rows = (
        ",2026-12-01,acme,,acknowledged",
        ",2027-12-01,acme,,note,,,,x",
        ",2026-12-01,acme,,answered",
    )
    path = with_rows(home, *rows)
    said = home.fails("ledger", "import", path, "--yes", today="2026-12-06")

    how = "correct it, or record it by itself: `unbroker track acme note --anyway`"
    assert f"ledger.csv:6: acme: note on 2027-12-01 is not recorded: 2027-12-01 is in the future ({how})" in said
    assert "ledger.csv:7: 'answered' needs 'outcome'" in said
    assert len([*SqliteLedger(home.path / "ledger.sqlite").read()]) == 3


def test_the_same_file_twice_records_nothing_new(home: Home) -> None:
    """A row that was taken in is refused the second time."""
    path = with_rows(home, ",2026-12-01,acme,,acknowledged")
    home.json("ledger", "import", path, "--yes", today="2026-12-06")
    said = home.fails("ledger", "import", path, "--yes", today="2026-12-06")

    assert "this is already recorded, as event 4" in said


def test_new_rows_are_shown_and_asked_about(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --yes and without an answer nothing is recorded."""
    path = with_rows(home, ",2026-12-01,acme,,acknowledged")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    code, out, _ = home.call("ledger", "import", path, today="2026-12-06")

    assert code == 130
    assert "acknowledged  opt-out, delete, access-categories" in out
    assert len([*SqliteLedger(home.path / "ledger.sqlite").read()]) == 3


def test_an_unchanged_file_has_nothing_new(home: Home) -> None:
    """And says so."""
    code, _, err = home.call("ledger", "import", with_rows(home))

    assert (code, err) == (0, "no new rows: nothing is recorded\n")
