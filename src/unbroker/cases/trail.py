"""The trail: who says about whom that they had a person's data from them, or gave the data to them. Pure.

It is a graph by the answers of the ledger, and stored nowhere. An edge goes from who gave the data to who got them;
what either of the two says of it last is what counts. What follows from a contradiction is `cases/contradiction`'s.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from unbroker.cases.case import Case
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import Side
from unbroker.ledger.schema import Answered, Naming

Standing = Literal["both", "one", "unasked", "contradicted", "denied"]
STANDINGS: Mapping[Standing, str] = {
    "both": "said by both",
    "one": "said by one",
    "unasked": "not asked yet",
    "contradicted": "contradicted",
    "denied": "denied",
}
"""How it stands about an edge, in words."""
Says = Literal["named", "denied", "categories", "refused", "nobody", "no-data", "deleted", "holds"]
"""The stances of an answer, and what its outcome comes to: it has nothing, it deleted, or it has the data."""
_SAYS: Mapping[str, Says] = {
    "named": "named", "denied": "denied", "categories": "categories", "refused": "refused", "nobody": "nobody",
}  # fmt: skip
_SIDES: Mapping[str, Side] = {"source": "source", "recipient": "recipient"}
_TELLS_DATA = ("access", "access-specific", "file", "port")
TELLING = ("access", "access-categories", "access-specific", "file", "port", "third-parties")
"""The rights whose answers tell something."""
_FAR = 10**6
_WORDS: Mapping[Says, str] = {
    "named": "{by} named it on {on}",
    "denied": "{by} denied it on {on}",
    "nobody": "{by} said on {on} that there is nobody else",
    "no-data": "{by} said on {on} that it holds nothing",
}


@dataclass(frozen=True)
class Statement:
    """What a broker said, on which day, and where the ledger has it."""

    by: str
    """The slug of who says it."""
    says: Says
    on: date
    seq: int
    reference: str
    right: str
    """The right that it answered; empty where it is about several."""
    side: Side | None = None
    about: str = ""
    """The slug of who is named or denied."""
    words: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def when(self) -> tuple[date, int]:
        """Its place among the statements: the day, then the number in the ledger."""
        return self.on, self.seq


def in_words(statement: Statement, by: str, on: str) -> str:
    """What a broker said about an edge, in one sentence with its own words.

    Args:
        statement: for or against it.
        by: what the broker is called.
        on: the day, as a reader writes it.
    """
    says = _WORDS.get(statement.says, _WORDS["denied"]).format(by=by, on=on)
    return f"{says}{f', “{statement.words}”' if statement.words else ''}"


@dataclass(frozen=True)
class Edge:
    """That one gave a person's data to another, by what they say of it."""

    person: str
    giver: str
    taker: str
    said: tuple[Statement, ...]
    """What says that it is so: of the giver, of the taker, or of both."""
    against: tuple[Statement, ...]
    """What says that it is not: it was denied, there is nobody, or nothing is held."""
    standing: Standing
    distance: int = 0
    """How many steps the further end is away from where the person began."""

    @property
    def ends(self) -> tuple[str, str]:
        """Both of them."""
        return self.giver, self.taker

    @property
    def first(self) -> date:
        """The first day on which anything was said of it."""
        return min(statement.on for statement in (*self.said, *self.against))


@dataclass(frozen=True)
class Next:
    """A broker that was named and not yet written to."""

    person: str
    broker: str
    distance: int
    by: tuple[Statement, ...]
    """Who names it, the first first."""


@dataclass
class _Voice:
    """All that a broker said about one person's data."""

    named: dict[tuple[Side, str], Statement] = field(default_factory=dict)
    """By side and slug, what it said last of somebody."""
    stances: dict[Side, Statement] = field(default_factory=dict)
    """By side, what it said last of all of it."""
    empty: Statement | None = None
    deleted: Statement | None = None
    holds: Statement | None = None

    def says_no(self, side: Side, about: str) -> Statement | None:
        """What it says against having had the data from somebody, or having given them to somebody."""
        own = self.named.get((side, about))
        if own is not None and own.says == "denied":
            return own
        stance = self.stances.get(side)
        if own is None and stance is not None and stance.says == "nobody":
            return stance
        if own is None and side == "source" and self.empty is not None:
            gone = self.deleted is not None and self.deleted.on <= self.empty.on
            return None if gone else self.empty
        return None

    def says_yes(self, side: Side, about: str) -> Statement | None:
        """What it says for it."""
        own = self.named.get((side, about))
        return own if own is not None and own.says == "named" else None


@dataclass(frozen=True)
class Trail:
    """The edges of all people, and who was asked."""

    edges: tuple[Edge, ...]
    asked: Mapping[tuple[str, str], date]
    """By person and slug, the day on which a letter to it was first opened."""
    voices: Mapping[tuple[str, str], _Voice] = field(default_factory=dict, repr=False)
    homes: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    """By person and slug, who answers for it where another one does."""

    @cached_property
    def by_end(self) -> Mapping[tuple[str, str], tuple[Edge, ...]]:
        """The edges of each broker, by person and slug."""
        edges: dict[tuple[str, str], list[Edge]] = {}
        for edge in self.edges:
            for end in edge.ends:
                edges.setdefault((edge.person, end), []).append(edge)
        return {key: tuple(some) for key, some in edges.items()}

    @property
    def people(self) -> tuple[str, ...]:
        """Those who have edges, in the order of the ledger."""
        return tuple(dict.fromkeys(edge.person for edge in self.edges))

    def roots(self, person: str) -> tuple[str, ...]:
        """Where each part of a person's trail begins: with who was written to first, before anybody named them."""
        own = [edge for edge in self.edges if edge.person == person]
        return tuple(_roots(own, self.asked, person))

    def stances(self, person: str, broker: str) -> tuple[Statement, ...]:
        """What a broker says of all its sources or recipients: categories only, a refusal, or that there are none."""
        voice = self.voices.get((person, broker))
        return tuple(voice.stances.values()) if voice else ()

    def next(self, person: str) -> tuple[Next, ...]:
        """Those who were named and not yet written to, the nearest first."""
        named: dict[str, list[tuple[int, Statement]]] = {}
        for edge in self.edges:
            for statement in edge.said if edge.person == person else ():
                if (person, statement.about) not in self.asked:
                    named.setdefault(statement.about, []).append((edge.distance, statement))
        found = [
            Next(person, slug, min(far for far, _ in some), tuple(sorted((by for _, by in some), key=_when)))
            for slug, some in named.items()
        ]
        return tuple(sorted(found, key=lambda each: (each.distance, each.by[0].when, each.broker)))

    def naming(self, person: str, broker: str) -> tuple[Statement, ...]:
        """Who says of a broker that they had the data from it, or gave them to it; the first first."""
        home = self.homes.get((person, broker), broker)
        edges = self.by_end.get((person, home), ())
        said = [statement for edge in edges for statement in edge.said if statement.about == home]
        return tuple(sorted(said, key=_when))


def trail(cases: Iterable[Case]) -> Trail:
    """The trail of the people of some cases, by what was recorded of the answers."""
    asked: dict[tuple[str, str], date] = {}
    homes: dict[tuple[str, str], str] = {}
    by_broker: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        opening = case.opening
        by_broker.setdefault((opening.person, opening.broker), []).append(case)
        if any(not letter.is_withdrawn for letter in case.dispatches):
            for slug in opening.brokers:
                key = (opening.person, slug)
                asked[key] = min(asked.get(key, opening.on), opening.on)
                if slug != opening.broker:
                    homes.setdefault(key, opening.broker)
    homes = {key: home for key, home in homes.items() if key not in by_broker}
    voices = {key: _voice(own, homes) for key, own in by_broker.items()}
    edges = tuple(_edges(voices, asked))
    return Trail(tuple(_with_distance(edges, asked)), asked, voices, homes)


def _voice(cases: Sequence[Case], homes: Mapping[tuple[str, str], str]) -> _Voice:
    """What one broker says about one person, over all of the requests to it."""
    voice, person = _Voice(), cases[0].opening.person
    for statement in sorted(_statements(cases, homes, person), key=_when):
        match statement.says:
            case "named" | "denied" if statement.side:
                voice.named[statement.side, statement.about] = statement
            case "categories" | "refused" | "nobody" if statement.side:
                voice.stances[statement.side] = statement
            case "no-data":
                voice.empty, voice.holds = statement, None
            case "deleted":
                voice.deleted, voice.holds = statement, None
            case _:
                voice.holds, voice.empty = statement, None
    return voice


def _statements(cases: Sequence[Case], homes: Mapping[tuple[str, str], str], person: str) -> Iterator[Statement]:
    seen: set[int] = set()
    for case in cases:
        for event in case.events:
            if isinstance(event.facts, Answered) and (says := _outcome(case.right, event.facts.outcome)):
                yield _statement(case, event, says, words=event.facts.says or "")
            if isinstance(event.facts, Naming) and event.seq not in seen:
                seen.add(event.seq)
                yield from _named(case, event, event.facts, homes, person)


def _named(
    case: Case, event: Event, facts: Naming, homes: Mapping[tuple[str, str], str], person: str
) -> Iterator[Statement]:
    for named in facts.names:
        side, says = _SIDES.get(named.side), _SAYS.get(named.says)
        if side is not None and says is not None and (named.broker or says in ("categories", "refused", "nobody")):
            about = homes.get((person, named.broker), named.broker)
            if about != case.opening.broker:
                yield _statement(case, event, says, side=side, about=about, words=named.words)


def _statement(
    case: Case, event: Event, says: Says, *, side: Side | None = None, about: str = "", words: str = ""
) -> Statement:
    is_of_one = side is None or event.rights == (case.right,) or len(case.opening.rights) == 1
    right, opening = case.right if is_of_one else "", case.opening
    return Statement(
        opening.broker, says, event.on, event.seq, opening.reference, right, side, about, words, event.evidence
    )


def _outcome(right: str, outcome: str | None) -> Says | None:
    """What an outcome says about the data."""
    if outcome == "no-data":
        return "no-data"
    if outcome == "fulfilled" and right == "delete":
        return "deleted"
    return "holds" if outcome in ("fulfilled", "partial") and right in _TELLS_DATA else None


def _edges(voices: Mapping[tuple[str, str], _Voice], asked: Mapping[tuple[str, str], date]) -> Iterator[Edge]:
    pairs: dict[tuple[str, str, str], None] = {}
    for (person, broker), voice in voices.items():
        for side, about in voice.named:
            pairs[(person, about, broker) if side == "source" else (person, broker, about)] = None
    for person, giver, taker in pairs:
        both = (
            (voices.get((person, giver), _Voice()), "recipient", taker),
            (voices.get((person, taker), _Voice()), "source", giver),
        )
        said = tuple(yes for voice, side, about in both if (yes := voice.says_yes(_SIDES[side], about)))
        against = tuple(no for voice, side, about in both if (no := voice.says_no(_SIDES[side], about)))
        asked_both = all((person, end) in asked for end in (giver, taker))
        yield Edge(person, giver, taker, said, against, _standing(said, against, asked_both=asked_both))


def _standing(said: Sequence[Statement], against: Sequence[Statement], *, asked_both: bool) -> Standing:
    if said and against:
        return "contradicted"
    if not said:
        return "denied"
    if len(said) > 1:
        return "both"
    return "one" if asked_both else "unasked"


def _with_distance(edges: Sequence[Edge], asked: Mapping[tuple[str, str], date]) -> Iterator[Edge]:
    by_person: dict[str, list[Edge]] = {}
    for edge in edges:
        by_person.setdefault(edge.person, []).append(edge)
    for person, own in by_person.items():
        begun, _ = _begun(own, asked, person)
        steps = _steps(own, (*begun, *_roots(own, asked, person)))
        for edge in own:
            far = max(steps.get(end, _FAR) for end in edge.ends)
            yield Edge(edge.person, edge.giver, edge.taker, edge.said, edge.against, edge.standing, far)


def _neighbours(edges: Iterable[Edge]) -> Mapping[str, dict[str, None]]:
    near: dict[str, dict[str, None]] = {}
    for edge in edges:
        near.setdefault(edge.giver, {})[edge.taker] = None
        near.setdefault(edge.taker, {})[edge.giver] = None
    return near


def _steps(edges: Iterable[Edge], roots: Iterable[str]) -> dict[str, int]:
    """By slug, how many steps it is away from the nearest of some brokers."""
    near = _neighbours(edges)
    steps = dict.fromkeys(roots, 0)
    waiting = deque(steps)
    while waiting:
        slug = waiting.popleft()
        for other in near.get(slug, ()):
            if other not in steps:
                steps[other] = steps[slug] + 1
                waiting.append(other)
    return steps


def _begun(edges: Sequence[Edge], asked: Mapping[tuple[str, str], date], person: str) -> tuple[list[str], list[str]]:
    """Those who were written to before they were named, and those who were named first; each in the order of asking."""
    named: dict[str, date] = {}
    for edge in edges:
        for statement in edge.said:
            named[statement.about] = min(named.get(statement.about, statement.on), statement.on)
    written = [slug for slug in _neighbours(edges) if (person, slug) in asked]
    written.sort(key=lambda slug: (asked[person, slug], slug))
    led_to = [slug for slug in written if slug in named and named[slug] <= asked[person, slug]]
    return [slug for slug in written if slug not in led_to], led_to


def _roots(edges: Sequence[Edge], asked: Mapping[tuple[str, str], date], person: str) -> Iterator[str]:
    """Where each part of the graph begins."""
    near, reached = _neighbours(edges), set[str]()
    first, led_to = _begun(edges, asked, person)
    for slug in (*first, *led_to):
        if slug not in reached:
            yield slug
            reached |= _reach(near, slug)


def _reach(near: Mapping[str, Iterable[str]], start: str) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        for other in near.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached


def _when(statement: Statement) -> tuple[date, int]:
    return statement.when
