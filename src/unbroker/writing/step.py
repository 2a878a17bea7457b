"""Steps: which template the letter of a step has, and what its words may speak of beside those of a first letter.

The values come from the draft alone. Words, and the choice between them, stand in `letters/`: a law's own
`steps/overdue.md` in the letter's language, else its family's, else the one for all laws.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from unbroker.base import places
from unbroker.base.errors import UserError
from unbroker.facts.law import AppealRule, Right
from unbroker.facts.registry import Broker
from unbroker.facts.regulators import Regulator
from unbroker.writing import agency, condition, proven
from unbroker.writing.languages import USUAL, Language
from unbroker.writing.request import Contradicted, Draft, Past
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates

# How long a reminder asks for: this program's own courtesy, no law's.
COURTESY = timedelta(days=10)
_TO_COMPLAIN = timedelta(days=5)
# What only a law gives; whoever has none is not refused by one, and given no time by one.
_OF_LAW = ("extension", "refused", "not-covered")
_OWN_FILES = {"first": "letter", "complaint": "complaint", "agent": "agent"}
_FRIDAY, _WEEK = 4, 7

Written = Callable[[date], str]
# Where it stands, how long, the day without and with more time, whether more was announced, whether it can be.
_Term = tuple[str, str, date, date, bool, bool]


class NoWords(UserError):  # noqa: N818 - the sentence is the name
    """A law has no letter of a step."""

    def __init__(self, law: str, step: str) -> None:
        hint = "its template would be in letters/; see `unbroker laws show`"
        super().__init__(f"{law}: there is no letter {step!r} under this law ({hint})")


class TooLong(UserError):  # noqa: N818 - the sentence is the name
    """A complaint is longer than the regulator's form takes."""

    def __init__(self, regulator: str, count: int, limit: int) -> None:
        self.count, self.limit = count, limit
        message = f"the form of {regulator} takes {limit:,} characters, and the complaint has {count:,}"
        super().__init__(f"{message} (shorten what you noted on the events that it quotes)")


def template(draft: Draft, templates: Templates) -> str:
    """The name of a draft's template.

    Raises:
        NoWords: the law has no letter of this step.
    """
    law = draft.request.claim.law
    part = _OWN_FILES.get(draft.step, f"steps/{draft.step}")
    name = templates.of_law(law, f"{part}.md", draft.language)
    shared = not name.startswith((f"{law.slug}/", f"{law.family}/"))
    if draft.step == "first":
        return name
    lawless = not law.reaches and draft.step in _OF_LAW
    refused = draft.step == "agent" and law.no_agent_on(draft.date) is not None
    if lawless or refused or not templates.exists(name) or (shared and "drop" in law.rights):
        raise NoWords(law.slug, draft.step)
    return name


def characters(body: str) -> int:
    """How many characters a form counts: a line break is two of them, as browsers send it."""
    return len(body.replace("\n", "\r\n"))


def check_length(draft: Draft, body: str) -> None:
    """Refuse a complaint that its regulator's form would cut off.

    Raises:
        TooLong: it is.
    """
    regulator = draft.recipient.regulator
    if regulator and regulator.limit and characters(body) > regulator.limit:
        raise TooLong(regulator.name, characters(body), regulator.limit)


def names(draft: Draft, requests: Sequence[Names], language: Language, written: Written) -> Names:
    """What the words of a later step may speak of; its broker only where they go to somebody else."""
    law, sent, trigger = draft.request.claim.law, proven.first_sent(draft), draft.trigger
    requests = [request for request in requests if request["right"] in draft.rights]
    briefs = {str(request["right"]): str(request["brief"]) for request in requests}
    appeal = law.appeal_on(draft.date)
    elsewhere = draft.recipient.regulator is not None or draft.step == "agent"
    return {
        "asked": requests,
        "rights": draft.rights,
        "first": _event(sent, written) if sent else None,
        "heard": bool(proven.replies(draft)),
        "gone": bool(proven.answers(draft, "fulfilled", "no-data")),
        "comply": [request for request in requests if _need_not_answer(draft, str(request["right"]))],
        "receipt": _event(receipt, written) if (receipt := proven.receipt(draft)) else None,
        "trigger": _event(trigger, written) if trigger else None,
        "ours": [_event(event, written) for event in draft.happened("sent")],
        "history": [_event(event, written) for event in draft.past if event.proven and not event.words("inferred")],
        "terms": _terms(draft, briefs, language, written),
        "acknowledge": _acknowledge(draft, language, written),
        "late": proven.is_late(draft),
        "silent": proven.is_silent(draft),
        "notice_is_late": proven.notice_is_late(draft),
        "refusals": [_event(event, written) for event in proven.answers(draft, "denied", "partial", "no-data")],
        "shown": [_event(event, written) for event in draft.happened("reappeared")],
        "contradictions": [_contradicted(each, written) for each in draft.contradicted],
        "appeal": _appeal(appeal, language) if appeal else None,
        "appealed": [_event(event, written) for event in draft.happened("appealed")],
        "complained": [_event(event, written) for event in draft.happened("complained")],
        "acts": _acts(draft, briefs),
        "until": written(courtesy(draft)),
        "overtime": written(last) if (last := proven.own_last_day(draft)) and last < draft.date else None,
        "regulator": _regulator(regulator, language) if (regulator := _named(draft)) else None,
        "enclosures": draft.enclosures,
        "letter": draft.letter,
        "agent": {"name": draft.agent.name, "email": draft.agent.email} if draft.agent else None,
        **({"broker": broker_names(draft.request.broker), "sent_to": _sent_to(draft)} if elsewhere else {}),
    }


def _contradicted(each: Contradicted, written: Written) -> Names:
    """Two answers that do not fit together, as templates know them."""
    return {
        "kind": each.kind,
        "on": written(each.on),
        "says": each.says,
        "side": each.side,
        "words": each.words or None,
        "by": each.by,
        "by_on": written(each.by_on),
        "by_words": each.by_words or None,
    }


def _need_not_answer(draft: Draft, right: str) -> bool:
    """Whether the law sets a time to comply with a right, and none to answer."""
    return any(clock.comply and right in clock.rights for clock in draft.request.claim.law.clocks)


def _appeal(appeal: AppealRule, language: Language) -> Names:
    return {"cite": appeal.cite, "decide": language.period(appeal.decide) if appeal.sure else None}


def courtesy(draft: Draft) -> date:
    """The day that a reminder asks for: ten days on, or the Monday after; sooner where a complaint could not wait."""
    day, last_day = draft.date + COURTESY, proven.own_last_day(draft)
    day = day if day.weekday() <= _FRIDAY else day + timedelta(days=_WEEK - day.weekday())
    if last_day is None or last_day <= draft.date:
        return day
    return min(day, max(last_day - _TO_COMPLAIN, draft.date + condition.LEAST_COURTESY))


def _named(draft: Draft) -> Regulator | None:
    """The authority that a letter names; none where it depends on a region that the profile does not tell."""
    regulators = (draft.recipient.regulator, *draft.regulators)
    regulator = next((regulator for regulator in regulators if regulator), None)
    near = [(home, served) for home in draft.request.homes for served in (regulator.serves if regulator else ())]
    serves = any(places.within(home, served) for home, served in near)
    return regulator if serves or draft.recipient.regulator else None


def _regulator(regulator: Regulator, language: Language) -> Names:
    name = regulator.name if language.code == USUAL else regulator.named_in(language.code)
    return {"name": name, "short": regulator.short or name, "form": regulator.form}


def broker_names(broker: Broker) -> Names:
    """A broker as templates know it."""
    site = broker.domains[0] if broker.domains else None
    return {"name": broker.name, "addressee": broker.addressee, "site": site, "slug": broker.slug}


def _sent_to(draft: Draft) -> str | None:
    """The address that the letters went to: where the events have it, else the broker's own."""
    sent = proven.first_sent(draft)
    address = sent.words("to") if sent else None
    return address or next((channel.to for channel in draft.request.broker.channels), None)


def _event(past: Past, written: Written) -> Names:
    """An event as templates know it: absent facts are None, so that a condition can ask for them."""
    texts = (
        "letter",
        "step",
        "by",
        "to",
        "asks",
        "reason",
        "outcome",
        "says",
        "form",
        "where",
        "shows",
        "inferred",
        "exhibit",
        "status",
    )
    return {
        "kind": past.kind,
        "on": written(past.on),
        "proof": past.proof,
        **{name: past.words(name) for name in texts},
        **{name: past.each(name) for name in ("answered", "missing", "rights")},
    }


def _terms(draft: Draft, briefs: Mapping[str, str], language: Language, written: Written) -> list[Names]:
    """The rights by the day on which their time ended, each day with its rule."""

    def key(right: Right) -> _Term:
        due = draft.due[right]
        base = due.last_day or draft.date
        end = due.due_extended if due.extended and due.due_extended else base
        answer = due.clock.answer
        period = "" if due.clock.free_report or due.due_read or answer is None else language.period(answer)
        return due.cite, period, base, end, due.extended, bool(due.clock.extended or due.clock.open_extension)

    rights = sorted((right for right, _ in proven.terms(draft)), key=lambda right: key(right)[2:4])
    return [
        {
            "rights": [*group],
            "cite": cite,
            "period": period or None,
            "base": written(base),
            "on": written(end),
            "extended": extended,
            "extendable": extendable,
        }
        for (cite, period, base, end, extended, extendable), group in _grouped(rights, key, briefs)
    ]


def _grouped(
    rights: Sequence[Right], key: Callable[[Right], _Term], briefs: Mapping[str, str]
) -> Iterator[tuple[_Term, list[str]]]:
    for group, members in groupby(rights, key):
        yield group, [briefs[right] for right in members]


def _acknowledge(draft: Draft, language: Language, written: Written) -> Names | None:
    """How soon the requests, or a complaint to the company itself, are to be acknowledged, and by which day."""
    rule = next((rule for rule in draft.request.claim.law.complaints if rule.in_force(draft.date)), None)
    dues = [due for right in draft.rights if (due := draft.due.get(right)) and due.ack_due]
    within = next((due.clock.acknowledge for due in dues if due.clock.acknowledge), rule.acknowledge if rule else None)
    last = max((due.ack_due for due in dues if due.ack_due), default=None)
    return {"on": written(last) if last else None, "within": language.period(within)} if within else None


def _acts(draft: Draft, briefs: Mapping[str, str]) -> list[Names]:
    """What an agent may ask for, by the rule; None where the law has none."""
    acts = agency.by_rule(draft.request.claim.law, draft.rights, draft.date)
    return [{"rights": [briefs[right] for right in rights], "cite": cite} for cite, rights in acts.items()]
