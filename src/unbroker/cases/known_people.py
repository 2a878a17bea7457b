"""People: who agreed, who was renamed and who left, by the events that are about a person and no request. Pure.

Whose data it is stands in the profile; here stands only under which handle the ledger knows them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from unbroker.ledger.event import Event, taken_back
from unbroker.ledger.kinds import OF_PEOPLE, EventKind
from unbroker.ledger.schema import Agreed, Left, Renamed
from unbroker.ledger.store import Reader

READ: tuple[EventKind, ...] = (*OF_PEOPLE, "voided")
"""The kinds of events that tell all of it."""


@dataclass(frozen=True)
class People:
    """What became of the people."""

    events: tuple[Event, ...] = ()
    """Those that are about no request, in the order of the ledger."""

    @cached_property
    def standing(self) -> tuple[Event, ...]:
        """The events that were not taken back."""
        gone = taken_back(self.events)
        return tuple(event for event in self.events if event.kind in OF_PEOPLE and event.seq not in gone)

    def handle(self, person: str, seq: int) -> str:
        """What a person is called now that was called so when an event was recorded."""
        for number, before, now in self._renamings:
            if number > seq and before == person:
                person = now
        return person

    @cached_property
    def _renamings(self) -> tuple[tuple[int, str, str], ...]:
        """By the number of its event: what somebody was called, and is called since."""
        renamed = ((event.seq, event.facts) for event in self.standing)
        return tuple((seq, facts.person, facts.to) for seq, facts in renamed if isinstance(facts, Renamed))

    @cached_property
    def gone(self) -> dict[str, Event]:
        """Those who left, by the handle that they have now, each with the event that says so."""
        return {
            self.handle(event.facts.person, event.seq): event
            for event in self.standing
            if isinstance(event.facts, Left)
        }

    def agreed_on(self, person: str) -> date | None:
        """The day on which a person agreed that letters are written in their name, by the handle of now."""
        return self._agreed.get(person)

    @cached_property
    def _agreed(self) -> dict[str, date]:
        """By the handle of now, the first day on which somebody agreed."""
        days = dict[str, date]()
        for event in self.standing:
            if isinstance(event.facts, Agreed):
                person = self.handle(event.facts.person, event.seq)
                days[person] = min(event.on, days.get(person, event.on))
        return days

    def cares_for(self, person: str, guardian: str) -> bool:
        """Whether it is on record that somebody confirmed to have the care of a child, by the handle of now."""
        said = ((event.seq, event.facts) for event in self.standing)
        return any(
            isinstance(facts, Agreed) and facts.guardian == guardian and self.handle(facts.person, seq) == person
            for seq, facts in said
        )

    def left_on(self, person: str) -> date | None:
        """The day on which a person left, by the handle of now."""
        event = self.gone.get(person)
        return event.on if event else None


def read_people(reader: Reader) -> People:
    """The people of a ledger, without reading its requests."""
    return People(tuple(of_people(reader.read(kinds=READ))))


def of_people(events: Iterable[Event]) -> Iterable[Event]:
    """Those of some events that are about no request."""
    return (event for event in events if event.reference is None)
