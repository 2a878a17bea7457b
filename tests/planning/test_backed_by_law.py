"""Nobody is told for nothing: packs and `--all` mean letters that a law backs, to brokers that may know the person."""

from dataclasses import replace

import pytest
from conftest import CALIFORNIAN, GERMAN, Planned

from unbroker.facts.registry import Registry
from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection

ALL = Selection(everything=True)
BROKERS = """\
- slug: bound
  name: Bound
  kind: marketing
  packs: [discussion]
  reaches: [{territory: EEA, because: listed with a contact for GDPR requests, source: s}]
  channels: [{email: privacy@bound.example.org, source: s, tier: A}]
- slug: free
  name: Free
  kind: marketing
  packs: [discussion]
  channels: [{email: privacy@free.example.org, source: s, tier: A}]
- slug: home
  name: Home Directory
  kind: people-search
  packs: [discussion]
  country: DE
  serves: [DE]
  channels: [{email: privacy@home.example.org, source: s, tier: A}]
- {slug: lost, name: Lost, kind: marketing, packs: [discussion]}
"""


def slugs(made: Plan) -> list[str]:
    """Who gets a letter, in order."""
    return [letter.draft.request.broker.slug for letter in made.letters]


@pytest.mark.parametrize("selection", [ALL, Selection(), Selection(packs=("discussion",))])
def test_packs_and_all_mean_letters_that_a_law_backs(selection: Selection, planned: Planned) -> None:
    """The others are left out for one reason, with what adds them; nobody's name goes to a firm for a courtesy."""
    made = planned(GERMAN, BROKERS, selection)
    left_out = {left.broker.slug: (left.reason, left.hint) for left in made.left_out}

    assert slugs(made) == ["bound", "home"]
    assert left_out["free"] == ("no law is known to bind it", "--courtesy adds it")
    assert left_out["lost"] == left_out["free"]


@pytest.mark.parametrize(
    ("profile", "selection", "written"),
    [
        (GERMAN, replace(ALL, courtesy=True), ["bound", "free", "home"]),
        (GERMAN, Selection(courtesy=True), ["bound", "free", "home"]),
        (GERMAN, Selection(brokers=("free",)), ["free"]),
        (f"courtesy: true\n{GERMAN}", ALL, ["bound", "free", "home"]),
        (f"courtesy: true\n{GERMAN}", Selection(), ["bound", "free", "home"]),
    ],
)
def test_courtesies_are_added_when_they_are_wanted(
    profile: str, selection: Selection, written: list[str], planned: Planned
) -> None:
    """By the option, by the broker's name, or by the profile for good."""
    assert slugs(planned(profile, BROKERS, selection)) == written


def test_a_right_that_no_law_gives_is_asked_of_nobody_in_a_pack(planned: Planned) -> None:
    """Nevada knows no deletion: to ask for it is a courtesy, whoever is asked."""
    nevadan = CALIFORNIAN.replace("US-CA", "US-NV")
    made = planned(nevadan, BROKERS, Selection(rights=("delete",)))

    assert () == made.letters
    assert ["delete"] == [
        right
        for letter in planned(nevadan, BROKERS, Selection(brokers=("bound",), rights=("delete",))).letters
        for right in letter.draft.request.rights
    ]


def test_the_broker_of_ones_own_country_is_bound_by_its_law(planned: Planned) -> None:
    """It is established there; the plan says so."""
    (home,) = planned(GERMAN, BROKERS, Selection(brokers=("home",))).letters

    assert (True, "established in Germany") == (home.draft.request.claim.binding, home.reason)


@pytest.mark.parametrize("selection", [replace(ALL, courtesy=True), Selection(brokers=("home",))])
def test_who_serves_one_country_is_in_no_plan_of_others(selection: Selection, planned: Planned) -> None:
    """Unless they lived there: a directory keeps entries of people who moved away."""
    left = next(left for left in planned(CALIFORNIAN, BROKERS, selection).left_out if left.broker.slug == "home")
    moved = planned(CALIFORNIAN + "    lived_in: [DE]\n", BROKERS, selection)

    assert (
        "does not answer people in California",
        "if you once lived in Germany: 'lived_in: [DE]' in profile.yaml",
    ) == (
        left.reason,
        left.hint,
    )
    assert "home" in slugs(moved)


def test_of_two_records_only_that_of_the_residence_answers(planned: Planned) -> None:
    """Whoever lived in Europe and lives in California now is LinkedIn Corporation's, not also LinkedIn Ireland's."""
    two = """\
- slug: network-world
  name: Network
  kind: other
  excludes: [EEA]
  channels: [{email: privacy@world.example.org, source: s, tier: A}]
- slug: network-europe
  name: Network Europe
  kind: other
  serves: [EEA]
  channels: [{email: privacy@europe.example.org, source: s, tier: A}]
"""
    made = planned(CALIFORNIAN + "    lived_in: [DE]\n", two)

    assert ["network-world"] == slugs(made)
    assert ["network-world does"] == [left.hint for left in made.left_out]


def test_directories_of_one_country_say_so(packaged_registry: Registry) -> None:
    """And why their country's law binds them."""
    countries = {
        "118118": "GB", "11880": "DE", "192-com": "GB", "golden-pages": "IE", "italiaonline": "IT", "localsearch": "CH",
        "solocal": "FR", "thomson-local": "GB", "yasni": "DE", "yell": "GB", "youvia": "NL",
    }  # fmt: skip
    records = {slug: packaged_registry.brokers[slug] for slug in countries}

    assert {slug: (country, (country,)) for slug, country in countries.items()} == {
        slug: (record.country, record.serves) for slug, record in records.items()
    }
    assert all(record.reaches for record in records.values())
