"""`serve`, and the program's name alone: what a terminal shows of the page."""

import os
import pty
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from unbroker import cli
from unbroker.web.serving import PortTaken


def on_a_terminal(typed: bytes, **environment: str) -> tuple[int, str]:
    """Type the program's name alone at a terminal, then an answer; gives the exit code and what stood there."""
    ours, theirs = pty.openpty()
    variables = {name: words for name, words in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    process = subprocess.Popen(
        [sys.executable, "-m", "unbroker"], stdin=theirs, stdout=theirs, stderr=theirs, env={**variables, **environment}
    )
    os.close(theirs)
    os.write(ours, typed)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # the terminal is gone with its last program
        pass
    os.close(ours)
    return process.wait(10), shown.decode()


def test_name_alone_offers_the_page_where_there_is_a_screen() -> None:
    """The commands are shown anyway; whoever wants no page says so, and nobody without a screen is asked."""
    code, shown = on_a_terminal(b"n\n", DISPLAY=":0")

    assert 0 == code
    assert "Open all of this as a page in your browser? [Y/n]" in shown
    assert "serve" in shown
    assert "as a page in your browser?" not in on_a_terminal(b"")[1]


def test_port_that_is_taken_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What happened, and what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert 1 == cli.run(["serve", str(tmp_path / "letters"), "--no-open", "--port", str(port)])

    assert f"unbroker: {PortTaken(port)}\n" == capsys.readouterr().err
    assert not (tmp_path / "letters").exists()
