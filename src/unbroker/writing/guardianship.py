"""Guardianship: whether somebody may write for a child under a law, by which rule, and what is said of it. Pure.

The letter is the guardian's, who signs it; the data, the residence and the rights that it speaks of are the child's.
"""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from unbroker.base import places
from unbroker.facts.guardian import OF_AGE
from unbroker.facts.law import Law
from unbroker.facts.profile import Person
from unbroker.facts.rule import GuardianRule
from unbroker.writing.request import Draft

if TYPE_CHECKING:  # jinja2, which commands that only read do without
    from unbroker.writing.sandbox import Names

IN_OWN_NAME = "take 'guardian' out of their entry in profile.yaml: they write in their own name"
"""What helps where nobody may ask for somebody of that age."""


def too_old(person: Person, on: date) -> str | None:
    """Why nobody writes as a parent for a person any more, as a sentence; None where somebody may."""
    guardian = person.guardian
    if guardian is None or guardian.age(on) < OF_AGE:
        return None
    return f"{person.handle} is of age, and has no guardian any more"


def refused(law: Law, person: Person, on: date) -> str | None:
    """Why no guardian may ask for a person under a law, as a sentence; None where one may, or no rule is known."""
    guardian = person.guardian
    rule = rule_for(law, person, on)
    if reason := too_old(person, on):
        return reason
    if guardian is None or rule is None or not rule.sure or guardian.age(on) < rule.under:
        return None
    return f"{law.name} lets a parent or guardian ask for a child under {rule.under} only ({rule.cite})"


def rule_for(law: Law, person: Person, on: date) -> GuardianRule | None:
    """The rule by which a guardian asks for a person under a law."""
    return law.guardian_on(person.residence.code, person.guardian.role, on) if person.guardian else None


def names(draft: Draft) -> "Names | None":
    """What a letter says of who writes for a child; nothing of a person, so that one body serves many."""
    person = draft.request.person
    guardian = person.guardian
    if guardian is None:
        return None
    rule = rule_for(draft.request.claim.law, person, draft.date)
    under = rule.under if rule and rule.under < OF_AGE and guardian.age(draft.date) < rule.under else None
    return {
        "role": guardian.role,
        "cite": rule.cite if rule else None,
        "under": under,
        "together": draft.disclosed("other guardian") is not None,
        "proof": encloses_proof(draft),
    }


def encloses_proof(draft: Draft) -> bool:
    """Whether what shows the guardian's authority lies with a letter: it shows more than a later one needs."""
    guardian, recipient = draft.request.person.guardian, draft.recipient
    takes_it = (
        recipient.regulator is None and recipient.channel.kind != "form" and draft.request.broker.kind != "portal"
    )
    return guardian is not None and guardian.proof is not None and takes_it and draft.step in ("first", "identity")


def remarks(draft: Draft) -> Iterator[str]:
    """What is to be known before a letter for a child is sealed."""
    person = draft.request.person
    guardian = person.guardian
    if guardian is None:
        return
    rule = rule_for(draft.request.claim.law, person, draft.date)
    rests = f"by {rule.cite}" if rule else "no rule about parents is known of this law"
    yield f"{guardian.name} writes for {person.name} as {guardian.called} ({rests})"
    if rule and rule.says:
        yield rule.says.rstrip(".")
    if rule and rule.both_parents and guardian.role == "parent" and not guardian.together_with:
        where = places.name(places.country(person.residence.code))
        yield f"parents in {where} who share the care write together: name the other one below 'together_with'"
    if not guardian.proof:
        yield f"proof is offered, not enclosed: `unbroker people permission {person.handle}` makes the declaration"
