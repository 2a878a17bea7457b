"""Sealed letters: which of them wait to leave, in which order they lie, and what is recorded when one leaves. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date

from unbroker.base import places
from unbroker.cases.case import Cases, Dispatch
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Appealed, Complained, Sent
from unbroker.ledger.stored import Facts

_DOES: Mapping[str, type[Facts]] = {"appeal": Appealed, "complaint": Complained}
"""By the step of a letter, what the person does by sending it."""


def waiting(cases: Cases, kind: str | None = None) -> tuple[Dispatch, ...]:
    """The letters that are sealed and have not left, each once, in the order of sealing; only those of one channel.

    In the name of somebody who left nothing waits: whatever is said of a letter of theirs, it goes nowhere.
    """
    letters = {sealed.letter: sealed for case in cases if case.opening.left is None for sealed in case.dispatches}
    in_order = sorted(letters.values(), key=lambda sealed: sealed.prepared.seq)
    return tuple(sealed for sealed in in_order if sealed.waits and kind in (None, sealed.kind))


def brokers_of(cases: Cases) -> Mapping[str, str]:
    """By letter, the broker that it is for."""
    return {sealed.letter: case.opening.broker for case in cases for sealed in case.dispatches}


def pile_order(sealed: Dispatch) -> tuple[object, ...]:
    """Where a letter by post lies: by sheet, those within the country first, then by country and postal code."""
    to = sealed.channel
    name = places.name(to.country) if to.country else ""
    return (sealed.facts.sheet or "", to.is_abroad, name, to.postal_code, sealed.names.casefold(), sealed.letter)


def run_name(kind: str, today: date, cases: Cases) -> str:
    """The name of a run: of its kind and day, and numbered where an earlier one of the day has left."""
    runs = {event.run for history in cases.histories.values() for event in history if event.kind == "sent"}
    name, number = f"{kind}-{today}", 1
    while name in runs:
        number += 1
        name = f"{kind}-{today}-{number}"
    return name


def leaving(sealed: Dispatch, sent: Sent, on: date, evidence: tuple[str, ...] = ()) -> Iterator[NewEvent]:
    """What is recorded when a letter leaves: that it did, and what the person does by that.

    Args:
        sealed: the letter.
        sent: what is known of its leaving.
        on: the day.
        evidence: what proves it.
    """
    reference, letter = sealed.prepared.reference, sealed.letter
    yield NewEvent(sent, on, reference, letter=letter, run=sealed.prepared.run, evidence=evidence)
    if (model := _DOES.get(sealed.step)) is not None:
        rights = sealed.prepared.rights if len(sealed.prepared.rights) > 1 else ()
        yield NewEvent(model(rights=rights), on, reference, sealed.prepared.right, letter)


def about(sealed: Dispatch, facts: Facts, on: date, evidence: tuple[str, ...] = ()) -> NewEvent:
    """An event of the way of a sealed letter."""
    prepared = sealed.prepared
    return NewEvent(facts, on, prepared.reference, letter=sealed.letter, run=prepared.run, evidence=evidence)
