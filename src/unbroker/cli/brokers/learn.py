"""`brokers learn`."""

from datetime import date
from pathlib import Path

import click

from unbroker.actions.learn_contacts import do_learn, plan_learn
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened_records


@click.command(short_help="Tell the project which addresses worked, and nothing of you.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the patch there.")
@common
def learn(*, out: Path | None, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Show what your letters showed of the packaged addresses, as a patch of brokers.yaml for others.

    It says of an address that it answered, works, bounced or refused, and in which month; nothing of you, of your
    letters or of your own records is in it. Nothing is sent: read it, and send it as a pull request if you like.
    """
    contacts = plan_learn(opened_records(folder_path), today)
    path = do_learn(contacts, out) if out is not None and contacts.patch else None
    if as_json:
        lessons = [{"broker": lesson.broker.slug, "to": lesson.to, "seen": lesson.seen} for lesson in contacts.learnt]
        screen.show_json({"path": path, "learnt": lessons})
        return
    if path is not None:
        screen.show(files.shown(path))
    for line in contacts.patch.splitlines() if path is None else ():
        screen.show(line)
    count = screen.count(len(contacts.learnt), "channel")
    screen.say(f"learnt of {count}; nothing of you is in it" if contacts.learnt else "nothing new was learnt")
