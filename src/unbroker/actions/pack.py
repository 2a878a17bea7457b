"""Packing a folder into one age file, for a backup or another computer, and unpacking it.

In the age file is a tar of the folder as it is on the disk: a locked folder stays locked in it.
"""

import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from unbroker import ledgers, location
from unbroker.actions.lock import CannotLock
from unbroker.base import files, store
from unbroker.base.crypto import Secret
from unbroker.base.errors import UserError
from unbroker.base.store import FILE_MODE, PLAIN
from unbroker.folder import FolderExists

_PASSING = (".lock", "-shm")
"""How the names of files end that are made anew whenever they are wanted."""


_AGE = b"age-encryption.org/v1\n"
_LARGEST = 16 * 2**30
"""Some thousand times what a household's folder comes to in a year."""


class NotAPack(UserError):  # noqa: N818 - the sentence is the name
    """What was opened is not what `pack` writes."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"{files.shown(path)}: is not a packed folder: {why} (nothing was unpacked; take another copy)"
        )


@dataclass(frozen=True)
class PackPlan:
    """A folder that is to be packed."""

    folder: Path
    names: tuple[str, ...]
    out: Path


@dataclass(frozen=True)
class UnpackPlan:
    """A packed folder, opened and looked through; nothing is written yet."""

    directory: Path
    contents: tuple[tuple[str, bytes], ...]

    @property
    def is_locked(self) -> bool:
        """Whether the folder in it is a locked one."""
        return any(name == f"{store.LOCKED}/{store.MARKER}" for name, _ in self.contents)


def plan_pack(folder: Path, out: Path) -> PackPlan:
    """What would be packed.

    Raises:
        CannotLock: something in it is a link, or no regular file.
        CannotWrite: the pack would lie in the folder itself.
    """
    if ledgers.is_on_server(folder):
        hint = "`unbroker people export` hands all of a client's papers over; or `unbroker ledger move folder` first"
        raise CannotLock(folder, "its ledger is on a server", hint)
    if out.resolve().is_relative_to(folder.resolve()):
        hint = "name a file outside it"
        raise CannotLock(out, "a folder cannot be packed into itself", hint)
    return PackPlan(folder, tuple(_names(folder, folder)), out)


def _names(folder: Path, root: Path) -> Iterator[str]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(store.SCRATCH) or entry.name.endswith(_PASSING):
            continue
        if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
            hint = "put a copy of what it points to in its place, or move it elsewhere"
            raise CannotLock(entry, "only files and folders can be packed, and this is neither", hint)
        if entry.is_dir():
            yield from _names(entry, root)
        else:
            yield str(entry.relative_to(root))


def do_pack(plan: PackPlan, secret: Secret) -> int:
    """Write the pack, whole or not at all; answers its size.

    Raises:
        Locked: another process is in the folder.
        CannotWrite: the disk is full.
    """
    with location.using(plan.folder, alone=True):
        plan = plan_pack(plan.folder, plan.out)
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name in plan.names:
                content = (plan.folder / name).read_bytes()
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = len(content), FILE_MODE
                entry.mtime = int((plan.folder / name).stat().st_mtime)
                tar.addfile(entry, io.BytesIO(content))
        sealed = secret.seal(packed.getvalue())
    PLAIN.clear_scratch(plan.out.parent)
    files.write(plan.out, sealed)
    return len(sealed)


def plan_unpack(pack: Path, secret: Secret, directory: Path) -> UnpackPlan:
    """What would be unpacked. Names that lead elsewhere, links and devices are refused, with all else in the pack.

    Args:
        pack: the age file.
        secret: the passphrase, or the recovery key.
        directory: where the folder goes; it must not exist.

    Raises:
        FolderExists: something of that name is there.
        CannotRead: the file cannot be read.
        WrongSecret: it is opened by another passphrase.
        NotAPack: it is something else.
    """
    if directory.exists() or directory.is_symlink():
        raise FolderExists(directory)
    sealed = files.read_bytes(pack, _LARGEST)
    if not sealed.startswith(_AGE):
        raise NotAPack(pack, "it is no age file")
    opened = secret.unseal(sealed, str(pack))
    contents: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(opened), mode="r:") as tar:
            for entry in tar:
                name = _checked(pack, entry)
                if entry.isfile() and name in contents:
                    raise NotAPack(pack, f"it has {name!r} twice")
                if entry.isfile():
                    file = tar.extractfile(entry)
                    contents[name] = file.read() if file else b""
    except tarfile.TarError as error:
        raise NotAPack(pack, "there is no tar in it") from error
    plan = UnpackPlan(directory, tuple(contents.items()))
    if not plan.is_locked and "profile.yaml" not in contents:
        raise NotAPack(pack, "it has no profile.yaml")
    return plan


def _checked(pack: Path, entry: tarfile.TarInfo) -> str:
    """The name of something in a pack, below the folder in every case."""
    path = PurePosixPath(entry.name)
    if not (entry.isfile() or entry.isdir()) or entry.issparse():
        raise NotAPack(pack, f"{entry.name!r} is a link or a device")
    if path.is_absolute() or ".." in path.parts or "\0" in entry.name or not path.parts:
        raise NotAPack(pack, f"{entry.name!r} leads out of the folder")
    return str(path)


def _free(directory: Path) -> Path:
    if directory.exists():
        raise FolderExists(directory)
    return directory


def do_unpack(plan: UnpackPlan) -> None:
    """Write the folder, whole or not at all.

    Raises:
        FolderExists: something of that name is there by now.
        CannotWrite: the disk is full.
    """
    building = files.scratch(plan.directory)
    PLAIN.remove_folder(building)
    files.make_folder(building, new=True)
    try:
        for name, content in plan.contents:
            files.make_folder((building / name).parent)
            files.write(building / name, content)
        if not plan.is_locked:
            for name in ("evidence", "outbox"):
                files.make_folder(building / name)
        building.rename(_free(plan.directory))
    except OSError as error:
        PLAIN.remove_folder(building)
        raise files.CannotWrite(plan.directory, error) from error
    except BaseException:
        PLAIN.remove_folder(building)
        raise
