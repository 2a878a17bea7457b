"""The docket: each case with its receipt, its clock and its state on a day. Pure.

The clock is `facts/clock`'s; here stands which receipt it runs from, what stopped it, and what that makes of a
case. What a case needs next is `books/errand`'s, what a channel has shown itself to be `books/standing`'s.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from unbroker.base.errors import UserError
from unbroker.cases.case import Case, Cases, Dispatch, Opening
from unbroker.facts import clock
from unbroker.facts.channel import CHANNELS
from unbroker.facts.due import Asked, Due, Happened, Parties, Proof, Receipt
from unbroker.facts.law import Law, Right
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import REPLIES, EventKind

State = Literal[
    "prepared", "waiting", "acknowledged", "paused", "extended", "overdue", "answered", "appealed", "complained",
    "closed", "stuck",
]  # fmt: skip

UNANSWERED, UNPROVEN, PAST = "unanswered, a courtesy", "unanswered, receipt not proven", "past its day"
"""What is said of a case instead of overdue: it was a courtesy, they may not have it, or a platform had its time."""

COMPANY = "controller"
"""To whom a complaint went that went to the company itself."""
_OURS: tuple[EventKind, ...] = ("identity-given", "clarification-given", "appealed")
# Whose word on the receipt goes before whose; what is assumed comes last.
_PROOFS: tuple[Proof, ...] = ("their-words", "carrier", "form", "server")
_Reckoned = tuple[Due | None, str | None]


@dataclass(frozen=True)
class Clocks:
    """The laws, and what was reckoned by them: many cases of a batch have the same dates."""

    laws: Mapping[str, Law]
    _known: dict[object, _Reckoned] = field(default_factory=dict, repr=False, compare=False)

    def reckon(self, law: str, right: str, receipt: Receipt, parties: Parties, happened: Happened) -> _Reckoned:
        """The days of a case, or why there are none."""
        key = (law, right, receipt, parties, happened)
        if key not in self._known:
            self._known[key] = self._reckon(*key)
        return self._known[key]

    def _reckon(self, law: str, right: str, receipt: Receipt, parties: Parties, happened: Happened) -> _Reckoned:
        if law not in self.laws:
            return None, f"there is no longer a law {law!r}"
        try:
            law_data = self.laws[law]
            return clock.reckon(law_data, law_data.right(right), receipt, parties, happened), None
        except UserError as error:
            return None, str(error)


@dataclass(frozen=True)
class Entry:
    """A case on a day."""

    case: Case
    clocks: Clocks
    today: date

    @property
    def law(self) -> Law | None:
        """The law that it is under, while there is one of that name."""
        return self.clocks.laws.get(self.case.opening.law)

    @cached_property
    def _marks(self) -> Mapping[EventKind, tuple[Event, Event]]:
        """The first and the last event of each kind, by the day on which they happened."""
        marks: dict[EventKind, tuple[Event, Event]] = {}
        for event in self.events:  # in the order of their numbers, so that of one day the later stands later
            if (mark := marks.get(event.kind)) is None:
                marks[event.kind] = (event, event)
            elif event.on >= mark[1].on:
                marks[event.kind] = (mark[0], event)
            elif event.on < mark[0].on:
                marks[event.kind] = (event, mark[1])
        return marks

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What counts now: all that concerns the case, or what came after the data came back."""
        since = self.reopened
        return tuple([event for event in self.case.events if since is None or event.when > since.when])

    @property
    def reopened(self) -> Event | None:
        """The last time that the data came back; what was before it is over, but for a filing on DROP, which stands."""
        return None if self.case.right == "drop" else self.case.last("reappeared")

    @property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """The letters that count now: one that was withdrawn is as if it had never been sealed."""
        since = self.reopened
        letters = [letter for letter in self.case.dispatches if not letter.is_withdrawn]
        return tuple([letter for letter in letters if since is None or letter.prepared.when > since.when])

    @property
    def was_withdrawn(self) -> bool:
        """Whether nobody was asked, for all letters that were sealed about it were withdrawn."""
        letters = self.case.dispatches
        return bool(letters) and all(letter.is_withdrawn for letter in letters)

    @cached_property
    def asking(self) -> tuple[Dispatch, ...]:
        """The letters that ask for the right and have arrived, as far as is known."""
        left = [letter for letter in self.dispatches if letter.left]
        return tuple([letter for letter in left if letter.step == "first"] or left)

    @property
    def reply(self) -> Event | None:
        """The first sign that they have the letter."""
        return min((self._marks[kind][0] for kind in REPLIES if kind in self._marks), key=_when, default=None)

    @cached_property
    def receipt(self) -> Receipt | None:
        """When they got the request, by the best proof that there is; None while nothing has left."""
        proven = [*self._proven()]
        if proven:
            return min(proven, key=lambda receipt: (_PROOFS.index(receipt.proof), receipt.on))
        since = self.reopened.when if self.reopened else None
        replies = [event.on for event in self.case.replies if since is None or event.when > since]
        if replies and self.asking:
            # A reply shows that they have the letter by then; when it came, nobody has said.
            return Receipt(min(replies), "their-words", self.asking[0].kind)
        letters = {None, *(letter.letter for letter in self.asking)}
        days = [event.on for event in self._of("received") if event.letter in letters]
        if days and self.asking:
            return Receipt(min(days), "assumed", self.asking[0].kind)
        assumed = [_assumed(letter, self.case.opening.residence) for letter in self.asking]
        return min(assumed, key=lambda receipt: receipt.on, default=None)

    def _proven(self) -> Iterator[Receipt]:
        ways = {letter.letter: letter.kind for letter in self.asking}
        some = next(iter(ways.values()), None)
        for event in self._of("received"):
            proof = _proof(event.fact("proof"))
            if proof and (event.letter is None or event.letter in ways):
                yield Receipt(event.on, proof, ways.get(event.letter or "", some))
        for letter in self.asking:
            if letter.left and (proof := _proof(letter.proof)):
                yield Receipt(letter.left, proof, letter.kind)

    @cached_property
    def _reckoned(self) -> _Reckoned:
        opening, receipt = self.case.opening, self.receipt
        if receipt is None:
            return None, None
        parties = Parties(opening.controller, opening.residence, opening.representative)
        return self.clocks.reckon(opening.law, self.case.right, receipt, parties, self.happened)

    @property
    def happened(self) -> Happened:
        """What came after the receipt, as the clock wants it."""
        denied = [e for e in self._of("answered") if e.fact("outcome") == "denied"]
        return Happened(
            identity=self._asked("identity"),
            clarification=self._asked("clarification"),
            extension_notice=_on(self._first("extended")),
            refused=_on(max(denied, key=_when, default=None)),
            appeal=_on(self._last("appealed")),
            complaint=_on(self.objected if self.law and self.law.complaints else self.lodged),
            lodged=_on(self.lodged),
            contact=self._last_contact if self.law and self.law.counts_from_contact else None,
            free_report=self.case.opening.free_report,
        )

    @property
    def objected(self) -> Event | None:
        """The complaint to the company itself."""
        return self._complaint(to_company=True)

    @property
    def lodged(self) -> Event | None:
        """The complaint to a regulator."""
        return self._complaint(to_company=False)

    def _complaint(self, *, to_company: bool) -> Event | None:
        complaints = [e for e in self._of("complained") if (e.fact("to") == COMPANY) is to_company]
        return max(complaints, key=_when, default=None)

    @property
    def _last_contact(self) -> date | None:
        """When either side last wrote to the other."""
        days = [event.on for kind in (*REPLIES, *_OURS) for event in self._of(kind)]
        days += [letter.left for letter in self.dispatches if letter.left and letter.step != "complaint"]
        return max(days, default=None)

    @property
    def due(self) -> Due | None:
        """The days of its clock; None while nothing has left, or if they cannot be reckoned."""
        return self._reckoned[0]

    @property
    def trouble(self) -> str | None:
        """Why they cannot be reckoned."""
        return self._reckoned[1]

    @property
    def overdue(self) -> bool:
        """Whether the last possible day for an answer and the grace are over, and there is none."""
        return self.state == "overdue"

    @property
    def is_unanswered(self) -> bool:
        """Whether no answer came in time, by a law that binds; a platform such as DROP answers nobody."""
        return self.overdue and self.case.opening.binding and self.case.right != "drop"

    @property
    def is_late(self) -> bool:
        """Whether it may be called late: no answer came in time, and the receipt is proven."""
        return self.is_unanswered and self.receipt is not None and self.receipt.proof != "assumed"

    @property
    def standing(self) -> str:
        """The state in words; nobody is overdue by a law that is not known to bind."""
        if self.overdue and self.case.right == "drop":
            return PAST
        if self.is_late or not (self.overdue or self._may_be_asked):
            return self.state
        if self.is_unanswered:
            return UNPROVEN
        return PAST if self._may_be_asked and self.case.opening.binding else UNANSWERED

    @property
    def _may_be_asked(self) -> bool:
        """Whether a time is over by which nobody is late, and nothing came."""
        ask_from = self.due.ask_from if self.due and self.due.assert_overdue_from is None else None
        return self.state in ("waiting", "acknowledged") and ask_from is not None and ask_from <= self.today

    @cached_property
    def state(self) -> State:
        """What has become of it."""
        last = self._last("answered", "appealed", "complained", "closed", "reappeared")
        match last.kind if last else None:
            case "answered" | "appealed" | "complained" | "closed" as settled:
                return settled
            case _:
                return self._open_state()

    def _open_state(self) -> State:
        if self.was_withdrawn:
            return "closed"
        if not any(letter.left for letter in self.dispatches):
            waiting = any(letter.waits or letter.state == "sending" for letter in self.dispatches)
            return "prepared" if waiting or not (self.dispatches or self.reopened) else "stuck"
        due = self.due
        if due and due.assert_overdue_from and self.today >= due.assert_overdue_from:
            return "overdue"
        if due and due.paused and due.paused.until is None:
            return "paused"
        if due and due.extended:
            return "extended"
        return "acknowledged" if self.reply else "waiting"

    @property
    def need_not_answer(self) -> bool:
        """Whether the law sets them a time to comply in, and none to answer."""
        return self.law is not None and any(
            clock.comply and self.case.right in clock.rights for clock in self.law.clocks
        )

    def decides(self, answer: Event) -> Event | None:
        """The appeal, or the complaint to the company, that an answer decides."""
        heard = [event for event in (self._last("appealed"), self.objected) if event and event.when < answer.when]
        return max(heard, key=_when, default=None)

    @property
    def is_open(self) -> bool:
        """Whether an answer, a decision or a letter is still awaited."""
        return self.state not in ("answered", "closed")

    @property
    def over_since(self) -> date | None:
        """The day on which it ended, None while it is open."""
        last = None if self.is_open else self._last("answered", "closed")
        return last.on if last else None

    @property
    def awaits(self) -> date | None:
        """The day on which the answer is due as things stand: with the extension or the pause, if there is one."""
        due = self.due
        if due is None:
            return None
        if due.paused:
            return due.paused.due
        return due.due_extended if due.extended else due.due_legal

    def _asked(self, what: Literal["identity", "clarification"]) -> Asked | None:
        asked = self._first("identity-asked" if what == "identity" else "clarification-asked")
        again = self._last("identity-asked" if what == "identity" else "clarification-asked")
        given = self._last("identity-given" if what == "identity" else "clarification-given")
        if asked is None or again is None:
            return None
        return Asked(asked.on, given.on if given and given.on >= again.on else None)

    def _of(self, kind: EventKind) -> Iterable[Event]:
        return [event for event in self.events if event.kind == kind] if kind in self._marks else ()

    def _last(self, *kinds: EventKind) -> Event | None:
        return max((self._marks[kind][1] for kind in kinds if kind in self._marks), key=_when, default=None)

    def _first(self, kind: EventKind) -> Event | None:
        return self._marks[kind][0] if kind in self._marks else None


@dataclass(frozen=True)
class Docket:
    """All cases on a day."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def _by_right(self) -> Mapping[tuple[str, str], Mapping[str, list[Entry]]]:
        by_right: dict[tuple[str, str], dict[str, list[Entry]]] = {}
        for entry in self.entries:
            opening = entry.case.opening
            for broker in opening.brokers:
                by_right.setdefault((opening.person, broker), {}).setdefault(entry.case.right, []).append(entry)
        return by_right

    def asked_for(self, person: str, broker: str) -> Mapping[str, Sequence[Entry]]:
        """The cases of a person and a broker by right, under whatever law, in the order of asking."""
        return self._by_right.get((person, broker), {})

    def asked(self, person: str, broker: str, right: Right) -> Sequence[Entry]:
        """The cases of a person, a broker and a right, under whatever law, in the order of asking."""
        return self.asked_for(person, broker).get(right, ())

    @cached_property
    def references(self) -> frozenset[str]:
        """The references that are taken."""
        return frozenset(entry.case.opening.reference for entry in self.entries)

    @cached_property
    def _by_pair(self) -> Mapping[tuple[str, str], Mapping[str, Opening]]:
        by_pair: dict[tuple[str, str], dict[str, Opening]] = {}
        for opening in (entry.case.opening for entry in self.entries if not entry.was_withdrawn):
            for broker in opening.brokers:
                by_pair.setdefault((opening.person, broker), {})[opening.reference] = opening
        return by_pair

    def rounds(self, person: str, broker: str, law: str, rights: Iterable[str]) -> int:
        """How often exactly these rights were asked under a law; what was withdrawn was not asked."""
        wanted, openings = set(rights), self._by_pair.get((person, broker), {}).values()
        return sum(opening.law == law and set(opening.rights) == wanted for opening in openings)


def docket(cases: Cases, laws: Mapping[str, Law], today: date) -> Docket:
    """The cases with their clocks on a day."""
    clocks = Clocks(laws)
    return Docket(tuple(Entry(case, clocks, today) for case in cases))


def _assumed(sent: Dispatch, residence: str | None) -> Receipt:
    """When a letter is taken to have arrived."""
    left = sent.left or sent.since
    if (way := CHANNELS.get(sent.kind)) is None:
        return Receipt(left, "assumed", sent.kind)
    return clock.assumed(left, way, sent.channel.country, (residence or "").partition("-")[0])


def _proof(word: str | None) -> Proof | None:
    return next((proof for proof in _PROOFS if proof == word), None)


def _when(event: Event) -> tuple[date, int]:
    return event.when


def _on(event: Event | None) -> date | None:
    return event.on if event else None
