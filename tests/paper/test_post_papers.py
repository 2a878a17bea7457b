"""The papers of a print run: one page each, whatever the run, and read as they are written."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pdf_tools
import pytest
from made_up import templates
from pressed import struck_pages
from read_aloud import spoken, written

from unbroker.paper import post, sheet
from unbroker.paper.fields import LetterPage
from unbroker.paper.manifest import write_manifest
from unbroker.paper.pdf import lay_out
from unbroker.paper.post import Posting, Printed, Run
from unbroker.paper.press import proof
from unbroker.paper.press.press import Printed as Struck

COUNTRIES = [
    "DE", "US", "GB", "FR", "IE", "NL", "CH", "AT", "IT", "ES", "SE", "DK", "NO", "FI", "PL", "CZ", "BE", "LU", "PT",
    "GR", "HU", "RO", "BG", "HR", "SI", "SK", "EE", "LV", "LT", "MT", "CY", "IS", "LI", "CA", "AU", "NZ", "BR",
]  # fmt: skip
RUN = Run("post-2026-11-22", "0" * 64, specimen=False)


def pile(number: int, name: str, home: str) -> list[Posting]:
    """Letters to one country after another, the more, the more pages they have."""
    return [
        Posting(
            f"UB-{at:08}.1", "acme", "sam", "Acme Data, Inc.", "1 Specimen Plaza", "12345", country, country != home,
            name, date(2026, 11, 22), "0" * 64, 2 + 2 * (at // len(COUNTRIES)),
        )
        for at in range(number)
        for country in [COUNTRIES[at % len(COUNTRIES)]]
    ]  # fmt: skip


@pytest.mark.parametrize(("name", "home"), [("din-5008-b", "DE"), ("us-10", "US")])
@pytest.mark.parametrize("number", [1, 12, 80])
def test_a_cover_sheet_fits_on_its_page(tmp_path: Path, name: str, home: str, number: int) -> None:
    """With letters to one country or to all, and three piles; it says how `lp` prints them at their size."""
    path, letters = tmp_path / "cover.pdf", pile(number, name, home)
    with struck_pages() as pages:
        path.write_bytes(post.cover(RUN, sheet.load()[name], letters, ["din-5008-b", "us-10", "uk-dl"], templates()))
    words = " ".join(spoken(path))
    ((page, struck),) = pages

    assert struck.reason is None
    assert proof.alike(struck.whole(), lay_out(page.html, "the cover"))
    assert pdf_tools.pages(path) == 1
    assert spoken(path) == written(page.html)
    assert f"lp -o print-scaling=none -o sides=two-sided-long-edge letters-{name}.pdf" in words
    assert ("36 countries in the manifest" in words) == (number == 80)
    assert (f"{'Germany' if home == 'DE' else 'United States'} domestic 1" in words) == (number != 1 or home == "DE")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Posting], list[tuple[LetterPage, Struck]]]:
    """A list of letters, of which one goes nowhere that is known: its file, the letters, and its pages as struck."""
    path, letters = tmp_path_factory.mktemp("manifest") / "manifest.pdf", pile(40, "din-5008-b", "DE")
    letters[38] = replace(letters[38], address="", country="DE", abroad=False)
    printed = [Printed(letter, "letters-din-5008-b.pdf", 3 + 2 * at) for at, letter in enumerate(letters)]
    with struck_pages() as pages:
        number = write_manifest(RUN, printed, sheet.load()["din-5008-b"].page, templates(), lambda _: path.open("wb"))
    assert number == 1
    return path, letters, pages


def test_a_manifest_is_read_as_it_is_written(
    manifest: tuple[Path, list[Posting], list[tuple[LetterPage, Struck]]],
) -> None:
    """Each page has the heads of the columns, then its letters in their order."""
    path, letters, pages = manifest
    said = " ".join(spoken(path))

    assert pdf_tools.pages(path) == len(pages) == 3
    assert spoken(path) == [word for page, _ in pages for word in written(page.html)]
    assert f"40 letters, {sum(letter.pages for letter in letters)} pages, sealed on Sunday 22 November 2026." in said
    for number, letter in enumerate(letters, 1):
        where = f" {letter.address}" if letter.address else ""
        assert f" {number} {letter.letter}, {letter.recipient}{where}" in said


def test_the_pages_of_a_manifest_are_struck(
    manifest: tuple[Path, list[Posting], list[tuple[LetterPage, Struck]]],
) -> None:
    """Each is what is laid out, operator for operator: the first, a full one, the last with its empty rows."""
    _, _, pages = manifest

    assert [struck.reason for _, struck in pages] == [None] * 3
    laid_out = [lay_out(page.html, "a page") for page, _ in pages]
    for number, (_, struck) in enumerate(pages):
        assert [proof.alike(struck.whole(), page) for page in laid_out] == [other == number for other in range(3)]
