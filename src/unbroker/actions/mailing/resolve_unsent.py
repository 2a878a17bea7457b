"""Resolving: letters that may have left without an answer, and how it is found out whether they did.

The folder of sent mail can show that one left; that it lacks one shows nothing, for not every provider keeps what goes
through its server. Whoever looks elsewhere, or asks the broker, says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unbroker.actions import known_names
from unbroker.base.errors import UserError
from unbroker.base.run_note import RunNote
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.sealed_letters import about, leaving
from unbroker.ledger.event import Event
from unbroker.ledger.schema import Deferred, Sent, Unknown
from unbroker.ledger.store import Reader
from unbroker.mail.account.mailbox import Mailbox
from unbroker.records import Records


class NotUnknown(UserError):  # noqa: N818 - the sentence is the name
    """A name means no letter of which it is unknown whether it left."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: no letter of it is in doubt (`unbroker mail resolve` lists those in doubt)")


@dataclass(frozen=True)
class Doubt:
    """A letter of which nobody knows whether it left."""

    letter: Dispatch
    broker: str
    tried: date
    """The day on which it was last tried."""
    why: str
    """What was said of it."""


def settle(records: Records, today: date, at: datetime, note: RunNote) -> tuple[Event, ...]:
    """Declare `unknown` what an earlier run left in the middle of sending; the caller holds the lock of the run.

    Args:
        records: what is recorded.
        today: the day.
        at: the moment of writing.
        note: of the lock: a letter that it names was not handed over, and goes with the next run.
    """
    kept = note.read()
    with records.ledger.transaction(at) as transaction:
        cases = records.read_cases(transaction)
        cut_off = {letter.letter: letter for case in cases for letter in case.dispatches if letter.state == "sending"}
        events = transaction.append(
            [about(letter, _cut_off(cases, letter, kept), today) for letter in cut_off.values()]
        )
    note.erase()
    return events


def _cut_off(cases: Cases, letter: Dispatch, kept: str | None) -> Deferred | Unknown:
    """What became of a letter whose run ended; `kept` is the proof of the one that was not handed over."""
    history = cases.histories[letter.prepared.reference or ""]
    tries = [event for event in history if event.letter == letter.letter and event.kind == "sending"]
    if kept is not None and kept in tries[-1].evidence:
        return Deferred(text="the run ended before the letter was handed over")
    return Unknown(text="the run ended while the letter was being sent")


def plan_resolve(
    records: Records, name: str | None = None, reader: Reader | None = None, *, people: tuple[str, ...] = ()
) -> tuple[Doubt, ...]:
    """The letters in doubt, in the order of sealing; only those that a name means, if one is given. Pure.

    Args:
        records: what is recorded.
        name: a run, a request, a case or a letter, or a broker's slug.
        reader: reads the events; a transaction, where something is to be recorded.
        people: whose letters they may be; nobody means everybody.

    Raises:
        UnknownName: nothing that was sealed is called that, or there is no such person.
        NotTheirs: they are somebody else's.
        NotUnknown: nothing of that name is in doubt.
    """
    cases = known_names.only_of(records, records.read_cases(reader), people, name)
    meant = None if name is None else {letter.letter for letter in known_names.letters_of(records, cases, name)}
    doubts = {
        letter.letter: _doubt(cases, letter, case.opening.broker)
        for case in cases
        for letter in case.dispatches
        if letter.state == "unknown" and (meant is None or letter.letter in meant)
    }
    if name is not None and not doubts:
        raise NotUnknown(name)
    return tuple(sorted(doubts.values(), key=lambda doubt: doubt.letter.prepared.seq))


def do_search(records: Records, doubts: Iterable[Doubt], mailbox: Mailbox, at: datetime) -> tuple[Event, ...]:
    """Look for letters in the folder of sent mail; what is there has left on the day it was tried.

    Raises:
        CannotConnect: the mailbox cannot be opened, has no such folder or is lost; nothing is recorded then.
    """
    with mailbox, mailbox.reading():
        shown = [doubt for doubt in doubts if mailbox.has("Sent", message_id=doubt.letter.facts.message_id)]
    return _record(records, shown, left=True, words="it is in your sent mail", on=None, at=at)


def do_resolve(
    records: Records, doubts: Sequence[Doubt], *, left: bool, today: date, at: datetime
) -> tuple[Event, ...]:
    """Record what a person found out: letters left, or did not, and then leave with the next run, unchanged."""
    return _record(records, doubts, left=left, words="you said so", on=today, at=at)


def _record(
    records: Records, doubts: Iterable[Doubt], *, left: bool, words: str, on: date | None, at: datetime
) -> tuple[Event, ...]:
    """Record it of those that are in doubt still."""
    names = {doubt.letter.letter for doubt in doubts}
    with records.ledger.transaction(at) as transaction:
        still = [doubt for doubt in plan_resolve(records, reader=transaction) if doubt.letter.letter in names]
        if left:
            sent = Sent(text=words)
            return transaction.append([event for one in still for event in leaving(one.letter, sent, one.tried)])
        return transaction.append([about(one.letter, Deferred(text=words), on or one.tried) for one in still])


def _doubt(cases: Cases, letter: Dispatch, broker: str) -> Doubt:
    history = [event for event in cases.histories[letter.prepared.reference or ""] if event.letter == letter.letter]
    tried = [event.on for event in history if event.kind == "sending"]
    reasons = [event.facts.text for event in history if isinstance(event.facts, Unknown)]
    return Doubt(letter, broker, tried[-1] if tried else letter.since, (reasons[-1] if reasons else None) or "")
