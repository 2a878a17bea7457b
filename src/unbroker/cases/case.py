"""What happened to a request: events in the words that the ledger keeps, and the cases that they come to. Pure.

State is a fold over events and is stored nowhere. An event that was taken back leaves no trace in a case and
stays in the history. Clocks, and what is next, are `books/docket`'s.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from unbroker.cases.known_people import People
from unbroker.ledger.event import Event, taken_back
from unbroker.ledger.kinds import ON_ITS_WAY, REPLIES, EventKind
from unbroker.ledger.schema import Opened, Prepared, Sent
from unbroker.ledger.stored import Destination, Disclosed

BY_HAND = ("drafts", "outbox")
"""The ways of sending by which a letter only lies ready: a person sends it."""


class Opening(Opened):
    """A request as it was opened."""

    reference: str = ""
    on: date = date.min
    left: date | None = None
    """The day on which the person left, if they did: nothing is written in their name any more."""

    @property
    def brokers(self) -> tuple[str, ...]:
        """All whom it concerns, by slug: who is asked, and those for whom it answers."""
        return (self.broker, *self.covers)

    def left_behind(self, residence: str) -> str | None:
        """Where the person lived when it was opened, if that is not the residence that they have now."""
        return self.residence if self.residence not in (None, residence) else None

    @property
    def is_forgotten(self) -> bool:
        """Whether what the request was about was emptied."""
        return self.person == Opened().person

    @classmethod
    def of(cls, event: Event, people: People | None = None) -> "Opening":
        """What an `opened` event says, with the person as they are called now, if that is known."""
        facts = {name: getattr(event.facts, name) for name, _ in Opened.defaults()}
        opening = cls(**facts, reference=event.reference or "", on=event.on)
        if people is None:
            return opening
        person = people.handle(opening.person, event.seq)
        return replace(opening, person=person, left=people.left_on(person))


@dataclass(frozen=True)
class Dispatch:
    """A letter that was sealed: to whom, by which way, and where it is now."""

    letter: str
    prepared: Event
    state: EventKind
    """One of `ON_ITS_WAY`."""
    since: date
    """The day on which it came to that."""
    left: date | None
    """The day on which it left, unless it came back."""
    proof: str | None
    """What the way itself proves of the receipt."""
    tracking: str | None = None
    """The carrier's number for it."""

    @property
    def facts(self) -> Prepared:
        """What was sealed."""
        facts = self.prepared.facts
        return facts if isinstance(facts, Prepared) else Prepared()

    @property
    def step(self) -> str:
        """What the letter is for."""
        return self.facts.step

    def trigger(self, right: str) -> str | None:
        """What called for it in the case of a right."""
        trigger = self.facts.trigger
        return trigger.get(right) if isinstance(trigger, Mapping) else trigger

    @property
    def number(self) -> int:
        """Its number among the letters of the request."""
        return int(self.letter.rpartition(".")[2])

    @property
    def channel(self) -> Destination:
        """Where it goes."""
        return self.facts.channel

    @property
    def kind(self) -> str:
        """E-mail, post or form."""
        return self.channel.kind

    @property
    def to(self) -> str:
        """The address in one line."""
        return self.channel.to

    @property
    def names(self) -> str:
        """To whom it is addressed, in one line."""
        return "; ".join(self.facts.recipient)

    @property
    def hashes(self) -> Mapping[str, str]:
        """The SHA-256 of its text, of its PDF and so on."""
        return self.facts.hashes

    @property
    def discloses(self) -> tuple[Disclosed, ...]:
        """What it tells, and why."""
        return self.facts.discloses

    def may_have_left(self, on: date) -> bool:
        """Whether it can have left on a day: a form may be filled in before its words are sealed, a letter may not."""
        return self.kind == "form" or on >= self.prepared.on

    @property
    def is_withdrawn(self) -> bool:
        """Whether it will never leave."""
        return self.state == "withdrawn"

    @property
    def waits(self) -> bool:
        """Whether it is sealed and has not left."""
        return self.state in ("prepared", "placed", "deferred", "stopped")


@dataclass(frozen=True)
class Case:
    """One right of one request: its letters, and what happened to it so far."""

    opening: Opening
    right: str
    dispatches: tuple[Dispatch, ...]
    events: tuple[Event, ...]
    """Those that concern it, in the order of the ledger, without what was taken back."""
    replies: tuple[Event, ...]
    """What came back on the request, about whatever right: it shows that they have the letter."""
    highest: int = 0
    """The highest number of a letter of the request, about whatever right; 0 while there is none."""

    @property
    def name(self) -> str:
        """How a command names it: UB-7F3K2Q8Z/delete."""
        return f"{self.opening.reference}/{self.right}"

    def last(self, *kinds: EventKind) -> Event | None:
        """The latest event of some kinds, by the day on which it happened."""
        events = [event for event in self.events if event.kind in kinds]
        return max(events, key=_when) if events else None

    def first(self, *kinds: EventKind) -> Event | None:
        """The earliest event of some kinds."""
        events = [event for event in self.events if event.kind in kinds]
        return min(events, key=_when) if events else None

    @property
    def outcome(self) -> str | None:
        """What the last answer came to."""
        answer = self.last("answered")
        return answer.fact("outcome") if answer else None

    @property
    def reason(self) -> str | None:
        """Why the last answer was no, in the words of the Data Rights Protocol."""
        answer = self.last("answered")
        return answer.fact("reason") if answer else None

    @property
    def left(self) -> date | None:
        """The day on which the first letter that arrived left."""
        return min((sent.left for sent in self.dispatches if sent.left), default=None)

    def made(self, step: str, trigger: str) -> Dispatch | None:
        """The letter that a trigger has called for already."""
        letters = (letter for letter in self.dispatches if (letter.step, letter.trigger(self.right)) == (step, trigger))
        return next((letter for letter in letters if letter.state not in ("refused", "bounced", "withdrawn")), None)


@dataclass(frozen=True)
class Cases:
    """What a ledger comes to: every event of each request, and the cases that are left of them."""

    histories: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    """By reference, with what was taken back."""
    people: People = field(default_factory=People)
    """Who was renamed, and who left."""

    def __iter__(self) -> Iterator[Case]:
        return (case for cases in self.by_reference.values() for case in cases)

    @cached_property
    def by_reference(self) -> Mapping[str, tuple[Case, ...]]:
        """The cases of each request, in the order of the letter."""
        return {reference: tuple(_cases(history, self.people)) for reference, history in self.histories.items()}

    def requests_of(self, person: str) -> tuple[str, ...]:
        """The references of what was asked in somebody's name, by the handle that they have now."""
        openings = ((reference, history[0]) for reference, history in self.histories.items())
        return tuple(
            reference
            for reference, opening in openings
            if self.people.handle(opening.fact("person") or Opened().person, opening.seq) == person
        )

    @cached_property
    def askers(self) -> frozenset[str]:
        """Those in whose name something was asked."""
        return frozenset(case.opening.person for case in self)


def fold(events: Iterable[Event], before: Cases | None = None) -> Cases:
    """The cases of some events, added to those of the events before."""
    grouped: dict[str, list[Event]] = {}
    of_people: list[Event] = []
    for event in events:
        if event.reference is None:
            of_people.append(event)
        else:
            grouped.setdefault(event.reference, []).append(event)
    histories = before.histories if before else {}
    people = People((*(before.people.events if before else ()), *of_people))
    return Cases({**histories, **{name: (*histories.get(name, ()), *added) for name, added in grouped.items()}}, people)


def _when(event: Event) -> tuple[date, int]:
    return event.when


def _cases(history: tuple[Event, ...], people: People) -> Iterator[Case]:
    gone = taken_back(history)
    live = [event for event in history if event.kind != "voided" and event.seq not in gone]
    opened = next((event for event in live if event.kind == "opened"), None)
    if opened is None:
        return
    opening = Opening.of(opened, people)
    dispatches = tuple(_dispatches(live))
    replies = tuple([event for event in live if event.kind in REPLIES])
    highest = max((letter.number for letter in dispatches), default=0)
    named = [(event, event.rights) for event in live]
    for right in opening.rights:
        events = tuple([event for event, rights in named if not rights or right in rights])
        asked = tuple([letter for letter in dispatches if letter.prepared.about(right)])
        yield Case(opening, right, asked, events, replies, highest)


def _dispatches(live: Iterable[Event]) -> Iterator[Dispatch]:
    letters: dict[str, list[Event]] = {}
    for event in live:
        if event.letter and event.kind in ON_ITS_WAY:
            letters.setdefault(event.letter, []).append(event)
    for letter, events in letters.items():
        prepared = next((event for event in events if event.kind == "prepared"), None)
        if prepared is None:
            continue
        last = events[-1]
        if isinstance(last.facts, Sent):
            yield Dispatch(letter, prepared, last.kind, last.on, last.on, last.facts.proof, last.facts.tracking)
        else:
            yield Dispatch(letter, prepared, _state(last), last.on, None, None)


def _state(last: Event) -> EventKind:
    """Where a letter is by the last event of its way; what was sealed for the person's hands lies there."""
    return "placed" if isinstance(last.facts, Prepared) and last.facts.via in BY_HAND else last.kind
