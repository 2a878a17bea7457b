"""`mail read`: replies and bounces, shown one by one with a proposal that a person accepts, edits or drops."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions.read_replies import Inbox, Reading, do_read_replies
from unbroker.actions.record_event import Objected, by_hand
from unbroker.base.errors import UserError
from unbroker.cases import validate_event
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.options import common, opened_records
from unbroker.folder import load_registry
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import OUTCOMES, PROOFS, REASONS
from unbroker.mail.incoming import mailbox_files
from unbroker.mail.incoming.mailbox_files import StoredMail

_FEW_LINES = 40


@dataclass(frozen=True)
class Done:
    """What became of a proposal."""

    reading: Reading
    result: str
    """recorded, known, dropped, unmatched, left or refused."""
    words: str = ""


class Stopped(Exception):  # noqa: N818 - no error: the person has had enough
    """The rest is not looked at."""


@click.command(short_help="Read bounces and replies; you say what is recorded.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--accept",
    type=click.Choice(["certain"]),
    help="Ask once for all bounces and automatic answers that name a letter beyond doubt; leave the rest.",
)
@click.option("--yes", is_flag=True, help="With --accept certain: record them without asking.")
@common
def read(
    *, paths: tuple[Path, ...], accept: str | None, yes: bool, as_json: bool, today: date, folder_path: Path | None
) -> int:
    """Read the mails of each FILE: .eml, mbox, Maildir, a .txt with copied text, or - for what is pasted.

    Each is shown with what it seems to say about which letter; nothing is recorded that you did not accept.
    Attachments are named and never opened. A mail that was read before is passed over.
    """
    if yes and not accept:
        raise click.UsageError("--yes goes with --accept certain: a guess is not recorded without you")
    records = opened_records(folder_path)
    inbox = Inbox(records, load_registry(records.path)[0], today, _day_of)
    mails = [mail for path in paths for mail in _bag(path)]
    answers = _look_only(inbox, mails, take_certain=bool(accept)) if accept or as_json else _ask_all(inbox, mails)
    done = [*answers]
    if accept and inbox.decisions and not as_json:
        _show_taken([answer for answer in done if answer.result == "recorded"])
        if not yes and not click.confirm(f"Record {_these(len(inbox.decisions))}?", err=True):
            raise click.Abort
    if inbox.decisions:
        do_read_replies(inbox, datetime.now(UTC))
    if as_json:
        screen.show_json([_record(answer) for answer in done])
    else:
        _tell(done, asked=not accept)
    return 1 if any(answer.result == "refused" for answer in done) else 0


def _bag(path: Path) -> Iterator[StoredMail]:
    if str(path) == "-":
        if sys.stdin.isatty():
            screen.say("paste the mail, then press Enter and Ctrl-D")
        return mailbox_files.from_bytes(sys.stdin.buffer.read(), "(pasted)")
    return mailbox_files.mails_in(path)


def _day_of(moment: datetime) -> date:
    return moment.astimezone().date()


def _look_only(inbox: Inbox, found: Iterable[StoredMail], *, take_certain: bool) -> Iterator[Done]:
    """What is proposed; with `take_certain` what is certain waits to be recorded."""
    for one in found:
        reading = inbox.look(one)
        if reading is None:
            continue
        event, result = reading.event, _without_asking(reading)
        if result is not None:
            yield result
        elif event is None or not (take_certain and reading.proposal.certain):
            yield Done(reading, "left", "; ".join(reading.proposal.doubts))
        else:
            yield _take(inbox, reading, reading.name, event)


def _without_asking(reading: Reading) -> Done | None:
    """What needs no question: it was read before, or is about no letter of ours."""
    if reading.before is not None:
        return Done(reading, "known", f"recorded before, as event {reading.before.seq}")
    if reading.event is None:
        return Done(reading, "unmatched" if reading.proposal.letter is None else "known", reading.proposal.why)
    return None


def _take(inbox: Inbox, reading: Reading, name: str, event: NewEvent, *, anyway: bool = False) -> Done:
    try:
        made = inbox.accept(reading, name, event, anyway=anyway)
    except Objected as error:
        return Done(reading, "refused", "; ".join(error.reasons))
    except UserError as error:
        return Done(reading, "refused", str(error))
    event = made.events[0]
    return Done(reading, "recorded", f"{event.kind} on {event.on}")


def _ask_all(inbox: Inbox, found: list[StoredMail]) -> Iterator[Done]:
    """Each mail with its question, until the person stops."""
    for number, one in enumerate(found, 1):
        reading = inbox.look(one)
        if reading is None:
            continue
        if (result := _without_asking(reading)) is not None:
            yield result
            continue
        _show(reading, f"{number} of {len(found)}")
        try:
            done = _ask(inbox, reading)
        except Stopped:
            return
        except click.Abort:
            screen.say("nothing was recorded: what you accepted is recorded at the end, or when you stop with s")
            raise
        if done.result == "recorded":
            screen.say(f"  noted: {done.words}")
        yield done


def _ask(inbox: Inbox, reading: Reading) -> Done:
    while True:
        words = "  accept, edit, drop, text or stop"
        said = click.prompt(words, type=click.Choice(["a", "e", "d", "t", "s"]), default="d", err=True)
        match said:
            case "a":
                assert reading.event is not None  # noqa: S101 - what has none is not asked about
                return _insisted(inbox, reading, reading.name, reading.event)
            case "e":
                return _edited(inbox, reading)
            case "t":
                _show_text(reading)
            case "s":
                raise Stopped
            case _:
                return Done(reading, "dropped")


def _edited(inbox: Inbox, reading: Reading) -> Done:
    """What the person makes of it, asked word by word."""
    made = reading.proposal
    name = click.prompt("    case", default=reading.name, err=True)
    kinds = click.Choice(validate_event.BY_HAND)
    kind = click.prompt("    event", type=kinds, default=made.kind, show_choices=False, err=True)
    on = a_day(click.prompt("    on", default=str(made.on), err=True), inbox.today)
    facts = {
        key: value
        for key, value in made.facts.items()
        if not [*validate_event.faults(kind, {key: value})] or key == "outcome"
    }
    for wanted, choices in (("outcome", [*OUTCOMES]), ("proof", [*PROOFS])):
        facts.pop(wanted, None)
        if validate_event.WANTED.get(kind) == wanted:
            usual = made.facts.get(wanted)
            facts[wanted] = click.prompt(f"    {wanted}", type=click.Choice(choices), default=usual, err=True)
    facts.pop("reason", None)
    if facts.get("outcome") == "denied":
        usual = made.facts.get("reason", "other")
        facts["reason"] = click.prompt("    reason", type=click.Choice([*REASONS]), default=usual, err=True)
    note = click.prompt("    note", default=str(facts.get("note", "")), err=True)
    facts = {**facts, "note": note} if note else {key: value for key, value in facts.items() if key != "note"}
    return _insisted(inbox, reading, name, by_hand(kind, on, facts))


def _insisted(inbox: Inbox, reading: Reading, name: str, event: NewEvent) -> Done:
    """What the person decided; where something speaks against it, it is recorded if they insist."""
    done = _take(inbox, reading, name, event)
    if done.result == "refused" and click.confirm(f"    {done.words}: record it all the same?", err=True):
        return _take(inbox, reading, name, event, anyway=True)
    return done


def _show(reading: Reading, count: str) -> None:
    mail, made = reading.found.mail, reading.proposal
    event = reading.event
    screen.show(f"{count}  {reading.found.place}", "bold")
    rows = [("from", mail.sender or "(not said)"), ("subject", mail.subject or "(none)")]
    rows.append(("seems", made.why))
    rows += [("but", doubt) for doubt in made.doubts]
    rows += [("also", f"looks like {one.name}") for one in made.also]
    if mail.attachments:
        rows.append(("attached", f"{', '.join(mail.attachments)} (not opened)"))
    if made.left is not None and made.letter is not None:
        rows.append(("records", f"that {made.letter.letter} left on {made.left}, and"))
    if event is not None:
        said = ", ".join(
            f"{name} {value}" for name, value in event.facts.stored().items() if name not in ("says", "message_id")
        )
        rows.append(("records", f"{event.kind} for {reading.name}{_broker(reading)} on {event.on} ({made.dated_by})"))
        rows += [("", said)] if said else []
    screen.table(rows)


def _broker(reading: Reading) -> str:
    return f" ({reading.proposal.letter.broker})" if reading.proposal.letter else ""


def _show_text(reading: Reading) -> None:
    lines = reading.found.mail.text.split("\n")
    for line in lines[:_FEW_LINES]:
        screen.show(f"    {line}", "dim")
    if len(lines) > _FEW_LINES:
        screen.show(f"    and {len(lines) - _FEW_LINES} more lines", "dim")


def _show_taken(taken: list[Done]) -> None:
    rows = [
        (
            one.reading.name,
            one.reading.proposal.letter.broker,
            one.words,
            str(one.reading.proposal.facts.get("note", "")),
        )
        for one in taken
        if one.reading.proposal.letter
    ]
    screen.table(rows, ("letter", "broker", "what", "in their words"))


def _these(count: int) -> str:
    return "this event" if count == 1 else f"these {count} events"


def _tell(done: list[Done], *, asked: bool) -> None:
    counted = {result: [one for one in done if one.result == result] for result in _WORDS}
    for one in counted["refused"]:
        screen.say(f"{one.reading.found.place}: {one.words}")
    if not asked:
        for one in counted["left"]:
            screen.say(f"{one.reading.found.place}: {one.reading.proposal.why} (not certain: {one.words})")
    said = [f"{len(found)} {_WORDS[result]}" for result, found in counted.items() if found]
    screen.say(f"{screen.count(len(done), 'mail')}: {', '.join(said) or 'nothing to record'}")
    if counted["left"] and not asked:
        screen.say("call it without --accept to decide about the rest")
    if counted["recorded"]:
        screen.say("`unbroker due` says what comes next")


_WORDS = {
    "recorded": "recorded",
    "known": "known already",
    "dropped": "dropped",
    "left": "left to you",
    "unmatched": "about no letter of yours",
    "refused": "not recorded",
}


def _record(done: Done) -> dict[str, object]:
    reading, made, mail = done.reading, done.reading.proposal, done.reading.found.mail
    return {
        "file": str(reading.found.place),
        "from": mail.sender or None,
        "subject": mail.subject or None,
        "reference": made.letter.reference if made.letter else None,
        "letter": made.letter.letter if made.letter else None,
        "broker": made.letter.broker if made.letter else None,
        "kind": made.kind,
        "on": made.on,
        "dated_by": made.dated_by or None,
        "facts": dict(made.facts),
        "left": made.left,
        "why": made.why,
        "certain": made.certain,
        "doubts": list(made.doubts),
        "also": [{"kind": one.kind, "looks_like": one.name, "quote": one.quote} for one in made.also],
        "attachments": list(mail.attachments),
        "evidence": reading.hash,
        "result": "proposed" if done.result == "left" else done.result,
        "said": done.words or None,
    }
