"""`brokers list` and `brokers show`."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from unbroker import folder as folders
from unbroker.actions.new_folder import known_packs
from unbroker.base.errors import ProblemsFound
from unbroker.cases.channel_health import Standing, of_channel, standings
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, found_or_none, opened_records
from unbroker.facts.registry import Broker, Registry


@click.group(short_help="List the brokers, or show one.")
def brokers() -> None:
    """The registry: who they are and how to reach them."""


@brokers.command(name="list")
@click.option("--pack", metavar="PACK", help="Only the brokers of this pack.")
@common
def list_brokers(*, as_json: bool, today: date, folder_path: Path | None, pack: str | None) -> None:
    """List the brokers."""
    registry = _registry(folder_path)
    chosen = registry.in_packs([pack]) if pack else tuple(registry.brokers.values())
    if as_json:
        shown = _shown(folder_path, today)
        screen.show_json([_record(broker, shown, today) for broker in chosen])
        return
    rows = [(b.slug, b.name, b.kind, " ".join(_ways(b)) or "no address", ", ".join(b.packs)) for b in chosen]
    screen.table(rows, ("slug", "name", "kind", "by", "packs"), indent=0)
    screen.say(f"{len(chosen)} brokers; `unbroker brokers show SLUG` shows one in full")


@brokers.command(name="packs")
@common
def list_packs(*, as_json: bool, today: date, folder_path: Path | None) -> None:
    """List the packs: groups of brokers to write to together."""
    packs = known_packs(_registry(folder_path))
    if as_json:
        screen.show_json([{"pack": pack, "brokers": count, "what": what} for pack, (count, what) in packs.items()])
        return
    rows = [(pack, str(count), what) for pack, (count, what) in packs.items()]
    screen.table(rows, ("pack", "brokers", "what"), indent=0)


@brokers.command(name="show", short_help="Show one broker: its addresses, their sources, its laws.")
@click.argument("slug", metavar="BROKER")
@common
def show_broker(*, slug: str, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Show one broker: its addresses, their sources, and the laws that bind it."""
    broker = _registry(folder_path).get(slug)
    shown = _shown(folder_path, today)
    if as_json:
        screen.show_json(_record(broker, shown, today))
        return
    screen.show(broker.name, "bold")
    rows = [
        ("slug", broker.slug),
        ("legal name", broker.legal_name),
        ("sites", ", ".join(broker.domains)),
        ("kind", broker.kind),
        ("packs", ", ".join(broker.packs)),
        ("country", broker.region or broker.country),
        ("status", broker.status if broker.status != "active" else None),
        ("answered by", broker.answered_by),
        ("belongs to", broker.belongs_to),
        ("needs", ", ".join(broker.needs)),
        ("regulated as", ", ".join(broker.regulated)),
        *((f"bound in {reach.territory}", f"{reach.because} ({reach.source})") for reach in broker.reaches),
        ("note", broker.note),
    ]
    screen.table([(name, words) for name, words in rows if words])
    screen.show()
    for channel in broker.channels:
        meant = f"; for people in {', '.join(channel.serves)}" if channel.serves else ""
        screen.show(f"  {channel.kind:6} {channel.to}")
        dated = f", {channel.dated}" if channel.dated else ""
        stands = of_channel(shown, channel.to, channel.dated, today)
        screen.show(f"         {channel.source}{dated}; tier {channel.tier}{meant}; {stands}", "dim")
        if channel.note:
            screen.show(f"         {channel.note}", "dim")
    if not broker.channels:
        screen.show("  no address is known")


def _registry(folder_path: Path | None) -> Registry:
    registry, problems = folders.load_registry(found_or_none(folder_path))
    if problems:
        raise ProblemsFound(problems)
    return registry


def _ways(broker: Broker) -> tuple[str, ...]:
    return tuple(dict.fromkeys(channel.kind for channel in broker.channels))


def _shown(folder_path: Path | None, today: date) -> Mapping[str, Standing]:
    """What letters have shown of addresses, where there is a folder with a ledger."""
    try:
        folder = opened_records(folder_path)
    except folders.NoFolder:
        if folder_path is not None:
            raise
        return {}
    return standings(folder.read_docket(today))


def _record(broker: Broker, shown: Mapping[str, Standing], today: date) -> dict[str, object]:
    """The record as the file has it, and the standing of each channel."""
    record = broker.model_dump(mode="json")
    channels = [
        {"kind": c.kind, "to": c.to, "standing": of_channel(shown, c.to, c.dated, today), **d}
        for c, d in zip(broker.channels, record["channels"], strict=True)
    ]
    return {**record, "channels": channels}
