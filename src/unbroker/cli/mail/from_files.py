"""What `mail read FILE…` reads: the mails of files, one after another, and what cannot be read beside them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from unbroker.base.errors import Problem, UserError
from unbroker.cli.terminal import screen
from unbroker.mail.incoming import mailbox_files
from unbroker.mail.incoming.mailbox_files import StoredMail


class TooMuch(UserError):  # noqa: N818 - the sentence is the name
    """More came by a pipe than is held in memory."""

    def __init__(self) -> None:
        limit = mailbox_files.LARGEST // 2**20
        super().__init__(f"more than {limit} MB came through the pipe: nothing was recorded (name the file instead)")


@dataclass
class Pile:
    """The mails to be read, one after another; what cannot be read is told at the end, and stops none of them."""

    fetched: tuple[StoredMail, ...]
    sources: tuple[Path | bytes, ...]
    unread: list[Problem] = field(default_factory=list)

    @property
    def mails(self) -> Iterator[StoredMail]:
        """Those that can be read; only one of them is held."""
        yield from self.fetched
        for mail in chain.from_iterable(map(mailbox_files.mails_in, self.sources)):
            if isinstance(mail, Problem):
                self.unread.append(mail)
            else:
                yield mail

    def count(self) -> int:
        """How many there are, with those that cannot be read."""
        return len(self.fetched) + sum(map(mailbox_files.count, self.sources))


def source_of(path: Path) -> Path | bytes:
    """A path, or what is piped or pasted.

    Raises:
        TooMuch: more is piped than is held in memory.
    """
    if str(path) != "-":
        return path
    if sys.stdin.isatty():
        screen.say("paste the mail, then press Enter and Ctrl-D")
    content = sys.stdin.buffer.read(mailbox_files.LARGEST + 1)
    if len(content) > mailbox_files.LARGEST:
        raise TooMuch
    return content
