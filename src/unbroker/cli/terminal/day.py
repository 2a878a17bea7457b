"""Days as people write them."""

import re
from datetime import date, timedelta

import click

from unbroker.facts.deadlines import add_months

_AGO = re.compile(r"(\d{1,3}|an?|one|two|three|four|five|six) (day|week|month)s? ago")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NAMES = {"today": 0, "yesterday": 1, "the day before yesterday": 2}


_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)


class NotADay(ValueError):  # noqa: N818 - the sentence is the name
    """Words that name no day, or one that the calendar here does not have."""


def read_day(words: str, today: date) -> date:
    """The day that is meant: 2026-12-20, yesterday, 3 weeks ago.

    Raises:
        NotADay: it is none.
    """
    day = _read(" ".join(words.casefold().split()), words, today)
    if not _FIRST <= day <= _LAST:
        raise NotADay(f"{words!r} is out of range (dates go from {_FIRST} to {_LAST})")
    return day


def _read(day: str, words: str, today: date) -> date:
    try:
        if day in _NAMES:
            return today - timedelta(days=_NAMES[day])
        if match := _AGO.fullmatch(day):
            count = _NUMBERS.get(match[1]) or int(match[1])
            if match[2] == "month":
                return add_months(today, -count)
            return today - timedelta(days=count * (7 if match[2] == "week" else 1))
        return date.fromisoformat(day)
    except ValueError:
        raise NotADay(f"{words!r} is not a date (write it as 2026-11-22, yesterday or 3 days ago)") from None


def a_day(words: str | None, today: date, hint: str = "--on") -> date:
    """The day that is meant; today if nothing is said.

    Args:
        words: as `read_day` takes them.
        today: what day it is.
        hint: the option that is blamed.

    Raises:
        BadParameter: it is none.
    """
    if words is None:
        return today
    try:
        return read_day(words, today)
    except NotADay as error:
        raise click.BadParameter(str(error), param_hint=hint) from None
