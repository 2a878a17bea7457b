"""`brokers export`."""

from datetime import date
from pathlib import Path

import click

from unbroker.base import files
from unbroker.cli.brokers import loaded
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common
from unbroker.registry.export import FORMATS


@click.command(name="export")
@click.option("--as", "kind", type=click.Choice([*FORMATS]), default="json", help="The shape; JSON if not told.")
@click.option("--pack", metavar="PACK", help="Only the brokers of this pack.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Where to write it.")
@common
def export_brokers(
    *, kind: str, pack: str | None, out: Path | None, as_json: bool, today: date, folder_path: Path | None
) -> None:
    """Write the registry as JSON, as a table, or as records of datenanfragen/data, a record a line."""
    registry = loaded.registry(folder_path)
    chosen = registry.in_packs([pack]) if pack else tuple(registry.brokers.values())
    ending, write = FORMATS[kind]
    path = out or Path(f"brokers.{ending}")
    files.make_folder(path.parent)
    files.write(path, write(chosen).encode(), mode=0o644)
    if as_json:
        screen.show_json({"path": path, "brokers": len(chosen)})
    else:
        screen.show(files.shown(path))
        screen.say(f"{len(chosen)} brokers")
