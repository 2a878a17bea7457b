"""Showing the trail: who says what about whom of the people's data, with the names of the brokers. It only looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unbroker.actions import known_names
from unbroker.base.errors import UnknownName
from unbroker.cases.trail import STANDINGS, Edge, Statement, Trail, trail
from unbroker.cases.trail_tree import Branch, tree
from unbroker.facts.registry import Registry
from unbroker.records import Records
from unbroker.registry import compiled

_LIST = "`unbroker trail` shows all that were named"


@dataclass(frozen=True)
class TrailView:
    """The trail of some people, and what its brokers are called."""

    trail: Trail
    trees: tuple[tuple[str, Branch], ...]
    """By person: the trees, one for each part of the trail."""
    names: Mapping[str, str]
    """The broker's everyday name by slug."""

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges of its trees, in their order."""
        shown: dict[tuple[str, str, str], Edge] = {}
        for _, root in self.trees:
            waiting = [root]
            while waiting:
                branch = waiting.pop()
                waiting += branch.branches
                if branch.edge is not None:
                    shown[branch.edge.person, *branch.edge.ends] = branch.edge
        return tuple(edge for edge in self.trail.edges if (edge.person, *edge.ends) in shown)

    def name(self, slug: str) -> str:
        """What a broker is called."""
        return self.names.get(slug, slug)


def show_trail(records: Records, name: str | None = None, people: Sequence[str] = ()) -> TrailView:
    """The trail from where it begins, or from one broker.

    Args:
        records: what is recorded.
        name: of a broker, by its slug or site; None begins where each person began.
        people: whose data; nobody means everybody's.

    Raises:
        UnknownName: nobody is called so, or no answer names the broker.
    """
    cases = records.read_cases()
    known_names.check_people(records, (case.opening for case in cases), people)
    followed = trail(cases)
    registry = compiled.sound(records.path)
    who = [person for person in followed.people if not people or person in people]
    if name is None:
        starts = [(person, root) for person in who for root in followed.roots(person)]
    else:
        slug = _slug(registry, followed, name)
        starts = [(person, slug) for person in who if (person, slug) in followed.by_end]
        if not starts:
            raise UnknownName("trail of", name, {edge for each in followed.edges for edge in each.ends}, see=_LIST)
    trees = tuple((person, tree(followed, person, start)) for person, start in starts)
    slugs = {end for edge in followed.edges for end in edge.ends}
    names = {slug: registry.outlines[slug].name for slug in slugs if slug in registry.outlines}
    return TrailView(followed, trees, names)


def _slug(registry: Registry, followed: Trail, name: str) -> str:
    if any(name in edge.ends for edge in followed.edges):
        return name
    return registry.get(name).slug


def edge_rows(view: TrailView) -> list[dict[str, object]]:
    """The edges as plain values, for a page or as JSON."""
    return [_row(edge) for edge in view.edges]


def _row(edge: Edge) -> dict[str, object]:
    return {
        "person": edge.person,
        "from": edge.giver,
        "to": edge.taker,
        "standing": edge.standing,
        "standing_words": STANDINGS[edge.standing],
        "distance": edge.distance,
        "said": [*map(_statement, edge.said)],
        "against": [*map(_statement, edge.against)],
    }


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "by": statement.by,
        "says": statement.says,
        "side": statement.side,
        "about": statement.about or None,
        "on": statement.on,
        "words": statement.words or None,
        "reference": statement.reference,
        "event": statement.seq,
        "evidence": [*statement.evidence],
    }
