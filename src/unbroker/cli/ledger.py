"""`ledger`: check it, take it to a spreadsheet and back."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions import record_event
from unbroker.actions.record_event import Recorded
from unbroker.base import files
from unbroker.base.errors import ProblemsFound
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened_books
from unbroker.cli.track import event_record
from unbroker.reports import spreadsheet


@click.group(short_help="Check the ledger, or take it to a spreadsheet and back.")
def ledger() -> None:
    """The list of what happened, appended and never changed."""


@ledger.command()
@click.option("--head", metavar="HASH", help="A head that was written down before: proves that nothing was cut off.")
@common
def verify(*, head: str | None, as_json: bool, today: date, folder: Path | None) -> int:
    """Go through the whole chain, and name the first link that does not hold."""
    own = opened_books(folder).ledger
    broken = own.verify(head.strip().casefold() if head else None)
    if as_json:
        screen.show_json({"whole": broken is None, "head": own.head, "problem": broken and broken.message})
        return 1 if broken else 0
    if broken is not None:
        raise ProblemsFound([broken])
    screen.show(f"the ledger is whole; its head is {own.head}")
    return 0


@ledger.command()
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it here, not to the outbox.")
@common
def export(*, out: Path | None, as_json: bool, today: date, folder: Path | None) -> None:
    """Write the ledger as a CSV for a spreadsheet; rows that you add to it come back with `ledger import`."""
    own = opened_books(folder)
    path = out or own.outbox / "ledger.csv"
    files.make_folder(path.parent)
    files.write(path, spreadsheet.export([*own.ledger.read()]).encode())
    if as_json:
        screen.show_json({"path": str(path)})
    else:
        screen.show(str(path))
        screen.say("add rows without a number, save it as CSV, then `unbroker ledger import FILE`")


@ledger.command(name="import")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--yes", is_flag=True, help="Record the new rows without asking.")
@common
def import_sheet(*, path: Path, yes: bool, as_json: bool, today: date, folder: Path | None) -> None:
    """Take new rows of a spreadsheet in as events, all or none; they are shown first.

    Changed and missing rows are pointed out, and never obeyed.
    """
    own = opened_books(folder)
    with own.ledger.hold():
        sheet, problems = spreadsheet.read(files.read_text(path), files.shown(path), [*own.ledger.read()])
        for remark in sheet.remarks:
            screen.say(f"warning: {remark}")
        if problems:
            raise ProblemsFound(problems)
        made, staged = record_event.take_in(own, sheet.new, today)
        if not as_json:
            screen.table([_row(one) for one in made], ("case", "on", "what", "rights"))
        if not made:
            screen.say("no new rows: nothing is recorded")
        elif not (yes or click.confirm(f"Record these {len(made)} events?", err=True)):
            raise click.Abort
        events = staged.commit(datetime.now(UTC))
    if as_json:
        screen.show_json([event_record(event, voided=False) for event in events])
    elif events:
        screen.say(f"recorded: {screen.count(len(events), 'event')}")


def _row(made: Recorded) -> tuple[str, ...]:
    event = made.events[0]
    outcome = f" ({event.fact('outcome')})" if event.fact("outcome") else ""
    about = event.letter or ", ".join(made.rights)
    return (event.reference or "", str(event.on), f"{event.kind}{outcome}", about)
