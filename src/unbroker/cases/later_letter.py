"""The sequel: a later letter of a recorded request, as a draft that says only what the ledger can show.

The past of the draft is the request's events; the days it may state are the docket's. Whether that is enough for
the step is `writing/need`'s to say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import cast, get_args

from unbroker.base.errors import UserError
from unbroker.cases.case import Dispatch
from unbroker.cases.contradiction import contradictions
from unbroker.cases.status import Entry
from unbroker.cases.trail import Trail
from unbroker.facts.channel import CHANNELS
from unbroker.facts.claim import Claim
from unbroker.facts.delivery import written_lines
from unbroker.facts.due import Proof
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Person, Profile
from unbroker.facts.registry import Channel, Registry
from unbroker.facts.regulators import Regulator
from unbroker.facts.rule import topics_of
from unbroker.ledger.event import Event
from unbroker.writing.agency import acting
from unbroker.writing.choose_language import Written, in_best_language
from unbroker.writing.disclosure import GUARDIANS, disclosures, guardians, offers_names, told_contradictions
from unbroker.writing.reference import Step
from unbroker.writing.request import (
    Contradicted,
    Disclosure,
    Draft,
    Past,
    PastKind,
    Recipient,
    Request,
    WayToRegulator,
    complaint_to,
)

_PROOFS: tuple[Proof, ...] = get_args(Proof)
_KINDS: tuple[PastKind, ...] = get_args(PastKind)
_CALLS: Mapping[Step, tuple[PastKind, ...]] = {
    "identity": ("identity-asked",),
    "extension": ("extended",),
    "refused": ("answered",),
    "partial": ("answered",),
    "no-data": ("answered",),
    "not-covered": ("answered",),
    "processor": ("answered",),
    "use-our-form": ("answered", "clarification-asked"),
    "reappeared": ("reappeared",),
    "done": ("answered",),
    "contradiction": ("answered",),
}
"""What calls for a step, where an event does and not a day that passed."""
_QUOTES_OTHERS: tuple[Step, ...] = ("contradiction", "complaint")
"""The letters that quote what other brokers answered."""
_CONTRADICTED = "steps/contradicted.md"
_TO_A_REGULATOR = ("named by", "name", *GUARDIANS, "residence", "address", "email", "situation")


class NoLonger(UserError):  # noqa: N818 - the sentence is the name
    """Something that a request was opened with is not there any more."""

    def __init__(self, reference: str, what: str, hint: str = "put it back, then run it again") -> None:
        super().__init__(f"{reference}: {what} ({hint})")


@dataclass(frozen=True)
class Shelf:
    """Where what a request names is looked up."""

    profile: Profile
    registry: Registry
    laws: Mapping[str, Law]
    regulators: Mapping[str, Regulator]
    written: Written = field(default_factory=Written)
    """Which letters there are in which language."""
    trail: Trail = field(default_factory=lambda: Trail((), {}))
    """Who says what about whom."""


def later_letter(
    entries: Sequence[Entry],
    step: Step,
    shelf: Shelf,
    hearing: Sequence[Regulator],
    way: WayToRegulator | None = None,
    *,
    to: Channel | None = None,
    language: str | None = None,
) -> Draft:
    """The draft of a step for the cases of one request, as of the docket's day.

    Args:
        entries: the cases that the letter speaks of; at least one.
        step: which letter.
        shelf: the people, brokers and laws of today.
        hearing: who would hear a complaint, best first.
        way: by which a complaint goes to the regulator; None takes the best.
        to: the broker's channel; None takes that of the first letter that did not come back.
        language: the language that somebody asked for; None takes the recipient's where it can be.

    Raises:
        NoLonger: the person, the broker, its address or the law is gone; or the person moved, and a first letter says
            that they live where they did.
        NoWay: a complaint has no regulator who can be reached.
    """
    request = request_of(entries[0], shelf)
    events = sorted({event.seq: event for entry in entries for event in entry.case.events}.values(), key=_when)
    letters = {letter.letter: letter for entry in entries for letter in entry.case.dispatches}
    past = tuple(_past(events, letters, entries)) + tuple(_receipt(entries[0], events))
    past = tuple(sorted(past, key=lambda letter: letter.on))
    trigger = next((letter for letter in reversed(past) if letter.kind in _CALLS.get(step, ())), None)
    arrived = [letter for letter in letters.values() if letter.state not in ("bounced", "refused", "withdrawn")]
    first = min(arrived or letters.values(), key=lambda letter: letter.number, default=None)
    is_complaint, to_broker = step == "complaint" and bool(hearing), Recipient(*_way(request, first, to))
    recipient = complaint_to(hearing[0], way) if is_complaint else to_broker
    if step == "first" and request.moved_from:
        what = f"it says that you live in {request.home.name}, and cannot go again since you moved"
        hint = f"`unbroker track {request.reference} closed`; then it is asked anew, from where you live now"
        raise NoLonger(request.reference, what, hint)
    told = _told(first, request.person)
    # A filing told the platform, and the broker nothing; another channel needs another address of the person.
    if entries[0].case.opening.filing is not None or (to is not None and first and to.kind != first.kind):
        told = disclosures(request.person, (request.broker,), request.claim, to_broker.channel)
    contradicted = _contradicted(request, shelf) if step in _QUOTES_OTHERS else ()
    told = chain(told, told_contradictions(contradicted))
    draft = Draft(
        request,
        entries[0].case.highest + 1,
        step,
        recipient,
        entries[0].today,
        tuple(disclosure for disclosure in told if not is_complaint or disclosure.field in _TO_A_REGULATOR),
        specimen=shelf.profile.specimen,
        trigger=trigger,
        past=past,
        due={cast("Right", entry.case.right): entry.due for entry in entries if entry.due},
        regulators=tuple(hearing),
        concerns=tuple(cast("Right", entry.case.right) for entry in entries),
        agent=acting(request, recipient, entries[0].today),
        contradicted=contradicted,
    )
    return _quoting(in_best_language(draft, shelf.written, language), shelf.written)


def _quoting(draft: Draft, written: Written) -> Draft:
    """The draft; a complaint in a language that has no words for contradictions quotes none, and tells none."""
    if draft.step != "complaint" or not draft.contradicted or not written.lacks_part(_CONTRADICTED, draft.language):
        return draft
    told = tuple(disclosure for disclosure in draft.discloses if disclosure.field != "named by")
    return replace(draft, contradicted=(), discloses=told)


def request_of(entry: Entry, shelf: Shelf) -> Request:
    """The request of a case, with the people and brokers of today.

    Raises:
        NoLonger: one of them is gone.
    """
    opening = entry.case.opening
    person = next((someone for someone in shelf.profile.people if someone.handle == opening.person), None)
    if person is None:
        raise NoLonger(opening.reference, f"{opening.person!r} is no longer in the profile")
    broker, law = shelf.registry.brokers.get(opening.broker), shelf.laws.get(opening.law)
    if broker is None:
        raise NoLonger(opening.reference, f"{opening.broker!r} is no longer in the registry")
    if law is None:
        raise NoLonger(opening.reference, f"there is no longer a law {opening.law!r}")
    covers = tuple(shelf.registry.brokers[slug] for slug in opening.covers if slug in shelf.registry.brokers)
    rights = tuple(law.right(right) for right in opening.rights)
    claim = Claim(law, rights, opening.binding, "as the request was opened")
    return Request(
        opening.reference,
        person,
        broker,
        covers,
        claim,
        opening.round,
        topics_of(opening.topics),
        opening.left_behind(person.residence.code),
    )


def _contradicted(request: Request, shelf: Shelf) -> tuple[Contradicted, ...]:
    """What other brokers answered that does not fit, as far as it is in the evidence and the profile offers it."""
    if not offers_names(request.person, request.records):
        return ()
    return tuple(
        Contradicted(
            each.kind,
            each.own.on,
            each.own.says,
            "recipient" if each.own.by == each.edge.giver else "source",
            each.own.words,
            _called(each.other.by, shelf.registry),
            each.other.on,
            each.other.words,
        )
        for each in contradictions(shelf.trail)
        if each.own.reference == request.reference and each.other.evidence
    )


def _called(slug: str, registry: Registry) -> str:
    return registry.outlines[slug].name if slug in registry.outlines else slug


def _when(event: Event) -> tuple[date, int]:
    return event.when


def _past(events: Iterable[Event], letters: Mapping[str, Dispatch], entries: Sequence[Entry]) -> Iterator[Past]:
    for event in events:
        kind = next((kind_name for kind_name in _KINDS if kind_name == event.kind), None)
        letter = letters.get(event.letter or "")
        if kind is None or (kind == "sent" and (letter is None or letter.left is None)):
            continue
        facts = {name: _fact(fact) for name, fact in event.facts.stored().items() if isinstance(fact, (str, list))}
        if kind == "extended" and "says" in facts:
            facts["reason"] = facts["says"]
        if event.rights:
            facts["rights"] = event.rights
        if kind == "answered" and (heard := next(filter(None, (entry.decides(event) for entry in entries)), None)):
            facts["step"] = "appeal" if heard.kind == "appealed" else "controller-complaint"
        if letter is not None:
            facts |= {"letter": letter.letter, "step": letter.step, "by": letter.kind}
        proof = event.fact("proof") if kind == "received" else None
        yield Past(event.on, kind, _known_proof(proof) if kind == "received" else None, facts)


def _receipt(entry: Entry, events: Iterable[Event]) -> Iterator[Past]:
    """The receipt that the clock runs from, where no event of its own says so."""
    receipt = entry.receipt
    if receipt is not None and not any(event.kind == "received" for event in events):
        inferred = {"inferred": "reply"} if receipt.proof == "their-words" else {}  # which no event says: they wrote
        yield Past(receipt.on, "received", receipt.proof, inferred)


def _known_proof(word: str | None) -> Proof:
    return next((proof for proof in _PROOFS if proof == word), "assumed")


def _fact(fact: object) -> str | tuple[str, ...]:
    return tuple(map(str, fact)) if isinstance(fact, list) else str(fact)


def _way(request: Request, first: Dispatch | None, to: Channel | None) -> tuple[tuple[str, ...], Channel]:
    """The names and the channel as the registry has them: the given one, or that of the first letter, or its best."""
    channels = request.broker.channels
    if not channels:
        raise NoLonger(request.reference, f"no address of {request.broker.slug!r} is known")
    channel = to or next((letter for letter in channels if first is not None and letter.to == first.to), channels[0])
    return ((channel.post.name if channel.post else None) or request.broker.addressee,), channel


def _told(first: Dispatch | None, person: Person) -> Iterator[Disclosure]:
    """What the first letter told: a later one tells nothing more, but the return address and the guardians of now."""
    home = person.return_address
    yield from guardians(person)
    for fact in first.discloses if first else ():
        if fact.field in GUARDIANS:
            continue
        is_return = fact.field == "address" and CHANNELS[first.kind].on_paper if first else False
        yield Disclosure(fact.field, ", ".join(written_lines(home)) if is_return and home else fact.value, fact.why)
