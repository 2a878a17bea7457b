"""The demo's trail: one answer read back, three names found, two letters next, one contradiction."""

import os
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from golden_texts import GOLDEN

from unbroker import __version__
from unbroker import folder as folders
from unbroker.actions import documents
from unbroker.actions.new_folder import SETTINGS, NewFolder, do_new_folder
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.trail import show_trees
from unbroker.demo import followed, history
from unbroker.demo.followed import Followed
from unbroker.demo.people import PROFILE
from unbroker.folder import Folder

TODAY = date(2026, 11, 22)
README = Path(GOLDEN).parents[1] / "README.md"
PICTURE = README.parent / "docs" / "pictures" / "trail.svg"


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Followed]:
    """The demo's folder with its history and its trail."""
    path = tmp_path_factory.mktemp("followed") / "demo"
    do_new_folder(NewFolder(path, PROFILE, SETTINGS))
    files.write(path / "brokers.yaml", f"{history.registry()}{followed.registry()}".encode())
    folder = folders.open_folder(path)
    assert history.tell(folder, TODAY) is not None
    return folder, followed.tell(folder, TODAY)


@pytest.fixture
def told(story: tuple[Folder, Followed]) -> Followed:
    """Its trail."""
    return story[1]


@pytest.mark.slow
def test_the_demo_tells_the_story(
    told: Followed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its picture stands in README, word for word."""
    capsys.readouterr()
    monkeypatch.setattr(screen, "width", lambda: 80)
    show_trees(told.view)
    drawn = capsys.readouterr().out.strip()
    readme = README.read_text(encoding="utf-8")

    assert [letter.draft.request.broker.slug for letter in told.plan.letters] == [
        "schablone-profile",
        "schein-register",
    ]
    assert [action.entry.case.opening.broker for action in told.contradicted] == ["muster-verzeichnis"]
    assert all(letter.draft.named for letter in told.plan.letters)
    assert drawn in readme


@pytest.mark.slow
def test_the_picture_in_readme_is_the_demos(story: tuple[Folder, Followed]) -> None:
    """Drawn by the program; `UNBROKER_RENEW=1 pytest tests/demo/test_followed.py` draws it again."""
    folder, told = story
    drawn = documents.plan_trail(folder, told.view, __version__)
    if os.environ.get("UNBROKER_RENEW"):
        PICTURE.write_bytes(drawn)
    words = [text.text for text in ET.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - ours

    assert drawn.decode() == PICTURE.read_text(encoding="utf-8")
    assert ["Attrappe-Kontakte", "where it begins", "from Schablone-Profile", "not asked yet", "to Muster-Verzeichnis",
            "contradicted", "to Schein-Register", "not asked yet"] == words  # fmt: skip
    assert "](docs/pictures/trail.svg)" in README.read_text(encoding="utf-8")
