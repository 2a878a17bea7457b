"""Reading replies: mails that came back, what a person decides of each, and that none is recorded twice.

What is accepted waits, and is recorded at the end, all of it or nothing; a mail is filed when its event is recorded.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from unbroker.actions.record_event import Recorded, append
from unbroker.base.errors import UserError
from unbroker.cases.case import Cases
from unbroker.cases.validate_event import OF_LETTERS
from unbroker.facts.registry import Registry
from unbroker.ledger import evidence
from unbroker.ledger.event import Event, NewEvent, taken_back
from unbroker.ledger.evidence import EvidenceLost
from unbroker.ledger.kinds import REPLIES, EventKind
from unbroker.ledger.schema import Reply, Sent
from unbroker.ledger.store import EPOCH, StagedLedger, Transaction
from unbroker.mail.account.mailbox import Mailbox
from unbroker.mail.incoming import mailbox_search, proposal
from unbroker.mail.incoming.mailbox_files import StoredMail
from unbroker.mail.incoming.mailbox_search import Answer, AskedFor, Question
from unbroker.mail.incoming.match import Correspondence, Sealed
from unbroker.mail.incoming.proposal import Proposal
from unbroker.records import Records

_READ_FROM_MAIL: frozenset[EventKind] = REPLIES | {*OF_LETTERS, "note"}

_DID_NOT_ARRIVE: tuple[EventKind, ...] = ("bounced", "deferred", "stopped")
_TEXTS = ("text", "short")


class NothingOut(UserError):  # noqa: N818 - the sentence is the name
    """There is no letter that a mail could be about."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            "no letter of yours is sealed: nothing can have come back (`unbroker plan` shows what can be asked)"
            if names
            else "no letter of yours went by e-mail: there is nothing to search for (--in FOLDER reads a folder)"
        )


@dataclass(frozen=True)
class Reading:
    """A mail, and what is proposed about it."""

    found: StoredMail
    proposal: Proposal
    hash: str
    """The SHA-256 of the mail."""
    before: Event | None = None
    """The event that was recorded of the same mail, if it was read before."""

    @property
    def name(self) -> str:
        """The letter or the request that the proposal is about."""
        sealed = self.proposal.letter
        if sealed is None:
            return ""
        return sealed.letter if self.proposal.kind in OF_LETTERS else sealed.reference

    @property
    def summary(self) -> "Reading":
        """The same without the mail's bytes and words: what is told of it afterwards, of however many mails."""
        return replace(self, found=replace(self.found, mail=self.found.mail.summary))

    @property
    def event(self) -> NewEvent | None:
        """The event that is proposed, if any."""
        proposal = self.proposal
        if not (proposal.kind and proposal.on and proposal.letter):
            return None
        return NewEvent.of(proposal.kind, proposal.on, proposal.facts)

    def is_known(self, keys: Collection[str]) -> bool:
        """Whether the mail was recorded since it was looked at, by the keys of those that are recorded."""
        return self.before is None and not {self.hash, self.found.mail.message_id or self.hash}.isdisjoint(keys)


@dataclass(frozen=True)
class Decision:
    """What a person decided about a mail: which event of which letter or request."""

    reading: Reading
    name: str
    event: NewEvent
    anyway: bool


@dataclass
class Inbox:
    """What is read in one sitting: each mail is looked at by all that was decided before it; nothing is recorded."""

    records: Records
    registry: Registry
    today: date
    day_of: Callable[[datetime], date]
    decisions: list[Decision] = field(init=False, default_factory=list)
    _staged: StagedLedger = field(init=False)
    _known: Correspondence = field(init=False)
    _hashes: Mapping[str, tuple[str, ...]] = field(init=False)
    _seen: dict[str, Event] = field(init=False)
    _texts: dict[str, tuple[str, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        cases = self.records.read_cases()
        self._staged = StagedLedger(self.records.ledger)
        self._known = correspondence(cases, self.registry)
        self._hashes = _texts_sealed(cases)
        self._seen = {key: event for event in _from_mail(cases) for key in _keys(event)}

    @property
    def letters(self) -> tuple[Sealed, ...]:
        """The letters that a mail can be about, by all that was accepted so far."""
        return self._known.letters

    @property
    def read_before(self) -> frozenset[str]:
        """The hashes and the Message-IDs of the mails that were recorded."""
        return frozenset(self._seen)

    def look(self, mail: StoredMail) -> Reading | None:
        """What is proposed about a mail, by all that was accepted before it; None if it is a letter of ours."""
        proposed = proposal.propose(
            mail.mail, self._known, today=self.today, day_of=self.day_of, texts_of=self._texts_of
        )
        if proposed is None:
            return None
        reading = Reading(mail, proposed, sha256(mail.mail.raw).hexdigest())
        before = self._seen.get(reading.hash) or self._seen.get(mail.mail.message_id or "")
        return replace(reading, before=before)

    def _texts_of(self, reference: str) -> tuple[str, ...]:
        """The texts of the letters of a request, as far as they are still in the evidence."""
        if reference not in self._texts:
            contents = (_kept(self.records.evidence, name) for name in self._hashes.get(reference, ()))
            self._texts[reference] = tuple(content.decode() for content in contents if content is not None)
        return self._texts[reference]

    def accept(self, reading: Reading, name: str, event: NewEvent, *, anyway: bool = False) -> Recorded:
        """Take what a person decided, to be recorded with the mail as its evidence; answers what it will come to.

        Raises:
            Objected: something speaks against it, and nobody said `anyway`; nothing of it is taken.
            UserError: it cannot be recorded so.
        """
        decision = Decision(reading, name, event, anyway)
        with self._staged.transaction(EPOCH) as transaction:
            recorded = _append(self.records, transaction, decision, self.today)
        self.decisions.append(decision)
        self._remember(reading, recorded.events)
        return recorded

    def _remember(self, reading: Reading, events: Iterable[Event]) -> None:
        """Go on from what was decided."""
        sealed, left = reading.proposal.letter, reading.proposal.left
        letters = {letter.letter: letter for letter in self._known.letters}
        tickets = dict(self._known.tickets)
        if sealed is not None and left is not None:
            letters[sealed.letter] = sealed.now("sent", left)
        for event in events:
            self._seen |= dict.fromkeys((reading.hash, *_keys(event)), event)
            if isinstance(event.facts, Reply) and event.facts.ticket:
                tickets[event.facts.ticket] = event.reference or ""
            if event.kind in _DID_NOT_ARRIVE and event.letter in letters:
                letters[event.letter] = letters[event.letter].now(event.kind, None)
        self._known = Correspondence(tuple(letters.values()), tickets)


def plan_fetch(inbox: Inbox, names: Sequence[str] = ()) -> Question:
    """What the mail account is asked: for mails about the letters, but for those that were read before. Pure.

    Args:
        inbox: what the mails are read into.
        names: the folders that are read whole; without any, only mails that refer to a letter are asked for.

    Raises:
        NothingOut: no mail can be about any letter.
    """
    letters = tuple(AskedFor(letter.message_id, letter.prepared) for letter in inbox.letters if letter.message_id)
    if not (inbox.letters if names else letters):
        raise NothingOut(names)
    first = min(letter.prepared for letter in inbox.letters)
    return Question(letters, inbox.read_before, first, tuple(names))


def do_fetch(question: Question, mailbox: Mailbox, on_progress: Callable[[int, int], None]) -> Answer:
    """Fetch the mails that are asked for; in the mailbox nothing changes, and nothing is recorded.

    Args:
        question: what it is asked.
        mailbox: the account's.
        on_progress: is told how many mails of how many are fetched, folder by folder.

    Raises:
        CannotConnect: the mailbox is not to be had, or stops answering.
        UnknownName: there is no folder of a name.
        NotThatFolder: it is one that is not read whole.
    """
    return mailbox_search.ask(mailbox, question, on_progress)


def do_read_replies(inbox: Inbox, at: datetime) -> tuple[Event, ...]:
    """Record what was decided, all or none, if nothing speaks against it by then; the mails are filed first.

    A mail that somebody else has recorded in the meantime is left out.

    Args:
        inbox: what was read, and decided.
        at: the moment of writing.

    Raises:
        Objected: something speaks against a decision that nobody made `anyway`.
    """
    records = inbox.records
    for decision in inbox.decisions:
        evidence.keep(records.evidence, decision.reading.found.mail.raw)
    with records.ledger.transaction(at) as transaction:
        keys = {key for event in _from_mail(records.read_cases(transaction)) for key in _keys(event)}
        new = [decision for decision in inbox.decisions if not decision.reading.is_known(keys)]
        recorded = [_append(records, transaction, decision, inbox.today) for decision in new]
    return tuple(event for record in recorded for event in record.events)


def _append(records: Records, transaction: Transaction, decision: Decision, today: date) -> Recorded:
    """Add a decision; a mail that shows that its letter left says that, too."""
    proposed = decision.reading.proposal
    if proposed.letter is not None and proposed.left:
        sent = NewEvent(Sent(note="shown by a mail that came back"), proposed.left)
        append(records, transaction, proposed.letter.letter, sent, today)
    filed = {"mail.eml": decision.reading.hash}
    return append(records, transaction, decision.name, decision.event, today, filed=filed, anyway=decision.anyway)


def correspondence(cases: Cases, registry: Registry) -> Correspondence:
    """The letters of a ledger, as far as a mail can be about them."""
    letters: dict[str, tuple[int, Sealed]] = {}
    tickets: dict[str, str] = {}
    for case in cases:
        opening = case.opening
        slugs = opening.brokers
        domains = tuple(
            domain for slug in slugs if slug in registry.brokers for domain in registry.brokers[slug].domains
        )
        for letter in case.dispatches:
            sealed = Sealed(
                letter.letter, opening.reference, opening.broker, letter.kind, letter.to, letter.facts.message_id,
                letter.state, letter.left, letter.prepared.on, domains,
            )  # fmt: skip
            letters[letter.letter] = (letter.prepared.seq, sealed)
        replies = [event.facts for event in case.events if isinstance(event.facts, Reply)]
        tickets |= {reply.ticket: opening.reference for reply in replies if reply.ticket}
    in_order = sorted(letters.values(), key=lambda numbered: numbered[0])
    return Correspondence(tuple(sealed for _, sealed in in_order), tickets)


def _texts_sealed(cases: Cases) -> Mapping[str, tuple[str, ...]]:
    """By request, the SHA-256 of the texts that were sealed, the newest first."""
    hashes: dict[str, dict[str, None]] = {}
    for case in cases:
        of_request = hashes.setdefault(case.opening.reference, {})
        for letter in reversed(case.dispatches):
            of_request |= dict.fromkeys(letter.hashes[part] for part in _TEXTS if part in letter.hashes)
    return {reference: tuple(names) for reference, names in hashes.items()}


def _kept(folder: Path, name: str) -> bytes | None:
    """A sealed text; None where it is lost, which `ledger verify` tells and which stops no reading."""
    try:
        return evidence.fetch(folder, name)
    except EvidenceLost:
        return None


def _from_mail(cases: Cases) -> Iterator[Event]:
    """What was read from mails before, and not taken back."""
    for history in cases.histories.values():
        gone = taken_back(history)
        yield from (event for event in history if event.kind in _READ_FROM_MAIL and event.seq not in gone)


def _keys(event: Event) -> tuple[str, ...]:
    """By what a mail is known again: the file, or its Message-ID where the file is another."""
    message_id = event.facts.message_id
    return (*event.evidence, message_id) if message_id else event.evidence
