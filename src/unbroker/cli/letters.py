"""`letters`: previews as PDF and text."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import click

from unbroker.actions.mailing.preview import do_preview, plan_preview
from unbroker.actions.mailing.sample import Sample, do_sample, plan_sample
from unbroker.actions.outcome import Outcome
from unbroker.base import files
from unbroker.cli.plan import brokers_left_out, misses_named
from unbroker.cli.terminal import outcomes as telling
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common
from unbroker.cli.terminal.selecting import selecting
from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection
from unbroker.writing.reference import Step
from unbroker.writing.sample import REFERENCE


@click.command(short_help="Write previews of the letters, as PDF and text.")
@selecting
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the files to this folder.")
@click.option("--sample", metavar="LAW", help="Write all letters of a law for a made-up case instead; needs no folder.")
@click.option(
    "--step", type=click.Choice(get_args(Step)), metavar="STEP", help="Preview this later letter instead of the first."
)
@click.option("--no-press", is_flag=True, help="Lay out each letter in full: slower, with the same result.")
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
    folder_path: Path | None,
) -> int:
    """Write a preview of each planned letter, as PDF and as text. Nothing is recorded or sent.

    With --step, BROKER names a case: a reference, a slug, or either with a right; its letter quotes what is recorded.
    If no request is recorded, a history is made up and the letter is marked as a specimen.
    """
    if sample is not None:
        return _write_sample(
            plan_sample(sample, today, selection.topics, selection.language), out or Path.cwd(), as_json=as_json
        )
    folder = opened(folder_path)
    preview = plan_preview(folder, selection, today, step)
    if preview.made_up:
        screen.say(f"the history behind these letters is made up to show how {step!r} would read: they are specimens")
    for remark in preview.remarks:
        screen.say(remark)
    with screen.progress("letters") as on_progress:
        result = do_preview(folder, preview, out, in_full=no_press, on_progress=on_progress)
    failed = [outcome for outcome in result.outcomes if outcome.problems]
    if as_json:
        screen.show_json([_record(outcome) for outcome in result.outcomes])
    else:
        for path in (outcome.path for outcome in result.outcomes if outcome.path):
            screen.show(files.shown(path))
    telling.say_problems(failed)
    if result.press:
        screen.say(result.press)
    screen.say(_summary(result.outcomes, preview.plan))
    unwritten = step is not None and not result.outcomes
    return 1 if failed or misses_named(preview.plan, selection) or unwritten else 0


def _write_sample(sample: Sample, out: Path, *, as_json: bool) -> int:
    """Letters of a law, from the packaged data alone."""
    paths = do_sample(sample, out)
    if as_json:
        letters = [Outcome(REFERENCE, "", "made", path) for path in paths]
        screen.show_json([{**_record(outcome), "broker": None} for outcome in letters])
    else:
        for path in paths:
            screen.show(files.shown(path))
    screen.say("a made-up case, for reading only: do not send any of these letters")
    return 0


def _summary(outcomes: Sequence[Outcome], planned: Plan) -> str:
    """How many previews were made, how many failed, and who got none."""
    failed = sum(outcome.result == "failed" for outcome in outcomes)
    words = f"{screen.count(len(outcomes) - failed, 'preview')} made"
    words += f", {failed} failed" if failed else ""
    left_out = brokers_left_out(planned)
    return words + (f"; {screen.count(left_out, 'broker')} left out: `unbroker plan` says why" if left_out else "")


def _record(outcome: Outcome) -> dict[str, object]:
    return {key: value for key, value in telling.record(outcome).items() if key != "run"}
