"""Kill -9, a full disk and a line that is cut, while hundreds of letters leave for a real server.

For each letter the broker's mailbox has it once, or the ledger says refused or unknown, and why. `UNBROKER_LETTERS=1000
pytest tests/actions/mailing/test_mail_faults.py -s` sends more than the usual 300, and shows what was met.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from cutter import Moment, cutting
from household import Home, household
from mail_server import MailServer
from worker import Worker

from unbroker.cases.case import Dispatch, fold
from unbroker.ledger.sqlite import SqliteLedger

LETTERS = int(os.environ.get("UNBROKER_LETTERS", "300"))
ON = "2026-11-23"


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

    def kill(self) -> None:
        """A run that is killed after any number of writes, and some milliseconds."""
        pid = self.worker.start(self.words())
        for _ in range(self.random.randrange(1, 100)):
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

    def _wait_for_a_write(self, pid: int) -> None:
        log = self.path / "ledger.sqlite-wal"
        before = _changed(log)
        while _changed(log) == before and Path(f"/proc/{pid}").exists():
            time.sleep(0.0005)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@pytest.mark.slow
def test_no_letter_is_lost_or_doubled_when_runs_are_killed(
    mail_server: MailServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Hundreds of letters, ten refused, kills without mercy; at most one unknown for each kill."""
    boxes = {f"b{number}": "nosuch" for number in range(0, LETTERS, LETTERS // 10)}
    path = household(tmp_path / "home", mail_server.settings(per_day=10**6), brokers(LETTERS), boxes)
    sending = Sending(path, seed=random.randrange(2**32))  # noqa: S311
    before = mail_server.received().total()
    assert sending.run("--limit", "1", "--yes", "1") in (0, 1)
    while len(letters(path)) < LETTERS:
        sending.kill()
        accounted(path, mail_server)
    sending.run()
    met = accounted(path, mail_server)
    with capsys.disabled():
        print(dict(met), dict(sending.met))  # noqa: T201

    assert met["sent"] + met["refused"] + met["unknown"] == LETTERS
    assert met["refused"] + met["unknown"] >= 10 >= met["refused"]
    assert met["unknown"] <= sending.met["in flight"] <= sending.met["killed"]

    home, received = Home(path, capsys), mail_server.received()
    for one in [one for one in letters(path).values() if one.state == "unknown"]:
        came = received[one.prepared.fact("message_id") or ""] or one.to.startswith("nosuch@")
        code, _, said = home.call("mail", "resolve", one.letter, "--left" if came else "--not-left", today=ON)
        assert code in (0, 1), said
    assert sending.run() in (0, 1)
    sending.worker.close()
    mail_server.settle()
    after = mail_server.received()

    assert {one.state for one in letters(path).values()} == {"sent", "refused"}
    assert after.total() - before == LETTERS - 10
    assert max(after[one.prepared.fact("message_id") or ""] for one in letters(path).values()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 60_000, 150_000, 250_000])
def test_a_full_disk_loses_no_letter(mail_server: MailServer, tmp_path: Path, size: int) -> None:
    """No file can grow beyond a size: whatever stops, the next run goes on."""
    path = household(tmp_path / "home", mail_server.settings(), brokers(8))
    sending = Sending(path, seed=1)
    first = sending.run("--yes", "8", limit=size)
    accounted(path, mail_server)
    left = [one for one in letters(path).values() if one.state in ("sent", "sending")]
    again = sending.run("--yes", str(8 - len(left)))
    sending.worker.close()
    met = accounted(path, mail_server)

    assert (first in (0, 1), again in (0, 1)) == (True, True)
    assert met["sent"] + met["unknown"] == 8
    assert met["unknown"] <= 1


@pytest.mark.parametrize("moment", ["MAIL", "RCPT", "DATA", "dot", "answer"])
def test_a_line_that_is_cut_harms_one_letter(
    mail_server: MailServer, tmp_path: Path, moment: Moment, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others leave in the same run; that one is deferred or unknown, as it may have been taken or not."""
    with cutting(mail_server, moment) as line:
        home = Home(household(tmp_path / "home", mail_server.settings(port=line.port)), capsys)
        home.call("mail", "email", "--via", "smtp", "--yes", "3")
        met = accounted(home.path, mail_server)
        state = "unknown" if moment in ("dot", "answer") else "deferred"
        assert met == {state: 1, "sent": 2}
        home.call("mail", "email", "--via", "smtp")
    again = accounted(home.path, mail_server)

    assert again == ({"sent": 3} if state == "deferred" else met)
