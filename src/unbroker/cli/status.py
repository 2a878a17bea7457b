"""`status`: how the cases stand, the urgent ones first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import click

from unbroker.actions.status import Filter, opened_by
from unbroker.actions.status import status as list_cases
from unbroker.cases import next_action
from unbroker.cases.next_action import next_action_of
from unbroker.cases.rows import rows_of_entries
from unbroker.cases.status import PAST, UNANSWERED, UNPROVEN, Entry, State
from unbroker.cli.terminal import requests, screen
from unbroker.cli.terminal.lazy import part
from unbroker.cli.terminal.options import common, opened_records
from unbroker.cli.terminal.requests import Section


@click.command(short_help="Show where each case stands, the most urgent first.")
@click.argument("brokers", nargs=-1, metavar="[BROKER]...")
@click.option("--state", "states", multiple=True, type=click.Choice(get_args(State)), help="Only cases in this state.")
@click.option("--law", "laws", multiple=True, metavar="LAW", help="Only cases under this law.")
@click.option("--right", "rights", multiple=True, metavar="RIGHT", help="Only cases about this right.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only for this person.")
@click.option("--overdue", is_flag=True, help="Only cases whose answer is provably overdue.")
@click.option("--mine", is_flag=True, help="In an office: only requests that you opened.")
@click.option("--all", "everything", is_flag=True, help="List each request, finished ones too.")
@common
def status(
    *, mine: bool, brokers: tuple[str, ...], states: tuple[State, ...], laws: tuple[str, ...], rights: tuple[str, ...],
    people: tuple[str, ...], overdue: bool, everything: bool, as_json: bool, today: date, folder_path: Path | None,
) -> None:  # fmt: skip
    """Show where each case stands and what it needs next; answered and closed ones only with --all or --state."""
    records = opened_records(folder_path)
    entries = list_cases(records, Filter(brokers, states, laws, rights, people, overdue), today)
    if mine:
        own = opened_by(records, part("cli.clients").me(folder_path))
        entries = tuple(entry for entry in entries if entry.case.opening.reference in own)
    if as_json:
        screen.show_json([status_row(entry) for entry in entries])
        return
    show_status(entries, everything=everything, picked=bool(states), briefly=not brokers)
    screen.say(f"ledger head {records.ledger.head}")
    screen.say(_next(entries, everything=everything or bool(brokers)))


def _next(entries: Sequence[Entry], *, everything: bool) -> str:
    """The command that goes on from here."""
    if not entries:
        return "next: `unbroker plan` shows who can be asked"
    more = "" if everything else "; `unbroker status BROKER` or --all shows each request"
    if any(map(next_action.calls, entries)):
        return f"next: `unbroker due` says what to do first{more}"
    return f"next: `unbroker due` says when something is to be done{more}"


def show_status(
    entries: Sequence[Entry], *, everything: bool = False, picked: bool = False, briefly: bool = True
) -> None:
    """How cases stand; those that are over only if all are wanted, or were picked.

    Args:
        entries: the cases, the urgent ones first.
        everything: show what is over, and each request by itself.
        picked: show what is over, as a state was asked for.
        briefly: tell of many that need the same together; else each request has its block.
    """
    counts = Counter(entry.standing for entry in entries)
    standings = (*get_args(State), UNPROVEN, UNANSWERED, PAST)
    states = screen.counted({state: counts[state] for state in standings})
    screen.show(f"{screen.count(len(entries), 'case')}: {states}" if entries else "no cases")
    shown = [entry for entry in entries if everything or picked or entry.is_open or next_action.calls(entry)]
    if (width := screen.width()) is None:
        _show_records(shown)
    else:
        screen.show()
        screen.show_lines(requests.draw(_sections(shown), width, whole=everything or not briefly))
    listed = set(map(id, shown))
    if over := [entry for entry in entries if id(entry) not in listed]:
        if shown:
            screen.show()
        screen.show(f"{_ended(over)}: see --all", "dim")


def _ended(entries: Sequence[Entry]) -> str:
    """How many need nothing more, and how many are to be looked at again, from which day on."""
    later = [action.on for action in map(next_action_of, entries) if action is not None]
    finished = len(entries) - len(later)
    words = [f"{screen.count(finished, 'case')} finished"] if finished else []
    if later:
        words.append(f"{screen.count(len(later), 'case')} answered, to be checked from {min(later)} on")
    return "; ".join(words)


def _sections(entries: Sequence[Entry]) -> list[Section]:
    now = [entry for entry in entries if next_action.calls(entry)]
    rest = [entry for entry in entries if not next_action.calls(entry)]
    waiting, over = [entry for entry in rest if entry.is_open], [entry for entry in rest if not entry.is_open]
    titled = (("to do now", now), ("to wait for", waiting), ("over", over))
    return [
        Section(f"{title}: {screen.count(_requests(some), 'request')}", rows_of_entries(some), is_now=some is now)
        for title, some in titled
    ]


def _requests(entries: Iterable[Entry]) -> int:
    return len({entry.case.opening.reference for entry in entries})


def _show_records(entries: Sequence[Entry]) -> None:
    """A line a request and standing, for a file or a pipe."""
    screen.show()
    rows = [
        (f"{row.reference} {row.broker}", ", ".join(row.rights), row.person, row.standing, row.words)
        for row in rows_of_entries(entries)
    ]
    screen.table(rows, ("case", "rights", "for", "state", "next"))


def status_row(entry: Entry) -> dict[str, object]:
    """A case as JSON."""
    case, receipt, due, action = entry.case, entry.receipt, entry.due, next_action_of(entry)
    return {
        "case": case.name,
        "person": case.opening.person,
        "broker": case.opening.broker,
        "law": case.opening.law,
        "right": case.right,
        "state": entry.state,
        "outcome": case.outcome,
        "reason": case.reason,
        "sent": case.left,
        "received": receipt.on if receipt else None,
        "proof": receipt.proof if receipt else None,
        "due_legal": due.due_legal if due else None,
        "due_extended": due.due_extended if due else None,
        "overdue": entry.is_late,
        "next": action.words if action else None,
        "binding": case.opening.binding,
    }
