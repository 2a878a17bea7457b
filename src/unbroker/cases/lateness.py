"""Delay: how long an answer took, or has been awaited, against its last day. Pure.

Days are counted for every case; it may be called late only where the receipt is proven and the grace is over.
"""

from dataclasses import dataclass
from datetime import date

from unbroker.cases.status import Entry
from unbroker.ledger.event import Event


@dataclass(frozen=True)
class Delay:
    """The answer of a case and its last day."""

    answer: Event | None
    """The first one since it was asked, or asked again."""
    until: date
    """The day of the answer, or on which the case was closed without one; else today."""
    awaited: date | None
    """The last day for the answer, with an extension where there is a valid one; None where there is no such day."""
    taken: int | None
    """Days from the asking, when the letter left, until then; None while nothing has left."""
    proven: bool
    """Whether the receipt is proven, and with it the delay."""
    late: bool
    """Whether it may be called late, if the law binds at all: the grace is over, too."""

    @property
    def margin(self) -> int | None:
        """So many days after the last day; less than nothing before it."""
        return (self.until - self.awaited).days if self.awaited else None

    @property
    def days(self) -> int:
        """So many days after the last day, 0 while it is not over."""
        return max(0, self.margin or 0)


def delay(entry: Entry) -> Delay:
    """What a case's answer took, or has taken so far."""
    answer = min((event for event in entry.events if event.kind == "answered"), key=_when, default=None)
    until, awaited, receipt = answer.on if answer else entry.over_since or entry.today, entry.awaits, entry.receipt
    since = entry.due.assert_overdue_from if entry.due else None
    proven = receipt is not None and receipt.proof != "assumed"
    answers = entry.case.right != "drop"  # a platform answers nobody
    late = bool(answers and proven and awaited and until > awaited and since and since <= until)
    asked = entry.reopened.on if entry.reopened else entry.case.left
    return Delay(answer, until, awaited, (until - asked).days if asked else None, proven, late)


def _when(event: Event) -> tuple[date, int]:
    return event.when
