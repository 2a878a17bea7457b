"""The route of a value through the modules: from a selection of brokers to letters that are sealed.

`python docs/route.py` seals letters of the demo's people in a folder that is thrown away, watches the program, and
prints each module that is handed the value by another room (a folder of `src/unbroker`, or a module beside them),
in the order of the first visit. A call that goes to a room above the caller's is a step back up.

The value is a selection first, then a plan, its letters, their drafts, words, pages and events: a call counts if one
of these is among its arguments, alone or in a collection.
"""

import contextlib
import io
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import FrameType

from unbroker import folder
from unbroker.cli import run
from unbroker.demo import people

ROOT = Path(__file__).parent.parent
CARRIED = {
    "Selection", "Mailing", "Plan", "PlannedLetter", "Draft", "Letter", "LetterPage", "Typeset", "Parts", "NewEvent",
}  # fmt: skip
"""The classes of the value on its way."""


class Route:
    """What is handed from room to room."""

    def __init__(self) -> None:
        self.steps: dict[tuple[str, str], None] = {}

    def watch(self, frame: FrameType, event: str, _: object) -> None:
        """See a call."""
        if event != "call":
            return
        callee, caller = module_of(frame), caller_of(frame)
        if callee and caller and room_of(callee) != room_of(caller) and carries(frame):
            self.steps.setdefault((caller, callee))


def module_of(frame: FrameType) -> str | None:
    """The module of a call, without the package's name; None for other people's code."""
    name = str(frame.f_globals.get("__name__", ""))
    return name.removeprefix("unbroker.") if name.startswith("unbroker.") else None


def caller_of(frame: FrameType) -> str | None:
    """The nearest module of ours that led to a call."""
    above = frame.f_back
    while above is not None and module_of(above) is None:
        above = above.f_back
    return module_of(above) if above else None


def room_of(module: str) -> str:
    """The room of a module."""
    return module.partition(".")[0]


def carries(frame: FrameType) -> bool:
    """Whether the value is among the arguments of a call."""
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return any(is_carried(frame.f_locals.get(name)) for name in names)


def is_carried(argument: object) -> bool:
    """Whether an argument is the value, or a collection of it."""
    if isinstance(argument, (list, tuple)):
        return bool(argument) and type(argument[0]).__name__ in CARRIED
    return type(argument).__name__ in CARRIED


def floors() -> Mapping[str, int]:
    """The rooms by the layers of the house, the lowest first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers: Iterable[str] = next(rule["layers"] for rule in contracts if rule["containers"] == ["unbroker"])
    return {room.strip(): floor for floor, layer in enumerate(reversed([*layers])) for room in layer.split("|")}


def lines(route: Route) -> Iterator[str]:
    """The route, a line a module, then the steps back up and how many there are of both."""
    floor = floors()
    entered = dict.fromkeys(callee for _, callee in route.steps)
    for number, module in enumerate(entered, 1):
        yield f"{number:3}  {module}"
    up = [(caller, callee) for caller, callee in route.steps if floor[room_of(callee)] > floor[room_of(caller)]]
    yield from (f"up   {caller} -> {callee}" for caller, callee in up)
    yield f"{len(entered)} modules, {len(up)} steps back up"


def main() -> None:
    """Seal letters of the demo's people, and print the route."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "letters"
        folder.make(path, people.PROFILE, "per_day: 40\n")
        route = Route()
        words = ["mail", "post", "--for", "jordan", "--despite-drop", "--folder", str(path), "--today", "2026-11-22"]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            run([*words, "--dry-run"])  # so that nothing is loaded for the first time while it is watched
            sys.setprofile(route.watch)
            run(words)
            sys.setprofile(None)
    sys.stdout.write("\n".join(lines(route)) + "\n")


if __name__ == "__main__":
    main()
