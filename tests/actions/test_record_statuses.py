"""What DROP shows of each broker is recorded, proves nothing, and leads to letters to the broker."""

import json
from pathlib import Path

import pytest
from conftest import Cli

from unbroker.actions.record_statuses import read_list

FILED, LATER = "2026-09-01", "2027-01-10"
PAGE = "https://zoominfo.com/people/robin"


@pytest.fixture
def filed(californian: Path, cli: Cli) -> Path:
    """The folder of somebody who filed on DROP and left one broker out."""
    said = cli("track", "drop", "sent", "--on", FILED, "--fact", "excluded", "acxiom", folder=californian, today=FILED)
    assert said.code == 0, said.err
    return californian


def rows(folder: Path, cli: Cli, today: str = LATER) -> dict[str, dict[str, object]]:
    """The cases by broker."""
    said = cli("status", "--all", "--json", folder=folder, today=today)
    return {row["broker"]: row for row in json.loads(said.out)}


@pytest.mark.parametrize(
    ("text", "pairs", "unread"),
    [
        ("Acme Data\tDeleted", (("Acme Data", "deleted"),), ()),
        ("Acme, Inc.: Opted out", (("Acme, Inc.", "opted-out"),), ()),
        ("- Acme - Exempted\n* Bolt | not found", (("Acme", "exempted"), ("Bolt", "not-found")), ()),
        ('"Acme","Pending"', (("Acme", "pending"),), ()),
        ("Acme Data\nDeleted\n\nBolt\nRecord not found\n", (("Acme Data", "deleted"), ("Bolt", "not-found")), ()),
        ("In progress: Acme", (("Acme", "pending"),), ()),
        ("Broker  Status\nAcme  deleted", (("Acme", "deleted"),), ("Broker  Status",)),
        ("deleted", (), ("deleted",)),
        ("Acme\nBolt\texempt", (("Bolt", "exempted"),), ("Acme",)),
        ("", (), ()),
    ],
)
def test_a_pasted_list_is_read(text: str, pairs: tuple[tuple[str, str], ...], unread: tuple[str, ...]) -> None:
    """A name and a status on a line, or on two; nothing is dropped in silence."""
    assert read_list(text) == (pairs, unread)


def test_a_list_is_recorded_and_what_is_not_read_is_said(filed: Path, cli: Cli, tmp_path: Path) -> None:
    """By everyday name, legal name, site or slug; the rest is named, and the exit code is 1."""
    pasted = tmp_path / "drop.txt"
    pasted.write_text("ZoomInfo\tdeleted\ncontactout.com\tExempted\nNobody Ltd\tdeleted\nAcxiom\tdeleted\nnonsense\n")
    said = cli("drop", "--list", pasted, folder=filed, today=LATER)
    cases = rows(filed, cli)

    assert said.code == 1
    assert {"zoominfo", "contactout"} <= {*cases}
    assert "not recorded: Nobody Ltd: no record is called that" in said.err
    assert "not recorded: Acxiom: you left it out of your request on DROP" in said.err
    assert "not recorded: nonsense: no broker and status in it" in said.err
    assert "none of it proves that data are gone" in said.err


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("deleted", "DROP says deleted, which proves nothing"),
        ("opted-out", "they keep the data; ask for deletion by letter, `unbroker plan zoominfo --despite-drop`"),
        ("exempted", "ask by letter for what no exemption covers"),
        ("not-found", "add former names and ZIP codes and plain addresses to your request there"),
        ("pending", "DROP shows no status, and they had until 2026-11-30: look whether they still show you"),
    ],
)
def test_each_status_has_its_own_way_on(filed: Path, cli: Cli, status: str, words: str) -> None:
    """None is overdue, none counts as done."""
    assert cli("drop", "zoominfo", status, folder=filed, today=LATER).code == 0
    report = json.loads(cli("report", "--json", folder=filed, today=LATER).out)

    assert words in str(rows(filed, cli)["zoominfo"]["next"])
    assert rows(filed, cli)["zoominfo"]["overdue"] is False
    assert report["done"] == 0


def test_a_status_is_recorded_once_and_a_new_one_replaces_it(filed: Path, cli: Cli) -> None:
    """The same twice changes nothing; pending that became deleted is deleted."""
    first = cli("drop", "zoominfo", "pending", folder=filed, today="2026-10-20")
    again = cli("drop", "zoominfo", "pending", folder=filed, today="2026-10-21")
    then = cli("drop", "zoominfo", "deleted", "--json", folder=filed, today="2026-11-20")
    (row,) = json.loads(then.out)

    assert "recorded for 1 broker" in first.err
    assert "recorded for 0 brokers, 1 known already" in again.err
    assert row["status"] == "deleted"
    assert row["case"].removesuffix("/drop") in first.out
    assert rows(filed, cli)["zoominfo"]["state"] == "answered"


def test_nothing_is_recorded_before_the_filing(filed: Path, cli: Cli) -> None:
    """A status comes after it."""
    early = cli("drop", "zoominfo", "deleted", "--on", "2026-08-30", folder=filed, today=LATER)

    assert early.code == 1
    assert "2026-08-30 is not between 2026-09-01, when it was filed" in early.err


def test_a_filing_is_needed(californian: Path, cli: Cli) -> None:
    """It says what to type first."""
    said = cli("drop", "zoominfo", "deleted", folder=californian)

    assert said.code == 1
    assert "no request on DROP is recorded (`unbroker track drop sent --on DATE`, then again)" in said.err


def test_enforcement_goes_to_the_broker_and_then_to_the_regulator(filed: Path, cli: Cli) -> None:
    """Overdue once data are seen after the time; not to the platform, whose own record writes to nobody."""
    assert cli("drop", "zoominfo", "pending", folder=filed, today="2026-12-20").code == 0
    seen = ("track", "zoominfo/drop", "reappeared", "--fact", "where", PAGE)
    assert cli(*seen, folder=filed, today=LATER).code == 0
    called = json.loads(cli("followup", "--json", folder=filed, today=LATER).out)
    said = cli("letters", "--step", "overdue", "zoominfo/drop", folder=filed, today=LATER)
    (preview,) = (filed / "outbox" / "previews").glob("*.txt")
    text = " ".join(preview.read_text(encoding="utf-8").split())
    platform = cli("letters", "--step", "overdue", "drop", folder=filed, today=LATER)

    assert [(row["broker"], row["step"]) for row in called] == [("zoominfo", "overdue")]
    assert said.code == 0, said.err
    assert "By the longest count, both were due by November 30, 2026." in text
    assert f"On January 10, 2027 I still saw data about me: {PAGE}" in text
    assert "first letter" not in text
    assert "these letters go to a broker, and this is the platform's own record" in platform.err
    for words in (("mail", "email", "--follow-ups"), ("mail", "left", "zoominfo/drop")):
        assert cli(*words, folder=filed, today=LATER).code == 0
    later = json.loads(cli("followup", "--json", folder=filed, today="2027-02-10").out)

    assert [(row["broker"], row["step"]) for row in later] == [("zoominfo", "complaint")]
    complaint = ("mail", "post", "zoominfo", "--follow-ups", "--single", "--json")
    by_form = json.loads(cli(*complaint, folder=filed, today="2027-02-10").out)
    by_post = json.loads(cli(*complaint, "--by", "post", folder=filed, today="2027-02-10").out)

    assert (len(by_form), len(by_post)) == (0, 1)


def test_data_that_are_seen_after_a_deletion_are_written_about(filed: Path, cli: Cli) -> None:
    """`deleted` is what they said; the letter says what was seen."""
    assert cli("drop", "zoominfo", "deleted", folder=filed, today="2026-12-20").code == 0
    seen = ("track", "zoominfo/drop", "reappeared", "--fact", "where", PAGE)
    assert cli(*seen, folder=filed, today=LATER).code == 0
    called = json.loads(cli("followup", "--json", folder=filed, today=LATER).out)

    assert [(row["broker"], row["step"]) for row in called] == [("zoominfo", "reappeared")]


def test_the_page_on_drop_says_what_decides(californian: Path, cli: Cli) -> None:
    """Exact matching, former names and ZIP codes, plain addresses, one person a request, who may help."""
    assert cli("letters", "drop", folder=californian).code == 0
    (preview,) = (californian / "outbox" / "previews").glob("drop*.txt")
    text = " ".join(preview.read_text(encoding="utf-8").split())

    for words in (
        "counts only if every part is the same", "former ones too", "every former zip code", "“+tag”",
        "one person a request", "advertising ID", "keep the request’s ID", "11 CCR § 7622", "Whoever helps you",
        "Not one of them proves that data are gone",
    ):  # fmt: skip
        assert words in text, words
