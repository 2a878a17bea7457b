"""Needs: what must be proven before a letter of a step is written, and what to record where it is not.

A step whose facts are missing is refused, so that no letter says what nobody can show. What the words then are
stands in `letters/`; nothing here reads a clock or a ledger.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from unbroker.base import places
from unbroker.base.errors import UserError
from unbroker.writing import proven
from unbroker.writing.request import Draft, Past, PastKind, Step

Test = Callable[[Draft], bool]
# The least that a last reminder gives before the person's own time to complain is over.
LEAST_COURTESY = timedelta(days=2)


@dataclass(frozen=True)
class Need:
    """One thing that a step cannot be written without."""

    lacks: str
    """What is said where it is missing."""
    remedy: str
    """What to do about it; `CASE` stands for the request."""
    met: Test


class CannotSay(UserError):  # noqa: N818 - the sentence is the name
    """A letter of a step was asked for, and the facts that it would state are not known.

    Attributes:
        needs: those that are missing, the first to be mended first.
    """

    def __init__(self, draft: Draft, needs: tuple[Need, ...]) -> None:
        self.needs = needs
        case = draft.request.reference
        reasons = "; ".join(f"{need.lacks} ({need.remedy.replace('CASE', case)})" for need in needs)
        super().__init__(f"{draft.letter}: the letter {draft.step!r} cannot be written: {reasons}")


def needed(step: Step) -> tuple[Need, ...]:
    """What a step cannot do without, in the order in which it is best recorded."""
    return _NEEDS[step]


def check(draft: Draft) -> None:
    """Refuse a draft whose step would have to state what is not proven.

    Raises:
        CannotSay: something is missing.
    """
    if missing := tuple(need for need in (*_of_law(draft), *needed(draft.step)) if not need.met(draft)):
        raise CannotSay(draft, missing)


def _may_wait(draft: Draft) -> bool:
    last_day = proven.own_last_day(draft)
    return last_day is None or draft.date + LEAST_COURTESY < last_day


def _triggered(*kinds: PastKind, **said: str) -> Test:
    def met(draft: Draft) -> bool:
        trigger = draft.trigger
        if trigger is None or trigger.kind not in kinds or trigger not in draft.past:
            return False
        return all(trigger.words(name) == words for name, words in said.items())

    return met


def _unanswered(draft: Draft) -> bool:
    answered_rights = {right for event in proven.answers(draft) for right in event.each("rights") or draft.rights}
    return not answered_rights & set(draft.rights)


def _acknowledgment_is_due(draft: Draft) -> bool:
    """UK: of the complaint; California: of the requests that are to be acknowledged."""
    dues = [draft.due.get(right) for right in draft.rights]
    complaint = _complained_to_broker(draft)
    since = complaint.on if complaint else None
    acknowledgments = [event for event in draft.happened("acknowledged") if since is None or event.on >= since]
    are_over = all(due is not None and due.ack_due is not None and due.ack_due < draft.date for due in dues)
    return bool(dues) and are_over and not acknowledgments


def _complained_to_broker(draft: Draft) -> Past | None:
    return next((event for event in draft.happened("complained") if event.words("to") == "controller"), None)


def _has_ground(draft: Draft) -> bool:
    refusals = proven.answers(draft, "denied", "partial", "no-data")
    is_late = proven.is_late(draft) or proven.is_silent(draft)
    return bool(refusals or draft.happened("reappeared") or (is_late and _unanswered(draft)))


def _silence_is_proven(draft: Draft) -> bool:
    """Whether nobody is silent, or it is proven that they have the letter."""
    if proven.is_proven(draft) or not _unanswered(draft):
        return True
    return not any(due.ask_from and due.ask_from <= draft.date for due in draft.due.values())


def _has_ground_or_lacks_proof(draft: Draft) -> bool:
    """Whether there is something to complain of, or another need says why there is not."""
    return proven.first_sent(draft) is None or _has_ground(draft) or not _silence_is_proven(draft)


def _appeal_is_over(draft: Draft) -> bool:
    """Whether an appeal was refused or left without an answer, or the law knows none."""
    if draft.request.claim.law.appeal_on(draft.date) is None:
        return True
    appeals = draft.happened("appealed")
    if not appeals:
        return False
    decisions = [event for event in draft.happened("answered") if event.words("step") == "appeal"]
    days = [due.appeal_extended or due.appeal_due for due in draft.due.values()]
    return bool(decisions) or any(day is not None and day < draft.date for day in days)


def _broker_was_heard(draft: Draft) -> bool:
    complaint = _complained_to_broker(draft)
    if complaint is None:
        return False
    decisions = [event for event in draft.happened("answered") if event.words("step") == "controller-complaint"]
    days = [due.ack_due for due in draft.due.values()]
    return bool(decisions) or any(day is not None and day < draft.date for day in days)


def _before(step: str, test: Test) -> Test:
    def met(draft: Draft) -> bool:
        regulator = draft.recipient.regulator
        return regulator is None or step not in regulator.demands or test(draft)

    return met


def _is_competent(draft: Draft) -> bool:
    regulator, home = draft.recipient.regulator, draft.request.person.residence.code
    if regulator is None or regulator.scope != "private":
        return False
    is_near = any(places.within(home, served) or places.within(served, home) for served in regulator.serves)
    return is_near and draft.request.claim.law.slug in regulator.laws


def _is_bare_or_late(draft: Draft) -> bool:
    notice = draft.trigger
    clocks = [due.clock for _, due in proven.terms(draft)]
    has_no_right = bool(clocks) and not any(clock.extended or clock.open_extension for clock in clocks)
    return notice is not None and (not notice.words("reason") or has_no_right or proven.notice_is_late(draft))


def _were_gone(draft: Draft) -> bool:
    if "drop" in draft.request.claim.law.rights or proven.answers(draft, "fulfilled", "no-data"):
        return True
    clocks = draft.request.claim.law.clocks
    return all(any(clock.comply and right in clock.rights for clock in clocks) for right in draft.rights)


def _may_act(draft: Draft) -> bool:
    return draft.agent is not None and draft.request.person.handle in draft.agent.permissions


def _shown_again(draft: Draft) -> bool:
    trigger = draft.trigger
    return trigger is not None and (trigger.words("where") is not None or trigger.words("shows") is not None)


def _of_law(draft: Draft) -> tuple[Need, ...]:
    """What a letter about a request on the state's own platform (DROP) needs beside its step."""
    is_drop = "drop" in draft.request.claim.law.rights and draft.step not in ("first", "agent")
    if not is_drop:
        return ()
    needs = (_OF_A_BROKER, _FILED, _INCLUDED, _RESIDENT)
    return needs if draft.step == "question" else (*needs, _REGISTERED)


def _registered(draft: Draft) -> bool:
    law = draft.request.claim.law
    return any(draft.request.broker.registered.get(territory) for territory in law.reaches)


def _shown_after(draft: Draft) -> bool:
    """Data still shown, with a day after the last one on which DROP should have removed them."""
    if "drop" not in draft.request.claim.law.rights:
        return True
    ends = [due.last_day for due in draft.due.values() if due.last_day]
    return any(event.on > end for event in draft.happened("reappeared") for end in ends)


def _lives_there(draft: Draft) -> bool:
    home = draft.request.person.residence.code
    return any(places.within(home, served) for served in draft.request.claim.law.serves)


def _not_excluded(draft: Draft) -> bool:
    filing = proven.first_sent(draft)
    return filing is None or draft.request.broker.slug not in filing.each("excluded")


_TRACK = "unbroker track CASE"
_SENT = Need(
    "nothing shows that the first letter left",
    "record it: unbroker mail left CASE --on DATE",
    lambda draft: proven.first_sent(draft) is not None,
)
_PROVEN = Need(
    "the receipt of the first letter is not proven",
    f"record it: {_TRACK} received --on DATE --proof carrier, form, their-words or server; until then write 'question'",
    proven.is_proven,
)
_LATE = Need(
    "the answer is not late yet, or the law names no period",
    "see `unbroker deadline`; until then write 'question'",
    lambda draft: proven.is_late(draft) or not proven.is_proven(draft),
)
_NOT_ONLY_SILENT = Need(
    "unanswered, but the receipt is not proven",
    f"record it: {_TRACK} received --on DATE --proof carrier, form, their-words or server; until then write 'question'",
    lambda draft: _has_ground(draft) or _silence_is_proven(draft),
)
_GROUND = Need("there is nothing to complain of yet", "record what they answered, or wait", _has_ground_or_lacks_proof)
_UNANSWERED = Need(
    "an answer is recorded", "write 'partial', 'refused' or 'no-data', or name the rights still open", _unanswered
)
_REGULATORS = Need("no regulator is known", "see `unbroker laws show`", lambda draft: bool(draft.regulators))
_OF_A_BROKER = Need(
    "these letters go to a broker, and this is the platform's own record",
    "record what DROP shows of the broker: unbroker drop BROKER STATUS; then name that case",
    lambda draft: draft.request.broker.kind != "portal",
)
_FILED = Need(
    "nothing shows that you filed a DROP request, or which brokers it excluded",
    "record it: unbroker track drop sent --on DATE, with --fact excluded BROKER for each that you left out",
    lambda draft: proven.first_sent(draft) is not None,
)
_INCLUDED = Need(
    "you excluded this broker from your DROP request", "it owes you nothing; change that on DROP", _not_excluded
)
_RESIDENT = Need("only residents can use the law", "see 'residence' in profile.yaml", _lives_there)
_REGISTERED = Need(
    "the record does not show that the broker is registered",
    "ask since when it has been a broker: write 'question'; a new one registers in the following January",
    _registered,
)
_SHOWN_AFTER = Need(
    "nothing shows that it still had your data after DROP's last day",
    f"look again, and record it: {_TRACK} reappeared --on DATE --fact where PAGE",
    _shown_after,
)


def _answer(lacks: str, **said: str) -> Need:
    """An answer that says something must be recorded."""
    told = " ".join(f"--{name} {words}" for name, words in said.items())
    return Need(lacks, f"record it: {_TRACK} answered {told} --on DATE", _triggered("answered", **said))


_DENIED = _answer("no refusal is recorded", outcome="denied")
_CORRECTIONS = Need(
    "nothing is listed that is wrong",
    "write what is wrong, and what is right, below 'corrections:' of this broker in profile.yaml",
    lambda draft: not {"correct", "dispute"} & {*draft.rights} or draft.disclosed("correction") is not None,
)
_OTHER_METHOD = Need(
    "this law lets the company say by which method to ask",
    f"use its form, and record it: {_TRACK} clarification-given --on DATE",
    lambda draft: "prescribed_method" not in draft.request.claim.law.rules_on(draft.date),
)

_NEEDS: dict[Step, tuple[Need, ...]] = {
    "first": (_CORRECTIONS,),
    "question": (_SENT, _UNANSWERED),
    "unacknowledged": (
        _SENT,
        _PROVEN,
        Need(
            "no acknowledgment is due yet, or they have sent one",
            "the day is `ack_due` of `unbroker deadline`; until then write 'question'",
            _acknowledgment_is_due,
        ),
    ),
    "overdue": (_SENT, _PROVEN, _LATE, _UNANSWERED, _REGULATORS, _SHOWN_AFTER),
    "last-reminder": (
        _SENT,
        _PROVEN,
        _LATE,
        _UNANSWERED,
        _REGULATORS,
        Need(
            "no letter has told them yet that the answer is overdue",
            "write 'overdue' first; once it has left: unbroker mail left CASE",
            lambda draft: any(event.words("step") == "overdue" for event in draft.happened("sent")),
        ),
        Need("your time to complain is nearly over", "write 'complaint' now", _may_wait),
    ),
    "extension": (
        _SENT,
        Need("no notice of more time is recorded", f"record it: {_TRACK} extended --on DATE", _triggered("extended")),
        Need(
            "the notice gives reasons, and nothing proves that it came late",
            "it is valid: wait for the later date; if it came late, record the proof of receipt",
            _is_bare_or_late,
        ),
    ),
    "identity": (
        _SENT,
        Need(
            "no demand for identification is recorded",
            f"record it: {_TRACK} identity-asked --on DATE --fact asks WORDS",
            _triggered("identity-asked"),
        ),
    ),
    "refused": (_SENT, _DENIED),
    "partial": (
        _SENT,
        Need(
            "no partial answer is recorded",
            f"record it: {_TRACK} answered --outcome partial --on DATE --fact missing WORDS",
            _triggered("answered", outcome="partial"),
        ),
    ),
    "no-data": (
        _SENT,
        _answer("no answer is recorded that says they hold nothing", outcome="no-data"),
    ),
    "use-our-form": (
        _SENT,
        Need(
            "no answer is recorded that points to a form",
            f"record it: {_TRACK} clarification-asked --on DATE",
            _triggered("answered", "clarification-asked"),
        ),
        _OTHER_METHOD,
    ),
    "not-covered": (_SENT, _DENIED),
    "processor": (
        _SENT,
        _answer("no refusal is recorded because they only process for others", outcome="denied", reason="processor"),
    ),
    "reappeared": (
        _SENT,
        Need(
            "no dated sighting of the data is recorded",
            f"record it: {_TRACK} reappeared --on DATE --fact where PAGE",
            lambda draft: _triggered("reappeared")(draft) and _shown_again(draft),
        ),
        Need(
            "nothing shows that the data had been deleted",
            f"record it: {_TRACK} answered --outcome fulfilled --on DATE",
            _were_gone,
        ),
    ),
    "appeal": (
        _SENT,
        Need(
            "this law has no appeal",
            "complain to the regulator: write 'complaint'",
            lambda draft: draft.request.claim.law.appeal_on(draft.date) is not None,
        ),
        Need(
            "neither a refusal nor a proven delay is recorded",
            f"record it: {_TRACK} answered --outcome denied --on DATE",
            lambda draft: bool(proven.answers(draft, "denied", "partial", "no-data")) or proven.is_late(draft),
        ),
        Need("an appeal is recorded already", "wait for its answer", lambda draft: not draft.happened("appealed")),
    ),
    "controller-complaint": (
        _SENT,
        Need(
            "this law has no complaint to the company itself",
            "complain to the regulator: write 'complaint'",
            lambda draft: any(rule.in_force(draft.date) for rule in draft.request.claim.law.complaints),
        ),
        _NOT_ONLY_SILENT,
        _GROUND,
    ),
    "done": (
        _SENT,
        _answer("no answer that fulfils the request is recorded", outcome="fulfilled"),
    ),
    "complaint": (
        _SENT,
        Need(
            "it is not addressed to a regulator that takes complaints under this law from where you live",
            "see `unbroker laws show`",
            _is_competent,
        ),
        _NOT_ONLY_SILENT,
        _GROUND,
        Need(
            "the law wants an appeal to the company first",
            "write 'appeal'; it is over once it is refused, or its time has passed",
            _before("appeal", _appeal_is_over),
        ),
        Need(
            "the regulator wants a complaint to the company first",
            "write 'controller-complaint'; it is over once it is answered, or its 30 days have passed",
            _before("controller-complaint", _broker_was_heard),
        ),
        Need(
            "the regulator wants you to ask the company first",
            "wait until it has answered or its time is over",
            _before("controller-request", _has_ground),
        ),
        _SHOWN_AFTER,
    ),
    "agent": (
        Need(
            "no agent has this person's signed permission",
            "name the agent and the file of the permission below 'agent' in profile.yaml",
            _may_act,
        ),
    ),
}
