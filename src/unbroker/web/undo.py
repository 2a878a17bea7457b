"""Undo: the last thing that a person recorded, for as long as it can honestly be taken back."""

from dataclasses import dataclass
from datetime import date, datetime

from unbroker.cases.case import Cases
from unbroker.cases.validate_event import BY_HAND
from unbroker.ledger.event import Event, taken_back


@dataclass(frozen=True)
class LastDeed:
    """What was recorded last of all."""

    event: Event
    broker: str
    letters: int
    """How many letters it was recorded of at once."""


def last_deed(cases: Cases, today: date) -> LastDeed | None:
    """What was recorded last, if a person recorded it today or yesterday and it stands; else None."""
    events = [event for history in cases.histories.values() for event in history]
    last = max(events, key=lambda event: event.seq, default=None)
    if (
        last is None
        or last.kind not in BY_HAND
        or (today - datetime.fromisoformat(last.at).astimezone().date()).days > 1
    ):
        return None
    if last.seq in taken_back(cases.histories[last.reference or ""]):
        return None
    same = [event for event in events if event.kind == last.kind and event.at == last.at and event.run == last.run]
    broker = next(case.opening.broker_name for case in cases if case.opening.reference == last.reference)
    return LastDeed(last, broker, len(same))
