"""`mail email`: letters that leave by e-mail, or lie ready for the person to send."""

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import get_args

import click

from unbroker.actions.mailing.patience import Patience
from unbroker.actions.mailing.send_email import EmailRun, do_send_email, plan_send_email
from unbroker.actions.mailing.widen import Chosen, choose_width
from unbroker.actions.outcome import Outcome
from unbroker.base import files
from unbroker.base.errors import UnknownName, UserError
from unbroker.cli.plan import said_left_out, show_plan
from unbroker.cli.terminal import ask, screen
from unbroker.cli.terminal import outcomes as telling
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common
from unbroker.cli.terminal.selecting import selecting_for
from unbroker.folder import Folder
from unbroker.mail.outgoing import senders
from unbroker.mail.outgoing.senders import Via
from unbroker.planning.selection import Selection

_NAMED = 6
_STOPPED = 130


class NotConfirmed(UserError):  # noqa: N818 - the sentence is the name
    """The number of letters was not typed, or is another one."""

    def __init__(self, count: int, typed: str | None) -> None:
        what = "there is no terminal to confirm on" if typed is None else f"{typed!r} is not {count}"
        super().__init__(f"nothing was sent: {what} (check with --dry-run, then add --yes {count})")


@click.command(short_help="Seal letters, and e-mail them or save them for you to send.")
@selecting_for("email")
@click.option(
    "--via",
    type=click.Choice(get_args(Via)),
    default="outbox",
    show_default=True,
    help="Send them, save them as drafts, write them as files, or only seal them.",
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Send at most N letters.")
@click.option(
    "--yes", type=int, metavar="N", help="Confirm N letters: as many as planned, or all that can go by e-mail."
)
@click.option("--placed", is_flag=True, help="Also send the drafts and files left for you, which you have not sent.")
@click.option("--follow-ups", is_flag=True, help="Take the letters that `followup` lists instead of first letters.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the files to this folder.")
@common
def email(
    *, selection: Selection, via: Via, limit: int | None, yes: int | None, placed: bool, follow_ups: bool,
    dry_run: bool, out: Path | None, as_json: bool, today: date, folder_path: Path | None,
) -> int:  # fmt: skip
    """Seal the letters that `plan` shows as going by e-mail, and send, draft or write each one that has not left.

    With --by email, or for the brokers you name, every letter that can go by e-mail does. A sealed letter leaves
    unchanged, and once: after an interruption, run the same command again. Ctrl-C finishes the letter being sent, and
    leaves the rest for the next run.
    """
    folder = opened(folder_path)
    planned = partial(plan_send_email, folder, today=today, via=via, follow_ups=follow_ups, limit=limit, placed=placed)
    chosen = choose_width("email", selection, planned, yes, follow_ups=follow_ups)
    run = chosen.mailing
    if dry_run:
        _show_dry_run(chosen, files.shown(out or folder.outbox), as_json=as_json)
        return 0
    if run.last:
        screen.say(f"{screen.count(len(run.last), 'letter')} was refused because of your mail account; sent last:")
        screen.say("  fix that first (`unbroker due` names each), or the others may be refused, too")
    sender = senders.sender(via, folder.settings.mail, os.environ, out or folder.outbox)
    if sender.leaves and len(run):
        _confirm(run, folder, said=yes is not None)
    with _patience(folder.settings.pace if sender.leaves else 0) as patience, screen.progress("letters") as on_progress:
        pause = patience.between_letters
        result = do_send_email(folder, run, sender, telling.now, pause=pause, on_progress=on_progress)
    if as_json:
        screen.show_json([telling.record(outcome) for outcome in result.outcomes])
    else:
        for path in (outcome.path for outcome in result.outcomes if outcome.path):
            screen.show(files.shown(path))
    telling.say_problems(result.outcomes, result.changed)
    for line in _summary(run, result.outcomes, files.shown(out or folder.outbox), dry_run=False):
        screen.say(line)
    telling.say_other_ways("email", run.mailing.plan.left_out, chosen.more, follow_ups=follow_ups)
    if result.trouble is not None:
        raise result.trouble
    if result.paused:
        screen.say("stopped; run the same command again to go on")
        return _STOPPED
    return 1 if any(outcome.problems for outcome in result.outcomes) else 0


@contextmanager
def _patience(pace: float) -> Iterator[Patience]:
    patience = Patience(pace)

    def end(*_: object) -> None:
        """Finish the letter in flight; a second Ctrl-C does not even do that."""
        signal.signal(signal.SIGINT, signal.default_int_handler)
        patience.end()

    before = signal.signal(signal.SIGINT, end)
    try:
        yield patience
    finally:
        signal.signal(signal.SIGINT, before)


def _confirm(run: EmailRun, folder: Folder, *, said: bool) -> None:
    """Have the number typed before the first letters ever leave, if it was not said with the command.

    Raises:
        NotConfirmed: it was not.
    """
    count = run.total
    if said or not run.is_first:
        return
    names = " and ".join(_name(folder, handle) for handle in run.people)
    to = run.mailing.brokers
    brokers = list(dict.fromkeys(to[letter] for letter in run.letters))
    more = f" and {len(brokers) - _NAMED} others" if len(brokers) > _NAMED else ""
    now = f"{len(run)} of {screen.count(count, 'letter')}" if run.over else screen.count(count, "letter")
    screen.say(f"{now} will leave now, in the name of {names},")
    screen.say(f"from {folder.settings.mail.address}, to {', '.join(brokers[:_NAMED])}{more}.")
    for line in _held_back(run):
        screen.say(line)
    screen.say("What has been sent cannot be recalled.")
    if not sys.stdin.isatty():
        raise NotConfirmed(count, None)
    answer = ask.answer(f"Type {count} to send", f"add --yes {count}", usual="").strip()
    if answer != str(count):
        raise NotConfirmed(count, answer)


def _name(folder: Folder, handle: str) -> str:
    try:
        return folder.profile.person(handle).name
    except UnknownName:
        return handle


def _show_dry_run(chosen: Chosen[EmailRun], place: str, *, as_json: bool) -> None:
    run = chosen.mailing
    outcomes = run.foreseen()
    if as_json:
        screen.show_json([telling.record(outcome) for outcome in outcomes])
    else:
        for letter in (*run.ready, *run.last):
            screen.show(f"{letter.letter} is sealed and has not left: it would go unchanged")
        show_plan(run.mailing.plan, why=False)
    for line in _summary(run, outcomes, place, dry_run=True):
        screen.say(line)
    telling.say_other_ways("email", run.mailing.plan.left_out, chosen.more, follow_ups=run.mailing.follow_ups)


def _summary(run: EmailRun, outcomes: Sequence[Outcome], place: str, *, dry_run: bool) -> Iterator[str]:
    counted = {state: sum(outcome.result == state for outcome in outcomes) for state in _STATES}
    words = ", ".join(
        _laid(run, count, place, dry_run=dry_run) if state == "placed" else f"{count} {'would be ' * dry_run}{state}"
        for state, count in counted.items()
        if count
    )
    yield f"{words or 'no letter to send'}{said_left_out(run.mailing.plan, 'plan', follow_ups=run.mailing.follow_ups)}"
    if not dry_run:
        yield from _next_steps(run, outcomes, counted)
    if run.held:
        yield f"{screen.count(len(run.held), 'letter')} of earlier runs still for you to send:"
        yield "  record those that left (`unbroker mail left`); --placed sends the rest"
    yield from _held_back(run)


def _laid(run: EmailRun, count: int, place: str, *, dry_run: bool) -> str:
    """Where letters lie that somebody is to send, and how many of them lay there already."""
    would, before = "would be " * dry_run, run.laid_before
    match run.via:
        case "outbox":
            words = f"{screen.count(count, 'file')} {would}written to {place} for you to send"
        case "drafts":
            words = f"{screen.count(count, 'draft')} {would}laid in your mailbox for you to send"
        case _:
            words = f"{screen.count(count, 'letter')} {would}sealed, for a later run to send"
    return f"{words}, {before} of them there already" if before else words


def _held_back(run: EmailRun) -> Iterator[str]:
    if run.over:
        why = f"'per_day' allows {run.per_day} a day" if run.per_day is not None else "--limit"
        yield f"{screen.count(run.over, 'letter')} held back for a later run: {why}"


def _next_steps(run: EmailRun, outcomes: Sequence[Outcome], counted: Mapping[str, int]) -> Iterator[str]:
    if counted["placed"] and run.via in senders.BY_HAND:
        for name in dict.fromkeys(outcome.run for outcome in outcomes if outcome.result == "placed"):
            yield f"once you have sent them: `unbroker mail left {name}`, or name the broker or letter"
    if counted["refused"]:
        yield "refused letters need another channel: `unbroker followup`"
    if counted["deferred"]:
        yield "deferred letters go again, unchanged, with the same command; give a busy server a quarter of an hour"
    if counted["unknown"]:
        yield "to settle what is unknown: `unbroker mail resolve`"


_STATES = ("sent", "placed", "refused", "deferred", "unknown", "failed")
