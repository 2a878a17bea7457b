"""What a plan leaves out: the rights that are not asked of a broker, and why."""

from dataclasses import dataclass

from unbroker.facts.channel import ChannelKind
from unbroker.facts.law import Right
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker


@dataclass(frozen=True)
class LeftOut:
    """Rights that are not asked of a broker, and why; no rights means that it gets no letter at all."""

    person: Person
    broker: Broker
    rights: tuple[Right, ...]
    reason: str
    hint: str | None = None
    relieved: bool = False
    """Whether another law's mechanism does it."""
    asked: bool = False  # before: its letter is sealed or sent
    unreached: bool = False
    """Whether no way leads there, or none of those that may be taken."""
    drawn_in: bool = False
    """Whether nobody chose this broker: its mechanism does what letters to others leave out."""
    goes_by: ChannelKind | None = None
    """The channel that its letter goes by, where that is not the mailing's."""
