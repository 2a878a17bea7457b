"""The names in an answer: proposed on the page with their sentences, recorded as accepted, drawn as a trail."""

import shutil
from pathlib import Path

import pikepdf
import pytest
from access_answers import pdf
from household import household
from mailed import READ, REFERENCES, leave
from page import Page, words

from unbroker.ledger.schema import Answered, Naming
from unbroker.records import open_records

ACME = REFERENCES["acme"]
MAIL = f"Re: {ACME}\n\nWe have deleted your personal information. We obtained your data from Bolt Search.\n"
TEXT = b"We obtained your data from Bolt Search. We sold them to Cask People, our customer.\n"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A household that has written to three brokers by e-mail."""
    path = household(tmp_path_factory.mktemp("asked") / "letters")
    leave(path)
    return path


@pytest.fixture
def page(asked: Path, tmp_path: Path) -> Page:
    """A browser on a copy of that household's folder."""
    return Page(Path(shutil.copytree(asked, tmp_path / "letters")), READ).enter()


def handed_over(page: Page, content: bytes, name: str = "../../x", **fields: str) -> str:
    """What is shown of a file from Acme."""
    answer = page.post("/answers/file", {"case": ACME, **fields}, files=[("files", (name, content))])
    if answer.status_code == 303:
        answer = page.get(answer.headers["location"].removeprefix(page.base))
    return answer.text


def named(page: Page) -> list[tuple[str, str, str | None]]:
    """The names that the ledger has."""
    events = open_records(page.desk.path).ledger.read([ACME])
    every = [each for event in events if isinstance(event.facts, Naming) for each in event.facts.names]
    return [(each.side, each.name, each.words or None) for each in every]


def test_names_of_a_file_are_accepted_one_by_one(page: Page) -> None:
    """Each stands with its sentence; what is accepted is recorded with the file, by no name from outside, and drawn."""
    shown = words(handed_over(page, TEXT, "../../reply.TXT"))

    assert "They had your data from Bolt Search" in shown
    assert "“We sold them to Cask People, our customer.”" in shown
    assert [] == named(page)
    fields = {"of": "2", "take-1": "yes", "take-2": "no", "outcome": "partial", "has": ["purposes"]}
    assert f"{page.base}/trail" == page.post(f"/requests/{ACME}/names", fields).headers["location"]
    assert [("source", "Bolt Search", "We obtained your data from Bolt Search.")] == named(page)
    event = [*open_records(page.desk.path).ledger.read([ACME])][-1]
    assert isinstance(event.facts, Answered)
    assert ["file-1.txt"] == [*event.facts.files]
    assert "the categories of sources" in " ".join(event.facts.missing)
    assert "Bolt Search gave them to Acme Data" in words(page.get("/trail").text)
    assert "(recorded already)" in words(page.get(f"/requests/{ACME}/names").text)


def test_names_follow_an_answer_that_is_recorded(page: Page) -> None:
    """A mail that names somebody leads there; the other side can be said, and somebody else be named."""
    page.post("/answers", {"pasted": MAIL})
    (name,) = page.desk.tray.mails
    where = page.post(f"/answers/{name}", {"do": "accept"}).headers["location"]
    assert f"{page.base}/requests/{ACME}/names" == where
    path = where.removeprefix(page.base)

    assert "Leave it as you recorded it" in words(page.get(path).text)
    also = {"name": "Spokio", "side": "recipient", "words": "And Spokio.", "outcome": ""}
    refused = page.post(path, {"of": "1", "take-1": "other", **also})
    assert 422 == refused.status_code
    assert "Did you mean anywho or spokeo" in words(refused.text)
    assert 'value="Spokio"' in refused.text
    assert 'value="other" checked' in refused.text
    page.post(path, {"of": "1", "take-1": "other", **also, "name": "spokeo"})
    assert [("recipient", "Bolt Search"), ("recipient", "spokeo")] == [each[:2] for each in named(page)]


@pytest.mark.slow
def test_nothing_is_recorded_that_nobody_accepted(page: Page) -> None:
    """No yes, no outcome, or an answer that was read anew: the page says so, and keeps the rest."""
    path = f"/requests/{ACME}/names"
    lost = page.post(path, {"of": "2", "take-1": "yes"})
    handed_over(page, TEXT)

    assert "no longer in memory" in words(lost.text)
    assert "say what the answer came to" in words(page.post(path, {"of": "2", "take-1": "yes"}).text)
    assert "no longer in memory" in words(page.post(path, {"of": "1", "outcome": "partial"}).text)
    assert "choose a file" in words(page.post("/answers/file", {"case": ACME}).text)
    assert [] == named(page)


def test_document_among_the_mails_is_told_where_it_belongs(page: Page) -> None:
    """It is not shown as a mail full of signs."""
    page.post("/answers", files=[("files", ("reply.pdf", pdf([["We obtained your data from Bolt Search."]])))])
    shown = words(page.get("/answers").text)

    assert {} == page.desk.tray.mails
    assert "Not read: this is a document and no mail (hand it over below, and say who sent it)" in shown


@pytest.mark.slow
def test_encrypted_file_asks_for_its_password(page: Page, tmp_path: Path) -> None:
    """It waits in memory until the password is there."""
    path = tmp_path / "data.pdf"
    path.write_bytes(pdf([["We obtained your data from Bolt Search."]]))
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.save(path, encryption=pikepdf.Encryption(user="open", owner="own"))

    assert "This file is encrypted" in words(handed_over(page, path.read_bytes()))
    assert "does not open it" in words(page.post("/answers/file", {"case": ACME, "password": "wrong"}).text)
    shown = page.post("/answers/file", {"case": ACME, "password": "open"}).headers["location"]
    assert "They had your data from Bolt Search" in words(page.get(shown.removeprefix(page.base)).text)
