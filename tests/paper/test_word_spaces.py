"""Words that stand apart on paper stand apart in the tags, wherever a line is broken."""

import html
import re
from pathlib import Path

import later
import pdf_tools
import pikepdf
import pytest
from made_up import packaged_laws, templates
from pressed import letter, named, strike, whole
from read_aloud import spoken, spoken_by_poppler, written

from unbroker.facts.filing import QUESTIONS
from unbroker.paper import engine, pdf, sheet
from unbroker.paper.page import set_out
from unbroker.paper.press import bundle

NARROW = """<!DOCTYPE html><html lang="en"><head><title>x</title><style>
@page {{ size: 40mm 60mm; margin: 5mm }} html {{ font: 10pt "IBM Plex Serif", "Noto Serif" }}
ul {{ list-style: "–" }} {style}
</style></head><body>{body}</body></html>"""
BODIES = {
    "lines": "<p>The window must show the whole address, folded or not, and nothing else.</p>",
    "hyphens": "<p>A letter to some well-known people-search sites, with an opt-out-from-all-sales line.</p>",
    "slashes": "<p>Ask and/or tell them at https://acme.example.org/people/sam-specimen/listing/of/all today.</p>",
    "dashes": "<p>One thing – and another – or a third—joined—word—by—word – and so on.</p>",
    "inline": "<p>Some <b>bold</b> <i>slanted</i> <code>code</code><i>joined</i> <b>to</b> what follows it here.</p>",
    "breaks": "<p>First line<br>second<br>\nthird<br/>fourth</p>",
    "links": '<p>See <a href="https://example.org/all">all of the printers that there are</a> <b>now</b>.</p>',
    "lists": "<ol><li>One that is longer than a line<ul><li>inner, and longer than a line</ul><li>Two</ol>",
    "cells": "<table><thead><tr><th>What it is called<th>No.</tr></thead><tr><td>a long long cell<p>in two</p>"
    "<td>2</tr></table>",
    "pages": f"<p>{'A paragraph of many pages goes on and on. ' * 30}</p><p>{'Another one-two-three. ' * 20}</p>",
    "other face": "<p>Ἀλέξανδρος καὶ Φίλιππος ἔγραψαν <b>Ἕκτωρ</b> <i>Acme</i> τῇ ἑταιρείᾳ ἐπιστολήν.</p>",
    "no-break": "<p>Art.\u00a015 and§\u00a07026(e) of a code that is longer than a line&nbsp;here</p>",
}


@pytest.mark.parametrize("name", BODIES)
def test_what_is_written_apart_is_read_apart(tmp_path: Path, name: str) -> None:
    """At the end of each line and between elements; what is joined by a hyphen or by nothing stays joined."""
    page, path = NARROW.format(style="", body=BODIES[name]), tmp_path / "narrow.pdf"
    path.write_bytes(pdf.lay_out(page, "narrow"))

    assert spoken(path) == written(page)


def test_words_around_what_a_style_sheet_says_are_parted(tmp_path: Path) -> None:
    """Text that is not in the HTML does not keep the rest of its block from being found."""
    style = "b::before { content: 'NB: ' } p { text-transform: uppercase }"
    page = NARROW.format(style=style, body="<p>The window must show <b>the whole address</b> and nothing else.</p>")
    path = tmp_path / "narrow.pdf"
    path.write_bytes(pdf.lay_out(page, "narrow"))

    assert spoken(path) == written("THE WINDOW MUST SHOW NB: THE WHOLE ADDRESS AND NOTHING ELSE.")


def test_nothing_that_is_drawn_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are the same with the spaces and without; the reading is not."""
    page = NARROW.format(style="", body=BODIES["lines"] + BODIES["inline"])
    paths = tmp_path / "parted.pdf", tmp_path / "joined.pdf"
    paths[0].write_bytes(pdf.lay_out(page, "narrow"))
    monkeypatch.setattr(engine, "part_words", lambda *_: None)
    paths[1].write_bytes(pdf.lay_out(page, "narrow"))

    assert spoken(paths[0]) == spoken_by_poppler(paths[0]) == written(page)
    assert spoken(paths[1]) == spoken_by_poppler(paths[1]) != written(page)
    assert pdf_tools.picture(paths[0]) == pdf_tools.picture(paths[1])


def test_letters_and_runs_are_read_as_they_are_written(tmp_path: Path) -> None:
    """Struck, laid out and bound; on both sides of the ocean, and in Greek."""
    letters = [letter(), letter(name="din-5008-b"), letter(named("ООО «Ёлка»")), letter(named("Ἀλέξανδρος ΑΕ"))]
    files = [strike(made).pdf or b"" for made in letters]
    path = tmp_path / "read.pdf"
    for made, file in zip(letters, files, strict=True):
        for content in (file, whole(made)):
            path.write_bytes(content)
            assert spoken(path) == written(made.html)

    with path.open("wb") as output:
        list(bundle.bind(files, "A run", lambda _: output, duplex=True))
    assert spoken(path) == [word for made in letters for word in written(made.html)]


@pytest.mark.slow
@pytest.mark.parametrize("slug", packaged_laws())
def test_every_letter_is_read_as_it_is_written(tmp_path: Path, slug: str) -> None:
    """Each later letter of each law."""
    path = tmp_path / "read.pdf"
    for _, made in later.later(slug):
        page = set_out(made, sheet.load()["us-10"], templates())
        path.write_bytes(strike(page).pdf or b"")
        assert spoken(path) == written(page.html), made.name


HYPHENATED = """<!DOCTYPE html><html lang="de"><head><title>x</title><style>
@page { size: 45mm 60mm; margin: 5mm } html { font: 10pt "IBM Plex Serif", "Noto Serif" }
p { hyphens: auto; hyphenate-character: "-"; hyphenate-limit-chars: 7 3 3 }
</style></head><body><p>Einschränkung der Verarbeitung personenbezogener Daten, E-Mail-Adressen und
Datenschutzbeauftragte eingeschlossen, innerhalb eines Monats.</p></body></html>"""


def test_a_word_that_a_line_broke_is_read_as_one(tmp_path: Path) -> None:
    """With a hyphen of the same face, so that one font is used and poppler joins the word again."""
    path = tmp_path / "hyphens.pdf"
    path.write_bytes(pdf.lay_out(HYPHENATED, "hyphens"))
    said = " ".join(spoken(path))
    shown = pdf_tools.text(path)

    assert re.search(r"[a-zß]-[a-z]", said)
    assert " ".join(written(HYPHENATED)) == re.sub(r"(?<=[a-zäöüß])-(?=[a-z])", "", said)
    assert "Datenschutzbeauftragte" in " ".join(shown.split())
    assert {"IBM-Plex-Serif"} == {font.name.partition("+")[2] for font in pdf_tools.fonts(path)}


def test_a_part_in_another_language_says_so(tmp_path: Path) -> None:
    """Each piece of it, in an inline element, in blocks and in lists (PDF/UA-1, 7.2); the others have the file's."""
    body = '<p>Alle <span lang="en">words that somebody else wrote</span> hier.</p><div lang="fr"><p>Bonjour</p></div>'
    path = tmp_path / "languages.pdf"
    path.write_bytes(pdf.lay_out(NARROW.format(style="", body=body).replace('lang="en">', 'lang="de">', 1), "parts"))
    with pikepdf.open(path) as document:
        spoken_in = [str(element.Lang) for element in document.objects if _is_tagged(element)]

        assert "de" == str(document.Root.Lang)
    assert {"en", "fr"} == {*spoken_in}
    assert 1 == spoken_in.count("fr")


def _is_tagged(element: object) -> bool:
    return isinstance(element, pikepdf.Dictionary) and "/S" in element and "/Lang" in element


def test_a_question_that_a_letter_quotes_is_said_in_english() -> None:
    """In a German letter; struck, it still says so."""
    question = QUESTIONS["ai-developers"]
    german, english = templates().language("de"), templates().language()

    assert f'<span lang="en">{html.escape(question)}</span>' == german.value(question)
    assert html.escape(question) == english.value(question)
    assert '<span class="as-is">sam@example.org</span>' == german.value("sam@example.org")
