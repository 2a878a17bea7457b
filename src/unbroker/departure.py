"""The departure: letters that are sealed have left the house, says a person."""

from collections.abc import Iterable
from datetime import date, datetime

from unbroker.base.errors import UserError
from unbroker.books import label
from unbroker.books.case import Cases, Dispatch, Event, Opening, fold
from unbroker.folder import Books
from unbroker.seal import departure, waiting


class NothingWaits(UserError):  # noqa: N818 - the sentence is the name
    """Nothing of that name is sealed and has not left."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: nothing of it waits to leave (see `unbroker status --state prepared`)")


def left(books: Books, name: str, on: date, *, today: date, at: datetime) -> tuple[Event, ...]:
    """Record that letters left on a day: those of a run, of a request or of a broker, or a single one.

    Raises:
        NothingWaits: none of them is sealed and has not left.
        TooEarly: one was sealed after that day.
        TooLate: the day is still to come.
        SeveralRequests: it can be more than one request.
    """
    if on > today:
        raise TooLate(on, today)
    with books.ledger.hold():
        cases = fold(books.ledger.read())
        sealed = [*waiting(cases)]
        found = [one for one in sealed if one.prepared.run == name] or _named(cases, sealed, name)
        for one in found:
            if on < one.prepared.on:
                raise TooEarly(one, on)
        return books.ledger.append([happening for one in found for happening in departure(one, on)], at)


def _named(cases: Cases, sealed: Iterable[Dispatch], name: str) -> list[Dispatch]:
    """The letters of the request that is named, or the one letter."""
    wanted = label.parse(name)
    openings = {case.opening.reference: case.opening for case in cases}
    meant = {
        one.letter: one
        for one in sealed
        if (one.letter == wanted.letter if wanted.letter else _is_of(openings[one.prepared.reference or ""], wanted))
    }
    if not meant:
        raise NothingWaits(name)
    references = sorted({one.prepared.reference or "" for one in meant.values()})
    if len(references) > 1:
        raise SeveralWait(name, references)
    return list(meant.values())


def _is_of(opening: Opening, wanted: label.Label) -> bool:
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
