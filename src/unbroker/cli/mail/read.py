"""`mail read`: replies and bounces, shown one by one with a proposal that a person accepts, edits or drops."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions import waiting_mails
from unbroker.actions.read_replies import Inbox, Reading, do_read_replies
from unbroker.actions.record_event import Objected, by_hand
from unbroker.base.errors import Problem, UserError
from unbroker.cases import validate_event
from unbroker.cli.mail.from_account import fetched
from unbroker.cli.mail.from_files import Pile, source_of
from unbroker.cli.terminal import ask, screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.options import common, opened_records
from unbroker.cli.terminal.wording import safe
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import OUTCOMES, PROOFS, REASONS
from unbroker.mail.incoming.mailbox_files import StoredMail
from unbroker.registry import compiled

_FEW_LINES = 40
_DECISIONS = ("accept", "edit", "drop", "text", "stop")
_HINT = "add --accept certain --yes"
_TERMINAL = Path("/dev/tty")


@dataclass(frozen=True)
class Done:
    """What became of a proposal."""

    reading: Reading
    result: str
    """recorded, known, dropped, unmatched, left or refused."""
    words: str = ""


class Stopped(Exception):  # noqa: N818 - no error: the person has had enough
    """The rest is not looked at."""


@click.command(short_help="Read bounces and replies; you decide what is recorded.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--account", is_flag=True, help="Search the mail account for mails that refer to your letters.")
@click.option("--in", "names", multiple=True, metavar="FOLDER", help="With --account: read all mails in this folder.")
@click.option(
    "--accept",
    type=click.Choice(["certain"]),
    help="Confirm all bounces and automatic replies that are certain at once; skip the rest.",
)
@click.option("--yes", is_flag=True, help="With --accept certain: record without asking.")
@common
def read(
    *, paths: tuple[Path, ...], account: bool, names: tuple[str, ...], accept: str | None, yes: bool, as_json: bool,
    today: date, folder_path: Path | None,
) -> int:  # fmt: skip
    """Read the mails in each FILE: .eml, mbox, Maildir, a .txt of copied text, or - to paste one.

    With --account, your mailbox is searched for mails that refer to the Message-ID of one of your letters; --in FOLDER
    reads a whole folder instead. The mailbox stays as it is: nothing is marked, moved or deleted, and no other mail is
    fetched.

    Each mail is shown with the letter it seems to be about and what it seems to say; nothing is recorded until you
    accept it. Attachments are named and never opened. A mail that is recorded already is skipped.

    In the folder of an office's client, without any FILE: the mails that a worker has fetched.
    """
    _refuse_what_does_not_fit(paths, names, account=account, certain=bool(accept), yes=yes)
    records = opened_records(folder_path)
    inbox = Inbox(records, compiled.of_folder(records.path)[0], today, _day_of)
    here = [] if account or paths else _waiting(records.path)
    pile = Pile(tuple(fetched(inbox, names, folder_path)) if account else (), (*map(source_of, paths), *here))
    is_piped = Path("-") in paths and not sys.stdin.isatty()
    if accept or as_json:
        answers = _look_only(inbox, pile.mails, take_certain=bool(accept))
    else:
        answers = _ask_all(inbox, pile.mails, pile.count(), is_piped=is_piped)
    done = [replace(answer, reading=answer.reading.summary) for answer in answers]
    if accept and inbox.decisions and not as_json:
        _show_taken([answer for answer in done if answer.result == "recorded"])
        if not yes:
            _confirm(f"Record {_these(len(inbox.decisions))}?", is_piped=is_piped)
    if inbox.decisions:
        do_read_replies(inbox, datetime.now(UTC))
    if here and (accept or not as_json):
        _put_away(records.path, done)
    if as_json:
        screen.show_json([*map(_record, done), *map(_record_of_unread, pile.unread)])
    else:
        _tell(done, pile.unread, asked=not accept)
    return 1 if pile.unread or any(answer.result == "refused" for answer in done) else 0


def _refuse_what_does_not_fit(
    paths: Sequence[Path], names: Sequence[str], *, account: bool, certain: bool, yes: bool
) -> None:
    if yes and not certain:
        raise click.UsageError("--yes needs --accept certain: a guess is not recorded without you")
    if names and not account:
        raise click.UsageError("--in names a folder of the mail account: it needs --account")
    if account and paths:
        raise click.UsageError("--account reads the mailbox: read files in a separate run")


def _waiting(folder: Path) -> list[Path]:
    """The mails that a worker fetched."""
    if not (paths := waiting_mails.waiting(folder)):
        raise click.UsageError("name a FILE, - to paste a mail, or --account to search your mail account")
    return paths


def _put_away(folder: Path, done: Sequence[Done]) -> None:
    """Take what was decided of out of the mails that wait."""
    for answer in done:
        is_dropped = answer.result in ("dropped", "unmatched")
        if is_dropped or answer.result in ("recorded", "known"):
            waiting_mails.do_put_away(folder, answer.reading.hash, dropped=is_dropped)


def _confirm(question: str, *, is_piped: bool) -> None:
    if is_piped:
        _listen_to_terminal()
    if not ask.yes(question, "add --yes"):
        raise click.Abort


def _listen_to_terminal() -> None:
    """Take answers from the terminal, for standard input was the mail.

    Raises:
        NobodyToAsk: there is none.
    """
    try:
        sys.stdin = _TERMINAL.open(encoding="utf-8")
    except OSError as error:
        raise ask.NobodyToAsk(f"save the mail as a file, or {_HINT}") from error


def _day_of(moment: datetime) -> date:
    return moment.astimezone().date()


def _look_only(inbox: Inbox, mails: Iterable[StoredMail], *, take_certain: bool) -> Iterator[Done]:
    """What is proposed; with `take_certain` what is certain waits to be recorded."""
    for mail in mails:
        reading = inbox.look(mail)
        if reading is None:
            continue
        event, settled = reading.event, _without_asking(reading)
        if settled is not None:
            yield settled
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
        recorded = inbox.accept(reading, name, event, anyway=anyway)
    except Objected as error:
        return Done(reading, "refused", "; ".join(error.reasons))
    except UserError as error:
        return Done(reading, "refused", str(error))
    event = recorded.events[0]
    return Done(reading, "recorded", f"{event.kind} on {event.on}")


def _ask_all(inbox: Inbox, mails: Iterable[StoredMail], count: int, *, is_piped: bool) -> Iterator[Done]:
    """Each mail with its question, until the person stops."""
    for number, mail in enumerate(mails, 1):
        reading = inbox.look(mail)
        if reading is None:
            continue
        if (settled := _without_asking(reading)) is not None:
            yield settled
            continue
        if is_piped:
            _listen_to_terminal()
            is_piped = False
        _show(reading, f"{number} of {count}")
        try:
            done = _ask(inbox, reading)
        except Stopped:
            return
        except click.Abort:
            screen.say("nothing was recorded: what you accepted is recorded at the end, or when you say stop")
            raise
        if done.result == "recorded":
            screen.say(f"  noted: {done.words}")
        yield done


def _ask(inbox: Inbox, reading: Reading) -> Done:
    while True:
        match ask.choice("  accept, edit, drop, text or stop", _HINT, _DECISIONS, usual="drop", listed=False):
            case "accept":
                assert reading.event is not None  # noqa: S101 - what has none is not asked about
                return _insisted(inbox, reading, reading.name, reading.event)
            case "edit":
                return _edited(inbox, reading)
            case "text":
                _show_text(reading)
            case "stop":
                raise Stopped
            case _:
                return Done(reading, "dropped")


def _edited(inbox: Inbox, reading: Reading) -> Done:
    """What the person makes of it, asked word by word."""
    proposal = reading.proposal
    name = ask.answer("    case", _HINT, usual=reading.name)
    kind = ask.choice("    event", _HINT, validate_event.BY_HAND, usual=proposal.kind, listed=False)
    on = a_day(ask.answer("    on", _HINT, usual=str(proposal.on)), inbox.today)
    facts = {
        key: fact
        for key, fact in proposal.facts.items()
        if not [*validate_event.faults(kind, {key: fact})] or key == "outcome"
    }
    for wanted, choices in (("outcome", [*OUTCOMES]), ("proof", [*PROOFS])):
        facts.pop(wanted, None)
        if validate_event.WANTED.get(kind) == wanted:
            usual = str(proposal.facts[wanted]) if wanted in proposal.facts else None
            facts[wanted] = ask.choice(f"    {wanted}", _HINT, choices, usual=usual)
    facts.pop("reason", None)
    if facts.get("outcome") == "denied":
        usual = str(proposal.facts.get("reason", "other"))
        facts["reason"] = ask.choice("    reason", _HINT, [*REASONS], usual=usual)
    note = ask.answer("    note", _HINT, usual=safe(str(facts.get("note", ""))))
    facts = {**facts, "note": note} if note else {key: fact for key, fact in facts.items() if key != "note"}
    return _insisted(inbox, reading, name, by_hand(kind, on, facts))


def _insisted(inbox: Inbox, reading: Reading, name: str, event: NewEvent) -> Done:
    """What the person decided; where something speaks against it, it is recorded if they insist."""
    done = _take(inbox, reading, name, event)
    if done.result == "refused" and ask.yes(f"    {done.words}: record it anyway?", _HINT):
        return _take(inbox, reading, name, event, anyway=True)
    return done


def _show(reading: Reading, count: str) -> None:
    mail, proposal = reading.found.mail, reading.proposal
    event = reading.event
    screen.show(f"{count}  {reading.found.place}", "bold")
    rows = [("from", mail.sender or "(not said)"), ("subject", mail.subject or "(none)")]
    rows.append(("seems", proposal.why))
    rows += [("but", doubt) for doubt in proposal.doubts]
    rows += [("also", f"looks like {guess.name}: “{guess.quote}”") for guess in proposal.also]
    if mail.attachments:
        rows.append(("attached", f"{', '.join(mail.attachments)} (not opened)"))
    if proposal.left is not None and proposal.letter is not None:
        rows.append(("records", f"that {proposal.letter.letter} left on {proposal.left}, and"))
    if event is not None:
        words = ", ".join(
            f"{name} {fact}" for name, fact in event.facts.stored().items() if name not in ("says", "message_id")
        )
        rows.append(
            ("records", f"{event.kind} for {reading.name}{_broker(reading)} on {event.on} ({proposal.dated_by})")
        )
        rows += [("", words)] if words else []
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
            done.reading.name,
            done.reading.proposal.letter.broker,
            done.words,
            str(done.reading.proposal.facts.get("note", "")),
        )
        for done in taken
        if done.reading.proposal.letter
    ]
    screen.table(rows, ("letter", "broker", "what", "in their words"))


def _these(count: int) -> str:
    return "this event" if count == 1 else f"these {count} events"


def _tell(done: list[Done], unread: Sequence[Problem], *, asked: bool) -> None:
    counted = {result: [read_mail for read_mail in done if read_mail.result == result] for result in _WORDS}
    for read_mail in counted["refused"]:
        screen.say(f"{read_mail.reading.found.place}: {read_mail.words}")
    if not asked:
        for read_mail in counted["left"]:
            screen.say(
                f"{read_mail.reading.found.place}: {read_mail.reading.proposal.why} (not certain: {read_mail.words})"
            )
    for problem in unread:
        screen.say(str(problem))
    became = {_WORDS[result]: len(mails) for result, mails in counted.items()} | {"unreadable": len(unread)}
    screen.say(f"{screen.count(len(done) + len(unread), 'mail')}: {screen.counted(became) or 'nothing to record'}")
    if counted["left"] and not asked:
        screen.say("run it without --accept to decide on the rest")
    if counted["recorded"]:
        screen.say("`unbroker due` says what comes next")
    if answered := next((mail for mail in counted["recorded"] if mail.words.startswith("answered")), None):
        screen.say(f"`unbroker answer {answered.reading.name}` looks for whom the answer names, and what it leaves out")


_WORDS = {
    "recorded": "recorded",
    "known": "known already",
    "dropped": "dropped",
    "left": "left to you",
    "unmatched": "about no letter of yours",
    "refused": "not recorded",
}


def _record_of_unread(problem: Problem) -> dict[str, object]:
    return {"file": str(problem.place), "result": "unread", "said": problem.sentence}


def _record(done: Done) -> dict[str, object]:
    reading, proposal, mail = done.reading, done.reading.proposal, done.reading.found.mail
    return {
        "file": str(reading.found.place),
        "from": mail.sender or None,
        "subject": mail.subject or None,
        "reference": proposal.letter.reference if proposal.letter else None,
        "letter": proposal.letter.letter if proposal.letter else None,
        "broker": proposal.letter.broker if proposal.letter else None,
        "kind": proposal.kind,
        "on": proposal.on,
        "dated_by": proposal.dated_by or None,
        "facts": dict(proposal.facts),
        "left": proposal.left,
        "why": proposal.why,
        "certain": proposal.certain,
        "doubts": list(proposal.doubts),
        "also": [{"kind": guess.kind, "looks_like": guess.name, "quote": guess.quote} for guess in proposal.also],
        "attachments": list(mail.attachments),
        "evidence": reading.hash,
        "result": "proposed" if done.result == "left" else done.result,
        "said": done.words or None,
    }
