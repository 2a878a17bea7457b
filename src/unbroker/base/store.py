"""Stores: where the bytes of a user's files are. On the disk as they are, or locked.

Callers name a file by its path in the folder, and go through `base/files`; which store has the bytes is decided here.
A locked folder is mounted while it is open: its paths are those that the plain folder would have.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from unbroker.base import plain_file
from unbroker.base.late import late

shutil, tempfile = late("shutil"), late("tempfile")

SCRATCH = ".unbroker-"
"""How the names of files and folders begin that are being written."""
KEPT = f"{SCRATCH}kept"
"""The folder for what was reckoned from the others and can be reckoned again: neither packed nor locked."""
LOCKED = "locked"
"""The folder in a locked folder that has everything."""
FOLDER_MODE, FILE_MODE = 0o700, 0o600
_AT_ONCE = 32
"""Files that are open together while many are written: flushed one after another, all but the first cost little."""


class Store(Protocol):
    """Whatever has the bytes of files; each method raises OSError where the disk or the system refuses."""

    def reading(self, path: Path, largest: int | None) -> AbstractContextManager[BinaryIO]:
        """A file, open for reading, of at most so many bytes."""

    def size(self, path: Path) -> int:
        """How many bytes a file holds."""

    def writing(self, path: Path, mode: int) -> AbstractContextManager[IO[bytes]]:
        """A file to be put at `path` whole, and on disk, when the block has ended, or not at all."""

    def write_all(self, folder: Path, contents: Mapping[str, bytes]) -> None:
        """Files of a folder by their names, each put there whole; all are on disk when it returns."""

    def append(self, path: Path, content: bytes) -> None:
        """Add to the end of a file, which is made if it is missing."""

    def remove(self, path: Path) -> None:
        """Take a file away, if it is there."""

    def is_file(self, path: Path) -> bool:
        """Whether there is a file."""

    def is_folder(self, path: Path) -> bool:
        """Whether there is a folder."""

    def glob(self, folder: Path, pattern: str) -> list[Path]:
        """The paths below a folder that match, sorted."""

    def names_below(self, folder: Path) -> list[str]:
        """All files below a folder, as paths from it."""

    def make_folder(self, path: Path, *, new: bool) -> None:
        """Make a folder that only its owner may enter, and what is missing above it."""

    def remove_empty(self, folder: Path) -> None:
        """Take a folder away if nothing is in it."""

    def remove_folder(self, folder: Path) -> None:
        """Take a folder away with all that is in it."""

    def clear_scratch(self, folder: Path) -> None:
        """Remove what a killed process was in the middle of writing to a folder; who still writes holds its file."""

    def database(self, path: Path) -> tuple[Path, str | None]:
        """Where the file of a database really is, and the key that opens it, if it has one."""


class Plain:
    """Files on the disk, as they are."""

    def reading(self, path: Path, largest: int | None = None) -> AbstractContextManager[BinaryIO]:
        """A file that is neither a pipe nor a device, open for reading."""
        return plain_file.reading(path, largest)

    def size(self, path: Path) -> int:
        """How many bytes a file holds."""
        return path.stat().st_size

    @contextlib.contextmanager
    def writing(self, path: Path, mode: int = FILE_MODE) -> Iterator[IO[bytes]]:
        """A new file beside it, flushed to disk, then renamed."""
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=SCRATCH)
        try:
            with os.fdopen(handle, "wb") as file:
                with contextlib.suppress(OSError):  # some network file systems have no such locks
                    claim(file)
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(scratch).chmod(mode)
            Path(scratch).replace(path)
        except BaseException:
            Path(scratch).unlink(missing_ok=True)
            raise

    def write_all(self, folder: Path, contents: Mapping[str, bytes]) -> None:
        """New files, some of them at a time: written, flushed to disk, renamed; then the folder that names them."""
        waiting = list(contents.items())
        for start in range(0, len(waiting), _AT_ONCE):
            _put(folder, waiting[start : start + _AT_ONCE])
        directory = os.open(folder, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # some network file systems flush no folder
                os.fsync(directory)
        finally:
            os.close(directory)

    def append(self, path: Path, content: bytes) -> None:
        """Add to the end of a file, which is made if it is missing."""
        if not path.exists():
            path.touch(mode=FILE_MODE)
            path.chmod(FILE_MODE)
        with path.open("ab") as file:
            file.write(content)

    def remove(self, path: Path) -> None:
        """Take a file away, if it is there."""
        path.unlink(missing_ok=True)

    def is_file(self, path: Path) -> bool:
        """Whether there is a file."""
        return path.is_file()

    def is_folder(self, path: Path) -> bool:
        """Whether there is a folder."""
        return path.is_dir()

    def glob(self, folder: Path, pattern: str) -> list[Path]:
        """The paths below a folder that match, sorted."""
        return sorted(folder.glob(pattern))

    def names_below(self, folder: Path) -> list[str]:
        """All files below a folder, as paths from it; no link to another folder is followed."""
        begins = len(str(folder)) + len(os.sep)
        return [f"{path}{os.sep}{name}"[begins:] for path, _, names in os.walk(folder) for name in names]

    def make_folder(self, path: Path, *, new: bool = False) -> None:
        """Make a folder and what is missing above it, each the owner's alone under any umask."""
        if not path.parent.exists():
            self.make_folder(path.parent)
        try:
            path.mkdir(mode=FOLDER_MODE)
        except OSError:
            if new or not path.is_dir():
                raise
        else:
            path.chmod(FOLDER_MODE)

    def remove_empty(self, folder: Path) -> None:
        """Take a folder away if nothing is in it."""
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

    def remove_folder(self, folder: Path) -> None:
        """Take a folder away with all that is in it."""
        shutil.rmtree(folder, ignore_errors=True)

    def clear_scratch(self, folder: Path) -> None:
        """Remove what a killed process was in the middle of writing; who still writes holds its file."""
        for left_over in folder.glob(f"{SCRATCH}*"):
            with contextlib.suppress(OSError), left_over.open("rb") as file:
                claim(file)
                left_over.unlink(missing_ok=True)

    def database(self, path: Path) -> tuple[Path, str | None]:
        """Where it is; no key."""
        return path, None


def _put(folder: Path, files: Sequence[tuple[str, bytes]]) -> None:
    """Write some new files to a folder, flush them to disk and rename them; where one fails, none is left half."""
    scratches = [folder / f"{SCRATCH}{os.getpid()}-{name}" for name, _ in files]
    with contextlib.ExitStack() as stack:
        stack.callback(_remove_all, scratches)
        opened = [stack.enter_context(_scratch(path)) for path in scratches]
        for file, (_, content) in zip(opened, files, strict=True):
            file.write(content)
            file.flush()
        for file in opened:
            os.fsync(file.fileno())
        for scratch, (name, _) in zip(scratches, files, strict=True):
            scratch.replace(folder / name)


@contextlib.contextmanager
def _scratch(path: Path) -> Iterator[BinaryIO]:
    """A new file of the owner's alone, held against those who clear away."""
    with open(path, "wb", opener=_private) as file:
        os.fchmod(file.fileno(), FILE_MODE)
        with contextlib.suppress(OSError):  # some network file systems have no such locks
            claim(file)
        yield file


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)


def _remove_all(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def real(path: Path) -> Path:
    """Where a path leads, whatever is there: `folder/../reply.txt` is not in the folder, and a link to it is."""
    return Path(os.path.realpath(path))


PLAIN = Plain()
_mounts: dict[Path, Store] = {}


def claim(file: IO[bytes]) -> None:
    """Hold an open file, as long as it is open, against those who clear away.

    Raises:
        BlockingIOError: another process holds it.
    """
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def mounted(root: Path, store: Store) -> Iterator[None]:
    """Let a store have the files of a folder, but for its `locked/`, for the length of the block."""
    place = real(root)
    before = _mounts.get(place)
    _mounts[place] = store
    try:
        yield
    finally:
        del _mounts[place]
        if before is not None:
            _mounts[place] = before


def at(path: Path) -> Store:
    """The store that has the files at a path."""
    if _mounts:
        place = real(path)
        for root, store in _mounts.items():
            if place.is_relative_to(root) and place.relative_to(root).parts[:1] != (LOCKED,):
                return store
    return PLAIN


def is_locked(folder: Path) -> bool:
    """Whether a folder is a locked one: what says so is the name `locked` alone, which comes and goes in one step."""
    return (folder / LOCKED / MARKER).is_file()


MARKER = "LOCKED.txt"
"""The file in it that says what it is."""
