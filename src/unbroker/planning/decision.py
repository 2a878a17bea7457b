"""What a plan decides of a broker: the letter that it gets, or that it gets none, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from unbroker.base.errors import UserError
from unbroker.cases.channel_health import Standing
from unbroker.facts.channel import ChannelKind
from unbroker.facts.law import Right
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker
from unbroker.paper.sheet import Sheet
from unbroker.writing.request import Draft


class NobodySelected(UserError):  # noqa: N818 - the sentence is the name
    """The registry holds no broker."""

    def __init__(self) -> None:
        super().__init__("the registry has no records: nothing is planned (run `unbroker check`)")


@dataclass(frozen=True)
class PlannedLetter:
    """A letter to be written, on which sheet, and why it is this one."""

    draft: Draft
    sheet: Sheet | None
    reason: str
    standing: Standing = "untested"
    """What the channel has shown itself to be."""
    again: bool = False
    """Whether it was asked for although something spoke against asking again."""
    triggers: Mapping[str, str] = field(default_factory=dict)
    """By right, what called for it, if it is a follow-up."""


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
    covers: tuple[str, ...] = ()
    """The other brokers that its letter by that channel speaks for."""


def pointing(decision: PlannedLetter | LeftOut, portal: Broker) -> PlannedLetter | LeftOut:
    """What a mechanism does for a broker that was named, with how to see the mechanism, which was not."""
    if isinstance(decision, PlannedLetter) or not decision.relieved:
        return decision
    return replace(decision, hint=f"`unbroker plan {portal.slug}`; {decision.hint}")
