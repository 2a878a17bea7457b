"""Resolving: letters that may have left without an answer, and how it is found out whether they did.

The folder of sent mail can show that one left; that it lacks one shows nothing, for not every provider keeps what goes
through its server. Whoever looks elsewhere, or asks the broker, says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from unbroker.actions.seal import departure
from unbroker.base.errors import UserError
from unbroker.cases import case_name
from unbroker.cases.case import Cases, Dispatch, fold
from unbroker.folder import Books
from unbroker.ledger.event import Event, NewEvent
from unbroker.mail.outgoing.imap import Mailbox


class NotUnknown(UserError):  # noqa: N818 - the sentence is the name
    """A name means no letter of which it is unknown whether it left."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}: there is no doubt about a letter of it (`unbroker mail resolve` lists those in doubt)"
        )


def settle(books: Books, today: date, at: datetime) -> tuple[Event, ...]:
    """Declare `unknown` what an earlier run left in the middle of sending; the caller holds the ledger."""
    found = {one.letter: one for case in fold(books.ledger.read()) for one in case.dispatches if one.state == "sending"}
    why = {"text": "the run ended while the letter was being sent"}
    told = [_told(one, NewEvent("unknown", today, facts=why)) for one in found.values()]
    return books.ledger.append(told, at)


def in_doubt(cases: Cases) -> tuple[Dispatch, ...]:
    """The letters of which nobody knows whether they left, in the order of sealing."""
    found = {one.letter: one for case in cases for one in case.dispatches if one.state == "unknown"}
    return tuple(sorted(found.values(), key=lambda one: one.prepared.seq))


def search(books: Books, mailbox: Mailbox, at: datetime) -> Iterator[Event]:
    """Look for the letters in doubt in the folder of sent mail; what is there has left on the day it was tried.

    Raises:
        CannotSend: the mailbox cannot be opened, or has no such folder.
    """
    cases = fold(books.ledger.read())
    with mailbox:
        for one in in_doubt(cases):
            if mailbox.has("Sent", message_id=one.prepared.fact("message_id")):
                facts = {"text": "it lies in the folder of sent mail"}
                yield from _left(books, one, tried_on(cases, one), facts, at)


def say(books: Books, name: str, *, left: bool, today: date, at: datetime) -> tuple[Event, ...]:
    """Record what a person found out: the letter left, or did not, and then leaves with the next run, unchanged.

    Raises:
        NotUnknown: nothing of that name is in doubt.
    """
    cases, wanted = fold(books.ledger.read()), case_name.parse(name)
    names = {case.opening.reference: (case.opening.reference, case.opening.broker) for case in cases}
    found = [
        one
        for one in in_doubt(cases)
        if (one.letter == wanted.letter if wanted.letter else wanted.name in names[one.prepared.reference or ""])
    ]
    if not found:
        raise NotUnknown(name)
    said = {"text": "says a person"}
    if left:
        return tuple(event for one in found for event in _left(books, one, tried_on(cases, one), said, at))
    return books.ledger.append([_told(one, NewEvent("deferred", today, facts=said)) for one in found], at)


def tried_on(cases: Cases, sealed: Dispatch) -> date:
    """The day on which a letter was last tried."""
    history = cases.histories[sealed.prepared.reference or ""]
    tried = [event.on for event in history if event.kind == "sending" and event.letter == sealed.letter]
    return tried[-1] if tried else sealed.since


def _left(books: Books, sealed: Dispatch, on: date, facts: Mapping[str, object], at: datetime) -> tuple[Event, ...]:
    of_sent, *more = departure(sealed, on)
    return books.ledger.append([replace(of_sent, facts=facts), *more], at)


def _told(sealed: Dispatch, happening: NewEvent) -> NewEvent:
    return replace(happening, reference=sealed.prepared.reference, letter=sealed.letter, run=sealed.prepared.run)
