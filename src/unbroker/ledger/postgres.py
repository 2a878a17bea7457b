"""The ledgers of an office on PostgreSQL: one for each client, with a chain of its own.

They are append-only by the rights of whoever is connected (`ledger/postgres_tables`). A writer waits for a lock on the
one ledger, so that none ever has to try again; no message shows the address of the server, or what it said.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import (
    ARRAY,
    Connection,
    Engine,
    Select,
    Text,
    any_,
    create_engine,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)  # fmt: skip
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from unbroker.base import files
from unbroker.base.errors import Problem, UserError
from unbroker.base.printed import NotPrinted, first_line
from unbroker.ledger.chain import GENESIS, Link, broken, chained, events
from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.postgres_tables import EVENTS, LEDGERS, MOVED, OFFICES, PAYLOADS, jobs_schema, quoted, roles
from unbroker.ledger.server import NAMED, Server
from unbroker.ledger.store import Appending, Transaction, problem

_RECORDING, _RUNNING, _OPENING = 1, 2, 3
"""What a lock is for: the first of its two numbers."""
_SOME = 1000
_WAIT_SECONDS = 10
_REASONS = {
    "08": ("it cannot be entered", "does it run, and are address, user and password right? its log says more"),
    "42501": ("you may not do that there", "its owner gives you the right: `unbroker ledger prepare --help`"),
    "42": ("it is not ready for unbroker", "its owner makes it ready: `unbroker ledger prepare --help`"),
    "3F": ("it is not ready for unbroker", "its owner makes it ready: `unbroker ledger prepare --help`"),
    "53": ("it is full, or has too many connections", "free some space, or end a worker, then run it again"),
    "57": ("it was shut down meanwhile", "start it, then run it again"),
}
"""By the beginning of SQLSTATE (PostgreSQL 15, appendix A): what happened, and what to do."""


class ServerRefused(UserError):  # noqa: N818 - the sentence is the name
    """The server did not do what it was asked; what was recorded before stands, and nothing of this call does."""

    def __init__(self, error: Exception) -> None:
        state = getattr(getattr(error, "orig", error), "sqlstate", None) or "08"
        ways = (_REASONS[key] for key in (state, state[:2]) if key in _REASONS)
        reason, hint = next(ways, (f"it reported the error {state}", "its log says more"))
        super().__init__(f"{NAMED}: {reason} ({hint})")


class NoOffice(UserError):  # noqa: N818 - the sentence is the name
    """The database has no office of that name, or its user is none of its people."""

    def __init__(self, office: str) -> None:
        super().__init__(
            f"{NAMED} shows you no office {office!r} (its owner adds it, or you: `unbroker ledger prepare --help`)"
        )


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


class ClientExists(UserError):  # noqa: N818 - the sentence is the name
    """The office has a ledger of that name already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{NAMED} has a ledger {name!r} already (give the new one another name)")


class NoPassword(UserError):  # noqa: N818 - the sentence is the name
    """The user's command printed no password."""

    def __init__(self, reason: object) -> None:
        super().__init__(
            f"the 'ledger_password_command' of settings.yaml {reason} (run it yourself to see why; it must print the "
            "password)"
        )


@dataclass(frozen=True)
class Office:
    """An office's part of a database, as one user sees it."""

    server: Server
    name: str
    password_command: str | None = None
    by: str | None = None
    """Who is recorded as acting, if not the user who is connected: a worker does what somebody asked for."""

    @property
    def engine(self) -> Engine:
        """The connections of this process."""
        return _engine(self.server, self.name, self.password_command)

    @property
    def user(self) -> str:
        """As whom one is connected.

        Raises:
            ServerRefused: the database does not answer.
        """
        with _refusals(), self.engine.connect() as connection:
            return str(connection.scalar(select(func.session_user())))

    def clients(self) -> tuple[str, ...]:
        """The names of its ledgers, sorted.

        Raises:
            ServerRefused: the database does not answer.
        """
        with _refusals(), self.engine.connect() as connection:
            return tuple(connection.scalars(_found(self.name).with_only_columns(LEDGERS.c.name).order_by("name")))

    def ledger(self, name: str, folder: Path) -> "PostgresLedger":
        """The ledger of a client.

        Raises:
            NoClient: there is none of that name.
            ServerRefused: the database does not answer.
        """
        return PostgresLedger(self, name, folder)

    def create(self, name: str, folder: Path, salt: bytes, links: Iterable[Link] = ()) -> "PostgresLedger":
        """Make the ledger of a client, with the links of another one as they are; all of it or nothing.

        Raises:
            ClientExists: there is one of that name.
            ServerRefused: the database does not answer.
        """
        with _refusals(), self.engine.begin() as connection:
            of_office = connection.scalar(select(OFFICES.c.id).where(OFFICES.c.name == self.name))
            if of_office is None:
                raise NoOffice(self.name)
            connection.execute(select(func.pg_advisory_xact_lock(_OPENING, of_office)))
            if connection.execute(_found(self.name).where(LEDGERS.c.name == name)).first():
                raise ClientExists(name)
            row = insert(LEDGERS).values(office=of_office, name=name, salt=salt).returning(LEDGERS.c.id)
            _insert(connection, (of_office, connection.execute(row).scalar_one()), links)
        return PostgresLedger(self, name, folder)


@cache
def _engine(server: Server, office: str, password_command: str | None) -> Engine:
    """The connections of a process; the password is asked for once, and kept for the next ones."""
    path = f"unbroker,{quoted(jobs_schema(office))}"
    secret: list[str] = []

    def connect() -> psycopg.Connection:
        if password_command and not secret:
            try:
                secret.append(first_line(password_command))
            except NotPrinted as reason:
                raise NoPassword(reason) from None
        options = {"connect_timeout": str(_WAIT_SECONDS), **dict(server.options)}
        session = f"-c search_path={path} -c jit=off -c timezone=UTC -c synchronous_commit=on"
        parts: dict[str, str | int | None] = {
            "host": server.host,
            "dbname": server.database,
            "user": server.user,
            "port": server.port,
        }
        hidden = {"password": secret[0]} if secret else {}
        fixed = {"client_encoding": "utf8", "application_name": "unbroker", "options": session}
        return psycopg.connect(make_conninfo("", **{**parts, **hidden, **options, **fixed}))

    return create_engine("postgresql+psycopg://", creator=connect, pool_size=2, max_overflow=20)


class PostgresLedger(Appending):
    """The ledger of one client.

    Attributes:
        salt: the secret under which references are derived.
    """

    def __init__(self, office: Office, name: str, folder: Path) -> None:
        """Open a ledger that exists.

        Args:
            office: whose it is.
            name: of the client.
            folder: where the client's evidence is.

        Raises:
            NoClient: it does not.
            ServerRefused: the database does not answer.
        """
        self.folder, self._office, self._name = folder, office, name
        query = _found(office.name).where(LEDGERS.c.name == name).add_columns(func.session_user().label("user"))
        with _refusals(), office.engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NoClient(office.name, name)
        self._id, self._office_id, self.salt = row.id, row.office, bytes(row.salt)
        self._by = office.by or str(row.user)

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
        with _refusals(), self._office.engine.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(_RECORDING, self._id)))
            yield _PostgresTransaction(connection, (self._office_id, self._id), at, self._by)

    def read(
        self, references: Collection[str] | None = None, kinds: Collection[EventKind] | None = None
    ) -> Iterator[Event]:
        """The events in their order; kinds are those under which they were written."""
        with _refusals(), self._office.engine.connect() as connection:
            yield from _read(connection, self._id, references, kinds)

    def links(self) -> Iterator[Link]:
        """All that it holds, as it is stored."""
        with _refusals(), self._office.engine.connect() as connection:
            yield from _links(connection, _everything(self._id))

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link."""
        return problem(broken(self.links(), head), f"{self._name} in {NAMED}")

    def empty(self, events: Collection[int]) -> None:
        """Empty the payloads of some events; the events themselves stay.

        Raises:
            ServerRefused: the database does not answer, or the user is none of those who may erase.
        """
        _, eraser = roles(self._office.name)
        with _refusals(), self._office.engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {quoted(eraser)}"))
            mine = (PAYLOADS.c.ledger == self._id) & PAYLOADS.c.seq.in_([*events])
            connection.execute(update(PAYLOADS).where(mine).values(content=None))

    def leave(self) -> None:
        """Record that the ledger is elsewhere now: nobody opens it here any more."""
        with _refusals(), self._office.engine.begin() as connection:
            connection.execute(insert(MOVED).values(ledger=self._id, office=self._office_id))

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock of a run; it ends with its process, whatever ends that."""
        with _refusals(), self._office.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            if not connection.scalar(select(func.pg_try_advisory_lock(_RUNNING, self._id))):
                raise files.Locked(self.folder)
            try:
                files.clear_scratch(self.folder / "evidence")
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(_RUNNING, self._id)))

    def _last(self) -> tuple[int, str]:
        with _refusals(), self._office.engine.connect() as connection:
            return _last(connection, self._id)


class _PostgresTransaction:
    """A moment in which nobody else writes to the same ledger."""

    def __init__(self, connection: Connection, ids: tuple[int, int], at: datetime, by: str | None) -> None:
        self._connection, self._ids, self._at, self._by = connection, ids, at, by

    def read(
        self, references: Collection[str] | None = None, kinds: Collection[EventKind] | None = None
    ) -> Iterator[Event]:
        """The events in their order."""
        return _read(self._connection, self._ids[1], references, kinds)

    def append(self, new: Iterable[NewEvent]) -> tuple[Event, ...]:
        """Add events.

        Raises:
            MovedAway: the ledger was moved away by whoever had the lock before.
        """
        if self._connection.scalar(select(MOVED.c.ledger).where(MOVED.c.ledger == self._ids[1])):
            raise MovedAway
        links = chained(new, self._at, *_last(self._connection, self._ids[1]), by=self._by)
        _insert(self._connection, self._ids, links)
        return tuple(events(links))


@contextmanager
def _refusals() -> Iterator[None]:
    """What the database refuses, in words of ours: its own could name the server."""
    try:
        yield
    except psycopg.Error as error:
        raise ServerRefused(error) from None
    except SQLAlchemyError as error:
        if isinstance(error, DBAPIError):
            raise ServerRefused(error) from None
        raise


def _found(office: str) -> Select[tuple[int, int, bytes]]:
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
    connection: Connection, ledger: int, references: Collection[str] | None, kinds: Collection[EventKind] | None
) -> Iterator[Event]:
    query = _everything(ledger)
    for column, wanted in ((EVENTS.c.reference, references), (EVENTS.c.kind, kinds)):
        if wanted is not None:
            query = query.where(column == any_(literal([*wanted], ARRAY(Text))))
    links = _links(connection, query)
    while some := list(islice(links, _SOME)):
        yield from events(some)


def _last(connection: Connection, ledger: int) -> tuple[int, str]:
    query = select(EVENTS.c.seq, EVENTS.c.hash).where(EVENTS.c.ledger == ledger)
    row = connection.execute(query.order_by(EVENTS.c.seq.desc()).limit(1)).first()
    return (row.seq, _hex(row.hash)) if row else (0, GENESIS)


def _insert(connection: Connection, ids: tuple[int, int], links: Iterable[Link]) -> None:
    of_ledger = dict(zip(("office", "ledger"), ids, strict=True))
    links = iter(links)
    while some := list(islice(links, _SOME)):
        contents = [{**of_ledger, "seq": link.seq, "content": link.content} for link in some]
        connection.execute(insert(PAYLOADS), contents)
        connection.execute(insert(EVENTS), [{**of_ledger, **_columns(link)} for link in some])


def _columns(link: Link) -> dict[str, object]:
    columns: dict[str, object] = link._asdict()
    del columns["content"]
    return columns | {name: bytes.fromhex(getattr(link, name)) for name in ("payload", "prev", "hash")}
