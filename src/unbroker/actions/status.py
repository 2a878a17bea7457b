"""Looking: how the cases stand, what to do next, what was told to whom, and all of one request. Nothing is written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from unbroker.actions.follow_up import Detours
from unbroker.actions.record_event import find
from unbroker.cases import channel_health, next_action
from unbroker.cases.channel_health import Told
from unbroker.cases.next_action import NextAction
from unbroker.cases.status import Docket, Entry, State
from unbroker.folder import Folder, Records
from unbroker.ledger.event import Event, taken_back


@dataclass(frozen=True)
class Filter:
    """Which cases are wanted; empty means all."""

    brokers: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    laws: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    overdue: bool = False

    def takes(self, entry: Entry) -> bool:
        """Whether a case is wanted."""
        opening = entry.case.opening
        return (
            (not self.brokers or bool({opening.broker, *opening.covers} & {*self.brokers}))
            and (not self.laws or opening.law in self.laws)
            and (not self.rights or entry.case.right in self.rights)
            and (not self.people or opening.person in self.people)
            and (not self.states or entry.state in self.states)
            and (not self.overdue or entry.is_late)
        )


@dataclass(frozen=True)
class Request:
    """All of one request: its cases, and its events, each with whether it was taken back."""

    entries: tuple[Entry, ...]
    events: tuple[tuple[Event, bool], ...]


def status(records: Records, wanted: Filter, today: date) -> tuple[Entry, ...]:
    """The cases that are wanted, as they stand on a day, the urgent ones first."""
    entries = (entry for entry in records.read_docket(today).entries if wanted.takes(entry))
    return tuple(sorted(entries, key=next_action.urgency))


def due(records: Records, open_folder: Callable[[], Folder], days: int, today: date) -> tuple[NextAction, ...]:
    """What is to be done from now to so many days ahead; where a letter came back, the words name the next channel.

    Args:
        records: what is recorded.
        open_folder: opens the whole folder, which only a letter that came back needs.
        days: how far to look ahead.
        today: the day.
    """
    actions = due_actions(records.read_docket(today), days)
    stuck = tuple(action.entry for action in actions if action.step == "first")
    detours = Detours(open_folder, today, stuck)
    return tuple(replace(action, words=f"{action.words}{detours.words(action.entry)}") for action in actions)


def due_actions(docket: Docket, days: int) -> tuple[NextAction, ...]:
    """What is to be done, from now to so many days ahead, in the order of the days."""
    both = (
        action
        for entry in docket.entries
        for action in (next_action.next_action_of(entry), next_action.own_limit(entry))
    )
    actions = (action for action in both if action and not (action.waits and action.on <= action.entry.today))
    ahead = timedelta(days=days)
    return tuple(sorted((one for one in actions if one.on <= one.entry.today + ahead), key=lambda action: action.on))


def disclosed(
    records: Records, today: date, brokers: Sequence[str] = (), fields: Sequence[str] = (), people: Sequence[str] = ()
) -> tuple[Told, ...]:
    """What letters that left have told to whom; only to some brokers, in some fields, about some people."""
    return tuple(_chosen(channel_health.disclosed(records.read_docket(today)), brokers, fields, people))


def request(records: Records, name: str, today: date) -> Request:
    """All of the request that a name means.

    Raises:
        UnknownName: nothing is called that.
        SeveralRequests: it can be more than one.
    """
    entries = find(records, name, today)
    events = [*records.ledger.read([entries[0].case.opening.reference])]
    void = taken_back(events)
    return Request(entries, tuple((event, event.seq in void) for event in events))


def _chosen(
    facts: Iterable[Told], brokers: Sequence[str], fields: Sequence[str], people: Sequence[str]
) -> Iterable[Told]:
    for fact in facts:
        if (
            (not brokers or fact.broker in brokers)
            and (not fields or fact.field in fields)
            and (not people or fact.person in people)
        ):
            yield fact
