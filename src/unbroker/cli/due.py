"""`due`: what to do today and this week."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import click

from unbroker.actions.status import due as list_due
from unbroker.cases.next_action import NextAction
from unbroker.cli.status import FEW_ROWS
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened, opened_records

DUE = 4
"""The exit code of `due --exit-code` when something is."""
_DAYS = 7


@click.command(short_help="What to do today and this week.")
@click.option("--exit-code", is_flag=True, help=f"Leave with {DUE} when something is due today.")
@click.option("--days", type=click.IntRange(0, 366), default=_DAYS, help="How far to look ahead; 7 if not said.")
@click.option("--all", "everything", is_flag=True, help="All rows.")
@common
def due(*, exit_code: bool, days: int, everything: bool, as_json: bool, today: date, folder_path: Path | None) -> int:
    """List what is to be done today, and what will be in the days ahead."""
    actions = list_due(opened_records(folder_path), partial(opened, folder_path), days, today)
    if as_json:
        screen.show_json([_record(action) for action in actions])
    else:
        show_due(actions, days, everything=everything)
        if not actions:
            screen.show(f"nothing is due until {today + timedelta(days=days)}")
        elif any(action.step for action in actions):
            screen.say("`unbroker followup` lists the letters that are called for")
    return DUE if exit_code and any(action.on <= today for action in actions) else 0


def show_due(actions: Sequence[NextAction], days: int, *, everything: bool = False) -> None:
    """What is to be done today, and in the days ahead."""
    now = [action for action in actions if action.on <= action.entry.today]
    for title, day, some in (("today", "since", now), (f"in the next {days} days", "on", actions[len(now) :])):
        if some:
            screen.show(title, "bold")
            rows = _merged(some)
            head = (day, "request", "broker", "rights", "what")
            screen.table(rows if everything else rows[:FEW_ROWS], head, wraps={3})
            if len(rows) > FEW_ROWS and not everything:
                screen.show(f"  and {len(rows) - FEW_ROWS} more rows: --all shows them", "dim")
            screen.show()


def _record(action: NextAction) -> dict[str, object]:
    case = action.entry.case
    return {
        "case": case.name,
        "person": case.opening.person,
        "broker": case.opening.broker,
        "law": case.opening.law,
        "right": case.right,
        "state": action.entry.state,
        "on": action.on,
        "overdue": action.entry.is_late,
        "step": action.step,
        "waits": action.waits,
        "next": action.words,
    }


def _merged(actions: Iterable[NextAction]) -> list[tuple[str, ...]]:
    """One row for the rights of a request that need the same."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for action in actions:
        opening = action.entry.case.opening
        words = f"{action.words}; act from {action.on} if nothing came" if action.waits else action.words
        rows.setdefault((str(action.on), opening.reference, opening.broker, words), []).append(action.entry.case.right)
    return [(on, name, broker, ", ".join(rights), words) for (on, name, broker, words), rights in rows.items()]
