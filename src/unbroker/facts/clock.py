"""Clocks: from a law, a receipt and what happened since, the days on which things are due.

Pure: no clock is read, no file opened; figures stand in law.yaml, calendars in `facts/deadlines`. Time runs
from receipt, not from sending; the other side's last day rolls forward, the person's own backward; nobody is
called late before the last possible day and some grace have passed.
"""

from datetime import date, timedelta

from unbroker.base.errors import UserError
from unbroker.facts.channel import Row
from unbroker.facts.deadlines import Calendar, calendar_of
from unbroker.facts.due import NOTHING, Due, Happened, Parties, Receipt
from unbroker.facts.law import Law, Right
from unbroker.facts.reckoning import Reckoning
from unbroker.facts.remark import remarks
from unbroker.facts.venue import calendar_for

_DAY = timedelta(days=1)


class WrongOrder(UserError):  # noqa: N818 - the sentence is the name
    """Something is said to have happened before what it follows."""

    def __init__(self, what: str, on: date, other: str, since: date) -> None:
        hint = f"give {since} or later, or correct the other date"
        super().__init__(f"{what} on {on} is before {other} on {since} ({hint})")


def reckon(
    law: Law,
    right: Right,
    receipt: Receipt,
    parties: Parties | None = None,
    happened: Happened | None = None,
) -> Due:
    """The days of a case by the rule in force on the day of receipt.

    Raises:
        NotInForce: the law did not have the right, or a time for it, on that day.
        NoCalendar: it counts where the controller is, and nobody is known.
        WrongOrder: an event is before the receipt, or an answer before its question.
        TooFar: a period ends beyond the calendar.
    """
    happened = happened or NOTHING
    if happened is not NOTHING:
        _check_order(receipt, happened)
    law.right_on(right, receipt.on)
    rule = law.clock_on(right, receipt.on)
    return _due(Reckoning(law, rule, receipt, happened, calendar_for(law, rule, parties or Parties())))


def arrival(sent: date, calendar: Calendar, way: Row, *, abroad: bool) -> date:
    """When an untracked letter is taken to have arrived: for reminders, never for a letter's words."""
    return calendar.working_days_after(sent, way.arrives[abroad])


def assumed(left: date, way: Row, there: str | None, home: str) -> Receipt:
    """The receipt of an untracked letter, for reminders only: at once, or after some working days.

    Args:
        left: the day on which it left.
        way: by which it did.
        there: the country of its address; none where the address says none, which is taken for the sender's.
        home: the country of its sender; empty where it is not known.
    """
    if way.is_direct:
        return Receipt(left, "assumed", way.kind)
    country = there or home
    arrived = arrival(left, calendar_of(country or "US"), way, abroad=bool(home) and country != home)
    return Receipt(arrived, "assumed", way.kind)


def _check_order(receipt: Receipt, happened: Happened) -> None:
    questions = {"identity": happened.identity, "clarification": happened.clarification, "a fee": happened.fee}
    events = {
        "the extension notice": happened.extension_notice,
        "the refusal": happened.refused,
        "the appeal": happened.appeal,
        "the complaint": happened.complaint,
        "the complaint to the regulator": happened.lodged,
    }
    for what, on in events.items():
        if on is not None and on < receipt.on:
            raise WrongOrder(what, on, "the receipt", receipt.on)
    for name, pair in questions.items():
        if pair and pair.asked < receipt.on:
            raise WrongOrder(f"the demand for {name}", pair.asked, "the receipt", receipt.on)
        if pair and pair.given and pair.given < pair.asked:
            raise WrongOrder(f"the answer to the demand for {name}", pair.given, "the demand", pair.asked)


def _due(case: Reckoning) -> Due:
    nominal = case.days
    appeal_due, appeal_extended = nominal.get("appeal_due"), nominal.get("appeal_extended")
    return Due(
        clock=case.rule,
        calendar=case.calendar,
        period=case.period,
        ack_due=case.ack_due,
        earliest=case.nominal - _DAY if case.nominal and case.literal else None,
        due_nominal=case.nominal,
        due_legal=case.legal,
        due_read=case.last_read,
        due_extended=case.extended,
        extended=case.is_extended,
        ask_from=case.over_from,
        assert_overdue_from=case.over_from if case.must_answer else None,
        user_deadline=case.calendar.roll_back(case.limit[0]) if case.limit else None,
        limit=case.limit[1] if case.limit else None,
        appeal_due=case.roll(appeal_due) if appeal_due else None,
        appeal_extended=case.roll(appeal_extended) if appeal_extended else None,
        appeal=case.appeal,
        paused=case.pause,
        nominal=nominal,
        notes=tuple(remarks(case)),
    )
