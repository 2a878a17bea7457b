"""`drop`: record what DROP shows of each broker, one by one or from a pasted list."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions import record_statuses
from unbroker.base import files
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common
from unbroker.ledger.kinds import STATUSES


@click.command(short_help="Record what DROP shows of each broker.")
@click.argument("broker", required=False, shell_complete=completing.brokers)
@click.argument("status", required=False, type=click.Choice([*STATUSES]), metavar="[STATUS]")
@click.option(
    "--list",
    "pasted",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="A list copied from your page on DROP: a name and a status on each line; - reads what you paste.",
)
@click.option("--on", metavar="DAY", help="When DROP showed it: 2026-12-20, yesterday or 3 days ago. Default: today.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="The person whose request it is.")
@common
def drop(
    *, broker: str | None, status: str | None, pasted: Path | None, on: str | None, people: tuple[str, ...],
    as_json: bool, today: date, folder_path: Path | None,
) -> int:  # fmt: skip
    """Record what DROP shows of BROKER: deleted, opted-out, exempted, not-found or pending.

    A status is the broker's word and proves no deletion. Each broker becomes a case of its own, whose letters go to
    the broker: `unbroker track BROKER/drop reappeared` records that it still shows you after its time.
    """
    if (broker is None or status is None) == (pasted is None):
        raise click.UsageError("name a broker and its status, or give a list: `unbroker drop --list FILE`")
    pairs: tuple[tuple[str, str], ...] = ((broker or "", status or ""),)
    unread: tuple[str, ...] = ()
    if pasted is not None:
        pairs, unread = record_statuses.read_list(_text(pasted))
    folder = opened(folder_path)
    planned = record_statuses.plan_statuses(folder, pairs, a_day(on, today), today, people)
    fresh = record_statuses.do_statuses(folder, planned, datetime.now(UTC))
    if as_json:
        screen.show_json([_record(shown) for shown in fresh])
    else:
        for shown in fresh:
            screen.show(f"{shown.broker.slug}: {shown.status}; {shown.reference}")
    counts = ", ".join(f"{number} {name}" for name, number in record_statuses.counted(planned.shown))
    known = len(planned.shown) - len(fresh)
    if planned.shown:
        screen.say(f"recorded for {screen.count(len(fresh), 'broker')}{f', {known} known already' if known else ''}")
        screen.say(f"on DROP: {counts}; none of it proves that data are gone")
    problems = (*planned.unread, *(f"{line}: no broker and status in it" for line in unread))
    for problem in problems:
        screen.say(f"not recorded: {problem}")
    return 1 if problems else 0


def _text(path: Path) -> str:
    return sys.stdin.read() if str(path) == "-" else files.read_text(path)


def _record(shown: record_statuses.Shown) -> dict[str, str | None]:
    return {"case": f"{shown.reference}/drop", "broker": shown.broker.slug, "status": shown.status}
