"""What happened to a request: events, in the words that the ledger keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

EventKind = Literal[
    "opened", "prepared", "sending", "sent", "refused", "deferred", "unknown", "bounced", "received", "acknowledged",
    "identity-asked", "identity-given", "clarification-asked", "clarification-given", "extended", "answered",
    "appealed", "complained", "reappeared", "closed", "note", "voided",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened, before the ledger has given it a number."""

    kind: EventKind
    on: date
    reference: str | None = None
    right: str | None = None
    letter: str | None = None
    run: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    evidence: tuple[str, ...] = ()
    """The SHA-256 of each file that proves it."""
    voids: int | None = None
    """The number of the event that this one takes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Happening):
    """Something that happened, as the ledger has it."""

    seq: int
    at: str
    """When it was written down, UTC, ISO 8601."""
    prev: str
    hash: str
