"""HTML to PDF: what a letter's file promises, on letters made for the purpose."""

import io
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from xml.dom.minidom import parseString

import pdf_tools
import pikepdf
import pytest
from made_up import ACME, DAY, channel, draft, packaged_laws, person, templates

from unbroker.base.errors import ProblemsFound
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker
from unbroker.paper import sheet
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import set_out
from unbroker.paper.pdf import Printing, lay_out
from unbroker.paper.press import press
from unbroker.writing.letter import compose

pytestmark = pytest.mark.usefixtures("drawn_anew")
AWKWARD = r"Zoë *Star* _Under_ <b>Bold</b> {{ 7 * 7 }} \back\slash & `tick` [link](x)"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def html(sender: Person, law: str = "gdpr", name: str = "din-5008-b", broker: Broker = ACME) -> str:
    """The HTML of a first letter by post."""
    known = packaged_laws()[law]
    made = compose(draft(known, known.first_letter, by="post", sender=sender, broker=broker), templates())
    return set_out(made, sheet.load()[name], templates()).html


def named(name: str, residence: str = "DE") -> Person:
    """A person of a name, with nothing said about any broker."""
    return person(residence).model_copy(update={"name": name, "about": {}})


def file(tmp_path: Path, sender: Person) -> Path:
    """A letter's file."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(lay_out(html(sender), "letter"))
    return path


@pytest.mark.parametrize("name", [AWKWARD, "O’Neil-Šťastný", "Ἀλέξανδρος Παπαδόπουλος", "Фёдор Ґалаґан"])
def test_a_value_is_read_back_from_the_pdf_as_it_was_written(tmp_path: Path, name: str) -> None:
    """No value becomes markup, and none loses a character."""
    path = file(tmp_path, named(name))

    words = " ".join(pdf_tools.text(path, layout=True).split())
    assert " ".join(name.split()) in words
    assert pdf_tools.vera([path]) == {path: []}


def test_a_mark_for_right_to_left_leaves_the_words_as_they_are(tmp_path: Path) -> None:
    """An invisible direction mark is no reason to refuse a name, and it takes no letter away."""
    words = " ".join(pdf_tools.text(file(tmp_path, named("Noa\u200f Levi")), layout=True).split())

    assert "Noa Levi" in words.replace("\u200f", "")


def test_a_very_long_word_is_not_cut(tmp_path: Path) -> None:
    """A name without a space stands whole in the letter."""
    assert LONG in pdf_tools.text(file(tmp_path, named(LONG)), layout=True)


def test_the_metadata_name_the_request_and_nobody(tmp_path: Path) -> None:
    """Title, author and language are set; nothing of the person is in Info or XMP."""
    sender = person("DE")
    path = file(tmp_path, sender)

    with pikepdf.open(path) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
        packet = pdf.Root.Metadata.read_bytes()
        assert str(pdf.Root.Lang) == "en"
    assert parseString(packet).getElementsByTagName("pdfuaid:part")  # noqa: S318 - our own file
    assert info["/Title"] == "Request UB-7F3K2Q8Z.1"
    assert info["/Author"] == "the sender"
    for value in (sender.name, sender.city, *sender.emails):
        assert value.encode() not in packet
        assert value not in " ".join(info.values())


def test_the_same_letter_is_the_same_bytes(tmp_path: Path) -> None:
    """Another process with another hash seed makes the same file."""
    page = tmp_path / "page.html"
    page.write_text(html(person("DE")), encoding="utf-8")
    code = (
        "import sys, pathlib; from unbroker.paper.pdf import lay_out;"
        "sys.stdout.buffer.write(lay_out(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'), 'letter'))"
    )

    made = [
        subprocess.run(
            [sys.executable, "-c", code, str(page)], capture_output=True, check=True, env={**os.environ, **seed}
        ).stdout
        for seed in ({"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"})
    ]
    assert made[0] == made[1] == lay_out(page.read_text(encoding="utf-8"), "letter")


def test_the_same_letter_is_the_same_bytes_at_another_time() -> None:
    """A font that is cut down (Noto Serif, which sets the Greek) carries no date of today."""
    page = html(named("Ἀλέξανδρος"))
    made = lay_out(page, "letter")
    time.sleep(1.1)

    assert lay_out(page, "letter") == made


def test_a_character_without_a_font_is_named() -> None:
    """A box instead of a letter is never printed."""
    with pytest.raises(ProblemsFound) as refused:
        html(named("山田 太郎"))

    assert str(refused.value).endswith(
        "no packaged font has the character '山' (U+5C71 CJK UNIFIED IDEOGRAPH-5C71)"
        " (write it in Latin, Greek or Cyrillic letters)"
    )


def test_an_address_that_does_not_fit_is_refused_with_its_line() -> None:
    """A window never shows a clipped line."""
    known, wide = packaged_laws()["ccpa"], channel("post")
    assert wide.post is not None
    wide = wide.model_copy(update={"post": wide.post.model_copy(update={"street": ("W" * 60,)})})
    first = draft(known, known.first_letter, by="post")
    made = compose(replace(first, recipient=replace(first.recipient, channel=wide)), templates())

    with pytest.raises(ProblemsFound) as refused:
        set_out(made, sheet.load()["us-10"], templates())

    assert f"the line '{'W' * 60}' is wider than the window of us-10" in str(refused.value)
    assert "choose another sheet with --sheet" in str(refused.value)


def test_what_weasyprint_warns_of_is_a_problem() -> None:
    """A property that it ignores would print something else than the sheet says."""
    with pytest.raises(ProblemsFound) as refused:
        lay_out("<html lang=en><title>x</title><style>p { colour: red; }</style><p>x</p></html>", "letter UB-1")

    assert str(refused.value).startswith("letter UB-1: could not be laid out: Ignored `colour: red`")


def test_nothing_is_fetched() -> None:
    """A picture from elsewhere would tell its server who prints what."""
    with pytest.raises(ProblemsFound) as refused:
        lay_out("<html lang=en><title>x</title><img alt=x src='https://example.org/x.png'></html>", "letter UB-1")

    assert "letters load nothing from the network" in str(refused.value)


def test_the_press_keeps_the_order_and_goes_on_after_a_failure() -> None:
    """One letter that cannot be made costs nobody else theirs."""
    good = LetterPage("UB-1.1", html(person("DE")))
    bad = replace(good, letter="UB-2.1", marked="<html><img alt=x src='https://example.org/x.png'></html>")

    printed = list(press.strike([good, bad, *(replace(good, letter=f"UB-{n}.1") for n in range(3, 10))]))

    assert [made.letter for made in printed] == [f"UB-{n}.1" for n in range(1, 10)]
    assert [made.pdf is None for made in printed] == [False, True, *[False] * 7]
    assert printed[1].problems


def test_a_specimen_says_so_on_every_page(tmp_path: Path) -> None:
    """No page of a made-up person's letter can be taken for a real one; no preview for a sealed letter."""
    known = packaged_laws()["ccpa"]
    first = draft(known, known.first_letter)
    for made, word in ((replace(first, specimen=True), "Specimen"), (first, "Preview")):
        path = tmp_path / f"{word}.pdf"
        page = set_out(compose(made, templates()), sheet.load()["us-10"], templates())
        path.write_bytes(lay_out(page.html, "letter"))
        for number in range(1, pdf_tools.pages(path) + 1):
            assert any(word in found.text for found in pdf_tools.words(path, number))
    assert first.date == DAY


@pytest.mark.parametrize(
    ("printing", "preferences"),
    [
        ("two sides", {"/PrintScaling": "/None", "/Duplex": "/DuplexFlipLongEdge"}),
        ("one side", {"/PrintScaling": "/None", "/Duplex": "/Simplex"}),
        ("any size", {}),
    ],
)
def test_a_file_says_how_to_print_it(printing: Printing, preferences: dict[str, str]) -> None:
    """A letter would miss its window if a viewer fitted it to the page; a report is for any paper."""
    made = lay_out("<html lang=en><title>x</title><p>x</p></html>", "x", printing=printing)

    with pikepdf.open(io.BytesIO(made)) as opened:
        named = {key: entry for key, entry in opened.Root.ViewerPreferences.items() if key != "/DisplayDocTitle"}
    assert named == preferences
    assert lay_out("<html lang=en><title>x</title><p>x</p></html>", "x") == made or printing != "two sides"


def test_cells_find_the_headers_that_they_name() -> None:
    """WeasyPrint gives headers identifiers, and no index in which a reader looks them up."""
    rows = "".join(f"<tr><th scope=row>{number}<td>x</tr>" for number in range(12))
    made = lay_out(f"<html lang=en><title>x</title><table><tr><th>A<th>B</tr>{rows}</table></html>", "x")

    with pikepdf.open(io.BytesIO(made)) as opened:
        names = list(opened.Root.StructTreeRoot.IDTree.Names)
        assert [bytes(header.ID) for header in names[1::2]] == [bytes(name) for name in names[::2]]
        assert len(names) == 2 * 14


WATCHED = """
import sys
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.spawn")
started = []
sys.addaudithook(lambda event, arguments: started.append(event) if event in STARTS else None)
from unbroker.paper.pdf import lay_out
lay_out("<!DOCTYPE html><html lang=en><title>t</title><p>words", "page")
print(started)
"""


def test_no_program_is_started() -> None:
    """To find the libraries, no compiler and no linker runs, as they would on Linux: a letter needs none."""
    child = subprocess.run([sys.executable, "-c", WATCHED], capture_output=True, text=True, check=True)

    assert child.stdout == "[]\n"
