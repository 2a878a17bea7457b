"""`report`: what became of all requests, with charts."""

from datetime import date
from pathlib import Path

import click

from unbroker import __version__
from unbroker.actions.documents import do_report, plan_report
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common
from unbroker.reports.report import FATES, Tally


@click.command(short_help="Report on all requests, with charts.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the files to this folder instead of the outbox.",
)
@click.option("--for", "people", multiple=True, metavar="PERSON", help="Only this person's requests.")
@common
def report(*, out: Path | None, people: tuple[str, ...], as_json: bool, today: date, folder_path: Path | None) -> None:
    """Write report.html and report.pdf: requests, answers, refusals and delays, by law and by broker, with charts."""
    folder = opened(folder_path, strangers_may_be=True)
    pages = plan_report(folder, people, today, __version__)
    paths, figures = do_report(folder, pages, out), pages.report
    total = figures.total
    if as_json:
        screen.show_json(
            {
                "paths": paths,
                "head": figures.head,
                **_counts(total),
                "by_law": [{"law": tally.name, **_counts(tally)} for tally in figures.by_law],
                "by_broker": [{"broker": tally.name, **_counts(tally)} for tally in figures.by_broker],
            }
        )
        return
    for path in paths:
        screen.show(files.shown(path))
    screen.say(f"{screen.count(total.asked, 'case')}: {_spread(total)}")


def _spread(tally: Tally) -> str:
    """How many came to what, so that it adds up."""
    counts = {
        "answered": tally.answered,
        "late without an answer": tally.fate("late"),
        "unanswered, not provably late": tally.fate("silent"),
        "waiting": tally.fate("waiting"),
        "that did not arrive or are closed": tally.fate("over") + tally.fate("undelivered"),
    }
    return "; ".join(f"{count} {words}" for words, count in counts.items() if count or words == "answered")


def _counts(tally: Tally) -> dict[str, object]:
    fates: dict[str, object] = {fate: tally.fate(fate) for fate in FATES}
    return {"asked": tally.asked, "answered": tally.answered, "is_late": tally.late, "days": tally.typical, **fates}
