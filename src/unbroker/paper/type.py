"""The typefaces: which they are, which characters they have, and how wide a line of them is.

Only packaged fonts are ever used, so that a letter is the same on every machine: IBM Plex Serif, and Noto Serif
for what Plex lacks (Greek).
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import fontpkg
import uharfbuzz as harfbuzz

FAMILIES = ("IBM Plex Serif", "Noto Serif")


@dataclass(frozen=True)
class Face:
    """One font file, ready to measure with."""

    characters: frozenset[int]
    font: harfbuzz.Font
    units: int


def folders() -> tuple[Path, ...]:
    """Where the packaged fonts lie."""
    return tuple(fontpkg.path(family).parent for family in FAMILIES)


def missing(text: str) -> str | None:
    """The first character that no packaged face has, None if they have all."""
    known = _face(FAMILIES[0]).characters | _face(FAMILIES[1]).characters
    return next((char for char in text if ord(char) not in known and not _invisible(char)), None)


def readable(text: str) -> str:
    """The text with each character that cannot be printed told by its number, as in "[U+6A11]"."""
    return "".join(f"[U+{ord(char):04X}]" if missing(char) else char for char in text)


def describe(character: str) -> str:
    """A character as a message names it: 'あ' (U+3042 HIRAGANA LETTER A)."""
    return f"'{character}' (U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"


@cache
def width(text: str, size: float) -> float:
    """How wide a line of regular type is, in the unit of `size`, kerned and without ligatures."""
    total = 0.0
    for family, run in _runs(text):
        face = _face(family)
        buffer = harfbuzz.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        harfbuzz.shape(face.font, buffer, {"kern": True, "liga": False, "clig": False})
        total += sum(position.x_advance for position in buffer.glyph_positions) / face.units
    return total * size


def fold(line: str, room: float, size: float) -> tuple[str, ...] | None:
    """A line broken at spaces so that each part fits the room, None where a single word does not."""
    lines: list[str] = []
    for word in line.split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        elif width(word, size) <= room:
            lines.append(word)
        else:
            return None
    return tuple(lines)


@cache
def _face(family: str) -> Face:
    face = harfbuzz.Face(harfbuzz.Blob.from_file_path(str(fontpkg.path(family))))
    return Face(frozenset(face.unicodes), harfbuzz.Font(face), face.upem)


def _runs(text: str) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for character in text:
        family = FAMILIES[0] if ord(character) in _face(FAMILIES[0]).characters else FAMILIES[1]
        if runs and runs[-1][0] == family:
            runs[-1] = (family, runs[-1][1] + character)
        else:
            runs.append((family, character))
    return runs


def _invisible(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) == "Cf"
