"""The pages of an office: its clients, what is due for them, and what each of them has below their name."""

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from offices import BROKERS, add_brokers, office, take_in
from page import ORIGIN, OURS, TODAY, words
from postgres import Cluster
from starlette.testclient import TestClient

from unbroker.office import OfficeFolder
from unbroker.web.doors import Doors
from unbroker.web.office import OfficePages

pytestmark = pytest.mark.xdist_group("postgres")
EARLY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, server: Cluster) -> OfficeFolder:
    """An office with two clients."""
    place = office(tmp_path_factory.mktemp("page") / "office", server, server.database())
    take_in(place, "dora", "emil")
    add_brokers(place, BROKERS)
    return place


@pytest.fixture
def doors() -> Doors:
    """What opens its server."""
    return Doors()


@pytest.fixture
def browser(place: OfficeFolder, doors: Doors) -> Iterator[TestClient]:
    """A browser that was let in."""
    pages = OfficePages(place, lambda: TODAY, doors)
    browser = TestClient(pages, base_url=ORIGIN, follow_redirects=False)
    assert browser.get(f"{doors.prefix}/start", params={"token": doors.new_token()}).status_code == 303
    yield browser
    assert pages.jobs == []


def test_clients_and_theirs(browser: TestClient, doors: Doors, place: OfficeFolder) -> None:
    """From the list to a client's own pages and back; a fetched mail is due until somebody has decided of it."""
    base = doors.prefix
    assert f'href="{base}/clients/dora/"' in browser.get(f"{base}/").text
    inbox, mail = place.folder("dora") / "inbox", b"Subject: Hello\n\nWe have nothing to say.\n"
    inbox.mkdir()
    (inbox / f"{sha256(mail).hexdigest()}.eml").write_bytes(mail)
    plan = browser.get(f"{base}/clients/dora/plan")
    assert "Dora Specimen" in words(plan.text)
    assert f'href="{base}/"' in plan.text
    sent = {"token": doors.form_token, "shown": ["acme"], "take": ["acme"], "go": "post"}
    go = browser.post(f"{base}/clients/dora/plan", data=sent, headers=OURS)
    assert go.headers["location"] == f"{base}/clients/dora/runs/post"
    assert browser.get(f"{base}/clients/emil/letters").status_code == 200
    assert "one mail to read" in words(browser.get(f"{base}/").text)
    due = browser.get(f"{base}/due").text
    assert "One thing to do" in words(due)
    assert f'href="{base}/clients/dora/answers"' in due
    shown = browser.get(f"{base}/clients/dora/answers").text
    assert f'href="{base}/clients/dora/answers/{sha256(mail).hexdigest()}"' in shown
    drop = {"token": doors.form_token, "do": "drop"}
    browser.post(f"{base}/clients/dora/answers/{sha256(mail).hexdigest()}", data=drop, headers=OURS)
    assert [] == [*inbox.glob("*.eml")]
    assert "Nothing to do" in words(browser.get(f"{base}/due").text)


def test_who_was_not_let_in_sees_no_client(browser: TestClient, doors: Doors) -> None:
    """The guard of the whole stands before each client; a name that nobody has is nothing."""
    path = f"{doors.prefix}/clients/dora/plan"
    assert browser.get(f"{doors.prefix}/clients/nobody/").status_code == 404
    assert browser.get(path, headers={"host": "office.example.org"}).status_code == 400
    assert (
        browser.post(path, data={"token": doors.form_token}, headers={**OURS, "origin": "http://x"}).status_code == 403
    )
    browser.cookies.clear()
    assert browser.get(path).status_code == 403
    assert not re.search("dora", browser.get(f"{doors.prefix}/").text)


def test_a_fault_of_ours_is_said(browser: TestClient, doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the file that says what went wrong; the next page is there as ever."""

    def fails(*_: object) -> None:
        raise RuntimeError("Dora Specimen")

    with monkeypatch.context() as patch:
        patch.setattr("unbroker.web.office.due_of_all", fails)
        answer = browser.get(f"{doors.prefix}/due")
    log = re.search("<code>(.*?)</code>", answer.text)

    assert (500, True) == (answer.status_code, "This is a fault of unbroker" in answer.text)
    assert log is not None
    assert "RuntimeError" in (said := Path(log[1]).read_text(encoding="utf-8"))
    assert "Dora" not in said
    assert browser.get(f"{doors.prefix}/due").status_code == 200
