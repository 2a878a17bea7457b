"""The tray: mails that were handed over and wait for a person's decision; they are in memory only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from unbroker.actions.read_answer import AnswerReading
from unbroker.base.errors import Problem
from unbroker.mail.incoming import mailbox_files
from unbroker.mail.incoming.mailbox_files import StoredMail

MOST = 500
"""How many mails may wait."""


@dataclass
class Tray:
    """Mails in the order in which they came, by the hash of what they hold: what is handed over twice waits once."""

    mails: dict[str, StoredMail] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    """What could not be read of the last lot."""
    handed: dict[str, Mapping[str, bytes]] = field(default_factory=dict)
    """Files of an answer that wait for their password, by the request."""
    readings: dict[str, AnswerReading] = field(default_factory=dict)
    """What such files say, by the request, until a person has decided on it."""

    def take(self, contents: list[bytes]) -> int:
        """Take mails of files or of pasted text; answers how many there were."""
        self.problems, count = [], 0
        for content in contents:
            for mail in mailbox_files.mails_in(content):
                if isinstance(mail, Problem):
                    self.problems.append(mail)
                elif len(self.mails) < MOST:
                    count += 1
                    self.mails.setdefault(sha256(mail.mail.raw).hexdigest(), mail)
        return count

    def drop(self, name: str) -> None:
        """Take one away."""
        self.mails.pop(name, None)
