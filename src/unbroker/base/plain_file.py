"""Plain files, opened for reading: never a pipe or a device, at which a program waits or reads without end."""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


class NotPlain(OSError):  # noqa: N818 - the sentence is the name
    """It is not a file, or is too large a one.

    Attributes:
        hint: what to do.
    """

    def __init__(self, reason: str, hint: str) -> None:
        self.hint = hint
        super().__init__(errno.EINVAL, reason)


@contextlib.contextmanager
def reading(path: Path, largest: int | None = None) -> Iterator[BinaryIO]:
    """A file, open for reading.

    Args:
        path: where it is.
        largest: how many bytes it may have; None where it is read piece by piece.

    Raises:
        OSError: it is missing, forbidden, not a file, or larger than it may be.
    """
    _regular(path.stat())  # opening alone can wait for somebody, or move a tape
    with open(path, "rb", opener=_without_waiting) as file:
        size = _regular(os.fstat(file.fileno())).st_size
        if largest is not None:
            check_size(size, largest)
        yield file


def check_size(size: int, largest: int) -> None:
    """Refuse a file of more bytes than it may have.

    Raises:
        NotPlain: it has.
    """
    if size > largest:
        raise NotPlain(f"it has more than {largest // 2**20} MB", "name a smaller file")


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
