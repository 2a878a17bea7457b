"""Delivery fields: what a machine-readable report says of each recipient (RFC 3464), wherever it stands.

They belong into a part of their own; many servers put them into plain text, or into an attached text file, and many
have words of their own for the action. What they mean is not said here.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Literal, get_args

from unbroker.mail.incoming import parsed, plain_text

Action = Literal["failed", "delayed", "delivered", "relayed", "expanded"]
PARTS = ("message/delivery-status", "message/global-delivery-status", "message/delivery-report")
_OTHER_WORDS: Mapping[str, Action] = {
    "fail": "failed", "failure": "failed", "expired": "failed", "undeliverable": "failed", "undelivered": "failed",
    "bounced": "failed", "bounce": "failed", "rejected": "failed", "error": "failed", "returned": "failed",
    "refused": "failed", "dropped": "failed", "blocked": "failed", "deleted": "failed", "permanent": "failed",
    "delay": "delayed", "deferred": "delayed", "warning": "delayed", "transient": "delayed", "retrying": "delayed",
    "success": "delivered", "relay": "relayed",
}  # fmt: skip
_BY_CLASS: Mapping[str, Action] = {"5": "failed", "4": "delayed", "2": "delivered"}
_CODE = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")
_RECIPIENTS = ("original-recipient", "final-recipient", "x-actual-recipient", "remote-recipient")
_MOST_BLOCKS = 100
_LONGEST_LINE = 4000


@dataclass(frozen=True)
class Fields:
    """What a report says of one recipient, or of all where it names none."""

    action: Action
    addresses: tuple[str, ...]
    code: str | None
    """As 5.1.1 (RFC 3463)."""
    reason: str
    """The words of the server that refused it; empty if there are none."""


def in_part(part: Message) -> Iterator[Fields]:
    """Those of a part of a report; some standard fields may be missing."""
    yield from _of_blocks(_blocks(part), is_part=True)


def in_text(text: str) -> Iterator[Fields]:
    """Those that stand in a plain text: where an action, a status and the like stand together."""
    if re.search(r"^[> \t]{0,8}(?:Action|Status|Final-Recipient)[ \t]{0,4}:", text, re.IGNORECASE | re.MULTILINE):
        yield from _of_blocks(map(_block, _split(text)), is_part=False)


def _of_blocks(blocks: Iterator[Mapping[str, tuple[str, ...]]], *, is_part: bool) -> Iterator[Fields]:
    for _, block in zip(range(_MOST_BLOCKS), blocks, strict=False):
        if (fields := _fields(block, is_part=is_part)) is not None:
            yield fields


def _fields(block: Mapping[str, tuple[str, ...]], *, is_part: bool) -> Fields | None:
    word = re.split(r"[ (;,]", _first(block, "action").strip(), maxsplit=1)[0].casefold()
    status = _first(block, "status")
    code = _CODE.search(status)
    diagnostic = _typed(_first(block, "diagnostic-code"))
    recipients = [_typed(header) for name in _RECIPIENTS for header in block.get(name, ())]
    named = next((action for action in get_args(Action) if action == word), None) or _OTHER_WORDS.get(word)
    action = named or (_BY_CLASS[code[0][0]] if code else None)
    is_said = bool(code or recipients or diagnostic) and (is_part or bool(named and (code or recipients)))
    if action is None or not is_said or not (named or is_part):
        return None
    remark = status.partition("(")[2].strip(" )")
    addresses = tuple(dict.fromkeys(recipient.strip("<> ").casefold() for recipient in recipients if recipient))
    return Fields(action, addresses, code[0] if code else None, diagnostic or remark)


def _first(block: Mapping[str, tuple[str, ...]], name: str) -> str:
    return next(iter(block.get(name, ())), "")


def _blocks(part: Message) -> Iterator[Mapping[str, tuple[str, ...]]]:
    """The fields about the message, then those about each recipient."""
    blocks = parsed.messages_in(part)
    yield from map(parsed.headers_of, blocks)
    # What follows the first block of a report in UTF-8, and all of one that was encoded, which the standard forbids.
    text = "\n".join(parsed.words_of(block) for block in blocks) if blocks else parsed.words_of(part)
    if str(part.get("content-transfer-encoding", "")).strip().casefold() == "base64":
        text = _unwrapped(text)
    yield from map(_block, _split(text))


def _split(text: str) -> list[str]:
    return re.split(r"\n[ \t]*\n", plain_text.safe(text))


def _unwrapped(text: str) -> str:
    try:
        return b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
    except (ValueError, UnicodeEncodeError):
        return text


def _block(text: str) -> dict[str, tuple[str, ...]]:
    """The fields of a block that came as plain text, folded lines joined."""
    lines = re.sub(r"\n[ \t]+(?![A-Za-z-]{1,40}:)", " ", text).split("\n")
    fields = (line[:_LONGEST_LINE].partition(":") for line in lines if ":" in line)
    return {name.strip(" \t>").casefold(): (field.strip(),) for name, _, field in fields}


def _typed(header: str) -> str:
    """The value behind its type: rfc822; somebody@example.org."""
    kind, mark, rest = header.partition(";")
    return rest.strip() if mark and " " not in kind.strip() and "@" not in kind else header.strip()
