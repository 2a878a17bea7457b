"""Plates that are kept: the letters struck from them are the same, nothing is loaded, and nobody is named."""

import pickle
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from made_up import draft, packaged_laws, person, templates
from pressed import letter, named

from unbroker.base import files
from unbroker.paper import sheet
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import set_out
from unbroker.paper.press import kept, press
from unbroker.paper.press.kept import KeptPlates
from unbroker.writing.letter import compose
from unbroker.writing.request import Disclosure

WITHOUT_ENGINE = """
import pickle, sys
from hashlib import sha256
from pathlib import Path
from unbroker.paper.press import press
from unbroker.paper.press.kept import KeptPlates
letters = pickle.load(sys.stdin.buffer)
printed = [*press.strike(letters, kept=KeptPlates(Path(sys.argv[1])))]
assert not {"weasyprint", "pikepdf"} & {*sys.modules}
sys.stdout.buffer.write(b"".join(sheet.pdf for sheet in printed))
"""
LETTERS = [letter(), letter(named("O’Neil & Šťastný")), letter(named("ООО «Ёлка»"))]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes]]:
    """A folder of plates, and the letters that were struck when they were made."""
    folder = tmp_path_factory.mktemp("cache") / "plates"
    return folder, [sheet.whole() for sheet in press.strike(LETTERS, kept=KeptPlates(folder))]


@pytest.fixture
def plates(made: tuple[Path, list[bytes]], tmp_path: Path) -> Path:
    """A copy of them."""
    folder = files.make_folder(tmp_path / "plates")
    for path in made[0].iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def strike(folder: Path, *letters: LetterPage) -> list[bytes]:
    return [sheet.whole() for sheet in press.strike(letters, kept=KeptPlates(folder))]


def test_a_kept_plate_strikes_the_same_bytes(made: tuple[Path, list[bytes]]) -> None:
    """In another process, which loads neither the layout engine nor what takes files apart."""
    folder, before = made
    command = [sys.executable, "-c", WITHOUT_ENGINE, str(folder)]
    done = subprocess.run(command, input=pickle.dumps(LETTERS), capture_output=True, check=True)

    assert before == strike(folder.parent / "none", *LETTERS)
    assert done.stdout == b"".join(before)


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "other"])
def test_a_damaged_plate_is_made_again(made: tuple[Path, list[bytes]], plates: Path, damage: str) -> None:
    """Cut off, changed, empty, or whole and no plate: the letter is the same, and the plate is whole again."""
    for path in plates.iterdir():
        whole = path.read_bytes()
        spoilt = {"cut": whole[:-1], "changed": whole[:-1] + bytes([whole[-1] ^ 1]), "empty": b""}
        path.write_bytes(spoilt.get(damage) or sha256(b"[]\n").digest() + b"[]\n")

    assert made[1] == strike(plates, *LETTERS)
    assert {path.read_bytes() for path in made[0].iterdir()} == {path.read_bytes() for path in plates.iterdir()}


def test_a_plate_of_other_versions_is_not_used(plates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lays out or sets has changed: there are two plates then."""
    before = {path.name for path in plates.iterdir()}
    monkeypatch.setattr(kept, "_versions", lambda: ["another"])
    strike(plates, LETTERS[0])
    after = {path.name for path in plates.iterdir()}

    assert before < after
    assert len(after) == len(before) + 1


def test_the_oldest_plates_make_room(plates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No folder grows for ever."""
    monkeypatch.setattr(kept, "_MOST", 2)
    strike(plates, letter(name="din-5008-b"))

    assert len([*plates.iterdir()]) == 2


def test_a_plate_names_nobody(made: tuple[Path, list[bytes]]) -> None:
    """Its page has none of the fields of a letter: neither the person nor the broker, nor the day."""
    for page in LETTERS:
        assert page.shared is not None
        assert page.shared.may_be_kept
        assert {"letter", "name", "to1", "head1", "date", "about1"} <= {*page.fields}
        assert [text for text in page.fields.values() if text in page.shared.html] == []
    assert {path.stat().st_mode & 0o777 for path in made[0].iterdir()} == {0o600}


def test_what_a_person_says_is_not_kept(tmp_path: Path) -> None:
    """A situation in somebody's own words stands in the body, which is then theirs alone."""
    ccpa = packaged_laws()["ccpa"]
    plain = draft(ccpa, ccpa.first_letter, by="post", sender=person("US-CA"))
    told = replace(plain, discloses=(*plain.discloses, Disclosure("situation", "I testified in a trial.", "a ground")))
    pages = [set_out(compose(each, templates()), sheet.load()["us-10"], templates()) for each in (plain, told)]

    assert [page.shared.may_be_kept for page in pages if page.shared] == [True, False]
    strike(tmp_path / "plates", pages[1])
    assert not (tmp_path / "plates").exists()
