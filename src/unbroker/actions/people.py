"""People: how they stand in the ledger, under which slug it knows them, and who is written for no more.

The profile says who they are, and is the user's to edit; what happened to their requests is the ledger's.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from unbroker.actions.mailing import resolve_unsent
from unbroker.actions.mailing.stale_copies import Copies, clear_copies
from unbroker.actions.mailing.withdraw import DidItLeave
from unbroker.base.errors import UnknownName, UserError
from unbroker.cases import validate_event
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.known_people import read_people
from unbroker.cases.sealed_letters import about, lay_ready, leaving, waiting
from unbroker.cases.status import Entry, docket
from unbroker.cases.strangers import known, name_of
from unbroker.facts.profile import Profile
from unbroker.folder import Folder
from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.schema import Agreed, Closed, Left, Renamed, Sent, Voided, Withdrawn
from unbroker.ledger.store import Reader
from unbroker.records import Records


class NotRenamed(UserError):  # noqa: N818 - the sentence is the name
    """A handle of the ledger cannot become another one."""

    def __init__(self, person: str, to: str, reason: str) -> None:
        super().__init__(f"{person} cannot be renamed to {to}: {reason}")


class NotLeft(UserError):  # noqa: N818 - the sentence is the name
    """Somebody cannot leave."""

    def __init__(self, person: str, reason: str) -> None:
        super().__init__(f"{person} cannot leave: {reason}")


class NotAgreed(UserError):  # noqa: N818 - the sentence is the name
    """That somebody agreed cannot be recorded."""

    def __init__(self, person: str, reason: str) -> None:
        super().__init__(f"it cannot be recorded that {person} agreed: {reason}")


class NotTakenBack(UserError):  # noqa: N818 - the sentence is the name
    """A number is that of no event of a person."""

    def __init__(self, seq: int, numbers: Sequence[int]) -> None:
        see = f"these can: {', '.join(map(str, numbers))}" if numbers else "there is none"
        super().__init__(f"event {seq} is not a rename, a leave or an agreement that can be undone ({see})")


@dataclass(frozen=True)
class Standing:
    """How somebody stands."""

    handle: str
    name: str | None
    in_profile: bool
    requests: int
    open_cases: int
    waiting: int
    """Letters that are sealed and have not left."""
    event: Event | None
    """The last one that is about them and can be taken back."""
    left: date | None


@dataclass(frozen=True)
class Rename:
    """A handle of the ledger that becomes another one."""

    person: str
    to: str
    today: date
    requests: int
    """How many are known under the old one."""
    merge: bool
    same: bool


@dataclass(frozen=True)
class Agreement:
    """Somebody agreed that letters are written in their name, before that is recorded."""

    person: str
    on: date
    today: date
    guardian: str | None = None
    """Who confirmed to have the care of this person, a child."""


@dataclass(frozen=True)
class Leave:
    """Somebody who leaves, before that is recorded."""

    person: str
    on: date
    today: date
    letters: tuple[Dispatch, ...]
    """Those that wait, and will never leave."""
    laid_out: tuple[Dispatch, ...]
    """Those of them that a person may have sent by hand."""
    entries: tuple[Entry, ...]
    """The cases that are open, and are closed."""


@dataclass(frozen=True)
class LeaveResult:
    """What was recorded of somebody who left, and what became of the copies of their letters."""

    leave: Leave
    """As it was done."""
    events: tuple[Event, ...]
    copies: Copies


@dataclass(frozen=True)
class TakenBack:
    """An event of a person that is taken back, and with it the closing of cases that it brought."""

    event: Event
    closed: tuple[Event, ...]


def list_people(records: Records, profile: Profile, today: date) -> tuple[Standing, ...]:
    """The people of the profile in its order, then those whom only the ledger knows. Pure."""
    cases = records.read_cases()
    people, references = cases.people, known(records.ledger, cases.people)
    in_profile = {person.handle: person.name for person in profile.people}
    entries = docket(cases, records.laws, today).entries
    openings = {entry.case.opening.reference: entry.case.opening.person for entry in entries}
    return tuple(
        Standing(
            handle,
            in_profile.get(handle) or name_of(records.ledger, references.get(handle, ())),
            handle in in_profile,
            len(references.get(handle, ())),
            sum(entry.is_open for entry in entries if entry.case.opening.person == handle),
            sum(openings[letter.prepared.reference or ""] == handle for letter in waiting(cases)),
            next((event for event in reversed(people.standing) if _names(event) == handle), None),
            people.left_on(handle),
        )
        for handle in dict.fromkeys((*in_profile, *references, *people.gone))
    )


def _names(event: Event) -> str | None:
    return event.fact("to") or event.fact("person")


def plan_rename(
    records: Records, profile: Profile, person: str, to: str, today: date, *, merge: bool = False, same: bool = False,
    reader: Reader | None = None,
) -> Rename:  # fmt: skip
    """A handle that the ledger knows as it would become one of the profile. Pure.

    Args:
        records: what is recorded.
        profile: the people.
        person: the handle that the ledger knows.
        to: the handle that the profile has.
        today: the day.
        merge: whether the ledger may know requests under both, which are the same person's from then on.
        same: whether it is the same person although letters had another name.
        reader: reads the events; a transaction, where it is recorded at once.

    Raises:
        UnknownName: the ledger does not know the one, or the profile does not have the other.
        NotRenamed: they are two people.
    """
    reader = reader or records.ledger
    people = read_people(reader)
    references = known(reader, people)
    if person not in references:
        raise UnknownName("person", person, references, see=f"in the ledger {_names_of(references)}")
    someone = profile.person(to)
    for handle in (person, to):
        if (left := people.left_on(handle)) is not None:
            raise NotRenamed(person, to, f"{handle} left on {left} (`unbroker people list` lists the number to void)")
    if any(other.handle == person for other in profile.people):
        raise NotRenamed(person, to, f"{person!r} is still in the profile (change the slug there first)")
    if to in references and not merge:
        hint = "add --merge if they are the same person: they cannot be separated again"
        raise NotRenamed(person, to, f"the ledger already has requests for {to!r} ({hint})")
    name = name_of(reader, references[person])
    if name not in (None, someone.name, *someone.other_names) and not (same or merge):
        hint = "add --same-person if that is another name of theirs"
        raise NotRenamed(
            person, to, f"letters for {person} were in the name of {name}, and {to} is {someone.name} ({hint})"
        )
    return Rename(person, to, today, len(references[person]), merge, same)


def do_rename(records: Records, profile: Profile, plan: Rename, at: datetime) -> Event:
    """Record that a handle became another one, if that can be by then.

    Raises:
        UnknownName, NotRenamed: as `plan_rename`.
    """
    with records.ledger.transaction(at) as transaction:
        newer = plan_rename(
            records, profile, plan.person, plan.to, plan.today, merge=plan.merge, same=plan.same, reader=transaction
        )  # fmt: skip
        return transaction.append([NewEvent(Renamed(person=newer.person, to=newer.to), plan.today)])[0]


def plan_agree(
    records: Records, profile: Profile, person: str, on: date, today: date, *, reader: Reader | None = None
) -> Agreement:
    """That a person agreed, on a day, that letters are written in their name, or a child's guardian to do it. Pure.

    Args:
        records: what is recorded.
        profile: the people.
        person: the handle.
        on: the day on which they agreed.
        today: the day on which it is recorded.
        reader: reads the events; a transaction, where it is recorded at once.

    Raises:
        UnknownName: nobody of the profile is called that.
        NotAgreed: it is on record, they left, or the day is still to come.
    """
    people = read_people(reader or records.ledger)
    guardian = profile.person(person).guardian
    is_known = guardian is None or people.cares_for(person, guardian.name)
    if is_known and (agreed := people.agreed_on(person)) is not None:
        raise NotAgreed(person, f"it is on record since {agreed}")
    if (left := people.left_on(person)) is not None:
        raise NotAgreed(person, f"they left on {left} (`unbroker people list` lists the number to void)")
    if on > today:
        raise NotAgreed(person, f"{on} is in the future (today is {today}; correct `--on`)")
    return Agreement(person, on, today, guardian.name if guardian else None)


def do_agree(records: Records, profile: Profile, plan: Agreement, at: datetime) -> Event:
    """Record that somebody agreed, if it is not on record by then.

    Raises:
        UnknownName, NotAgreed: as `plan_agree`.
    """
    with records.ledger.transaction(at) as transaction:
        newer = plan_agree(records, profile, plan.person, plan.on, plan.today, reader=transaction)
        return transaction.append([NewEvent(Agreed(person=newer.person, guardian=newer.guardian), newer.on)])[0]


def plan_leave(
    records: Records, profile: Profile, person: str, on: date, today: date, *, reader: Reader | None = None
) -> Leave:
    """What would be withdrawn and closed if somebody leaves on a day. Pure.

    Args:
        records: what is recorded.
        profile: the people.
        person: the handle.
        on: the day on which they left.
        today: the day on which it is recorded.
        reader: reads the events; a transaction, where it is recorded at once.

    Raises:
        UnknownName: neither the ledger nor the profile has them.
        NotLeft: they left before, the day is still to come, or a request was opened for them after it.
    """
    reader = reader or records.ledger
    cases = records.read_cases(reader)
    handles = dict.fromkeys((*(someone.handle for someone in profile.people), *known(reader, cases.people)))
    if person not in (*handles, *cases.people.gone):
        raise UnknownName("person", person, handles, see=_names_of(handles))
    if (left := cases.people.left_on(person)) is not None:
        raise NotLeft(person, f"they have already left, on {left}")
    if on > today:
        raise NotLeft(person, f"{on} is in the future (today is {today}; correct `--on`)")
    theirs = [entry for entry in docket(cases, records.laws, today).entries if entry.case.opening.person == person]
    newest = max((entry.case.opening for entry in theirs), key=lambda opening: opening.on, default=None)
    if newest is not None and on < newest.on:
        raise NotLeft(person, f"request {newest.reference} was opened for them on {newest.on} (correct `--on`)")
    entries = tuple(entry for entry in theirs if entry.is_open)
    waits = _waiting_of(cases, person)
    return Leave(person, on, today, waits, tuple(letter for letter in waits if lay_ready(letter, cases)), entries)


def do_leave(folder: Folder, plan: Leave, now: Callable[[], datetime], *, left: bool | None = None) -> LeaveResult:
    """Record that somebody left: what waits is withdrawn and what is open closed, all or none; then clear up.

    Whoever mails holds the same lock, so that nothing leaves meanwhile.

    Args:
        folder: the folder.
        plan: who, and when.
        now: the moment of writing.
        left: whether the letters that were laid out for a person to send left; then they are recorded as sent today.

    Raises:
        Locked: a mailing is at work.
        DidItLeave: letters were laid out, and nobody says whether they left; nothing is recorded.
        UnknownName, NotLeft: as `plan_leave`.
        CannotWrite: the outbox cannot be written; it is recorded all the same.
    """
    records, profile = folder.records, folder.profile
    with records.ledger.hold() as note:
        resolve_unsent.settle(records, plan.today, now(), note)
        with records.ledger.transaction(now()) as transaction:
            newer = plan_leave(records, profile, plan.person, plan.on, plan.today, reader=transaction)
            if newer.laid_out and left is None:
                raise DidItLeave([letter.letter for letter in newer.laid_out])
            sent = newer.laid_out if left else ()
            newer = replace(newer, letters=tuple(letter for letter in newer.letters if letter not in sent))
            events = transaction.append([NewEvent(Left(person=newer.person), newer.on), *_leaving(newer, sent)])
        return LeaveResult(newer, events, clear_copies(folder, newer.letters, newer.today))


def _leaving(leave: Leave, sent: Iterable[Dispatch]) -> Iterator[NewEvent]:
    """What else is true when somebody leaves."""
    for letter in sent:
        yield from leaving(letter, Sent(), leave.today)
    yield from (about(letter, Withdrawn(), leave.today) for letter in leave.letters)
    closed = Closed(note=_words(leave.person, leave.on))
    for reference, entries in groupby(leave.entries, key=lambda entry: entry.case.opening.reference):
        yield validate_event.fitting([*entries], NewEvent(closed, leave.today, reference))


def plan_take_back(records: Records, seq: int, reader: Reader | None = None) -> TakenBack:
    """A renaming or a leaving that would be taken back; withdrawn letters stay withdrawn. Pure.

    Raises:
        NotTakenBack: the number is that of no such event.
    """
    reader = reader or records.ledger
    cases = records.read_cases(reader)
    standing = {event.seq: event for event in cases.people.standing}
    if seq not in standing:
        raise NotTakenBack(seq, [*standing])
    event = standing[seq]
    if not isinstance(event.facts, Left):
        return TakenBack(event, ())
    words = _words(event.facts.person, event.on)
    closings = {
        closing.seq: closing
        for case in cases
        for closing in case.events
        if closing.kind == "closed" and closing.seq > seq and closing.facts.note == words
    }
    return TakenBack(event, tuple(closings[number] for number in sorted(closings)))


def do_take_back(records: Records, plan: TakenBack, today: date, at: datetime) -> tuple[Event, ...]:
    """Record that an event of a person did not happen, and open again what it closed.

    Raises:
        NotTakenBack: it is taken back by then.
    """
    with records.ledger.transaction(at) as transaction:
        newer = plan_take_back(records, plan.event.seq, transaction)
        return transaction.append(
            NewEvent(Voided(), today, event.reference, voids=event.seq) for event in (newer.event, *newer.closed)
        )


def _waiting_of(cases: Cases, person: str) -> tuple[Dispatch, ...]:
    references = {case.opening.reference for case in cases if case.opening.person == person}
    return tuple(letter for letter in waiting(cases) if letter.prepared.reference in references)


def _words(person: str, on: date) -> str:
    return f"{person} left on {on}"


def _names_of(handles: Iterable[str]) -> str:
    names = ", ".join(handles)
    return f"there is {names}" if names else "nobody is known"
