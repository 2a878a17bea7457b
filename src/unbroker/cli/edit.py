"""`edit`: a file of the folder in the user's editor."""

import os
from datetime import date
from pathlib import Path

import click

from unbroker.actions.edit_file import EditPlan, do_discard, do_take_back, do_take_out, plan_edit
from unbroker.base import files, store
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, found


@click.command(short_help="Edit a file of the folder, locked or not.")
@click.argument("file", metavar="FILE")
@common
def edit(*, file: str, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Open profile.yaml, settings.yaml, brokers.yaml or a file in letters/ in your editor ($VISUAL, else $EDITOR).

    In a locked folder the editor gets a plain copy, in memory where the system has such a place; it is taken back and
    removed when the editor closes.
    """
    folder = found(folder_path)
    plan = plan_edit(folder, file)
    if not store.is_locked(folder):
        files.make_folder(plan.path.parent)
        click.edit(filename=str(plan.path))
        _tell(plan.path, as_json=as_json, changed=_now(plan) != plan.content)
        return
    copy = do_take_out(plan, os.environ)
    try:
        click.edit(filename=str(copy))
    except BaseException:
        do_discard(plan, copy)
        raise
    edited = do_take_back(plan, copy)
    if edited.path != plan.path:
        screen.say(f"{file} was changed by another command meanwhile: your text is in {edited.path.name}, beside it")
    _tell(edited.path, as_json=as_json, changed=edited.changed)


def _now(plan: EditPlan) -> bytes | None:
    return files.read_bytes(plan.path) if files.is_file(plan.path) else None


def _tell(path: Path, *, as_json: bool, changed: bool) -> None:
    if as_json:
        screen.show_json({"path": path, "changed": changed})
        return
    became = "saved" if changed else "unchanged" if files.is_file(path) else "not made: nothing was saved"
    screen.show(f"{files.shown(path)} is {became}")
    if changed:
        screen.say("next: `unbroker check` finds mistakes in it")
