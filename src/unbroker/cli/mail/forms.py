"""`mail forms`: the letters that go into forms on the web, and the sheet that takes a person through them."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions import fill_forms as mailings
from unbroker.actions.typeset import Outcome
from unbroker.cli.plan import show_plan
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened, selecting
from unbroker.planning.plan import Selection


@click.command(short_help="Seal the letters for web forms, and lay out a sheet that takes you through them.")
@selecting
@click.option("--follow-ups", "follow", is_flag=True, help="The letters that `followup` lists, not first letters.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and touch nothing.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Put the sheet here.")
@common
def forms(
    *, selection: Selection, follow: bool, dry_run: bool, out: Path | None, as_json: bool, today: date,
    folder: Path | None,
) -> int:  # fmt: skip
    """Seal the letters of the plan that go into forms, and lay out one sheet for all that have not left.

    The sheet, a page for the screen and a PDF, has for each form the link, what it will ask for, the text to paste
    and the command that records it. You fill the forms in yourself.
    """
    own = opened(folder)
    paths: tuple[Path, ...] = ()
    if dry_run:
        planned = mailings.mailing(own, selection, today, follow=follow)
        outcomes = planned.foreseen()
    else:
        with own.ledger.hold():
            planned = mailings.mailing(own, selection, today, follow=follow)
            handed = mailings.hand_out(own, planned, today, lambda: datetime.now(UTC), out or own.outbox)
        outcomes, paths = [*handed.outcomes], handed.paths
    failed = [outcome for outcome in outcomes if outcome.problems]
    if as_json:
        screen.show_json([_record(outcome) for outcome in outcomes])
    elif dry_run:
        for sealed in planned.sealed:
            screen.show(f"{sealed.letter} is sealed and has not left: it would be on the sheet again")
        show_plan(planned.made, why=False)
    else:
        for path in paths:
            screen.show(str(path))
    for problem in (problem for outcome in failed for problem in outcome.problems):
        screen.say(str(problem))
    for left in planned.made.left_out if follow else ():
        screen.say(f"{left.broker.slug}: {left.reason} ({left.hint})")
    _tell(outcomes, len(planned.made.left_out), dry_run=dry_run)
    return 1 if failed or not outcomes else 0


def _tell(outcomes: list[Outcome], left_out: int, *, dry_run: bool) -> None:
    placed = [outcome for outcome in outcomes if not outcome.problems]
    failed = f", {len(outcomes) - len(placed)} failed" if len(placed) < len(outcomes) else ""
    done = "would be on the sheet" if dry_run else "on the sheet"
    screen.say(
        f"{screen.count(len(placed), 'form')} {done}{failed}; {left_out} left out (see `unbroker plan --by form`)"
    )
    if placed and not dry_run:
        screen.say("open it, fill the forms in one by one, and type the command below each")


def _record(outcome: Outcome) -> dict[str, object]:
    return {
        "letter": outcome.letter,
        "broker": outcome.broker,
        "result": outcome.result,
        "run": outcome.run,
        "path": str(outcome.path) if outcome.path else None,
        "problem": "; ".join(map(str, outcome.problems)) or None,
    }
