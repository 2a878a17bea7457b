"""Recording sealed letters: what is fixed of them goes to the evidence, and `prepared` names it, a group at a time.

The files of a group are on disk before the one transaction that names them: what the ledger names is there, and a
letter that is not in the ledger has left no trace but files that nobody asks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from unbroker.base import places
from unbroker.cases.case import fold
from unbroker.cases.sealed_letters import brokers_of
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Opened, Prepared
from unbroker.ledger.store import Reader
from unbroker.ledger.stored import Destination, Disclosed
from unbroker.planning.decision import PlannedLetter
from unbroker.writing import languages
from unbroker.writing.request import Draft, Request


@dataclass(frozen=True)
class Parts:
    """What is fixed of a letter: its files by name, and the headers of its message."""

    contents: Mapping[str, bytes]
    message_id: str | None = None
    subject: str | None = None
    sender: str | None = None
    via: str | None = None


def seal_all(
    folder: Folder, letters: Sequence[tuple[PlannedLetter, Parts]], run: str, at: datetime
) -> list[PlannedLetter]:
    """Fix some letters together, all or none; answers those that were sealed before, perhaps by who filled in a form.

    Args:
        folder: the folder.
        letters: each with its parts.
        run: the run that they belong to.
        at: the moment of writing.

    Raises:
        CannotWrite, LedgerStopped: the disk is full; none of them is recorded.
    """
    kept = iter(evidence.keep_all(folder.evidence, [text for _, parts in letters for text in parts.contents.values()]))
    hashes = [dict(zip(parts.contents, kept, strict=False)) for _, parts in letters]
    references = {letter.draft.request.reference for letter, _ in letters}
    before, new = list[PlannedLetter](), list[NewEvent]()
    with folder.ledger.transaction(at) as transaction:
        sealed = brokers_of(fold(transaction.read(references)))
        for (letter, parts), names in zip(letters, hashes, strict=True):
            if letter.draft.letter in sealed:
                before.append(letter)
            else:
                new += sealing(letter, names, parts, run)
        transaction.append(new)
    return before


def is_sealed(letter: PlannedLetter, reader: Reader) -> bool:
    """Whether a letter of a plan was sealed since, perhaps by who recorded that its form was filled in."""
    return letter.draft.letter in brokers_of(fold(reader.read([letter.draft.request.reference])))


def sealing(letter: PlannedLetter, hashes: Mapping[str, str], parts: Parts, run: str) -> list[NewEvent]:
    """What is recorded when a letter is sealed; the request is opened with its first letter."""
    draft, request = letter.draft, letter.draft.request
    some = draft.rights if draft.rights != request.rights else ()
    facts = Prepared(
        step=draft.step,
        trigger=_trigger(letter),
        recipient=tuple(draft.recipient.names),
        channel=_destination(draft),
        sheet=letter.sheet.name if letter.sheet else None,
        discloses=tuple(Disclosed(fact.field, fact.value, fact.why) for fact in draft.discloses),
        hashes=dict(hashes),
        message_id=parts.message_id,
        subject=parts.subject,
        sender=parts.sender,
        via=parts.via,
        rights=some if len(some) > 1 else (),
        language=draft.language if draft.language != languages.USUAL else None,
    )
    right, proofs = some[0] if len(some) == 1 else None, tuple(hashes.values())
    prepared = NewEvent(facts, draft.date, request.reference, right, draft.letter, run, proofs)
    if draft.number > 1:
        return [prepared]
    return [NewEvent(_opening(request, again=letter.again), draft.date, request.reference), prepared]


def _opening(request: Request, *, again: bool) -> Opened:
    broker, claim = request.broker, request.claim
    return Opened(
        person=request.person.handle,
        broker=broker.slug,
        broker_name=broker.name,
        covers=tuple(other.slug for other in request.covers),
        law=claim.law.slug,
        rights=request.rights,
        binding=claim.binding,
        round=request.round,
        residence=request.person.residence.code,
        controller=broker.region or broker.country,
        representative=broker.representative.country if broker.representative else None,
        again=again,
        topics=request.topics,
    )


def _destination(draft: Draft) -> Destination:
    """Where it goes; an address in its parts, so that labels and lists can be made of sealed letters alone."""
    channel, person = draft.recipient.channel, draft.request.person
    if channel.post is None:
        return Destination(channel.kind, channel.to)
    home = draft.return_address or person.return_address
    return Destination(
        channel.kind,
        channel.to,
        channel.post.country,
        home.country if home else places.country(person.residence.code),
        channel.post.model_dump(mode="json", exclude_defaults=True),
        tuple(channel.as_filed),
    )


def _trigger(letter: PlannedLetter) -> str | Mapping[str, str] | None:
    """What called for a letter: the same for all its rights, or for each its own."""
    called = {*letter.triggers.values()}
    return dict(letter.triggers) if len(called) > 1 else next(iter(called), None)
