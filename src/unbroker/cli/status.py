"""`status`: how the cases stand, the urgent ones first."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import click

from unbroker.actions.status import Filter
from unbroker.actions.status import status as list_cases
from unbroker.cases import next_action
from unbroker.cases.next_action import next_action_of
from unbroker.cases.status import PAST, UNANSWERED, Entry, State
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened_records

FEW_ROWS = 100


@click.command(short_help="How the cases stand, the urgent ones first.")
@click.argument("brokers", nargs=-1, metavar="[BROKER]...")
@click.option("--state", "states", multiple=True, type=click.Choice(get_args(State)), help="Only in this state.")
@click.option("--law", "laws", multiple=True, metavar="LAW", help="Only under this law.")
@click.option("--right", "rights", multiple=True, metavar="RIGHT", help="Only about this right.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only for this person.")
@click.option("--overdue", is_flag=True, help="Only where the answer is late.")
@click.option("--all", "everything", is_flag=True, help="All rows, and what is over, too.")
@common
def status(
    *, brokers: tuple[str, ...], states: tuple[State, ...], laws: tuple[str, ...], rights: tuple[str, ...],
    people: tuple[str, ...], overdue: bool, everything: bool, as_json: bool, today: date, folder_path: Path | None,
) -> None:  # fmt: skip
    """Show how each case stands and what it needs next; answered and closed ones only with --all or --state."""
    records = opened_records(folder_path)
    entries = list_cases(records, Filter(brokers, states, laws, rights, people, overdue), today)
    if as_json:
        screen.show_json([status_row(entry) for entry in entries])
        return
    show_status(entries, everything=everything, picked=bool(states))
    screen.say(f"ledger head {records.ledger.head}")


def show_status(entries: Sequence[Entry], *, everything: bool = False, picked: bool = False) -> None:
    """How cases stand; those that are over only if all are wanted, or were picked."""
    counts = Counter(entry.standing for entry in entries)
    standings = (*get_args(State), UNANSWERED, PAST)
    screen.show(", ".join(f"{counts[state]} {state}" for state in standings if counts[state]) or "no cases")
    shown = [entry for entry in entries if everything or picked or entry.is_open or next_action.calls(entry)]
    rows = _grouped(shown)
    screen.show()
    screen.table(rows if everything else rows[:FEW_ROWS], ("case", "rights", "for", "state", "next"), wraps={1})
    if len(rows) > FEW_ROWS and not everything:
        screen.show(f"  and {len(rows) - FEW_ROWS} more rows: --all shows them", "dim")
    if over := len(entries) - len(shown):
        screen.show(f"  and {over} cases that are over: --all shows them", "dim")


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


def standing_of(entry: Entry) -> str:
    """A case's state and outcome in words."""
    outcome = f" ({entry.case.outcome})" if entry.case.outcome else ""
    courtesy = entry.state == "overdue" or entry.case.opening.binding
    return f"{entry.standing}{outcome}{'' if courtesy else ', a courtesy'}"


def _grouped(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    rows: dict[tuple[str, ...], list[str]] = {}
    for entry in entries:
        opening, action = entry.case.opening, next_action_of(entry)
        words = action.words if action else ""
        key = (opening.reference, opening.broker, opening.person, standing_of(entry), words)
        rows.setdefault(key, []).append(entry.case.right)
    return [
        (f"{name} {broker}", ", ".join(rights), person, state, words)
        for (name, broker, person, state, words), rights in rows.items()
    ]
