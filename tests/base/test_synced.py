"""Folders that a program copies to other computers."""

from pathlib import Path

import pytest

from unbroker.base import synced


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
