"""The trail as a tree: from one broker towards the origin and towards the buyers, each edge once. Pure."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from unbroker.cases.trail import Edge, Trail

Direction = Literal["origin", "buyers"]


@dataclass(frozen=True)
class Branch:
    """A broker in the tree."""

    broker: str
    edge: Edge | None = None
    """What leads to it from the broker above; None for the first."""
    towards: Direction | None = None
    """Whether the data came from it, or went to it."""
    branches: tuple["Branch", ...] = ()
    again: bool = False
    """Whether it stands elsewhere in the tree with what follows it."""


@dataclass
class _Growing:
    broker: str
    edge: Edge | None = None
    towards: Direction | None = None
    again: bool = False

    def __post_init__(self) -> None:
        self.below: list[_Growing] = []


def tree(trail: Trail, person: str, start: str) -> Branch:
    """All that is known of a person's data from one broker on, the nearest on the shortest way."""
    root = _Growing(start)
    order, reached, used = [root], {start}, set[tuple[str, str]]()
    waiting = deque([root])
    while waiting:
        here = waiting.popleft()
        for edge in trail.by_end.get((person, here.broker), ()):
            if edge.ends in used:
                continue
            used.add(edge.ends)
            other, towards = _other(edge, here.broker)
            branch = _Growing(other, edge, towards, other in reached)
            here.below.append(branch)
            order.append(branch)
            if not branch.again:
                reached.add(other)
                waiting.append(branch)
    return _grown(order)


def _other(edge: Edge, here: str) -> tuple[str, Direction]:
    return (edge.giver, "origin") if edge.taker == here else (edge.taker, "buyers")


def _grown(order: list[_Growing]) -> Branch:
    """The whole tree, the leaves first; those whom the data came from stand before those who got them."""
    ready: dict[int, Branch] = {}
    for growing in reversed(order):
        below = sorted(growing.below, key=lambda branch: (branch.towards == "buyers", _first(branch)))
        branches = tuple(ready[id(branch)] for branch in below)
        ready[id(growing)] = Branch(growing.broker, growing.edge, growing.towards, branches, growing.again)
    return ready[id(order[0])]


def _first(branch: _Growing) -> tuple[str, str]:
    return (branch.edge.first.isoformat() if branch.edge else "", branch.broker)


def lines(root: Branch) -> Iterator[tuple[str, Branch]]:
    """Each broker of a tree with the lines that lead to it, from top to bottom."""
    stack: list[tuple[str, str, Branch]] = [("", "", root)]
    while stack:
        before, mark, branch = stack.pop()
        yield f"{before}{mark}", branch
        below = before + {"": "", "├─ ": "│  ", "└─ ": "   "}[mark]
        for number, child in enumerate(reversed(branch.branches)):
            stack.append((below, "├─ " if number else "└─ ", child))
