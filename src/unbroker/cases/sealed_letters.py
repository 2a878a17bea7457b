"""Sealed letters: which of them wait to leave, in which order they lie, and what is recorded when one leaves. Pure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from unbroker.base import places
from unbroker.base.errors import UnknownName
from unbroker.cases import case_name
from unbroker.cases.case import BY_HAND, Cases, Dispatch
from unbroker.cases.status import COMPANY
from unbroker.facts.law import Law
from unbroker.facts.profile import ALONE
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Appealed, Complained, Sent
from unbroker.ledger.stored import Facts

_DOES: Mapping[str, Callable[[tuple[str, ...]], Facts]] = {
    "appeal": lambda rights: Appealed(rights=rights),
    "controller-complaint": lambda rights: Complained(rights=rights, to=COMPANY),
    "complaint": lambda rights: Complained(rights=rights),
}
"""By the step of a letter, what the person does by sending it."""


def waiting(cases: Cases, kind: str | None = None) -> tuple[Dispatch, ...]:
    """The letters that are sealed and have not left, each once, in the order of sealing; only those of one channel.

    In the name of somebody who left nothing waits: whatever is said of a letter of theirs, it goes nowhere.
    """
    letters = {sealed.letter: sealed for case in cases if case.opening.left is None for sealed in case.dispatches}
    in_order = sorted(letters.values(), key=lambda sealed: sealed.prepared.seq)
    return tuple(sealed for sealed in in_order if sealed.waits and kind in (None, sealed.kind))


def for_printer(cases: Cases, service: str | None = None) -> tuple[Dispatch, ...]:
    """The letters by post that wait and were sealed for a print service; without one, for the person's own printer."""
    return tuple(sealed for sealed in waiting(cases, "post") if sealed.facts.via == service)


def letters_named(cases: Cases, name: str, laws: Mapping[str, Law]) -> tuple[Dispatch, ...]:
    """The letters that a name means, in the order of sealing, wherever they are.

    Args:
        cases: what is recorded.
        name: of a run, a request, a case or a letter, or a broker's slug.
        laws: by which rights have other names.

    Raises:
        UnknownName: nothing that was sealed is called that.
        Mistyped: it is meant as a reference, and is none.
    """
    letters = {sealed.letter: sealed for case in cases for sealed in case.dispatches}
    in_order = sorted(letters.values(), key=lambda sealed: sealed.prepared.seq)
    if of_run := tuple(sealed for sealed in in_order if sealed.prepared.run == name):
        return of_run
    wanted = case_name.parse(name)
    openings = {case.opening.reference: case.opening for case in cases}
    by_opening = [(sealed, openings[sealed.prepared.reference or ""]) for sealed in in_order]
    meant = tuple(
        sealed
        for sealed, opening in by_opening
        if wanted.means(sealed.letter, opening) and _is_about(sealed, wanted.rights, laws.get(opening.law))
    )
    if not meant:
        slugs = {slug for opening in openings.values() for slug in opening.brokers}
        names = {*slugs, *openings, *letters, *(sealed.prepared.run or "" for sealed in in_order)}
        raise UnknownName("letter, run or case", name, sorted(names), see="see `unbroker status --all`")
    return meant


def _is_about(sealed: Dispatch, rights: tuple[str, ...], law: Law | None) -> bool:
    aliases: Mapping[str, str] = law.aliases if law else {}
    return not rights or any(sealed.prepared.about(aliases.get(right, right)) for right in rights)


def lay_ready(sealed: Dispatch, cases: Cases) -> bool:
    """Whether it was ever laid out for a person to send, who may have: a draft, a file, or a form to fill in."""
    history = cases.histories.get(sealed.prepared.reference or "", ())
    placed = any(event.kind == "placed" and event.letter == sealed.letter for event in history)
    return placed or sealed.facts.via in BY_HAND or sealed.kind == "form"


def brokers_of(cases: Cases) -> Mapping[str, str]:
    """By letter, the broker that it is for."""
    return {sealed.letter: case.opening.broker for case in cases for sealed in case.dispatches}


def file_stem(broker: str, person: str, letter: str) -> str:
    """What the file of a letter is called, without its ending; where there are several people, whose it is."""
    return "-".join((broker, *([] if person == ALONE else [person]), letter))


def stems_of(cases: Cases) -> Mapping[str, str]:
    """By letter, what its files are called."""
    return {
        sealed.letter: file_stem(case.opening.broker, case.opening.person, sealed.letter)
        for case in cases
        for sealed in case.dispatches
    }


def pile_order(sealed: Dispatch) -> tuple[object, ...]:
    """Where a letter by post lies: by sheet, those within the country first, then by country and postal code."""
    to = sealed.channel
    name = places.name(to.country) if to.country else ""
    return (sealed.facts.sheet or "", to.is_abroad, name, to.postal_code, sealed.names.casefold(), sealed.letter)


def run_name(kind: str, today: date, cases: Cases, service: str | None = None) -> str:
    """The name of a run: of its kind, day and print service, and numbered where an earlier one of them has left."""
    runs = {event.run for history in cases.histories.values() for event in history if event.kind == "sent"}
    first = f"{kind}-{today}-{service}" if service else f"{kind}-{today}"
    name, number = first, 1
    while name in runs:
        number += 1
        name = f"{first}-{number}"
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
    if (deed := _DOES.get(sealed.step)) is not None:
        rights = sealed.prepared.rights if len(sealed.prepared.rights) > 1 else ()
        yield NewEvent(deed(rights), on, reference, sealed.prepared.right, letter)


def about(sealed: Dispatch, facts: Facts, on: date, evidence: tuple[str, ...] = ()) -> NewEvent:
    """An event of the way of a sealed letter."""
    prepared = sealed.prepared
    return NewEvent(facts, on, prepared.reference, letter=sealed.letter, run=prepared.run, evidence=evidence)
