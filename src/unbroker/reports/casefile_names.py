"""The case file as its template knows it: plain values, days and periods in words."""

from datetime import date

from unbroker.cases.case import Dispatch
from unbroker.facts.due import Due
from unbroker.facts.law import Law
from unbroker.ledger.event import Event
from unbroker.paper.booklet import cited
from unbroker.reports.casefile import CaseFile, Exhibit, Matter, Moment, Sealed
from unbroker.reports.setting import Setting
from unbroker.writing.languages import Language
from unbroker.writing.sandbox import Names

_FACTS = ("anyway", "asks", "outcome", "proof", "reason", "says", "shows", "step", "to", "where")
_LEFT_OUT = ("assumed", "target")
"""Remarks on the days of a case that the page makes in its own words, or not at all."""


def casefile_names(case: CaseFile, setting: Setting) -> Names:
    """What the page says of a request, but for the words of its replies and of its complaint."""
    language = setting.templates.language()
    sealed = case.sealed_complaint
    return {
        **_parties(case, setting, language),
        "today": language.written(case.today),
        "head": case.head,
        "reviewed": [language.written(day) for day in case.reviewed],
        "matters": [_matter(matter, language) for matter in case.matters],
        "chronology": [_moment(moment, language) for moment in case.chronology],
        "letters": [_sealed(letter, language) for letter in case.letters],
        "sealed_complaint": _dispatch(sealed.letter, language) if sealed else None,
        "exhibits": [_exhibit(exhibit, language) for exhibit in case.exhibits],
        "lost": [_exhibit(exhibit, language) for exhibit in case.lost],
        "gone": [event_names(event, language) for event in case.gone],
        "page": setting.page(_residence(case, setting)).model_dump(),
        "specimen": setting.profile.specimen,
    }


def event_names(event: Event, language: Language) -> Names:
    """What happened."""
    return {
        "seq": event.seq,
        "kind": event.kind,
        "on": language.written(event.on),
        "letter": event.letter,
        **{name: event.fact(name) for name in _FACTS},
    }


def _parties(case: CaseFile, setting: Setting, language: Language) -> Names:
    """Who wrote to whom, and under which law."""
    opening, law = case.opening, setting.laws.get(case.opening.law)
    first = case.letters[0].letter if case.letters else None
    left = first.left if first else None
    covers = [setting.registry.brokers.get(slug) for slug in opening.covers]
    addresses = [sealed.letter.to for sealed in case.letters if sealed.letter.step != "complaint"]
    return {
        "reference": opening.reference,
        "binding": opening.binding,
        "name": case.person.get("name") or opening.person,
        "company": opening.broker_name,
        "person": {"residence": None, "address": None, "email": None, **case.person},
        "home": language.within(case.person.get("residence", "")),
        "law": {"name": law.name, "short": law.short, "statute": law.statute} if law and law.reaches else None,
        "wrote_on": language.written(left or opening.on),
        "has_left": left is not None,
        "addressee": next(iter(first.facts.recipient if first else ()), opening.broker_name),
        "covers": [broker.name if broker else slug for broker, slug in zip(covers, opening.covers, strict=True)],
        "written_to": [*dict.fromkeys(addresses)],
        "briefs": {matter.right: _brief(setting, law, matter.right) for matter in case.matters},
    }


def _residence(case: CaseFile, setting: Setting) -> str:
    """Where the person lives, as far as it is known."""
    persons = (someone for someone in setting.profile.people if someone.handle == case.opening.person)
    person = next(persons, None)
    return (person.residence.code if person else case.opening.residence) or "US"


def _brief(setting: Setting, law: Law | None, right: str) -> str:
    """A right as the letter that asks for it names it."""
    if law is None:
        return right
    front = setting.templates.front(setting.templates.of_law(law, f"rights/{right}.md"))
    return front.brief or right


def _matter(matter: Matter, language: Language) -> Names:
    """One right of the request."""
    delay, rule, receipt = matter.delay, matter.rule, matter.entry.receipt
    return {
        "right": matter.right,
        "rule": {"cited": cited(rule.cite, language), "says": rule.says} if rule else None,
        "due": _due(matter.due, language) if matter.due else None,
        "receipt": {"on": language.written(receipt.on), "proof": receipt.proof} if receipt else None,
        "trouble": matter.entry.trouble,
        "days": delay.days,
        "late": delay.late,
        "proven": delay.proven,
        "awaited": _written(delay.awaited, language),
        "answer": event_names(delay.answer, language) if delay.answer else None,
    }


def _due(due: Due, language: Language) -> Names:
    """The days of a clock."""
    moved = due.moved("due_legal")
    return {
        "time": language.time(due),
        "cited": cited(due.cite, language),
        "last_day": _written(due.due_legal, language),
        "because": language.because(moved) if moved else None,
        "extended": due.extended,
        "last_day_extended": _written(due.due_extended, language),
        "has_grace": due.assert_overdue_from is not None,
        "remarks": [language.remark(note) for note in due.notes if note.flag not in _LEFT_OUT],
    }


def _moment(moment: Moment, language: Language) -> Names:
    """A line of the chronology."""
    return {
        "on": language.written(moment.on),
        "event": event_names(moment.event, language) if moment.event else None,
        "letter": _dispatch(moment.letter, language) if moment.letter else None,
        "exhibits": moment.exhibits,
        "rights": moment.rights,
        "cited": cited(moment.due.cite, language) if moment.due else None,
    }


def _sealed(sealed: Sealed, language: Language) -> Names:
    """A letter with its words."""
    return {**_dispatch(sealed.letter, language), "text": sealed.text, "exhibits": sealed.exhibits}


def _dispatch(letter: Dispatch, language: Language) -> Names:
    """A letter that was sealed."""
    return {
        "letter": letter.letter,
        "step": letter.step,
        "kind": letter.kind,
        "to": letter.to,
        "sealed": language.written(letter.prepared.on),
        "left": _written(letter.left, language),
        "state": letter.state,
        "language": letter.facts.language,
        "since": language.written(letter.since),
    }


def _exhibit(exhibit: Exhibit, language: Language) -> Names:
    """A file that proves something."""
    return {
        "number": exhibit.number,
        "name": exhibit.name,
        "title": exhibit.title,
        "media_type": exhibit.media_type,
        "size": None if exhibit.content is None else len(exhibit.content),
        "lost": exhibit.lost,
        "event": event_names(exhibit.event, language),
        "sha256": exhibit.sha256,
    }


def _written(day: date | None, language: Language) -> str | None:
    return language.written(day) if day else None
