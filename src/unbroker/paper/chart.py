"""Charts: where the bars, ticks and labels of a picture stand. Pure; what they look like is a template's.

A chart is as wide as the text; lengths are in points, so that its letters are as large as those around it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unbroker.facts.deadlines import add_months

WIDTH = 480.0
_LABELS, _COUNT = 150.0, 34.0
_ROW, _BAR = 19.0, 12.0
_LOW_ROW, _LOW_BAR = 15.0, 9.0
_TALL = 120.0
_GAP = 3.0
_DAY = timedelta(days=1)
_MANY_MONTHS = 14
_COLUMNS = 3


@dataclass(frozen=True)
class Bar:
    """A rectangle, and what stands beside it."""

    kind: str
    """What it stands for; a template chooses the colour by it."""
    x: float
    y: float
    width: float
    height: float
    label: str = ""
    count: int = 0


@dataclass(frozen=True)
class Tick:
    """A place on an axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    """A picture's size and its parts."""

    width: float
    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...] = ()
    line: float | None = None
    """Where the line stands that parts before from after."""
    legend: tuple[Bar, ...] = ()
    """A small box for each kind, for its name to stand beside it."""
    foot: float = 0.0
    """Where the bars end, and the legend begins below."""


@dataclass(frozen=True)
class Stretch:
    """A row of a timeline: from a day to a day, and a day to mark."""

    label: str
    kind: str
    begins: date
    ends: date
    mark: date | None


def counts(rows: Sequence[tuple[str, str, int]]) -> Chart:
    """Lying bars, one below the other: kind, label and count of each."""
    most = max((count for _, _, count in rows), default=0) or 1
    room = WIDTH - _LABELS - _COUNT
    bars = tuple(
        Bar(kind, _LABELS, index * _ROW, room * count / most, _BAR, label, count)
        for index, (kind, label, count) in enumerate(rows)
    )
    return Chart(WIDTH, len(rows) * _ROW, bars)


def columns(parts: Sequence[tuple[str, Mapping[str, int]]], after: int) -> Chart:
    """Standing bars, each of several kinds one on the other; a line stands before the one with the number `after`."""
    most = max((sum(tally.values()) for _, tally in parts), default=0) or 1
    step = WIDTH / len(parts)
    bars: list[Bar] = []
    for index, (label, tally) in enumerate(parts):
        top = _TALL + _ROW
        for kind, count in tally.items():
            height = _TALL * count / most
            top -= height
            bars.append(Bar(kind, index * step + _GAP, top, step - 2 * _GAP, height, label, count))
    ticks = tuple(Tick((index + 0.5) * step, label) for index, (label, _) in enumerate(parts))
    return Chart(WIDTH, _TALL + 3 * _ROW, tuple(bars), ticks, after * step)


def timeline(rows: Sequence[Stretch], today: date, legend: Sequence[str], month: Callable[[date], str]) -> Chart:
    """A bar for each row from its first day to its last, with its marked day, over the months; then the kinds.

    Args:
        rows: from top to bottom.
        today: where the line stands.
        legend: the kinds.
        month: the name of a day's month, short.
    """
    days = [day for row in rows for day in (row.begins, row.ends, row.mark) if day]
    first, last = min(days, default=today).replace(day=1), max([*days, today]) + _DAY
    scale = (WIDTH - _LABELS) / (last - first).days

    def at(day: date) -> float:
        return _LABELS + (day - first).days * scale

    bars: list[Bar] = []
    for index, row in enumerate(rows, 1):
        wide = max(at(row.ends) - at(row.begins), 2.0)
        bars.append(Bar(row.kind, at(row.begins), index * _LOW_ROW, wide, _LOW_BAR, row.label))
        if row.mark:
            bars.append(Bar("mark", at(row.mark) - 0.75, index * _LOW_ROW - _GAP, 1.5, _LOW_BAR + 2 * _GAP))
    foot = (len(rows) + 1.5) * _LOW_ROW
    kinds = [
        Bar(kind, (index % _COLUMNS) * WIDTH / _COLUMNS, foot + index // _COLUMNS * _LOW_ROW, _LOW_BAR, _LOW_BAR)
        for index, kind in enumerate(legend)
    ]
    deep = -(-len(legend) // _COLUMNS)
    ticks = tuple(Tick(at(day), _month(month(day), day, first)) for day in _months(first, last))
    height = (len(rows) + 1) * _LOW_ROW
    return Chart(WIDTH, foot + deep * _LOW_ROW, tuple(bars), ticks, at(today), tuple(kinds), height)


def _month(name: str, day: date, first: date) -> str:
    return f"{name} {day.year}" if day.month == 1 or day == first else name


def _months(first: date, last: date) -> Iterator[date]:
    """The first days of the months, or of every third where they are many."""
    step = 1 if add_months(first, _MANY_MONTHS) > last else 3
    day = first
    while day <= last:
        yield day
        day = add_months(day, step)
