"""What a shell is told when somebody presses Tab: brokers, laws and requests, and never a question."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from made_up import new_event

from unbroker.base import store
from unbroker.cli import unbroker
from unbroker.ledger.sqlite import SqliteLedger

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OPENED = {"person": "me", "broker": "gem", "broker_name": "Gem", "covers": ["resource-io"], "law": "ccpa"}


def offered(*words: str) -> dict[str, str | None]:
    """What could stand for the last word, each with what it means."""
    *before, begun = words
    complete = ShellComplete(unbroker, {}, "unbroker", "_UNBROKER_COMPLETE")
    return {item.value: item.help for item in complete.get_completions(before, begun)}


@pytest.fixture
def recorded(californian: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which a request is open, which is worked in."""
    event = new_event("opened", date(2026, 11, 22), "UB-7F3K2Q8Z", facts=OPENED)
    SqliteLedger(californian / "ledger.sqlite").append([event], NOW)
    monkeypatch.chdir(californian)
    return californian


@pytest.mark.parametrize(
    "words", [("plan",), ("letters", "linkedin"), ("mail", "post"), ("brokers", "show"), ("drop",)]
)
def test_brokers(words: tuple[str, ...], elsewhere: Path) -> None:
    """Packaged ones without a folder, and those of the folder's own."""
    (elsewhere / "brokers.yaml").write_text("- {slug: contact-mine, name: Mine, kind: other}\n", encoding="utf-8")
    known = offered(*words, "contact")

    assert known["contactout"] == "ContactOut"
    assert all(slug.startswith("contact") for slug in known)


def test_brokers_of_the_folder(recorded: Path) -> None:
    """Its own are known wherever the folder is named."""
    (recorded / "brokers.yaml").write_text("- {slug: contact-mine, name: Mine, kind: other}\n", encoding="utf-8")

    assert "Mine" == offered("plan", "contact-m")["contact-mine"]
    assert "Mine" == offered("plan", "--folder", str(recorded), "contact-m")["contact-mine"]


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("command", ["track", "show", "status", "trail", "disclosed", "casefile", "answer"])
def test_requests(command: str) -> None:
    """By reference, by the broker, by one that it answers for."""
    assert {"UB-7F3K2Q8Z": "gem for me"} == offered(command, "UB-")
    assert {"gem": "Gem", "resource-io": "Gem", "UB-7F3K2Q8Z": "gem for me"} == offered(command, "")


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("words", ["laws show", "deadline"])
def test_laws(words: str) -> None:
    """By their slugs."""
    assert {"gdpr": "General Data Protection Regulation"} == offered(*words.split(), "gd")


def test_nothing_is_asked_and_nothing_breaks(recorded: Path) -> None:
    """Of a locked folder nothing is told, and a broken file completes nothing."""
    (recorded / "ledger.sqlite").write_bytes(b"no ledger")
    assert {} == offered("show", "")

    (recorded / store.LOCKED).mkdir()
    (recorded / store.LOCKED / store.MARKER).write_text("")
    assert {} == offered("show", "")
    assert "contactout" in offered("plan", "contact")


@pytest.mark.slow
@pytest.mark.usefixtures("recorded")
def test_a_shell_is_answered() -> None:
    """As bash asks."""
    asked = {"COMP_WORDS": "unbroker show UB", "COMP_CWORD": "2", "_UNBROKER_COMPLETE": "bash_complete"}
    command = Path(sys.executable).with_name("unbroker")
    answer = subprocess.run([command], env={**os.environ, **asked}, capture_output=True, text=True, check=False)

    assert ("plain,UB-7F3K2Q8Z\n", "") == (answer.stdout, answer.stderr)
