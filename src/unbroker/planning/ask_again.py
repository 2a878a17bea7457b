"""Asking again: whether something may be asked again, and if not yet, from when on. Pure.

Nothing is asked twice while a case is open, or while its answer calls for another letter; what was withdrawn was not
asked. After that, again after 120 days, and access as often as the law makes it free in twelve months: at once if the
last request got no answer that served, after 120 days if it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from unbroker.cases.next_action import next_action_of
from unbroker.cases.status import Docket, Entry
from unbroker.facts.deadlines import add_months
from unbroker.facts.law import Law, Right

AGAIN = timedelta(days=120)
_YEAR = 12


@dataclass(frozen=True)
class NotYet:
    """Why a right is not asked now."""

    reason: str
    hint: str


def not_yet(docket: Docket, law: Law, *, person: str, broker: str, right: Right, today: date) -> NotYet | None:
    """Why a person does not ask a broker for a right on a day; None if nothing speaks against it."""
    asked = docket.asked(person, broker, right)
    for entry in reversed(asked):
        if entry.is_open:
            return _open(entry)
        if entry.state == "answered" and (action := next_action_of(entry)) is not None and action.step is not None:
            reference = entry.case.opening.reference
            return NotYet(f"asked already ({reference}): {action.words}", "`unbroker followup`")
    over_since = max((entry.over_since for entry in asked if entry.over_since), default=None)
    if over_since is None:
        return None
    last = next(entry for entry in reversed(asked) if entry.over_since == over_since)
    rested = over_since + AGAIN
    free_from = _free_again(law, right, asked, today) or rested
    if last.case.outcome == "fulfilled":
        free_from = max(free_from, rested)
    if today >= free_from:
        return None
    ending = f"{last.state} on {over_since} ({last.case.opening.reference})"
    return NotYet(f"{ending}: waiting until {free_from}", "--again asks now")


def _open(entry: Entry) -> NotYet:
    reference = entry.case.opening.reference
    match entry.state:
        case "prepared":
            reason = f"its letter is sealed and has not left ({reference})"
            return NotYet(f"{reason}: waiting until it has", f"`unbroker mail left {reference}`")
        case "appealed" | "complained" as state:
            return NotYet(f"asked already ({reference}): {state} about", "see `unbroker due`")
        case "overdue" | "stuck":
            return NotYet(f"asked already ({reference}): {entry.standing}", _what_next(entry))
        case state if entry.standing != state:
            return NotYet(f"asked already ({reference}): {entry.standing}", _what_next(entry))
        case _:
            until = f"waiting until {entry.awaits}" if entry.awaits else "waiting for the answer"
            return NotYet(f"asked already ({reference}): {until}", f"`unbroker show {reference}`")


def _what_next(entry: Entry) -> str:
    """The command that shows what an unanswered case needs."""
    action = next_action_of(entry)
    is_letter = action is not None and action.step is not None and action.on <= entry.today
    return "`unbroker followup`" if is_letter else "see `unbroker due`"


def _counts(entry: Entry, law: Law) -> bool:
    return entry.case.opening.law == law.slug and not entry.was_withdrawn


def _free_again(law: Law, right: Right, asked: Sequence[Entry], today: date) -> date | None:
    """From when on access is free again; None where the law has no number of times."""
    counts = [rule.count for rule in law.rules_on(today).values() if rule.count]
    if not right.startswith("access") or not counts:
        return None
    days = sorted({entry.case.left or entry.case.opening.on for entry in asked if _counts(entry, law)})
    recent = [day for day in days if add_months(day, _YEAR) > today]
    return today if len(recent) < counts[0] else add_months(recent[-counts[0]], _YEAR)
