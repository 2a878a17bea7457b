"""Mailbox files: a mail, an mbox, a Maildir or pasted text as the mails in it; files are read, never changed."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from unbroker.base import files
from unbroker.base.errors import Place, UserError
from unbroker.mail.incoming import parsed
from unbroker.mail.incoming.parsed import Incoming

LARGEST = 60 * 1024 * 1024
"""The size of a mail that is believed: no provider takes more than 50 MB in one message."""
_FROM_LINE = re.compile(rb"From .*\d\d:\d\d(?::\d\d)?(?: [A-Z]{1,5})? \d{4}(?: [+-]\d{4})?\s*$")
_PASTED = (".txt", ".text", ".md")


class NoMail(UserError):  # noqa: N818 - the sentence is the name
    """What was named holds no mail."""

    def __init__(self, place: Place, reason: str, hint: str) -> None:
        super().__init__(f"{place}: {reason}: nothing was recorded ({hint})")


@dataclass(frozen=True)
class StoredMail:
    """A mail, and where it was."""

    place: Place
    mail: Incoming


def mails_in(path: Path) -> Iterator[StoredMail]:
    """The mails of a file or folder, in their order.

    A folder is a Maildir, or holds .eml files. A file is an mbox, one mail, or text that somebody copied: what ends
    in .txt and does not begin with header lines.

    Raises:
        NoMail: it is none of these, or is damaged.
        CannotRead: it is missing or forbidden.
    """
    if path.is_dir():
        yield from _folder(path)
        return
    try:
        with path.open("rb") as file:
            yield from _file(file, files.shown(path), is_text=path.suffix.casefold() in _PASTED)
    except OSError as error:
        raise files.CannotRead(path, error) from error


def from_bytes(content: bytes, name: str) -> Iterator[StoredMail]:
    """The mails in what was piped or pasted: an mbox, one mail, or text.

    Raises:
        NoMail: it is none of these, or is damaged.
    """
    yield from _file(io.BytesIO(content), name, is_text=True)


def _folder(path: Path) -> Iterator[StoredMail]:
    try:
        boxes = [path / name for name in ("cur", "new") if (path / name).is_dir()]
        paths = [file for box in boxes for file in box.iterdir() if file.is_file() and not file.name.startswith(".")]
        if not boxes:
            paths = [file for file in path.iterdir() if file.suffix.casefold() == ".eml" and file.is_file()]
    except OSError as error:
        raise files.CannotRead(path, error) from error
    if not boxes and not paths:
        place, hint = Place(files.shown(path)), "name the .eml or mbox files themselves"
        raise NoMail(place, "is not a Maildir and has no .eml files", hint)
    for file in sorted(paths):
        yield from mails_in(file)


def _file(file: BinaryIO, name: str, *, is_text: bool) -> Iterator[StoredMail]:
    start = file.read(20_000)
    file.seek(0)
    if start.startswith(b"From "):
        yield from _mbox(file, name)
        return
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise NoMail(Place(name), "is too large to be a mail", "name the mails themselves, or their mbox")
    if parsed.is_mail(start):
        yield StoredMail(Place(name), parsed.read(content))
    elif is_text and content.strip() and b"\0" not in start:
        yield StoredMail(Place(name), parsed.pasted(content))
    elif content.strip() or not is_text:
        hint = "save the mail as .eml, or paste its text into a file that ends in .txt"
        raise NoMail(Place(name), "is not a mail: it does not begin with header lines", hint)


def _mbox(file: BinaryIO, name: str) -> Iterator[StoredMail]:
    """The mails between the lines that begin with `From `; the last one is cut off where the file does not end."""
    lines: list[bytes] = []
    first_line, size, was_empty = 1, 0, True
    for number, line in enumerate(file, 1):
        if was_empty and line.startswith(b"From ") and (number == 1 or _FROM_LINE.match(line)):
            if number > 1:
                yield _mail_of(lines, name, first_line)
            lines, first_line, size = [], number, 0
        else:
            size += len(line)
            if size > LARGEST:
                raise NoMail(Place(name, first_line), "the mail that begins here is too large to be a mail", _DAMAGED)
            lines.append(line)
        was_empty = not line.strip()
    last = _mail_of(lines, name, first_line)
    is_whole = last.mail.is_whole and bool(lines) and lines[-1].endswith(b"\n")
    yield StoredMail(last.place, replace(last.mail, is_whole=is_whole))


_DAMAGED = "the file is damaged: export it from the mail program again"


def _mail_of(lines: list[bytes], name: str, first_line: int) -> StoredMail:
    content = b"".join(lines)
    if not parsed.is_mail(content):
        raise NoMail(Place(name, first_line), "the mail that begins here has no header lines", _DAMAGED)
    return StoredMail(Place(name, first_line), parsed.read(content))
