"""`casefile` and `report`: what the books say, on paper for somebody to read."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import click

from unbroker import __version__
from unbroker.actions import documents
from unbroker.actions.documents import Accounted, Filed
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened
from unbroker.folder import Folder
from unbroker.reports.report import FATES, Tally


@click.command(short_help="Everything about one request in one PDF, as a regulator wants it.")
@click.argument("case", metavar="CASE")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it here, not to the outbox.")
@common
def casefile(*, case: str, out: Path | None, as_json: bool, today: date, folder: Path | None) -> int:
    """Write what was asked, what happened and what the law says, with all letters and replies attached.

    CASE is a reference, a broker's slug, or either with a right; the file is about the whole request. Notes of your
    own are left out. A file that is lost is named in it, and the exit code is 1.
    """
    path, made = write_casefile(opened(folder), case, today, out)
    if as_json:
        screen.show_json(_record(path, made))
    else:
        screen.show(files.shown(path))
        _tell(made)
    return 1 if made.case.lost else 0


@click.command(short_help="What became of all requests, with charts.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Put the files here, not into the outbox.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only on requests of this person.")
@common
def report(*, out: Path | None, people: tuple[str, ...], as_json: bool, today: date, folder: Path | None) -> None:
    """Write report.html and report.pdf: asked, answered, refused and late, by law and by broker, with charts."""
    paths, made = write_report(opened(folder), people, today, out)
    total = made.report.total
    if as_json:
        laws, brokers = made.report.by_law, made.report.by_broker
        screen.show_json(
            {
                "paths": paths,
                "head": made.report.head,
                **_counts(total),
                "by_law": [{"law": one.name, **_counts(one)} for one in laws],
                "by_broker": [{"broker": one.name, **_counts(one)} for one in brokers],
            }
        )
        return
    for path in paths:
        screen.show(files.shown(path))
    screen.say(f"{screen.count(total.asked, 'case')}: {total.answered} answered, {total.late} late")


def write_casefile(own: Folder, case: str, today: date, out: Path | None = None) -> tuple[Path, Filed]:
    """Write it, into the outbox if no other place is named; answers where it is, and what it is."""
    made = documents.case_file(own, case, today, __version__)
    opening = made.case.opening
    path = out or own.outbox / f"casefile-{opening.broker}-{opening.reference}.pdf"
    files.make_folder(path.parent)
    files.write(path, made.pdf)
    return path, made


def write_report(
    own: Folder, people: Collection[str], today: date, out: Path | None = None
) -> tuple[tuple[Path, Path], Accounted]:
    """Write both of its files, into the outbox if no other folder is named; answers where they are, and what."""
    made = documents.account(own, people, today, __version__)
    place = files.make_folder(out or own.outbox)
    page, paper = place / "report.html", place / "report.pdf"
    files.write(page, made.html.encode())
    files.write(paper, made.pdf)
    return (page, paper), made


def _counts(tally: Tally) -> dict[str, object]:
    fates: dict[str, object] = {fate: tally.fate(fate) for fate in FATES}
    return {"asked": tally.asked, "answered": tally.answered, "is_late": tally.late, "days": tally.typical, **fates}


def _tell(made: Filed) -> None:
    for one in made.case.lost:
        screen.say(f"exhibit {one.number}, {one.told}: {one.lost} (restore evidence/{one.sha256} from a copy)")
    for lacks, remedy in made.lacks:
        screen.say(f"no complaint is filled in: {lacks}{f' ({remedy})' if remedy else ''}")
    if not made.lacks and made.case.sealed_complaint is None:
        screen.say(f"once you have handed the complaint in: `unbroker track {made.case.opening.reference} complained`")
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
