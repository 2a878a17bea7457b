"""What a case needs next, from whom, and from which day on, until a complaint is made or the chain ends. Pure.

A step and its trigger name the letter that a state calls for; a letter that was made for a trigger is not
called for again. How long a courtesy lasts, and when to look again, are this program's own conventions.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from unbroker.cases import drop
from unbroker.cases.called_letter import (
    DAY,
    NextAction,
    called_letter,
    complain,
    give_up,
    go_up,
    let_go,
    write_again,
)
from unbroker.cases.status import Entry, State
from unbroker.facts.due import Due, Receipt
from unbroker.facts.rule import ClockRule
from unbroker.ledger.event import Event
from unbroker.writing.reference import Step

RECHECK = drop.RECHECK  # when to look whether what was deleted stays away
_GRACE = timedelta(days=7)  # after an acknowledgment or a decision was due
_LONGEST_APPEAL = timedelta(days=60)  # where the law has an appeal of no known length
_LONGEST_COMPLAINT = timedelta(days=30)
_UNCONFIRMED = "unacknowledged"
"""What calls for the question whether they have the letter."""


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
    return _is_now(next_action_of(entry))


def _is_now(action: NextAction | None) -> bool:
    return action is not None and action.on <= action.entry.today and not action.waits


def urgency(entry: Entry) -> tuple[bool, bool, date, str, int]:
    """A key for sorting: what must be done first, then what is waited for, then what is over; each by its day."""
    action = next_action_of(entry)
    on = action.on if action else date.max
    place = entry.case.opening.rights.index(entry.case.right)
    waits = action is None or action.waits
    return (not entry.is_open and not _is_now(action), waits, on, entry.case.opening.reference, place)


def _prepared(entry: Entry) -> NextAction:
    sealed = entry.dispatches[-1] if entry.dispatches else None
    if sealed is None:
        return NextAction(entry, entry.case.opening.on, "seal its letter: `unbroker mail post --single`")
    return let_go(entry, sealed)


def _stuck(entry: Entry) -> NextAction | None:
    if entry.reopened is not None and not entry.dispatches:
        return _came_back(entry, entry.reopened)
    last = entry.dispatches[-1]
    if last.state == "unknown":
        return NextAction(entry, last.since, "find out whether the letter left: `unbroker mail resolve`")
    returned = f"{'bounced' if last.state == 'bounced' else 'was refused'}: try another channel"
    words = f"the letter to {last.to} {returned}"
    action = called_letter(entry, "first", f"{last.state}:{last.letter}", last.since, words)
    return replace(action, several=f"the letter {returned}") if action and action.words == words else action


def _came_back(entry: Entry, sight: Event) -> NextAction | None:
    words = "the data came back: repeat the request"
    if entry.need_not_answer and entry.case.first("answered", "closed") is None:
        words = "you saw a sign that they do not comply: write to them about it"
    return called_letter(entry, "reappeared", f"reappeared:{sight.seq}", sight.on, words, go_up)


def _answered(entry: Entry) -> NextAction | None:
    answer = entry.case.last("answered")
    if answer is None:  # pragma: no cover - the state says that there is one
        return None
    if entry.case.right == "drop":
        return drop.answered(entry, answer)
    trigger, outcome = f"answered:{answer.seq}", answer.fact("outcome")
    if outcome in ("denied", "partial", "no-data") and (further := _decided(entry, answer, trigger)):
        return further
    return _upon(outcome, entry, answer, trigger)


def _upon(outcome: str | None, entry: Entry, answer: Event, trigger: str) -> NextAction | None:
    """What a first answer calls for."""
    match outcome:
        case "denied":
            return _denied(entry, answer, trigger)
        case "partial":
            words = "the answer is incomplete: ask for the rest"
            return called_letter(entry, "partial", trigger, answer.on, words, go_up)
        case "no-data":
            words = "they say that they have nothing: ask how they searched"
            advice = "record `closed`; if you saw data of yours there, `reappeared`, with the page on which they stand"
            return called_letter(entry, "no-data", trigger, answer.on, words, give_up(advice))
        case "fulfilled":
            return _fulfilled(entry, answer.on)
        case _:
            return NextAction(entry, answer.on + RECHECK, "record `closed`, or ask again", end=True)


def _decided(entry: Entry, answer: Event, trigger: str) -> NextAction | None:
    """What follows an answer that decides an appeal or a complaint, or comes after one to a regulator."""
    if entry.lodged is not None and entry.lodged.when < answer.when:
        words = f"you complained to the regulator on {entry.lodged.on}: tell it of this answer, then record `closed`"
        return NextAction(entry, answer.on, words, end=True)
    if (before := entry.decides(answer)) is not None:
        what = "the appeal" if before.kind == "appealed" else "your complaint"
        return complain(entry, trigger, answer.on, f"they decided {what} and did not do all you asked")
    return None


def _denied(entry: Entry, answer: Event, trigger: str) -> NextAction | None:
    refused = f"they refused{_why(answer)}"
    if answer.fact("reason") == "processor":
        words = "they say that they only process for others: ask for whom, and to pass your letter on"
        then = go_up if entry.law and entry.law.reaches else give_up("record `closed`")
        return called_letter(entry, "processor", trigger, answer.on, words, then)
    if entry.law is not None and not entry.law.reaches:
        return NextAction(entry, answer.on, f"{refused}, and no law gives more: record `closed`", end=True)
    if entry.law and entry.law.appeal_on(answer.on):
        return called_letter(entry, "appeal", trigger, answer.on, f"{refused}: appeal to them")
    if entry.law and entry.law.complaint_on(answer.on):
        return complain(entry, trigger, answer.on, refused)
    return called_letter(entry, "refused", trigger, answer.on, f"{refused}: ask for the reasons", go_up)


def _fulfilled(entry: Entry, on: date) -> NextAction:
    """What was deleted may come back; what was sent is read at once."""
    match entry.case.right:
        case "delete" | "opt-out" | "object" | "withdraw":
            words = "check that it is gone, then record `closed` or `reappeared`"
            return NextAction(entry, on + RECHECK, words, end=True)
        case "access" | "access-categories" | "access-specific" | "port" | "third-parties" | "file":
            words = "check that the answer is complete: record `closed`, or `answered --outcome partial`"
            return NextAction(entry, on, words, end=True)
        case _:
            return NextAction(entry, on + RECHECK, "check that they keep to it, then record `closed`", end=True)


def _why(answer: Event) -> str:
    return f" ({answer.fact('reason')})" if answer.fact("reason") else ""


def _appealed(entry: Entry) -> NextAction | None:
    appeal = entry.case.last("appealed")
    if appeal is None:  # pragma: no cover - the state says that there is one
        return None
    days = (entry.due.appeal_extended, entry.due.appeal_due) if entry.due else ()
    due = next((day for day in days if day), appeal.on + _LONGEST_APPEAL)
    return _up_after(entry, f"appealed:{appeal.seq}", due, "the decision on the appeal")


def _up_after(entry: Entry, trigger: str, due: date, what: str) -> NextAction | None:
    """The regulator, once they have had their time for what comes before."""
    after = due + _GRACE + DAY
    if entry.today < after:
        return NextAction(entry, after, f"{what} is due on {due}", waits=True)
    return complain(entry, trigger, after, f"{what} was due on {due}")


def _complained(entry: Entry) -> NextAction | None:
    complaint = entry.lodged
    if complaint is None and entry.objected is not None:
        due = (entry.due.ack_due if entry.due else None) or entry.objected.on + _LONGEST_COMPLAINT
        return _up_after(entry, f"complained:{entry.objected.seq}", due, "their answer to your complaint")
    since = complaint.on if complaint else entry.today
    return NextAction(entry, since + RECHECK, "ask the regulator where the complaint stands", end=True)


def _open(entry: Entry) -> NextAction | None:
    if entry.case.right == "drop":
        return drop.open_case(entry)
    if entry.reopened is not None:
        return _came_back(entry, entry.reopened)
    actions = [errand for errand in _called_for(entry) if errand is not None]
    pending = [errand for errand in actions if not errand.end] or actions
    now = [errand for errand in pending if errand.on <= entry.today or errand.waits]
    if now:
        return min(now, key=lambda errand: (errand.waits, errand.on))
    if pending:
        # What will be called for is not yet so; until then there is something to wait for.
        first = min(pending, key=lambda errand: errand.on)
        return NextAction(entry, first.on, _awaited(entry, confirmed=first.trigger == _UNCONFIRMED), waits=True)
    return _without_day(entry)


def _without_day(entry: Entry) -> NextAction | None:
    """Nothing says when an answer is late: it is asked about once, and then it is the person's to decide."""
    since = entry.receipt.on if entry.receipt else entry.case.opening.on
    if entry.overdue:
        words = "nobody answers, and no receipt is proven: write by a way that proves it, or record `closed`"
        return NextAction(entry, since + RECHECK, words, end=True)
    why = f"the date cannot be calculated: {entry.trouble}" if entry.trouble else "the law sets no day"
    if not entry.case.opening.binding:
        why = "asked as a courtesy, and there is no answer"
    if entry.trouble:
        return NextAction(entry, since + RECHECK, f"{why}: ask where it stands", end=True)
    then = give_up("the law sets no day by which they are late: record `closed`, or ask again")
    return called_letter(entry, "question", "no-day", since + RECHECK, f"{why}: ask where it stands", then)


def _awaited(entry: Entry, *, confirmed: bool = False) -> str:
    """What is waited for, before the answer perhaps that they confirm the receipt, and whether anybody must give it."""
    if entry.awaits is None:
        return "wait for the answer"
    if confirmed and entry.due and entry.due.ack_due:
        days = f"{entry.due.ack_due}, and to answer by {entry.awaits}"
        if entry.case.opening.binding:
            past = entry.due.ack_due < entry.today
            return f"they {'had' if past else 'have'} to confirm the receipt by {days}"
        return f"a courtesy: to confirm the receipt by {days}, if the law binds them"
    if entry.case.opening.binding:
        return f"the answer is due on {entry.awaits}"
    return f"a courtesy: due on {entry.awaits} if the law binds them"


def _called_for(entry: Entry) -> Iterator[NextAction | None]:
    """What a case calls for while an answer is awaited, or will: each from its own day on."""
    yield from _questions(entry)
    due, receipt = entry.due, entry.receipt
    if due is None or receipt is None:
        return
    late = next((event for event in entry.events if event.kind == "extended"), None)
    if late and not due.extended and due.period is not None and entry.law is not None and entry.law.reaches:
        words = "they extended too late, or had no right to: tell them so"
        yield called_letter(entry, "extension", f"extended:{late.seq}", late.on, words)
    asked = _unacknowledged(entry, due, receipt) if entry.reply is None else None
    if asked is not None:
        yield asked
        if asked.step is None and due.ask_from is not None and due.ask_from <= entry.today:
            return  # one letter at a time: that one is made, or waits for its answer
    yield _silence(entry, due, receipt)


def _silence(entry: Entry, due: Due, receipt: Receipt) -> NextAction | None:
    """What silence calls for once the last possible day and the grace are over."""
    if due.ask_from is None:
        return None
    if receipt.proof == "assumed":
        words = "no answer, and the receipt is only assumed: ask whether they have the letter"
        return called_letter(entry, "question", "silence", due.ask_from, words, write_again)
    if due.assert_overdue_from is None:
        return _asked_about(entry, due.clock, due.ask_from)
    words = f"the answer was due on {entry.awaits}"
    if not entry.case.opening.binding:
        words = f"asked as a courtesy, and no answer came by {entry.awaits}"
    return called_letter(entry, "overdue", "overdue", due.assert_overdue_from, f"{words}: remind them", go_up)


def _asked_about(entry: Entry, clock: ClockRule, on: date) -> NextAction | None:
    """Silence after a time by which nobody is late."""
    if clock.comply:
        words = f"they had until {entry.awaits} to comply, and need not answer: ask whether they did"
        if not entry.case.opening.binding:
            words = f"a courtesy: until {entry.awaits} to comply if the law binds them: ask whether they did"
        advice = "look for a sign that they do not comply and record `reappeared` with it, or record `closed`"
        return called_letter(entry, "question", "comply", on, words, give_up(advice))
    words = f"{entry.awaits} was the day for a free yearly report alone: ask where it stands"
    advice = "no law sets another day: record `closed`, or ask again"
    return called_letter(entry, "question", "no-day", on, words, give_up(advice))


def _unacknowledged(entry: Entry, due: Due, receipt: Receipt) -> NextAction | None:
    """The letter that asks for the confirmation; where the answer is late by now, that is what counts."""
    step: Step = "question" if receipt.proof == "assumed" else "unacknowledged"
    overdue = due.ask_from
    if due.ack_due is None or (overdue is not None and overdue <= due.ack_due + _GRACE):
        return None
    if overdue is not None and overdue <= entry.today and entry.case.made(step, _UNCONFIRMED) is None:
        return None
    words = f"they should have confirmed the receipt by {due.ack_due}: ask whether they have the letter"
    return called_letter(entry, step, _UNCONFIRMED, due.ack_due + _GRACE, words)


def _questions(entry: Entry) -> Iterator[NextAction | None]:
    words = "they ask who you are: give the minimum and record `identity-given`, or object"
    then = give_up("give the minimum and record `identity-given`, or record `closed`")
    for asked in _unanswered(entry, "identity-asked", "identity-given"):
        yield called_letter(entry, "identity", f"identity-asked:{asked.seq}", asked.on, words, then)
    for asked in _unanswered(entry, "clarification-asked", "clarification-given"):
        yield _clarification(entry, asked)


def _clarification(entry: Entry, asked: Event) -> NextAction | None:
    form = asked.fact("form")
    if not form:
        words = "they ask what you mean: answer, and record `clarification-given`"
        return NextAction(entry, asked.on, words)
    fill_in = f"fill it in, {form}, and record `clarification-given`"
    if entry.law and "prescribed_method" in entry.law.rules_on(asked.on):
        return NextAction(entry, asked.on, f"they refer to their form, and the law lets them name the way: {fill_in}")
    then = give_up(f"{fill_in}, or record `closed`")
    words = "they refer to their form: ask that the letter counts"
    return called_letter(entry, "use-our-form", f"clarification-asked:{asked.seq}", asked.on, words, then)


def _unanswered(entry: Entry, asked_kind: str, given_kind: str) -> Iterator[Event]:
    both = [event for event in entry.events if event.kind in (asked_kind, given_kind)]
    last = max(both, key=lambda event: event.when, default=None)
    if last is not None and last.kind == asked_kind:
        yield last


_BY_STATE: Mapping[State, Callable[[Entry], NextAction | None]] = {
    "closed": lambda _: None,
    "prepared": _prepared,
    "stuck": _stuck,
    "answered": _answered,
    "appealed": _appealed,
    "complained": _complained,
}
