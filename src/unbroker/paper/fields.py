"""The forme: what the letters of a batch have in common on their sheet, with a mark where each has its own line.

A forme is laid out once; the press sets the fields of each letter into it. The same marks, filled, are the HTML of
a letter that is laid out in full.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import escape

_MARK = re.compile("\ue000([a-z]+[0-9]*)\ue001")
LETTER = "letter"
"""The field that every letter has: its name, which stands in the title and in the identifier too."""


@dataclass(frozen=True)
class Forme:
    """HTML with a mark for each field, and with every line that a letter may have."""

    html: str
    rooms: Mapping[str, float]
    """How wide each field's line may be, in points; one that is not named here may be as wide as it is."""
    language: str
    packaged: bool
    """Whether it was made from the packaged sheet, which the tests hold, and not from the user's own."""

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields, each once."""
        return frozenset(_MARK.findall(self.html))


@dataclass(frozen=True)
class SetOut:
    """A letter on its sheet: HTML with marks and what they stand for, and the forme that it can be struck from."""

    letter: str
    page: str
    fields: Mapping[str, str] = field(default_factory=dict)
    forme: Forme | None = None
    reason: str = "no form to strike it from"
    """Why it has no forme."""

    @property
    def html(self) -> str:
        """The whole letter as HTML."""
        return fill(self.page, self.fields)


def mark(name: str) -> str:
    """What stands in the HTML for a field."""
    return f"\ue000{name}\ue001"


def fill(text: str, fields: Mapping[str, str]) -> str:
    """A text with each mark replaced by its field, escaped."""
    return _MARK.sub(lambda found: str(escape(fields[found[1]])), text)


def unmarked(text: str) -> str:
    """A text without its marks."""
    return _MARK.sub("", text)
