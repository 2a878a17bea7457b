"""Selections: what a person asked a plan for."""

from dataclasses import dataclass

from unbroker.facts.channel import ChannelKind
from unbroker.facts.law import Topic


@dataclass(frozen=True)
class Selection:
    """What the user asked for; empty means the usual."""

    brokers: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    everything: bool = False
    rights: tuple[str, ...] = ()
    by: ChannelKind | None = None
    sheet: str | None = None
    despite_drop: bool = False
    people: tuple[str, ...] = ()
    again: bool = False
    """Ask now what was asked already."""
    courtesy: bool = False
    """Write to those, too, whom no law is known to bind; whoever is named is written to anyway."""
    alone: bool = False
    """Write to each broker alone, not to its company for all of its sites."""
    topics: tuple[Topic, ...] = ()
    """What letters are about beside their rights."""
    language: str | None = None
    """The language that they are in, whatever the recipient's."""
    first: int | None = None
    """How many letters each person begins with, the best of all."""
    trail: bool = False
    """Write to those whom answers name, and who were not yet written to."""
    without: tuple[str, ...] = ()
    """Brokers that get none, though all of the above would choose them."""
    withheld: tuple[tuple[str, str], ...] = ()
    """Brokers, each with a field that it is not told, of those that may be withheld."""
