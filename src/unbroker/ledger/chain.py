"""The chain: what an event's hash covers, and which link of a ledger is broken. Pure.

A hash covers the event's own columns, the hash of its payload and the hash of the event before it, so that a
changed, missing or inserted event shows. A payload (facts and evidence) may be emptied without breaking the chain.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from operator import itemgetter
from sys import intern
from typing import NamedTuple

from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.schema import facts_of

GENESIS = "0" * 64
_quoted = json.encoder.encode_basestring


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
    fault: str


def events(links: Sequence[Link]) -> Iterator[Event]:
    """What some links say; their payloads are read in one go, which is faster than one by one.

    Of words that many events share one copy is held: a ledger can have hundreds of thousands.
    """
    contents = json.loads(f"[{','.join([link.content or '{}' for link in links])}]")
    head = ""
    for link, content in zip(links, contents, strict=True):
        before, head = head, link.hash
        yield Event(
            facts_of(link.kind, content.get("facts", {}), content.get("version", 1)),
            date.fromisoformat(link.on_day),
            _shared(link.reference),
            _shared(link.right),
            _shared(link.letter),
            _shared(link.run),
            tuple(content.get("evidence", ())),
            link.voids,
            seq=link.seq,
            at=intern(link.at),
            prev=before if before == link.prev else link.prev,
            hash=link.hash,
            by=content.get("by"),
        )


def _shared(text: str | None) -> str | None:
    return text and intern(text)


def chained(new: Iterable[NewEvent], at: datetime, seq: int, head: str, by: str | None = None) -> list[Link]:
    """The links of new events behind the last one of a chain.

    Args:
        new: what happened, in order.
        at: the moment of writing, with its time zone.
        seq: the number of the last event, 0 if there is none.
        head: its hash.
        by: who records them, where several people do.
    """
    stamp = at.astimezone(UTC).isoformat(timespec="seconds")
    links: list[Link] = []
    for number, event in enumerate(new, seq + 1):
        links.append(link_of(event, seq=number, at=stamp, prev=head, nonce=os.urandom(16).hex(), by=by))
        head = links[-1].hash
    return links


def link_of(event: NewEvent, *, seq: int, at: str, prev: str, nonce: str, by: str | None = None) -> Link:
    """The next link of a chain.

    Args:
        event: what happened.
        seq: its number.
        at: when it is written down, UTC, ISO 8601.
        prev: the hash of the event before it.
        nonce: something that cannot be guessed, so that an emptied payload cannot be found by trying.
        by: who records it, where several people do.
    """
    facts = event.facts
    payload: dict[str, object] = {
        "nonce": nonce,
        "facts": facts.stored(),
        "evidence": event.evidence,
        "version": facts.version,
    }
    if by is not None:
        payload["by"] = by
    content = _canonical(payload)
    link = Link(
        seq,
        at,
        event.on.isoformat(),
        event.kind,
        event.reference,
        event.right,
        event.letter,
        event.run,
        event.voids,
        sha256(content.encode()).hexdigest(),
        prev,
        "",
        content,
    )
    return link._replace(hash=_hash(link))


def broken(links: Iterable[Link], head: str | None = None) -> Broken | None:
    """The first link of a whole chain that does not hold, None if all do.

    Args:
        links: all of them, in their order.
        head: a hash that an event of the chain must have; if none has, the chain was cut off behind it.
    """
    expected, prev, met = 1, GENESIS, head in (None, GENESIS)
    for link in links:
        if (fault := _fault(link, expected, prev)) is not None:
            return Broken(link.seq, fault)
        met = met or link.hash == head
        expected, prev = link.seq + 1, link.hash
    return None if met else Broken(expected, "no event has this hash: events were cut off the end of the ledger")


def _fault(link: Link, expected: int, prev: str) -> str | None:
    if link.seq != expected:
        return f"event {expected} is missing before it"
    if link.prev != prev:
        return "does not follow the event before it"
    if link.hash != _hash(link):
        return "is not what was written"
    if link.content is not None and _sha256(link.content) != link.payload:
        return "its payload is not what was written"
    return None


def _hash(link: Link) -> str:
    columns = tuple(map(_scalar, _hashed(link)))
    return sha256((_COLUMNS % columns).encode()).hexdigest()


_HASHED = tuple(sorted(name for name in Link._fields if name not in ("hash", "content")))
_hashed = itemgetter(*map(Link._fields.index, _HASHED))
_COLUMNS = f"{{{','.join(f'{_quoted(name)}:%s' for name in _HASHED)}}}"
"""What `_canonical` makes of the columns that are hashed, before they are put in: a ledger has many."""


def _scalar(content: object) -> str:
    """A column as JSON; SQLite holds what others put there, bytes and broken numbers too, which no event has."""
    if isinstance(content, str):
        return _quoted(content)
    return "null" if content is None else str(content)


def _sha256(content: object) -> str | None:
    """The hash of a text, None of what is no text."""
    return sha256(content.encode()).hexdigest() if isinstance(content, str) else None


def _canonical(payload: object) -> str:
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
