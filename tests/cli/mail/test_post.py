"""Sealing: what was fixed is copied, never made again, and leaves when the person says so."""

import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest
from household import Home, household

from unbroker.ledger.sqlite import SqliteLedger


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder with three brokers."""
    return Home(household(tmp_path / "home"), capsys)


def ledger(home: Home) -> SqliteLedger:
    """Its ledger."""
    return SqliteLedger(home.path / "ledger.sqlite")


def test_seals_and_hands_out(home: Home) -> None:
    """Text and PDF go to the evidence under their hashes, `prepared` names them, and the copy is the same bytes."""
    (made,) = home.json("mail", "post", "--single", "acme")
    opened, prepared = ledger(home).read()
    hashes = prepared.facts.stored()["hashes"]
    kept = {name: (home.path / "evidence" / name).read_bytes() for name in prepared.evidence}

    assert made["result"] == "placed"
    assert made["run"] == "post-2026-11-23"
    assert isinstance(hashes, dict)
    assert {name: sha256(content).hexdigest() for name, content in kept.items()} == {name: name for name in kept}
    assert Path(made["path"]).read_bytes() == kept[hashes["pdf"]]
    assert b"Reference: " + made["letter"].encode() in kept[hashes["text"]]
    assert b"Preview" not in kept[hashes["text"]]
    assert (opened.facts.stored()["broker"], opened.facts.stored()["law"], opened.facts.stored()["controller"]) == (
        "acme",
        "ccpa",
        "US-CA",
    )
    assert prepared.facts.stored()["channel"] == {
        "kind": "post",
        "to": "1 Specimen Plaza, Sampleton, CA 94105",
        "country": "US",
        "post": {
            "street": ["1 Specimen Plaza"],
            "city": "Sampleton",
            "region": "CA",
            "postal_code": "94105",
            "country": "US",
        },
        "as_filed": ["1 Specimen Plaza", "Sampleton, CA 94105"],
        "origin": "US",
    }
    assert [told["field"] for told in prepared.facts.stored()["discloses"]] == ["name", "residence", "address"]  # type: ignore[attr-defined]


def test_a_sealed_letter_is_copied_never_made_again(home: Home) -> None:
    """Called again, whatever is selected, the same bytes come out, and the ledger stays as it is."""
    (made,) = home.json("mail", "post", "--single", "acme")
    content = Path(made["path"]).read_bytes()
    Path(made["path"]).unlink()
    again = home.json("mail", "post", "--single", "acme", "--sheet", "din-5008-b", today="2026-11-30")

    assert again == [made]
    assert Path(made["path"]).read_bytes() == content
    assert len([*ledger(home).read()]) == 2


def test_a_preview_and_its_letter_carry_the_same_reference(home: Home) -> None:
    """The reference does not change by sealing."""
    (preview,) = home.json("letters", "acme", "--by", "post")
    (made,) = home.json("mail", "post", "--single", "acme")

    assert preview["letter"] == made["letter"]


def test_previews_clear_away_only_what_they_wrote(home: Home) -> None:
    """What the last call wrote goes; what somebody put there, or wrote into a preview, stays."""
    first = [Path(letter["path"]) for letter in home.json("letters", "acme", "bolt", "--by", "post")]
    mine, edited = first[0].with_name("acme-notes.txt"), first[1].with_suffix(".txt")
    mine.write_text("mine")
    edited.write_text("mine too")

    (again,) = home.json("letters", "cask", "--by", "post")

    pdf = Path(again["path"])
    assert {mine, edited, pdf, pdf.with_suffix(".txt")} == {*pdf.parent.iterdir()}


def test_a_dry_run_touches_nothing(home: Home) -> None:
    """It shows what would be done, new letters and waiting ones."""
    home.json("mail", "post", "--single", "acme")
    before = {path: path.stat().st_mtime_ns for path in home.path.rglob("*") if path.is_file()}
    found = home.json("mail", "post", "--dry-run", "acme", "bolt")
    after = {path: path.stat().st_mtime_ns for path in home.path.rglob("*") if path.is_file()}

    assert [(one["broker"], one["path"]) for one in found] == [("acme", None), ("bolt", None)]
    assert after == before


def test_a_sealed_file_that_was_changed_is_not_handed_out(home: Home) -> None:
    """What is not what was sealed does not leave the house."""
    (made,) = home.json("mail", "post", "--single", "acme")
    prepared = [*ledger(home).read()][1]
    pdf = home.path / "evidence" / prepared.evidence[1]
    pdf.write_bytes(b"%PDF-1.7 something else")
    said = home.fails("mail", "post", "--single", "acme")

    hint = "restore it from a copy: a sealed letter is never made again"
    assert f"{pdf}: is not what was sealed ({hint})" in said
    assert made["letter"] == prepared.letter


def test_letters_leave_by_run(home: Home) -> None:
    """All that wait of a run leave on the day that is named; a further call has nothing to do."""
    made = home.json("mail", "post", "--by", "post", "--single")
    left = home.json("mail", "left", "post-2026-11-23", "--on", "yesterday", today="2026-11-25")
    again = home.fails("mail", "left", "post-2026-11-23", today="2026-11-25")

    assert [one["letter"] for one in left] == [one["letter"] for one in made]
    assert {one["on"] for one in left} == {"2026-11-24"}
    hint = "a mistake? `unbroker mail left post-2026-11-23 --undo`"
    assert again == f"unbroker: post-2026-11-23 has already left, 3 letters on 2026-11-24 ({hint})\n"


def test_letters_leave_by_reference_slug_or_letter(home: Home) -> None:
    """A case is named as everywhere."""
    one, other, third = home.json("mail", "post", "--by", "post", "--single")
    reference = one["letter"].partition(".")[0]

    assert home.json("mail", "left", reference.lower())[0]["letter"] == one["letter"]
    assert home.json("mail", "left", "bolt")[0]["letter"] == other["letter"]
    assert home.json("mail", "left", third["letter"])[0]["letter"] == third["letter"]


def test_a_letter_does_not_leave_before_it_was_sealed(home: Home) -> None:
    """The message names both days."""
    (made,) = home.json("mail", "post", "--single", "acme")
    said = home.fails("mail", "left", "acme", "--on", "2026-11-22")

    assert said == (
        f"unbroker: {made['letter']} was sealed on 2026-11-23: it cannot have left on 2026-11-22 (correct `--on`)\n"
    )


def test_a_later_mailing_of_the_day_is_a_run_of_its_own(home: Home) -> None:
    """What has left is not mixed with what waits."""
    home.json("mail", "post", "--single", "acme")
    home.json("mail", "left", "acme")
    (made,) = home.json("mail", "post", "--single", "bolt")

    assert made["run"] == "post-2026-11-23-2"


def test_what_waits_is_not_planned_again(home: Home) -> None:
    """The plan leaves it out; once it has left, until the answer is due."""
    (made,) = home.json("mail", "post", "--single", "acme")
    reference = made["letter"].partition(".")[0]
    (sealed,) = home.json("plan", "acme")["left_out"]
    home.json("mail", "left", "acme")
    waits = home.json("plan", "acme")["left_out"]

    assert sealed["reason"] == f"its letter is sealed and has not left ({reference}): waiting until it has"
    assert [left["reason"] for left in waits] == [
        f"asked already ({reference}): waiting until 2026-12-22",
        f"asked already ({reference}): waiting until 2027-01-15",
    ]


def test_another_run_is_refused(home: Home) -> None:
    """A run holds its lock for its whole length."""
    with ledger(home).hold():
        said = home.fails("mail", "post", "--single", "acme")

    assert "another unbroker is running in this folder (wait until it has finished)" in said
    assert [*ledger(home).read()] == []


@pytest.mark.slow
def test_a_killed_run_is_finished_by_the_same_command(home: Home) -> None:
    """Nothing is sealed twice, nothing is lost, and what was sealed before the kill keeps its bytes."""
    command = [sys.executable, "-m", "unbroker", "mail", "post", "--by", "post", "--single", "--today", "2026-11-23"]
    command += ["--folder", str(home.path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not [*ledger(home).read(kinds=["prepared"])]:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
    before = [*ledger(home).read()]
    made = home.json("mail", "post", "--by", "post", "--single")
    after = [*ledger(home).read()]

    assert 2 <= len(before) <= 6
    assert after[: len(before)] == before
    assert sorted(one["broker"] for one in made) == ["acme", "bolt", "cask"]
    assert [event.kind for event in after] == ["opened", "prepared"] * 3
