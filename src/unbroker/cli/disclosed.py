"""`disclosed`: who was told what about you."""

from datetime import date
from pathlib import Path

import click

from unbroker.actions.status import disclosed as list_disclosed
from unbroker.cases.channel_health import Told
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened_records


@click.command(short_help="Who was told what about you.")
@click.argument("brokers", nargs=-1, metavar="[BROKER]...")
@click.option("--field", "fields", multiple=True, metavar="FIELD", help="Only this, as in phone or address.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only about this person.")
@common
def disclosed(
    *, brokers: tuple[str, ...], fields: tuple[str, ...], people: tuple[str, ...], as_json: bool, today: date,
    folder_path: Path | None,
) -> None:  # fmt: skip
    """List what letters that left have told to whom, and why."""
    facts = list_disclosed(opened_records(folder_path), today, brokers, fields, people)
    if as_json:
        screen.show_json([_record(fact) for fact in facts])
        return
    rows: dict[tuple[str, ...], list[str]] = {}
    for fact in facts:
        rows.setdefault((fact.field, fact.value, fact.person, fact.why), []).append(fact.broker)
    screen.table(
        [(field, words, person, why, ", ".join(sorted(set(to)))) for (field, words, person, why), to in rows.items()],
        ("what", "value", "about", "why", "told to"),
        wraps={1, 3},
    )
    screen.say(f"{len(facts)} things told in {len({fact.letter for fact in facts})} letters")


def _record(fact: Told) -> dict[str, object]:
    return {
        "person": fact.person,
        "broker": fact.broker,
        "field": fact.field,
        "value": fact.value,
        "why": fact.why,
        "on": fact.on,
        "letter": fact.letter,
        "channel": {"kind": fact.by, "to": fact.to},
    }
