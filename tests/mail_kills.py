"""Kill -9, a full disk and a line that is cut, while hundreds of letters leave for a real server.

For each letter the broker's mailbox has it once, or the ledger says refused or unknown, and why. The tests send some
letters, `python -m bench.kills mail` as many as are wanted.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from household import household
from mail_server import MailServer
from worker import Worker

from unbroker.cases.case import Dispatch, fold
from unbroker.ledger.sqlite import SqliteLedger

ON, REFUSED = "2026-11-23", 10
WRITES = 8
"""A run is killed before it has written that often: a letter takes two or three writes, from waiting to sent."""


def brokers(count: int) -> Mapping[str, str]:
    """So many who do not exist."""
    return {f"b{number}": f"Broker {number}" for number in range(count)}


def letters(path: Path) -> Mapping[str, Dispatch]:
    """Every letter of a folder, as the ledger has it."""
    cases = fold(SqliteLedger(path / "ledger.sqlite").read())
    return {one.letter: one for case in cases for one in case.dispatches}


def accounted(path: Path, server: MailServer) -> Counter[str]:
    """How many letters are in each state, after each was looked for in the mailboxes."""
    server.settle()
    received, known = server.received(), letters(path)
    for letter, one in known.items():
        times = received[one.prepared.fact("message_id") or ""]
        allowed = {"sent": (1,), "unknown": (0, 1), "sending": (0, 1)}.get(one.state, (0,))
        assert times in allowed, (letter, one.state, times)
    why = {(event.letter, event.kind) for event in SqliteLedger(path / "ledger.sqlite").read() if event.fact("text")}
    assert all(one.state in ("prepared", "sending", "sent") or (one.letter, one.state) in why for one in known.values())
    assert SqliteLedger(path / "ledger.sqlite").verify() is None
    return Counter(one.state for one in known.values())


class Sending:
    """Runs of one folder in a process that can be killed."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path, self.worker, self.random = path, Worker(), random.Random(seed)  # noqa: S311
        self.met: Counter[str] = Counter()

    def words(self, *more: str) -> list[str]:
        """The command of a run."""
        return ["mail", "email", "--via", "smtp", "--folder", str(self.path), "--today", ON, *more]

    def run(self, *more: str, limit: int | None = None) -> int:
        """A run that nobody disturbs."""
        self.worker.start(self.words(*more), limit)
        return self.worker.ended()

    def kill(self, writes: int) -> None:
        """A run that is killed after any number of writes up to a limit, and some milliseconds."""
        pid = self.worker.start(self.words())
        for _ in range(self.random.randrange(1, writes)):
            self._wait_for_a_write(pid)
        time.sleep(self.random.choice((0, 0.005, 0.02, 0.1)) * self.random.random())
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            self.met["too late"] += 1
        self.met["killed" if self.worker.ended() < 0 else "too late"] += 1
        in_flight = [one for one in letters(self.path).values() if one.state == "sending"]
        assert len(in_flight) <= 1
        self.met["in flight"] += len(in_flight)
        self.met["in flight, not handed over"] += bool(in_flight) and self._is_noted()

    def resolve(self, server: MailServer) -> None:
        """Say of each unknown letter what its mailbox says; a refused one never left."""
        received = server.received()
        for letter in [letter for letter in letters(self.path).values() if letter.state == "unknown"]:
            came = received[letter.prepared.fact("message_id") or ""] or letter.to.startswith("nosuch@")
            self.met["unknown, and it came" if came else "unknown, and it never came"] += 1
            words = ["mail", "resolve", letter.letter, "--left" if came else "--not-left"]
            self.worker.start([*words, "--folder", str(self.path), "--today", ON])
            assert self.worker.ended() in (0, 1)

    def _is_noted(self) -> bool:
        """Whether the killed run says that it had not handed the letter over."""
        return bool((self.path / "ledger.lock").stat().st_size)

    def _wait_for_a_write(self, pid: int) -> None:
        log = self.path / "ledger.sqlite-wal"
        before = _written(log)
        while _written(log) in (0, before) and Path(f"/proc/{pid}").exists():
            time.sleep(0.0005)


@contextmanager
def sending(path: Path, seed: int) -> Iterator[Sending]:
    """Runs of a folder, whose process ends with them."""
    runs = Sending(path, seed)
    try:
        yield runs
    finally:
        runs.worker.close()


def _written(path: Path) -> int:
    """When something was last written to a file; 0 if nothing is in it."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return 0
    return status.st_mtime_ns if status.st_size else 0


def rounds(server: MailServer, path: Path, count: int, seed: int) -> Counter[str]:
    """Send so many letters, ten of them refused, in runs that are killed without mercy until all have left.

    They are sealed first, in runs that are killed, too, by a server that takes none, so that what is killed then sends.
    There is at most one unknown for each kill; they are resolved, and no letter is lost or doubled. Answers what the
    letters came to before that, and what the kills met.
    """
    boxes = {f"b{number}": "nosuch" for number in range(0, count, count // REFUSED)}
    home = household(path / "home", server.settings(per_day=10**6), brokers(count), boxes)
    before = server.received().total()
    with sending(home, seed) as runs:
        _seal(runs, server, count)
        while _waiting(home):
            runs.kill(WRITES)
            accounted(home, server)
        while runs.run() in (0, 1) and _waiting(home):
            runs.met["runs that finished what was killed"] += 1
        states = accounted(home, server)

        assert states["sent"] + states["refused"] + states["unknown"] == count
        assert states["refused"] + states["unknown"] >= REFUSED >= states["refused"]
        assert states["unknown"] <= runs.met["in flight"] <= runs.met["killed"]
        runs.resolve(server)
        assert runs.run() in (0, 1)
    server.settle()
    after = server.received()

    assert {letter.state for letter in letters(home).values()} == {"sent", "refused"}
    assert after.total() - before == count - REFUSED
    assert max(after[letter.prepared.fact("message_id") or ""] for letter in letters(home).values()) == 1
    return states + runs.met


def _seal(runs: Sending, server: MailServer, count: int) -> None:
    """Seal the letters in runs that are killed, while none is taken."""
    server.switch("over-quota")
    assert runs.run("--limit", "1", "--yes", "1") in (0, 1)
    while len(letters(runs.path)) < count:
        runs.kill(WRITES)
    server.switch("over-quota", on=False)
    runs.met["kills while sealing"] += runs.met["killed"]
    runs.met["killed"] = 0


def _waiting(path: Path) -> bool:
    """Whether a letter has not been tried, or not left."""
    return any(letter.state in {"prepared", "deferred", "stopped", "sending"} for letter in letters(path).values())
