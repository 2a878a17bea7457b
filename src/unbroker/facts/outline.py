"""Outlines: what of each broker is asked of all of them at once, without reading the records whole.

A plan needs some records, and of a thousand others whose they are, what they are called, and where they are
registered; a list needs no more of any.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from unbroker.base.errors import Place, Problem, did_you_mean
from unbroker.facts.channel import ChannelKind

_MOST_HINTS = 50  # each looks at all slugs


class Outline(NamedTuple):
    """One broker; the fields are those of its record."""

    slug: str
    name: str
    legal_name: str | None
    also_called: tuple[str, ...]
    kind: str
    domains: tuple[str, ...]
    groups: tuple[str, ...]
    """Its packs, with those that its filings put it into."""
    status: str
    belongs_to: str | None
    answered_by: str | None
    registered: Mapping[str, tuple[int, ...]]
    ways: tuple[ChannelKind, ...]
    """The kinds of its channels, the best first."""
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
    return [*problems, *_wrong_owners(slugs)]


def _wrong_owners(brokers: Mapping[str, Outline]) -> Iterator[Problem]:
    """Owners that are not in the registry, with the nearest slug for the first of them, and those in circles."""
    circles, hints = _in_circles(brokers), iter(range(_MOST_HINTS))
    for broker in brokers.values():
        for key, slug in (("answered_by", broker.answered_by), ("belongs_to", broker.belongs_to)):
            if slug is not None and (slug not in brokers or slug == broker.slug):
                message = f"broker {broker.slug!r}: {key!r} names {slug!r}, which is not another record"
                near = did_you_mean(slug, brokers) if next(hints, None) is not None else None
                yield Problem(broker.place, message, near or "add that record")
        if broker.slug in circles:
            message = f"broker {broker.slug!r}: its 'answered_by' and 'belongs_to' lead back to itself"
            yield Problem(broker.place, message, "remove one of them: somebody has to answer")


def _in_circles(brokers: Mapping[str, Outline]) -> set[str]:
    """The brokers whose owners lead back to themselves; each is looked at once."""
    circles: set[str] = set()
    seen: set[str] = set()
    for first in brokers:
        slug, trail = first, dict[str, int]()
        while slug in brokers and slug not in seen:
            seen.add(slug)
            trail[slug] = len(trail)
            slug = brokers[slug].answered_by or ""
        if slug in trail and brokers[slug].answered_by != slug:
            circles |= {*islice(trail, trail[slug], None)}
    return circles
