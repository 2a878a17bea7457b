"""`status`: how the cases stand, the urgent ones first."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import click

from unbroker.actions import known_state
from unbroker.actions.status import Filter, opened_by
from unbroker.actions.status import status as list_cases
from unbroker.cases import next_action
from unbroker.cases.answers import NOW, OVER, WAITING, Shown, shown_of
from unbroker.cases.next_action import next_action_of
from unbroker.cases.status import PAST, UNANSWERED, UNPROVEN, Entry, State
from unbroker.cli.terminal import completing, requests, screen
from unbroker.cli.terminal.lazy import part
from unbroker.cli.terminal.options import common, opened_records
from unbroker.cli.terminal.requests import Section


@click.command(short_help="Show where each case stands, the most urgent first.")
@click.argument("brokers", nargs=-1, metavar="[BROKER]...", shell_complete=completing.requests)
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
    is_plain = not (brokers or states or laws or rights or people or overdue or everything or as_json)
    if is_plain and (shown := known_state.shown(records, today)) is not None:
        _show(shown)
        screen.say(f"ledger head {records.ledger.head}")
        screen.say(_next(shown, everything=False))
        return
    entries = list_cases(records, Filter(brokers, states, laws, rights, people, overdue), today)
    if mine:
        own = opened_by(records, part("cli.clients").me(folder_path))
        entries = tuple(entry for entry in entries if entry.case.opening.reference in own)
    if as_json:
        screen.show_json([status_row(entry) for entry in entries])
        return
    shown = show_status(entries, everything=everything, picked=bool(states), briefly=not brokers)
    screen.say(f"ledger head {records.ledger.head}")
    screen.say(_next(shown, everything=everything or bool(brokers)))


def _next(shown: Shown, *, everything: bool) -> str:
    """The command that goes on from here."""
    if not shown.counts:
        return "next: `unbroker plan` shows who can be asked"
    more = "" if everything else "; `unbroker status BROKER` or --all shows each request"
    if any(section == NOW for section, _ in shown.rows):
        return f"next: `unbroker due` says what to do first{more}"
    return f"next: `unbroker due` says when something is to be done{more}"


def show_status(
    entries: Sequence[Entry], *, everything: bool = False, picked: bool = False, briefly: bool = True
) -> Shown:
    """How cases stand; those that are over only if all are wanted, or were picked. Answers what was shown.

    Args:
        entries: the cases, the urgent ones first.
        everything: show what is over, and each request by itself.
        picked: show what is over, as a state was asked for.
        briefly: tell of many that need the same together; else each request has its block.
    """
    shown = shown_of(
        entries, [entry for entry in entries if everything or picked or entry.is_open or next_action.calls(entry)]
    )
    _show(shown, whole=everything or not briefly)
    return shown


def _show(shown: Shown, *, whole: bool = False) -> None:
    standings = (*get_args(State), UNPROVEN, UNANSWERED, PAST)
    states = screen.counted({state: shown.counts.get(state, 0) for state in standings})
    total = sum(shown.counts.values())
    screen.show(f"{screen.count(total, 'case')}: {states}" if total else "no cases")
    if (width := screen.width()) is None:
        _show_records(shown)
    else:
        screen.show()
        screen.show_lines(requests.draw(_sections(shown), width, whole=whole))
    if shown.has_more:
        if shown.rows:
            screen.show()
        screen.show(f"{_ended(shown)}: see --all", "dim")


def _ended(shown: Shown) -> str:
    """How many need nothing more, and how many are to be looked at again, from which day on."""
    words = [f"{screen.count(shown.finished, 'case')} finished"] if shown.finished else []
    if shown.later:
        words.append(f"{screen.count(shown.later, 'case')} answered, to be checked from {shown.later_on} on")
    return "; ".join(words)


def _sections(shown: Shown) -> list[Section]:
    sections = []
    for number, title in ((NOW, "to do now"), (WAITING, "to wait for"), (OVER, "over")):
        rows = [row for section, row in shown.rows if section == number]
        requests_named = len({row.reference for row in rows})
        sections.append(Section(f"{title}: {screen.count(requests_named, 'request')}", rows, is_now=number == NOW))
    return sections


def _show_records(shown: Shown) -> None:
    """A line a request and standing, for a file or a pipe."""
    screen.show()
    rows = [
        (f"{row.reference} {row.broker}", ", ".join(row.rights), row.person, row.standing, row.words)
        for _, row in shown.rows
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
