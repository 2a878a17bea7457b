"""Errands: what a case needs next, from whom, and from which day on. Pure.

A step and its trigger name the letter that a state calls for; a letter that was made for a trigger is not
called for again. How long a courtesy lasts, and when to look again, are this program's own conventions.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from unbroker.cases.case import BY_HAND, Dispatch
from unbroker.cases.status import Entry, State
from unbroker.facts.due import Due, Receipt
from unbroker.ledger.event import Event
from unbroker.writing.request import Step

COURTESY = timedelta(days=14)  # how long an answer to a follow-up is waited for
RECHECK = timedelta(days=90)  # when to look whether what was deleted stays away
_GRACE = timedelta(days=7)  # after an acknowledgment or a decision was due
_LONGEST_APPEAL = timedelta(days=60)  # where the law has an appeal of no known length
_DAY = timedelta(days=1)
_LETTER = re.compile(r"\bUB-[0-9A-Z]{8}\.\d+")


@dataclass(frozen=True)
class NextAction:
    """What is to be done for a case, and from when on."""

    entry: Entry
    on: date
    words: str
    step: Step | None = None
    trigger: str | None = None
    waits: bool = False
    """Whether it is only to wait until that day."""
    several: str | None = None
    """The same of several requests, where more than the number of a letter differs."""

    @property
    def gist(self) -> str:
        """What is to be done, without what is this request's alone; a day may differ."""
        return self.several or _LETTER.sub("the letter", self.words)


def next_action_of(entry: Entry) -> NextAction | None:
    """What a case needs next; None once it is closed, or its person has left."""
    if entry.case.opening.left is not None:
        return None
    return _BY_STATE.get(entry.state, _open)(entry)


def own_limit(entry: Entry) -> NextAction | None:
    """The person's own last day to complain or to appeal, while it lies ahead or is today."""
    is_over = entry.state == "closed" or entry.case.outcome == "fulfilled" or entry.case.opening.left is not None
    due = None if is_over else entry.due
    if due is None or due.user_deadline is None or due.user_deadline < entry.today:
        return None
    to = due.limit.to if due.limit else "confirm the fee"
    return NextAction(entry, due.user_deadline, f"your last day to {to}")


def calls(entry: Entry) -> bool:
    """Whether something is to be done for a case now."""
    action = next_action_of(entry)
    return action is not None and action.on <= entry.today and not action.waits


def urgency(entry: Entry) -> tuple[bool, bool, date, str, int]:
    """A key for sorting: what must be done first, then what is waited for, then what is over; each by its day."""
    action = next_action_of(entry)
    on = action.on if action else date.max
    place = entry.case.opening.rights.index(entry.case.right)
    waits = action is None or action.waits
    return (not entry.is_open and not calls(entry), waits, on, entry.case.opening.reference, place)


def _prepared(entry: Entry) -> NextAction:
    sealed = entry.dispatches[-1] if entry.dispatches else None
    if sealed is None:
        return NextAction(entry, entry.case.opening.on, "seal its letter: `unbroker mail post --single`")
    return _let_go(entry, sealed)


_BY_HAND = {"post": ("post it", "post them"), "form": ("fill in its form", "fill in their forms")}
"""What the person does with a sealed letter, and with several, by channel; all others are sent."""


def _let_go(entry: Entry, sealed: Dispatch) -> NextAction:
    several = None
    match sealed.state:
        case "unknown" | "sending":
            words = "find out whether the letter left: `unbroker mail resolve`"
        case "deferred":
            words = f"{sealed.letter} was not accepted yet: `{_again(sealed)}` sends it again"
        case "stopped":
            reference = sealed.prepared.reference
            words = (
                f"{sealed.letter} was not accepted because of your mail account: fix what `unbroker show {reference}` "
                f"tells, then `{_again(sealed)}` sends it again"
            )
            several = f"the letter was not accepted because of your mail account: fix that, then `{_again(sealed)}`"
        case _ if sealed.facts.via == "smtp":
            words = "send it: `unbroker mail email --via smtp`"
        case _:
            single, plural = _BY_HAND.get(sealed.kind, ("send it", "send them"))
            words = f"{single}, then `unbroker mail left {sealed.letter}`"
            several = f"{plural}, then `unbroker mail left {sealed.prepared.run}`" if sealed.prepared.run else None
    return NextAction(entry, sealed.prepared.on, words, several=several)


def _again(sealed: Dispatch) -> str:
    """The command by which a letter that came back goes again."""
    return "unbroker mail email" if sealed.facts.via in BY_HAND else "unbroker mail email --via smtp"


def _stuck(entry: Entry) -> NextAction | None:
    if entry.reopened is not None and not entry.dispatches:
        words = "the data came back: repeat the request"
        return _letter(entry, "reappeared", f"reappeared:{entry.reopened.seq}", entry.reopened.on, words)
    last = entry.dispatches[-1]
    if last.state == "unknown":
        return NextAction(entry, last.since, "find out whether the letter left: `unbroker mail resolve`")
    returned = f"{'bounced' if last.state == 'bounced' else 'was refused'}: try another channel"
    words = f"the letter to {last.to} {returned}"
    action = _letter(entry, "first", f"{last.state}:{last.letter}", last.since, words)
    return replace(action, several=f"the letter {returned}") if action and action.words == words else action


def _answered(entry: Entry) -> NextAction | None:
    answer = entry.case.last("answered")
    if answer is None:  # pragma: no cover - the state says that there is one
        return None
    trigger = f"answered:{answer.seq}"
    match answer.fact("outcome"):
        case "denied":
            return _denied(entry, answer, trigger)
        case "partial":
            return _letter(entry, "partial", trigger, answer.on, "the answer is incomplete: ask for the rest")
        case "no-data":
            words = "they say that they have nothing: ask how they searched"
            return _letter(entry, "no-data", trigger, answer.on, words, then=None)
        case "fulfilled":
            return _fulfilled(entry, answer.on)
        case _:
            return NextAction(entry, answer.on + RECHECK, "record `closed`, or ask again")


def _denied(entry: Entry, answer: Event, trigger: str) -> NextAction | None:
    refused = f"they refused{_why(answer)}"
    if entry.law and entry.law.appeal_on(answer.on):
        return _letter(entry, "appeal", trigger, answer.on, f"{refused}: appeal to them")
    return _letter(entry, "refused", trigger, answer.on, f"{refused}: ask for the reasons")


def _fulfilled(entry: Entry, on: date) -> NextAction:
    """What was deleted may come back; what was sent is read at once."""
    match entry.case.right:
        case "delete" | "opt-out" | "object" | "withdraw" | "drop":
            words = "check that it is gone, then record `closed` or `reappeared`"
            return NextAction(entry, on + RECHECK, words)
        case "access" | "access-categories" | "access-specific" | "port" | "third-parties" | "file":
            words = "check that the answer is complete: record `closed`, or `answered --outcome partial`"
            return NextAction(entry, on, words)
        case _:
            return NextAction(entry, on + RECHECK, "check that they keep to it, then record `closed`")


def _why(answer: Event) -> str:
    return f" ({answer.fact('reason')})" if answer.fact("reason") else ""


def _appealed(entry: Entry) -> NextAction | None:
    appeal = entry.case.last("appealed")
    if appeal is None:  # pragma: no cover - the state says that there is one
        return None
    due = entry.due.appeal_due if entry.due and entry.due.appeal_due else appeal.on + _LONGEST_APPEAL
    after = due + _GRACE + _DAY
    if entry.today < after:
        return NextAction(entry, after, f"the decision on the appeal is due on {due}", waits=True)
    words = f"the decision on the appeal was due on {due}: complain to the regulator"
    return _letter(entry, "complaint", f"appealed:{appeal.seq}", after, words)


def _complained(entry: Entry) -> NextAction:
    complaint = entry.case.last("complained")
    since = complaint.on if complaint else entry.today
    return NextAction(entry, since + RECHECK, "ask the regulator where the complaint stands")


def _open(entry: Entry) -> NextAction | None:
    if entry.case.right == "drop":
        return _platform(entry)
    actions = [errand for errand in _called_for(entry) if errand is not None]
    now = [errand for errand in actions if errand.on <= entry.today or errand.waits]
    if now:
        return min(now, key=lambda errand: (errand.waits, errand.on))
    if actions:
        # What will be called for is not yet so; until then there is something to wait for.
        return NextAction(entry, min(errand.on for errand in actions), _awaited(entry), waits=True)
    if entry.overdue:
        why = "nobody answers, and no receipt is proven"
    elif not entry.case.opening.binding:
        why = "asked as a courtesy, and there is no answer"
    else:
        why = f"the date cannot be calculated: {entry.trouble}" if entry.trouble else "the law sets no day"
    since = entry.receipt.on if entry.receipt else entry.case.opening.on
    return NextAction(entry, since + RECHECK, f"{why}: ask where it stands")


def _awaited(entry: Entry) -> str:
    """What is waited for, and whether anybody must give it."""
    if entry.awaits is None:
        return "wait for the answer"
    if entry.case.opening.binding:
        return f"the answer is due on {entry.awaits}"
    return f"a courtesy: due on {entry.awaits} if the law binds them"


def _platform(entry: Entry) -> NextAction:
    """DROP has no answer to wait for: it has a day by which every registered broker must have acted."""
    due = entry.due
    last = due.due_legal if due else None
    if due is None or last is None:
        return NextAction(entry, entry.case.opening.on + RECHECK, f"the date cannot be calculated: {entry.trouble}")
    after = due.assert_overdue_from or last + _DAY
    if entry.today < after:
        return NextAction(entry, after, f"registered brokers have until {last} to delete you", waits=True)
    words = f"registered brokers had until {last}: check whether they still show you, then record `closed`"
    return NextAction(entry, after, words)


def _called_for(entry: Entry) -> Iterator[NextAction | None]:
    """What a case calls for while an answer is awaited, or will: each from its own day on."""
    yield from _questions(entry)
    due, receipt = entry.due, entry.receipt
    if due is None or receipt is None:
        return
    late = next((event for event in entry.events if event.kind == "extended"), None)
    if late and not due.extended:
        words = "they extended too late, or had no right to: tell them so"
        yield _letter(entry, "extension", f"extended:{late.seq}", late.on, words, then=None)
    overdue = due.assert_overdue_from
    asked = _unacknowledged(entry, due, receipt) if entry.reply is None else None
    if asked is not None:
        yield asked
        if asked.step is None and overdue is not None and overdue <= entry.today:
            return  # one letter at a time: that one is made, or waits for its answer
    if overdue is not None and receipt.proof == "assumed":
        words = "no answer, and the receipt is only assumed: ask whether they have the letter"
        yield _letter(entry, "question", "silence", overdue, words, then="first")
    elif overdue is not None:
        words = f"the answer was due on {entry.awaits}"
        if not entry.case.opening.binding:
            words = f"asked as a courtesy, and no answer came by {entry.awaits}"
        yield _letter(entry, "overdue", "overdue", overdue, f"{words}: remind them")


def _unacknowledged(entry: Entry, due: Due, receipt: Receipt) -> NextAction | None:
    """The letter that asks for the confirmation; where the answer is late by now, that is what counts."""
    step: Step = "question" if receipt.proof == "assumed" else "unacknowledged"
    overdue = due.assert_overdue_from
    if due.ack_due is None or (overdue is not None and overdue <= due.ack_due + _GRACE):
        return None
    if overdue is not None and overdue <= entry.today and entry.case.made(step, "unacknowledged") is None:
        return None
    words = f"they should have confirmed the receipt by {due.ack_due}: ask whether they have the letter"
    return _letter(entry, step, "unacknowledged", due.ack_due + _GRACE, words, then=None)


def _questions(entry: Entry) -> Iterator[NextAction | None]:
    words = "they ask who you are: give the minimum and record `identity-given`, or object"
    for asked in _unanswered(entry, "identity-asked", "identity-given"):
        yield _letter(entry, "identity", f"identity-asked:{asked.seq}", asked.on, words, then=None)
    for asked in _unanswered(entry, "clarification-asked", "clarification-given"):
        yield NextAction(entry, asked.on, "they ask what you mean: answer, and record `clarification-given`")


def _unanswered(entry: Entry, asked_kind: str, given_kind: str) -> Iterator[Event]:
    both = [event for event in entry.events if event.kind in (asked_kind, given_kind)]
    last = max(both, key=lambda event: event.when, default=None)
    if last is not None and last.kind == asked_kind:
        yield last


def _letter(  # noqa: PLR0917 - the facts of a letter, in the order of telling them
    entry: Entry, step: Step, trigger: str, on: date, words: str, then: Step | None = "complaint"
) -> NextAction | None:
    """The letter that is called for; where it was made, to let it go, to wait for its answer, and what follows."""
    letter = entry.case.made(step, trigger)
    if letter is None:
        return NextAction(entry, on, words, step, trigger)
    if letter.left is None:
        return _let_go(entry, letter)
    if entry.today <= letter.left + COURTESY:
        return NextAction(entry, letter.left + COURTESY, f"wait for the answer to {letter.letter}", waits=True)
    if then is None:
        return None
    after = letter.left + COURTESY + _DAY
    advice = "write again, with proof of receipt"
    if then == "complaint":
        advice = "complain to the regulator"
        if entry.law is not None and not entry.law.reaches:
            words = f"no answer to {letter.letter} either, and the law gives you nothing more: record `closed`"
            return NextAction(entry, after, words)
        if not entry.case.opening.binding:
            advice = "ask the regulator, who can say whether the law binds them"
    return _letter(
        entry, then, f"{step}:{letter.letter}", after, f"no answer to {letter.letter} either: {advice}", None
    )


_BY_STATE: Mapping[State, Callable[[Entry], NextAction | None]] = {
    "closed": lambda _: None,
    "prepared": _prepared,
    "stuck": _stuck,
    "answered": _answered,
    "appealed": _appealed,
    "complained": _complained,
}
