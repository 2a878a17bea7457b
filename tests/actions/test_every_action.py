"""Every action is driven without the command line: plans are pure, what is done twice is done once; `every_action.py`.

And no room below the edges asks, prints or reads the clock.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import every_action
import pytest

import unbroker
from unbroker import actions

SCRIPT = Path(every_action.__file__)
SOURCES = Path(unbroker.__file__).parent
ACTIONS = Path(actions.__path__[0])
PARTS = {
    "check_writers", "handed_in", "known_names", "known_state", "outcome", "patience", "plain_copies", "plates",
    "posted_letters", "record_sealed",
    "run_files", "typeset", "widen",
}  # fmt: skip
"""Modules that no user calls: the parts of which mailings and checks are made."""
LOOKS = {"check", "effort", "follow_up", "office_due", "planned", "show_trail", "status"}
"""Modules that only look: what they answer is the whole of it."""
ROOMS = ("actions", "cases", "planning", "reports", "ledger", "paper", "mail", "writing", "facts")
CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("time", "time")}


def steps() -> dict[str, set[str]]:
    """By module of actions: its public functions that plan and do."""
    functions: dict[str, set[str]] = {}
    for path in ACTIONS.rglob("*.py"):
        if path.stem != "__init__":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
            functions[path.stem] = {name for name in named if name.startswith(("plan_", "do_"))}
    return functions


@pytest.fixture(scope="module")
def driven() -> Any:
    """What came of all drives, in a process that has only them."""
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("name", every_action.DRIVES)
def test_an_action_is_pure_in_its_plan_and_done_once(driven: Any, name: str) -> None:
    """Planned twice: the same, and not a byte is written; done twice: recorded once; changed between: named."""
    assert driven["faults"].get(name) is None, driven["faults"][name]


@pytest.mark.slow
def test_every_action_is_driven(driven: Any) -> None:
    """None that plans or does is left out, and nothing of the command line is loaded for it."""
    functions = {f"{module}.{name}" for module, names in steps().items() for name in names}

    assert functions == {*driven["called"]}
    assert driven["loaded"] == []


def test_every_action_stands_in_the_script() -> None:
    """The quick half of the above: a new module or function of actions wants a drive, or a place in a list here."""
    script = SCRIPT.read_text(encoding="utf-8")
    functions = steps()

    assert {module for module, names in functions.items() if not names} == PARTS | LOOKS
    missing = [f"{module}.{name}" for module, names in functions.items() for name in names]
    assert [] == [name for name in missing if f"{name}(" not in script]
    assert [] == [module for module in LOOKS if f"{module}." not in script]


def edges_of(tree: ast.Module) -> Iterator[str]:
    """What only an edge may do: ask, print, read the clock, know the terminal."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.partition(".")[0] in ("click", "rich"))
            case ast.ImportFrom(module=str() as module) if module.partition(".")[0] in ("click", "rich"):
                yield module
            case ast.Call(func=ast.Name(id="print" | "input" as name)):
                yield f"{name}()"
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)) if (owner, name) in CLOCKS:
                yield f"{owner}.{name}()"


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_below_the_edges_asks_prints_or_reads_the_clock(room: str) -> None:
    """Today and now are arguments; what is said is a value."""
    faults = [
        f"{path.relative_to(SOURCES)}: {fault}"
        for path in sorted((SOURCES / room).rglob("*.py"))
        for fault in edges_of(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert faults == []
    assert [*(SOURCES / room).rglob("*.py")]
