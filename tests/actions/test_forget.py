"""Forgetting: what closed requests said is gone from the ledger's bytes, the evidence and the outbox; proof stays."""

import os
import shutil
import sys
from io import BufferedReader, BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from conftest import Cli
from household import household
from locking import KEY, locked_copy

from unbroker import cli as command_line
from unbroker.ledger.event import Event
from unbroker.ledgers import open_ledger

TODAY = "2027-03-01"
CANARY = "canary-7f3k2q8z"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a closed request and an open one that share a file, and a letter that waits."""
    path = household(tmp_path_factory.mktemp("kept") / "home")
    reply, shared = path.parent / "reply.txt", path.parent / "shared.txt"
    reply.write_text(f"{CANARY} reply\n")
    shared.write_text("shared\n")
    for words in (
        "mail email acme cask --via outbox", "mail left acme", "mail left cask", "mail post bolt",
        f"track acme answered --outcome fulfilled --file {reply} --note {CANARY}",
        f"track acme note --file {shared}", f"track cask note --file {shared}", "track acme closed",
    ):  # fmt: skip
        day = "2026-11-22" if words.startswith("mail") else "2026-12-20"
        assert 0 == command_line.run([*words.split(), "--folder", str(path), "--today", day]), words
    return path


@pytest.fixture(params=["plain", "locked"])
def folder(request: pytest.FixtureRequest, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, of each kind."""
    monkeypatch.setenv("UNBROKER_PASSPHRASE", KEY)
    if request.param == "locked":
        return locked_copy(kept, tmp_path / "home")
    shutil.copytree(kept, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who types the word."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BufferedReader(BytesIO(b"forget\n"))))


def events(folder: Path) -> list[Event]:
    """What the ledger of a plain folder says."""
    return [*open_ledger(folder).read()]


def holds(folder: Path, word: str) -> list[str]:
    """The files of a folder in which a word can be read."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return [str(path.relative_to(folder)) for path in paths if word.encode() in path.read_bytes()]


@pytest.mark.usefixtures("typing")
def test_a_closed_request_is_emptied(folder: Path, cli: Cli) -> None:
    """Not a word of it is left in the folder; what another request has, too, stays; the chain holds."""
    head = cli("ledger", "verify", folder=folder).out

    said = cli("forget", "acme", folder=folder, today=TODAY)

    assert 0 == said.code, said.err
    assert "1 file of evidence stay" in said.err
    assert "backups and packed folders" in said.err
    assert head == cli("ledger", "verify", folder=folder).out
    assert [] == holds(folder, CANARY)
    if (folder / "locked").exists():
        assert 0 == cli("unlock", folder=folder).code
    assert [] == holds(folder, CANARY) == holds(folder, "privacy@acme.example.org: ")
    emptied = [event for event in events(folder) if event.kind in ("answered", "closed")]
    assert ["2026-12-20", "2026-12-20"] == [str(event.on) for event in emptied]
    assert ((), None) == (emptied[0].evidence, emptied[0].facts.note)
    shared = [event.evidence for event in events(folder) if event.kind == "note"]
    assert [()] == shared[:1]
    assert (folder / "evidence" / shared[1][0]).read_text() == "shared\n"


@pytest.mark.usefixtures("typing")
def test_what_goes_on_goes_on(folder: Path, cli: Cli) -> None:
    """The other cases stand, a letter that waits is still there, and the broker may be asked again."""
    assert 0 == cli("forget", "--all", folder=folder, today=TODAY).code

    status = cli("status", "--all", folder=folder, today=TODAY)
    assert (0, True, False) == (status.code, "cask" in status.out, "acme" in status.out)
    assert 0 == cli("check", folder=folder, today=TODAY).code or "forgotten" not in cli("check", folder=folder).out
    assert "acme" in cli("plan", folder=folder, today=TODAY).out
    assert 0 == cli("mail", "left", "post-2026-11-22", folder=folder, today=TODAY).code
    assert "acme" not in cli("disclosed", folder=folder, today=TODAY).out


def test_nothing_without_the_word(folder: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another word, or none, changes nothing; a dry run asks for none."""
    head = cli("show", "acme", folder=folder, today=TODAY).out
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BufferedReader(BytesIO(b"yes\n"))))

    expected = "unbroker: nothing was forgotten: the word 'forget' was not typed (type it when asked, or send it)"
    assert expected in cli("forget", "acme", folder=folder, today=TODAY).err
    assert "would be forgotten: UB-" in cli("forget", "me", "--dry-run", folder=folder, today=TODAY).out
    assert head == cli("show", "acme", folder=folder, today=TODAY).out


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("cask", "(close it first: `unbroker track CASE closed`)"),
        ("acne", "did you mean 'acme'?"),
        ("UB-0000000", "is not a reference"),
    ],
)
def test_what_is_not_forgotten(kept: Path, cli: Cli, name: str, says: str) -> None:
    """What is open, and what is not there."""
    said = cli("forget", name, folder=kept, today=TODAY)

    assert 1 == said.code
    assert says in said.err


@pytest.mark.usefixtures("typing")
def test_an_old_copy_of_the_ledger_goes_too(kept: Path, tmp_path: Path, cli: Cli) -> None:
    """It has what is forgotten."""
    shutil.copytree(kept, tmp_path / "home")
    shutil.copy(kept / "ledger.sqlite", tmp_path / "home" / "ledger-0.1.0.sqlite")

    assert 0 == cli("forget", "acme", folder=tmp_path / "home", today=TODAY).code
    assert not (tmp_path / "home" / "ledger-0.1.0.sqlite").exists()
    assert os.listdir(tmp_path / "home" / "evidence")  # noqa: PTH208 - that of the others
