"""The inbox: mails that are read by hand, what is recorded of each, and that none is recorded twice.

What is accepted waits, and is recorded at the end, all of it or nothing; a mail is filed when its event is recorded.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256

from unbroker.actions.record_event import Recorded, record
from unbroker.cases.case import Cases, fold
from unbroker.facts.registry import Registry
from unbroker.folder import Books
from unbroker.ledger import evidence
from unbroker.ledger.event import REPLIES, Event, EventKind, NewEvent, taken_back
from unbroker.ledger.store import EPOCH, StagedLedger
from unbroker.mail.incoming import proposal
from unbroker.mail.incoming.mailbox_files import Found
from unbroker.mail.incoming.match import Correspondence, Sealed
from unbroker.mail.incoming.proposal import Proposal

_READ_FROM_MAIL: frozenset[EventKind] = REPLIES | {"bounced", "received", "note"}


@dataclass(frozen=True)
class Reading:
    """A mail, and what is proposed about it."""

    found: Found
    proposal: Proposal
    before: Event | None = None
    """The event that was recorded of the same mail, if it was read before."""

    @property
    def name(self) -> str:
        """The letter or the request that the proposal is about."""
        sealed = self.proposal.letter
        if sealed is None:
            return ""
        return sealed.letter if self.proposal.kind in ("bounced", "received") else sealed.reference

    @property
    def hash(self) -> str:
        """The SHA-256 of the mail."""
        return sha256(self.found.mail.raw).hexdigest()

    @property
    def happening(self) -> NewEvent | None:
        """What would be recorded."""
        made = self.proposal
        return NewEvent(made.kind, made.on, facts=made.facts) if made.kind and made.on and made.letter else None


@dataclass
class Inbox:
    """What is read in one sitting."""

    books: Books
    registry: Registry
    today: date
    day_of: Callable[[datetime], date]
    staged: StagedLedger = field(init=False)
    _known: Correspondence = field(init=False)
    _seen: dict[str, Event] = field(init=False)
    _to_file: dict[str, bytes] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        cases = fold(self.books.ledger.read())
        self.staged = StagedLedger(self.books.ledger)
        self._known = correspondence(cases, self.registry)
        self._seen = {key: event for event in _from_mail(cases) for key in _keys(event)}

    def look(self, found: Found) -> Reading | None:
        """What is proposed about a mail, by all that was accepted before it; None if it is a letter of ours."""
        made = proposal.propose(found.mail, self._known, today=self.today, day_of=self.day_of)
        if made is None:
            return None
        reading = Reading(found, made)
        before = self._seen.get(reading.hash) or self._seen.get(found.mail.message_id or "")
        return replace(reading, before=before)

    def take(self, reading: Reading, name: str, happening: NewEvent, *, anyway: bool = False) -> Recorded:
        """Let what a person decided wait to be recorded, with the mail as its evidence.

        Raises:
            Objected: something speaks against it, and nobody said `anyway`; nothing of it waits.
            UserError: it cannot be recorded so.
        """
        step = StagedLedger(self.staged) if reading.proposal.left else self.staged
        books, today = replace(self.books, ledger=step), self.today
        sealed = reading.proposal.letter
        if sealed is not None and reading.proposal.left:
            told = NewEvent("sent", reading.proposal.left, facts={"note": "shown by a mail that came back"})
            record(books, sealed.letter, told, today=today, at=EPOCH)
        filed = {"mail.eml": reading.hash}
        made = record(books, name, happening, today=today, at=EPOCH, filed=filed, anyway=anyway)
        if step is not self.staged:
            step.commit(EPOCH)
        self._to_file[reading.hash] = reading.found.mail.raw
        self._remember(reading, made.events)
        return made

    def commit(self, at: datetime) -> tuple[Event, ...]:
        """Record what waits, all or none; the mails are filed first."""
        for content in self._to_file.values():
            evidence.keep(self.books.evidence, content)
        return self.staged.commit(at)

    def _remember(self, reading: Reading, events: Iterable[Event]) -> None:
        """Go on from what waits to be recorded."""
        sealed, left = reading.proposal.letter, reading.proposal.left
        letters = {one.letter: one for one in self._known.letters}
        tickets = dict(self._known.tickets)
        if sealed is not None and left is not None:
            letters[sealed.letter] = sealed.now("sent", left)
        for event in events:
            self._seen |= dict.fromkeys((reading.hash, *_keys(event)), event)
            if ticket := event.fact("ticket"):
                tickets[ticket] = event.reference or ""
            if event.kind == "bounced" and event.letter in letters:
                letters[event.letter] = letters[event.letter].now("bounced", None)
        self._known = Correspondence(tuple(letters.values()), tickets)


def correspondence(cases: Cases, registry: Registry) -> Correspondence:
    """The letters of a ledger, as far as a mail can be about them."""
    letters: dict[str, tuple[int, Sealed]] = {}
    tickets: dict[str, str] = {}
    for case in cases:
        opening = case.opening
        slugs = (opening.broker, *opening.covers)
        domains = tuple(
            domain for slug in slugs if slug in registry.brokers for domain in registry.brokers[slug].domains
        )
        for one in case.dispatches:
            sealed = Sealed(
                one.letter, opening.reference, opening.broker, one.kind, one.to, one.prepared.fact("message_id"),
                one.state, one.left, one.prepared.on, domains,
            )  # fmt: skip
            letters[one.letter] = (one.prepared.seq, sealed)
        tickets |= {str(event.fact("ticket")): opening.reference for event in case.events if event.fact("ticket")}
    in_order = sorted(letters.values(), key=lambda found: found[0])
    return Correspondence(tuple(sealed for _, sealed in in_order), tickets)


def _from_mail(cases: Cases) -> Iterator[Event]:
    """What was read from mails before, and not taken back."""
    for history in cases.histories.values():
        gone = taken_back(history)
        yield from (event for event in history if event.kind in _READ_FROM_MAIL and event.seq not in gone)


def _keys(event: Event) -> tuple[str, ...]:
    """By what a mail is known again: the file, or its Message-ID where the file is another."""
    told = event.fact("message_id")
    return (*event.evidence, told) if told else event.evidence
