"""How many pages a letter has, by its plate or by its pages."""

from pressed import letter, named, struck, whole

from unbroker.paper.measure import pages
from unbroker.paper.page_counts import PageCounts


def test_pages_are_counted_by_plate_and_else_one_by_one() -> None:
    """Struck or laid out, on one sheet or the other, the count is that of the file's own pages."""
    counts = PageCounts()
    files = [make(each) for each in (letter(), letter(named("Zoë"), "din-5008-b")) for make in (struck, whole, struck)]

    assert [counts.of(file) for file in files] == [pages(file) for file in files]
