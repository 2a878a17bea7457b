"""Follow-ups: the letters that the docket calls for today, as data; whoever makes letters makes drafts of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from unbroker.cases import contradiction
from unbroker.cases.next_action import next_action_of
from unbroker.cases.status import Docket, Entry
from unbroker.writing.reference import Step


@dataclass(frozen=True)
class FollowUp:
    """A letter that a case calls for: which, what called for it, and why in words."""

    entry: Entry
    step: Step
    trigger: str
    """Goes into `prepared`, so that no trigger calls twice."""
    reason: str
    came_back: bool = False
    """Whether it takes the place of a letter that came back, and so goes by a way that a person chooses."""


@dataclass(frozen=True)
class Called:
    """One letter of a request, called for by one or more of its cases."""

    calls: tuple[FollowUp, ...]

    @property
    def reference(self) -> str:
        """The request's."""
        return self.calls[0].entry.case.opening.reference

    @property
    def step(self) -> Step:
        """What the letter is for."""
        return self.calls[0].step

    @property
    def came_back(self) -> bool:
        """Whether it takes the place of a letter that came back."""
        return self.calls[0].came_back

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The cases that it is about."""
        return tuple(call.entry for call in self.calls)

    @property
    def triggers(self) -> Mapping[str, str]:
        """By right, what called for it."""
        return {call.entry.case.right: call.trigger for call in self.calls}

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, each reason once."""
        return tuple(dict.fromkeys(call.reason for call in self.calls))


def propose(docket: Docket) -> Iterator[FollowUp]:
    """What each case calls for on the docket's day, in the order of the cases."""
    contradicted = contradiction.called_for(docket.entries)
    usual = (next_action_of(entry) for entry in docket.entries)
    for action in (*usual, *contradicted):
        if action is None or not (action.step and action.trigger and action.on <= action.entry.today):
            continue
        if not contradiction.overtaken(action, contradicted):
            yield FollowUp(action.entry, action.step, action.trigger, action.words, action.came_back)


def letters(calls: Iterable[FollowUp]) -> tuple[Called, ...]:
    """The letters that some cases call for: one for each request and step.

    What answers an event, as a refusal, is a letter of its own for each event; what a day calls for is asked once.
    """
    grouped: dict[tuple[str, Step, str], list[FollowUp]] = {}
    for call in calls:
        event = call.trigger if ":" in call.trigger else ""
        grouped.setdefault((call.entry.case.opening.reference, call.step, event), []).append(call)
    return tuple(Called(tuple(group)) for group in grouped.values())
