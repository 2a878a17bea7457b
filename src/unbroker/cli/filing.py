"""`casefile`: what the books say, on paper for somebody else."""

from datetime import date
from pathlib import Path

import click

from unbroker import __version__, filing
from unbroker.base import files
from unbroker.cli import screen
from unbroker.cli.options import common, opened
from unbroker.filing import Filed


@click.command(short_help="Everything about one request in one PDF, as a regulator wants it.")
@click.argument("case", metavar="CASE")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it here, not to the outbox.")
@common
def casefile(*, case: str, out: Path | None, as_json: bool, today: date, folder: Path | None) -> int:
    """Write what was asked, what happened and what the law says, with all letters and replies attached.

    CASE is a reference, a broker's slug, or either with a right; the file is about the whole request. Notes of your
    own are left out. A file that is lost is named in it, and the exit code is 1.
    """
    own = opened(folder)
    made = filing.case_file(own, case, today, __version__)
    opening = made.case.opening
    path = out or own.outbox / f"casefile-{opening.broker}-{opening.reference}.pdf"
    files.make_folder(path.parent)
    files.write(path, made.pdf)
    if as_json:
        screen.show_json(_record(path, made))
    else:
        screen.show(files.shown(path))
        _tell(made)
    return 1 if made.case.lost else 0


def _tell(made: Filed) -> None:
    for one in made.case.lost:
        screen.say(f"exhibit {one.number}, {one.told}: {one.lost} (restore evidence/{one.sha256} from a copy)")
    for lacks, remedy in made.lacks:
        screen.say(f"no complaint is filled in: {lacks}{f' ({remedy})' if remedy else ''}")
    attached = sum(one.content is not None for one in made.case.exhibits)
    notes = f"; {screen.count(made.case.notes, 'note')} of your own left out" if made.case.notes else ""
    screen.say(f"{screen.count(attached, 'exhibit')} attached{notes}; ledger head {made.case.head}")


def _record(path: Path, made: Filed) -> dict[str, object]:
    return {
        "path": str(path),
        "reference": made.case.opening.reference,
        "head": made.case.head,
        "exhibits": [
            {
                "number": one.number,
                "name": one.name,
                "media_type": one.media_type,
                "sha256": one.sha256,
                "lost": one.lost,
            }
            for one in made.case.exhibits
        ],
        "complaint": None if made.lacks else True,
        "lacks": [{"lacks": lacks, "remedy": remedy} for lacks, remedy in made.lacks],
    }
