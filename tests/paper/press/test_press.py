"""Struck letters beside the same letters laid out in full: nothing may tell them apart."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import later
import pdf_tools
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up import templates
from pressed import contents, letter, named, strike, struck, tree, whole

from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.paper import font, sheet, typeface
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import set_out
from unbroker.paper.press import forme, line, press
from unbroker.writing.letter import compose
from unbroker.writing.template import Templates

XMP = {"dc": "http://purl.org/dc/elements/1.1/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
SHEETS = ("us-10", "din-5008-b")


def compare(tmp_path: Path, made: LetterPage) -> None:
    """Hold a struck letter against the same one laid out: operators, pictures, text and structure."""
    one, other = tmp_path / "struck.pdf", tmp_path / "whole.pdf"
    one.write_bytes(struck(made))
    other.write_bytes(whole(made))
    assert contents(one.read_bytes()) == contents(other.read_bytes())
    assert pdf_tools.text(one, layout=True) == pdf_tools.text(other, layout=True)
    assert tree(one) == tree(other)
    assert pdf_tools.pages(one) == pdf_tools.pages(other)
    for page in range(1, pdf_tools.pages(one) + 1):
        assert pdf_tools.picture(one, page=page) == pdf_tools.picture(other, page=page)


@pytest.mark.parametrize(
    ("broker", "name"),
    [
        ("Søren & Łukasz’ “AVATAR” To. Ty fi fl ffi", "us-10"),
        *(
            pytest.param(broker, name, marks=pytest.mark.slow)
            for broker in ("Acme Data, Inc.", "Søren & Łukasz’ “AVATAR” To. Ty fi fl ffi", "ООО «Ёлка»")
            for name in SHEETS
            if (broker[0], name) != ("S", "us-10")
        ),
    ],
)
def test_a_struck_letter_is_the_letter_laid_out(tmp_path: Path, name: str, broker: str) -> None:
    """Operators, pixels, text and structure are equal."""
    compare(tmp_path, letter(named(broker), name))


def reminder(reference: str, name: str) -> LetterPage:
    """A reminder to a broker; all of them were written to on one day."""
    made = later.draft("gdpr", "overdue")
    request = replace(made.request, reference=reference, broker=named(name))
    past = tuple(replace(one, facts={**one.facts, "letter": f"{reference}.1"}) for one in made.past)
    return set_out(
        compose(replace(made, request=request, past=past), templates()), sheet.load()["din-5008-b"], templates()
    )


def test_reminders_of_one_day_are_struck_from_one_form() -> None:
    """What they quote of the first letter is a field of theirs."""
    one, other = reminder("UB-0000001A", "Acme Data, Inc."), reminder("UB-2222222B", "Zoë & Sons")

    assert one.shared == other.shared
    for made, quoted in ((one, "UB-0000001A.1"), (other, "UB-2222222B.1")):
        assert f"Reference of my first letter: {quoted}" in made.fields.values()
        assert contents(struck(made)) == contents(whole(made))


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["ccpa", "gdpr"])
def test_every_later_letter_is_struck_alike(slug: str) -> None:
    """Reminders, appeals, complaints and an agent's cover page have the operators of the same letter laid out."""
    letters = [set_out(made, sheet.load()["us-10"], templates()) for _, made in later.later(slug)]
    assert len(letters) > 10

    for made, printed in zip(letters, press.strike(letters), strict=True):
        assert printed.reason is None, made.letter
        assert printed.pdf is not None
        assert contents(printed.pdf) == contents(whole(made))


def test_kerning_that_is_off_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without kerning the press strikes nothing; and a letter struck without it is told from the one laid out."""
    first, second = letter(), letter(named("AVATAR To Ty"))
    without = {**typeface._FEATURES, "kern": False}  # noqa: SLF001 - the fault to be caught
    printed = press.strike([first, second])
    next(printed)
    monkeypatch.setattr(typeface, "_FEATURES", without)
    wrong = next(printed)
    line.setter.cache_clear()  # it remembers lines that were set rightly
    refused = strike(second)
    line.setter.cache_clear()  # and wrongly

    assert wrong.reason is None
    assert wrong.pdf is not None
    assert contents(wrong.pdf) != contents(whole(second))
    assert refused.reason == "a sheet that sets a field in another face, or spaced otherwise"


def test_a_width_that_is_off_by_one_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """No validator sees it; the placeholder does, and so does the comparison."""
    monkeypatch.setattr(font, "_number", lambda width: int(width) + 1)
    made = letter()

    assert strike(made).reason == "a sheet that sets a field in another face, or spaced otherwise"

    monkeypatch.setattr(forme, "_proven", lambda *_: True)
    printed = strike(made)
    assert printed.reason is None
    assert printed.pdf is not None
    assert contents(printed.pdf) != contents(whole(made))


OWN_SHEETS = {
    "p.field { letter-spacing: 0.2pt }": "a sheet that sets a field in another face, or spaced otherwise",
    "p.field { word-spacing: 1pt }": "a sheet that sets a field in another face, or spaced otherwise",
    "p.field { text-transform: uppercase }": "a sheet that shows a field elsewhere than on a line of its own",
    "p.field { font-weight: 600 }": "a sheet that sets a field in another face, or spaced otherwise",
    "p.field { font-style: italic }": "a sheet that sets a field in another face, or spaced otherwise",
    "p.field { font-kerning: none }": "a sheet that sets a field in another face, or spaced otherwise",
    "p.field { font-variant-ligatures: normal }": "a sheet that sets a field in another face, or spaced otherwise",
    "p.field { opacity: 0.5 }": "a sheet with see-through parts",
    "p.field { white-space: normal; width: 60pt }": "a sheet that sets two fields in a line, or one in two",
    "p.field { text-align: right }": "a sheet of your own whose fields depend on each other",
    "p.field { text-decoration: underline }": "a sheet that draws a field in a way that the press does not know",
    "p.field { display: none }": "a sheet that shows a field elsewhere than on a line of its own",
    "h1 { color: #123456 }": None,
}


@pytest.mark.parametrize(("rule", "reason"), OWN_SHEETS.items(), ids=OWN_SHEETS)
def test_a_sheet_of_ones_own_is_proven_before_it_is_struck_from(tmp_path: Path, rule: str, reason: str | None) -> None:
    """Whatever it does to a field, its letters are as it would have them."""
    (tmp_path / "sheet").mkdir()
    packaged = files.packaged("letters") / "sheet" / "letter.css"
    (tmp_path / "sheet" / "letter.css").write_text(f"{packaged.read_text(encoding='utf-8')}\n{rule}\n")
    made = letter(words=Templates([tmp_path, files.packaged("letters")]))

    printed = strike(made)

    assert printed.reason == reason
    assert printed.pdf is not None
    assert contents(printed.pdf) == contents(whole(made))


def test_a_sheet_that_asks_what_a_field_holds_is_laid_out_as_it_says(tmp_path: Path) -> None:
    """A condition on a name, or a name in capitals, is the user's right."""
    (tmp_path / "sheet").mkdir()
    text = (files.packaged("letters") / "sheet" / "letter.html").read_text(encoding="utf-8")
    (tmp_path / "sheet" / "letter.html").write_text(
        text.replace(
            'in salutation_lines %}\n<p class="field">{{ line',
            'in salutation_lines %}\n<p class="field">{{ line | upper',
        )
    )
    made = letter(words=Templates([tmp_path, files.packaged("letters")]))

    assert strike(made).reason == "a sheet of your own that asks what a field holds"


REFUSED = {
    "Ἀλέξανδρος ΑΕ": "characters beyond plain Latin and Cyrillic",
    "Ёлка-Tree": "Latin and Cyrillic in one line",
    "Ame\u0301lie q\u0323": "characters beyond plain Latin and Cyrillic",
    "soft\u00adhyphen": "characters beyond plain Latin and Cyrillic",
    "A\u200bB": "characters beyond plain Latin and Cyrillic",
    "A\u200f B": "characters beyond plain Latin and Cyrillic",
    "no\u00a0break": "characters beyond plain Latin and Cyrillic",
}


@pytest.mark.parametrize(("name", "reason"), REFUSED.items(), ids=[ascii(name) for name in REFUSED])
def test_what_pango_would_cut_up_is_laid_out_and_counted(name: str, reason: str) -> None:
    """The reason is told, and the letter is made."""
    made = letter(named(name))

    printed = strike(made)

    assert printed.reason == reason
    assert printed.pdf == whole(made)


@pytest.mark.parametrize("name", ["شركة البيانات", "数据公司", "Acme 📬 Data", "חברה"])
def test_what_no_face_has_is_a_problem(name: str) -> None:
    """A box instead of a letter is never printed."""
    with pytest.raises(ProblemsFound, match="no packaged font has the character"):
        letter(named(name))


NAMES = st.one_of(
    st.text(st.characters(max_codepoint=0x17F), min_size=1, max_size=60),
    st.text(st.sampled_from("AVATo, fifl’“”–-&.'()/ 0174ßẞŁđŞșТуГАЁёйΑΩ€№§©™"), min_size=1, max_size=40),
    st.text(st.characters(min_codepoint=0x400, max_codepoint=0x45F), min_size=1, max_size=40),
    st.text(min_size=1, max_size=20),
    st.sampled_from(["W" * 40, "Wow " * 30, "Zoë\tStar", "x\x00y", "a\u2028b", "👩‍👩‍👧", "e\u0301", "ﬁ", "ǅ", "İı"]),
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(name=NAMES)
def test_any_name_is_struck_alike_or_laid_out_or_refused(name: str) -> None:
    """Never a wrong or missing glyph: operators and pictures are those of the letter laid out."""
    try:
        made = letter(named(name))
    except (ProblemsFound, UserError):
        return
    printed = strike(made)
    if printed.pdf is None:
        assert printed.problems
    elif printed.reason is not None:
        assert printed.pdf == whole(made)
    else:
        full = whole(made)
        assert contents(printed.pdf) == contents(full)
        assert picture(printed.pdf) == picture(full)


def picture(pdf: bytes) -> bytes:
    """The first page as a picture."""
    done = subprocess.run(["pdftoppm", "-r", "150", "-l", "1", "-"], input=pdf, capture_output=True, check=True)
    assert len(done.stdout) > 1_000_000
    return done.stdout


def test_struck_files_are_valid_and_name_themselves(tmp_path: Path) -> None:
    """PDF/A-3a, PDF/UA-1 and sound syntax; title and identifier are the letter's, in Info and in XMP alike."""
    letters = [letter(named(f"Acmé {number} & Sons (fi)"), reference=f"UB-{number:08}") for number in range(3)]
    letters += [letter(name="din-5008-b", broker=named("ООО «Ёлка»"))]
    paths, names = [], set()
    for number, printed in enumerate(press.strike(letters)):
        assert printed.pdf is not None
        assert printed.reason is None
        paths.append(tmp_path / f"{number}.pdf")
        paths[-1].write_bytes(printed.pdf)
        with pikepdf.open(paths[-1]) as opened:
            assert str(opened.docinfo.Title) == f"Request {printed.letter}"
            packet = opened.Root.Metadata.read_bytes()
            names.add(bytes(opened.trailer.ID[0]))
        read = ET.fromstring(packet)  # noqa: S314 - our own file
        assert [found.text for found in read.iterfind(".//dc:title/*/*", XMP)] == [f"Request {printed.letter}"]
        assert [found.text for found in read.iterfind(".//dc:identifier", XMP)] == [printed.letter]
        assert "@@" not in pdf_tools.text(paths[-1])
        assert printed.letter in pdf_tools.text(paths[-1], layout=True)

    assert len(names) == len(letters)
    assert pdf_tools.vera(paths) == {path: [] for path in paths}
    assert [pdf_tools.qpdf_check(path) for path in paths] == [[]] * len(paths)


def test_a_laid_out_letter_has_its_identifier_too(tmp_path: Path) -> None:
    """What cannot be struck names itself like its neighbours, and is as valid."""
    path = tmp_path / "whole.pdf"
    path.write_bytes(whole(letter()))

    with pikepdf.open(path) as opened:
        assert b"<dc:identifier>UB-7F3K2Q8Z.1</dc:identifier>" in opened.Root.Metadata.read_bytes()
    assert pdf_tools.vera([path]) == {path: []}


def test_a_letter_is_the_same_in_any_batch_and_process() -> None:
    """Its bytes depend neither on its neighbours, nor on the hash seed."""
    made = letter(named("O’Neil & Šťastný"))
    alone = struck(made)
    batch = [letter(named("ООО «Ёлка»")), letter(name="din-5008-b"), letter(named("Zoë")), made]
    code = (
        "import pickle, sys; from unbroker.paper.press import press;"
        "sys.stdout.buffer.write(next(press.strike([pickle.load(sys.stdin.buffer)])).pdf)"
    )

    assert [printed.pdf for printed in press.strike(batch)][-1] == alone
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", code], input=pickle.dumps(made), capture_output=True, check=True, env=environment
        )
        assert done.stdout == alone


def test_letters_keep_their_order_while_some_are_laid_out() -> None:
    """Bodies alternate, some letters cannot be struck, one cannot be made: each comes out where it went in."""
    spoilt = LetterPage("UB-BAD.1", "<html><img alt=x src='https://example.org/x.png'></html>")
    letters = [letter(), letter(name="din-5008-b"), letter(named("Ἀλέξανδρος")), spoilt] * 4

    printed = list(press.strike(letters))

    assert [made.letter for made in printed] == [made.letter for made in letters]
    assert [made.reason is None for made in printed] == [True, True, False, False] * 4
    assert [made.pdf is None for made in printed] == [False, False, False, True] * 4
    assert press.summary(made.reason for made in printed) == (
        "8 of 16 letters laid out in full: characters beyond plain Latin and Cyrillic (4), no layout to share (4)"
    )


def test_letters_are_taken_as_they_are_wanted() -> None:
    """A batch is never held in memory: nothing is asked for before the letter before it is out."""
    made, asked = letter(), []

    def many() -> Iterator[LetterPage]:
        for number in range(100):
            asked.append(number)
            yield made

    printed = press.strike(many())
    for number in range(5):
        next(printed)
        assert asked == list(range(number + 1))


MEASURE = """
import pickle, sys
from dataclasses import replace
from unbroker.paper.press import press
made = pickle.load(sys.stdin.buffer)
def many():
    for number in range(20_000):
        name = f"UB-{number:08}.1"
        yield replace(made, letter=name, fields={**made.fields, "letter": name, "to1": f"ACME {number} INC"})
assert sum(printed.reason is None for printed in press.strike(many())) == 20_000
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_batch() -> None:
    """Twenty thousand letters stay under 150 MB."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=pickle.dumps(letter()), capture_output=True, check=True
    )

    assert int(done.stdout) < 150_000
