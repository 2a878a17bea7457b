"""Plain text out of what strangers wrote: no control character, no hidden mark, no markup; nothing is ever rendered."""

import re
from collections import Counter
from html.parser import HTMLParser

LONGEST = 200_000
"""How many characters of a mail are read at all."""
_LONGEST_HTML = 1_000_000
# What moves a cursor, turns the direction of reading or cannot be seen; a line feed and a tab stay.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# What a terminal obeys: colours, moves of the cursor, titles of windows.
_COMMANDS = re.compile(r"\x1b\][^\x07\x1b]{0,500}(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]")
_BLANKS = re.compile(r"(?<![ \t\u00a0])[ \t\u00a0]*\n(?:[ \t\u00a0]*\n){2,}")
_LOOSE = re.compile(r"<(?![^<>]{0,5000}>)")
_DECLARATION = re.compile(r"<[!?][^<>]{0,5000}>")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_UNSEEN = ("script", "style", "head", "title", "template", "svg", "math", "object", "noscript", "iframe", "select")
_BREAKS = (
    "p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "blockquote", "pre",
    "section", "article", "header", "footer", "dt", "dd",
)  # fmt: skip
_VOID = ("br", "hr", "img", "meta", "link", "input", "col", "area", "base", "wbr", "source")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)


def safe(text: str) -> str:
    """A text that may be shown on a terminal and searched: only letters, spaces and line ends are left of it."""
    text = text[: 2 * LONGEST].replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    text = re.sub("[\u0085\u2028\u2029]", "\n", text)
    return _BLANKS.sub("\n\n", _UNSAFE.sub("", _COMMANDS.sub("", text))).strip()[:LONGEST]


def line(text: str, longest: int = 200) -> str:
    """The same in one line, cut where it is long."""
    words = " ".join(safe(text).split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def from_html(html: str) -> str:
    """What a reader would see of a page, without fetching or running any of it; what it quotes begins with `>`."""
    reader = _Reader()
    html = bounded(html[:_LONGEST_HTML])
    try:
        reader.feed(html)
        reader.close()
    except AssertionError:  # the standard library's, on some marked sections that are none
        return safe(_TAG.sub(" ", html))
    return safe("".join(reader.pieces))


def bounded(html: str) -> str:
    """The same page without comments and declarations, and with each bracket that opens no tag as a letter.

    The standard library's parser looks for the end of each of them anew.
    """
    first, *rest = html.split("<!--")
    html = first + "".join(part.partition("-->")[2] if "-->" in part else part for part in rest)
    return _DECLARATION.sub(" ", _LOOSE.sub("&lt;", html))


class _Reader(HTMLParser):
    """Collects the words of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen: list[str] = []
        self._unseen_tags: Counter[str] = Counter()
        self._quotes = 0
        self._link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: text or "" for name, text in attrs}
        if tag in _BREAKS:
            self._break()
        if tag in _VOID:
            return
        if self._unseen or tag in _UNSEEN or "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")):
            self._unseen.append(tag)
            self._unseen_tags[tag] += 1
        elif tag == "blockquote":
            self._quotes += 1
            self._break()
        elif tag == "a" and attributes.get("href", "").startswith(("https://", "http://")):
            self._link = attributes["href"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - theirs
        if tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            closed = None
            while self._unseen_tags[tag] and closed != tag:  # each is taken off once
                closed = self._unseen.pop()
                self._unseen_tags[closed] -= 1
            return
        if tag == "a" and self._link:
            # Where a link leads is a fact; it is shown, never followed.
            self.pieces.append(f" <{self._link}>")
            self._link = None
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        if tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))

    def _break(self) -> None:
        self.pieces.append("\n" + "> " * min(self._quotes, 5))
