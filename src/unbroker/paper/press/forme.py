"""A forme: a marked page laid out once, cut at the lines of its fields; each is proven to be set as WeasyPrint does.

Each field is laid out with a placeholder, which is then found through the file's own tables; so nothing here knows
how WeasyPrint works, and whatever the sheet does to a field shows.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

import pikepdf

from unbroker.paper import engine, typeface
from unbroker.paper.fields import LETTER, MarkedPage, fill
from unbroker.paper.font import Font, read
from unbroker.paper.press import line
from unbroker.paper.press.line import CannotStrike, Line, placeholder
from unbroker.paper.typeface import CannotSet

_TOKEN = re.compile(r"@@([a-z]+[0-9]*)|([a-z]+[0-9]*)@@")
_LINE = re.compile(
    rb"/Span\n<</MCID (?P<mcid>[0-9]+)>>\nBDC\n"
    rb"(?P<state>(?:[0-9.]+ [0-9.]+ [0-9.]+ rg\n|/\S+ gs\n)*)"
    rb"BT\n1 0 0 -1 \S+ \S+ Tm\n"
    rb"/(?P<font>\w+) (?P<size>[0-9.]+) Tf\n"
    rb"(?P<operand>\[[^\]]*\]) TJ\n(?:\[<[0-9a-f]{4}>\] TJ\n)?ET\nEMC\n"
)
_TEXT = re.compile(rb"/(\w+) [0-9.]+ Tf|(\[[^\]]*\]) TJ")
_CASE = """<!DOCTYPE html><html lang="{language}"><head><title>case</title><style>
@page {{ size: 5000mm 50mm; margin: 0 }}
p {{ font: 10pt "{family}"; font-variant-ligatures: none; white-space: nowrap }}
</style></head><body><p>{characters}</p></body></html>"""


@dataclass(frozen=True)
class Placed:
    """The line of a field, as it stands on a page."""

    mcid: int
    state: bytes
    """Colours that the line sets and later ones rely on."""
    line: Line


class Forme:
    """The file of a marked page, with a further page of type at its end, and where its fields are."""

    def __init__(self, shared: MarkedPage, file: bytes) -> None:
        """Take a marked page and what `lay_out` made of it.

        Raises:
            CannotStrike: a field is not found, or is set in a way that the press does not know.
        """
        self.shared, self.file = shared, file
        with pikepdf.open(io.BytesIO(file)) as document:
            if any(picture.get("/Subtype") == "/Form" for picture in _pictures(document)):
                raise CannotStrike("a sheet with see-through parts")
            fonts = {name[1:].encode(): read(font) for name, font in document.pages[0].Resources.Font.items()}
            self.pages = tuple(
                tuple(self._cut(page.Contents.read_bytes(), fonts)) for page in list(document.pages)[:-1]
            )
            strings = [text for node in document.objects for text in _strings(node)]
        fields = {piece.line.field for page in self.pages for piece in page if isinstance(piece, Placed)}
        names = {name for text in strings for name in _tokens(text)}
        if fields != shared.fields or names - {LETTER} or len([text for text in strings if _tokens(text)]) > 1:
            raise CannotStrike("a sheet that shows a field elsewhere than on a line of its own")

    def _cut(self, content: bytes, fonts: Mapping[bytes, Font]) -> Iterator[bytes | Placed]:
        end = 0
        for match in _LINE.finditer(content):
            font = fonts[match["font"]]
            text = font.text(match["operand"])
            names = _tokens(text)
            if not names:
                continue
            field = names[0]
            before, token, after = text.partition(placeholder(field))
            setter = line.setter(float(match["size"]), font.widths, font.characters, self.shared.language)
            if not token or _tokens(before + after):
                raise CannotStrike("a sheet that sets two fields in a line, or one in two")
            try:
                operand, _ = setter.set(text)
            except CannotSet as error:
                raise CannotStrike(f"a sheet whose own words cannot be set again: {error}") from error
            if not _proven(operand, match["operand"]):
                raise CannotStrike("a sheet that sets a field in another face, or spaced otherwise")
            yield self._common(content[end : match.start()], fonts)
            head = content[match.start() : match.start("operand")]
            tail = content[match.end("operand") : match.end()]
            yield Placed(int(match["mcid"]), match["state"], Line(head, tail, before, field, after, setter))
            end = match.end()
        yield self._common(content[end:], fonts)

    @staticmethod
    def _common(content: bytes, fonts: Mapping[bytes, Font]) -> bytes:
        """Content that all letters have; no part of a placeholder may be left in it."""
        texts, font = [], b""
        for name, operand in _TEXT.findall(content):
            font = name or font
            texts.append(fonts[font].text(operand) if operand else "")
        if _tokens(" ".join(texts)):
            raise CannotStrike("a sheet that draws a field in a way that the press does not know")
        return content


def lay_out(page: MarkedPage, *, cyrillic: bool) -> bytes:
    """The file of a marked page: placeholders for its fields, and a last page with the case of type.

    Raises:
        ProblemsFound: WeasyPrint had something to complain about.
    """
    html = fill(page.html, {field: placeholder(field) for field in page.fields})
    return engine.typeset(html, "the sheet", _case(page.language, cyrillic=cyrillic))


def _case(language: str, *, cyrillic: bool) -> str:
    """HTML with every character that may be struck, for WeasyPrint to put into the font."""
    characters = typeface.repertoire(cyrillic=cyrillic).replace(" ", "")
    return _CASE.format(
        language=escape(language), family=typeface.FAMILIES[0], characters=escape(f"{characters} {characters[0]}")
    )


def _proven(operand: bytes, theirs: bytes) -> bool:
    """Whether the placeholder is set here as WeasyPrint set it."""
    return operand == theirs


def _tokens(text: str) -> list[str]:
    return [left or right for left, right in _TOKEN.findall(text)]


def _pictures(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in document.pages:
        yield from page.Resources.get("/XObject", pikepdf.Dictionary()).values()


def _strings(node: pikepdf.Object) -> Iterator[str]:
    """The strings of an object, without those of objects that it refers to."""
    if isinstance(node, pikepdf.String):
        yield str(node)
    elif isinstance(node, pikepdf.Array):
        for child in node:
            if isinstance(child, pikepdf.Object) and not child.is_indirect:
                yield from _strings(child)
    elif isinstance(node, pikepdf.Dictionary):
        for child in node.values():
            if isinstance(child, pikepdf.Object) and not child.is_indirect:
                yield from _strings(child)
