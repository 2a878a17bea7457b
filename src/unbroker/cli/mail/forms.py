"""`mail forms`: the letters that go into forms on the web, and the sheet that takes a person through them."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

import click

from unbroker.actions.mailing.fill_forms import FormsResult, do_fill_forms, plan_fill_forms
from unbroker.actions.mailing.widen import choose_width
from unbroker.actions.outcome import Outcome
from unbroker.base import files
from unbroker.cli.plan import misses_named, said_left_out, show_plan
from unbroker.cli.terminal import outcomes as telling
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import amount, common
from unbroker.cli.terminal.selecting import selecting_for
from unbroker.planning.selection import Selection


@click.command(short_help="Seal the letters for web forms, and make a sheet that guides you through them.")
@selecting_for("form")
@click.option("--follow-ups", is_flag=True, help="Take the letters that `followup` lists instead of first letters.")
@amount
@click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the sheet to this folder.")
@common
def forms(
    *, selection: Selection, follow_ups: bool, yes: int | None, dry_run: bool, out: Path | None, as_json: bool,
    today: date, folder_path: Path | None,
) -> int:  # fmt: skip
    """Seal the letters that `plan` shows as going into forms, and make one sheet for all that have not left.

    The sheet, a web page and a PDF, lists for each form its link, what it asks for, the text to paste and the command
    that records it. You fill in the forms yourself.
    """
    folder = opened(folder_path)
    planned = partial(plan_fill_forms, folder, today=today, follow_ups=follow_ups)
    chosen = choose_width("form", selection, planned, yes, follow_ups=follow_ups)
    mailing = chosen.mailing
    result = FormsResult(tuple(mailing.foreseen()), ())
    if not dry_run:
        result = do_fill_forms(folder, mailing, out or folder.outbox, telling.now)
    failed = [outcome for outcome in result.outcomes if outcome.problems]
    if as_json:
        screen.show_json([telling.record(outcome) for outcome in result.outcomes])
    elif dry_run:
        for sealed in mailing.waiting:
            screen.show(f"{sealed.letter} is sealed and has not left: it would be on the sheet again")
        show_plan(mailing.plan, why=False)
    else:
        for path in result.paths:
            screen.show(files.shown(path))
    telling.say_problems(failed, result.changed)
    others = telling.plan_of("form", mailing.selection, follow_ups=follow_ups)
    left_out = said_left_out(mailing.plan, others, follow_ups=mailing.follow_ups)
    _say_summary(result.outcomes, left_out, dry_run=dry_run)
    telling.say_other_ways("form", mailing.plan.left_out, chosen.more, follow_ups=follow_ups)
    return 1 if failed or misses_named(mailing.plan, selection) else 0


def _say_summary(outcomes: Sequence[Outcome], left_out: str, *, dry_run: bool) -> None:
    placed = [outcome for outcome in outcomes if not outcome.problems]
    failed = f", {len(outcomes) - len(placed)} failed" if len(placed) < len(outcomes) else ""
    done = "would be on the sheet" if dry_run else "on the sheet"
    screen.say(f"{screen.count(len(placed), 'form')} {done}{failed}{left_out}")
    if placed and not dry_run:
        screen.say("open it, fill in the forms one by one, and run the command below each")
