"""Channels: by which of its channels a broker is written to, and why by none. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from unbroker.cases.case import Cases
from unbroker.cases.channel_health import Standing
from unbroker.cases.returned import Returned
from unbroker.facts import address
from unbroker.facts.channel import ChannelKind
from unbroker.facts.law import Right
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker, Channel

# The standing decides in four classes; within one, the rank of the kind does, and then the file's order.
_LIKING: Mapping[Standing, int] = {
    "answered": 0, "works": 0, "untested": 1, "stale": 1, "silent": 2, "bounced": 3, "refused": 3,
}  # fmt: skip


_SHOWN: Mapping[Standing, str] = {
    "answered": "were answered", "works": "arrived", "silent": "got no answer", "bounced": "bounced",
    "refused": "were refused",
}  # fmt: skip
"""What became of letters to an address."""


@dataclass(frozen=True)
class Blocked:
    """Why there is no way, and what could be done."""

    reason: str
    hint: str


def choose(
    broker: Broker,
    rights: Sequence[Right],
    *,
    person: Person,
    by: ChannelKind | None,
    standing: Callable[[Channel], Standing] = lambda _: "untested",
    back: Returned | None = None,
) -> Channel | Blocked:
    """The channel of the best standing that takes some rights.

    Args:
        broker: who is written to.
        rights: what is asked for.
        person: who asks; by post only with a return address.
        by: the only way that is wanted, if one is named.
        standing: what a channel has shown itself to be.
        back: the letter that came back, if it is written again; it does not go where letters came back.
    """
    usable = _usable(broker, rights, person, standing, back)
    candidates = [
        (_LIKING[standing(channel)], channel.row.rank, channel)
        for channel in usable
        if by in (None, channel.kind) and not _obstacle(channel, person)
    ]
    if not candidates:
        return _no_way(broker, usable, person, by, back)
    liking, _, channel = min(candidates, key=lambda candidate: candidate[:2])
    if liking < _LIKING["bounced"] or by:
        return channel
    fault = "letters there bounced" if standing(channel) == "bounced" else "letters there were refused"
    return Blocked(f"{channel.to}: {fault}, and no other way is known", "--by writes there anyway")


def proving(broker: Broker, rights: Sequence[Right], person: Person, tried: Collection[str]) -> Channel | None:
    """The channel by which receipt can be proven best: by post, whose carrier says so; else the form, which confirms.

    Args:
        broker: who is written to.
        rights: what is asked for.
        person: who asks; by post only with a return address.
        tried: the addresses at which letters came back.
    """
    candidates = [
        channel
        for channel in broker.channels
        if channel.to not in tried
        and not channel.row.is_from_account
        and all(channel.takes(right, person.residence.code) for right in rights)
        and not _obstacle(channel, person)
    ]
    return min(candidates, key=lambda channel: not channel.row.on_paper, default=None)


def detour(
    chosen: Channel, usual: Channel | Blocked, standing: Callable[[Channel], Standing], cases: Cases
) -> Iterator[str]:
    """Why a letter goes another way than the record alone would have it; nothing where it goes that way.

    Args:
        chosen: the way that it goes.
        usual: the way that it would go if nothing were known of any.
        standing: what a channel has shown itself to be.
        cases: whose letters showed it, be they to the same broker or to another one at the same address.
    """
    if not isinstance(usual, Channel) or usual == chosen:
        return
    decisive = usual if _LIKING[standing(usual)] > _LIKING["untested"] else chosen
    brokers = dict.fromkeys(case.opening.broker for case in cases for sent in case.dispatches if sent.to == decisive.to)
    shown = _SHOWN.get(standing(decisive))
    if shown and brokers:
        yield f"{chosen.row.words}: letters to {decisive.to} ({', '.join(brokers)}) {shown}"


def _usable(
    broker: Broker,
    rights: Sequence[Right],
    person: Person,
    standing: Callable[[Channel], Standing],
    back: Returned | None,
) -> Sequence[Channel]:
    """The channels that take some rights, without those where letters came back if one is written again."""
    takers = [
        channel for channel in broker.channels if all(channel.takes(right, person.residence.code) for right in rights)
    ]
    if back is None:
        return takers
    untried = [channel for channel in takers if channel.to not in back.tried]
    return [channel for channel in untried if _LIKING[standing(channel)] < _LIKING["bounced"]]


def _obstacle(channel: Channel, person: Person) -> Blocked | None:
    """Why nothing can be posted to an address, or from the person's: the same as `check` says of it."""
    if not channel.row.on_paper:
        return None
    if channel.post is not None and (faults := address.faults(channel.post, channel.as_filed)):
        return Blocked(f"nothing can be posted to {channel.to}: {faults[0]}", faults[0].hint)
    if (home := person.return_address) is None:
        reason = f"can only be reached {channel.row.words}, and the profile has no return address"
        return Blocked(reason, "add 'address: …' to this person in profile.yaml")
    if faults := address.faults(home):
        return Blocked(f"nothing can be posted from the return address: {faults[0]}", faults[0].hint)
    return None


def _no_way(
    broker: Broker, usable: Sequence[Channel], person: Person, by: ChannelKind | None, back: Returned | None
) -> Blocked:
    if not usable and back is not None:
        hint = f"find another address, and add it to {broker.slug!r} in your brokers.yaml"
        return Blocked(f"{back.said}, and no other way is known", hint)
    if not usable:
        return Blocked("nobody to write to: no address is known", f"see `unbroker brokers show {broker.slug}`")
    wanted = (channel for channel in usable if by in (None, channel.kind))
    if obstacle := next((_obstacle(channel, person) for channel in wanted), None):
        return obstacle
    kinds = ", ".join(sorted({channel.kind for channel in usable}))
    reason = f"no way to write to it by {by}" if back is None else f"{back.said}: not tried again by {by}"
    return Blocked(reason, f"known: {kinds}")
