"""The state of a ledger: what its requests come to, kept in a file beside it so that nobody folds all events again.

It holds texts that the caller makes of a request's events, each with the days between which it holds, and knows up to
which event it was made. It may be deleted at any time, and is whenever payloads are emptied. `ledger verify` never
reads it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from sqlite3 import Connection

from unbroker.base import files, store
from unbroker.base.batches import batched
from unbroker.ledger.connection import Engine

_SOME = 2000
_TABLES = (
    "CREATE TABLE made (key TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL)",
    """CREATE TABLE requests (reference TEXT NOT NULL PRIMARY KEY, since TEXT NOT NULL, until TEXT NOT NULL,
        finished INTEGER NOT NULL, later INTEGER NOT NULL, later_on TEXT NOT NULL, counts TEXT NOT NULL)""",
    "CREATE INDEX ix_until ON requests (until)",
    "CREATE INDEX ix_since ON requests (since)",
    "CREATE INDEX ix_later_on ON requests (later_on)",
    "CREATE TABLE counts (standing TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL)",
    "CREATE TABLE ended (finished INTEGER NOT NULL, later INTEGER NOT NULL)",
    """CREATE TABLE lines (kind TEXT NOT NULL, key TEXT NOT NULL, reference TEXT NOT NULL, content TEXT NOT NULL,
        PRIMARY KEY (kind, key, reference)) WITHOUT ROWID""",
    "CREATE INDEX ix_of ON lines (reference)",
)
LAYOUT = " ".join(_TABLES)
"""What tells one layout of the file from another."""


@dataclass(frozen=True)
class Answer:
    """What a request comes to, from one day to another."""

    reference: str
    since: date
    """The first day on which it holds."""
    until: date
    """The first day after that on which it may not hold any more."""
    counts: tuple[tuple[str, int], ...]
    """How many of its cases stand how."""
    finished: int
    """How many need nothing more."""
    later: int
    """How many are to be looked at again."""
    later_on: date
    """From which day on, the first of them."""
    lines: tuple[tuple[str, str, str], ...]
    """What is shown of it: a kind, a key by which lines of a kind are sorted, one to a line, and the content."""


@dataclass(frozen=True)
class Totals:
    """What all requests come to."""

    counts: dict[str, int]
    finished: int
    later: int
    later_on: str


def path_of(ledger: Path) -> Path:
    """Where the state of a ledger's file is."""
    return ledger.parent / store.KEPT / "state.sqlite"


def drop(ledger: Path) -> None:
    """Remove the state of a ledger, if there is one."""
    path = path_of(ledger)
    for ending in ("", "-journal"):
        files.remove(path.with_name(f"{path.name}{ending}"))


class Broken(Exception):  # noqa: N818 - who asks does without
    """The file could not be read or written; it is removed, and the next question makes it anew."""


class State:
    """The state of a ledger, open for one question."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def made(self) -> tuple[str, int, str]:
        """For which key it was made, and up to which event: its number and its hash."""
        key, seq, head = self._connection.execute("SELECT key, seq, hash FROM made").fetchone() or ("", 0, "")
        return str(key), int(seq), str(head)

    def expired(self, day: date) -> list[str]:
        """The requests whose answers do not hold on a day."""
        rows = self._connection.execute("SELECT reference FROM requests WHERE until <= ? OR since > ?", [str(day)] * 2)
        return [str(reference) for (reference,) in rows]

    def clear(self) -> None:
        """Forget all."""
        for table in ("requests", "counts", "ended", "lines", "made"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - five names of ours

    def finish(self, key: str, seq: int, head: str) -> None:
        """Say for which key it was made, and up to which event."""
        self._connection.execute("DELETE FROM made")
        self._connection.execute("INSERT INTO made VALUES (?, ?, ?)", (key, seq, head))

    def put(self, answers: Iterable[Answer]) -> None:
        """Put answers in the place of the earlier ones of the same requests."""
        for some in batched(answers, _SOME):
            self._take_away([answer.reference for answer in some])
            self._count([count for answer in some for count in answer.counts], 1)
            self._count_ended([(answer.finished, answer.later) for answer in some], 1)
            self._connection.executemany(
                "INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        answer.reference, str(answer.since), str(answer.until), answer.finished, answer.later,
                        str(answer.later_on), json.dumps(answer.counts),
                    )
                    for answer in some
                ],
            )  # fmt: skip
            lines = [(kind, key, answer.reference, text) for answer in some for kind, key, text in answer.lines]
            self._connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?)", lines)

    def _take_away(self, references: Sequence[str]) -> None:
        chosen = "reference IN (SELECT value FROM json_each(?))"
        named = [json.dumps(references)]
        earlier = self._connection.execute(f"SELECT counts, finished, later FROM requests WHERE {chosen}", named)  # noqa: S608 - ours
        rows = earlier.fetchall()
        self._count([count for counts, *_ in rows for count in json.loads(counts)], -1)
        self._count_ended([ended for _, *ended in rows], -1)
        self._connection.execute(f"DELETE FROM requests WHERE {chosen}", named)  # noqa: S608 - as above
        self._connection.execute(f"DELETE FROM lines WHERE {chosen}", named)  # noqa: S608 - as above

    def _count(self, counts: Iterable[tuple[str, int]], factor: int) -> None:
        totals = Counter[str]()
        for standing, number in counts:
            totals[standing] += number * factor
        self._connection.executemany(
            "INSERT INTO counts VALUES (?, ?) ON CONFLICT (standing) DO UPDATE SET number = number + excluded.number",
            [*totals.items()],
        )

    def _count_ended(self, ended: Sequence[Sequence[int]], factor: int) -> None:
        finished, later = self._ended
        self._connection.execute("DELETE FROM ended")
        more = [factor * sum(column) for column in zip(*ended, strict=True)] or (0, 0)
        self._connection.execute("INSERT INTO ended VALUES (?, ?)", (finished + more[0], later + more[1]))

    @property
    def _ended(self) -> tuple[int, int]:
        """How many cases need nothing more, and how many are to be looked at again."""
        finished, later = self._connection.execute("SELECT finished, later FROM ended").fetchone() or (0, 0)
        return int(finished), int(later)

    @property
    def totals(self) -> Totals:
        """What all requests come to."""
        counts = dict(self._connection.execute("SELECT standing, number FROM counts WHERE number > 0").fetchall())
        (later_on,) = self._connection.execute("SELECT min(later_on) FROM requests").fetchone()
        return Totals(counts, *self._ended, str(later_on))

    def lines(self, kind: str, before: str = "~") -> Iterator[tuple[str, str]]:
        """The lines of a kind in their order, each with its key; only those whose key comes before one."""
        rows = self._connection.execute(
            "SELECT key, content FROM lines WHERE kind = ? AND key < ? ORDER BY key", (kind, before)
        )
        return ((str(key), str(content)) for key, content in rows)


@contextmanager
def opened(ledger: Path, engine: Engine) -> Iterator[State | None]:
    """The state of a ledger's file, for one process at a time; None where there can be none.

    What was written is kept if the block ends without an exception. A file that is none of ours is made anew.
    """
    path = path_of(ledger)
    try:
        files.make_folder(path.parent)
        if not files.is_file(path):
            files.make_file(path)
        connection = engine.open(path, timeout=1)
    except (files.CannotWrite, files.CannotRead, OSError, engine.faults):
        yield None
        return
    with closing(connection):
        try:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'made'").fetchone() == (0,):
                for statement in _TABLES:
                    connection.execute(statement)
        except engine.faults as error:
            if "locked" not in str(error):
                drop(ledger)
            yield None
            return
        try:
            yield State(connection)
            connection.execute("COMMIT")
        except (engine.faults, ValueError) as error:  # what cannot be read may be no text, no JSON or no day, too
            drop(ledger)
            raise Broken from error
