"""`mail left --undo`: what was recorded in one step is taken back in one step."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from household import Home, household
from made_up import new_event

from unbroker.ledger.kinds import EventKind
from unbroker.ledger.sqlite import SqliteLedger

RUN = "post-2026-11-23"
LATER = datetime(2026, 11, 24, tzinfo=UTC)
HANDED: tuple[EventKind, ...] = ("sending", "sent")


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder whose three letters by post wait."""
    made = Home(household(tmp_path / "home"), capsys)
    made.json("mail", "post", "--by", "post")
    return made


def kinds(home: Home) -> list[str]:
    """What the ledger has."""
    return [event.kind for event in SqliteLedger(home.path / "ledger.sqlite").read()]


def waiting(home: Home) -> int:
    """So many cases wait for their letter to leave."""
    return sum(row["state"] == "prepared" for row in home.json("status"))


def test_a_run_is_taken_back_and_leaves_again(home: Home) -> None:
    """The output of `mail left` names the command that takes it back."""
    _, _, said = home.call("mail", "left", RUN)
    code, out, err = home.call("mail", "left", RUN, "--undo")
    back = waiting(home)
    again = home.json("mail", "left", RUN, "--on", "yesterday", today="2026-11-24")

    assert said.endswith(f"a mistake? `unbroker mail left {RUN} --undo` takes it back\n")
    assert (code, len(out.splitlines()), back) == (0, 3, 9)
    assert err == f"3 letters of {RUN} recorded as not left\n"
    assert len(again) == 3
    assert kinds(home)[-9:] == ["sent"] * 3 + ["voided"] * 3 + ["sent"] * 3


def test_only_the_last_step_is_taken_back(home: Home) -> None:
    """One letter first, the rest later: two steps, the later one first."""
    home.json("mail", "left", "acme", today="2026-11-23")
    home.json("mail", "left", RUN, today="2026-11-24")
    first = {event["letter"] for event in home.json("mail", "left", RUN, "--undo")}
    second = {event["letter"] for event in home.json("mail", "left", RUN, "--undo")}

    assert (len(first | second), waiting(home)) == (3, 9)
    assert "no letter of it was marked as left by hand" in home.fails("mail", "left", RUN, "--undo")


def test_a_complaint_is_taken_back_with_its_letter(home: Home) -> None:
    """By leaving it complained; that goes, too, and the letters that left before stay gone."""
    home.json("mail", "left", RUN)
    ledger = SqliteLedger(home.path / "ledger.sqlite")
    first = next(ledger.read(kinds=["prepared"]))
    facts = {**first.facts.stored(), "step": "complaint"}
    second = f"{first.reference}.2"
    ledger.append([new_event("prepared", LATER.date(), first.reference, None, second, "form-2026-11-24", facts)], LATER)
    home.json("mail", "left", second, today="2026-11-24")
    recorded = kinds(home)[-2:]
    taken_back = home.json("mail", "left", second, "--undo", today="2026-11-24")

    assert recorded == ["sent", "complained"]
    assert [event["letter"] for event in taken_back] == [second, second]
    assert waiting(home) == 0


def test_what_followed_keeps_it(home: Home) -> None:
    """A reply shows that it left; the refusal names the event, and how it is taken back first."""
    home.json("mail", "left", RUN)
    home.json("track", "acme", "acknowledged")
    refused = home.fails("mail", "left", RUN, "--undo")
    home.json("track", "acme", "note", "--note", "a note harms nothing")
    seq = next(event.seq for event in SqliteLedger(home.path / "ledger.sqlite").read(kinds=["acknowledged"]))
    home.json("track", "acme", "void", str(seq))

    assert "acknowledged on 2026-11-23 was recorded after it left" in refused
    assert f"void {seq}`, then again)" in refused
    assert len(home.json("mail", "left", RUN, "--undo")) == 3


def test_what_a_server_took_is_not_taken_back(home: Home) -> None:
    """Only a person can be mistaken about it."""
    home.json("mail", "email", "acme", "--again")
    ledger = SqliteLedger(home.path / "ledger.sqlite")
    sealed = [*ledger.read(kinds=["prepared"])][-1]
    happenings = [new_event(kind, sealed.on, sealed.reference, letter=sealed.letter) for kind in HANDED]
    ledger.append(happenings, LATER)

    assert "marked as left by hand" in home.fails("mail", "left", str(sealed.letter), "--undo")


def test_it_goes_with_nothing_else(home: Home) -> None:
    """A day and numbers belong to leaving."""
    assert "--undo cannot be used with --on or --tracking" in home.fails(
        "mail", "left", RUN, "--undo", "--on", "yesterday"
    )
