"""`forget`: what is recorded about closed cases is emptied."""

from datetime import date
from pathlib import Path

import click

from unbroker.actions.forget import BEYOND, Forgetting, NothingClosed, do_forget, plan_forget
from unbroker.cli.terminal import ask, screen
from unbroker.cli.terminal.options import common, opened_records


@click.command(short_help="Empty what is recorded about closed cases.")
@click.argument("name", metavar="[CASE|PERSON]", required=False)
@click.option("--all", "everything", is_flag=True, help="Forget every closed request.")
@click.option("--dry-run", is_flag=True, help="Show what would be forgotten, and change nothing.")
@common
def forget(
    *, name: str | None, everything: bool, dry_run: bool, as_json: bool, today: date, folder_path: Path | None
) -> int:
    """Empty what is recorded about closed requests, with their evidence, after a word that you type.

    Their numbers, days and hashes stay as proof, and what another request shares. It cannot be undone, and `plan`
    offers what was forgotten again.
    """
    if bool(name) == everything:
        raise click.UsageError("name a case or a person, or use --all")
    records = opened_records(folder_path)
    try:
        plan = plan_forget(records, name, today)
    except NothingClosed as nothing:
        if everything:
            return screen.show_nothing(str(nothing), as_json=as_json)
        raise
    if not dry_run:
        _ask(plan)
        do_forget(plan)
    if as_json:
        screen.show_json(
            {
                "requests": list(plan.requests), "open": list(plan.open), "events": len(plan.events),
                "evidence": len(plan.evidence), "shared": plan.shared, "copies": len(plan.copies),
            }
        )  # fmt: skip
        return 0
    _tell(plan, dry_run=dry_run)
    return 0


def _ask(plan: Forgetting) -> None:
    screen.say(f"{screen.count(len(plan.requests), 'request')}: {', '.join(plan.requests)}")
    screen.say(
        f"{screen.count(len(plan.events), 'event')} and {screen.count(len(plan.evidence), 'file')} of evidence will be "
        f"emptied for good, and {screen.count(len(plan.copies), 'file')} of the outbox removed"
    )
    ask.word("forget", "nothing was forgotten")


def _tell(plan: Forgetting, *, dry_run: bool) -> None:
    what = "would be forgotten" if dry_run else "forgotten"
    screen.show(f"{what}: {', '.join(plan.requests)}")
    if plan.open:
        screen.say(f"not closed, so they stay: {', '.join(plan.open)}")
    if plan.shared:
        screen.say(f"{screen.count(plan.shared, 'file')} of evidence stay: another request has them, too")
    screen.say("not reached, and yours to delete:")
    for where in BEYOND:
        screen.say(f"  {where}")
