"""Locking a folder, and unlocking it: at any moment the old or the new is whole.

Everything is written anew beside what is there, and comes into force by one rename: of `locked/`, which makes a folder
a locked one. What is left of the other form is then removed, by the next call if this one was killed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from unbroker import ledgers, location
from unbroker.actions import plain_copies
from unbroker.actions.outcome import Progress, no_progress
from unbroker.actions.plain_copies import PlainCopies
from unbroker.base import files, locked, store
from unbroker.base.crypto import Key, Secret
from unbroker.base.errors import UserError
from unbroker.base.locked import LockedStore
from unbroker.base.store import FILE_MODE, LOCKED, MARKER, PLAIN
from unbroker.ledger import cipher
from unbroker.ledger.sqlite import SqliteLedger

_LOCKING, _UNLOCKING, _UNLOCKED = (f"{store.SCRATCH}{word}" for word in ("locking", "unlocking", "unlocked"))
_OUR_OWN = (".gitignore", ".stignore")
"""Files in front that stay: they say nothing, and other programs look for them."""
_LEDGER_FILES = tuple(f"{ledgers.LEDGER}{ending}" for ending in ("", "-wal", "-shm", "-journal"))
_LOCK_FILE = "ledger.lock"
_EXPLAINS = """\
This is a folder of unbroker, and it is locked: without its passphrase or its recovery key nobody can read it.

To work in it, type any command of unbroker in the folder above this one; it asks for the passphrase.
`unbroker unlock` makes a plain folder of it again. unbroker needs its extra: pip install 'unbroker[lock]'

passphrase.age and recovery.age hold the folder's key (age-encryption.org/v1), files/ what the folder has, sealed under
that key, and ledger.db the ledger (SQLCipher 4). Change and delete nothing here by hand.
"""


class AlreadyLocked(UserError):  # noqa: N818 - the sentence is the name
    """The folder is locked."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{files.shown(path)}: the folder is locked already (`unbroker unlock` makes a plain one of it)"
        )


class NotLocked(UserError):  # noqa: N818 - the sentence is the name
    """The folder is plain."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{files.shown(path)}: the folder is not locked (`unbroker lock` locks it)")


class CannotLock(UserError):  # noqa: N818 - the sentence is the name
    """The folder has something that cannot be locked, or that is in the way."""

    def __init__(self, path: Path, what: str, hint: str) -> None:
        super().__init__(f"{files.shown(path)}: {what} ({hint})")


@dataclass(frozen=True)
class LockPlan:
    """A folder that is to be locked."""

    path: Path
    names: tuple[str, ...]
    """Its files but for the ledger, from the folder."""
    stays: tuple[str, ...]
    """What stays as it is: folders of other programs, such as .git."""


def plan_lock(path: Path) -> LockPlan:
    """What would be locked.

    Raises:
        AlreadyLocked: it is.
        CannotLock: something in it is a link, or no regular file.
    """
    if store.is_locked(path):
        raise AlreadyLocked(path)
    if ledgers.is_on_server(path):
        raise CannotLock(path, "its ledger is on a server", "`unbroker ledger move folder` brings it here first")
    entries = sorted(path.iterdir())
    stays = [entry.name for entry in entries if _stays(entry)]
    names: list[str] = []
    for entry in entries:
        if entry.name not in (*stays, *_OUR_OWN, *_LEDGER_FILES, _LOCK_FILE) and not _is_scratch(entry):
            names += [str(file.relative_to(path)) for file in _files(entry)]
    return LockPlan(path, tuple(names), tuple(stays))


def _stays(entry: Path) -> bool:
    return entry.name.startswith(".") and entry.is_dir() and not _is_scratch(entry)


def _is_scratch(path: Path) -> bool:
    return path.name.startswith(store.SCRATCH)


def _files(path: Path) -> Iterator[Path]:
    if path.is_symlink() or not (path.is_file() or path.is_dir()):
        hint = "put a copy of what it points to in its place, or move it elsewhere"
        raise CannotLock(path, "only files and folders can be locked, and this is neither", hint)
    if path.is_file():
        yield path
        return
    for entry in sorted(path.iterdir()):
        if not _is_scratch(entry):
            yield from _files(entry)


def do_lock(plan: LockPlan, secret: Secret, recovery: Secret, on_progress: Progress = no_progress) -> tuple[Path, ...]:
    """Lock a folder; answers the files that were changed while it was locked, which stay plain.

    Args:
        plan: as planned.
        secret: the passphrase.
        recovery: the recovery key.
        on_progress: is told of each file.

    Raises:
        Locked: another process is in the folder.
        CannotWrite: the disk is full; the folder is as it was.
    """
    path = plan.path
    with location.using(path, alone=True):
        plan = plan_lock(path)
        _clear_debris(path)
        for kept in [*path.rglob(store.KEPT)]:  # of a folder within it, too: it says what that profile says
            PLAIN.remove_folder(kept)
        building = files.make_folder(path / _LOCKING, new=True)
        try:
            key = _build(plan, building, secret, recovery, on_progress)
        except BaseException:
            PLAIN.remove_folder(building)
            raise
        _put(building, path / LOCKED)
        with store.mounted(path, LockedStore(path, key)):
            changed: list[Path] = []
            for entry in plain_copies.listed(path):
                changed += plain_copies.remove(path, entry)
                plain_copies.forget(path, [entry])
    return tuple(changed)


def _build(plan: LockPlan, building: Path, secret: Secret, recovery: Secret, on_progress: Progress) -> Key:
    """Write everything that `locked/` will have; answers the folder's new key."""
    path, key = plan.path, Key.new()
    target = LockedStore(path, key, building)
    hashes: list[str] = []
    for number, name in enumerate(plan.names, 1):
        content = files.read_bytes(path / name)
        with target.writing(path / name, FILE_MODE) as file:
            file.write(content)
        hashes.append(sha256(content).hexdigest())
        on_progress(number, len(plan.names))
    _move_ledger(path / ledgers.LEDGER, building / locked.LEDGER, key, locks=True)
    open_files = (*plan.names, *_LEDGER_FILES, _LOCK_FILE, *_scratch_files(path))
    with store.mounted(path, target):
        plain_copies.remember(path, PlainCopies("lock", open_files, _folders(plan), sha256=tuple(hashes)))
    for name, holder in ((locked.BY_PASSPHRASE, secret), (locked.BY_RECOVERY_KEY, recovery)):
        files.write(building / name, holder.seal(key.content))
    files.write(building / MARKER, _EXPLAINS.encode())
    return key


def _folders(plan: LockPlan) -> tuple[str, ...]:
    """The folders that are empty when the files are gone, the inner ones first."""
    folders_inside = (entry.relative_to(plan.path) for entry in plan.path.rglob("*") if entry.is_dir())
    ours = (name for name in folders_inside if name.parts[0] not in (*plan.stays, _LOCKING))
    return tuple(sorted(map(str, ours), reverse=True))


def _scratch_files(path: Path) -> list[str]:
    """What killed processes were in the middle of writing anywhere in the folder."""
    found = path.rglob(f"{store.SCRATCH}*")
    return [str(file.relative_to(path)) for file in found if file.is_file() and _LOCKING not in file.parts]


def _move_ledger(source: Path, target: Path, key: Key, *, locks: bool) -> None:
    """Write the ledger to a new file, and see that it is the same."""
    opens = cipher.engine(key.ledger)
    before = SqliteLedger(source) if locks else SqliteLedger(source, engine=opens)
    head = before.head
    cipher.export(source, target, key.ledger, locks=locks)
    after = SqliteLedger(target, engine=opens) if locks else SqliteLedger(target)
    if after.head != head or after.verify() is not None:
        raise CannotLock(source, "its copy is not what it is", "see `unbroker ledger verify`")


def do_change_secret(path: Path, key: Key, secret: Secret, recovery: Secret) -> None:
    """Keep the key of a locked folder under a new passphrase and a new recovery key; the old ones open it no more.

    Raises:
        Locked: another process is in the folder.
        CannotWrite: the disk is full; each of the two is the old or the new.
    """
    with location.using(path, alone=True):
        for name, holder in ((locked.BY_PASSPHRASE, secret), (locked.BY_RECOVERY_KEY, recovery)):
            files.write(path / LOCKED / name, holder.seal(key.content))


def _put(source: Path, target: Path) -> None:
    """Let a folder come into force under its name; it is on disk when this returns."""
    try:
        _flush(source)
        source.rename(target)
        _flush(target.parent)
    except OSError as error:
        raise files.CannotWrite(target, error) from error


def _flush(folder: Path) -> None:
    for place in (folder, *(entry for entry in folder.rglob("*") if entry.is_dir())):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear_debris(path: Path) -> None:
    """Remove what a killed call has left of a form that never came into force."""
    for place in (path / _LOCKING, path / LOCKED / _UNLOCKING, path / _UNLOCKED):
        PLAIN.remove_folder(place)


def plan_unlock(path: Path) -> tuple[str, ...]:
    """The names that come back into the folder.

    Raises:
        NotLocked: it is plain.
        CannotLock: a plain file of the same name is in the way.
    """
    if not store.is_locked(path):
        raise NotLocked(path)
    names = [file.relative_to(path) for file in files.glob(path, "**/*")]
    lists = (plain_copies.LIST, store.KEPT)
    kept = tuple(str(name) for name in names if not str(name).startswith(lists))
    ours = {name for entry in plain_copies.listed(path) for name in (*entry.paths, *entry.folders)}
    for top in sorted({Path(name).parts[0] for name in (*kept, ledgers.LEDGER)}):
        if _is_in_the_way(path / top) and top not in ours:
            raise CannotLock(path / top, "is in the way of what is locked", "move it elsewhere, then unlock again")
    return kept


def _is_in_the_way(path: Path) -> bool:
    return path.exists() and not (path.is_dir() and not any(path.iterdir()))


def do_unlock(path: Path, key: Key, on_progress: Progress = no_progress) -> int:
    """Make a plain folder of a locked one that is open; answers how many files it has.

    Args:
        path: the folder.
        key: its key.
        on_progress: is told of each file.

    Raises:
        Locked: another process is in the folder.
        NotLocked: it is plain.
        CannotLock: a plain file is in the way.
        CannotWrite: the disk is full; the folder is as it was.
    """
    with location.using(path, alone=True):
        names = plan_unlock(path)
        for entry in plain_copies.listed(path):
            plain_copies.remove(path, entry)
            plain_copies.forget(path, [entry])
        _clear_debris(path)
        tops = sorted({Path(name).parts[0] for name in names} | {ledgers.LEDGER, "evidence", "outbox"})
        plain = path / LOCKED / _UNLOCKING
        inside = (*_parents(names), "evidence", "outbox")
        copies = PlainCopies("unlock", (*names, ledgers.LEDGER), inside, (str(plain.relative_to(path)),))
        plain_copies.remember(path, copies)
        files.make_folder(plain, new=True)
        _write_plain(path, plain, names, key, on_progress)
        for top in tops:
            (plain / top).rename(path / top)
        _flush(path)
        _put(path / LOCKED, path / _UNLOCKED)
        PLAIN.remove_folder(path / _UNLOCKED)
    return len(names) + 1


def _parents(names: tuple[str, ...]) -> list[str]:
    parents = {str(parent) for name in names for parent in Path(name).parents}
    return sorted(parents - {"."}, reverse=True)


def _write_plain(path: Path, plain: Path, names: tuple[str, ...], key: Key, on_progress: Progress) -> None:
    for name in ("evidence", "outbox"):
        files.make_folder(plain / name)
    for number, name in enumerate(names, 1):
        files.make_folder((plain / name).parent)
        with PLAIN.writing(plain / name) as file:
            file.write(files.read_bytes(path / name))
        on_progress(number, len(names))
    _move_ledger(path / LOCKED / locked.LEDGER, plain / ledgers.LEDGER, key, locks=False)
