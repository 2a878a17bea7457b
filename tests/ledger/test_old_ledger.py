"""A ledger of 0.1.0, as its command line made it: it opens, is whole, and is copied before anything changes in it."""

import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from household import Home

from unbroker.base import store
from unbroker.cases.case import Dispatch, fold
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Note, Placed, Stopped
from unbroker.ledger.sqlite import SCHEMA, NewerLedger, SqliteLedger

KEPT = Path(__file__).parents[1] / "data" / "ledger-0.1.0"
HEAD = (KEPT / "HEAD").read_text(encoding="ascii").strip()
DAY, AT = date(2026, 12, 5), datetime(2026, 12, 5, 12, tzinfo=UTC)
TODAY = "2026-12-05"
REFERENCES = {
    "acme": "UB-181QM9GA", "bolt": "UB-8WXTRV1H", "cask": "UB-PR3M35R5", "dune": "UB-FH1RCNNZ", "elm": "UB-RXFQMJ4T",
    "fern": "UB-PXFKT5RT", "glen": "UB-VFC3XVNY", "hazel": "UB-4GF1EEX4",
}  # fmt: skip
RIGHTS = ("opt-out", "delete", "access-categories")
OTHER_NOTE = NewEvent(Note(note="something else"), DAY)
KILLED = """
import os, sys
from datetime import UTC, date, datetime
from pathlib import Path
from unbroker.ledger import sqlite
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Note
path, moment = Path(sys.argv[1]), sys.argv[2]
copy, steps = sqlite.copy_database, sqlite.MIGRATIONS
def die(*_):
    os.kill(os.getpid(), 9)
def copy_and_die(*arguments):
    copy(*arguments)
    die()
if moment == "before the copy":
    sqlite.copy_database = die
elif moment == "within the copy":
    Path.replace = die
elif moment == "after the copy":
    sqlite.copy_database = copy_and_die
elif moment == "after the steps":
    sqlite.MIGRATIONS = (*steps[:-1], die)
on_copy = die if moment == "after the migration" else lambda *_: None
sqlite.SqliteLedger(path, on_copy).append([NewEvent(Note(note="new"), date(2026, 12, 5))], datetime.now(UTC))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder as 0.1.0 left it, with the rights that it gave to its files."""
    folder = tmp_path / "letters"
    shutil.copytree(KEPT, folder, ignore=shutil.ignore_patterns("HEAD", "README.md"))
    (folder / "outbox").mkdir()
    for part in folder.rglob("*"):
        part.chmod(0o700 if part.is_dir() else 0o600)
    return folder


@pytest.fixture
def old(path: Path) -> Path:
    """Its ledger."""
    return path / "ledger.sqlite"


@pytest.fixture
def home(path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """The command line of today on it."""
    return Home(path, capsys)


def snapshot(folder: Path) -> Mapping[str, str]:
    """Every file with its bytes, but for the lock and for what is kept and can be made again."""
    return {
        str(part.relative_to(folder)): sha256(part.read_bytes()).hexdigest()
        for part in folder.rglob("*")
        if part.is_file() and part.suffix != ".lock" and store.KEPT not in part.parts
    }


def schema_of(ledger: Path) -> str:
    """The version of its tables."""
    with closing(sqlite3.connect(ledger)) as connection:
        return str(connection.execute("SELECT value FROM settings WHERE name = 'schema'").fetchone()[0])


def rows(ledger: Path) -> list[tuple[object, ...]]:
    """All that it has of its events, byte for byte."""
    query = "SELECT events.*, content FROM events JOIN payloads ON payload = payloads.hash ORDER BY seq"
    with closing(sqlite3.connect(ledger)) as connection:
        return connection.execute(query).fetchall()


def letters(ledger: Path) -> Mapping[str, Dispatch]:
    """The letter of each broker."""
    cases = fold(SqliteLedger(ledger).read())
    return {case.opening.broker: letter for case in cases for letter in case.dispatches}


class TestReading:
    """Nothing but a write changes the file."""

    def test_it_opens_and_is_whole(self, old: Path) -> None:
        """With the head that 0.1.0 named, and all of its events."""
        ledger = SqliteLedger(old)

        assert (HEAD, 37) == (ledger.head, ledger.length)
        assert ledger.verify(HEAD) is None
        assert len([*ledger.read()]) == 37

    @pytest.mark.parametrize(
        "words",
        [
            ("status",), ("due",), ("followup",), ("disclosed",), ("plan",), ("show", "acme"), ("ledger", "verify"),
            ("mail", "email", "--dry-run"), ("mail", "post", "--dry-run"), ("check",),
        ],
    )  # fmt: skip
    def test_looking_writes_nothing(self, words: tuple[str, ...], home: Home) -> None:
        """Not a byte, no copy, no log of the database, and nothing is said of an older version."""
        before = snapshot(home.path)
        code, _, err = home.call(*words, today=TODAY)

        assert code == 0, err
        assert before == snapshot(home.path)
        assert "older unbroker" not in err

    def test_the_program_verifies_it(self, home: Home) -> None:
        """Before a write and after one, by the same head."""
        before = home.json("ledger", "verify", "--head", HEAD, today=TODAY)
        home.json("track", "glen", "note", "--note", "a note", today=TODAY)
        after = home.json("ledger", "verify", "--head", HEAD, today=TODAY)

        assert {"whole": True, "head": HEAD, "problem": None} == before
        assert after["whole"]
        assert after["head"] != HEAD


class TestFirstWrite:
    """It is copied once, and brought up to this version."""

    def test_copies_then_migrates(self, old: Path) -> None:
        """The copy is its owner's, has the same rows and the same head; the new one has one event more."""
        before = rows(old)
        copies: list[tuple[Path, Path]] = []
        SqliteLedger(old, lambda *paths: copies.append(paths)).append([OTHER_NOTE], AT)
        copy = old.with_name("ledger-0.1.0.sqlite")

        assert [(old, copy)] == copies
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert ("2", before) == (schema_of(copy), rows(copy))
        assert SqliteLedger(copy).head == HEAD
        assert (str(SCHEMA), before) == (schema_of(old), rows(old)[:-1])
        assert SqliteLedger(old).verify(HEAD) is None
        assert sorted(part.name for part in old.parent.glob("*ledger*")) == [copy.name, old.name]

    def test_the_copy_is_never_written_over(self, old: Path) -> None:
        """Later writes leave it alone, and say nothing of it."""
        copies: list[tuple[Path, Path]] = []
        SqliteLedger(old).append([OTHER_NOTE], AT)
        copy = old.with_name("ledger-0.1.0.sqlite").read_bytes()
        ledger = SqliteLedger(old, lambda *paths: copies.append(paths))
        ledger.append([OTHER_NOTE], AT)
        ledger.append([OTHER_NOTE], AT)

        assert copy == old.with_name("ledger-0.1.0.sqlite").read_bytes()
        assert copies == []

    def test_another_copy_of_that_name_stays(self, old: Path) -> None:
        """Where an older state was copied before, this one is copied beside it."""
        with closing(sqlite3.connect(old.with_name("ledger-0.1.0.sqlite"))) as connection:
            connection.execute("CREATE TABLE something (of_the_user)")
            connection.commit()
        before = old.with_name("ledger-0.1.0.sqlite").read_bytes()
        SqliteLedger(old).append([OTHER_NOTE], AT)

        assert before == old.with_name("ledger-0.1.0.sqlite").read_bytes()
        assert SqliteLedger(old.with_name("ledger-0.1.0-2.sqlite")).head == HEAD

    def test_two_who_opened_it_before_copy_it_once(self, old: Path) -> None:
        """The second one finds it brought up already; the copy is of the time before both."""
        first, second = SqliteLedger(old), SqliteLedger(old)
        first.append([OTHER_NOTE], AT)
        second.append([OTHER_NOTE], AT)

        assert SqliteLedger(old.with_name("ledger-0.1.0.sqlite")).head == HEAD
        assert [part.name for part in old.parent.glob("ledger-*")] == ["ledger-0.1.0.sqlite"]
        assert SqliteLedger(old).verify(HEAD) is None
        assert SqliteLedger(old).length == 39

    def test_what_became_newer_meanwhile_is_not_written(self, old: Path) -> None:
        """A newer unbroker was faster than the older one that had it open."""
        ledger = SqliteLedger(old)
        with closing(sqlite3.connect(old)) as connection:
            connection.execute("UPDATE settings SET value = '99' WHERE name = 'schema'")
            connection.commit()
        with pytest.raises(NewerLedger):
            ledger.append([OTHER_NOTE], AT)

        assert len(rows(old)) == 37

    def test_what_cannot_be_written_changes_nothing(self, old: Path) -> None:
        """An exception within the transaction leaves the events as they were."""
        before = rows(old)

        def fail_within() -> None:
            with SqliteLedger(old).transaction(AT) as transaction:
                transaction.append([OTHER_NOTE])
                raise RuntimeError

        with pytest.raises(RuntimeError):
            fail_within()

        assert before == rows(old)

    @pytest.mark.parametrize(
        "moment",
        ["before the copy", "within the copy", "after the copy", "after the steps", "after the migration"],
    )
    def test_a_kill_leaves_the_old_or_the_new_one(self, moment: str, old: Path) -> None:
        """Whenever it comes: the ledger is whole, the next call goes on, and there is one copy of what it was."""
        before = rows(old)
        killed = subprocess.run([sys.executable, "-c", KILLED, old, moment], check=False)

        assert killed.returncode == -signal.SIGKILL
        assert before == rows(old)
        assert (schema_of(old) == "2") == (moment != "after the migration")
        assert SqliteLedger(old).verify(HEAD) is None

        SqliteLedger(old).append([OTHER_NOTE], AT)
        assert [part.name for part in old.parent.glob("ledger-*")] == ["ledger-0.1.0.sqlite"]
        assert before == rows(old.with_name("ledger-0.1.0.sqlite"))
        assert before == rows(old)[:-1]
        assert schema_of(old) == str(SCHEMA)

    def test_four_processes_at_once_make_one_copy(self, old: Path) -> None:
        """All four record; the copy is of the time before."""
        writers = [subprocess.Popen([sys.executable, "-c", KILLED, old, "never"]) for _ in range(4)]

        assert [0, 0, 0, 0] == [writer.wait() for writer in writers]
        assert SqliteLedger(old).length == 41
        assert SqliteLedger(old).verify(HEAD) is None
        assert [part.name for part in old.parent.glob("ledger-*")] == ["ledger-0.1.0.sqlite"]
        assert SqliteLedger(old.with_name("ledger-0.1.0.sqlite")).head == HEAD


class TestMeaning:
    """What 0.1.0 wrote is read in the words of today."""

    def test_what_was_hidden_in_a_note_is_a_kind(self, old: Path) -> None:
        """A letter that was laid into the outbox is `placed`, one at which a run was stopped `stopped`."""
        events = {event.seq: event for event in SqliteLedger(old).read()}

        assert (Placed(via="outbox", note="laid into the outbox"),) * 2 == (events[13].facts, events[16].facts)
        assert Stopped(code=550, text="5.7.1 daily sending limit reached") == events[20].facts
        assert ["placed", "stopped", "stopped"] == [events[seq].kind for seq in (13, 12, 20)]
        assert events[36].kind == "note"

    @pytest.mark.parametrize("written", [False, True])
    def test_the_letters_are_where_they_were(self, old: Path, *, written: bool) -> None:
        """The states of all letters, before the first write and after it."""
        if written:
            SqliteLedger(old).append([OTHER_NOTE], AT)

        assert {
            "acme": "sent", "bolt": "refused", "cask": "stopped", "dune": "placed", "elm": "placed", "fern": "sent",
            "glen": "prepared", "hazel": "sent",
        } == {broker: letter.state for broker, letter in letters(old).items()}  # fmt: skip

    @pytest.mark.parametrize("written", [False, True])
    def test_requests_keep_reference_law_and_rights(self, home: Home, *, written: bool) -> None:
        """`status` and `plan` name them as before; nothing that is open is asked again."""
        if written:
            assert home.call("track", "glen", "note", "--note", "a note", today=TODAY)[0] == 0
        cases = home.json("status", today=TODAY)
        left_out = home.json("plan", "--by", "email", today=TODAY)["left_out"]

        assert {f"{REFERENCES[broker]}/{right}" for broker in REFERENCES for right in RIGHTS} >= {
            case["case"] for case in cases
        }
        assert {(case["broker"], case["law"]) for case in cases} == {(broker, "ccpa") for broker in REFERENCES}
        reasons = {entry["broker"]: entry["reason"] for entry in left_out}
        assert {*REFERENCES} - {"bolt"} <= {*reasons}
        assert home.json("plan", today=TODAY)["items"][0]["reference"] == REFERENCES["bolt"]


class TestCommands:
    """The command line of today works on the folder of yesterday."""

    def test_says_once_what_it_copied(self, home: Home) -> None:
        """In one line on standard error, with the first command that writes."""
        old, copy = home.path / "ledger.sqlite", home.path / "ledger-0.1.0.sqlite"
        line = f"{old} was written by an older unbroker, which can no longer open it; a copy as it was is in {copy}\n"
        code, out, err = home.call("track", "fern", "identity-given", "--json", today=TODAY)

        assert (0, 1) == (code, err.count(line))
        assert "older unbroker" not in out
        assert "older unbroker" not in home.call("track", "fern", "acknowledged", today=TODAY)[2]

    def test_shows_a_request(self, home: Home) -> None:
        """All that happened, what was taken back too."""
        shown = home.json("show", "hazel", today=TODAY)

        assert [False, False, False, True, False, False] == [event["voided"] for event in shown["events"]]
        assert "placed" in home.call("show", "dune", today=TODAY)[1]

    def test_records_and_takes_back(self, home: Home) -> None:
        """An event of 0.1.0 can be taken back by its number."""
        (event,) = home.json("track", "acme", "void", "30", today=TODAY)

        assert (38, 30) == (event["seq"], event["voids"])
        assert home.json("status", "acme", today=TODAY)

    def test_marks_as_sent(self, home: Home) -> None:
        """What lay in the outbox, and what was printed."""
        assert home.call("mail", "left", REFERENCES["dune"], today=TODAY)[0] == 0
        assert home.call("mail", "left", "post-2026-11-25", today=TODAY)[0] == 0
        assert ["sent", "sent"] == [letters(home.path / "ledger.sqlite")[slug].state for slug in ("dune", "glen")]

    def test_hands_out_the_same_bytes(self, home: Home) -> None:
        """A letter that was sealed by 0.1.0 is copied, not made again; it is not sealed a second time."""
        (glen,) = home.json("mail", "post", "glen", "--by", "post", "--single", today=TODAY)
        (pdf,) = [path for path in home.path.joinpath("outbox").rglob("*.pdf") if "glen" in path.name]

        assert glen["letter"] == f"{REFERENCES['glen']}.1"
        assert sha256(pdf.read_bytes()).hexdigest() == letters(home.path / "ledger.sqlite")["glen"].hashes["pdf"]
        rows = home.json("mail", "email", "cask", "dune", "elm", today=TODAY)
        assert {f"{REFERENCES[slug]}.1" for slug in ("cask", "dune", "elm")} == {row["letter"] for row in rows}

    def test_reports(self, home: Home) -> None:
        """`due`, `report`, `calendar`, `casefile` and the spreadsheet of all that happened."""
        for words in (("due",), ("report",), ("calendar",), ("casefile", "acme/delete"), ("ledger", "export")):
            code, _, err = home.call(*words, today=TODAY)
            assert code == 0, (words, err)

    def test_a_newer_one_is_refused_in_words(self, home: Home) -> None:
        """And left as it is."""
        with closing(sqlite3.connect(home.path / "ledger.sqlite")) as connection:
            connection.execute("UPDATE settings SET value = '99' WHERE name = 'schema'")
            connection.commit()
        before = snapshot(home.path)

        refusal = home.fails("track", "acme", "closed", today=TODAY)
        assert "was written by a newer unbroker (update unbroker, then run it again)" in refusal
        assert before == snapshot(home.path)


def test_the_data_are_as_they_were_made() -> None:
    """Nobody has written to the ledger that is kept."""
    assert sorted(part.name for part in KEPT.iterdir()) == [
        "HEAD", "README.md", "brokers.yaml", "evidence", "ledger.sqlite", "profile.yaml", "settings.yaml"
    ]  # fmt: skip
