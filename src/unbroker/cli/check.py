"""`check`: everything that is wrong in your files and ours."""

import os
from datetime import date
from pathlib import Path

import click

from unbroker.actions.check import check as list_problems
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, found_or_none


@click.command(short_help="List every error in your files and ours.")
@click.option("--packaged", is_flag=True, help="Also list what is old or doubtful in the packaged data.")
@common
def check(*, packaged: bool, as_json: bool, today: date, folder_path: Path | None) -> int:
    """Check your folder, if there is one, the registry, the laws and the letters.

    --packaged adds what is old or doubtful in the packaged data, for those who maintain it.
    """
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
