"""Marking as sent: letters that are sealed have left the house, says a person, with the carrier's numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unbroker.actions import known_names
from unbroker.actions.mailing.unmark_sent import marked_by_hand
from unbroker.base.errors import Problem, ProblemsFound, UnknownName, UserError
from unbroker.cases import case_name, tracking_numbers
from unbroker.cases.case import Cases, Dispatch, Opening
from unbroker.cases.sealed_letters import leaving, pile_order, waiting
from unbroker.cases.tracking_numbers import Told
from unbroker.facts.channel import CHANNELS
from unbroker.ledger.event import Event
from unbroker.ledger.schema import Sent
from unbroker.ledger.store import Reader
from unbroker.records import Records


class NothingWaits(UserError):  # noqa: N818 - the sentence is the name
    """Nothing of that name is sealed and has not left."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: no letter of it is waiting to leave (see `unbroker status --state prepared`)")


class HasLeft(UserError):  # noqa: N818 - the sentence is the name
    """It left before."""

    def __init__(self, name: str, gone: Sequence[Dispatch], cases: Cases) -> None:
        days = sorted({letter.left for letter in gone if letter.left})
        when = " and ".join(map(str, days))
        letters = f"{len(gone)} letter{'' if len(gone) == 1 else 's'}"
        names = {letter.letter for letter in gone}
        by_hand = any(event.letter in names for event in marked_by_hand(cases))
        hint = f" (a mistake? `unbroker mail left {name} --undo`)" if by_hand else ""
        super().__init__(f"{name} has already left, {letters} on {when}{hint}")


class SeveralWait(UserError):  # noqa: N818 - the sentence is the name
    """Letters of more than one request wait to leave."""

    def __init__(self, name: str, openings: Iterable[Opening]) -> None:
        owners = {opening.reference: opening.person for opening in openings}
        listed = ", ".join(f"{reference} for {owner}" for reference, owner in sorted(owners.items()))
        choose = (
            "name one of them, a run, or a person with --for"
            if len({*owners.values()}) > 1
            else "name one of them, or a run"
        )
        super().__init__(f"{name}: letters of several requests wait to leave: {listed} ({choose})")


class TooLate(UserError):  # noqa: N818 - the sentence is the name
    """Nothing can have left on a day that is still to come."""

    def __init__(self, on: date, today: date) -> None:
        super().__init__(f"{on} is in the future (today is {today}): no letter can have left then (correct `--on`)")


class TooEarly(UserError):  # noqa: N818 - the sentence is the name
    """A letter cannot have left before it was sealed."""

    def __init__(self, sealed: Dispatch, on: date) -> None:
        self.letter = sealed.letter
        super().__init__(
            f"{sealed.letter} was sealed on {sealed.prepared.on}: it cannot have left on {on} (correct `--on`)"
        )


@dataclass(frozen=True)
class Leaving:
    """Letters that left on a day, before that is recorded."""

    name: str
    on: date
    today: date
    letters: tuple[Dispatch, ...]
    """In the order of their pile."""
    people: tuple[str, ...] = ()
    """Whose letters they may be; nobody means everybody."""


def plan_mark_sent(
    records: Records, name: str, on: date, today: date, reader: Reader | None = None, *, people: tuple[str, ...] = ()
) -> Leaving:
    """The letters that would be recorded as sent: those of a run, of a request or of a broker, or a single one. Pure.

    Args:
        records: what is recorded.
        name: a run, a reference, a broker's slug or a letter.
        on: the day on which they left.
        today: what day it is.
        reader: reads the events; a transaction, where something is to be recorded.
        people: whose letters they may be; nobody means everybody.

    Raises:
        UnknownName: there is no run and no broker of that name, or no such person.
        NotTheirs: they are somebody else's.
        HasLeft: it left before.
        NothingWaits: none of them is sealed and has not left.
        TooEarly: one was sealed after that day.
        TooLate: the day is still to come.
        SeveralWait: it can be more than one request.
    """
    if on > today:
        raise TooLate(on, today)
    cases = known_names.only_of(records, records.read_cases(reader), people, name)
    letters = (
        _of_run(cases, name) if _is_run(cases, name) else _named(cases, known_names.broker_typed(records, cases, name))
    )
    for letter in letters:
        if not letter.may_have_left(on):
            raise TooEarly(letter, on)
    return Leaving(name, on, today, tuple(sorted(letters, key=pile_order)), people)


def do_mark_sent(
    records: Records, plan: Leaving, at: datetime, numbers: Sequence[Told] = (), problems: Sequence[Problem] = ()
) -> tuple[Event, ...]:
    """Record that letters left, all or none, as far as they still wait by then.

    Args:
        records: where.
        plan: which letters, and when.
        at: the moment of writing.
        numbers: the carrier's numbers, each with the name of its letter.
        problems: what is wrong already with how they were told.

    Raises:
        ProblemsFound: a number fits no letter, or two of them.
        HasLeft, NothingWaits, SeveralWait, TooEarly, UnknownName: as `plan_mark_sent`.
    """
    planned = {letter.letter for letter in plan.letters}
    with records.ledger.transaction(at) as transaction:
        newer = plan_mark_sent(records, plan.name, plan.on, plan.today, transaction, people=plan.people)
        letters = [letter for letter in newer.letters if letter.letter in planned]
        given, more = tracking_numbers.assign(numbers, letters, records.read_cases(transaction))
        if problems or more:
            raise ProblemsFound([*problems, *more])
        in_order = sorted(letters, key=lambda letter: letter.prepared.seq)
        sent = ((letter, Sent(tracking=given.get(letter.letter))) for letter in in_order)
        return transaction.append([event for letter, facts in sent for event in leaving(letter, facts, plan.on)])


def _is_run(cases: Cases, name: str) -> bool:
    """Whether a run is meant: one that is recorded, or a name like a run's that nothing else has."""
    brokers = {slug for case in cases for slug in case.opening.brokers}
    looks_like = re.fullmatch(rf"({'|'.join(row.run for row in CHANNELS.values())})\d{{4}}-.*", name)
    return name in _runs(cases) or (looks_like is not None and name not in brokers)


def _runs(cases: Cases) -> Mapping[str, list[Dispatch]]:
    """The letters of each run."""
    letters = {letter.letter: letter for case in cases for letter in case.dispatches}
    runs: dict[str, list[Dispatch]] = {}
    for letter in letters.values():
        runs.setdefault(letter.prepared.run or "", []).append(letter)
    return runs


def _of_run(cases: Cases, name: str) -> list[Dispatch]:
    """The letters of a run that wait."""
    runs = _runs(cases)
    waits = [letter for letter in waiting(cases) if letter.prepared.run == name]
    if not waits and (gone := [letter for letter in runs.get(name, ()) if letter.left]):
        raise HasLeft(name, gone, cases)
    if name not in runs:
        names = sorted({letter.prepared.run or "" for letter in waiting(cases)})
        see = f"{', '.join(names)} waits" if names else "nothing waits: `unbroker mail post` seals letters"
        raise UnknownName("run", name, names, see=see)
    if not waits:
        raise NothingWaits(name)
    return waits


def _named(cases: Cases, name: str) -> list[Dispatch]:
    """The letters of the request that is named, or the one letter."""
    wanted = case_name.parse(name)
    openings = {case.opening.reference: case.opening for case in cases}
    letters = {letter.letter: letter for case in cases for letter in case.dispatches}
    meant = {
        letter.letter
        for letter in letters.values()
        if wanted.means(letter.letter, openings[letter.prepared.reference or ""])
    }
    waits = [letter for letter in waiting(cases) if letter.letter in meant]
    if not waits:
        if gone := [letter for letter in letters.values() if letter.letter in meant and letter.left]:
            raise HasLeft(name, gone, cases)
        raise NothingWaits(name)
    references = {letter.prepared.reference or "" for letter in waits}
    if len(references) > 1:
        raise SeveralWait(name, (openings[reference] for reference in references))
    return waits
