"""Conditions: what is so of a draft, by its proven past, its law and its broker. Pure.

`need` says which of them a letter of a step cannot be written without.
"""

from collections.abc import Callable
from datetime import timedelta

from unbroker.base import places
from unbroker.writing import proven
from unbroker.writing.request import Draft, Past, PastKind

Test = Callable[[Draft], bool]
LEAST_COURTESY = timedelta(days=2)
"""The least that a last reminder gives before the person's own time to complain is over."""


def may_wait(draft: Draft) -> bool:
    """The person's own last day leaves time for a last reminder."""
    last_day = proven.own_last_day(draft)
    return last_day is None or draft.date + LEAST_COURTESY < last_day


def triggered(*kinds: PastKind, **said: str) -> Test:
    """What called for the letter is an event of one of some kinds, with some facts."""

    def met(draft: Draft) -> bool:
        trigger = draft.trigger
        if trigger is None or trigger.kind not in kinds or trigger not in draft.past:
            return False
        return all(trigger.words(name) == words for name, words in said.items())

    return met


def unanswered(draft: Draft) -> bool:
    """No right that the letter is about has an answer."""
    answered_rights = {right for event in proven.answers(draft) for right in event.each("rights") or draft.rights}
    return not answered_rights & set(draft.rights)


def acknowledgment_is_due(draft: Draft) -> bool:
    """UK: of the complaint; California: of the requests that are to be acknowledged."""
    dues = [draft.due.get(right) for right in draft.rights]
    complaint = complained_to_broker(draft)
    since = complaint.on if complaint else None
    acknowledgments = [event for event in draft.happened("acknowledged") if since is None or event.on >= since]
    are_over = all(due is not None and due.ack_due is not None and due.ack_due < draft.date for due in dues)
    return bool(dues) and are_over and not acknowledgments


def complained_to_broker(draft: Draft) -> Past | None:
    """The complaint to the broker itself, if one was made."""
    return next((event for event in draft.happened("complained") if event.words("to") == "controller"), None)


def has_ground(draft: Draft) -> bool:
    """A refusal, data that came back, or a proven silence is there to complain of."""
    refusals = proven.answers(draft, "denied", "partial", "no-data")
    is_late = proven.is_late(draft) or proven.is_silent(draft)
    is_proven = bool(refusals or draft.happened("reappeared") or draft.contradicted)
    return is_proven or (is_late and unanswered(draft))


def silence_is_proven(draft: Draft) -> bool:
    """Whether nobody is silent, or it is proven that they have the letter."""
    if proven.is_proven(draft) or not unanswered(draft):
        return True
    return not any(due.ask_from and due.ask_from <= draft.date for due in draft.due.values())


def has_ground_or_lacks_proof(draft: Draft) -> bool:
    """Whether there is something to complain of, or another need says why there is not."""
    return proven.first_sent(draft) is None or has_ground(draft) or not silence_is_proven(draft)


def appeal_is_over(draft: Draft) -> bool:
    """Whether an appeal was refused or left without an answer, or the law knows none."""
    if draft.request.claim.law.appeal_on(draft.date) is None:
        return True
    appeals = draft.happened("appealed")
    if not appeals:
        return False
    decisions = [event for event in draft.happened("answered") if event.words("step") == "appeal"]
    days = [due.appeal_extended or due.appeal_due for due in draft.due.values()]
    return bool(decisions) or any(day is not None and day < draft.date for day in days)


def broker_was_heard(draft: Draft) -> bool:
    """The broker answered the complaint that was made to it, or its time is over."""
    complaint = complained_to_broker(draft)
    if complaint is None:
        return False
    decisions = [event for event in draft.happened("answered") if event.words("step") == "controller-complaint"]
    days = [due.ack_due for due in draft.due.values()]
    return bool(decisions) or any(day is not None and day < draft.date for day in days)


def before(step: str, test: Test) -> Test:
    """A test that holds only where the regulator wants a step to come first."""

    def met(draft: Draft) -> bool:
        regulator = draft.recipient.regulator
        return regulator is None or step not in regulator.demands or test(draft)

    return met


def is_competent(draft: Draft) -> bool:
    """The regulator may be written to by somebody who lives there, or lived there when they asked."""
    regulator = draft.recipient.regulator
    if regulator is None or regulator.scope != "private":
        return False
    near = [(home, served) for home in draft.request.homes for served in regulator.serves]
    is_near = any(places.within(home, served) or places.within(served, home) for home, served in near)
    return is_near and draft.request.claim.law.slug in regulator.laws


def is_bare_or_late(draft: Draft) -> bool:
    """The notice of more time gives no reasons, or came too late."""
    notice = draft.trigger
    clocks = [due.clock for _, due in proven.terms(draft)]
    has_no_right = bool(clocks) and not any(clock.extended or clock.open_extension for clock in clocks)
    return notice is not None and (not notice.words("reason") or has_no_right or proven.notice_is_late(draft))


def were_gone(draft: Draft) -> bool:
    """The data were gone before: by an answer, or by what DROP does."""
    if "drop" in draft.request.claim.law.rights or proven.answers(draft, "fulfilled", "no-data"):
        return True
    clocks = draft.request.claim.law.clocks
    return all(any(clock.comply and right in clock.rights for clock in clocks) for right in draft.rights)


def may_act(draft: Draft) -> bool:
    """The person has given the agent a permission."""
    return draft.agent is not None and draft.request.person.handle in draft.agent.permissions


def shown_again(draft: Draft) -> bool:
    """What shows that the data are back is known."""
    trigger = draft.trigger
    return trigger is not None and (trigger.words("where") is not None or trigger.words("shows") is not None)


def registered(draft: Draft) -> bool:
    """The broker is registered where the law reaches."""
    law = draft.request.claim.law
    return any(draft.request.broker.registered.get(territory) for territory in law.reaches)


def shown_after(draft: Draft) -> bool:
    """Data still shown, with a day after the last one on which DROP should have removed them."""
    if "drop" not in draft.request.claim.law.rights:
        return True
    ends = [due.last_day for due in draft.due.values() if due.last_day]
    return any(event.on > end for event in draft.happened("reappeared") for end in ends)


def lives_there(draft: Draft) -> bool:
    """The person lives where the law serves, or lived there when they asked."""
    home = draft.request.home.code
    return any(places.within(home, served) for served in draft.request.claim.law.serves)


def not_excluded(draft: Draft) -> bool:
    """The person did not leave the broker out of the filing on DROP."""
    filing = proven.first_sent(draft)
    return filing is None or draft.request.broker.slug not in filing.each("excluded")
