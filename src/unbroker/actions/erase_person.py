"""Erasing a person: they leave, and what is recorded about them is gone; that something happened, and when, stays.

In an office, the client's folder goes, too. What lies elsewhere is not reached; `BEYOND` names it.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from unbroker.actions import forget
from unbroker.actions.people import NotLeft, do_leave, plan_leave
from unbroker.base import files
from unbroker.base.errors import UnknownName
from unbroker.folder import Folder
from unbroker.office import OfficeFolder

BEYOND_OFFICE = (
    "what the database keeps of emptied rows until it cleans up, its log, and backups of it",
    *forget.BEYOND,
)
"""The copies that no program of ours can reach."""


@dataclass(frozen=True)
class Erasure:
    """Somebody who would be erased."""

    person: str
    today: date
    events: int
    """How many would be emptied."""
    evidence: int
    """How many files would go."""
    office: OfficeFolder | None
    """Whose client it is, all of whose folder goes; None for a person of a folder with others in it."""


def plan_erase(folder: Folder, person: str, today: date, office: OfficeFolder | None) -> Erasure:
    """What would be erased. Pure.

    Args:
        folder: the person's.
        person: by the handle of the profile; for a client of an office, the client's name.
        today: the day.
        office: whose client it is, if it is one.

    Raises:
        UnknownName: nobody is called that.
    """
    if office is not None:
        kept = len(files.glob(folder.evidence, "*"))
        return Erasure(person, today, folder.ledger.length, kept, office)
    with suppress(NotLeft):
        plan_leave(folder.records, folder.profile, person, today, today)
    cases = folder.records.read_cases()
    events = [event for reference in cases.requests_of(person) for event in cases.histories[reference]]
    hashes = {digest for event in events for digest in event.evidence}
    return Erasure(person, today, len(events), len(hashes), None)


def do_erase(folder: Folder, plan: Erasure, now: Callable[[], datetime], *, left: bool | None = None) -> None:
    """Let them leave, then erase; called again, it does what is left to do.

    Args:
        folder: the person's.
        plan: as planned.
        now: the moment of writing.
        left: whether letters that were laid out for somebody to send left.

    Raises:
        Locked: a run is under way.
        DidItLeave: letters were laid out, and nobody says whether they left; nothing is erased.
        ServerRefused: whoever is connected may not erase; they have left, and nothing is erased.
    """
    people = [plan.person] if plan.office is None else [person.handle for person in folder.profile.people]
    for person in people:
        with suppress(NotLeft, UnknownName):
            leave = plan_leave(folder.records, folder.profile, person, plan.today, plan.today)
            do_leave(folder, leave, now, left=left)
    if plan.office is None:
        with suppress(forget.NothingClosed, UnknownName):
            forget.do_forget(forget.plan_forget(folder.records, plan.person, plan.today))
        return
    ledger = folder.ledger
    with ledger.hold():
        ledger.empty(range(1, ledger.length + 1))
        files.remove_folder(folder.path)
