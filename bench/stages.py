"""Where the time of a print run goes: `python -m bench.stages FOLDER WORDS...`, with the words of `mail post`.

The command runs in this process; the processor time of each stage is its own, without that of stages that it calls.
Letters are sealed in the folder: take a copy.
"""

import functools
import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib import import_module

BEGUN = time.process_time()
STAGES: dict[str, tuple[str, ...]] = {
    "the folder is opened": ("unbroker.folder.open_folder",),
    "the plan": ("unbroker.actions.mailing.seal.plan",),
    "the ledger is read": ("unbroker.folder.Records.read_cases", "unbroker.cases.sealed_letters.for_printer"),
    "words": ("unbroker.actions.mailing.typeset.compose",),
    "the page": ("unbroker.actions.mailing.typeset.set_out", "unbroker.actions.mailing.typeset._misdirected"),
    "layout of new pages": (
        "unbroker.paper.press.press._lay_out_shared", "unbroker.paper.press.press._print",
        "unbroker.paper.press.press.Press._make",
    ),
    "kept plates": ("unbroker.paper.press.kept.KeptPlates.fetch",),
    "striking": ("unbroker.paper.press.plate.Plate.strike",),
    "evidence to disk": ("unbroker.ledger.evidence.keep_all",),
    "the ledger": ("unbroker.actions.mailing.record_sealed.seal_all",),
    "evidence read again": ("unbroker.ledger.evidence.fetch",),
    "binding": ("unbroker.paper.press.bundle.Bundle.add", "unbroker.paper.press.bundle.Bundle.close"),
    "manifest and cover": ("unbroker.actions.mailing.run_files.write_manifest", "unbroker.paper.post.cover"),
}  # fmt: skip
"""By stage, the functions whose time is its own, as they are called."""


class Clock:
    """The processor time of each stage, each moment counted once."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._stages, self._since = ["everything else"], time.process_time()

    def change(self) -> None:
        """Charge what has passed to the stage that has been running."""
        now = time.process_time()
        self.spent[self._stages[-1]] += now - self._since  # type: ignore[assignment] # a Counter adds any numbers
        self._since = now

    def watched(self, stage: str, function: Callable[..., object]) -> Callable[..., object]:
        """A function whose time is charged to a stage."""

        @functools.wraps(function)
        def timed(*arguments: object, **named: object) -> object:
            self.change()
            self._stages.append(stage)
            try:
                return function(*arguments, **named)
            finally:
                self.change()
                self._stages.pop()

        return timed


def watch(clock: Clock) -> None:
    """Put a clock into each stage."""
    for stage, names in STAGES.items():
        for name in names:
            place, _, last = name.rpartition(".")
            try:
                holder = import_module(place)
            except ModuleNotFoundError:
                module, _, owner = place.rpartition(".")
                holder = getattr(import_module(module), owner)
            setattr(holder, last, clock.watched(stage, getattr(holder, last)))


def main() -> None:
    """Print a line for each stage."""
    from unbroker.cli import run  # noqa: PLC0415 - its loading is a stage

    import_module("unbroker.cli.mail.post")
    clock = Clock()
    clock.spent["imports"] = time.process_time() - BEGUN  # type: ignore[assignment] # as above
    watch(clock)
    run(["mail", "post", *sys.argv[2:], "--folder", sys.argv[1]])
    clock.change()
    whole = sum(clock.spent.values())
    for stage, seconds in clock.spent.most_common():
        print(f"{stage:24} {seconds:8.2f} s {100 * seconds / whole:5.1f} %", file=sys.stderr)


if __name__ == "__main__":
    main()
