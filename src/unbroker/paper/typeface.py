"""The typefaces: which they are, which characters they have, and how a line of them is set and how wide it is.

Only packaged fonts are ever used, so that a letter is the same on every machine: IBM Plex Serif, and Noto Serif
for what Plex lacks (Greek).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import fontpkg
import uharfbuzz as harfbuzz

FAMILIES = ("IBM Plex Serif", "Noto Serif")
_FEATURES = {"liga": False}
"""What `font-variant-ligatures: none` asks of Pango, as far as the face has it and HarfBuzz would do otherwise."""
_PLACES = harfbuzz.BufferSerializeFlags.NO_GLYPH_NAMES | harfbuzz.BufferSerializeFlags.NO_CLUSTERS
_UNIT = 1 / 1024
"""Pango's unit of length, in pixels of CSS."""
_POINTS = 0.75
"""A pixel of CSS, in points."""
_COMMON = r"""!"#$%\&'()*+,\-./0-9:;<=>?@\[\\\]^_`{|}~§ª«°º·»–—‘’‚“”„…€№"""
_LATIN, _CYRILLIC = "A-Za-zÀ-ÖØ-öø-ſȘșȚțẞ", "Ѐ-џҐґ"
_PLAIN = re.compile(rf"(?! )(?!.*  )(?:[ {_COMMON}{_LATIN}]+|[ {_COMMON}{_CYRILLIC}]+)(?<! )")
_REPERTOIRE = {
    False: re.compile(f"[ {_COMMON}{_LATIN}]"),
    True: re.compile(f"[ {_COMMON}{_LATIN}{_CYRILLIC}]"),
}
_PLACED = re.compile(r"([0-9]+)\+([0-9]+)")
_IS_CYRILLIC = re.compile(f"[{_CYRILLIC}]")


@dataclass(frozen=True)
class Face:
    """One font file, ready to measure with."""

    characters: frozenset[int]
    font: harfbuzz.Font
    units: int


def folders() -> tuple[Path, ...]:
    """Where the packaged fonts lie."""
    return tuple(fontpkg.path(family).parent for family in FAMILIES)


def engine() -> str:
    """The version of what sets lines."""
    return str(harfbuzz.version_string())


def missing(text: str) -> str | None:
    """The first character that no packaged face has, None if they have all."""
    available = _all_characters()
    return next((char for char in text if char not in available and not _invisible(char)), None)


def readable(text: str) -> str:
    """The text with each character that cannot be printed told by its number, as in "[U+6A11]"."""
    return "".join(f"[U+{ord(char):04X}]" if missing(char) else char for char in text)


def describe(character: str) -> str:
    """A character as a message names it: 'あ' (U+3042 HIRAGANA LETTER A)."""
    return f"'{character}' (U+{ord(character):04X} {unicodedata.name(character, 'without a name')})"


@lru_cache(4096)
def width(text: str, size: float) -> float:
    """How wide a line of regular type is, in the unit of `size`, kerned and without ligatures."""
    total = 0.0
    for family, run in _runs(text):
        face = _face(family)
        buffer = harfbuzz.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        harfbuzz.shape(face.font, buffer, _FEATURES)
        total += sum(position.x_advance for position in buffer.glyph_positions) / face.units
    return total * size


def fold(line: str, room: float, size: float) -> tuple[str, ...] | None:
    """A line broken at spaces so that each part fits the room, None where a single word does not."""
    words = line.split()
    if width(whole := " ".join(words), size) <= room:
        return (whole,) if whole else ()
    lines: list[str] = []
    for word in words:
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        elif width(word, size) <= room:
            lines.append(word)
        else:
            return None
    return tuple(lines)


def fold_name(name: str, room: float, size: float) -> tuple[str, ...]:
    """A name broken at spaces; a word that is wider than the room after its hyphens, else with one where it is full."""
    if width(name, size) <= room:
        return (name,)
    if (folded := fold(name, room, size)) is not None:
        return folded
    lines = [""]
    for word in name.split():
        for at, piece in enumerate(_pieces(word, room, size)):
            joint = " " if lines[-1] and at == 0 else ""
            continues = at > 0 and lines[-1].endswith(("-", "/"))
            if (joint or continues or not lines[-1]) and width(f"{lines[-1]}{joint}{piece}", size) <= room:
                lines[-1] += f"{joint}{piece}"
            else:
                lines.append(piece)
    return tuple(lines)


def shortened(name: str, lines: int, room: float, size: float, mark: str = "…") -> tuple[str, ...]:
    """A name in so many lines: without its last words, and a mark in their place, if it takes more."""
    folded = fold_name(name, room, size)
    while len(folded) > lines:
        name = name.rpartition(" ")[0].rstrip(" ,;&-") or name[: len(name) // 2]
        folded = fold_name(f"{name}{mark}", room, size)
    return folded


def _pieces(word: str, room: float, size: float) -> Iterator[str]:
    """The pieces of a word, each narrower than the room: cut after hyphens and strokes, else with a new hyphen."""
    for piece in re.findall(r"[^/-]*[/-]+|[^/-]+", word):
        rest = piece
        while width(rest, size) > room:
            end = next((end for end in range(len(rest) - 1, 1, -1) if width(f"{rest[:end]}-", size) <= room), 1)
            yield f"{rest[:end]}-"
            rest = rest[end:]
        yield rest


class CannotSet(Exception):  # noqa: N818 - the sentence is the name
    """A line that is not known to come out as Pango would set it, and why."""


class Setter:
    """Sets lines of one size as WeasyPrint does, to the byte, with the tables of the font in the file they go into.

    WeasyPrint writes each glyph and, where the pen does not move by the glyph's width in the file, the gap. HarfBuzz
    shapes for Pango as it does here; but only lines of one plain script are taken, for Pango cuts others up first.
    """

    def __init__(self, size: float, widths: Mapping[int, float], characters: Mapping[int, str], language: str) -> None:
        """Take the size in CSS pixels, each glyph's width in thousandths of it and its character, and the language."""
        units = round(size * 1024)
        self.size, self.widths, self.characters, self.language = units / 1024, widths, characters, language
        self._font = harfbuzz.Font(harfbuzz.Face(harfbuzz.Blob.from_file_path(str(fontpkg.path(FAMILIES[0])))))
        self._font.scale = (units, units)
        self._glyphs = _Glyphs(self._glyph)
        self._advances: dict[str, float] = {}
        self.set = lru_cache(4096)(self._set)

    def _set(self, text: str) -> tuple[bytes, float]:
        """The operand of TJ for a line, and the line's width in points.

        Raises:
            CannotSet: it is not known to come out as Pango would set it.
        """
        if not _PLAIN.fullmatch(text):
            raise CannotSet(_why(text))
        buffer = harfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.language = self.language
        harfbuzz.shape(self._font, buffer, _FEATURES)
        placements = buffer.serialize(self._font, flags=_PLACES)[1:-1].split("|")  # such as 51+8430: glyph and advance
        if len(placements) != len(text):
            raise CannotSet("characters that are drawn together")
        line = b"".join(map(self._glyphs.__getitem__, zip(text, placements, strict=True)))
        operand = b"[<%s]" % line[:-1] if line[-1:] == b"<" else b"[<%s>]" % line
        return operand, sum(map(self._advances.__getitem__, placements)) * _POINTS

    def _glyph(self, character: str, placement: str) -> bytes:
        if not (match := _PLACED.fullmatch(placement)):
            raise CannotSet("characters that are drawn together")
        glyph, advance = map(int, match.groups())
        if self.characters.get(glyph) != character:
            raise CannotSet("characters that the face lacks")
        gap = self.widths[glyph] + 0.0 - advance * 1000 * _UNIT / self.size  # in the order of WeasyPrint's own sum
        written = b"%04x>%d<" % (glyph, int(gap)) if gap else b"%04x" % glyph
        self._advances[placement] = advance * _UNIT
        return written


class _Glyphs(dict[tuple[str, str], bytes]):
    """What is written for a character's glyph, made when it is first asked for."""

    def __init__(self, make: Callable[[str, str], bytes]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: tuple[str, str]) -> bytes:
        self[key] = self._make(*key)
        return self[key]


@cache
def repertoire(*, cyrillic: bool) -> str:
    """The characters that lines may be set in: those that are plain and that the face has."""
    return "".join(filter(_REPERTOIRE[cyrillic].fullmatch, map(chr, sorted(_face(FAMILIES[0]).characters))))


def is_cyrillic(text: str) -> bool:
    """Whether a text has a plain Cyrillic letter."""
    return not text.isascii() and _IS_CYRILLIC.search(text) is not None


def _why(text: str) -> str:
    if not all(map(_REPERTOIRE[True].fullmatch, text)):
        return "characters beyond plain Latin and Cyrillic"
    return "Latin and Cyrillic in one line" if is_cyrillic(text) else "spaces at an end or in a row"


@cache
def _all_characters() -> frozenset[str]:
    return frozenset(chr(code) for family in FAMILIES for code in _face(family).characters)


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
