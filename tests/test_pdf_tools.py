"""The tools that judge our PDFs do judge: each says no to a file that is wrong in one known way."""

from pathlib import Path

import pdf_tools
import pytest
from weasyprint import HTML

PAGE = "<html lang=en><title>A title</title><h1>Dear broker</h1><p>Please delete what you hold &amp; sell.</p>"

# Written by hand: fonts that are named and not embedded, which WeasyPrint never makes, and no xref table.
UNEMBEDDED = """%PDF-1.7
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R
           /Resources << /Font << /F 5 0 R /G 6 0 R >> >> >> endobj
4 0 obj << /Length 37 >> stream
BT /F 12 Tf 72 700 Td (one two) Tj ET
endstream endobj
5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj
6 0 obj << /Type /Font /Subtype /TrueType /BaseFont /A-Name-Longer-Than-The-Column-That-It-Has >> endobj
trailer << /Root 1 0 R /Size 7 >>
%%EOF
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four ways to write the same page, the first 2,000 bytes of one, and one by hand."""
    folder = tmp_path_factory.mktemp("pdf")
    for name, variant in [("plain", None), ("3a", "pdf/a-3a"), ("3u", "pdf/a-3u"), ("ua", "pdf/ua-1")]:
        HTML(string=PAGE).write_pdf(folder / f"{name}.pdf", pdf_variant=variant)
    (folder / "cut.pdf").write_bytes((folder / "3a.pdf").read_bytes()[:2000])
    (folder / "unembedded.pdf").write_text(UNEMBEDDED)
    return folder


def rules(failures: list[str]) -> set[str]:
    """Profile and rule of each failure, without times and words."""
    return {failure.partition(" (")[0] for failure in failures}


def test_vera_tells_files_profiles_and_rules_apart(folder: Path) -> None:
    """One call says for each file which rules of which profile it breaks; a valid file breaks none."""
    plain, archive, untagged, accessible = (folder / f"{name}.pdf" for name in ("plain", "3a", "3u", "ua"))

    found = pdf_tools.vera([plain, archive, untagged, accessible])

    assert list(found) == [plain, archive, untagged, accessible]
    assert {"PDFA-3A 6.7.2.2-1", "PDFUA-1 7.1-11", "PDFUA-1 7.1-3"} <= rules(found[plain])
    assert rules(found[archive]) == {"PDFUA-1 5-1"}
    assert {"PDFA-3A 6.7.3.3-1", "PDFUA-1 7.1-11"} <= rules(found[untagged])
    assert "PDFA-3A 6.6.4-1" in rules(found[accessible])
    assert not any(rule.startswith("PDFUA-1") for rule in rules(found[accessible]))
    assert found[archive][0].endswith(
        " (1 x): The PDF/UA version and conformance level of a file"
        " shall be specified using the PDF/UA Identification extension schema"
    )


def test_vera_passes_a_valid_file(folder: Path) -> None:
    """What is valid passes: a checker that refuses all would prove nothing either."""
    archive = folder / "3a.pdf"

    assert pdf_tools.vera([archive], ["PDFA-3A"]) == {archive: []}


def test_vera_answers_for_a_file_it_can_not_read(folder: Path) -> None:
    """A file that is cut off or not there fails each profile, by name, and the next file is still checked."""
    cut, missing, archive = folder / "cut.pdf", folder / "no such\tfile.pdf", folder / "3a.pdf"

    found = pdf_tools.vera([cut, missing, archive])

    assert [failure.partition(":")[0] for failure in found[cut]] == [
        "PDFA-3A not validated",
        "PDFUA-1 not validated",
    ]
    assert len(found[missing]) == 2
    assert rules(found[archive]) == {"PDFUA-1 5-1"}


def test_vera_knows_its_profiles(folder: Path) -> None:
    """A profile that veraPDF does not have fails; it is not left out."""
    with pytest.raises(pytest.fail.Exception, match="veraPDF has no profile PDFA-9Z"):
        pdf_tools.vera([folder / "3a.pdf"], ["PDFA-9Z"])


def test_vera_wants_a_file() -> None:
    """A glob that finds nothing is a failure, not a pass."""
    with pytest.raises(AssertionError, match="no file to validate"):
        pdf_tools.vera([])


def test_qpdf_complains_of_a_file_that_is_cut_off(folder: Path) -> None:
    """A sound file has no complaint; one without its end has, and one that had to be mended too."""
    assert pdf_tools.qpdf_check(folder / "3a.pdf") == []
    assert pdf_tools.qpdf_check(folder / "cut.pdf")
    assert any("xref" in line for line in pdf_tools.qpdf_check(folder / "unembedded.pdf"))


def test_fonts_tell_embedded_from_named(folder: Path) -> None:
    """A font that the file only names is not embedded; a long name does not hide its columns."""
    assert all(font.embedded for font in pdf_tools.fonts(folder / "plain.pdf"))
    assert pdf_tools.fonts(folder / "plain.pdf") != []
    assert pdf_tools.fonts(folder / "unembedded.pdf") == [
        ("Helvetica", "Type 1", False),
        ("A-Name-Longer-Than-The-Column-That-It-Has", "TrueType", False),
    ]


def test_words_have_their_places(folder: Path) -> None:
    """A word's box is where its text was set: 72 points from the left, 92 points from the top."""
    first, second = pdf_tools.words(folder / "unembedded.pdf")

    assert (first.text, second.text) == ("one", "two")
    assert first.x0 == pytest.approx(72, abs=0.01)
    assert first.y0 < 792 - 700 < first.y1
    assert first.x1 < second.x0
    assert "&" in [word.text for word in pdf_tools.words(folder / "plain.pdf")]


def test_text_pages_and_info(folder: Path) -> None:
    """Text, number of pages and the title are read from the file itself."""
    plain = folder / "plain.pdf"

    assert "Please delete what you hold & sell." in pdf_tools.text(plain)
    assert "Dear broker" in pdf_tools.text(plain, layout=True)
    assert pdf_tools.pages(plain) == 1
    assert pdf_tools.info(plain)["Title"] == "A title"
    assert pdf_tools.info(plain)["Tagged"] == "no"
    assert pdf_tools.info(folder / "ua.pdf")["Tagged"] == "yes"


def test_pictures_differ_where_pages_do(folder: Path) -> None:
    """The same page drawn twice is the same picture, another page is another, and neither is empty."""
    plain, other = folder / "plain.pdf", folder / "unembedded.pdf"

    assert pdf_tools.picture(plain) == pdf_tools.picture(plain)
    assert pdf_tools.picture(plain) != pdf_tools.picture(other)
    assert len(set(pdf_tools.picture(plain))) > 10
    assert len(pdf_tools.picture(plain, dpi=300)) > 3 * len(pdf_tools.picture(plain))


def test_a_page_that_is_not_there_has_no_picture(folder: Path) -> None:
    """Page 2 of one page fails; two empty pictures would be equal."""
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        pdf_tools.picture(folder / "plain.pdf", page=2)


@pytest.mark.parametrize("tool", sorted(pdf_tools.PACKAGES))
def test_a_missing_tool_fails(tool: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the tool the test fails and names the package to install; it is not skipped."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(pytest.fail.Exception) as failure:
        pdf_tools.run(tool)

    assert str(failure.value) == f"{tool} is missing: apt-get install {pdf_tools.PACKAGES[tool]}"
