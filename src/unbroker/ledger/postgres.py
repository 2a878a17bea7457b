"""The ledgers of an office on PostgreSQL: one for each client, with a chain of its own.

They are append-only by the rights of whoever is connected (`ledger/postgres_tables`). A writer waits for a lock on the
one ledger, so that none ever has to try again; no message shows the address of the server, or what it said.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import (
    ARRAY,
    Connection,
    Engine,
    Select,
    Text,
    any_,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)  # fmt: skip

from unbroker.base import files
from unbroker.base.batches import batched
from unbroker.base.errors import Problem, UserError
from unbroker.base.run_note import RunNote
from unbroker.ledger.chain import GENESIS, Link, broken, chained, events
from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.jobs import defer
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.postgres_connection import refusals
from unbroker.ledger.postgres_tables import EVENTS, LEDGERS, MOVED, OFFICES, PAYLOADS, quoted, roles
from unbroker.ledger.server import NAMED, Job
from unbroker.ledger.store import Appending, Transaction, problem, whole

RECORDING, RUNNING, OPENING, ALONE = 1, 2, 3, 4
"""What a lock is for: the first of its two numbers."""
_SOME = 1000


class NoClient(UserError):  # noqa: N818 - the sentence is the name
    """The office has no ledger of that name."""

    def __init__(self, office: str, name: str) -> None:
        super().__init__(
            f"{NAMED} has no ledger {name!r} of the office {office!r} (`unbroker people list` lists the clients; "
            "`unbroker ledger move` brings a folder's ledger there)"
        )


class MovedAway(UserError):  # noqa: N818 - the sentence is the name
    """Another process moved the ledger away while this one was about to record."""

    def __init__(self) -> None:
        super().__init__(
            "nothing was recorded: the ledger was moved elsewhere meanwhile (run it again where it is now)"
        )


After = Callable[[str, tuple[Event, ...]], Iterable[Job]]
"""By what was recorded of a client: the jobs that this calls for, deferred in the same transaction."""


@dataclass(frozen=True)
class Access:
    """How the ledgers of an office are read and written."""

    connections: Engine
    office: str
    by: str | None
    """Who is recorded as acting; the user who is connected if it is None."""
    after: After


class PostgresLedger(Appending):
    """The ledger of one client.

    Attributes:
        salt: the secret under which references are derived.
    """

    def __init__(self, access: Access, name: str, folder: Path) -> None:
        """Open a ledger that exists.

        Args:
            access: how it is read and written.
            name: of the client.
            folder: where the client's evidence is.

        Raises:
            NoClient: it does not.
            ServerRefused: the database does not answer.
        """
        self.folder, self._access, self._name = folder, access, name
        query = found(access.office).where(LEDGERS.c.name == name).add_columns(func.session_user().label("user"))
        with refusals(), access.connections.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NoClient(access.office, name)
        self._id, self._office_id, self.salt = row.id, row.office, bytes(row.salt)
        self._by, self._after = access.by or str(row.user), partial(access.after, name)

    @property
    def head(self) -> str:
        """The hash of the last event."""
        return self._last()[1]

    @property
    def length(self) -> int:
        """The number of the last event."""
        return self._last()[0]

    @contextmanager
    def transaction(self, at: datetime) -> Iterator[Transaction]:
        """Lock this ledger for a moment; what it appends is on the server's disk when it has ended.

        Raises:
            ServerRefused: the database does not answer, or takes nothing; nothing was recorded.
        """
        with refusals(), self._access.connections.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(RECORDING, self._id)))
            yield _PostgresTransaction(connection, (self._office_id, self._id), at, self._by, self._after)

    def read(
        self,
        references: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        mentioning: str | None = None,
    ) -> Iterator[Event]:
        """The events in their order; kinds are those under which they were written."""
        with refusals(), self._access.connections.connect() as connection:
            yield from _read(connection, self._id, references, kinds, mentioning)

    def links(self) -> Iterator[Link]:
        """All that it holds, as it is stored."""
        with refusals(), self._access.connections.connect() as connection:
            yield from _links(connection, _everything(self._id))

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link."""
        return problem(broken(self.links(), head), f"{self._name} in {NAMED}")

    def empty(self, events: Collection[int]) -> None:
        """Empty the payloads of some events; the events themselves stay.

        Raises:
            ServerRefused: the database does not answer, or the user is none of those who may erase.
        """
        _, eraser = roles(self._access.office)
        with refusals(), self._access.connections.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {quoted(eraser)}"))
            mine = (PAYLOADS.c.ledger == self._id) & PAYLOADS.c.seq.in_([*events])
            connection.execute(update(PAYLOADS).where(mine).values(content=None))

    def leave(self) -> None:
        """Record that the ledger is elsewhere now: nobody opens it here any more."""
        with refusals(), self._access.connections.begin() as connection:
            connection.execute(insert(MOVED).values(ledger=self._id, office=self._office_id))

    @contextmanager
    def hold(self) -> Iterator[RunNote]:
        """Hold the lock of a run; it ends with its process, whatever ends that."""
        with refusals(), self._access.connections.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            if not connection.scalar(select(func.pg_try_advisory_lock(RUNNING, self._id))):
                raise files.Locked(self.folder)
            try:
                files.clear_scratch(self.folder / "evidence")
                yield RunNote()
            finally:
                connection.execute(select(func.pg_advisory_unlock(RUNNING, self._id)))

    def _last(self) -> tuple[int, str]:
        with refusals(), self._access.connections.connect() as connection:
            return _last(connection, self._id)


_After = Callable[[tuple[Event, ...]], Iterable[Job]]


class _PostgresTransaction:
    """A moment in which nobody else writes to the same ledger."""

    def __init__(
        self, connection: Connection, ids: tuple[int, int], at: datetime, by: str | None, after: _After
    ) -> None:
        self._connection, self._ids, self._at, self._by, self._after = connection, ids, at, by, after

    def read(
        self,
        references: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        mentioning: str | None = None,
    ) -> Iterator[Event]:
        """The events in their order."""
        return _read(self._connection, self._ids[1], references, kinds, mentioning)

    def append(self, new: Iterable[NewEvent]) -> tuple[Event, ...]:
        """Add events.

        Raises:
            MovedAway: the ledger was moved away by whoever had the lock before.
        """
        if self._connection.scalar(select(MOVED.c.ledger).where(MOVED.c.ledger == self._ids[1])):
            raise MovedAway
        links = chained(new, self._at, *_last(self._connection, self._ids[1]), by=self._by)
        insert_links(self._connection, self._ids, links)
        recorded = tuple(events(links))
        for job in self._after(recorded):
            defer(self._connection, job)
        return recorded


def found(office: str) -> Select[tuple[int, int, bytes]]:
    """The ledgers of an office that were not moved away."""
    columns = (LEDGERS.c.id, LEDGERS.c.office, LEDGERS.c.salt)
    mine = (OFFICES.c.id == LEDGERS.c.office) & (OFFICES.c.name == office)
    return select(*columns).join(OFFICES, mine).where(~exists().where(MOVED.c.ledger == LEDGERS.c.id))


def _everything(ledger: int) -> Select[tuple[object, ...]]:
    # A payload that was emptied is null; one whose row is gone is "", which is not what was written.
    there = func.coalesce(PAYLOADS.c.content, text("CASE WHEN unbroker.payloads.seq IS NULL THEN '' END"))
    names = (name for name in Link._fields if name != "content")
    same = (PAYLOADS.c.ledger == EVENTS.c.ledger) & (PAYLOADS.c.seq == EVENTS.c.seq)
    columns = (*(EVENTS.c[name] for name in names), there.label("content"))
    return select(*columns).outerjoin(PAYLOADS, same).where(EVENTS.c.ledger == ledger).order_by(EVENTS.c.seq)


def _links(connection: Connection, query: Select[tuple[object, ...]]) -> Iterator[Link]:
    with closing(connection.execute(query.execution_options(yield_per=_SOME))) as rows:
        for row in rows:
            link = Link._make(row)
            yield link._replace(payload=_hex(link.payload), prev=_hex(link.prev), hash=_hex(link.hash))


def _hex(stored: object) -> str:
    return bytes(stored).hex()  # type: ignore[call-overload,no-any-return]


def _read(
    connection: Connection,
    ledger: int,
    references: Collection[str] | None,
    kinds: Collection[EventKind] | None,
    mentioning: str | None,
) -> Iterator[Event]:
    query = _everything(ledger)
    for column, wanted in ((EVENTS.c.reference, references), (EVENTS.c.kind, kinds)):
        if wanted is not None:
            query = query.where(column == any_(literal([*wanted], ARRAY(Text))))
    if mentioning is not None:
        query = query.where(func.strpos(PAYLOADS.c.content, whole(mentioning)) > 0)
    for some in batched(_links(connection, query), _SOME):
        yield from events(some)


def _last(connection: Connection, ledger: int) -> tuple[int, str]:
    query = select(EVENTS.c.seq, EVENTS.c.hash).where(EVENTS.c.ledger == ledger)
    row = connection.execute(query.order_by(EVENTS.c.seq.desc()).limit(1)).first()
    return (row.seq, _hex(row.hash)) if row else (0, GENESIS)


def insert_links(connection: Connection, ids: tuple[int, int], links: Iterable[Link]) -> None:
    """Write links behind the last one of a ledger; `ids` are its office's number and its own."""
    of_ledger = dict(zip(("office", "ledger"), ids, strict=True))
    for some in batched(links, _SOME):
        contents = [{**of_ledger, "seq": link.seq, "content": link.content} for link in some]
        connection.execute(insert(PAYLOADS), contents)
        connection.execute(insert(EVENTS), [{**of_ledger, **_columns(link)} for link in some])


def _columns(link: Link) -> dict[str, object]:
    columns: dict[str, object] = link._asdict()
    del columns["content"]
    return columns | {name: bytes.fromhex(getattr(link, name)) for name in ("payload", "prev", "hash")}
