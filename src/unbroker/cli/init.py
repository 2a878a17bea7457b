"""`init`: make the folder in which your letters live."""

import os
import shlex
from datetime import date
from pathlib import Path

import click

from unbroker.actions.new_folder import Answers, check_new, do_new_folder, plan_new_folder, questions
from unbroker.base import files, synced
from unbroker.cli.terminal import ask, screen
from unbroker.cli.terminal.options import common, without
from unbroker.registry import compiled

_OPTIONS = {"name": "--name NAME", "residence": "--residence CODE", "city": "--city CITY", "email": "--email ADDRESS"}
"""By answer: the option that a folder cannot be made without."""


@without("today", "folder_path")
@click.command(short_help="Make a folder for your letters.")
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--name", metavar="NAME", help="Your name: every broker that you write to will see it.")
@click.option("--residence", metavar="CODE", help="Where you live, as in California or DE: every broker will see it.")
@click.option("--city", metavar="CITY", help="Your city: brokers that you e-mail will see it.")
@click.option("--email", metavar="ADDRESS", help="Where to send answers: brokers that you e-mail will see it.")
@click.option("--pack", "packs", multiple=True, metavar="PACK", help="The brokers to write to; nobody sees this.")
@click.option("--street", metavar="LINE", help="Return address: only brokers that you post letters to will see it.")
@click.option("--postal-code", metavar="CODE", help="The postal code of the return address.")
@common
def init(
    *, directory: Path, as_json: bool, today: date, folder_path: Path | None, **given: str | tuple[str, ...]
) -> None:
    """Make a new folder with your profile, by asking five questions and an optional one.

    Whatever you give as an option is not asked. Without a terminal, give at least the first four as options.
    """
    answers = Answers(**given)  # type: ignore[arg-type]  # click has read them
    if answers.postal_code and not answers.street:
        raise click.UsageError("--postal-code belongs to a return address: add --street LINE")
    check_new(directory, answers.packs)
    do_new_folder(plan_new_folder(directory, answers if answers.complete else _ask(answers)))
    if as_json:
        screen.show_json({"path": directory})
        return
    screen.show(f"{files.shown(directory)} is ready: profile.yaml holds your answers, and you can edit it at any time")
    if advice := synced.advice(directory, os.environ):
        screen.say(advice)
    screen.show(f"next: `cd {shlex.quote(str(directory))}`, then `unbroker plan`")


def _ask(answers: Answers) -> Answers:
    """Put the questions that no option has answered, each until its answer can be used."""
    packs, given = compiled.of_folder()[0].known_packs, answers
    for field, question in questions().items():
        if getattr(answers, field) or (field == "postal_code" and not answers.street):
            continue
        default = {"packs": "discussion", "street": "", "postal_code": ""}.get(field)
        if field == "packs":
            for pack, (count, what) in packs.items():
                screen.say(f"  {pack}: {screen.count(count, 'broker')}{f', {what}' if what else ''}")
        while True:
            answer = _prompt(question, default, given)
            answers, fault = answers.with_answer(field, answer, packs)
            if fault is None:
                break
            screen.say(fault)
    return answers


def _prompt(question: str, default: str | None, given: Answers) -> str:
    """An answer; where nothing more can come, the options that were not given are named."""
    try:
        return ask.answer(question, "", usual=default).strip()
    except ask.NobodyToAsk as error:
        missing = ", ".join(option for field, option in _OPTIONS.items() if not getattr(given, field))
        raise click.UsageError(f"the input ended before all questions were answered: add {missing}") from error
