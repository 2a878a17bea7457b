"""A plate: a file with gaps, in which the lines of a letter are put.

What letters share is one constant: the streams, and an object stream with all other objects. After it come the
streams with a letter's own lines, its Info and its XMP, then the cross-reference stream, in which their places are
put. So to strike a letter is to join bytes. How a plate is made is `makeready`'s; a plate that is kept knows nothing
of it.
"""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import md5
from xml.sax.saxutils import escape

from unbroker.paper.fields import LETTER
from unbroker.paper.press.line import Line, placeholder

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
ROW = struct.Struct(">BIH")
FREE, PLAIN, PACKED = range(3)


@dataclass(frozen=True)
class Name:
    """The letter's name, as XML has it."""

    def written(self, letter: str) -> bytes:
        """For a letter."""
        return escape(letter).encode()


@dataclass(frozen=True)
class Title:
    """A PDF string in which the letter's name stands."""

    text: str
    """With the placeholder of the letter's name."""

    def written(self, letter: str) -> bytes:
        """For a letter."""
        return string(self.text.replace(placeholder(LETTER), letter))


Part = bytes | Line | Name | Title
"""What an object of a letter is made of: constants, the lines of fields, and what is made of the letter's name."""


@dataclass(frozen=True)
class LetterObject:
    """An object that each letter has for itself; with `entries`, of its dictionary, it is a stream."""

    number: int
    parts: tuple[Part, ...]
    entries: bytes | None = None

    def content(self, fields: Mapping[str, str], rooms: Mapping[str, float]) -> bytes:
        """What it holds in a letter.

        Raises:
            CannotStrike: a field cannot be set, or is too wide.
        """
        pieces = []
        for part in self.parts:
            if isinstance(part, bytes):
                pieces.append(part)
            elif isinstance(part, Line):
                pieces.append(part.struck(fields[part.field], rooms.get(part.field)))
            else:
                pieces.append(part.written(fields[LETTER]))
        return b"".join(pieces)


@dataclass(frozen=True)
class Plate:
    """A file with gaps for the lines of a letter."""

    shared: bytes
    """What its letters have in common, from the first byte on."""
    rows: bytes
    """The cross-reference table, without the places of what each letter has for itself."""
    trailer: bytes
    letter_objects: tuple[LetterObject, ...]
    rooms: Mapping[str, float]
    """How wide each field's line may be, in points."""

    @cached_property
    def _digest(self) -> bytes:
        return md5(self.shared, usedforsecurity=False).digest()

    def strike(self, fields: Mapping[str, str]) -> bytes:
        """The file of a letter.

        Raises:
            CannotStrike: a field cannot be set, or is too wide.
        """
        rows, chunks, place = bytearray(self.rows), [self.shared], len(self.shared)
        for letter_object in self.letter_objects:
            text = indirect(letter_object.number, letter_object.content(fields, self.rooms), letter_object.entries)
            ROW.pack_into(rows, letter_object.number * ROW.size, PLAIN, place, 0)
            place += len(text)
            chunks.append(text)
        ROW.pack_into(rows, len(rows) - ROW.size, PLAIN, place, 0)
        identity = repr(sorted(fields.items())).encode()
        name = md5(self._digest + identity, usedforsecurity=False).hexdigest().encode()
        entries = b"%s/ID[<%s><%s>]" % (self.trailer, name, name)
        chunks.append(indirect(len(rows) // ROW.size - 1, bytes(rows), entries))
        chunks.append(b"startxref\n%d\n%%%%EOF\n" % place)
        return b"".join(chunks)


def indirect(number: int, content: bytes, entries: bytes | None) -> bytes:
    """An object as it stands in a file."""
    if entries is None:
        return b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return b"%d 0 obj\n<<%s/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, entries, len(content), content)


def string(text: str) -> bytes:
    """A text as a PDF string."""
    if text.isascii():
        return b"(%s)" % re.sub(rb"([\\()])", rb"\\\1", text.encode())
    return b"<feff%s>" % text.encode("utf-16-be").hex().encode()
