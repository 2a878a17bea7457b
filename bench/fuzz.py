"""What strangers' files cost: `python -m bench.fuzz --minutes N [PARSER…]`, or `--again PARSER NUMBER` for one input.

Each parser gets a process of its own and inputs of up to 400 kB, valid ones spoiled and short pieces repeated, each
made from its number. A line for each parser says how many it took, the worst processor time and the worst memory of
one, and the numbers of those. It exits with 1 where one was no value, no problem and no refusal of ours, took more
than a second, or took more than 200 MB.
"""

import argparse
import multiprocessing
import resource
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fuzzed import PARSERS, Parser, inputs, made

from unbroker.base.errors import UserError

MOST_SECONDS, MOST_MB = 1.0, 200
HANGS = 60
SHOWN = 20


@dataclass
class Toll:
    """What the inputs of a parser cost."""

    count: int = 0
    seconds: tuple[float, int] = (0.0, 0)
    """The worst, and the number of the input."""
    megabytes: tuple[float, int] = (0.0, 0)
    refused: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    """By what went wrong, with the first input's number, how often."""

    @property
    def is_fine(self) -> bool:
        """Whether no limit was passed."""
        return not self.faults and self.seconds[0] <= MOST_SECONDS and self.megabytes[0] <= MOST_MB


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def take(parser: Parser, number: int, content: bytes, toll: Toll, base: float) -> None:
    """Hand one input in, and add what it cost."""
    before, began = peak(), time.process_time()
    try:
        parser.take(content)
    except UserError:
        toll.refused += 1
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        frame = traceback.extract_tb(error.__traceback__)[-1]
        toll.faults[f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno}, input {number}"] += 1
    toll.count += 1
    toll.seconds = max(toll.seconds, (time.process_time() - began, number))
    if peak() > before:
        toll.megabytes = max(toll.megabytes, (peak() - base, number))


def work(name: str, seconds: float, channel: Connection) -> None:
    """Take inputs until the time is over; tells the number of each before it is taken, and the toll at the end."""
    parser, toll, end = PARSERS[name], Toll(), time.monotonic() + seconds
    for seed in parser.seeds():
        parser.take(seed)
    base = peak()
    for number, content in inputs(parser):
        if time.monotonic() > end:
            break
        channel.send(number)
        take(parser, number, content, toll, base)
    channel.send(toll)


def toll_of(name: str, seconds: float) -> Toll:
    """What a parser's inputs cost; an input at which it hangs, or its process dies, is a fault."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=work, args=(name, seconds, theirs))
    process.start()
    theirs.close()
    number = -1
    try:
        while ours.poll(HANGS):
            message = ours.recv()
            if isinstance(message, Toll):
                return message
            number = message
        fault = f"hangs for {HANGS} s at input {number}"
    except EOFError:
        fault = f"its process died at input {number}"
    finally:
        process.kill()
        process.join()
    return Toll(faults=Counter([fault]))


def main() -> None:
    """Print a line for each parser."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("parsers", nargs="*", choices=[*PARSERS, []], metavar="PARSER")
    arguments.add_argument("--minutes", type=float, default=1.0)
    arguments.add_argument("--again", nargs=2, metavar=("PARSER", "NUMBER"))
    asked = arguments.parse_args()
    if asked.again:
        name, number = asked.again
        print(PARSERS[name].take(made(PARSERS[name], int(number))))
        return
    names = asked.parsers or [*PARSERS]
    print(f"{'parser':12} {'inputs':>8} {'refused':>8} {'worst s':>8} {'input':>7} {'worst MB':>9} {'input':>7}")
    are_fine = True
    for name in names:
        toll = toll_of(name, 60 * asked.minutes / len(names))
        are_fine = are_fine and toll.is_fine
        (seconds, slow), (megabytes, large) = toll.seconds, toll.megabytes
        mark = "" if toll.is_fine else "  <-- beyond a limit"
        print(
            f"{name:12} {toll.count:8} {toll.refused:8} {seconds:8.2f} {slow:7} {megabytes:9.1f} {large:7}{mark}",
            flush=True,
        )
        for fault, count in toll.faults.most_common(SHOWN):
            print(f"  {count} x {fault}")
    raise SystemExit(0 if are_fine else 1)


if __name__ == "__main__":
    main()
