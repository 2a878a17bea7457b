"""Commands that begin in the same moment, each in a process of its own: the program is loaded once, then forked.

As a script it reads commands as a JSON line, forks a child for each that waits for the others, and answers the exit
codes and what was said on standard error as another.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from unbroker import cli
from unbroker.cli import track
from unbroker.cli.mail import email, left

LOADED = (email, left, track)
"""So that a child has nothing left to import."""


class Crowd:
    """A process that has the program loaded."""

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, __file__], stdin=pipe, stdout=pipe, text=True)

    def at_once(self, *commands: tuple[str, ...]) -> list[tuple[int, str]]:
        """Run commands at once; answers of each its exit code and its talk."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(commands) + "\n")
        self.process.stdin.flush()
        return [(code, talk) for code, talk in json.loads(self.process.stdout.readline())]

    def close(self) -> None:
        """End it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def _child(words: list[str], talk: Path, gate: tuple[int, int]) -> None:
    """Wait until the gate is closed behind all, then run a command."""
    os.close(gate[1])
    sink, file = os.open(os.devnull, os.O_RDWR), os.open(talk, os.O_WRONLY | os.O_CREAT, 0o600)
    for stream, to in ((0, sink), (1, sink), (2, file)):
        os.dup2(to, stream)
    os.read(gate[0], 1)
    os._exit(cli.run(words))


def _run(commands: list[list[str]], scratch: Path) -> list[tuple[int, str]]:
    gate = os.pipe()
    children = []
    for number, words in enumerate(commands):
        pid = os.fork()
        if not pid:
            _child(words, scratch / str(number), gate)
        children.append(pid)
    os.close(gate[0])
    os.close(gate[1])
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in children]
    return [(code, (scratch / str(number)).read_text(encoding="utf-8")) for number, code in enumerate(codes)]


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        with tempfile.TemporaryDirectory() as scratch:
            answers = _run(json.loads(line), Path(scratch))
        sys.stdout.write(json.dumps(answers) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
