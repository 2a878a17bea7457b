"""What a clock is given and what it answers: receipt, what happened since, and the days that are due.

Values only; the reckoning is `facts/clock`'s.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from unbroker.facts.channel import CHANNELS, ChannelKind
from unbroker.facts.deadlines import Calendar, Period
from unbroker.facts.law import AppealRule, ClockRule, Evidence, Limit

Proof = Literal["carrier", "form", "their-words", "server", "assumed"]
Output = Literal[
    "ack_due", "due_legal", "due_extended", "paused", "user_deadline", "appeal_due", "appeal_extended"
]  # fmt: skip
Flag = Literal[
    "appeal-unknown", "assumed", "begins", "clarification-awaited", "clarification-late",
    "clarification-runs", "clarification-stops", "complaint-unknown", "comply", "extension-late",
    "extension-open", "extension-unknown", "fee-restarts", "fee-runs", "fee-starts",
    "fee-withdrawn", "free-only", "free-report-unknown", "identity-awaited", "identity-late",
    "identity-restarts", "identity-runs", "literal", "longer-reading", "no-period", "not-firm",
    "paused", "region-unknown", "results", "target", "unread",
]  # fmt: skip

# Working days between the last possible day and an accusation: this program's own convention.
_GRACE_ASSUMED, _GRACE_POST, _GRACE_DIRECT = 5, 2, 1


@dataclass(frozen=True)
class Receipt:
    """When the other side got a request (of DROP: when it was filed), and how that is known."""

    on: date
    proof: Proof = "assumed"
    by: ChannelKind | None = None

    @property
    def grace(self) -> int:
        """The working days that pass after the last possible day before anybody is called late."""
        if self.proof == "assumed":
            return _GRACE_ASSUMED
        way = CHANNELS.get(self.by or "")
        direct = way.is_direct if way else self.proof in ("server", "form")
        return _GRACE_DIRECT if direct else _GRACE_POST


@dataclass(frozen=True)
class Asked:
    """Something that the other side asked for, and when it got it; `given` is None while it waits."""

    asked: date
    given: date | None = None


@dataclass(frozen=True)
class Happened:
    """What came after the receipt; where the law has complaints to the controller, `complaint` is that one."""

    identity: Asked | None = None
    clarification: Asked | None = None
    fee: Asked | None = None
    extension_notice: date | None = None
    refused: date | None = None
    appeal: date | None = None
    complaint: date | None = None
    lodged: date | None = None
    """When the regulator was complained to, where the law has complaints to the controller, too."""
    contact: date | None = None
    """The last time that either side wrote."""
    free_report: bool = False


NOTHING = Happened()


@dataclass(frozen=True)
class Parties:
    """Whose holidays may count, by territory: the controller, the person, who represents the controller."""

    controller: str | None = None
    residence: str | None = None
    representative: str | None = None


@dataclass(frozen=True)
class Note:
    """Something that a reader of the dates must know; what language says it is not known here."""

    flag: Flag
    values: Mapping[str, date | int | Period] = field(default_factory=dict)
    """What its words speak of, by name."""
    is_open: bool = False
    """Whether what it speaks of has not happened yet, where both can be said."""


@dataclass(frozen=True)
class Move:
    """A day that was moved off a weekend or a holiday."""

    what: Output
    nominal: date
    to: date
    calendar: Calendar

    @property
    def passed(self) -> tuple[tuple[date, str | None], ...]:
        """The days off because of which it was moved, each with its holiday, None for a weekend."""
        return self.calendar.passed(self.nominal, self.to)


@dataclass(frozen=True)
class Pause:
    """A time in which the clock stood still: by the controller's own view, or by statute while it lasts."""

    since: date
    until: date | None
    due: date | None
    """When the answer is due by that count; None while the pause lasts."""
    statutory: bool


@dataclass(frozen=True)
class Due:
    """The days of one case; a day that the law does not set, or that nobody can know yet, is None."""

    clock: ClockRule
    """The rule that was in force on the day of receipt."""
    calendar: Calendar
    period: Period | None
    """The time for the answer; None if the law names none."""
    ack_due: date | None
    earliest: date | None
    """The day on which the time is over by the strictest reading; nobody is called late by it."""
    due_nominal: date | None
    due_legal: date | None
    """The nominal day, or the working day after it."""
    due_read: date | None
    """The same by a longer time that was read, where nobody has read the rule in force; None where that is no later."""
    due_extended: date | None
    """The same with a valid extension; None where there can be none any more."""
    extended: bool
    """Whether an extension was announced in time."""
    ask_from: date | None
    """The first day on which silence may be asked about: the last possible day and the grace are over."""
    assert_overdue_from: date | None
    """The same, as the first day on which a letter may say that the answer is late; None where nobody must answer."""
    user_deadline: date | None
    """The person's own last day, never later than the law's."""
    limit: Limit | None
    """Where that day is from; None if nothing but a fee is to be confirmed by then."""
    appeal_due: date | None
    appeal_extended: date | None
    appeal: AppealRule | None
    paused: Pause | None
    nominal: Mapping[Output, date]
    """Each day before it was moved off a weekend or a holiday."""
    notes: tuple[Note, ...]

    @property
    def last_day(self) -> date | None:
        """The last day for the answer that a letter may state."""
        return self.due_read or self.due_legal

    @property
    def cite(self) -> str:
        """Where the time for the answer stands."""
        return self.clock.cite

    @property
    def evidence(self) -> Evidence:
        """What that rests on."""
        return self.clock.evidence

    @property
    def moves(self) -> tuple[Move, ...]:
        """The days that were moved, and how."""
        pause = self.paused.due if self.paused else None
        days: dict[Output, date | None] = {
            "ack_due": self.ack_due,
            "due_legal": self.due_legal,
            "due_extended": self.due_extended,
            "paused": pause,
            "user_deadline": self.user_deadline,
            "appeal_due": self.appeal_due,
            "appeal_extended": self.appeal_extended,
        }
        return tuple(
            Move(what, self.nominal[what], to, self.calendar)
            for what, to in days.items()
            if to and self.nominal.get(what, to) != to
        )

    def moved(self, what: Output) -> Move | None:
        """How a day was moved, if it was."""
        return next((move for move in self.moves if move.what == what), None)
