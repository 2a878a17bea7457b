"""Periods as statutes state them, and the calendars on which they end: holidays, working days, rolling.

Pure functions over dates; which law counts on whose calendar is `facts/clock`'s. Holidays are those of the
`holidays` library (its category "public" only), with the corrections that `_ALSO` and `_CATEGORIES` name.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal, get_args

from unbroker.base import places
from unbroker.base.answers import Answers
from unbroker.base.errors import UserError
from unbroker.base.late import late

holidays = late("holidays")
_ANSWERS = Answers("holidays")
Unit = Literal["calendar-days", "business-days", "months"]

_WORDS = ("no", "one", "two", "three", "four", "five", "six")
_DAY = timedelta(days=1)
_FRIDAY, _SUNDAY = 4, 6
_SAMPLE_YEAR = 2027


class TooFar(UserError):  # noqa: N818 - the sentence is the name
    """A period ends beyond the calendar."""

    def __init__(self, start: date) -> None:
        super().__init__(f"{start}: the period ends beyond the calendar (name a day between the years 2 and 9990)")


@dataclass(frozen=True)
class Period:
    """A length of time as a statute states it."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "45 calendar-days", "10 business-days" or "1 months".

        Raises:
            ValueError: it is none of these.
        """
        match = re.fullmatch(r"(\d+) (\S+)", text)
        unit: Unit | None = next((name for name in get_args(Unit) if match and name == match[2]), None)
        if match is None or unit is None:
            hint = "as in '45 calendar-days', '10 business-days', '1 months'"
            raise ValueError(f"{text!r} is not a period | {hint}")
        return cls(int(match[1]), unit)

    @property
    def written(self) -> str:
        """As a law's file has it."""
        return f"{self.count} {self.unit}"

    def __str__(self) -> str:
        count = _WORDS[self.count] if self.unit == "months" and self.count < len(_WORDS) else str(self.count)
        unit = self.unit.replace("-", " ")
        return f"{count} {unit[:-1] if self.count == 1 else unit}"


def add_months(day: date, months: int) -> date:
    """The same date months on, or that month's last day where it lacks it (Reg. 1182/71 Art. 3(2)(c))."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Calendar:
    """Which days are no working days: Saturdays, Sundays, and the public holidays of some territories."""

    territories: tuple[str, ...]
    """ISO 3166-1 or -2; a day off in one of them is a day off."""
    sure: bool = True
    """False where regions have days of their own and the region is not known."""
    _seen: dict[int, frozenset[date]] = field(default_factory=dict, compare=False, repr=False)
    """The holidays of the years that were asked for."""

    def __or__(self, other: "Calendar") -> "Calendar":
        """The days off of both."""
        territories = tuple(dict.fromkeys(self.territories + other.territories))
        return Calendar(territories, sure=self.sure and other.sure)

    def holiday(self, day: date) -> str | None:
        """The name of a holiday as the library has it in English, such as "Christmas Day"; None on other days."""
        names = (_holidays_of(territory, day.year).get(day) for territory in self.territories)
        return next((name for name in names if name), None)

    def is_working(self, day: date) -> bool:
        """Whether it is a working day."""
        if day.weekday() > _FRIDAY:
            return False
        if (holidays := self._seen.get(day.year)) is None:
            names = (_holidays_of(territory, day.year) for territory in self.territories)
            holidays = self._seen[day.year] = frozenset().union(*names)
        return day not in holidays

    def roll(self, day: date) -> date:
        """The day itself or the next working day: how the other side's time ends.

        Raises:
            TooFar: there is none.
        """
        return self._nearest(day, _DAY)

    def roll_back(self, day: date) -> date:
        """The day itself or the working day before it: how the person's own time ends."""
        return self._nearest(day, -_DAY)

    def working_days_after(self, day: date, count: int) -> date:
        """The last of so many working days, the first of which is the first one after `day`.

        Raises:
            TooFar: it lies beyond the calendar.
        """
        while count:
            day = _plus(day, _DAY)
            count -= self.is_working(day)
        return day

    def end(self, start: date, period: Period) -> date:
        """The last day of a period whose first day is the one after `start`; not rolled.

        Raises:
            TooFar: it lies beyond the calendar.
        """
        match period.unit:
            case "calendar-days":
                return _plus(start, timedelta(days=period.count))
            case "business-days":
                return self.working_days_after(start, period.count)
            case "months":
                try:
                    return add_months(start, period.count)
                except ValueError as error:
                    raise TooFar(start) from error

    def passed(self, day: date, moved: date) -> tuple[tuple[date, str | None], ...]:
        """The days off because of which a day was moved, each with its holiday, None where it is of a weekend.

        A weekend is named only where the day itself lies in it.
        """
        step = _DAY if moved > day else -_DAY
        days = [day + step * count for count in range(abs((moved - day).days))]
        return tuple((passed, self.holiday(passed)) for passed in days if passed == day or self.holiday(passed))

    def _nearest(self, day: date, step: timedelta) -> date:
        while not self.is_working(day):
            day = _plus(day, step)
        return day


def version() -> str:
    """What tells that holidays are still the same."""
    return _ANSWERS.version


@cache
def calendar_of(territory: str) -> Calendar:
    """The calendar of a country or a region: its own holidays and those of the whole country.

    A state of the US keeps the federal holidays too, which the library leaves out where the state's own
    offices are open (Columbus Day). `GB` alone is every part of it at once, which is never too early.
    """
    country = places.country(territory)
    if country == "GB":
        parts = ("GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR")
        return Calendar((territory,) if territory in parts else parts)
    regions = _regions().get(country)
    if regions and territory.removeprefix(f"{country}-") in regions:
        return Calendar((country, territory))
    return Calendar((country,), sure=regions is not None and not _has_regional_days(country))


def calendar_of_region(territory: str) -> Calendar:
    """The calendar of a region's own law: its holidays without those that only federal law has (Québec)."""
    whole = calendar_of(territory)
    return Calendar((territory,)) if territory in whole.territories else whole


@cache
def _holidays_of(territory: str, year: int) -> Mapping[date, str]:
    """The holidays of exactly this territory in a year, by their English names."""
    days = _ANSWERS.ask(f"{territory} {year}", lambda: _asked(territory, year))
    return {date.fromisoformat(day): name for day, name in days.items()}


def _asked(territory: str, year: int) -> dict[str, str]:
    country, _, region = territory.partition("-")
    holiday_names = dict(_library(country, region or None, year, _CATEGORIES.get(territory, ("public",))))
    for day, name in _ALSO[territory](year) if territory in _ALSO else ():
        holiday_names.setdefault(day, name)
    return {day.isoformat(): name for day, name in holiday_names.items()}


def _library(country: str, region: str | None, year: int, categories: tuple[str, ...] = ("public",)) -> dict[date, str]:
    if country not in _regions():
        return {}
    days: dict[date, str] = holidays.country_holidays(
        country, region, years=year, categories=categories, language="en_US"
    )
    return days


@cache
def _regions() -> Mapping[str, list[str]]:
    """The regions that the library knows, by country; of a missing country only the weekends count."""
    regions: Mapping[str, list[str]] = _ANSWERS.ask(
        "regions", lambda: holidays.list_supported_countries(include_aliases=False)
    )
    return regions


@cache
def _has_regional_days(country: str) -> bool:
    """Whether some region of a country has a day off that the whole country has not."""
    return bool(_ANSWERS.ask(f"{country} has regional days", lambda: _has_days_of_regions(country)))


def _has_days_of_regions(country: str) -> bool:
    whole = _holidays_of(country, _SAMPLE_YEAR).keys()
    return any(not whole >= _library(country, region, _SAMPLE_YEAR).keys() for region in _regions().get(country, ()))


def _california(year: int) -> Iterator[tuple[date, str]]:
    """The whole days that Gov. Code § 6700 names and the library does not; § 6701 moves two off a Sunday.

    11 CCR § 7021 leaves "business day" open, so that a day which anybody could take for a holiday is none.
    The library has 31 March, the day after Thanksgiving and Diwali.
    """
    for day, name in ((date(year, 2, 12), "Lincoln Day"), (date(year, 9, 9), "Admission Day")):
        yield day, name
        if day.weekday() == _SUNDAY:
            yield day + _DAY, f"{name} (observed)"
    yield date(year, 4, 24), "Genocide Remembrance Day"
    fourth_week = date(year, 9, 22)
    yield fourth_week + _DAY * ((_FRIDAY - fourth_week.weekday()) % 7), "Native American Day"
    yield from ((day, "Lunar New Year") for day in _named("SG", year, "Chinese New Year")[:1])


def _netherlands(year: int) -> Iterator[tuple[date, str]]:
    """Algemene termijnenwet art. 3 has 5 May in every year; the library counts it in every fifth."""
    yield date(year, 5, 5), "Liberation Day"


def _canada(year: int) -> Iterator[tuple[date, str]]:
    """Interpretation Act, R.S.C. 1985, c. I-21, s. 35 has Easter Monday; the library does not."""
    yield from ((day + 3 * _DAY, "Easter Monday") for day in _named("CA", year, "Good Friday"))


def _named(country: str, year: int, name: str) -> list[date]:
    return sorted(day for day, named in _library(country, None, year).items() if name in named)


_ALSO: Mapping[str, Callable[[int], Iterable[tuple[date, str]]]] = {
    "US-CA": _california,
    "NL": _netherlands,
    "CA": _canada,
}
_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    # Interpretation Act, s. 35: Victoria Day, 30 September, Thanksgiving, Remembrance Day
    "CA": ("public", "government"),
    # Interpretation Act, CQLR c. I-16, s. 61(23): Easter Monday
    "CA-QC": ("public", "optional"),
}


def _plus(day: date, length: timedelta) -> date:
    try:
        return day + length
    except OverflowError as error:
        raise TooFar(day) from error
