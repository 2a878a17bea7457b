"""Bounces: what a mail server says became of a letter (RFC 3464), also where it says so in its own way.

A report counts as one if it has the standard's part, or if a server wrote it; one that stands within another mail, or
in plain text from whomever, only if it gives back a letter of ours. What a refusal means is `mail/smtp_reply`'s.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message

from unbroker.mail.incoming import delivery_fields, parsed, plain_text, server_words
from unbroker.mail.incoming.delivery_fields import Action, Fields
from unbroker.mail.incoming.parsed import Incoming
from unbroker.mail.incoming.server_words import Words
from unbroker.mail.smtp_reply import meaning
from unbroker.mail.smtp_reply.cause import Cause
from unbroker.mail.smtp_reply.causes import UNCLEAR

_HEADERS = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
_LETTERS = ("message/rfc822", "message/global", "message/partial")
_OTHER_REPORTS = ("message/feedback-report", "message/disposition-notification", "message/tracking-status")
_LONGEST_REASON = 240
_MOST_PARTS = 200


@dataclass(frozen=True)
class Known:
    """What a report may be about."""

    message_ids: Collection[str] = ()
    addresses: Collection[str] = ()
    """Those that letters went to, in small letters."""


_NOTHING = Known()


@dataclass(frozen=True)
class DeliveryStatus:
    """What became of a letter at one address."""

    action: Action
    addresses: tuple[str, ...]
    """The address that was written to, and the one at which it ended if another, in small letters."""
    code: str | None
    """As 5.1.1 (RFC 3463)."""
    reason: str | None
    """The server's words."""
    cause: Cause = UNCLEAR
    """What they mean."""

    @property
    def words(self) -> str:
        """Status and words in one line."""
        code = self.code if self.code and self.code not in (self.reason or "") else None
        return " ".join(filter(None, (code, self.reason))) or "no reason is given"


@dataclass(frozen=True)
class Bounce:
    """A server's report about a letter."""

    statuses: tuple[DeliveryStatus, ...]
    returned: Mapping[str, tuple[str, ...]]
    """The headers of the letter that came back; none where only its text did."""
    returned_text: str
    is_standard: bool

    @property
    def message_ids(self) -> tuple[str, ...]:
        """The Message-IDs of the letter, as far as the report shows one."""
        headers = "\n".join(self.returned.get("message-id", ()))
        return parsed.ids(headers) or parsed.ids(self.returned_text)

    def status_of(self, address: str) -> DeliveryStatus | None:
        """What became of the letter to an address."""
        return next((status for status in self.statuses if address.casefold() in status.addresses), None)


@dataclass(frozen=True)
class _Reader:
    """A mail that may be a report, taken apart."""

    mail: Incoming
    known: Known
    leaves: tuple[Message, ...]
    """The parts of the mail itself."""
    inner: tuple[Message, ...]
    """Those of the mails within it."""
    words: Words
    returned: Mapping[str, tuple[str, ...]]
    """The headers of the letter that it gives back."""

    @property
    def is_ours(self) -> bool:
        """Whether it gives back a letter of ours."""
        return _is_ours(self.returned, self.known)

    def bounce(self, statuses: tuple[DeliveryStatus, ...], *, is_standard: bool) -> Bounce:
        """The report."""
        return Bounce(statuses, self.returned, self.mail.text, is_standard)


def find(mail: Incoming, known: Known = _NOTHING) -> Bounce | None:
    """The report that a mail is; None if it is something else.

    Args:
        mail: what came in.
        known: the letters that it may be about.
    """
    reader = _reader(mail, known)
    if any(part.get_content_type() in _OTHER_REPORTS for part in reader.leaves):
        return None
    if statuses := tuple(_of_parts(reader, reader.leaves)):
        return reader.bounce(statuses, is_standard=True)
    if reader.is_ours and (statuses := tuple(_of_parts(reader, reader.inner))):
        return reader.bounce(statuses, is_standard=True)
    if not (server_words.is_server(mail, known.addresses) or (reader.is_ours and _is_passed_on(reader))):
        return None
    statuses = tuple(_of_fields_in_text(reader)) or tuple(_of_words(reader))
    return reader.bounce(statuses, is_standard=False) if statuses else None


@dataclass(frozen=True)
class Complaint:
    """A provider's report that somebody called a message unwanted (RFC 5965)."""

    sort: str
    message_ids: tuple[str, ...]


def complaint(mail: Incoming) -> Complaint | None:
    """The complaint that a mail passes on, if it is one."""
    leaves = [*parsed.leaves_of(mail.message)]
    report = next((part for part in leaves if part.get_content_type() == "message/feedback-report"), None)
    if report is None:
        return None
    sort = re.search(r"^Feedback-Type:[ \t]*([\w-]{1,40})", parsed.words_of(report), re.IGNORECASE | re.MULTILINE)
    headers = "\n".join(header for letter in _letters(leaves) for header in letter.get("message-id", ()))
    return Complaint(sort[1].casefold() if sort else "abuse", parsed.ids(headers))


def _is_passed_on(reader: _Reader) -> bool:
    """Whether somebody whose name is no server's sends a report with our letter in it."""
    mail = reader.mail
    if mail.sender in reader.known.addresses or not server_words.tells_of_failure(mail.subject):
        return False
    return server_words.says_failed(reader.words.report) or server_words.says_delayed("", reader.words.report)


def _reader(mail: Incoming, known: Known) -> _Reader:
    leaves = tuple(parsed.leaves_of(mail.message))
    inner = tuple(_within(leaves))
    words = server_words.split(mail.text)
    letters = [*_letters((*leaves, *inner))]
    if words.letter:
        letters.append(parsed.headers_of(parsed.read(words.letter.encode("utf-8", "replace")).message))
    ours = [letter for letter in letters if _is_ours(letter, known)]
    return _Reader(mail, known, leaves, inner, words, next(iter((*ours, *letters)), {}))


def _is_ours(letter: Mapping[str, tuple[str, ...]], known: Known) -> bool:
    """Whether it is a letter of ours that has these headers."""
    return any(message_id in known.message_ids for message_id in parsed.ids("\n".join(letter.get("message-id", ()))))


def _within(leaves: Sequence[Message]) -> Iterator[Message]:
    """The parts of the mails within a mail."""
    waiting, count = [*leaves], 0
    while waiting and count < _MOST_PARTS:
        part = waiting.pop()
        count += 1
        if part.get_content_type() in _LETTERS and part.is_multipart():
            parts = [leaf for mail in parsed.messages_in(part) for leaf in parsed.leaves_of(mail)]
            waiting += parts[:_MOST_PARTS]
            yield from parts


def _letters(parts: Sequence[Message]) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """The headers of the mails that stand in a mail."""
    for part in parts:
        if part.get_content_type() in (*_LETTERS, *_HEADERS):
            inner = next(iter(parsed.messages_in(part)), None)
            if inner is None:
                inner = parsed.read(parsed.words_of(part).encode("utf-8", "replace")).message
            yield parsed.headers_of(inner)


def _of_parts(reader: _Reader, parts: Sequence[Message]) -> Iterator[DeliveryStatus]:
    """What the machine-readable parts say of each recipient."""
    for part in parts:
        if part.get_content_type() in delivery_fields.PARTS:
            yield from (_status(fields, reader) for fields in delivery_fields.in_part(part))


def _of_fields_in_text(reader: _Reader) -> Iterator[DeliveryStatus]:
    """What fields say that stand in the text, or in a text that is attached."""
    texts = [reader.words.report]
    attached = [part for part in (*reader.leaves, *reader.inner) if part.get_content_maintype() == "text"]
    texts += [plain_text.safe(parsed.words_of(part)) for part in attached if part.get_content_type() not in _HEADERS]
    for text in texts:
        if found := [*delivery_fields.in_text(text)]:
            yield from (_status(fields, reader) for fields in found)
            return


def _status(fields: Fields, reader: _Reader) -> DeliveryStatus:
    """What the fields of a recipient come to; where they do not say why, the words beside them may."""
    report = reader.words.report
    verdict = meaning.of_report((fields.reason, report), fields.code)
    is_told = fields.reason and (any(meaning.codes(fields.reason)) or meaning.of_reply(fields.reason).phrase)
    line = None if is_told or verdict.phrase is None else server_words.reason(report, verdict.phrase, None)
    named = tuple(address for address in fields.addresses if "@" in address)
    addresses = named or _returned_to(reader) or fields.addresses
    return DeliveryStatus(fields.action, addresses, fields.code, _short(fields.reason or line), verdict.cause)


def _of_words(reader: _Reader) -> Iterator[DeliveryStatus]:
    """What a server says in its own way, of each address that it names."""
    mail, report = reader.mail, reader.words.report
    failed = [*server_words.addresses("\n".join(mail.headers.get("x-failed-recipients", ())))]
    if meaning.of_report((report,)).cause is UNCLEAR and not any(meaning.codes(report)):
        report = f"{report}\n{server_words.code_lines(reader.words.letter)}"
    verdict = meaning.of_report((report,))
    reply, code = meaning.codes(report)
    is_failure = server_words.tells_of_failure(mail.subject) or server_words.says_failed(report)
    is_delay = server_words.says_delayed(mail.subject, report)
    says_why = verdict.cause is not UNCLEAR or reply or code
    # Whether it failed, why, and whether the letter is ours: two of these are enough.
    if not (is_delay or failed or (is_failure and (says_why or reader.is_ours)) or (says_why and reader.is_ours)):
        return
    addresses = tuple(failed) or _named(reader)
    action: Action = "delayed" if is_delay and not (failed and verdict.is_permanent) else "failed"
    if verdict.cause is UNCLEAR and not reply and (code or "").startswith("2"):
        action = "relayed"
    first = next(iter(addresses), None)
    words = _short(server_words.reason(report, verdict.phrase, first))
    for address in addresses or ("",):
        yield DeliveryStatus(action, (address,) if address else (), code, words, verdict.cause)


def _named(reader: _Reader) -> tuple[str, ...]:
    """The addresses that a report speaks of: those of letters, else all but its own and ours, else the letter's."""
    named = [*server_words.addresses(reader.words.report)]
    mail = reader.mail
    own = {
        mail.sender,
        *(parsed.address(header) for name in ("to", "delivered-to") for header in mail.headers.get(name, ())),
    }
    of_letters = [address for address in named if address in reader.known.addresses]
    others = [address for address in named if address not in own and not address.startswith(server_words.MAILBOXES)]
    returned = _returned_to(reader)
    if of_letters or not returned:
        return tuple(of_letters or others)
    return (*others, *returned) if reader.is_ours else tuple(others or returned)


def _returned_to(reader: _Reader) -> tuple[str, ...]:
    """To whom the letter went that came back."""
    return tuple(address for header in reader.returned.get("to", ())[:1] if (address := parsed.address(header)))


def _short(reason: str | None) -> str | None:
    return plain_text.line(reason, _LONGEST_REASON) if reason else None
