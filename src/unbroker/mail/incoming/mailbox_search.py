"""Mailbox search: the mails of an account that refer to letters of ours, or lie in a folder that is named.

The server is asked by the letters' Message-IDs. Of what it then names, a few header fields are looked at first, and
a mail is fetched whole only if these show that it is asked for, and was not read before. Nothing is marked.

Not every server searches as it should: Gmail is said not to find what stands in References (node-imap #735, #831),
Yahoo to refuse a search by header (MailKit #1055). Where one refuses, the same header fields of all mails since the
first letter are looked at instead.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from unbroker.base.errors import Place, UnknownName, UserError
from unbroker.mail.account import wire
from unbroker.mail.account.mailbox import Mailbox, SearchRefused
from unbroker.mail.account.wire import FetchedMail, MailFolder
from unbroker.mail.incoming import parsed, plain_text
from unbroker.mail.incoming.mailbox_files import LARGEST, StoredMail
from unbroker.mail.incoming.server_words import IN_FROM

_HEADER_FIELDS = "(RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO REFERENCES)])"
_LONGEST_KEYS = 7000  # of a command; servers take 8,192 octets (RFC 7162, 4)
_HEADS_AT_ONCE = 500
_MOST_IN_A_FOLDER = 2000
_MOST_BYTES = 256 * 1024 * 1024  # of one sitting: they are held in memory until the person has decided
_DAY = timedelta(days=1)
_NEVER = {"sent": "what you sent", "drafts": "drafts", "all": "all your mail"}


class NotThatFolder(UserError):  # noqa: N818 - the sentence is the name
    """A folder that is not read whole."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"{name} holds {what} and is not read as a whole (move the brokers' mails into a folder of their own, "
            "or leave out --in: then only mails that answer your letters are read)"
        )


@dataclass(frozen=True)
class AskedFor:
    """A letter that mails are looked for about."""

    message_id: str
    since: date
    """The day before which nothing can be about it."""


@dataclass(frozen=True)
class Question:
    """What a mailbox is asked."""

    letters: tuple[AskedFor, ...]
    known: frozenset[str]
    """The Message-IDs of mails that were read before."""
    since: date
    """The day of the first letter, by whatever way it went."""
    names: tuple[str, ...] = ()
    """The folders to read whole; without any, those in which answers lie are searched."""
    largest: int = LARGEST
    most: int = _MOST_BYTES

    @property
    def message_ids(self) -> frozenset[str]:
        """Those of the letters, in small letters."""
        return frozenset(letter.message_id.casefold() for letter in self.letters)


@dataclass
class Answer:
    """What was fetched, and what was not."""

    mails: list[StoredMail] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    """Those that were looked into."""
    known: int = 0
    """How many were read before."""
    too_large: list[Place] = field(default_factory=list)
    later: int = 0
    """How many are left to the next sitting."""
    searches_headers: bool = True
    """Whether the server searched by header; else header fields of all mails since the first letter were looked at."""
    searches_reports: bool = True
    """Whether it searched the text of delivery reports; else only those that bear a header of a reply are fetched."""
    size: int = field(default=0, repr=False)
    seen: set[str] = field(default_factory=set, repr=False)


def ask(mailbox: Mailbox, question: Question, on_progress: Callable[[int, int], None]) -> Answer:
    """Fetch what is asked for, one mail after the other.

    Args:
        mailbox: the account's.
        question: what is asked.
        on_progress: is told how many mails of how many are fetched, folder by folder.

    Raises:
        CannotConnect: the mailbox is not to be had, or stops answering.
        UnknownName: there is no folder of a name.
        NotThatFolder: it is one that is not read whole.
    """
    answer = Answer()
    with mailbox:
        for folder in _chosen(mailbox.folders(), question.names):
            mailbox.look_into(folder)
            answer.folders.append(plain_text.line(folder.name, 200))
            hits = _hits(mailbox, folder, question, answer)
            wanted = [*_wanted(mailbox, folder, hits, question, answer)]
            for number, mail in enumerate(wanted):
                on_progress(number, len(wanted))
                answer.mails += _fetched(mailbox, folder, mail, question.largest)
    return answer


def _chosen(folders: Sequence[MailFolder], names: Sequence[str]) -> Iterator[MailFolder]:
    """The folders to look into: those named, else where answers lie.

    That is the inbox, the archive, and the folder of unwanted mail: a stranger's automatic answer ends there easily.
    Where one folder has all mail, as with Gmail, it stands for the first two. Never that of sent mail or of drafts.
    """
    if names:
        yield from dict.fromkeys(_named(folders, name) for name in names)
        return
    has_all = any("all" in folder.uses for folder in folders)
    uses = {"all", "junk"} if has_all else {"archive", "junk"}
    inbox = [folder for folder in folders if folder.name.upper() == "INBOX" and not has_all]
    yield from dict.fromkeys((*inbox, *(folder for folder in folders if folder.uses & uses)))


def _named(folders: Sequence[MailFolder], name: str) -> MailFolder:
    by_name = {folder.name: folder for folder in folders}
    alike = [folder for folder in folders if folder.name.casefold() == name.casefold()]
    folder = by_name.get(name) or (alike[0] if len(alike) == 1 else None)
    if folder is None:
        shown = [plain_text.line(folder_name, 80) for folder_name in by_name]
        folded_names = [folder_name.casefold() for folder_name in shown]
        raise UnknownName("folder", name, folded_names, see=f"it has {', '.join(shown)}", of="the mailbox")
    for use, what in _NEVER.items():
        if use in folder.uses:
            raise NotThatFolder(folder.name, what)
    return folder


@dataclass(frozen=True)
class _Hits:
    """The mails that may be fetched."""

    replies: frozenset[int]
    """Only if their own header fields show that they refer to a letter: not every server looks closely."""
    others: frozenset[int]
    """Without a further look: delivery reports, and all mails of a folder that is read whole."""


def _hits(mailbox: Mailbox, folder: MailFolder, question: Question, answer: Answer) -> _Hits:
    """The mails of the open folder that may be fetched."""
    if question.names:
        return _Hits(frozenset(), _whole_folder(mailbox, folder, question))
    return _Hits(_replies(mailbox, question, answer), _reports(mailbox, question, answer))


def _whole_folder(mailbox: Mailbox, folder: MailFolder, question: Question) -> frozenset[int]:
    uids = mailbox.search(wire.since(question.since - _DAY))
    if len(uids) > _MOST_IN_A_FOLDER:
        raise NotThatFolder(folder.name, f"{len(uids)} mails since {question.since}")
    return frozenset(uids)


def _replies(mailbox: Mailbox, question: Question, answer: Answer) -> frozenset[int]:
    """The mails that may answer a letter; all since the first one where the server does not search by header."""
    if answer.searches_headers:
        try:
            return frozenset(uid for criteria in reply_searches(question.letters) for uid in mailbox.search(criteria))
        except SearchRefused:
            answer.searches_headers = False
    first = min(letter.since for letter in question.letters)
    return frozenset(mailbox.search(wire.since(first - _DAY)))


def _reports(mailbox: Mailbox, question: Question, answer: Answer) -> frozenset[int]:
    """The delivery reports in whose text the server finds a letter's Message-ID."""
    if answer.searches_reports:
        try:
            return frozenset(uid for criteria in report_searches(question.letters) for uid in mailbox.search(criteria))
        except SearchRefused:
            answer.searches_reports = False
    return frozenset()


def reply_searches(letters: Sequence[AskedFor]) -> Iterator[str]:
    """What the server is asked about answers: which mails refer to one of so many letters."""
    for batch, keys in _batches(letters, ('HEADER In-Reply-To "{}"', 'HEADER References "{}"')):
        yield f"{wire.since(batch[0].since - _DAY)} {keys}"


def report_searches(letters: Sequence[AskedFor]) -> Iterator[str]:
    """What the server is asked about delivery reports: which of them hold the Message-ID of a letter."""
    reports = wire.either(['HEADER Content-Type "multipart/report"', *(f'FROM "{name}"' for name in IN_FROM)])
    # Not BODY: Dovecot counts the header of the letter that came back among the headers.
    for batch, keys in _batches(letters, ('TEXT "{}"',)):
        yield f"{wire.since(batch[0].since - _DAY)} {reports} {keys}"


def _batches(letters: Sequence[AskedFor], forms: Sequence[str]) -> Iterator[tuple[Sequence[AskedFor], str]]:
    """So many letters as one command holds, the oldest first."""
    in_order = sorted(letters, key=lambda letter: letter.since)
    longest = max((_key_length(letter, forms) for letter in in_order), default=1)
    count = max(1, _LONGEST_KEYS // longest)
    for start in range(0, len(in_order), count):
        batch = in_order[start : start + count]
        yield batch, wire.either([form.format(_searchable(letter)) for letter in batch for form in forms])


def _key_length(letter: AskedFor, forms: Sequence[str]) -> int:
    return sum(len(f"OR {form.format(_searchable(letter))} ") for form in forms)


def _searchable(letter: AskedFor) -> str:
    """A Message-ID as far as every server takes it: without a domain in other letters than those of ASCII."""
    message_id = letter.message_id
    return message_id if message_id.isascii() else message_id.partition("@")[0]


def _wanted(
    mailbox: Mailbox, folder: MailFolder, hits: _Hits, question: Question, answer: Answer
) -> Iterator[FetchedMail]:
    """Those that are asked for, and neither known nor too large, by their header fields."""
    ours, uids = question.message_ids, sorted(hits.replies | hits.others)
    for start in range(0, len(uids), _HEADS_AT_ONCE):
        for mail in mailbox.fetch(uids[start : start + _HEADS_AT_ONCE], _HEADER_FIELDS):
            head = parsed.read(mail.content)
            is_ours = (head.message_id or "").casefold() in ours
            refers = mail.uid in hits.others or any(message_id.casefold() in ours for message_id in head.answers)
            if (
                refers
                and not is_ours
                and _is_new(head.message_id, question, answer)
                and _is_taken(folder, mail, question, answer)
            ):
                yield mail


def _is_new(message_id: str | None, question: Question, answer: Answer) -> bool:
    """Whether a mail was neither read before nor fetched from another folder."""
    if message_id is None:
        return True
    if message_id in question.known:
        answer.known += 1
        return False
    is_new = message_id not in answer.seen
    answer.seen.add(message_id)
    return is_new


def _is_taken(folder: MailFolder, mail: FetchedMail, question: Question, answer: Answer) -> bool:
    """Whether a mail of that size is fetched in this sitting."""
    if mail.size > question.largest:
        answer.too_large.append(_place(folder, mail.uid))
        return False
    if answer.size + mail.size > question.most:
        answer.later += 1
        return False
    answer.size += mail.size
    return True


def _fetched(mailbox: Mailbox, folder: MailFolder, head: FetchedMail, largest: int) -> Iterator[StoredMail]:
    """The mail, unless it is gone by now; never more of it than the largest may have, whatever size was told."""
    for mail in mailbox.fetch([head.uid], f"(BODY.PEEK[]<0.{largest}>)"):
        if mail.uid == head.uid and mail.content:
            yield StoredMail(_place(folder, mail.uid), parsed.read(mail.content))


def _place(folder: MailFolder, uid: int) -> Place:
    return Place(f"{plain_text.line(folder.name, 200)}, mail {uid}")
