"""The mailing by e-mail: which letters leave together, in which order, and which must wait. Nothing is done here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from unbroker.actions.later import follow_ups, parted
from unbroker.actions.seal import run_name, waiting
from unbroker.actions.typeset import Outcome
from unbroker.base.errors import UserError
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.status import docket
from unbroker.facts.registry import Channel
from unbroker.folder import Folder
from unbroker.mail.outgoing.senders import BY_HAND, Via
from unbroker.planning.plan import Item, LeftOut, Selection, plan


class SpecimensStay(UserError):  # noqa: N818 - the sentence is the name
    """Letters of people who do not exist are not sent."""

    def __init__(self, via: Via) -> None:
        super().__init__(f"the profile is a specimen: nothing is sent by {via} (`--via outbox` writes files)")


@dataclass(frozen=True)
class Mailing:
    """Letters that are to leave together, before anything is done."""

    via: Via
    run: str
    sealed: tuple[Dispatch, ...]
    """Those that are sealed already, and go first."""
    items: tuple[Item, ...]
    later: tuple[Dispatch, ...]
    """Those at which a run was stopped before: they go last, so that they stop nothing else."""
    held: tuple[Dispatch, ...]
    """Those that lie among the drafts or in the outbox, and may have been sent by hand."""
    over: int
    """How many wait for another day or another call."""
    failed: tuple[Outcome, ...]
    left_out: tuple[LeftOut, ...]
    cases: Cases

    def __len__(self) -> int:
        return len(self.sealed) + len(self.items) + len(self.later)

    @property
    def brokers(self) -> Mapping[str, str]:
        """By letter: to whom it goes."""
        known = {one.letter: case.opening.broker for case in self.cases for one in case.dispatches}
        return known | {item.draft.letter: item.draft.request.broker.slug for item in self.items}

    @property
    def letters(self) -> tuple[str, ...]:
        """Their names, in the order of leaving."""
        old, stopped = (tuple(one.letter for one in some) for some in (self.sealed, self.later))
        return (*old, *(item.draft.letter for item in self.items), *stopped)

    @property
    def people(self) -> tuple[str, ...]:
        """In whose names they are: the handles."""
        known = {case.opening.reference: case.opening.person for case in self.cases}
        old = [known[one.prepared.reference or ""] for one in (*self.sealed, *self.later)]
        return tuple(dict.fromkeys([*old, *(item.draft.request.person.handle for item in self.items)]))

    def foreseen(self) -> list[Outcome]:
        """What would come of it, if all goes well."""
        result: Literal["sent", "placed"] = "sent" if self.via == "smtp" else "placed"
        brokers = self.brokers
        return [Outcome(letter, brokers[letter], result, run=self.run) for letter in self.letters]


def choose(
    own: Folder, selection: Selection, today: date, via: Via, *, follow: bool, limit: int | None, placed: bool
) -> Mailing:
    """What leaves: every e-mail that is sealed and has not left, then those of the plan, as many as the day allows.

    Args:
        own: the folder.
        selection: whom to write to; the way is by e-mail.
        today: the date of the letters.
        via: how they leave.
        follow: make the follow-ups that are called for, not first letters.
        limit: so many at most.
        placed: send also what was placed for the person to send, who says that it was not.

    Raises:
        SpecimensStay: the people do not exist, and the way leads out of the folder.
    """
    if own.profile.specimen and via in ("smtp", "drafts"):
        raise SpecimensStay(via)
    known, failed = own.known, list[Outcome]()
    sealed = [*waiting(known.cases, "email")]
    held = [one for one in sealed if via == "smtp" and not placed and _is_placed(known.cases, one)]
    stopped = _stopped(known.cases)
    ready = [one for one in sealed if one not in held and one.letter not in stopped]
    last = [one for one in sealed if one not in held and one.letter in stopped]
    left_out: tuple[LeftOut, ...] = ()
    if follow:
        called = follow_ups(own, docket(known.cases, own.laws, today), selection, failed)
        items, left_out = parted(called, "email")
    else:
        made = plan(known, replace(selection, by="email"), today)
        dead = [] if selection.brokers else [item for item in made.items if item.standing in ("bounced", "refused")]
        items = tuple(item for item in made.items if item not in dead)
        left_out = (*made.left_out, *map(_left_out, dead))
    whole = len(ready) + len(items) + len(last)
    room = whole if limit is None else min(whole, limit)
    if via == "smtp":
        room = max(0, min(room, own.settings.per_day - sent_on(known.cases, today)))
    first = ready[:room]
    some = items[: room - len(first)]
    rest = last[: room - len(first) - len(some)]
    over = whole - len(first) - len(some) - len(rest)
    some = tuple(_addressed(item, specimen=own.profile.specimen) for item in some)
    run = run_name("email", today, known.cases)
    return Mailing(via, run, tuple(first), some, tuple(rest), tuple(held), over, tuple(failed), left_out, known.cases)


def sent_on(cases: Cases, day: date) -> int:
    """How many letters were handed to a server on a day."""
    events = (event for history in cases.histories.values() for event in history)
    return len({event.letter for event in events if event.kind == "sending" and event.on == day})


def ever_sent(cases: Cases) -> bool:
    """Whether a letter was ever handed to a server."""
    return any(event.kind == "sending" for history in cases.histories.values() for event in history)


def _left_out(item: Item) -> LeftOut:
    """A letter to an address at which others came back; it is written there only if its broker is named."""
    request, channel = item.draft.request, item.draft.recipient.channel
    reason, hint = f"{channel.to}: letters there came back", f"`unbroker mail post {request.broker.slug}`"
    return LeftOut(request.person, request.broker, request.rights, reason, hint)


def _is_placed(cases: Cases, sealed: Dispatch) -> bool:
    """Whether it was laid out for a person to send."""
    events = cases.histories.get(sealed.prepared.reference or "", ())
    laid_out = any(
        event.kind == "note" and event.letter == sealed.letter and event.facts.get("placed") for event in events
    )
    return laid_out or sealed.prepared.fact("via") in BY_HAND


def _stopped(cases: Cases) -> frozenset[str]:
    """The letters at which a run was stopped the last time that they were tried."""
    last = {
        event.letter: event.facts.get("stopped") is True
        for history in cases.histories.values()
        for event in history
        if event.kind == "deferred" and event.letter
    }
    return frozenset(letter for letter, stopped in last.items() if stopped)


def _addressed(item: Item, *, specimen: bool) -> Item:
    """The same letter; one of somebody who does not exist goes to nobody who does."""
    if not specimen:
        return item
    recipient, slug = item.draft.recipient, item.draft.request.broker.slug
    nobody = Channel.model_validate({"email": f"{slug}@example.org", "source": "a specimen", "tier": "C"})
    return replace(item, draft=replace(item.draft, recipient=replace(recipient, channel=nobody)))
