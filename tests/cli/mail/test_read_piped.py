"""`mail read -` from a pipe: the questions are asked on the terminal, or it is said how to do without one."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from household import Home, household
from mailed import MAILS, leave

from unbroker.cli.mail import read
from unbroker.ledger.sqlite import SqliteLedger

# A process that leads a session has the first terminal that it opens.
ON_A_TERMINAL = """
import os, sys
os.open(sys.argv[1], os.O_RDWR)
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
DENIED = MAILS / "denied-outside.eml"


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder from which three letters left by e-mail."""
    path = household(tmp_path / "home")
    leave(path)
    return Home(path, capsys)


def command(home: Home, *words: str) -> list[str]:
    """Read what is piped, in a process of its own."""
    folder = ["--folder", str(home.path), "--today", "2026-11-25"]
    return [sys.executable, "-m", "unbroker", "mail", "read", "-", *words, *folder]


def kinds(home: Home) -> Sequence[str]:
    """What was recorded since the letters left."""
    return [event.kind for event in SqliteLedger(home.path / "ledger.sqlite").read()][12:]


def test_without_a_terminal(home: Home) -> None:
    """It is said how; nothing is recorded."""
    done = subprocess.run(
        command(home), input=DENIED.read_bytes(), capture_output=True, check=False, start_new_session=True
    )

    assert (1, []) == (done.returncode, kinds(home))
    assert done.stderr.decode() == (
        "unbroker: there is no terminal to ask on, and nothing was recorded "
        "(save the mail as a file, or add --accept certain --yes)\n"
    )


def test_what_needs_no_answer_needs_no_terminal(home: Home) -> None:
    """A mail about no letter, and what is accepted beforehand."""
    unknown = subprocess.run(
        command(home), input=b"From: a@b.example\nSubject: x\n\nHello\n", check=False, start_new_session=True
    )
    certain = subprocess.run(
        command(home, "--accept", "certain", "--yes"),
        input=(MAILS / "bounce-exim.eml").read_bytes(), check=False, start_new_session=True,
    )  # fmt: skip

    assert (0, 0, ["bounced"]) == (unknown.returncode, certain.returncode, kinds(home))


@pytest.mark.parametrize(
    ("words", "answers", "outcome"),
    [
        ((), "d\n", (0, [])),
        (("--accept", "certain"), "n\n", (130, [])),
        (("--accept", "certain"), "y\n", (0, ["bounced"])),
    ],
    ids=["dropped", "not confirmed", "confirmed"],
)
def test_answers_of_the_terminal_count(  # noqa: PLR0917 - fixtures and cases
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: Sequence[str], answers: str, outcome: object
) -> None:
    """Not what follows in the pipe."""
    (tmp_path / "terminal").write_text(answers)
    monkeypatch.setattr(read, "_TERMINAL", tmp_path / "terminal")
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO((MAILS / "bounce-exim.eml").read_bytes())))
    code, _, _ = home.call("mail", "read", "-", *words, today="2026-11-25")
    sys.stdin.close()

    assert outcome == (code, kinds(home))


def test_no_terminal(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is asked of nobody."""
    monkeypatch.setattr(read, "_TERMINAL", tmp_path / "gone")
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(DENIED.read_bytes())))

    assert "there is no terminal to ask on" in home.fails("mail", "read", "-", today="2026-11-25")


@pytest.mark.parametrize(("words", "mail"), [((), DENIED), (("--accept", "certain"), MAILS / "bounce-exim.eml")])
def test_on_a_terminal(home: Home, words: tuple[str, ...], mail: Path) -> None:
    """The person answers there, while the mail comes by the pipe."""
    person, terminal = pty.openpty()
    os.write(person, b"y\n" if words else b"a\n")
    python, *rest = command(home, *words)
    on_it = [python, "-c", ON_A_TERMINAL, os.ttyname(terminal), *rest]
    with mail.open("rb") as piped:
        done = subprocess.run(on_it, stdin=piped, capture_output=True, check=False, start_new_session=True)
    os.close(person)
    os.close(terminal)

    assert (0, ["bounced"] if words else ["answered"]) == (done.returncode, kinds(home)), done.stderr.decode()
