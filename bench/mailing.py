"""How long a print run takes: `python -m bench.mailing [LETTERS] [--json]`.

The whole command, `unbroker mail post`, in a process of its own and a folder of its own: letters to brokers of the
packaged registry for two people, sealed, printed and listed; then the same command again, when all are sealed.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from unbroker import folder
from unbroker.actions import new_folder
from unbroker.demo import people
from unbroker.planning.plan import plan
from unbroker.planning.selection import Selection

DAY, SHEET, USUAL = date(2026, 11, 22), "us-10", 300


@dataclass(frozen=True)
class Measure:
    """What a command needed."""

    letters: int
    seconds: float
    processor_seconds: float
    """Of all of its processes."""
    peak_mb: int
    """Of the largest of its processes."""
    megabytes: float
    """Of the file to print."""


def measure(own: Path, brokers: list[str]) -> Measure:
    """Run the command once."""
    command = [sys.executable, "-m", "unbroker", "mail", "post", *brokers, "--despite-drop", "--sheet", SHEET]
    begun = time.perf_counter()
    child = subprocess.Popen([*command, "--folder", str(own), "--today", str(DAY)], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    run = own / "outbox" / f"post-{DAY}"
    letters = len((run / "manifest.csv").read_text(encoding="utf-8").splitlines()) - 1
    size = sum(path.stat().st_size for path in run.glob("letters-*.pdf"))
    work = used.ru_utime + used.ru_stime
    return Measure(letters, round(seconds, 1), round(work, 1), used.ru_maxrss // 1024, round(size / 1e6, 2))


def main() -> None:
    """Print the figures as lines, or as JSON."""
    wanted = next((int(word) for word in sys.argv[1:] if word.isdecimal()), USUAL)
    with tempfile.TemporaryDirectory() as scratch:
        own = Path(scratch) / "mine"
        folder.make(own, people.PROFILE, new_folder.SETTINGS)
        selection = Selection(everything=True, courtesy=True, by="post", sheet=SHEET, despite_drop=True)
        opened = folder.open_folder(own)
        items = plan(opened.basis(opened.records.read_cases()), selection, DAY).letters
        brokers: dict[str, int] = {}
        for item in items:
            slug = item.draft.request.broker.slug
            brokers[slug] = brokers.get(slug, 0) + 1
        chosen, letters = list[str](), 0
        for slug, number in brokers.items():
            if letters + number <= wanted:
                chosen.append(slug)
                letters += number
        made = {"sealed and printed": measure(own, chosen), "printed again": measure(own, chosen)}
    if "--json" in sys.argv:
        print(json.dumps({what: asdict(one) for what, one in made.items()}))
        return
    for what, one in made.items():
        figures = f"{one.seconds} s, {one.processor_seconds} s of processor time, {one.peak_mb} MB"
        print(f"{one.letters} letters {what}: {figures}; the file has {one.megabytes} MB")


if __name__ == "__main__":
    main()
