"""Contradictions: answers of two brokers that do not fit together, and the letter that puts them before one of the two.

Nothing is concluded from them: who is asked may have the better memory. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unbroker.cases.called_letter import NextAction, called_letter, go_up
from unbroker.cases.status import Entry
from unbroker.cases.trail import TELLING, Edge, Statement, Trail, trail

Kind = Literal["nothing-held", "denied", "not-passed-on"]
_WORDS: Mapping[Kind, str] = {
    "nothing-held": "says that it holds nothing, and {other} says that they passed the data on: ask both to explain",
    "denied": "denies what {other} says about the two of them: put both answers before it",
    "not-passed-on": "says that it deleted, and {other}, which had the data from it, still has them: ask whom it told",
}
_OVERTAKES = ("no-data",)
"""The steps that a letter about the contradiction takes the place of."""


@dataclass(frozen=True)
class Contradiction:
    """Two answers that do not fit together."""

    kind: Kind
    edge: Edge
    own: Statement
    """What the one says who is asked about it."""
    other: Statement
    """What the other says."""

    @property
    def since(self) -> int:
        """The number of the later of the two answers."""
        return max(self.own.seq, self.other.seq)


def contradictions(followed: Trail) -> tuple[Contradiction, ...]:
    """All of them, in the order of the edges."""
    return tuple(contradiction for edge in followed.edges for contradiction in _of_edge(followed, edge))


def _of_edge(followed: Trail, edge: Edge) -> Iterator[Contradiction]:
    for own in edge.against:
        for other in edge.said:
            if own.by != other.by:
                yield Contradiction("nothing-held" if own.says == "no-data" else "denied", edge, own, other)
    giver = followed.voices.get((edge.person, edge.giver))
    taker = followed.voices.get((edge.person, edge.taker))
    deleted, holds = giver.deleted if giver else None, taker.holds if taker else None
    if edge.said and not edge.against and deleted and holds and deleted.on < holds.on:
        yield Contradiction("not-passed-on", edge, deleted, holds)


def called_for(entries: Sequence[Entry]) -> tuple[NextAction, ...]:
    """What the contradictions of some cases call for: a letter each, and what follows it."""
    followed = trail(entry.case for entry in entries)
    by_reference: dict[str, list[Entry]] = {}
    for entry in entries:
        by_reference.setdefault(entry.case.opening.reference, []).append(entry)
    of_request: dict[str, list[Contradiction]] = {}
    for each in contradictions(followed):
        of_request.setdefault(each.own.reference, []).append(each)
    actions = (_action(some, by_reference.get(reference, ())) for reference, some in of_request.items())
    return tuple(action for action in actions if action is not None)


def _action(some: Sequence[Contradiction], entries: Sequence[Entry]) -> NextAction | None:
    """One letter about all contradictions of a request; one that comes later calls for another."""
    last = max(some, key=lambda each: each.since)
    wanted = (last.own.right, *TELLING)
    ordered = sorted(entries, key=lambda entry: _place(entry.case.right, wanted))
    entry = next(iter(ordered), None)
    if entry is None or entry.case.opening.left is not None:
        return None
    words = "; ".join(dict.fromkeys(_WORDS[each.kind].format(other=each.other.by) for each in some))
    on = max(last.own.on, last.other.on)
    return called_letter(entry, "contradiction", f"contradiction:{last.since}", on, f"it {words}", go_up)


def _place(right: str, wanted: Sequence[str]) -> int:
    """Its place in a list, after all of them if it is not in it."""
    return wanted.index(right) if right in wanted else len(wanted)


def overtaken(action: NextAction, contradicted: Iterable[NextAction]) -> bool:
    """Whether what a case calls for is left to the letter about a contradiction, which asks the same and more."""
    return action.step in _OVERTAKES and any(
        other.entry.case.name == action.entry.case.name and (other.step or other.waits) for other in contradicted
    )
