"""The ledger: events, appended and never changed; what every ledger promises, and one in memory as the reference.

It shows tampering to the owner of the file; it proves nothing against the owner. How events hang together is
`ledger/chain`'s, what they mean `cases/case`'s.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from unbroker.base import files
from unbroker.base.errors import Place, Problem
from unbroker.base.run_note import RunNote
from unbroker.ledger.chain import GENESIS, Broken, Link, broken, chained
from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.kinds import EventKind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment of what is not written down yet."""


class Reader(Protocol):
    """Whatever reads events: a ledger, or a transaction on it with what it appended."""

    def read(
        self,
        references: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        mentioning: str | None = None,
    ) -> Iterator[Event]:
        """The events in their order; only those of some requests or kinds, if any are named.

        Args:
            references: of which requests; None for all.
            kinds: of which kinds; None for all.
            mentioning: a word, such as a broker's slug, that what they say has as a whole text.
        """


class Transaction(Reader, Protocol):
    """A moment in which nobody else writes: read, check, append. All that it appends is recorded, or nothing."""

    def append(self, new: Iterable[NewEvent]) -> tuple[Event, ...]:
        """Add events in their order; they are on disk when the transaction has ended."""


class Ledger(Reader, Protocol):
    """What every ledger does."""

    @property
    def salt(self) -> bytes:
        """The secret under which references are derived."""

    @property
    def head(self) -> str:
        """The hash of the last event, by which a copy of the ledger is known to be whole."""

    @property
    def length(self) -> int:
        """The number of the last event."""

    def transaction(self, at: datetime) -> AbstractContextManager[Transaction]:
        """Lock for a moment, so that what is read is still true when it is appended to; `at` tells the moment."""

    def append(self, new: Iterable[NewEvent], at: datetime) -> tuple[Event, ...]:
        """Write events down in a transaction of their own."""

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link; with a head that was known before, also whether the end is still there."""

    def empty(self, events: Collection[int]) -> None:
        """Empty the payloads of events with these numbers: what they said is gone, and that they happened stays."""

    def hold(self) -> AbstractContextManager[RunNote]:
        """Hold the lock of a run; whoever else asks for it is refused. Recording goes on meanwhile.

        Gives what a run may note for the next one.
        """


class Appending:
    """What a ledger with transactions can do by itself."""

    def transaction(self, at: datetime) -> AbstractContextManager[Transaction]:
        """Lock for a moment."""
        raise NotImplementedError

    def append(self, new: Iterable[NewEvent], at: datetime) -> tuple[Event, ...]:
        """Write events down in a transaction of their own."""
        with self.transaction(at) as transaction:
            return transaction.append(new)


class MemoryLedger(Appending):
    """A ledger that is gone with the process."""

    def __init__(self, salt: bytes = b"\0" * 32) -> None:
        self.salt = salt
        self._links: list[Link] = []
        self._writing, self._held = Lock(), Lock()

    @property
    def head(self) -> str:
        """The hash of the last event."""
        return self._links[-1].hash if self._links else GENESIS

    @property
    def length(self) -> int:
        """The number of the last event."""
        return len(self._links)

    @contextmanager
    def transaction(self, at: datetime) -> Iterator[Transaction]:
        """Lock for a moment."""
        with self._writing:
            transaction = _MemoryTransaction(self._links, at)
            yield transaction
            self._links += transaction.links

    def read(
        self,
        references: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        mentioning: str | None = None,
    ) -> Iterator[Event]:
        """The events in their order."""
        return _chosen([link.event() for link in self._links], references, kinds, mentioning)

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link."""
        return problem(broken(self._links, head), "(a ledger in memory)")

    def empty(self, events: Collection[int]) -> None:
        """Empty the payloads of some events."""
        self._links = [link._replace(content=None) if link.seq in events else link for link in self._links]

    @contextmanager
    def hold(self) -> Iterator[RunNote]:
        """Hold the lock of a run."""
        if not self._held.acquire(blocking=False):
            raise files.Locked(Path("(a ledger in memory)"))
        try:
            yield RunNote()
        finally:
            self._held.release()


class _MemoryTransaction:
    """What is appended to some links, and not theirs yet."""

    def __init__(self, before: list[Link], at: datetime) -> None:
        self.links: list[Link] = []
        self._before, self._at = before, at

    def read(
        self,
        references: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        mentioning: str | None = None,
    ) -> Iterator[Event]:
        """The events in their order."""
        return _chosen([link.event() for link in (*self._before, *self.links)], references, kinds, mentioning)

    def append(self, new: Iterable[NewEvent]) -> tuple[Event, ...]:
        """Add events."""
        links = [*self._before, *self.links]
        added = chained(new, self._at, len(links), links[-1].hash if links else GENESIS)
        self.links += added
        return tuple(link.event() for link in added)


class StagedLedger(Appending):
    """A ledger over another one: what is appended waits, and goes to the other one all at once or never."""

    def __init__(self, under: Ledger) -> None:
        self.salt = under.salt
        self._under = under
        self._waiting: list[NewEvent] = []
        self._writing = Lock()
        self._first = under.length + 1

    @property
    def head(self) -> str:
        """The hash of the last event that does not wait."""
        return self._under.head

    @property
    def length(self) -> int:
        """The number of the last event, of those that wait, too."""
        return self._first - 1 + len(self._waiting)

    @contextmanager
    def transaction(self, at: datetime) -> Iterator[Transaction]:  # noqa: ARG002 - nothing is written down yet
        """What is appended waits when it has ended."""
        with self._writing:
            before = len(self._waiting)
            try:
                yield _StagedTransaction(self, self._waiting)
            except BaseException:
                del self._waiting[before:]
                raise

    def read(
        self,
        references: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        mentioning: str | None = None,
    ) -> Iterator[Event]:
        """The events of the other ledger, then those that wait."""
        yield from self._under.read(references, kinds, mentioning)
        yield from _chosen(self.staged(), references, kinds, mentioning)

    def staged(self) -> list[Event]:
        """The events that wait; their hashes are not known yet."""
        stamp = EPOCH.isoformat(timespec="seconds")
        return [
            Event(
                new.facts, new.on, new.reference, new.right, new.letter, new.run, new.evidence, new.voids,
                seq=number, at=stamp, prev="", hash="",
            )
            for number, new in enumerate(self._waiting, self._first)
        ]  # fmt: skip

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link of the other ledger."""
        return self._under.verify(head)

    def empty(self, events: Collection[int]) -> None:
        """Empty payloads of the other ledger."""
        self._under.empty(events)

    def hold(self) -> AbstractContextManager[RunNote]:
        """Hold the lock of the other ledger."""
        return self._under.hold()

    def commit(self, at: datetime) -> tuple[Event, ...]:
        """Write what waits to the other ledger, all or none."""
        return self._under.append(self._waiting, at)


class _StagedTransaction:
    """What is appended to those that wait."""

    def __init__(self, ledger: StagedLedger, waiting: list[NewEvent]) -> None:
        self._ledger, self._waiting = ledger, waiting

    def read(
        self,
        references: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        mentioning: str | None = None,
    ) -> Iterator[Event]:
        """The events in their order."""
        return self._ledger.read(references, kinds, mentioning)

    def append(self, new: Iterable[NewEvent]) -> tuple[Event, ...]:
        """Let events wait."""
        before = len(self._waiting)
        self._waiting += [*new]
        return tuple(self._ledger.staged()[before:])


def problem(fault: Broken | None, path: str) -> Problem | None:
    """A broken link, as a problem of the file."""
    if fault is None:
        return None
    hint = "the ledger was changed from outside: restore a copy that passes `unbroker ledger verify`"
    return Problem(Place(path), f"event {fault.seq}: {fault.fault}", hint)


def _chosen(
    events: Iterable[Event],
    references: Collection[str] | None,
    kinds: Collection[EventKind] | None,
    mentioning: str | None,
) -> Iterator[Event]:
    for event in events:
        if (
            (references is None or event.reference in references)
            and (kinds is None or event.kind in kinds)
            and (mentioning is None or whole(mentioning) in json.dumps(event.facts.stored(), ensure_ascii=False))
        ):
            yield event


def whole(word: str) -> str:
    """A word as it stands in a payload, where it is a whole text of it; what no text can have is a question mark."""
    return json.dumps(word, ensure_ascii=False).encode(errors="replace").decode()
