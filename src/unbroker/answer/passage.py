"""Passages: what a file is taken apart into, each with its place and with what stands above it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST, LONGEST, LONGEST_PLACE, LONGEST_ABOVE = 60_000, 4000, 120, 400
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd\ue000-\uf8ff]"
)


class NotReadable(ValueError):  # noqa: N818 - the sentence is the name
    """A file cannot be read as an answer; says why, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        self.message, self.hint = message, hint
        super().__init__(message)


class WantsPassword(Exception):  # noqa: N818 - the sentence is the name
    """A file is encrypted, and no password or a wrong one was given."""


@dataclass(frozen=True)
class Passage:
    """A paragraph, a line of a list, a cell or a value."""

    text: str
    place: str = ""
    """Where it stands in the file: page 2, row 14, shared_with[0]."""
    context: str = ""
    """What stands above it: a heading, the sentence before a list, the first cell of a row, the keys of a value."""
    column: str = ""
    """The title of its column, in a table."""
    beside: str = ""
    """The titles of the other columns."""

    @property
    def above(self) -> str:
        """All that it stands below."""
        return "; ".join(filter(None, (self.context, self.column)))


def clean(text: str) -> str:
    """A text without anything invisible, its white space as single spaces."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(_CONTROL.sub("", unicodedata.normalize("NFC", text)).split())


def bounded(passages: Iterable[Passage], before: str = "") -> Iterator[Passage]:
    """Passages that say something, none of them too long, no more than an answer has.

    Args:
        passages: as they come.
        before: the file that they are from, where it is one of several.
    """
    count = 0
    for passage in passages:
        text = clean(passage.text)[:LONGEST]
        if any(map(str.isalpha, text)):
            place = ", ".join(filter(None, (before, clean(passage.place)[:LONGEST_PLACE])))
            above = (clean(words)[:LONGEST_ABOVE] for words in (passage.context, passage.column, passage.beside))
            yield Passage(text, place, *above)
            count += 1
            if count == MOST:
                return
