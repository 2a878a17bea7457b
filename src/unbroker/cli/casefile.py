"""`casefile`: everything about one request in one PDF."""

from datetime import date
from pathlib import Path

import click

from unbroker import __version__
from unbroker.actions.documents import Filed, do_casefile, plan_casefile
from unbroker.actions.record_event import name_of
from unbroker.base import files
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common


@click.command(short_help="Make one PDF of everything about a request, for a regulator.")
@click.argument("case", metavar="CASE", shell_complete=completing.requests)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write to this file instead of the outbox."
)
@click.option("--for", "people", multiple=True, metavar="PERSON", help="The person whose request it is.")
@common
def casefile(
    *, case: str, out: Path | None, people: tuple[str, ...], as_json: bool, today: date, folder_path: Path | None
) -> int:
    """Write a case file: what was asked, what happened and what the law says, with all letters and replies attached.

    CASE is a reference, a broker's slug, or either with a right; the case file covers the whole request. Your own notes
    are left out. If a file is missing from the evidence, the case file says so, and the exit code is 1.
    """
    folder = opened(folder_path, strangers_may_be=True)
    name = name_of(folder.records, case, today, people)
    filed = plan_casefile(folder, name, today, __version__)
    path = do_casefile(folder, filed, out)
    if as_json:
        screen.show_json(_record(path, filed))
    else:
        screen.show(files.shown(path))
        _tell(filed)
    return 1 if filed.case.lost else 0


def _tell(filed: Filed) -> None:
    for exhibit in filed.case.lost:
        screen.say(
            f"exhibit {exhibit.number}, {exhibit.title}: {exhibit.lost} (restore evidence/{exhibit.sha256} from a copy)"
        )
    for lacks, remedy in filed.lacks:
        screen.say(f"the complaint is not filled in: {lacks}{f' ({remedy})' if remedy else ''}")
    if not filed.lacks and filed.case.sealed_complaint is None:
        deed = "filed the complaint" if filed.case.opening.binding else "asked the regulator"
        screen.say(f"once you have {deed}: `unbroker track {filed.case.opening.reference} complained`")
    attached = sum(exhibit.content is not None for exhibit in filed.case.exhibits)
    notes = f"; {screen.count(filed.case.notes, 'note')} of your own left out" if filed.case.notes else ""
    screen.say(f"{screen.count(attached, 'exhibit')} attached{notes}; ledger head {filed.case.head}")


def _record(path: Path, filed: Filed) -> dict[str, object]:
    return {
        "path": path,
        "reference": filed.case.opening.reference,
        "head": filed.case.head,
        "exhibits": [
            {
                "number": exhibit.number,
                "name": exhibit.name,
                "media_type": exhibit.media_type,
                "sha256": exhibit.sha256,
                "lost": exhibit.lost,
            }
            for exhibit in filed.case.exhibits
        ],
        "complaint": None if filed.lacks else True,
        "lacks": [{"lacks": lacks, "remedy": remedy} for lacks, remedy in filed.lacks],
    }
