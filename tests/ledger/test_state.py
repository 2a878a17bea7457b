"""The state beside a ledger: always what all events come to, on any day, and gone when it has to be."""

import os
import shutil
import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from locking import KEY, locked_copy
from made_up import new_event
from many import folder_of_many

from unbroker import records as recorded
from unbroker.actions import known_state
from unbroker.actions.forget import do_forget, plan_forget
from unbroker.actions.status import Filter, due_actions, status
from unbroker.base import store
from unbroker.base.crypto import Secret
from unbroker.base.locked import LockedStore, open_key
from unbroker.cases.answers import Shown, doings_of, shown_of
from unbroker.cases.next_action import calls
from unbroker.cases.status import Docket
from unbroker.ledger import state
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.records import Records

TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAYS = 14


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with requests in every state."""
    return folder_of_many(tmp_path_factory.mktemp("state") / "home", requests=26, brokers=26)


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(prepared, tmp_path / "home"))


def folded(records: Records, today: date) -> tuple[Shown, object]:
    """What lists show by all events."""
    entries = status(records, Filter(), today)
    shown = shown_of(entries, [entry for entry in entries if entry.is_open or calls(entry)])
    doings = doings_of(due_actions(records.read_docket(today), DAYS))
    return shown, [doing for doing in doings if not (doing.waits and doing.row.on and doing.row.on <= today)]


def known(records: Records, today: date) -> tuple[Shown | None, object]:
    """The same by the state."""
    return known_state.shown(records, today), known_state.doings(records, DAYS, today)


def assert_same(records: Records, today: date) -> None:
    """What the state says is what all events come to."""
    shown, doings = folded(records, today)
    shown_known, doings_known = known(records, today)

    assert shown_known is not None
    assert shown.counts == shown_known.counts
    assert list(shown.rows) == list(shown_known.rows)
    assert (shown.finished, shown.later) == (shown_known.finished, shown_known.later)
    assert not shown.later or shown.later_on == shown_known.later_on
    assert doings == doings_known


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(-400, 500), min_size=2, max_size=3), kinds=st.lists(st.integers(0, 5), max_size=3))
def test_it_is_what_all_events_come_to(prepared: Path, tmp_path: Path, days: list[int], kinds: list[int]) -> None:
    """On any two days, whichever is asked about first, and with events that came in between."""
    folder = tmp_path / f"home-{len(os.listdir(tmp_path))}"  # noqa: PTH208 - a number
    shutil.copytree(prepared, folder)
    records = recorded.open_records(folder)
    references = sorted(records.read_cases().histories)
    for number, away in enumerate(days):
        assert_same(records, TODAY + timedelta(away))
        for kind in kinds:
            reference = references[(kind * 7 + number) % len(references)]
            words = ("acknowledged", "answered", "reappeared", "closed", "identity-asked", "extended")[kind]
            facts = {"answered": {"outcome": "partial"}}.get(words, {})
            records.ledger.append([new_event(words, TODAY, reference, facts=facts)], NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("names", ["brokers", "laws", "people"])
def test_what_is_named_is_all_that_is_read(folder: Path, names: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of requests that a filter names: the same cases as all events have, and no event of another request."""
    records = recorded.open_records(folder)
    everything = status(records, Filter(), TODAY)
    opening = everything[-1].case.opening
    wanted = {
        "brokers": Filter(brokers=opening.brokers),
        "laws": Filter(laws=(opening.law,)),
        "people": Filter(people=(opening.person,)),
    }[names]
    own = [entry.case for entry in everything if wanted.takes(entry)]
    asked: list[Collection[str]] = []
    read = Records.read_docket

    def counted(of: Records, day: date, references: Collection[str] = ()) -> Docket:
        asked.append(references)
        return read(of, day, references)

    monkeypatch.setattr(Records, "read_docket", counted)
    found = status(records, wanted, TODAY)

    assert [case.name for case in own] == [entry.case.name for entry in found]
    assert [sorted({case.opening.reference for case in own})] == [sorted(references) for references in asked]


def test_it_is_caught_up_and_not_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only requests that something happened to, or whose day has come, are read again."""
    records = recorded.open_records(folder)
    known(records, TODAY)
    read: list[list[str]] = []
    whole = known_state._answers  # noqa: SLF001 - what is counted

    def counted(of: Records, references: list[str], today: date) -> object:
        read.append(references)
        return whole(of, references, today)

    monkeypatch.setattr(known_state, "_answers", counted)
    known(records, TODAY)
    reference = min(records.read_cases().histories)
    records.ledger.append([new_event("note", TODAY, reference, facts={"note": "x"})], NOW)
    known(records, TODAY)

    assert [[], [], [reference], []] == read


def test_a_ledger_of_another_past_is_folded_anew(folder: Path) -> None:
    """A state knows its event by number and hash; so another ledger in its place does not match."""
    records = recorded.open_records(folder)
    known(records, TODAY)
    other = folder_of_many(folder.parent / "other", requests=30, brokers=26)
    shutil.copy(other / "ledger.sqlite", folder / "ledger.sqlite")

    assert_same(recorded.open_records(folder), TODAY)


@pytest.mark.parametrize("at", [0, 100, 5000, 20_000])
def test_a_broken_state_stops_nobody(folder: Path, at: int) -> None:
    """It is done without, and made anew for the next question."""
    records = recorded.open_records(folder)
    known(records, TODAY)
    place = state.path_of(folder / "ledger.sqlite")
    content = place.read_bytes()
    place.write_bytes(content[:at] + b"\xff" * 4096 + content[at + 4096 :])

    for _ in range(2):
        known(records, TODAY + timedelta(40))
    assert_same(records, TODAY + timedelta(40))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE lines SET content = 'no JSON'",
        "UPDATE lines SET content = CAST(x'ff41' AS TEXT)",
        "UPDATE lines SET content = replace(content, '2026-', '26-')",
        "UPDATE counts SET standing = CAST(x'ff41' AS TEXT) WHERE rowid = 1",
        "DROP TABLE ended",
        "UPDATE made SET key = 'of another layout'",
    ],
)
def test_what_cannot_be_read_of_a_state_is_done_without(folder: Path, damage: str) -> None:
    """Whatever somebody wrote into the file, no command stops at it, and the next one has it anew."""
    records = recorded.open_records(folder)
    known(records, TODAY)
    with closing(sqlite3.connect(state.path_of(folder / "ledger.sqlite"))) as connection:
        connection.execute(damage)
        connection.commit()

    known(records, TODAY)
    assert_same(records, TODAY)


def test_it_is_the_owners_alone_and_gone_with_what_is_forgotten(folder: Path) -> None:
    """What payloads said is nowhere any more."""
    records = recorded.open_records(folder)
    known(records, TODAY)
    place = state.path_of(folder / "ledger.sqlite")
    assert 0o600 == place.stat().st_mode & 0o777
    assert b"made-up" in place.read_bytes()

    do_forget(plan_forget(records, None, TODAY))

    assert not place.exists()
    assert_same(records, TODAY)


def test_of_a_locked_folder_it_lies_under_its_key(prepared: Path, tmp_path: Path) -> None:
    """Nothing of it can be read."""
    folder = locked_copy(prepared, tmp_path / "locked")
    with store.mounted(folder, LockedStore(folder, open_key(folder, Secret(KEY)))):
        assert_same(recorded.open_records(folder), TODAY)

    (place,) = folder.rglob("state.sqlite")
    assert b"made-up" not in place.read_bytes()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(place).execute("SELECT * FROM lines").fetchall()


def test_verify_never_reads_it(folder: Path) -> None:
    """A state that says what it likes proves nothing."""
    ledger = SqliteLedger(folder / "ledger.sqlite")
    known(recorded.open_records(folder), TODAY)
    state.path_of(folder / "ledger.sqlite").write_bytes(b"no database")

    assert ledger.verify() is None
