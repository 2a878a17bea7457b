"""A locked folder on the page: nothing without the passphrase, nothing plain on the disk, and asked again in time."""

import shutil
from pathlib import Path

import pytest
from household import household
from locking import KEY, files_below, locked_copy
from mailed import READ, REFERENCES, leave
from page import Page, words

ACME = REFERENCES["acme"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A locked folder from which a letter has left."""
    place = tmp_path_factory.mktemp("locked")
    plain = household(place / "plain")
    leave(plain, "acme")
    return locked_copy(plain, place / "locked")


@pytest.fixture
def page(kept: Path, tmp_path: Path) -> Page:
    """A browser that was let in, before a copy of it."""
    return Page(shutil.copytree(kept, tmp_path / "locked"), READ).enter()


def test_every_page_waits_for_the_passphrase(page: Page) -> None:
    """Each leads to the one question; a wrong answer opens nothing, and says nothing of whose folder it is."""
    for path in ("/", "/plan", "/you/files", f"/requests/{ACME}", "/answers", "/sealed/email-2026-11-23"):
        assert f"{page.base}/passphrase" == page.get(path).headers["location"]
    asked = page.get("/passphrase").text
    refused = page.post("/passphrase", {"passphrase": "not the one"})

    assert 422 == refused.status_code
    assert 'role="alert"' in refused.text
    assert "Sam" not in asked + refused.text
    assert "not the one" not in refused.text
    assert 303 == page.post("/plan/whom").status_code
    assert not page.desk.selection.packs


def test_opens_works_and_leaves_nothing_plain(page: Page, tmp_path: Path) -> None:
    """Once it is open, all is as in a plain folder, and what is written is sealed."""
    before = {*files_below(tmp_path / "locked")}

    assert 303 == page.post("/passphrase", {"passphrase": KEY}).status_code
    assert "Acme Data" in words(page.get(f"/requests/{ACME}").text)
    page.post("/answers", {"pasted": f"Re: {ACME}\n\nWe have deleted your personal information from our systems."})
    (name,) = page.desk.tray.mails
    assert 303 == page.post(f"/answers/{name}", {"do": "accept"}).status_code
    assert "They answered" in words(page.get(f"/requests/{ACME}").text)
    after = files_below(tmp_path / "locked")
    assert all(path.startswith("locked/") for path in {*after} - before)
    assert not [
        path for path, content in after.items() if b"deleted your personal" in content or b"Sam Spec" in content
    ]


def test_asks_again_after_an_hour_without_use(page: Page) -> None:
    """Use keeps it open; an hour without does not, and neither does closing it."""
    now = [0.0]
    page.desk.clock = lambda: now[0]
    page.post("/passphrase", {"passphrase": KEY})

    for now[0] in (3000.0, 6000.0, 9000.0):
        assert 200 == page.get("/you").status_code
    now[0] += 3601
    assert f"{page.base}/passphrase" == page.get("/you").headers["location"]
    page.post("/passphrase", {"passphrase": KEY})
    assert 200 == page.get("/you").status_code
    page.post("/you/shut")
    assert f"{page.base}/passphrase" == page.get("/you").headers["location"]


@pytest.mark.slow
def test_page_locks_and_unlocks(tmp_path: Path) -> None:
    """The recovery key is shown this once, and opens it as the passphrase does; then a plain folder is made again."""
    page = Page(household(tmp_path / "letters"), READ).enter()
    secret = {"passphrase": "four words nobody guesses", "again": "four words nobody guesses"}

    assert "the two are not the same" in words(page.post("/you/lock", {**secret, "again": "other"}).text)
    assert "at least 8 characters" in words(page.post("/you/lock", {"passphrase": "abc", "again": "abc"}).text)
    shown = page.post("/you/lock", secret)
    key = shown.text.partition("<code>AGE")[2].partition("</code>")[0]
    assert f"{page.base}/passphrase" == page.get("/you").headers["location"]
    assert 303 == page.post("/passphrase", {"passphrase": f"AGE{key}"}).status_code
    assert "The folder is locked" in words(page.get("/you").text)
    assert f"{page.base}/you" == page.post("/you/unlock").headers["location"]
    assert "The folder is not locked" in words(page.get("/you").text)
