"""IMAP: letters are laid among the drafts of the mailbox, and the folder of sent mail is looked into.

A draft is there once, however often it is placed: its Message-ID is looked for first.
"""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Self

from unbroker.mail.account.mailbox import LOST, Mailbox, reason_of
from unbroker.mail.outgoing.delivery import Leaving, Result, untold
from unbroker.mail.outgoing.message import Envelope, dated


@dataclass
class Drafts:
    """Drafts in the user's mailbox, there to be looked through and sent from any mail program."""

    mailbox: Mailbox
    leaves: bool = False

    def __enter__(self) -> Self:
        """Begin a run."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self.mailbox.__exit__()

    def ready(self) -> None:
        """Be signed in, and know the folder."""
        self.mailbox.folder("Drafts")

    def front(self, content: bytes, at: datetime) -> bytes:
        """The moment; the program that sends it puts its own."""
        return dated(content, at)

    def send(self, envelope: Envelope, content: bytes, before_leaving: Leaving = untold) -> Result:  # noqa: ARG002 - it stays
        """Place a draft, unless it is there."""
        try:
            if self.mailbox.has("Drafts", message_id=envelope.message_id):
                return Result("placed", "it is already among the drafts")
            if self.mailbox.has("Sent", words=_own_line(content, envelope.letter)):
                reason = f"it is already in your sent mail (record it: `unbroker mail left {envelope.letter}`)"
                return Result("deferred", reason)
            self.mailbox.place(content)
        except LOST as error:
            self.mailbox.drop()
            return Result("deferred", f"it was not placed: {reason_of(error)}", stop=True)
        return Result("placed")


def _own_line(content: bytes, letter: str) -> str:
    """The line by which a mail names its letter, in the words of its language; the name where no search takes them."""
    body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
    lines = str(body.get_content()).splitlines() if body else []
    return next((line for line in lines if line.endswith(letter) and line.isascii() and '"' not in line), letter)
