"""`answer`: whom the files of an answer name and what they leave out, to accept one by one."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker.actions import read_answer
from unbroker.actions.read_answer import PASSWORD, AnswerReading, WantsPassword, mention
from unbroker.actions.record_names import Mention
from unbroker.answer.names import Proposal
from unbroker.base import files
from unbroker.base.errors import UnknownName, UserError
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.day import a_day
from unbroker.cli.terminal.naming import naming
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common
from unbroker.folder import Folder
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import OUTCOMES, Side

_PASTED = Path("-")
_OTHER: Mapping[Side, Side] = {"source": "recipient", "recipient": "source"}
_OF_ALL = {
    "categories": "names no {side}s, only categories",
    "refused": "refuses to name {side}s",
    "nobody": "says that there are no {side}s",
}


class NeedsOutcome(UserError):  # noqa: N818 - the sentence is the name
    """Nobody has said what an answer comes to."""

    def __init__(self, missing: Sequence[str]) -> None:
        guess = "partial" if missing else "fulfilled"
        super().__init__(f"no answer is recorded yet: say what this one comes to (--outcome {guess} is what it seems)")


@click.command(short_help="Find whom an answer names and what it leaves out, to accept.")
@click.argument("case", metavar="CASE", shell_complete=completing.requests)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--accept", multiple=True, metavar="NAME", help="Accept what is proposed of this name; all takes all.")
@naming
@click.option("--outcome", type=click.Choice([*OUTCOMES]), metavar="OUTCOME", help="What the answer comes to.")
@click.option("--missing", multiple=True, metavar="ITEM", help="An item of the checklist that it lacks after all.")
@click.option("--has", multiple=True, metavar="ITEM", help="An item of the checklist that it has after all.")
@click.option("--on", metavar="DAY", help="The day of the answer. Default: today.")
@click.option("--for", "people", multiple=True, metavar="PERSON", help="The person whose request it is.")
@click.option("--anyway", is_flag=True, help="Record it despite an objection, and mark it so.")
@common
def answer(
    *, case: str, paths: tuple[Path, ...], accept: tuple[str, ...], mentions: tuple[Mention, ...], new: bool,
    outcome: str | None, missing: tuple[str, ...], has: tuple[str, ...], on: str | None,
    people: tuple[str, ...], anyway: bool, as_json: bool, today: date, folder_path: Path | None,
) -> None:  # fmt: skip
    """Read the FILEs of an answer to CASE: text, HTML, CSV, JSON, XLSX, PDF, a mail, a ZIP of these, or - to paste.

    Brokers that they seem to name are proposed with their sentences, and what the law says that an answer has to tell
    is a checklist. You accept each; nothing is recorded by itself. Without FILE, what was filed with the last answer
    is read again.
    """
    folder = opened(folder_path)
    reading = _read(folder, case, paths, today, people)
    reading = _corrected(reading, missing, has)
    is_asked = sys.stdin.isatty() and not (accept or mentions or as_json or _PASTED in paths)
    if not is_asked and not (accept or mentions or outcome):
        _propose(reading, as_json=as_json)
        return
    taken = (*mentions, *(_asked(reading) if is_asked else _accepted(reading, accept)))
    if is_asked:
        reading = _asked_items(reading)
    outcome = _outcome(reading, outcome, is_asked=is_asked)
    planned = read_answer.plan_recording(
        folder, reading, taken, a_day(on, today), today, outcome=outcome,
        missing=reading.missing if outcome == "partial" else (), new=new,
    )  # fmt: skip
    recorded = read_answer.do_answer(folder, reading, planned, datetime.now(UTC), anyway=anyway)
    _tell(recorded.events, reading, taken, as_json=as_json)


def _read(folder: Folder, case: str, paths: Sequence[Path], today: date, people: tuple[str, ...]) -> AnswerReading:
    contents = {_name(path): sys.stdin.buffer.read() if path == _PASTED else files.read_bytes(path) for path in paths}
    passwords = {"": password} if (password := os.environ.get(PASSWORD)) else {}
    while True:
        try:
            return read_answer.plan_answer(folder, case, contents, today, passwords=passwords, people=people)
        except WantsPassword as error:
            if not sys.stdin.isatty() or error.name in passwords:
                raise
            passwords[error.name] = click.prompt(f"Password of {error.name}", hide_input=True, err=True)


def _name(path: Path) -> str:
    return "pasted.txt" if path == _PASTED else path.name


def _corrected(reading: AnswerReading, missing: Sequence[str], has: Sequence[str]) -> AnswerReading:
    """The checklist, as the person corrects it."""
    known = [ticked.item.item for ticked in reading.items]
    for name in (*missing, *has):
        if name not in known:
            raise UnknownName("item", name, known, see=f"the checklist has {', '.join(known) or 'none for this law'}")
    items = tuple(
        replace(ticked, found=(ticked.found or ticked.item.item in has) and ticked.item.item not in missing)
        for ticked in reading.items
    )
    return replace(reading, items=items)


def _accepted(reading: AnswerReading, names: Sequence[str]) -> Iterator[Mention]:
    """The proposals of some names, as they are proposed."""
    if "all" in names:
        yield from map(mention, reading.proposals)
        return
    for name in names:
        wanted = [proposal for proposal in reading.proposals if name.casefold() in _called(proposal)]
        if not wanted:
            known = [proposal.slug or _stance(proposal) for proposal in reading.proposals]
            raise UnknownName("proposal", name, known, see="--source NAME or --recipient NAME says it without one")
        yield from map(mention, wanted)


def _called(proposal: Proposal) -> tuple[str, ...]:
    return proposal.slug, proposal.name.casefold(), _stance(proposal)


def _stance(proposal: Proposal) -> str:
    """How a proposal about all sources or recipients is accepted: sources-categories."""
    return "" if proposal.slug else f"{proposal.side}s-{proposal.says}"


def _asked(reading: AnswerReading) -> Iterator[Mention]:
    """What a person accepts of the proposals, one by one."""
    for note in reading.notes:
        screen.say(note)
    for number, proposal in enumerate(reading.proposals, 1):
        screen.show(f"{number} of {len(reading.proposals)}  {_words(proposal)}", "bold")
        screen.show(f"    “{proposal.words}”")
        screen.show(f"    {proposal.place}", "dim")
        choices = ["y", "n", "o"] if proposal.slug else ["y", "n"]
        other = f", o: as a {_OTHER[proposal.side]}" if proposal.slug else ""
        picked = click.prompt(f"    y: accept, n: no{other}", type=click.Choice(choices), default="n", err=True)
        if picked != "n":
            taken = mention(proposal)
            yield replace(taken, side=_OTHER[taken.side]) if picked == "o" else taken


def _asked_items(reading: AnswerReading) -> AnswerReading:
    """The checklist, as the person confirms it."""
    if not reading.items:
        return reading
    _show_items(reading)
    question = "Items that are ticked wrongly, by number, or nothing"
    typed = click.prompt(question, default="", show_default=False, err=True)
    wrong = {int(word) for word in typed.replace(",", " ").split() if word.isdigit()}
    items = tuple(
        replace(ticked, found=ticked.found != (number in wrong)) for number, ticked in enumerate(reading.items, 1)
    )
    return replace(reading, items=items)


def _outcome(reading: AnswerReading, outcome: str | None, *, is_asked: bool) -> str | None:
    """What the answer comes to; None where one is recorded already."""
    if outcome or reading.is_answered:
        return outcome
    guess = "partial" if reading.missing else "fulfilled"
    if not is_asked:
        raise NeedsOutcome(reading.missing)
    picked: str = click.prompt("What does it come to?", type=click.Choice([*OUTCOMES]), default=guess, err=True)
    return picked


def _propose(reading: AnswerReading, *, as_json: bool) -> None:
    """What would be asked, for whoever decides later."""
    if as_json:
        screen.show_json(_record(reading))
        return
    for note in reading.notes:
        screen.say(note)
    rows = [(proposal.slug or _stance(proposal), _words(proposal), f"“{proposal.words}”", proposal.place)
            for proposal in reading.proposals]  # fmt: skip
    screen.table(rows)
    _show_items(reading)
    if not reading.proposals:
        screen.show("nobody whom the registry knows is named")
    screen.say("nothing is recorded: --accept NAME takes a proposal, --source NAME or --recipient NAME names another")


def _show_items(reading: AnswerReading) -> None:
    if reading.items:
        screen.show("what the law says that it tells:", "bold")
    for number, ticked in enumerate(reading.items, 1):
        screen.show(f"  {number:2} [{'x' if ticked.found else ' '}] {ticked.item.item}: {ticked.item.words}")


def _words(proposal: Proposal) -> str:
    """A proposal in words."""
    if not proposal.slug:
        return _OF_ALL[proposal.says].format(side=proposal.side)
    is_not = "is not" if proposal.says == "denied" else "is"
    return f"{proposal.name} ({proposal.slug}) {is_not} a {proposal.side}"


def _record(reading: AnswerReading) -> dict[str, object]:
    return {
        "case": reading.name,
        "broker": reading.broker,
        "answered": reading.is_answered,
        "proposals": [
            {
                "side": proposal.side,
                "says": proposal.says,
                "name": proposal.name or None,
                "broker": proposal.slug or None,
                "accept": proposal.slug or _stance(proposal),
                "words": proposal.words,
                "place": proposal.place,
            }
            for proposal in reading.proposals
        ],
        "checklist": [
            {"item": ticked.item.item, "words": ticked.item.words, "found": ticked.found} for ticked in reading.items
        ],
        "notes": [*reading.notes],
    }


def _tell(events: Sequence[Event], reading: AnswerReading, taken: Sequence[Mention], *, as_json: bool) -> None:
    event = events[0]
    if as_json:
        screen.show_json({"event": event.seq, "kind": event.kind, "facts": event.facts.stored()})
        return
    screen.show(f"event {event.seq}: {event.kind} on {event.on}; {screen.count(len(taken), 'name')} recorded")
    if event.kind == "answered" and reading.missing and event.fact("outcome") == "partial":
        screen.show(f"the letter that asks for the rest names {screen.count(len(reading.missing), 'item')}")
    screen.say("next: `unbroker trail` draws it, `unbroker due` says what comes next")
