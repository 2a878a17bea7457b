"""The ledger: what was written stays written, tampering shows, and two writers make one chain."""

import json
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import new_event

from unbroker.base import files
from unbroker.ledger.chain import GENESIS, link_of
from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.schema import Note, Prepared
from unbroker.ledger.sqlite import NewerLedger, NoLedger, SqliteLedger

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
FORGED = "'x', 'x', 'note', NULL, NULL, NULL, NULL, NULL, (SELECT payload FROM events LIMIT 1)"
"""The columns of an event between its number and the hash before it; `FORGED` stands for them below."""
WRITER = """
import sys
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Note
from unbroker.ledger.sqlite import SqliteLedger
ledger, name, many = SqliteLedger(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
for turn in range(many):
    note = NewEvent(Note(note=f"{name} {turn}"), date(2026, 11, 22))
    (event,) = ledger.append([note], datetime.now(UTC))
    print(event.seq, event.hash, flush=True)
"""


def note(text: str) -> NewEvent:
    """Something that happened."""
    return new_event("note", TODAY, reference="UB-7F3K2Q8Z", right="delete", facts={"note": text}, evidence=("ab",))


@pytest.fixture
def ledger(tmp_path: Path) -> SqliteLedger:
    """A ledger of five events."""
    made = SqliteLedger.create(tmp_path / "ledger.sqlite")
    made.append([note(word) for word in ("one", "two", "three", "four", "five")], NOW)
    return made


def tamper(ledger: SqliteLedger, *statements: str) -> None:
    """Change a ledger from outside, its guards taken away first."""
    with closing(sqlite3.connect(ledger.path)) as connection:
        for trigger in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger[0]}")
        for statement in statements:
            connection.execute(statement.replace("FORGED", FORGED))
        connection.commit()


def said(ledger: SqliteLedger) -> str | None:
    """What `verify` finds, without path and hint."""
    found = ledger.verify()
    return None if found is None else found.message


def test_a_new_ledger_is_its_owners_and_has_a_salt(tmp_path: Path) -> None:
    """It is 0600, empty and whole; each has a salt of its own, which stays."""
    one, other = SqliteLedger.create(tmp_path / "one"), SqliteLedger.create(tmp_path / "other")

    assert stat.S_IMODE(one.path.stat().st_mode) == 0o600
    assert (GENESIS, None, []) == (one.head, one.verify(), list(one.read()))
    assert len(one.salt) == 32
    assert one.salt != other.salt
    assert one.salt == SqliteLedger(one.path).salt


def test_a_ledger_is_never_made_over_another(ledger: SqliteLedger) -> None:
    """`create` refuses a file that is there."""
    with pytest.raises(FileExistsError):
        SqliteLedger.create(ledger.path)

    assert len(list(ledger.read())) == 5


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    """Every field of an event comes back, also from a ledger that was opened anew."""
    made = SqliteLedger.create(tmp_path / "ledger.sqlite")
    happening = new_event(
        "prepared", TODAY, "UB-7F3K2Q8Z", "delete", "UB-7F3K2Q8Z.1", "run-1", {"ü": [1, {"a": None}]}, ("ab", "cd"), 7
    )

    (written,) = made.append([happening], datetime(2026, 11, 22, 1, 30, tzinfo=timezone(timedelta(hours=2))))

    told = {field.name: getattr(happening, field.name) for field in fields(happening)}
    assert Event(**told, seq=1, at="2026-11-21T23:30:00+00:00", prev=GENESIS, hash=made.head) == written
    assert [written] == list(SqliteLedger(made.path).read())


def test_events_are_numbered_and_chained(ledger: SqliteLedger) -> None:
    """From one, without gaps, each following the one before it; the head is the last."""
    events = list(ledger.read())

    assert [1, 2, 3, 4, 5] == [event.seq for event in events]
    assert [GENESIS, *(event.hash for event in events)] == [*(event.prev for event in events), ledger.head]
    assert len({event.hash for event in events}) == 5


def test_the_same_happening_twice_is_two_events(ledger: SqliteLedger) -> None:
    """With payloads of their own: one may be emptied without the other, and no hash betrays a content."""
    one, other = ledger.append([note("same"), note("same")], NOW)

    assert (one.kind, one.facts, one.evidence) == (other.kind, other.facts, other.evidence)
    with closing(sqlite3.connect(ledger.path)) as connection:
        (count,) = connection.execute("SELECT count(DISTINCT payload) FROM events").fetchone()
    assert count == 7
    assert ledger.verify() is None


def test_what_events_do_not_say_they_do_not_share() -> None:
    """Files that somebody adds to the facts of one event are in those of no other."""
    notes, letters = (Note(), Note(note="x")), (Prepared(), Prepared(step="overdue"))
    for facts in (*notes, *letters):
        assert not facts.files
        facts.files["reply"] = "ab"  # type: ignore[index] # by accident
    for letter in letters:
        assert not letter.hashes
        letter.hashes["pdf"] = "ab"  # type: ignore[index] # by accident

    assert ({}, {}) == (Note().files, Prepared().hashes)
    assert "files" not in Note().stored()


def test_events_are_appended_all_or_none(ledger: SqliteLedger) -> None:
    """What fails half-way leaves nothing."""

    def happenings() -> Iterator[NewEvent]:
        yield note("six")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        ledger.append(happenings(), NOW)
    with pytest.raises(TypeError):
        ledger.append([note("six"), NewEvent(Note(note=object()), TODAY)], NOW)  # type: ignore[arg-type]

    assert len(list(ledger.read())) == 5
    assert ledger.append([note("six")], NOW)[0].seq == 6


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE events SET kind = 'closed' WHERE seq = 2", "events are never changed"),
        ("UPDATE OR IGNORE events SET seq = 9 WHERE seq = 2", "events are never changed"),
        ("DELETE FROM events WHERE seq = 2", "events are never deleted"),
        ("DELETE FROM events", "events are never deleted"),
        ("INSERT INTO events VALUES (2, FORGED, 'p', 'h')", "events are never replaced"),
        ("INSERT OR REPLACE INTO events VALUES (2, FORGED, 'p', 'h')", "events are never replaced"),
        ("REPLACE INTO events VALUES (5, FORGED, 'p', 'h')", "events are never replaced"),
        (
            "INSERT OR REPLACE INTO events SELECT 9, FORGED, 'p', hash FROM events WHERE seq = 2",
            "events are never replaced",
        ),
    ],
)
def test_the_file_itself_refuses_a_change(statement: str, reason: str, ledger: SqliteLedger) -> None:
    """Whatever program writes to it: no UPDATE, no DELETE, no INSERT over an event, by number or by hash."""
    with closing(sqlite3.connect(ledger.path)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match=reason):
            connection.execute(statement.replace("FORGED", FORGED))
        connection.commit()

    assert len(list(ledger.read())) == 5
    assert ledger.verify() is None


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (("UPDATE events SET on_day = '2026-01-01' WHERE seq = 3",), "event 3: is not what was written"),
        (("UPDATE events SET kind = 'closed' WHERE seq = 5",), "event 5: is not what was written"),
        (("UPDATE events SET reference = NULL WHERE seq = 1",), "event 1: is not what was written"),
        (("UPDATE events SET hash = 'x' WHERE seq = 3",), "event 3: is not what was written"),
        (("UPDATE events SET voids = 1.5 WHERE seq = 3",), "event 3: is not what was written"),
        (("UPDATE events SET letter = x'00ff' WHERE seq = 3",), "event 3: is not what was written"),
        (("UPDATE events SET on_day = CAST(on_day AS BLOB) WHERE seq = 3",), "event 3: is not what was written"),
        (("UPDATE payloads SET content = CAST(content AS BLOB)",), "event 1: its payload is not what was written"),
        (("UPDATE events SET prev = 'x' WHERE seq = 3",), "event 3: does not follow the event before it"),
        (("DELETE FROM events WHERE seq = 3",), "event 4: event 3 is missing before it"),
        (("DELETE FROM events WHERE seq = 1",), "event 2: event 1 is missing before it"),
        (
            ("DELETE FROM events WHERE seq = 3", "UPDATE events SET seq = seq - 1 WHERE seq > 3"),
            "event 3: does not follow the event before it",
        ),
        (
            (
                "UPDATE events SET seq = 99 WHERE seq = 2",
                "UPDATE events SET seq = 2 WHERE seq = 3",
                "UPDATE events SET seq = 3 WHERE seq = 99",
            ),
            "event 2: does not follow the event before it",
        ),
        (
            ("UPDATE payloads SET content = replace(content, 'three', 'drei')",),
            "event 3: its payload is not what was written",
        ),
        (
            ("UPDATE payloads SET content = '' WHERE hash = (SELECT payload FROM events WHERE seq = 2)",),
            "event 2: its payload is not what was written",
        ),
        (
            ("INSERT INTO events SELECT 6, FORGED, hash, 'h' FROM events WHERE seq = 5",),
            "event 6: is not what was written",
        ),
    ],
)
def test_tampering_shows(statements: tuple[str, ...], found: str, ledger: SqliteLedger) -> None:
    """A changed column, a cut middle or beginning, a new order, another payload, a forged event: the first is named."""
    assert ledger.verify() is None

    tamper(ledger, *statements)

    assert found == said(ledger)


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_payload_that_is_gone_shows(seq: int, ledger: SqliteLedger) -> None:
    """Emptied is not deleted: an event without its payload's row is not whole, and is not left out in silence."""
    tamper(
        ledger,
        "DELETE FROM payloads WHERE hash = (SELECT payload FROM events WHERE seq = SEQ)".replace("SEQ", str(seq)),
    )

    assert said(ledger) is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payloads SET rowid = 100 - rowid",
        "UPDATE payloads SET rowid = 9 WHERE rowid = 2",
        "INSERT INTO payloads (rowid, hash, content) VALUES (-1, 'nobody', '{}')",
        "INSERT INTO payloads (rowid, hash, content) VALUES (9, 'nobody', '{}')",
    ],
)
def test_each_event_has_its_own_payload_wherever_it_lies(statement: str, ledger: SqliteLedger) -> None:
    """A payload is mostly the next one of its table; one that is not is found by its hash."""
    before = [event.facts for event in ledger.read()]

    tamper(ledger, statement)

    assert before == [event.facts for event in ledger.read()]
    assert ledger.verify() is None


def test_a_problem_of_the_ledger_names_its_file(ledger: SqliteLedger) -> None:
    """As any other problem does."""
    tamper(ledger, "DELETE FROM events WHERE seq = 3")

    said_in_full = (
        "event 4: event 3 is missing before it"
        " (the ledger was changed from outside: restore a copy that passes `unbroker ledger verify`)"
    )
    assert f"{ledger.path}: {said_in_full}" == str(ledger.verify())


def test_a_cut_tail_shows_by_the_head(ledger: SqliteLedger) -> None:
    """The chain of what is left is whole; the head that was noted elsewhere is not in it."""
    noted = ledger.head

    tamper(ledger, "DELETE FROM events WHERE seq > 3")

    assert ledger.verify() is None
    assert noted not in [event.hash for event in ledger.read()]


def test_an_emptied_payload_keeps_the_chain(ledger: SqliteLedger) -> None:
    """What was told can be forgotten, and the proof that something happened stays."""
    with closing(sqlite3.connect(ledger.path)) as connection:
        connection.execute("UPDATE payloads SET content = NULL")
        connection.commit()

    assert ledger.verify() is None
    assert [("note", Note(), ())] * 5 == [(event.kind, event.facts, event.evidence) for event in ledger.read()]
    assert ledger.append([note("six")], NOW)[0].seq == 6


def test_two_writers_make_one_chain(tmp_path: Path) -> None:
    """200 events from each of two processes at once: 400 in one chain, none lost, none twice."""
    made = SqliteLedger.create(tmp_path / "ledger.sqlite")
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, made.path, name, "200"], stdout=subprocess.PIPE, text=True)
        for name in ("left", "right")
    ]
    answers = [writer.communicate(timeout=120)[0].splitlines() for writer in writers]

    events = list(made.read())
    assert [0, 0] == [writer.returncode for writer in writers]
    assert made.verify() is None
    assert len(events) == 400
    assert {f"{event.seq} {event.hash}" for event in events} == {*answers[0], *answers[1]}
    for name in ("left", "right"):
        turns = [event.facts.note for event in events if (event.facts.note or "").startswith(name)]
        assert turns == [f"{name} {turn}" for turn in range(200)]


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    """Killed in the middle of its work, three times over: every event that a writer was told of is there."""
    made = SqliteLedger.create(tmp_path / "ledger.sqlite")
    acknowledged: set[str] = set()
    for turn in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, made.path, str(turn), "100000"], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            acknowledged.add(writer.stdout.readline().strip())
            time.sleep(0.1)
            writer.send_signal(signal.SIGKILL)
            acknowledged |= {line.strip() for line in writer.stdout if line.endswith("\n")}

        assert made.verify() is None
        assert acknowledged <= {f"{event.seq} {event.hash}" for event in made.read()}

    assert len(acknowledged) > 10


def test_what_is_no_ledger_is_refused(tmp_path: Path) -> None:
    """A missing file, another file, an empty one, another database, and a ledger of the future."""
    hint = "restore it from a copy; `unbroker init` makes a new folder with a new one"
    (tmp_path / "text").write_text("not a database at all, but long enough to be mistaken for one" * 20)
    (tmp_path / "empty").touch()
    with closing(sqlite3.connect(tmp_path / "other")) as connection:
        connection.execute("CREATE TABLE settings (name TEXT, value TEXT)")
        connection.commit()
    newer = SqliteLedger.create(tmp_path / "newer")
    with closing(sqlite3.connect(newer.path)) as connection:
        connection.execute("UPDATE settings SET value = '99' WHERE name = 'schema'")
        connection.commit()

    reasons = {
        "missing": "the ledger is missing",
        "text": "is not a ledger",
        "empty": "is not a ledger",
        "other": "is not a ledger",
    }
    for name, reason in reasons.items():
        with pytest.raises(NoLedger) as refused:
            SqliteLedger(tmp_path / name)
        assert f"{tmp_path / name}: {reason} ({hint})" == str(refused.value)
    with pytest.raises(NewerLedger) as of_tomorrow:
        SqliteLedger(newer.path)
    said = "was written by a newer unbroker (update unbroker, then run it again)"
    assert f"{newer.path}: {said}" == str(of_tomorrow.value)


def test_opening_what_is_missing_makes_nothing(tmp_path: Path) -> None:
    """A ledger is made by `init` only."""
    with pytest.raises(NoLedger):
        SqliteLedger(tmp_path / "ledger.sqlite")

    assert list(tmp_path.iterdir()) == []


def read_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> SqliteLedger:
    """The ledger of a folder that cannot be written; root could, so it is said."""
    monkeypatch.setattr("unbroker.base.files.is_writable", lambda _: False)
    return SqliteLedger(folder / "ledger.sqlite")


def test_a_ledger_that_cannot_be_written_is_read(
    ledger: SqliteLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who would record, or begin a run, is told so in a sentence."""
    reader = read_only(tmp_path, monkeypatch)

    assert (ledger.head, 5, None) == (reader.head, len([*reader.read()]), reader.verify())
    with pytest.raises(files.ReadOnly) as refused, reader.hold():
        raise AssertionError
    hint = "give yourself write permission, or work on a copy"
    assert str(refused.value) == f"{tmp_path}: the folder cannot be written, so nothing is recorded ({hint})"
    with pytest.raises(files.ReadOnly):
        reader.append([note("six")], NOW)


def test_the_log_of_a_killed_process_is_read_with_it(
    ledger: SqliteLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On media where SQLite cannot open it: what was recorded last stands there only."""
    media = tmp_path / "media"
    media.mkdir()
    with closing(sqlite3.connect(ledger.path)) as connection:
        connection.execute("SELECT * FROM events").fetchall()
        ledger.append([note("six")], NOW)
        for name in ("ledger.sqlite", "ledger.sqlite-wal"):
            (media / name).write_bytes((tmp_path / name).read_bytes())
    connect = sqlite3.connect

    def refuses_the_log(address: str, **options: object) -> sqlite3.Connection:
        if str(address).endswith("mode=ro"):
            raise sqlite3.OperationalError("unable to open database file")
        return connect(address, **options)  # type: ignore[call-overload,no-any-return]  # as they were given

    monkeypatch.setattr(sqlite3, "connect", refuses_the_log)
    reader = read_only(media, monkeypatch)

    assert (6, ledger.head) == (len([*reader.read()]), reader.head)


def test_scratch_files_of_a_killed_run_are_cleared_by_the_next(ledger: SqliteLedger, tmp_path: Path) -> None:
    """Beside the ledger and in the evidence."""
    (tmp_path / "evidence").mkdir()
    for folder in (tmp_path, tmp_path / "evidence"):
        (folder / ".unbroker-killed").touch()

    with ledger.hold():
        assert [*tmp_path.rglob(".unbroker-*")] == []


@given(
    texts=st.lists(st.none() | st.text(max_size=8), min_size=4, max_size=4),
    numbers=st.tuples(st.integers(1), st.none() | st.integers(1)),
)
def test_a_hash_is_that_of_the_columns_as_json(texts: list[str | None], numbers: tuple[int, int | None]) -> None:
    """Sorted by their names and without blanks, whatever stands in them: anybody can reckon it again."""
    event = replace(note("x"), reference=texts[0], right=texts[1], letter=texts[2], run=texts[3], voids=numbers[1])
    link = link_of(event, seq=numbers[0], at="2026-11-22T10:00:00+00:00", prev="0" * 64, nonce="1")
    columns = {name: content for name, content in link._asdict().items() if name not in ("hash", "content")}

    assert link.hash == sha256(written(columns)).hexdigest()
    assert link.payload == sha256(str(link.content).encode()).hexdigest()


def written(columns: dict[str, object]) -> bytes:
    """JSON as a hash covers it."""
    return json.dumps(columns, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
