"""Letters in doubt: found in the folder of sent mail, or a person says what became of them."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from cutter import cutting
from household import Home, household
from mail_server import MailServer

from unbroker.ledger.event import Event
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.mail.account.mailbox import Mailbox, Use

_DIES = """
import os, signal, sys
from unbroker import cli
from unbroker.actions.mailing import send_email
from unbroker.base.run_note import RunNote
from unbroker.mail.outgoing.smtp import Smtp

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[1] == "recorded":
    RunNote.write = lambda note, words, write=RunNote.write: (write(note, words), setattr(RunNote, "erase", die))
else:
    Smtp._finish = lambda *arguments, finish=Smtp._finish: die(finish(*arguments))
cli.run(sys.argv[2:])
"""
"""A run that dies at a moment; nothing else of it is changed."""


@pytest.fixture
def home(mail_server: MailServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder whose letter to Acme was taken by the server, and nobody said so."""
    with cutting(mail_server, "answer") as line:
        made = Home(household(tmp_path / "home", mail_server.settings(port=line.port)), capsys)
        made.call("mail", "email", "acme", "--via", "smtp", "--yes", "1")
    settings = made.path / "settings.yaml"
    text = settings.read_text().replace(str(line.port), str(mail_server.ports["smtps"]))
    settings.write_text(text)
    return made


def last(home: Home) -> Event:
    """The last event."""
    return [*SqliteLedger(home.path / "ledger.sqlite").read()][-1]


def test_a_letter_in_doubt_is_not_sent_again(home: Home) -> None:
    """It is asked about, with the command that answers."""
    letter = last(home).letter
    code, _, _ = home.call("mail", "email", "acme", "--via", "smtp")
    asked, out, said = home.call("mail", "resolve")

    assert (0, 1, "unknown") == (code, asked, last(home).kind)
    why = "the connection was lost before the server confirmed it: Connection unexpectedly closed"
    assert out == f"{letter} to privacy@acme.example.org, tried on 2026-11-23: {why}\n"
    assert f"`unbroker mail resolve {letter} --left`, or `--not-left` to have it sent again, unchanged" in said


def test_the_folder_of_sent_mail_shows_it(home: Home, mail_server: MailServer) -> None:
    """Some providers keep there what went through their server; it left on the day on which it was tried."""
    (prepared,) = SqliteLedger(home.path / "ledger.sqlite").read(kinds=["prepared"])
    with mail_server.imap() as session:
        copy = f"Message-ID: {prepared.fact('message_id')}\r\nSubject: x\r\n\r\nx\r\n"
        session.append('"Sent mail"', "", None, copy.encode())
    code, _, said = home.call("mail", "resolve", today="2026-11-25")

    assert (0, "sent", "2026-11-23") == (code, last(home).kind, str(last(home).on))
    assert f"{prepared.letter} left on 2026-11-23 (it is in your sent mail)" in said
    assert said.endswith("no letter is in doubt\n")


def test_a_mailbox_that_is_lost_records_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is cut between signing in and asking."""
    asks = Mailbox.has

    def cut(mailbox: Mailbox, use: Use, message_id: str) -> bool:
        mailbox.open().socket().shutdown(socket.SHUT_RDWR)
        return asks(mailbox, use, message_id=message_id)

    monkeypatch.setattr(Mailbox, "has", cut)
    code, _, said = home.call("mail", "resolve")

    assert (1, "unknown") == (code, last(home).kind)
    assert said.startswith("your sent mail was not searched: 127.0.0.1:")
    assert "Traceback" not in said


@pytest.mark.parametrize(("answer", "kind"), [("--left", "sent"), ("--not-left", "deferred")])
def test_a_person_knows(home: Home, answer: str, kind: str) -> None:
    """What did not leave goes again, with the same Message-ID."""
    code, _, _ = home.call("mail", "resolve", "acme", answer)

    assert (0, kind) == (code, last(home).kind)


def test_what_did_not_leave_goes_again_unchanged(home: Home, mail_server: MailServer) -> None:
    """So that a server that has it already can know it."""
    home.call("mail", "resolve", "acme", "--not-left")
    (made,) = home.json("mail", "email", "acme", "--via", "smtp")
    mail_server.settle()
    (prepared,) = SqliteLedger(home.path / "ledger.sqlite").read(kinds=["prepared"])

    assert made["result"] == "sent"
    assert mail_server.received()[prepared.fact("message_id") or ""] == 2


def test_an_answer_wants_a_name(home: Home) -> None:
    """Each message says what to type."""
    assert "name it (`unbroker mail resolve` lists them)" in home.fails("mail", "resolve", "--left")
    assert "bolt: no letter of it is in doubt" in home.fails("mail", "resolve", "bolt", "--left")


def test_a_mailbox_that_cannot_be_opened_is_no_answer(home: Home) -> None:
    """The person is asked all the same."""
    settings = home.path / "settings.yaml"
    settings.write_text(settings.read_text().replace('imap: "127.0.0.1"', 'imap: "127.0.0.3"'))
    _, _, said = home.call("mail", "resolve")

    assert "your sent mail was not searched: 127.0.0.3:" in said
    assert last(home).kind == "unknown"


@pytest.mark.parametrize(
    "ends", [("recorded", "deferred", 0), pytest.param(("handed over", "unknown", 1), marks=pytest.mark.slow)], ids=str
)
def test_a_killed_run_knows_what_it_had_not_handed_over(
    mail_server: MailServer, tmp_path: Path, capsys: pytest.CaptureFixture[str], ends: tuple[str, str, int]
) -> None:
    """Killed once it is recorded that the letter leaves: before its last byte it goes again, after it nobody knows."""
    made, (moment, state, came) = Home(household(tmp_path / "home", mail_server.settings()), capsys), ends
    before = mail_server.received().total()
    words = [
        "mail",
        "email",
        "acme",
        "--via",
        "smtp",
        "--yes",
        "1",
        "--folder",
        str(made.path),
        "--today",
        "2026-11-23",
    ]
    killed = subprocess.run([sys.executable, "-c", _DIES, moment, *words], capture_output=True, check=False)
    made.call("mail", "resolve", "--no-search")
    mail_server.settle()

    assert (-signal.SIGKILL, state) == (killed.returncode, last(made).kind), killed.stderr
    assert before + came == mail_server.received().total()
