"""Every ledger keeps the same promises; the one in memory is the reference."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from made_up import new_event

from unbroker.base.files import Locked
from unbroker.ledger import cipher, connection
from unbroker.ledger.chain import GENESIS
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Note, Opened
from unbroker.ledger.sqlite import MIGRATIONS, SCHEMA, LedgerStopped, NewerLedger, NoLedger, SqliteLedger
from unbroker.ledger.store import Ledger, MemoryLedger, StagedLedger

AT = datetime(2026, 11, 22, 10, 30, tzinfo=timezone(timedelta(hours=1)))
DAY = date(2026, 11, 22)
NOTE = new_event("note", DAY, "UB-7F3K2Q8Z", "delete", "UB-7F3K2Q8Z.1", "post-2026-11-22", {"note": "ü"}, ("ab",), None)


ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))


def on_postgres(request: pytest.FixtureRequest, folder: Path) -> Ledger:
    """An empty ledger on a server: of eve, who may erase, too."""
    server, database = request.getfixturevalue("server"), request.getfixturevalue("database")
    ledger: Ledger = server.office(database, "eve").create(folder.name, folder, b"\1" * 32)
    return ledger


@pytest.fixture(params=["memory", "sqlite", "locked", ON_POSTGRES])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    """An empty ledger of each kind."""
    kinds: dict[str, Callable[[], Ledger]] = {
        "memory": MemoryLedger,
        "postgres": lambda: on_postgres(request, tmp_path),
        "sqlite": lambda: SqliteLedger.create(tmp_path / "ledger.sqlite"),
        "locked": lambda: SqliteLedger.create(tmp_path / "ledger.db", cipher.engine("ab" * 32)),
    }
    return kinds[request.param]()


@pytest.fixture(params=["memory", "sqlite", "locked", ON_POSTGRES, "staged over memory", "staged over sqlite"])
def any_ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Ledger:
    """An empty ledger of each kind, also such as keep what is appended for later."""
    kinds: dict[str, Callable[[], Ledger]] = {
        "memory": MemoryLedger,
        "sqlite": lambda: SqliteLedger.create(tmp_path / "ledger.sqlite"),
        "locked": lambda: SqliteLedger.create(tmp_path / "ledger.db", cipher.engine("ab" * 32)),
        "postgres": lambda: on_postgres(request, tmp_path),
        "staged over memory": lambda: StagedLedger(MemoryLedger()),
        "staged over sqlite": lambda: StagedLedger(SqliteLedger.create(tmp_path / "ledger.sqlite")),
    }
    return kinds[request.param]()


def test_emptied_events_say_nothing_and_the_chain_holds(ledger: Ledger) -> None:
    """Only those that were named; their numbers, days and hashes stay."""
    before = ledger.append([NOTE, NOTE], AT)

    ledger.empty([2])

    kept, emptied = ledger.read()
    assert (before[0], "ü", None) == (kept, kept.facts.note, emptied.facts.note)
    assert (before[1].hash, before[1].on) == (emptied.hash, emptied.on)
    assert ledger.verify(before[1].hash) is None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger file with three events."""
    made = tmp_path / "ledger.sqlite"
    SqliteLedger.create(made).append([NOTE, NOTE, NOTE], AT)
    return made


def tampered(path: Path, *statements: str) -> None:
    """Change a ledger from outside, with its guards taken away."""
    with sqlite3.connect(path) as connection:
        for trigger in ("events_keep", "events_stay", "events_once"):
            connection.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


class TestEveryLedger:
    """The contract."""

    def test_reads_what_was_appended(self, ledger: Ledger) -> None:
        """An event comes back with its number, its moment in UTC and all that it said."""
        made = ledger.append([NOTE], AT)
        (event,) = ledger.read()

        assert made == (event,)
        assert (event.seq, event.at, event.prev, event.hash) == (
            1,
            "2026-11-22T09:30:00+00:00",
            GENESIS,
            ledger.head,
        )
        assert {name: getattr(event, name) for name in NewEvent.__slots__} == {
            name: getattr(NOTE, name) for name in NewEvent.__slots__
        }

    def test_has_no_gaps(self, ledger: Ledger) -> None:
        """Numbers count from 1, each event follows the one before it, and the chain is whole."""
        ledger.append([NOTE, NOTE], AT)
        ledger.append([], AT)
        ledger.append([NOTE], AT)
        events = [*ledger.read()]

        assert [event.seq for event in events] == [1, 2, 3]
        assert [event.prev for event in events] == [GENESIS, *(event.hash for event in events[:-1])]
        assert ledger.verify() is None

    def test_equal_events_have_different_hashes(self, ledger: Ledger) -> None:
        """What an emptied payload held cannot be found by trying."""
        one, other = ledger.append([NOTE, NOTE], AT)

        assert one.hash != other.hash

    def test_appends_all_or_none(self, ledger: Ledger) -> None:
        """Where one event of a call cannot be written, none is."""
        ledger.append([NOTE], AT)
        with pytest.raises(TypeError):
            ledger.append([NOTE, NewEvent(Note(note=object()), DAY)], AT)  # type: ignore[arg-type]

        assert len([*ledger.read()]) == 1
        assert ledger.verify() is None

    def test_reads_some(self, ledger: Ledger) -> None:
        """Requests and kinds narrow what is read."""
        other = new_event("opened", DAY, "UB-00000000")
        ledger.append([NOTE, other, new_event("opened", DAY, "UB-7F3K2Q8Z")], AT)

        assert [event.seq for event in ledger.read(["UB-7F3K2Q8Z"])] == [1, 3]
        assert [event.seq for event in ledger.read(kinds=["opened"])] == [2, 3]
        assert [event.seq for event in ledger.read(["UB-7F3K2Q8Z"], ["opened"])] == [3]
        assert [*ledger.read([])] == []

    @pytest.mark.parametrize("word", ["acme", 'Zoé "Z" % _', "é"])
    def test_reads_what_mentions_a_word(self, ledger: Ledger, word: str) -> None:
        """Whole texts only, wherever they stand; nothing of what was emptied."""
        covers = Opened(broker="other", covers=(word, "x"), law="ccpa")
        ledger.append([NewEvent(Opened(broker=word, law="ccpa"), DAY, "UB-00000000"), NewEvent(covers, DAY)], AT)
        ledger.append([NewEvent(Opened(broker=f"{word}-two"), DAY), NewEvent(Note(note=f"{word} x"), DAY)], AT)
        ledger.append([NewEvent(Note(note=word), DAY)], AT)

        assert [1, 2, 5] == [event.seq for event in ledger.read(mentioning=word)]
        assert [1, 2] == [event.seq for event in ledger.read(kinds=["opened"], mentioning=word)]
        assert [1] == [event.seq for event in ledger.read(["UB-00000000"], ["opened"], word)]

    def test_nothing_mentions_what_is_no_text(self, ledger: Ledger) -> None:
        """Such as a byte that a terminal gave, and that is no character."""
        ledger.append([NOTE], AT)

        assert [] == [*ledger.read(mentioning="b\udcff")]

    def test_head_proves_that_nothing_was_cut_off(self, ledger: Ledger) -> None:
        """A hash from an older copy is met on the way; one that no event has is not."""
        empty = ledger.head
        (first,) = ledger.append([NOTE], AT)
        ledger.append([NOTE], AT)

        assert empty == GENESIS
        assert [ledger.verify(head) for head in (GENESIS, first.hash, ledger.head)] == [None, None, None]
        assert "no event has this hash: events were cut off the end of the ledger" in str(ledger.verify("f" * 64))

    def test_one_run_at_a_time(self, ledger: Ledger) -> None:
        """Whoever asks for the lock while it is held is refused; after that it can be had again."""
        with ledger.hold(), pytest.raises(Locked), ledger.hold():
            pass
        with ledger.hold():
            pass

    def test_many_writers_make_one_chain(self, ledger: Ledger) -> None:
        """Four threads that append at the same time lose nothing and fork nothing."""
        threads = [
            threading.Thread(target=lambda: [ledger.append([NOTE, NOTE], AT) for _ in range(10)]) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [event.seq for event in ledger.read()] == [*range(1, 81)]
        assert ledger.verify() is None


class TestEveryTransaction:
    """What holds for a moment in which nobody else writes."""

    def test_reads_what_it_appended(self, any_ledger: Ledger) -> None:
        """What was there before and what it added, by request and by kind, too; then everybody reads it."""
        any_ledger.append([NOTE], AT)
        with any_ledger.transaction(AT) as transaction:
            added = transaction.append([new_event("closed", DAY, "UB-00000000"), NOTE])
            more = transaction.append([NOTE])

            assert [2, 3, 4] == [event.seq for event in (*added, *more)]
            assert [1, 2, 3, 4] == [event.seq for event in transaction.read()]
            assert [2] == [event.seq for event in transaction.read(["UB-00000000"])]
            assert [1, 3, 4] == [event.seq for event in transaction.read(kinds=["note"])]
            assert [1, 3, 4] == [event.seq for event in transaction.read(mentioning="ü")]
            assert [] == [*transaction.read(mentioning="u")]
        assert [1, 2, 3, 4] == [event.seq for event in any_ledger.read()]
        assert any_ledger.length == 4
        assert any_ledger.verify() is None

    def test_an_exception_appends_nothing(self, any_ledger: Ledger) -> None:
        """Whatever was appended before it; the next transaction goes on as if there had been none."""
        any_ledger.append([NOTE], AT)

        def fail_after_appending() -> None:
            with any_ledger.transaction(AT) as transaction:
                transaction.append([NOTE, NOTE])
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail_after_appending()
        assert [1] == [event.seq for event in any_ledger.read()]
        assert [2] == [event.seq for event in any_ledger.append([NOTE], AT)]
        assert any_ledger.verify() is None

    def test_events_that_cannot_be_made_are_not_appended_in_part(self, any_ledger: Ledger) -> None:
        """Where the caller goes on after that, what it appended before is recorded, and no more."""

        def failing() -> Iterator[NewEvent]:
            yield NOTE
            raise LookupError

        with any_ledger.transaction(AT) as transaction:
            transaction.append([NOTE])
            with contextlib.suppress(LookupError):
                transaction.append(failing())
        assert [1] == [event.seq for event in any_ledger.read()]

    def test_two_are_serial(self, any_ledger: Ledger) -> None:
        """Eight threads that read, look and then append count without a gap: each sees all of those before it."""

        def count_on() -> None:
            for _ in range(5):
                with any_ledger.transaction(AT) as transaction:
                    many = len([*transaction.read()])
                    time.sleep(0.001)
                    transaction.append([replace(NOTE, facts=Note(note=str(many)))])

        threads = [threading.Thread(target=count_on) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert [str(number) for number in range(40)] == [event.facts.note for event in any_ledger.read()]
        assert any_ledger.verify() is None

    def test_of_many_who_check_first_one_appends(self, any_ledger: Ledger) -> None:
        """What was read is still true when it is appended to."""

        def close_if_open() -> None:
            with any_ledger.transaction(AT) as transaction:
                if not [*transaction.read(kinds=["closed"])]:
                    time.sleep(0.01)
                    transaction.append([new_event("closed", DAY, "UB-00000000")])

        threads = [threading.Thread(target=close_if_open) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len([*any_ledger.read()]) == 1

    def test_reading_goes_on_meanwhile(self, ledger: Ledger) -> None:
        """Who reads outside waits for nobody, and sees what was recorded before."""
        ledger.append([NOTE], AT)
        with ledger.transaction(AT) as transaction:
            transaction.append([NOTE])

            assert [1] == [event.seq for event in ledger.read()]
            assert ledger.length == 1
            assert ledger.verify(ledger.head) is None
        assert ledger.length == 2

    def test_recording_goes_on_during_a_run(self, any_ledger: Ledger) -> None:
        """The lock of a run is not that of a transaction."""
        with any_ledger.hold():
            any_ledger.append([NOTE], AT)

        assert len([*any_ledger.read()]) == 1

    def test_one_that_appends_nothing_leaves_no_trace(self, any_ledger: Ledger) -> None:
        """Reading alone changes neither head nor length."""
        any_ledger.append([NOTE], AT)
        before = any_ledger.head, any_ledger.length
        with any_ledger.transaction(AT) as transaction:
            assert len([*transaction.read()]) == 1

        assert before == (any_ledger.head, any_ledger.length)


class TestStaged:
    """What waits, and then goes to the ledger under it."""

    def test_goes_all_at_once(self) -> None:
        """Nothing is under it before `commit`, all of it after, in the same order and under the same numbers."""
        under = MemoryLedger()
        under.append([NOTE], AT)
        staged = StagedLedger(under)
        staged.append([NOTE], AT)
        with staged.transaction(AT) as transaction:
            transaction.append([new_event("closed", DAY, "UB-00000000")])

        assert under.length == 1
        assert [2, 3] == [event.seq for event in staged.commit(AT)]
        assert ["note", "note", "closed"] == [event.kind for event in under.read()]


class TestFile:
    """What a file promises beyond that."""

    def test_is_for_its_owner_only(self, path: Path) -> None:
        """Nobody else may read the file."""
        assert path.stat().st_mode & 0o777 == 0o600

    def test_keeps_its_salt(self, path: Path) -> None:
        """References stay what they were."""
        assert SqliteLedger(path).salt == SqliteLedger(path).salt
        assert len(SqliteLedger(path).salt) == 32

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE events SET kind = 'closed' WHERE seq = 2",
            "DELETE FROM events WHERE seq = 3",
            """INSERT OR REPLACE INTO events
            SELECT seq, at, on_day, 'closed', reference, "right", letter, run, voids, payload, prev, 'x'
            FROM events WHERE seq = 2""",
        ],
    )
    def test_refuses_to_change_history(self, path: Path, statement: str) -> None:
        """The triggers of the file stop an update, a deletion and a replacement."""
        with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError, match="events are never"):
            connection.execute(statement)
        connection.close()

        assert SqliteLedger(path).verify() is None

    @pytest.mark.parametrize(
        ("statement", "said"),
        [
            ("UPDATE events SET on_day = '2026-01-01' WHERE seq = 2", "event 2: is not what was written"),
            ("UPDATE events SET prev = hash WHERE seq = 2", "event 2: does not follow the event before it"),
            ("DELETE FROM events WHERE seq = 2", "event 3: event 2 is missing before it"),
            (
                "UPDATE payloads SET content = '{}' WHERE hash = (SELECT payload FROM events WHERE seq = 2)",
                "event 2: its payload is not what was written",
            ),
        ],
    )
    def test_names_the_first_broken_link(self, path: Path, statement: str, said: str) -> None:
        """What was changed from outside is named, and what to do."""
        tampered(path, statement)

        hint = "the ledger was changed from outside: restore a copy that passes `unbroker ledger verify`"
        assert str(SqliteLedger(path).verify()) == f"{path}: {said} ({hint})"

    def test_a_cut_tail_is_seen_by_its_head_only(self, path: Path) -> None:
        """The chain of what is left is whole; the hash of the last event proves that it is not all."""
        head = SqliteLedger(path).head
        tampered(path, "DELETE FROM events WHERE seq = 3")

        assert SqliteLedger(path).verify() is None
        assert str(SqliteLedger(path).verify(head)).startswith(f"{path}: event 3: no event has this hash")

    def test_an_emptied_payload_keeps_the_proof(self, path: Path) -> None:
        """Facts can be forgotten; the chain stays whole and the event stays."""
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE payloads SET content = NULL")
        connection.close()
        ledger = SqliteLedger(path)

        assert ledger.verify() is None
        assert [(event.facts, event.evidence) for event in ledger.read()] == [(Note(), ())] * 3

    def test_a_reader_does_not_wait_for_a_writer(self, path: Path) -> None:
        """While somebody writes, others read what was recorded before."""
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        try:
            assert len([*SqliteLedger(path).read()]) == 3
        finally:
            writer.close()

    def test_a_second_writer_is_told_to_wait(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A database that stays locked is an answer, not a bug."""
        monkeypatch.setattr(connection, "_WAIT_SECONDS", 0.1)
        writer = sqlite3.connect(path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerStopped) as caught:
            SqliteLedger(path).append([NOTE], AT)
        writer.close()

        hint = "another unbroker is writing (wait until it has finished, then run it again)"
        assert str(caught.value) == f"{path}: nothing was recorded: {hint}"
        assert len([*SqliteLedger(path).read()]) == 3

    def test_a_full_disk_records_nothing(self, path: Path) -> None:
        """Where the file cannot grow, the call fails with words, and the ledger stays whole."""
        code = f"""
import resource, signal
from datetime import *; from pathlib import Path
from unbroker.ledger.sqlite import *
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Note, Opened
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
ledger = SqliteLedger(Path({str(path)!r}))
note = NewEvent(Note(note="x" * 20_000), date(2026, 11, 22), "UB-7F3K2Q8Z")
try:
    while True:
        ledger.append([note], datetime.now(UTC))
        print("recorded", flush=True)
except LedgerStopped as error:
    print(error)
"""
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        *recorded, said = done.stdout.splitlines()

        assert f"{path}: nothing was recorded: " in said
        assert len([*SqliteLedger(path).read()]) == 3 + len(recorded)
        assert SqliteLedger(path).verify() is None

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        """The message says what to do."""
        with pytest.raises(NoLedger) as caught:
            SqliteLedger(tmp_path / "ledger.sqlite")

        hint = "restore it from a copy; `unbroker init` makes a new folder with a new one"
        assert str(caught.value) == f"{tmp_path}/ledger.sqlite: the ledger is missing ({hint})"

    @pytest.mark.parametrize("content", [b"no database at all, but long enough to look at" * 30, b""])
    def test_another_file_is_refused(self, tmp_path: Path, content: bytes) -> None:
        """What is no database, or an empty one, is not a ledger."""
        other = tmp_path / "ledger.sqlite"
        other.write_bytes(content)
        with pytest.raises(NoLedger, match="is not a ledger"):
            SqliteLedger(other)

    def test_a_newer_ledger_is_refused(self, path: Path) -> None:
        """An old program does not write into a file whose rules it does not know."""
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE settings SET value = '99' WHERE name = 'schema'")
        connection.close()
        with pytest.raises(NewerLedger, match="was written by a newer unbroker"):
            SqliteLedger(path)

    def test_a_file_of_version_1_is_brought_up(self, path: Path) -> None:
        """Opening an old ledger migrates it; its events and its chain are the same."""
        with sqlite3.connect(path) as connection:
            connection.execute("DROP INDEX ix_events_kind")
            connection.execute("UPDATE settings SET value = '1' WHERE name = 'schema'")
        connection.close()
        ledger = SqliteLedger(path)

        assert ledger.verify() is None
        assert [event.seq for event in ledger.append([NOTE], AT)] == [4]
        with sqlite3.connect(path) as connection:
            assert connection.execute("SELECT value FROM settings WHERE name = 'schema'").fetchall() == [("3",)]
            assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'ix_events_kind'").fetchall()
        connection.close()

    def test_every_version_has_its_way_up(self) -> None:
        """A new schema comes with its migration."""
        assert len(MIGRATIONS) == SCHEMA - 1

    def test_a_killed_writer_leaves_whole_calls(self, path: Path) -> None:
        """After kill -9 every call is there whole or not at all, and nothing acknowledged is lost."""
        code = f"""
from datetime import *; from pathlib import Path
from unbroker.ledger.sqlite import *
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Note, Opened
ledger = SqliteLedger(Path({str(path)!r}))
note = NewEvent(Note(), date(2026, 11, 22), "UB-7F3K2Q8Z")
while True:
    print(ledger.append([note] * 3, datetime.now(UTC))[-1].seq, flush=True)
"""
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            acknowledged = [int(writer.stdout.readline()) for _ in range(5)][-1]
            os.kill(writer.pid, 9)
            rest = writer.stdout.read().split()
        acknowledged = int(rest[-1]) if rest else acknowledged
        count = len([*SqliteLedger(path).read()])

        assert count >= acknowledged
        assert count % 3 == 0
        assert SqliteLedger(path).verify() is None
