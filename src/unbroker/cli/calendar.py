"""`calendar`: the days of all cases for a calendar program."""

from datetime import date
from pathlib import Path

import click

from unbroker import __version__
from unbroker.actions.documents import do_calendar, plan_calendar
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened_records


@click.command(short_help="Write the dates of all cases as a calendar file.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file instead of the outbox."
)
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only for this person.")
@common
def calendar(
    *, out: Path | None, people: tuple[str, ...], as_json: bool, today: date, folder_path: Path | None
) -> None:
    """Write all due dates to an .ics file; import it again after a change."""
    records = opened_records(folder_path)
    path = do_calendar(records, plan_calendar(records, today, __version__, people), out)
    if as_json:
        screen.show_json({"path": path})
    else:
        screen.show(files.shown(path))
