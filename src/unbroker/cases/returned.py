"""Returned letters: requests of which no letter arrived, so that they are to be written by another way. Pure.

Writing them again is a further letter of the same request: what was asked, under which law, stays as it was opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from unbroker.cases.case import Dispatch, Opening
from unbroker.cases.status import Docket, Entry
from unbroker.facts.law import Right


@dataclass(frozen=True)
class Returned:
    """A request whose letters all came back."""

    opening: Opening
    last: Dispatch
    """The letter that came back last."""
    number: int
    """Of the letter to be written."""
    tried: frozenset[str]
    """The addresses at which its letters came back."""

    @property
    def trigger(self) -> str:
        """What calls for the letter, as the docket's errand has it."""
        return f"{self.last.state}:{self.last.letter}"

    @property
    def said(self) -> str:
        """What happened, as a reason."""
        what = "bounced" if self.last.state == "bounced" else "was refused"
        return f"{self.last.letter} to {self.last.to} {what}"


def returned(docket: Docket, person: str, broker: str) -> Iterator[Returned]:
    """The requests of a person to a broker that are to be written again, in the order of asking."""
    asked: dict[str, list[Entry]] = {}
    by_right = docket.asked_for(person, broker)
    for right in sorted(by_right, key=get_args(Right).index):
        for entry in by_right[right]:
            asked.setdefault(entry.case.opening.reference, []).append(entry)
    for entries in asked.values():
        letters = {letter.letter: letter for entry in entries for letter in entry.dispatches}
        if letters and all(_came_back(entry) for entry in entries):
            last = max(letters.values(), key=lambda letter: letter.number)
            tried = frozenset(letter.to for letter in letters.values())
            yield Returned(entries[0].case.opening, last, entries[0].case.highest + 1, tried)


def _came_back(entry: Entry) -> bool:
    states = {letter.state for letter in entry.dispatches}
    return entry.state == "stuck" and bool(states) and states <= {"bounced", "refused"}
