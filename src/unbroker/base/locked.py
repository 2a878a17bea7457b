"""The locked store: each file under a name that says nothing, padded, as an age file under the folder's key.

Below `locked/files/` there is a folder for each folder and a file for each file. A sealed file says in its first line
which one it is and how long, so that no two can be exchanged. How the key is kept is `locked/passphrase.age` and
`locked/recovery.age`; that it is a locked folder at all is `base/store`'s.
"""

import contextlib
import errno
import io
import json
import os
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from unbroker.base.crypto import Damaged, Key, Secret, WrongSecret
from unbroker.base.plain_file import check_size
from unbroker.base.store import LOCKED, PLAIN, real

BY_PASSPHRASE, BY_RECOVERY_KEY = "passphrase.age", "recovery.age"
LEDGER = "ledger.db"
_FILES = "files"
_SMALLEST = 4096


def padded(size: int) -> int:
    """The size to which a content of some size is padded: Padmé, which adds 12 % at most, and 4 KiB at least.

    Nikitin et al., Reducing Metadata Leakage from Encrypted Files and Communication with PURBs, 2019, section 4.2.
    """
    if size <= _SMALLEST:
        return _SMALLEST
    exponent = size.bit_length() - 1
    loose = exponent - exponent.bit_length()
    return (size + (1 << loose) - 1) >> loose << loose


def open_key(root: Path, secret: Secret) -> Key:
    """The key of a locked folder. Who locked it under an age key instead of a passphrase gives that.

    Raises:
        WrongSecret: neither the passphrase nor the recovery key is this one.
    """
    by_passphrase = (root / LOCKED / BY_PASSPHRASE).read_bytes()
    if secret.is_recovery:
        with contextlib.suppress(WrongSecret):
            return Key.kept(secret.unseal((root / LOCKED / BY_RECOVERY_KEY).read_bytes(), str(root)))
    return Key.kept(secret.unseal(by_passphrase, str(root)))


class LockedStore:
    """The files of a locked folder, while it is open.

    Attributes:
        root: the folder.
        key: its key.
        place: its `locked/`, or what becomes it.
    """

    def __init__(self, root: Path, key: Key, place: Path | None = None) -> None:
        self.root, self.key = real(root), key
        self.place = real(place or root / LOCKED)
        self._folders: dict[str, PurePosixPath] = {}

    def read(self, path: Path) -> bytes:
        """What a file holds."""
        name = self._name(path)
        if name == PurePosixPath() or not (sealed := self._sealed(name)).is_file():
            raise FileNotFoundError(errno.ENOENT, "no such file", str(path))
        kept_as, content = self._opened(sealed)
        if kept_as != name:
            raise Damaged(errno.EIO, "it was exchanged for another file", str(path))
        return content

    @contextlib.contextmanager
    def reading(self, path: Path, largest: int | None = None) -> Iterator[BinaryIO]:
        """What a file holds, as a file that is open for reading."""
        content = self.read(path)
        if largest is not None:
            check_size(len(content), largest)
        yield io.BytesIO(content)

    def size(self, path: Path) -> int:
        """How many bytes a file holds."""
        return len(self.read(path))

    @contextlib.contextmanager
    def writing(self, path: Path, mode: int) -> Iterator[IO[bytes]]:
        """A file that is written down, sealed, when the block has ended."""
        buffer, name = io.BytesIO(), self._name(path)
        yield buffer
        sealed = self._sealed(name)
        PLAIN.make_folder(sealed.parent)
        with PLAIN.writing(sealed, mode) as file:
            file.write(self._closed(name, buffer.getvalue()))

    def write_all(self, folder: Path, contents: Mapping[str, bytes]) -> None:
        """Files of a folder, each sealed."""
        names = {self._name(folder / name): content for name, content in contents.items()}
        place = self._folder(self._name(folder))
        PLAIN.make_folder(place)
        PLAIN.write_all(place, {self._sealed(name).name: self._closed(name, names[name]) for name in names})

    def append(self, path: Path, content: bytes) -> None:
        """Add to the end of a file, which is made if it is missing."""
        before = self.read(path) if self.is_file(path) else b""
        with self.writing(path, 0o600) as file:
            file.write(before + content)

    def remove(self, path: Path) -> None:
        """Take a file away, if it is there."""
        sealed = self._sealed(self._name(path))
        sealed.unlink(missing_ok=True)
        PLAIN.remove_empty(sealed.parent)

    def is_file(self, path: Path) -> bool:
        """Whether there is a file."""
        return self._sealed(self._name(path)).is_file()

    def is_folder(self, path: Path) -> bool:
        """Whether there is a folder: there is where something is in it."""
        name = self._name(path)
        return self._folder(name).is_dir() or any(folder.is_relative_to(name) for folder in self._all_folders())

    def glob(self, folder: Path, pattern: str) -> list[Path]:
        """The files below a folder that match, sorted."""
        name, parts = self._name(folder), PurePosixPath(pattern).parts
        deep = "**" in parts
        folders = [name] if len(parts) == 1 else [kept for kept in self._all_folders() if kept.is_relative_to(name)]
        names = (kept.relative_to(name) for inside in folders for kept in self._names(inside))
        wanted = [kept for kept in names if _matches(kept, parts[-1:] if deep else parts, deep=deep)]
        return sorted(folder / kept for kept in wanted)

    def names_below(self, folder: Path) -> list[str]:
        """All files below a folder, as paths from it."""
        return [str(path.relative_to(folder)) for path in self.glob(folder, "**/*")]

    def make_folder(self, path: Path, *, new: bool) -> None:
        """Nothing: a folder is where its files are."""
        if new and (self.is_folder(path) or self.is_file(path)):
            raise FileExistsError(errno.EEXIST, "it is there", str(path))

    def remove_empty(self, folder: Path) -> None:
        """Nothing: a folder without files is none."""

    def remove_folder(self, folder: Path) -> None:
        """Take all files below a folder away."""
        for path in self.glob(folder, "**/*"):
            self.remove(path)

    def clear_scratch(self, folder: Path) -> None:
        """Remove what a killed process was in the middle of writing."""
        PLAIN.clear_scratch(self._folder(self._name(folder)))

    def database(self, path: Path) -> tuple[Path, str | None]:  # noqa: ARG002 - there is one
        """Where the ledger is, and its key."""
        return self.place / LEDGER, self.key.ledger

    def _name(self, path: Path) -> PurePosixPath:
        return PurePosixPath(real(path).relative_to(self.root))

    def _folder(self, name: PurePosixPath) -> Path:
        return self.place / _FILES / self.key.name(f"folder {name}")

    def _sealed(self, name: PurePosixPath) -> Path:
        return self._folder(name.parent) / self.key.name(f"file {name}")

    def _closed(self, name: PurePosixPath, content: bytes) -> bytes:
        """What is written for a file: its name and size stand in it, and its length is one of a few."""
        head = json.dumps({"name": str(name), "size": len(content)}).encode() + b"\n"
        return self.key.seal((head + content).ljust(padded(len(head) + len(content)), b"\0"))

    def _opened(self, sealed: Path) -> tuple[PurePosixPath, bytes]:
        head, _, rest = self.key.unseal(sealed.read_bytes()).partition(b"\n")
        says = json.loads(head)
        return PurePosixPath(says["name"]), rest[: says["size"]]

    def _names(self, folder: PurePosixPath) -> Iterator[PurePosixPath]:
        """The names of the files in a folder."""
        place = self._folder(folder)
        for sealed in sorted(_inside(place)):
            yield self._opened(sealed)[0]

    def _all_folders(self) -> list[PurePosixPath]:
        """Every folder that has files; one file of each says which it is."""
        for place in _inside(self.place / _FILES):
            if place.name not in self._folders and (sealed := next(iter(_inside(place)), None)) is not None:
                self._folders[place.name] = self._opened(sealed)[0].parent
        return sorted(self._folders.values())


def _inside(folder: Path) -> list[Path]:
    """What is in a folder and whole."""
    names = os.listdir(folder) if folder.is_dir() else ()  # noqa: PTH208 - a folder may have ten thousand
    return [folder / name for name in names if not name.startswith(".")]


def _matches(name: PurePosixPath, parts: tuple[str, ...], *, deep: bool) -> bool:
    parents_match = deep or len(name.parts) == len(parts)
    return parents_match and all(map(fnmatchcase, name.parts[-len(parts) :], parts))
