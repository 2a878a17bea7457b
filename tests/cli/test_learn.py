"""`brokers learn`: what the letters of a folder showed of packaged addresses, and nothing of the person."""

import re
from pathlib import Path

import pytest
from household import Home

from unbroker import folder as folders

PERSON = """\
packs: [discussion]
people:
  - slug: quizzaciously
    name: Zephyrine Quackenbush
    other_names: [Zeph Quackenbush]
    residence: US-OR
    city: Wolverhampstead
    emails: [zephyrine@quackenbush.example.org]
    phones: ["+1 503 555 0187"]
    address: {street: [77 Larkspur Mews], city: Wolverhampstead, region: OR, postal_code: "97201", country: US}
"""
OWN = """\
- slug: my-own-broker
  name: Grudge Ledger
  kind: other
  note: They have my maiden name.
  channels:
    - {email: privacy@grudge.example.org, source: my neighbour Wilhelmina, tier: C}
"""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose person wrote to a packaged broker and to one of her own."""
    path = tmp_path_factory.mktemp("learn") / "home"
    folders.make(path, PERSON, "per_day: 40\n")
    (path / "brokers.yaml").write_text(OWN, encoding="utf-8")
    return path


@pytest.mark.slow
def test_a_patch_says_what_an_address_did_and_nothing_of_the_person(
    lived: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No word of the profile, the ledger or one's own records; no day, no reference."""
    home = Home(lived, capsys)
    for broker in ("people-data-labs", "my-own-broker"):
        (letter,) = home.json("mail", "email", broker, "--via", "outbox", today="2026-11-02")
        reference = letter["letter"].partition(".")[0]
        home.json("mail", "left", reference, today="2026-11-02")
        home.json("track", reference, "answered", "--outcome", "fulfilled", today="2026-11-17")
    learnt = home.json("brokers", "learn", today="2026-11-23")["learnt"]
    _, patch, talk = home.call("brokers", "learn", today="2026-11-23")

    assert [("people-data-labs", "answered in 2026-11")] == [(row["broker"], row["seen"]) for row in learnt]
    assert ["+      seen: answered in 2026-11"] == [line for line in patch.splitlines() if line.startswith("+ ")]
    assert talk == "learnt of 1 channel; nothing of you is in it\n"
    words = {word.lower() for word in re.findall(r"[\w@.+-]{4,}", PERSON + OWN)} - YAML
    assert [word for word in words if word in patch.lower()] == []
    assert not re.search(r"UB-|2026-11-\d", patch)


YAML = {
    "name", "city", "kind", "note", "slug", "tier", "email", "emails", "packs", "people", "phones", "region", "source",
    "street", "address", "country", "channels", "residence", "discussion", "other", "other_names", "postal_code",
    "privacy", "they", "have",
}  # fmt: skip
"""The words of the files themselves, and of any broker."""
