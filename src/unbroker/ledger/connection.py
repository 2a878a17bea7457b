"""Connections to a ledger's file: the standard library's SQLite, or an engine that has the same face and a key.

Which tables there are, and what is written to them, is `ledger/sqlite`'s.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unbroker.base import files, store
from unbroker.base.late import late

tempfile = late("tempfile")

_WAIT_SECONDS = 10


@dataclass(frozen=True)
class Engine:
    """What opens a database: `sqlite3`, or SQLCipher's module with the key of the file."""

    module: Any = sqlite3
    """A module that follows the Python database API as sqlite3 does."""
    key: str | None = field(default=None, repr=False)
    """256 bits in hexadecimal, from which no passphrase is derived any more."""

    @property
    def refusals(self) -> type[Exception]:
        """What the database raises where it refuses to read or write."""
        refusals: type[Exception] = self.module.DatabaseError
        return refusals

    @property
    def faults(self) -> type[Exception]:
        """All that the module raises."""
        faults: type[Exception] = self.module.Error
        return faults

    def open(self, address: str | Path, **options: Any) -> sqlite3.Connection:
        """A connection on which each statement stands alone; with a key, it is given before anything is read.

        SQLCipher would open a plain file without a word if it were given none, and writes to stderr about a wrong one.
        """
        connection: sqlite3.Connection = self.module.connect(address, isolation_level=None, **options)
        if self.key is not None:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{self.key}'\"")
        return connection


PLAIN = Engine()


def connect(engine: Engine, path: Path, *, writes: bool = False) -> sqlite3.Connection:
    """A connection; only one that writes sets the mode in which nobody waits for a reader, for that is in the file."""
    if not files.is_writable(path):
        return _connect_to_read(engine, path)
    connection = engine.open(path, timeout=_WAIT_SECONDS)
    mode = ("journal_mode = WAL",) if writes else ()
    for pragma in (*mode, "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _connect_to_read(engine: Engine, path: Path) -> sqlite3.Connection:
    """A ledger that cannot be written: SQLite reads no log there unless somebody else has it open."""
    address = path.absolute().as_uri()
    try:
        connection = engine.open(f"{address}?mode=ro", uri=True, timeout=_WAIT_SECONDS)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except engine.module.OperationalError:
        log = path.with_name(f"{path.name}-wal")
        if log.is_file() and log.stat().st_size:
            return _in_memory(engine, path, log)
        connection = engine.open(f"{address}?mode=ro&immutable=1", uri=True)
    return connection


def _in_memory(engine: Engine, path: Path, log: Path) -> sqlite3.Connection:
    """What a ledger holds, with the log that a killed process left beside it."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(path.read_bytes())
        copy.with_name(log.name).write_bytes(log.read_bytes())
        if engine.key is None:
            connection = engine.open(":memory:")
            with closing(engine.open(copy)) as whole:
                whole.backup(connection)
        else:  # SQLCipher copies nothing into a database that has no key: the copy stays open, and has no name
            connection = engine.open(copy)
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return connection


def copy_database(engine: Engine, connection: sqlite3.Connection, path: Path) -> None:
    """A copy of a database under the same key, whole or not at all.

    Raises:
        CannotWrite: the disk is full, or the folder cannot be written.
    """
    scratch = files.scratch(path)
    try:
        # What a killed call has left: SQLite would take an old journal for that of the new file.
        for ending in ("", "-journal", "-wal", "-shm"):
            scratch.with_name(f"{scratch.name}{ending}").unlink(missing_ok=True)
        files.make_file(scratch)
        with scratch.open("rb") as claimed:
            store.claim(claimed)
            with closing(engine.open(scratch)) as target:
                connection.backup(target)
        scratch.replace(path)
    except (OSError, engine.faults) as error:
        scratch.unlink(missing_ok=True)
        raise files.CannotWrite(path, error) from error
