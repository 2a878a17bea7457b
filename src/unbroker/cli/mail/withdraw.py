"""`mail withdraw`: sealed letters that have not left never will."""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions.mailing.stale_copies import Copies
from unbroker.actions.mailing.withdraw import DidItLeave, Withdrawal, WithdrawResult, do_withdraw, plan_withdraw
from unbroker.base import files
from unbroker.cases.case import Dispatch
from unbroker.cli.terminal import ask, screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common, did_leave, theirs

_ANSWERS: Mapping[str, bool | None] = {"yes": True, "no": False, "later": None}


@click.command(short_help="Withdraw sealed letters that have not left.")
@click.argument("name", metavar="LETTER|RUN|CASE")
@did_leave("Letters that you were to send yourself")
@click.option("--on", "on", metavar="DAY", help="With --left: when they left. Default: today.")
@click.option("--dry-run", is_flag=True, help="Show what would be withdrawn, and change nothing.")
@theirs
@common
def withdraw(
    *, name: str, left: bool | None, on: str | None, dry_run: bool, people: tuple[str, ...], as_json: bool, today: date,
    folder_path: Path | None,
) -> int:  # fmt: skip
    """Withdraw sealed letters that have not left: those of a run, those of a case, or a single one.

    What was sealed stays in the evidence. Files in the outbox are deleted or made again without it; you are told what
    to delete yourself. You may have sent a draft, a file for your mail program or a form yourself, so you are asked.
    The request can be planned again.
    """
    folder = opened(folder_path)
    plan = plan_withdraw(folder.records, name, today, people=people)
    if dry_run:
        return _show_dry_run(plan, as_json=as_json)
    answers = _answers(plan, left=left)
    result = do_withdraw(folder, plan, datetime.now(UTC), left=answers, on=a_day(on, today))
    if as_json:
        screen.show_json(_records(plan, result))
    else:
        _show(plan, result)
    say_copies(result.copies)
    for letter in plan.gone:
        screen.say(f"{letter.letter} stays: it {'has left' if letter.left else 'may have left'}")
    for letter in result.waiting:
        screen.say(f"{letter.letter} is still waiting: find out, then run it again with --left or --not-left")
    return 1 if result.waiting else 0


def say_copies(copies: Copies) -> None:
    """What became of the copies, and what is left to do by hand."""
    for path in copies.deleted:
        screen.say(f"deleted: {files.shown(path)}")
    for path in copies.anew:
        screen.say(
            f"{path.name} was made again without what was withdrawn, in {files.shown(path)}: throw away the old print"
        )
    for name in copies.emptied:
        screen.say(f"{name} has no letters left: throw away what you printed of it")
    for words in copies.by_hand:
        screen.say(words)


def _answers(plan: Withdrawal, *, left: bool | None) -> Mapping[str, bool | None]:
    """Of each letter that was laid out, whether it left: as the option says, or whoever sits here.

    Raises:
        DidItLeave: nobody says so.
    """
    names = [letter.letter for letter in plan.laid_out]
    if left is not None:
        return dict.fromkeys(names, left)
    if names and not sys.stdin.isatty():
        raise DidItLeave(names)
    return {letter.letter: _asked(letter, plan.brokers[letter.letter]) for letter in plan.laid_out}


def _asked(letter: Dispatch, broker: str) -> bool | None:
    screen.say(f"{letter.letter} to {broker}, {letter.channel.to}, was given to you to send on {letter.since}")
    return _ANSWERS[ask.choice("Did it leave?", "add --left or --not-left", [*_ANSWERS], usual="later")]


def _show(plan: Withdrawal, result: WithdrawResult) -> None:
    for letter in result.withdrawn:
        done = f"was already withdrawn, on {letter.since}" if letter.is_withdrawn else "is withdrawn and will not leave"
        screen.show(f"{letter.letter} to {plan.brokers[letter.letter]} {done}")
    for letter in result.sent:
        screen.show(f"{letter.letter} to {plan.brokers[letter.letter]} is recorded as left, and cannot be withdrawn")


def _show_dry_run(plan: Withdrawal, *, as_json: bool) -> int:
    if as_json:
        screen.show_json([_record(plan, letter, "waits") for letter in plan.letters])
        return 0
    for letter in plan.letters:
        asks = "; you are asked whether it left" if letter in plan.laid_out else ""
        screen.show(f"{letter.letter} to {plan.brokers[letter.letter]} would be withdrawn{asks}")
    screen.say(f"{screen.count(len(plan.letters), 'letter')} would be withdrawn")
    return 0


def _records(plan: Withdrawal, result: WithdrawResult) -> list[dict[str, object]]:
    groups = (("withdrawn", result.withdrawn), ("sent", result.sent), ("waits", result.waiting))
    return [_record(plan, letter, outcome) for outcome, letters in groups for letter in letters]


def _record(plan: Withdrawal, letter: Dispatch, outcome: str) -> dict[str, object]:
    broker, run = plan.brokers[letter.letter], letter.prepared.run
    return {"letter": letter.letter, "broker": broker, "result": outcome, "run": run}
