"""`demo`: everything with two made-up people."""

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import click

from unbroker import __version__
from unbroker.actions.status import due_actions
from unbroker.base import files
from unbroker.cases.answers import doings_of
from unbroker.cases.next_action import urgency
from unbroker.cli.due import show_due
from unbroker.cli.plan import show_plan
from unbroker.cli.status import show_status
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, without
from unbroker.cli.trail import show_trees
from unbroker.demo import tour
from unbroker.demo.correspondence import Handed
from unbroker.demo.followed import Followed
from unbroker.demo.tour import Past, PrintedRun, Tour
from unbroker.folder import Folder

_AHEAD = 14


@without("folder_path")
@click.command(short_help="Show everything with two made-up people; sends nothing.")
@click.argument("directory", type=click.Path(path_type=Path), default=Path("unbroker-demo"), metavar="[DIR]")
@common
def demo(*, directory: Path, as_json: bool, today: date, folder_path: Path | None) -> int:
    """Make a folder for two made-up people: plan, preview and print their letters, and review their history.

    The history covers some months of letters to brokers that do not exist.
    """
    taken = tour.take(directory, today, partial(datetime.now, UTC), __version__)
    if as_json:
        screen.show_json([*taken.paths])
    else:
        _show(taken)
    for problem in taken.problems:
        screen.say(str(problem))
    return 1 if taken.problems else 0


def _show(taken: Tour) -> None:
    show_plan(taken.preview.plan, why=False)
    where = files.shown(taken.folder.outbox / "previews")
    screen.show(f"{screen.count(len(taken.previews), 'letter')} are in {where}, as PDF and as text:", "bold")
    for path in taken.previews[:3]:
        screen.show(f"  {files.shown(path)}")
    screen.show()
    if taken.past is not None:
        _show_past(taken.past)
    for run in taken.runs:
        _show_run(taken.folder, run)
    _show_handed(taken.handed)
    screen.show("All of it is a specimen: the people do not exist, and nothing was sent.")
    screen.show()
    screen.show("to write your own letters: `unbroker init my-letters`", "bold")


def _show_run(folder: Folder, printed: PrintedRun) -> None:
    letters, where = len(printed.run.outcomes), files.shown(folder.outbox / printed.run.name)
    screen.show(
        f"A print run of {screen.count(letters, 'letter')} by post, sealed but not sent, is in {where}:", "bold"
    )
    for path in printed.paths:
        screen.show(f"  {files.shown(path)}")
    screen.show()


def _show_handed(handed: Handed) -> None:
    if handed.drafts:
        drafts = screen.count(len(handed.drafts), "e-mail")
        screen.show(f"Drafts of {drafts}, to made-up addresses, are in {files.shown(handed.drafts[0].parent)}")
    if handed.forms:
        screen.show(f"A sheet of forms to fill in: {files.shown(handed.forms[0])}, and a PDF next to it")
    screen.show()


def _show_followed(followed: Followed) -> None:
    screen.show("One answer was read back with `answer`, and names three companies:", "bold")
    show_trees(followed.view)
    named = ", ".join(letter.draft.request.broker.name for letter in followed.plan.letters)
    screen.show(f"  `unbroker plan --trail` has {screen.count(len(followed.plan.letters), 'letter')} next: to {named}")
    for action in followed.contradicted:
        screen.show(f"  {action.entry.case.opening.broker_name} contradicts it: {action.words}")
    screen.show()


def _show_past(past: Past) -> None:
    screen.show(f"A made-up history: {past.letters} letters to brokers who do not exist, and what came back.", "bold")
    show_status(sorted(past.docket.entries, key=urgency))
    screen.show()
    show_due(doings_of(due_actions(past.docket, _AHEAD)), _AHEAD, past.docket.entries[0].today)
    _show_followed(past.followed)
    for what, path in (
        ("for a calendar", past.calendar),
        ("what became of it all", past.report[0]),
        ("the same on paper", past.report[1]),
        ("the overdue case, for a regulator", past.case),
        ("a bounce and an answer, read back with `mail read`", past.read[0].parent),
    ):
        screen.show(f"  {what}: {files.shown(path)}")
    screen.show()
