"""`mail resolve`: letters of which nobody knows whether they left."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions import resolve_unsent as doubts
from unbroker.base.errors import UserError
from unbroker.cases.case import Cases, Dispatch, fold
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened
from unbroker.folder import Folder
from unbroker.ledger.event import Event
from unbroker.mail.outgoing import senders
from unbroker.mail.outgoing.delivery import CannotSend


class WhichLetter(UserError):  # noqa: N818 - the sentence is the name
    """An answer without a question."""

    def __init__(self) -> None:
        super().__init__("--left and --not-left say it of one letter: name it (`unbroker mail resolve` lists them)")


@click.command(short_help="Find out whether letters in doubt have left.")
@click.argument("name", metavar="[LETTER|CASE]", required=False)
@click.option("--left/--not-left", "left", default=None, help="You found out that it left, or that it did not.")
@click.option("--no-search", is_flag=True, help="Do not look into the folder of sent mail.")
@common
def resolve(
    *, name: str | None, left: bool | None, no_search: bool, as_json: bool, today: date, folder: Path | None
) -> int:
    """Look for each letter in doubt in your folder of sent mail, and ask you about the rest.

    A letter that did not leave goes with the next `unbroker mail email`, unchanged, so that a server that has it
    already can know it again.
    """
    own, at = opened(folder), datetime.now(UTC)
    if left is not None and name is None:
        raise WhichLetter
    with own.ledger.hold():
        doubts.settle(own.books, today, at)
        events: list[Event] = []
        if left is not None and name is not None:
            events += doubts.say(own.books, name, left=left, today=today, at=at)
        else:
            events += _searched(own, at, no_search=no_search)
            events += _asked(own, name, today, at)
        cases = fold(own.ledger.read())
    rest = doubts.in_doubt(cases)
    if as_json:
        screen.show_json([_record(cases, one) for one in rest])
    for event in events:
        if event.kind in ("sent", "deferred"):
            what = f"left on {event.on}" if event.kind == "sent" else "did not leave: it goes with the next run"
            screen.say(f"{event.letter} {what} ({event.fact('text')})")
    _show_rest(cases, rest, as_json=as_json)
    return 1 if rest else 0


def _searched(own: Folder, at: datetime, *, no_search: bool) -> list[Event]:
    """What the folder of sent mail shows; where it cannot be opened, the person is asked about all."""
    if no_search or not doubts.in_doubt(fold(own.ledger.read())):
        return []
    found: list[Event] = []
    try:
        for event in doubts.search(own.books, senders.mailbox(own.settings.mail, os.environ), at):
            found.append(event)  # noqa: PERF402 - those before a fault count, too
    except CannotSend as error:
        screen.say(f"the folder of sent mail was not looked into: {error}")
    return found


def _asked(own: Folder, name: str | None, today: date, at: datetime) -> list[Event]:
    """What the person at the terminal says."""
    if not sys.stdin.isatty():
        return []
    events: list[Event] = []
    cases = fold(own.ledger.read())
    for one in doubts.in_doubt(cases):
        if name is None or one.letter.startswith(name.upper()):
            screen.say(_line(cases, one))
            said = click.prompt("Did it leave?", type=click.Choice(["yes", "no", "later"]), default="later", err=True)
            if said != "later":
                events += doubts.say(own.books, one.letter, left=said == "yes", today=today, at=at)
    return events


def _show_rest(cases: Cases, rest: tuple[Dispatch, ...], *, as_json: bool) -> None:
    if not rest:
        screen.say("no letter is in doubt")
        return
    for one in rest:
        if not as_json:
            screen.show(_line(cases, one))
    screen.say("look for them in your sent mail, or wait for an answer; then say it:")
    screen.say(f"  `unbroker mail resolve {rest[0].letter} --left`, or `--not-left` to have it sent again, unchanged")


def _line(cases: Cases, one: Dispatch) -> str:
    why = next((e.fact("text") for e in reversed(_history(cases, one)) if e.kind == "unknown"), None) or ""
    return f"{one.letter} to {one.to}, tried on {doubts.tried_on(cases, one)}: {why}"


def _history(cases: Cases, one: Dispatch) -> tuple[Event, ...]:
    history = cases.histories[one.prepared.reference or ""]
    return tuple(event for event in history if event.letter == one.letter)


def _record(cases: Cases, one: Dispatch) -> dict[str, object]:
    return {"letter": one.letter, "to": one.to, "tried": doubts.tried_on(cases, one), "since": one.since}
