"""Tables as CSV: what goes out comes back, and nothing becomes a formula."""

import csv
import io

import hypothesis.strategies as st
import pytest
from hypothesis import given

from unbroker.base import table

CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)


@given(st.lists(st.tuples(CELLS, CELLS).filter(any), max_size=5))
def test_what_goes_out_comes_back(rows: list[tuple[str, str]]) -> None:
    """Whatever the cells hold, apart from space around them."""
    text = table.written(("one", "two"), ({"one": one, "two": two} for one, two in rows))

    assert [cells for _, cells in table.read(text)] == [("one", "two"), *rows]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1", "'=1"])
def test_no_cell_can_become_a_formula(words: str) -> None:
    """What begins like one has an apostrophe before it."""
    text = table.written(("one",), [{"one": words}])

    assert [*csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))][1] == [f"'{words}"]


@pytest.mark.parametrize(
    ("words", "harmless"),
    [
        ("hello;=1+1", "hello;'=1+1"),
        ("a\t@SUM(A1)|-1", "a\t'@SUM(A1)|'-1"),
        ("first\n=HYPERLINK(1)\r\n+2", "first\n'=HYPERLINK(1)\r\n'+2"),
        ('x; "=1', "x;' \"=1"),
        (" =1", "' =1"),
        ("it;'=1", "it;''=1"),
        ("well-known, and 1+1=2; or a-b", "well-known, and 1+1=2; or a-b"),
    ],
)
def test_no_part_of_a_cell_can_become_one(words: str, harmless: str) -> None:
    """A program that expects another separator parts it there, and one that knows no quotes at the line break."""
    text = table.written(("one",), [{"one": words}])

    assert [*csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))][1] == [harmless]
    assert [cells for _, cells in table.read(text)][1] == (words.strip(),)


@given(st.lists(st.tuples(*[st.text(st.sampled_from("=+-@＝,;\t|\"'\r\n a1"), max_size=12)] * 2), max_size=4))
def test_no_program_finds_a_formula(rows: list[tuple[str, str]]) -> None:
    """Whatever the cells hold, and whatever it thinks that the separator is."""
    text = table.written(("one", "two"), ({"one": one, "two": two} for one, two in rows)).removeprefix("\ufeff")

    for delimiter in ",;\t|":
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            assert [cell for cell in cells if cell.lstrip()[:1] in {"=", "+", "-", "@", "＝"}] == []


@pytest.mark.parametrize("text", ["sep=;\na,b;c\n1;2\n", '\ufeff"sep=|"\r\na,b|c\r\n1|2\r\n', "SEP=\t\ra,b\tc\r1\t2\r"])
def test_a_first_line_may_name_the_separator(text: str) -> None:
    """As Excel has it; lines are counted as in the file."""
    assert [*table.read(text)] == [(2, ("a,b", "c")), (3, ("1", "2"))]


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "\ufeffa;b\r\n1;2\r\n", "a\tb\n\n1\t2"])
def test_cells_stand_between_commas_semicolons_or_tabs(text: str) -> None:
    """As programs of the world write them; empty rows do not count."""
    assert [cells for _, cells in table.read(text)] == [("a", "b"), ("1", "2")]
