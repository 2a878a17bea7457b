"""Files: what the package carries, and how anything is written.

Data that travel with the package are `brokers.yaml` and `letters/`. An installed wheel has them inside the
package; a checkout has them at its root, and an editable install does not see them through
importlib.resources, so that the checkout is the second place to look.
"""

import contextlib
import errno
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import IO, BinaryIO

from slugify import slugify

from unbroker.base.errors import Place, Problem, UserError

_SCRATCH = ".unbroker-"
FOLDER_MODE, FILE_MODE = 0o700, 0o600
LARGEST_TEXT = 16 * 2**20
"""How many bytes a file may have that is read as text: all data and tables."""
LARGEST = 256 * 2**20
"""The same of any file that is read at once."""
_KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


class CannotWrite(UserError):  # noqa: N818 - the sentence is the name
    """A file could not be written; nothing of it is left behind."""

    def __init__(self, path: Path, error: Exception) -> None:
        super().__init__(
            f"{path}: cannot be written: {_reason(error)} (free some space or correct the permissions, then retry)"
        )


class CannotRead(UserError):  # noqa: N818 - the sentence is the name
    """A file or folder could not be read.

    Attributes:
        problem: the same beside other problems, for what goes on without it.
    """

    def __init__(self, path: Path, error: Exception) -> None:
        hint = error.hint if isinstance(error, NotPlain) else "check its permissions, and that it is UTF-8 text"
        self.problem = Problem(Place(shown(path)), f"cannot be read: {_reason(error)}", hint)
        super().__init__(f"{path}: {self.problem.sentence}")


class NotPlain(OSError):  # noqa: N818 - the sentence is the name
    """It is not a file, or is too large a one.

    Attributes:
        hint: what to do.
    """

    def __init__(self, reason: str, hint: str) -> None:
        self.hint = hint
        super().__init__(errno.EINVAL, reason)


class ReadOnly(UserError):  # noqa: N818 - the sentence is the name
    """A folder of the user's can be read only."""

    def __init__(self, folder: Path) -> None:
        hint = "give yourself write permission, or work on a copy"
        super().__init__(f"{folder}: the folder cannot be written, so nothing is recorded ({hint})")


class Locked(UserError):  # noqa: N818 - the sentence is the name
    """Another process holds the lock."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: another unbroker is running in this folder (wait until it has finished)")


def packaged(name: str) -> Path:
    """The path of `brokers.yaml`, `letters` or something below it, as packaged or as in the checkout."""
    inside = Path(str(resources.files("unbroker"))) / "packaged" / name
    return inside if inside.exists() else Path(__file__).resolve().parents[3] / name


def shown(path: Path) -> str:
    """A path as a message names it: from here where it lies below, else whole."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


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


@contextlib.contextmanager
def reading(path: Path, largest: int | None = None) -> Iterator[BinaryIO]:
    """A file, open for reading: never a pipe or a device, at which a program waits or reads without end.

    Args:
        path: where it is.
        largest: how many bytes it may have; None where it is read piece by piece.

    Raises:
        OSError: it is missing, forbidden, not a file, or larger than it may be.
    """
    _regular(path.stat())  # opening alone can wait for somebody, or move a tape
    with open(path, "rb", opener=_without_waiting) as file:
        size = _regular(os.fstat(file.fileno())).st_size
        if largest is not None and size > largest:
            raise NotPlain(f"it has more than {largest // 2**20} MB", "name a smaller file")
        yield file


def _regular(status: os.stat_result) -> os.stat_result:
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFDIR:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if kind != stat.S_IFREG:
        raise NotPlain(
            f"it is {_KINDS.get(kind, 'a device')}, not a file", "save what it gives as a file, and name that"
        )
    return status


def _without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_NONBLOCK)


def write(path: Path, content: bytes, *, mode: int = FILE_MODE) -> None:
    """Put `content` at `path` whole or not at all: a new file beside it, flushed to disk, then renamed.

    Raises:
        CannotWrite: the disk is full, the folder is missing or forbidden.
    """
    with writing(path, mode=mode) as file:
        file.write(content)


@contextlib.contextmanager
def writing(path: Path, *, mode: int = FILE_MODE) -> Iterator[IO[bytes]]:
    """A file to be put at `path` whole when the block has ended, or not at all.

    Raises:
        CannotWrite: as `write`.
    """
    scratch: str | None = None
    try:
        handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=_SCRATCH)
        with os.fdopen(handle, "wb") as file:
            with contextlib.suppress(OSError):  # some network file systems have no such locks
                claim(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).chmod(mode)
        Path(scratch).replace(path)
    except BaseException as error:
        if scratch is not None:
            Path(scratch).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CannotWrite(path, error) from error
        raise


def make_folder(path: Path, *, new: bool = False) -> Path:
    """Make a folder that only its owner may enter; with `new` it must not exist yet.

    Raises:
        CannotWrite: it cannot be made, or `new` and it is there.
    """
    try:
        _make_folder(path, new=new)
    except OSError as error:
        raise CannotWrite(path, error) from error
    return path


def _make_folder(path: Path, *, new: bool = False) -> None:
    """Make a folder and what is missing above it, each the owner's alone under any umask."""
    if not path.parent.exists():
        _make_folder(path.parent)
    try:
        path.mkdir(mode=FOLDER_MODE)
    except OSError:
        if new or not path.is_dir():
            raise
    else:
        path.chmod(FOLDER_MODE)


def is_writable(path: Path) -> bool:
    """Whether a file can be written, and others beside it."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


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
        with contextlib.suppress(FileExistsError):
            make_file(path)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
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
    """Take a folder away that was made in vain."""
    shutil.rmtree(path, ignore_errors=True)


def scratch(path: Path) -> Path:
    """Where something is made that will be renamed to `path` when it is whole."""
    return path.with_name(f"{_SCRATCH}{path.name}")


def clear_scratch(path: Path) -> None:
    """Remove what a killed process was in the middle of writing to a folder; who still writes holds its file."""
    for left_over in path.glob(f"{_SCRATCH}*"):
        with contextlib.suppress(OSError), left_over.open("rb") as file:
            claim(file)
            left_over.unlink(missing_ok=True)


def claim(file: IO[bytes]) -> None:
    """Hold an open file, as long as it is open, against those who clear away.

    Raises:
        BlockingIOError: another process holds it.
    """
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def cache_folder() -> Path:
    """A folder of our own for what can be made again; where the home cannot be written, one for this run."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "unbroker"
    try:
        _make_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="unbroker-"))


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the lock file `path` for the length of the block.

    Raises:
        Locked: somebody else holds it.
        CannotWrite: its folder cannot be written.
    """
    try:
        with contextlib.suppress(FileExistsError):
            make_file(path)
        file = path.open("ab")
    except OSError as error:
        raise CannotWrite(path, error) from error
    with file:
        try:
            claim(file)
        except BlockingIOError as error:
            raise Locked(path) from error
        yield


def file_name(*words: str) -> str:
    """A file name of plain ASCII made of words, joined by hyphens, without an ending."""
    return slugify(" ".join(words), max_length=120)


def _reason(error: Exception) -> str:
    match error:
        case OSError(strerror=str() as reason):
            return reason[0].lower() + reason[1:]
        case UnicodeDecodeError():
            return f"not UTF-8 at byte {error.start}"
        case _:
            return str(error)
