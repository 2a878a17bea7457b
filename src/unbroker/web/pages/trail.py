"""The trail: where somebody's data came from and where they went, as brokers say; a column for each step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from unbroker.actions.show_trail import TrailView, show_trail
from unbroker.cases.trail import STANDINGS, Edge, Next
from unbroker.planning.selection import Selection
from unbroker.web.call import Call, Routes

_WIDE, _HIGH, _BOX, _GAP = 250, 64, 190, 44
_MOST = 60
"""How many edges the picture has; the list has all."""


@dataclass(frozen=True)
class Spot:
    """A broker in the picture."""

    slug: str
    name: str
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """An edge in the picture."""

    number: int
    edge: Edge
    path: str


@dataclass(frozen=True)
class Picture:
    """The trail of one person, drawn."""

    person: str
    spots: Sequence[Spot]
    lines: Sequence[Line]
    width: int
    height: int


def show(call: Call) -> Response:
    """The page."""
    folder, desk = call.folder, call.desk
    view: TrailView = desk.kept(folder, "trail", lambda: show_trail(folder.records))
    people = view.trail.people
    following: Mapping[str, Sequence[Next]] = {person: view.trail.next(person) for person in people}
    names = {person.handle: person.name for person in folder.profile.people}
    return call.page(
        "trail", "Trail", place="trail", view=view, pictures=[_drawn(view, person) for person in people], names=names,
        edges=view.trail.edges, standings=STANDINGS, following=following, several=len(people) > 1,
    )  # fmt: skip


def _drawn(view: TrailView, person: str) -> Picture:
    """Columns by how many steps a broker is from where the person began; sources left, recipients right."""
    edges = [edge for edge in view.trail.edges if edge.person == person][:_MOST]
    columns = _columns(edges, view.trail.roots(person))
    least = min(columns.values(), default=0)
    rows: dict[int, int] = {}
    spots: dict[str, Spot] = {}
    for slug, column in columns.items():
        row = rows.get(column, 0)
        rows[column] = row + 1
        spots[slug] = Spot(slug, _cut(view.name(slug)), (column - least) * (_WIDE + _GAP) + 10, row * (_HIGH + 16) + 30)
    lines = [Line(number, edge, _curve(spots[edge.giver], spots[edge.taker])) for number, edge in enumerate(edges, 1)]
    width = (max(columns.values(), default=0) - least) * (_WIDE + _GAP) + _BOX + 20
    return Picture(person, [*spots.values()], lines, width, max(rows.values(), default=1) * (_HIGH + 16) + 40)


def _columns(edges: Sequence[Edge], roots: Sequence[str]) -> Mapping[str, int]:
    """By slug, its column: one to the left of whoever had the data from it, one to the right of whoever gave them."""
    columns: dict[str, int] = dict.fromkeys(roots, 0)
    for _ in range(len(edges) + 1):
        for edge in edges:
            if edge.taker in columns:
                columns.setdefault(edge.giver, columns[edge.taker] - 1)
            elif edge.giver in columns:
                columns.setdefault(edge.taker, columns[edge.giver] + 1)
    for edge in edges:
        for end in edge.ends:
            columns.setdefault(end, 0)
    return columns


def _curve(giver: Spot, taker: Spot) -> str:
    """The way of a line from one box to another."""
    y, to_y = giver.y + 22, taker.y + 22
    x, to_x = (giver.x + _BOX, taker.x) if giver.x < taker.x else (giver.x, taker.x + _BOX)
    if giver.x == taker.x:
        x = to_x = giver.x + _BOX
    half = (to_x - x) // 2 if x != to_x else 40
    return f"M{x} {y} C{x + half} {y} {to_x - half if x != to_x else to_x + 40} {to_y} {to_x} {to_y}"


_LONGEST = 24


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def write(call: Call) -> Response:
    """Plan letters to those who were named and not yet asked."""
    folder, desk = call.folder, call.desk
    view = show_trail(folder.records)
    slugs = [named.broker for person in view.trail.people for named in view.trail.next(person)]
    known = tuple(slug for slug in dict.fromkeys(slugs) if slug in folder.registry.outlines)
    desk.selection = replace(Selection(), brokers=known)
    return call.to("/plan")


SHOWS: Routes = {"/trail": show}
DOES: Routes = {"/trail": write}
