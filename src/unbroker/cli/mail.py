"""`mail`: the mailings, and what became of them."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker import campaign, departure
from unbroker.base.errors import UserError
from unbroker.cli import replies, screen, stationery
from unbroker.cli.day import a_day
from unbroker.cli.options import common, opened, opened_books, selecting
from unbroker.cli.plan import show_plan
from unbroker.plan import Selection
from unbroker.workshop import Outcome


class OnlySingle(UserError):  # noqa: N818 - the sentence is the name
    """One file for all letters is not made."""

    def __init__(self) -> None:
        super().__init__("letters are handed out one by one (add --single: `unbroker mail post --single`)")


@click.group(short_help="Seal letters, hand them out, and record that they left.")
def mail() -> None:
    """The mailings: letters that leave together by one way. Nothing leaves by itself."""


mail.add_command(stationery.labels)
mail.add_command(stationery.certificate)
mail.add_command(replies.read)


@mail.command()
@selecting
@stationery.trying
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
    """Seal the letters of the plan that go by post, and hand out every letter by post that has not left.

    A sealed letter is copied, never made again: a call that was stopped is taken up by the same call.
    """
    own = opened(folder)
    out = out or own.outbox
    if dry_run:
        posted = campaign.post(own, selection, today, _now, out, follow=follow, in_full=no_press)
        outcomes = posted.foreseen()
    elif not single:
        raise OnlySingle
    else:
        with own.ledger.hold():
            posted = campaign.post(own, selection, today, _now, out, follow=follow, in_full=no_press)
            outcomes = list(screen.progress(posted.outcomes, len(posted), "letters"))
    failed = [outcome for outcome in outcomes if outcome.problems]
    if as_json:
        screen.show_json([_record(outcome) for outcome in outcomes])
    elif dry_run:
        for sealed in posted.waiting:
            screen.show(f"{sealed.letter} is sealed and has not left: it would be handed out again")
        show_plan(posted.made, why=False)
    else:
        for path in (outcome.path for outcome in outcomes if outcome.path):
            screen.show(str(path))
    for problem in (problem for outcome in failed for problem in outcome.problems):
        screen.say(str(problem))
    _tell(outcomes, dry_run=dry_run, left_out=len(posted.made.left_out))
    return 1 if failed or not outcomes else 0


@mail.command()
@click.argument("name", metavar="RUN|CASE")
@click.option("--on", "on", metavar="DAY", help="When they left, as 2026-12-20, yesterday, or 3 days ago; else today.")
@common
def left(*, name: str, on: str | None, as_json: bool, today: date, folder: Path | None) -> None:
    """Record that the letters of a run, or of one case, have left the house."""
    own = opened_books(folder)
    events = departure.left(own, name, a_day(on, today), today=today, at=_now())
    letters = [event.letter for event in events if event.kind == "sent"]
    if as_json:
        screen.show_json([{"event": event.seq, "letter": event.letter, "on": event.on} for event in events])
        return
    for letter in letters:
        screen.show(f"{letter} left on {events[0].on}")
    screen.say(f"left: {screen.count(len(letters), 'letter')}; `unbroker due` says what comes next")


def _now() -> datetime:
    return datetime.now(UTC)


def _tell(outcomes: list[Outcome], *, dry_run: bool, left_out: int) -> None:
    placed = [outcome for outcome in outcomes if not outcome.problems]
    failed = f", {len(outcomes) - len(placed)} failed" if len(placed) < len(outcomes) else ""
    done = "would be handed out" if dry_run else "sealed and handed out"
    screen.say(f"{len(placed)} letters {done}{failed}; {left_out} left out (see `unbroker plan`)")
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
