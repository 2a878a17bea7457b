"""`ledger`: check it, take it to a spreadsheet and back."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions.exchange_spreadsheet import do_export, do_import, plan_import
from unbroker.actions.record_event import Recorded
from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.cli.show import event_record
from unbroker.cli.terminal import ask, screen
from unbroker.cli.terminal.options import common, opened_records

_HEAD = re.compile(r"[0-9a-f]{64}")


class NotAHead(UserError):  # noqa: N818 - the sentence is the name
    """What was typed cannot be the head of any ledger."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed!r} is not a head (64 hexadecimal digits, as `unbroker ledger verify` shows them)")


@click.group(short_help="Verify the ledger, or move it to a spreadsheet and back.")
def ledger() -> None:
    """The record of what happened, append-only."""


@ledger.command()
@click.option("--head", metavar="HASH", help="A head noted earlier: proves that nothing has been cut off since.")
@common
def verify(*, head: str | None, as_json: bool, today: date, folder_path: Path | None) -> int:
    """Verify the whole chain, and name the first broken link."""
    known_head = None if head is None else head.strip().casefold()
    if known_head is not None and not _HEAD.fullmatch(known_head):
        raise NotAHead(head or "")
    folder = opened_records(folder_path).ledger
    broken = folder.verify(known_head)
    if as_json:
        screen.show_json({"whole": broken is None, "head": folder.head, "problem": broken and broken.message})
        return 1 if broken else 0
    if broken is not None:
        raise ProblemsFound([broken])
    screen.show(f"the ledger is intact; its head is {folder.head}")
    return 0


@ledger.command(short_help="Write the ledger as CSV for a spreadsheet.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file instead of the outbox."
)
@common
def export(*, out: Path | None, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Write the ledger as CSV for a spreadsheet; `ledger import` records the rows that you add."""
    records = opened_records(folder_path)
    path = out or records.outbox / "ledger.csv"
    do_export(records, path)
    if as_json:
        screen.show_json({"path": path})
    else:
        screen.show(files.shown(path))
        screen.say("add rows without a number, save it as CSV, then `unbroker ledger import FILE`")


@ledger.command(name="import", short_help="Record the new rows of a spreadsheet as events.")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--yes", is_flag=True, help="Record the new rows without asking.")
@common
def import_sheet(*, path: Path, yes: bool, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Record the new rows of a spreadsheet as events, all or none, after showing them.

    FILE is a CSV or, with the extra `xlsx`, a workbook. Changed and missing rows are reported and otherwise ignored.
    """
    records = opened_records(folder_path)
    new = plan_import(records, files.read_bytes(path, files.LARGEST_TEXT), files.shown(path), today)
    for remark in new.remarks:
        screen.say(f"warning: {remark}")
    if not as_json:
        screen.table([_row(recorded) for recorded in new.recorded], ("case", "on", "what", "rights"))
    if not new.rows:
        screen.say("no new rows: nothing is recorded")
    elif not (yes or ask.yes(f"Record these {screen.count(len(new.rows), 'event')}?", "add --yes")):
        raise click.Abort
    events = do_import(records, new, datetime.now(UTC))
    if as_json:
        screen.show_json([event_record(event, voided=False) for event in events])
    elif events:
        screen.say(f"recorded: {screen.count(len(events), 'event')}")


def _row(recorded: Recorded) -> tuple[str, ...]:
    event = recorded.events[0]
    outcome = f" ({event.fact('outcome')})" if event.fact("outcome") else ""
    about = event.letter or ", ".join(recorded.rights)
    return (event.reference or "", str(event.on), f"{event.kind}{outcome}", about)
