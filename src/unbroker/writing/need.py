"""Needs: what must be proven before a letter of a step is written, and what to record where it is not.

A step whose facts are missing is refused, so that no letter says what nobody can show. What the words then are
stands in `letters/`; nothing here reads a clock or a ledger.
"""

from dataclasses import dataclass

from unbroker.base.errors import UserError
from unbroker.writing import condition, guardianship, proven
from unbroker.writing.condition import Test
from unbroker.writing.reference import Step
from unbroker.writing.request import Draft


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
    if missing := tuple(
        need for need in (*_of_law(draft), *_of_guardian(draft), *needed(draft.step)) if not need.met(draft)
    ):
        raise CannotSay(draft, missing)


def _of_law(draft: Draft) -> tuple[Need, ...]:
    """What a letter about a request on the state's own platform (DROP) needs beside its step."""
    is_drop = "drop" in draft.request.claim.law.rights and draft.step not in ("first", "agent")
    if not is_drop:
        return ()
    needs = (_OF_A_BROKER, _FILED, _INCLUDED, _RESIDENT)
    return needs if draft.step == "question" else (*needs, _REGISTERED)


def _of_guardian(draft: Draft) -> tuple[Need, ...]:
    """That somebody may write for a child, where the letter is one for a child."""
    law, person = draft.request.claim.law, draft.request.person
    refusal = guardianship.refused(law, person, draft.date)
    return (Need(refusal, guardianship.IN_OWN_NAME, lambda _: False),) if refusal else ()


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
    lambda draft: condition.has_ground(draft) or condition.silence_is_proven(draft),
)
_GROUND = Need(
    "there is nothing to complain of yet", "record what they answered, or wait", condition.has_ground_or_lacks_proof
)
_UNANSWERED = Need(
    "an answer is recorded",
    "write 'partial', 'refused' or 'no-data', or name the rights still open",
    condition.unanswered,
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
    "you excluded this broker from your DROP request",
    "it owes you nothing; change that on DROP",
    condition.not_excluded,
)
_RESIDENT = Need("only residents can use the law", "see 'residence' in profile.yaml", condition.lives_there)
_REGISTERED = Need(
    "the record does not show that the broker is registered",
    "ask since when it has been a broker: write 'question'; a new one registers in the following January",
    condition.registered,
)
_SHOWN_AFTER = Need(
    "nothing shows that it still had your data after DROP's last day",
    f"look again, and record it: {_TRACK} reappeared --on DATE --fact where PAGE",
    condition.shown_after,
)


def _answer(lacks: str, **said: str) -> Need:
    """An answer that says something must be recorded."""
    told = " ".join(f"--{name} {words}" for name, words in said.items())
    return Need(lacks, f"record it: {_TRACK} answered {told} --on DATE", condition.triggered("answered", **said))


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
            condition.acknowledgment_is_due,
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
        Need("your time to complain is nearly over", "write 'complaint' now", condition.may_wait),
    ),
    "extension": (
        _SENT,
        Need(
            "no notice of more time is recorded",
            f"record it: {_TRACK} extended --on DATE",
            condition.triggered("extended"),
        ),
        Need(
            "the notice gives reasons, and nothing proves that it came late",
            "it is valid: wait for the later date; if it came late, record the proof of receipt",
            condition.is_bare_or_late,
        ),
    ),
    "identity": (
        _SENT,
        Need(
            "no demand for identification is recorded",
            f"record it: {_TRACK} identity-asked --on DATE --fact asks WORDS",
            condition.triggered("identity-asked"),
        ),
    ),
    "refused": (_SENT, _DENIED),
    "partial": (
        _SENT,
        Need(
            "no partial answer is recorded",
            f"record it: {_TRACK} answered --outcome partial --on DATE --fact missing WORDS",
            condition.triggered("answered", outcome="partial"),
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
            condition.triggered("answered", "clarification-asked"),
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
            lambda draft: condition.triggered("reappeared")(draft) and condition.shown_again(draft),
        ),
        Need(
            "nothing shows that the data had been deleted",
            f"record it: {_TRACK} answered --outcome fulfilled --on DATE",
            condition.were_gone,
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
            condition.is_competent,
        ),
        _NOT_ONLY_SILENT,
        _GROUND,
        Need(
            "the law wants an appeal to the company first",
            "write 'appeal'; it is over once it is refused, or its time has passed",
            condition.before("appeal", condition.appeal_is_over),
        ),
        Need(
            "the regulator wants a complaint to the company first",
            "write 'controller-complaint'; it is over once it is answered, or its 30 days have passed",
            condition.before("controller-complaint", condition.broker_was_heard),
        ),
        Need(
            "the regulator wants you to ask the company first",
            "wait until it has answered or its time is over",
            condition.before("controller-request", condition.has_ground),
        ),
        _SHOWN_AFTER,
    ),
    "contradiction": (
        _SENT,
        Need(
            "no two answers in the evidence contradict each other, or the profile does not offer to say who said what",
            "see `unbroker trail`; 'named_by: true' in profile.yaml offers it, `unbroker answer` files an answer",
            lambda draft: bool(draft.contradicted),
        ),
    ),
    "agent": (
        Need(
            "no agent has this person's signed permission",
            "name the agent and the file of the permission below 'agent' in profile.yaml",
            condition.may_act,
        ),
    ),
}
