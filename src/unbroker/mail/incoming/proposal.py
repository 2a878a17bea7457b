"""Replies: what an incoming mail says about a letter, as a proposal that a person accepts, edits or drops. Pure.

A mail server's report comes first (it is marked as automatic, too), then automatic answers (RFC 3834), then what
people write. A proposal is certain only where nothing in it is guessed: the letter is named by what only its
recipient knows, and the kind by a standard.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice

from unbroker.ledger.kinds import EventKind
from unbroker.mail.incoming import bounce, parsed, phrases, plain_text, quotes
from unbroker.mail.incoming.bounce import Bounce, DeliveryStatus, Known
from unbroker.mail.incoming.match import Correspondence, Match, Sealed, tickets
from unbroker.mail.incoming.parsed import Incoming
from unbroker.mail.incoming.phrases import Guess
from unbroker.mail.incoming.quoted_letter import Letters
from unbroker.mail.smtp_reply.cause import Meaning
from unbroker.mail.smtp_reply.causes import UNCLEAR

_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-response-suppress")
_BULK = ("auto_reply", "auto-reply", "bulk", "junk")
_DISPOSITION = re.compile(r"^Disposition:[^;]*;\s*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_DAY = timedelta(days=1)
_MOST_TEXTS = 30
_MATCHED = {
    "Message-ID": "it answers the Message-ID of {letter}",
    "reference": "it names {letter}",
    "ticket": "it has the ticket number that {letter} was given",
    "sender": "it comes from {broker}, which has one letter of yours: {letter}",
    "address": "the address that failed is the one {letter} went to",
}
_RETURNED = {
    **_MATCHED,
    "Message-ID": "the returned mail has the Message-ID of {letter}",
    "reference": "the returned mail has the reference of {letter}",
}
_FAILURES: Mapping[Meaning, EventKind] = {
    "no such address": "bounced",
    "later": "deferred",
    "ours": "stopped",
    "unclear": "deferred",
}
"""What is recorded of a letter that did not arrive: one that is not bounced waits, and is sent again unchanged."""
_DATED = {"Received": "by your server's Received header", "Date": "by its own Date header"}


@dataclass(frozen=True)
class Proposal:
    """What could be recorded of a mail."""

    why: str
    """What it is, and how it is known which letter it is about."""
    kind: EventKind | None = None
    """None where there is nothing to record."""
    letter: Sealed | None = None
    on: date | None = None
    dated_by: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    """Why it is not certain; it is, if there are none."""
    left: date | None = None
    """The day on which the letter left, where nobody has recorded that yet."""
    also: tuple[Guess, ...] = ()
    """What it looks like besides."""

    @property
    def certain(self) -> bool:
        """Whether it may be recorded without anybody having looked at it."""
        return self.kind is not None and self.letter is not None and not self.doubts


@dataclass(frozen=True)
class _Reader:
    """What a mail is read with."""

    mail: Incoming
    correspondence: Correspondence
    today: date
    day_of: Callable[[datetime], date]
    texts_of: Callable[[str], Iterable[str]]
    report: Bounce | None = None

    def own_words(self, match: Match | None) -> str:
        """What the writer wrote, without the letters of the requests that the mail is about."""
        references = (match.letter.reference, *match.others) if match else ()
        texts = (text for reference in references for text in self.texts_of(reference))
        return quotes.own_words(self.mail.text, Letters(tuple(islice(texts, _MOST_TEXTS))))

    def day(self, sealed: Sealed) -> tuple[date, str]:
        """The day of a mail, and what says so."""
        on, words = self.today, "today's date: the mail has no valid one"
        for moment, trace in reversed(self.mail.moments):
            if self.day_of(moment) <= self.today:
                on, words = self.day_of(moment), _DATED[trace]
        if sealed.left is not None and on == sealed.left - _DAY:
            return sealed.left, f"{words}, in the time zone of the letter"
        return on, words

    def proposal(
        self, match: Match | None, kind: EventKind, words: str, facts: Mapping[str, object], doubts: Iterator[str]
    ) -> Proposal:
        """What is proposed about a letter."""
        if match is None:
            return Proposal(f"{words}; it names no letter of yours")
        sealed = match.letter
        how = (_RETURNED if self.report else _MATCHED)[match.by].format(letter=sealed.letter, broker=sealed.broker)
        on, dated_by = self.day(sealed)
        traces = {"message_id": self.mail.message_id} if self.mail.message_id else {}
        all_doubts = (*_of_match(self.mail, match), *doubts)
        return Proposal(
            f"{words}; {how}", kind, sealed, on, dated_by, {**facts, **traces}, all_doubts, self.left(sealed, on)
        )

    def left(self, sealed: Sealed, on: date) -> date | None:
        """When a letter left of which nobody has said that it did."""
        if sealed.left is not None or sealed.state in ("bounced", "refused"):
            return None
        return max(sealed.prepared, min(on, self._returned_day or sealed.prepared))

    @property
    def _returned_day(self) -> date | None:
        """The day on which the letter that came back was sent, by its own Date header."""
        header = next(iter(self.report.returned.get("date", ())), None) if self.report else None
        when = parsed.moment(header) if header else None
        return self.day_of(when) if when else None


def _no_texts(_reference: str) -> Iterable[str]:
    return ()


def propose(
    mail: Incoming,
    correspondence: Correspondence,
    *,
    today: date,
    day_of: Callable[[datetime], date],
    texts_of: Callable[[str], Iterable[str]] = _no_texts,
) -> Proposal | None:
    """What could be recorded of a mail; None if it is one of the letters themselves.

    Args:
        mail: what came in.
        correspondence: the letters, and the numbers that brokers gave them.
        today: the day of reading.
        day_of: the calendar day of a moment where the user lives.
        texts_of: the texts of the letters of a request, which a mail can quote.
    """
    if correspondence.is_ours(mail):
        return None
    report = bounce.find(mail, _known(correspondence))
    reader = _Reader(mail, correspondence, today, day_of, texts_of, report)
    if report is not None:
        return _of_report(reader, report)
    if (complaint := bounce.complaint(mail)) is not None:
        match = correspondence.find(mail, complaint.message_ids)
        words = f"a mail provider passes on a complaint about it ({complaint.sort})"
        return reader.proposal(match, "note", words, {"note": words}, iter(("a complaint is no answer of theirs",)))
    if (receipt := _receipt(mail)) is not None:
        return _of_receipt(reader, receipt)
    return _of_answer(reader)


def _of_report(reader: _Reader, report: Bounce) -> Proposal:
    subject = " ".join(report.returned.get("subject", ()))
    match = reader.correspondence.find(reader.mail, report.message_ids, subject)
    if match is None or match.by in ("ticket", "sender"):
        match = _by_address(reader.correspondence, report)
    addressed = report.status_of(match.letter.to) if match else None
    status = addressed or next((status for status in report.statuses if status.action == "failed"), report.statuses[0])
    addresses = ", then ".join(status.addresses) or "an address that it does not name"
    doubts = _of_status(match, addressed, status, report)
    propose_it = partial(reader.proposal, match, doubts=doubts)
    match status.action:
        case "failed":
            return _of_failure(propose_it, match, status, addresses)
        case "delivered":
            facts = {"proof": "server", "note": status.words}
            return propose_it("received", f"it was delivered to {addresses}", facts)
        case "delayed":
            words = f"its delivery to {addresses} is delayed; the server keeps trying"
            return propose_it("note", words, {"note": f"delivery delayed: {status.words}"})
        case "relayed" | "expanded":
            words = f"it was passed on from {addresses} to a server that sends no reports"
            return propose_it("note", words, {"note": f"delivery {status.action}: {status.words}"})


def _of_failure(
    propose_it: Callable[..., Proposal], match: Match | None, status: DeliveryStatus, addresses: str
) -> Proposal:
    """What did not arrive: only where there is no such address is it of no use to send it again."""
    cause, facts = status.cause, {"note": status.words}
    kind = _FAILURES[cause.meaning]
    state = match.letter.state if match else None
    if match is not None and state in ("bounced", kind):
        what = "bounced" if state == "bounced" else "did not arrive and waits to go again"
        words = f"{match.letter.letter} to {addresses} {what}, which is recorded already"
        return Proposal(words, letter=match.letter)
    match cause.meaning:
        case "no such address":
            return propose_it(kind, f"it could not be delivered to {addresses}: {cause.words}", facts)
        case "ours":
            by = addresses.rpartition("@")[2] if status.addresses else "the other server"
            words = (
                f"your {cause.refuses} is refused by {by}: {cause.words} ({cause.mend}); the address keeps its standing"
            )
            return propose_it(kind, words, facts)
        case "later":
            return propose_it(kind, f"it did not get through to {addresses} this time: {cause.words}", facts)
        case "unclear":
            return propose_it(kind, f"it did not get through to {addresses}: {cause.words}", facts)


def _by_address(correspondence: Correspondence, report: Bounce) -> Match | None:
    """The letter to an address that failed, if it is but one."""
    letters = [
        letter
        for letter in correspondence.letters
        if letter.kind == "email" and report.status_of(letter.to) and letter.state != "bounced"
    ]
    return Match(letters[0], "address") if len(letters) == 1 else None


def _known(correspondence: Correspondence) -> Known:
    """The letters that a report may be about."""
    letters = [letter for letter in correspondence.letters if letter.kind == "email"]
    message_ids = frozenset(letter.message_id for letter in letters if letter.message_id)
    return Known(message_ids, frozenset(letter.to.casefold() for letter in letters))


def _of_status(
    match: Match | None, addressed: DeliveryStatus | None, status: DeliveryStatus, report: Bounce
) -> Iterator[str]:
    if match is not None and match.by == "address":
        yield "the report shows neither Message-ID nor reference"
    if status.action == "failed" and status.cause is UNCLEAR:
        yield "if its words say that the address does not exist, record `bounced` instead"
    if match is not None and addressed is None and status.addresses:
        yield f"it speaks of {', '.join(status.addresses)}, and the letter went to {match.letter.to}"
    if not report.is_standard and match is not None and match.by != "Message-ID":
        yield "the report has no standard format"


@dataclass(frozen=True)
class _Receipt:
    """What the recipient's own program says: displayed, deleted and so on."""

    disposition: str
    fields: str


def _receipt(mail: Incoming) -> _Receipt | None:
    """The receipt that a mail is (RFC 8098)."""
    for part in parsed.leaves_of(mail.message):
        if part.get_content_type() == "message/disposition-notification":
            fields = plain_text.safe(parsed.words_of(part))
            if (disposition := _DISPOSITION.search(fields)) is not None:
                return _Receipt(disposition[1].casefold(), fields)
    return None


def _of_receipt(reader: _Reader, receipt: _Receipt) -> Proposal:
    message_ids = [message_id for text in _reported(reader.mail) for message_id in parsed.ids(text)]
    match = reader.correspondence.find(reader.mail, message_ids)
    doubts = _of_sender(reader.mail, match)
    note = f"the recipient's mail program says: {receipt.disposition}"
    if receipt.disposition in ("displayed", "processed", "dispatched"):
        return reader.proposal(match, "received", note, {"proof": "their-words", "note": note}, doubts)
    return reader.proposal(match, "note", note, {"note": note}, doubts)


def _of_answer(reader: _Reader) -> Proposal:
    mail = reader.mail
    match = reader.correspondence.find(mail)
    words = reader.own_words(match)
    guesses = [*phrases.guesses(words)]
    urgent = [guess for guess in guesses if guess.kind != "acknowledged"]
    ticket = next(tickets(mail.subject, words), None)
    facts: dict[str, object] = {"ticket": ticket} if ticket else {}
    mark = _automatic(mail)
    if mark and (mark == "auto-replied" or not urgent):
        words = "it is an automatic answer"
        doubts = (*_of_sender(mail, match), *_of_guesses(urgent))
        proposal = reader.proposal(match, "acknowledged", words, {**facts, "note": "an automatic answer"}, iter(doubts))
        return replace(proposal, also=tuple(urgent))
    if not guesses:
        words = "it is a reply of no known kind: read it"
        doubts = (*_of_sender(mail, match), "only you can read it")
        return reader.proposal(match, "note", words, {**facts, "note": "an answer"}, iter(doubts))
    first, *others = guesses
    words = f"it looks like {first.name}: “{first.quote}”"
    doubts = (*_of_sender(mail, match), "what it is can only be guessed")
    proposal = reader.proposal(match, first.kind, words, {**facts, **first.facts}, iter(doubts))
    return replace(proposal, also=tuple(others))


def _reported(mail: Incoming) -> Iterator[str]:
    """The header fields of what a receipt reports, in which the letter's Message-ID stands."""
    for part in mail.message.walk():
        if part is not mail.message and part.get_content_maintype() != "multipart":
            yield from (field for fields in parsed.headers_of(part).values() for field in fields)


def _automatic(mail: Incoming) -> str | None:
    """What marks a mail as made by a machine; None if a person wrote it, as far as it says."""
    submitted = mail.header("auto-submitted").partition(";")[0].strip().casefold()
    if submitted and submitted != "no":
        return submitted
    if any(mail.header(name) for name in _AUTOMATIC) or mail.header("precedence").casefold() in _BULK:
        return "bulk"
    return None


def _of_guesses(guesses: list[Guess]) -> Iterator[str]:
    for guess in guesses:
        yield f"it looks like {guess.name}, too: “{guess.quote}”"


def _of_match(mail: Incoming, match: Match) -> Iterator[str]:
    if match.by in ("ticket", "sender"):
        yield "it names no reference of yours"
    if match.others:
        yield f"it names other requests, too: {', '.join(match.others)}"
    if not mail.is_whole:
        yield "a part of it is cut off"
    if re.search(r"\bdmarc=fail\b", mail.header("authentication-results"), re.IGNORECASE):
        yield "your server says that the sender is not who it claims to be (dmarc=fail)"


def _of_sender(mail: Incoming, match: Match | None) -> Iterator[str]:
    if match is not None and not mail.sender:
        yield "it does not say who wrote it"
    elif match is not None and not match.letter.is_from_broker(mail.sender):
        yield f"it comes from {mail.sender}, which is not a known address of {match.letter.broker}"
