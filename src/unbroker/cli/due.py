"""`due`: what to do today and this week."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import click

from unbroker.actions import known_state
from unbroker.actions.status import due as list_due
from unbroker.cases.answers import Doing, doings_of
from unbroker.cases.called_letter import NextAction
from unbroker.cases.rows import Row
from unbroker.cli.terminal import requests, screen
from unbroker.cli.terminal.lazy import part
from unbroker.cli.terminal.options import common, opened_records
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
    records = opened_records(folder_path)
    known = None if people or as_json else known_state.doings(records, days, today)
    if known is not None and not any(doing.came_back for doing in known):
        return _answer(known, days, today, everything=everything, exit_code=exit_code)
    actions = list_due(records, lambda: part("cli.terminal.opened").opened(folder_path), days, today, people)
    if as_json:
        screen.show_json([_record(action) for action in actions])
        return DUE if exit_code and any(action.on <= today for action in actions) else 0
    return _answer(doings_of(actions), days, today, everything=everything, exit_code=exit_code)


def _answer(doings: Sequence[Doing], days: int, today: date, *, everything: bool, exit_code: bool) -> int:
    show_due(doings, days, today, everything=everything)
    if not doings:
        screen.show(f"nothing is due until {today + timedelta(days=days)}")
    elif any(doing.calls_letter for doing in doings):
        screen.say("`unbroker followup` lists the follow-up letters that are needed")
    return DUE if exit_code and any(doing.row.on and doing.row.on <= today for doing in doings) else 0


def show_due(doings: Sequence[Doing], days: int, today: date, *, everything: bool = False) -> None:
    """What is to be done today, and in the days ahead."""
    now = [doing.row for doing in doings if doing.row.on and doing.row.on <= today]
    rest = [_acting(doing) for doing in doings[len(now) :]]
    if (width := screen.width()) is not None:
        sections = [
            Section("today", [_dated(row, "since") for row in now]),
            Section(f"in the next {days} days", [_dated(row, "on") for row in rest]),
        ]
        screen.show_lines(requests.draw(sections, width, whole=everything))
        if doings:
            screen.show()
        return
    for title, day, rows in (("today", "since", now), (f"in the next {days} days", "on", rest)):
        if rows:
            screen.show(title, "bold")
            screen.table([_cells(row) for row in rows], (day, "request", "broker", "for", "rights", "what"))
            screen.show()


def _acting(doing: Doing) -> Row:
    """What is to be done, with what to do where there is only to wait until then."""
    row = doing.row
    then = f"; act from {row.on} if nothing came" if doing.waits else ""
    return row._replace(words=f"{row.words}{then}", gist=f"{row.gist}{then}")


def _dated(row: Row, preposition: str) -> Row:
    when = f"{preposition} {row.on}: "
    return row._replace(words=f"{when}{row.words}", gist=f"{when}{row.gist}")


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
