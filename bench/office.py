"""What an office costs, on PostgreSQL's own programs on 127.0.0.1: `python -m bench.office work|kill|staff|status`.

work     clients planned, sealed and printed by one worker, then by two: letters a second, memory of each
kill     workers killed at random while they do the same: nothing lost, nothing doubled
staff    eight people recording at once in the same few ledgers: the chains whole
status   the cost of one client's status in an office of many, beside the same client alone in a folder
"""

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import offices
import postgres

from unbroker.actions.hand_over import do_hand_over, plan_hand_over
from unbroker.actions.take_in import do_take_in, plan_take_in
from unbroker.base import files
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Note
from unbroker.office import OfficeFolder

DAY = "2026-11-23"
PACK = {60: "recruiting", 3: "made-up"}
"""By about how many letters a client shall get: the pack of brokers."""


@contextmanager
def an_office(clients: int, pack: str) -> Iterator[tuple[OfficeFolder, postgres.Cluster]]:
    """A server with the settings that it has from the start, and an office with clients in California."""
    with tempfile.TemporaryDirectory(prefix="office-") as folder, postgres.cluster("max_connections=200") as server:
        office = offices.office(Path(folder) / "office", server, server.with_queue())
        rows = (offices.row(f"client-{number}", f"Client Number{number}") for number in range(1, clients + 1))
        table = (offices.HEAD + "".join(rows)).replace("made-up", pack)
        begun = time.perf_counter()
        do_take_in(office, plan_take_in(office, table.encode(), "clients.csv"))
        say(f"took {clients} clients in: {time.perf_counter() - begun:.1f} s")
        yield office, server


def call(office: OfficeFolder, *words: str) -> subprocess.CompletedProcess[str]:
    """Call a command."""
    command = [sys.executable, "-m", "unbroker", *words, "--folder", str(office.path)]
    return subprocess.run(
        command, check=True, text=True, capture_output=True, env={**os.environ, "UNBROKER_TODAY": DAY}
    )


def worker(office: OfficeFolder, *words: str) -> subprocess.Popen[bytes]:
    """Start a worker."""
    command = [sys.executable, "-m", "unbroker", "work", *words, "--folder", str(office.path)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, env={**os.environ, "UNBROKER_TODAY": DAY})


def peak_of(process: int) -> int:
    """The most memory that a process has had, in MB; 0 if it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def cpu_of_children() -> float:
    """Seconds that a core has worked for processes of ours that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def states(office: OfficeFolder) -> Counter[tuple[str, str]]:
    """How many jobs there are, by task and state."""
    return Counter({(task, state): count for task, state, count in office.server.jobs() if task != "take-up"})


def work(clients: int, pack: str, workers: int) -> None:
    """Plan, seal and print."""
    with an_office(clients, pack) as (office, server):
        call(office, "office", "ask", "plan", "--all", "--all-by-post")
        begun, before = time.perf_counter(), cpu_of_children()
        running = [worker(office) for _ in range(workers)]
        memory: list[tuple[int, int]] = []
        while (counts := states(office))["plan", "succeeded"] < clients or counts["seal", "todo"] + counts[
            "seal", "doing"
        ]:
            time.sleep(0.5)
            memory.append((counts["seal", "succeeded"], max(peak_of(process.pid) for process in running)))
            if any(state == "failed" for _, state in counts):
                raise SystemExit(f"failed: {counts}")
        sealed = time.perf_counter() - begun
        for process in running:
            process.send_signal(signal.SIGTERM)
            process.wait()
        worked = cpu_of_children() - before
        begun, before = time.perf_counter(), cpu_of_children()
        printed = json.loads(call(office, "office", "print", "--json").stdout)
        bound, binding = time.perf_counter() - begun, cpu_of_children() - before
        letters = printed["letters"]
        halfway = next((peak for done, peak in memory if done >= clients / 2), 0)
        size = server.sql(str(database(office)), "SELECT pg_database_size(current_database())").strip()
        kept = sum(path.stat().st_size for path in office.path.glob("clients/*/evidence/*"))
        each, bound_each = (f"{1000 * seconds / letters:.0f} ms of a core each" for seconds in (worked, binding))
        say(f"{workers} workers: {letters} letters of {clients} clients sealed in {sealed:.1f} s, {each}")
        say(f"  {letters / sealed:.1f} a second; memory {halfway} MB halfway, {memory[-1][1]} MB at the end")
        say(f"  printed in {bound:.1f} s ({bound_each}) as {printed['parcels']} parcels")
        say(f"  database {int(size) // 2**20} MB, evidence {kept // 2**20} MB")
        verify(office)


def database(office: OfficeFolder) -> str:
    """The name of its database."""
    name: str = office.server.server.database  # type: ignore[attr-defined]
    return name


def verify(office: OfficeFolder) -> None:
    """Every chain is whole, and no letter is sealed twice."""
    for client in office.clients():
        ledger = office.ledger(client)
        check(ledger.verify() is None, client)
        sealed = [event.letter for event in ledger.read(kinds=["prepared"])]
        check(len(sealed) == len(set(sealed)), client)


def is_busy(office: OfficeFolder) -> bool:
    """Whether there is work to be done beside printing."""
    return any(state in ("todo", "doing") for task, state in states(office) if task != "print")


def kill(clients: int, pack: str, kills: int, seed: int) -> None:
    """Kill one of four workers at random moments until so many are dead, then let the others end the work."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    with an_office(clients, pack) as (office, _):
        call(office, "office", "ask", "plan", "--all", "--all-by-post")
        running = [worker(office, "--heartbeat", "1") for _ in range(4)]
        for number in range(kills):
            while not any(state == "doing" for _, state in states(office)):
                if not is_busy(office):
                    call(office, "office", "ask", "plan", "--all", "--all-by-post")
                time.sleep(0.1)
            time.sleep(chance.uniform(0, 8))
            dead = running.pop(0)
            dead.kill()
            dead.wait()
            running.append(worker(office, "--heartbeat", "1"))
            if not (number + 1) % 10:
                say(f"{number + 1} killed: {dict(states(office))}")
        while is_busy(office):
            time.sleep(1)
        for process in running:
            process.send_signal(signal.SIGTERM)
            process.wait()
        counts = [len([*office.ledger(client).read(kinds=["prepared"])]) for client in office.clients()]
        verify(office)
        printed = json.loads(call(office, "office", "print", "--json").stdout)
        check(printed["letters"] == sum(counts), "letters are missing")
        say(f"{kills} workers killed: {dict(states(office))}")
        say(f"  letters a client: {dict(Counter(counts))}; all chains whole, none sealed twice")


def staff(people: int, events: int) -> None:
    """Several people record at once in the same four ledgers, each in a process of its own."""
    with an_office(4, "made-up") as (office, _):
        code = (
            "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[2]); from bench.office import record;"
            "record(Path(sys.argv[1]), int(sys.argv[3]))"
        )
        root = str(Path(__file__).parent.parent)
        begun = time.perf_counter()
        running = [
            subprocess.Popen([sys.executable, "-c", code, office.path, root, str(events)]) for _ in range(people)
        ]
        check(sum(process.wait() for process in running) == 0, "one failed")
        took = time.perf_counter() - begun
        lengths = [office.ledger(client).length for client in office.clients()]
        verify(office)
        check(sum(lengths) == people * events, "events are missing")
        say(f"{people} people, {people * events} events in {took:.1f} s with start-up; all chains whole: {lengths}")


def record(path: Path, events: int) -> None:
    """Record notes in all ledgers of an office in turn."""
    office = offices.offices.find(path, {}, path)
    clients = office.clients()
    for number in range(events):
        note = NewEvent(Note(note=str(number)), date(2026, 11, 23))
        office.ledger(clients[number % len(clients)]).append([note], datetime.now(UTC))


def status(clients: int, events: int) -> None:
    """One client's status among many, and alone."""
    with an_office(1, PACK[60]) as (office, server):
        call(office, "office", "ask", "plan", "--all", "--all-by-post")
        call(office, "work", "--once")
        ledger = office.ledger("client-1")
        references = sorted({event.reference or "" for event in ledger.read(kinds=["opened"])})
        notes = (
            NewEvent(Note(note="a word"), date(2026, 11, 23), name) for name in references * (events // len(references))
        )
        ledger.append([*notes][: events - ledger.length], datetime.now(UTC))
        alone = do_hand_over(plan_hand_over(office, "client-1", office.path.parent / "alone"))
        before = timed(office.folder("client-1"))
        links = [*ledger.links()]
        begun = time.perf_counter()
        for number in range(2, clients + 1):
            office.server.create(f"client-{number}", Path(), ledger.salt, links)
        server.sql(database(office), "ANALYZE")
        took = time.perf_counter() - begun
        say(f"{clients} ledgers of {len(links)} events and {len(references)} requests in {took:.0f} s")
        folder = timed(alone)
        many = timed(office.folder("client-1"))
        size = int(server.sql(database(office), "SELECT pg_database_size(current_database())"))
        say(f"status, seconds of a core, median of 9: alone in a folder {folder:.3f}")
        say(f"  in an office of 1 {before:.3f}, of {clients} {many:.3f}: {many / folder:.2f} times alone")
        say(f"  {size / clients / len(links):.0f} bytes an event")


def timed(path: Path) -> float:
    """Seconds that a core works for `status` on a folder, as it is typed; a busy machine does not tell."""
    command = [sys.executable, "-m", "unbroker", "status", "--today", DAY, "--folder", str(path)]
    seconds = []
    for _ in range(9):
        begun = cpu_of_children()
        subprocess.run(command, check=True, capture_output=True)
        seconds.append(cpu_of_children() - begun)
    return median(seconds)


def check(holds: bool, words: str) -> None:  # noqa: FBT001 - what is checked
    """End with words where something does not hold.

    Raises:
        SystemExit: it does not.
    """
    if not holds:
        raise SystemExit(f"broken: {words}")


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def main(words: Sequence[str]) -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["work", "kill", "staff", "status"])
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--pack", default=PACK[60])
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--events", type=int, default=600)
    chosen = parser.parse_args(words)
    say(f"{files.packaged('brokers.yaml').name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    match chosen.what:
        case "work":
            for workers in chosen.workers:
                work(chosen.clients, chosen.pack, workers)
        case "kill":
            kill(chosen.clients, chosen.pack, chosen.kills, chosen.seed)
        case "staff":
            staff(chosen.people, chosen.events)
        case _:
            status(chosen.clients, chosen.events)


if __name__ == "__main__":
    main(sys.argv[1:])
