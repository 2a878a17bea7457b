"""A day that remembers with which other days it was compared: so is known on which days an answer would be the same.

What is reckoned for a day depends on it only by comparisons, or it does in ways that are taken to change each day.
The same comparisons turn out the same between the nearest of these days before and after it.
"""

from datetime import date, timedelta
from typing import Any, Self

_DAY = timedelta(days=1)


class WatchedDay(date):
    """A day, with the days at which a comparison with it would turn out otherwise."""

    _turns: set[date]
    _shift: timedelta
    """How far it is from the day that is watched."""

    @classmethod
    def on(cls, day: date) -> Self:
        """A day that is watched from now on."""
        return cls._made(day, set(), timedelta())

    @classmethod
    def _made(cls, day: date, turns: set[date], shift: timedelta) -> Self:
        watched = cls.fromordinal(day.toordinal())
        watched.__dict__.update(_turns=turns, _shift=shift)
        return watched

    @property
    def _watched(self) -> date:
        return date.fromordinal(self.toordinal()) - self._shift

    def _compared(self, other: object) -> date | None:
        if not isinstance(other, date):
            return None
        plain = date.fromordinal(other.toordinal())
        for day in (plain, plain + _DAY if plain < date.max else plain):
            moved = day.toordinal() - self._shift.days
            if date.min.toordinal() <= moved <= date.max.toordinal():
                self._turns.add(date.fromordinal(moved))
        return plain

    def _each_day(self) -> None:
        """What it is used for is another thing tomorrow."""
        self._turns |= {self._watched, self._watched + _DAY}

    @property
    def holds(self) -> tuple[date, date]:
        """The first day on which all comparisons turn out the same, and the first one after it on which not."""
        day = self._watched
        before = max((turn for turn in self._turns if turn <= day), default=date.min)
        return before, min((turn for turn in self._turns if turn > day), default=date.max)

    def __lt__(self, other: date) -> bool:
        plain = self._compared(other)
        return NotImplemented if plain is None else date.__lt__(self, plain)

    def __le__(self, other: date) -> bool:
        plain = self._compared(other)
        return NotImplemented if plain is None else date.__le__(self, plain)

    def __gt__(self, other: date) -> bool:
        plain = self._compared(other)
        return NotImplemented if plain is None else date.__gt__(self, plain)

    def __ge__(self, other: date) -> bool:
        plain = self._compared(other)
        return NotImplemented if plain is None else date.__ge__(self, plain)

    def __eq__(self, other: object) -> bool:
        plain = self._compared(other)
        return False if plain is None else date.__eq__(self, plain)

    def __hash__(self) -> int:
        self._each_day()
        return date.__hash__(self)

    def __add__(self, length: timedelta) -> Self:
        return self._made(date.fromordinal(self.toordinal()) + length, self._turns, self._shift + length)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return self + -other
        self._each_day()
        return date.fromordinal(self.toordinal()) - other

    def __rsub__(self, other: date) -> timedelta:
        self._each_day()
        return other - date.fromordinal(self.toordinal())

    def isoformat(self) -> str:
        """As 2026-11-30."""
        self._each_day()
        return super().isoformat()

    def __str__(self) -> str:
        return self.isoformat()

    def __repr__(self) -> str:
        return f"WatchedDay({super().isoformat()})"

    def replace(self, *parts: Any, **named: Any) -> date:  # type: ignore[override] # a plain day, which nobody watches
        """Another day; of what it is used for nothing is known."""
        self._each_day()
        return date.fromordinal(self.toordinal()).replace(*parts, **named)

    def strftime(self, form: str) -> str:
        """In a form."""
        self._each_day()
        return super().strftime(form)

    def __format__(self, form: str) -> str:
        self._each_day()
        return date.__format__(self, form)

    @property
    def year(self) -> int:
        """Its year."""
        self._each_day()
        return super().year

    @property
    def month(self) -> int:
        """Its month."""
        self._each_day()
        return super().month

    @property
    def day(self) -> int:
        """Its day of the month."""
        self._each_day()
        return super().day

    def weekday(self) -> int:
        """Its day of the week."""
        self._each_day()
        return date.weekday(self)
