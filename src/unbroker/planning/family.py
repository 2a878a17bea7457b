"""Families: letters that ask one company for the same are one letter, which names all of its sites. Pure.

Two records are one company where they have the same legal name and share an address, or the same owner (`belongs_to`)
and their letters go to the very same address. A shared address alone says nothing: agents and mail-drops have many.
Forms are one only where they are the same form.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from unbroker.facts.claim import Claim
from unbroker.facts.outline import Outline
from unbroker.facts.registry import Broker, Channel, Registry

_PUNCTUATION = re.compile(r"\W+")


@dataclass(frozen=True)
class Candidate:
    """A letter that would be written: to whom, for whom else, under which law, by which channel."""

    broker: Broker
    covers: tuple[Broker, ...]
    """The others for whom it speaks."""
    claim: Claim
    channel: Channel

    @property
    def records(self) -> tuple[Broker, ...]:
        """All for whom it speaks."""
        return (self.broker, *self.covers)


def relatives(registry: Registry, brokers: Iterable[Broker]) -> tuple[Broker, ...]:
    """Further records that may be of the companies of some brokers, in the order of the registry."""
    outlines = registry.outlines
    slugs = {broker.slug for broker in brokers}
    others = [
        outline
        for outline in outlines.values()
        if outline.slug not in slugs and outline.status == "active" and outline.answered_by is None
    ]
    signs = {sign for slug in slugs for sign in _signs(outlines[slug], outlines)}
    near: set[str] = set()
    while nearer := [outline for outline in others if not signs.isdisjoint(_signs(outline, outlines))]:
        near.update(outline.slug for outline in nearer)
        signs.update(sign for outline in nearer for sign in _signs(outline, outlines))
        others = [outline for outline in others if outline.slug not in near]
    return tuple(registry.brokers[slug] for slug in outlines if slug in near)


def _signs(broker: Outline, brokers: Mapping[str, Outline]) -> Iterator[Hashable]:
    """By what a company is known: its legal name, and who owns it."""
    if name := _plain(broker.legal_name):
        yield "name", name
    yield "owner", _owner(broker, brokers)


def united(candidates: Sequence[Candidate], further: Sequence[Candidate], registry: Registry) -> Iterator[Candidate]:
    """One letter for each company, in the order of the candidates.

    Args:
        candidates: the letters to those who were chosen.
        further: those to relatives of theirs; one that goes to none of these companies is not written.
        registry: says who owns whom, and in which order a letter names them.
    """
    both = (*candidates, *further)
    families: dict[int, list[Candidate]] = {}
    for candidate, family in zip(both, _numbered(both, registry.outlines), strict=True):
        if family < len(candidates):
            families.setdefault(family, []).append(candidate)
    places = {slug: number for number, slug in enumerate(registry.outlines)}
    for number in sorted(families):
        members = sorted(families[number], key=lambda member: places[member.broker.slug])
        yield _one_letter(members, registry.outlines)


def _numbered(candidates: Sequence[Candidate], brokers: Mapping[str, Outline]) -> Sequence[int]:
    """For each candidate the number of the first that its letter is one with."""
    numbers: list[int] = []
    first: dict[Hashable, int] = {}
    for number, candidate in enumerate(candidates):
        marks = [*_marks(candidate, brokers)]
        kin = {numbers[first[mark]] for mark in marks if mark in first}
        numbers.append(min(kin, default=number))
        if len(kin) > 1:
            numbers = [numbers[-1] if family in kin else family for family in numbers]
        for mark in marks:
            first.setdefault(mark, number)
    return numbers


def _marks(candidate: Candidate, brokers: Mapping[str, Outline]) -> Iterator[Hashable]:
    """What letters have in common that are one: what is asked of whom, and an address."""
    broker, claim, goes_to = candidate.broker, candidate.claim, candidate.channel
    asks = (claim.law.slug, claim.rights)
    if name := _plain(broker.legal_name):
        letters = [channel for channel in broker.channels if channel.row.is_laid_out]
        shared = letters if goes_to.row.is_laid_out else [goes_to]  # a form mostly knows its own site only
        yield from ((asks, name, _address(channel)) for channel in shared)
    yield asks, claim.binding, _owner(broker, brokers), _address(goes_to)


def _one_letter(members: Sequence[Candidate], brokers: Mapping[str, Outline]) -> Candidate:
    """The letter to the owner if it is among them, else to the site that the company is named after, else the first.

    What binds the company goes before what asks a courtesy of one of its sites.
    """
    backed = [member for member in members if member.claim.binding] or members
    owners = {_owner(member.broker, brokers) for member in members}
    head = min(backed, key=lambda member: (member.broker.slug not in owners, not _is_namesake(member.broker)))
    others = (record for member in members if member is not head for record in member.records)
    return replace(head, covers=(*head.covers, *others))


def _is_namesake(broker: Broker) -> bool:
    return _plain(broker.legal_name).startswith(_plain(broker.name))


def _owner(broker: Broker | Outline, brokers: Mapping[str, Outline]) -> str:
    """The record at the end of `belongs_to`, by slug."""
    seen = [broker.slug]
    while (owner := brokers.get(brokers[seen[-1]].belongs_to or "")) is not None and owner.slug not in seen:
        seen.append(owner.slug)
    return seen[-1]


def _address(channel: Channel) -> tuple[str, str]:
    return channel.kind, _plain(channel.to) if channel.post else channel.to.casefold().rstrip("/")


def _plain(words: str | None) -> str:
    """Words without capitals and punctuation, which filers set as they like."""
    return _PUNCTUATION.sub(" ", (words or "").casefold()).strip()
