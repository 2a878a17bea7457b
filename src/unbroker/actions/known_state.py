"""The state beside a ledger: brought up to date when it is read, and never by whoever appends.

It is used for a list of everybody's cases, on any day. Where it cannot be, all events are folded as ever.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

from unbroker.base import kept
from unbroker.base.garbage import no_collection
from unbroker.cases.answers import DUE, NAMES, STATUS, Doing, Shown, answers_of, read_doings, read_shown
from unbroker.cases.case import fold
from unbroker.cases.known_people import READ, of_people
from unbroker.cases.status import Clocks
from unbroker.facts import deadlines
from unbroker.ledger.chain import GENESIS
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.ledger.state import LAYOUT, Answer, Broken, State
from unbroker.records import Records

_SOME = 1000
T = TypeVar("T")


def shown(records: Records, today: date) -> Shown | None:
    """How all cases stand on a day; None where no state can be kept."""
    return _asked(records, today, lambda state: read_shown(state.totals, state.lines(STATUS)))


def doings(records: Records, days: int, today: date) -> list[Doing] | None:
    """What is to be done from now to so many days ahead, in the order of the days.

    None where no state can be kept, and where answers name others: whether two contradict each other is no single
    request's to know.
    """
    end = str(today + timedelta(days=days + 1))
    found = _asked(
        records, today, lambda state: None if any(state.lines(NAMES)) else read_doings(state.lines(DUE, before=end))
    )
    return None if found is None else [one for one in found if not (one.waits and one.row.on and one.row.on <= today)]


def _asked(records: Records, today: date, ask: Callable[[State], T]) -> T | None:
    ledger = records.ledger
    if not isinstance(ledger, SqliteLedger):
        return None
    try:
        with ledger.state() as state:
            if state is None:
                return None
            catch_up(state, records, ledger, today)
            with no_collection():
                return ask(state)
    except Broken:
        return None


def catch_up(state: State, records: Records, ledger: SqliteLedger, today: date) -> None:
    """Make anew what the state does not know, or knows for other days only."""
    key = kept.digest(LAYOUT, kept.program(), str(getattr(records.laws, "key", "")), deadlines.version())
    last, head = ledger.end
    made_of, seq, known = state.made
    changed = ledger.changed_after(seq, known) if made_of == key else None
    if changed is None or changed[1]:
        state.clear()
        stale, _ = ledger.changed_after(0, GENESIS) or ([], False)
    else:
        stale = [*dict.fromkeys((*changed[0], *state.expired(today)))]
    state.put(_answers(records, stale, today))
    if (key, last, head) != (made_of, seq, known):
        state.finish(key, last, head)


def _answers(records: Records, references: Sequence[str], today: date) -> Iterator[Answer]:
    """What some requests come to, a thousand of them at a time."""
    if not references:
        return
    people, clocks = [*of_people(records.ledger.read(kinds=READ))], Clocks(records.laws)
    for start in range(0, len(references), _SOME):
        events = records.ledger.read(references[start : start + _SOME])
        yield from answers_of(fold((*people, *events)), clocks, today)
