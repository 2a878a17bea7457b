"""`followup`: the letters that the cases call for."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from unbroker.actions.follow_up import list_follow_ups
from unbroker.cases.follow_up import Called
from unbroker.cases.next_action import next_action_of
from unbroker.cases.rows import Row
from unbroker.cli.terminal import requests, screen
from unbroker.cli.terminal.lazy import part
from unbroker.cli.terminal.options import common, opened_records
from unbroker.cli.terminal.requests import Section


@click.command(short_help="List the follow-up letters that are needed, and why.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only for this person.")
@click.option("--all", "everything", is_flag=True, help="List each letter separately.")
@common
def followup(
    *, people: tuple[str, ...], everything: bool, as_json: bool, today: date, folder_path: Path | None
) -> None:
    """List the letter that each case needs today; no letter is made twice for the same reason."""
    letters = list_follow_ups(
        opened_records(folder_path), lambda: part("cli.terminal.opened").opened(folder_path), today, people
    )
    if as_json:
        screen.show_json(
            [
                {
                    "case": call.entry.case.name,
                    "broker": call.entry.case.opening.broker,
                    "step": call.step,
                    "trigger": call.trigger,
                    "reason": call.reason,
                }
                for letter in letters
                for call in letter.calls
            ]
        )
        return
    _show([_row(letter) for letter in letters], everything=everything)
    _say_next(letters)


def _say_next(letters: Sequence[Called]) -> None:
    """How many there are, and what makes them: those that came back go by a way that a person chooses."""
    came_back = sum(letter.came_back for letter in letters)
    needed = len(letters) - came_back
    if needed or not letters:
        be = "is" if needed <= 1 else "are"
        screen.say(f"{screen.count(needed, 'follow-up letter') if needed else 'no follow-up letter'} {be} needed")
    if needed:
        screen.say("`unbroker mail post --follow-ups` makes those by post, `mail email` and `mail forms` the others")
    if came_back:
        names = screen.count(came_back, "letter")
        screen.say(f"{names} came back: --all names the command that writes each again by another way")


def _show(rows: Sequence[Row], *, everything: bool) -> None:
    if (width := screen.width()) is not None:
        section = Section("the follow-up letters that are needed", rows)
        screen.show_lines(requests.draw([section], width, whole=everything))
        return
    cells = [(row.reference, row.broker, row.person, ", ".join(row.rights), row.standing, row.words) for row in rows]
    screen.table(cells, ("request", "broker", "for", "rights", "step", "why"))


def _row(letter: Called) -> Row:
    opening, words = letter.entries[0].case.opening, "; ".join(letter.reasons)
    actions = (next_action_of(entry) for entry in letter.entries)
    gist = "; ".join(dict.fromkeys(action.gist for action in actions if action))
    return Row(letter.reference, opening.broker, opening.person, letter.step, tuple(letter.triggers), words, gist)
