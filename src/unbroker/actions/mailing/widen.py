"""Widening: a mailing takes what the plan shows as going by its channel; more where a person says how many. Pure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from unbroker.base.errors import UserError
from unbroker.facts.channel import CHANNELS, ChannelKind
from unbroker.planning.decision import LeftOut, PlannedLetter
from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection


class Counted(Protocol):
    """A mailing, and how many letters it is agreed to by."""

    @property
    def planned(self) -> int:
        """How many letters of the plan it takes, whatever limit holds some of them back."""

    @property
    def total(self) -> int:
        """Those, and the ones that are sealed already and wait."""

    @property
    def agreed(self) -> Collection[int]:
        """The numbers by which somebody agrees to it."""


M = TypeVar("M", bound=Counted)


class GoesOtherwise(UserError):  # noqa: N818 - the sentence is the name
    """A mailing is asked to try another channel than its own."""

    def __init__(self, kind: ChannelKind, by: ChannelKind) -> None:
        own, other = CHANNELS[kind], CHANNELS[by]
        super().__init__(
            f"`{own.command}` is for letters that go {own.words}, and --by {by} is for others"
            f" (use `unbroker {other.command}`)"
        )


class OtherNumber(UserError):  # noqa: N818 - the sentence is the name
    """The number that was said is neither that of the plan nor that of all letters that could go."""

    def __init__(self, kind: ChannelKind, number: int, planned: Counted, widest: Counted) -> None:
        words, command = CHANNELS[kind].words, CHANNELS[kind].command
        few, most, before = planned.total, widest.total, planned.total - planned.planned
        waits = f", and {before} sealed before {'waits' if before == 1 else 'wait'}" if before else ""
        could = f", {widest.planned} could" if most > few else ""
        agree = f"--yes {few} or --yes {most}" if most > few else f"--yes {few}"
        look = f"unbroker {command} --by {kind} --dry-run" if most > few else f"unbroker {command} --dry-run"
        super().__init__(
            f"nothing was sealed or sent: you confirmed {number}, but the plan sends {planned.planned} {words}"
            f"{could}{waits} (check with `{look}`, then add {agree})"
        )


@dataclass(frozen=True)
class Chosen(Generic[M]):
    """A mailing of the width that was chosen."""

    mailing: M
    more: int
    """How many letters more could go by its channel."""


def going_by(planned: Plan, kind: ChannelKind, *, follow_ups: bool = False) -> Plan:
    """The part of a plan that goes by one channel; the other letters are left out, with how they go.

    Args:
        planned: all letters.
        kind: the channel.
        follow_ups: whether they are the letters that the cases call for, not first letters.
    """
    there = tuple(letter for letter in planned.letters if letter.draft.recipient.channel.kind == kind)
    others = (letter for letter in planned.letters if letter.draft.recipient.channel.kind != kind)
    elsewhere = (_elsewhere(letter, follow_ups=follow_ups) for letter in others)
    return Plan(there, (*elsewhere, *planned.left_out))


def _elsewhere(letter: PlannedLetter, *, follow_ups: bool) -> LeftOut:
    request, row = letter.draft.request, letter.draft.recipient.channel.row
    hint = f"`unbroker {row.command}{' --follow-ups' * follow_ups}`"
    covers = tuple(record.slug for record in request.covers)
    return LeftOut(
        request.person, request.broker, letter.draft.rights, f"goes {row.words}", hint, goes_by=row.kind, covers=covers
    )


def may_widen(selection: Selection) -> bool:
    """Whether a mailing of first letters follows the plan, so that more could go by its channel."""
    return selection.by is None and not selection.brokers


def choose_width(
    kind: ChannelKind, selection: Selection, plan: Callable[[Selection], M], number: int | None, *,
    follow_ups: bool = False,
) -> Chosen[M]:  # fmt: skip
    """The mailing as planned, or with all that can go by its channel where the number of those was said. Pure.

    Args:
        kind: the channel of the mailing.
        selection: whom to write to.
        plan: plans the mailing of a selection.
        number: how many letters somebody agreed to.
        follow_ups: whether it is of the letters that the cases call for, whose channel is theirs.

    Raises:
        GoesOtherwise: the selection wants another channel.
        OtherNumber: the number is that of neither.
    """
    if selection.by not in (None, kind):
        raise GoesOtherwise(kind, selection.by or kind)
    planned = plan(selection)
    widest = plan(replace(selection, by=kind)) if may_widen(selection) and not follow_ups else planned
    if number is None or number in planned.agreed or not widest.total:
        return Chosen(planned, widest.planned - planned.planned)
    if number in widest.agreed:
        return Chosen(widest, 0)
    raise OtherNumber(kind, number, planned, widest)
