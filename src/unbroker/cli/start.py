"""`demo`, `init` and `check`."""

import os
from datetime import date
from pathlib import Path

import click

from unbroker import check as checks
from unbroker import demo as example
from unbroker import folder as folders
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.base.places import check as check_territory
from unbroker.cli import screen
from unbroker.cli.letters import show_plan, write_previews
from unbroker.cli.options import common
from unbroker.facts import profile as profiles
from unbroker.plan import Selection, plan


@click.command(short_help="Show everything with two made-up people; sends nothing.")
@click.argument("directory", type=click.Path(path_type=Path), default=Path("unbroker-demo"), metavar="[DIR]")
@common
def demo(*, directory: Path, as_json: bool, today: date, folder: Path | None) -> int:
    """Make a folder for a made-up Californian and a made-up German, plan their letters and write previews."""
    folders.make(directory, example.PROFILE, example.SETTINGS)
    own = folders.open_folder(directory)
    made = plan(own.known, Selection(despite_drop=True), today)
    outcomes = write_previews(own, made, None)
    paths = [outcome.path for outcome in outcomes if outcome.path]
    if as_json:
        screen.show_json([str(path) for path in paths])
    else:
        show_plan(made, why=False)
        screen.show()
        screen.show(f"{len(paths)} letters are in {own.outbox / 'previews'}, as PDF and as text:", "bold")
        for path in paths[:3]:
            screen.show(f"  {path}")
        screen.show("All of it is a specimen: the people do not exist, and nothing was sent.")
        screen.show()
        screen.show("to start in earnest: `unbroker init my-letters`", "bold")
    failed = [problem for outcome in outcomes for problem in outcome.problems]
    for problem in failed:
        screen.say(str(problem))
    return 1 if failed else 0


@click.command(short_help="Make the folder in which your letters live.")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", metavar="NAME", help="Your name: every broker that you write to will see it.")
@click.option("--residence", metavar="CODE", help="Where you live, as in US-CA or DE: every broker will see it.")
@click.option("--city", metavar="CITY", help="Your city: brokers that you write to by e-mail will see it.")
@click.option("--email", metavar="ADDRESS", help="Where answers shall go: brokers that you e-mail will see it.")
@click.option("--pack", "packs", multiple=True, metavar="PACK", help="The brokers to write to; nobody else sees this.")
@click.option("--street", metavar="LINE", help="Return address: only brokers that you post letters to will see it.")
@click.option("--postal-code", metavar="CODE", help="Return address, postal code.")
@common
def init(
    *,
    directory: Path,
    as_json: bool,
    today: date,
    folder: Path | None,
    **answers: str | tuple[str, ...] | None,
) -> None:
    """Make a new folder with your profile, after five questions and an optional one.

    What is given as an option is not asked for.
    """
    if directory.exists():
        raise DirectoryExists(directory)
    asked = _ask(answers)
    text = example.profile_text(asked)
    _, problems = profiles.parse(text, "your answers")
    if problems:
        raise ProblemsFound(problems)
    folders.make(directory, text, example.SETTINGS)
    if as_json:
        screen.show_json({"path": str(directory.resolve())})
        return
    screen.show(f"{directory} is yours: profile.yaml holds your answers, and you may edit it at any time")
    screen.show(f"next: `cd {directory}`, then `unbroker plan`")


@click.command(short_help="List everything that is wrong in your files and ours.")
@common
def check(*, as_json: bool, today: date, folder: Path | None) -> int:
    """Look through the registry, the laws and letters, and your folder if there is one."""
    try:
        own = folders.find(folder, os.environ, Path.cwd())
    except folders.NoFolder:
        if folder is not None:
            raise
        own = None
    problems = list(checks.check(own, today))
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
    screen.say(f"{len(errors)} errors, {len(problems) - len(errors)} warnings")
    return 1 if errors else 0


class DirectoryExists(UserError):  # noqa: N818 - the sentence is the name
    """`init` never writes into a folder that exists."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already (choose another name; a new folder is always made)")


def _ask(answers: dict[str, str | tuple[str, ...] | None]) -> dict[str, str | tuple[str, ...] | None]:
    """Put the questions that no option has answered; on a pipe, a missing answer is wrong usage."""
    asked = dict(answers)
    questions = {
        "name": "Your name, as brokers know it (every broker that you write to will see it)",
        "residence": "Where you live: country, and state in the US, as in US-CA or DE (every broker will see it)",
        "city": "Your city (brokers that you e-mail will see it)",
        "email": "An e-mail address for answers, best one made for this (brokers that you e-mail will see it)",
    }
    complete = all(asked[key] for key in questions)
    for key, question in questions.items():
        if not asked[key]:
            asked[key] = click.prompt(question, err=True)
    check_territory(str(asked["residence"]))
    if not asked["packs"]:
        question = "Packs of brokers, with commas between (nobody else sees this)"
        given = "discussion" if complete else click.prompt(question, default="discussion", err=True)
        asked["packs"] = tuple(pack.strip() for pack in given.split(",") if pack.strip())
    if not asked["street"] and not complete:
        question = (
            "Street of your return address, only if you post letters (only those brokers will see it; Enter for none)"
        )
        asked["street"] = click.prompt(question, default="", show_default=False, err=True) or None
    if asked["street"] and not asked["postal_code"]:
        asked["postal_code"] = click.prompt("Its postal code", err=True)
    return asked
