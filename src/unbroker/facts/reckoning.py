"""One case being reckoned: when its time begins, what does not count of it, when it ends.

Each day is a property, computed once; None is what the law does not set, or nobody can know yet. The rules
stand with their articles beside them; the values go out through `facts/clock`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

from unbroker.facts.deadlines import Calendar, Period, calendar_of
from unbroker.facts.due import Asked, Happened, Output, Pause, Receipt
from unbroker.facts.law import AppealRule, ClockRule, Law, Limit, read_before

# Until when a question is "promptly" asked, from receipt: this program's own convention.
PROMPT = timedelta(days=14)
_DAY = timedelta(days=1)


CaseT = TypeVar("CaseT")
T = TypeVar("T")


class Once(Generic[CaseT, T]):
    """A property that is computed once; functools.cached_property takes a lock for it until Python 3.12."""

    def __init__(self, compute: Callable[[CaseT], T]) -> None:
        self._compute = compute

    def __set_name__(self, owner: type[CaseT], name: str) -> None:
        self._name = name

    def __get__(self, case: CaseT, owner: type[CaseT] | None = None) -> T:
        answer = case.__dict__[self._name] = self._compute(case)
        return answer


@dataclass(frozen=True)
class Reckoning:
    """What is known of a case, and the days that follow from it."""

    law: Law
    rule: ClockRule
    receipt: Receipt
    happened: Happened
    calendar: Calendar

    def roll(self, day: date) -> date:
        """How the other side's time ends; the bounds of DROP are never moved."""
        return day if self.rule.calendar == "none" else self.calendar.roll(day)

    # When the time begins, and what does not count of it.

    @property
    def free_report(self) -> Period | None:
        """The time for a dispute after a free annual report (15 U.S.C. § 1681j(a)(3)), if this is one."""
        return self.rule.free_report if self.happened.free_report else None

    @property
    def period(self) -> Period | None:
        """The time for an answer."""
        return self.free_report or self.rule.answer

    @property
    def first(self) -> date:
        """The receipt, or the day on which what was filed earlier counts as filed."""
        return max(self.receipt.on, self.rule.begins or self.receipt.on)

    def _asked(self, *pairs: Asked | None) -> list[Asked]:
        """Those that were asked while the time still ran; a later question changes nothing."""
        longest = self.rule.extended if self.happened.extension_notice else self.period
        if longest is None or not any(pairs):
            return []
        last = self.roll(self.calendar.end(self.first, longest))
        return [pair for pair in pairs if pair and pair.asked <= last]

    @Once
    def restarts(self) -> list[Asked]:
        """What the time begins anew with (Art. 12A(2) UK GDPR: identity, fee)."""
        if self.rule.identity != "restarts":
            return []
        return self._asked(self.happened.identity, self.happened.fee)

    @Once
    def stops(self) -> list[Asked]:
        """What the statute stops the clock for (Art. 12A(5) UK GDPR: clarification)."""
        if self.rule.clarification != "pauses" or self.rule.calendar != "uk":
            return []
        return self._asked(self.happened.clarification)

    @Once
    def pauses(self) -> list[Asked]:
        """What controllers take for a pause, if it was promptly asked (EDPB 01/2022 section 5.3)."""
        questions = (
            self.happened.identity if self.rule.identity == "pauses" else None,
            self.happened.clarification if self.rule.clarification == "pauses" and not self.stops else None,
        )
        return [pair for pair in self._asked(*questions) if pair.asked - self.first <= PROMPT]

    @Once
    def fee_by(self) -> date | None:
        """Until when an announced fee must be confirmed (DPO 19), after which the time begins."""
        fee = self.happened.fee
        return self.calendar.end(fee.asked, self.rule.fee) if fee and self.rule.fee else None

    @property
    def withdrawn(self) -> bool:
        """Whether a fee was confirmed too late (DPO 19)."""
        fee = self.happened.fee
        return bool(fee and fee.given and self.fee_by and fee.given > self.fee_by)

    @Once
    def start(self) -> date | None:
        """The day from which the time is counted; None while it is awaited or if it never comes."""
        if self.withdrawn or any(pair.given is None for pair in (*self.restarts, *self.stops)):
            return None
        return max(self.first, self.fee_by or self.first, *(pair.given or self.first for pair in self.restarts))

    @Once
    def stopped(self) -> timedelta:
        """The days from asking to receiving, both inclusive."""
        spans = [(max(pair.asked, self.start), pair.given) for pair in self.stops if self.start and pair.given]
        return sum((given - asked + _DAY for asked, given in spans if given >= asked), timedelta())

    @Once
    def stood(self) -> timedelta:
        """How long the clock stood still in the controller's view: what was left is kept."""
        return sum((pair.given - pair.asked for pair in self.pauses if pair.given), timedelta())

    # When it ends.

    def _end(self, period: Period | None) -> date | None:
        return self.calendar.end(self.start, period) + self.stopped if self.start and period else None

    @Once
    def nominal(self) -> date | None:
        """The last day for the answer as the calendar has it."""
        return self._end(self.period)

    @Once
    def legal(self) -> date | None:
        """The same, rolled."""
        return self.roll(self.nominal) if self.nominal else None

    @Once
    def extended_nominal(self) -> date | None:
        """The last day with an extension: one period from the start, not two in a row."""
        return None if self.free_report else self._end(self.rule.extended)

    @Once
    def extended(self) -> date | None:
        """The same, rolled; None once a notice came too late."""
        late = self.happened.extension_notice and not self.is_extended
        return self.roll(self.extended_nominal) if self.extended_nominal and not late else None

    @Once
    def is_extended(self) -> bool:
        """Whether a notice came before the time was over, by the count that is kinder to the other side."""
        notice = self.happened.extension_notice
        if notice is None or (self.extended_nominal is None and not self.rule.open_extension):
            return False
        return self.notice_by is None or notice <= self.notice_by

    @property
    def notice_by(self) -> date | None:
        """Until when an extension can be announced; None while the clock stands still."""
        return self.pause.due if self.pause else self.legal

    @Once
    def pause(self) -> Pause | None:
        """A statutory stop while it lasts, else what the controller takes for one."""
        statutory = not self.withdrawn and [pair for pair in (*self.restarts, *self.stops) if pair.given is None]
        if statutory:
            return Pause(min(pair.asked for pair in statutory), None, None, statutory=True)
        if not self.pauses:
            return None
        since, answers = min(pair.asked for pair in self.pauses), [pair.given for pair in self.pauses]
        days = [day for day in answers if day]
        if self.nominal is None or len(days) < len(answers):
            return Pause(since, None, None, statutory=False)
        return Pause(since, max(days), self.roll(self.nominal + self.stood), statutory=False)

    @Once
    def last(self) -> date | None:
        """The last possible day by every reading; None if nobody can be late yet."""
        day = self.extended_nominal if self.is_extended else self.nominal
        waiting = self.pause is not None and self.pause.due is None
        if day is None or self.start is None or waiting or not self.rule.firm:
            return None
        answer = self.roll(day + self.stood)
        for longer in (self.rule.longest, self.read_before):
            if longer:
                answer = max(answer, self.roll(self.calendar.end(self.start, longer) + self.stopped + self.stood))
        return self.calendar.end(answer, self.rule.results) if self.rule.results else answer

    @Once
    def read_before(self) -> Period | None:
        """The time that a text gave them, where nobody has read the one that is in force: that shortens nothing."""
        rights = set(self.rule.rights)
        earlier = read_before(self.rule, [clock for clock in self.law.clocks if rights & set(clock.rights)])
        if earlier is None or self.free_report:
            return None
        return earlier.extended if self.is_extended else earlier.answer

    @Once
    def last_read(self) -> date | None:
        """The last day by that longer time, rolled."""
        day = self._end(self.read_before)
        return self.roll(day) if day and self.legal and day > self.legal else None

    @property
    def over_from(self) -> date | None:
        """The day after the last possible day and the grace."""
        if self.last is None:
            return None
        return self.calendar.working_days_after(self.last, self.receipt.grace + self.unsure) + _DAY

    @property
    def must_answer(self) -> bool:
        """Whether silence after the time is late; not where it is a time to comply in, or for a free report only."""
        return not self.rule.comply and (not self.rule.free_only or self.happened.free_report)

    @property
    def unsure(self) -> int:
        """A working day more where the region of the controller is not known."""
        return int(self.rule.calendar == "regulation-1182-71" and not self.calendar.sure)

    @property
    def literal(self) -> bool:
        """Whether "one month beginning with" can be read to end a day earlier."""
        return self.rule.calendar == "uk" and self.period is not None and self.period.unit == "months"

    # What comes beside it.

    @property
    def days(self) -> Mapping[Output, date]:
        """Each day that there is, before it is moved."""
        appeal, on, pause = self.appeal, self.happened.appeal, self.pause
        days: dict[Output, date | None] = {
            "ack_due": self.ack,
            "due_legal": self.nominal,
            "due_extended": self.extended_nominal,
            "user_deadline": self.limit[0] if self.limit else None,
        }
        if self.nominal and pause and pause.due:
            days["paused"] = self.nominal + self.stood
        if appeal and on:
            days["appeal_due"] = self.calendar.end(on, appeal.decide)
            days["appeal_extended"] = self.calendar.end(on, appeal.extended) if appeal.extended else None
        return {what: day for what, day in days.items() if day is not None}

    @Once
    def ack(self) -> date | None:
        """By when they must say that they have the request; or, once there is one, the complaint."""
        complaint, rules = self.happened.complaint, self.law.complaints
        if complaint and (rule := next((rule for rule in rules if rule.in_force(complaint)), None)):
            return self.calendar.end(complaint, rule.acknowledge)
        return self.calendar.end(self.first, self.rule.acknowledge) if self.rule.acknowledge else None

    @property
    def ack_due(self) -> date | None:
        """The same, rolled; a complaint's by the holidays of most of the country, where the part is not known."""
        parts = [place for place in self.calendar.territories if place.startswith("GB-")]
        if self.ack and self.happened.complaint and self.law.complaints and len(parts) > 1:
            return calendar_of("GB-ENG").roll(self.ack)
        return self.roll(self.ack) if self.ack else None

    @Once
    def appeal(self) -> AppealRule | None:
        """The rule for an appeal that they have."""
        return self.law.appeal_on(self.happened.appeal) if self.happened.appeal else None

    @Once
    def limit(self) -> tuple[date, Limit | None] | None:
        """The person's first own day that is known, not rolled, and where it is from."""
        fee = self.happened.fee
        days: list[tuple[date, Limit | None]] = [
            (self.calendar.end(since, limit.within), limit)
            for limit in self.law.limits_on(self.receipt.on)
            if (since := self._since(limit)) is not None
        ]
        if self.fee_by and fee and fee.given is None:
            days.append((self.fee_by, None))
        return min(days, key=lambda bound: bound[0], default=None)

    def _since(self, limit: Limit) -> date | None:
        """When a limit begins; None if it does not, or what it limits is done."""
        happened = self.happened
        done = {
            "appeal": happened.appeal,
            "complain": happened.lodged if self.law.complaints else happened.complaint,
            "chase": None,
        }
        if done[limit.to]:
            return None
        match limit.after:
            case "refusal":
                return happened.refused
            case "refusal-or-silence":
                over = self.extended_nominal if self.is_extended else self.nominal
                return min((day for day in (happened.refused, over) if day), default=None)
            case "last-contact":
                pairs = (happened.identity, happened.clarification, happened.fee)
                letters = (
                    happened.extension_notice,
                    happened.refused,
                    happened.contact,
                    happened.complaint,
                    *(pair.given or pair.asked for pair in pairs if pair),
                )
                return max((self.receipt.on, *(day for day in letters if day)))
            case "complaint":
                return happened.lodged or (None if self.law.complaints else happened.complaint)
