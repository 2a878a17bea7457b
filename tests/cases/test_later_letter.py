"""A later letter of a recorded request: it quotes what the ledger shows, and nothing else."""

from pathlib import Path

import pytest
from conftest import Cli

RIGHTS = ("--right", "opt-out", "--right", "delete", "--right", "access-categories")


@pytest.fixture
def recorded(californian: Path, cli: Cli) -> Path:
    """A letter to LinkedIn that left by post and was delivered, one of its requests refused."""
    answer = ("--outcome", "denied", "--fact", "says", "Not us.", "--on", "2026-10-09")
    for day, *words in (
        ("2026-10-01", "mail", "post", "--single", "linkedin", *RIGHTS),
        ("2026-10-02", "mail", "left", "linkedin"),
        ("2026-10-06", "track", "linkedin", "received", "--proof", "carrier"),
        ("2026-10-10", "track", "linkedin/delete", "answered", *answer),
    ):
        assert cli(*words, folder=californian, today=day).code == 0
    return californian


def preview(folder: Path, cli: Cli, *words: str, today: str) -> str:
    """The text of the one letter that a command previews."""
    said = cli("letters", *words, folder=folder, today=today)
    assert said.code == 0, said.err
    (text,) = (folder / "outbox" / "previews").glob("*.txt")
    return " ".join(text.read_text(encoding="utf-8").split())


def test_a_refusal_is_quoted_under_the_same_reference_and_the_next_number(recorded: Path, cli: Cli) -> None:
    """What they wrote, when, and how the delivery is known."""
    text = preview(recorded, cli, "--step", "refused", "linkedin/delete", today="2026-10-25")

    assert "On October 9, 2026 you told me that you will not do what I ask. You wrote: “Not us.”" in text
    assert "The carrier recorded its delivery to you on October 6, 2026." in text
    second, first = (word.rstrip(".") for word in text.split() if word.startswith("UB-"))
    assert (f"{first[:-2]}.2", ".1") == (second, first[-2:])


def test_only_what_is_late_is_called_overdue(recorded: Path, cli: Cli) -> None:
    """A right that was answered is not in it, nor is one that need not be answered."""
    text = preview(recorded, cli, "--step", "overdue", "linkedin/access-categories", today="2026-12-10")

    assert "That time ended on November 20, 2026" in text
    assert "deletion" not in text
    assert "7026" not in text


def test_nobody_is_late_who_need_not_answer(recorded: Path, cli: Cli) -> None:
    """An opt-out sets a time to comply: silence is asked about (11 CCR § 7026(f), (g))."""
    refused = cli("letters", "--step", "overdue", "linkedin/opt-out", folder=recorded, today="2026-12-10")
    text = preview(recorded, cli, "--step", "question", "linkedin/opt-out", today="2026-12-10")

    assert refused.code == 1
    assert "the answer is not late yet" in refused.err
    assert "My letter holds a direction to you: opt-out of sale and sharing." in text
    assert "Have you carried it out and, if so, on which day?" in text


def test_what_is_not_proven_is_refused_with_what_to_record(recorded: Path, cli: Cli) -> None:
    """A step that would state it is not written."""
    said = cli("letters", "--step", "identity", "linkedin", folder=recorded, today="2026-10-25")

    assert said.code == 1
    assert "no demand for identification is recorded (record it: unbroker track UB-" in said.err


def test_a_fact_that_no_letter_quotes_is_refused(recorded: Path, cli: Cli) -> None:
    """A mistyped name gets a hint, one that belongs elsewhere its place."""
    wrong = cli("track", "linkedin", "note", "--fact", "sais", "x", folder=recorded, today="2026-10-10")
    misplaced = cli("track", "linkedin", "note", "--fact", "says", "x", folder=recorded, today="2026-10-10")

    assert (wrong.code, misplaced.code) == (1, 1)
    assert "there is no fact 'sais' (did you mean 'says'?)" in wrong.err
    assert "'note' has no fact 'says' (it goes with 'extended' or 'answered')" in misplaced.err


def test_an_unknown_reference_is_not_made_up(recorded: Path, cli: Cli) -> None:
    """A slug without a request gets a specimen; a reference that is not recorded is refused."""
    assert cli("letters", "--step", "overdue", "UB-7F3K2Q8Z", folder=recorded, today="2026-10-25").code == 1
    assert "Specimen" in preview(recorded, cli, "--step", "overdue", "gem", today="2026-10-25")


def test_nothing_has_left_on_a_day_to_come(californian: Path, cli: Cli) -> None:
    """A slip of the keyboard would start a clock too late."""
    assert cli("mail", "post", "--single", "linkedin", folder=californian, today="2026-10-01").code == 0

    said = cli("mail", "left", "linkedin", "--on", "2026-10-02", folder=californian, today="2026-10-01")

    assert said.err == (
        "unbroker: 2026-10-02 is in the future (today is 2026-10-01): no letter can have left then (correct `--on`)\n"
    )


def test_letters_of_one_request_stand_beside_each_other(recorded: Path, cli: Cli) -> None:
    """Two cases of a request have a letter each, with a number of its own."""
    names = ("linkedin/opt-out", "linkedin/access-categories")
    said = cli("letters", *names, "--step", "question", folder=recorded, today="2026-12-10")
    previews = sorted(path.stem for path in (recorded / "outbox" / "previews").glob("*.pdf"))

    assert said.code == 0, said.err
    assert [name.rpartition(".")[2] for name in previews] == ["2", "3"]


def test_a_law_without_the_step_is_left_out_with_why(californian: Path, cli: Cli) -> None:
    """The rest is written; the state's platform, which heads the plan by itself, is not spoken of."""
    said = cli("letters", "contactout", "--step", "appeal", folder=californian)
    named = cli("letters", "drop", "contactout", "--step", "overdue", folder=californian)

    assert said.code == 1
    why = "this law has no appeal (complain to the regulator"
    assert f"contactout: the letter 'appeal' cannot be written: {why}" in said.err
    assert "DROP" not in said.err
    assert named.code == 0
    assert "drop: the letter 'overdue' cannot be written: " in named.err
    assert "1 preview made" in named.err


def test_a_receipt_that_only_a_reply_shows_is_not_quoted(californian: Path, cli: Cli) -> None:
    """They answered, and said nothing of the day on which they got the letter: no letter says that they told it."""
    answer = ("answered", "--outcome", "denied", "--fact", "says", "Not us.", "--on", "2026-10-09")
    for day, *words in (
        ("2026-10-01", "mail", "post", "--single", "linkedin", "--right", "access-categories"),
        ("2026-10-02", "mail", "left", "linkedin"),
        ("2026-10-10", "track", "linkedin", *answer),
    ):
        assert cli(*words, folder=californian, today=day).code == 0

    refused = preview(californian, cli, "--step", "refused", "linkedin", today="2026-10-25")
    assert "On October 9, 2026 you told me that you will not do what I ask." in refused
    assert "you received it" not in refused
    complaint = preview(californian, cli, "--step", "complaint", "linkedin", today="2026-10-25")
    assert "October 9, 2026: the company refused: “Not us.”" in complaint
    assert "the company received it" not in complaint
