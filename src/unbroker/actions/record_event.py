"""Recording by hand: from a name and an event to what the ledger keeps, or takes back; nonsense is refused.

What is checked is checked in the transaction that records: of two who record the same at once, one is told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from unbroker.actions import known_names
from unbroker.actions.known_names import NotTheirs
from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UnknownName, UserError
from unbroker.cases import case_name, validate_event
from unbroker.cases.case import Cases, Opening
from unbroker.cases.case_name import CaseName
from unbroker.cases.sealed_letters import about as about_letter
from unbroker.cases.sealed_letters import leaving
from unbroker.cases.status import Docket, Entry
from unbroker.ledger import evidence
from unbroker.ledger.event import Event, NewEvent, taken_back
from unbroker.ledger.schema import Sent, Voided, Withdrawn
from unbroker.ledger.store import Reader, Transaction
from unbroker.records import Records

_KEPT = ("opened", "prepared", "placed", "sending", "voided")


class Objected(UserError):  # noqa: N818 - the sentence is the name
    """Something speaks against an event.

    Attributes:
        reasons: what does.
        fault: what is not recorded, and why.
    """

    def __init__(self, name: str, event: NewEvent, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        why = "; ".join(self.reasons)
        what = f"{event.kind} on {event.on} is not recorded"
        self.fault = f"{name}: {what}: {why}"
        super().__init__(f"{self.fault} (correct it, or add --anyway to record it all the same, marked)")


class SaysNothing(UserError):  # noqa: N818 - the sentence is the name
    """An event lacks a word, or has one too many."""

    def __init__(self, reasons: Iterable[str]) -> None:
        super().__init__("; ".join(reasons))


class NotVoided(UserError):  # noqa: N818 - the sentence is the name
    """An event cannot be taken back."""

    def __init__(self, seq: int, reference: str, reason: str) -> None:
        super().__init__(f"event {seq} cannot be taken back: {reason} (`unbroker show {reference}` lists the numbers)")


@dataclass(frozen=True)
class Recording:
    """What would be written down of an event, and the cases that it is about."""

    name: str
    given: NewEvent
    """The event as it was told."""
    event: NewEvent
    """The event with the letter or the rights that it is about."""
    today: date
    entries: tuple[Entry, ...]
    """All cases of the request."""
    about: tuple[Entry, ...]
    """Those that the event is about."""
    objections: tuple[str, ...]
    """What speaks against it."""


@dataclass(frozen=True)
class Recorded:
    """What was written down, and the cases of the request as they are now."""

    events: tuple[Event, ...]
    rights: tuple[str, ...]
    """Those that it is about."""
    entries: tuple[Entry, ...]


def find(
    records: Records, name: str, today: date, reader: Reader | None = None, people: tuple[str, ...] = ()
) -> tuple[Entry, ...]:
    """The cases of the one request that a name means; only those of the rights in it.

    Args:
        records: what is recorded.
        name: of a request, a case or a letter: a reference, a broker's slug or its site.
        today: the day on which the cases are looked at.
        reader: reads the events; a transaction, where something is to be recorded.
        people: whose it may be; nobody means everybody.

    Raises:
        UnknownName: nothing is called that.
        NotTheirs: it is somebody else's.
        SeveralRequests: it can be more than one.
    """
    reader = reader or records.ledger
    wanted = case_name.parse(name)
    opened = () if people else _opened_so(reader, wanted)
    opened = opened or [*reader.read(kinds=["opened"])]
    openings = [Opening.of(event) for event in opened]
    if people:
        known_names.check_people(records, openings, people)
    wanted = _by_slug(records, wanted, openings)
    references = [wanted.name] if wanted.is_reference else case_name.references(wanted, opened)
    docket = records.read_docket(today, references, reader)
    if not docket.entries:
        case_name.references(wanted, opened)
        raise UnknownName("request", name, (), see="it was taken back; see `unbroker status --all`")
    return case_name.choose(wanted, _theirs(docket, name, people) if people else docket, records.laws)


def _opened_so(reader: Reader, wanted: CaseName) -> Sequence[Event]:
    """The requests of that very name; none where it has to be looked for among all."""
    if wanted.is_reference:
        return [event for event in reader.read([wanted.name], ["opened"]) if not Opening.of(event).is_forgotten]
    named = reader.read(kinds=["opened"], mentioning=wanted.name)
    return [event for event in named if wanted.name in Opening.of(event).brokers]


def name_of(records: Records, name: str, today: date, people: tuple[str, ...]) -> str:
    """The name of the same case by its reference, where it is said whose it is; else the name as it is.

    Raises:
        UnknownName, NotTheirs, SeveralRequests: as `find`.
    """
    if not people:
        return name
    wanted, entries = case_name.parse(name), find(records, name, today, people=people)
    rights = f"/{','.join(wanted.rights)}" if wanted.rights else ""
    return name if wanted.is_reference else f"{entries[0].case.opening.reference}{rights}"


def _by_slug(records: Records, wanted: CaseName, openings: Sequence[Opening]) -> CaseName:
    """The same name with the slug of a broker whose site was typed."""
    recorded = {name for opening in openings for name in opening.brokers}
    if wanted.is_reference or wanted.name in recorded or not recorded:
        return wanted
    try:
        (slug,) = known_names.slugs_of(records, openings, (wanted.name,))
    except (UnknownName, ProblemsFound):
        return wanted
    return replace(wanted, name=slug)


def _theirs(docket: Docket, name: str, people: tuple[str, ...]) -> Docket:
    entries = tuple(entry for entry in docket.entries if entry.case.opening.person in people)
    if not entries:
        raise NotTheirs(name, people, (entry.case.opening.person for entry in docket.entries))
    return Docket(entries)


def by_hand(kind: str, on: date, facts: Mapping[str, object], named: Callable[[str], str] = repr) -> NewEvent:
    """An event that a person writes down, in plain values.

    Args:
        kind: what happened.
        on: the day on which it did.
        facts: what there is to say of it, by name.
        named: how that person knows a fact, for errors: as a column of a spreadsheet, or as an option.

    Raises:
        SaysNothing: it lacks a word without which it says nothing, or has one that it does not take.
    """
    event_kind = next(name for name in validate_event.BY_HAND if name == kind)
    if faults := [*validate_event.faults(event_kind, facts, named)]:
        raise SaysNothing(faults)
    return NewEvent.of(event_kind, on, facts)


def plan_record(records: Records, name: str, event: NewEvent, today: date, reader: Reader | None = None) -> Recording:
    """What would be written down of an event about the cases that a name means. Pure.

    Args:
        records: what is recorded.
        name: of a request, a case or a letter.
        event: what happened; the letter or the rights are found here.
        today: the day on which it is recorded.
        reader: reads the events; a transaction, where it is recorded at once.

    Raises:
        SaysNothing: it lacks a word without which it says nothing.
        UnknownName: nothing is called that.
        SeveralRequests: it can be more than one.
    """
    if faults := [*validate_event.faults(event.kind, event.facts.stored())]:
        raise SaysNothing(faults)
    entries = find(records, name, today, reader)
    wanted = case_name.parse(name)
    about = entries if wanted.rights else validate_event.concerned(entries, event.kind)
    reference = entries[0].case.opening.reference
    fitting = validate_event.fitting(about or entries, replace(event, reference=reference, letter=wanted.letter))
    objections = tuple(validate_event.objections(about, fitting, today))
    return Recording(name, event, fitting, today, entries, about, objections)


def do_record(
    records: Records, recording: Recording, at: datetime, *, proofs: Sequence[Path] = (), anyway: bool = False,
    read: Mapping[str, bytes] | None = None,
) -> Recorded:  # fmt: skip
    """Write an event down, if nothing speaks against it by then.

    Args:
        records: where.
        recording: as planned.
        at: the moment of writing.
        proofs: files that prove it, which are filed.
        anyway: record it although something speaks against it.
        read: what proves it, too, and was read already: by name.

    Raises:
        Objected: something speaks against it, and nobody said `anyway`.
        CannotRead: a file that shall prove it cannot be read.
    """
    contents = {**evidence.contents(proofs), **(read or {})}
    if recording.objections and contents:  # with its files it may be another event than one that is recorded
        proven = replace(recording.given, evidence=tuple(map(evidence.name_of, contents.values())))
        recording = plan_record(records, recording.name, proven, recording.today)
    if recording.objections and not anyway:
        raise Objected(recording.name, recording.given, recording.objections)
    files.clear_scratch(records.evidence)
    filed = {name: evidence.keep(records.evidence, content) for name, content in contents.items()}
    with records.ledger.transaction(at) as transaction:
        event, name, today = recording.given, recording.name, recording.today
        return append(records, transaction, name, event, today, filed=filed, anyway=anyway)


def append(
    records: Records, transaction: Transaction, name: str, event: NewEvent, today: date, *,
    filed: Mapping[str, str] | None = None, anyway: bool = False,
) -> Recorded:  # fmt: skip
    """Add an event to a transaction, checked against what the transaction reads.

    Args:
        records: where.
        transaction: reads and writes.
        name: of a request, a case or a letter.
        event: what happened.
        today: the day on which it is recorded.
        filed: what proves it, and is in the evidence or will be: name -> SHA-256.
        anyway: record it although something speaks against it.

    Raises:
        SaysNothing, UnknownName, SeveralRequests: as `plan_record`.
        Objected: something speaks against it, and nobody said `anyway`.
    """
    event = replace(event, evidence=tuple((filed or {}).values()))
    recording = plan_record(records, name, event, today, transaction)
    if event.kind == "note" and not (filed or event.facts.stored()):
        raise SaysNothing(["a note needs words or a file (add --note WORDS or --file FILE)"])
    if recording.objections and not anyway:
        raise Objected(name, event, recording.objections)
    facts = recording.event.facts
    if recording.objections:
        facts = replace(facts, anyway="; ".join(recording.objections))
    if filed:
        facts = replace(facts, files=dict(filed))
    fitting = replace(recording.event, facts=facts)
    events = transaction.append([fitting, *_also_true(recording.entries, fitting)])
    if fitting.kind == "closed":
        events += transaction.append(_withdrawn(_after(records, events[0], today, transaction), today))
    rights = tuple(entry.case.right for entry in recording.about or recording.entries)
    return Recorded(events, rights, _after(records, events[0], today, transaction))


def plan_void(records: Records, name: str, seq: int, today: date, reader: Reader | None = None) -> Event:
    """The event of a request that would be taken back. Pure.

    Raises:
        NotVoided: it is of another request, taken back already, or not one that can be.
        UnknownName: nothing is called that.
        SeveralRequests: it can be more than one.
    """
    reader = reader or records.ledger
    reference = find(records, name, today, reader)[0].case.opening.reference
    history = [*reader.read([reference])]
    event = next((event for event in history if event.seq == seq), None)
    if event is None:
        raise NotVoided(seq, reference, f"it does not belong to {reference}")
    if seq in taken_back(history):
        raise NotVoided(seq, reference, "it has already been taken back")
    if event.kind in _KEPT:
        raise NotVoided(seq, reference, f"{event.kind!r} is recorded by unbroker itself; close the case instead")
    if event.kind == "withdrawn" and (since := _sealed_since(records.read_cases(reader), event)):
        raise NotVoided(seq, reference, f"{since} was sealed in its place since then")
    return event


def do_void(records: Records, name: str, seq: int, today: date, at: datetime) -> Recorded:
    """Take an event of a request back, if that can be by then; a closing with the withdrawals that came with it.

    Raises:
        NotVoided, UnknownName, SeveralRequests: as `plan_void`.
    """
    with records.ledger.transaction(at) as transaction:
        event = plan_void(records, name, seq, today, transaction)
        cases = records.read_cases(transaction)
        with_it = [
            also
            for also in _withdrawn_by(cases.histories[event.reference or ""], event)
            if not _sealed_since(cases, also)
        ]
        events = transaction.append(
            [NewEvent(Voided(), today, event.reference, voids=gone.seq) for gone in (event, *with_it)]
        )
        entries = _after(records, events[0], today, transaction)
    return Recorded(events, event.rights or tuple(entry.case.right for entry in entries), entries)


def _after(records: Records, event: Event, today: date, reader: Reader) -> tuple[Entry, ...]:
    return tuple(records.read_docket(today, [event.reference or ""], reader).entries)


def _withdrawn(entries: Sequence[Entry], today: date) -> Iterator[NewEvent]:
    """The letters that wait of cases that are closed now: they never leave."""
    rights = {entry.case.right for entry in entries if entry.state != "closed"}
    letters = {letter.letter: letter for entry in entries for letter in entry.case.dispatches if letter.waits}
    for letter in letters.values():
        if not any(letter.prepared.about(right) for right in rights):
            yield about_letter(letter, Withdrawn(closing=True), today)


def _withdrawn_by(history: Sequence[Event], closing: Event) -> Iterator[Event]:
    """The withdrawals that were recorded together with a closing, and stand."""
    if closing.kind != "closed":
        return
    void = taken_back(history)
    for number, event in enumerate((event for event in history if event.seq > closing.seq), closing.seq + 1):
        if event.seq != number or not (isinstance(event.facts, Withdrawn) and event.facts.closing):
            return
        if event.seq not in void:
            yield event


def _sealed_since(cases: Cases, withdrawal: Event) -> str | None:
    """A letter that was sealed after a withdrawal, and asks the same: of the same request, or of a new one."""
    past = {case.name: case for case in cases}
    own = [case for case in past.values() if case.opening.reference == withdrawal.reference]
    asked = {(case.opening.person, broker, case.right) for case in own for broker in case.opening.brokers}
    letters = (
        letter
        for case in past.values()
        if any((case.opening.person, broker, case.right) in asked for broker in case.opening.brokers)
        for letter in case.dispatches
        if letter.prepared.seq > withdrawal.seq and not letter.is_withdrawn
    )
    return next((letter.letter for letter in letters), None)


def _also_true(entries: Sequence[Entry], event: NewEvent) -> Iterator[NewEvent]:
    """What else is true by an event: a complaint that leaves is a complaint that was made."""
    if isinstance(event.facts, Sent):
        letters = {letter.letter: letter for entry in entries for letter in entry.case.dispatches}
        if (sealed := letters.get(event.letter or "")) is not None:
            yield from (also for also in leaving(sealed, Sent(), event.on) if also.kind != "sent")
