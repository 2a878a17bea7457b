"""A print service's letters have a run of their own: what it prints, nobody else prints or marks as left."""

from pathlib import Path

import pytest
from household import Home, household

OWN, LOB = "post-2026-11-23", "post-2026-11-23-lob"


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder with one letter for the own printer, and two that a service has."""
    home = Home(household(tmp_path / "home"), capsys)
    home.json("mail", "post", "acme")
    home.json("mail", "post", "bolt", "cask", "--service", "lob")
    return home


def test_the_run_of_a_service_is_its_own(home: Home) -> None:
    """It is named in what to type next, and the letters of the other run are not in it."""
    _, _, err = home.call("mail", "post", "bolt", "--service", "lob")
    left = home.json("mail", "left", LOB)

    assert f"`unbroker mail left {LOB}`" in err
    assert f"`unbroker mail left {OWN}`" not in err
    assert "1 letter that Lob does not have waits, too" in err
    assert len(left) == 2
    assert [row["result"] for row in home.json("mail", "post")] == ["placed"]


def test_nobody_else_prints_what_lies_with_a_service(home: Home) -> None:
    """Neither in a run nor singly, nor for another service; how many lie there is said, with the command for them."""
    _, _, dry = home.call("mail", "post", "--dry-run")
    printed = home.json("mail", "post")
    single = home.json("mail", "post", "--single")
    other = home.json("mail", "post", "--service", "pingen")
    _, _, err = home.call("mail", "post")

    assert [row["broker"] for row in printed] == [row["broker"] for row in single] == ["acme"]
    assert other == []
    assert [path.name for path in (home.path / "outbox" / OWN).glob("letters-*")] == ["letters-us-10.pdf"]
    for words in (dry, err):
        assert "2 letters lie with lob: `unbroker mail post --service lob`" in words


def test_marking_one_run_leaves_the_other_waiting(home: Home) -> None:
    """The printed letter left; what the service has waits on."""
    home.json("mail", "left", OWN)

    assert {row["broker"] for row in home.json("mail", "post", "--service", "lob")} == {"bolt", "cask"}
    assert home.json("mail", "post") == []


def test_a_later_call_for_the_service_joins_its_run_until_that_left(home: Home) -> None:
    """The same day, the next run of the service is numbered; the folder has the name of the run."""
    home.json("mail", "left", LOB)
    home.json("mail", "withdraw", "acme")
    (sealed,) = home.json("mail", "post", "acme", "--service", "lob")

    assert sealed["run"] == f"{LOB}-2"
    assert Path(sealed["path"]).parent == home.path / "outbox" / f"{LOB}-2"


def test_a_dry_run_for_a_service_is_of_its_letters(home: Home) -> None:
    """What the own printer has is not counted."""
    shown = home.json("mail", "post", "--service", "lob", "--dry-run")

    assert {row["broker"] for row in shown} == {"bolt", "cask"}
