"""`open`: plain copies of what is to be printed or sent, out of a locked folder."""

from datetime import date
from pathlib import Path

import click

from unbroker.actions import open_run as opening
from unbroker.actions.open_run import Removed, do_open, do_remove_opened, plan_open
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, found


@click.command("open", short_help="Put what is to be printed or sent out of a locked folder.")
@click.argument("run", metavar="[RUN]", required=False)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Where the copies go. Default: opened/.")
@click.option("--remove", is_flag=True, help="Remove the copies: those of RUN, or all.")
@common
def open_run(
    *, run: str | None, out: Path | None, remove: bool, as_json: bool, today: date, folder_path: Path | None
) -> None:
    """Make plain copies of a run, or of another file of the outbox, to print or to send by hand.

    Without RUN they are listed. Copies are removed when you record that the run left (`unbroker mail left RUN`), or
    with --remove.
    """
    folder = found(folder_path)
    if remove:
        removed = do_remove_opened(folder, run)
        if as_json:
            screen.show_json({"removed": removed.removed, "changed": list(map(str, removed.changed))})
        else:
            say_removed(removed)
        return
    if run is None:
        _list(folder, as_json=as_json)
        return
    paths = do_open(plan_open(folder, run), out)
    if as_json:
        screen.show_json([{"path": path} for path in paths])
    else:
        for path in paths:
            screen.show(files.shown(path))
    screen.say(f"whoever has the disk can read these copies: `unbroker mail left {run}` removes them")


def _list(folder: Path, *, as_json: bool) -> None:
    names = opening.names(folder)
    if as_json:
        screen.show_json([{"run": name} for name in names])
        return
    for name in names:
        screen.show(name)
    screen.say("`unbroker open RUN` makes plain copies of one" if names else "there is nothing in the outbox")


def say_removed(removed: Removed) -> None:
    """What became of plain copies."""
    if removed.removed:
        screen.say(f"removed: {screen.count(removed.removed, 'plain copy')}".replace("copys", "copies"))
    for path in removed.changed:
        screen.say(f"{files.shown(path)} was changed since it was put out: delete it yourself")
