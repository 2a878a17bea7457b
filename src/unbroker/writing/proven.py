"""What is proven of a request: its letter, its receipt, its answers, and whether the other side is late.

Asked of a draft alone; a receipt that is assumed is no receipt here.
"""

from collections.abc import Iterator
from datetime import date

from unbroker.facts.due import Due
from unbroker.facts.law import Right
from unbroker.writing.request import Draft, Past, PastKind

_REPLIES: tuple[PastKind, ...] = ("acknowledged", "identity-asked", "clarification-asked", "extended", "answered")


def first_sent(draft: Draft) -> Past | None:
    """The first letter of the request, once it has left."""
    return next(iter(draft.happened("sent")), None)


def receipt(draft: Draft) -> Past | None:
    """The proven receipt of a letter that asked: the first, or the same sent once more."""
    names = {None, *(sent.words("letter") for sent in draft.happened("sent") if sent.words("step") in (None, "first"))}
    return next((event for event in draft.happened("received") if event.words("letter") in names), None)


def is_proven(draft: Draft) -> bool:
    """Whether it is known on more than an assumption since when the time runs; DROP counts from the filing."""
    return "drop" in draft.request.claim.law.rights or receipt(draft) is not None


def replies(draft: Draft) -> tuple[Past, ...]:
    """What only somebody who has the letter can have sent."""
    return tuple(event for event in draft.past if event.kind in _REPLIES)


def terms(draft: Draft) -> Iterator[tuple[Right, Due]]:
    """The clocks of the rights that a letter speaks of, as far as a period is known on more than memory."""
    for right in draft.rights:
        due = draft.due.get(right)
        if due is not None and due.due_legal is not None and due.clock.sure:
            yield right, due


def is_late(draft: Draft) -> bool:
    """Whether a letter may say that the answer is late: for each right the last possible day and the grace are over.

    Nobody is late whose receipt is not proven; DROP counts from the filing.
    """
    dues = [draft.due.get(right) for right in draft.rights]
    if not is_proven(draft):
        return False
    return bool(dues) and all(
        due is not None and due.clock.sure and due.assert_overdue_from is not None
        and due.assert_overdue_from <= draft.date
        for due in dues
    )  # fmt: skip


def is_silent(draft: Draft) -> bool:
    """Whether there is no answer after the time that a regulator names, where the statute itself names none."""
    dues = [due for _, due in terms(draft)] if is_proven(draft) else []
    return bool(dues) and all(not due.clock.firm and due.last_day and due.last_day < draft.date for due in dues)


def notice_is_late(draft: Draft) -> bool:
    """Whether a notice of more time came after the time was over, for each right that it concerns."""
    notice, dues = draft.trigger, [due for _, due in terms(draft)]
    if notice is None or not dues or receipt(draft) is None:
        return False
    return all(not due.extended and due.last_day and notice.on > due.last_day for due in dues)


def answers(draft: Draft, *outcomes: str) -> tuple[Past, ...]:
    """The answers to the request, of some outcomes or of any, on any of the rights that the letter speaks of."""
    return tuple(
        event
        for event in draft.happened("answered")
        if event.words("step") is None
        and (not outcomes or event.words("outcome") in outcomes)
        and (not event.each("rights") or set(event.each("rights")) & set(draft.rights))
    )


def own_last_day(draft: Draft) -> date | None:
    """The person's own last day to complain to the regulator, where the law sets one."""
    days = [due.user_deadline for due in draft.due.values() if due.limit and due.limit.to == "complain"]
    return min((day for day in days if day), default=None)
