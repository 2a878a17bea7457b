"""Folders that a program copies to other computers."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from household import household
from locking import KEY, locked_copy

from unbroker.actions.check import check
from unbroker.base import locked, store, synced
from unbroker.base.crypto import Secret


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("Dropbox/letters", "Dropbox"),
        ("Dropbox (Personal)/letters", "Dropbox"),
        ("Library/CloudStorage/Dropbox/letters", "Dropbox"),
        ("OneDrive/letters", "OneDrive"),
        ("OneDrive - Example Clinic/letters", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/letters", "iCloud"),
        ("iCloudDrive/letters", "iCloud"),
        ("Library/CloudStorage/GoogleDrive-sam@example.org/My Drive/letters", "Google Drive"),
        ("Google Drive/letters", "Google Drive"),
        ("letters about Dropbox", None),
        ("OneDriver/letters", None),
    ],
)
def test_a_synced_drive_is_known_by_its_name(tmp_path: Path, place: str, name: str | None) -> None:
    """Also as macOS calls it."""
    assert name == synced.service(tmp_path / place, {})


@pytest.mark.parametrize(("mark", "name"), [(".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox")])
def test_a_synced_drive_is_known_by_its_mark(tmp_path: Path, mark: str, name: str) -> None:
    """Wherever on the way the program has left it."""
    (tmp_path / "papers" / mark).mkdir(parents=True)

    assert name == synced.service(tmp_path / "papers/mine/letters", {})
    assert None is synced.service(tmp_path / "other", {})


def test_a_synced_drive_is_known_by_what_windows_says(tmp_path: Path) -> None:
    """Under any name."""
    assert "OneDrive" == synced.service(tmp_path / "cloud/letters", {"OneDriveCommercial": str(tmp_path / "cloud")})


@pytest.mark.slow
@pytest.mark.parametrize("is_locked", [False, True], ids=["plain", "locked"])
def test_check_gives_one_sentence_of_advice(tmp_path: Path, *, is_locked: bool) -> None:
    """What is locked already is not to be locked."""
    path = household(tmp_path / "Dropbox" / "letters")
    if is_locked:
        path = locked_copy(path, tmp_path / "Dropbox" / "locked")
    opened = locked.LockedStore(path, locked.open_key(path, Secret(KEY))) if is_locked else None
    with store.mounted(path, opened) if opened else nullcontext():
        (warning,) = [
            problem
            for problem in check(path, date(2026, 11, 23), {}, packaged=False)
            if "copies this folder" in problem.message
        ]

    assert ("Dropbox copies this folder to other computers", "warning") == (warning.message, warning.severity)
    assert "never use it on two computers at once" in str(warning)
    assert is_locked == ("unbroker lock" not in str(warning))
