"""Threads: what a further e-mail of a request goes on from. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from unbroker.ledger.event import Event, taken_back
from unbroker.ledger.kinds import REPLIES
from unbroker.ledger.schema import Prepared, Reply


@dataclass(frozen=True)
class MessageThread:
    """The messages before it, the oldest first, their subject, and the broker's number for it."""

    message_ids: tuple[str, ...]
    subject: str
    ticket: str | None


def thread_of(history: Sequence[Event]) -> MessageThread | None:
    """The letters of a request that left, and what came back; none for a first letter."""
    void = taken_back(history)
    sealed = {event.letter: event.facts for event in history if isinstance(event.facts, Prepared)}
    subject: str | None = None
    ticket: str | None = None
    message_ids: list[str] = []
    for event in history:
        if event.seq in void:
            continue
        letter = sealed.get(event.letter) if event.kind == "sent" else None
        message_id = letter.message_id if letter else event.facts.message_id if event.kind in REPLIES else None
        if isinstance(event.facts, Reply):
            ticket = event.facts.ticket or ticket
        if message_id:
            message_ids.append(message_id)
            first = sealed.get(event.letter)
            subject = subject or (first.subject if first else None)
    return MessageThread(tuple(dict.fromkeys(message_ids)), subject, ticket) if message_ids and subject else None
