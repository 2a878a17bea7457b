"""SQLCipher: the engine of a locked ledger, and the way between a plain ledger and a locked one."""

from contextlib import closing
from pathlib import Path

from sqlcipher3 import dbapi2

from unbroker.base import files
from unbroker.ledger.connection import Engine


def engine(key: str) -> Engine:
    """What opens a ledger under a key: 256 bits in hexadecimal."""
    return Engine(dbapi2, key)


def export(source: Path, target: Path, key: str, *, locks: bool) -> None:
    """Write a ledger to a new file: locked from a plain one, or plain from a locked one.

    Args:
        source: the ledger; nobody else has it open.
        target: a file that does not exist.
        key: that of the locked one of the two.
        locks: whether the new one is to be the locked one.

    Raises:
        CannotWrite: the disk is full.
    """
    opens, attached = (Engine(dbapi2), f"x'{key}'") if locks else (engine(key), "")
    files.make_file(target)
    try:
        with closing(opens.open(source)) as connection:
            connection.execute("ATTACH DATABASE ? AS other KEY ?", (str(target), attached))
            connection.execute("PRAGMA other.journal_mode = DELETE")
            connection.execute("PRAGMA other.synchronous = FULL")
            connection.execute("SELECT sqlcipher_export('other')")
            connection.execute("DETACH DATABASE other")
    except dbapi2.Error as error:
        raise files.CannotWrite(target, error) from error
