"""Kill -9, a power cut, two writers and a full disk, at random moments of every writing command.

Nothing that was acknowledged is lost, nothing is half-recorded, the chain is whole. The tests do some rounds,
`python -m bench.kills ledger` as many as are wanted.
"""

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from household import household
from made_up import new_event, opened, prepared
from worker import Worker

from unbroker.ledger import evidence
from unbroker.ledger.event import Event
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.writing.reference import reference

DAY = date(2026, 11, 22)
ROWS = 4


@contextmanager
def workers() -> Iterator[tuple[Worker, Worker]]:
    """Two of them."""
    pair = Worker(), Worker()
    try:
        yield pair
    finally:
        for worker in pair:
            worker.close()


class Faults:
    """A folder, what was acknowledged in it, and the faults."""

    def __init__(self, path: Path, pair: tuple[Worker, Worker], seed: int) -> None:
        self.path, self.pair, self.random = household(path), pair, random.Random(seed)  # noqa: S311
        self.ledger = SqliteLedger(path / "ledger.sqlite")
        self.number = 0
        self.met: Counter[str] = Counter()
        self.took: dict[str, float] = {}

    def words(self, *words: str) -> list[str]:
        """A command on the folder."""
        return [*words, "--folder", str(self.path), "--today", str(DAY)]

    def new(self, *, waits: bool) -> str:
        """A request whose letter is sealed, and waits to leave or has left."""
        self.number += 1
        broker = f"b{self.number}"
        name = reference(self.ledger.salt, person="me", broker=broker, law="ccpa", rights=(), turn=1)
        pdf = evidence.keep(self.path / "evidence", b"%PDF")
        told = [opened(name, facts={"broker": broker}), prepared(name, hashes={"pdf": pdf})]
        sent = [] if waits else [new_event("sent", DAY, name, letter=f"{name}.1")]
        self.ledger.append([*told, *sent], datetime.now(UTC))
        return name

    def command(self, kind: str) -> tuple[list[str], int]:
        """A writing command, and how many events it writes."""
        name = self.new(waits=kind == "left")
        match kind:
            case "track":
                return self.words("track", name, "note", "--note", "x" * self.random.randrange(5000)), 1
            case "left":
                return self.words("mail", "left", name), 1
            case "import":
                rows = "".join(f",{DAY},{name},note,{number}\n" for number in range(ROWS))
                sheet = self.path / "new.csv"
                sheet.write_text(f"number,on,case,event,note\n{rows}", encoding="utf-8")
                return self.words("ledger", "import", str(sheet), "--yes"), ROWS
            case _:
                return self.words("mail", "post", "--single", "acme", "--again"), 2

    def wait(self, kind: str) -> None:
        """Until a random moment of the command, or one of its writing: while the database's log grows."""
        usual = self.took[kind]
        if self.random.random() < 0.5:
            time.sleep(usual * self.random.triangular(0, 1.1, 0.9))
            return
        log, until = self.path / "ledger.sqlite-wal", time.monotonic() + 2 * usual
        while time.monotonic() < until and not _size(log):
            time.sleep(0.0002)
        time.sleep(self.random.uniform(0, 0.02))

    def check(self, before: list[Event], count: int, code: int) -> None:
        """What was there is there; what the command wrote is there whole or not at all."""
        after = [*self.ledger.read()]
        written = len(after) - len(before)

        assert after[: len(before)] == before
        assert written == count if code == 0 else written in (0, count), (code, written)
        assert self.ledger.verify() is None
        for event in after[len(before) :]:
            for name in event.evidence:
                assert evidence.fetch(self.path / "evidence", name)
        self.met["acknowledged" if code == 0 else "whole" if written else "nothing"] += 1

    def kill(self, kind: str) -> None:
        """Kill -9."""
        words, count = self.command(kind)
        before = [*self.ledger.read()]
        pid = self.pair[0].start(words)
        self.wait(kind)
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            self.met["too late to kill"] += 1
        self.check(before, count, self.pair[0].ended())

    def cut(self, kind: str) -> None:
        """A power cut: the database and its log as they are while the process stands still."""
        words, count = self.command(kind)
        before = [*self.ledger.read()]
        pid = self.pair[0].start(words)
        self.wait(kind)
        os.kill(pid, signal.SIGSTOP) if self._lives(pid) else None
        copy = self.path.parent / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for name in ("ledger.sqlite", "ledger.sqlite-wal"):
            if (self.path / name).exists():
                shutil.copy(self.path / name, copy)
        os.kill(pid, signal.SIGCONT) if self._lives(pid) else None
        found = [*SqliteLedger(copy / "ledger.sqlite").read()]

        assert SqliteLedger(copy / "ledger.sqlite").verify() is None
        assert found[: len(before)] == before
        assert len(found) - len(before) in (0, count)
        self.check(before, count, self.pair[0].ended())

    def race(self, kind: str) -> None:
        """Two writers: both are served, or one is told why not."""
        first, count = self.command(kind)
        second, _ = self.command("track")
        before = [*self.ledger.read()]
        self.pair[0].start(first)
        self.pair[1].start(second)
        codes = [worker.ended() for worker in self.pair]
        written = len([*self.ledger.read()]) - len(before)

        assert codes == [0, 0]
        assert written == count + 1
        assert self.ledger.verify() is None
        self.met["raced"] += 1

    def full(self, kind: str) -> None:
        """A disk on which no file can grow any more."""
        words, count = self.command(kind)
        before = [*self.ledger.read()]
        size = (self.path / "ledger.sqlite").stat().st_size
        self.pair[0].start(words, limit=self.random.choice((0, 4096, 20_000, size)))
        code = self.pair[0].ended()

        assert code in (0, 1), code
        self.check(before, count, code)
        self.met["full disk"] += 1

    def learn(self) -> None:
        """How long each command takes when nobody disturbs it."""
        for kind in ("track", "left", "import", "post"):
            words, count = self.command(kind)
            before, began = [*self.ledger.read()], time.monotonic()
            self.pair[0].start(words)
            self.check(before, count, self.pair[0].ended())
            self.took[kind] = time.monotonic() - began

    @staticmethod
    def _lives(pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def rounds(path: Path, count: int, seed: int) -> Counter[str]:
    """So many faults, of each kind at each command; letters are sealed in one of ten. Answers what they met."""
    with workers() as pair:
        faults = Faults(path / "home", pair, seed)
        faults.learn()
        for number in range(count):
            kind = "post" if number % 10 == 9 else ("track", "left", "import")[number % 3]
            fault = (faults.kill, faults.kill, faults.cut, faults.race, faults.full)[number % 5]
            fault(kind)
        return faults.met
