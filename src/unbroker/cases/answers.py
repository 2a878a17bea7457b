"""Answers: what a request comes to on a day, as lists show it, and on which other days it comes to the same. Pure.

They are kept beside the ledger (`ledger/state`), so that a list of a hundred thousand events is not folded anew.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from unbroker.base.batches import batched
from unbroker.cases.called_letter import NextAction
from unbroker.cases.case import Cases
from unbroker.cases.next_action import calls, next_action_of, own_limit, urgency
from unbroker.cases.rows import Row, rows_of_actions, rows_of_entries
from unbroker.cases.status import Clocks, Entry
from unbroker.cases.watched_day import WatchedDay
from unbroker.ledger.schema import Naming
from unbroker.ledger.state import Answer, Totals

STATUS, DUE, NAMES = "status", "due", "names"
"""The kinds of lines; the last is of a request whose answers name others: what those say is needed, too."""
NOW, WAITING, OVER = range(3)
"""The sections of a list: to do now, to wait for, over."""
_SOME = 1000


@dataclass(frozen=True)
class Shown:
    """How cases stand, as a list of them is shown."""

    counts: dict[str, int]
    """How many cases stand how."""
    rows: tuple[tuple[int, Row], ...]
    """Those that are shown, in their order, each with its section."""
    finished: int
    """How many of the others need nothing more."""
    later: int
    """How many of them are to be looked at again."""
    later_on: str
    """From which day on, the first of them."""

    @property
    def has_more(self) -> bool:
        """Whether there are cases that are not shown."""
        return bool(self.finished or self.later)


class Doing(NamedTuple):
    """Something that is to be done, as a list shows it."""

    row: Row
    waits: bool
    """Whether it is only to wait until that day."""
    came_back: bool
    """Whether a letter came back, and another channel is looked for."""
    calls_letter: bool
    """Whether a letter is to be written."""


def section_of(entry: Entry) -> int:
    """The section of a case."""
    return NOW if calls(entry) else WAITING if entry.is_open else OVER


def shown_of(entries: Sequence[Entry], shown: Sequence[Entry]) -> Shown:
    """How cases stand, of which some are shown.

    Args:
        entries: all of them, the urgent ones first.
        shown: those that are shown, in the same order.
    """
    listed = set(map(id, shown))
    actions = [next_action_of(entry) for entry in entries if id(entry) not in listed]
    later = [str(action.on) for action in actions if action is not None]
    sections: dict[int, list[Entry]] = {NOW: [], WAITING: [], OVER: []}
    for entry in shown:
        sections[section_of(entry)].append(entry)
    rows = [(section, row) for section, some in sections.items() for row in rows_of_entries(some)]
    counts = Counter(entry.standing for entry in entries)
    return Shown(counts, tuple(rows), len(actions) - len(later), len(later), min(later, default=""))


def answers_of(cases: Cases, clocks: Clocks, today: date) -> Iterator[Answer]:
    """What each request of some cases comes to on a day, and on which days it does."""
    for reference, of_request in cases.by_reference.items():
        watched = WatchedDay.on(today)
        entries = [Entry(case, clocks, watched) for case in of_request]
        answer = _answer(reference, entries, cases.histories[reference][0].seq)
        since, until = watched.holds
        yield replace(answer, since=since, until=until)


def _answer(reference: str, entries: Sequence[Entry], first: int) -> Answer:
    places = {entry.case.right: urgency(entry) for entry in entries}
    in_order = sorted(entries, key=lambda entry: places[entry.case.right])
    shown = shown_of(in_order, [entry for entry in in_order if entry.is_open or calls(entry)])
    keys = {right: _key(*place) for right, place in places.items()}
    lines = [(STATUS, min(keys[right] for right in row.rights), _text(row, section)) for section, row in shown.rows]
    actions = [action for entry in entries for action in (next_action_of(entry), own_limit(entry)) if action]
    for place, doing in enumerate(doings_of(actions)):
        marks = map(int, (doing.waits, doing.came_back, doing.calls_letter))
        lines.append((DUE, f"{doing.row.on} {first:012} {place:04}", _text(doing.row, *marks)))
    if any(isinstance(event.facts, Naming) and event.facts.names for entry in entries for event in entry.case.events):
        lines.append((NAMES, reference, ""))
    later_on = date.fromisoformat(shown.later_on) if shown.later_on else date.max
    counts = tuple(shown.counts.items())
    return Answer(reference, date.min, date.max, counts, shown.finished, shown.later, later_on, tuple(lines))


def doings_of(actions: Sequence[NextAction]) -> list[Doing]:
    """What is to be done, in its order; alike for several rights of a request is told once."""
    alike: dict[tuple[bool, bool, bool], list[NextAction]] = {}
    order: dict[tuple[str, str, str, str], int] = {}
    for place, action in enumerate(actions):
        alike.setdefault((action.waits, action.came_back, action.step is not None), []).append(action)
        case = action.entry.case
        order.setdefault((case.opening.reference, case.right, str(action.on), action.words), place)
    doings = [Doing(row, *marks) for marks, some in alike.items() for row in rows_of_actions(some)]
    return sorted(doings, key=lambda doing: order[_place(doing.row)])


def _place(row: Row) -> tuple[str, str, str, str]:
    return row.reference, row.rights[0], str(row.on), row.words


def _key(over: bool, waits: bool, on: date, reference: str, place: int) -> str:  # noqa: FBT001 - as `urgency` has them
    return f"{over:d}{waits:d} {on} {reference} {place:04}"


def _text(row: Row, *marks: int) -> str:
    fields = (row.reference, row.broker, row.person, row.standing, row.rights, row.words, row.gist)
    return json.dumps([*marks, *fields, row.on and str(row.on)], ensure_ascii=False)


def _row(fields: Sequence[Any]) -> Row:
    """A row, of what `_text` wrote."""
    reference, broker, person, standing, rights, words, gist, on = fields
    day = date.fromisoformat(on) if on else None
    return Row(reference, broker, person, standing, tuple(rights), words, gist, day)


def read_shown(totals: Totals, lines: Iterable[tuple[str, str]]) -> Shown:
    """How cases stand, of what was kept."""
    rows = tuple((section, _row(rest)) for section, *rest in _read(lines))
    return Shown(totals.counts, rows, totals.finished, totals.later, totals.later_on)


def read_doings(lines: Iterable[tuple[str, str]]) -> list[Doing]:
    """What is to be done, of what was kept."""
    return [
        Doing(_row(rest), bool(waits), bool(came_back), bool(calls_letter))
        for waits, came_back, calls_letter, *rest in _read(lines)
    ]


def _read(lines: Iterable[tuple[str, str]]) -> Iterator[list[Any]]:
    """What lines say; some are read in one go, as a ledger can have tens of thousands."""
    for some in batched((text for _, text in lines), _SOME):
        yield from json.loads(f"[{','.join(some)}]")
