"""`status`, `due`, `disclosed` and `followup`: what the ledger says."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import click

from unbroker.actions import detour
from unbroker.cases import channel_health, next_action
from unbroker.cases import follow_up as following
from unbroker.cases.next_action import Errand
from unbroker.cases.status import Docket, Entry, State
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened, opened_books

DUE = 4
"""The exit code of `due --exit-code` when something is."""
_FEW_ROWS = 100
_UNANSWERED = "unanswered, a courtesy"
_PAST = "past its day"
_SOON = timedelta(days=7)


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
    people: tuple[str, ...], overdue: bool, everything: bool, as_json: bool, today: date, folder: Path | None,
) -> None:  # fmt: skip
    """Show how each case stands and what it needs next; answered and closed ones only with --all or --state."""
    own = opened_books(folder)
    entries = [
        entry
        for entry in own.docket(today).entries
        if (not brokers or {entry.case.opening.broker, *entry.case.opening.covers} & {*brokers})
        and (not laws or entry.case.opening.law in laws)
        and (not rights or entry.case.right in rights)
        and (not people or entry.case.opening.person in people)
        and (not states or entry.state in states)
        and (not overdue or _is_late(entry))
    ]
    if as_json:
        screen.show_json([status_row(entry) for entry in sorted(entries, key=_urgency)])
        return
    show_status(entries, everything=everything, picked=bool(states))
    screen.say(f"ledger head {own.ledger.head}")


@click.command(short_help="What to do today and this week.")
@click.option("--exit-code", is_flag=True, help=f"Leave with {DUE} when something is due today.")
@click.option("--days", type=click.IntRange(0, 366), default=_SOON.days, help="How far to look ahead; 7 if not said.")
@click.option("--all", "everything", is_flag=True, help="All rows.")
@common
def due(*, exit_code: bool, days: int, everything: bool, as_json: bool, today: date, folder: Path | None) -> int:
    """List what is to be done today, and what will be in the days ahead."""
    found = detour.on_errands(errands(opened_books(folder).docket(today), days), lambda: opened(folder), today)
    if as_json:
        screen.show_json([_errand_row(one) for one in found])
    else:
        show_due(found, days, everything=everything)
        if not found:
            screen.show(f"nothing is due until {today + timedelta(days=days)}")
        elif any(one.step for one in found):
            screen.say("`unbroker followup` lists the letters that are called for")
    return DUE if exit_code and any(one.on <= today for one in found) else 0


@click.command(short_help="Who was told what about you.")
@click.argument("brokers", nargs=-1, metavar="[BROKER]...")
@click.option("--field", "fields", multiple=True, metavar="FIELD", help="Only this, as in phone or address.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only about this person.")
@common
def disclosed(
    *, brokers: tuple[str, ...], fields: tuple[str, ...], people: tuple[str, ...], as_json: bool, today: date,
    folder: Path | None,
) -> None:  # fmt: skip
    """List what letters that left have told to whom, and why."""
    told = [
        one
        for one in channel_health.disclosed(opened_books(folder).docket(today))
        if (not brokers or one.broker in brokers)
        and (not fields or one.field in fields)
        and (not people or one.person in people)
    ]
    if as_json:
        screen.show_json(
            [
                {
                    "person": one.person,
                    "broker": one.broker,
                    "field": one.field,
                    "value": one.value,
                    "why": one.why,
                    "on": one.on,
                    "letter": one.letter,
                    "channel": {"kind": one.by, "to": one.to},
                }
                for one in told
            ]
        )
        return
    rows: dict[tuple[str, ...], list[str]] = {}
    for one in told:
        rows.setdefault((one.field, one.value, one.person, one.why), []).append(one.broker)
    screen.table(
        [(field, value, person, why, ", ".join(sorted(set(to)))) for (field, value, person, why), to in rows.items()],
        ("what", "value", "about", "why", "told to"),
        wraps={1, 3},
    )
    screen.say(f"{len(told)} things told in {len({one.letter for one in told})} letters")


@click.command(name="followup", short_help="The letters that the cases call for, and why.")
@common
def follow_up(*, as_json: bool, today: date, folder: Path | None) -> None:
    """List the letter that each case calls for today; a letter that was made for a reason is not called for again."""
    found = detour.on_follow_ups(following.propose(opened_books(folder).docket(today)), lambda: opened(folder), today)
    if as_json:
        screen.show_json(
            [
                {
                    "case": one.entry.case.name,
                    "broker": one.entry.case.opening.broker,
                    "step": one.step,
                    "trigger": one.trigger,
                    "reason": one.reason,
                }
                for one in found
            ]
        )
        return
    called = following.letters(found)
    screen.table(
        [
            (
                one.reference,
                one.entries[0].case.opening.broker,
                ", ".join(one.triggers),
                one.step,
                "; ".join(one.reasons),
            )
            for one in called
        ],
        ("request", "broker", "rights", "step", "why"),
        wraps={2, 4},
    )
    screen.say(f"called for: {screen.count(len(called), 'letter')}")
    if called:
        screen.say(
            "`unbroker mail post --follow-ups` makes those by post; so do `mail email` and `mail forms` with theirs"
        )


def show_status(entries: Sequence[Entry], *, everything: bool = False, picked: bool = False) -> None:
    """How cases stand, the urgent ones first; those that are over only if all are wanted, or were picked."""
    counts = Counter(_state(entry) for entry in entries)
    known = (*get_args(State), _UNANSWERED, _PAST)
    screen.show(", ".join(f"{counts[state]} {state}" for state in known if counts[state]) or "no cases")
    shown = [entry for entry in entries if everything or picked or entry.is_open or _calls(entry)]
    rows = _grouped(sorted(shown, key=_urgency))
    screen.show()
    screen.table(rows if everything else rows[:_FEW_ROWS], ("case", "rights", "for", "state", "next"), wraps={1})
    if len(rows) > _FEW_ROWS and not everything:
        screen.show(f"  and {len(rows) - _FEW_ROWS} more rows: --all shows them", "dim")
    if over := len(entries) - len(shown):
        screen.show(f"  and {over} cases that are over: --all shows them", "dim")


def show_due(found: Sequence[Errand], days: int, *, everything: bool = False) -> None:
    """What is to be done today, and in the days ahead."""
    today = [one for one in found if one.on <= one.entry.today]
    for title, day, some in (("today", "since", today), (f"in the next {days} days", "on", found[len(today) :])):
        if some:
            screen.show(title, "bold")
            rows = _merged(some)
            head = (day, "request", "broker", "rights", "what")
            screen.table(rows if everything else rows[:_FEW_ROWS], head, wraps={3})
            if len(rows) > _FEW_ROWS and not everything:
                screen.show(f"  and {len(rows) - _FEW_ROWS} more rows: --all shows them", "dim")
            screen.show()


def status_row(entry: Entry) -> dict[str, object]:
    """A case as JSON."""
    case, receipt, found, following = entry.case, entry.receipt, entry.due, next_action.next_of(entry)
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
        "due_legal": found.due_legal if found else None,
        "due_extended": found.due_extended if found else None,
        "overdue": _is_late(entry),
        "next": following.words if following else None,
        "binding": case.opening.binding,
    }


def standing_of(entry: Entry) -> str:
    """A case's state and outcome in words; nobody is overdue by a law that is not known to bind."""
    outcome = f" ({entry.case.outcome})" if entry.case.outcome else ""
    courtesy = entry.state == "overdue" or entry.case.opening.binding
    return f"{_state(entry)}{outcome}{'' if courtesy else ', a courtesy'}"


def _state(entry: Entry) -> str:
    if entry.overdue and entry.case.right == "drop":
        return _PAST
    return entry.state if _is_late(entry) or not entry.overdue else _UNANSWERED


def _is_late(entry: Entry) -> bool:
    return entry.overdue and entry.case.opening.binding and entry.case.right != "drop"


def errands(docket: Docket, days: int) -> tuple[Errand, ...]:
    """What is to be done, from now to so many days ahead, in the order of the days."""
    found = [
        one for entry in docket.entries for one in (next_action.next_of(entry), next_action.own_limit(entry)) if one
    ]
    ahead = (one for one in found if not (one.waits and one.on <= one.entry.today))
    return tuple(sorted((one for one in ahead if one.on <= one.entry.today + timedelta(days=days)), key=_day))


def _day(one: Errand) -> date:
    return one.on


def _errand_row(one: Errand) -> dict[str, object]:
    case = one.entry.case
    return {
        "case": case.name,
        "person": case.opening.person,
        "broker": case.opening.broker,
        "law": case.opening.law,
        "right": case.right,
        "state": one.entry.state,
        "on": one.on,
        "overdue": _is_late(one.entry),
        "step": one.step,
        "waits": one.waits,
        "next": one.words,
    }


def _merged(errands: Iterable[Errand]) -> list[tuple[str, ...]]:
    """One row for the rights of a request that need the same."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for one in errands:
        opening = one.entry.case.opening
        words = f"{one.words}; act from {one.on} if nothing came" if one.waits else one.words
        rows.setdefault((str(one.on), opening.reference, opening.broker, words), []).append(one.entry.case.right)
    return [(on, name, broker, ", ".join(rights), words) for (on, name, broker, words), rights in rows.items()]


def _calls(entry: Entry) -> bool:
    following = next_action.next_of(entry)
    return following is not None and following.on <= entry.today and not following.waits


def _urgency(entry: Entry) -> tuple[bool, bool, date, str, int]:
    """What must be done first, then what is waited for, then what is over; each by its day."""
    following = next_action.next_of(entry)
    on = following.on if following else date.max
    place = entry.case.opening.rights.index(entry.case.right)
    waits = following is None or following.waits
    return (not entry.is_open and not _calls(entry), waits, on, entry.case.opening.reference, place)


def _grouped(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    rows: dict[tuple[str, ...], list[str]] = {}
    for entry in entries:
        opening, following = entry.case.opening, next_action.next_of(entry)
        words = following.words if following else ""
        key = (opening.reference, opening.broker, opening.person, standing_of(entry), words)
        rows.setdefault(key, []).append(entry.case.right)
    return [
        (f"{name} {broker}", ", ".join(rights), person, state, words)
        for (name, broker, person, state, words), rights in rows.items()
    ]
