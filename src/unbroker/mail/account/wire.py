"""The words of IMAP (RFC 3501): rows of folders and of mails, names in modified UTF-7, days, and trees of OR. Pure."""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

Row = bytes | tuple[bytes, ...]
"""A line of an answer, or one that ends in a literal, and the literal."""
_FOLDER = re.compile(rb'\((?P<flags>[^)]*)\) (?:"(?:\\.|[^"\\])*"|NIL) (?P<name>.+)', re.DOTALL)
_LITERAL = re.compile(rb"\{\d+\}\Z")
_MAIL = re.compile(rb"\d+ \(")
_UID, _SIZE = re.compile(rb"\bUID (\d{1,10})\b"), re.compile(rb"\bRFC822\.SIZE (\d{1,18})\b")
_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*)-")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class MailFolder:
    """A folder of a mailbox."""

    name: str
    """As people see it."""
    wire: str
    """As a command has it, quoted."""
    uses: frozenset[str] = frozenset()
    """What it is marked as, in small letters: drafts, sent, junk (RFC 6154), noselect and so on."""


@dataclass
class FetchedMail:
    """What was fetched of a mail."""

    uid: int = 0
    size: int = 0
    content: bytes = field(default=b"", repr=False)


def folders(rows: Iterable[Row]) -> Iterator[MailFolder]:
    """The folders that an answer to LIST names."""
    for row in rows:
        line = row if isinstance(row, bytes) else _LITERAL.sub(b"", row[0]) + quoted(row[1])
        if match := _FOLDER.fullmatch(line):
            wire = match["name"].decode("ascii", "replace")
            flags = match["flags"].decode("ascii", "replace").casefold().split()
            yield MailFolder(_name(wire), wire, frozenset(flag.removeprefix("\\") for flag in flags))


def mails(rows: Iterable[Row]) -> Iterator[FetchedMail]:
    """The mails of an answer to FETCH; those without a UID are none that were asked for."""
    fetched: list[FetchedMail] = []
    for row in rows:
        line, content = (row, b"") if isinstance(row, bytes) else (row[0], row[1])
        if _MAIL.match(line):
            fetched.append(FetchedMail())
        if fetched:
            mail, uid, size = fetched[-1], _UID.search(line), _SIZE.search(line)
            mail.uid, mail.size = int(uid[1]) if uid else mail.uid, int(size[1]) if size else mail.size
            mail.content = mail.content or content
    return (mail for mail in fetched if mail.uid)


def quoted(name: bytes) -> bytes:
    """A text in quotation marks."""
    return b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def decoded(name: str) -> str:
    """A folder's name out of modified UTF-7; as it stands where it is none."""

    def unshifted(match: re.Match[str]) -> str:
        letters = match[1].replace(",", "/")
        return b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-16-be") if letters else "&"

    try:
        return _SHIFTED.sub(unshifted, name)
    except ValueError:
        return name


def since(day: date) -> str:
    """The mails that came on a day or later, by the server's own date."""
    return f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year:04}"


def either(keys: Sequence[str]) -> str:
    """The mails that one of several keys is true of: a tree of OR, as deep as the logarithm of their number."""
    half = len(keys) // 2
    return f"OR {either(keys[:half])} {either(keys[half:])}" if half else keys[0]


def _name(wire: str) -> str:
    if wire.startswith('"') and wire.endswith('"'):
        wire = re.sub(r"\\(.)", r"\1", wire[1:-1])
    return decoded(wire)
