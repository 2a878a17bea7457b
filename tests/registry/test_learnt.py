"""What a folder learnt of packaged addresses, for others: never a word of the person."""

from datetime import date

import pytest

from unbroker.base import files
from unbroker.facts.registry import Registry
from unbroker.registry import reading
from unbroker.registry.learnt import lessons, written_down

TEXT = """\
# The registry.
- slug: acme
  name: Acme
  kind: other
  channels:
    - email: privacy@acme.example.org  # the box
      source: a list
      tier: B
    - post: {street: [1 Main St], city: Reno, region: NV, postal_code: "89501", country: US}
      source: a list
      tier: B
      seen: works in 2026-03

- slug: bolt
  name: Bolt
  kind: other
  channels:
    - {form: "https://bolt.example.org/ask", source: a list, tier: B}
"""


def read(text: str) -> Registry:
    """The registry of a text without faults."""
    records, problems = reading.parse(text, "brokers.yaml")
    brokers, faults = reading.read(records)
    assert [*problems, *faults] == []
    return brokers


def learnt(**shown: tuple[str, str]) -> str:
    """The text with what addresses showed: by broker and kind of its channel, the day and what."""
    brokers = read(TEXT)
    by = {f"{slug}_{channel.kind}": channel.to for slug, b in brokers.brokers.items() for channel in b.channels}
    told = {by[name]: (date.fromisoformat(day), standing) for name, (day, standing) in shown.items()}
    return written_down(TEXT, lessons(brokers.brokers.values(), told))


def test_only_the_lines_of_the_channel_change() -> None:
    """Comments stay; the month is all that is told of the day."""
    after = learnt(acme_email=("2026-11-17", "answered"))

    assert TEXT.replace("tier: B\n    - post", "tier: B\n      seen: answered in 2026-11\n    - post") == after
    assert read(after).brokers["acme"].channels[0].seen == "answered in 2026-11"


def test_what_is_newer_takes_the_place_of_the_older() -> None:
    """And what is not newer is not told again."""
    assert "seen: bounced in 2026-11" in learnt(acme_post=("2026-11-02", "bounced"))
    assert "seen: works" not in learnt(acme_post=("2026-11-02", "bounced"))
    assert learnt(acme_post=("2026-03-30", "bounced")) == TEXT


def test_a_channel_in_one_line_is_written_anew() -> None:
    """It has no lines of its own to add one to."""
    after = learnt(bolt_form=("2026-11-02", "refused"))

    assert read(after).brokers["bolt"].channels[0].seen == "refused in 2026-11"
    assert after.startswith(TEXT[: TEXT.index("    - {form")])


@pytest.mark.parametrize("words", ["bounced on 2026-11-02", "bounced in 2026-13", "silent in 2026-11", "works"])
def test_no_day_and_no_guess_is_a_lesson(words: str) -> None:
    """A record says a month, and what happened."""
    records, problems = reading.parse(TEXT.replace("works in 2026-03", words), "brokers.yaml")

    assert [*problems, *reading.read(records)[1]]


@pytest.mark.slow
def test_packaged_text_is_edited_whole() -> None:
    """Of the real file, every first channel that has none."""
    text = files.read_text(files.packaged("brokers.yaml"))
    brokers = [broker for broker in read(text).brokers.values() if broker.channels][::40]
    shown = {broker.channels[0].to: (date(2026, 11, 2), "works") for broker in brokers}
    after = read(written_down(text, lessons(brokers, shown)))

    assert {after.brokers[broker.slug].channels[0].seen for broker in brokers} == {"works in 2026-11"}
    assert len(brokers) > 20
