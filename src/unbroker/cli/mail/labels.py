"""`mail labels`: the addresses of a run on sticky labels."""

from datetime import date
from pathlib import Path

import click

from unbroker.actions.mailing.labels import Label, do_labels, plan_labels
from unbroker.actions.mailing.posted_letters import NothingToLabel
from unbroker.base import files
from unbroker.cli.terminal import outcomes as telling
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common, theirs


@click.command()
@click.argument("names", nargs=-1, metavar="[RUN|CASE|BROKER]...")
@click.option("--labels", "kind", metavar="SHEET", help="The label sheet. Default: 5160 on US Letter, L7160 on A4.")
@click.option("--start", default=1, show_default=True, metavar="N", help="The first free label, counted row by row.")
@theirs
@click.option("--all", "gone", is_flag=True, help="Take letters that have left, too.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the PDF to this file.")
@common
def labels(
    *,
    names: tuple[str, ...],
    kind: str | None,
    start: int,
    people: tuple[str, ...],
    gone: bool,
    out: Path | None,
    as_json: bool,
    today: date,
    folder_path: Path | None,
) -> int:
    """Print the addresses of a run on labels, in the order of its letters.

    Without a name, it takes all letters waiting to leave by post. Sheets are 5160, 5163, L7160, L7163 and 3474.
    """
    folder = opened(folder_path)
    try:
        plan = plan_labels(folder, names, kind, start, today, people=people, gone=gone)
    except NothingToLabel as nothing:
        if names:
            raise
        return screen.show_nothing(str(nothing), as_json=as_json)
    path = out or folder.outbox / f"labels-{plan.sheet.name}.pdf"
    written = do_labels(folder, plan, path)
    missed = plan.articles.missed
    failed = [label for label in written if label.problems]
    if as_json:
        screen.show_json([_record(label, path) for label in written])
    elif len(failed) < len(written) or not missed:
        screen.show(files.shown(path))
    for problem in dict.fromkeys(str(problem) for label in failed for problem in label.problems):
        screen.say(problem)
    telling.say_unreached(missed)
    pages = max((label.page or 0 for label in written), default=0)
    failures = len(failed) + len(missed)
    left = f", {failures} failed" if failures else ""
    screen.say(f"{screen.count(len(written) - len(failed), 'label')} on {screen.count(pages, 'sheet')}{left}")
    return 1 if failures else 0


def _record(label: Label, path: Path) -> dict[str, object]:
    return {
        "letter": label.article.letter,
        "broker": label.article.broker,
        "result": label.result,
        "run": label.article.run,
        "sheet": label.page,
        "position": label.position,
        "path": path if label.result == "made" else None,
        "problem": "; ".join(map(str, label.problems)) or None,
    }
