"""The schema of the ledger: for each kind of event a frozen model of its facts, with a version. Pure.

What was written by an older version is read as the newest one.
"""

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar, get_args

from unbroker.ledger.kinds import EventKind
from unbroker.ledger.stored import NOWHERE, Destination, Disclosed, Facts, Named


class Opened(Facts):
    """A request was opened: who asks which broker for what, under which law, and where both are."""

    kind = "opened"

    person: str = "forgotten"
    """The person's slug."""
    broker: str = "forgotten"
    """The broker's slug."""
    broker_name: str = ""
    """The broker's name on that day."""
    covers: tuple[str, ...] = ()
    """Other brokers that it answers for, by slug."""
    law: str = "forgotten"
    """The law's slug."""
    binding: bool = False
    """Whether the record shows that the law binds the broker."""
    round: int = 1
    """How many times the same was asked, this one included."""
    residence: str | None = None
    """The person's territory, ISO 3166."""
    controller: str | None = None
    """The broker's territory, ISO 3166."""
    representative: str | None = None
    """The country of its representative."""
    free_report: bool = False
    """Whether it asks for the free annual report under the FCRA."""
    filing: str | None = None
    """The filing on a platform, by its reference, that this is one broker's part of."""
    again: bool = False
    """Whether it was asked again despite a reason not to."""
    topics: tuple[str, ...] = ()
    """What it is about beside its rights."""


class Prepared(Facts):
    """A letter was sealed: its text, its PDF and its mail are fixed."""

    kind = "prepared"
    stored_as: ClassVar[Mapping[str, str]] = {"sender": "from"}

    step: str = "first"
    """The step: what the letter is for."""
    trigger: str | Mapping[str, str] | None = None
    """What called for it: one for all its rights, or one for each."""
    recipient: tuple[str, ...] = ()
    """The names that it is addressed to."""
    channel: Destination = NOWHERE
    """Where it goes."""
    sheet: str | None = None
    """The sheet that it is printed on."""
    discloses: tuple[Disclosed, ...] = ()
    """What it discloses, and why."""
    hashes: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of its parts in the evidence: text, pdf, mail, short, permission, reading."""
    subject: str | None = None
    """The subject of the e-mail."""
    sender: str | None = None
    """The address that the e-mail is sent from."""
    via: str | None = None
    """How it was sealed to be sent: smtp, drafts, outbox or null; by post, the print service that it is for."""
    language: str | None = None
    """The language that it is in, if not English."""


class Placed(Facts):
    """A letter is ready for the person to send: among the drafts, or as a file in the outbox."""

    kind = "placed"

    via: str | None = None
    """Where: drafts or outbox."""


class Sending(Facts):
    """A letter is about to be handed to a server; the outcome follows, or stays unknown."""

    kind = "sending"

    via: str | None = None
    """How it is sent."""


class Answer(Facts):
    """What a server said of a letter."""

    code: int | None = None
    """The server's reply code (RFC 5321)."""
    text: str | None = None
    """The server's words, or why there are none."""


class Sent(Answer):
    """A letter left: a server accepted it, or the person says so."""

    kind = "sent"

    tracking: str | None = None
    """The carrier's tracking number."""
    proof: str | None = None
    """What the way of sending proves about receipt."""
    excluded: tuple[str, ...] = ()
    """What the person excluded in a form."""


class Refused(Answer):
    """A letter was refused for good, by a server or on delivery."""

    kind = "refused"


class Deferred(Answer):
    """A letter was not accepted for now, or came back for a while; it is sent again, unchanged."""

    kind = "deferred"
    version = 2


class Stopped(Answer):
    """A letter was not accepted because of the account, not the address; it is sent again once that is fixed."""

    kind = "stopped"


class Unknown(Answer):
    """A letter may have left, but nobody confirmed it."""

    kind = "unknown"


class Bounced(Answer):
    """A letter came back."""

    kind = "bounced"


class Received(Facts):
    """A letter was received."""

    kind = "received"

    proof: str | None = None
    """How receipt is known."""


class Reply(Facts):
    """Something that came from the broker."""

    ticket: str | None = None
    """Their number for the request."""


class Naming(Reply):
    """Something that came from the broker, and may say whom it had the data from, or gave them to."""

    names: tuple[Named, ...] = ()
    """Whom it names, denies or keeps to itself, each with its words."""


class Acknowledged(Reply):
    """They confirmed that they have the request."""

    kind = "acknowledged"


class IdentityAsked(Reply):
    """They asked who you are."""

    kind = "identity-asked"

    asks: str | None = None
    """What they ask for."""


class IdentityGiven(Facts):
    """You told them who you are."""

    kind = "identity-given"


class ClarificationAsked(Reply):
    """They asked what you mean."""

    kind = "clarification-asked"

    form: str | None = None
    """A form that they refer to."""


class ClarificationGiven(Facts):
    """You told them what you mean."""

    kind = "clarification-given"


class Extended(Reply):
    """They extended the period."""

    kind = "extended"

    says: str | None = None
    """Their words."""


class Answered(Naming):
    """They answered; --outcome says how."""

    kind = "answered"

    outcome: str | None = None
    """The outcome of the answer."""
    reason: str | None = None
    """Why they refused."""
    says: str | None = None
    """Their words."""
    answered: tuple[str, ...] = ()
    """What they answered."""
    missing: tuple[str, ...] = ()
    """What they left out."""
    form: str | None = None
    """A form that they refer to."""
    status: str | None = None
    """What a platform such as DROP shows of them; it proves no deletion."""


class Appealed(Facts):
    """You appealed to them against their answer."""

    kind = "appealed"


class Complained(Facts):
    """You complained to a regulator."""

    kind = "complained"

    to: str | None = None
    """To which regulator, if not the letter's."""


class Reappeared(Facts):
    """Data that had been deleted are back."""

    kind = "reappeared"

    where: str | None = None
    """The page or file where it was seen."""
    shows: str | None = None
    """What is shown."""


class Closed(Facts):
    """The case is over."""

    kind = "closed"


class Withdrawn(Facts):
    """A sealed letter was withdrawn: it will never leave; what was sealed stays in the evidence."""

    kind = "withdrawn"

    closing: bool = False
    """Whether it was withdrawn because its request was closed."""


class Note(Naming):
    """Something to remember; it changes nothing."""

    kind = "note"
    version = 2


class Voided(Facts):
    """An event was taken back; it stays in the history."""

    kind = "voided"


class Renamed(Facts):
    """A person of the profile has a new slug; what was recorded under the old one is theirs."""

    kind = "renamed"

    person: str = "forgotten"
    """The old slug; "me" for a single person without one."""
    to: str = "forgotten"
    """The new slug."""


class Left(Facts):
    """A person is no longer written for: nothing leaves in their name from then on."""

    kind = "left"

    person: str = "forgotten"
    """The person's slug."""


class Agreed(Facts):
    """A person agreed, on that day, that letters are written in their name; a child's guardian confirmed the care."""

    kind = "agreed"

    person: str = "forgotten"
    """The person's slug."""
    guardian: str | None = None
    """The name of who confirmed to have the care of this person, a child."""


_MODELS: tuple[type[Facts], ...] = (
    Opened, Prepared, Placed, Sending, Sent, Refused, Deferred, Stopped, Unknown, Bounced, Received, Acknowledged,
    IdentityAsked, IdentityGiven, ClarificationAsked, ClarificationGiven, Extended, Answered, Appealed, Complained,
    Reappeared, Closed, Withdrawn, Note, Voided, Renamed, Left,
    Agreed,
)  # fmt: skip
MODELS: Mapping[EventKind, type[Facts]] = {model.kind: model for model in _MODELS}
"""The facts of each kind."""
assert tuple(MODELS) == get_args(EventKind)  # noqa: S101 - a kind without a model cannot be read


READ_AS = (
    "a `note` of version 1 with the fact `placed` as `placed`, with that fact as `via`;",
    "a `deferred` of version 1 with the fact `stopped` as `stopped`;",
    "every other kind of an older version as the newest one, with the facts that this one has.",
)
"""What older versions are read as, for the documentation; `facts_of` does it."""


def facts_of(kind: EventKind, stored: Mapping[str, object], version: int = 1) -> Facts:
    """The facts that the ledger keeps of an event, as the newest model has them.

    Version 1 of a note said that a letter was placed, version 1 of a deferral that a run was stopped at it.
    What is read otherwise than it was written stands in `READ_AS`, too.

    Args:
        kind: as the ledger has it.
        stored: as `Facts.stored` gave them.
        version: of the model by which they were written.
    """
    if kind == "note" and version == 1 and stored.get("placed"):
        return Placed(via=str(stored["placed"]), note=str(stored["note"]) if stored.get("note") else None)
    if kind == "deferred" and version == 1 and stored.get("stopped") is True:
        return Stopped.read(stored)
    return MODELS[kind].read(stored)
