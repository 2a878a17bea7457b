"""Messages: a letter as the bytes of one e-mail to one broker.

What is sealed carries neither `Date` nor `X-Unsent`: whoever hands it over puts them in front, so that a letter that
is tried again is the same letter (RFC 5322 for the form, RFC 2047 for words in headers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from unbroker.writing.letter import Letter

_TOKEN = 16
_END = "\r\n"


@dataclass(frozen=True)
class Thread:
    """What a letter goes on from: the messages before it, the oldest first, and their subject."""

    message_ids: tuple[str, ...]
    subject: str
    ticket: str | None = None
    """The number that the broker gave it: their systems look for it in the subject."""

    @property
    def answer(self) -> str:
        """The subject of a further message."""
        number = f" (ticket {self.ticket})" if self.ticket and self.ticket not in self.subject else ""
        return f"Re: {self.subject}{number}"


@dataclass(frozen=True)
class SealedMessage:
    """A letter as it is kept: its bytes, and the headers that the ledger remembers."""

    content: bytes
    message_id: str
    subject: str


@dataclass(frozen=True)
class Envelope:
    """Where a sealed message goes: from one address to one other."""

    letter: str
    stem: str
    """What its file is called, without the ending."""
    sender: str
    to: str
    message_id: str

    @property
    def needs_utf8(self) -> bool:
        """Whether an address is written in more than ASCII (RFC 6531)."""
        return not (self.sender + self.to).isascii()


def seal(letter: Letter, pdf: bytes, sender: str, to: str, thread: Thread | None = None) -> SealedMessage:
    """Write the message of a letter.

    The same letter makes the same bytes. Its name and a hash of what it holds make its Message-ID; the reference in
    the subject is what mail programs and ticket systems keep.

    Args:
        letter: the words; they are the body.
        pdf: the same letter as it would be printed; it is attached.
        sender: the bare address that the message comes from.
        to: the bare address that it goes to.
        thread: what it follows; its subject is then theirs, as programs that group messages want it.
    """
    draft = letter.draft
    token = sha256(f"{sender}\n{to}\n{letter.text}".encode() + pdf).hexdigest()[:_TOKEN]
    message_id = f"<{letter.name}.{token}@{sender.rpartition('@')[2]}>"
    subject = thread.answer if thread else f"{letter.subject} [{draft.request.reference}]"
    message = EmailMessage(policy=SMTP.clone(utf8=not (sender + to).isascii()))
    message["From"] = Address((draft.agent or draft.sender).name, addr_spec=sender)
    box, _, domain = to.rpartition("@")
    message["To"] = Address(username=box, domain=domain)
    answers = draft.disclosed("email")
    if answers and answers != sender:
        message["Reply-To"] = Address(addr_spec=answers)
    message["Subject"] = subject
    message.set_content(f"{letter.text.rstrip()}\n", cte="quoted-printable")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{letter.name}.pdf")
    message.set_boundary(f"=_{token}")
    head = [f"Message-ID: {message_id}", *(_threading(thread.message_ids) if thread else ())]
    content = _END.join((*head, "")).encode() + message.as_bytes()
    return SealedMessage(content, message_id, thread.subject if thread else subject)


def _threading(message_ids: Sequence[str]) -> Sequence[str]:
    """RFC 5322, 3.6.4. Written by hand: the library would encode an identifier that is longer than a line."""
    return (f"In-Reply-To: {message_ids[-1]}", f"References: {f'{_END} '.join(message_ids)}")


def trial(address: str, at: datetime) -> bytes:
    """A message from oneself to oneself that shows that an account works."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<unbroker.{at.timestamp():.6f}@{address.rpartition('@')[2]}>"
    message["From"] = message["To"] = Address(addr_spec=address)
    message["Subject"] = "Your letters can leave from here"
    message.set_content("unbroker sent this message to try your mail account.\nNobody else received it.\n")
    return message.as_bytes()


def dated(content: bytes, at: datetime) -> bytes:
    """A sealed message as it leaves: with the moment, in the zone of whoever sends it."""
    return f"Date: {format_datetime(at)}{_END}".encode() + content


def unsent(content: bytes) -> bytes:
    """A sealed message as mail programs open it for sending."""
    return f"X-Unsent: 1{_END}".encode() + content
