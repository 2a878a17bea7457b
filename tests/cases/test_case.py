"""State is a fold over events, and nothing else."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import hypothesis.strategies as st
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from made_up import events, new_event, opened, prepared

from unbroker.cases.case import Cases, fold
from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.store import MemoryLedger

DAY = date(2026, 11, 22)
REFERENCES = ("UB-00000000", "UB-7F3K2Q8Z")
KINDS: tuple[EventKind, ...] = ("sent", "bounced", "received", "acknowledged", "answered", "closed", "note")


def only(*happenings: NewEvent) -> Cases:
    """The cases of some happenings."""
    return fold(events(*happenings))


def test_a_request_has_a_case_for_each_right() -> None:
    """Each case knows the request, in the order of the letter, and its own events."""
    answered = new_event("answered", DAY, REFERENCES[1], "delete", facts={"outcome": "denied", "reason": "no_match"})
    cases = [*only(opened(), prepared(), answered)]

    assert [(case.name, case.outcome, case.reason) for case in cases] == [
        ("UB-7F3K2Q8Z/opt-out", None, None),
        ("UB-7F3K2Q8Z/delete", "denied", "no_match"),
    ]
    assert [event.kind for event in cases[0].events] == ["opened", "prepared"]


def test_an_event_can_name_several_rights() -> None:
    """What is said of some rights does not touch the others."""
    noted = new_event("acknowledged", DAY, REFERENCES[1], facts={"rights": ["delete"]})
    opt_out, delete = only(opened(), noted)

    assert (opt_out.last("acknowledged"), delete.last("acknowledged") is not None) == (None, True)


def test_a_voided_event_leaves_no_trace_and_stays_in_the_history() -> None:
    """The case is as if it had not happened; who asks for the history sees both."""
    answer = new_event("answered", DAY, REFERENCES[1], facts={"outcome": "denied"})
    made = only(opened(), prepared(), answer, new_event("voided", DAY, REFERENCES[1], voids=3))

    assert [([event.kind for event in case.events], case.outcome) for case in made] == [
        (["opened", "prepared"], None),
        (["opened", "prepared"], None),
    ]
    assert [event.kind for event in made.histories[REFERENCES[1]]] == ["opened", "prepared", "answered", "voided"]


def test_a_voided_opening_leaves_no_case() -> None:
    """A request that was never made has no cases."""
    assert [*only(opened(), new_event("voided", DAY, REFERENCES[1], voids=1))] == []


def test_a_letter_is_where_its_last_event_says() -> None:
    """A letter that bounced has not left; sent again, it has."""
    letter = "UB-7F3K2Q8Z.1"
    way = [
        new_event("sent", DAY, REFERENCES[1], letter=letter),
        new_event("bounced", DAY + timedelta(1), REFERENCES[1], letter=letter),
        new_event("sent", DAY + timedelta(2), REFERENCES[1], letter=letter),
    ]
    found = [next(iter(only(opened(), prepared(), *way[:count]))).dispatches[0] for count in range(4)]

    assert [(one.state, one.left) for one in found] == [
        ("prepared", None),
        ("sent", DAY),
        ("bounced", None),
        ("sent", DAY + timedelta(2)),
    ]


def test_what_was_forgotten_is_no_bug() -> None:
    """An opening whose payload was emptied has no rights, and so no cases."""
    assert [*only(new_event("opened", DAY, REFERENCES[1]), new_event("note", DAY, REFERENCES[1]))] == []


@st.composite
def histories(draw: st.DrawFn) -> Sequence[Event]:
    """Events in any order, sensible or not, some of them taken back."""
    made: list[NewEvent] = []
    for _ in range(draw(st.integers(0, 25))):
        reference = draw(st.sampled_from(REFERENCES))
        right = draw(st.sampled_from((None, "opt-out", "delete")))
        on = DAY + timedelta(draw(st.integers(0, 60)))
        kind = draw(st.sampled_from(("opened", "prepared", "voided", *KINDS)))
        match kind:
            case "opened":
                made.append(opened(reference, on=on))
            case "prepared":
                made.append(prepared(reference, on=on))
            case "voided":
                made.append(new_event("voided", on, reference, voids=draw(st.integers(1, 30))))
            case _:
                letter = f"{reference}.1" if kind in ("sent", "bounced", "received") else None
                made.append(new_event(kind, on, reference, right, letter, facts={"outcome": "partial"}))
    return events(*made)


@given(histories(), st.data())
def test_folding_in_any_split_gives_the_same(history: Sequence[Event], data: st.DataObject) -> None:
    """What is known of the past and what is new come to the same as all at once."""
    at = data.draw(st.integers(0, len(history)))
    whole, parts = fold(history), fold(history[at:], fold(history[:at]))

    assert parts == whole
    assert [*parts] == [*whole]


class Recording(RuleBasedStateMachine):
    """A ledger beside a model that keeps, for each right, a plain list of what stands."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = MemoryLedger()
        self.model: dict[str, list[tuple[int, str, date, str | None]]] = {"opt-out": [], "delete": []}
        self.count = 0

    def record(self, happening: NewEvent) -> int:
        """Write one event down."""
        self.count = self.ledger.append([happening], datetime(2026, 11, 22, tzinfo=UTC))[0].seq
        return self.count

    @initialize()
    def open(self) -> None:
        """A request is opened and its letter sealed."""
        self.record(opened())
        self.record(prepared())

    @rule(
        kind=st.sampled_from(("acknowledged", "answered", "appealed", "closed")),
        days=st.integers(0, 40),
        right=st.sampled_from((None, "opt-out", "delete")),
        outcome=st.sampled_from(("denied", "fulfilled", "partial")),
    )
    def happen(self, kind: EventKind, days: int, right: str | None, outcome: str) -> None:
        """Something is recorded of one right or of both."""
        on = DAY + timedelta(days)
        facts = {"outcome": outcome} if kind == "answered" else {}
        seq = self.record(new_event(kind, on, REFERENCES[1], right, facts=facts))
        for name in (right,) if right else self.model:
            self.model[name].append((seq, kind, on, facts.get("outcome")))

    @precondition(lambda self: self.count > 2)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        """Something is taken back, perhaps twice."""
        gone = data.draw(st.integers(3, self.count))
        self.record(new_event("voided", DAY, REFERENCES[1], voids=gone))
        for name, rows in self.model.items():
            self.model[name] = [row for row in rows if row[0] != gone]

    @invariant()
    def agrees(self) -> None:
        """The fold has the outcome of the latest answer that stands, and as many events as stand."""
        for case in fold(self.ledger.read()):
            rows = self.model[case.right]
            answers = sorted((on, seq, outcome) for seq, kind, on, outcome in rows if kind == "answered")
            assert case.outcome == (answers[-1][2] if answers else None)
            assert [event.seq for event in case.events[2:]] == [row[0] for row in rows]
            closed = [(on, seq) for seq, kind, on, _ in rows if kind == "closed"]
            last = case.last("closed")
            assert (last.when if last else None) == max(closed, default=None)
        assert self.ledger.verify() is None


TestRecording = Recording.TestCase
TestRecording.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
