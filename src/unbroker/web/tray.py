"""The tray: mails that were handed over and wait for a person's decision; they are in memory only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from unbroker.actions.read_answer import AnswerReading
from unbroker.base.errors import NOWHERE, Problem
from unbroker.mail.incoming import mailbox_files
from unbroker.mail.incoming.mailbox_files import StoredMail

MOST = 500
"""How many mails may wait."""


_NO_MAIL = Problem(NOWHERE, "this is a document and no mail", "hand it over below, and say who sent it")
_DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")


def _is_no_mail(content: bytes) -> bool:
    return content.lstrip()[:8].startswith(_DOCUMENTS)


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
        self.problems, count = [_NO_MAIL for content in contents if _is_no_mail(content)][:1], 0
        for content in (content for content in contents if not _is_no_mail(content)):
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
