"""The cover list of a parcel: its pages are struck, each letter stands on it once, and its paper is counted."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pdf_tools
import pytest
from made_up import templates
from pressed import struck_pages
from read_aloud import spoken, written

from unbroker.paper import parcel_list, sheet
from unbroker.paper.fields import LetterPage
from unbroker.paper.pdf import lay_out
from unbroker.paper.post import Posting, Run
from unbroker.paper.press import bundle, proof
from unbroker.paper.press.bundle import Location
from unbroker.paper.press.press import Printed

RUN = Run("office-2026-11-23", "0" * 64, specimen=False)
PAGE = sheet.load()["din-5008-b"].page
LETTER = Posting(
    "", "acme", "sam", "Acme Data, Inc.", "1 Specimen Plaza, 62701 Springfield", "62701", "US", abroad=True,
    sheet="din-5008-b", sealed=date(2026, 11, 20), sha256="0" * 64, pages=3,
)  # fmt: skip
LONG = "The Example Society for the Lists of Those Who Once Bought Anything From Anybody Whatever It Was, Limited"


def letters(number: int, recipient: str = "Acme Data, Inc.", *, abroad: bool = True) -> list[Posting]:
    """Letters to one recipient."""
    return [replace(LETTER, letter=f"UB-{at:08}.1", recipient=recipient, abroad=abroad) for at in range(1, number + 1)]


Lists = tuple[tuple[tuple[bytes, ...], ...], Sequence[tuple[LetterPage, Printed]]]
PARCELS = ((1, letters(300)), (2, letters(2, abroad=False)), (3, letters(121, LONG)))


@pytest.fixture(scope="module")
def lists() -> Lists:
    """The lists of three parcels, and their pages as they were struck."""
    with struck_pages() as pages:
        made = tuple(parcel_list.cover_lists(RUN, PARCELS, PAGE, templates()))
    return made, pages


def test_each_letter_stands_on_a_list_once(tmp_path: Path, lists: Lists) -> None:
    """On each page who gets the parcel, and which page it is; the letters count on from page to page."""
    for (number, postings), pages in zip(PARCELS, lists[0], strict=True):
        said: list[str] = []
        for at, page in enumerate(pages, 1):
            path = tmp_path / "page.pdf"
            path.write_bytes(page)
            words = " ".join(spoken(path))
            assert words.startswith(f"{postings[0].recipient} 1 Specimen Plaza, 62701 Springfield ")
            assert (" United States " in words) == postings[0].abroad
            assert (
                f"Parcel {number} of office-2026-11-23 {len(postings)} letters, sealed on Friday 20 November" in words
            )
            assert f"Page {at} of {len(pages)}" in " ".join(word.text for word in pdf_tools.words(path))
            said.append(words)
        whole = " ".join(said)
        assert all(whole.count(f" {at} {one.letter} 3") == 1 for at, one in enumerate(postings, 1))
    assert [len(pages) for pages in lists[0]] == [3, 1, 2]


@pytest.mark.parametrize("name", ["din-5008-b", "us-10"])
def test_columns_stand_apart(tmp_path: Path, name: str) -> None:
    """The widest reference, of a later letter, does not reach the number of its pages, nor that the next column."""
    wide = [replace(posting, letter="UB-WWWWWWWW.12", pages=108) for posting in letters(111)]
    ((page,),) = parcel_list.cover_lists(RUN, [(1, wide)], sheet.load()[name].page, templates())
    path = tmp_path / "page.pdf"
    path.write_bytes(page)
    rows = dict[float, list[pdf_tools.Word]]()
    for word in pdf_tools.words(path):
        rows.setdefault(word.y0, []).append(word)
    table = [sorted(row) for row in rows.values() if any(word.text == wide[0].letter for word in row)]

    assert len(table) == 37
    for row in table:
        assert [word.text for word in row[1::3]] == ["UB-WWWWWWWW.12"] * 3
        assert [word.text for word in row[2::3]] == ["108"] * 3
        assert all(right.x0 - left.x1 > 2 for left, right in pairwise(row))


@pytest.mark.slow
def test_the_pages_are_struck(lists: Lists) -> None:
    """Each is what is laid out, operator for operator, and no other; one with a name that folds is laid out in full."""
    _, pages = lists
    folded = "a line that is too wide"
    laid_out = [lay_out(page.html, "a page") for page, _ in pages]

    assert [struck.reason and struck.reason.startswith(folded) for _, struck in pages] == [None] * 4 + [True] * 2
    for number, (page, struck) in enumerate(pages[:4]):
        assert [proof.alike(struck.whole(), other) for other in laid_out] == [at == number for at in range(6)]
        assert written(page.html)


def test_the_paper_of_a_list_is_counted(tmp_path: Path, lists: Lists) -> None:
    """As it is printed on both sides; the letter after it begins on paper of its own."""
    path = tmp_path / "pile.pdf"
    with path.open("wb") as file:
        placed = list(bundle.bind((*lists[0], lists[0][1][0]), "A pile", lambda _: nullcontext(file), duplex=True))

    assert [parcel_list.leaves(len(postings), PAGE) for _, postings in PARCELS] == [2, 1, 1]
    assert placed == [Location(1, 1, 4), Location(1, 5, 2), Location(1, 7, 2), Location(1, 9, 2)]
    assert pdf_tools.pages(path) == 10
    assert pdf_tools.vera([path]) == {path: []}
    assert pdf_tools.qpdf_check(path) == []
