"""How `status`, `due` and `track` grow with the ledger, as whole processes: time and memory.

Run: `python -m bench.ledger [EVENTS...]` (1000 10000 100000 if none are named; 1000000 takes some minutes).
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from unbroker import folder as folders
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Acknowledged, Answered, Closed, Opened, Prepared, Received, Sent
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.ledger.stored import Destination, Disclosed
from unbroker.writing.reference import reference

PROFILE = """\
people:
  - name: Sam Specimen
    residence: US-CA
    city: Sampleton
    emails: [sam@example.org]
"""
START = date(2026, 1, 5)
TODAY = START + timedelta(days=330)
RIGHTS = ("opt-out", "delete", "access-categories")


def requests(salt: bytes) -> Iterator[NewEvent]:
    """A household's and a clinic's years: every fifth request is still open."""
    number = 0
    while True:
        name = reference(salt, person="me", broker=f"b{number}", law="ccpa", rights=RIGHTS, turn=1)
        on, letter = START + timedelta(days=number % 300), f"{name}.1"
        yield NewEvent(
            Opened(
                person="me", broker=f"b{number % 2900}", broker_name=f"Broker {number}", law="ccpa", rights=RIGHTS,
                binding=True, residence="US-CA", controller="US-CA",
            ),
            on, name,
        )  # fmt: skip
        to = Destination("post", f"{number} Specimen Plaza", "US")
        discloses = (Disclosed("name", "Sam Specimen", "to find the record"),)
        hashes = {"text": "0" * 64, "pdf": "1" * 64}
        sealed = Prepared(recipient=(f"Broker {number}",), channel=to, discloses=discloses, hashes=hashes)
        yield NewEvent(sealed, on, name, letter=letter, run=f"post-{on}")
        yield NewEvent(Sent(), on + timedelta(1), name, letter=letter, run=f"post-{on}")
        yield NewEvent(Received(proof="carrier"), on + timedelta(6), name, letter=letter)
        yield NewEvent(Acknowledged(), on + timedelta(12), name)
        if number % 5:
            for days, right in enumerate(RIGHTS, 20):
                yield NewEvent(Answered(outcome="fulfilled"), on + timedelta(days), name, right)
            yield NewEvent(Closed(), on + timedelta(days=60), name)
        number += 1


def made(path: Path, events: int) -> None:
    """A folder with so many events; prints the name of a request that is open."""
    folders.make(path, PROFILE, "per_day: 40\n")
    ledger = SqliteLedger(path / "ledger.sqlite")
    events_of_years = requests(ledger.salt)
    for start in range(0, events, 50_000):
        ledger.append(islice(events_of_years, min(50_000, events - start)), datetime.now(UTC))
    print(reference(ledger.salt, person="me", broker="b0", law="ccpa", rights=RIGHTS, turn=1))


def run(path: Path, *words: str) -> tuple[float, float, int]:
    """Seconds on the clock, seconds of work, and the peak of memory in MB of one command."""
    command = [sys.executable, "-m", "unbroker", *words, "--folder", str(path), "--today", str(TODAY)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} left with {process.returncode}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def main() -> None:
    """Print a row for each size and command."""
    if sys.argv[1:2] == ["make"]:
        made(Path(sys.argv[2]), int(sys.argv[3]))
        return
    sizes = [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000]
    print(f"{'events':>9}  {'command':<16} {'seconds':>8} {'of work':>8} {'MB':>6}")
    for events in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "home"
            # A process of its own: a child's peak is never below its parent's.
            making = [sys.executable, __file__, "make", str(path), str(events)]
            name = subprocess.run(making, check=True, capture_output=True, text=True).stdout.strip()
            track = ("track", name, "note", "--note", "x")
            for words in (("status",), ("status", "--json"), ("due",), track, ("ledger", "verify")):
                seconds, work, memory = run(path, *words)
                print(f"{events:>9}  {' '.join(words[:2]):<16} {seconds:>8.2f} {work:>8.2f} {memory:>6}", flush=True)


if __name__ == "__main__":
    main()
