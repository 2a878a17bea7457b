"""What every way of sending promises, each against the real thing: the outbox, the drafts, a mail server, nothing."""

import email
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from mail_server import PASSWORD, USER, MailServer

from unbroker.facts.settings import Mail
from unbroker.mail.outgoing import senders
from unbroker.mail.outgoing.delivery import Leaving, Result, Sender, untold
from unbroker.mail.outgoing.message import Envelope
from unbroker.mail.outgoing.senders import Via

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
TRICKY = "Grüße\r\n.\r\n..two\r\n. one\r\nFrom here on\r\n"
NUMBER = itertools.count()
FRONT = {"smtp": "Date", "drafts": "Date", "outbox": "X-Unsent", "null": None}


@dataclass
class Bench:
    """A way of sending, and where its letters come to lie."""

    via: Via
    sender: Sender
    server: MailServer
    folder: Path
    to: str

    def letter(self) -> tuple[Envelope, bytes]:
        """A new letter: its envelope and its sealed bytes."""
        name = f"UB-7F3K2Q8Z.{next(NUMBER)}"
        head = f"Message-ID: <{name}@me.example>\r\nFrom: {USER}\r\nTo: {self.to}\r\nSubject: {name}\r\n"
        kind = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
        content = f"{head}{kind}\r\nReference: {name}\r\n{TRICKY}".encode()
        return Envelope(name, f"acme-{name}", USER, self.to, f"<{name}@me.example>"), content

    def send(self, envelope: Envelope, content: bytes, before_leaving: Leaving = untold) -> Result:
        """Hand it over."""
        self.sender.ready()
        return self.sender.send(envelope, self.sender.front(content, AT), before_leaving)

    def found(self) -> list[bytes]:
        """All that lies there."""
        match self.via:
            case "smtp":
                self.server.settle()
                return [one.as_bytes() for one in self.server.mail(self.to)]
            case "drafts":
                with self.server.imap() as session:
                    session.select("Entw&APw-rfe", readonly=True)
                    numbers = session.search(None, "SUBJECT", "UB-7F3K2Q8Z")[1][0].split()
                    rows = [session.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers]
                return [row[1] for row in rows if isinstance(row, tuple)]
            case "outbox":
                return [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]
            case "null":
                return []


@pytest.fixture(params=get_args(Via))
def bench(request: pytest.FixtureRequest, mail_server: MailServer, tmp_path: Path) -> Iterator[Bench]:
    """Each way in turn."""
    ports = mail_server.ports
    account = {"host": "127.0.0.1", "port": str(ports["smtps"]), "security": "tls", "from": USER}
    mail = Mail.model_validate({**account, "imap": "127.0.0.1", "imap_port": str(ports["imaps"])})
    sender = senders.sender(request.param, mail, {"UNBROKER_MAIL_PASSWORD": PASSWORD}, tmp_path)
    with sender:
        yield Bench(request.param, sender, mail_server, tmp_path, f"acme{next(NUMBER)}@acme.example.org")


def named(found: Sequence[bytes], name: str) -> list[bytes]:
    """Those of a letter."""
    return [content for content in found if email.message_from_bytes(content)["Subject"] == name]


def test_a_letter_arrives_with_its_bytes(bench: Bench) -> None:
    """Dots, umlauts and line ends are what they were; only what belongs in front is put there."""
    envelope, content = bench.letter()
    result = bench.send(envelope, content)
    found = named(bench.found(), envelope.letter)

    assert result.state == ("sent" if bench.sender.leaves else "placed")
    if bench.via != "null":
        (one,) = found
        whole, read = one.replace(b"\r\n", b"\n"), email.message_from_bytes(one)
        assert content.replace(b"\r\n", b"\n").rstrip() in whole
        assert read[str(FRONT[bench.via])]


def test_only_a_letter_that_leaves_is_ever_there_twice(bench: Bench) -> None:
    """A draft that is placed again is the same draft."""
    envelope, content = bench.letter()
    for _ in range(2):
        bench.send(envelope, content)

    assert len(named(bench.found(), envelope.letter)) == {"smtp": 2, "null": 0}.get(bench.via, 1)


def test_one_run_has_many_letters(bench: Bench) -> None:
    """They are all there, each once."""
    letters = [bench.letter() for _ in range(5)]
    results = [bench.send(envelope, content) for envelope, content in letters]
    found = bench.found()

    assert {result.state for result in results} == {"sent" if bench.sender.leaves else "placed"}
    if bench.via != "null":
        assert [len(named(found, envelope.letter)) for envelope, _ in letters] == [1] * 5


def test_whoever_must_know_is_told_before_a_letter_leaves(bench: Bench) -> None:
    """Once, and at a moment at which nothing of it is anywhere; what stays here is not told of."""
    envelope, content = bench.letter()
    there: list[int] = []
    bench.send(envelope, content, lambda: there.append(len(named(bench.found(), envelope.letter))))

    assert there == [0] * bench.sender.leaves


def test_a_letter_that_may_not_leave_does_not(bench: Bench) -> None:
    """What keeps it here is raised, the server has nothing, and the next letter leaves."""
    (envelope, content), second = bench.letter(), bench.letter()

    def keep() -> None:
        raise KeyError(envelope.letter)

    if bench.sender.leaves:
        with pytest.raises(KeyError):
            bench.send(envelope, content, keep)
        assert bench.send(*second).state == "sent"
        assert [len(named(bench.found(), name)) for name in (envelope.letter, second[0].letter)] == [0, 1]


def test_an_ended_run_can_be_ended_again(bench: Bench) -> None:
    """And a new one begins where it ended."""
    bench.send(*bench.letter())
    bench.sender.__exit__(None, None, None)
    bench.sender.__exit__(None, None, None)
    with bench.sender:
        assert bench.send(*bench.letter()).state in ("sent", "placed")


def test_a_file_is_for_its_owner_alone(mail_server: MailServer, tmp_path: Path) -> None:
    """As everything of a folder is."""
    bench = Bench(
        "outbox", senders.sender("outbox", Mail(), {}, tmp_path / "new"), mail_server, tmp_path, "a@b.example"
    )
    with bench.sender:
        result = bench.send(*bench.letter())

    assert result.path is not None
    assert result.path.name.startswith("acme-UB-7F3K2Q8Z.")
    assert (0o600, 0o700) == (result.path.stat().st_mode & 0o777, result.path.parent.stat().st_mode & 0o777)
