"""The demo by e-mail and by forms: drafts to nobody, a bounce and an answer that are read back, a sheet of forms."""

from datetime import date
from email import message_from_bytes
from pathlib import Path

import pytest

from unbroker import folder as folders
from unbroker.actions import new_folder
from unbroker.base import files
from unbroker.demo import correspondence, history, people

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> folders.Folder:
    """The demo's folder, before anything happened in it."""
    path: Path = tmp_path_factory.mktemp("demo") / "demo"
    folders.make(path, people.PROFILE, new_folder.SETTINGS)
    files.write(path / "brokers.yaml", f"{history.registry()}{correspondence.registry()}".encode())
    return folders.open_folder(path)


def test_what_came_back_is_read(own: folders.Folder) -> None:
    """The bounce and the demand for identity stand in the ledger, with the mails as evidence."""
    read = correspondence.tell(own, DAY)
    events = [*own.ledger.read(kinds=["bounced", "identity-asked"])]

    assert [(event.kind, str(event.on)) for event in events] == [
        ("bounced", "2026-11-18"), ("identity-asked", "2026-11-18"),
    ]  # fmt: skip
    assert [(own.records.evidence / event.evidence[0]).read_bytes() for event in events] == [
        path.read_bytes() for path in read
    ]
    assert own.ledger.verify() is None


def test_what_lies_ready_goes_to_nobody(own: folders.Folder) -> None:
    """The German's letters lie as drafts to specimen addresses, and DROP heads the Californian's forms."""
    handed = correspondence.hand_out(own, DAY)
    drafts = [message_from_bytes(path.read_bytes()) for path in handed.drafts]

    assert drafts
    assert {str(draft["To"]).rpartition("@")[2] for draft in drafts} == {"example.org"}
    assert {draft["X-Unsent"] for draft in drafts} == {"1"}
    assert [path.suffix for path in handed.forms] == [".html", ".pdf"]
    sheet = handed.forms[0].read_text(encoding="utf-8")
    assert "1. DROP" in sheet
    assert "2. Spokeo" in sheet
