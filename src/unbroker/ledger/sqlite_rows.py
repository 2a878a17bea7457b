"""The rows of a ledger's SQLite file: reading and adding them, on a connection."""

import json
from collections.abc import Collection, Iterator, Sequence
from sqlite3 import Connection

from unbroker.base.batches import batched
from unbroker.ledger.chain import GENESIS, Link, events
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.store import whole

_SOME = 1000
_COLUMNS = 'seq, at, on_day, kind, reference, "right", letter, run, voids, payload, prev, events.hash'
_PAYLOAD = _COLUMNS.split(", ").index("payload")
# A payload that was emptied is null; one whose row is gone is "", which is not what was written.
_EVERYTHING = f"""SELECT {_COLUMNS}, CASE WHEN payloads.hash IS NULL THEN '' ELSE content END
    FROM events LEFT JOIN payloads ON payload = payloads.hash"""  # noqa: S608 - the names are ours


def read(
    connection: Connection,
    references: Collection[str] | None,
    kinds: Collection[EventKind] | None,
    mentioning: str | None,
) -> Iterator[Event]:
    """The events in their order: all, or those of some references and kinds that mention something."""
    conditions, values = [], []
    for column, wanted in (("reference", references), ("kind", kinds)):
        if wanted is not None:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")  # noqa: S608 - two names of ours
            values.append(json.dumps([*wanted]))
    if mentioning is not None:
        conditions.append("instr(content, ?)")
        values.append(whole(mentioning))
    some_of = f"{_EVERYTHING} WHERE {' AND '.join(conditions)} ORDER BY seq"
    chosen = map(Link._make, connection.execute(some_of, values)) if conditions else links(connection)
    for some in batched(chosen, _SOME):
        yield from events(some)


def links(connection: Connection) -> Iterator[Link]:
    """All that is stored, in its order.

    A payload was written with its event, so that it is the next one, and need not be sought by its hash.
    """
    payloads = connection.execute("SELECT hash, content FROM payloads ORDER BY rowid")
    hashed, content = payloads.fetchone() or (None, None)
    for row in connection.execute(f"SELECT {_COLUMNS} FROM events ORDER BY seq"):  # noqa: S608 - the names are ours
        payload = row[_PAYLOAD]
        if payload == hashed:
            yield Link._make((*row, content))
            hashed, content = payloads.fetchone() or (None, None)
        else:
            found = connection.execute("SELECT content FROM payloads WHERE hash = ?", (payload,)).fetchone()
            yield Link._make((*row, found[0] if found else ""))


def insert(connection: Connection, added: Sequence[Link]) -> None:
    """Add links behind the last one."""
    payloads = [(link.payload, link.content) for link in added]
    connection.executemany("INSERT INTO payloads VALUES (?, ?)", payloads)
    marks = ", ".join("?" * len(_COLUMNS.split(", ")))
    connection.executemany(f"INSERT INTO events VALUES ({marks})", [link[:-1] for link in added])  # noqa: S608 - marks only


def last(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last event; 0 and the hash that all begins with where there is none."""
    row = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return (int(row[0]), str(row[1])) if row else (0, GENESIS)


def settings(connection: Connection) -> dict[str, str]:
    """What is said of the ledger itself, by name."""
    return dict(connection.execute("SELECT name, value FROM settings").fetchall())
