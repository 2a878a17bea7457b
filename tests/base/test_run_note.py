"""The note of a run: whoever holds the lock next reads it, in the same file, until the computer is started anew."""

from pathlib import Path

import pytest

from unbroker.base import files, run_note
from unbroker.base.run_note import RunNote


def test_the_next_holder_reads_what_was_noted(tmp_path: Path) -> None:
    """Until it is taken back, and only the last of it."""
    path = tmp_path / "run.lock"
    for words in ("one", "two"):
        with files.lock(path) as lock:
            RunNote(lock).write(words)
    with files.lock(path) as lock:
        assert "two" == RunNote(lock).read()
        RunNote(lock).erase()
    with files.lock(path) as lock:
        assert RunNote(lock).read() is None


def test_a_copy_of_the_file_says_nothing(tmp_path: Path) -> None:
    """A backup that is put back holds what was true then."""
    path, copy = tmp_path / "run.lock", tmp_path / "copy"
    with files.lock(path) as lock:
        RunNote(lock).write("one")
    copy.write_bytes(path.read_bytes())
    with files.lock(copy) as lock:
        assert RunNote(lock).read() is None


def test_after_a_new_start_it_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was taken back may not have reached the disk."""
    path, boot = tmp_path / "run.lock", tmp_path / "boot"
    with files.lock(path) as lock:
        RunNote(lock).write("one")
    boot.write_text("another start\n")
    monkeypatch.setattr(run_note, "_BOOT", boot)
    with files.lock(path) as lock:
        assert RunNote(lock).read() is None


def test_where_the_system_does_not_tell_nothing_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a ledger without a file of its own notes nothing either."""
    monkeypatch.setattr(run_note, "_BOOT", tmp_path / "missing")
    with files.lock(tmp_path / "run.lock") as lock:
        for note in (RunNote(lock), RunNote()):
            note.write("one")
            note.erase()
            assert note.read() is None

    assert b"" == (tmp_path / "run.lock").read_bytes()


def test_what_cannot_be_taken_back_is_an_error(tmp_path: Path) -> None:
    """The letter is not handed over then."""
    with files.lock(tmp_path / "run.lock"):
        pass
    with (tmp_path / "run.lock").open("rb", buffering=0) as unwritable:
        note = RunNote(unwritable)
        note.write("one")
        with pytest.raises(files.CannotWrite):
            note.erase()
