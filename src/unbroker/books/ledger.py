"""The ledger: events in a SQLite file, appended and never changed.

Each event's hash covers its own columns, the hash of its payload and the hash of the event before it, so that a
changed, missing or inserted event shows. A payload (facts and evidence) may be emptied without breaking the
chain. This shows tampering to the owner of the file; it proves nothing against the owner.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy.exc import DatabaseError

from unbroker.base.errors import Place, Problem, UserError
from unbroker.base.files import FILE_MODE
from unbroker.books.case import Event, Happening

SCHEMA = 1
GENESIS = "0" * 64

_meta = sql.MetaData()
_settings = sql.Table(
    "settings",
    _meta,
    sql.Column("name", sql.Text, primary_key=True),
    sql.Column("value", sql.Text, nullable=False),
)
_payloads = sql.Table(
    "payloads",
    _meta,
    sql.Column("hash", sql.Text, primary_key=True),
    sql.Column("content", sql.Text),
)
_events = sql.Table(
    "events",
    _meta,
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
_GUARDS = (
    "CREATE TRIGGER events_keep BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
    "CREATE TRIGGER events_stay BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    """CREATE TRIGGER events_once BEFORE INSERT ON events WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END""",
)


class NoLedger(UserError):  # noqa: N818 - the sentence is the name
    """The file is not there, or is no ledger."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path}: {reason} (restore it from a copy; `unbroker init` makes a new folder with a new one)"
        )


class Ledger:
    """One ledger file.

    Attributes:
        path: where it is.
        salt: the secret under which references are derived.
    """

    def __init__(self, path: Path) -> None:
        """Open a ledger that exists.

        Raises:
            NoLedger: it does not, or is of a newer version.
        """
        if not path.is_file():
            raise NoLedger(path, "the ledger is missing")
        self.path = path
        self._engine = _engine(path)
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(sql.select(_settings.c.name, _settings.c.value)).all()
                stored = {row.name: row.value for row in rows}
        except DatabaseError as error:
            raise NoLedger(path, "is no ledger") from error
        if int(stored["schema"]) > SCHEMA:
            raise NoLedger(path, "was written by a newer unbroker")
        self.salt = bytes.fromhex(stored["salt"])

    @classmethod
    def create(cls, path: Path) -> "Ledger":
        """Make an empty ledger with a new salt; the file must not exist."""
        path.touch(mode=FILE_MODE, exist_ok=False)
        engine = _engine(path)
        with engine.begin() as connection:
            _meta.create_all(connection)
            for guard in _GUARDS:
                connection.execute(sql.text(guard))
            rows = [
                {"name": "schema", "value": str(SCHEMA)},
                {"name": "salt", "value": secrets.token_hex(32)},
            ]
            connection.execute(sql.insert(_settings), rows)
        return cls(path)

    def append(self, happenings: Iterable[Happening], at: datetime) -> tuple[Event, ...]:
        """Write events down, all or none, and on disk when this returns.

        Args:
            happenings: what happened, in order.
            at: the moment of writing, with its time zone.
        """
        made: list[Event] = []
        stamp = at.astimezone(UTC).isoformat(timespec="seconds")
        with self._engine.begin() as connection:
            last = connection.execute(
                sql.select(_events.c.seq, _events.c.hash).order_by(_events.c.seq.desc()).limit(1)
            ).first()
            seq, head = (last.seq, last.hash) if last else (0, GENESIS)
            for happening in happenings:
                content = _canonical(
                    {"nonce": secrets.token_hex(16), "facts": happening.facts, "evidence": happening.evidence}
                )
                row = _row(seq + 1, stamp, happening, sha256(content.encode()).hexdigest(), head)
                connection.execute(sql.insert(_payloads), {"hash": row["payload"], "content": content})
                connection.execute(sql.insert(_events), row)
                seq, head = row["seq"], row["hash"]
                made.append(Event(seq, stamp, happening, row["prev"], head))
        return tuple(made)

    def read(self) -> Iterator[Event]:
        """All events in their order."""
        with self._engine.connect() as connection:
            for row in connection.execute(_ALL).mappings():
                content = json.loads(row["content"]) if row["content"] is not None else {}
                happening = Happening(
                    row["kind"],
                    date.fromisoformat(row["on_day"]),
                    row["reference"],
                    row["right"],
                    row["letter"],
                    row["run"],
                    content.get("facts", {}),
                    tuple(content.get("evidence", ())),
                    row["voids"],
                )
                yield Event(row["seq"], row["at"], happening, row["prev"], row["hash"])

    @property
    def head(self) -> str:
        """The hash of the last event, by which a copy of the ledger is known to be whole."""
        with self._engine.connect() as connection:
            found = connection.scalar(sql.select(_events.c.hash).order_by(_events.c.seq.desc()).limit(1))
        return found or GENESIS

    def verify(self) -> Problem | None:
        """The first broken link of the chain, None if there is none."""
        expected, prev = 1, GENESIS
        with self._engine.connect() as connection:
            for row in connection.execute(_ALL).mappings():
                if (said := _broken(row, expected, prev)) is not None:
                    place = Place(str(self.path))
                    return Problem(place, f"event {row['seq']}: {said}", "the ledger was changed from outside")
                expected, prev = row["seq"] + 1, row["hash"]
        return None


_ALL = sql.select(_events, _payloads.c.content).join(_payloads).order_by(_events.c.seq)


def _broken(row: sql.RowMapping, expected: int, prev: str) -> str | None:
    if row["seq"] != expected:
        return f"event {expected} is missing before it"
    if row["prev"] != prev:
        return "does not follow the event before it"
    hashed = {name: row[name] for name in _HASHED}
    if row["hash"] != _hash(hashed):
        return "is not what was written"
    if row["content"] is not None and sha256(row["content"].encode()).hexdigest() != row["payload"]:
        return "its payload is not what was written"
    return None


def _row(seq: int, at: str, happening: Happening, payload: str, prev: str) -> dict[str, Any]:
    row = {
        "seq": seq,
        "at": at,
        "on_day": happening.on.isoformat(),
        "kind": happening.kind,
        "reference": happening.reference,
        "right": happening.right,
        "letter": happening.letter,
        "run": happening.run,
        "voids": happening.voids,
        "payload": payload,
        "prev": prev,
    }
    return {**row, "hash": _hash(row)}


_HASHED = tuple(column.name for column in _events.columns if column.name != "hash")


def _hash(row: Mapping[str, object]) -> str:
    return sha256(_canonical(row).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _engine(path: Path) -> sql.Engine:
    engine = sql.create_engine(f"sqlite:///{path}", poolclass=sql.pool.NullPool)

    @sql.event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sql.event.listens_for(engine, "begin")
    def _begin(connection: sql.Connection) -> None:
        # Two writers that begin with a read would both see the same head and fork the chain.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
