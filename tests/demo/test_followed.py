"""The demo's trail: one answer read back, three names found, two letters next, one contradiction."""

from datetime import date
from pathlib import Path

import pytest
from golden_texts import GOLDEN

from unbroker import folder as folders
from unbroker.actions.new_folder import SETTINGS, NewFolder, do_new_folder
from unbroker.base import files
from unbroker.cli.terminal import screen
from unbroker.cli.trail import show_trees
from unbroker.demo import followed, history
from unbroker.demo.followed import Followed
from unbroker.demo.people import PROFILE

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """The demo's folder with its history and its trail."""
    path = tmp_path_factory.mktemp("followed") / "demo"
    do_new_folder(NewFolder(path, PROFILE, SETTINGS))
    files.write(path / "brokers.yaml", f"{history.registry()}{followed.registry()}".encode())
    folder = folders.open_folder(path)
    assert history.tell(folder, TODAY) is not None
    return followed.tell(folder, TODAY)


@pytest.mark.slow
def test_the_demo_tells_the_story(
    told: Followed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its picture stands in README, word for word."""
    capsys.readouterr()
    monkeypatch.setattr(screen, "width", lambda: 80)
    show_trees(told.view)
    drawn = capsys.readouterr().out.strip()
    readme = (Path(GOLDEN).parents[1] / "README.md").read_text(encoding="utf-8")

    assert [letter.draft.request.broker.slug for letter in told.plan.letters] == [
        "schablone-profile",
        "schein-register",
    ]
    assert [action.entry.case.opening.broker for action in told.contradicted] == ["muster-verzeichnis"]
    assert all(letter.draft.named for letter in told.plan.letters)
    assert drawn in readme
