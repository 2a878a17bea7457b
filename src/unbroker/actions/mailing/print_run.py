"""Printing: the letters by post of a plan are sealed, and every one that waits is put on paper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from unbroker.actions.mailing.record_sealed import Parts
from unbroker.actions.mailing.run_files import RunFiles, write_copies, write_runs
from unbroker.actions.mailing.seal import Mailing, do_seal, plan_mailing
from unbroker.actions.mailing.typeset import Typeset
from unbroker.actions.outcome import Change, Outcome, Progress, no_progress
from unbroker.base.errors import ProblemsFound
from unbroker.folder import Folder
from unbroker.paper import sheet
from unbroker.planning.selection import Selection

_SEALING = 3
"""As long as so many letters are printed, one is sealed."""


@dataclass(frozen=True)
class PrintRunResult:
    """What printing came to: letter by letter, and the files of each run; none if each letter has its own."""

    outcomes: tuple[Outcome, ...]
    runs: tuple[RunFiles, ...]
    changed: tuple[Change, ...]


def plan_print_run(folder: Folder, selection: Selection, today: date, *, follow_ups: bool = False) -> Mailing:
    """The letters by post that would be sealed and printed. Pure.

    Args:
        folder: the folder.
        selection: whom to write to.
        today: the date of the letters.
        follow_ups: the letters that the cases call for, not first letters.

    Raises:
        ProblemsFound: a nudge moves the address out of the window.
    """
    mailing = plan_mailing(folder, "post", selection, today, follow_ups=follow_ups)
    check_windows(folder, mailing)
    return mailing


def do_print_run(
    folder: Folder, mailing: Mailing, out: Path, now: Callable[[], datetime], *, single: bool = False,
    in_full: bool = False, on_progress: Progress = no_progress,
) -> PrintRunResult:  # fmt: skip
    """Seal the letters of a mailing, then write every letter by post that has not left.

    Whatever ends this, the same call goes on: what is sealed is copied, never made again.

    Args:
        folder: the folder.
        mailing: as planned.
        out: where the files go.
        now: tells the moment of writing.
        single: one PDF for each letter, instead of a run.
        in_full: lay each letter out in full instead of striking it.
        on_progress: is told how many letters of all are done; each is sealed, then printed.

    Raises:
        CannotWrite, LedgerStopped: the disk is full; what was sealed waits for the next call.
    """
    with folder.ledger.hold():
        steps = _Steps(on_progress, mailing.planned, mailing.total)
        sealed = do_seal(folder, mailing, pdf_parts, now, in_full=in_full, on_progress=steps.sealed)
        read = folder.records.read_cases
        runs = () if single else write_runs(folder, read(), out, on_progress=steps.printed)
        copies = write_copies(folder, read(), out) if single else ()
    printed = (outcome for run in runs for outcome in run.outcomes)
    return PrintRunResult((*sealed.failed, *copies, *printed), runs, sealed.changed)


class _Steps:
    """Counts letters of all while they are sealed, and again while they are printed, which takes a third as long."""

    def __init__(self, on_progress: Progress, new: int, letters: int) -> None:
        self._on_progress, self._letters = on_progress, letters
        self._all = _SEALING * new + letters

    def sealed(self, done: int, _: int) -> None:
        self._tell(_SEALING * done)

    def printed(self, done: int) -> None:
        self._tell(self._all - self._letters + done)

    def _tell(self, steps: int) -> None:
        self._on_progress(self._letters * steps // max(self._all, 1), self._letters)


def pdf_parts(letter: Typeset) -> Parts:
    """What is sealed of a letter by post."""
    return Parts({"text": letter.letter.text.encode() if letter.letter else b"", "pdf": letter.pdf or b""})


def check_windows(folder: Folder, mailing: Mailing) -> None:
    """Stop before anything is sealed where a nudge moves the address out of the window.

    Raises:
        ProblemsFound: it does.
    """
    names = {letter.sheet.name for letter in mailing.plan.letters if letter.sheet is not None}
    problems = [sheet.leaves(folder.sheets[name], folder.settings.nudge) for name in names]
    if errors := [problem for problem in problems if problem is not None and problem.severity == "error"]:
        raise ProblemsFound(errors)
