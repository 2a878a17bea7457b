"""What goes with a mailing by post: the test sheet of `mail post`, `mail labels` and `mail certificate`."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from unbroker import folder as folders
from unbroker.actions import labels as labelling
from unbroker.actions.labels import Labelled
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened
from unbroker.paper import label_sheets as stickers
from unbroker.paper import sheet
from unbroker.planning.plan import Selection

R = TypeVar("R")


def trying(command: Callable[..., R]) -> Callable[..., R | int]:
    """Add --test-sheet, which writes a test sheet instead of what the command does."""

    @click.option("--test-sheet", is_flag=True, help="Instead: print the windows, to hold against an envelope.")
    @wraps(command)
    def wrapped(
        *, test_sheet: bool, selection: Selection, out: Path | None, folder: Path | None, as_json: bool, **options: Any
    ) -> R | int:
        if test_sheet:
            return _test_sheet(selection.sheet, out, folder, as_json=as_json)
        return command(selection=selection, out=out, folder=folder, as_json=as_json, **options)

    return wrapped


def _test_sheet(name: str | None, out: Path | None, folder: Path | None, *, as_json: bool) -> int:
    own = opened(folder)
    home = own.profile.people[0]
    country = home.address.country if home.address else home.residence.code[:2]
    paper = sheet.choose(own.sheets, country, name or own.settings.sheet)
    nudge = own.settings.nudge
    path = labelling.test_sheet(paper, nudge, own.templates, out or own.outbox)
    if as_json:
        screen.show_json({"sheet": paper.name, "nudge": {"x": nudge.x, "y": nudge.y}, "path": str(path)})
        return 0
    screen.show(files.shown(path))
    doubt = sheet.leaves(paper, nudge)
    if doubt is not None:
        screen.say(str(doubt))
    settings = files.shown(own.path / "settings.yaml")
    screen.say("print it at actual size, fold it at the marks, and hold it against the window")
    screen.say(f"by how many millimetres your printer misses goes into {settings}: nudge: {{x: 0.0, y: 0.0}}")
    screen.say("x moves everything to the right, y down; the page says how to measure them")
    return 0


@click.command()
@click.argument("names", nargs=-1, metavar="[RUN|CASE|BROKER]...")
@click.option("--labels", "kind", default="5160", show_default=True, metavar="SHEET", help="The sheet of labels.")
@click.option("--start", default=1, show_default=True, metavar="N", help="The first free label, counted in rows.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the PDF here.")
@common
def labels(
    *, names: tuple[str, ...], kind: str, start: int, out: Path | None, as_json: bool, today: date, folder: Path | None
) -> int:
    """Print the addresses of a run on sticky labels, in the order of its letters.

    Without a name: of all letters by post that wait to leave. Sheets are 5160, 5163, L7160, L7163 and 3474.
    """
    own = opened(folder)
    chosen = stickers.choose(stickers.load(folders.letter_folders(own.path)), kind)
    path = out or own.outbox / f"labels-{chosen.name}.pdf"
    made = labelling.write_labels(own, labelling.articles(own, names, today), chosen, start, path)
    failed = [one for one in made if one.problems]
    if as_json:
        screen.show_json([_record(one, path) for one in made])
    elif len(failed) < len(made):
        screen.show(files.shown(path))
    for said in dict.fromkeys(str(problem) for one in failed for problem in one.problems):
        screen.say(said)
    pages = max((one.page or 0 for one in made), default=0)
    left = f", {len(failed)} failed" if failed else ""
    screen.say(f"{screen.count(len(made) - len(failed), 'label')} on {screen.count(pages, 'sheet')}{left}")
    return 1 if failed else 0


@click.command()
@click.argument("names", nargs=-1, metavar="[RUN|CASE|BROKER]...")
@click.option("--postage", metavar="SUM", help="What each letter costs, to be printed in its row.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the PDF here.")
@common
def certificate(
    *, names: tuple[str, ...], postage: str | None, out: Path | None, as_json: bool, today: date, folder: Path | None
) -> int:
    """List the letters of a run for the post office to stamp: a certificate of mailing.

    Without a name: all letters by post that wait to leave. Take it along with the letters, and file the stamped copy.
    """
    own = opened(folder)
    wanted = labelling.articles(own, names, today)
    path = out or own.outbox / "certificate.pdf"
    listed = labelling.certificate(own, wanted, postage, today, path)
    if as_json:
        screen.show_json({"letters": listed, "path": str(path)})
        return 0
    screen.show(files.shown(path))
    screen.say(f"{screen.count(listed, 'letter')} listed")
    return 0


def _record(one: Labelled, path: Path) -> dict[str, object]:
    return {
        "letter": one.article.letter,
        "broker": one.article.broker,
        "result": one.result,
        "run": one.article.run,
        "sheet": one.page,
        "position": one.position,
        "path": str(path) if one.result == "made" else None,
        "problem": "; ".join(map(str, one.problems)) or None,
    }
