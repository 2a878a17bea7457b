"""`people`: who is written for, who has another slug now, and who left."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions.people import (
    Leave,
    Standing,
    do_agree,
    do_leave,
    do_rename,
    do_take_back,
    list_people,
    plan_agree,
    plan_leave,
    plan_rename,
    plan_take_back,
)
from unbroker.actions.print_permission import do_print_permission
from unbroker.base import files
from unbroker.cli.clients import add, erase, export, office_of, show_clients
from unbroker.cli.mail.withdraw import say_copies
from unbroker.cli.show import event_record
from unbroker.cli.terminal import outcomes, screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common, did_leave, opened_records
from unbroker.folder import Folder


@click.group(short_help="List the people you write for; record who agreed or left.")
def people() -> None:
    """The people in the profile and in the ledger."""


for command in (add, export, erase):
    people.add_command(command)


@people.command(name="list", short_help="List the people, with their open cases and waiting letters.")
@common
def list_all(*, as_json: bool, today: date, folder_path: Path | None) -> None:
    """List everybody in the profile or the ledger; in an office, the clients."""
    if (office := office_of(folder_path)) is not None:
        show_clients(office, as_json=as_json)
        return
    folder = _opened(folder_path)
    standings = list_people(folder.records, folder.profile, today)
    if as_json:
        screen.show_json([_record(standing) for standing in standings])
        return
    screen.table([_row(standing) for standing in standings])


@people.command(short_help="Record that a person has a new slug.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--merge", is_flag=True, help="Both are in the ledger and are the same person.")
@click.option("--same-person", is_flag=True, help="It is the same person under another name.")
@common
def rename(
    *, old: str, new: str, merge: bool, same_person: bool, as_json: bool, today: date, folder_path: Path | None
) -> None:
    """Record that the person that the ledger knows as OLD is now NEW in the profile; nothing is asked for twice.

    A single person without a slug is `me`.
    """
    folder = _opened(folder_path)
    plan = plan_rename(folder.records, folder.profile, old, new, today, merge=merge, same=same_person)
    event = do_rename(folder.records, folder.profile, plan, datetime.now(UTC))
    if as_json:
        screen.show_json(event_record(event, voided=False))
        return
    screen.show(f"event {event.seq}: {old} is {new} from now on, with {screen.count(plan.requests, 'request')}")
    screen.say(f"wrong? `unbroker people void {event.seq}` takes it back")


@people.command(short_help="Record that a person agreed that you write in their name.")
@click.argument("person", metavar="PERSON")
@click.option("--on", metavar="DAY", help="When they agreed: 2026-12-20, yesterday or 3 days ago. Default: today.")
@common
def agree(*, person: str, on: str | None, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Record that PERSON agreed that letters are written in their name; each adult of a household does, once.

    For a child, it is the guardian that the profile names who confirms to have the care of it.
    Where the profile has several people, no first letter is sealed in the name of one who has not; for a child, never.
    """
    folder = _opened(folder_path)
    plan = plan_agree(folder.records, folder.profile, person, a_day(on, today), today)
    event = do_agree(folder.records, folder.profile, plan, datetime.now(UTC))
    if as_json:
        screen.show_json(event_record(event, voided=False))
        return
    said = f"{plan.guardian} confirmed to have the care of {person}" if plan.guardian else f"{person} agreed"
    screen.show(f"event {event.seq}: {said} on {plan.on}")
    screen.say(f"wrong? `unbroker people void {event.seq}` takes it back")


@people.command(short_help="Record that you no longer write for a person.")
@click.argument("person", metavar="PERSON")
@click.option("--on", metavar="DAY", help="When they left: 2026-12-20, yesterday or 3 days ago. Default: today.")
@did_leave("Letters laid out for you to send")
@click.option("--dry-run", is_flag=True, help="Show what would be withdrawn and closed, and change nothing.")
@common
def leave(
    *, person: str, on: str | None, left: bool | None, dry_run: bool, as_json: bool, today: date,
    folder_path: Path | None,
) -> None:  # fmt: skip
    """Record that PERSON left: waiting letters are withdrawn, open cases are closed, and no more letters are written.

    The history stays: see `show`, `status --all`, `casefile`, `report` and `disclosed`.
    """
    folder = _opened(folder_path)
    plan = plan_leave(folder.records, folder.profile, person, a_day(on, today), today)
    result = None if dry_run else do_leave(folder, plan, outcomes.now, left=left)
    events = result.events if result else ()
    plan = result.leave if result else plan
    if as_json:
        events_or_plan = [event_record(event, voided=False) for event in events] if events else _foreseen(plan)
        screen.show_json(events_or_plan)
        return
    would = "would be " if dry_run else ""
    screen.show(f"{person} {'would leave' if dry_run else 'left'} on {plan.on}")
    screen.show(f"  {would}withdrawn: {screen.count(len(plan.letters), 'letter')}")
    screen.show(f"  {would}closed: {screen.count(len(plan.entries), 'case')}")
    for letter in plan.laid_out:
        screen.show(f"  {_of_laid_out(letter.letter, left=left)}")
    if result:
        say_copies(result.copies)
        _say_rest(folder, plan, events[0].seq)


@people.command(short_help="Make the form that a person signs so that the agent may write for them.")
@click.argument("person", metavar="PERSON")
@click.option("--out", "out", metavar="FILE", type=click.Path(path_type=Path), help="Default: the outbox.")
@common
def permission(*, person: str, out: Path | None, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Make the form in which PERSON permits the profile's agent to write for them, or a child's guardian declares it.

    It says what an agent may and may not do under each law that serves them. For a child with a guardian, it is the
    declaration by which the guardian shows the authority to write for it.
    """
    folder = _opened(folder_path)
    path = do_print_permission(folder, person, today, out)
    if as_json:
        screen.show_json({"person": person, "path": path})
        return
    screen.show(files.shown(path))
    if folder.profile.person(person).guardian is not None:
        screen.say("sign it, scan it as PDF into the folder, and name the file below the child's 'guardian':")
        screen.say(f"  proof: declaration-{person}.pdf")
        screen.say(
            "it goes with first letters, and with the answer to whoever asks who you are; without it, it is offered"
        )
        return
    screen.say("have it signed, scan it as PDF into the folder, and name the file below 'agent':")
    screen.say(f"  permissions: {{{person}: permission-{person}.pdf}}")
    screen.say("a broker may ask them whether the permission is real, or who they are: they answer that themselves")


@people.command(short_help="Undo a rename, a leave or an agreement.")
@click.argument("seq", metavar="NUMBER", type=int)
@common
def void(*, seq: int, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Undo a rename, a leave or an agreement, and reopen the cases it closed; withdrawn letters stay withdrawn."""
    records = opened_records(folder_path)
    events = do_take_back(records, plan_take_back(records, seq), today, datetime.now(UTC))
    if as_json:
        screen.show_json([event_record(event, voided=False) for event in events])
        return
    again = f", and {screen.count(len(events) - 1, 'request')} opened again" if len(events) > 1 else ""
    screen.show(f"event {seq} is taken back (by event {events[0].seq}){again}")


def _opened(folder_path: Path | None) -> Folder:
    return opened(folder_path, strangers_may_be=True)


def _of_laid_out(letter: str, *, left: bool | None) -> str:
    if left is None:
        return f"you may have sent {letter} yourself: add --left or --not-left"
    return f"{letter}, which you may have sent yourself, {'left' if left else 'did not leave'}"


def _say_rest(folder: Folder, plan: Leave, seq: int) -> None:
    """What is left to do in the profile, and how it is taken back."""
    if any(person.handle == plan.person for person in folder.profile.people):
        screen.say(f"you can take {plan.person} out of profile.yaml: no more letters are written for them")
    screen.say(f"wrong? `unbroker people void {seq}` takes it back; withdrawn letters stay withdrawn")


def _row(standing: Standing) -> tuple[str, ...]:
    counts = {
        "request": standing.requests, "open case": standing.open_cases, "waiting letter": standing.waiting,
    }  # fmt: skip
    words = ", ".join(screen.count(number, noun) for noun, number in counts.items() if number or noun == "request")
    return (standing.handle, standing.name or "", words, "; ".join(_remarks(standing)))


def _remarks(standing: Standing) -> Sequence[str]:
    remarks = []
    if standing.event is not None:
        remarks.append(f"{standing.event.kind} on {standing.event.on}, event {standing.event.seq}")
    if not standing.in_profile:
        remarks.append("not in the profile")
    return remarks


def _record(standing: Standing) -> dict[str, object]:
    return {
        "person": standing.handle,
        "name": standing.name,
        "in_profile": standing.in_profile,
        "requests": standing.requests,
        "open_cases": standing.open_cases,
        "waiting": standing.waiting,
        "left": standing.left,
        "event": standing.event.seq if standing.event else None,
    }


def _foreseen(plan: Leave) -> dict[str, object]:
    return {
        "person": plan.person,
        "on": plan.on,
        "withdraws": [letter.letter for letter in plan.letters],
        "closes": [entry.case.name for entry in plan.entries],
    }
