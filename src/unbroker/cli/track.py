"""`track` and `show`: record by hand what happened, take it back, look at one request."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import click

from unbroker.actions import record_event
from unbroker.actions.record_event import Recorded
from unbroker.base.errors import UnknownName
from unbroker.cases import case_name, next_action, validate_event
from unbroker.cases.case import Outcome
from unbroker.cases.case_name import NothingRecorded
from unbroker.cases.status import Entry
from unbroker.cli.status import standing_of, status_row
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.lazy import part
from unbroker.cli.terminal.options import common, opened, opened_books
from unbroker.facts.due import Proof
from unbroker.ledger.event import Event, NewEvent


@click.command(short_help="Record by hand what happened, or take it back.")
@click.argument("case", metavar="CASE")
@click.argument("event", metavar="EVENT", type=click.Choice([*validate_event.BY_HAND, "void"]))
@click.argument("seq", metavar="[NUMBER]", required=False, type=int)
@click.option("--on", metavar="DAY", help="When it happened, as 2026-12-20, yesterday, or 3 days ago; else today.")
@click.option("--proof", type=click.Choice(get_args(Proof)), help="How the receipt is known.")
@click.option("--outcome", type=click.Choice(get_args(Outcome)), help="What the answer came to.")
@click.option("--reason", type=click.Choice(validate_event.REASONS), help="Why they said no.")
@click.option("--note", metavar="WORDS", help="Anything worth remembering.")
@click.option(
    "--file", "proofs", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="What proves it."
)
@click.option(
    "--fact",
    "more",
    nargs=2,
    multiple=True,
    metavar="NAME WORDS",
    help=f"What a later letter may quote: {', '.join(validate_event.QUOTED)}.",
)
@click.option("--for", "people", metavar="PERSON", help="Whose request it is, when it was filed through a form.")
@click.option("--anyway", is_flag=True, help="Record it although something speaks against it, with that mark.")
@common
def track(
    *, case: str, event: str, seq: int | None, on: str | None, proof: str | None, outcome: str | None,
    reason: str | None, note: str | None, proofs: tuple[Path, ...], more: tuple[tuple[str, str], ...],
    people: str | None, anyway: bool, as_json: bool, today: date, folder: Path | None,
) -> None:  # fmt: skip
    """Record what happened to CASE: a reference, a broker's slug, or either with rights, as acme/delete,opt-out.

    Without a right it holds for every open case of the request. `track CASE void NUMBER` takes an event back.
    `track drop sent` records that you filed DROP, and so for any broker whose letter goes into a form.
    """
    own, at = opened_books(folder), datetime.now(UTC)
    if event == "void":
        if seq is None:
            raise click.UsageError("void wants the number of an event: `unbroker show CASE` has it")
        made = record_event.void(own, case, seq, today, at)
    else:
        if seq is not None:
            raise click.UsageError(f"a number goes with void only: `unbroker track {case} void {seq}`")
        kind = next(known for known in validate_event.BY_HAND if known == event)
        facts = {"proof": proof, "outcome": outcome, "reason": reason, "note": note}
        told = NewEvent(
            kind, a_day(on, today), facts={**validate_event.quoted(more), **{k: v for k, v in facts.items() if v}}
        )
        try:
            made = record_event.record(own, case, told, today=today, at=at, proofs=proofs, anyway=anyway)
        except (UnknownName, NothingRecorded):
            wanted = case_name.parse(case)
            if kind != "sent" or wanted.is_reference:
                raise
            chosen = (people,) if people else ()
            made = part("actions.record_filing").lodge(
                opened(folder), wanted.name, told.on, chosen, today=today, at=at, facts=told.facts, proofs=proofs
            )
    if as_json:
        screen.show_json([event_record(one, voided=False) for one in made.events])
    else:
        _tell(made)


@click.command(short_help="Show one request: its cases, its letters, and all that happened.")
@click.argument("case", metavar="CASE")
@common
def show(*, case: str, as_json: bool, today: date, folder: Path | None) -> None:
    """Show the request of CASE: a reference, a broker's slug, or either with a right."""
    own = opened_books(folder)
    entries = record_event.find(own, case, today)
    opening = entries[0].case.opening
    events = record_event.history(own.ledger, opening.reference)
    if as_json:
        screen.show_json(_record(entries, events))
        return
    how = "binding" if opening.binding else "as a courtesy"
    screen.show(f"{opening.reference}: {opening.broker_name}, for {opening.person}", "bold")
    screen.show(f"  {opening.law}, {how}; opened {opening.on}" + (f", round {opening.round}" * (opening.round > 1)))
    screen.show()
    screen.table([_case_row(entry) for entry in entries], ("right", "state", "due", "next"))
    screen.show()
    rows = [(str(event.seq), str(event.on), _struck(event, voided=gone), _details(event)) for event, gone in events]
    screen.table(rows, ("number", "on", "what", ""))


def event_record(event: Event, *, voided: bool) -> dict[str, object]:
    """An event as JSON."""
    return {
        "seq": event.seq,
        "at": event.at,
        "on": event.on,
        "kind": event.kind,
        "reference": event.reference,
        "rights": list(event.rights) or None,
        "letter": event.letter,
        "run": event.run,
        "facts": dict(event.facts),
        "evidence": list(event.evidence),
        "voids": event.voids,
        "voided": voided,
        "hash": event.hash,
    }


def _record(entries: Sequence[Entry], events: Iterable[tuple[Event, bool]]) -> dict[str, object]:
    opening = entries[0].case.opening
    letters = {one.letter: one for entry in entries for one in entry.case.dispatches}
    return {
        "reference": opening.reference,
        "person": opening.person,
        "broker": opening.broker,
        "covers": list(opening.covers),
        "law": opening.law,
        "rights": list(opening.rights),
        "binding": opening.binding,
        "round": opening.round,
        "opened": opening.on,
        "cases": [status_row(entry) for entry in entries],
        "letters": [
            {
                "letter": one.letter,
                "step": one.step,
                "state": one.state,
                "sealed": one.prepared.on,
                "left": one.left,
                "tracking": one.tracking,
                "channel": {"kind": one.kind, "to": one.to},
                "hashes": one.hashes,
            }
            for one in letters.values()
        ],
        "events": [event_record(event, voided=gone) for event, gone in events],
    }


def _tell(made: Recorded) -> None:
    for event in made.events:
        if event.kind == "voided":
            screen.show(f"event {event.voids} is taken back (by event {event.seq})")
        else:
            details = (
                _details(event) if event.rights else "; ".join(filter(None, (", ".join(made.rights), _details(event))))
            )
            screen.show(f"event {event.seq}: {event.kind} on {event.on}; {details}")
    screen.table([_case_row(entry) for entry in made.entries])
    first = made.events[0]
    if first.kind != "voided":
        screen.say(f"wrong? `unbroker track {first.reference} void {first.seq}` takes it back")


def _case_row(entry: Entry) -> tuple[str, ...]:
    following = next_action.next_of(entry)
    due = str(entry.awaits) if entry.is_open and entry.awaits else ""
    return (entry.case.right, standing_of(entry), due, _words(following))


def _words(following: next_action.Errand | None) -> str:
    if following is None:
        return ""
    return f"{following.words} (from {following.on})" if following.on > following.entry.today else following.words


def _struck(event: Event, *, voided: bool) -> str:
    return f"({event.kind}, taken back)" if voided else event.kind


def _details(event: Event) -> str:
    parts = [
        ", ".join(event.rights) if event.kind != "opened" else "",
        event.letter or "",
        *(event.fact(name) or "" for name in ("step", "outcome", "reason", "proof", "code", "text")),
        f"tracking number {event.fact('tracking')}" if event.facts.get("tracking") else "",
        f"takes back {event.voids}" if event.voids else "",
        f"“{event.fact('note')}”" if event.facts.get("note") else "",
        f"recorded although {event.fact('anyway')}" if event.facts.get("anyway") else "",
        f"{len(event.evidence)} files" if len(event.evidence) > 1 else "1 file" if event.evidence else "",
    ]
    return "; ".join(filter(None, parts))
