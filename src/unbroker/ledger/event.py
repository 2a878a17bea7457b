"""Events: what the ledger keeps, one after the other, in the field's words. Pure.

What a request comes to by them is `cases/case`'s to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

EventKind = Literal[
    "opened", "prepared", "sending", "sent", "refused", "deferred", "unknown", "bounced", "received", "acknowledged",
    "identity-asked", "identity-given", "clarification-asked", "clarification-given", "extended", "answered",
    "appealed", "complained", "reappeared", "closed", "note", "voided",
]  # fmt: skip

# What says where a letter is; the last one counts.
ON_ITS_WAY: frozenset[EventKind] = frozenset(
    ("prepared", "sending", "sent", "refused", "deferred", "unknown", "bounced")
)
# What only somebody who has the letter can do.
REPLIES: frozenset[EventKind] = frozenset(
    ("acknowledged", "identity-asked", "clarification-asked", "extended", "answered")
)


@dataclass(frozen=True, slots=True)
class NewEvent:
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

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights that it is about; none means all of the request."""
        return (self.right,) if self.right else texts(self.facts, "rights")

    def about(self, right: str) -> bool:
        """Whether it concerns the case of a right."""
        named = self.rights
        return not named or right in named

    def fact(self, name: str) -> str | None:
        """One of its facts, as text."""
        value = self.facts.get(name)
        return None if value is None else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(NewEvent):
    """Something that happened, as the ledger has it."""

    seq: int
    at: str
    """When it was written down, UTC, ISO 8601."""
    prev: str
    hash: str

    @property
    def when(self) -> tuple[date, int]:
        """Its place among the events of a case: the day on which it happened, then its number."""
        return (self.on, self.seq)


def taken_back(history: Iterable[Event]) -> frozenset[int]:
    """The numbers of the events that were taken back; taking back cannot be taken back."""
    return frozenset(event.voids for event in history if event.kind == "voided" and event.voids)


def texts(facts: Mapping[str, object], name: str) -> tuple[str, ...]:
    """A list among some facts; none if it is absent."""
    found = facts.get(name)
    return tuple(map(str, found)) if isinstance(found, (list, tuple)) else ()
