"""Plain copies: what lies open beside a locked folder, remembered in it, so that nothing stays behind.

Locking and unlocking leave files that a kill may keep from being removed; an editor gets a file to work on; a run is
put out to be printed. Each is written down here, under lock, before it is made.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from unbroker import location
from unbroker.base import files
from unbroker.base.store import PLAIN

LIST = ".plain-copies.json"
"""The list, in the locked folder; it is no file of the user's."""


@dataclass(frozen=True)
class PlainCopies:
    """Files that lie open for one reason."""

    why: Literal["lock", "unlock", "edit", "open"]
    paths: tuple[str, ...]
    """Absolute, or from the folder."""
    folders: tuple[str, ...] = ()
    """Those that go with them when they are empty, the inner ones first."""
    wholly: tuple[str, ...] = ()
    """Those that go with all that is in them."""
    run: str = ""
    """What was opened."""
    sha256: tuple[str, ...] = ()
    """Of the files as they were put out or taken in, the first ones; what was changed since is not ours to remove."""


def listed(folder: Path) -> tuple[PlainCopies, ...]:
    """What lies open."""
    path = folder / LIST
    if not files.is_file(path):
        return ()
    return tuple(
        PlainCopies(
            entry["why"], tuple(entry["paths"]), tuple(entry["folders"]), tuple(entry["wholly"]), entry["run"],
            tuple(entry["sha256"]),
        )
        for entry in json.loads(files.read_bytes(path))
    )  # fmt: skip


def remember(folder: Path, copies: PlainCopies) -> None:
    """Write down what is about to lie open."""
    _write(folder, (*listed(folder), copies))


def forget(folder: Path, entries: Collection[PlainCopies]) -> None:
    """Strike out what does not lie open any more."""
    _write(folder, [entry for entry in listed(folder) if entry not in entries])


def _write(folder: Path, entries: Sequence[PlainCopies]) -> None:
    if entries:
        files.write(folder / LIST, json.dumps([asdict(entry) for entry in entries]).encode())
    else:
        files.remove(folder / LIST)


def clear_left_over(folder: Path) -> None:
    """Remove what a killed call has left open, unless another process is in the folder and may be at it."""
    entries = [entry for entry in listed(folder) if entry.why != "open"]
    if not entries:
        return
    try:
        with location.using(folder, alone=True):
            for entry in entries:
                remove(folder, entry)
            forget(folder, entries)
    except files.Locked:
        return


def _was_changed(path: Path, digest: str) -> bool:
    return path.is_file() and sha256(path.read_bytes()).hexdigest() != digest


def remove(folder: Path, copies: PlainCopies) -> tuple[Path, ...]:
    """Remove files that lie open; answers those that were changed since they were put out, and stay."""
    changed: list[Path] = []
    for number, name in enumerate(copies.paths):
        path = folder / name
        if number < len(copies.sha256) and _was_changed(path, copies.sha256[number]):
            changed.append(path)
        else:
            PLAIN.remove(path)
    for name in copies.wholly:
        PLAIN.remove_folder(folder / name)
    for name in copies.folders:
        PLAIN.remove_empty(folder / name)
    return tuple(changed)
