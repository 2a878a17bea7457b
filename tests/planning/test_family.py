"""One envelope for one owner: letters that ask one company for the same are one, which names all of its sites."""

import pytest
from conftest import CALIFORNIAN, GERMAN, Planned

from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection

_REACH = "reaches: [{territory: US-CA, because: it says so itself, source: s}]"
_POST = "{post: {street: [9 Mill St], city: Reno, region: NV, postal_code: '89501', country: US}, source: s, tier: A}"


def site(slug: str, *channels: str, legal: str | None = "Mill, Inc.", more: str = "") -> str:
    """A record; its channels are addresses, or the one postal address that all share."""
    ways = [_POST if way == "post" else f"{{{way}, source: s, tier: A}}" for way in channels]
    name = f'legal_name: "{legal}", ' if legal else ""
    return (
        f"- {{slug: {slug}, name: {slug.capitalize()}, {name}kind: people-search, packs: [discussion], {_REACH},"
        f" channels: [{', '.join(ways)}]{more}}}\n"
    )


MAIL, FORM = "email: privacy@mill.example.org", "form: 'https://mill.example.org/out'"
OWNED = ", belongs_to: mill"
FAMILY = site("alpha", MAIL, more=OWNED) + site("beta", MAIL, "post", more=OWNED) + site("mill", MAIL, "post")


def letters(made: Plan) -> dict[str, list[str]]:
    """By broker that is written to, the others whom its letter names."""
    requests = [letter.draft.request for letter in made.letters]
    return {request.broker.slug: [other.slug for other in request.covers] for request in requests}


@pytest.mark.parametrize("by", [None, "email", "post", "form"])
@pytest.mark.parametrize("chosen", [(), ("beta",), ("mill",), ("beta", "alpha")])
def test_a_company_gets_one_letter_that_names_its_sites(
    by: str | None, chosen: tuple[str, ...], planned: Planned
) -> None:
    """By whatever way, whichever of its sites are selected: it goes to the owner, under one reference."""
    sites = "".join(site(slug, MAIL, "post", FORM, more=OWNED) for slug in ("alpha", "beta"))
    registry = sites + site("mill", MAIL, "post", FORM) + site("other", "email: privacy@other.example.org", legal=None)
    selection = Selection(brokers=chosen, by=by)
    made = planned(CALIFORNIAN, registry, selection)
    other: dict[str, list[str]] = {} if chosen or by in ("post", "form") else {"other": []}

    assert {"mill": ["alpha", "beta"], **other} == letters(made)
    assert [] == [left.broker.slug for left in made.left_out if left.broker.slug in ("alpha", "beta", "mill")]
    assert "one letter for all of its sites" in made.letters[0].reason
    whole = planned(CALIFORNIAN, registry, Selection(by=by))
    assert made.letters[0].draft.request.reference == whole.letters[0].draft.request.reference


def test_to_write_for_each_alone_takes_an_option(planned: Planned) -> None:
    """Whoever wants a reference for each site has one."""
    made = planned(CALIFORNIAN, FAMILY, Selection(alone=True))

    assert {"alpha": [], "beta": [], "mill": []} == letters(made)


@pytest.mark.parametrize(
    ("registry", "expected"),
    [
        # the very same address, other companies: an agent's, or a mail-drop
        (site("one", "post", legal="One, Inc.") + site("two", "post", legal="Two, Inc."), {"one": [], "two": []}),
        (site("one", "post", legal=None) + site("two", "post", legal=None), {"one": [], "two": []}),
        # the same legal name, and nothing shared: the names of two companies may be alike
        (site("one", MAIL) + site("two", "email: privacy@two.example.org"), {"one": [], "two": []}),
        # the same legal name as filers write it, and a shared address though not the one that is written to
        (site("one", MAIL, "post") + site("two", "post", legal="MILL INC"), {"one": ["two"]}),
        # the same owner, and the very same address
        (site("mill", MAIL) + site("two", MAIL, legal="Two, LLC", more=OWNED), {"mill": ["two"]}),
        # the same owner, but contacts of its own
        (
            site("mill", MAIL, "post") + site("two", "email: a@two.example.org", "post", legal="Two, LLC", more=OWNED),
            {"mill": [], "two": []},
        ),
        # two sites of an owner who is not in the registry's packs
        (
            site("mill", legal=None)
            + site("one", MAIL, legal="One, LLC", more=OWNED)
            + site("two", MAIL, legal="Two, LLC", more=OWNED),
            {"one": ["two"]},
        ),
        # without the owner's record: to the site that the company is named after
        (site("alpha", MAIL) + site("mill", MAIL), {"mill": ["alpha"]}),
        # the sites have forms of their own, which know nothing of each other
        (
            site("one", "form: 'https://one.example.org/out'", "post")
            + site("two", "form: 'https://two.example.org/out'", "post"),
            {"one": ["two"]},
        ),
    ],
)
def test_a_family_is_what_the_registry_says(registry: str, expected: dict[str, list[str]], planned: Planned) -> None:
    """One legal name with a shared address, or one owner with the same contact; an address alone says nothing."""
    assert expected == letters(planned(CALIFORNIAN, registry, Selection()))


def test_forms_are_one_only_where_they_are_the_same(planned: Planned) -> None:
    """A site's own form takes that site's entry out."""
    own = "".join(site(slug, f"form: 'https://{slug}.example.org/out'", "post") for slug in ("one", "two"))

    assert {"one": [], "two": []} == letters(planned(CALIFORNIAN, own, Selection(by="form")))
    assert {"one": ["two"]} == letters(planned(CALIFORNIAN, own, Selection(by="post")))


def test_who_owns_whom_in_a_circle_ends(planned: Planned) -> None:
    """A mistake in a registry of one's own stops no plan."""
    circle = site("one", MAIL, more=", belongs_to: two") + site("two", MAIL, more=", belongs_to: one")

    assert {"one": ["two"]} == letters(planned(CALIFORNIAN, circle, Selection()))


def test_what_is_asked_of_a_site_alone_is_asked_alone(planned: Planned) -> None:
    """DROP takes rights from the sites that are registered; the others keep theirs, in a letter of their own."""
    registered = ", registered: {US-CA: [2026]}"
    drop = """\
- slug: drop
  name: DROP
  kind: portal
  serves: [US-CA]
  channels: [{form: "https://privacy.ca.gov/drop/", source: s, tier: A, rights: [drop]}]
"""
    registry = (
        site("alpha", MAIL, more=OWNED + registered)
        + site("beta", MAIL, more=OWNED)
        + site("gamma", MAIL, more=OWNED + registered)
        + site("mill", MAIL)
        + drop
    )
    made = planned(CALIFORNIAN, registry, Selection())
    rights = {letter.draft.request.broker.slug: letter.draft.request.rights for letter in made.letters}

    assert {"drop": [], "alpha": ["gamma"], "mill": ["beta"]} == letters(made)
    assert (("access-categories",), ("opt-out", "delete", "access-categories")) == (rights["alpha"], rights["mill"])


def test_a_site_without_evidence_is_named_in_its_companys_letter(planned: Planned) -> None:
    """What the record of one site shows of a company holds for the company; a letter of its own would be a courtesy."""
    bare = site("alpha", MAIL).replace(_REACH, "needs: [name]")

    assert {"mill": ["alpha"]} == letters(planned(CALIFORNIAN, bare + site("mill", MAIL), Selection()))
    made = planned(GERMAN, bare + site("mill", MAIL), Selection())
    assert () == made.letters
    assert {"alpha", "mill"} == {left.broker.slug for left in made.left_out}
    assert {"no law is known to bind it"} == {left.reason for left in made.left_out}


def test_a_family_that_is_not_written_to_names_nobody(planned: Planned) -> None:
    """Whoever is answered by another is not said to be named in a letter that there is not."""
    bought = "- {slug: bought, name: Bought, kind: marketing, packs: [discussion], status: merged, answered_by: mill}\n"
    made = planned(GERMAN, bought + site("mill", MAIL), Selection())

    assert "answered by Mill, which gets no letter now" == made.left_out[-1].reason


def test_what_several_sites_need_is_told_once(planned: Planned) -> None:
    """The listings of all sites go to their company, the telephone number once; what no site was offered, to none."""
    needs = ", needs: [phone, photo]"
    registry = site("alpha", MAIL, more=OWNED + needs) + site("mill", MAIL, more=needs)
    profile = CALIFORNIAN + (
        '    phones: ["+1 510 555 0142"]\n'
        "    about:\n"
        "      alpha: {offers: [phone], listings: ['https://alpha.example.org/robin']}\n"
        "      mill: {offers: [phone], listings: ['https://mill.example.org/robin']}\n"
    )
    (letter,) = planned(profile, registry, Selection()).letters
    told = [(fact.field, fact.value) for fact in letter.draft.discloses]

    assert ["+1 510 555 0142"] == [value for field, value in told if field == "phone"]
    assert ["https://mill.example.org/robin", "https://alpha.example.org/robin"] == [
        value for field, value in told if field == "listing-url"
    ]
    assert letter.reason.endswith("it may ask for your photo: the profile offers it none")
