"""The report: what became of all requests, counted by law and by broker, and laid against the days of the law. Pure.

A case is one right of one request. It has one fate, so that the fates of some cases add up to their number. Nobody
is late by a law that is not known to bind, or where no receipt is proven: their silence is a fate of its own.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Literal, get_args

from unbroker.cases.lateness import Delay, delay
from unbroker.cases.status import Docket, Entry

Fate = Literal["done", "partial", "no-data", "refused", "late", "silent", "waiting", "over", "undelivered"]
FATES: tuple[Fate, ...] = get_args(Fate)
_BY_OUTCOME: Mapping[str, Fate] = {
    "fulfilled": "done",
    "partial": "partial",
    "no-data": "no-data",
    "denied": "refused",
    "revoked": "over",
    "expired": "over",
}
_ANSWERED: tuple[Fate, ...] = ("done", "partial", "no-data", "refused")
_EDGES = (-90, -60, -30, -14, -7, 0, 7, 14, 30, 60, 90)
"""Days from the last day, between which the answers are counted."""


@dataclass(frozen=True)
class Line:
    """A case and its fate."""

    entry: Entry
    fate: Fate
    delay: Delay

    @property
    def late(self) -> bool:
        """Whether the answer was late, or is."""
        return self.delay.late and self.entry.case.opening.binding


@dataclass(frozen=True)
class Tally:
    """Some cases, counted."""

    name: str
    lines: tuple[Line, ...]

    @property
    def asked(self) -> int:
        """How many there are."""
        return len(self.lines)

    @property
    def answered(self) -> int:
        """How many have an answer."""
        return sum(self.fate(name) for name in _ANSWERED)

    @property
    def late(self) -> int:
        """How many were answered late, or are late without an answer."""
        return sum(line.late for line in self.lines)

    @property
    def typical(self) -> int | None:
        """How many days an answer took: half took no longer; None if there is none."""
        durations = [line.delay.taken for line in self.lines if line.fate in _ANSWERED and line.delay.taken is not None]
        return round(median(durations)) if durations else None

    def fate(self, name: Fate) -> int:
        """How many came to that."""
        return self._fates[name]

    @property
    def _fates(self) -> Counter[Fate]:
        return Counter(line.fate for line in self.lines)


@dataclass(frozen=True)
class Span:
    """The cases that were answered, or are not, so many days after their last day."""

    low: int | None
    """The first of these days; None if there is no bound."""
    high: int | None
    answered: int
    open: int

    @property
    def after(self) -> bool:
        """Whether it lies after the last day."""
        return self.low is not None and self.low > 0


@dataclass(frozen=True)
class Course:
    """A row of the timeline: rights of one request that fared alike."""

    reference: str
    broker: str
    person: str
    law: str
    rights: tuple[str, ...]
    fate: Fate
    begins: date
    """The day on which the letter left, or was sealed."""
    ends: date
    """The day of the answer, or of its end; else today."""
    due: date | None
    late: bool


@dataclass(frozen=True)
class Report:
    """Everything that was asked, counted."""

    today: date
    total: Tally
    by_law: tuple[Tally, ...]
    by_broker: tuple[Tally, ...]
    spans: tuple[Span, ...]
    courses: tuple[Course, ...]
    """The urgent ones first."""
    unsealed: int
    """How many cases are prepared and have not left: nobody was asked yet."""
    requests: int
    since: date | None
    head: str


def report(docket: Docket, today: date, head: str) -> Report:
    """Count what is in a docket.

    Args:
        docket: the cases of whomever the report is about.
        today: its day.
        head: of the ledger.
    """
    sealed = [entry for entry in docket.entries if not entry.was_withdrawn]
    entries = [entry for entry in sealed if entry.state != "prepared"]
    lines = tuple(Line(entry, _fate(entry, lateness), lateness) for entry in entries for lateness in (delay(entry),))
    return Report(
        today,
        Tally("all", lines),
        tuple(_tallies(lines, lambda line: line.entry.case.opening.law)),
        tuple(_tallies(lines, lambda line: line.entry.case.opening.broker_name)),
        tuple(_spans(lines)),
        tuple(sorted(_courses(lines), key=_urgency)),
        len(sealed) - len(entries),
        len({entry.case.opening.reference for entry in entries}),
        min((course.begins for course in _courses(lines)), default=None),
        head,
    )


def _fate(entry: Entry, lateness: Delay) -> Fate:
    outcome = entry.case.outcome if lateness.answer else None
    if outcome is not None:
        # What a platform shows is the broker's word, and proves no deletion.
        is_shown = outcome == "fulfilled" and lateness.answer is not None and lateness.answer.fact("status")
        return "waiting" if is_shown else _BY_OUTCOME[outcome]
    if entry.state == "stuck":
        return "undelivered"
    if entry.state == "closed":
        return "over"
    if entry.case.right == "drop":
        return "waiting"
    if lateness.late and entry.case.opening.binding:
        return "late"
    return "silent" if lateness.days or entry.overdue else "waiting"


def _tallies(lines: Iterable[Line], name: Callable[[Line], str]) -> Iterator[Tally]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(name(line), []).append(line)
    tallies = [Tally(title, tuple(group)) for title, group in groups.items()]
    return iter(sorted(tallies, key=lambda tally: (-tally.late, -tally.asked, tally.name.casefold())))


def _spans(lines: Sequence[Line]) -> Iterator[Span]:
    """How many cases lie how far from their last day, in the order of the days."""
    timed = [line for line in lines if line.delay.margin is not None and line.fate in (*_ANSWERED, "late", "silent")]
    lows: tuple[int | None, ...] = (None, *(edge + 1 for edge in _EDGES))
    for low, high in zip(lows, (*_EDGES, None), strict=True):
        inside = [line for line in timed if _within(line.delay.margin or 0, low, high)]
        answered = sum(line.fate in _ANSWERED for line in inside)
        yield Span(low, high, answered, len(inside) - answered)


def _within(days: int, low: int | None, high: int | None) -> bool:
    return (low is None or low <= days) and (high is None or days <= high)


def _courses(lines: Iterable[Line]) -> Iterator[Course]:
    groups: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        key = (line.entry.case.opening.reference, line.fate, line.delay.awaited, line.delay.until, line.late)
        groups.setdefault(key, []).append(line)
    for group in groups.values():
        first, opening = group[0], group[0].entry.case.opening
        begins = first.entry.case.left or opening.on
        yield Course(
            opening.reference,
            opening.broker_name,
            opening.person,
            opening.law,
            tuple(line.entry.case.right for line in group),
            first.fate,
            begins,
            max(begins, first.delay.until),
            first.delay.awaited,
            first.late,
        )


def _urgency(course: Course) -> tuple[int, date, str]:
    order = ("late", "silent", "undelivered", "refused", "partial", "no-data", "waiting", "over", "done")
    return (order.index(course.fate), course.due or course.begins, course.reference)
