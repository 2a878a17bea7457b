"""Recording by hand: from a name and an event to what the ledger keeps; nonsense is refused with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from unbroker.actions.seal import departure
from unbroker.base import files
from unbroker.base.errors import Problem, ProblemsFound, UnknownName, UserError
from unbroker.cases import case_name, validate_event
from unbroker.cases.status import Entry
from unbroker.folder import Books
from unbroker.ledger import evidence
from unbroker.ledger.event import Event, NewEvent, taken_back
from unbroker.ledger.store import EPOCH, Ledger, StagedLedger
from unbroker.reports.spreadsheet import NewRow

_KEPT = ("opened", "prepared", "sending", "voided")


class Objected(UserError):  # noqa: N818 - the sentence is the name
    """Something speaks against an event.

    Attributes:
        reasons: what does.
    """

    def __init__(self, name: str, happening: NewEvent, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        said = "; ".join(self.reasons)
        what = f"{happening.kind} on {happening.on} is not recorded"
        super().__init__(f"{name}: {what}: {said} (mend it, or add --anyway to record it with that mark)")


class SaysNothing(UserError):  # noqa: N818 - the sentence is the name
    """An event lacks a word, or has one too many."""

    def __init__(self, reasons: Iterable[str]) -> None:
        super().__init__("; ".join(reasons))


class NotVoided(UserError):  # noqa: N818 - the sentence is the name
    """An event cannot be taken back."""

    def __init__(self, seq: int, reference: str, reason: str) -> None:
        super().__init__(f"event {seq} is not taken back: {reason} (`unbroker show {reference}` has the numbers)")


@dataclass(frozen=True)
class Recorded:
    """What was written down, and the cases of the request as they are now."""

    events: tuple[Event, ...]
    rights: tuple[str, ...]
    """Those that it is about."""
    entries: tuple[Entry, ...]


def find(books: Books, name: str, today: date) -> tuple[Entry, ...]:
    """The cases of the one request that a name means; only those of the rights in it.

    Raises:
        UnknownName: nothing is called that.
        SeveralRequests: it can be more than one.
    """
    wanted = case_name.parse(name)
    if wanted.is_reference:
        entries = books.docket(today, [wanted.name])
    else:
        found = case_name.references(wanted, books.ledger.read(kinds=["opened"]))
        entries = books.docket(today, found)
    if not entries.entries:
        case_name.references(wanted, books.ledger.read(kinds=["opened"]))
        raise UnknownName("request", name, (), see="it was taken back; see `unbroker status --all`")
    return case_name.choose(wanted, entries, books.laws)


def record(
    books: Books,
    name: str,
    happening: NewEvent,
    *,
    today: date,
    at: datetime,
    proofs: Sequence[Path] = (),
    filed: Mapping[str, str] | None = None,
    anyway: bool = False,
) -> Recorded:
    """Write down what happened to the cases that a name means.

    Args:
        books: where.
        name: of a request, a case or a letter.
        happening: what happened; the letter or the rights are found here.
        today: the day on which it is told.
        at: the moment of writing.
        proofs: files that prove it, which are filed.
        filed: what proves it and is in the evidence or will be: name -> SHA-256.
        anyway: record it although something speaks against it.

    Raises:
        SaysNothing: it lacks a word without which it says nothing, or has one that it does not take.
        Objected: something speaks against it, and nobody said `anyway`.
        CannotRead: a file that shall prove it cannot be read.
    """
    if missing := [*validate_event.faults(happening.kind, happening.facts)]:
        raise SaysNothing(missing)
    entries = find(books, name, today)
    wanted = case_name.parse(name)
    about = entries if wanted.rights else validate_event.concerned(entries, happening.kind)
    reference = entries[0].case.opening.reference
    made = validate_event.fitting(about or entries, replace(happening, reference=reference, letter=wanted.letter))
    reasons = [*validate_event.objections(about, made, today)]
    if reasons and not anyway:
        raise Objected(name, happening, reasons)
    if reasons:
        made = replace(made, facts={**made.facts, "anyway": "; ".join(reasons)})
    made = _with_proofs(made, {**_kept(books, proofs), **(filed or {})})
    events = books.ledger.append(_all_that(entries, made), at)
    after = tuple(books.docket(today, [reference]).entries)
    return Recorded(events, tuple(entry.case.right for entry in about or entries), after)


def void(books: Books, name: str, seq: int, today: date, at: datetime) -> Recorded:
    """Take an event of a request back.

    Raises:
        NotVoided: it is of another request, taken back already, or not one that can be.
    """
    reference = find(books, name, today)[0].case.opening.reference
    history = [*books.ledger.read([reference])]
    found = next((event for event in history if event.seq == seq), None)
    if found is None:
        raise NotVoided(seq, reference, f"it is none of {reference}")
    if seq in taken_back(history):
        raise NotVoided(seq, reference, "it is taken back already")
    if found.kind in _KEPT:
        raise NotVoided(seq, reference, f"{found.kind!r} is written by the program; close the case instead")
    events = books.ledger.append([NewEvent("voided", today, reference, voids=seq)], at)
    after = books.docket(today, [reference]).entries
    return Recorded(events, found.rights or tuple(entry.case.right for entry in after), tuple(after))


def take_in(books: Books, rows: Iterable[NewRow], today: date) -> tuple[tuple[Recorded, ...], StagedLedger]:
    """What new rows of a spreadsheet come to, each checked against what is there by then; nothing is recorded yet.

    Raises:
        ProblemsFound: rows cannot be recorded; all of them are named.
    """
    staged = StagedLedger(books.ledger)
    made: list[Recorded] = []
    problems: list[Problem] = []
    for row in rows:
        kind = next(known for known in validate_event.BY_HAND if known == row.event)
        told = NewEvent(kind, row.on, facts=row.facts)
        try:
            made.append(record(replace(books, ledger=staged), row.case, told, today=today, at=EPOCH))
        except UserError as error:
            problems.append(Problem(row.place, str(error)))
    if problems:
        raise ProblemsFound(problems)
    return tuple(made), staged


def history(ledger: Ledger, reference: str) -> tuple[tuple[Event, bool], ...]:
    """Every event of a request, and whether it was taken back."""
    events = [*ledger.read([reference])]
    gone = taken_back(events)
    return tuple((event, event.seq in gone) for event in events)


def _kept(books: Books, proofs: Sequence[Path]) -> Mapping[str, str]:
    return {path.name: evidence.keep(books.evidence, files.read_bytes(path)) for path in proofs}


def _with_proofs(happening: NewEvent, kept: Mapping[str, str]) -> NewEvent:
    if not kept:
        return happening
    return replace(happening, facts={**happening.facts, "files": dict(kept)}, evidence=tuple(kept.values()))


def _all_that(entries: Sequence[Entry], happening: NewEvent) -> Iterable[NewEvent]:
    """The event, and what else is true by it: a complaint that leaves is a complaint made."""
    yield happening
    if happening.kind == "sent":
        letters = {one.letter: one for entry in entries for one in entry.case.dispatches}
        if (sealed := letters.get(happening.letter or "")) is not None:
            yield from [also for also in departure(sealed, happening.on) if also.kind != "sent"]
