"""Match: which sealed letter a mail is about, and by what that is known. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from unbroker.ledger.kinds import EventKind
from unbroker.mail.incoming.parsed import Incoming
from unbroker.writing.request import is_reference

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
        known = {*self.domains, self.to.rpartition("@")[2].casefold() if self.kind == "email" else ""} - {"", *_SHARED}
        domain = sender.rpartition("@")[2]
        return any(domain == one or domain.endswith(f".{one}") for one in known)


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
        return any(one.message_id and one.message_id == mail.message_id for one in self.letters)

    def find(self, mail: Incoming, message_ids: Iterable[str] = (), more_text: str = "") -> Match | None:
        """The letter that a mail is about: what it answers goes before what it quotes, that before who wrote it."""
        by_id = {one.message_id: one for one in self.letters if one.message_id}
        for found in (*message_ids, *mail.answers):
            if found in by_id:
                return Match(by_id[found], "Message-ID")
        named = [*dict.fromkeys(self._named(f"{mail.subject}\n{more_text}\n{mail.text}"))]
        if named:
            others = dict.fromkeys(one.reference for one in named if one.reference != named[0].reference)
            return Match(named[0], "reference", tuple(others))
        return self._by_ticket(mail) or self._by_sender(mail)

    def _named(self, text: str) -> Iterator[Sealed]:
        for digits, number in _REFERENCE.findall(text):
            name = f"UB-{digits.upper().translate(_LOOKALIKES)}"
            if is_reference(name):
                found = [one for one in self.letters if one.reference == name]
                exact = [one for one in found if one.letter == f"{name}.{number}"]
                yield from (exact or found)[-1:]

    def _by_ticket(self, mail: Incoming) -> Match | None:
        for ticket in tickets(mail.subject, mail.text):
            found = [one for one in self.letters if one.reference == self.tickets.get(ticket)]
            if found and (not mail.headers or found[-1].is_from_broker(mail.sender)):
                return Match(found[-1], "ticket")
        return None

    def _by_sender(self, mail: Incoming) -> Match | None:
        """The letter to whoever wrote, if there is but one request to them."""
        found = [one for one in self.letters if mail.sender and one.is_from_broker(mail.sender)]
        return Match(found[-1], "sender") if len({one.reference for one in found}) == 1 else None


def tickets(subject: str, text: str) -> Iterator[str]:
    """The numbers that look like a ticket's, those of the subject first."""
    seen: set[str] = set()
    for words in (subject, text[:5000]):
        for pattern in _TICKETS:
            for found in pattern.finditer(words):
                number = found[pattern.groups]
                if number not in seen and not _REFERENCE.search(found[0]) and not _DAY.fullmatch(number):
                    seen.add(number)
                    yield number
