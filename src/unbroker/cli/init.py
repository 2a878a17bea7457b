"""`demo`, `init` and `check`."""

import os
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker import folder as folders
from unbroker.actions import check as checks
from unbroker.base import files
from unbroker.base.errors import Problem, UserError
from unbroker.cli.calendar import write_calendar
from unbroker.cli.casefile import write_casefile, write_report
from unbroker.cli.letters import write_previews
from unbroker.cli.plan import show_plan
from unbroker.cli.status import errands, show_due, show_status
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common
from unbroker.demo import correspondence, history
from unbroker.demo import people as example
from unbroker.demo.correspondence import Handed
from unbroker.demo.people import Answers
from unbroker.facts import profile as profiles
from unbroker.folder import Folder
from unbroker.planning.plan import Selection, plan


@click.command(short_help="Show everything with two made-up people; sends nothing.")
@click.argument("directory", type=click.Path(path_type=Path), default=Path("unbroker-demo"), metavar="[DIR]")
@common
def demo(*, directory: Path, as_json: bool, today: date, folder: Path | None) -> int:
    """Make a folder for two made-up people: plan, preview and print their letters, and look back.

    The history of some months is of letters to brokers who do not exist.
    """
    folders.make(directory, example.PROFILE, example.SETTINGS)
    files.write(directory / "brokers.yaml", f"{history.registry()}{correspondence.registry()}".encode())
    own = folders.open_folder(directory)
    made = plan(own.known, Selection(despite_drop=True), today)
    outcomes = write_previews(own, made, None)
    paths = [outcome.path for outcome in outcomes if outcome.path]
    past = _look_back(own, today)
    if not as_json:
        show_plan(made, why=False)
        screen.show(
            f"{screen.count(len(paths), 'letter')} are in {files.shown(own.outbox / 'previews')}, as PDF and as text:",
            "bold",
        )
        for path in paths[:3]:
            screen.show(f"  {files.shown(path)}")
        screen.show()
        if past is not None:
            _show_past(own, past, today)
    runs = [*example.print_runs(own, today, lambda: datetime.now(UTC))]
    handed = correspondence.hand_out(own, today)
    if as_json:
        printed = (path for run in runs for path in run.paths)
        made_of_past = past.paths if past else ()
        every = (*paths, *made_of_past, *printed, *handed.drafts, *handed.forms)
        screen.show_json([str(path) for path in every])
    else:
        for run in runs:
            letters, where = screen.count(run.letters, "letter"), files.shown(own.outbox / run.name)
            screen.show(f"A print run of {letters} by post, sealed and not left, is in {where}:", "bold")
            for path in run.paths:
                screen.show(f"  {files.shown(path)}")
            screen.show()
        _show_handed(handed)
        screen.show("All of it is a specimen: the people do not exist, and nothing was sent.")
        screen.show()
        screen.show("to start in earnest: `unbroker init my-letters`", "bold")
    failed = [problem for outcome in outcomes for problem in outcome.problems]
    failed += [problem for run in runs for problem in run.problems]
    for problem in failed:
        screen.say(str(problem))
    return 1 if failed else 0


def _show_handed(handed: Handed) -> None:
    if handed.drafts:
        drafts = screen.count(len(handed.drafts), "e-mail")
        screen.show(f"Drafts of {drafts}, to addresses that nobody has, are in {files.shown(handed.drafts[0].parent)}")
    if handed.forms:
        screen.show(f"A sheet of forms to fill in: {files.shown(handed.forms[0])}, and as PDF beside it")
    screen.show()


@dataclass(frozen=True)
class _Past:
    """The history of the demo, and what was made of it."""

    letters: int
    calendar: Path
    report: tuple[Path, Path]
    case: Path
    read: tuple[Path, ...]
    """The mails that were read back."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of the files."""
        return self.calendar, *self.report, self.case, *self.read


def _look_back(own: Folder, today: date) -> _Past | None:
    told = history.tell(own, today)
    if told is None:
        return None
    read = correspondence.tell(own, today)
    report, _ = write_report(own, (), today)
    case, _ = write_casefile(own, told.overdue, today)
    return _Past(told.letters + len(read), write_calendar(own.books, today), report, case, read)


def _show_past(own: Folder, past: _Past, today: date) -> None:
    screen.show(f"A made-up history: {past.letters} letters to brokers who do not exist, and what came back.", "bold")
    known = own.books.docket(today)
    show_status(known.entries)
    screen.show()
    show_due(errands(known, 14), 14)
    for what, path in (
        ("for a calendar", past.calendar),
        ("what became of it all", past.report[0]),
        ("the same on paper", past.report[1]),
        ("the overdue case, for a regulator", past.case),
        ("a bounce and an answer, read back with `mail read`", past.read[0].parent),
    ):
        screen.show(f"  {what}: {files.shown(path)}")
    screen.show()


@click.command(short_help="Make the folder in which your letters live.")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", metavar="NAME", help="Your name: every broker that you write to will see it.")
@click.option("--residence", metavar="CODE", help="Where you live, as in US-CA or DE: every broker will see it.")
@click.option("--city", metavar="CITY", help="Your city: brokers that you e-mail will see it.")
@click.option("--email", metavar="ADDRESS", help="Where answers shall go: brokers that you e-mail will see it.")
@click.option("--pack", "packs", multiple=True, metavar="PACK", help="The brokers to write to; nobody sees this.")
@click.option("--street", metavar="LINE", help="Return address: only brokers that you post letters to will see it.")
@click.option("--postal-code", metavar="CODE", help="The postal code of the return address.")
@common
def init(*, directory: Path, as_json: bool, today: date, folder: Path | None, **given: str | tuple[str, ...]) -> None:
    """Make a new folder with your profile, after five questions and an optional one.

    What is given as an option is not asked for.
    """
    if directory.exists():
        raise folders.FolderExists(directory)
    answers = Answers(**given)  # type: ignore[arg-type]  # click has read them
    folders.load_registry()[0].in_packs(answers.packs)
    text = example.profile_text(answers if answers.complete else _ask(answers))
    _, problems = profiles.parse(text, "your answers")
    if problems:
        raise BadAnswers(problems)
    folders.make(directory, text, example.SETTINGS)
    if as_json:
        screen.show_json({"path": str(directory.resolve())})
        return
    screen.show(f"{directory} is yours: profile.yaml holds your answers, and you may edit it at any time")
    screen.show(f"next: `cd {shlex.quote(str(directory))}`, then `unbroker plan`")


@click.command(short_help="List everything that is wrong in your files and ours.")
@common
def check(*, as_json: bool, today: date, folder: Path | None) -> int:
    """Look through the registry, the laws and letters, and your folder if there is one."""
    own = folders.find_or_none(folder, os.environ, Path.cwd())
    problems = list(checks.check(own, today))
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        screen.show_json(
            [
                {
                    "path": problem.place.path,
                    "line": problem.place.line,
                    "severity": problem.severity,
                    "message": problem.message,
                    "hint": problem.hint,
                }
                for problem in problems
            ]
        )
        return 1 if errors else 0
    for problem in problems:
        screen.show(f"{'' if problem.severity == 'error' else 'warning: '}{problem}")
    warnings = len(problems) - len(errors)
    screen.say(f"{screen.count(len(errors), 'error')}, {screen.count(warnings, 'warning')}")
    return 1 if errors else 0


class BadAnswers(UserError):  # noqa: N818 - the sentence is the name
    """What was given on the command line makes no profile."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("; ".join(dict.fromkeys(problem.said for problem in problems)))


def _ask(answers: Answers) -> Answers:
    """Put the questions that no option has answered, each until its answer can be used."""
    packs = sorted({pack for broker in folders.load_registry()[0].brokers.values() for pack in broker.packs})
    questions = {
        "name": "Your name, as brokers know it (every broker that you write to will see it)",
        "residence": "Where you live: DE for Germany, US-CA for California (every broker will see it)",
        "city": "Your city (brokers that you e-mail will see it)",
        "email": "An e-mail address for answers, best one made for this (brokers that you e-mail will see it)",
        "packs": f"Packs of brokers: {', '.join(packs)} (nobody else sees this)",
        "street": "Street of your return address, only if you post letters (only their brokers see it; Enter: none)",
        "postal_code": "Its postal code",
    }
    for field, question in questions.items():
        if getattr(answers, field) or (field == "postal_code" and not answers.street):
            continue
        default = {"packs": "discussion", "street": ""}.get(field)
        while True:
            said = click.prompt(question, default=default, show_default=bool(default), err=True).strip()
            answers, fault = answers.with_answer(field, said, packs)
            if fault is None:
                break
            screen.say(fault)
    return answers
