"""`mail resolve`: letters of which nobody knows whether they left."""

import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions.mailing import resolve_unsent
from unbroker.actions.mailing.resolve_unsent import Doubt
from unbroker.base.errors import UserError
from unbroker.cli.terminal import ask, screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common, did_leave, theirs
from unbroker.folder import Folder
from unbroker.ledger.event import Event
from unbroker.mail.account.mailbox import mailbox_of
from unbroker.mail.account.refusal import CannotConnect


class WhichLetter(UserError):  # noqa: N818 - the sentence is the name
    """An answer without a question."""

    def __init__(self) -> None:
        super().__init__("--left and --not-left are for one letter: name it (`unbroker mail resolve` lists them)")


@click.command(short_help="Settle whether letters in doubt have left.")
@click.argument("name", metavar="[LETTER|CASE]", required=False)
@did_leave("Record that it")
@click.option("--no-search", is_flag=True, help="Do not search your sent mail.")
@theirs
@common
def resolve(
    *, name: str | None, left: bool | None, no_search: bool, people: tuple[str, ...], as_json: bool, today: date,
    folder_path: Path | None,
) -> int:  # fmt: skip
    """Search your sent mail for each letter in doubt, and ask you about the rest.

    A letter that did not leave goes with the next `unbroker mail email`, unchanged, so that a server that already has
    it can recognise it.
    """
    folder, at = opened(folder_path), datetime.now(UTC)
    if left is not None and name is None:
        raise WhichLetter
    records = folder.records
    with folder.ledger.hold() as note:
        resolve_unsent.settle(records, today, at, note)
    events: list[Event] = []
    doubts = resolve_unsent.plan_resolve(records, name, people=people)
    if left is not None:
        events += resolve_unsent.do_resolve(records, doubts, left=left, today=today, at=at)
    else:
        events += _searched(folder, doubts, at) if not no_search else []
        events += _asked(folder, doubts, today, at)
    rest = resolve_unsent.plan_resolve(records, people=people)
    if as_json:
        screen.show_json([_record(doubt) for doubt in rest])
    for event in events:
        if event.kind in ("sent", "deferred"):
            what = f"left on {event.on}" if event.kind == "sent" else "did not leave: the next run sends it"
            screen.say(f"{event.letter} {what} ({event.fact('text')})")
    _show_rest(rest, as_json=as_json)
    return 1 if rest else 0


def _searched(folder: Folder, doubts: Sequence[Doubt], at: datetime) -> tuple[Event, ...]:
    """What the folder of sent mail shows; where it cannot be opened, the person is asked about all."""
    if not doubts:
        return ()
    try:
        return resolve_unsent.do_search(folder.records, doubts, mailbox_of(folder.settings.mail, os.environ), at)
    except CannotConnect as error:
        screen.say(f"your sent mail was not searched: {error}")
        return ()


def _asked(folder: Folder, doubts: Sequence[Doubt], today: date, at: datetime) -> list[Event]:
    """What the person at the terminal says."""
    if not sys.stdin.isatty():
        return []
    still = {doubt.letter.letter for doubt in resolve_unsent.plan_resolve(folder.records)}
    events: list[Event] = []
    for doubt in (doubt for doubt in doubts if doubt.letter.letter in still):
        screen.say(_line(doubt))
        hint = "add --left or --not-left"
        answer = ask.choice("Did it leave?", hint, ["yes", "no", "later"], usual="later")
        if answer != "later":
            left = answer == "yes"
            events += resolve_unsent.do_resolve(folder.records, [doubt], left=left, today=today, at=at)
    return events


def _show_rest(rest: Sequence[Doubt], *, as_json: bool) -> None:
    if not rest:
        screen.say("no letter is in doubt")
        return
    for doubt in rest:
        if not as_json:
            screen.show(_line(doubt))
    screen.say("look for them in your sent mail, or wait for an answer; then record it:")
    screen.say(
        f"  `unbroker mail resolve {rest[0].letter.letter} --left`, or `--not-left` to have it sent again, unchanged"
    )


def _line(doubt: Doubt) -> str:
    return f"{doubt.letter.letter} to {doubt.letter.to}, tried on {doubt.tried}: {doubt.why}"


def _record(doubt: Doubt) -> dict[str, object]:
    letter = doubt.letter
    return {"letter": letter.letter, "to": letter.to, "tried": doubt.tried, "since": letter.since}
