"""Quotes: what the writer of an answer wrote, without what the mail quotes.

The letters that were sent are known word by word, and are taken out first, however they are quoted. What else is
quoted, such as an earlier mail of either side, is known by marks before its lines, or by the words that mail
programs put above it: the data of `answers/quoted/headers.yaml`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from unbroker.base import files, source
from unbroker.base.errors import Place, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.mail.incoming.phrase import plain
from unbroker.mail.incoming.quoted_letter import PLACE, Letters, in_one_form

FILE = "answers/quoted/headers.yaml"
_LONGEST_LINE = 300
_MOST_LINES = 3
_FIELDS_LOOKED_AT = 6
_PREFIXED = re.compile(r"[ \t]{0,8}(?:\|?>|[A-Z]{1,3}>)")
_FIELD = re.compile(r"[\W_]{0,4}([^\W\d_][\w .\-]{0,22}?)[ *]{0,3}[:\uff1a](?!//)")
_WRITER = re.compile(r"<(?:mailto:)?[^\s<>@]{1,64}@[^\s<>@]{1,255}>")
_WORD = re.compile(r"[^\W_]+")
_HOLDS_A_NUMBER = re.compile(r"\d")


class Headers(Fact):
    """What mail programs write above what they quote, in many languages."""

    sender: tuple[str, ...]
    """Names of the line that says who wrote it."""
    others: tuple[str, ...]
    """Names of the lines that say when, to whom and about what."""
    wrote: tuple[str, ...]
    """What says in a line that somebody wrote what follows."""
    addressed: tuple[str, ...]
    """The same where the writer says it to whom he writes: it stands above no quoted mail."""
    original: tuple[str, ...]
    """What stands between dashes above it."""


@cache
def load() -> Headers:
    """The words that the package knows, in the letters in which they are compared.

    Raises:
        ProblemsFound: the packaged file is faulty.
    """
    path = files.packaged(FILE)
    document, problems = source.parse(files.read_text(path), files.shown(path))
    headers, faults = source.validate(document, Headers, Place(files.shown(path), 1))
    if headers is None or problems:
        raise ProblemsFound([*problems, *faults])
    return Headers(**{name: tuple(map(plain, words)) for name, words in headers})


def own_words(text: str, letters: Letters = Letters(())) -> str:  # noqa: B008 - frozen, and empty
    """What the writer of an answer wrote, without the letters and the mails that it quotes.

    Args:
        text: the words of the mail.
        letters: what was sent, as far as the mail can quote it.
    """
    text = in_one_form(text)
    walk = _Walk(text.split("\n"), letters.without(text).split("\n"))
    return "\n".join(line.replace(PLACE, " ").rstrip() for line in walk.own()).strip()


@dataclass
class _Walk:
    """Goes down a mail, line by line, and keeps what is the writer's."""

    lines: list[str]
    left: list[str]
    """The same lines without the words of the letters."""
    at: int = field(init=False, default=0)

    def own(self) -> Iterator[str]:
        """The lines of the writer.

        Below a header everything is old, up to where a letter of the person's begins: what stands between and after
        its passages is an answer to it, down to the next header.
        """
        is_old = False
        while self.at < len(self.lines):
            line, left = self.lines[self.at], self.left[self.at]
            length = 0 if _PREFIXED.match(line) else self._header()
            self.at += max(1, length)
            if length:
                is_old = not self._is_prefixed(self.at)
            elif not _PREFIXED.match(line) and (not is_old or PLACE in left):
                yield left.rpartition(PLACE)[2] if is_old else left
                is_old = False

    def _is_prefixed(self, at: int) -> bool:
        """Whether the next words have the mark of a quotation before them."""
        below = next((line for line in self.lines[at : at + _MOST_LINES] if line.strip()), "")
        return bool(_PREFIXED.match(below))

    def _header(self) -> int:
        """How many lines from here on stand above a quoted mail; none if this is no such line."""
        line = self.lines[self.at][:_LONGEST_LINE].strip()
        if not line:
            return 0
        if line[0] == line[-1] and line[0] in "-_*" and _is_original(line):
            return 1
        return self._fields() or self._attribution()

    def _fields(self) -> int:
        """The lines of a header such as `From: … Sent: … To: …`, with or without blank lines between."""
        headers, names, length = load(), [], 0
        for number, line in enumerate(self.lines[self.at : self.at + _FIELDS_LOOKED_AT * 2]):
            field_name = _FIELD.match(line[:_LONGEST_LINE])
            if field_name:
                names.append(plain(field_name[1]).strip())
                length = number + 1
                if number == 0 and names[0] not in (*headers.sender, *headers.others):
                    return 0
            elif line.strip() or not names:
                break
        known = [name for name in names[:_FIELDS_LOOKED_AT] if name in headers.sender or name in headers.others]
        is_header = len({*known}) > 1 and names[0] in known and any(name in headers.sender for name in known)
        return length if is_header else 0

    def _attribution(self) -> int:
        """The lines that say that somebody wrote what follows, on some day or from some address."""
        joined = ""
        for number, line in enumerate(self.lines[self.at : self.at + _MOST_LINES], 1):
            line_alone = line[:_LONGEST_LINE].strip()
            joined = f"{joined} {line_alone}".strip()
            if line_alone.endswith((":", "--")):
                is_sure = self._is_prefixed(self.at + number)
                is_own = number > 1 and _is_attribution(line_alone, is_sure=is_sure)
                return number if not is_own and _is_attribution(joined, is_sure=is_sure) else 0
            if not line_alone or line_alone.endswith((".", "!", "?", ";")):
                return 0
        return 0


def _is_original(line: str) -> bool:
    words = plain(line.strip("-_* :"))
    return bool(words) and f"{words} ".startswith(_originals())


@cache
def _originals() -> tuple[str, ...]:
    return tuple(f"{original} " for original in load().original)


def _is_attribution(line: str, *, is_sure: bool) -> bool:
    if len(line) > _LONGEST_LINE or not (is_sure or _HOLDS_A_NUMBER.search(line) or "@" in line):
        return False
    if line.endswith(":") and _WRITER.search(line) and _HOLDS_A_NUMBER.search(line):
        return True
    words = f" {' '.join(_WORD.findall(plain(line)))} "
    if any(f" {addressed} " in words for addressed in load().addressed):
        return False
    return any(f" {wrote} " in words for wrote in load().wrote)
