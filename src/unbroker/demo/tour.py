"""The tour: all that the program does, for two people who do not exist, by the actions that a user calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from unbroker import folder as folders
from unbroker.actions import documents
from unbroker.actions.mailing import labels, preview, print_run
from unbroker.actions.mailing.preview import Preview
from unbroker.actions.mailing.run_files import RunFiles
from unbroker.actions.new_folder import SETTINGS, NewFolder, do_new_folder
from unbroker.base import files
from unbroker.base.errors import Problem
from unbroker.cases.status import Docket
from unbroker.demo import correspondence, followed, history
from unbroker.demo.correspondence import Handed
from unbroker.demo.followed import Followed
from unbroker.demo.people import PROFILE
from unbroker.folder import Folder
from unbroker.planning.selection import Selection


@dataclass(frozen=True)
class Past:
    """Some months of letters and answers, and what was made of them."""

    docket: Docket
    """The cases as they stand after it."""
    letters: int
    calendar: Path
    report: tuple[Path, Path]
    case: Path
    read: tuple[Path, ...]
    """The mails that were read back."""
    followed: Followed
    """The trail of one answer."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of the files."""
        return self.calendar, *self.report, self.case, *self.read, self.followed.answer


@dataclass(frozen=True)
class PrintedRun:
    """A print run with its labels."""

    run: RunFiles
    labels: Path

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of its files."""
        return (*self.run.paths, self.labels)


@dataclass(frozen=True)
class Tour:
    """What the demo left behind."""

    folder: Folder
    preview: Preview
    previews: tuple[Path, ...]
    past: Past | None
    """None where the laws that the letters cite were not in force some months ago."""
    runs: tuple[PrintedRun, ...]
    handed: Handed
    problems: tuple[Problem, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of its files."""
        printed = (path for run in self.runs for path in run.paths)
        past = self.past.paths if self.past else ()
        return (*self.previews, *past, *printed, *self.handed.drafts, *self.handed.forms)


def take(directory: Path, today: date, now: Callable[[], datetime], version: str) -> Tour:
    """Make the folder of two made-up people; plan, preview and print their letters, and look back.

    Args:
        directory: where; it must not exist.
        today: the day.
        now: tells the moment of writing.
        version: of the program.
    """
    do_new_folder(NewFolder(directory, PROFILE, SETTINGS))
    files.write(
        directory / "brokers.yaml", f"{history.registry()}{correspondence.registry()}{followed.registry()}".encode()
    )
    folder = folders.open_folder(directory)
    shown = preview.plan_preview(folder, Selection(despite_drop=True), today)
    outcomes = preview.do_preview(folder, shown, None).outcomes
    past = _look_back(folder, today, version)
    runs, problems = _print(folder, today, now)
    handed = correspondence.hand_out(folder, today)
    failed = [problem for outcome in outcomes for problem in outcome.problems] + problems
    previews = tuple(outcome.path for outcome in outcomes if outcome.path)
    return Tour(folder, shown, previews, past, runs, handed, tuple(failed))


def _look_back(folder: Folder, today: date, version: str) -> Past | None:
    history_told = history.tell(folder, today)
    if history_told is None:
        return None
    read = correspondence.tell(folder, today)
    trail = followed.tell(folder, today)
    report = documents.do_report(folder, documents.plan_report(folder, (), today, version))
    case = documents.do_casefile(folder, documents.plan_casefile(folder, history_told.overdue, today, version))
    calendar = documents.do_calendar(folder.records, documents.plan_calendar(folder.records, today, version))
    docket = folder.records.read_docket(today)
    return Past(docket, history_told.letters + len(read) + 1, calendar, report, case, read, trail)


def _print(folder: Folder, today: date, now: Callable[[], datetime]) -> tuple[tuple[PrintedRun, ...], list[Problem]]:
    """Seal the Californian's letters by post, print them, and write their labels; they have not left."""
    selection = Selection(people=("jordan",), despite_drop=True)
    mailing = print_run.plan_print_run(folder, selection, today)
    printed = print_run.do_print_run(folder, mailing, folder.outbox, now)
    problems = [problem for outcome in printed.outcomes for problem in outcome.problems]
    runs: list[PrintedRun] = []
    for run in printed.runs:
        path = folder.outbox / run.name / "labels-5160.pdf"
        written = labels.do_labels(folder, labels.plan_labels(folder, [run.name], "5160", 1, today), path)
        problems += [problem for label in written for problem in label.problems]
        runs.append(PrintedRun(run, path))
    return tuple(runs), problems
