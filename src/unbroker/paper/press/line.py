"""A line of a page in which letters differ: a field, what is written around it, and who sets it."""

from dataclasses import dataclass
from functools import cache, lru_cache

from unbroker.paper.typeface import CannotSet, Setter

Table = tuple[tuple[int, float], ...]
"""Glyphs of a font with their widths."""
Characters = tuple[tuple[int, str], ...]
"""Glyphs of a font with what they say."""


class CannotStrike(Exception):  # noqa: N818 - the sentence is the name
    """A letter that is laid out in full, and why."""


@dataclass(frozen=True)
class Line:
    """The line of a field on a page: what is written before and after its operand, and who sets it."""

    head: bytes
    tail: bytes
    before: str
    field: str
    after: str
    setter: Setter

    def struck(self, text: str, room: float | None) -> bytes:
        """The whole marked sequence with a value.

        Raises:
            CannotStrike: the value cannot be set, or is too wide.
        """
        try:
            operand, width = self.setter.set(self.before + text + self.after)
        except CannotSet as error:
            raise CannotStrike(str(error)) from error
        if room is not None and width > room:
            raise CannotStrike("a line that is too wide for its box")
        return self.head + operand + self.tail


@lru_cache(64)
def setter(size: float, widths: Table, characters: Characters, language: str) -> Setter:
    """One setter for all plates whose fonts are alike, for it remembers its lines."""
    return Setter(size, dict(widths), dict(characters), language)


@cache
def placeholder(field: str) -> str:
    """What stands for a field while the page is laid out: a text with kerns and would-be ligatures."""
    return f"@@{field} Tavo, 0174 fi fl ff {field}@@"
