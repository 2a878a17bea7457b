"""Web pages: HTML as passages: paragraphs, items and cells, each below its heading; nothing is loaded."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from unbroker.answer.passage import NotReadable, Passage
from unbroker.mail.incoming import plain_text

_DECLARES = re.compile(r"<!ENTITY|<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_HIDDEN = frozenset({"script", "style", "template", "noscript", "svg", "head"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "summary", "legend", "dt"})
_BLOCKS = frozenset({
    "p", "div", "li", "td", "th", "tr", "ul", "ol", "table", "section", "article", "header", "footer", "dd", "dl", "br",
    "blockquote", "pre", "thead", "tbody", "form", "figure", "figcaption", "main", "aside", "nav", "details", "body",
})  # fmt: skip
_MOST_TAGS, _DEEPEST, _MOST_COLUMNS = 400_000, 20, 100


def check(text: str) -> None:
    """Refuse a text that declares entities, which can unfold to anything.

    Raises:
        NotReadable: it does.
    """
    if _DECLARES.search(text):
        raise NotReadable("declares entities of its own", "an answer needs none: save it from the browser as text")


def passages(text: str, place: str = "") -> Iterator[Passage]:
    """The passages of a page.

    Raises:
        NotReadable: it declares entities, or has more tags than a page has.
    """
    check(text)
    if text.count("<") > _MOST_TAGS:
        raise NotReadable("has more tags than a page has", "save it from the browser as text")
    reader = _Reader(place)
    try:
        reader.feed(plain_text.bounded(text))
        reader.close()
    except AssertionError as error:  # the standard library's, on some marked sections that are none
        raise NotReadable("is no page that can be read", "save it from the browser as text") from error
    reader.flush()
    return iter(reader.passages)


class _Reader(HTMLParser):
    """Collects what is shown, block by block."""

    def __init__(self, place: str) -> None:
        super().__init__(convert_charrefs=True)
        self.place = place
        self.passages: list[Passage] = []
        self._text: list[str] = []
        self._hidden: list[str] = []
        self._in_heading = False
        self._heading = self._intro = ""
        self._columns: list[str] = []
        self._row: list[tuple[str, bool]] = []
        self._in_cell: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block ends the text before it."""
        if tag in _HIDDEN:
            self.flush()
            self._hidden = [*self._hidden, tag][:_DEEPEST]
        elif tag == "table":
            self.flush()
            self._columns = []
        elif tag in ("td", "th"):
            self._end_cell()
            self._in_cell = tag
        elif tag == "tr":
            self._end_row()
        elif tag in _HEADINGS:
            self.flush()
            self._in_heading = True
        elif tag in _BLOCKS:
            self.flush()
        del attrs

    def handle_endtag(self, tag: str) -> None:
        """As a start."""
        if tag in _HIDDEN:
            if tag in self._hidden:
                del self._hidden[self._hidden.index(tag) :]
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table", "thead", "tbody"):
            self._end_row()
        elif tag in _HEADINGS or tag in _BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        """What is shown."""
        if not self._hidden:
            self._text.append(data)

    def flush(self) -> None:
        """End a block."""
        if self._in_cell:
            self._text.append(" ")
            return
        text = " ".join("".join(self._text).split())
        self._text = []
        if self._in_heading:
            self._in_heading, self._heading, self._intro = False, text or self._heading, ""
        elif text:
            context = "; ".join(filter(None, (self._heading, self._intro)))
            self.passages.append(Passage(text, self.place, context))
            if text.endswith(":"):
                self._intro = text
            elif len(text) > 200:  # noqa: PLR2004 - a paragraph ends the list that the sentence began
                self._intro = ""

    def _end_cell(self) -> None:
        if self._in_cell:
            self._row.append((" ".join("".join(self._text).split()), self._in_cell == "th"))
            self._in_cell, self._text = None, []
        else:
            self.flush()

    def _end_row(self) -> None:
        self._end_cell()
        row, self._row = self._row, []
        if row and all(is_title for _, is_title in row) and len(row) > 1:
            self._columns = [text for text, _ in row][:_MOST_COLUMNS]
            return
        for number, (text, _) in enumerate(row):
            column = self._columns[number] if number < len(self._columns) else ""
            key = row[0][0] if number else ""
            context = "; ".join(filter(None, (self._heading, key)))
            others = "; ".join(other for at, other in enumerate(self._columns) if at != number and other)
            self.passages.append(Passage(text, self.place, context, column, others))
