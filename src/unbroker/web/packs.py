"""Packs on a page: what a group of brokers is called and has in common; those that brokers' own filings make first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unbroker.facts.registry import Registry

_FILED: Mapping[str, tuple[str, str]] = {
    "to-ai-developers": (
        "Sold to AI developers",
        "filed that they shared data with, or sold data to, developers of AI",
    ),
    "to-foreign-actors": ("Sold abroad", "filed that they shared data with, or sold data to, a foreign actor"),
    "to-government": ("Given to governments", "filed that they gave data to a government or to law enforcement"),
    "precise-location": ("Precise location", "filed that they collect precisely where people are"),
    "minors": ("Data of minors", "filed that they collect data of minors"),
}
_USUAL = "discussion"
_CALLED: Mapping[str, tuple[str, str]] = {
    _USUAL: ("A first dozen", "well-known companies that trade in data, of several kinds"),
    "adtech": ("Advertising technology", "what people see and do online, for advertising"),
    "risk": ("Background and credit", "background, credit and fraud checks"),
    **_FILED,
}


@dataclass(frozen=True)
class Pack:
    """A group of brokers."""

    slug: str
    name: str
    brokers: int
    has: str
    """What they have in common."""


def packs_of(registry: Registry, *, usual_first: bool = False) -> Sequence[Pack]:
    """The packs of a registry, with developers of AI in front.

    Args:
        registry: the brokers.
        usual_first: whether the pack that is usual for a first choice comes before all.
    """
    packs = registry.known_packs
    order = sorted(packs, key=lambda slug: (not (usual_first and slug == _USUAL), slug not in _FILED))
    return [Pack(slug, *_named(slug, packs[slug][1], packs[slug][0])) for slug in order]


def _named(slug: str, what: str, count: int) -> tuple[str, int, str]:
    name, has = _CALLED.get(slug, (slug.replace("-", " ").capitalize(), what))
    return name, count, has
