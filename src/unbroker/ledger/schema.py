"""The schema of the ledger: for each kind of event a frozen model of its facts, with a version. Pure.

What was written by an older version is read as the newest one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, get_args

from unbroker.ledger.kinds import EventKind
from unbroker.ledger.stored import NOWHERE, Destination, Disclosed, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Facts):
    """A request was opened: who asks whom for what, under which law, and where both are."""

    kind = "opened"

    person: str = "forgotten"
    """The person's slug."""
    broker: str = "forgotten"
    """The broker's slug."""
    broker_name: str = ""
    """Its name on that day."""
    covers: tuple[str, ...] = ()
    """Other brokers for whom it answers, by slug."""
    law: str = "forgotten"
    """The law's slug."""
    binding: bool = False
    """Whether the record shows that the law binds the broker."""
    round: int = 1
    """How often the same was asked, this time included."""
    residence: str | None = None
    """The person's territory, ISO 3166."""
    controller: str | None = None
    """The broker's territory, ISO 3166."""
    representative: str | None = None
    """The country of its representative."""
    free_report: bool = False
    """Whether it asks for the free yearly file under the FCRA."""
    again: bool = False
    """Whether it was asked although something spoke against asking again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared(Facts):
    """A letter was sealed: its text, its PDF and its mail are fixed."""

    kind = "prepared"
    stored_as: ClassVar[Mapping[str, str]] = {"sender": "from"}

    step: str = "first"
    """What the letter is for."""
    trigger: str | Mapping[str, str] | None = None
    """What called for it: the same for all its rights, or for each its own."""
    recipient: tuple[str, ...] = ()
    """The names that it is addressed to."""
    channel: Destination = NOWHERE
    """Where it goes."""
    sheet: str | None = None
    """The sheet that it is printed on."""
    discloses: tuple[Disclosed, ...] = ()
    """What it tells, and why."""
    hashes: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of its parts in the evidence: text, pdf, mail, short."""
    subject: str | None = None
    """The subject of its message."""
    sender: str | None = None
    """The address that its message comes from."""
    via: str | None = None
    """The way of sending for which it was sealed: smtp, drafts, outbox or null."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Facts):
    """A letter lies ready for the person to send: among the drafts, or as a file in the outbox."""

    kind = "placed"

    via: str | None = None
    """Where: drafts or outbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending(Facts):
    """A letter is about to be handed to a server; the answer follows, or nobody knows."""

    kind = "sending"

    via: str | None = None
    """The way of sending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Facts):
    """What a server said of a letter."""

    code: int | None = None
    """Its reply code (RFC 5321)."""
    text: str | None = None
    """Its words, or why there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Answer):
    """A letter left: a server took it, or the person says so."""

    kind = "sent"

    tracking: str | None = None
    """The carrier's number."""
    proof: str | None = None
    """What the way itself proves of the receipt."""
    excluded: tuple[str, ...] = ()
    """What the person left out of a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Answer):
    """A letter was refused for good, by a server or at the door."""

    kind = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred(Answer):
    """A letter was not taken now; it goes again, unchanged."""

    kind = "deferred"
    version = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Answer):
    """A letter was not taken, and the trouble was not its own: the run stopped at it."""

    kind = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Answer):
    """A letter may have left, and nobody said so."""

    kind = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced(Answer):
    """A letter came back."""

    kind = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Facts):
    """A letter was received."""

    kind = "received"

    proof: str | None = None
    """How that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Facts):
    """Something that came from the broker."""

    ticket: str | None = None
    """Their number for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(Reply):
    """They confirmed that they have the request."""

    kind = "acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityAsked(Reply):
    """They asked who you are."""

    kind = "identity-asked"

    asks: str | None = None
    """What they ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityGiven(Facts):
    """You told them who you are."""

    kind = "identity-given"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClarificationAsked(Reply):
    """They asked what you mean."""

    kind = "clarification-asked"

    form: str | None = None
    """A form that they point to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClarificationGiven(Facts):
    """You told them what you mean."""

    kind = "clarification-given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Reply):
    """They take more time."""

    kind = "extended"

    says: str | None = None
    """Their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Reply):
    """They answered; --outcome says how."""

    kind = "answered"

    outcome: str | None = None
    """The outcome of the answer."""
    reason: str | None = None
    """Why they refused."""
    says: str | None = None
    """Their words."""
    answered: tuple[str, ...] = ()
    """What they did answer."""
    missing: tuple[str, ...] = ()
    """What they left out."""
    form: str | None = None
    """A form that they point to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appealed(Facts):
    """You appealed to them against their answer."""

    kind = "appealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Complained(Facts):
    """You complained to a regulator."""

    kind = "complained"

    to: str | None = None
    """To whom, if not to the regulator of the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reappeared(Facts):
    """What was deleted is there again."""

    kind = "reappeared"

    where: str | None = None
    """The page or file on which it stands."""
    shows: str | None = None
    """What is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Facts):
    """The case is over."""

    kind = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Facts):
    """A sealed letter was withdrawn: it will never leave; what was sealed of it stays in the evidence."""

    kind = "withdrawn"

    closing: bool = False
    """Whether it was withdrawn because its request was closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Reply):
    """Something to remember; it changes nothing."""

    kind = "note"
    version = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided(Facts):
    """An event was taken back; it stays in the history."""

    kind = "voided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed(Facts):
    """A person of the profile has another slug: what was recorded under the old one is theirs."""

    kind = "renamed"

    person: str = "forgotten"
    """The slug until then; "me" for somebody alone who had none."""
    to: str = "forgotten"
    """The slug from then on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Facts):
    """A person is written for no more: nothing leaves in their name from then on."""

    kind = "left"

    person: str = "forgotten"
    """The person's slug."""


_MODELS: tuple[type[Facts], ...] = (
    Opened, Prepared, Placed, Sending, Sent, Refused, Deferred, Stopped, Unknown, Bounced, Received, Acknowledged,
    IdentityAsked, IdentityGiven, ClarificationAsked, ClarificationGiven, Extended, Answered, Appealed, Complained,
    Reappeared, Closed, Withdrawn, Note, Voided, Renamed, Left,
)  # fmt: skip
MODELS: Mapping[EventKind, type[Facts]] = {model.kind: model for model in _MODELS}
"""The facts of each kind."""
assert tuple(MODELS) == get_args(EventKind)  # noqa: S101 - a kind without a model cannot be read


READ_AS = (
    "a `note` of version 1 with the fact `placed` as `placed`, with that fact as `via`;",
    "a `deferred` of version 1 with the fact `stopped` as `stopped`;",
    "every other kind of an older version as the newest one, with what that has and without what it has not.",
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
