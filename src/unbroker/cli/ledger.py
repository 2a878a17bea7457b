"""`ledger`: check it, take it to a spreadsheet and back."""

import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker import ledgers, location
from unbroker import office as offices
from unbroker.actions.exchange_spreadsheet import do_export, do_import, plan_import
from unbroker.actions.move_ledger import do_move, plan_move
from unbroker.actions.record_event import Recorded
from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.cli.show import event_record
from unbroker.cli.terminal import ask, screen
from unbroker.cli.terminal.options import common, opened_records, without

_HEAD = re.compile(r"[0-9a-f]{64}")


class NotAHead(UserError):  # noqa: N818 - the sentence is the name
    """What was typed cannot be the head of any ledger."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed!r} is not a head (64 hexadecimal digits, as `unbroker ledger verify` shows them)")


@click.group(short_help="Verify the ledger, move it, or take it to a spreadsheet.")
def ledger() -> None:
    """The record of what happened, append-only."""


@ledger.command()
@click.option("--head", metavar="HASH", help="A head noted earlier: proves that nothing has been cut off since.")
@click.option("--all", "everyone", is_flag=True, help="Verify the ledgers of all clients of an office.")
@common
def verify(*, head: str | None, everyone: bool, as_json: bool, today: date, folder_path: Path | None) -> int:
    """Verify the whole chain, and name the first broken link."""
    if everyone:
        return _verify_all(folder_path, as_json=as_json)
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


@ledger.command(short_help="Move the ledger to an office's PostgreSQL server, or back.")
@click.argument("to", metavar="ADDRESS|folder")
@click.option("--office", metavar="NAME", help="The office's name on the server.")
@click.option("--client", metavar="NAME", help="The ledger's name there. Default: the folder's.")
@click.option("--password-command", metavar="COMMAND", help="A command that prints the database's password.")
@common
def move(
    *, to: str, office: str | None, client: str | None, password_command: str | None, as_json: bool, today: date,
    folder_path: Path | None,
) -> None:  # fmt: skip
    """Move the ledger to ADDRESS, as in postgresql://anna@127.0.0.1/unbroker, or back to the folder.

    Every event keeps its number and its hash. Nobody else may be in the folder meanwhile; after an interruption, run
    the same command again.
    """
    path = location.find(folder_path, os.environ, Path.cwd())
    if to != "folder" and not office:
        raise click.UsageError("name the office: --office NAME")
    lines = {"ledger": to, "ledger_password_command": password_command, "office": office, "client": client}
    named = {} if to == "folder" else {name: text for name, text in lines.items() if text}
    moved = do_move(plan_move(path, named), datetime.now(UTC))
    if as_json:
        screen.show_json({"events": moved.events, "head": moved.head, "emptied": moved.emptied})
        return
    screen.show(f"moved: {screen.count(moved.events, 'event')}; the head is {moved.head}, as before")
    if not moved.emptied:
        screen.say("the server still has what the events say: its owner deletes it, or somebody who may erase")


@without("today", "folder_path")
@ledger.command(short_help="Print the SQL that makes a PostgreSQL database ready for an office.")
@click.option("--office", metavar="NAME", required=True, help="The office's name.")
@click.option("--user", "users", metavar="ROLE", multiple=True, help="A role that may record; repeat it for several.")
@click.option("--eraser", "erasers", metavar="ROLE", multiple=True, help="A role that may also erase.")
@common
def prepare(
    *, office: str, users: tuple[str, ...], erasers: tuple[str, ...], as_json: bool, today: date,
    folder_path: Path | None,
) -> None:  # fmt: skip
    """Print the SQL that makes a database ready for an office: pipe it to psql as the database's owner.

    It makes tables, and two roles for the office: one may record, the other may also empty what a client wants
    erased. What is there already stays. ROLE is a role that exists.
    """
    try:
        script = ledgers.office_script(office, users, erasers) + ledgers.optional("unbroker.worker.queue").script(
            office
        )
    except ValueError as error:
        raise click.UsageError(f"{error} (lower case letters, digits and hyphens)") from error
    if as_json:
        screen.show_json({"sql": script})
    else:
        click.echo(script, nl=False)


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
        screen.table([_row(recorded) for recorded in new.recorded], ("case", "on", "what", "about"))
    if not new.rows:
        screen.say("no new rows: nothing is recorded")
    elif not (yes or ask.yes(f"Record these {screen.count(len(new.rows), 'event')}?", "add --yes")):
        raise click.Abort
    events = do_import(records, new, datetime.now(UTC))
    if as_json:
        screen.show_json([event_record(event, voided=False) for event in events])
    elif events:
        screen.say(f"recorded: {screen.count(len(events), 'event')}")


def _verify_all(folder_path: Path | None, *, as_json: bool) -> int:
    """Verify each ledger of an office; the heads are what is noted to verify by later."""
    office = offices.find(folder_path, os.environ, Path.cwd())
    chains = [(client, office.ledger(client)) for client in office.clients()]
    verified = [(client, chain.head, chain.verify()) for client, chain in chains]
    broken = [problem for _, _, problem in verified if problem]
    if as_json:
        screen.show_json(
            [{"client": name, "head": head, "problem": problem and problem.message} for name, head, problem in verified]
        )
        return 1 if broken else 0
    screen.table([(name, head) for name, head, problem in verified if not problem], ("client", "head"))
    if broken:
        raise ProblemsFound(broken)
    screen.say(f"{screen.count(len(verified), 'ledger')}, all of them intact")
    return 0


def _row(recorded: Recorded) -> tuple[str, ...]:
    event = recorded.events[0]
    outcome = f" ({event.fact('outcome')})" if event.fact("outcome") else ""
    about = event.letter or ", ".join(recorded.rights)
    return (event.reference or "", str(event.on), f"{event.kind}{outcome}", about)
