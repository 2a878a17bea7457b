"""`brokers show`."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from unbroker.cases.channel_health import Standing, of_channel
from unbroker.cli.brokers import loaded
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.options import common
from unbroker.facts.filing import Filing
from unbroker.facts.registry import Broker
from unbroker.registry import filed_words


@click.command(name="show", short_help="Show one broker: its addresses, what it filed, its laws.")
@click.argument("slug", metavar="BROKER", shell_complete=completing.brokers)
@common
def show_broker(*, slug: str, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Show one broker: its addresses, their sources, what it filed, and the laws that bind it."""
    broker = loaded.registry(folder_path).get(slug)
    shown = loaded.shown_by_letters(folder_path, today)
    if as_json:
        screen.show_json(loaded.record(broker, shown, today))
        return
    screen.show(broker.name, "bold")
    rows = [
        ("slug", broker.slug),
        ("legal name", broker.legal_name),
        ("also called", ", ".join(broker.also_called)),
        ("sites", ", ".join(broker.domains)),
        ("kind", broker.kind),
        ("packs", ", ".join(broker.groups)),
        ("country", broker.region or broker.country),
        ("status", broker.status if broker.status != "active" else None),
        ("answered by", broker.answered_by),
        ("belongs to", broker.belongs_to),
        ("needs", ", ".join(broker.needs)),
        ("regulated as", ", ".join(broker.regulated)),
        *((f"bound in {reach.territory}", f"{reach.because} ({reach.source})") for reach in broker.reaches),
        ("note", broker.note),
        *(("beware", trap.warning) for trap in broker.traps),
    ]
    screen.table([(name, words) for name, words in rows if words])
    for filing in broker.filed:
        _show_filing(filing)
    screen.show()
    _show_channels(broker, shown, today)


def _show_filing(filing: Filing) -> None:
    screen.show()
    screen.show(f"  {filed_words.head(filing)}")
    for line in filed_words.lines(filing):
        screen.show(f"    {line}")


def _show_channels(broker: Broker, shown: Mapping[str, Standing], today: date) -> None:
    for channel in broker.channels:
        meant = f"; for people in {', '.join(channel.serves)}" if channel.serves else ""
        screen.show(f"  {channel.kind:6} {channel.to}")
        dated = f", {channel.dated}" if channel.dated else ""
        stands = of_channel(shown, channel, today)
        screen.show(f"         {channel.source}{dated}; tier {channel.tier}{meant}; {stands}", "dim")
        if channel.note:
            screen.show(f"         {channel.note}", "dim")
    if not broker.channels:
        screen.show("  no address is known")
