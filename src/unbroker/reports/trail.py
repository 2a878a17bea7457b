"""The trail as a picture: a line for each broker, from where the person began, and who says what beside it. Pure.

Lengths are in points, as in the other charts; what it looks like is a template's.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from unbroker.cases.trail import STANDINGS, Edge, Standing, Trail, in_words
from unbroker.cases.trail_tree import Branch, Direction, lines, tree
from unbroker.writing.sandbox import Names

WIDTH = 480.0
_ROW, _STEP, _ROOM = 19.0, 16.0, 250.0
_LONG, _MOST = 40, 60


@dataclass(frozen=True)
class Row:
    """A broker in the picture."""

    x: float
    y: float
    name: str
    towards: Direction | None
    """Whether the data came from it, or went to it; None where the trail begins."""
    standing: Standing | None
    words: str


@dataclass(frozen=True)
class Link:
    """A line from a broker to one that it names, or that names it."""

    x: float
    top: float
    bottom: float
    right: float


@dataclass(frozen=True)
class Said:
    """An edge in words, for the table below the picture."""

    giver: str
    taker: str
    standing: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class TrailPicture:
    """The picture, and what it says."""

    width: float
    height: float
    words_at: float
    rows: tuple[Row, ...]
    links: tuple[Link, ...]
    edges: tuple[Said, ...]
    left_out: int = 0
    """How many further brokers there would be."""

    @property
    def names(self) -> Names:
        """The picture as a template knows it."""
        return {**asdict(self), "said": self.said}

    @property
    def said(self) -> str:
        """All of it in one sentence each, for whoever does not see it."""
        return "; ".join(f"{edge.giver} to {edge.taker}: {edge.standing}" for edge in self.edges)


def picture(
    trail: Trail, person: str, starts: Sequence[str], name: Callable[[str], str], day: Callable[[date], str],
    *, deep: int | None = None,
) -> TrailPicture:  # fmt: skip
    """The trail of a person's data.

    Args:
        trail: who says what about whom.
        person: whose data.
        starts: the brokers from which it is drawn.
        name: what a broker is called, by its slug.
        day: a day as a reader writes it.
        deep: how many steps from there; None has all.
    """
    rows: list[Row] = []
    links: list[Link] = []
    edges: list[Edge] = []
    shown = 0
    for start in starts:
        places: dict[int, Row] = {}
        for lead, branch in lines(tree(trail, person, start)):
            depth = len(lead) // 3
            if deep is not None and depth > deep:
                continue
            shown += 1
            if len(rows) == _MOST:
                continue
            row = _row(branch, depth, len(rows), name)
            if branch.edge is not None:
                edges.append(branch.edge)
                above = places[depth - 1]
                links.append(Link(above.x + 4, above.y + 4, row.y - 3, row.x - 2))
            places[depth] = row
            rows.append(row)
    said = tuple(_said(edge, name, day) for edge in edges)
    return TrailPicture(WIDTH, (len(rows) + 0.5) * _ROW, _ROOM, tuple(rows), tuple(links), said, shown - len(rows))


def _row(branch: Branch, depth: int, number: int, name: Callable[[str], str]) -> Row:
    called = name(branch.broker)
    called = called if len(called) <= _LONG else f"{called[: _LONG - 1]}…"
    standing = branch.edge.standing if branch.edge else None
    words = STANDINGS[standing] if standing else "where it begins"
    return Row(depth * _STEP, (number + 1) * _ROW - 5, called, branch.towards, standing, words)


def _said(edge: Edge, name: Callable[[str], str], day: Callable[[date], str]) -> Said:
    statements = tuple(in_words(each, name(each.by), day(each.on)) for each in (*edge.said, *edge.against))
    return Said(name(edge.giver), name(edge.taker), STANDINGS[edge.standing], statements)
