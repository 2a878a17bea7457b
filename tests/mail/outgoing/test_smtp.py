"""SMTP against a real server: encrypted or not at all, and each answer taken at its word."""

import itertools
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from cutter import Moment, cutting
from mail_server import PASSWORD, TOKEN, USER, MailServer

from unbroker.mail.account.refusal import CannotConnect
from unbroker.mail.account.secret import Secret
from unbroker.mail.account.servers import Server
from unbroker.mail.outgoing.delivery import Result
from unbroker.mail.outgoing.message import Envelope
from unbroker.mail.outgoing.smtp import Smtp

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
NUMBER = itertools.count()
HINT = "nothing is sent unencrypted: check 'host' and 'port' in settings.yaml"


def smtp(server: MailServer, *, secret: Secret | None = None, tls: bool = True, port: int | None = None) -> Smtp:
    """The account's way out."""
    known = secret or Secret("password", PASSWORD)
    there = Server("127.0.0.1", port or server.ports["smtps" if tls else "smtp"], tls)
    return Smtp(there, USER, lambda: known, wait=10, wait_for_answer=10)


def send(sender: Smtp, box: str = "privacy") -> tuple[str, Result]:
    """Hand over a letter to a box of Acme; answers its Message-ID and what became of it."""
    name = f"<{next(NUMBER)}.{box}@me.example>"
    content = f"Message-ID: {name}\r\nFrom: {USER}\r\nTo: {box}@acme.example.org\r\nSubject: x\r\n\r\n{'line' * 15}\r\n"
    envelope = Envelope("UB-7F3K2Q8Z.1", "acme", USER, f"{box}@acme.example.org", name)
    sender.ready()
    return name, sender.send(envelope, sender.front((content + "more\r\n" * 500).encode(), AT))


@pytest.mark.parametrize("secret", [Secret("password", PASSWORD), Secret("token", TOKEN)], ids=["plain", "xoauth2"])
@pytest.mark.parametrize("tls", [True, False], ids=["tls", "starttls"])
def test_signs_in(mail_server: MailServer, secret: Secret, tls: bool) -> None:  # noqa: FBT001 - the two ports
    """By password or token, on either kind of port."""
    with smtp(mail_server, secret=secret, tls=tls) as sender:
        name, result = send(sender)
    mail_server.settle()

    assert (result.state, result.code) == ("sent", 250)
    assert mail_server.received()[name] == 1


@pytest.mark.parametrize("kind", ["password", "token"])
def test_a_wrong_secret_is_not_told(mail_server: MailServer, kind: str) -> None:
    """The message says what to do, and neither it nor the traceback has the secret."""
    secret = Secret("password" if kind == "password" else "token", "hunter2")
    sender = smtp(mail_server, secret=secret)
    with pytest.raises(CannotConnect) as raised, sender:
        sender.ready()
    told = "".join(traceback.format_exception(raised.value)) + repr(secret) + repr(sender)

    assert f"{USER} cannot sign in: 535 Incorrect authentication data" in str(raised.value)
    assert "hunter2" not in told
    assert "aHVudGVyMg" not in told


def refused(make: Callable[[], Smtp]) -> str:
    """What an attempt to connect says."""
    with pytest.raises(CannotConnect) as raised, make() as sender:
        sender.ready()
    return str(raised.value)


def test_no_encryption_means_no_sending(mail_server: MailServer) -> None:
    """Where STARTTLS is not offered the password is never told."""
    mail_server.switch("no-tls")
    port = mail_server.ports["smtp"]
    said = refused(lambda: smtp(mail_server, tls=False))

    assert said == f"127.0.0.1:{port}: it offers no encryption ({HINT})"
    assert "AUTH" not in (mail_server.run / "exim" / "mainlog").read_text().rpartition("no-tls")[2]


def test_a_port_that_speaks_no_tls(mail_server: MailServer) -> None:
    """TLS from the first byte against a server that waits for STARTTLS."""
    said = refused(lambda: smtp(mail_server, port=mail_server.ports["smtp"]))

    assert said.startswith(f"127.0.0.1:{mail_server.ports['smtp']}: no encrypted connection: ")


def test_an_untrusted_certificate(mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that nobody vouches for."""
    monkeypatch.delenv("SSL_CERT_FILE")
    said = refused(lambda: smtp(mail_server))

    assert "its certificate is not trusted: self-signed certificate" in said


def test_a_certificate_of_another_host(mail_server: MailServer) -> None:
    """One that is trusted, for another name."""
    with cutting(mail_server, "body", host="127.0.0.2") as line:
        there = Server("127.0.0.2", line.port, is_tls=True)
        said = refused(lambda: Smtp(there, USER, lambda: Secret("password", PASSWORD), wait=5))

    assert "its certificate is not trusted: IP address mismatch" in said


def test_nobody_listens(mail_server: MailServer) -> None:
    """The message says what to check."""
    with cutting(mail_server, "body") as line:
        port = line.port
    said = refused(lambda: smtp(mail_server, port=port))

    hint = "check the network, and 'host' and 'port' in settings.yaml"
    assert said == f"127.0.0.1:{port}: connection refused ({hint})"


@pytest.mark.parametrize(
    ("box", "state", "code", "text"),
    [
        ("nosuch", "refused", 550, "5.1.1 no such user"),
        ("busy", "deferred", 451, "4.2.0 try later"),
        ("grey", "deferred", 451, "4.7.1 greylisted, come back in five minutes"),
    ],
)
def test_a_refused_letter_is_the_letters_own_affair(
    mail_server: MailServer, box: str, state: str, code: int, text: str
) -> None:
    """What follows on the same connection leaves."""
    with smtp(mail_server) as sender:
        _, result = send(sender, box)
        _, after = send(sender)

    assert (state, code, text, False) == (result.state, result.code, result.text, result.stop)
    assert after.state == "sent"


def test_a_refusal_without_a_reason_stops_the_run(mail_server: MailServer) -> None:
    """Nobody loses an address for it, and whoever sends is told what to look for."""
    with smtp(mail_server) as sender:
        _, result = send(sender, "odd")

    assert ("deferred", 550, True) == (result.state, result.code, result.stop)
    assert result.text == (
        "5.0.0 so sorry (if these words say that the address does not exist, record it: "
        "`unbroker track LETTER refused`)"
    )


def test_the_same_letter_passes_a_greylist_later(mail_server: MailServer) -> None:
    """With the Message-ID that it had."""
    with smtp(mail_server) as sender:
        assert send(sender, "grey")[1].state == "deferred"
        mail_server.switch("greylist-open")
        name, result = send(sender, "grey")
    mail_server.settle()

    assert (result.state, mail_server.received()[name]) == ("sent", 1)


@pytest.mark.parametrize("trouble", ["full", "over-quota"])
def test_trouble_of_the_account_stops_the_run(mail_server: MailServer, trouble: str) -> None:
    """A full disk of the server, a daily limit: no broker's standing is lowered, and nothing else is tried."""
    mail_server.switch(trouble)
    with smtp(mail_server) as sender:
        _, result = send(sender)

    assert (result.state, result.stop) == ("deferred", True)
    assert ("wait a day" in result.text) == (trouble == "over-quota")


BEFORE = "greeting", "EHLO", "AUTH"
"""The moments before a letter is begun."""
SLOW = "answer", "AUTH"
"""The moments after which a server makes whoever knocks again wait for some seconds."""


def moments(*names: str) -> list[Any]:
    """Each as a parameter."""
    return [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in names]


@pytest.mark.parametrize("moment", moments(*(one for one in get_args(Moment) if one not in BEFORE)))
def test_a_server_that_goes_away(mail_server: MailServer, moment: Moment) -> None:
    """Before the final dot nothing was taken; after it nobody knows. The next letter has a new connection.

    A letter that was cut in two may lie in the buffers of this machine whole, with its dot: nobody knows, either.
    """
    with cutting(mail_server, moment) as line, smtp(mail_server, port=line.port) as sender:
        name, result = send(sender)
        other, after = send(sender)
    mail_server.settle()
    received = mail_server.received()

    assert result.state == ("unknown" if moment in ("body", "dot", "answer") else "deferred")
    assert received[name] == (1 if moment == "answer" else 0)
    assert (after.state, received[other]) == ("sent", 1)


@pytest.mark.parametrize("moment", moments(*BEFORE))
def test_a_server_that_goes_away_before_a_letter(mail_server: MailServer, moment: Moment) -> None:
    """Nothing is begun, and the next call gets through."""
    with cutting(mail_server, moment) as line:
        assert "connection" in refused(lambda: smtp(mail_server, port=line.port)).casefold()
        with smtp(mail_server, port=line.port) as sender:
            assert send(sender)[1].state == "sent"


def test_a_strange_address(mail_server: MailServer) -> None:
    """A provider that takes addresses of more than ASCII letters is told that this is one (RFC 6531)."""
    with smtp(mail_server) as sender:
        _, result = send(sender, "büro")

    assert result.state == "sent"
