"""E-mailing: letters are sealed as messages and handed over one by one, each recorded before it leaves and after.

Whatever ends a run, the same call goes on. What may have left without an answer is `unknown` from then on, and is
never sent again by itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from unbroker.actions.desk import final, seal
from unbroker.actions.plan_email import Mailing
from unbroker.actions.seal import departure
from unbroker.actions.typeset import Outcome, spoilt, struck
from unbroker.base.errors import NOWHERE, Problem, UserError
from unbroker.cases.case import Dispatch
from unbroker.folder import Books
from unbroker.ledger import evidence
from unbroker.ledger.event import REPLIES, Event, EventKind, NewEvent, taken_back
from unbroker.mail.outgoing import message
from unbroker.mail.outgoing.delivery import Result, Sender, State
from unbroker.mail.outgoing.message import Envelope, Thread
from unbroker.mail.outgoing.senders import BY_HAND, Via
from unbroker.planning.plan import Item
from unbroker.writing.letter import Letter
from unbroker.writing.template import Templates


class NoAddress(UserError):  # noqa: N818 - the sentence is the name
    """A letter has no address to come from."""

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} has no e-mail address to write from (add 'reply_to: …' to the profile)")


class OtherSender(UserError):  # noqa: N818 - the sentence is the name
    """A sealed letter comes from another address than the account's."""

    def __init__(self, letter: str, sealed: str, account: str) -> None:
        hint = "put the old 'from' back into settings.yaml, or hand it out with --via outbox"
        super().__init__(f"{letter} is sealed as from {sealed}, and the account is {account} ({hint})")


@dataclass(frozen=True)
class Run:
    """One mailing under way; the caller holds the ledger."""

    books: Books
    templates: Templates
    today: date
    at: Callable[[], datetime]
    sender: Sender
    account: str | None
    """The address that letters come from; without one, each person's own."""
    pause: Callable[[], bool] = lambda: True
    """Waits before a letter, if it is not the first; answers whether to go on."""

    def outcomes(self, planned: Mailing) -> Iterator[Outcome]:
        """Hand over one letter after the other.

        Raises:
            CannotSend: the account or the server lets nothing be sent; what was sealed waits.
            CannotWrite, LedgerStopped: the disk is full; at most the letter in flight is unknown.
        """
        yield from planned.failed
        if not len(planned):
            return
        with self.sender:
            self.sender.ready()
            for outcome, sealed in self._letters(planned):
                if sealed is None:
                    yield outcome
                    continue
                if not self.pause():
                    return
                try:
                    result = self._hand_over(outcome.broker, sealed, planned)
                except (OtherSender, evidence.EvidenceLost) as error:
                    yield spoilt(outcome, (Problem(NOWHERE, str(error)),))
                    continue
                yield _told(outcome, result)
                if result.stop:
                    return

    def _letters(self, planned: Mailing) -> Iterator[tuple[Outcome, Dispatch | None]]:
        """Each letter, sealed; none where it could not be made."""
        brokers = planned.brokers
        for sealed in planned.sealed:
            yield Outcome(sealed.letter, brokers[sealed.letter], "placed", run=sealed.prepared.run), sealed
        for work, pdf in struck((final(item) for item in planned.items), self.templates):
            if work.outcome.problems or work.letter is None or pdf is None:
                yield work.outcome, None
                continue
            try:
                sealed = self._seal(work.item, work.letter, pdf, planned)
            except NoAddress as error:
                yield spoilt(work.outcome, (Problem(NOWHERE, str(error)),)), None
                continue
            yield replace(work.outcome, result="placed", run=planned.run), sealed
        for sealed in planned.later:
            yield Outcome(sealed.letter, brokers[sealed.letter], "placed", run=sealed.prepared.run), sealed

    def _seal(self, item: Item, letter: Letter, pdf: bytes, planned: Mailing) -> Dispatch:
        request, to = item.draft.request, item.draft.recipient.channel.to
        sender = self.account or request.person.reply_address
        if sender is None:
            raise NoAddress(request.person.handle)
        thread = thread_of(planned.cases.histories.get(request.reference, ()))
        made = message.seal(letter, pdf, sender, to, thread)
        parts = {"text": letter.text.encode(), "pdf": pdf, "mail": made.content}
        headers = {"message_id": made.message_id, "subject": made.subject, "from": sender, "via": planned.via}
        return seal(item, parts, self.books, planned.run, self.at(), headers=headers)

    def _hand_over(self, broker: str, sealed: Dispatch, planned: Mailing) -> Result:
        content = evidence.fetch(self.books.evidence, sealed.hashes.get("mail", ""))
        said = sealed.prepared.fact
        sender = said("from") or ""
        if self.sender.leaves and self.account not in (None, sender):
            raise OtherSender(sealed.letter, sender, self.account or "")
        envelope = Envelope(sealed.letter, broker, sender, sealed.to, said("message_id") or "")
        if not self.sender.leaves:
            result = self.sender.send(envelope, self.sender.front(content, self.at()))
            if result.state == "placed" and planned.via in BY_HAND and said("via") != planned.via:
                self._note_placed(sealed, planned.via)
            return result
        self.sender.ready()
        leaving = self.sender.front(content, self.at())
        proof = evidence.keep(self.books.evidence, leaving)
        self._record(NewEvent("sending", self.today, evidence=(proof,), facts={"via": planned.via}), sealed)
        result = self.sender.send(envelope, leaving)
        facts: dict[str, object] = {"code": result.code, "text": result.text}
        if result.state == "sent":
            of_sent, *more = departure(sealed, self.today)
            self.books.ledger.append([replace(of_sent, facts=facts, evidence=(proof,)), *more], self.at())
        else:
            facts |= {"stopped": True} if result.stop else {}
            self._record(NewEvent(_EVENTS[result.state], self.today, facts=facts), sealed)
        return result

    def _note_placed(self, sealed: Dispatch, via: Via) -> None:
        """So that no run sends by itself what a person may have sent."""
        where = "laid among the drafts" if via == "drafts" else "laid into the outbox"
        self._record(NewEvent("note", self.today, facts={"note": where, "placed": via}), sealed)

    def _record(self, happening: NewEvent, sealed: Dispatch) -> None:
        known = sealed.prepared
        told = replace(happening, reference=known.reference, letter=sealed.letter, run=known.run)
        self.books.ledger.append([told], self.at())


_EVENTS: Mapping[State, EventKind] = {"refused": "refused", "deferred": "deferred", "unknown": "unknown"}


def thread_of(history: Sequence[Event]) -> Thread | None:
    """What a further letter of a request goes on from: its letters that left, and what came back; none for a first."""
    gone = taken_back(history)
    subjects = {event.letter: event.fact("subject") for event in history if event.kind == "prepared"}
    identifiers = {event.letter: event.fact("message_id") for event in history if event.kind == "prepared"}
    subject, ticket = None, None
    found: list[str] = []
    for event in history:
        own = identifiers.get(event.letter) if event.kind == "sent" else None
        identifier = own or (event.fact("message_id") if event.kind in REPLIES else None)
        if event.seq in gone:
            continue
        ticket = event.fact("ticket") or ticket
        if identifier:
            found.append(identifier)
            subject = subject or subjects.get(event.letter)
    return Thread(tuple(dict.fromkeys(found)), subject, ticket) if found and subject else None


def _told(outcome: Outcome, result: Result) -> Outcome:
    said = f"{result.code} {result.text}" if result.code else result.text
    problems = () if result.state in ("sent", "placed") else (Problem(NOWHERE, f"{outcome.broker}: {said}"),)
    return replace(outcome, result=result.state, path=result.path, problems=problems)
