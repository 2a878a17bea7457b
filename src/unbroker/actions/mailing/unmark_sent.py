"""Taking back that letters left: what `mail left` recorded together is voided together, and the letters wait again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unbroker.actions import known_names
from unbroker.base.errors import UserError
from unbroker.cases.case import Cases
from unbroker.ledger.event import Event, NewEvent, taken_back
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.schema import Voided
from unbroker.ledger.store import Reader
from unbroker.records import Records

_WAITED: tuple[EventKind, ...] = ("prepared", "placed", "deferred", "stopped")
_DONE_BY_IT: tuple[EventKind, ...] = ("appealed", "complained")


class HasNotLeft(UserError):  # noqa: N818 - the sentence is the name
    """No letter of that name was recorded as having left by a person."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: no letter of it was marked as left by hand (`unbroker show CASE` shows what was)")


class SomethingFollowed(UserError):  # noqa: N818 - the sentence is the name
    """What came after a letter left stands on it."""

    def __init__(self, name: str, event: Event) -> None:
        super().__init__(
            f"{name}: {event.kind} on {event.on} was recorded after it left (a mistake, too?"
            f" `unbroker track {event.reference} void {event.seq}`, then again)"
        )


@dataclass(frozen=True)
class TakingBack:
    """What was recorded together when letters left, before it is taken back."""

    name: str
    today: date
    events: tuple[Event, ...]
    """That they left, and what the person did by that."""
    people: tuple[str, ...] = ()
    """Whose letters they may be; nobody means everybody."""

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that wait again."""
        return tuple(event.letter or "" for event in self.events if event.kind == "sent")


def plan_unmark_sent(
    records: Records, name: str, today: date, reader: Reader | None = None, *, people: tuple[str, ...] = ()
) -> TakingBack:
    """What would be taken back: what was last recorded of the letters of a name, in one step. Pure.

    Args:
        records: what is recorded.
        name: of a run, a request, a case or a letter, or a broker's slug.
        today: what day it is.
        reader: reads the events; a transaction, where it is taken back at once.
        people: whose letters they may be; nobody means everybody.

    Raises:
        UnknownName: nothing that was sealed is called that, or there is no such person.
        NotTheirs: they are somebody else's.
        HasNotLeft: none of its letters was recorded as left by a person.
        SomethingFollowed: more is recorded since then.
    """
    cases = known_names.only_of(records, records.read_cases(reader), people, name)
    letters = {letter.letter for letter in known_names.letters_of(records, cases, name) if letter.left}
    marked = [event for event in marked_by_hand(cases) if event.letter in letters]
    if not marked:
        raise HasNotLeft(name)
    last = max(marked, key=lambda event: event.seq)
    together = tuple(_together(marked, last, cases))
    for event in _live(cases, {event.reference for event in together}):
        if event.seq > last.seq and event not in together and event.kind != "note":
            raise SomethingFollowed(name, event)
    return TakingBack(name, today, together, people)


def do_unmark_sent(records: Records, plan: TakingBack, at: datetime) -> tuple[Event, ...]:
    """Take it back, all or nothing, if it is still the same by then.

    Raises:
        UnknownName, HasNotLeft, SomethingFollowed: as `plan_unmark_sent`.
    """
    with records.ledger.transaction(at) as transaction:
        newer = plan_unmark_sent(records, plan.name, plan.today, transaction, people=plan.people)
        events = [event for event in newer.events if event in plan.events]
        return transaction.append(
            [NewEvent(Voided(), plan.today, event.reference, letter=event.letter, voids=event.seq) for event in events]
        )


def _live(cases: Cases, references: Iterable[str | None]) -> Iterator[Event]:
    for reference in references:
        history = cases.histories[reference or ""]
        void = taken_back(history)
        yield from (event for event in history if event.seq not in void and event.kind != "voided")


def marked_by_hand(cases: Cases) -> Iterator[Event]:
    """The events by which a person said that a letter left which waited; a server's word is not among them."""
    before: dict[str | None, EventKind] = {}
    for event in _live(cases, cases.histories):
        if event.kind == "sent" and before.get(event.letter) in _WAITED:
            yield event
        if event.kind in (*_WAITED, "sending", "unknown"):
            before[event.letter] = event.kind


def _together(marked: Sequence[Event], last: Event, cases: Cases) -> Iterator[Event]:
    """The events that were recorded in one step with the last one, in the order of the ledger."""
    done = {event.seq: event for event in _live(cases, cases.histories) if event.kind in _DONE_BY_IT}
    step = {**done, **{event.seq: event for event in marked}}
    step = {seq: event for seq, event in step.items() if (event.at, event.on) == (last.at, last.on)}
    first = last.seq
    while first - 1 in step:
        first -= 1
    also = step.get(last.seq + 1)
    end = last.seq + (also is not None and also.letter == last.letter)
    yield from (step[number] for number in range(first, end + 1))
