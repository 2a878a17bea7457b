"""`mail email`: letters that leave by e-mail, or lie ready for the person to send."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import click

from unbroker.actions import plan_email, resolve_unsent, send_email
from unbroker.actions.plan_email import Mailing
from unbroker.actions.typeset import Outcome
from unbroker.base.errors import UnknownName, UserError
from unbroker.cli.plan import show_plan
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened, selecting
from unbroker.folder import Folder
from unbroker.mail.outgoing import senders
from unbroker.mail.outgoing.senders import Via
from unbroker.planning.plan import Plan, Selection

_NAMED = 6
_STOPPED = 130


class NotConfirmed(UserError):  # noqa: N818 - the sentence is the name
    """The number of letters was not typed, or is another one."""

    def __init__(self, count: int, said: str | None) -> None:
        what = "nobody is here to confirm it" if said is None else f"{said!r} is not {count}"
        super().__init__(f"nothing was sent: {what} (look with --dry-run, then add --yes {count})")


@click.command(short_help="Seal the letters by e-mail, and send or place them.")
@selecting
@click.option(
    "--via",
    type=click.Choice(get_args(Via)),
    default="outbox",
    show_default=True,
    help="Send them; lay them among your drafts; write them as files; or only seal them.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="So many letters at most.")
@click.option("--yes", type=int, metavar="N", help="Yes, send N letters; without it the first run asks.")
@click.option("--placed", is_flag=True, help="Send drafts, too, that you were to send: you have not done it.")
@click.option("--follow-ups", "follow", is_flag=True, help="The letters that `followup` lists, not first letters.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and touch nothing.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Put the files here.")
@common
def email(
    *, selection: Selection, via: Via, limit: int | None, yes: int | None, placed: bool, follow: bool, dry_run: bool,
    out: Path | None, as_json: bool, today: date, folder: Path | None,
) -> int:  # fmt: skip
    """Seal the letters of the plan that go by e-mail, and send or place every one that has not left.

    A sealed letter leaves as it is, and once: a call that was stopped is taken up by the same call. Ctrl-C lets the
    letter in flight arrive, and leaves the rest for the next call.
    """
    own = opened(folder)
    if dry_run:
        made = plan_email.choose(own, selection, today, via, follow=follow, limit=limit, placed=placed)
        _show(made, made.foreseen(), as_json=as_json, dry_run=True)
        return 0 if len(made) else 1
    trouble: UserError | None = None
    outcomes: list[Outcome] = []
    with own.ledger.hold():
        resolve_unsent.settle(own.books, today, _now())
        made = plan_email.choose(own, selection, today, via, follow=follow, limit=limit, placed=placed)
        sender = senders.sender(via, own.settings.mail, os.environ, out or own.outbox)
        if sender.leaves and len(made):
            _confirm(made, own, yes)
        with _patience(own.settings.pace if sender.leaves else 0) as patience:
            address, pause = own.settings.mail.address, patience.between_letters
            run = send_email.Run(own.books, own.templates, today, _now, sender, address, pause)
            try:
                # one by one: those before a fault are told, too
                for outcome in screen.progress(run.outcomes(made), len(made), "letters"):
                    outcomes.append(outcome)  # noqa: PERF402 - as the line above says
            except UserError as error:
                trouble = error
    _show(made, outcomes, as_json=as_json, dry_run=False)
    for left in made.left_out if follow else ():
        screen.say(f"{left.broker.slug}: {left.reason} ({left.hint})")
    if trouble is not None:
        raise trouble
    if patience.is_over:
        screen.say("stopped; the same call goes on")
        return _STOPPED
    return 1 if any(outcome.problems for outcome in outcomes) or not (outcomes or made.over) else 0


class Patience:
    """Waits between letters until somebody wants to stop."""

    def __init__(self, pace: float) -> None:
        """Take the seconds between two letters."""
        self._pace, self._over, self._begun = pace, threading.Event(), False

    @property
    def is_over(self) -> bool:
        """Whether somebody wants to stop."""
        return self._over.is_set()

    def between_letters(self) -> bool:
        """Wait, but not before the first; answers whether to go on."""
        if self._begun and self._pace:
            self._over.wait(self._pace)
        self._begun = True
        return not self.is_over

    def end(self, *_: object) -> None:
        """Finish the letter in flight; a second Ctrl-C does not even do that."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._over.set()


@contextmanager
def _patience(pace: float) -> Iterator[Patience]:
    patience = Patience(pace)
    before = signal.signal(signal.SIGINT, patience.end)
    try:
        yield patience
    finally:
        signal.signal(signal.SIGINT, before)


def _confirm(made: Mailing, own: Folder, yes: int | None) -> None:
    """Have the number typed before the first letters ever leave; a number that was given must be the right one.

    Raises:
        NotConfirmed: it was not.
    """
    count = len(made)
    if yes is not None:
        if yes != count:
            raise NotConfirmed(count, str(yes))
        return
    if plan_email.ever_sent(made.cases):
        return
    names = " and ".join(_name(own, handle) for handle in made.people)
    to = made.brokers
    brokers = list(dict.fromkeys(to[letter] for letter in made.letters))
    more = f" and {len(brokers) - _NAMED} others" if len(brokers) > _NAMED else ""
    screen.say(f"{screen.count(count, 'letter')} will leave now, in the name of {names},")
    screen.say(f"from {own.settings.mail.address}, to {', '.join(brokers[:_NAMED])}{more}.")
    screen.say("What has left cannot be called back.")
    if not sys.stdin.isatty():
        raise NotConfirmed(count, None)
    said: str = click.prompt(f"Type {count} to send", err=True, default="", show_default=False)
    if said.strip() != str(count):
        raise NotConfirmed(count, said.strip())


def _name(own: Folder, handle: str) -> str:
    try:
        return own.profile.person(handle).name
    except UnknownName:
        return handle


def _show(made: Mailing, outcomes: Sequence[Outcome], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        screen.show_json([_record(outcome) for outcome in outcomes])
    elif dry_run:
        for one in (*made.sealed, *made.later):
            screen.show(f"{one.letter} is sealed and has not left: it would go as it is")
        show_plan(Plan(made.items, made.left_out), why=False)
    else:
        for path in (outcome.path for outcome in outcomes if outcome.path):
            screen.show(str(path))
    for problem in (problem for outcome in outcomes for problem in outcome.problems):
        screen.say(str(problem))
    for line in _summary(made, outcomes, dry_run=dry_run):
        screen.say(line)


def _summary(made: Mailing, outcomes: Sequence[Outcome], *, dry_run: bool) -> Iterator[str]:
    counted = {state: sum(outcome.result == state for outcome in outcomes) for state in _STATES}
    said = ", ".join(f"{count} {'would be ' * dry_run}{state}" for state, count in counted.items() if count)
    others = f"; {len(made.left_out)} left out (see `unbroker plan`)" if made.left_out else ""
    yield f"{said or 'no letter to send'}{others}"
    if dry_run:
        return
    if counted["placed"] and made.via in senders.BY_HAND:
        for run in dict.fromkeys(outcome.run for outcome in outcomes if outcome.result == "placed"):
            yield f"once you have sent them: `unbroker mail left {run}`, or name the broker or letter"
    if counted["refused"]:
        yield "what was refused needs another way: `unbroker followup`"
    if counted["deferred"]:
        yield "what was deferred goes again, unchanged, with the same call; a busy server wants a quarter of an hour"
    if counted["unknown"]:
        yield "whether what is unknown has left: `unbroker mail resolve`"
    if made.held:
        yield f"{screen.count(len(made.held), 'letter')} of earlier runs lie ready for you to send:"
        yield "  record those that left (`unbroker mail left`); --placed sends the rest"
    if made.over:
        yield f"{screen.count(made.over, 'letter')} more for another call: 'per_day' or --limit keeps them back"


_STATES = ("sent", "placed", "refused", "deferred", "unknown", "failed")


def _now() -> datetime:
    return datetime.now(UTC).astimezone()


def _record(outcome: Outcome) -> dict[str, object]:
    return {
        "letter": outcome.letter,
        "broker": outcome.broker,
        "result": outcome.result,
        "run": outcome.run,
        "path": str(outcome.path) if outcome.path else None,
        "problem": "; ".join(map(str, outcome.problems)) or None,
    }
