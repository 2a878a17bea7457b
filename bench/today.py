"""How this program stands against an earlier one: `python -m bench.today BASE_CHECKOUT [--json] [--runs N] [ROW...]`.

Both checkouts are built and installed, each into a folder of its own, and run in turn by this interpreter with its
libraries, pinned to one core: the same command, on copies of the same folder. The first run of each has an empty
cache and a folder that nobody opened; the others come after it, and one that writes has each time a folder as the
program left it before. A ROW is the beginning of a row's name; without one
all rows are run, which takes an hour. The base of the project's figures is commit cb75317, which needs SQLAlchemy.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from bench.today_folders import CROWD, FOLDERS, POST, TODAY

_SMALL = {
    "status": ("status",),
    "due": ("due",),
    "plan": ("plan",),
    "show": ("show", "example-records"),
    "track": ("track", "example-records", "note", "--note", "x"),
    "brokers list": ("brokers", "list"),
    "deadline": ("deadline", "ccpa", "delete", "--received", "2026-11-02"),
}


_MEASURED = """
import os, subprocess, sys
with open(sys.argv[1], "wb") as answer:
    child = subprocess.Popen(sys.argv[2:], stdout=answer, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
child.returncode = os.waitstatus_to_exitcode(status)
print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
sys.exit(child.returncode)
"""
"""Runs a command for a small process: a child's peak of memory begins with that of the process that started it."""


@dataclass(frozen=True)
class Row:
    """A command, and the folder that it runs in."""

    name: str
    folder: str
    words: tuple[str, ...]
    writes: bool = False
    """Whether each run needs a folder as it was."""
    before: tuple[str, ...] = ("status",)
    """Of one that writes: a command that was run in the folder before, so that what is done once is done."""
    new_words: tuple[str, ...] = ()
    """What the newer program must be told to do as the older one did."""


@dataclass(frozen=True)
class Run:
    """What one run of a command needed."""

    seconds: float
    """Of the processor."""
    peak_mb: int
    lines: tuple[str, ...] = field(repr=False)
    """What it answered."""


@dataclass(frozen=True)
class Side:
    """A checkout, installed."""

    name: str
    scratch: Path

    @property
    def library(self) -> Path:
        """Where it is installed."""
        return self.scratch / self.name / "lib"

    @property
    def environment(self) -> dict[str, str]:
        """What its processes see; its cache is its own."""
        cache = str(self.scratch / self.name / "cache")
        return {**os.environ, "PYTHONPATH": str(self.library), "XDG_CACHE_HOME": cache, "COLUMNS": "100"}

    def python(self, *words: str) -> str:
        """Run Python with this side's program; answers what it printed."""
        command = [sys.executable, *words]
        done = subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def copy(self, folder: Path, name: str = "folder") -> Path:
        """A copy of a folder that is this side's own."""
        own = self.scratch / self.name / name
        with suppress(FileNotFoundError):
            shutil.rmtree(own)
        return Path(shutil.copytree(folder, own))

    def run(self, words: tuple[str, ...], folder: Path) -> Run:
        """Run one command of the program."""
        command = [sys.executable, "-m", "unbroker", *words, "--folder", str(folder), "--today", TODAY]
        output = self.scratch / self.name / "output"
        measured = [sys.executable, "-I", "-c", _MEASURED, str(output), *command]
        done = subprocess.run(measured, env=self.environment, check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{self.name}: {' '.join(words)} left with {done.returncode}")
        seconds, peak = done.stdout.split()
        lines = tuple(output.read_text(encoding="utf-8").replace(str(folder), "FOLDER").splitlines())
        return Run(float(seconds), int(peak), lines)


@dataclass(frozen=True)
class Figures:
    """A row's figures, of the older program and of this one: processor time and peak memory."""

    name: str
    base_seconds: float
    base_mb: int
    seconds: float
    mb: int
    cold_base_seconds: float
    cold_seconds: float
    lines: int
    other_lines: int
    """How many lines of this program's answer the older one's does not have."""

    @property
    def ratio(self) -> float:
        """Of the processor times."""
        return self.seconds / self.base_seconds

    def __str__(self) -> str:
        cold = f"{self.cold_base_seconds:8.2f} {self.cold_seconds:8.2f}"
        answer = "same" if not self.other_lines else f"{self.other_lines} of {self.lines} lines differ"
        memory = f"{self.base_mb:6} {self.mb:6}"
        return (
            f"{self.name:34} {self.base_seconds:8.3f} {self.seconds:8.3f} {self.ratio:6.3f} {memory} {cold}  {answer}"
        )


def rows() -> Iterator[Row]:
    """All that is compared."""
    for name, words in _SMALL.items():
        yield Row(name, "demo", words, writes=name == "track", before=(*words[:-1], "before"))
    for events in (100_000, 1_000_000):
        for name in ("status", "due"):
            yield Row(f"ledger {events} {name}", f"ledger {events}", (name,))
        note = ("track", "REQUEST", "note", "--note")
        yield Row(f"ledger {events} track", f"ledger {events}", (*note, "x"), writes=True, before=(*note, "before"))
        yield Row(f"ledger {events} verify", f"ledger {events}", ("ledger", "verify"))
    for people in CROWD:
        by_plan = ("plan", "--pack", "today")
        alike = (*by_plan, "--courtesy", "--alone")
        yield Row(f"plan {people} people", f"crowd {people}", by_plan, new_words=alike)
        yield Row(f"plan {people} people --json", f"crowd {people}", (*by_plan, "--json"), new_words=(*alike, "--json"))
        post = ("mail", "post", *POST)
        new_words = (*post, "--courtesy", "--alone", "--yes", "LETTERS")
        yield Row(
            f"mail post {people} people", f"crowd {people}", post, writes=True, before=by_plan, new_words=new_words
        )
    one = ("letters", "acxiom")
    alike = (*one, "--courtesy", "--alone")
    yield Row("letters of one broker", "crowd 5", one, writes=True, before=("plan", "acxiom"), new_words=alike)


def installed(name: str, checkout: Path, scratch: Path) -> Side:
    """Build a checkout and install it without its libraries, which are this interpreter's."""
    if "sqlalchemy" in (checkout / "pyproject.toml").read_text(encoding="utf-8") and find_spec("sqlalchemy") is None:
        raise SystemExit("the older program needs SQLAlchemy: pip install 'sqlalchemy>=2.0.30'")
    side = Side(name, scratch)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", str(side.library), str(checkout.resolve())], check=True)
    return side


def compared(row: Row, base: Side, new: Side, folder: Path, runs: int) -> Figures:
    """Run a row on both sides in turn."""
    sides = {base: row.words, new: row.new_words or row.words}
    folders, measured = dict[Side, Path](), dict[Side, list[Run]]()
    opened: dict[Side, Path] = {}
    """Of a row that writes: the folder as it was, after a command that only reads."""
    for side, words in sides.items():
        shutil.rmtree(side.scratch / side.name / "cache", ignore_errors=True)
        folders[side] = side.copy(folder)
        sides[side] = _asked(words, side, folder)
    for _ in range(runs + 1):
        for side, words in sides.items():
            if row.writes and measured.get(side):
                folders[side] = side.copy(opened[side])
            measured.setdefault(side, []).append(side.run(words, folders[side]))
            if row.writes and side not in opened:
                opened[side] = side.copy(folder, "opened")
                side.run(_asked(row.before, side, folder), opened[side])
    (cold, *old), (cold_new, *warm) = measured[base], measured[new]
    answer = (warm or [cold_new])[-1].lines
    known = set((old or [cold])[-1].lines)
    return Figures(
        row.name, *_middle(old or [cold]), *_middle(warm or [cold_new]), cold.seconds, cold_new.seconds, len(answer),
        sum(line not in known for line in answer),
    )  # fmt: skip


def _asked(words: tuple[str, ...], side: Side, folder: Path) -> tuple[str, ...]:
    return tuple(_ASKED[word](side, folder) if word in _ASKED else word for word in words)


def _letters(side: Side, folder: Path) -> str:
    """How many letters a mailing by post is to confirm."""
    words = ("mail", "post", *POST, "--courtesy", "--alone", "--dry-run", "--json")
    return str(len(json.loads("\n".join(side.run(words, side.copy(folder)).lines))))


def _request(side: Side, folder: Path) -> str:
    """A request that is open."""
    lines = side.run(("status",), side.copy(folder)).lines
    return next(word for line in lines for word in line.split() if re.fullmatch("UB-[0-9A-Z]{8}", word))


_ASKED = {"LETTERS": _letters, "REQUEST": _request}
"""What stands in a command for something that the folder must be asked for."""


def _middle(runs: list[Run]) -> tuple[float, int]:
    return median(run.seconds for run in runs), max(run.peak_mb for run in runs)


def main() -> None:
    """Print a line for each row, or all as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", type=Path, help="a checkout of the older program")
    parser.add_argument("rows", nargs="*", help="the beginnings of the names of rows")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=3, help="how many after the first; 0 for that alone")
    options = parser.parse_intermixed_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    chosen = [row for row in rows() if not options.rows or row.name.startswith(tuple(options.rows))]
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        base, new = installed("base", options.base, scratch), installed("new", Path(__file__).parents[1], scratch)
        if not options.json:
            columns = f"{'base s':>8} {'new s':>8} {'ratio':>6} {'MB':>6} {'MB':>6} {'cold':>8} {'cold':>8}"
            print(f"{'processor time, median':34} {columns}  answers")
        all_figures = []
        for row in chosen:
            kind, _, size = row.folder.partition(" ")
            folder = scratch / row.folder.replace(" ", "-")
            if not folder.exists():
                base.python("-c", FOLDERS[kind], str(folder), size, str(options.base.resolve()))
            figures = compared(row, base, new, folder, options.runs)
            all_figures.append({**asdict(figures), "ratio": round(figures.ratio, 4)})
            if not options.json:
                print(figures, flush=True)
    if options.json:
        print(json.dumps(all_figures, indent=2))


if __name__ == "__main__":
    main()
