"""`mail post`: the letters by post, sealed and printed."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions import print_run
from unbroker.actions.piles import Made
from unbroker.actions.typeset import Outcome
from unbroker.cli.mail import labels, service
from unbroker.cli.plan import show_plan
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened, selecting
from unbroker.planning.plan import Plan, Selection


@click.command()
@selecting
@labels.trying
@service.serving
@click.option("--single", is_flag=True, help="One PDF for each letter.")
@click.option("--follow-ups", "follow", is_flag=True, help="The letters that `followup` lists, not first letters.")
@click.option("--no-press", is_flag=True, help="Lay each letter out in full: slower, and the same picture.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and touch nothing.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Put the copies here.")
@common
def post(
    *, selection: Selection, single: bool, follow: bool, no_press: bool, dry_run: bool, out: Path | None,
    as_json: bool, today: date, folder: Path | None,
) -> int:  # fmt: skip
    """Seal the letters of the plan that go by post, and print every letter by post that has not left.

    Each run is a folder: a PDF to print on both sides, with a cover sheet that says what it takes, and a manifest.
    A sealed letter is copied, never made again: a call that was stopped is taken up by the same call.
    """
    own = opened(folder)
    out = out or own.outbox
    if dry_run:
        posted = print_run.post(own, selection, today, _now, follow=follow, in_full=no_press)
        outcomes, runs = posted.foreseen(), []
    else:
        with own.ledger.hold():
            posted = print_run.post(own, selection, today, _now, follow=follow, in_full=no_press)
            sealing = [*screen.progress(posted.sealing, len(posted), "letters")]
            runs = [] if single else [*print_run.print_runs(own, out)]
            copied = print_run.hand_out(own, out) if single else (one for run in runs for one in run.outcomes)
            outcomes = [*(outcome for outcome in sealing if outcome.problems), *copied]
    failed = [outcome for outcome in outcomes if outcome.problems]
    if as_json:
        screen.show_json([_record(outcome) for outcome in outcomes])
    elif dry_run:
        for sealed in posted.waiting:
            screen.show(f"{sealed.letter} is sealed and has not left: it would be handed out again")
        show_plan(posted.made, why=False)
    elif single:
        for path in (outcome.path for outcome in outcomes if outcome.path):
            screen.show(str(path))
    else:
        for run in runs:
            _show_run(run)
    for problem in (problem for outcome in failed for problem in outcome.problems):
        screen.say(str(problem))
    unreached = _say_unreached(posted.made)
    others = "followup" if follow else "plan --by post"
    _tell(outcomes, dry_run=dry_run, left_out=len(posted.made.left_out), others=others)
    return 1 if failed or not outcomes or (unreached and selection.brokers) else 0


def _now() -> datetime:
    return datetime.now(UTC)


def _show_run(run: Made) -> None:
    for pile in run.piles:
        pages = f"{screen.count(pile.letters, 'letter')}, {screen.count(pile.pages, 'page')}"
        paper = f"{screen.count(pile.leaves, 'sheet')} of paper and the cover sheet"
        for path in pile.paths:
            screen.show(f"{path}  {pages}, {paper}" if path == pile.paths[0] else str(path))
    for path in run.manifest:
        screen.show(str(path))


def _say_unreached(made: Plan) -> int:
    """Name whom no letter by post can reach; answers how many that are."""
    reasons: dict[str, list[str]] = {}
    for left in made.left_out:
        if left.unreached:
            hint = f" ({left.hint})" if left.hint else ""
            reasons.setdefault(f"{left.reason}{hint}", []).append(left.broker.slug)
    for reason, slugs in reasons.items():
        screen.say(f"{', '.join(slugs)}: {reason}")
    return sum(map(len, reasons.values()))


def _tell(outcomes: list[Outcome], *, dry_run: bool, left_out: int, others: str) -> None:
    placed = [outcome for outcome in outcomes if not outcome.problems]
    failed = f", {len(outcomes) - len(placed)} failed" if len(placed) < len(outcomes) else ""
    done = "would be handed out" if dry_run else "sealed and handed out"
    without = f"; {left_out} left out (see `unbroker {others}`)" if left_out else ""
    screen.say(f"{screen.count(len(placed), 'letter')} {done}{failed}{without}")
    if not dry_run:
        for run in dict.fromkeys(outcome.run for outcome in placed):
            screen.say(f"once they are in the letter box: `unbroker mail left {run}`")


def _record(outcome: Outcome) -> dict[str, object]:
    return {
        "letter": outcome.letter,
        "broker": outcome.broker,
        "result": outcome.result,
        "run": outcome.run,
        "path": str(outcome.path) if outcome.path else None,
        "problem": "; ".join(map(str, outcome.problems)) or None,
    }
