"""A process with the program loaded, to which a command can be given and whose life can be cut short."""

import json
import os
import subprocess
import sys
from pathlib import Path


class Worker:
    """A zygote, and the command that it runs."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("zygote.py")
        self.process = subprocess.Popen(
            [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, words: list[str], limit: int | None = None) -> int:
        """Begin a command; answers its process id."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"words": words, "limit": limit}) + "\n")
        self.process.stdin.flush()
        return int(self._line())

    def ended(self) -> int:
        """The exit code of the command; negative if a signal ended it."""
        return os.waitstatus_to_exitcode(int(self._line()))

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
