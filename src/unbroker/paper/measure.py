"""The measure: where each line of type, each rule and each picture stands on the pages of a PDF, read from the file.

It reads what WeasyPrint and the press write, fonts of two bytes a glyph, and trusts nobody's account of the layout.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from unbroker.paper.envelope import POINTS, Box, span
from unbroker.paper.font import Font, read

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1, 0, 0, 1, 0, 0)
_PAINTS = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"})


@dataclass(frozen=True)
class Mark:
    """Something that is printed: its place in millimetres from the top left corner, and what it says, if it is type."""

    box: Box
    text: str = ""


@dataclass(frozen=True)
class MeasuredPage:
    """A page as it is printed."""

    page: Box
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Embedding:
    """A font of a file, and whether it is whole enough to be printed by somebody else."""

    name: str
    type: str
    embedded: bool


@dataclass(frozen=True)
class _Face:
    font: Font
    widths: dict[int, float]
    above: float
    below: float


def measure(content: bytes) -> list[MeasuredPage]:
    """What is printed on each page of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return [MeasuredPage(_size(page), tuple(_marks(page))) for page in document.pages]


def fonts(content: bytes) -> list[Embedding]:
    """The fonts of a PDF, each once."""
    embeddings: dict[str, Embedding] = {}
    with pikepdf.open(io.BytesIO(content)) as document:
        for page in document.pages:
            for font in page.Resources.get("/Font", pikepdf.Dictionary()).values():
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
                embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                name, kind = str(font.get("/BaseFont", "/unnamed"))[1:], str(font.Subtype)[1:]
                embeddings[name] = Embedding(name, kind, embedded)
    return list(embeddings.values())


def _size(page: pikepdf.Page) -> Box:
    left, bottom, right, top = map(float, page.mediabox)
    return span(0, 0, (right - left) / POINTS, (top - bottom) / POINTS)


def _marks(page: pikepdf.Page) -> Iterator[Mark]:
    """The marks of a page, in the order in which they are painted."""
    pen = _Pen(page)
    for instruction in pikepdf.parse_content_stream(page):
        if isinstance(instruction, pikepdf.ContentStreamInstruction):
            mark = pen.obey(str(instruction.operator), list(instruction.operands))
            if mark is not None:
                yield mark


class _Pen:
    """What a page's operators move, and what they make it paint."""

    def __init__(self, page: pikepdf.Page) -> None:
        self._height = float(page.mediabox[3])
        self._faces = {name: _face(font) for name, font in page.Resources.get("/Font", pikepdf.Dictionary()).items()}
        self._position, self._line = _IDENTITY, _IDENTITY
        self._face: _Face | None = None
        self._size = 0.0
        self._stack: list[tuple[_Matrix, _Face | None, float]] = []
        self._path: list[tuple[float, float]] = []

    def obey(self, operator: str, operands: list[pikepdf.Object]) -> Mark | None:
        """Do what an operator says; answers what it paints."""
        if operator in ("TJ", "Tj"):
            return self._type(operands[0])
        if operator in _PAINTS:
            mark = Mark(self._box(self._path, self._position)) if self._path else None
            self._path = []
            return mark
        if operator == "Do":
            return Mark(self._box([(0, 0), (1, 1)], self._position))
        self._move(operator, operands)
        return None

    def _move(self, operator: str, operands: list[pikepdf.Object]) -> None:
        match operator:
            case "q":
                self._stack.append((self._position, self._face, self._size))
            case "Q":
                self._position, self._face, self._size = self._stack.pop()
            case "cm":
                self._position = _times(_matrix(operands), self._position)
            case "Tf":
                self._face, self._size = self._faces[str(operands[0])], float(operands[1])
            case "BT":
                self._line = _IDENTITY
            case "Tm":
                self._line = _matrix(operands)
            case "re":
                left, bottom, wide, high = map(float, operands)
                self._path += [(left, bottom), (left + wide, bottom + high)]
            case "m" | "l" | "c":
                pairs = [float(number) for number in operands]
                self._path += zip(pairs[::2], pairs[1::2], strict=True)
            case "n":
                self._path = []
            case _:
                """Colours, and what else leaves the pen where it is."""

    def _type(self, operand: pikepdf.Object) -> Mark | None:
        face = self._face
        assert face is not None  # noqa: S101 - type without a font is no PDF
        text, width = _read(operand, face, self._size)
        corners = [(0, face.below * self._size), (width, face.above * self._size)]
        return Mark(self._box(corners, _times(self._line, self._position)), text) if text.strip() else None

    def _box(self, corners: list[tuple[float, float]], by: _Matrix) -> Box:
        """The box around some corners, in millimetres from the top left corner of the page."""
        a, b, c, d, e, f = by
        across = [(a * x + c * y + e) / POINTS for x, y in corners]
        down = [(self._height - (b * x + d * y + f)) / POINTS for x, y in corners]
        return span(min(across), min(down), max(across), max(down))


def _read(operand: pikepdf.Object, face: _Face, size: float) -> tuple[str, float]:
    """What an operand of TJ says, and how wide it is."""
    codes, width = b"", 0.0
    for part in operand if isinstance(operand, pikepdf.Array) else [operand]:
        if isinstance(part, pikepdf.String):
            run = bytes(part)
            codes += run
            width += sum(face.widths.get(_code(run, at), 0.0) for at in range(0, len(run), 2)) / 1000 * size
        else:
            width -= float(str(part)) / 1000 * size
    return face.font.decoded(codes), width


def _code(run: bytes, at: int) -> int:
    return int.from_bytes(run[at : at + 2])


def _face(font: pikepdf.Object) -> _Face:
    descriptor, tables = font.DescendantFonts[0].FontDescriptor, read(font)
    above, below = (float(str(descriptor.get(key, 0))) / 1000 for key in ("/Ascent", "/Descent"))
    return _Face(tables, dict(tables.widths), above, below)


def _matrix(operands: list[pikepdf.Object]) -> _Matrix:
    a, b, c, d, e, f = (float(str(number)) for number in operands)
    return a, b, c, d, e, f


def _times(matrix: _Matrix, outer: _Matrix) -> _Matrix:
    a, b, c, d, e, f = matrix
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def pages(content: bytes) -> int:
    """How many pages a file has."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)
