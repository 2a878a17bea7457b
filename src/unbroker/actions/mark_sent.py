"""The departure: letters that are sealed have left the house, says a person."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import get_args

from unbroker.actions.seal import departure, pile_order, waiting
from unbroker.base.errors import Problem, ProblemsFound, UnknownName, UserError
from unbroker.cases import case_name, tracking_numbers
from unbroker.cases.case import Cases, Dispatch, Opening, fold
from unbroker.cases.tracking_numbers import Told
from unbroker.facts.registry import ChannelKind
from unbroker.folder import Books
from unbroker.ledger.event import Event

Numbers = Callable[[Sequence[Dispatch]], tuple[Sequence[Told], list[Problem]]]
"""Says the carrier's numbers of some letters, and what is wrong with them."""
_KINDS = tuple(f"{kind}-" for kind in get_args(ChannelKind))
"""How the name of a run begins."""


class NothingWaits(UserError):  # noqa: N818 - the sentence is the name
    """Nothing of that name is sealed and has not left."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: nothing of it waits to leave (see `unbroker status --state prepared`)")


class HasLeft(UserError):  # noqa: N818 - the sentence is the name
    """It left before."""

    def __init__(self, name: str, gone: Sequence[Dispatch]) -> None:
        days = sorted({one.left for one in gone if one.left})
        when = " and ".join(map(str, days))
        letters = f"{len(gone)} letter{'' if len(gone) == 1 else 's'}"
        super().__init__(
            f"{name} has left already, {letters} on {when} (a mistake? `unbroker show CASE` has the event)"
        )


def left(
    books: Books, name: str, on: date, *, today: date, at: datetime, numbers: Numbers = lambda _: ((), [])
) -> tuple[Event, ...]:
    """Record that letters left on a day: those of a run, of a request or of a broker, or a single one.

    Args:
        books: what is recorded.
        name: a run, a reference, a broker's slug or a letter.
        on: the day.
        today: what day it is.
        at: the moment of writing it down.
        numbers: says the carrier's numbers of the letters that leave, which it is given in the order of their pile.

    Raises:
        UnknownName: there is no run of that name.
        HasLeft: it left before.
        NothingWaits: none of them is sealed and has not left.
        TooEarly: one was sealed after that day.
        TooLate: the day is still to come.
        SeveralWait: it can be more than one request.
        ProblemsFound: a number fits no letter, or two of them; nothing is recorded.
    """
    if on > today:
        raise TooLate(on, today)
    with books.ledger.hold():
        cases = fold(books.ledger.read())
        found = _of_run(cases, name) if _is_run(cases, name) else _named(cases, name)
        for one in found:
            if on < one.prepared.on:
                raise TooEarly(one, on)
        told, problems = numbers(sorted(found, key=pile_order))
        given, more = tracking_numbers.assign(told, found, cases)
        if problems or more:
            raise ProblemsFound([*problems, *more])
        happened = [event for one in found for event in departure(one, on, given.get(one.letter))]
        return books.ledger.append(happened, at)


def _is_run(cases: Cases, name: str) -> bool:
    return name in _runs(cases) or name.startswith(_KINDS)


def _runs(cases: Cases) -> Mapping[str, list[Dispatch]]:
    """The letters of each run."""
    letters = {one.letter: one for case in cases for one in case.dispatches}
    runs: dict[str, list[Dispatch]] = {}
    for one in letters.values():
        runs.setdefault(one.prepared.run or "", []).append(one)
    return runs


def _of_run(cases: Cases, name: str) -> list[Dispatch]:
    """The letters of a run that wait."""
    runs = _runs(cases)
    waits = [one for one in waiting(cases) if one.prepared.run == name]
    if not waits and (gone := [one for one in runs.get(name, ()) if one.left]):
        raise HasLeft(name, gone)
    if name not in runs:
        known = sorted({one.prepared.run or "" for one in waiting(cases)})
        see = f"{', '.join(known)} waits" if known else "nothing waits: `unbroker mail post` seals letters"
        raise UnknownName("run", name, known, see=see)
    if not waits:
        raise NothingWaits(name)
    return waits


def _named(cases: Cases, name: str) -> list[Dispatch]:
    """The letters of the request that is named, or the one letter."""
    wanted = case_name.parse(name)
    openings = {case.opening.reference: case.opening for case in cases}
    letters = {one.letter: one for case in cases for one in case.dispatches}

    def is_meant(one: Dispatch) -> bool:
        of_it = _is_of(openings[one.prepared.reference or ""], wanted)
        return one.letter == wanted.letter if wanted.letter else of_it

    meant = [one for one in waiting(cases) if is_meant(one)]
    if not meant:
        if gone := [one for one in letters.values() if is_meant(one) and one.left]:
            raise HasLeft(name, gone)
        raise NothingWaits(name)
    references = sorted({one.prepared.reference or "" for one in meant})
    if len(references) > 1:
        raise SeveralWait(name, references)
    return meant


def _is_of(opening: Opening, wanted: case_name.Label) -> bool:
    return wanted.name in (opening.reference, opening.broker, *opening.covers)


class SeveralWait(UserError):  # noqa: N818 - the sentence is the name
    """Letters of more than one request wait to leave."""

    def __init__(self, name: str, references: Iterable[str]) -> None:
        listed = ", ".join(references)
        super().__init__(f"{name}: letters of several requests wait to leave: {listed} (name one of them, or a run)")


class TooLate(UserError):  # noqa: N818 - the sentence is the name
    """Nothing can have left on a day that is still to come."""

    def __init__(self, on: date, today: date) -> None:
        super().__init__(f"{on} is still to come, today is {today}: nothing can have left then (mend `--on`)")


class TooEarly(UserError):  # noqa: N818 - the sentence is the name
    """A letter cannot have left before it was sealed."""

    def __init__(self, sealed: Dispatch, on: date) -> None:
        self.letter = sealed.letter
        super().__init__(
            f"{sealed.letter} was sealed on {sealed.prepared.on}: it cannot have left on {on} (mend `--on`)"
        )
