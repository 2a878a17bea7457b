"""A process with the program loaded that forks a child for each command: its life can be cut short at any moment.

It reads commands as JSON lines, answers the child's process id, then how the child ended. Run with a limit of file
size as its argument, it lets no file grow beyond that.
"""

import json
import os
import resource
import signal
import sys

from unbroker import cli
from unbroker.cli import edit, ledger, lock, mail, pack, track, unlock
from unbroker.cli.mail import email

LOADED = (edit, email, ledger, lock, mail, pack, track, unlock)
"""So that a child has nothing left to import."""


def child(words: list[str], limit: int | None) -> None:
    """Run a command, and say nothing."""
    sink = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(sink, stream)
    if limit is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    os._exit(cli.run(words))


def say(number: int) -> None:
    """Answer with a line."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until the input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            child(order["words"], order["limit"])
        say(pid)
        say(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
