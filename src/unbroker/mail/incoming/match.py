"""Match: which sealed letter a mail is about, and by what that is known. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from unbroker.ledger.kinds import EventKind
from unbroker.mail.incoming.parsed import Incoming
from unbroker.writing.reference import is_reference

By = Literal["Message-ID", "reference", "ticket", "sender", "address"]
_REFERENCE = re.compile(r"\bUB-([0-9A-Za-z]{8})(?:\.(\d{1,3}))?(?![0-9A-Za-z])", re.IGNORECASE)
_LOOKALIKES = str.maketrans("OIL", "011")
_TICKETS = (
    re.compile(r"\bref:_?[0-9A-Za-z._!]{10,60}:ref\b"),
    re.compile(r"\[(?:[A-Za-z ]{0,20}[#: ]{1,3})?((?=[A-Z0-9-]*\d)[A-Z][A-Z0-9]{0,9}-\d{3,12}|\d{4,20})\]"),
    re.compile(
        r"(?:\bticket|\bcase|\brequest|\bincident|\breference|vorgang|ticketnummer|fallnummer|aktenzeichen|dossier"
        r"|\bcaso|\bzaak|\bpratica|\bprotocolo)\b"
        r"(?:[ -]?(?:number|no\.?|id|nummer|n[°º.]|numéro|número))?\s*[:#]{0,2}\s*(?:is:? )?[#(]?"
        r"((?=[A-Z0-9-]*\d{3})[A-Z0-9][A-Z0-9-]{3,24})\b",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w&])#(\d{4,20})\b"),
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}-\d{1,2}-\d{2,4}")
# Where everybody may have an address, the domain says nothing about who writes.
_SHARED = frozenset(
    (
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "aol.com",
        "icloud.com", "me.com", "proton.me", "protonmail.com", "gmx.de", "gmx.net", "web.de", "mail.com", "t-online.de",
        "fastmail.com", "zoho.com", "yandex.com", "orange.fr", "free.fr", "libero.it",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Sealed:
    """A letter that was sealed, as far as a mail can be about it."""

    letter: str
    reference: str
    broker: str
    kind: str
    to: str
    message_id: str | None
    state: EventKind
    left: date | None
    prepared: date
    domains: tuple[str, ...] = ()
    """The broker's."""

    def now(self, state: EventKind, left: date | None) -> "Sealed":
        """The same letter after something became of it."""
        return replace(self, state=state, left=left)

    def is_from_broker(self, sender: str) -> bool:
        """Whether an address is the one that the letter went to, or of the broker's own domain."""
        if sender == self.to.casefold():
            return True
        domains = {*self.domains, self.to.rpartition("@")[2].casefold() if self.kind == "email" else ""} - {
            "",
            *_SHARED,
        }
        sender_domain = sender.rpartition("@")[2]
        return any(sender_domain == domain or sender_domain.endswith(f".{domain}") for domain in domains)


@dataclass(frozen=True)
class Match:
    """A letter, and how a mail was seen to be about it."""

    letter: Sealed
    by: By
    others: tuple[str, ...] = ()
    """Further requests that the mail names."""


@dataclass(frozen=True)
class Correspondence:
    """The letters that a mail can be about, and the numbers that brokers gave them; in the order of sealing."""

    letters: tuple[Sealed, ...]
    tickets: Mapping[str, str]
    """Ticket number -> reference."""

    def is_ours(self, mail: Incoming) -> bool:
        """Whether a mail is one of the letters themselves."""
        return any(letter.message_id and letter.message_id == mail.message_id for letter in self.letters)

    def find(self, mail: Incoming, message_ids: Iterable[str] = (), more_text: str = "") -> Match | None:
        """The letter that a mail is about: what it answers goes before what it quotes, that before who wrote it."""
        by_id = {letter.message_id: letter for letter in self.letters if letter.message_id}
        for message_id in (*message_ids, *mail.answers):
            if message_id in by_id:
                return Match(by_id[message_id], "Message-ID")
        letters = [*dict.fromkeys(self._by_reference(f"{mail.subject}\n{more_text}\n{mail.text}"))]
        if letters:
            others = dict.fromkeys(letter.reference for letter in letters if letter.reference != letters[0].reference)
            return Match(letters[0], "reference", tuple(others))
        return self._by_ticket(mail) or self._by_sender(mail)

    def _by_reference(self, text: str) -> Iterator[Sealed]:
        for digits, number in _REFERENCE.findall(text):
            name = f"UB-{digits.upper().translate(_LOOKALIKES)}"
            if is_reference(name):
                letters = [letter for letter in self.letters if letter.reference == name]
                exact = [letter for letter in letters if letter.letter == f"{name}.{number}"]
                yield from (exact or letters)[-1:]

    def _by_ticket(self, mail: Incoming) -> Match | None:
        for ticket in tickets(mail.subject, mail.text):
            letters = [letter for letter in self.letters if letter.reference == self.tickets.get(ticket)]
            if letters and (not mail.headers or letters[-1].is_from_broker(mail.sender)):
                return Match(letters[-1], "ticket")
        return None

    def _by_sender(self, mail: Incoming) -> Match | None:
        """The letter to whoever wrote, if there is but one request to them."""
        letters = [letter for letter in self.letters if mail.sender and letter.is_from_broker(mail.sender)]
        return Match(letters[-1], "sender") if len({letter.reference for letter in letters}) == 1 else None


def tickets(subject: str, text: str) -> Iterator[str]:
    """The numbers that look like a ticket's, those of the subject first."""
    seen: set[str] = set()
    for words in (subject, text[:5000]):
        for pattern in _TICKETS:
            for match in pattern.finditer(words):
                number = match[pattern.groups]
                if number not in seen and not _REFERENCE.search(match[0]) and not _DAY.fullmatch(number):
                    seen.add(number)
                    yield number
