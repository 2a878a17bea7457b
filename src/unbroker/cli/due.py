"""`due`: what to do today and this week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import click

from unbroker.actions.status import due as list_due
from unbroker.cases.called_letter import NextAction
from unbroker.cases.rows import Row, rows_of_actions
from unbroker.cli.terminal import requests, screen
from unbroker.cli.terminal.options import common, opened, opened_records
from unbroker.cli.terminal.requests import Section

DUE = 4
"""The exit code of `due --exit-code` when something is."""
_DAYS = 7


@click.command(short_help="List what to do today and this week.")
@click.option("--exit-code", is_flag=True, help=f"Exit with {DUE} if something is due today.")
@click.option("--days", type=click.IntRange(0, 366), default=_DAYS, help="How many days to look ahead. Default: 7.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only for this person.")
@click.option("--all", "everything", is_flag=True, help="List each request separately.")
@common
def due(
    *, exit_code: bool, days: int, people: tuple[str, ...], everything: bool, as_json: bool, today: date,
    folder_path: Path | None,
) -> int:  # fmt: skip
    """List what to do today and in the days ahead."""
    actions = list_due(opened_records(folder_path), partial(opened, folder_path), days, today, people)
    if as_json:
        screen.show_json([_record(action) for action in actions])
    else:
        show_due(actions, days, everything=everything)
        if not actions:
            screen.show(f"nothing is due until {today + timedelta(days=days)}")
        elif any(action.step for action in actions):
            screen.say("`unbroker followup` lists the follow-up letters that are needed")
    return DUE if exit_code and any(action.on <= today for action in actions) else 0


def show_due(actions: Sequence[NextAction], days: int, *, everything: bool = False) -> None:
    """What is to be done today, and in the days ahead."""
    now = [action for action in actions if action.on <= action.entry.today]
    rest = actions[len(now) :]
    if (width := screen.width()) is not None:
        sections = [
            Section("today", [_dated(row, "since") for row in rows_of_actions(now)]),
            Section(f"in the next {days} days", [_dated(row, "on") for row in rows_of_actions(map(_acting, rest))]),
        ]
        screen.show_lines(requests.draw(sections, width, whole=everything))
        screen.show()
        return
    for title, day, some in (("today", "since", now), (f"in the next {days} days", "on", rest)):
        if some:
            screen.show(title, "bold")
            rows = rows_of_actions(map(_acting, some))
            screen.table([_cells(row) for row in rows], (day, "request", "broker", "for", "rights", "what"))
            screen.show()


def _acting(action: NextAction) -> NextAction:
    """The same with what to do where there is only to wait until then."""
    if not action.waits:
        return action
    then = f"; act from {action.on} if nothing came"
    return replace(action, words=f"{action.words}{then}", several=f"{action.gist}{then}")


def _dated(row: Row, preposition: str) -> Row:
    when = f"{preposition} {row.on}: "
    return replace(row, words=f"{when}{row.words}", gist=f"{when}{row.gist}")


def _cells(row: Row) -> tuple[str, ...]:
    return (str(row.on), row.reference, row.broker, row.person, ", ".join(row.rights), row.words)


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
