"""Periods and calendars: arithmetic of days and months, holidays, rolling."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unbroker.facts.deadlines import Calendar, Period, TooFar, add_months, calendar_of, calendar_of_region
from unbroker.facts.due import Move
from unbroker.writing import languages

ENGLISH = languages.get()
DAY = timedelta(days=1)
TERRITORIES = (
    "US-CA",
    "US-TX",
    "DE",
    "DE-BY",
    "GB",
    "GB-SCT",
    "FR",
    "IE",
    "CA",
    "CA-QC",
    "CH-ZH",
    "BR",
    "AU",
    "XX",
)

dates = st.dates(date(1990, 1, 1), date(2090, 12, 31))
calendars = st.sampled_from([calendar_of(territory) for territory in TERRITORIES])


def day(text: str) -> date:
    return date.fromisoformat(text)


# Months.


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2027-03-05", 1, "2027-04-05"),
        ("2027-08-31", 1, "2027-09-30"),
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-01-31", 3, "2027-04-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-10", 6, "2027-06-10"),
    ],
)
def test_months(start: str, months: int, end: str) -> None:
    """A month ends on the same date, else on the last day of the month (Reg. 1182/71 Art. 3(2)(c))."""
    assert add_months(day(start), months) == day(end)


@given(dates, st.integers(0, 30))
def test_months_agree_with_counting_them_one_by_one(start: date, months: int) -> None:
    """Walking month by month and looking the date up at the end gives the same day."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)

    assert add_months(start, months) == date(year, month, min(start.day, monthrange(year, month)[1]))


@given(dates, dates, st.integers(0, 30))
def test_months_keep_the_order_of_days(one: date, other: date, months: int) -> None:
    """A later day is never earlier so many months on."""
    assert (add_months(min(one, other), months)) <= add_months(max(one, other), months)


# Periods.


@pytest.mark.parametrize(
    ("period", "end"),
    [
        (Period(45, "calendar-days"), "2026-12-26"),
        (Period(10, "business-days"), "2026-11-25"),
        (Period(1, "months"), "2026-12-11"),
        (Period(0, "calendar-days"), "2026-11-11"),
    ],
)
def test_period_ends(period: Period, end: str) -> None:
    """The day of receipt is not counted; received on Veterans Day in California."""
    assert calendar_of("US-CA").end(day("2026-11-11"), period) == day(end)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("45 calendar-days", "45 calendar days"),
        ("1 business-days", "1 business day"),
        ("1 months", "one month"),
        ("3 months", "three months"),
        ("18 months", "18 months"),
    ],
)
def test_period_reads_and_says(text: str, said: str) -> None:
    """What a law file has is read, and said in words."""
    assert str(Period.parse(text)) == said


@pytest.mark.parametrize("text", ["45", "45 days", "calendar-days", "-1 months", "1.5 months", ""])
def test_what_is_no_period(text: str) -> None:
    """Anything else is refused with an example."""
    with pytest.raises(ValueError, match="is not a period") as refused:
        Period.parse(text)

    assert str(refused.value) == (
        f"{text!r} is not a period | as in '45 calendar-days', '10 business-days', '1 months'"
    )


@pytest.mark.parametrize("period", [Period(45, "calendar-days"), Period(3, "months"), Period(300, "business-days")])
def test_end_of_the_calendar(period: Period) -> None:
    """A period that ends beyond the last year there is, is refused."""
    with pytest.raises(TooFar) as refused:
        calendar_of("DE").end(date(9999, 12, 20), period)

    assert "the period ends beyond the calendar (name a day between the years 2 and 9990)" in str(refused.value)


# Days off.


@pytest.mark.parametrize(
    ("territory", "on", "name"),
    [
        ("US-CA", "2026-11-27", "Day After Thanksgiving"),
        ("US-CA", "2027-03-31", "Cesar Chavez Day"),
        ("US-CA", "2027-02-12", "Lincoln Day"),
        ("US-CA", "2029-09-10", "Admission Day (observed)"),
        ("US-CA", "2029-09-09", "Admission Day"),
        ("US-CA", "2027-09-24", "Native American Day"),
        ("US-CA", "2028-01-26", "Lunar New Year"),
        ("US-CA", "2027-10-29", "Diwali"),
        ("US-CA", "2026-10-12", "Columbus Day"),
        ("US-CA", "2026-07-03", "Independence Day (observed)"),
        ("US-CA", "2027-03-26", None),  # Good Friday: from noon to three o'clock only
        ("US-TX", "2026-10-12", "Columbus Day"),
        ("US-DE", "2027-02-15", "Washington's Birthday"),
        ("US", "2026-11-27", None),
        ("DE", "2026-12-25", "Christmas Day"),
        ("DE", "2027-01-06", None),
        ("DE-BY", "2027-01-06", "Epiphany"),
        ("DE-BE", "2027-03-08", "Women's Day"),
        ("FR-57", "2027-03-26", "Good Friday"),
        ("FR", "2027-03-26", None),
        ("NL", "2027-05-05", "Liberation Day"),
        ("IE", "2027-02-01", "Saint Brigid's Day"),
        ("SE", "2027-06-25", None),  # Midsummer Eve: kept by custom, no public holiday
        ("GB-ENG", "2026-12-28", "Boxing Day (observed)"),
        ("GB-ENG", "2026-11-30", None),
        ("GB-SCT", "2026-11-30", "Saint Andrew's Day"),
        ("GB", "2026-11-30", "Saint Andrew's Day"),
        ("GB-ENG", "2027-03-29", "Easter Monday"),
        ("GB-SCT", "2027-03-29", None),
        ("CA", "2027-03-29", "Easter Monday"),
        ("CA", "2026-11-11", "Remembrance Day"),
        ("CA-QC", "2027-06-24", "Saint John the Baptist Day"),
        ("CH", "2027-03-26", None),
        ("CH-ZH", "2027-03-26", "Good Friday"),
        ("BR", "2026-11-20", "National Day of Zumbi and Black Awareness"),
        ("AU", "2027-01-26", "Australia Day"),
        ("DE", "2026-12-27", None),
    ],
)
def test_day_off(territory: str, on: str, name: str | None) -> None:
    """What keeps a day from being a working day in a territory."""
    assert calendar_of(territory).holiday(day(on)) == name


@pytest.mark.parametrize(
    ("on", "off"), [("2027-06-24", True), ("2027-03-29", True), ("2026-09-30", False), ("2026-11-11", False)]
)
def test_quebec_law_has_quebec_days(on: str, off: bool) -> None:  # noqa: FBT001 - a cell of the table
    """Québec's own law counts Québec's holidays, not those of federal law alone."""
    assert calendar_of_region("CA-QC").is_working(day(on)) is not off


@pytest.mark.parametrize(
    ("territory", "sure"),
    [
        ("DE", False),
        ("DE-BY", True),
        ("IE", True),
        ("PL", True),
        ("FR", False),
        ("FR-IDF", False),
        ("XX", False),
    ],
)
def test_calendar_knows_what_it_does_not_know(territory: str, sure: bool) -> None:  # noqa: FBT001 - a cell
    """Where regions have days of their own and the region is not known, or the country is not, it says so."""
    assert calendar_of(territory).sure is sure


def test_both_calendars() -> None:
    """A day off in one of two calendars is a day off of both together."""
    both = calendar_of("IE") | calendar_of("US")

    assert both == Calendar(("IE", "US"), sure=False)
    assert [both.is_working(day(on)) for on in ("2026-11-26", "2027-02-01", "2027-02-02")] == [
        False,
        False,
        True,
    ]


# Rolling.


@pytest.mark.parametrize(
    ("territory", "start", "rolled", "why"),
    [
        ("US-CA", "2026-12-26", "2026-12-28", "26 December is a Saturday -> Monday 28 December"),
        ("US-CA", "2027-02-14", "2027-02-16",
         "14 February is a Sunday, 15 February is Washington's Birthday -> Tuesday 16 February"),
        ("IE", "2027-01-01", "2027-01-04", "1 January is New Year's Day -> Monday 4 January"),
        ("GB-ENG", "2026-12-26", "2026-12-29",
         "26 December is Boxing Day, 28 December is Boxing Day (observed) -> Tuesday 29 December"),
    ],
)  # fmt: skip
def test_roll_says_why(territory: str, start: str, rolled: str, why: str) -> None:
    """The other side's last day moves to the next working day, and the reason is said."""
    calendar = calendar_of(territory)

    assert calendar.roll(day(start)) == day(rolled)
    assert ENGLISH.because(Move("due_legal", day(start), day(rolled), calendar)) == why


def test_roll_back_says_why() -> None:
    """The person's own last day moves to the working day before."""
    calendar = calendar_of("CA-QC")

    assert calendar.roll_back(day("2027-01-30")) == day("2027-01-29")
    move = Move("user_deadline", day("2027-01-30"), day("2027-01-29"), calendar)
    assert ENGLISH.because(move) == "30 January is a Saturday -> Friday 29 January"


@given(calendars, dates)
def test_roll_finds_the_nearest_working_day(calendar: Calendar, start: date) -> None:
    """Forward or back it is a working day, and none lies between."""
    ahead, back = calendar.roll(start), calendar.roll_back(start)

    assert back <= start <= ahead
    assert calendar.is_working(ahead)
    assert calendar.is_working(back)
    assert not any(calendar.is_working(start + DAY * n) for n in range((ahead - start).days))
    assert not any(calendar.is_working(start - DAY * n) for n in range((start - back).days))


@given(calendars, dates, st.integers(0, 20))
def test_working_days_agree_with_counting_them(calendar: Calendar, start: date, count: int) -> None:
    """So many working days lie after the start, up to and with the last one."""
    end = calendar.working_days_after(start, count)

    counted = sum(calendar.is_working(start + DAY * n) for n in range(1, (end - start).days + 1))
    assert counted == count


@given(calendars, dates)
def test_a_working_day_has_no_day_off(calendar: Calendar, on: date) -> None:
    """A day is a working day exactly if nothing keeps it from being one; weekends always do."""
    assert calendar.is_working(on) == (calendar.holiday(on) is None and on.weekday() < 5)
    assert on.weekday() < 5 or not calendar.is_working(on)
