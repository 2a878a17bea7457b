"""Days as people write them."""

import re
from datetime import date, timedelta

import click

from unbroker.facts.deadlines import add_months

_AGO = re.compile(r"(\d{1,3}|an?|one|two|three|four|five|six) (day|week|month)s? ago")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NAMES = {"today": 0, "yesterday": 1, "the day before yesterday": 2}


def a_day(words: str | None, today: date) -> date:
    """The day that is meant: 2026-12-20, yesterday, 3 days ago; today if nothing is said.

    Raises:
        BadParameter: it is none.
    """
    if words is None:
        return today
    day = " ".join(words.casefold().split())
    if day in _NAMES:
        return today - timedelta(days=_NAMES[day])
    if match := _AGO.fullmatch(day):
        count = _NUMBERS.get(match[1]) or int(match[1])
        if match[2] == "month":
            return add_months(today, -count)
        return today - timedelta(days=count * (7 if match[2] == "week" else 1))
    try:
        return date.fromisoformat(day)
    except ValueError:
        hint = "write it as 2026-11-22, yesterday or 3 days ago"
        raise click.BadParameter(f"{words!r} is no day ({hint})", param_hint="--on") from None
