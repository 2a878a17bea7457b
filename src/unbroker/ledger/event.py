"""Events: what the ledger keeps, one after the other. Pure.

What an event says is in `ledger/schema`; what a request comes to by its events is `cases/case`'s to say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from unbroker.ledger.kinds import EventKind
from unbroker.ledger.schema import MODELS
from unbroker.ledger.stored import Facts


@dataclass(frozen=True, slots=True)
class NewEvent:
    """Something that happened, before the ledger has given it a number."""

    facts: Facts
    on: date
    """The day on which it happened."""
    reference: str | None = None
    """The request."""
    right: str | None = None
    """The right that it is about, if it is a single one."""
    letter: str | None = None
    """The letter that it is about: the request and a number, as in UB-7F3K2Q8Z.2."""
    run: str | None = None
    """The mailing that the letter left with."""
    evidence: tuple[str, ...] = ()
    """The SHA-256 of each file that proves it."""
    voids: int | None = None
    """The number of the event that this one takes back."""

    @classmethod
    def of(cls, kind: EventKind, on: date, facts: Mapping[str, object], reference: str | None = None) -> Self:
        """An event of a kind whose facts are plain values, as a person or a mail gave them."""
        return cls(MODELS[kind].read(facts), on, reference)

    @property
    def kind(self) -> EventKind:
        """What happened."""
        return self.facts.kind

    @property
    def rights(self) -> tuple[str, ...]:
        """The rights that it is about; none means all of the request."""
        return (self.right,) if self.right else self.facts.rights

    def fact(self, name: str) -> str | None:
        """One of its facts as text; None if it says nothing of it."""
        value = getattr(self.facts, name, None)
        return str(value) if value and not isinstance(value, (tuple, Mapping)) else None

    def about(self, right: str) -> bool:
        """Whether it concerns the case of a right."""
        return not self.rights or right in self.rights


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(NewEvent):
    """Something that happened, as the ledger has it."""

    seq: int
    """Its number: from 1, without gaps."""
    at: str
    """When it was recorded, UTC, ISO 8601."""
    prev: str
    """The hash of the event before it."""
    hash: str
    """The SHA-256 of its content and of the hash before it."""
    by: str | None = None
    """Who recorded it, where several people do."""

    @property
    def when(self) -> tuple[date, int]:
        """Its place among the events of a case: the day on which it happened, then its number."""
        return (self.on, self.seq)


def taken_back(history: Iterable[Event]) -> frozenset[int]:
    """The numbers of the events that were taken back; taking back cannot be taken back."""
    return frozenset(event.voids for event in history if event.kind == "voided" and event.voids)
