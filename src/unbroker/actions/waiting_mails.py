"""Mails that wait to be read: fetched by a worker of an office, each a file, until a person has decided of it.

They lie in `inbox` of the client's folder, by hash. What was recorded is in the evidence and leaves; what was dropped
is put aside and not fetched again.
"""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from unbroker.actions.outcome import no_progress
from unbroker.actions.read_replies import Inbox, do_fetch, plan_fetch
from unbroker.base import files
from unbroker.mail.account.mailbox import Mailbox
from unbroker.mail.incoming import mailbox_files
from unbroker.mail.incoming.mailbox_files import StoredMail

_INBOX, _DROPPED = "inbox", "dropped"


def waiting(folder: Path) -> list[Path]:
    """The mails of a folder that nobody has decided of."""
    return files.glob(folder / _INBOX, "*.eml")


def do_fetch_waiting(inbox: Inbox, mailbox: Mailbox) -> int:
    """Fetch the mails about a person's letters, but for those that were read, wait or were dropped; answers how many.

    In the mailbox nothing changes, and nothing is recorded.

    Raises:
        CannotConnect: the mailbox is not to be had, or stops answering.
        NothingOut: no mail can be about any letter.
    """
    folder = inbox.records.path / _INBOX
    there = (*files.glob(folder, "*.eml"), *files.glob(folder / _DROPPED, "*.eml"))
    question = plan_fetch(inbox)
    answer = do_fetch(replace(question, known=question.known | _message_ids(there)), mailbox, no_progress)
    new = {f"{sha256(stored.mail.raw).hexdigest()}.eml": stored.mail.raw for stored in answer.mails}
    if new:
        files.write_all(files.make_folder(folder), new)
    return len(new)


def _message_ids(paths: Iterable[Path]) -> frozenset[str]:
    found = (mail for path in paths for mail in mailbox_files.mails_in(path))
    return frozenset(mail.mail.message_id for mail in found if isinstance(mail, StoredMail) and mail.mail.message_id)


def do_put_away(folder: Path, digest: str, *, dropped: bool) -> None:
    """Take a mail that was decided of out of those that wait, if it waits; one that was dropped stays beside them.

    Args:
        folder: the client's.
        digest: the SHA-256 of the mail.
        dropped: whether nothing was recorded of it.
    """
    path = folder / _INBOX / f"{digest}.eml"
    if dropped and files.is_file(path):
        files.write(files.make_folder(path.parent / _DROPPED) / path.name, files.read_bytes(path))
    files.remove(path)
