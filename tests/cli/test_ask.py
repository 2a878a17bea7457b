"""Questions on a terminal and without one."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence

import pytest

from unbroker.cli.terminal import ask

QUESTION = "Your name, as brokers know it (every broker that you write to will see it)"


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """What stands on standard input, which then ends."""
    answers = iter(lines)

    def read(_prompt: str) -> str:
        if (line := next(answers, None)) is None:
            raise EOFError
        return line

    monkeypatch.setattr("click.termui.visible_prompt_func", read)


def test_an_answer_is_taken_or_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter alone means what stands in brackets."""
    typed(monkeypatch, "Robin", "", "b", "", "y", "")

    assert ("Robin", "Sam") == (ask.answer("Name", "add --name"), ask.answer("Name", "add --name", usual="Sam"))
    assert ("b", "a") == tuple(ask.choice("Which", "add --which", ["a", "b"], usual="a") for _ in range(2))
    assert (True, False) == (ask.yes("Record it?", "add --yes"), ask.yes("Record it?", "add --yes"))


def test_a_choice_is_known_by_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter or the word, in capitals or not; what two begin with is asked again."""
    typed(monkeypatch, "a", "Accept", "s", "st", "")

    choices = ["accept", "edit", "send", "stop"]
    answers = [ask.choice("Which", "add --which", choices, usual="edit") for _ in range(4)]

    assert ["accept", "accept", "stop", "edit"] == answers


@pytest.mark.parametrize("hint", ["add --yes"])
def test_where_nobody_can_answer_it_is_said_what_to_type(
    hint: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a line of its own, below the question."""
    typed(monkeypatch)

    for question in (ask.answer, ask.yes):
        with pytest.raises(ask.NobodyToAsk) as refused:
            question("Record these 2 events?", hint)
        assert str(refused.value) == f"there is no terminal to ask on, and nothing was recorded ({hint})"
        assert capsys.readouterr().err.endswith("\n")


def on_a_terminal(columns: int, answers: Sequence[str]) -> str:
    """What a terminal of some columns shows while a question is answered."""
    script = f"from unbroker.cli.terminal import ask; print(ask.answer({QUESTION!r}, '', usual='Robin'))"
    leader, follower = pty.openpty()
    size = {**os.environ, "COLUMNS": str(columns), "LINES": "24"}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=follower, stdout=subprocess.PIPE, stderr=follower, env=size
    ) as process:
        os.write(leader, "\n".join(answers).encode() + b"\n")
        process.communicate(timeout=60)
    shown = os.read(leader, 4096).decode()
    os.close(leader)
    os.close(follower)
    return shown


def test_no_question_is_wider_than_the_terminal() -> None:
    """What does not fit stands above the line on which one types."""
    lines = on_a_terminal(60, ["Sam"]).replace("\r", "").split("\n")

    assert max(map(len, lines)) <= 60
    assert "Your name, as brokers know it (every broker" in "\n".join(lines)
    assert any(line.endswith("[Robin]: ") or "[Robin]: Sam" in line for line in lines)
