"""The spaces between words, and the language of each part, put into what a screen reader hears; nothing drawn changes.

WeasyPrint writes no space where it breaks a line, nor where one stands alone between two inline elements: the words
are apart on paper, and run together in the tags ("window,folded"), which no validator sees. Where a space belongs,
the HTML says: a line that is broken behind a hyphen, its own or a new one, gets none. Nor does WeasyPrint write the
language of a part that is in another than its file (PDF/UA-1, 7.2).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise

import pikepdf

from unbroker.paper import font
from unbroker.paper.font import Font

_OPERATOR = re.compile(
    rb"^(?:<</MCID (?P<number>[0-9]+)>>\nBDC|(?P<artifact>BMC)|(?P<end>EMC)"
    rb"|/(?P<font>\w+) (?P<size>[0-9.]+) Tf|(?P<operand>\[[^\]]*\]) TJ)\n",
    re.MULTILINE,
)
_INLINE_ELEMENTS = frozenset({"/Span", "/Link", "/NonStruct"})
_INLINE_TAGS = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "kbd", "mark", "q", "s", "samp", "small", "span",
    "strong", "sub", "sup", "u", "var",
})  # fmt: skip
_VOID_TAGS = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_UNREAD_TAGS = frozenset({"head", "script", "style", "template"})
_UNDRAWN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_SPACES = (" ", "\u00a0")
"""The character that a font's table gives for the glyph of a space: whichever was set first."""


@dataclass
class _Piece:
    """Marked content that shows text."""

    text: str
    end: int
    """Where its last operator ends in the content of its page."""
    space: bytes
    """The operators that write a space behind it."""


Pieces = Mapping[tuple[int, int], _Piece]
"""Marked content by the number of its page's object, and its own on that page."""


def part_words(document: pikepdf.Pdf, html: str) -> None:
    """Write the spaces of a file's HTML that WeasyPrint left out between the pieces of a block, each behind a piece.

    Args:
        document: as WeasyPrint writes it.
        html: what it was made from.
    """
    contents = {page.obj.objgen[0]: page.Contents.read_bytes() for page in document.pages}
    pieces = dict(_pieces(document, contents))
    source, lacking = _Source(html), defaultdict[int, list[_Piece]](list)
    for block in _blocks(document.Root.StructTreeRoot, 0):
        names = [name for name in block if name in pieces]
        if len(names) < 2:  # noqa: PLR2004 - one piece is not broken
            continue
        for at in source.unspaced([pieces[name].text for name in names]):
            lacking[names[at][0]].append(pieces[names[at]])
    for page in document.pages:
        if found := lacking[page.obj.objgen[0]]:
            page.Contents = document.make_stream(_filled(contents[page.obj.objgen[0]], found))


def tag_languages(document: pikepdf.Pdf, html: str) -> None:
    """Say in the tags of a file which parts of its HTML are in another language than the whole.

    Args:
        document: as WeasyPrint writes it.
        html: what it was made from.
    """
    source = _Source(html)
    if not source.languages:
        return
    contents = {page.obj.objgen[0]: page.Contents.read_bytes() for page in document.pages}
    pieces, holders = dict(_pieces(document, contents)), dict(_holders(document))
    for block in _blocks(document.Root.StructTreeRoot, 0):
        names = [name for name in block if name in pieces]
        for name, language in zip(names, source.spoken([pieces[name].text for name in names]), strict=True):
            if language is not None:
                holders[name].Lang = pikepdf.String(language)


def _holders(document: pikepdf.Pdf) -> Iterator[tuple[tuple[int, int], pikepdf.Object]]:
    """The element that holds each piece of marked content."""
    pairs = iter(document.Root.StructTreeRoot.ParentTree.Nums)
    by_key = {int(key): parents for key, parents in zip(pairs, pairs, strict=True)}
    for page in document.pages:
        if "/StructParents" in page.obj:
            for number, element in enumerate(by_key[int(page.obj.StructParents)]):
                yield (page.obj.objgen[0], number), element


def _filled(content: bytes, pieces: Sequence[_Piece]) -> bytes:
    """A page's content with a space behind each of some pieces."""
    ordered = sorted(pieces, key=lambda piece: piece.end)
    parts, begin = list[bytes](), 0
    for piece in ordered:
        parts += [content[begin : piece.end], piece.space]
        begin = piece.end
    return b"".join([*parts, content[begin:]])


def _pieces(document: pikepdf.Pdf, contents: Mapping[int, bytes]) -> Iterator[tuple[tuple[int, int], _Piece]]:
    fonts = dict[tuple[int, int], Mapping[bytes, Font]]()
    for page in document.pages:
        number, table = page.obj.objgen[0], page.Resources.get("/Font", pikepdf.Dictionary())
        if not table.is_indirect or table.objgen not in fonts:
            fonts[table.objgen] = {name[1:].encode(): font.read(entry) for name, entry in table.items()}
        for marked, piece in _shown(contents[number], fonts[table.objgen]):
            yield (number, marked), piece


def _shown(content: bytes, fonts: Mapping[bytes, Font]) -> Iterator[tuple[int, _Piece]]:
    """The pieces of a page, by the number of their marked content."""
    spaces = {name: glyph for name, face in fonts.items() for glyph, text in face.characters if text in _SPACES}
    pieces, marks, name, size = dict[int, _Piece](), list[int | None](), b"", b""
    for operator in _OPERATOR.finditer(content):
        if operator["operand"]:
            if not marks or marks[-1] is None:
                continue
            text = pieces[marks[-1]].text if marks[-1] in pieces else ""
            pieces[marks[-1]] = _Piece(
                text + fonts[name].text(operator["operand"]), operator.end(), _space(name, size, spaces)
            )
        elif operator["font"]:
            name, size = operator["font"], operator["size"]
        elif operator["end"]:
            marks.pop()
        else:
            marks.append(int(operator["number"]) if operator["number"] else None)
    yield from pieces.items()


def _space(name: bytes, size: bytes, spaces: Mapping[bytes, int]) -> bytes:
    """The operators that write a space in a font, or in another one where that has none."""
    if name in spaces or not spaces:
        return b"[<%04x>] TJ\n" % spaces[name] if spaces else b""
    other = min(spaces)
    return b"/%s %s Tf\n[<%04x>] TJ\n" % (other, size, spaces[other])


def _blocks(element: pikepdf.Object, page: int) -> Iterator[list[tuple[int, int]]]:
    """The marked content of each block in the order in which it is read; a block within another parts it."""
    block = list[tuple[int, int]]()
    for part in _parts(element, page):
        if isinstance(part, tuple):
            block.append(part)
        else:
            yield block
            block = []
            yield from _blocks(part, page)
    yield block


def _parts(element: pikepdf.Object, page: int) -> Iterator[tuple[int, int] | pikepdf.Object]:
    """What stands in a block: marked content, that of inline elements too, and other blocks."""
    page = element.Pg.objgen[0] if "/Pg" in element else page
    for kid in element.K if isinstance(element.K, pikepdf.Array) else [element.K]:
        if not isinstance(kid, pikepdf.Dictionary):
            yield page, int(kid)
        elif "/S" in kid and str(kid.S) in _INLINE_ELEMENTS:
            yield from _parts(kid, page)
        elif "/S" in kid:
            yield kid


class _Source(HTMLParser):
    """The text of some HTML without its spaces, and where they are."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._words, self._length, self._unread = list[str](), 0, 0
        self._spaces, self._bounds = set[int](), set[int]()
        self._open = list[tuple[str, str | None]]()
        self.languages = list[tuple[int, int, str]]()
        """From where to where its letters are in another language than the whole."""
        self.feed(html)
        self.close()
        self._letters, self._read = "".join(self._words), 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unread += tag in _UNREAD_TAGS
        if tag not in _VOID_TAGS:
            self._open.append((tag, dict(attrs).get("lang")))
        self._pass(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD_TAGS
        while self._open and self._open.pop()[0] != tag:
            pass
        self._pass(tag)

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        text, start = data.translate(_UNDRAWN).casefold(), self._length
        if text[:1].isspace():
            self._spaces.add(self._length)
        words = text.split()
        for word in words:
            self._length += len(word)
            self._spaces.add(self._length)
        if words and not text[-1].isspace():
            self._spaces.remove(self._length)
        self._words += words
        spoken = [language for _, language in self._open if language]
        if len(spoken) > 1 and spoken[-1] != spoken[0]:
            self.languages.append((start, self._length, spoken[-1]))

    def _pass(self, tag: str) -> None:
        if tag not in _INLINE_TAGS:
            self._bounds.add(self._length)

    def unspaced(self, texts: Sequence[str]) -> Iterator[int]:
        """Which texts of a block, by their place in it, lack the space that stands behind them in the HTML.

        The last one lacks it where a block goes on, on the next page.
        """
        letters = [_letters(text) for text in texts]
        place, letters = self._place(letters)
        for at, (first, second) in enumerate(pairwise(letters)):
            start = self._letters.find(first + second) if place is None else place
            end = start + len(first)
            if start >= 0 and (end in self._spaces or end in self._bounds) and not _spaced(texts[at], texts[at + 1]):
                yield at
            place = None if place is None else end
        if place is not None and (end := place + len(letters[-1])) in self._spaces and end not in self._bounds:
            yield len(texts) - 1

    def spoken(self, texts: Sequence[str]) -> Iterator[str | None]:
        """The language of each text of a block, where it is another than that of the whole."""
        place, letters = self._place([_letters(text) for text in texts])
        for part in letters:
            start = self._letters.find(part) if place is None else place
            yield next((code for first, last, code in self.languages if first <= start < last), None)
            place = None if place is None else place + len(part)

    def _place(self, letters: list[str]) -> tuple[int | None, list[str]]:
        """Where the texts of a block stand, and they themselves without hyphens that a line's end brought."""
        if (place := self._find("".join(letters))) is not None or not any(part.endswith("-") for part in letters[:-1]):
            return place, letters
        pattern = "".join(
            f"({re.escape(part.removesuffix('-'))}{'-?' if part.endswith('-') else ''})" for part in letters
        )
        match = re.compile(pattern).search(self._letters, self._read) or re.search(pattern, self._letters)
        if match is None:
            return None, letters
        self._read = match.end()
        return match.start(), [*match.groups()]

    def _find(self, letters: str) -> int | None:
        """Where the letters of a block stand, behind those of the last one if they do.

        None if nowhere, because the style sheet made some of them; its pieces are then looked up in pairs.
        """
        place = self._letters.find(letters, self._read)
        if place < 0:
            place = self._letters.find(letters)
            return None if place < 0 else place
        self._read = place + len(letters)
        return place


def _spaced(first: str, second: str) -> bool:
    """Whether a space stands between two texts as they are."""
    return first[-1:].isspace() or second[:1].isspace()


def _letters(text: str) -> str:
    """A text without spaces and without what is not drawn, in small letters."""
    return "".join(text.split()).translate(_UNDRAWN).casefold()
