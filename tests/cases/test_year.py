"""A year of a household with 300 brokers: replies of every kind, and somebody who does each day what is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from made_up import new_event, opened, packaged_laws, prepared

from unbroker.cases import channel_health, follow_up
from unbroker.cases.called_letter import COURTESY
from unbroker.cases.case import Cases, fold
from unbroker.cases.status import Entry, docket
from unbroker.facts import clock
from unbroker.facts.due import Due, Parties, Receipt
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.store import MemoryLedger
from unbroker.writing.reference import reference

START = date(2026, 1, 5)
BROKERS, DAYS = 300, 365
NEXT_DAY = timedelta(days=1)
Reply = tuple[int, EventKind, Mapping[str, object]]


@dataclass(frozen=True)
class Plot:
    """How one kind of broker behaves: what comes so many days after the letter left."""

    law: str
    home: str
    replies: Sequence[Reply]


CARRIER: Reply = (4, "received", {"proof": "carrier"})
PLOTS: Mapping[str, Plot] = {
    "silent": Plot("ccpa", "US-CA", [CARRIER]),
    "unproven": Plot("ccpa", "US-CA", []),
    "fulfilled": Plot("ccpa", "US-CA", [CARRIER, (6, "acknowledged", {}), (20, "answered", {"outcome": "fulfilled"})]),
    "denied": Plot("ccpa", "US-CA", [CARRIER, (15, "answered", {"outcome": "denied", "reason": "no_match"})]),
    "appealed": Plot("us-tx", "US-TX", [CARRIER, (15, "answered", {"outcome": "denied", "reason": "other"})]),
    "partial": Plot("gdpr", "DE", [CARRIER, (25, "answered", {"outcome": "partial"})]),
    "nothing": Plot("gdpr", "DE", [CARRIER, (10, "answered", {"outcome": "no-data"})]),
    "extended": Plot("gdpr", "DE", [CARRIER, (28, "extended", {}), (85, "answered", {"outcome": "fulfilled"})]),
    "identity": Plot(
        "gdpr", "DE",
        [CARRIER, (6, "identity-asked", {}), (10, "identity-given", {}), (30, "answered", {"outcome": "fulfilled"})],
    ),
    "bounced": Plot("ccpa", "US-CA", [(2, "bounced", {})]),
}  # fmt: skip


@dataclass
class Story:
    """What came of one request: the letters that were called for, and its state day by day."""

    plot: str
    sent: date
    reference: str
    letters: list[tuple[str, date]] = field(default_factory=list)
    triggers: list[str] = field(default_factory=list)
    states: dict[date, str] = field(default_factory=dict)
    due: Due | None = None


class Year:
    """The ledger and whoever keeps it."""

    def __init__(self) -> None:
        self.ledger, self.cases = MemoryLedger(), Cases()
        self.stories: dict[str, Story] = {}

    def write(self, *happenings: NewEvent) -> None:
        """Record, and keep the cases up to date."""
        self.cases = fold(self.ledger.append(happenings, datetime(2026, 1, 1, tzinfo=UTC)), self.cases)

    def open(self, number: int, today: date) -> None:
        """A first letter is sealed and leaves."""
        name = [*PLOTS][number % len(PLOTS)]
        plot = PLOTS[name]
        made = reference(b"s", person="me", broker=f"b{number}", law=plot.law, rights=("delete",), turn=1)
        facts = {"broker": f"b{number}", "residence": plot.home, "controller": plot.home}
        letter = f"{made}.1"
        self.write(
            opened(made, on=today, law=plot.law, rights=("delete",), facts=facts),
            prepared(
                made, on=today, channel={"kind": "post", "to": f"{number} Specimen Plaza", "country": plot.home[:2]}
            ),
            new_event("sent", today, made, letter=letter),
        )
        self.stories[made] = Story(name, today, made)

    def replies(self, story: Story, today: date) -> None:
        """What comes in on a day."""
        for days, kind, facts in PLOTS[story.plot].replies:
            if today == story.sent + timedelta(days=days):
                letter = f"{story.reference}.1" if kind in ("received", "bounced") else None
                self.write(new_event(kind, today, story.reference, letter=letter, facts=facts))

    def follow(self, made: follow_up.FollowUp, today: date) -> None:
        """A follow-up is sealed, and leaves on the same day."""
        name = made.entry.case.opening.reference
        number = 1 + max(one.number for one in made.entry.case.dispatches)
        told = [
            prepared(name, number=number, on=today, step=made.step, trigger=made.trigger),
            new_event("sent", today, name, letter=f"{name}.{number}"),
        ]
        if made.step == "appeal":
            told.append(new_event("appealed", today, name))
        if made.step == "complaint":
            told.append(new_event("complained", today, name))
        self.write(*told)
        self.stories[name].letters.append((made.step, today))
        self.stories[name].triggers.append(made.trigger)

    def day(self, today: date) -> None:
        """Replies come in, letters go out, and everybody's state is noted."""
        for story in self.stories.values():
            self.replies(story, today)
        found = docket(self.cases, packaged_laws(), today)
        for made in follow_up.propose(found):
            self.follow(made, today)
        for entry in docket(self.cases, packaged_laws(), today).entries:
            self.note(entry, today)

    def note(self, entry: Entry, today: date) -> None:
        """How a case stands."""
        story = self.stories[entry.case.opening.reference]
        story.states[today], story.due = entry.state, entry.due


@pytest.fixture(scope="module")
def stories() -> Mapping[str, list[Story]]:
    """The year, by plot."""
    year = Year()
    for number in range(DAYS):
        today = START + timedelta(days=number)
        if number * 3 < BROKERS:
            for broker in range(number * 3, number * 3 + 3):
                year.open(broker, today)
        year.day(today)
    found: dict[str, list[Story]] = {name: [] for name in PLOTS}
    for story in year.stories.values():
        found[story.plot].append(story)
    assert sum(map(len, found.values())) == BROKERS
    assert year.ledger.verify() is None
    last = docket(year.cases, packaged_laws(), START + timedelta(days=DAYS))
    assert set(channel_health.standings(last).values()) >= {"answered", "bounced"}
    return found


def due(story: Story, days: int = 4) -> Due:
    """The days of a request that a carrier delivered, by the clock alone."""
    plot = PLOTS[story.plot]
    received = Receipt(story.sent + timedelta(days=days), "carrier", "post")
    return clock.reckon(packaged_laws()[plot.law], "delete", received, Parties(plot.home, plot.home))


def steps(story: Story) -> list[str]:
    """The letters that were called for."""
    return [step for step, _ in story.letters]


def state(story: Story, days: int) -> str:
    """Its state so many days after the letter left."""
    return story.states[story.sent + timedelta(days=days)]


pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("a year")]


def test_no_trigger_calls_twice(stories: Mapping[str, list[Story]]) -> None:
    """Not in a year of asking every day."""
    for story in (story for of_plot in stories.values() for story in of_plot):
        assert len(set(story.triggers)) == len(story.triggers), story


def test_silence_is_reminded_on_the_day_and_complained_about_after_the_courtesy(
    stories: Mapping[str, list[Story]],
) -> None:
    """Not a day before the answer can be called late, by each broker's own calendar."""
    for story in stories["silent"]:
        overdue = due(story).assert_overdue_from
        assert overdue is not None
        assert steps(story) == ["unacknowledged", "overdue", "complaint"]
        assert [on for _, on in story.letters[1:]] == [overdue, overdue + COURTESY + NEXT_DAY]
        assert (story.states[overdue - NEXT_DAY], story.states[overdue]) == ("waiting", "overdue")
        assert story.states[max(story.states)] == "complained"


def test_an_unproven_receipt_is_asked_about_never_accused(stories: Mapping[str, list[Story]]) -> None:
    """The neutral question, twice, then the letter once more; no reminder that speaks of lateness."""
    for story in stories["unproven"]:
        assert not {"overdue", "complaint"} & {*steps(story)}
        assert steps(story)[:2] == ["question", "question"]
        assert "first" in steps(story)


def test_what_was_done_calls_for_no_letter(stories: Mapping[str, list[Story]]) -> None:
    """Acknowledged, then answered."""
    for story in stories["fulfilled"]:
        assert steps(story) == []
        assert [state(story, days) for days in (0, 5, 6, 19, 20)] == [
            "waiting", "waiting", "acknowledged", "acknowledged", "answered",
        ]  # fmt: skip


def test_a_refusal_is_questioned_then_complained_about(stories: Mapping[str, list[Story]]) -> None:
    """The same day, and after the courtesy."""
    for story in stories["denied"]:
        asked = story.sent + timedelta(days=15)

        assert story.letters == [("refused", asked), ("complaint", asked + COURTESY + NEXT_DAY)]


def test_where_there_is_an_appeal_it_comes_first(stories: Mapping[str, list[Story]]) -> None:
    """Texas: the complaint waits until the decision was due."""
    for story in stories["appealed"]:
        (appeal, on), *rest = story.letters

        assert (appeal, on) == ("appeal", story.sent + timedelta(days=15))
        assert state(story, 15) == "appealed"
        assert [step for step, _ in rest] == ["complaint"]
        assert rest[0][1] > on + timedelta(days=60)


def test_a_partial_answer_is_followed_up(stories: Mapping[str, list[Story]]) -> None:
    """For the rest; then a complaint."""
    assert {tuple(steps(story)) for story in stories["partial"]} == {("partial", "complaint")}


def test_nothing_held_is_asked_about_once(stories: Mapping[str, list[Story]]) -> None:
    """And not complained about."""
    assert {tuple(steps(story)) for story in stories["nothing"]} == {("no-data",)}


def test_a_valid_extension_moves_the_day(stories: Mapping[str, list[Story]]) -> None:
    """Three months from receipt; nobody is reminded before."""
    for story in stories["extended"]:
        assert steps(story) == []
        assert [state(story, days) for days in (27, 28, 84, 85)] == ["waiting", "extended", "extended", "answered"]


def test_a_question_of_identity_pauses(stories: Mapping[str, list[Story]]) -> None:
    """In the controller's view, until the answer; then the time that was left runs on."""
    for story in stories["identity"]:
        assert steps(story) == ["identity"]
        assert [state(story, days) for days in (5, 6, 9, 10, 30)] == [
            "waiting", "paused", "paused", "acknowledged", "answered",
        ]  # fmt: skip


def test_a_letter_that_came_back_is_written_again(stories: Mapping[str, list[Story]]) -> None:
    """By another way, on the day of the bounce."""
    for story in stories["bounced"]:
        assert story.letters[0] == ("first", story.sent + timedelta(days=2))
        assert state(story, 2) == "waiting"
