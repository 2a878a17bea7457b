"""`answer`: proposals with their sentences, a checklist, and nothing recorded that nobody accepted."""

import io
import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from access_answers import archive, pdf, workbook
from household import Home, household
from terminal import typed

from unbroker import cli
from unbroker.ledger.sqlite import SqliteLedger

SENTENCE = "We obtained your data from Bolt Search."
DISCLOSED = "the categories that you have disclosed for a business purpose, with the categories of persons for each"
TEXT = b"""Dear Sam,

We obtained your data from Bolt Search. We sold them to Cask People, our customer.

Purposes: helping recruiters. We collect the categories of personal information named in our report.
"""


@pytest.fixture(scope="module")
def posted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose letter to Acme has left."""
    path = household(tmp_path_factory.mktemp("answer") / "home")
    here = ("--today", "2026-11-23", "--folder", str(path))
    assert cli.run(["mail", "email", "acme", "--via", "outbox", "--yes", "1", *here]) == 0
    assert cli.run(["mail", "left", "acme", *here]) == 0
    return path


@pytest.fixture
def home(posted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it for each test."""
    return Home(Path(shutil.copytree(posted, tmp_path / "home")), capsys)


def answered(home: Home, content: bytes, name: str, *words: str) -> tuple[int, str, str]:
    """What the command says of a file."""
    path = home.path.parent / name
    path.write_bytes(content)
    return home.call("answer", "acme", str(path), *words, today="2026-12-20")


def length(home: Home) -> int:
    """How many events are recorded."""
    return SqliteLedger(home.path / "ledger.sqlite").length


def test_nothing_is_recorded_by_itself(home: Home) -> None:
    """Proposals with the sentence that they stand in, and the checklist of the law, ticked by its words."""
    before = length(home)
    code, out, err = answered(home, TEXT, "reply.txt")

    assert (code, length(home)) == (0, before)
    assert "bolt  Bolt Search (bolt) is a source" in out
    assert "“We sold them to Cask People, our customer.”  reply.txt" in out
    assert "[x] purposes: your business or commercial purpose for collecting, selling or sharing it" in out
    assert "[ ] disclosed: the categories that you have disclosed for a business purpose" in out
    assert "nothing is recorded" in err


def test_what_is_accepted_is_recorded_with_its_sentence_and_the_file(home: Home) -> None:
    """And what it leaves out, as the letter will name it; who is not accepted is not recorded."""
    code, _, err = answered(
        home,
        TEXT,
        "reply.txt",
        "--accept",
        "bolt",
        "--recipient",
        "Unheard Of Ltd",
        "--outcome",
        "partial",
        "--has",
        "third-parties",
        "--has",
        "sold",
    )
    assert code == 0, err
    event = [*SqliteLedger(home.path / "ledger.sqlite").read()][-1]
    facts = event.facts.stored()

    assert (event.kind, event.right, len(event.evidence)) == ("answered", "access-categories", 1)
    assert (home.path / "evidence" / event.evidence[0]).read_bytes() == TEXT
    assert facts["names"] == [
        {"side": "recipient", "says": "named", "name": "Unheard Of Ltd", "broker": "unheard-of-ltd"},
        {"side": "source", "says": "named", "name": "Bolt Search", "broker": "bolt", "words": SENTENCE},
    ]
    assert facts["missing"] == [f"{DISCLOSED} (Civ. Code § 1798.115(a)(3))"]
    letter = home.call("letters", "--step", "partial", "acme/access-categories", "--out", str(home.path / "out"))
    assert letter[0] == 0, letter
    assert "§ 1798.115(a)(3)" in next((home.path / "out").rglob("*.txt")).read_text(encoding="utf-8").replace("\n", " ")


@pytest.mark.slow
def test_a_filed_answer_is_read_again(home: Home) -> None:
    """Without a file, what was filed with the answer; the names go with a note, and the answer stays."""
    reply = home.path.parent / "reply.txt"
    reply.write_bytes(TEXT)
    words = ("track", "acme/access-categories", "answered", "--outcome", "fulfilled", "--file", str(reply))
    home.json(*words, today="2026-12-18")
    reading = home.json("answer", "acme", today="2026-12-20")
    recorded = home.json("answer", "acme", "--accept", "all", today="2026-12-20")

    assert [proposal["accept"] for proposal in reading["proposals"]] == ["bolt", "cask"]
    assert reading["answered"]
    assert (recorded["kind"], len(recorded["facts"]["names"])) == ("note", 2)


@pytest.mark.slow
def test_an_outcome_is_for_a_person_to_say(home: Home) -> None:
    """What it seems to be is told, and not taken."""
    assert "--outcome partial is what it seems" in answered(home, TEXT, "reply.txt", "--accept", "bolt")[2]
    assert "there is no proposal 'jade'" in answered(home, TEXT, "reply.txt", "--accept", "jade")[2]
    assert "there is no item 'x'" in answered(home, TEXT, "reply.txt", "--missing", "x")[2]
    assert "no file is filed" in home.fails("answer", "acme")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("export.pdf", pdf([["We obtained your data from Bolt Search."]])),
        ("export.xlsx", workbook({"Sources": [["Source", "Since"], ["Bolt Search", 2024]]})),
        ("mail-like.json", b'{"subject":"me",\n"from":"you",\n"sources":["Bolt Search"]}\n'),
        (
            "export.zip",
            archive({"a/sources.json": b'{"sources": ["Bolt Search"]}', "inner.zip": archive({"b.txt": b"b"})}),
        ),
    ],
    ids=["pdf", "xlsx", "mail-like", "zip"],
)
def test_each_kind_of_file_is_read_in_a_process_of_its_own(home: Home, name: str, content: bytes) -> None:
    """And says where a name stands; an archive in an archive is not opened."""
    _, out, err = answered(home, content, name)

    assert "Bolt Search (bolt) is a source" in out
    assert name in out
    assert ("inner.zip is an archive in the archive" in err) == (name == "export.zip")


@pytest.mark.slow
def test_an_encrypted_file_asks_for_its_password(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told which file it is; with the password it is read."""
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf([["We obtained your data from Bolt Search."]]))) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="o", user="open sesame", R=6))
    said = answered(home, locked.getvalue(), "locked.pdf")
    monkeypatch.setenv("UNBROKER_FILE_PASSWORD", "open sesame")

    assert said[:2] == (1, "")
    assert "locked.pdf is encrypted: its password is missing or wrong" in said[2]
    assert "Bolt Search (bolt) is a source" in answered(home, locked.getvalue(), "locked.pdf")[1]


@pytest.mark.slow
def test_a_mail_with_what_is_attached(home: Home) -> None:
    """Its own words and the files in it; what it quotes of ours is not its."""
    mail = (
        b"From: privacy@acme.example.org\nTo: sam@example.org\nSubject: Re\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain\n\n'
        b"We bought your data from Bolt Search.\n\n> Did you sell it to LinkedIn?\n"
        b'--x\nContent-Type: text/csv\nContent-Disposition: attachment; filename="shared.csv"\n\n'
        b"Shared with,Since\nCask People,2024\n--x--\n"
    )
    _, out, _ = answered(home, mail, "reply.eml")

    assert "Bolt Search (bolt) is a source" in out
    assert "Cask People (cask) is a recipient" in out
    assert "reply.eml, shared.csv, row 2" in out
    assert "LinkedIn" not in out


@pytest.mark.slow
def test_each_proposal_is_asked_about_at_a_terminal(home: Home) -> None:
    """Yes, the other side, no; then the checklist, and what the answer comes to: nothing is taken by itself."""
    path = home.path.parent / "reply.txt"
    path.write_bytes(TEXT)
    words = ["answer", "acme", str(path), "--folder", str(home.path)]
    said = typed(words, ["y", "o", "4, 5", "partial"], "2026-12-20")
    event = [*SqliteLedger(home.path / "ledger.sqlite").read()][-1]
    facts: Any = event.facts.stored()

    assert "1 of 2  Bolt Search (bolt) is a source" in said
    assert "We sold them to Cask People, our customer." in said
    assert [(named["side"], named["broker"]) for named in facts["names"]] == [("source", "bolt"), ("source", "cask")]
    assert (event.kind, facts["outcome"]) == ("answered", "partial")
    assert facts["missing"] == [f"{DISCLOSED} (Civ. Code § 1798.115(a)(3))"]
