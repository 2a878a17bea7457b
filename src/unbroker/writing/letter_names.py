"""What the words of a letter may speak of, as plain values: the body's names, the addressee's, and what is told.

A body knows no broker and nothing of the person but the place, so that one body serves many; `step` adds the past.
"""

from collections.abc import Iterator
from functools import lru_cache

from unbroker.facts.filing import QUESTIONS
from unbroker.facts.law import ClockRule, Right, Rule
from unbroker.writing import guardianship, proven, step
from unbroker.writing.languages import Language
from unbroker.writing.request import Draft, NamedBy
from unbroker.writing.sandbox import Names
from unbroker.writing.step import Written
from unbroker.writing.template import Templates, homes


def body_names(draft: Draft, templates: Templates, language: Language, written: Written) -> Names:
    """What the body may speak of, of a later step also its past."""
    names = _namespace(draft, templates, language, written)
    if draft.step == "first":
        return names
    requests = _requests(draft, templates, language)
    return {**names, **step.names(draft, requests, language, written)}


def addressee_names(draft: Draft) -> Names:
    """What a salutation and the lines above the body may speak of beside the body's names."""
    request, regulator = draft.request, draft.recipient.regulator
    recipient = regulator.called if regulator else request.broker.name
    covers = [step.broker_names(record) for record in request.covers]
    return {"recipient": recipient, "broker": step.broker_names(request.broker), "covers": covers}


def about_names(draft: Draft, names: Names) -> Names:
    """What the lines above the body are made of: the earlier letter, and what is told of the person, by field."""
    texts: dict[str, list[str]] = {}
    for disclosure in draft.discloses:
        texts.setdefault(disclosure.field, []).append(disclosure.value)
    is_filing = "drop" in draft.request.claim.law.rights  # which the broker has never seen as a letter
    first = proven.first_sent(draft)
    goes_on = draft.step not in ("first", "agent") and draft.recipient.regulator is None and not is_filing
    return {
        **names,
        "told": texts,
        "earlier": first.words("letter") if goes_on and first else None,
        "for_another": draft.step == "agent",
        "role": draft.request.person.guardian.role if draft.request.person.guardian else None,
        "is_known_by_reply": draft.disclosed("email") in draft.request.person.emails,
    }


def _namespace(draft: Draft, templates: Templates, language: Language, written: Written) -> Names:
    """What a body may speak of: the law, the channel and where the person lives, but no broker and no other detail.

    So one body serves everybody of a place; name, city and addresses are lines of their own above it.
    """
    request = draft.request
    person, law, on = request.person, request.claim.law, draft.date
    home = person.residence if draft.step == "complaint" else request.home
    about = [person.about_broker(record.slug) for record in request.records]
    situations = dict.fromkeys(fact.value for fact in draft.discloses if fact.field == "situation")
    return {
        "homes": homes(law),
        "language": language.code,
        "residence": language.place(home.named),
        "home": language.home(home.named),
        "moved": language.home(request.home.named) if request.moved_from else None,
        "moved_from": language.place(request.home.named) if request.moved_from else None,
        "guardian": guardianship.names(draft),
        "law": {"name": law.name, "short": law.short, "statute": law.statute, "under": law.under},
        "binding": request.claim.binding,
        "rules": {name: _rule(rule) for name, rule in law.rules_on(on).items()},
        "rights": request.rights,
        "requests": _requests(draft, templates, language),
        "topics": [*_topics(draft, templates, language)],
        "on_topics": [*draft.request.topics],
        "named": [_named(each, written) for each in draft.named],
        "account": request.broker.has_accounts,
        "filed": _filed(draft, language),
        "by": draft.recipient.channel.kind,
        "answer_by": "email" if draft.disclosed("email") else "post",
        "tells": [disclosure.field for disclosure in draft.discloses],
        "situation": " ".join(situations) or None,
        "reasons": [disclosure.value for disclosure in draft.discloses if disclosure.field == "reason"],
        "corrections": [
            {"held": correction.held, "right": correction.right, "because": correction.because}
            for each in about
            for correction in each.corrections
            if draft.disclosed("correction")
        ],
    }


def _requests(draft: Draft, templates: Templates, language: Language) -> list[Names]:
    asked = _Asked(draft)
    return [_request(number, right, asked, templates, language) for number, right in enumerate(draft.request.rights, 1)]


class _Asked:
    """What a request is described by: a law, which is only equal to itself, a day, and whether it is the first time."""

    def __init__(self, draft: Draft) -> None:
        self.law, self.on, self.is_first = draft.request.claim.law, draft.date, draft.step == "first"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Asked):
            return NotImplemented
        return self.law is other.law and (self.on, self.is_first) == (other.on, other.is_first)

    def __hash__(self) -> int:
        return hash((id(self.law), self.on, self.is_first))


@lru_cache(1024)
def _request(number: int, right: Right, asked: _Asked, templates: Templates, language: Language) -> Names:
    law = asked.law
    template = templates.of_law(law, f"rights/{right}.md", language.code)
    names = law.names[language.code].rights if language.code in law.names else {}
    named = None if asked.is_first or templates.exists(template) else names.get(right)
    front = None if named else templates.front(template)
    rule, clock = law.right_on(right, asked.on), law.read_clock(right, asked.on)
    return {
        "number": number,
        "right": right,
        "title": front.title if front else named,
        "brief": front.brief if front else named,
        "template": template,
        "cite": rule.cite,
        "scope": law.scope_on(right, asked.on),
        "clock": _clock(clock, language),
    }


def _topics(draft: Draft, templates: Templates, language: Language) -> Iterator[Names]:
    """What a first letter is about beside its rights: sections that follow them, and are counted on."""
    parts = [f"topics/{topic}.md" for topic in draft.request.topics]
    parts += ["trail.md"] if draft.named and draft.step == "first" else []
    for number, part in enumerate(parts, len(draft.request.rights) + 1):
        template = templates.of_law(draft.request.claim.law, part, language.code)
        front = templates.front(template)
        yield {"number": number, "title": front.title, "brief": front.brief, "template": template}


def _named(each: NamedBy, written: Written) -> Names:
    """Who named the recipient, as templates know it."""
    return {"by": each.by, "on": written(each.on), "side": each.side, "words": each.words or None}


def _filed(draft: Draft, language: Language) -> Names | None:
    """What the recipient answered to a state about developers of AI, else an affiliate for which the letter speaks."""
    if "ai-training" not in draft.request.topics:
        return None
    for record in draft.request.records:
        newest = max(record.filed, key=lambda filing: filing.year, default=None)
        if newest is not None and "ai-developers" in newest.shared:
            affiliate = None if record is draft.request.broker else newest.by
            state = language.place(newest.state)
            return {"year": str(newest.year), "state": state, "question": QUESTIONS["ai-developers"], "by": affiliate}
    return None


def _rule(rule: Rule) -> Names:
    return {"cite": rule.cite, "says": rule.says, "scope": rule.scope, "count": rule.count, "sure": rule.sure}


def _clock(clock: ClockRule, language: Language) -> Names:
    """A clock as templates know it: its periods are words."""
    periods = {
        "acknowledge": clock.acknowledge,
        "answer": clock.answer,
        "extended": clock.extended,
        "results": clock.results,
        "free_report": clock.free_report,
    }
    return {
        "cite": clock.cite,
        **{name: language.period(period) if period else None for name, period in periods.items()},
    }
