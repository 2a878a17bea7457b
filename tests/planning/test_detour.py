"""Why a letter goes another way than its record alone would have it: what letters of others showed of an address."""

from pathlib import Path

import pytest
from household import Home, household


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder whose brokers share one postal address."""
    return Home(household(tmp_path / "home"), capsys)


def reason(home: Home, broker: str) -> tuple[str, str]:
    """The way of a broker's letter, and why it is this letter."""
    (item,) = home.json("plan", broker, today="2026-12-20")["items"]
    return item["channel"]["kind"], item["reason"]


def test_an_answer_to_a_letter_of_another_broker_at_the_same_address_is_told(home: Home) -> None:
    """The way that is known to work is taken, and the plan says by whose letters it is known."""
    before = reason(home, "bolt")
    home.json("mail", "post", "acme", "--by", "post", "--single")
    home.json("mail", "left", "acme")
    home.json("track", "acme", "answered", "--outcome", "fulfilled", "--on", "2026-12-01", today="2026-12-02")
    way, why = reason(home, "bolt")

    assert (before[0], way) == ("email", "post")
    assert "letters to" not in before[1]
    assert "by post: letters to 1 Specimen Plaza, Sampleton, CA 94105 (acme) were answered" in why


def test_an_address_that_refuses_is_told(home: Home) -> None:
    """Its own letters bounced: the other way is taken, with the address."""
    home.json("mail", "email", "acme", "--via", "outbox")
    home.json("mail", "left", "acme")
    home.json("track", "acme", "bounced", "--on", "2026-11-24", today="2026-11-25")
    home.json("track", "acme", "closed", today="2026-11-25")
    way, why = reason(home, "acme")

    assert way == "post"
    assert "by post: letters to privacy@acme.example.org (acme) bounced" in why
