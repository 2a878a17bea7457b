"""`pack`: the folder as one age file."""

import os
from datetime import date
from pathlib import Path

import click

from unbroker import location
from unbroker.actions.pack import do_pack, plan_pack
from unbroker.base import files, store
from unbroker.cli.terminal import passphrase, screen
from unbroker.cli.terminal.options import common


@click.command(short_help="Pack the folder into one file, for a backup or a new computer.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@common
def pack(*, file: Path, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Pack the whole folder into one encrypted file, which `unbroker unpack` and the age program open.

    A locked folder is packed under its own passphrase and stays locked in the file; for a plain one a passphrase is
    asked for.
    """
    path = location.find(folder_path, os.environ, Path.cwd())
    plan = plan_pack(path, file)
    secret = passphrase.opened_key(path)[1] if store.is_locked(path) else passphrase.new_secret(path)
    size = do_pack(plan, secret)
    if as_json:
        screen.show_json({"path": file, "files": len(plan.names), "bytes": size})
        return
    screen.show(files.shown(file))
    screen.say(f"{screen.count(len(plan.names), 'file')}; only this passphrase opens it: try it with `unbroker unpack`")
