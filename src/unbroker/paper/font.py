"""A font in a PDF, as the file's own tables describe it: how wide its glyphs are, and what they say."""

import re
import struct
from dataclasses import dataclass
from functools import cached_property

import pikepdf

_RUN = re.compile(rb"<([0-9a-f]+)>")
_CHARACTER = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")


@dataclass(frozen=True)
class Font:
    """A font of the file, as its own tables describe it."""

    widths: tuple[tuple[int, float], ...]
    characters: tuple[tuple[int, str], ...]

    @cached_property
    def _says(self) -> "_Says":
        return _Says(self.characters)

    def text(self, operand: bytes) -> str:
        """What a TJ operand says."""
        runs = _RUN.findall(operand.replace(b">0<", b""))  # most glyphs have no kern, which WeasyPrint writes as 0
        return self.decoded(bytes.fromhex(b"".join(runs).decode()))

    def decoded(self, glyphs: bytes) -> str:
        """What glyphs of two bytes say."""
        codes: tuple[int, ...] = struct.unpack(f">{len(glyphs) // 2}H", glyphs)
        return "".join(map(self._says.__getitem__, codes))


class _Says(dict[int, str]):
    """What each glyph says."""

    def __missing__(self, _glyph: int) -> str:
        return "\ufffd"


def read(font: pikepdf.Object) -> Font:
    """A font of two bytes a glyph, as WeasyPrint writes them."""
    widths: dict[int, float] = {}
    pairs = iter(font.DescendantFonts[0].W)
    for first, run in zip(pairs, pairs, strict=True):
        widths |= {int(first) + index: _number(width) for index, width in enumerate(run)}
    characters = {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in _CHARACTER.findall(font.ToUnicode.read_bytes())
    }
    return Font(tuple(sorted(widths.items())), tuple(sorted(characters.items())))


def _number(width: object) -> float:
    return width if isinstance(width, int) else float(str(width))
