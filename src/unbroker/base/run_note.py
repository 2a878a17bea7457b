"""A note in the file of a run's lock, for whoever holds the lock next: what was certain when the run ended.

A process that is killed leaves it, whether or not it has reached the disk; a computer that stops may leave an older
one, or none. So it counts in the same file only, and until the computer is started anew; where the system does not tell
that, nothing is noted.
"""

import contextlib
import os
from pathlib import Path
from typing import BinaryIO

from unbroker.base.files import CannotWrite

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_LONGEST = 1000


class RunNote:
    """The note of whoever holds the lock."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        """Open the note.

        Args:
            file: the lock's, open for appending and reading; without one, nothing is noted.
        """
        self._file = file
        self._here = _here(file) if file is not None else None

    def read(self) -> str | None:
        """What the run before noted and did not take back; None if there is nothing, or it does not count."""
        if self._file is None or self._here is None:
            return None
        here, _, words = os.pread(self._file.fileno(), _LONGEST, 0).decode(errors="replace").partition("\n")
        return words if here == self._here and words else None

    def write(self, words: str) -> None:
        """Note a line, instead of what was noted; on a disk that is full, nothing is."""
        if self._file is None or self._here is None:
            return
        with contextlib.suppress(OSError):
            os.ftruncate(self._file.fileno(), 0)
            os.write(self._file.fileno(), f"{self._here}\n{words}".encode())

    def erase(self) -> None:
        """Take back what was noted.

        Raises:
            CannotWrite: the disk refuses, and it stands.
        """
        if self._file is None:
            return
        try:
            os.ftruncate(self._file.fileno(), 0)
        except OSError as error:
            raise CannotWrite(Path(self._file.name), error) from error


def _here(file: BinaryIO) -> str | None:
    """Which start of this computer it is, and which file; None where the system does not tell."""
    try:
        boot = _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return None
    status = os.fstat(file.fileno())
    return f"{boot} {status.st_dev} {status.st_ino}"
