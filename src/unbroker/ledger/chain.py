"""The chain: what an event's hash covers, and which link of a ledger is broken. Pure.

A hash covers the event's own columns, the hash of its payload and the hash of the event before it, so that a
changed, missing or inserted event shows. A payload (facts and evidence) may be emptied without breaking the chain.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from unbroker.ledger.event import Event, EventKind, NewEvent

GENESIS = "0" * 64


class Link(NamedTuple):
    """An event as it is stored: its columns, and what its payload holds; None if that was emptied."""

    seq: int
    at: str
    on_day: str
    kind: EventKind
    reference: str | None
    right: str | None
    letter: str | None
    run: str | None
    voids: int | None
    payload: str
    prev: str
    hash: str
    content: str | None

    def event(self) -> Event:
        """What it says."""
        return next(iter(events([self])))


@dataclass(frozen=True)
class Broken:
    """The first link that does not hold."""

    seq: int
    said: str


def events(links: Sequence[Link]) -> Iterator[Event]:
    """What some links say; their payloads are read in one go, which is faster than one by one."""
    contents = json.loads(f"[{','.join([one.content or '{}' for one in links])}]")
    for one, content in zip(links, contents, strict=True):
        yield Event(
            one.kind,
            date.fromisoformat(one.on_day),
            one.reference,
            one.right,
            one.letter,
            one.run,
            content.get("facts", {}),
            tuple(content.get("evidence", ())),
            one.voids,
            seq=one.seq,
            at=one.at,
            prev=one.prev,
            hash=one.hash,
        )


def link(happening: NewEvent, *, seq: int, at: str, prev: str, nonce: str) -> Link:
    """The next link of a chain.

    Args:
        happening: what happened.
        seq: its number.
        at: when it is written down, UTC, ISO 8601.
        prev: the hash of the event before it.
        nonce: something that cannot be guessed, so that an emptied payload cannot be found by trying.
    """
    content = _canonical({"nonce": nonce, "facts": happening.facts, "evidence": happening.evidence})
    made = Link(
        seq,
        at,
        happening.on.isoformat(),
        happening.kind,
        happening.reference,
        happening.right,
        happening.letter,
        happening.run,
        happening.voids,
        sha256(content.encode()).hexdigest(),
        prev,
        "",
        content,
    )
    return made._replace(hash=_hash(made))


def broken(links: Iterable[Link], head: str | None = None) -> Broken | None:
    """The first link of a whole chain that does not hold, None if all do.

    Args:
        links: all of them, in their order.
        head: a hash that an event of the chain must have; if none has, the chain was cut off behind it.
    """
    expected, prev, met = 1, GENESIS, head in (None, GENESIS)
    for found in links:
        if (said := _fault(found, expected, prev)) is not None:
            return Broken(found.seq, said)
        met = met or found.hash == head
        expected, prev = found.seq + 1, found.hash
    return None if met else Broken(expected, "no event has the hash that was named: the end was cut off")


def _fault(found: Link, expected: int, prev: str) -> str | None:
    if found.seq != expected:
        return f"event {expected} is missing before it"
    if found.prev != prev:
        return "does not follow the event before it"
    if found.hash != _hash(found):
        return "is not what was written"
    if found.content is not None and sha256(found.content.encode()).hexdigest() != found.payload:
        return "its payload is not what was written"
    return None


def _hash(made: Link) -> str:
    columns: Mapping[str, object] = made._asdict()
    return sha256(_canonical({name: columns[name] for name in _HASHED}).encode()).hexdigest()


_HASHED = tuple(name for name in Link._fields if name not in ("hash", "content"))


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
