"""The ledger as a SQLite file: append-only by triggers, one writer at a time.

An older file is read as it is; before anything is written to it, it is copied once and brought up to this version.
"""

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from sqlite3 import Connection

from unbroker.base import files
from unbroker.base.errors import Problem, UserError
from unbroker.base.run_note import RunNote
from unbroker.ledger import sqlite_rows, state
from unbroker.ledger.chain import GENESIS, Link, broken, chained, events
from unbroker.ledger.connection import PLAIN, Engine, connect, copy_database
from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.state import State
from unbroker.ledger.store import Appending, Transaction, problem

SCHEMA = 3
_WRITTEN_BY = {1: "0.0", 2: "0.1.0"}
"""By schema, the unbroker whose ledgers have it: the copy is named after it."""
OnCopy = Callable[[Path, Path], None]
"""Is told of a ledger that was brought up to this version, and of the copy that was made of it before."""
_SOME = 1000
_GUARDS = (
    "CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
    "CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    """CREATE TRIGGER events_once BEFORE INSERT ON events
    WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq OR hash = NEW.hash)
    BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END""",
)
_BY_KIND = "CREATE INDEX ix_events_kind ON events (kind, reference)"
_TABLES = (
    "CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE payloads (hash TEXT NOT NULL PRIMARY KEY, content TEXT)",
    """CREATE TABLE events (
        seq INTEGER NOT NULL PRIMARY KEY, at TEXT NOT NULL, on_day TEXT NOT NULL, kind TEXT NOT NULL, reference TEXT,
        "right" TEXT, letter TEXT, run TEXT, voids INTEGER, payload TEXT NOT NULL REFERENCES payloads (hash),
        prev TEXT NOT NULL, hash TEXT NOT NULL UNIQUE)""",
    "CREATE INDEX ix_events_reference ON events (reference)",
    _BY_KIND,
)
_EMPTIES = """UPDATE payloads SET content = NULL
    WHERE hash IN (SELECT payload FROM events WHERE seq IN (SELECT value FROM json_each(?)))"""


class NoLedger(UserError):  # noqa: N818 - the sentence is the name
    """The file is not there, or is not a ledger."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{files.shown(path)}: {reason} (restore it from a copy; `unbroker init` makes a new folder with a new one)"
        )


class NewerLedger(UserError):  # noqa: N818 - the sentence is the name
    """The file was written by an unbroker that is newer than this one."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{files.shown(path)}: was written by a newer unbroker (update unbroker, then run it again)")


class LedgerStopped(UserError):  # noqa: N818 - the sentence is the name
    """The database refused to read or write; what was recorded before stands, and nothing of this call does."""

    def __init__(self, path: Path, error: Exception) -> None:
        words = str(error)
        hints = {
            "locked": ("another unbroker is writing", "wait until it has finished, then run it again"),
            "full": ("the disk is full", "free some space, then run it again"),
            "disk I/O": ("the disk is full or failing", "free some space, then run it again"),
            "readonly": ("it cannot be written", "give yourself write permission, then run it again"),
            "never": (words, "take an event back with `unbroker track CASE void NUMBER`"),
        }
        reason, hint = next((hints[key] for key in hints if key in words), (words, "see `unbroker ledger verify`"))
        super().__init__(f"{files.shown(path)}: nothing was recorded: {reason} ({hint})")


def _to_2(connection: Connection) -> None:
    """The openings of a big ledger are found without reading all of it; no event replaces one of the same hash."""
    connection.execute(_BY_KIND)
    connection.execute("DROP TRIGGER events_once")
    connection.execute(_GUARDS[-1])


def _to_3(_: Connection) -> None:
    """Nothing changes in the tables; kinds of events follow that version 2 does not know."""


MIGRATIONS: Sequence[Callable[[Connection], None]] = (_to_2, _to_3)
"""What leads from version 1 to 2, from 2 to 3 and so on; what was published is never changed."""


class SqliteLedger(Appending):
    """One ledger file.

    Attributes:
        path: where it is.
        salt: the secret under which references are derived.
    """

    def __init__(self, path: Path, on_copy: OnCopy = lambda _, __: None, engine: Engine = PLAIN) -> None:
        """Open a ledger that exists.

        Args:
            path: where it is.
            on_copy: is told when the first thing that is written to an older one has brought it up to this version.
            engine: what opens the file.

        Raises:
            NoLedger: it does not.
            NewerLedger: it is of a version that this program does not know.
        """
        if not path.is_file():
            raise NoLedger(path, "the ledger is missing")
        self.path, self._on_copy, self._engine = path, on_copy, engine
        try:
            with closing(self._connect()) as connection:
                stored = sqlite_rows.settings(connection)
            self._schema = int(stored["schema"])
            self.salt = bytes.fromhex(stored["salt"])
        except engine.refusals as error:
            if "no such table" in str(error) or "not a database" in str(error):
                raise NoLedger(path, "is not a ledger") from error
            raise LedgerStopped(path, error) from error
        except (KeyError, ValueError) as error:
            raise NoLedger(path, "is not a ledger") from error
        if self._schema > SCHEMA:
            raise NewerLedger(path)

    @classmethod
    def create(
        cls, path: Path, engine: Engine = PLAIN, salt: bytes | None = None, links: Iterable[Link] = ()
    ) -> "SqliteLedger":
        """Make a ledger, empty with a new salt or with the links of another one; the file must not exist."""
        files.make_file(path)
        rows = [("schema", str(SCHEMA)), ("salt", salt.hex() if salt else os.urandom(32).hex())]
        with closing(connect(engine, path, writes=True)) as connection, _begun(connection, path, engine):
            for statement in (*_TABLES, *_GUARDS):
                connection.execute(statement)
            connection.executemany("INSERT INTO settings VALUES (?, ?)", rows)
            sqlite_rows.insert(connection, [*links])
        return cls(path, engine=engine)

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
        """Lock for a moment; what it appends is on disk when it has ended.

        Args:
            at: the moment of writing, with its time zone.

        Raises:
            LedgerStopped: another process holds the database for long, or the disk is full; nothing was written.
            ReadOnly: the folder cannot be written.
        """
        self._check_writable()
        with closing(connect(self._engine, self.path, writes=True)) as connection:
            if self._schema < SCHEMA:
                self._migrate(connection)
            with _begun(connection, self.path, self._engine):
                yield _SqliteTransaction(connection, at)

    def read(
        self,
        references: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        mentioning: str | None = None,
    ) -> Iterator[Event]:
        """The events in their order; kinds are those under which they were written."""
        try:
            with closing(self._connect()) as connection:
                yield from sqlite_rows.read(connection, references, kinds, mentioning)
        except self._engine.refusals as error:
            raise LedgerStopped(self.path, error) from error

    def links(self) -> Iterator[Link]:
        """All that it holds, as it is stored."""
        try:
            with closing(self._connect()) as connection:
                yield from sqlite_rows.links(connection)
        except self._engine.refusals as error:
            raise LedgerStopped(self.path, error) from error

    def changed_after(self, seq: int, head: str) -> tuple[list[str], bool] | None:
        """What came after an event: the requests that it is about, and whether some of it is about people.

        None where the event of that number has another hash, so that nothing is known of what came after it.
        """
        try:
            with closing(self._connect()) as connection:
                before = connection.execute("SELECT hash FROM events WHERE seq = ?", (seq,)).fetchone()
                if (str(before[0]) if before else GENESIS) != head:
                    return None
                rows = connection.execute("SELECT DISTINCT reference FROM events WHERE seq > ?", (seq,)).fetchall()
        except self._engine.refusals as error:
            raise LedgerStopped(self.path, error) from error
        return [str(reference) for (reference,) in rows if reference is not None], (None,) in rows

    def state(self) -> AbstractContextManager[State | None]:
        """What its requests come to, kept beside it; None where nothing can be."""
        return state.opened(self.path, self._engine)

    @property
    def end(self) -> tuple[int, str]:
        """The number and the hash of the last event."""
        return self._last()

    def verify(self, head: str | None = None) -> Problem | None:
        """The first broken link."""
        return problem(broken(self.links(), head), str(self.path))

    def empty(self, events: Collection[int]) -> None:
        """Empty the payloads of some events, and overwrite what the file had of them; the events themselves stay.

        Copies that were made of an older ledger go, too.

        Raises:
            LedgerStopped: another process holds the database, or the disk is full.
            ReadOnly: the folder cannot be written.
        """
        self._check_writable()
        state.drop(self.path)
        with closing(connect(self._engine, self.path, writes=True)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            if self._schema < SCHEMA:
                self._migrate(connection)
            with _begun(connection, self.path, self._engine):
                connection.execute(_EMPTIES, [json.dumps([*events])])
            try:
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except self._engine.refusals as error:
                raise LedgerStopped(self.path, error) from error
        state.drop(self.path)
        for copy in self.path.parent.glob(f"{self.path.stem}-*{self.path.suffix}"):
            files.remove(copy)

    @contextmanager
    def hold(self) -> Iterator[RunNote]:
        """Hold the lock of a run, and the file open: whoever closes it last has to clear its log away each time.

        What a killed run was in the middle of writing is cleared away.
        """
        self._check_writable()
        with files.lock(self.path.with_suffix(".lock")) as lock, closing(self._connect()) as connection:
            sqlite_rows.last(connection)
            for folder in (self.path.parent, self.path.parent / "evidence"):
                files.clear_scratch(folder)
            yield RunNote(lock)

    def _check_writable(self) -> None:
        if not files.is_writable(self.path):
            raise files.ReadOnly(self.path.parent)

    def _connect(self) -> Connection:
        return connect(self._engine, self.path)

    def _last(self) -> tuple[int, str]:
        try:
            with closing(self._connect()) as connection:
                return sqlite_rows.last(connection)
        except self._engine.refusals as error:
            raise LedgerStopped(self.path, error) from error

    def _migrate(self, connection: Connection) -> None:
        """Copy the ledger beside itself, then bring it up to this version; nobody else writes meanwhile."""
        copy: Path | None = None
        with _begun(connection, self.path, self._engine):
            # Read again under the lock: another process may have been faster.
            schema = int(sqlite_rows.settings(connection)["schema"])
            if schema > SCHEMA:
                raise NewerLedger(self.path)
            if schema < SCHEMA:
                copy = self._copied(schema)
                for step in MIGRATIONS[schema - 1 :]:
                    step(connection)
                connection.execute("UPDATE settings SET value = ? WHERE name = 'schema'", (str(SCHEMA),))
        self._schema = SCHEMA
        if copy is not None:
            self._on_copy(self.path, copy)

    def _copied(self, schema: int) -> Path:
        """A copy that holds what the ledger holds: one that a killed call has left, or a new one."""
        name = f"{self.path.stem}-{_WRITTEN_BY.get(schema, schema)}"
        for number in count(1):
            copy = self.path.with_name(f"{name}{'' if number == 1 else f'-{number}'}{self.path.suffix}")
            if not copy.exists():
                with closing(self._connect()) as connection:
                    copy_database(self._engine, connection, copy)
                return copy
            if _head_of(copy, self._engine) == self.head:
                return copy
        raise AssertionError  # pragma: no cover - numbers do not end


class _SqliteTransaction:
    """A moment in which nobody else writes."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection, self._at = connection, at

    def read(
        self,
        references: Collection[str] | None = None,
        kinds: Collection[EventKind] | None = None,
        mentioning: str | None = None,
    ) -> Iterator[Event]:
        """The events in their order."""
        return sqlite_rows.read(self._connection, references, kinds, mentioning)

    def append(self, new: Iterable[NewEvent]) -> tuple[Event, ...]:
        """Add events."""
        links = chained(new, self._at, *sqlite_rows.last(self._connection))
        sqlite_rows.insert(self._connection, links)
        return tuple(events(links))


@contextmanager
def _begun(connection: Connection, path: Path, engine: Engine) -> Iterator[None]:
    """A transaction: two writers that began with a read would both see the same head and fork the chain."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    except engine.refusals as error:
        raise LedgerStopped(path, error) from error


def _head_of(path: Path, engine: Engine) -> str | None:
    """The head of a ledger; None if the file is none."""
    try:
        return SqliteLedger(path, engine=engine).head
    except (UserError, engine.faults):
        return None
