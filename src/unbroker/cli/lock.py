"""`lock`: the folder under a passphrase."""

import os
from datetime import date
from pathlib import Path

import click

from unbroker import location
from unbroker.actions.lock import LockPlan, NotLocked, do_change_secret, do_lock, plan_lock
from unbroker.base import files, store
from unbroker.base.crypto import Key, new_recovery_key
from unbroker.cli.terminal import passphrase, screen
from unbroker.cli.terminal.options import common
from unbroker.paper import recovery_sheet
from unbroker.writing.template import Templates


@click.command(short_help="Lock the folder, so that a thief of the disk can read nothing.")
@click.option(
    "--recovery",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the recovery key to this PDF, to be printed, instead of showing it.",
)
@click.option("--change", is_flag=True, help="Change the passphrase and the recovery key of a locked folder.")
@click.option("--keyring", is_flag=True, help="Also store the passphrase in this machine's keyring.")
@common
def lock(
    *, recovery: Path | None, change: bool, keyring: bool, as_json: bool, today: date, folder_path: Path | None
) -> None:
    """Lock the folder: its files under a passphrase, their names and sizes hidden. Every command works in it as before.

    A recovery key is shown once. Whoever has neither it nor the passphrase can never read the folder again.
    """
    path = location.find(folder_path, os.environ, Path.cwd())
    if change and not store.is_locked(path):
        raise NotLocked(path)
    opens: Key | LockPlan = passphrase.opened_key(path)[0] if change else plan_lock(path)
    secret, recovery_key = passphrase.new_secret(path), new_recovery_key()
    if recovery is not None:
        words = Templates.of([files.packaged("letters")])
        files.write(recovery, recovery_sheet.draw(recovery_key.text, path.resolve().name, today, words))
    if isinstance(opens, Key):
        do_change_secret(path, opens, secret, recovery_key)
    else:
        with screen.progress("files") as on_progress:
            changed = do_lock(opens, secret, recovery_key, on_progress)
        for place in changed:
            screen.say(
                f"{files.shown(place)} was changed meanwhile and stays plain: `unbroker edit` takes in what is new"
            )
    if keyring:
        passphrase.keep(path, secret)
    shown = None if recovery else recovery_key.text
    if as_json:
        screen.show_json({"path": path, "recovery_key": shown, "sheet": recovery})
        return
    _tell(path, None if isinstance(opens, Key) else opens, shown, recovery)


def _tell(path: Path, plan: LockPlan | None, key: str | None, sheet: Path | None) -> None:
    screen.say(f"{files.shown(path)} has a new passphrase" if plan is None else f"{files.shown(path)} is locked")
    if key is not None:
        screen.say("the recovery key opens it without the passphrase; it is shown this once, so write it down:")
        screen.show(key)
    else:
        screen.say(f"the recovery key is in {sheet}: print it, keep it away from this computer, and delete the file")
    for name in plan.stays if plan else ():
        screen.say(f"{name} belongs to another program and stays as it is: see whether it has copies of your files")
    if plan:
        screen.say("older copies stay readable: backups, trash, snapshots, and what the disk has not yet written over")
