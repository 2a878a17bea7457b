"""`unlock`: a plain folder again."""

import os
from datetime import date
from pathlib import Path

import click

from unbroker import location
from unbroker.actions.lock import NotLocked, do_unlock
from unbroker.base import files, store
from unbroker.cli.terminal import passphrase, screen
from unbroker.cli.terminal.options import common


@click.command(short_help="Make a plain folder of a locked one.")
@common
def unlock(*, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Make a plain folder of a locked one: its files come back under their names, for anybody who has the disk."""
    path = location.find(folder_path, os.environ, Path.cwd())
    if not store.is_locked(path):
        raise NotLocked(path)
    with passphrase.unlocked(path) as key, screen.progress("files") as on_progress:
        count = do_unlock(path, key, on_progress)
    if as_json:
        screen.show_json({"path": path, "files": count})
        return
    screen.show(f"{files.shown(path)} is plain: whoever has the disk can read it")
