"""The papers of a print run: one page each, whatever the run, and read as they are written."""

from datetime import date
from pathlib import Path

import pdf_tools
import pytest
from made_up import templates
from read_aloud import laid_out, spoken, written

from unbroker.paper import post, sheet
from unbroker.paper.post import Posting, Printed, Run

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
    path = tmp_path / "cover.pdf"
    with laid_out() as pages:
        letters = pile(number, name, home)
        path.write_bytes(post.cover(RUN, sheet.load()[name], letters, ["din-5008-b", "us-10", "uk-dl"], templates()))
    words = " ".join(spoken(path))

    assert pdf_tools.pages(path) == 1
    assert spoken(path) == written(pages[0])
    assert f"lp -o print-scaling=none -o sides=two-sided-long-edge letters-{name}.pdf" in words
    assert ("36 countries in the manifest" in words) == (number == 80)
    assert (f"{'Germany' if home == 'DE' else 'United States'} domestic 1" in words) == (number != 1 or home == "DE")


def test_a_manifest_is_read_as_it_is_written(tmp_path: Path) -> None:
    """Its cells are narrow, and their lines broken; each page has the heads of the columns."""
    path, letters = tmp_path / "manifest.pdf", pile(40, "din-5008-b", "DE")
    printed = [Printed(letter, "letters-din-5008-b.pdf", 3 + 2 * at) for at, letter in enumerate(letters)]
    with laid_out() as pages:
        path.write_bytes(post.manifest(RUN, printed, sheet.load()["din-5008-b"], templates()))

    assert pdf_tools.pages(path) > 1
    assert {*spoken(path)} == {*written(pages[0])}
