"""`mail left`: letters have left the house, and under which numbers of the carrier."""

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions.mailing.mark_sent import do_mark_sent, plan_mark_sent
from unbroker.actions.mailing.unmark_sent import do_unmark_sent, plan_unmark_sent
from unbroker.actions.open_run import do_remove_opened
from unbroker.base import files
from unbroker.base.errors import Problem
from unbroker.cases import tracking_numbers
from unbroker.cases.case import Dispatch
from unbroker.cases.tracking_numbers import Told
from unbroker.cli.open import say_removed
from unbroker.cli.terminal import ask, screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.options import common, opened_records, theirs
from unbroker.records import Records

_PASTED = Path("-")


@click.command()
@click.argument("name", metavar="RUN|CASE")
@click.option("--on", "on", metavar="DAY", help="When they left: 2026-12-20, yesterday or 3 days ago. Default: today.")
@click.option(
    "--tracking",
    "numbers",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Tracking numbers: the completed manifest, or a letter and its number on each line; - asks for them.",
)
@click.option("--undo", is_flag=True, help="Correct a mistake: undo the last step recorded for them.")
@theirs
@common
def left(
    *, name: str, on: str | None, numbers: Path | None, undo: bool, people: tuple[str, ...], as_json: bool,
    today: date, folder_path: Path | None,
) -> None:  # fmt: skip
    """Record that the letters of a run, or of one case, have left.

    All or none are recorded. Tracking numbers are optional.
    """
    records = opened_records(folder_path)
    if undo:
        if on or numbers:
            raise click.UsageError("--undo cannot be used with --on or --tracking")
        _undo(records, name, today, people, as_json=as_json)
        return
    plan = plan_mark_sent(records, name, a_day(on, today), today, people=people)
    tracked, remarks = _numbers(numbers, plan.letters)
    problems = [remark for remark in remarks if remark.severity == "error"]
    for remark in remarks:
        if remark not in problems:
            screen.say(f"warning: {remark}")
    events = do_mark_sent(records, plan, datetime.now(UTC), tracked, problems)
    gone = [event for event in events if event.kind == "sent"]
    removed = do_remove_opened(records.path, name, [event.letter for event in gone if event.letter])
    if as_json:
        screen.show_json(
            [
                {"event": event.seq, "letter": event.letter, "on": event.on, "tracking": event.fact("tracking")}
                for event in events
            ]
        )
        return
    for event in gone:
        number = event.fact("tracking")
        screen.show(f"{event.letter} left on {event.on}" + (f", tracking number {number}" if number else ""))
    without = sum(not event.fact("tracking") for event in gone)
    lacking = f", {without} of them without a tracking number" if numbers and without else ""
    screen.say(f"left: {screen.count(len(gone), 'letter')}{lacking}; `unbroker due` says what comes next")
    say_removed(removed)
    whose = "".join(f" --for {person}" for person in people)
    screen.say(f"a mistake? `unbroker mail left {name}{whose} --undo` takes it back")


def _undo(records: Records, name: str, today: date, people: tuple[str, ...], *, as_json: bool) -> None:
    plan = plan_unmark_sent(records, name, today, people=people)
    events = do_unmark_sent(records, plan, datetime.now(UTC))
    letters = [letter for letter in plan.letters if letter in {event.letter for event in events}]
    if as_json:
        screen.show_json([{"event": event.seq, "letter": event.letter, "voids": event.voids} for event in events])
        return
    for letter in letters:
        screen.show(f"{letter} waits again")
    screen.say(f"{screen.count(len(letters), 'letter')} of {name} recorded as not left")


def _numbers(path: Path | None, letters: Sequence[Dispatch]) -> tuple[Sequence[Told], Sequence[Problem]]:
    """The carrier's numbers, and what is wrong: none, those typed at the terminal, or what is piped or in a file."""
    if path is None:
        return (), ()
    if path == _PASTED and sys.stdin.isatty():
        return tracking_numbers.read(_ask(letters), "your answers")
    if path == _PASTED:
        return tracking_numbers.read(sys.stdin.read(), "what was pasted")
    return tracking_numbers.read(files.read_bytes(path, files.LARGEST_TEXT), files.shown(path))


def _ask(letters: Sequence[Dispatch]) -> str:
    """Ask for the number of each letter in the order of the pile, as many as can be pasted at once."""
    screen.say("the tracking number of each letter, in the order of the manifest; leave it empty if there is none")
    lines = [
        f"{letter.letter}\t{ask.answer(question, 'name a file with --tracking FILE', usual='')}"
        for letter in letters
        for question in [f"{letter.letter} to {letter.names}"]
    ]
    return "\n".join(lines)
