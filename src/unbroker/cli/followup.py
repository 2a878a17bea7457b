"""`followup`: the letters that the cases call for."""

from datetime import date
from functools import partial
from pathlib import Path

import click

from unbroker.actions.follow_up import list_follow_ups
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened, opened_records


@click.command(short_help="The letters that the cases call for, and why.")
@common
def followup(*, as_json: bool, today: date, folder_path: Path | None) -> None:
    """List the letter that each case calls for today; a letter that was made for a reason is not called for again."""
    letters = list_follow_ups(opened_records(folder_path), partial(opened, folder_path), today)
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
    rows = [
        (
            letter.reference,
            letter.entries[0].case.opening.broker,
            ", ".join(letter.triggers),
            letter.step,
            "; ".join(letter.reasons),
        )
        for letter in letters
    ]
    screen.table(rows, ("request", "broker", "rights", "step", "why"), wraps={2, 4})
    screen.say(f"called for: {screen.count(len(letters), 'letter')}")
    if letters:
        screen.say(
            "`unbroker mail post --follow-ups` makes those by post; so do `mail email` and `mail forms` with theirs"
        )
