"""`brokers list` and `brokers packs`."""

from datetime import date
from pathlib import Path

import click

from unbroker.cli.brokers import loaded
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common


@click.command(name="list")
@click.option("--pack", metavar="PACK", help="Only the brokers of this pack.")
@common
def list_brokers(*, as_json: bool, today: date, folder_path: Path | None, pack: str | None) -> None:
    """List the brokers."""
    registry = loaded.registry(folder_path)
    chosen = registry.outlines_in_packs([pack]) if pack else tuple(registry.outlines.values())
    if as_json:
        shown = loaded.shown_by_letters(folder_path, today)
        screen.show_json([loaded.record(registry.brokers[each.slug], shown, today) for each in chosen])
        return
    rows = [
        (each.slug, each.name, each.kind, " ".join(each.ways) or "no address", ", ".join(each.groups))
        for each in chosen
    ]
    screen.table(rows, ("slug", "name", "kind", "by", "packs"), indent=0)
    screen.say(f"{len(chosen)} brokers; `unbroker brokers show SLUG` shows one in full")


@click.command(name="packs")
@common
def list_packs(*, as_json: bool, today: date, folder_path: Path | None) -> None:
    """List the packs: groups of brokers to write to together."""
    packs = loaded.registry(folder_path).known_packs
    if as_json:
        screen.show_json([{"pack": pack, "brokers": count, "what": what} for pack, (count, what) in packs.items()])
        return
    rows = [(pack, str(count), what) for pack, (count, what) in packs.items()]
    screen.table(rows, ("pack", "brokers", "what"), indent=0)
