"""`people add`, `export` and `erase`: an office takes clients in, hands their papers over, and erases them."""

import os
from datetime import date
from pathlib import Path

import click

from unbroker import __version__
from unbroker import folder as folders
from unbroker import office as offices
from unbroker.actions import take_in
from unbroker.actions.documents import do_casefile, plan_casefile
from unbroker.actions.erase_person import BEYOND_OFFICE, Erasure, do_erase, plan_erase
from unbroker.actions.hand_over import do_hand_over, plan_hand_over
from unbroker.base import files
from unbroker.cli.terminal import ask, outcomes, screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common, did_leave, tell_copy
from unbroker.folder import Folder
from unbroker.office import OfficeFolder


@click.command(short_help="Take in the clients of a table, or write a form to hand out.")
@click.argument("table", metavar="[FILE]", type=click.Path(path_type=Path), required=False)
@click.option("--form", "form", metavar="OUT", type=click.Path(path_type=Path), help="Write a form for one client.")
@click.option("--dry-run", is_flag=True, help="Show who would be taken in, and change nothing.")
@common
def add(
    *, table: Path | None, form: Path | None, dry_run: bool, as_json: bool, today: date, folder_path: Path | None
) -> int:
    """Take in the clients of FILE, a CSV with a person a row, or a filled form: each gets a folder and a ledger.

    Rows with a fault are named and left out; who is there already stays as they are.
    """
    if bool(table) == bool(form):
        raise click.UsageError("name a table, or --form OUT")
    if form is not None:
        files.write(form, take_in.form().encode())
        screen.show_json({"path": str(form)}) if as_json else screen.show(str(form))
        return 0
    assert table is not None  # noqa: S101 - one of both is there
    office = offices.find(folder_path, os.environ, Path.cwd())
    intake = take_in.plan_take_in(office, files.read_bytes(table, files.LARGEST_TEXT), files.shown(table))
    names = [client.client for client in intake.new]
    if not dry_run:
        with screen.progress("clients") as on_progress:
            take_in.do_take_in(office, intake, on_progress)
    for problem in intake.problems:
        screen.say(str(problem))
    if as_json:
        screen.show_json({"added": names, "there": [*intake.there], "problems": [str(one) for one in intake.problems]})
    else:
        for client in intake.new:
            screen.show(f"{client.client}  {client.name}")
        would = "would be taken in" if dry_run else "taken in"
        there = f", {len(intake.there)} there already" if intake.there else ""
        screen.say(f"{screen.count(len(names), 'client')} {would}{there}")
    return 1 if any(problem.severity == "error" for problem in intake.problems) else 0


@click.command(short_help="Hand over all papers of a client or a person.")
@click.argument("person", metavar="PERSON")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="The new folder. Default: PERSON, here.")
@common
def export(*, person: str, out: Path | None, as_json: bool, today: date, folder_path: Path | None) -> int:
    """Hand over the papers of PERSON: for an office's client a folder that opens by itself, else their case files."""
    place = out or Path(person)
    office = office_of(folder_path)
    if office is not None:
        with screen.progress("files") as on_progress:
            paths = [do_hand_over(plan_hand_over(office, person, place), on_progress)]
    else:
        folder = opened(folder_path, strangers_may_be=True)
        references = folder.records.read_cases().requests_of(person)
        if not references:
            folder.profile.person(person)
            return screen.show_nothing(f"nothing was asked in the name of {person} yet", as_json=as_json)
        cases = (plan_casefile(folder, reference, today, __version__) for reference in references)
        paths = [do_casefile(folder, case, place / f"{case.case.opening.reference}.pdf") for case in cases]
    if as_json:
        screen.show_json([str(path) for path in paths])
        return 0
    for path in paths:
        screen.show(str(path))
    screen.say("it holds everything that letters disclosed: hand it over as you would hand over the papers")
    return 0


@click.command(short_help="Erase what is recorded about a client or a person.")
@click.argument("person", metavar="PERSON")
@did_leave("Letters laid out for somebody to send")
@click.option("--dry-run", is_flag=True, help="Show what would be erased, and change nothing.")
@common
def erase(
    *, person: str, left: bool | None, dry_run: bool, as_json: bool, today: date, folder_path: Path | None
) -> None:
    """Erase what is recorded about PERSON, with the evidence, after a word that you type; it cannot be undone.

    They leave first: what waits is withdrawn, what is open is closed. Numbers, days and hashes stay as proof.
    """
    office = office_of(folder_path)
    folder = _folder_of(office, person, folder_path)
    plan = plan_erase(folder, person, today, office)
    if not dry_run:
        _ask(plan)
        do_erase(folder, plan, outcomes.now, left=left)
    if as_json:
        screen.show_json({"person": person, "events": plan.events, "evidence": plan.evidence})
        return
    screen.show(f"{person} {'would be' if dry_run else 'was'} erased")
    screen.say("not reached, and yours to delete:")
    for where in BEYOND_OFFICE[office is None :]:
        screen.say(f"  {where}")


def show_clients(office: OfficeFolder, *, as_json: bool) -> None:
    """The clients of an office, with how much is recorded of each."""
    summaries = office.server.summaries()
    if as_json:
        screen.show_json([vars(summary) for summary in summaries])
        return
    rows = [(one.client, str(one.events), one.last or "", "" if one.kept else "erased") for one in summaries]
    screen.table(rows, ("client", "events", "last on", ""))
    screen.say(f"{screen.count(len(rows), 'client')}; a client's own: `unbroker status --folder clients/CLIENT`")


def me(folder_path: Path | None) -> str:
    """As whom one works in an office.

    Raises:
        NotAnOffice: the ledger is a file: it does not say who recorded.
    """
    return offices.find(folder_path, os.environ, Path.cwd()).server.user


def office_of(folder_path: Path | None) -> OfficeFolder | None:
    """The office, if it is one that is worked in and not one client's folder."""
    return offices.find_or_none(folder_path, os.environ, Path.cwd(), itself=True)


def _folder_of(office: OfficeFolder | None, person: str, folder_path: Path | None) -> Folder:
    if office is None:
        return opened(folder_path, strangers_may_be=True)
    return folders.open_folder(office.folder(office.checked(person)), tell_copy, strangers_may_be=True)


def _ask(plan: Erasure) -> None:
    events, kept = screen.count(plan.events, "event"), screen.count(plan.evidence, "file")
    screen.say(f"{plan.person}: {events} and {kept} of evidence will be emptied for good")
    ask.word("erase", "nothing was erased")
