"""An incoming mail, taken apart without believing any of it: who, when, what it answers, and its words.

Whatever the bytes are, there is an answer: a header that cannot be read is absent, a text in a wrong character set
has replacement characters. Attachments are named and never opened; HTML becomes text (`mail/plain`).
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Literal

from unbroker.mail.incoming import mime, plain_text

Trace = Literal["Received", "Date"]
_ID = re.compile(r"<[^<>\s]{3,250}>")
_MOST_PARTS = 500
_A_STUB, _TIMES_LONGER = 300, 2
_LONGEST_HEADER = 4000
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
# Encoded words one after another; looked for so that none is looked at twice, which the standard library does.
_WORD = r"=\?[^?\s]{1,75}\?[qQbB]\?[^?]*\?="
_ENCODED = re.compile(rf"{_WORD}(?:\s+{_WORD})*")
# Python has them among its character sets; no mail is written in them, and the first two take the square of a text.
_NO_CHARSETS = ("punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined")
_HEADERS_OF_MAIL = re.compile(
    rb"\A(?:[A-Z][A-Z0-9_-]{0,79}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}", re.IGNORECASE
)  # two header lines, each perhaps folded; RFC 5322 would let a name be {"subject", too, which is how an export begins


@dataclass(frozen=True)
class Incoming:
    """One mail."""

    raw: bytes = field(repr=False)
    headers: Mapping[str, tuple[str, ...]] = field(repr=False)
    """Decoded, by name in small letters, in their order."""
    text: str = field(repr=False)
    """Its words as plain text."""
    attachments: tuple[str, ...]
    """The names of what is attached."""
    moments: tuple[tuple[datetime, Trace], ...]
    """When it came, in UTC: by the server that took it in last, then by the sender's own word."""
    is_whole: bool
    """Whether no part of it is cut off, as far as can be seen."""
    message: Message = field(repr=False, compare=False)

    @property
    def summary(self) -> "Incoming":
        """The same without its bytes, words and parts."""
        return replace(self, raw=b"", text="", message=Message())

    def header(self, name: str) -> str:
        """A header, decoded and in one line; empty if there is none."""
        return next(iter(self.headers.get(name.casefold(), ())), "")

    @property
    def subject(self) -> str:
        """The subject."""
        return self.header("subject")

    @property
    def sender(self) -> str:
        """The bare address that it says it is from, in small letters; empty if none can be read."""
        return address(self.header("from"))

    @property
    def message_id(self) -> str | None:
        """Its own Message-ID, with the angle brackets."""
        return next(iter(ids(self.header("message-id"))), None)

    @property
    def answers(self) -> tuple[str, ...]:
        """The Message-IDs that it says it answers."""
        headers = [*self.headers.get("in-reply-to", ()), *self.headers.get("references", ())]
        return tuple(dict.fromkeys(message_id for header in headers for message_id in ids(header)))


def is_mail(raw: bytes) -> bool:
    """Whether bytes begin as a mail does, with header lines."""
    return bool(_HEADERS_OF_MAIL.match(raw[:20_000].lstrip(b"\r\n")))


def read(raw: bytes) -> Incoming:
    """Take a mail apart; it never fails."""
    message, is_whole = mime.parse(raw.lstrip(b"\r\n"))
    headers = headers_of(message)
    leaves = [*leaves_of(message)]
    attachments = tuple(name for part in leaves if (name := _attached(part)))
    return Incoming(raw, headers, _words(leaves), attachments, tuple(_arrival(headers)), is_whole, message)


def pasted(text: bytes) -> Incoming:
    """Somebody's words without any header, as they are copied out of a mail program."""
    words = plain_text.safe(_decoded(text, None))
    return Incoming(text, {}, words, (), (), is_whole=True, message=Message())


def headers_of(message: Message) -> dict[str, tuple[str, ...]]:
    """The headers of a message or of a part, decoded, by name in small letters."""
    headers: dict[str, list[str]] = {}
    for name, header in message.raw_items():
        headers.setdefault(name.casefold(), []).append(plain_text.line(_header(str(header)), _LONGEST_HEADER))
    return {name: tuple(lines) for name, lines in headers.items()}


def leaves_of(message: Message) -> Iterator[Message]:
    """The parts that hold something; a mail within a mail is one of them, and is not entered."""
    parts, count = [message], 0
    while parts and count < _MOST_PARTS:
        part = parts.pop()
        count += 1
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            parts += reversed(messages_in(part))
        else:
            yield part


def messages_in(part: Message) -> list[Message]:
    """The messages that a part holds; none if it holds text, which is not looked at in the character set it claims."""
    return [inner for inner in part.get_payload() if isinstance(inner, Message)] if part.is_multipart() else []


def words_of(part: Message) -> str:
    """The text of a part as it stands, in whatever character set it claims."""
    # A message within it was parsed already: a receipt's fields, a letter that came back.
    payload = b"\n".join(inner.as_bytes() for inner in messages_in(part)) or _content(part)
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError):
        charset = None
    return _decoded(payload, charset)


def ids(text: str) -> tuple[str, ...]:
    """The Message-IDs in a text."""
    return tuple(_ID.findall(text))


def address(text: str) -> str:
    """The first bare address in a header's text, in small letters; empty if there is none."""
    try:
        addresses = [address for _, address in getaddresses([text[:2000]]) if address.count("@") == 1]
    except RecursionError:  # remarks within remarks, groups within groups
        return ""
    return next(iter(addresses), "").casefold()


def _words(leaves: list[Message]) -> str:
    parts = [part for part in leaves if part.get_content_maintype() in ("text", "multipart") and not _attached(part)]
    texts = [plain_text.safe(words_of(part)) for part in parts if part.get_content_subtype() != "html"]
    text = "\n\n".join(filter(None, texts))
    if len(text) < _A_STUB:
        pages = [plain_text.from_html(words_of(part)) for part in parts if part.get_content_subtype() == "html"]
        page = "\n\n".join(filter(None, pages))
        # A text that only says that there is a page, as "Please view this in a program that shows HTML" does.
        text = page if len(page) > _TIMES_LONGER * len(text) else text
    return text[: plain_text.LONGEST]


def attachments_of(message: Message) -> Iterator[tuple[str, bytes]]:
    """What is attached, with its name: only for whoever was handed the mail to open it."""
    for part in leaves_of(message):
        if not part.is_multipart() and (name := _attached(part)):
            yield name, _content(part)


def _content(part: Message) -> bytes:
    """What a part holds, decoded; as it stands if its encoding is not what it claims."""
    try:
        return bytes(part.get_payload(decode=True) or b"")
    except (ValueError, LookupError, AssertionError):
        return part.as_bytes().partition(b"\n\n")[2]


def _attached(part: Message) -> str | None:
    """The name of a part that is not to be read; None if it is the mail's own text, or a report's."""
    try:
        name, kind = part.get_filename(), part.get_content_disposition()
    except (ValueError, LookupError, AssertionError):
        name, kind = "a file", "attachment"
    if part.get_content_maintype() in ("text", "multipart", "message") and kind != "attachment" and not name:
        return None
    return plain_text.line(_header(str(name)), 80) if name else part.get_content_type()


def _arrival(headers: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[datetime, Trace]]:
    for header in headers.get("received", ())[:1]:
        if (when := moment(header.rpartition(";")[2])) is not None:
            yield when, "Received"
    for header in headers.get("date", ())[:1]:
        if (when := moment(header)) is not None:
            yield when, "Date"


def moment(text: str) -> datetime | None:
    """The moment that a header tells, in UTC; None if it cannot be read, or is before or after all mail."""
    try:
        when = parsedate_to_datetime(text.strip())
        when = (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when if _FIRST_YEAR <= when.year <= _LAST_YEAR else None


def _header(header: str) -> str:
    raw = header[: 4 * _LONGEST_HEADER].encode("utf-8", "surrogateescape")
    return _ENCODED.sub(_encoded_words, " ".join(_decoded(raw, None).split()))


def _encoded_words(run: re.Match[str]) -> str:
    """Encoded words that follow each other (RFC 2047), as they read; unchanged where they cannot be read."""
    try:
        pieces = decode_header(run[0])
    except (HeaderParseError, ValueError, AssertionError):
        return run[0]
    return "".join(piece if isinstance(piece, str) else _decoded(piece, kind) for piece, kind in pieces)


def _decoded(content: bytes, charset: str | None) -> str:
    """Bytes as text: in the set that they claim if they keep to it, else UTF-8, else the one of Western Europe."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            if name and codecs.lookup(name).name not in _NO_CHARSETS:
                return content.decode(name)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")
