"""`unpack`: a folder from what `pack` wrote."""

from datetime import date
from pathlib import Path

import click

from unbroker.actions.pack import do_unpack, plan_unpack
from unbroker.base import files
from unbroker.cli.terminal import passphrase, screen
from unbroker.cli.terminal.options import common


@click.command(short_help="Make a folder of a packed one.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@common
def unpack(*, file: Path, directory: Path, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Make a new folder DIR of a file that `unbroker pack` wrote; a locked one is locked again.

    The passphrase is asked for as for a locked folder.
    """
    plan, _ = passphrase.opening(file, lambda secret: plan_unpack(file, secret, directory))
    do_unpack(plan)
    if as_json:
        screen.show_json({"path": directory, "locked": plan.is_locked, "files": len(plan.contents)})
        return
    state = "locked, under its passphrase" if plan.is_locked else "plain: `unbroker lock` locks it"
    screen.show(f"{files.shown(directory)} is ready, and {state}")
