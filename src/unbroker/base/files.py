"""Files: what the package carries, and how anything of the user's is read and written.

A path of the user's folder goes through these functions and never through `Path` itself: the folder may be locked,
and `base/store` knows where the bytes are.

Data that travel with the package are `brokers.yaml` and `letters/`. An installed wheel has them inside the
package; a checkout has them at its root, which is the second place to look.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, BinaryIO

from unbroker.base import store
from unbroker.base.errors import Place, Problem, UserError
from unbroker.base.late import late
from unbroker.base.plain_file import NotPlain
from unbroker.base.store import FILE_MODE

slugify, tempfile = late("slugify"), late("tempfile")
LARGEST_TEXT = 16 * 2**20
"""How many bytes a file may have that is read as text: all data and tables."""
LARGEST = 256 * 2**20
"""The same of any file that is read at once."""


class CannotWrite(UserError):  # noqa: N818 - the sentence is the name
    """A file could not be written; nothing of it is left behind."""

    def __init__(self, path: Path, error: Exception) -> None:
        hint = "free some space or correct the permissions, then retry"
        super().__init__(f"{shown(path)}: cannot be written: {_reason(error)} ({hint})")


class CannotRead(UserError):  # noqa: N818 - the sentence is the name
    """A file or folder could not be read.

    Attributes:
        problem: the same beside other problems, for what goes on without it.
    """

    def __init__(self, path: Path, error: Exception) -> None:
        is_gone = isinstance(error, FileNotFoundError)
        usual = "check its name" if is_gone else "check its permissions, and that it is UTF-8 text"
        hint = error.hint if isinstance(error, NotPlain) else usual
        self.problem = Problem(Place(shown(path)), f"cannot be read: {_reason(error)}", hint)
        super().__init__(f"{shown(path)}: {self.problem.sentence}")


class ReadOnly(UserError):  # noqa: N818 - the sentence is the name
    """A folder of the user's can be read only."""

    def __init__(self, folder: Path) -> None:
        hint = "give yourself write permission, or work on a copy"
        super().__init__(f"{shown(folder)}: the folder cannot be written, so nothing is recorded ({hint})")


class Locked(UserError):  # noqa: N818 - the sentence is the name
    """Another process holds the lock."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{shown(path)}: another unbroker is running in this folder (wait until it has finished)")


def packaged(name: str) -> Path:
    """The path of `brokers.yaml`, `letters` or something below it, as packaged or as in the checkout."""
    inside = Path(__file__).parents[1] / "packaged" / name
    return inside if inside.exists() else Path(__file__).resolve().parents[3] / name


def shown(path: Path) -> str:
    """A path as people are told it: from here where it lies below, else whole; programs are told whole ones."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if here in absolute.parents else str(absolute)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark; line ends are line feeds.

    Raises:
        CannotRead: it is missing, forbidden, not a file, larger than `LARGEST_TEXT`, or not UTF-8.
    """
    content = read_bytes(path, LARGEST_TEXT)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise CannotRead(path, error) from error


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """What a file holds.

    Raises:
        CannotRead: it is missing, forbidden, not a file, or larger than it may be.
    """
    try:
        with reading(path, largest) as file:
            return file.read(largest)
    except OSError as error:
        raise CannotRead(path, error) from error


def reading(path: Path, largest: int | None = None) -> AbstractContextManager[BinaryIO]:
    """A file, open for reading: never a pipe or a device, at which a program waits or reads without end.

    Args:
        path: where it is.
        largest: how many bytes it may have; None where it is read piece by piece.

    Raises:
        OSError: it is missing, forbidden, not a file, or larger than it may be.
    """
    return store.at(path).reading(path, largest)


def write(path: Path, content: bytes, *, mode: int = FILE_MODE) -> None:
    """Put `content` at `path` whole or not at all.

    Raises:
        CannotWrite: the disk is full, the folder is missing or forbidden.
    """
    with writing(path, mode=mode) as file:
        file.write(content)


def write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Put files into a folder by their names, each whole or not at all; all are on disk when this returns.

    Raises:
        CannotWrite: as `write`; those before it may be there.
    """
    try:
        store.at(folder).write_all(folder, contents)
    except OSError as error:
        raise CannotWrite(folder, error) from error


@contextlib.contextmanager
def writing(path: Path, *, mode: int = FILE_MODE) -> Iterator[IO[bytes]]:
    """A file to be put at `path` whole when the block has ended, or not at all.

    Raises:
        CannotWrite: as `write`.
    """
    try:
        with store.at(path).writing(path, mode) as file:
            yield file
    except OSError as error:
        raise CannotWrite(path, error) from error


def remove(path: Path) -> None:
    """Take a file away, if it is there.

    Raises:
        CannotWrite: its folder is forbidden.
    """
    try:
        store.at(path).remove(path)
    except OSError as error:
        raise CannotWrite(path, error) from error


def is_file(path: Path) -> bool:
    """Whether there is a file.

    Raises:
        CannotRead: one may not look.
    """
    try:
        return store.at(path).is_file(path)
    except PermissionError as error:
        raise CannotRead(path, error) from error


def exists(path: Path) -> bool:
    """Whether there is anything of that name, a folder, a pipe or a broken link, too: reading it says what is wrong.

    Raises:
        CannotRead: one may not look.
    """
    return is_file(path) or is_folder(path) or (store.at(path) is store.PLAIN and os.path.lexists(path))


def is_folder(path: Path) -> bool:
    """Whether there is a folder."""
    return store.at(path).is_folder(path)


def size(path: Path) -> int:
    """How many bytes a file holds.

    Raises:
        CannotRead: it is missing or forbidden.
    """
    try:
        return store.at(path).size(path)
    except OSError as error:
        raise CannotRead(path, error) from error


def glob(folder: Path, pattern: str) -> list[Path]:
    """The paths below a folder that match a pattern, sorted; none where there is no such folder."""
    return store.at(folder).glob(folder, pattern)


def names_below(folders: Iterable[Path]) -> frozenset[str]:
    """All files below some folders, as paths from the one that they are in; of a folder that is none there are none."""
    return frozenset(name for folder in folders for name in store.at(folder).names_below(folder))


def make_folder(path: Path, *, new: bool = False) -> Path:
    """Make a folder that only its owner may enter; with `new` it must not exist yet.

    Raises:
        CannotWrite: it cannot be made, or `new` and it is there.
    """
    try:
        store.at(path).make_folder(path, new=new)
    except OSError as error:
        raise CannotWrite(path, error) from error
    return path


def is_writable(path: Path) -> bool:
    """Whether a file can be written, and others beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def may_write(folder: Path) -> bool:
    """Whether files can be made in a folder."""
    return os.access(folder, os.W_OK | os.X_OK)


def make_file(path: Path) -> None:
    """Make an empty file of the owner's alone under any umask; it must not exist yet.

    Raises:
        OSError: it exists, or cannot be made.
    """
    path.touch(mode=FILE_MODE, exist_ok=False)
    path.chmod(FILE_MODE)


def add_line(path: Path, line: str) -> None:
    """Add a line to a file of the owner's, which is made if it is missing.

    Raises:
        CannotWrite: it cannot be written, or the disk is full.
    """
    try:
        store.at(path).append(path, f"{line}\n".encode())
    except OSError as error:
        raise CannotWrite(path, error) from error


def fresh_folder(path: Path) -> Path:
    """Make a folder where it is missing, and clear away what killed processes were writing to it.

    Raises:
        CannotWrite: it cannot be made.
    """
    make_folder(path)
    clear_scratch(path)
    return path


def remove_folder(path: Path) -> None:
    """Take a folder away with all that is in it."""
    store.at(path).remove_folder(path)


def remove_empty(path: Path) -> None:
    """Take a folder away if nothing is in it."""
    store.at(path).remove_empty(path)


def scratch(path: Path) -> Path:
    """Where something is made that will be renamed to `path` when it is whole."""
    return path.with_name(f"{store.SCRATCH}{path.name}")


def clear_scratch(path: Path) -> None:
    """Remove what a killed process was in the middle of writing to a folder; who still writes holds its file."""
    store.at(path).clear_scratch(path)


def cache_path() -> Path:
    """Where our cache is, or would be."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "unbroker"


def cache_folder() -> Path:
    """A folder of our own for what can be made again; where the home cannot be written, one for this run."""
    folder = cache_path()
    try:
        store.PLAIN.make_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="unbroker-"))


@contextlib.contextmanager
def lock(path: Path) -> Iterator[BinaryIO]:
    """Hold the lock file `path`, open for reading and appending, for the length of the block.

    Raises:
        Locked: somebody else holds it.
        CannotWrite: its folder cannot be written.
    """
    try:
        with contextlib.suppress(FileExistsError):
            make_file(path)
        file = path.open("a+b", buffering=0)
    except OSError as error:
        raise CannotWrite(path, error) from error
    with file:
        try:
            store.claim(file)
        except BlockingIOError as error:
            raise Locked(path) from error
        yield file


def file_name(*words: str) -> str:
    """A file name of plain ASCII made of words, joined by hyphens, without an ending."""
    return str(slugify.slugify(" ".join(words), max_length=120))


def _reason(error: Exception) -> str:
    match error:
        case OSError(strerror=str() as reason):
            return reason[0].lower() + reason[1:]
        case UnicodeDecodeError():
            return f"not UTF-8 at byte {error.start}"
        case _:
            return str(error)
