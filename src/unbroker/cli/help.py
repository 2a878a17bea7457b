"""`help`: what a command does and takes, as `--help` behind it says, too."""

from datetime import date
from pathlib import Path

import click

from unbroker.cli.terminal.options import common, without


@without("today", "folder_path")
@click.command(name="help", short_help="Show what a command does and its options.")
@click.argument("words", nargs=-1, metavar="[COMMAND]...")
@common
@click.pass_context
def help_on(
    context: click.Context, *, words: tuple[str, ...], as_json: bool, today: date, folder_path: Path | None
) -> None:
    """Show the help of COMMAND, as in `unbroker help mail post`; without one, list the commands."""
    context.find_root().command.main([*words, "--help"], prog_name="unbroker", standalone_mode=False)
