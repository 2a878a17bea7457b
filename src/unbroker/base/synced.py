"""Synced drives: whether a folder lies where a program copies it to other computers.

By the names that these programs give to their folders, and by the marks that they leave in them; nothing is asked.
"""

import re
from collections.abc import Mapping
from pathlib import Path

_BY_NAME: tuple[tuple[str, str], ...] = (
    (r"Dropbox( \(.+\))?", "Dropbox"),
    (r"OneDrive( - .+)?", "OneDrive"),
    (r"Mobile Documents|iCloud ?Drive|com~apple~CloudDocs", "iCloud"),
    (r"Google ?Drive(-.+)?|GoogleDrive-.+", "Google Drive"),
)
"""What a folder on the way is called; on macOS all but iCloud lie in Library/CloudStorage, as GoogleDrive-NAME."""
_BY_MARK = ((".dropbox", "Dropbox"), (".dropbox.cache", "Dropbox"), (".stfolder", "Syncthing"))
_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
"""Where Windows says what OneDrive copies."""

ADVICE = "lock it with `unbroker lock` or move it elsewhere, and never use it on two computers at once"


ADVICE_IF_LOCKED = "never use it on two computers at once"


def service(folder: Path, environment: Mapping[str, str]) -> str | None:
    """The program that copies a folder elsewhere; None where no sign of one is seen.

    Args:
        folder: where it is.
        environment: where Windows says which folder is OneDrive's.
    """
    place = folder.resolve()
    for part in place.parts:
        for pattern, name in _BY_NAME:
            if re.fullmatch(pattern, part):
                return name
    for parent in (place, *place.parents):
        for mark, name in _BY_MARK:
            if parent != Path.home() and (parent / mark).exists():
                return name
    named = (environment.get(variable) for variable in _VARIABLES)
    return "OneDrive" if any(path and place.is_relative_to(path) for path in named) else None


def advice(folder: Path, environment: Mapping[str, str]) -> str | None:
    """What to do about it, in one sentence; None where no such program is seen."""
    name = service(folder, environment)
    return f"{name} copies this folder to other computers: {ADVICE}" if name else None
