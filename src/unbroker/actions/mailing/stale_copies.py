"""Stale copies: what lies ready of a letter that never leaves is deleted, made anew without it, or named.

Only the outbox is looked into; the sealed letter stays in the evidence. Called again, it does what is left to do.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unbroker.actions.mailing import fill_forms, print_service, run_files
from unbroker.actions.mailing.seal import TO_READ
from unbroker.base import files
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.sealed_letters import waiting
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.schema import Placed
from unbroker.mail.outgoing.message import unsent


@dataclass(frozen=True)
class Copies:
    """What became of the copies of some letters that never leave."""

    deleted: tuple[Path, ...] = ()
    """Files of ours that lay there as they were made."""
    anew: tuple[Path, ...] = ()
    """Print runs and sheets of forms that were made without them."""
    emptied: tuple[str, ...] = ()
    """Runs of which nothing is left."""
    by_hand: tuple[str, ...] = ()
    """What the person must delete or throw away, in words."""


def clear_copies(folder: Folder, gone: Sequence[Dispatch], today: date, *, again: Sequence[Dispatch] = ()) -> Copies:
    """Clear away what lies ready of letters that were withdrawn; the caller holds the lock of the run.

    Args:
        folder: the folder.
        gone: those that were withdrawn.
        today: the day on a sheet that is made anew.
        again: those that were withdrawn by an earlier call: what that one deleted is not looked for elsewhere.

    Raises:
        CannotWrite: the outbox cannot be written.
    """
    cases = folder.records.read_cases()
    deleted: list[Path] = []
    by_hand: list[str] = []
    letters = (*gone, *again)
    for letter in letters:
        copies = [*_copies_of(folder, letter)]
        for part, path in copies:
            if _is_ours(folder, letter, part, path):
                files.remove(path)
                deleted.append(path)
            else:
                by_hand.append(f"delete {files.shown(path)} yourself: it was changed since it was made")
        is_found = any(part != "reading" for part, _ in copies)
        by_hand += _elsewhere(letter, cases, found=is_found or letter in again)
    files.remove_empty(folder.outbox / TO_READ)
    anew, emptied, elsewhere = _piles(folder, cases, letters)
    by_hand += elsewhere
    sheets, empty = _sheets(folder, cases, letters, today)
    return Copies(tuple(deleted), (*anew, *sheets), (*emptied, *empty), tuple(dict.fromkeys(by_hand)))


def do_clear_copies(folder: Folder, names: Collection[str], today: date) -> Copies:
    """Clear away what lies ready of letters that are withdrawn.

    Raises:
        Locked: a run is under way.
        CannotWrite: the outbox cannot be written.
    """
    with folder.ledger.hold():
        letters = {letter.letter: letter for case in folder.records.read_cases() for letter in case.dispatches}
        withdrawn = [letter for letter in letters.values() if letter.letter in names and letter.is_withdrawn]
        return clear_copies(folder, withdrawn, today)


def _copies_of(folder: Folder, letter: Dispatch) -> Iterator[tuple[str, Path]]:
    """The letter's own files in the outbox, by whatever name its person had then, each with the part that it is."""
    part, ending = ("pdf", "pdf") if letter.kind == "post" else ("mail", "eml")
    for path in files.glob(folder.outbox, f"*-{letter.letter}.{ending}"):
        yield part, path
    for path in files.glob(folder.outbox / TO_READ, f"*-{letter.letter}.*.txt"):
        yield "reading", path


def _is_ours(folder: Folder, letter: Dispatch, part: str, path: Path) -> bool:
    try:
        content = evidence.fetch(folder.evidence, letter.hashes.get(part, ""))
    except evidence.EvidenceLost:
        return False
    return files.read_bytes(path) == (unsent(content) if part == "mail" else content)


def _elsewhere(letter: Dispatch, cases: Cases, *, found: bool) -> Iterator[str]:
    """What lies where only the person can delete it."""
    history = cases.histories.get(letter.prepared.reference or "", ())
    ways = {event.facts.via for event in history if event.letter == letter.letter and isinstance(event.facts, Placed)}
    ways |= {letter.facts.via}
    if "drafts" in ways:
        yield f"delete the draft “{letter.facts.subject}” to {letter.to} from your mailbox"
    if "outbox" in ways and not found:
        yield f"the .eml file of {letter.letter} is not in the outbox: delete it where you put it"


_Piles = tuple[Sequence[Path], Sequence[str], Sequence[str]]


def _piles(folder: Folder, cases: Cases, letters: Iterable[Dispatch]) -> _Piles:
    """Make the print runs of some letters anew; answers their folders, the empty ones, and words on those not here.

    One whose letters were written singly, or to another folder, is not here.
    """
    anew: list[Path] = []
    emptied: list[str] = []
    elsewhere: list[str] = []
    runs = {letter.prepared.run or "": letter.facts.via for letter in letters if letter.kind == "post"}
    for name, service in runs.items():
        rest = [letter for letter in waiting(cases, "post") if letter.prepared.run == name]
        place = folder.outbox / name
        handed_over = print_service.rewrite_run(folder, name, service, rest, folder.outbox) if service else ()
        anew += handed_over
        if not rest:
            run_files.remove_run(place)
            emptied.append(name)
        elif service is None and files.is_folder(place):
            run_files.write_runs(folder, cases, folder.outbox, only=name)
            anew.append(place)
        elif not handed_over:
            command = f"unbroker mail post --service {service}" if service else "unbroker mail post"
            elsewhere.append(
                f"{name} is not in the outbox: throw away what you printed of it; `{command}` makes it again"
            )
    return anew, emptied, elsewhere


def _sheets(
    folder: Folder, cases: Cases, letters: Iterable[Dispatch], today: date
) -> tuple[Sequence[Path], Sequence[str]]:
    """Make the sheets of forms anew that show some letters; one with nothing left on it is deleted, and named."""
    names = [letter.letter.encode() for letter in letters if letter.kind == "form"]
    shows = [
        screen
        for screen in files.glob(folder.outbox, "form-*.html")
        if any(name in files.read_bytes(screen) for name in names)
    ]
    anew = [screen for screen in shows if fill_forms.rewrite_sheet(folder, cases, screen, today)]
    return anew, [screen.stem for screen in shows if screen not in anew]
