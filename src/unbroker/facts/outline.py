"""Outlines: what of each broker is asked of all of them at once, without reading the records whole.

A thousand records are a second's work to read; a plan needs some of them, and of the others whose they are, what
they are called, and where they are registered.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from unbroker.base.errors import Place, Problem, did_you_mean


@dataclass(frozen=True)
class Outline:
    """One broker; the fields are those of its record."""

    slug: str
    name: str
    legal_name: str | None
    kind: str
    domains: tuple[str, ...]
    groups: tuple[str, ...]
    """Its packs, with those that its filings put it into."""
    status: str
    belongs_to: str | None
    answered_by: str | None
    registered: Mapping[str, tuple[int, ...]]
    place: Place


def disagreements(outlines: Iterable[Outline]) -> list[Problem]:
    """What no single record can show: names used twice, and owners that do not exist."""
    problems: list[Problem] = []
    slugs: dict[str, Outline] = {}
    domains: dict[str, Outline] = {}
    for broker in outlines:
        if (other := slugs.setdefault(broker.slug, broker)) is not broker:
            message = f"broker {broker.slug!r} already exists, at {other.place}"
            problems.append(Problem(broker.place, message, "merge the two"))
        for domain in broker.domains:
            if (other := domains.setdefault(domain, broker)) is not broker:
                message = f"broker {broker.slug!r}: the domain {domain} belongs to {other.slug!r} at {other.place}"
                problems.append(Problem(broker.place, message, "a domain belongs to one record"))
    for broker in slugs.values():
        problems += _unknown_owners(broker, slugs)
    return problems


def _unknown_owners(broker: Outline, slugs: Mapping[str, Outline]) -> Iterator[Problem]:
    for key, slug in (("answered_by", broker.answered_by), ("belongs_to", broker.belongs_to)):
        if slug is not None and (slug not in slugs or slug == broker.slug):
            message = f"broker {broker.slug!r}: {key!r} names {slug!r}, which is not another record"
            yield Problem(broker.place, message, did_you_mean(slug, slugs) or "add that record")
    if _in_a_circle(broker, slugs):
        message = f"broker {broker.slug!r}: its 'answered_by' and 'belongs_to' lead back to itself"
        yield Problem(broker.place, message, "remove one of them: somebody has to answer")


def _in_a_circle(broker: Outline, brokers: Mapping[str, Outline]) -> bool:
    slugs, owner = {broker.slug}, brokers.get(broker.answered_by or "")
    while owner is not None and owner.slug not in slugs:
        slugs.add(owner.slug)
        owner = brokers.get(owner.answered_by or "")
    return owner is not None and owner.slug == broker.slug and broker.answered_by != broker.slug
