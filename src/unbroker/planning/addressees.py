"""Addressees: who answers a person for a broker, and why nobody does. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from unbroker.base.places import name, with_article
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker, Registry
from unbroker.registry.legal_name import compared

_COUNTRIES = frozenset({
    "austria", "belgie", "belgique", "belgium", "deutschland", "espana", "europe", "france", "germany", "ireland",
    "italia", "italy", "luxembourg", "nederland", "netherlands", "osterreich", "poland", "polska", "schweiz", "spain",
    "suisse", "switzerland", "uk", "us", "usa",
})  # fmt: skip


@dataclass(frozen=True)
class Nobody:
    """Why nobody is written to for a broker, and what could be done."""

    reason: str
    hint: str | None


def addressee(broker: Broker, person: Person, registry: Registry) -> Broker | Nobody:
    """Who answers a person for a broker: the broker itself, or who took its place."""
    answering = _successor(broker, registry)
    if answering.status == "closed":
        return Nobody("closed, and nobody is known to answer for it", broker.note)
    if is_for(answering, person, registry):
        return answering
    other = _for_residents(answering, person, registry)
    hint = f"{other.slug} does" if other else _once_there(answering)
    return Nobody(f"does not answer people in {person.residence.name}", hint)


def is_for(broker: Broker, person: Person, registry: Registry) -> bool:
    """Whether it answers people where the person lives, or lived before; of two records the one for here does."""
    if broker.answers(person.residence.code):
        return True
    was_there = any(broker.answers(home.code) for home in person.lived_in)
    return was_there and broker.kind != "portal" and _for_residents(broker, person, registry) is None


def _successor(broker: Broker, registry: Registry) -> Broker:
    seen = {broker.slug}
    while (successor := registry.brokers.get(broker.answered_by or "")) and successor.slug not in seen:
        broker = successor
        seen.add(broker.slug)
    return broker


def _for_residents(broker: Broker, person: Person, registry: Registry) -> Broker | None:
    """The record of the same company that answers where the person lives."""
    others = (registry.brokers[slug] for slug in _by_name(registry)[_without_country(broker.name)])
    return next((other for other in others if other.answers(person.residence.code)), None)


@lru_cache(2)
def _by_name(registry: Registry) -> Mapping[str, Sequence[str]]:
    """The slugs of the records of each name, without its country."""
    by_name: dict[str, list[str]] = {}
    for slug, outline in registry.outlines.items():
        by_name.setdefault(_without_country(outline.name), []).append(slug)
    return by_name


@lru_cache(4096)
def _without_country(name: str) -> str:
    """A name as it is compared, without the words by which companies call themselves after a country."""
    return " ".join(word for word in compared(name).split() if word not in _COUNTRIES)


def _once_there(broker: Broker) -> str | None:
    if broker.kind == "portal" or not broker.serves:
        return None
    where = " or ".join(with_article(name(code)) for code in broker.serves)
    return f"if you once lived in {where}: 'lived_in: [{broker.serves[0]}]' in profile.yaml"
