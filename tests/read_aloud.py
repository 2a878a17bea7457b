"""What a screen reader says of a PDF, by its tags, and what it should say, by its HTML."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pdf_tools
import pikepdf
import pytest

from unbroker.paper import engine, font

INLINE = {"a", "b", "code", "em", "i", "small", "span", "strong"}
INLINE_ELEMENTS = {"/Span", "/NonStruct", "/Link"}
TEXT = re.compile(r' *"(.*)"')
ELEMENT = re.compile(r" *(\w+)(?: \"[^\"]*\")?(?: \((\w+)\))?:?")


def spoken(path: Path) -> list[str]:
    """The words of a file in the order of its tags, without labels and pictures; pieces of a block are joined."""
    with pikepdf.open(path) as document:
        shown = {(page.obj.objgen, number): text for page in document.pages for number, text in marked(page)}
        return "".join(said(document.Root.StructTreeRoot, None, shown)).split()


def said(element: pikepdf.Object, page: pikepdf.Object | None, shown: dict[Any, str]) -> Iterator[str]:
    """The texts of an element, with a line break at each border of a block."""
    page = element.get("/Pg", page)
    border = "" if str(element.get("/S")) in INLINE_ELEMENTS else "\n"
    yield border
    for kid in element.K if isinstance(element.K, pikepdf.Array) else [element.K]:
        if not isinstance(kid, pikepdf.Dictionary):
            assert page is not None
            yield shown.get((page.objgen, int(kid)), "")
        elif "/S" in kid and kid.S != "/Lbl" and "/Alt" not in kid:
            yield from said(kid, page, shown)
    yield border


def marked(page: pikepdf.Page) -> Iterator[tuple[int, str]]:
    """The text of each marked content of a page."""
    fonts = {name: font.read(entry) for name, entry in page.Resources.get("/Font", {}).items()}
    texts, marks, face = dict[int, str](), list[int | None](), ""
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "BDC":
                marks.append(int(operands[1].MCID))
            case "BMC":
                marks.append(None)
            case "EMC":
                marks.pop()
            case "Tf":
                face = str(operands[0])
            case "TJ" if marks and marks[-1] is not None:
                glyphs = b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String))
                texts[marks[-1]] = texts.get(marks[-1], "") + fonts[face].decoded(glyphs)
    yield from texts.items()


def headers_of_cells(path: Path) -> list[str]:
    """The tags that cells name as their headers, each looked up in the index of the file."""
    with pikepdf.open(path) as document:
        names = list(document.Root.StructTreeRoot.IDTree.Names)
        index = dict(zip(map(bytes, names[::2]), names[1::2], strict=True))
        assert list(index) == sorted(index)
        assert all(bytes(header.ID) == name for name, header in index.items())
        cells = [entry for entry in document.objects if isinstance(entry, pikepdf.Dictionary) and "/A" in entry]
        return [str(index[bytes(name)].S) for cell in cells for name in cell.A.get("/Headers", pikepdf.Array())]


def spoken_by_poppler(path: Path) -> list[str]:
    """The same as poppler reads it, which takes a while."""
    texts, label = list[str](), False
    for line in pdf_tools.run("pdfinfo", "-struct-text", str(path)).stdout.decode(errors="replace").splitlines():
        if text := TEXT.fullmatch(line):
            texts.append("" if label else text[1])
        elif (element := ELEMENT.match(line)) and element[2] != "inline" and element[1] != "NonStruct":
            label = element[1] == "Lbl"
            texts.append("\n")
    return "".join(texts).split()


def written(html: str) -> list[str]:
    """The words of some HTML that are shown."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.said).split()


class Reader(HTMLParser):
    """Text, with a line break at each border of a block."""

    def __init__(self) -> None:
        super().__init__()
        self.said, self.silent = list[str](), False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self.silent = self.silent or tag in {"head", "svg"}
        self.said.append("" if tag in INLINE else "\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = self.silent and tag not in {"head", "svg"}
        self.said.append("" if tag in INLINE else "\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


@contextmanager
def laid_out() -> Iterator[list[str]]:
    """The HTML that is laid out meanwhile."""
    pages = list[str]()

    def spy(*, string: str, **options: Any) -> object:
        pages.append(string)
        return real(string=string, **options)

    with pytest.MonkeyPatch.context() as patch:
        real = vars(engine)["HTML"]
        patch.setattr(engine, "HTML", spy)
        yield pages
