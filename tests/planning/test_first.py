"""Where to begin: the best letters of each person, each with why, and the others for later."""

from conftest import CALIFORNIAN, GERMAN, Planned

from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection

FILED = """\
  filed:
    - {state: US-CA, year: 2026, row: 7, by: Filer Inc., shared: [ai-developers, law-enforcement], collects: [minors]}
"""
BROKERS = """\
- slug: plain
  name: Plain
  kind: marketing
  channels: [{email: privacy@plain.example.org, source: s, tier: A}]
- slug: backed
  name: Backed
  kind: marketing
  reaches: [{territory: US-CA, because: registered as a data broker in California, source: a registry}]
  channels: [{email: privacy@backed.example.org, source: s, tier: A}]
- slug: listing
  name: Listing
  kind: people-search
  channels: [{email: privacy@listing.example.org, source: s, tier: A}]
- slug: filer
  name: Filer
  legal_name: Filer Inc.
  kind: marketing
  channels: [{email: privacy@filer.example.org, source: s, tier: A}]
"""
SHOWN = CALIFORNIAN + "    about: {listing: {listings: [https://listing.example.org/sam]}}\n"


def slugs(made: Plan) -> list[str]:
    """Who gets a letter, in order."""
    return [letter.draft.request.broker.slug for letter in made.letters]


def chosen(number: int, **more: object) -> Selection:
    """The first of all brokers."""
    return Selection(**{"everything": True, "courtesy": True, "first": number, **more})  # type: ignore[arg-type]


def test_the_best_come_first_and_say_why(planned: Planned) -> None:
    """What was filed, what a law backs, and where somebody can be looked up, by points."""
    made = planned(CALIFORNIAN, BROKERS + FILED, chosen(3))
    filer, backed, listing = made.letters

    assert ["filer", "backed", "listing"] == slugs(made)
    assert filer.reason.endswith(
        "among the first: it filed that it shared data with, or sold them to, AI developers and law enforcement, "
        "it filed that it collects data of minors"
    )
    assert backed.reason.endswith("among the first: a law backs it")
    assert listing.reason.endswith("among the first: anybody can look people up there")
    assert [("plain", "not among the first 3")] == [(left.broker.slug, left.reason) for left in made.left_out]


def test_a_listing_of_ones_own_goes_before_all(planned: Planned) -> None:
    """It shows the person today."""
    made = planned(SHOWN, BROKERS + FILED, chosen(1))

    assert ["listing"] == slugs(made)
    assert "among the first: it shows you, anybody can look people up there" in made.letters[0].reason


def test_each_person_begins(planned: Planned) -> None:
    """N letters are N of each."""
    both = CALIFORNIAN.replace("- name", "- slug: robin\n    name") + GERMAN.partition("people:\n")[2].replace(
        "- name", "- slug: erika\n    name"
    )

    assert ["backed", "listing"] == slugs(planned(both, BROKERS, chosen(1)))


def test_more_than_there_are_is_all(planned: Planned) -> None:
    """Nothing is left for later."""
    made = planned(CALIFORNIAN, BROKERS, chosen(9))

    assert {"plain", "backed", "listing", "filer"} == {*slugs(made)}
    assert made.left_out == ()
