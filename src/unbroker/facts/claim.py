"""Which law serves a person against a broker, and whether it binds that broker.

A letter is *binding* only where the record shows that the law reaches the broker; otherwise it is a courtesy
request and says so. Of several laws that serve a person, one that binds goes before one that does not, then the
one of the lower `rank` in its data. The sender's residence is the sender's own word.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from unbroker.base import places
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker
from unbroker.facts.regulators import Regulator
from unbroker.facts.regulators import serving as hearing

SOON = timedelta(days=14)
"""How long before a change of the law a plan speaks of it."""


@dataclass(frozen=True)
class Claim:
    """The law of a request, its rights in the order of the letter, and why it binds or does not."""

    law: Law
    rights: tuple[Right, ...]
    binding: bool
    reason: str


def serving(laws: Iterable[Law], residence: str, on: date, rights: Collection[str] = ()) -> tuple[Law, ...]:
    """The laws in force on a day that residents of a territory can use, in the order of choice.

    A law that is not for every letter comes only if one of `rights` is asked for that no usual law has.
    """
    in_force = [law for law in laws if law.in_force(on) and _covers(law.serves, residence)]
    usual = {name for law in in_force if law.by_default for name in (*law.rights, *law.aliases)}
    special = [name for name in rights if name not in usual]
    chosen = [law for law in in_force if law.by_default or any(name in law.rights for name in special)]
    return tuple(sorted(chosen, key=lambda law: law.rank))


def choose(laws: Sequence[Law], broker: Broker) -> Claim:
    """The law of a letter to a broker among those that serve the person, in their order; all its first rights."""
    claims = [claim(law, broker, law.first_letter) for law in laws]
    best = next((candidate for candidate in claims if candidate.binding), claims[0])
    others = [law.short for law in laws if law is not best.law and law.reaches]
    if not others:
        return best
    return replace(
        best, reason=f"{best.reason}; {', '.join(others)} would also serve, but {best.law.short} comes first"
    )


def claim(law: Law, broker: Broker, rights: Sequence[Right]) -> Claim:
    """Whether a law binds a broker, and why."""
    binding, reason = _binds(law, broker)
    return Claim(law, tuple(rights), binding, "; ".join((reason, *_exempted(law, broker))))


def changes_soon(law: Law, rights: Iterable[Right], on: date) -> Iterator[str]:
    """What will hold within a fortnight and does not yet, for whoever would rather wait."""
    for right in rights:
        for rule in law.rights[right]:
            if on < rule.valid_from <= on + SOON:
                words = f": {rule.says}" if rule.says else ""
                yield f"'{right}' changes on {rule.valid_from}{words}"


def _binds(law: Law, broker: Broker) -> tuple[bool, str]:
    if broker.kind == "portal":
        return True, "the state's own platform"
    if law.only_regulated is not None and law.only_regulated not in broker.regulated:
        return False, f"nothing on record shows that it is regulated as {law.only_regulated}"
    for territory in law.reaches:
        for reach in broker.reaches:
            if places.within(territory, reach.territory) or places.within(reach.territory, territory):
                return True, reach.because
        seat = broker.region or broker.country
        if seat and "-" not in territory and places.within(seat, territory):
            return True, f"established in {places.name(places.country(seat))}"
    if not law.reaches:
        return False, "no law here gives this right: only a request"
    return False, "nothing on record shows that the law binds it"


def _exempted(law: Law, broker: Broker) -> Iterator[str]:
    for exemption in law.exempts:
        if exemption.regulated in broker.regulated:
            yield f"this law does not cover what it does under the {exemption.regulated.upper()}"


def _covers(territories: Iterable[str], residence: str) -> bool:
    return any(places.within(residence, territory) for territory in territories)


def regulators_of(
    law: Law, regulators: Mapping[str, Regulator], person: Person, moved_from: str | None = None
) -> tuple[Regulator, ...]:
    """Who hears a complaint under a law: those that it names, else those of the residence, else of the one before."""
    if law.regulators:
        return tuple(regulators[name] for name in law.regulators if name in regulators)
    here = hearing(regulators.values(), person.residence.code, law.slug)
    return here or (hearing(regulators.values(), moved_from, law.slug) if moved_from else ())
