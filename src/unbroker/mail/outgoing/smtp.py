"""SMTP: a letter goes to the user's own provider, over TLS or not at all, and the answer is taken at its word.

Before the final dot nothing is ambiguous: what was not taken was not taken. After it, a lost answer means that nobody
knows (RFC 5321, 4.5.3.2.6; RFC 1047). Whose fault an answer is decides what follows: the letter's, or ours, and then
whatever follows would meet it, too.
"""

import base64
import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from unbroker.mail.account.refusal import CannotConnect
from unbroker.mail.account.secret import Secret
from unbroker.mail.account.servers import Server
from unbroker.mail.outgoing.delivery import Leaving, Result, untold
from unbroker.mail.outgoing.message import Envelope, dated
from unbroker.mail.smtp_reply import meaning

_WAIT, _WAIT_FOR_ANSWER = 60.0, 600.0  # seconds; the second is RFC 5321's for the answer to the final dot
_NAME = "[127.0.0.1]"  # what we call ourselves: the name of the machine is nobody's business
_LOST = (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPResponseException)
_OK, _TAKEN, _DATA, _GONE = 250, (250, 251, 252), 354, 421


class NoTls(CannotConnect):
    """The server offers no encryption, or an untrusted certificate."""

    def __init__(self, server: Server, reason: str) -> None:
        super().__init__(f"{server}: {reason} (nothing is sent unencrypted: check 'host' and 'port' in settings.yaml)")


class NoConnection(CannotConnect):
    """The server does not answer."""

    def __init__(self, server: Server, reason: str) -> None:
        super().__init__(f"{server}: {reason} (check the network, and 'host' and 'port' in settings.yaml)")


class SignInRefused(CannotConnect):
    """The server does not take the password or token."""

    def __init__(self, server: Server, user: str, code: int, text: str) -> None:
        hint = "see `unbroker mail set-up --help`: most providers want a password made for this program, or a token"
        super().__init__(f"{server}: {user} cannot sign in: {code} {text} ({hint})")


@dataclass
class Smtp:
    """One account's way out, connected when it is first needed and again when the connection is lost."""

    server: Server
    user: str
    secret: Callable[[], Secret]
    wait: float = _WAIT
    wait_for_answer: float = _WAIT_FOR_ANSWER
    leaves: bool = True
    _session: smtplib.SMTP | None = field(default=None, repr=False)

    def __enter__(self) -> Self:
        """Begin a run; nothing is connected yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Sign out."""
        if self._session is not None:
            with contextlib.suppress(*_LOST):
                self._session.quit()
        self._drop()

    def ready(self) -> None:
        """Be connected and signed in.

        Raises:
            NoConnection: nobody answers.
            NoTls: the connection cannot be trusted.
            SignInRefused: the account is not let in.
        """
        if self._session is None:
            self._session = self._connected()
            try:
                self._sign_in(self._session)
            except BaseException:
                self._drop()
                raise

    def front(self, content: bytes, at: datetime) -> bytes:
        """The moment."""
        return dated(content, at)

    def send(self, envelope: Envelope, content: bytes, before_leaving: Leaving = untold) -> Result:
        """Hand a letter over; it leaves with the final dot, and whoever is to know of it is told just before."""
        self.ready()
        session = self._session
        assert session is not None  # noqa: S101 - `ready` has made it
        try:
            answer = self._offer(session, envelope, len(content))
            if answer is None:
                _wire(session).sendall(_stuffed(content))
        except _LOST as error:
            self._drop()
            return Result("deferred", f"the connection was lost before the letter was handed over: {_reason(error)}")
        if answer is not None:
            self._clear(session, answer)
            return answer
        try:
            before_leaving()
        except BaseException:
            self._drop()  # without the final dot, nothing of it is the server's
            raise
        return self._finish(session)

    def _finish(self, session: smtplib.SMTP) -> Result:
        """The final dot, after which the letter is theirs, whether or not they still say so."""
        try:
            wire = _wire(session)
            wire.settimeout(self.wait_for_answer)
            wire.sendall(b".\r\n")
            code, reply = session.getreply()
            wire.settimeout(self.wait)
        except _LOST as error:
            self._drop()
            return Result("unknown", f"the connection was lost before the server confirmed it: {_reason(error)}")
        text = _line(reply)
        if code == _OK:
            return Result("sent", text, code)
        answer = _judged(code, text)
        self._clear(session, answer)
        return answer

    def _offer(self, session: smtplib.SMTP, envelope: Envelope, size: int) -> Result | None:
        """Everything before the letter itself; None where the server waits for it."""
        options = [f"size={size}"] if session.has_extn("size") else []
        if envelope.needs_utf8:
            if not session.has_extn("smtputf8"):
                return Result("refused", "this provider cannot send to an address with non-ASCII letters")
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        code, reply = session.mail(envelope.sender, options)
        if code != _OK:
            return replace(_judged(code, _line(reply)), state="deferred", stop=True)
        code, reply = session.rcpt(envelope.to)
        if code not in _TAKEN:
            return _judged(code, _line(reply))
        code, reply = session.docmd("DATA")
        return None if code == _DATA else _judged(code, _line(reply))

    def _clear(self, session: smtplib.SMTP, answer: Result) -> None:
        """Make the connection fit for the next letter, or drop it."""
        if answer.code == _GONE:
            self._drop()
            return
        try:
            session.rset()
        except _LOST:
            self._drop()

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        try:
            if self.server.is_tls:
                session: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.server.host, self.server.port, _NAME, timeout=self.wait, context=context
                )
            else:
                session = smtplib.SMTP(self.server.host, self.server.port, _NAME, timeout=self.wait)
                self._start_tls(session, context)
            _wire(session).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            session.ehlo()
        except ssl.SSLCertVerificationError as error:
            raise NoTls(self.server, f"its certificate is not trusted: {error.verify_message}") from error
        except ssl.SSLError as error:
            raise NoTls(self.server, f"no encrypted connection: {error.reason or 'it speaks no TLS'}") from error
        except _LOST as error:
            raise NoConnection(self.server, _reason(error)) from error
        return session

    def _start_tls(self, session: smtplib.SMTP, context: ssl.SSLContext) -> None:
        session.ehlo()
        if not session.has_extn("starttls"):
            session.close()
            raise NoTls(self.server, "it offers no encryption")
        code, reply = session.starttls(context=context)
        if code != 220:  # noqa: PLR2004 - ready to start TLS
            session.close()
            raise NoTls(self.server, f"it refuses encryption: {code} {_line(reply)}")

    def _sign_in(self, session: smtplib.SMTP) -> None:
        secret = self.secret()
        if secret.kind == "token":
            mechanism, credentials = "XOAUTH2", f"user={self.user}\1auth=Bearer {secret.reveal()}\1\1"
        else:
            mechanism, credentials = "PLAIN", f"\0{self.user}\0{secret.reveal()}"
        try:
            code, reply = session.docmd("AUTH", f"{mechanism} {base64.b64encode(credentials.encode()).decode()}")
            if code == 334:  # noqa: PLR2004 - XOAUTH2 explains itself and waits for an empty line
                code, reply = session.docmd("")
        except _LOST as error:
            raise NoConnection(self.server, f"the connection was lost while signing in: {_reason(error)}") from None
        if code != 235:  # noqa: PLR2004 - signed in
            raise SignInRefused(self.server, self.user, code, _line(reply))

    def _drop(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


def _judged(code: int, text: str) -> Result:
    """What an answer means that is not yes: only an address that does not exist is refused for good.

    The account's trouble stops the run, and so does what nobody can tell: the next letter may meet it, too.
    """
    cause = meaning.of_reply(text, code, submitting=True).cause
    match cause.meaning:
        case "ours" | "unclear":
            return Result("deferred", f"{text} ({cause.mend})", code, stop=True)
        case "later":
            return Result("deferred", text, code)
        case "no such address":
            return Result("refused", text, code)


def _stuffed(content: bytes) -> bytes:
    """A message on the wire, without the final dot: a line that begins with one gets another (RFC 5321, 4.5.2)."""
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _wire(session: smtplib.SMTP) -> socket.socket:
    if session.sock is None:
        raise smtplib.SMTPServerDisconnected("not connected")
    return session.sock


def _line(reply: bytes) -> str:
    return " ".join(reply.decode(errors="replace").split())


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        return f"{error.smtp_code} {_line(reply if isinstance(reply, bytes) else reply.encode())}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return str(error) or "no answer"
