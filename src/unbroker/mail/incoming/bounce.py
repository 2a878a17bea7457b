"""Bounces: what a mail server says became of a letter (RFC 3464), also where it says so in its own way.

The forms that are not of the standard: qmail's, Exim's and Exchange's texts. A report counts as one only if it came
from a server, that is with an empty return path or from a postmaster.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Literal, get_args

from unbroker.mail.incoming import parsed, plain_text
from unbroker.mail.incoming.parsed import Incoming

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
_STATUSES = ("message/delivery-status", "message/global-delivery-status")
_HEADERS = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
_LETTERS = ("message/rfc822", "message/global")
SERVERS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon", "microsoftexchange")
"""How the mailbox of a server that reports begins."""
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']{1,64}@[^\s<>()\[\],;:\"']{1,250}")
_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_CODE = re.compile(r"\b(?:5[0-5]\d|421|4[0-5]\d)[ -](?:#?[45]\.\d{1,3}\.\d{1,3}\b)?")
_FAILED = re.compile(
    r"could not be delivered|couldn['’]t be delivered|wasn['’]t delivered|undeliverable|delivery .{0,40}failed"
    r"|not been delivered|unable to deliver|permanent(?: fatal)? error|failed permanently|user unknown|unknown user"
    r"|no such user|mailbox unavailable|address rejected|konnte nicht zugestellt|unzustellbar|n['’]a pas pu être"
    r"|no se (?:ha podido|pudo) entregar|non è stato possibile (?:recapitare|consegnare)",
    re.IGNORECASE,
)
_LONGEST_REASON = 240


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


def find(mail: Incoming) -> Bounce | None:
    """The report that a mail is; None if it is something else."""
    leaves = [*parsed.leaves_of(mail.message)]
    if mail.message.get_content_maintype() == "multipart":
        report_parts = [part for part in leaves if part.get_content_type() in _STATUSES]
        statuses = tuple(status for part in report_parts for status in _statuses(part))
        if statuses:
            return Bounce(statuses, *_returned(mail, leaves), is_standard=True)
    if not _is_from_server(mail):
        return None
    statuses = tuple(_nonstandard_statuses(mail))
    return Bounce(statuses, *_returned(mail, leaves), is_standard=False) if statuses else None


def _is_from_server(mail: Incoming) -> bool:
    return_paths = mail.headers.get("return-path", ())
    mailbox = mail.sender.partition("@")[0]
    return "<>" in return_paths or mailbox.startswith(SERVERS)


def _statuses(part: Message) -> Iterator[DeliveryStatus]:
    """What a machine-readable report says of each recipient (RFC 3464, 2.3)."""
    for fields in _blocks(part):
        word = next(iter(fields.get("action", ())), "").split("(")[0].strip().casefold()
        action = next((action for action in get_args(Action) if action == word), None)
        recipients = [
            _typed(header) for name in ("original-recipient", "final-recipient") for header in fields.get(name, ())
        ]
        if action and recipients:
            code = _STATUS.search(next(iter(fields.get("status", ())), ""))
            reason = next((_typed(header) for header in fields.get("diagnostic-code", ())), None)
            addresses = tuple(dict.fromkeys(recipient.strip("<>").casefold() for recipient in recipients))
            yield DeliveryStatus(action, addresses, code[0] if code else None, _short(reason))


def _blocks(part: Message) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """The fields about the message, then those about each recipient."""
    payload = part.get_payload()
    blocks = [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
    yield from map(parsed.headers_of, blocks)
    # What follows the first block of a report in UTF-8, and all of one that was encoded, which the standard forbids.
    text = "\n".join(parsed.words_of(block) for block in blocks) if blocks else parsed.words_of(part)
    if str(part.get("content-transfer-encoding", "")).strip().casefold() == "base64":
        text = _unwrapped(text)
    yield from map(_block, re.split(r"\n\s*\n", plain_text.safe(text)))


def _unwrapped(text: str) -> str:
    try:
        return b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
    except (ValueError, UnicodeEncodeError):
        return text


def _block(text: str) -> dict[str, tuple[str, ...]]:
    """The fields of a block that came as plain text, folded lines joined."""
    lines = re.sub(r"\n[ \t]+", " ", text).split("\n")
    fields = (line.partition(":") for line in lines if ":" in line)
    return {name.strip().casefold(): (field.strip(),) for name, _, field in fields}


def _typed(header: str) -> str:
    """The value behind its type: rfc822; somebody@example.org."""
    kind, mark, rest = header.partition(";")
    return rest.strip() if mark and " " not in kind.strip() else header.strip()


def _short(reason: str | None) -> str | None:
    return plain_text.line(reason, _LONGEST_REASON) if reason else None


def _returned(mail: Incoming, leaves: list[Message]) -> tuple[Mapping[str, tuple[str, ...]], str]:
    """The letter that came back: its headers if it is a part, else the text below the report."""
    for part in leaves:
        content = part.get_payload()
        if part.get_content_type() in (*_LETTERS, *_HEADERS):
            inner = content[0] if isinstance(content, list) and content else None
            letter = inner if isinstance(inner, Message) else parsed.read(parsed.words_of(part).encode()).message
            return parsed.headers_of(letter), mail.text
    return {}, mail.text


def _nonstandard_statuses(mail: Incoming) -> Iterator[DeliveryStatus]:
    """What a server says in its own way: by a header of Exim's and Gmail's, or in words with a code."""
    failed_addresses = [*_addresses("\n".join(mail.headers.get("x-failed-recipients", ())))]
    report = _report(mail.text)
    reply_code, code = _CODE.search(report), _STATUS.search(report)
    if not failed_addresses and not (_FAILED.search(report) and (reply_code or code or _is_qmail(report))):
        return
    for address in dict.fromkeys(failed_addresses or _addresses(report)):
        next_line = re.search(rf"{re.escape(address)}\W*\n\s*(\S[^\n]*)", report, re.IGNORECASE)
        words = report[reply_code.start() :].partition("\n")[0] if reply_code else next_line[1] if next_line else None
        yield DeliveryStatus("failed", (address.strip("."),), code[0] if code else None, _short(words))


def _addresses(text: str) -> Iterator[str]:
    return (address.casefold() for address in _ADDRESS.findall(text))


def _is_qmail(report: str) -> bool:
    return report.startswith("Hi. This is the")


def _report(text: str) -> str:
    """The words of the server, without the letter below them."""
    return re.split(
        r"^-{3,}.*(?:copy of the message|original message|returned message|Below this line).*$"
        r"|^Original message headers",
        text,
        maxsplit=1,
        flags=re.IGNORECASE | re.MULTILINE,
    )[0]
