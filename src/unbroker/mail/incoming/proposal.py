"""Replies: what an incoming mail says about a letter, as a proposal that a person accepts, edits or drops. Pure.

A mail server's report comes first (it is marked as automatic, too), then automatic answers (RFC 3834), then what
people write. A proposal is certain only where nothing in it is guessed: the letter is named by what only its
recipient knows, and the kind by a standard.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from unbroker.ledger.kinds import EventKind
from unbroker.mail.incoming import bounce, match, parsed, phrases, plain_text
from unbroker.mail.incoming.bounce import Bounce, Fate
from unbroker.mail.incoming.match import Correspondence, Match, Sealed
from unbroker.mail.incoming.parsed import Incoming
from unbroker.mail.incoming.phrases import Likeness

_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-response-suppress")
_BULK = ("auto_reply", "auto-reply", "bulk", "junk")
_DISPOSITION = re.compile(r"^Disposition:[^;]*;\s*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_DAY = timedelta(days=1)
_MATCHED = {
    "Message-ID": "it answers the Message-ID of {letter}",
    "reference": "it names {letter}",
    "ticket": "it bears the ticket number that was given to {letter}",
    "sender": "it comes from {broker}, which has one letter of yours: {letter}",
    "address": "the address that failed is that of {letter}",
}
_RETURNED = {
    **_MATCHED,
    "Message-ID": "the Message-ID of what came back is that of {letter}",
    "reference": "what came back bears the reference of {letter}",
}
_DATED = {"Received": "by your server's Received line", "Date": "by its own Date line"}


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
    also: tuple[Likeness, ...] = ()
    """What it looks like besides."""

    @property
    def certain(self) -> bool:
        """Whether it may be recorded without anybody having looked at it."""
        return self.kind is not None and self.letter is not None and not self.doubts


@dataclass(frozen=True)
class _Reader:
    """What a mail is read with."""

    mail: Incoming
    known: Correspondence
    today: date
    day_of: Callable[[datetime], date]
    report: Bounce | None = None

    def day(self, sealed: Sealed) -> tuple[date, str]:
        """The day of a mail, and what says so."""
        on, words = self.today, "it has no date that can be: today"
        for moment, trace in reversed(self.mail.moments):
            if self.day_of(moment) <= self.today:
                on, words = self.day_of(moment), _DATED[trace]
        if sealed.left is not None and on == sealed.left - _DAY:
            return sealed.left, f"{words}, in the time zone of the letter"
        return on, words

    def proposal(
        self, found: Match | None, kind: EventKind, words: str, facts: Mapping[str, object], doubts: Iterator[str]
    ) -> Proposal:
        """What is proposed about a letter."""
        if found is None:
            return Proposal(f"{words}; it names no letter of yours")
        sealed = found.letter
        how = (_RETURNED if self.report else _MATCHED)[found.by].format(letter=sealed.letter, broker=sealed.broker)
        on, dated_by = self.day(sealed)
        traces = {"message_id": self.mail.message_id} if self.mail.message_id else {}
        all_doubts = (*_of_match(self.mail, found), *doubts)
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
        """The day on which the letter that came back was sent, by its own Date line."""
        value = next(iter(self.report.returned.get("date", ())), None) if self.report else None
        when = parsed.moment(value) if value else None
        return self.day_of(when) if when else None


def propose(
    mail: Incoming, known: Correspondence, *, today: date, day_of: Callable[[datetime], date]
) -> Proposal | None:
    """What could be recorded of a mail; None if it is one of the letters themselves.

    Args:
        mail: what came in.
        known: the letters.
        today: the day of reading.
        day_of: the calendar day of a moment where the user lives.
    """
    if known.is_ours(mail):
        return None
    report = bounce.find(mail)
    reader = _Reader(mail, known, today, day_of, report)
    if report is not None:
        return _of_report(reader, report)
    if (shown := _receipt(mail)) is not None:
        return _of_receipt(reader, shown)
    return _of_answer(reader)


def _of_report(reader: _Reader, report: Bounce) -> Proposal:
    subject = " ".join(report.returned.get("subject", ()))
    found = reader.known.find(reader.mail, report.message_ids, subject)
    if found is None or found.by in ("ticket", "sender"):
        found = _by_address(reader.known, report)
    told = report.fate_of(found.letter.to) if found else None
    fate = told or next((one for one in report.fates if one.action == "failed"), report.fates[0])
    where = ", then ".join(fate.addresses)
    if fate.action == "failed" and found and found.letter.state == "bounced":
        return Proposal(f"{found.letter.letter} to {where} bounced, which is recorded already", letter=found.letter)
    doubts = _of_fate(found, told, fate, report)
    propose_it = partial(reader.proposal, found, doubts=doubts)
    match fate.action:
        case "failed":
            return propose_it("bounced", f"it could not be delivered to {where}", {"note": fate.said})
        case "delivered":
            facts = {"proof": "server", "note": fate.said}
            return propose_it("received", f"it was delivered to {where}", facts)
        case "delayed":
            words = f"its delivery to {where} is delayed, and goes on being tried"
            return propose_it("note", words, {"note": f"delivery delayed: {fate.said}"})
        case "relayed" | "expanded":
            words = f"it was handed on from {where}, to a server that gives no further word"
            return propose_it("note", words, {"note": f"delivery {fate.action}: {fate.said}"})


def _by_address(known: Correspondence, report: Bounce) -> Match | None:
    """The letter to an address that failed, if it is but one."""
    found = [one for one in known.letters if one.kind == "email" and report.fate_of(one.to) and one.state != "bounced"]
    return Match(found[0], "address") if len(found) == 1 else None


def _of_fate(found: Match | None, told: Fate | None, fate: Fate, report: Bounce) -> Iterator[str]:
    if found is not None and found.by == "address":
        yield "the report shows neither Message-ID nor reference"
    if found is not None and told is None:
        yield f"it speaks of {', '.join(fate.addresses)}, and the letter went to {found.letter.to}"
    if not report.is_standard and found is not None and found.by != "Message-ID":
        yield "it is a report in no standard form"


@dataclass(frozen=True)
class _Receipt:
    """What the recipient's own program says: displayed, deleted and so on."""

    said: str
    fields: str


def _receipt(mail: Incoming) -> _Receipt | None:
    """The receipt that a mail is (RFC 8098)."""
    for part in parsed.leaves_of(mail.message):
        if part.get_content_type() == "message/disposition-notification":
            fields = plain_text.safe(parsed.words_of(part))
            if (said := _DISPOSITION.search(fields)) is not None:
                return _Receipt(said[1].casefold(), fields)
    return None


def _of_receipt(reader: _Reader, shown: _Receipt) -> Proposal:
    texts = [
        plain_text.safe(part.as_string())
        for part in reader.mail.message.walk()
        if part.get_content_maintype() == "message"
    ]
    named = [one for text in texts for one in re.findall(r"<[^<>\s]{3,250}>", text)]
    found = reader.known.find(reader.mail, named)
    doubts = _of_sender(reader.mail, found)
    note = f"the recipient's mail program says: {shown.said}"
    if shown.said in ("displayed", "processed", "dispatched"):
        return reader.proposal(found, "received", note, {"proof": "their-words", "note": note}, doubts)
    return reader.proposal(found, "note", note, {"note": note}, doubts)


def _of_answer(reader: _Reader) -> Proposal:
    mail = reader.mail
    found = reader.known.find(mail)
    looks = [*phrases.likenesses(plain_text.own_words(mail.text))]
    strong = [one for one in looks if one.kind != "acknowledged"]
    ticket = next(match.tickets(mail.subject, mail.text), None)
    facts: dict[str, object] = {"ticket": ticket} if ticket else {}
    marked = _automatic(mail)
    if marked and (marked == "auto-replied" or not strong):
        words = "it is an automatic answer"
        doubts = (*_of_sender(mail, found), *_of_looks(strong))
        made = reader.proposal(found, "acknowledged", words, {**facts, "note": "an automatic answer"}, iter(doubts))
        return replace(made, also=tuple(strong))
    if not looks:
        words = "it is an answer that looks like nothing known here: read it"
        doubts = (*_of_sender(mail, found), "only you can read it")
        return reader.proposal(found, "note", words, {**facts, "note": "an answer"}, iter(doubts))
    first, *others = looks
    words = f"it looks like {first.name}: “{first.quote}”"
    doubts = (*_of_sender(mail, found), "what it is can only be guessed")
    made = reader.proposal(found, first.kind, words, {**facts, **first.facts}, iter(doubts))
    return replace(made, also=tuple(others))


def _automatic(mail: Incoming) -> str | None:
    """What marks a mail as made by a machine; None if a person wrote it, as far as it says."""
    submitted = mail.header("auto-submitted").partition(";")[0].strip().casefold()
    if submitted and submitted != "no":
        return submitted
    if any(mail.header(name) for name in _AUTOMATIC) or mail.header("precedence").casefold() in _BULK:
        return "bulk"
    return None


def _of_looks(strong: list[Likeness]) -> Iterator[str]:
    for one in strong:
        yield f"it looks like {one.name}, too: “{one.quote}”"


def _of_match(mail: Incoming, found: Match) -> Iterator[str]:
    if found.by in ("ticket", "sender"):
        yield "it names no reference of yours"
    if found.others:
        yield f"it names other requests, too: {', '.join(found.others)}"
    if not mail.is_whole:
        yield "a part of it is cut off"
    if re.search(r"\bdmarc=fail\b", mail.header("authentication-results"), re.IGNORECASE):
        yield "your server says that the sender is not who it claims to be (dmarc=fail)"


def _of_sender(mail: Incoming, found: Match | None) -> Iterator[str]:
    if found is not None and not mail.sender:
        yield "it does not say who wrote it"
    elif found is not None and not found.letter.is_from_broker(mail.sender):
        yield f"it comes from {mail.sender}, which is not known to be {found.letter.broker}"
