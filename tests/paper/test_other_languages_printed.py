"""Every letter in another language, printed: struck as English ones are, sound, in its window, and read as written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pdf_tools
import pikepdf
import pytest
import windows
from made_up import channel, person, templates
from other_languages import every_letter
from read_aloud import spoken, written

from unbroker.facts.delivery import written_lines
from unbroker.paper import sheet
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import address_lines, set_out
from unbroker.paper.press import press
from unbroker.paper.sheet import Sheet
from unbroker.writing.letter import Letter, compose, return_lines
from unbroker.writing.request import Disclosure, Draft

pytestmark = pytest.mark.slow

SHEETS = {"fr": "nf-right", "it": "din-5008-b"}


@dataclass(frozen=True)
class Made:
    """A letter by post, its sheet, and its file."""

    name: str
    letter: Letter
    page: LetterPage
    paper: Sheet
    path: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    """All of them, by post, on the sheet of their country."""
    folder, sheets = tmp_path_factory.mktemp("printed"), sheet.load()
    letters = []
    for number, (code, name, letter) in enumerate(every_letter()):
        paper = sheets["sn-right" if "ch-fadp" in name else SHEETS.get(code, "din-5008-b")]
        posted = compose(_by_post(letter.draft), templates())
        page = set_out(posted, paper, templates())
        letters.append(Made(name, posted, page, paper, folder / f"{number}.pdf"))
    for each, printed in zip(letters, press.strike([each.page for each in letters]), strict=True):
        assert (printed.reason, printed.problems) == (None, ()), each.name
        each.path.write_bytes(printed.pdf or b"")
    return letters


def _by_post(draft: Draft) -> Draft:
    """The same by post, with a return address and nothing else that tells where the person is."""
    sender = person(draft.request.person.residence.code).model_copy(update={"about": draft.request.person.about})
    told = [fact for fact in draft.discloses if fact.field not in ("email", "city")]
    address = Disclosure("address", ", ".join(written_lines(sender.address)) if sender.address else "", "the answer")
    recipient = replace(draft.recipient, channel=channel("post"))
    request = replace(draft.request, person=sender)
    agent = draft.agent.model_copy(update={"address": sender.address}) if draft.agent else None
    return replace(draft, request=request, recipient=recipient, discloses=(*told, address), agent=agent)


def test_every_letter_is_pdf_a_3a_and_pdf_ua_1(made: list[Made]) -> None:
    """veraPDF finds nothing in any of them; each says its language."""
    failures = pdf_tools.vera(letter.path for letter in made)
    languages = {letter.name: language for letter in made for language in _languages(letter.path)}

    assert {path: found for path, found in failures.items() if found} == {}
    assert {letter.name: letter.letter.language for letter in made} == languages
    assert len(made) > 100


def _languages(path: Path) -> Iterator[str]:
    with pikepdf.open(path) as document:
        yield str(document.Root.Lang)


def test_every_window_shows_the_address_and_nothing_else(made: list[Made]) -> None:
    """On the sheets of each country."""
    faults = {}
    for letter in made:
        words = pdf_tools.words(letter.path)
        sender = [letter.letter.draft.sender.name, *return_lines(letter.letter.draft)]
        line = " · ".join(sender).split() if letter.paper.return_line and len(sender) > 1 else []
        language = templates().language(letter.letter.language)
        address = " ".join(address_lines(letter.letter, letter.paper, language)).split()
        faults[letter.name] = windows.complaints(letter.paper.name, words, [*line, *address], " ".join(sender).split())

    assert {name: found for name, found in faults.items() if found} == {}


def test_every_letter_is_read_as_it_is_written(made: list[Made]) -> None:
    """Without the hyphens that a line's end brought."""
    for letter in made:
        assert _joined(written(letter.page.html)) == _joined(spoken(letter.path)), letter.name


def _joined(words: list[str]) -> str:
    """Words without hyphens between small letters, whoever put them there."""
    return re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", "", " ".join(words)).replace("\u00a0", " ")


def test_every_letter_has_the_packaged_fonts_only(made: list[Made]) -> None:
    """And no character of another: hyphens, quotation marks and spaces are in the first face."""
    names = {font.name.partition("+")[2] for letter in made for font in pdf_tools.fonts(letter.path)}

    assert {name for name in names if not name.startswith("IBM-Plex-Serif")} == set()
