"""`mail post --service`: letters for a print service, as files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from unbroker import folder as folders
from unbroker.actions import print_run, print_service
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import opened
from unbroker.paper import service as services
from unbroker.planning.plan import Selection

R = TypeVar("R")


def serving(command: Callable[..., R]) -> Callable[..., R | int]:
    """Add --service, which hands the letters to a print service, as files, instead of printing them."""

    @click.option("--service", metavar="NAME", help="Make files for a print service instead: lob, pingen, or your own.")
    @wraps(command)
    def wrapped(*, service: str | None, selection: Selection, dry_run: bool, **options: Any) -> R | int:
        if service is None:
            return command(selection=selection, dry_run=dry_run, **options)
        known = services.load(folders.letter_folders(opened(options["folder"]).path))
        wanted = replace(selection, sheet=services.choose(known, service).sheet)
        if dry_run:
            return command(selection=wanted, dry_run=True, **options)
        return _hand_over(service, known[service], wanted, **options)

    return wrapped


def _hand_over(
    name: str, service: services.Service, selection: Selection, *, follow: bool, no_press: bool, out: Path | None,
    as_json: bool, today: date, folder: Path | None, **_: Any,
) -> int:  # fmt: skip
    own = print_service.unmoved(opened(folder))
    with own.ledger.hold():
        refused = partial(print_service.refused, own, service)
        now = partial(datetime.now, UTC)
        posted = print_run.post(own, selection, today, now, follow=follow, in_full=no_press, refused=refused)
        sealing = [*screen.progress(posted.sealing, len(posted), "letters")]
        made = print_service.hand_over(own, name, service, out or own.outbox)
    outcomes = [*(one for one in sealing if one.problems), *made.outcomes]
    failed = [one for one in outcomes if one.problems]
    if as_json:
        screen.show_json(
            [
                {
                    "letter": one.letter,
                    "broker": one.broker,
                    "result": one.result,
                    "run": one.run,
                    "path": str(one.path) if one.path else None,
                    "problem": "; ".join(map(str, one.problems)) or None,
                }
                for one in outcomes
            ]
        )
    else:
        for path in made.lists:
            screen.show(files.shown(path))
    for said in dict.fromkeys(str(problem) for one in failed for problem in one.problems):
        screen.say(said)
    left = f", {len(failed)} failed" if failed else ""
    screen.say(f"{screen.count(len(outcomes) - len(failed), 'letter')} measured and copied for {service.title}{left}")
    if made.elsewhere:
        others = screen.count(made.elsewhere, "letter")
        screen.say(f"{others} on another sheet wait too: `unbroker mail post` prints what waits")
    for run in dict.fromkeys(one.run for one in outcomes if not one.problems):
        screen.say(f"nothing was sent; once {service.title} has mailed them: `unbroker mail left {run}`")
    return 1 if failed or not outcomes else 0
