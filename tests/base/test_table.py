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


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "\ufeffa;b\r\n1;2\r\n", "a\tb\n\n1\t2"])
def test_cells_stand_between_commas_semicolons_or_tabs(text: str) -> None:
    """As programs of the world write them; empty rows do not count."""
    assert [cells for _, cells in table.read(text)] == [("a", "b"), ("1", "2")]
