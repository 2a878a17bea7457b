"""Follow-ups: the letters that the docket calls for today, as data; whoever makes letters makes drafts of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from unbroker.books.docket import Docket, Entry
from unbroker.books.errand import next_of
from unbroker.writing.request import Step


@dataclass(frozen=True)
class FollowUp:
    """A letter that a case calls for: which, what called for it, and why in words."""

    entry: Entry
    step: Step
    trigger: str
    """Goes into `prepared`, so that no trigger calls twice."""
    reason: str


def propose(docket: Docket) -> Iterator[FollowUp]:
    """What each case calls for on the docket's day, in the order of the cases."""
    for entry in docket.entries:
        errand = next_of(entry)
        if errand and errand.step and errand.trigger and errand.on <= entry.today:
            yield FollowUp(entry, errand.step, errand.trigger, errand.words)
