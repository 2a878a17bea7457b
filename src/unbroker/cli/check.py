"""`check`: everything that is wrong in your files and ours."""

import os
from datetime import date
from pathlib import Path

import click

from unbroker.actions.check import check as list_problems
from unbroker.actions.mend_registry import do_mending, plan_mending
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, found_or_none


@click.command(short_help="List every error in your files and ours.")
@click.option("--packaged", is_flag=True, help="Also list what is old or doubtful in the packaged data.")
@click.option("--fix", is_flag=True, help="With --packaged: correct in brokers.yaml what needs no decision.")
@common
def check(*, packaged: bool, fix: bool, as_json: bool, today: date, folder_path: Path | None) -> int:
    """Check your folder, if there is one, the registry, the laws and the letters.

    --packaged adds what is old or doubtful in the packaged data, for those who maintain it, and what is not written
    there as elsewhere; --fix corrects the latter.
    """
    if fix and not packaged:
        raise click.UsageError("--fix is for the packaged registry: unbroker check --packaged --fix")
    if fix:
        _fix()
    folder = found_or_none(folder_path)
    problems = list(list_problems(folder, today, os.environ, packaged=packaged))
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        screen.show_json(
            [
                {
                    "path": problem.place.path,
                    "line": problem.place.line,
                    "severity": problem.severity,
                    "message": problem.message,
                    "hint": problem.hint,
                }
                for problem in problems
            ]
        )
        return 1 if errors else 0
    for problem in problems:
        screen.show(f"{'' if problem.severity == 'error' else 'warning: '}{problem}")
    warnings = len(problems) - len(errors)
    screen.say(f"{screen.count(len(errors), 'error')}, {screen.count(warnings, 'warning')}")
    return 1 if errors else 0


def _fix() -> None:
    mending = plan_mending(files.packaged("brokers.yaml"))
    do_mending(mending)
    screen.say(f"{screen.count(mending.corrections, 'correction')} in {files.shown(mending.path)}")
