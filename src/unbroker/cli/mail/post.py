"""`mail post`: the letters by post, sealed and printed, or handed to a print service; and test sheets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import click

from unbroker import location
from unbroker.actions.mailing.labels import do_test_sheet, plan_test_sheet
from unbroker.actions.mailing.print_run import PrintRunResult, do_print_run, plan_print_run
from unbroker.actions.mailing.print_service import ServiceResult, do_print_service, plan_print_service
from unbroker.actions.mailing.run_files import RunFiles
from unbroker.actions.mailing.seal import Mailing
from unbroker.actions.mailing.widen import Chosen, choose_width
from unbroker.actions.outcome import Outcome
from unbroker.base import files
from unbroker.cli.plan import misses_named, said_left_out, show_plan
from unbroker.cli.terminal import outcomes as telling
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import amount, common
from unbroker.cli.terminal.selecting import selecting_for
from unbroker.folder import Folder
from unbroker.paper import service as services
from unbroker.planning.selection import Selection


@click.command()
@selecting_for("post")
@click.option("--test-sheet", is_flag=True, help="Print a test sheet instead, to hold against an envelope.")
@click.option("--service", metavar="NAME", help="Make files for a print service instead: lob, pingen, or your own.")
@click.option("--single", is_flag=True, help="Make one PDF for each letter.")
@click.option("--follow-ups", is_flag=True, help="Take the letters that `followup` lists instead of first letters.")
@amount
@click.option("--no-press", is_flag=True, help="Lay out each letter in full: slower, with the same result.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and change nothing.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the copies to this folder.")
@common
def post(
    *, selection: Selection, test_sheet: bool, service: str | None, single: bool, follow_ups: bool, yes: int | None,
    no_press: bool, dry_run: bool, out: Path | None, as_json: bool, today: date, folder_path: Path | None,
) -> int:  # fmt: skip
    """Seal the letters that `plan` shows as going by post, and make files to print of all that have not left.

    With --by post, or for the brokers you name, every letter that can go by post does. Each run is a folder with a PDF
    to print on both sides, its cover sheet listing what you need, and a manifest. A sealed letter is copied, never
    made again: after an interruption, run the same command again.
    """
    folder = opened(folder_path)
    place = out or folder.outbox
    if test_sheet:
        return _test_sheet(folder, selection.sheet, place, as_json=as_json)
    if service is not None:
        selection = _on_its_sheet(folder, service, selection)
        if not dry_run:
            return _hand_over(
                folder, service, selection, today, place, follow_ups=follow_ups, yes=yes, in_full=no_press,
                as_json=as_json,
            )  # fmt: skip
    planned = partial(_planned, folder, service, today=today, follow_ups=follow_ups)
    chosen = choose_width("post", selection, planned, yes, follow_ups=follow_ups)
    mailing = chosen.mailing
    others = telling.plan_of("post", mailing.selection, follow_ups=follow_ups)
    if dry_run:
        return _show_dry_run(chosen, others, as_json=as_json)
    with screen.progress("letters") as on_progress:
        options = {"single": single, "in_full": no_press}
        result = do_print_run(folder, mailing, place, telling.now, on_progress=on_progress, **options)
    failed = [outcome for outcome in result.outcomes if outcome.problems]
    _show(result, as_json=as_json)
    telling.say_problems(failed, result.changed)
    telling.say_unreached(mailing.plan.left_out)
    _say_summary(result.outcomes, chosen, others)
    telling.say_with_services(mailing.at_services)
    for run_name in dict.fromkeys(outcome.run for outcome in result.outcomes if not outcome.problems):
        screen.say(f"once they are in the letter box: `unbroker mail left {run_name}`")
    return 1 if failed or misses_named(mailing.plan, selection) else 0


def _show(result: PrintRunResult, *, as_json: bool) -> None:
    if as_json:
        screen.show_json([telling.record(outcome) for outcome in result.outcomes])
        return
    for run in result.runs:
        _show_run(run)
    in_runs = {outcome for run in result.runs for outcome in run.outcomes}
    for path in (outcome.path for outcome in result.outcomes if outcome.path and outcome not in in_runs):
        screen.show(files.shown(path))


def _show_dry_run(chosen: Chosen[Mailing], others: str, *, as_json: bool) -> int:
    mailing = chosen.mailing
    outcomes = mailing.foreseen()
    failed = [outcome for outcome in outcomes if outcome.problems]
    if as_json:
        screen.show_json([telling.record(outcome) for outcome in outcomes])
    else:
        for sealed in mailing.waiting:
            screen.show(f"{sealed.letter} is sealed and has not left: it would be printed again")
        show_plan(mailing.plan, why=False)
    telling.say_problems(failed)
    telling.say_unreached(mailing.plan.left_out)
    _say_summary(outcomes, chosen, others, dry_run=True)
    telling.say_with_services(mailing.at_services)
    return 1 if failed or misses_named(mailing.plan, mailing.selection) else 0


def _show_run(run: RunFiles) -> None:
    for pile in run.piles:
        pages = f"{screen.count(pile.letters, 'letter')}, {screen.count(pile.pages, 'page')}"
        paper = f"{screen.count(pile.leaves, 'sheet')} of paper and the cover sheet"
        for path in pile.paths:
            screen.show(f"{files.shown(path)}  {pages}, {paper}" if path == pile.paths[0] else files.shown(path))
    for path in run.manifest:
        screen.show(files.shown(path))


def _say_summary(outcomes: Sequence[Outcome], chosen: Chosen[Mailing], others: str, *, dry_run: bool = False) -> None:
    placed = [outcome for outcome in outcomes if not outcome.problems]
    failed = f", {len(outcomes) - len(placed)} failed" if len(placed) < len(outcomes) else ""
    letters = screen.count(len(placed), "letter")
    done = f"{letters} would be ready to print" if dry_run else _done(placed, chosen.mailing)
    screen.say(f"{done}{failed}{said_left_out(chosen.mailing.plan, others, follow_ups=chosen.mailing.follow_ups)}")
    mailing = chosen.mailing
    telling.say_other_ways("post", mailing.plan.left_out, chosen.more, follow_ups=mailing.follow_ups)


def _done(placed: Sequence[Outcome], mailing: Mailing) -> str:
    """What was done to letters: those that waited were sealed before, and are only handed out again."""
    before = len({outcome.letter for outcome in placed} & {sealed.letter for sealed in mailing.waiting})
    letters = screen.count(len(placed), "letter")
    match before, len(placed) - before:
        case 0, 0:
            return "no letter to print"
        case 0, _:
            return f"{letters} sealed and ready to print"
        case _, 0:
            return f"{letters} ready to print again, sealed before"
        case _:
            return f"{letters} ready to print, {before} of them sealed before"


def _planned(folder: Folder, service: str | None, selection: Selection, today: date, *, follow_ups: bool) -> Mailing:
    """What would be sealed, for the person's own printer or for a service."""
    if service is None:
        return plan_print_run(folder, selection, today, follow_ups=follow_ups)
    return plan_print_service(folder, service, selection, today, follow_ups=follow_ups).mailing


def _on_its_sheet(folder: Folder, service: str, selection: Selection) -> Selection:
    offered = services.load(location.letter_folders(folder.path))
    return replace(selection, sheet=services.choose(offered, service).sheet)


def _hand_over(
    folder: Folder, service: str, selection: Selection, today: date, place: Path, *, follow_ups: bool,
    yes: int | None, in_full: bool, as_json: bool,
) -> int:  # fmt: skip
    planned = partial(plan_print_service, folder, service, today=today, follow_ups=follow_ups)
    chosen = choose_width("post", selection, planned, yes, follow_ups=follow_ups)
    run = chosen.mailing
    with screen.progress("letters") as on_progress:
        result = do_print_service(run, place, telling.now, in_full=in_full, on_progress=on_progress)
    failed = [outcome for outcome in result.outcomes if outcome.problems]
    if as_json:
        screen.show_json([telling.record(outcome) for outcome in result.outcomes])
    else:
        for path in result.lists:
            screen.show(files.shown(path))
    telling.say_problems(failed, result.changed)
    _say_handed_over(result, run.service.title, len(failed))
    telling.say_other_ways("post", run.mailing.plan.left_out, chosen.more, follow_ups=follow_ups)
    return 1 if failed else 0


def _say_handed_over(result: ServiceResult, title: str, failed: int) -> None:
    left = f", {failed} failed" if failed else ""
    screen.say(f"{screen.count(len(result.outcomes) - failed, 'letter')} measured and copied for {title}{left}")
    if result.elsewhere:
        others = screen.count(result.elsewhere, "letter")
        wait = "waits" if result.elsewhere == 1 else "wait"
        screen.say(f"{others} that {title} does not have {wait}, too: `unbroker mail post` says which")
    for run_name in dict.fromkeys(outcome.run for outcome in result.outcomes if not outcome.problems):
        screen.say(f"nothing was sent; once {title} has mailed them: `unbroker mail left {run_name}`")


def _test_sheet(folder: Folder, name: str | None, place: Path, *, as_json: bool) -> int:
    plan = plan_test_sheet(folder, name)
    path = do_test_sheet(folder, plan, place)
    if as_json:
        nudge = {"x": plan.nudge.x, "y": plan.nudge.y}
        screen.show_json({"sheet": plan.sheet.name, "nudge": nudge, "path": path})
        return 0
    screen.show(files.shown(path))
    if plan.doubt is not None:
        screen.say(str(plan.doubt))
    settings = files.shown(folder.path / "settings.yaml")
    screen.say("print it at actual size, fold it at the marks, and hold it against the window")
    screen.say(f"if your printer misses, set by how many millimetres in {settings}: nudge: {{x: 0.0, y: 0.0}}")
    screen.say("x moves everything to the right, y down; the page says how to measure them")
    return 0
