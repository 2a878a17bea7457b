"""`letters`: previews as PDF and text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import click

from unbroker import folder as folders
from unbroker.actions import later, print_run, record_event, typeset
from unbroker.actions.typeset import Outcome
from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UnknownName
from unbroker.cases import case_name
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened, selecting
from unbroker.facts import law, regulators
from unbroker.folder import Folder
from unbroker.paper.press import press
from unbroker.planning.plan import Item, Plan, Selection
from unbroker.planning.plan import plan as make_plan
from unbroker.writing.letter import compose
from unbroker.writing.need import CannotSay
from unbroker.writing.request import Step
from unbroker.writing.sample import REFERENCE, at_step, regulators_of
from unbroker.writing.step import NoWords
from unbroker.writing.template import Templates


@click.command(short_help="Write previews of the letters, as PDF and text.")
@selecting
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Put the files here.")
@click.option("--sample", metavar="LAW", help="Instead: all letters of a law for a made-up case; needs no folder.")
@click.option("--step", type=click.Choice(get_args(Step)), metavar="STEP", help="Preview this later letter instead.")
@click.option("--no-press", is_flag=True, help="Lay each letter out in full: slower, and the same picture.")
@common
def letters(
    *,
    selection: Selection,
    out: Path | None,
    sample: str | None,
    step: Step | None,
    no_press: bool,
    as_json: bool,
    today: date,
    folder: Path | None,
) -> int:
    """Write a preview of each letter of the plan, as PDF and as text. No event is recorded, nothing is sent.

    With --step, BROKER names a case: a reference, a slug, or either with a right; its letter quotes what is recorded.
    For a request that is not recorded a past is made up, and the letter is marked as a specimen.
    """
    if sample is not None:
        return _write_sample(sample, out or Path.cwd(), today, as_json=as_json)
    own = opened(folder)
    made = _recorded(own, selection, step, today) if step is not None and selection.brokers else None
    if made is None:
        made = make_plan(own.known, selection, today)
        made = made if step is None else _at_step(own, made, step, selection.brokers)
    outcomes = write_previews(own, made, out, in_full=no_press)
    failed = [outcome for outcome in outcomes if outcome.result == "failed"]
    if as_json:
        screen.show_json([_outcome(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            if outcome.path is not None:
                screen.show(files.shown(outcome.path))
    for problem in dict.fromkeys(str(problem) for outcome in failed for problem in outcome.problems):
        screen.say(problem)
    say_what_became(outcomes, made)
    return 1 if failed or not outcomes else 0


def _write_sample(name: str, out: Path, today: date, *, as_json: bool) -> int:
    """Every letter of a law, from the packaged data alone."""
    packaged = folders.letter_folders()
    laws, problems = law.load(reversed(packaged))
    known, found = regulators.load(reversed(packaged))
    if problems or found:
        raise ProblemsFound([*problems, *found])
    if name not in laws:
        raise UnknownName("law", name, laws, see="see `unbroker laws list`")
    written = print_run.sample(laws[name], known, Templates(packaged), today, out)
    if as_json:
        made = [Outcome(REFERENCE, "", "made", path) for path in written]
        screen.show_json([{**_outcome(one), "broker": None} for one in made])
    else:
        for path in written:
            screen.show(str(path))
    screen.say("a made-up case, for reading: none of these letters may be sent")
    return 0


def _recorded(own: Folder, selection: Selection, step: Step, today: date) -> Plan | None:
    """The letters of a step for recorded cases; None if none of the names is recorded."""
    items: list[Item] = []
    for name in selection.brokers:
        try:
            entries = record_event.find(own.books, name, today)
        except (UnknownName, case_name.NothingRecorded):
            if case_name.parse(name).is_reference:
                raise
            return None
        item = later.later(own, entries, step, selection.sheet)
        number = item.draft.number + sum(
            other.draft.request.reference == item.draft.request.reference for other in items
        )
        items.append(replace(item, draft=replace(item.draft, number=number)))
    return Plan(tuple(items), ())


def _at_step(own: Folder, made: Plan, step: Step, named: Sequence[str]) -> Plan:
    """The plan's letters as they would be at a later step; those that can have no such letter are named with why.

    The state's platform heads a Californian's plan by itself, and is no broker to remind.
    """
    known = later.known_regulators(own)
    items: list[Item] = []
    screen.say(f"the past of these letters is made up, to show how {step!r} would read: they are specimens")
    for item in made.items:
        request = item.draft.request
        if request.broker.kind == "portal" and request.broker.slug not in named:
            continue
        draft = at_step(item.draft, step, regulators_of(request.claim.law, known, request.person))
        try:
            compose(draft, own.templates)
        except CannotSay as error:
            why = "; ".join(f"{need.lacks} ({need.remedy})" for need in error.needs)
            screen.say(f"{request.broker.slug}: no letter of the step {step!r}: {why}")
        except NoWords as error:
            screen.say(f"{request.broker.slug}: {error}")
        else:
            items.append(replace(item, draft=draft))
    return replace(made, items=tuple(items))


def say_what_became(outcomes: Sequence[Outcome], made: Plan) -> None:
    """How many previews were made, how many failed, and who got none."""
    printed = [outcome.laid_out for outcome in outcomes if outcome.path and outcome.path.suffix == ".pdf"]
    if any(printed):
        screen.say(f"press: {press.summary(printed)}")
    failed = sum(outcome.result == "failed" for outcome in outcomes)
    said = f"{screen.count(len(outcomes) - failed, 'preview')} made"
    said += f", {failed} failed" if failed else ""
    written = {(item.draft.request.person.handle, item.draft.request.broker.slug) for item in made.items}
    without = {(left.person.handle, left.broker.slug) for left in made.left_out} - written
    said += f"; {screen.count(len(without), 'broker')} left out: `unbroker plan` says why" if without else ""
    screen.say(said)


def write_previews(own: Folder, made: Plan, out: Path | None, *, in_full: bool = False) -> list[Outcome]:
    """Write the previews of a plan's letters, with a progress bar on a terminal.

    Without a folder named they stand in the outbox, alone: what an earlier call left there is cleared away.
    """
    if out is None:
        out = own.outbox / "previews"
        files.remove_folder(out)
    written = typeset.preview(made.items, own.templates, out, in_full=in_full)
    return list(screen.progress(written, len(made.items), "letters"))


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "letter": outcome.letter,
        "broker": outcome.broker,
        "result": outcome.result,
        "path": str(outcome.path) if outcome.path else None,
        "problem": "; ".join(map(str, outcome.problems)) or None,
    }
