"""Mailbox files: a mail, an mbox, a Maildir or pasted text as the mails in it; files are read, never changed.

One that cannot be read is a problem beside the mails, and stops none of them. An mbox is read mail by mail, whatever
its size.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

from unbroker.base import files
from unbroker.base.errors import Place, Problem
from unbroker.mail.incoming import parsed
from unbroker.mail.incoming.parsed import Incoming

LARGEST = 60 * 2**20
"""The size of a mail that is believed: no provider takes more than 50 MB in one message."""
_FROM_LINE = re.compile(rb"From .{0,500}\d\d:\d\d(?::\d\d)?(?: [A-Z]{1,5})? \d{4}(?: [+-]\d{4})?\s*$")
_PASTED = (".txt", ".text", ".md")
_PASTED_NAME = "(pasted)"
_DAMAGED = "the file is damaged: export it from the mail program again"


@dataclass(frozen=True)
class StoredMail:
    """A mail, and where it was."""

    place: Place
    mail: Incoming


@dataclass(frozen=True)
class _Piece:
    """The bytes of a mail, or of words without any header."""

    place: Place
    content: bytes
    has_headers: bool = True
    is_whole: bool = True

    @property
    def mail(self) -> StoredMail:
        if not self.has_headers:
            return StoredMail(self.place, parsed.pasted(self.content))
        mail = parsed.read(self.content)
        return StoredMail(self.place, replace(mail, is_whole=mail.is_whole and self.is_whole))


def mails_in(source: Path | bytes) -> Iterator[StoredMail | Problem]:
    """The mails of a file or folder, or of what was piped or pasted, in their order; what is none is a problem.

    A folder is a Maildir, or holds .eml files. A file is an mbox, one mail, or text that somebody copied: what ends
    in .txt and does not begin with header lines.
    """
    for piece in _pieces(source):
        yield piece if isinstance(piece, Problem) else piece.mail


def count(source: Path | bytes) -> int:
    """How many mails and problems there are; none of them is looked into."""
    return sum(1 for _ in _pieces(source))


def _pieces(source: Path | bytes) -> Iterator[_Piece | Problem]:
    if isinstance(source, bytes):
        yield from _of_file(io.BytesIO(source), _PASTED_NAME, is_text=True)
        return
    try:
        if source.is_dir():
            yield from _of_folder(source)
            return
        with files.reading(source) as file:
            yield from _of_file(file, files.shown(source), is_text=source.suffix.casefold() in _PASTED)
    except OSError as error:
        yield files.CannotRead(source, error).problem


def _of_folder(path: Path) -> Iterator[_Piece | Problem]:
    boxes = [path / name for name in ("cur", "new") if (path / name).is_dir()]
    paths = [file for box in boxes for file in box.iterdir() if file.is_file() and not file.name.startswith(".")]
    if not boxes:
        paths = [file for file in path.iterdir() if file.suffix.casefold() == ".eml"]
    if not boxes and not paths:
        hint = "name the .eml or mbox files themselves"
        yield Problem(Place(files.shown(path)), "is not a Maildir and has no .eml files", hint)
    for file in sorted(paths):
        yield from _pieces(file)


def _of_file(file: BinaryIO, name: str, *, is_text: bool) -> Iterator[_Piece | Problem]:
    start = file.read(20_000)
    file.seek(0)
    if start.startswith(b"From "):
        yield from _of_mbox(file, name)
        return
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        yield Problem(Place(name), "is too large to be a mail", "name the mails themselves, or their mbox")
    elif parsed.is_mail(start):
        yield _Piece(Place(name), content)
    elif is_text and content.strip() and b"\0" not in start:
        yield _Piece(Place(name), content, has_headers=False)
    elif content.strip() or not is_text:
        hint = "save the mail as .eml, or paste its text into a file that ends in .txt"
        yield Problem(Place(name), "is not a mail: it does not begin with header lines", hint)


def _of_mbox(file: BinaryIO, name: str) -> Iterator[_Piece | Problem]:
    """The mails between the lines that begin with `From `; the last one is cut off where the file does not end."""
    content = bytearray()
    first_line, was_empty, is_too_large = 1, True, False
    for number, line in enumerate(iter(partial(file.readline, LARGEST), b""), 1):
        if was_empty and line.startswith(b"From ") and (number == 1 or _FROM_LINE.match(line)):
            if number > 1:
                yield _of_box(content, name, first_line, is_too_large=is_too_large)
            content, first_line, is_too_large = bytearray(), number, False
        elif is_too_large or len(content) + len(line) > LARGEST:
            content, is_too_large = bytearray(), True
        else:
            content += line
        was_empty = not line.strip()
    last = _of_box(content, name, first_line, is_too_large=is_too_large)
    yield replace(last, is_whole=content.endswith(b"\n")) if isinstance(last, _Piece) else last


def _of_box(content: bytearray, name: str, first_line: int, *, is_too_large: bool) -> _Piece | Problem:
    place = Place(name, first_line)
    if is_too_large:
        return Problem(place, "the mail that begins here is too large to be a mail", _DAMAGED)
    if not parsed.is_mail(bytes(content[:20_000])):
        return Problem(place, "the mail that begins here has no header lines", _DAMAGED)
    return _Piece(place, bytes(content))
