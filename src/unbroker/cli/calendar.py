"""`calendar`: the days of all cases for a calendar program."""

from datetime import date
from pathlib import Path

import click

from unbroker import __version__
from unbroker.base import files
from unbroker.cases.case import fold
from unbroker.cases.status import docket
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened_books
from unbroker.folder import Books
from unbroker.reports.calendar import agenda


@click.command(short_help="The days of all cases as a calendar file.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it here, not to the outbox.")
@common
def calendar(*, out: Path | None, as_json: bool, today: date, folder: Path | None) -> None:
    """Write the days on which things are due as an .ics file; import it again when something changed."""
    path = write_calendar(opened_books(folder), today, out)
    if as_json:
        screen.show_json({"path": str(path)})
    else:
        screen.show(str(path))


def write_calendar(own: Books, today: date, out: Path | None = None) -> Path:
    """Write it, into the outbox if no other place is named; answers where it is."""
    cases = fold(own.ledger.read())
    path = out or own.outbox / "unbroker.ics"
    files.make_folder(path.parent)
    files.write(path, agenda(docket(cases, own.laws, today), cases, __version__))
    return path
