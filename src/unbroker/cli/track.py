"""`track`: record by hand what happened, or take it back."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions import record_event, record_names
from unbroker.actions.known_names import NotTheirs
from unbroker.actions.record_event import Recorded
from unbroker.actions.record_names import Mention
from unbroker.base import files
from unbroker.base.errors import UnknownName, UserError
from unbroker.cases import case_name, validate_event
from unbroker.cases.case_name import NothingRecorded
from unbroker.cli.show import case_rows, details, event_record
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.lazy import part
from unbroker.cli.terminal.naming import naming
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common, opened_records
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import OUTCOMES, PROOFS, REASONS
from unbroker.ledger.schema import MODELS
from unbroker.records import Records

_KINDS = ((kind, (MODELS[kind].__doc__ or "").splitlines()[0]) for kind in validate_event.BY_HAND)
_WORDS: dict[str, list[tuple[str, str]]] = {
    "Events": [*_KINDS, ("void", "Take an event back: give its NUMBER.")],
    "Outcomes, for 'answered'": [*OUTCOMES.items()],
    "Reasons, for 'denied'": [*REASONS.items()],
    "Proofs, for 'received'": [*PROOFS.items()],
}


class _Worded(click.Command):
    """A command whose help ends with the words that it takes, wrapped as its options are."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each list of words below its title."""
        for title, rows in _WORDS.items():
            with formatter.section(title):
                formatter.write_dl(rows)


@click.command(short_help="Record what happened, or undo it.", cls=_Worded)
@click.argument("case", metavar="CASE", shell_complete=completing.requests)
@click.argument("event", metavar="EVENT", type=click.Choice([*validate_event.BY_HAND, "void"]))
@click.argument("seq", metavar="[NUMBER]", required=False, type=int)
@click.option("--on", metavar="DAY", help="When it happened: 2026-12-20, yesterday or 3 days ago. Default: today.")
@click.option("--proof", type=click.Choice([*PROOFS]), metavar="PROOF", help="How receipt is proven.")
@click.option("--outcome", type=click.Choice([*OUTCOMES]), metavar="OUTCOME", help="The outcome of the answer.")
@click.option("--reason", type=click.Choice([*REASONS]), metavar="REASON", help="Why they refused.")
@click.option("--note", metavar="WORDS", help="A note of your own.")
@click.option(
    "--file",
    "proofs",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="A file that proves it; repeat it for several.",
)
@click.option(
    "--fact",
    "more",
    nargs=2,
    multiple=True,
    metavar="NAME WORDS",
    help=f"A fact that a later letter may quote: {', '.join(validate_event.QUOTED)}.",
)
@naming
@click.option("--for", "people", multiple=True, metavar="PERSON", help="The person whose request it is.")
@click.option("--anyway", is_flag=True, help="Record it despite an objection, and mark it so.")
@common
def track(
    *, case: str, event: str, seq: int | None, on: str | None, proof: str | None, outcome: str | None,
    reason: str | None, note: str | None, proofs: tuple[Path, ...], more: tuple[tuple[str, str], ...],
    people: tuple[str, ...], anyway: bool, mentions: tuple[Mention, ...], new: bool, as_json: bool, today: date,
    folder_path: Path | None,
) -> None:  # fmt: skip
    """Record what happened to CASE: a reference, a broker's slug, or either with rights, as in acme/delete,opt-out.

    Without a right, it applies to every open case of the request. `track CASE void NUMBER` takes an event back.
    `track drop sent` records that you filed DROP; the same works for any broker whose letter goes into a form.
    """
    records, at = opened_records(folder_path), datetime.now(UTC)
    if event == "void":
        if seq is None:
            raise click.UsageError("void needs the number of an event (`unbroker show CASE` lists them)")
        recorded = record_event.do_void(records, record_event.name_of(records, case, today, people), seq, today, at)
    else:
        if seq is not None:
            raise click.UsageError(f"a number goes only with void: `unbroker track {case} void {seq}`")
        given = {"proof": proof, "outcome": outcome, "reason": reason, "note": note}
        facts = {**validate_event.quoted(more), **{name: words for name, words in given.items() if words}}
        try:
            happening = record_event.by_hand(event, a_day(on, today), facts, _option)
        except record_event.SaysNothing:
            if event != "sent":
                record_event.find(records, case, today, people=people)
            raise
        try:
            name = record_event.name_of(records, case, today, people)
            recorded = _record(records, name, happening, mentions, today, at, proofs, new=new, anyway=anyway)
        except (UnknownName, NothingRecorded, NotTheirs) as error:
            name = case_name.parse(case).name
            is_person = isinstance(error, UnknownName) and error.kind == "person"
            if event != "sent" or is_person or case_name.parse(case).is_reference:
                raise
            filings = part("actions.record_filing")
            folder = opened(folder_path)
            filing = filings.plan_filing(folder, name, happening.on, facts, today, people=people)
            recorded = filings.do_filing(folder, filing, at, proofs)
    if as_json:
        screen.show_json([event_record(event, voided=False) for event in recorded.events])
    else:
        _tell(recorded)
    _clear_copies(recorded, today, folder_path)


def _option(fact: str) -> str:
    return f"--{fact}"


def _record(  # noqa: PLR0917 - what there is to say of an event
    records: Records, case: str, event: NewEvent, mentions: tuple[Mention, ...], today: date, at: datetime,
    proofs: tuple[Path, ...], *, new: bool, anyway: bool,
) -> Recorded:  # fmt: skip
    if mentions:
        planned = record_names.plan_record_names(records, case, event, mentions, today, new=new)
        recorded = record_names.do_record_names(records, planned, at, proofs=proofs, anyway=anyway)
        for party in planned.unknown:
            screen.say(f"{party.name} was not known: {files.shown(planned.path)} has it as {party.slug!r} now")
        return recorded
    recording = record_event.plan_record(records, case, event, today)
    return record_event.do_record(records, recording, at, proofs=proofs, anyway=anyway)


def _clear_copies(recorded: Recorded, today: date, folder_path: Path | None) -> None:
    """Clear away what lies ready of letters that a closing withdrew."""
    names = [event.letter for event in recorded.events if event.kind == "withdrawn" and event.letter]
    if not names:
        return
    clear, telling = part("actions.mailing.stale_copies").do_clear_copies, part("cli.mail.withdraw")
    try:
        telling.say_copies(clear(opened(folder_path), names, today))
    except UserError as error:
        screen.say(f"{', '.join(names)} is withdrawn, but its copies in the outbox could not be deleted: {error}")


def _tell(recorded: Recorded) -> None:
    for event in recorded.events:
        if event.kind == "voided":
            screen.show(f"event {event.voids} is taken back (by event {event.seq})")
        else:
            rights = "" if event.rights else ", ".join(recorded.rights)
            words = "; ".join(filter(None, (rights, details(event))))
            screen.show(f"event {event.seq}: {event.kind} on {event.on}; {words}")
    screen.table(case_rows(recorded.entries))
    first = recorded.events[0]
    for event in recorded.events:
        if event.kind == "withdrawn":
            screen.say(f"{event.letter} was sealed but had not left: it is withdrawn")
    if first.kind != "voided":
        screen.say(f"wrong? `unbroker track {first.reference} void {first.seq}` takes it back")
