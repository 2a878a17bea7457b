"""A day that is watched: between the days that it names, each use of it comes to the same."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unbroker.cases.watched_day import WatchedDay

DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))
USES: list[Callable[[date, date], object]] = [
    lambda today, on: today < on,
    lambda today, on: on <= today,
    lambda today, on: today > on,
    lambda today, on: on >= today + timedelta(3),
    lambda today, on: today - timedelta(5) == on,
    lambda today, on: (today - on).days // 7,
    lambda today, on: (on - today).days,
    lambda today, on: f"{today} {on}",
    lambda today, on: max(today, on).isoformat(),
    lambda today, on: today.month + on.month,
    lambda today, on: {today: 1}.get(on),
    lambda today, on: min(on, today) == on,
    lambda today, _: str(timedelta(2) + today),
    lambda today, _: today.replace(day=1),
    lambda today, _: (today.year, today.day, today.weekday(), today.strftime("%d"), format(today)),
]


@pytest.mark.parametrize("number", range(len(USES)))
@given(today=DAYS, on=DAYS, other=DAYS)
def test_what_holds_on_a_day_holds_between_its_turns(number: int, today: date, on: date, other: date) -> None:
    """On each day from the first that it names to the one before the last."""
    use, watched = USES[number], WatchedDay.on(today)

    assert use(today, on) == use(watched, on)

    since, until = watched.holds
    assert since <= today < until
    if since <= other < until:
        assert use(today, on) == use(other, on)


def test_a_comparison_alone_does_not_bind_it_to_its_day() -> None:
    """It holds until the day that was named."""
    watched = WatchedDay.on(date(2026, 1, 5))

    assert watched < date(2026, 2, 1)
    assert (date.min, date(2026, 2, 1)) == watched.holds
    assert date(2026, 1, 3) <= watched
    assert (date(2026, 1, 4), date(2026, 2, 1)) == watched.holds
    assert watched != "2026-01-05"
    assert "WatchedDay(2026-01-05)" == repr(watched)
