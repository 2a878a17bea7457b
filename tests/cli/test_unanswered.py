"""No answer: each command says the same of a request whose receipt is not proven, and what comes before the answer."""

import re
import shutil
from pathlib import Path

import pytest
from household import Home, household

from unbroker.cli.terminal import screen

SEALED, LATE = "2026-11-23", "2027-02-20"
FATES = ("answered", "late", "silent", "waiting", "over", "undelivered")


@pytest.fixture(scope="module")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of three requests by e-mail, the first of which is to a broker whom the law binds."""
    return household(tmp_path_factory.mktemp("unanswered") / "home")


@pytest.fixture
def home(silent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it, whose letters have left."""
    if not (silent / "outbox").exists() or not any((silent / "outbox").iterdir()):
        first = Home(silent, capsys)
        first.json("mail", "email")
        first.json("mail", "left", f"email-{SEALED}")
    shutil.copytree(silent, tmp_path / "home")
    return Home(tmp_path / "home", capsys)


def test_the_receipt_is_to_be_confirmed_before_the_answer(home: Home) -> None:
    """`due` names the day that comes first, and from when on to ask; none is before its day."""
    waits = {(case["broker"], case["right"]): case for case in home.json("due", "--days", "30", today="2026-12-06")}
    confirmed = waits["acme", "delete"]["next"]

    assert re.fullmatch(r"they have to confirm the receipt by 2026-12-09, and to answer by 2027-01-07", confirmed)
    assert waits["acme", "delete"]["on"] > "2026-12-09"
    assert waits["bolt", "delete"]["next"].endswith("and to answer by 2027-01-07, if the law binds them")
    assert waits["acme", "opt-out"]["next"] == "the answer is due on 2026-12-16"


def test_nobody_is_overdue_whose_receipt_is_not_proven(home: Home) -> None:
    """As the plan, the status, a reminder and a complaint say it; once it is proven, they are late."""
    shown, planned = home.call("status", today=LATE)[1], home.call("plan", "acme", today=LATE)[1]

    assert "unanswered, receipt not proven" in shown
    assert "overdue" not in shown
    assert "delete and access-categories: asked already" in planned
    assert "unanswered, receipt not proven (`unbroker followup`)" in planned
    assert "waiting until" not in planned
    assert "the receipt of the first letter is not proven" in home.fails(
        "letters", "acme", "--step", "overdue", today=LATE
    )
    assert [] == home.json("status", "--overdue", today=LATE)
    home.json("track", "acme", "received", "--proof", "server", "--on", SEALED, today=LATE)
    assert {"acme"} == {case["broker"] for case in home.json("status", "--overdue", today=LATE)}


def test_a_case_file_says_that_the_receipt_is_not_proven(home: Home) -> None:
    """And of a letter that has not left that alone."""
    silent_case = home.json("casefile", "acme", today=LATE)
    home.json("mail", "left", f"email-{SEALED}", "--undo", today=SEALED)
    unsent = home.json("casefile", "acme", today=LATE)

    assert ["unanswered, but the receipt is not proven"] == [lack["lacks"] for lack in silent_case["lacks"]]
    assert ["nothing shows that the first letter left"] == [lack["lacks"] for lack in unsent["lacks"]]


def test_the_first_row_of_the_report_adds_up(home: Home) -> None:
    """What was asked is answered, late, unanswered, waiting or over."""
    home.json("track", "bolt/delete", "answered", "--outcome", "denied", today="2026-12-05")
    counts = home.json("report", today=LATE)
    page = Path(counts["paths"][0]).read_text(encoding="utf-8")
    asked, *parts = map(int, re.findall(r">(\d+)</td>", re.split(r"<tbody>|</tbody>", page)[1]))

    assert (9, 6) == (asked, 1 + len(parts))
    assert asked == sum(parts)
    assert counts["asked"] == sum(counts[fate] for fate in FATES)
    assert "9 cases: 1 answered; 8 unanswered, not provably late" in home.call("report", today=LATE)[2]


def test_an_answer_to_be_checked_later_is_not_finished(home: Home) -> None:
    """It has a day; what is closed has none."""
    home.json("track", "acme/delete", "answered", "--outcome", "fulfilled", today="2026-12-05")
    home.json("track", "bolt/delete", "closed", today="2026-12-05")

    assert (
        "1 case finished; 1 case answered, to be checked from 2027-03-05 on: see --all"
        in (home.call("status", today="2026-12-06")[1])
    )


def test_a_reply_is_shown_with_what_it_says(home: Home) -> None:
    """Each fact by its name."""
    words = ("--fact", "says", "We hold nothing else.", "--fact", "missing", "the sources", "--fact", "missing", "logs")
    home.json("track", "acme/delete", "answered", "--outcome", "partial", *words, today="2026-12-05")

    assert "says: We hold nothing else.; missing: the sources, logs" in home.call("show", "acme", today="2026-12-06")[1]


def test_a_reason_of_several_names_no_reference(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command takes the name of a broker as well; each reference stands where each letter has its line."""
    monkeypatch.setattr(screen, "width", lambda: 100)
    shown = home.call("plan", "bolt", "cask", today=SEALED)[1]

    assert "asked already: waiting until 2027-01-07 (`unbroker show BROKER`)" in shown
    assert "REFERENCE" not in shown


def test_a_mailing_offers_its_own_way_alone(home: Home) -> None:
    """And a sheet only where something is laid out on it."""
    email, forms = home.call("mail", "email", "--help")[1], home.call("mail", "forms", "--help")[1]

    assert "--by email" in email
    assert "--by form" in forms
    assert "[email|post|form]" not in email + forms
    assert "--sheet" in email
    assert "--sheet" not in forms


def test_help_is_whole(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """No line of a group is cut at 80 columns, and what means nothing to a command is not offered."""
    monkeypatch.setenv("COLUMNS", "80")
    listed = [
        line for group in ("laws", "brokers", "ledger") for line in home.call(group, "--help")[1].splitlines()[1:]
    ]

    assert [] == [line for line in listed if line.endswith("...")]
    assert not {"--today", "--folder"} & {*home.call("init", "--help")[1].split()}


def test_only_a_head_is_dim(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a table does not fit and its rows become blocks, there is none."""
    styles: list[str] = []
    monkeypatch.setattr(screen, "_show_safe", lambda lines: styles.extend(style for _, style in lines))
    monkeypatch.setattr(screen, "width", lambda: 40)
    screen.table([("one", "two")], ("head", "title"))
    screen.table([("a request with long words " * 2, "what it needs " * 4)], ("head", "title"))

    assert ["dim", ""] == styles[:2]
    assert {""} == {*styles[2:]}
