"""`office`: what is due for all clients, the print run of all clients, and the jobs for the workers."""

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker import location
from unbroker import office as offices
from unbroker.actions import office_run
from unbroker.actions.office_due import due_of_all
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.options import common
from unbroker.facts import law
from unbroker.ledgers import optional
from unbroker.office import OfficeFolder
from unbroker.paper import sheet
from unbroker.writing.template import Templates

_WORK = ("plan", "send", "read", "duties")


@click.group(short_help="Work for all clients of an office: what is due, print runs, jobs.")
def office() -> None:
    """What concerns all clients of an office; a client's own folder has every other command."""


@office.command(short_help="List what is due, for all clients.")
@click.option("--days", type=click.IntRange(0), default=0, metavar="N", help="Look N days ahead.")
@click.option("--mine", is_flag=True, help="Only requests that you opened.")
@common
def due(*, days: int, mine: bool, as_json: bool, today: date, folder_path: Path | None) -> None:
    """List what is to be done for all clients, the oldest first, each with whose it is."""
    place = _found(folder_path)
    laws = law.load(reversed(location.letter_folders()))[0]
    me = place.server.user if mine else None
    with screen.progress("clients") as on_progress:
        due = due_of_all(place, laws, today, days=days, by=me, on_progress=on_progress)
    rows = [(str(row.on), row.client, row.case, row.broker, row.words) for row in due]
    if as_json:
        names = ("on", "client", "case", "broker", "next")
        screen.show_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    screen.table(rows, ("since", "client", "case", "broker", "what"))
    screen.say(f"{screen.count(len(rows), 'thing')} to do; a client's own: `unbroker due --folder clients/CLIENT`")


@office.command(name="print", short_help="Print the waiting letters of all clients, by recipient.")
@click.option("--single", is_flag=True, help="Give each letter an envelope of its own.")
@click.option("--dry-run", is_flag=True, help="Show what would be printed, and change nothing.")
@common
def print_run(*, single: bool, dry_run: bool, as_json: bool, today: date, folder_path: Path | None) -> int:
    """Print every sealed letter of every client that waits, sorted by recipient.

    What goes to one recipient is one parcel with a cover list. A manifest has each letter with its client; a second
    file says how much paper is whose.
    """
    place, letter_folders = _found(folder_path), location.letter_folders()
    laws = law.load(reversed(letter_folders))[0]
    with screen.progress("clients") as on_progress:
        run = office_run.plan_office_run(place, laws, today, single=single, on_progress=on_progress)
    if dry_run:
        _show(as_json, {"run": run.name, "letters": len(run.letters)}, ())
        return 0
    printed = office_run.do_office_run(run, Templates.of(letter_folders), sheet.load(letter_folders))
    figures = {
        "run": printed.name, "letters": printed.letters, "parcels": printed.parcels, "sheets_of_paper": printed.leaves,
    }  # fmt: skip
    _show(as_json, {**figures, "paths": [str(path) for path in printed.paths]}, printed.paths)
    for problem in printed.problems:
        screen.say(str(problem))
    screen.say(f"once they are posted: `unbroker office left {printed.name}`")
    return 1 if printed.problems else 0


@office.command(short_help="Record that the letters of a print run of all clients left.")
@click.argument("run", metavar="RUN")
@click.option("--on", metavar="DAY", help="When they left: 2026-12-20, yesterday or 3 days ago. Default: today.")
@common
def left(*, run: str, on: str | None, as_json: bool, today: date, folder_path: Path | None) -> int:
    """Record for each client that the letters of RUN left; called again, only of those that still wait."""
    place = _found(folder_path)
    laws = law.load(reversed(location.letter_folders()))[0]
    day = a_day(on, today)
    count, refused = office_run.do_mark_office_run(place, laws, run, on=day, today=today, at=datetime.now(UTC))
    if as_json:
        screen.show_json({"left": count, "refused": [str(error) for error in refused]})
    else:
        screen.show(f"{screen.count(count, 'letter')} left on {day}")
    for error in refused:
        screen.say(str(error))
    return 1 if refused else 0


@office.command(short_help="Put jobs into the queue, for the workers.")
@click.argument("task", type=click.Choice(_WORK))
@click.argument("clients", nargs=-1, metavar="[CLIENT]...")
@click.option("--all", "everyone", is_flag=True, help="For every client.")
@click.option("--all-by-post", is_flag=True, help="For `plan`: take all that can go by post, not only the plan's.")
@common
def ask(
    *, task: str, clients: Sequence[str], everyone: bool, all_by_post: bool, as_json: bool, today: date,
    folder_path: Path | None,
) -> None:  # fmt: skip
    """Have workers do something for clients.

    `plan` seals their letters by post, which are printed for all clients together; `send` sends their e-mails; `read`
    fetches the mails that answer their letters, which `mail read` in a client's folder then shows; `duties` is what is
    done each night. A job that waits already is not put there twice.
    """
    if bool(clients) == everyone:
        raise click.UsageError("name clients, or use --all")
    place = _found(folder_path)
    known = place.clients()
    chosen = known if everyone else [place.checked(client) for client in clients]
    duties, me = optional("unbroker.worker.duties"), place.server.user
    more = _day(today) | ({"all_by_post": True} if all_by_post and task == "plan" else {})
    place.server.defer([duties.job(task, client, me, **more) for client in chosen])
    if as_json:
        screen.show_json([{"task": task, "client": client} for client in chosen])
    else:
        screen.show(f"{screen.count(len(chosen), 'job')} for the workers: `unbroker work` does them")


@office.command(short_help="Count the jobs: waiting, being done, done and failed.")
@common
def jobs(*, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Count the jobs of the queue by what they do and how they stand."""
    rows = _found(folder_path).server.jobs()
    if as_json:
        screen.show_json([{"task": task, "state": state, "jobs": count} for task, state, count in rows])
    else:
        screen.table([(task, state, str(count)) for task, state, count in rows], ("task", "state", "jobs"))


def _day(today: date) -> dict[str, object]:
    """The day for which a job is, where it was named; else the one on which it is done."""
    typed = click.get_current_context().get_parameter_source("today")
    return {} if typed == click.core.ParameterSource.DEFAULT else {"day": str(today)}


def _show(as_json: bool, figures: dict[str, object], paths: Sequence[Path]) -> None:  # noqa: FBT001 - it chooses the words
    if as_json:
        screen.show_json(figures)
        return
    for path in paths:
        screen.show(files.shown(path))
    counted = ", ".join(
        f"{figure} {name.replace('_', ' ')}" for name, figure in figures.items() if isinstance(figure, int)
    )
    screen.show(f"{figures['run']}: {counted}")


def _found(folder_path: Path | None) -> OfficeFolder:
    return offices.find(folder_path, os.environ, Path.cwd())
