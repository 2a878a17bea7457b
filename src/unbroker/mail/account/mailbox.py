"""The mailbox of an account, over IMAP: opened encrypted, and nothing is read of it but what is asked for.

Folders are found by what they are for (RFC 6154), whatever they are called. What is looked into is opened to be read
only (EXAMINE), so that looking marks nothing.
"""

import contextlib
import imaplib
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Self

from unbroker.facts import provider
from unbroker.facts.settings import Mail
from unbroker.mail.account import secret, wire
from unbroker.mail.account.refusal import CannotConnect
from unbroker.mail.account.secret import Secret
from unbroker.mail.account.servers import Server, account, named
from unbroker.mail.account.wire import FetchedMail, MailFolder, Row

LOST = (OSError, imaplib.IMAP4.error)
"""What a connection that is lost, or a command that is refused, raises."""
_WAIT = 60.0  # seconds
Use = Literal["Drafts", "Sent"]


class NoMailbox(CannotConnect):
    """The mailbox cannot be opened."""

    def __init__(self, server: Server, reason: str) -> None:
        hint = "check 'imap', 'user' and the password of settings.yaml, or set them again with `unbroker mail set-up`"
        super().__init__(f"{server}: {reason} ({hint})")


class MailboxFailed(CannotConnect):
    """The mailbox was open, and does not go on answering."""

    def __init__(self, server: Server, reason: str) -> None:
        super().__init__(f"{server}: {reason}: nothing was recorded, and the mailbox is unchanged (run it again)")


class SearchRefused(CannotConnect):
    """The server does not search so."""

    def __init__(self, server: Server, reason: str) -> None:
        super().__init__(f"{server}: it cannot search mails that way: {reason}")


class NoSuchFolder(CannotConnect):
    """No folder of the mailbox is meant for drafts, or for sent mail."""

    def __init__(self, server: Server, use: Use) -> None:
        super().__init__(
            f"{server}: no folder is marked as \\{use} (mark one in your mail program, or use --via outbox)"
        )


@dataclass
class Mailbox:
    """A mailbox, opened when it is first needed."""

    server: Server
    user: str
    secret: Callable[[], Secret]
    wait: float = _WAIT
    _session: imaplib.IMAP4 | None = field(default=None, repr=False)
    _folders: tuple[MailFolder, ...] = field(default=(), repr=False)

    def __enter__(self) -> Self:
        """Nothing is connected yet."""
        return self

    def __exit__(self, kind: object = None, *_: object) -> None:
        """Sign out; after an error or an interruption the connection is cut, for it may be in the middle of a word."""
        if kind is not None:
            self.drop()
        elif self._session is not None:
            with contextlib.suppress(*LOST):
                self._session.logout()
            self._session = None

    def open(self) -> imaplib.IMAP4:
        """The session, signed in.

        Raises:
            NoMailbox: it cannot be had, or not encrypted.
        """
        if self._session is None:
            try:
                session = self._connected()
            except ssl.SSLCertVerificationError as error:
                raise NoMailbox(self.server, f"its certificate is not trusted: {error.verify_message}") from error
            except LOST as error:
                raise NoMailbox(self.server, f"no encrypted connection: {reason_of(error)}") from error
            self._sign_in(session)
            self._session = session
        return self._session

    def folder(self, use: Use) -> str:
        """The name of the folder that is meant for something, quoted for the wire.

        Raises:
            NoSuchFolder: there is none.
        """
        if not self._folders:
            self._folders = tuple(wire.folders(self._ask("LIST", '""', "*")))
        marked = (folder.wire for folder in self._folders if use.casefold() in folder.uses)
        if (name := next(marked, None)) is None:
            raise NoSuchFolder(self.server, use)
        return name

    def folders(self) -> tuple[MailFolder, ...]:
        """The folders that hold mails.

        Raises:
            CannotConnect: the mailbox is not to be had.
        """
        with self.reading():
            self._folders = tuple(wire.folders(self._ask("LIST", '""', "*")))
        return tuple(folder for folder in self._folders if not folder.uses & {"noselect", "nonexistent"})

    def look_into(self, folder: MailFolder) -> None:
        """Open a folder to be read only: nothing in it is marked as seen.

        Raises:
            MailboxFailed: it cannot be opened.
        """
        with self.reading():
            self._ask("EXAMINE", folder.wire)

    def search(self, criteria: str) -> tuple[int, ...]:
        """The UIDs of the mails in the open folder that criteria are true of, in their order.

        Raises:
            SearchRefused: the server does not search so.
            MailboxFailed: it does not answer.
        """
        with self.reading():
            try:
                rows = self._ask("SEARCH", criteria)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise SearchRefused(self.server, reason_of(error)) from error
        return tuple(sorted({int(uid) for row in rows for uid in _line(row).split() if uid.isdigit()}))

    def fetch(self, uids: Sequence[int], what: str) -> Iterator[FetchedMail]:
        """What there is of mails in the open folder.

        Raises:
            MailboxFailed: it does not answer.
        """
        with self.reading():
            return wire.mails(self._ask("FETCH", ",".join(map(str, uids)), what))

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """A connection that is lost within the block is dropped, and told of.

        Raises:
            MailboxFailed: it was lost, or the server refuses.
        """
        try:
            yield
        except LOST as error:
            self.drop()
            raise MailboxFailed(self.server, reason_of(error)) from error

    def has(self, use: Use, *, message_id: str | None = None, words: str | None = None) -> bool:
        """Whether a folder has a message of that Message-ID, or one that says something."""
        self._ask("EXAMINE", self.folder(use))
        criteria = ("HEADER", "Message-ID", f'"{message_id}"') if message_id else ("TEXT", f'"{words}"')
        return any(_line(row).split() for row in self._ask("SEARCH", *criteria))

    def place(self, content: bytes) -> None:
        """Lay a draft into the folder of drafts; the server notes when."""
        session, folder = self.open(), self.folder("Drafts")
        kind, answer = session.append(folder, r"(\Draft \Seen)", None, content)
        if kind != "OK":
            raise imaplib.IMAP4.error(_text(answer))

    def drop(self) -> None:
        """Forget a connection that is lost."""
        if self._session is not None:
            with contextlib.suppress(*LOST):
                self._session.shutdown()
            self._session = None

    def _ask(self, command: str, *arguments: str) -> list[Row]:
        session = self.open()
        kind: str
        answer: Sequence[object]
        match command:
            case "LIST":
                kind, answer = session.list(*arguments)
            case "EXAMINE":
                kind, answer = session.select(arguments[0], readonly=True)
            case _:
                kind, answer = session.uid(command, *arguments)
        if kind != "OK":
            raise imaplib.IMAP4.error(_text(answer))
        return [row for row in answer if isinstance(row, (bytes, tuple))]

    def _connected(self) -> imaplib.IMAP4:
        context = ssl.create_default_context()
        host, port = self.server.host, self.server.port
        if self.server.is_tls:
            return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=self.wait)
        session = imaplib.IMAP4(host, port, timeout=self.wait)
        try:
            session.starttls(context)
        except BaseException:
            session.shutdown()
            raise
        return session

    def _sign_in(self, session: imaplib.IMAP4) -> None:
        secret = self.secret()
        if secret.kind == "token":
            mechanism, credentials = "XOAUTH2", f"user={self.user}\1auth=Bearer {secret.reveal()}\1\1"
        else:
            mechanism, credentials = "PLAIN", f"\0{self.user}\0{secret.reveal()}"
        answers = iter((credentials.encode(), b""))  # XOAUTH2 explains a refusal and waits for an empty line
        try:
            session.authenticate(mechanism, lambda _: next(answers, b""))
        except LOST as error:
            with contextlib.suppress(*LOST):
                session.shutdown()
            raise NoMailbox(self.server, f"{self.user} cannot sign in: {reason_of(error)}") from None


def mailbox_of(mail: Mail, environment: Mapping[str, str]) -> Mailbox:
    """The mailbox of the account that the settings name.

    Raises:
        CannotConnect: the settings do not say enough.
        UnknownName: they name a provider that is not known.
    """
    mail_account = account(mail, provider.load())
    server = named(mail_account.imap, "imap")
    return Mailbox(server, mail_account.user, lambda: secret.fetch(mail, mail_account.user, environment))


def _line(row: Row) -> bytes:
    return row if isinstance(row, bytes) else row[0]


def _text(answer: object) -> str:
    rows = answer if isinstance(answer, list) else [answer]
    return " ".join(row.decode(errors="replace") for row in rows if isinstance(row, bytes)) or "no reason given"


def reason_of(error: Exception) -> str:
    """Why a connection is lost, in the middle of a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    text = str(error)
    return text.removeprefix("b'").removesuffix("'") or "no answer"
