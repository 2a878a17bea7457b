"""`mail certificate`: a list of letters for the post office to stamp."""

from datetime import date
from pathlib import Path

import click

from unbroker.actions.mailing.labels import do_certificate, plan_certificate
from unbroker.actions.mailing.posted_letters import NothingToLabel
from unbroker.base import files
from unbroker.cli.terminal import outcomes as telling
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common, theirs


@click.command()
@click.argument("names", nargs=-1, metavar="[RUN|CASE|BROKER]...")
@click.option("--postage", metavar="SUM", help="The postage of each letter, printed in its row.")
@theirs
@click.option("--all", "gone", is_flag=True, help="Take letters that have left, too.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the PDF to this file.")
@common
def certificate(
    *,
    names: tuple[str, ...],
    postage: str | None,
    people: tuple[str, ...],
    gone: bool,
    out: Path | None,
    as_json: bool,
    today: date,
    folder_path: Path | None,
) -> int:
    """List the letters of a run for the post office to stamp: a certificate of mailing.

    Without a name, it lists all letters waiting to leave by post. Take it to the post office with the letters, and keep
    the stamped copy.
    """
    folder = opened(folder_path)
    try:
        articles = plan_certificate(folder, names, today, postage=postage, people=people, gone=gone)
    except NothingToLabel as nothing:
        if names:
            raise
        return screen.show_nothing(str(nothing), as_json=as_json)
    path = out or folder.outbox / "certificate.pdf"
    if articles.letters:
        do_certificate(folder, articles.letters, postage, today, path)
    if as_json:
        screen.show_json({"letters": len(articles.letters), "path": path if articles.letters else None})
    elif articles.letters:
        screen.show(files.shown(path))
    telling.say_unreached(articles.missed)
    screen.say(f"{screen.count(len(articles.letters), 'letter')} listed")
    return 1 if articles.missed else 0
