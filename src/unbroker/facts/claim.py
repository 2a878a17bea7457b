"""Which law serves a person against a broker, and whether it binds that broker.

A letter is *binding* only where the record shows that the law reaches the broker; otherwise it is a courtesy
request and says so. The sender's residence is the sender's own word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from unbroker.base import places
from unbroker.facts.law import Law, Right
from unbroker.facts.registry import Broker


@dataclass(frozen=True)
class Claim:
    """The law of a request, its rights in the order of the letter, and why it binds or does not."""

    law: Law
    rights: tuple[Right, ...]
    binding: bool
    reason: str


def serving(laws: Iterable[Law], residence: str, on: date) -> tuple[Law, ...]:
    """The laws in force on a day that residents of a territory can use without asking for them by name."""
    return tuple(
        law
        for law in laws
        if law.by_default and law.in_force(on) and any(places.within(residence, territory) for territory in law.serves)
    )


def claim(law: Law, broker: Broker, rights: Sequence[Right]) -> Claim:
    """Whether a law binds a broker, and why."""
    for territory in law.reaches:
        for reach in broker.reaches:
            if places.within(territory, reach.territory) or places.within(reach.territory, territory):
                reason = reach.because
                return Claim(law, tuple(rights), binding=True, reason=reason)
        if broker.country and territory in places.UNIONS and places.within(broker.country, territory):
            reason = f"established in {places.name(broker.country)}"
            return Claim(law, tuple(rights), binding=True, reason=reason)
    if broker.kind == "portal":
        return Claim(law, tuple(rights), binding=True, reason="the state's own platform")
    reason = "nothing on record shows that the law binds it"
    return Claim(law, tuple(rights), binding=False, reason=reason)
