"""Chains: every law walked from every history, each letter that is called for written, until a complaint or an end.

The tests walk a right of each clock, `python -m bench.chains` every right of every law. Nobody here decides anything:
the day comes on which something is called for, the letter is drafted as a mailing drafts it, held against what its
step needs, and leaves; what a person is told to record is recorded.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import get_args

from later import authorities
from made_up import ACME, DAY, new_event, opened, packaged_laws, person, prepared, templates

from unbroker.cases.case import Cases, fold
from unbroker.cases.later_letter import NoLonger, Shelf, later_letter
from unbroker.cases.next_action import next_action_of
from unbroker.cases.sealed_letters import leaving
from unbroker.cases.status import Clocks, Entry
from unbroker.facts.claim import Claim, regulators_of
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Person, Profile
from unbroker.facts.registry import Registry
from unbroker.facts.regulators import Regulator
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import REASONS, EventKind
from unbroker.ledger.schema import Sent
from unbroker.ledger.store import MemoryLedger
from unbroker.writing import need, step
from unbroker.writing.reference import Step
from unbroker.writing.request import Draft, NoWay, WayToRegulator, ways_to

REFERENCE = "UB-7F3K2Q8Z"
CLOCKS = Clocks(packaged_laws())
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PATIENCE = timedelta(days=900)
"""So long a chain may take; one that is still open then ends nowhere."""
Turn = tuple[int, EventKind, Mapping[str, object]]

CARRIER: Turn = (4, "received", {"proof": "carrier"})
_SAID: Mapping[str, object] = {"outcome": "denied", "says": "Not us."}


@dataclass(frozen=True)
class History:
    """What the other side does: by itself, so many days after the letter left, and upon a letter of a step."""

    name: str
    turns: tuple[Turn, ...] = ()
    upon: Mapping[Step, Turn] = field(default_factory=dict)
    """What a letter of a step is answered with, so many days later."""
    gives: bool = True
    """Whether the person tells who they are, or what they mean, once the letter about it got no answer."""
    binding: bool = True


def _answer(outcome: str, **facts: object) -> Turn:
    return (20, "answered", {"outcome": outcome, **facts})


HISTORIES: tuple[History, ...] = (
    History("silence", (CARRIER,)),
    History("silence, nothing proven"),
    History("silence, a courtesy", (CARRIER,), binding=False),
    History("silence after a confirmation", (CARRIER, (6, "acknowledged", {}))),
    *(History(f"denied: {reason}", (CARRIER, _answer("denied", reason=reason))) for reason in REASONS),
    History("denied without a word", (CARRIER, _answer("denied"))),
    History("denied, nothing proven", (_answer("denied", reason="other"),)),
    History("denied, a courtesy", (CARRIER, _answer("denied", reason="other")), binding=False),
    History("denied, the appeal too", (CARRIER, _answer("denied", reason="no_match")), {
        "appeal": (30, "answered", _SAID), "controller-complaint": (20, "answered", _SAID),
    }),
    History("denied, the appeal in part", (CARRIER, _answer("denied", reason="no_match")), {
        "appeal": (30, "answered", {"outcome": "partial", "missing": ["the sources"]}),
        "controller-complaint": (20, "acknowledged", {}),
    }),
    History("partial", (CARRIER, _answer("partial", missing=["the sources"]))),
    History("partial, what is missing not said", (CARRIER, _answer("partial"))),
    History("no data", (CARRIER, _answer("no-data"))),
    History("fulfilled", (CARRIER, _answer("fulfilled"))),
    History("fulfilled, and back", (
        CARRIER, _answer("fulfilled"), (200, "reappeared", {"where": "https://acme.example.org/people/sam"}),
    )),
    History("given up by them", (CARRIER, _answer("expired"))),
    History("taken back", (CARRIER, _answer("revoked"))),
    History("identity asked and given", (CARRIER, (8, "identity-asked", {"asks": "a copy of my passport"}))),
    History("identity asked, never given", (CARRIER, (8, "identity-asked", {})), gives=False),
    History("identity asked, given, denied", (
        CARRIER, (8, "identity-asked", {}), (10, "identity-given", {}), _answer("denied", reason="insuf_verification"),
    )),
    History("clarification asked and given", (CARRIER, (8, "clarification-asked", {}))),
    History("a form pointed to", (CARRIER, (8, "clarification-asked", {"form": "https://acme.example.org/privacy"}))),
    History("extended, then silence", (CARRIER, (12, "extended", {"says": "We have many requests."}))),
    History("extended without a reason", (CARRIER, (12, "extended", {}))),
    History("extended too late", (CARRIER, (130, "extended", {"says": "We have many requests."}))),
    History("bounced", ((2, "bounced", {}),)),
)  # fmt: skip


@dataclass(frozen=True)
class Chain:
    """How one walk went."""

    law: str
    right: str
    history: str
    way: str
    letters: tuple[str, ...]
    end: str
    """"complaint", or the words by which the chain ends."""
    dead: str | None = None
    """Why it ends nowhere."""

    def __str__(self) -> str:
        walked = " > ".join((*self.letters, self.end))
        return f"{self.law}/{self.right}, {self.history}, {self.way}: {walked}{f' DEAD: {self.dead}' * bool(self.dead)}"


def laws() -> Iterator[Law]:
    """All but DROP's, whose requests have no letter; those that are not in force, too."""
    return (law for law in packaged_laws().values() if "drop" not in law.rights)


def rights(law: Law, *, every: bool) -> tuple[Right, ...]:
    """All rights of a law on its day; else one of each clock."""
    on = opens(law)
    in_force = [right for right, rules in law.rights.items() if any(rule.in_force(on) for rule in rules)]
    if every:
        return tuple(in_force)
    clocks = {next((clock.rights for clock in law.clocks if right in clock.rights), ()): right for right in in_force}
    return tuple(clocks.values())


def opens(law: Law) -> date:
    """The day of the first letter: that of the tests, or the first on which the law holds."""
    return max(DAY, min(rule.valid_from for rules in law.rights.values() for rule in rules))


def ways(law: Law) -> Sequence[tuple[Regulator, str]]:
    """The regulators of a law, and each way to them; for Europe those of one residence."""
    hearing = regulators_of(law, authorities(), resident(law))
    return [(regulator, way) for regulator in hearing for way in ways_to(regulator)]


def resident(law: Law) -> Person:
    """Somebody whom a law serves."""
    return _resident({"EEA": "DE-BE", "US": "US-NY", "CA": "CA-ON", "WORLD": "US-NY"}.get(law.serves[0], law.serves[0]))


_resident = cache(person)


def shapes() -> tuple[Law, ...]:
    """A law of each shape: of those that differ in names and days alone, one."""
    shaped: dict[object, Law] = {}
    for law in laws():
        clocks = tuple(
            (clock.answer, clock.extended, clock.firm, clock.comply, clock.free_only, clock.identity, clock.evidence)
            for clock in law.clocks
        )
        hearing = tuple((way, regulator.demands) for regulator, way in ways(law))
        appeals = tuple(appeal.extended for appeal in law.appeals)
        shaped.setdefault((law.family, clocks, hearing, appeals, len(law.complaints), bool(law.reaches)), law)
    return tuple(shaped.values())


def walk_all(some: Iterable[Law] | None = None, *, every: bool = False) -> Iterator[Chain]:
    """The whole matrix, or that of some laws.

    Args:
        some: the laws; all if none are named.
        every: whether every right is walked, or one of each clock.
    """
    for law in some or laws():
        for right in rights(law, every=every):
            for history in HISTORIES:
                for regulator, way in ways(law) or ((None, "none"),):
                    yield Walk(law, right, history, regulator, way).chain()


class Walk:
    """One request, and somebody who does each day what is called for."""

    def __init__(self, law: Law, right: Right, history: History, regulator: Regulator | None, way: str) -> None:
        self.law, self.right, self.history, self.regulator, self.way = law, right, history, regulator, way
        self.start = self.today = opens(law)
        self.letters: list[str] = []
        self.ledger, self.cases = MemoryLedger(), Cases()
        self.to_come: list[tuple[date, EventKind, Mapping[str, object]]] = []
        home = resident(law)
        profile, registry = Profile(people=(home,)), Registry([ACME])
        self.shelf = Shelf(profile, registry, packaged_laws(), authorities())
        self._open(home)

    def _open(self, home: Person) -> None:
        code = home.residence.code
        facts = {"residence": code, "controller": code, "binding": self.history.binding}
        self._write(opened(on=self.start, law=self.law.slug, rights=[self.right], facts=facts), prepared(on=self.start))
        self._leave(1)
        self.to_come += [(self.start + timedelta(days=days), kind, facts) for days, kind, facts in self.history.turns]

    def _write(self, *happenings: NewEvent) -> None:
        self.cases = fold(self.ledger.append(happenings, AT), self.cases)

    def _entry(self) -> Entry:
        (case,) = self.cases
        return Entry(case, CLOCKS, self.today)

    def _leave(self, number: int) -> None:
        letter = f"{REFERENCE}.{number}"
        sealed = next(sealed for sealed in self._entry().case.dispatches if sealed.letter == letter)
        self._write(*leaving(sealed, Sent(), self.today))

    def chain(self) -> Chain:
        """Walk on until it ends."""
        end = "nothing is called for any more"
        dead: str | None = "it is still open"
        while self.today < self.start + PATIENCE:
            self._happen()
            action = next_action_of(self._entry())
            if action is None:
                dead = "no action"
                break
            later = min((on for on, _, _ in self.to_come), default=date.max)
            if action.end and action.on <= self.today and later == date.max:
                return self._chain(action.words)
            if action.waits or action.on > self.today or action.end:
                on = max(action.on, self.today + timedelta(days=1))
                self.today = min(later, on)
                if action.end and later == date.max and action.on > self.today:
                    self.today = action.on
                continue
            if action.step == "complaint" and (dead := self._complain()) is None:
                return self._chain("complaint")
            if action.step == "complaint" or (dead := self._do(action.step, action.trigger, action.words)) is not None:
                end = action.words
                break
        return self._chain(end, dead)

    def _chain(self, end: str, dead: str | None = None) -> Chain:
        way = f"{self.regulator.id} by {self.way}" if self.regulator else "nobody"
        return Chain(self.law.slug, self.right, self.history.name, way, tuple(self.letters), end, dead)

    def _happen(self) -> None:
        """What comes from the other side by today."""
        for on, kind, facts in sorted(self.to_come, key=lambda turn: turn[0]):
            if on <= self.today:
                self.to_come.remove((on, kind, facts))
                letter = f"{REFERENCE}.1" if kind in ("received", "bounced") and "letter" not in facts else None
                of_letter = str(facts["letter"]) if "letter" in facts else letter
                told = {name: fact for name, fact in facts.items() if name != "letter"}
                self._write(new_event(kind, on, REFERENCE, letter=of_letter, facts=told))

    def _do(self, name: Step | None, trigger: str | None, words: str) -> str | None:
        """Write the letter that is called for, or record what is; why that cannot be done."""
        if name is None:
            given = re.search(r"record `((?:identity|clarification)-given)`", words)
            if given is None:
                return f"nobody knows what to do: {words}"
            self._write(new_event("identity-given" if "identity" in given[1] else "clarification-given",
                                  self.today, REFERENCE))  # fmt: skip
            return None
        if name != "first" and (refused := self._check(name)):
            return refused
        return self._send(name, trigger)

    def _send(self, name: Step, trigger: str | None) -> str | None:
        number = 1 + max(sealed.number for sealed in self._entry().case.dispatches)
        self._write(prepared(number=number, on=self.today, step=name, trigger=trigger))
        self._leave(number)
        self.letters.append(name)
        letter = f"{REFERENCE}.{number}"
        if name in ("first", "reappeared"):  # by another way, and with proof of its receipt
            proof = {"proof": "carrier", "letter": letter}
            self.to_come.append((self.today + timedelta(days=4), "received", proof))
        if name == "identity" and self.history.gives:
            self.to_come.append((self.today + timedelta(days=3), "identity-given", {}))
        if name in self.history.upon:
            days, kind, facts = self.history.upon[name]
            self.to_come.append((self.today + timedelta(days=days), kind, facts))
        return None

    def _complain(self) -> str | None:
        return self._check("complaint")

    def _draft(self, name: Step) -> Draft:
        hearing = (self.regulator,) if self.regulator else ()
        way = next((way for way in get_args(WayToRegulator) if way == self.way), None)
        draft = later_letter((self._entry(),), name, self.shelf, hearing, way)
        if self.history.binding:
            return draft
        claim = Claim(self.law, draft.request.rights, binding=False, reason="made up")
        return replace(draft, request=replace(draft.request, claim=claim))

    def _check(self, name: Step) -> str | None:
        """Why a letter of a step cannot be written."""
        try:
            draft = self._draft(name)
            need.check(draft)
            step.template(draft, templates())
        except (need.CannotSay, NoWay, NoLonger, step.NoWords) as error:
            return str(error)
        return None
