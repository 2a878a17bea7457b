"""`show`: one request, its cases, its letters, and all that happened."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import click

from unbroker.actions.status import request as look_up
from unbroker.cases.next_action import next_action_of
from unbroker.cases.rows import next_words, standing_of
from unbroker.cases.status import Entry
from unbroker.cases.validate_event import QUOTED
from unbroker.cli.status import status_row
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.options import common, opened_records
from unbroker.cli.terminal.wording import listed
from unbroker.ledger.event import Event
from unbroker.ledger.schema import Naming


@click.command(short_help="Show one request: its cases, its letters and its history.")
@click.argument("case", metavar="CASE", shell_complete=completing.requests)
@click.option("--for", "people", multiple=True, metavar="PERSON", help="The person whose request it is.")
@common
def show(*, case: str, people: tuple[str, ...], as_json: bool, today: date, folder_path: Path | None) -> None:
    """Show the request of CASE: a reference, a broker's slug or site, or either with a right."""
    request = look_up(opened_records(folder_path), case, today, people)
    entries, events = request.entries, request.events
    opening = entries[0].case.opening
    if as_json:
        screen.show_json(_record(entries, events))
        return
    how = "binding" if opening.binding else "as a courtesy"
    screen.show(f"{opening.reference}: {opening.broker_name}, for {opening.person}", "bold")
    screen.show(f"  {opening.law}, {how}; opened {opening.on}" + (f", round {opening.round}" * (opening.round > 1)))
    if opening.covers:
        lines = listed([*opening.covers], screen.width(), 2, None, "its letters also speak for ")
        screen.show_lines([(line, "") for line in lines])
    screen.show()
    screen.table(case_rows(entries), ("right", "state", "due", "next"))
    screen.show()
    rows = [(str(event.seq), str(event.on), _struck(event, voided=void), details(event)) for event, void in events]
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
        "facts": event.facts.stored(),
        "evidence": list(event.evidence),
        "voids": event.voids,
        "voided": voided,
        "hash": event.hash,
    }


def _record(entries: Sequence[Entry], events: Iterable[tuple[Event, bool]]) -> dict[str, object]:
    opening = entries[0].case.opening
    letters = {letter.letter: letter for entry in entries for letter in entry.case.dispatches}
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
                "letter": letter.letter,
                "step": letter.step,
                "state": letter.state,
                "sealed": letter.prepared.on,
                "left": letter.left,
                "tracking": letter.tracking,
                "channel": {"kind": letter.kind, "to": letter.to},
                "hashes": letter.hashes,
            }
            for letter in letters.values()
        ],
        "events": [event_record(event, voided=void) for event, void in events],
    }


def case_rows(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    """Cases as rows: the right, how it stands, when an answer is due, and what comes next.

    On a terminal those that stand alike share a row; in a file or a pipe each has its own.
    """
    rights: dict[tuple[str, ...], list[str]] = {}
    for entry in entries:
        due = str(entry.awaits) if entry.is_open and entry.awaits else ""
        rights.setdefault((standing_of(entry), due, next_words(next_action_of(entry))), []).append(entry.case.right)
    if screen.width() is None:
        by_right = {right: words for words, some in rights.items() for right in some}
        return [(entry.case.right, *by_right[entry.case.right]) for entry in entries]
    return [(", ".join(some), *words) for words, some in rights.items()]


def _struck(event: Event, *, voided: bool) -> str:
    return f"({event.kind}, taken back)" if voided else event.kind


def _told(event: Event) -> Iterator[str]:
    """What was quoted of a reply, each fact by its name."""
    quoted = event.facts.stored()
    for name in QUOTED:
        fact = quoted.get(name)
        if fact:
            yield f"{name}: {', '.join(map(str, fact)) if isinstance(fact, list) else fact}"
    for named in event.facts.names if isinstance(event.facts, Naming) else ():
        who = f": {named.name}" if named.name else ""
        says = "" if named.says == "named" else f" ({named.says})"
        yield f"{named.side}{who}{says}{f', “{named.words}”' if named.words else ''}"


def details(event: Event) -> str:
    """What an event says, in a line."""
    parts = [
        ", ".join(event.rights) if event.kind != "opened" else "",
        event.letter or "",
        *(event.fact(name) or "" for name in ("step", "outcome", "reason", "proof", "code", "text")),
        *_told(event),
        f"tracking number {event.fact('tracking')}" if event.fact("tracking") else "",
        f"takes back {event.voids}" if event.voids else "",
        f"“{event.facts.note}”" if event.facts.note else "",
        f"recorded although {event.facts.anyway}" if event.facts.anyway else "",
        f"{len(event.evidence)} files" if len(event.evidence) > 1 else "1 file" if event.evidence else "",
    ]
    return "; ".join(filter(None, parts))
