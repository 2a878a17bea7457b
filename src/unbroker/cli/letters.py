"""`letters`: previews as PDF and text."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from unbroker import campaign
from unbroker.base import files
from unbroker.campaign import Outcome
from unbroker.cli import screen
from unbroker.cli.options import common, opened, selecting
from unbroker.folder import Folder
from unbroker.plan import Plan, Selection
from unbroker.plan import plan as make_plan


@click.command(short_help="Write previews of the letters, as PDF and text.")
@selecting
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Put the files here.")
@common
def letters(*, selection: Selection, out: Path | None, as_json: bool, today: date, folder: Path | None) -> int:
    """Write a preview of each letter of the plan, as PDF and as text. No event is recorded, nothing is sent."""
    own = opened(folder)
    made = make_plan(own.known, selection, today)
    outcomes = write_previews(own, made, out)
    failed = [outcome for outcome in outcomes if outcome.result == "failed"]
    if as_json:
        screen.show_json([_outcome(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            if outcome.path is not None:
                screen.show(files.shown(outcome.path))
    for problem in dict.fromkeys(str(problem) for outcome in failed for problem in outcome.problems):
        screen.say(problem)
    say_what_became(outcomes, made)
    return 1 if failed or not outcomes else 0


def say_what_became(outcomes: Sequence[Outcome], made: Plan) -> None:
    """How many previews were made, how many failed, and who got none."""
    failed = sum(outcome.result == "failed" for outcome in outcomes)
    said = f"{screen.count(len(outcomes) - failed, 'preview')} made"
    said += f", {failed} failed" if failed else ""
    whole = sum(not left.rights for left in made.left_out)
    said += f"; {screen.count(whole, 'broker')} left out: `unbroker plan` says why" if whole else ""
    screen.say(said)


def write_previews(own: Folder, made: Plan, out: Path | None) -> list[Outcome]:
    """Write the previews of a plan's letters, with a progress bar on a terminal.

    Without a folder named they stand in the outbox, alone: what an earlier call left there is cleared away.
    """
    if out is None:
        out = own.outbox / "previews"
        files.remove_folder(out)
    written = campaign.preview(made.items, own.templates, out)
    return list(screen.progress(written, len(made.items), "letters"))


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "letter": outcome.letter,
        "broker": outcome.broker,
        "result": outcome.result,
        "path": str(outcome.path) if outcome.path else None,
        "problem": "; ".join(map(str, outcome.problems)) or None,
    }
