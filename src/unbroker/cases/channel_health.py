"""Standing: what each channel has shown itself to be, and who was told what. Computed, never written down. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from unbroker.cases.case import Case, Dispatch
from unbroker.cases.status import Docket, Entry
from unbroker.facts.registry import Channel

Standing = Literal["answered", "works", "bounced", "refused", "silent", "stale", "untested"]
LEARNT: tuple[Standing, ...] = ("answered", "works", "bounced", "refused")
"""What a record may hold of a channel: what happened, not what somebody waits for."""
_OLD_YEARS = 5
_RANK: Mapping[Standing, int] = {standing: rank for rank, standing in enumerate(get_args(Standing))}


@dataclass(frozen=True)
class Told:
    """One thing that a letter told a broker about a person."""

    person: str
    broker: str
    field: str
    value: str
    why: str
    on: date
    letter: str
    by: str
    to: str
    covers: tuple[str, ...] = ()
    """Others for whom the broker answers, by slug: they were told by the same letter."""


def standings(docket: Docket) -> Mapping[str, Standing]:
    """By address: what the letters that went there have shown, the last one that showed anything first."""
    return {address: standing for address, (_, standing) in experiences(docket).items()}


def experiences(docket: Docket) -> Mapping[str, tuple[date, Standing]]:
    """By address: what the letters that went there have shown, and the day of the letter that showed it last."""
    shown: dict[str, tuple[date, int, Standing]] = {}
    for entry in docket.entries:
        for sent in entry.case.dispatches:
            if (shown_now := _shown(entry, sent)) is not None:
                on, standing = shown_now
                # Of one day, the better: rights of one letter are answered one by one.
                new = (on, -_RANK[standing], standing)
                shown[sent.to] = max(shown.get(sent.to, new), new)
    return {address: (on, standing) for address, (on, _, standing) in shown.items()}


def of_channel(shown: Mapping[str, Standing], channel: Channel, today: date) -> Standing:
    """What a channel has shown itself to be: here, else to others by its record, else whether its source is old."""
    if shown and channel.to in shown:
        return shown[channel.to]
    if channel.seen is not None:
        learnt = channel.seen.partition(" ")[0]
        return next(standing for standing in LEARNT if standing == learnt)
    return "stale" if channel.dated and int(channel.dated[:4]) < today.year - _OLD_YEARS else "untested"


def disclosed(docket: Docket) -> Iterator[Told]:
    """What left, to whom, in the order of the requests; what came back unread was told to nobody."""
    seen: set[str] = set()
    for entry in docket.entries:
        for sent in entry.case.dispatches:
            if sent.letter not in seen and sent.state in ("sent", "unknown"):
                seen.add(sent.letter)
                yield from _told(entry.case, sent)


def _told(case: Case, sent: Dispatch) -> Iterator[Told]:
    for fact in sent.discloses:
        yield Told(
            case.opening.person, case.opening.broker, fact.field, fact.value, fact.why,
            sent.left or sent.since, sent.letter, sent.kind, sent.to, case.opening.covers,
        )  # fmt: skip


def _shown(entry: Entry, sent: Dispatch) -> tuple[date, Standing] | None:
    """What a letter has shown of its channel, and from which letter's day that is."""
    if sent.state in ("bounced", "refused"):
        return sent.since, "bounced" if sent.state == "bounced" else "refused"
    if sent.left is None:
        return None
    later = [letter.left for letter in entry.case.dispatches if letter.left and letter.left > sent.left]
    if entry.reply is not None and entry.reply.on >= sent.left and not any(day <= entry.reply.on for day in later):
        return sent.left, "answered"
    if any(event.kind == "received" and event.letter == sent.letter for event in entry.case.events):
        return sent.left, "works"
    return (sent.left, "silent") if entry.overdue and entry.reply is None else None
