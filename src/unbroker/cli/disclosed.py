"""`disclosed`: who was told what about you."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import click

from unbroker.actions.status import disclosed as list_disclosed
from unbroker.cases.channel_health import Told
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.options import common, opened_records
from unbroker.cli.terminal.screen import Line
from unbroker.cli.terminal.wording import listed, with_others, wrapped

_BRIEFER = (None, 8, 5, 3, 2, 1)
"""How many lines the brokers take that were told the same."""


@click.command(short_help="List who was told what about you.")
@click.argument("brokers", nargs=-1, metavar="[BROKER]...", shell_complete=completing.requests)
@click.option("--field", "fields", multiple=True, metavar="FIELD", help="Only this field, such as phone or address.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only about this person.")
@click.option("--all", "everything", is_flag=True, help="Name every broker.")
@common
def disclosed(
    *, brokers: tuple[str, ...], fields: tuple[str, ...], people: tuple[str, ...], everything: bool, as_json: bool,
    today: date, folder_path: Path | None,
) -> None:  # fmt: skip
    """List what the letters that left disclosed, to whom and why."""
    facts = list_disclosed(opened_records(folder_path), today, brokers, fields, people)
    if as_json:
        screen.show_json([_record(fact) for fact in facts])
        return
    if (width := screen.width()) is None:
        _show_records(facts)
    else:
        drawings = [partial(_drawn, facts, width, rows) for rows in _BRIEFER]
        screen.show_lines(drawings[0]() if everything else screen.fitted(drawings))
    letters = screen.count(len({fact.letter for fact in facts}), "letter")
    details = screen.count(len(facts), "detail")
    screen.say(f"{details} disclosed in {letters}" if facts else "nothing is disclosed: no letter has left")


def _show_records(facts: Iterable[Told]) -> None:
    """A line for what was told for the same reason, for a file or a pipe."""
    rows: dict[tuple[str, ...], list[str]] = {}
    for fact in facts:
        rows.setdefault((fact.field, fact.value, fact.person, fact.why), []).append(
            with_others(fact.broker, fact.covers)
        )
    screen.table(
        [(field, words, person, why, ", ".join(sorted(set(to)))) for (field, words, person, why), to in rows.items()],
        ("what", "value", "about", "why", "told to"),
    )


def _drawn(facts: Sequence[Told], width: int, rows: int | None) -> list[Line]:
    """What the same brokers were told together, for each person."""
    lines: list[Line] = []
    for person in dict.fromkeys(fact.person for fact in facts):
        told: dict[tuple[str, str, str], dict[str, None]] = {}
        for fact in facts:
            if fact.person == person:
                to_whom = with_others(fact.broker, fact.covers)
                told.setdefault((fact.field, fact.value, fact.why), {})[to_whom] = None
        lines += [("", ""), (f"about {person}", "bold")] if lines else [(f"about {person}", "bold")]
        for brokers in dict.fromkeys(tuple(sorted(to)) for to in told.values()):
            for (field, words, why), to in told.items():
                if tuple(sorted(to)) == brokers:
                    lines += [(line, "") for line in wrapped(f"{field}: {words} ({why})", width, 2, 2)]
            heading = f"to {screen.count(len(brokers), 'broker')}: "
            lines += [(line, "dim") for line in listed(brokers, width, 6, rows, heading)]
    return lines


def _record(fact: Told) -> dict[str, object]:
    return {
        "person": fact.person,
        "broker": fact.broker,
        "covers": list(fact.covers),
        "field": fact.field,
        "value": fact.value,
        "why": fact.why,
        "on": fact.on,
        "letter": fact.letter,
        "channel": {"kind": fact.by, "to": fact.to},
    }
