"""The fields of a page: HTML with a mark for each line in which letters differ, and what stands there in a letter.

A page that letters share is laid out once, and the press sets the fields of each letter into it. The same marks,
filled, are the HTML of a letter that is laid out in full.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from markupsafe import escape

_MARK = re.compile("\ue000([a-z]+[0-9]*)\ue001")
LETTER = "letter"
"""The field that every letter has: its name, which stands in the title and in the identifier too."""


@dataclass(frozen=True)
class MarkedPage:
    """The page that letters share: HTML with a mark for each field, and with every line that a letter may have."""

    html: str
    rooms: Mapping[str, float]
    """How wide each field's line may be, in points; one that is not named here may be as wide as it is."""
    language: str
    packaged: bool
    """Whether it was made from the packaged sheet, which the tests hold, and not from the user's own."""
    may_be_kept: bool = False
    """Whether its words are packaged and say nothing of a person, so that its plate may be kept for other calls."""

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields, each once."""
        return frozenset(_MARK.findall(self.html))


@dataclass(frozen=True)
class LetterPage:
    """A letter on its sheet: HTML with marks and what they stand for, and the page that it shares with others."""

    letter: str
    marked: str
    fields: Mapping[str, str] = field(default_factory=dict)
    shared: MarkedPage | None = None
    reason: str = "no layout to share"
    """Why it shares none, and is laid out in full."""

    @property
    def html(self) -> str:
        """The whole letter as HTML."""
        return fill(self.marked, self.fields)


def mark(name: str) -> str:
    """What stands in the HTML for a field."""
    return f"\ue000{name}\ue001"


def fill(text: str, fields: Mapping[str, str]) -> str:
    """A text with each mark replaced by its field, escaped."""
    return _MARK.sub(lambda match: str(escape(fields[match[1]])), text)


def title(html: str) -> str:
    """The title of a document, with its marks."""
    return unescape(html.partition("<title>")[2].partition("</title>")[0])


def unmarked(text: str) -> str:
    """A text without its marks."""
    return _MARK.sub("", text)
