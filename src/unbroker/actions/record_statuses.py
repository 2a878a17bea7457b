"""Recording what DROP shows of each broker: one status, or a pasted list of them, as requests that name the filing.

A status is the broker's word. It counts as an answer, never as proof that anything was deleted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from unbroker.actions import known_names
from unbroker.base.errors import UserError
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.status import Entry, docket
from unbroker.facts.registry import Broker, Registry
from unbroker.folder import Folder
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import STATUSES
from unbroker.ledger.schema import Answered, Note, Opened, Sent
from unbroker.ledger.store import Transaction
from unbroker.writing.reference import reference

_OUTCOMES: Mapping[str, str] = {
    "deleted": "fulfilled", "opted-out": "partial", "exempted": "denied", "not-found": "no-data",
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    "deleted": r"deleted",
    "opted_out": r"opt(?:ed)?[ -]?out",
    "exempted": r"exempt(?:ed)?",
    "not_found": r"(?:record )?not[ -]found|no match",
    "pending": r"pending|in progress|processing",
}
_STATUS = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _WORDS.items()), re.IGNORECASE)
_EDGES = " \t,;:|\"'-\u2013\u2014\u2022*"
_FORM = re.compile(r"\b(?:inc|llc|l\.l\.c|corp|corporation|ltd|limited|co|company|lp|llp)\b\.?", re.IGNORECASE)


class NothingFiled(UserError):  # noqa: N818 - the sentence is the name
    """No filing on DROP is recorded that a status could belong to."""

    def __init__(self) -> None:
        super().__init__("no request on DROP is recorded (`unbroker track drop sent --on DATE`, then again)")


class SeveralFilings(UserError):  # noqa: N818 - the sentence is the name
    """Several filings are recorded, and a status belongs to one."""

    def __init__(self, people: Sequence[str]) -> None:
        super().__init__(f"requests of {', '.join(people)} are on DROP (say whose it is: --for {people[0]})")


class TooEarly(UserError):  # noqa: N818 - the sentence is the name
    """A status is said to have been seen before the request was filed, or on a day to come."""

    def __init__(self, on: date, filed: date, today: date) -> None:
        super().__init__(f"{on} is not between {filed}, when it was filed, and {today}, today (correct --on)")


@dataclass(frozen=True)
class Shown:
    """What DROP shows of one broker."""

    broker: Broker
    status: str
    reference: str | None = None
    """The request that holds it, where there is one already."""
    same: bool = False
    """Whether that is recorded already."""


@dataclass(frozen=True)
class StatusList:
    """What would be recorded, and what nobody could make out."""

    filing: Entry
    on: date
    shown: tuple[Shown, ...]
    unread: tuple[str, ...] = field(default=())
    """Lines of the list that name no broker or no status, each with why."""


def read_list(text: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The names and statuses of a pasted list, and the lines that are neither; pure.

    A line holds both, in either order, or a name with its status on the next line.
    """
    pairs: list[tuple[str, str]] = []
    unread: list[str] = []
    name: str | None = None
    for line in (line.strip() for line in text.splitlines() if line.strip(_EDGES)):
        match = [*_STATUS.finditer(line)][-1:]
        rest = (line[: match[0].start()].strip(_EDGES) or line[match[0].end() :].strip(_EDGES)) if match else ""
        if not match or (not rest and name is None):
            unread += [name] if name else []
            name = None if match else line.strip(_EDGES)
            unread += [line] if match else []
            continue
        if rest and name:
            unread.append(name)
        pairs.append((rest or name or "", (match[0].lastgroup or "").replace("_", "-")))
        name = None
    return tuple(pairs), (*unread, *([name] if name else []))


def plan_statuses(
    folder: Folder, pairs: Iterable[tuple[str, str]], on: date, today: date, people: Sequence[str] = ()
) -> StatusList:
    """What would be recorded of some names and statuses. Pure.

    Args:
        folder: the folder.
        pairs: a slug, site or name of each broker, and its status.
        on: the day on which DROP showed it.
        today: the day.
        people: whose filing; nobody means the only one that there is.

    Raises:
        UnknownName: there is no such person.
        NothingFiled, SeveralFilings: it cannot be said to which filing they belong.
        TooEarly: the day is before the filing, or still to come.
    """
    cases = folder.records.read_cases()
    if people:
        known_names.check_people(folder.records, (case.opening for case in cases), people)
    filing = _filing(cases, folder, today, people)
    if not (filing.case.left or filing.case.opening.on) <= on <= today:
        raise TooEarly(on, filing.case.left or filing.case.opening.on, today)
    shown: dict[str, Shown] = {}
    unread: list[str] = []
    for name, status in pairs:
        candidates = _named(folder.registry, name)
        why = _against(filing, candidates, status)
        if why:
            unread.append(f"{name}: {why}")
        else:
            shown[candidates[0].slug] = Shown(candidates[0], status)
    return StatusList(filing, on, tuple(_known(cases, filing, one) for one in shown.values()), tuple(unread))


def do_statuses(folder: Folder, planned: StatusList, at: datetime) -> tuple[Shown, ...]:
    """Record them, all or none; what is recorded by then is left as it is, and only what is new is answered."""
    fresh: list[Shown] = []
    with folder.ledger.transaction(at) as transaction:
        cases = folder.records.read_cases(transaction)
        for shown in (_known(cases, planned.filing, shown) for shown in planned.shown):
            if shown.same:
                continue
            name = shown.reference or _open(folder, planned.filing, shown.broker, transaction)
            transaction.append([_status(name, shown.status, planned.on)])
            fresh.append(replace(shown, reference=name))
    return tuple(fresh)


def _filing(cases: Cases, folder: Folder, today: date, people: Sequence[str]) -> Entry:
    entries = [
        entry
        for entry in docket(cases, folder.laws, today).entries
        if entry.case.right == "drop" and entry.case.opening.filing is None and entry.case.left is not None
        if not people or entry.case.opening.person in people
    ]
    latest = {entry.case.opening.person: entry for entry in entries}
    if not latest:
        raise NothingFiled
    if len(latest) > 1:
        raise SeveralFilings([*latest])
    return next(iter(latest.values()))


def _named(registry: Registry, name: str) -> list[Broker]:
    """The records of a slug, a site or a name; where there are several, those that are registered."""
    plain = name.strip().casefold()
    if plain in registry.brokers:
        return [registry.brokers[plain]]
    wanted, brokers = _bare(name), registry.brokers.values()
    found = [broker for broker in brokers if plain in broker.domains or wanted == _bare(broker.name)]
    found = found or [broker for broker in brokers if broker.legal_name and wanted == _bare(broker.legal_name)]
    return [broker for broker in found if broker.registered.get("US-CA")] or found


def _bare(name: str) -> str:
    return "".join(letter for letter in _FORM.sub("", name).casefold() if letter.isalnum())


def _against(filing: Entry, brokers: Sequence[Broker], status: str) -> str | None:
    if status not in STATUSES:
        return f"there is no status {status!r} (one of {', '.join(STATUSES)})"
    if not brokers:
        return "no record is called that (`unbroker brokers list` has the names; give its slug)"
    if len(brokers) > 1:
        return f"it can be {' or '.join(broker.slug for broker in brokers)} (give the slug)"
    left_out = {
        slug for letter in filing.case.events if isinstance(letter.facts, Sent) for slug in letter.facts.excluded
    }
    if brokers[0].slug in left_out:
        return "you left it out of your request on DROP"
    return None


def _known(cases: Cases, filing: Entry, shown: Shown) -> Shown:
    """The same with the request that holds it, and whether it says so already."""
    for case in cases:
        opening = case.opening
        if opening.filing == filing.case.opening.reference and opening.broker == shown.broker.slug:
            last = case.last("answered", "note")
            is_same = last is not None and _status_of(last.facts) == shown.status
            return replace(shown, reference=opening.reference, same=is_same)
    return replace(shown, reference=None, same=False)


def _status_of(facts: object) -> str | None:
    if isinstance(facts, Answered):
        return facts.status
    return "pending" if isinstance(facts, Note) and facts.note == _says("pending") else None


def _says(status: str) -> str:
    return f"DROP shows: {status}"


def _status(name: str, status: str, on: date) -> NewEvent:
    if status == "pending":
        return NewEvent(Note(note=_says(status)), on, name)
    reason = "claim_not_covered" if status == "exempted" else None
    return NewEvent(Answered(outcome=_OUTCOMES[status], reason=reason, status=status), on, name, "drop")


def _open(folder: Folder, filing: Entry, broker: Broker, transaction: Transaction) -> str:
    """Open the broker's part of a filing: its letter is the filing itself; answers the reference."""
    opening, letter = filing.case.opening, _letter(filing)
    taken = {event.reference or "" for event in transaction.read(kinds=["opened"])}
    name = reference(
        folder.ledger.salt, person=opening.person, broker=broker.slug, law=opening.law, rights=("drop",), turn=1,
        taken=taken,
    )  # fmt: skip
    opened = Opened(
        person=opening.person,
        broker=broker.slug,
        broker_name=broker.name,
        law=opening.law,
        rights=("drop",),
        binding=bool(broker.registered.get("US-CA")),
        residence=opening.residence,
        controller=broker.region or broker.country,
        filing=opening.reference,
    )
    sent = next(event for event in filing.case.events if event.kind == "sent" and event.letter == letter.letter)
    mine = f"{name}.1"
    prepared = NewEvent(
        replace(letter.facts, discloses=()), letter.prepared.on, name, letter=mine, run=letter.prepared.run
    )
    left = NewEvent(sent.facts, sent.on, name, letter=mine, run=letter.prepared.run)
    transaction.append([NewEvent(opened, opening.on, name), prepared, left])
    return name


def _letter(filing: Entry) -> Dispatch:
    return next(letter for letter in filing.case.dispatches if letter.left is not None)


def counted(shown: Iterable[Shown]) -> Iterator[tuple[str, int]]:
    """How many brokers have each status, in the order of the statuses."""
    statuses = [each.status for each in shown]
    yield from ((status, statuses.count(status)) for status in STATUSES if status in statuses)
