"""The words of the ledger: kinds of events, outcomes of an answer, reasons of a refusal, proofs of a receipt."""

from collections.abc import Mapping
from typing import Literal

EventKind = Literal[
    "opened", "prepared", "placed", "sending", "sent", "refused", "deferred", "stopped", "unknown", "bounced",
    "received", "acknowledged", "identity-asked", "identity-given", "clarification-asked", "clarification-given",
    "extended", "answered", "appealed", "complained", "reappeared", "closed", "withdrawn", "note", "voided", "renamed",
    "left", "agreed",
]  # fmt: skip
Outcome = Literal["fulfilled", "partial", "no-data", "denied", "revoked", "expired"]
OUTCOMES: Mapping[Outcome, str] = {
    "fulfilled": "they did what was asked",
    "partial": "they did some of it, or left something out",
    "no-data": "they say that they hold nothing",
    "denied": "they refused; --reason says why",
    "revoked": "you withdrew the request",
    "expired": "they closed it because you did not reply in time",
}
REASONS: Mapping[str, str] = {
    "suspected_fraud": "they suspect fraud",
    "insuf_verification": "they do not believe that you are who you say",
    "no_match": "they found nobody who matches you",
    "claim_not_covered": "they say that the law does not cover this request",
    "outside_jurisdiction": "they say that the law does not apply to them or to you",
    "too_many_requests": "they say that you asked too often",
    "processor": "they say that they only process the data for somebody else, who would have to answer",
    "other": "another reason; a note says which",
}
"""Why somebody says no, in the words of the Data Rights Protocol, which has `processor` under `other`."""
Side = Literal["source", "recipient"]
SIDES: Mapping[Side, str] = {
    "source": "the broker says that it had the data from them",
    "recipient": "the broker says that it gave the data to them",
}
"""On which side of a broker somebody stands that its answer names."""
Stance = Literal["named", "denied", "categories", "refused", "nobody"]
STANCES: Mapping[Stance, str] = {
    "named": "it names them",
    "denied": "it says that it is not them",
    "categories": "it gives categories, and no names",
    "refused": "it refuses to name anybody",
    "nobody": "it says that there is nobody",
}
"""What an answer says of its sources, or of its recipients."""
STATUSES: Mapping[str, str] = {
    "deleted": "they say that they deleted what matched",
    "opted-out": "they stopped selling: several people share what you gave",
    "exempted": "they say that another law covers what they hold",
    "not-found": "nothing of theirs matched what you gave, exactly",
    "pending": "they have reported nothing yet",
}
"""What DROP shows of a broker."""
PROOFS: Mapping[str, str] = {
    "carrier": "the carrier's record of delivery",
    "form": "the page that confirmed the form",
    "their-words": "they confirmed it, or answered",
    "server": "their mail server accepted it",
    "assumed": "nothing proves it",
}

# What says where a letter is; the last one counts.
ON_ITS_WAY: frozenset[EventKind] = frozenset(
    ("prepared", "placed", "sending", "sent", "refused", "deferred", "stopped", "unknown", "bounced", "withdrawn")
)
# What is said of a person, not of a request.
OF_PEOPLE: tuple[EventKind, ...] = ("renamed", "left", "agreed")
# What only somebody who has the letter can do.
REPLIES: frozenset[EventKind] = frozenset(
    ("acknowledged", "identity-asked", "clarification-asked", "extended", "answered")
)
