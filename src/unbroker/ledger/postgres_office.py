"""An office's part of a PostgreSQL database, as one user sees it: its ledgers, and the queue of its jobs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, FromClause, Select, exists, func, insert, outerjoin, select

from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.ledger.chain import Link
from unbroker.ledger.event import Event
from unbroker.ledger.jobs import COUNT, defer
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.postgres import ALONE, OPENING, Access, After, PostgresLedger, found, insert_links
from unbroker.ledger.postgres_connection import address, engine, refusals
from unbroker.ledger.postgres_tables import EVENTS, LEDGERS, OFFICES, PAYLOADS
from unbroker.ledger.server import NAMED, Job, Server, Summary


class NoOffice(UserError):  # noqa: N818 - the sentence is the name
    """The database has no office of that name, or its user is none of its people."""

    def __init__(self, office: str) -> None:
        super().__init__(
            f"{NAMED} shows you no office {office!r} (its owner adds it, or you: `unbroker ledger prepare --help`)"
        )


class ClientExists(UserError):  # noqa: N818 - the sentence is the name
    """The office has a ledger of that name already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{NAMED} has a ledger {name!r} already (give the new one another name)")


def _nothing(_: str, __: tuple[Event, ...]) -> Iterable[Job]:
    return ()


@dataclass(frozen=True)
class Office:
    """An office's part of a database, as one user sees it."""

    server: Server
    name: str
    password_command: str | None = None
    by: str | None = None
    """Who is recorded as acting, if not the user who is connected: a worker does what somebody asked for."""
    after: After = _nothing
    """By what was recorded of a client: the jobs that this calls for, deferred in the same transaction."""

    @property
    def connections(self) -> Engine:
        """Those of this process."""
        return engine(self.server, self.name, self.password_command)

    @property
    def user(self) -> str:
        """As whom one is connected.

        Raises:
            ServerRefused: the database does not answer.
        """
        with refusals(), self.connections.connect() as connection:
            return str(connection.scalar(select(func.session_user())))

    @property
    def address(self) -> str:
        """What a connection is made by, with the password: for the wire only."""
        return address(self.server, self.name, self.password_command)

    @property
    def _access(self) -> Access:
        return Access(self.connections, self.name, self.by, self.after)

    def defer(self, jobs: Iterable[Job]) -> None:
        """Put jobs into the queue, all or none.

        Raises:
            ServerRefused: the database does not answer.
        """
        with refusals(), self.connections.begin() as connection:
            for job in jobs:
                defer(connection, job)

    def jobs(self) -> tuple[tuple[str, str, int], ...]:
        """How many jobs there are, by task and state.

        Raises:
            ServerRefused: the database does not answer, or has no queue.
        """
        with refusals(), self.connections.connect() as connection:
            return tuple((str(row[0]), str(row[1]), int(row[2])) for row in connection.execute(COUNT))

    @contextmanager
    def alone(self, name: str, folder: Path) -> Iterator[None]:
        """Be the only one who has a lock of this name in the office; it ends with its process.

        Raises:
            Locked: somebody else has it.
        """
        key = func.hashtext(f"{self.name} {name}")
        with refusals(), self.connections.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            if not connection.scalar(select(func.pg_try_advisory_lock(ALONE, key))):
                raise files.Locked(folder)
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(ALONE, key)))

    def clients(self) -> tuple[str, ...]:
        """The names of its ledgers, sorted.

        Raises:
            ServerRefused: the database does not answer.
        """
        with refusals(), self.connections.connect() as connection:
            return tuple(connection.scalars(found(self.name).with_only_columns(LEDGERS.c.name).order_by("name")))

    def count_on(self, kind: EventKind, on: date) -> int:
        """How many events of a kind its ledgers have on a day.

        Raises:
            ServerRefused: the database does not answer.
        """
        counted = select(func.count()).select_from(EVENTS).join(LEDGERS, LEDGERS.c.id == EVENTS.c.ledger)
        mine = OFFICES.c.name == self.name, EVENTS.c.kind == kind, EVENTS.c.on_day == on.isoformat()
        with refusals(), self.connections.connect() as connection:
            return connection.scalar(counted.join(OFFICES, OFFICES.c.id == LEDGERS.c.office).where(*mine)) or 0

    def with_letters(self) -> tuple[str, ...]:
        """The names of the ledgers in which a letter is sealed and has neither left nor was withdrawn, sorted.

        Raises:
            ServerRefused: the database does not answer.
        """
        later = EVENTS.alias()
        over = exists().where(
            (later.c.ledger == EVENTS.c.ledger) & (later.c.letter == EVENTS.c.letter) & _is_over(later)
        )
        waits = exists().where((EVENTS.c.ledger == LEDGERS.c.id) & (EVENTS.c.kind == "prepared") & ~over)
        with refusals(), self.connections.connect() as connection:
            query = found(self.name).with_only_columns(LEDGERS.c.name).where(waits).order_by(LEDGERS.c.name)
            return tuple(connection.scalars(query))

    def summaries(self) -> tuple[Summary, ...]:
        """How much each of its ledgers holds, by name.

        Raises:
            ServerRefused: the database does not answer.
        """
        with refusals(), self.connections.connect() as connection:
            rows = connection.execute(_summaries(self.name))
            return tuple(Summary(**row) for row in rows.mappings())

    def ledger(self, name: str, folder: Path) -> "PostgresLedger":
        """The ledger of a client.

        Raises:
            NoClient: there is none of that name.
            ServerRefused: the database does not answer.
        """
        return PostgresLedger(self._access, name, folder)

    def create(self, name: str, folder: Path, salt: bytes, links: Iterable[Link] = ()) -> "PostgresLedger":
        """Make the ledger of a client, with the links of another one as they are; all of it or nothing.

        Raises:
            ClientExists: there is one of that name.
            ServerRefused: the database does not answer.
        """
        with refusals(), self.connections.begin() as connection:
            of_office = connection.scalar(select(OFFICES.c.id).where(OFFICES.c.name == self.name))
            if of_office is None:
                raise NoOffice(self.name)
            connection.execute(select(func.pg_advisory_xact_lock(OPENING, of_office)))
            if connection.execute(found(self.name).where(LEDGERS.c.name == name)).first():
                raise ClientExists(name)
            row = insert(LEDGERS).values(office=of_office, name=name, salt=salt).returning(LEDGERS.c.id)
            insert_links(connection, (of_office, connection.execute(row).scalar_one()), links)
        return PostgresLedger(self._access, name, folder)


def _is_over(events: FromClause) -> ColumnElement[bool]:
    return events.c.kind.in_(("sent", "withdrawn"))


def _summaries(office: str) -> Select[tuple[str, int, str | None, bool]]:
    """By ledger: its name, how many events it has, the day of the last one, and whether it still says anything."""
    ledgers = found(office).with_only_columns(LEDGERS.c.id, LEDGERS.c.name).subquery()
    same = (PAYLOADS.c.ledger == EVENTS.c.ledger) & (PAYLOADS.c.seq == EVENTS.c.seq)
    count, last = func.count(EVENTS.c.seq), func.substr(func.max(EVENTS.c.at), 1, 10).label("last")
    kept = ((func.count(PAYLOADS.c.content) > 0) | (count == 0)).label("kept")
    tables = outerjoin(outerjoin(ledgers, EVENTS, EVENTS.c.ledger == ledgers.c.id), PAYLOADS, same)
    columns = (ledgers.c.name.label("client"), count.label("events"), last, kept)
    return select(*columns).select_from(tables).group_by(ledgers.c.name).order_by(ledgers.c.name)
