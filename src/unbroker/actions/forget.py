"""Forgetting: what closed requests said is emptied; their numbers, days and hashes stay, and the chain holds.

The evidence goes with it, but for what an open request needs; so do copies in the outbox. What lies elsewhere is named.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unbroker.actions import open_run
from unbroker.base import files
from unbroker.base.errors import UnknownName, UserError
from unbroker.cases import case_name
from unbroker.cases.sealed_letters import waiting
from unbroker.cases.status import Docket, Entry
from unbroker.ledger import evidence
from unbroker.ledger.event import Event
from unbroker.ledger.schema import Prepared
from unbroker.records import Records

BEYOND = (
    "backups and packed folders",
    "case files, calendars and spreadsheets that were handed out or written elsewhere with --out",
    "your own files, such as replies that you saved, mails in your mailbox, and paper",
    "what the disk keeps of files that were removed: snapshots, and blocks that are not written over yet",
)
"""The copies that no program of ours can reach."""


class StillOpen(UserError):  # noqa: N818 - the sentence is the name
    """What is not closed is not forgotten."""

    def __init__(self, name: str, entries: Iterable[Entry]) -> None:
        listed = ", ".join(f"{entry.case.opening.reference}/{entry.case.right} is {entry.state}" for entry in entries)
        super().__init__(f"{name}: {listed} (close it first: `unbroker track CASE closed`)")


class NothingClosed(UserError):  # noqa: N818 - the sentence is the name
    """There is no closed request to forget."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: no request is closed in all of its cases (see `unbroker status --all`)")


@dataclass(frozen=True)
class Forgetting:
    """What is to be emptied."""

    records: Records
    name: str | None
    today: date
    requests: tuple[str, ...]
    """By reference."""
    open: tuple[str, ...]
    """Requests of the same person, or any, that stay since they are not closed."""
    events: tuple[int, ...]
    evidence: tuple[str, ...]
    """What only these requests have."""
    shared: int
    """How many files stay because another request has them, too."""
    copies: tuple[Path, ...]
    """Files of the outbox that may be about them."""


def plan_forget(records: Records, name: str | None, today: date) -> Forgetting:
    """What would be emptied.

    Args:
        records: the folder's.
        name: a request, or a person; all closed requests if it is None.
        today: the day.

    Raises:
        UnknownName: nothing is called that.
        StillOpen: the request that was named has a case that is not closed.
        NothingClosed: none of those meant is closed.
    """
    docket = records.read_docket(today)
    by_request: dict[str, list[Entry]] = {}
    for entry in docket.entries:
        by_request.setdefault(entry.case.opening.reference, []).append(entry)
    meant = _meant(docket, by_request, name, records)
    closed = tuple(reference for reference in meant if all(_is_closed(entry) for entry in by_request[reference]))
    if not closed:
        unclosed = [entry for reference in meant for entry in by_request[reference] if not _is_closed(entry)]
        raise StillOpen(name, unclosed) if name and len(meant) == 1 else NothingClosed(name or "--all")
    events = [*records.ledger.read()]
    ours = [event for event in events if event.reference in closed]
    hashes = _files_of(ours)
    kept = set(_files_of(event for event in events if event.reference not in closed))
    mine = tuple(digest for digest in hashes if digest not in kept)
    open_ones = tuple(reference for reference in meant if reference not in closed)
    people = {entries[0].case.opening.person for entries in by_request.values()}
    staying = {entries[0].case.opening.person for name, entries in by_request.items() if name not in closed}
    cared = [event for event in events if event.fact("guardian") and event.fact("person") in people - staying]
    numbers = tuple(event.seq for event in (*ours, *cared))
    return Forgetting(records, name, today, closed, open_ones, numbers, mine, len(hashes) - len(mine), _copies(records))


def _meant(docket: Docket, by_request: dict[str, list[Entry]], name: str | None, records: Records) -> tuple[str, ...]:
    if name is None:
        return tuple(by_request)
    of_person = [reference for reference, entries in by_request.items() if entries[0].case.opening.person == name]
    if of_person:
        return tuple(of_person)
    if not by_request:
        raise NothingClosed(name)
    wanted = case_name.parse(name)
    slugs = {reference: entries[0].case.opening for reference, entries in by_request.items()}
    meant = tuple(reference for reference, opening in slugs.items() if wanted.means("", opening))
    if not meant:
        known = {word for opening in slugs.values() for word in (opening.reference, opening.broker, opening.person)}
        raise UnknownName("request or person", name, sorted(known), see="see `unbroker status --all`")
    if wanted.is_reference:
        return meant
    chosen = case_name.choose(wanted, _only(docket, meant), records.laws)
    return (chosen[0].case.opening.reference,)


def _only(docket: Docket, references: tuple[str, ...]) -> Docket:
    return Docket(tuple(entry for entry in docket.entries if entry.case.opening.reference in references))


def _is_closed(entry: Entry) -> bool:
    return entry.state == "closed"


def _files_of(events: Iterable[Event]) -> tuple[str, ...]:
    """The evidence that some events name."""
    names: list[str] = []
    for event in events:
        names += event.evidence
        names += event.facts.files.values()
        names += event.facts.hashes.values() if isinstance(event.facts, Prepared) else ()
    return tuple(dict.fromkeys(names))


def _copies(records: Records) -> tuple[Path, ...]:
    """The files of the outbox, but for those of letters that wait to leave: the rest can be made again, or has left."""
    letters, outbox = waiting(records.read_cases()), records.outbox
    runs = {re.escape(letter.prepared.run) for letter in letters if letter.prepared.run}
    numbers = {re.escape(letter.letter) for letter in letters}
    # A run's folder or sheet of forms, one for a print service, or a letter's own file.
    ready = re.compile(rf"({'|'.join(runs)})(\.\w+|-[a-z].*|/.*)?|(.*-)?({'|'.join(numbers)})\.\w+") if runs else None
    paths = [(path, str(path.relative_to(outbox))) for path in files.glob(outbox, "**/*") if files.is_file(path)]
    return tuple(path for path, name in paths if ready is None or not ready.fullmatch(name))


def do_forget(plan: Forgetting) -> None:
    """Empty it: first the copies, then the evidence, then the payloads; called again, it does what is left to do.

    Raises:
        Locked: a run is under way.
        CannotWrite: the folder cannot be written.
        LedgerStopped: the database is held by another process, or the disk is full.
    """
    records = plan.records
    with records.ledger.hold():
        try:
            plan = plan_forget(records, plan.name, plan.today)
        except (NothingClosed, UnknownName):
            return
        for path in plan.copies:
            files.remove(path)
        for reference in plan.requests:
            open_run.do_remove_opened(records.path, letters=(reference,))
        for digest in plan.evidence:
            evidence.discard(records.evidence, digest)
        records.ledger.empty(plan.events)
