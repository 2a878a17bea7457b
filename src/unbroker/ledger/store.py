"""The ledger: events, appended and never changed; in a SQLite file, or in memory as the reference.

It shows tampering to the owner of the file; it proves nothing against the owner. How events hang together is
`books/chain`'s, what they mean `books/case`'s.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import sqlalchemy as sql
from sqlalchemy.exc import DatabaseError

from unbroker.base import files
from unbroker.base.errors import Place, Problem, UserError
from unbroker.ledger.chain import GENESIS, Broken, Link, broken, events, link
from unbroker.ledger.event import Event, EventKind, NewEvent

SCHEMA = 2
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The moment of what is not written down yet."""
_WAIT_SECONDS = 10
_SOME = 1000


class Ledger(Protocol):
    """What every ledger does."""

    @property
    def salt(self) -> bytes:
        """The secret under which references are derived."""

    @property
    def head(self) -> str:
        """The hash of the last event, by which a copy of the ledger is known to be whole."""

    def append(self, happenings: Iterable[NewEvent], at: datetime) -> tuple[Event, ...]:
        """Write events down in their order, all or none; they are on disk when this returns."""

    def read(
        self, references: Collection[str] | None = None, kinds: Collection[EventKind] | None = None
    ) -> Iterator[Event]:
        """The events in their order; only those of some requests or kinds, if any are named."""

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link; with a head that was known before, also whether the end is still there."""

    def hold(self) -> AbstractContextManager[None]:
        """Hold the lock of a run; whoever else asks for it is refused."""


class NoLedger(UserError):  # noqa: N818 - the sentence is the name
    """The file is not there, or is no ledger."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path}: {reason} (restore it from a copy; `unbroker init` makes a new folder with a new one)"
        )


class LedgerStopped(UserError):  # noqa: N818 - the sentence is the name
    """The database refused to read or write; what was recorded before stands, and nothing of this call does."""

    def __init__(self, path: Path, error: DatabaseError) -> None:
        words = str(error.orig)
        hints = {
            "locked": ("another unbroker is writing", "wait until it has finished, then call again"),
            "full": ("the disk is full", "free some space, then call again"),
            "disk I/O": ("the disk is full, or fails", "free some space, then call again"),
            "readonly": ("it cannot be written", "give yourself the right to write it, then call again"),
            "never": (words, "take an event back with `unbroker track CASE void NUMBER`"),
        }
        said, hint = next((hints[key] for key in hints if key in words), (words, "see `unbroker ledger verify`"))
        super().__init__(f"{path}: nothing was recorded: {said} ({hint})")


class MemoryLedger:
    """A ledger that is gone with the process."""

    def __init__(self, salt: bytes = b"\0" * 32) -> None:
        self.salt = salt
        self._links: list[Link] = []
        self._writing, self._held = Lock(), Lock()

    @property
    def head(self) -> str:
        """The hash of the last event."""
        return self._links[-1].hash if self._links else GENESIS

    def append(self, happenings: Iterable[NewEvent], at: datetime) -> tuple[Event, ...]:
        """Keep events, all or none."""
        with self._writing:
            made = _links(happenings, at, len(self._links), self.head)
            self._links += made
        return tuple(one.event() for one in made)

    def read(
        self, references: Collection[str] | None = None, kinds: Collection[EventKind] | None = None
    ) -> Iterator[Event]:
        """The events in their order."""
        for one in tuple(self._links):
            if (references is None or one.reference in references) and (kinds is None or one.kind in kinds):
                yield one.event()

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link."""
        return _problem(broken(self._links, head), "(a ledger in memory)")

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock of a run."""
        if not self._held.acquire(blocking=False):
            raise files.Locked(Path("(a ledger in memory)"))
        try:
            yield
        finally:
            self._held.release()


class StagedLedger:
    """A ledger over another one: what is appended waits, and goes to the other one all at once or never."""

    def __init__(self, under: Ledger) -> None:
        self.salt = under.salt
        self._under = under
        self._waiting: list[NewEvent] = []
        self._last = max((event.seq for event in under.read()), default=0)

    @property
    def head(self) -> str:
        """The hash of the last event that does not wait."""
        return self._under.head

    def append(self, happenings: Iterable[NewEvent], at: datetime) -> tuple[Event, ...]:
        """Let events wait; their hashes are not known yet."""
        first = len(self._waiting)
        self._waiting += happenings
        return tuple(self._events(first, at))

    def read(
        self, references: Collection[str] | None = None, kinds: Collection[EventKind] | None = None
    ) -> Iterator[Event]:
        """The events of the other ledger, then those that wait."""
        yield from self._under.read(references, kinds)
        for event in self._events(0, EPOCH):
            if (references is None or event.reference in references) and (kinds is None or event.kind in kinds):
                yield event

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link of the other ledger."""
        return self._under.verify(head)

    def hold(self) -> AbstractContextManager[None]:
        """Hold the lock of the other ledger."""
        return self._under.hold()

    def commit(self, at: datetime) -> tuple[Event, ...]:
        """Write what waits to the other ledger, all or none."""
        return self._under.append(self._waiting, at)

    def _events(self, first: int, at: datetime) -> Iterator[Event]:
        stamp = at.isoformat(timespec="seconds")
        for index, told in enumerate(self._waiting[first:], first):
            fields = {name: getattr(told, name) for name in NewEvent.__slots__}
            yield Event(**fields, seq=self._last + index + 1, at=stamp, prev="", hash="")


TABLES = sql.MetaData()
_settings = sql.Table(
    "settings",
    TABLES,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("value", sql.Text, nullable=False),
)
_payloads = sql.Table(
    "payloads",
    TABLES,
    sql.Column("hash", sql.Text, primary_key=True),
    sql.Column("content", sql.Text),
)
_events = sql.Table(
    "events",
    TABLES,
    sql.Column("seq", sql.Integer, primary_key=True, autoincrement=False),
    sql.Column("at", sql.Text, nullable=False),
    sql.Column("on_day", sql.Text, nullable=False),
    sql.Column("kind", sql.Text, nullable=False),
    sql.Column("reference", sql.Text, index=True),
    sql.Column("right", sql.Text),
    sql.Column("letter", sql.Text),
    sql.Column("run", sql.Text),
    sql.Column("voids", sql.Integer),
    sql.Column("payload", sql.Text, sql.ForeignKey("payloads.hash"), nullable=False),
    sql.Column("prev", sql.Text, nullable=False),
    sql.Column("hash", sql.Text, nullable=False, unique=True),
)
_by_kind = sql.Index("ix_events_kind", _events.c.kind, _events.c.reference)
_GUARDS = (
    "CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
    "CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    """CREATE TRIGGER events_once BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq OR hash = NEW.hash)
    BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END""",
)
# A payload that was emptied is null; one whose row is gone is "", which is not what was written.
_content = sql.case((_payloads.c.hash.is_(None), ""), else_=_payloads.c.content).label("content")
EVERYTHING = sql.select(_events, _content).outerjoin(_payloads).order_by(_events.c.seq)
LAST = sql.select(_events.c.seq, _events.c.hash).order_by(_events.c.seq.desc()).limit(1)


def _to_2(connection: sql.Connection) -> None:
    """The openings of a big ledger are found without reading all of it; no event replaces one of the same hash."""
    _by_kind.create(connection)
    connection.execute(sql.text("DROP TRIGGER events_once"))
    connection.execute(sql.text(_GUARDS[-1]))


MIGRATIONS: Sequence[Callable[[sql.Connection], None]] = (_to_2,)
"""What leads from version 1 to 2, from 2 to 3 and so on; what was published is never changed."""


class SqliteLedger:
    """One ledger file.

    Attributes:
        path: where it is.
        salt: the secret under which references are derived.
    """

    def __init__(self, path: Path) -> None:
        """Open a ledger that exists, and bring it up to this version.

        Raises:
            NoLedger: it does not, or is of a newer version.
        """
        if not path.is_file():
            raise NoLedger(path, "the ledger is missing")
        self.path = path
        self._engine = _engine(path)
        try:
            with self._engine.connect() as connection:
                stored = _stored(connection)
            if int(stored["schema"]) > SCHEMA:
                raise NoLedger(path, "was written by a newer unbroker")
            if int(stored["schema"]) < SCHEMA:
                self._migrate()
        except DatabaseError as error:
            if "no such table" in str(error.orig) or "not a database" in str(error.orig):
                raise NoLedger(path, "is no ledger") from error
            raise LedgerStopped(path, error) from error
        except (KeyError, ValueError) as error:
            raise NoLedger(path, "is no ledger") from error
        self.salt = bytes.fromhex(stored["salt"])

    @classmethod
    def create(cls, path: Path) -> "SqliteLedger":
        """Make an empty ledger with a new salt; the file must not exist."""
        path.touch(mode=files.FILE_MODE, exist_ok=False)
        with _writing(_engine(path), path) as connection:
            TABLES.create_all(connection)
            for guard in _GUARDS:
                connection.execute(sql.text(guard))
            rows = [
                {"name": "schema", "value": str(SCHEMA)},
                {"name": "salt", "value": secrets.token_hex(32)},
            ]
            connection.execute(sql.insert(_settings), rows)
        return cls(path)

    def append(self, happenings: Iterable[NewEvent], at: datetime) -> tuple[Event, ...]:
        """Write events down, all or none, and on disk when this returns.

        Args:
            happenings: what happened, in order.
            at: the moment of writing, with its time zone.

        Raises:
            LedgerStopped: another process holds the database for long, or the disk is full; nothing was written.
        """
        with _writing(self._engine, self.path) as connection:
            last = connection.execute(LAST).first()
            made = _links(happenings, at, *(last or (0, GENESIS)))
            rows = [one._asdict() for one in made]
            if rows:
                payloads = [{"hash": row["payload"], "content": row.pop("content")} for row in rows]
                connection.execute(sql.insert(_payloads), payloads)
                connection.execute(sql.insert(_events), rows)
        return tuple(one.event() for one in made)

    def read(
        self, references: Collection[str] | None = None, kinds: Collection[EventKind] | None = None
    ) -> Iterator[Event]:
        """The events in their order."""
        wanted = EVERYTHING
        if references is not None:
            wanted = wanted.where(_events.c.reference.in_(references))
        if kinds is not None:
            wanted = wanted.where(_events.c.kind.in_(kinds))
        links = self._read(wanted)
        while some := list(islice(links, _SOME)):
            yield from events(some)

    @property
    def head(self) -> str:
        """The hash of the last event."""
        with self._engine.connect() as connection:
            last = connection.execute(LAST).first()
        return last.hash if last else GENESIS

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link."""
        return _problem(broken(self._read(EVERYTHING), head), str(self.path))

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock of a run, and the file open: whoever closes it last has to clear its log away each time."""
        with files.lock(self.path.with_suffix(".lock")), self._engine.connect():
            yield

    def _read(self, wanted: sql.Select[Any]) -> Iterator[Link]:
        try:
            with self._engine.connect() as connection:
                rows = connection.execution_options(yield_per=_SOME).execute(wanted)
                yield from map(Link._make, rows)
        except DatabaseError as error:
            raise LedgerStopped(self.path, error) from error

    def _migrate(self) -> None:
        with _writing(self._engine, self.path) as connection:
            # Read again under the lock: another process may have been faster.
            for step in MIGRATIONS[int(_stored(connection)["schema"]) - 1 :]:
                step(connection)
            now = sql.update(_settings).where(_settings.c.name == "schema").values(value=str(SCHEMA))
            connection.execute(now)


def _links(happenings: Iterable[NewEvent], at: datetime, seq: int, head: str) -> list[Link]:
    stamp = at.astimezone(UTC).isoformat(timespec="seconds")
    made: list[Link] = []
    for number, happening in enumerate(happenings, seq + 1):
        made.append(link(happening, seq=number, at=stamp, prev=head, nonce=secrets.token_hex(16)))
        head = made[-1].hash
    return made


def _problem(fault: Broken | None, path: str) -> Problem | None:
    if fault is None:
        return None
    hint = "the ledger was changed from outside: restore a copy of which `unbroker ledger verify` approves"
    return Problem(Place(path), f"event {fault.seq}: {fault.said}", hint)


def _stored(connection: sql.Connection) -> dict[str, str]:
    rows = connection.execute(sql.select(_settings.c.name, _settings.c.value)).all()
    return {row.name: row.value for row in rows}


@contextmanager
def _writing(engine: sql.Engine, path: Path) -> Iterator[sql.Connection]:
    try:
        with engine.execution_options(unbroker_writes=True).begin() as connection:
            yield connection
    except DatabaseError as error:
        raise LedgerStopped(path, error) from error


def _engine(path: Path) -> sql.Engine:
    engine = sql.create_engine(
        f"sqlite:///{path}", poolclass=sql.pool.NullPool, connect_args={"timeout": _WAIT_SECONDS}
    )

    @sql.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sql.event.listens_for(engine, "begin")
    def _begin(connection: sql.Connection) -> None:
        # Two writers that begin with a read would both see the same head and fork the chain; readers wait for nobody.
        writes = connection.get_execution_options().get("unbroker_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
