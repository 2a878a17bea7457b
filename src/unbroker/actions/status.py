"""Looking: how the cases stand, what to do next, what was told to whom, and all of one request. Nothing is written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from unbroker.actions import known_names
from unbroker.actions.record_event import find
from unbroker.base.late import late
from unbroker.cases import channel_health, contradiction, next_action
from unbroker.cases.called_letter import NextAction
from unbroker.cases.case import Opening
from unbroker.cases.channel_health import Told
from unbroker.cases.status import Docket, Entry, State
from unbroker.ledger.event import Event, taken_back
from unbroker.records import Records

if TYPE_CHECKING:  # only a letter that came back needs more than what is recorded
    from unbroker.folder import Folder

follow_up = late("unbroker.actions.follow_up")


@dataclass(frozen=True)
class Filter:
    """Which cases are wanted; empty means all."""

    brokers: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    laws: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    overdue: bool = False

    @property
    def names_requests(self) -> bool:
        """Whether it says which requests are wanted, and not only how their cases stand."""
        return bool(self.brokers or self.laws or self.people)

    def may_take(self, opening: Opening) -> bool:
        """Whether cases of a request can be wanted, by how it was opened."""
        return (
            (not self.brokers or not {*opening.brokers}.isdisjoint(self.brokers))
            and (not self.laws or opening.law in self.laws)
            and (not self.people or opening.person in self.people)
        )

    def takes(self, entry: Entry) -> bool:
        """Whether a case is wanted."""
        return (
            self.may_take(entry.case.opening)
            and (not self.rights or entry.case.right in self._rights_of(entry))
            and (not self.states or entry.state in self.states)
            and (not self.overdue or entry.is_late)
        )

    def _rights_of(self, entry: Entry) -> tuple[str, ...]:
        aliases = entry.law.aliases if entry.law else {}
        return (*self.rights, *(aliases[right] for right in self.rights if right in aliases))


@dataclass(frozen=True)
class Request:
    """All of one request: its cases, and its events, each with whether it was taken back."""

    entries: tuple[Entry, ...]
    events: tuple[tuple[Event, bool], ...]


def status(records: Records, wanted: Filter, today: date) -> tuple[Entry, ...]:
    """The cases that are wanted, as they stand on a day, the urgent ones first.

    Raises:
        UnknownName: a broker, a law, a right or a person is neither recorded nor known.
    """
    everything = None if wanted.names_requests else records.read_docket(today)
    openings = records.read_openings() if everything is None else _openings(everything)
    known_names.check_people(records, openings, wanted.people)
    known_names.check_laws(records, openings, wanted.laws)
    known_names.check_rights(records, openings, wanted.rights)
    wanted = replace(wanted, brokers=known_names.slugs_of(records, openings, wanted.brokers))
    references = [opening.reference for opening in openings if wanted.may_take(opening)]
    docket = records.read_docket(today, references) if everything is None else everything
    entries = (entry for entry in docket.entries if wanted.takes(entry))
    return tuple(sorted(entries, key=next_action.urgency))


def opened_by(records: Records, by: str) -> frozenset[str]:
    """The references of the requests that somebody of an office has opened."""
    return frozenset(event.reference or "" for event in records.ledger.read(kinds=["opened"]) if event.by == by)


def due(
    records: Records, open_folder: Callable[[], "Folder"], days: int, today: date, people: Sequence[str] = ()
) -> tuple[NextAction, ...]:
    """What is to be done from now to so many days ahead; where a letter came back, the words name the next channel.

    Args:
        records: what is recorded.
        open_folder: opens the whole folder, which only a letter that came back needs.
        days: how far to look ahead.
        today: the day.
        people: whose cases; nobody means everybody's.

    Raises:
        UnknownName: nobody is called that.
    """
    docket = records.read_docket(today)
    known_names.check_people(records, _openings(docket), people)
    theirs = (entry for entry in docket.entries if not people or entry.case.opening.person in people)
    actions = due_actions(Docket(tuple(theirs)), days)
    stuck = tuple(action.entry for action in actions if action.came_back)
    detours = follow_up.Detours(open_folder, today, stuck)
    return tuple(replace(action, words=f"{action.words}{detours.words(action.entry)}") for action in actions)


def due_actions(docket: Docket, days: int) -> tuple[NextAction, ...]:
    """What is to be done, from now to so many days ahead, in the order of the days."""
    contradicted = contradiction.called_for(docket.entries)
    both = (
        action
        for entry in docket.entries
        for action in (next_action.next_action_of(entry), next_action.own_limit(entry))
        if action and not contradiction.overtaken(action, contradicted)
    )
    waiting = (*both, *contradicted)
    actions = (action for action in waiting if not (action.waits and action.on <= action.entry.today))
    ahead = timedelta(days=days)
    return tuple(sorted((one for one in actions if one.on <= one.entry.today + ahead), key=lambda action: action.on))


def disclosed(
    records: Records, today: date, brokers: Sequence[str] = (), fields: Sequence[str] = (), people: Sequence[str] = ()
) -> tuple[Told, ...]:
    """What letters that left have told to whom; only to some brokers, in some fields, about some people.

    Raises:
        UnknownName: a broker, a field or a person is neither recorded nor known.
    """
    docket = records.read_docket(today)
    openings, facts = _openings(docket), [*channel_health.disclosed(docket)]
    known_names.check_people(records, openings, people)
    known_names.check_fields((fact.field for fact in facts), fields)
    slugs = known_names.slugs_of(records, openings, brokers)
    return tuple(_chosen(facts, slugs, fields, people))


def request(records: Records, name: str, today: date, people: tuple[str, ...] = ()) -> Request:
    """All of the request that a name means; of some people, if it is said whose it is.

    Raises:
        UnknownName: nothing is called that.
        NotTheirs: it is somebody else's.
        SeveralRequests: it can be more than one.
    """
    entries = find(records, name, today, people=people)
    events = [*records.ledger.read([entries[0].case.opening.reference])]
    void = taken_back(events)
    return Request(entries, tuple((event, event.seq in void) for event in events))


def _openings(docket: Docket) -> list[Opening]:
    return [entry.case.opening for entry in docket.entries]


def _chosen(
    facts: Iterable[Told], brokers: Sequence[str], fields: Sequence[str], people: Sequence[str]
) -> Iterable[Told]:
    for fact in facts:
        if (
            (not brokers or {fact.broker, *fact.covers} & {*brokers})
            and (not fields or fact.field in fields)
            and (not people or fact.person in people)
        ):
            yield fact
