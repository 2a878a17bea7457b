"""The story that this program began with, typed in: Mixpanel names Gem, and Gem names LinkedIn and six buyers."""

from pathlib import Path

import pytest
from conftest import CALIFORNIAN
from household import Home

from unbroker import folder as folders
from unbroker.cli import run

BUYERS = ("ContactOut", "Entelo", "FullContact", "People Data Labs", "Resource.io", "TopFunnel")
FROM_GEM = "Your data were uploaded by our customer Gem."
FROM_LINKEDIN = "The profile was made from your LinkedIn profile."
TO_BUYERS = "We exchanged it with ContactOut, Entelo, FullContact, People Data Labs, Resource.io and TopFunnel."


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Californian asks Mixpanel, then Gem, and files what both answer."""
    scratch = tmp_path_factory.mktemp("story")
    path = scratch / "home"
    folders.make(path, CALIFORNIAN.replace("    residence:", "    named_by: true\n    residence:"), "per_day: 40\n")
    mixpanel, gem = scratch / "mixpanel.txt", scratch / "gem.txt"
    mixpanel.write_text(FROM_GEM, encoding="utf-8")
    gem.write_text(f"{FROM_LINKEDIN}\n\n{TO_BUYERS}\n", encoding="utf-8")

    def typed(day: str, *words: str) -> None:
        assert run([*words, "--today", day, "--folder", str(path)]) == 0, words

    typed("2026-04-01", "mail", "email", "mixpanel", "--via", "outbox", "--yes", "1")
    typed("2026-04-01", "mail", "left", "mixpanel")
    typed("2026-05-03", "answer", "mixpanel", str(mixpanel), "--accept", "gem", "--outcome", "fulfilled")
    typed("2026-05-04", "mail", "post", "gem", "--single")
    typed("2026-05-04", "mail", "left", "gem")
    typed("2026-06-20", "answer", "gem", str(gem), "--accept", "all", "--outcome", "fulfilled")
    return path


@pytest.mark.slow
def test_the_story_is_followed(told: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The trail is drawn, the next letters are planned, and each says who named its recipient, and when."""
    home = Home(told, capsys)
    _, tree, _ = home.call("trail", today="2026-06-21")
    edges = home.json("trail", today="2026-06-21")["edges"]
    planned = home.json("plan", "--trail", "--despite-drop", today="2026-06-21")
    letters = {item["broker"]: item for item in planned["items"] if item["broker"] != "drop"}
    left_out = {left["broker"]: left["reason"] for left in planned["left_out"]}

    assert tree.splitlines()[0] == "Mixpanel"
    assert {(edge["from"], edge["to"]) for edge in edges} == {
        ("gem", "mixpanel"), ("linkedin", "gem"), ("gem", "contactout"), ("gem", "entelo"), ("gem", "fullcontact"),
        ("gem", "people-data-labs"), ("gem", "topfunnel"),
    }  # fmt: skip
    assert {"linkedin", "contactout", "fullcontact", "people-data-labs", "silkroad-technology"} <= {*letters}
    assert all("named by Gem on 2026-06-20" in letters[slug]["reason"] for slug in ("linkedin", "contactout"))
    assert "topfunnel" in left_out, "no address of it is known"

    code, _, err = home.call(
        "letters", "linkedin", "people-data-labs", "--despite-drop", "--out", str(tmp_path), today="2026-06-21"
    )
    texts = {path.stem: " ".join(path.read_text(encoding="utf-8").split()) for path in tmp_path.rglob("*.txt")}
    linkedin = next(text for name, text in texts.items() if "linkedin" in name)
    labs = next(text for name, text in texts.items() if "people-data-labs" in name)

    assert code == 0, err
    assert (
        f"On June 20, 2026, Gem told me that it had my information from you, in these words: “{FROM_LINKEDIN}”"
        in linkedin
    )
    assert f"On June 20, 2026, Gem told me that it gave my information to you, in these words: “{TO_BUYERS}”" in labs
    assert FROM_GEM not in linkedin + labs
    assert "Names are more than this law asks for; as a courtesy" in labs
    assert "§ 1798.105(c)(1)" in labs
