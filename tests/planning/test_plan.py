"""The plan: who gets what, under which law, by which way, telling what; and who is left out, and why."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from conftest import CALIFORNIAN, GERMAN, Planned

from unbroker.base.errors import UnknownName
from unbroker.cli.plan import brokers_left_out
from unbroker.facts import profile as profiles
from unbroker.facts.channel import ChannelKind
from unbroker.facts.law import Law
from unbroker.facts.registry import Registry
from unbroker.paper.sheet import Sheet
from unbroker.planning.decision import LeftOut, NobodySelected, PlannedLetter
from unbroker.planning.plan import Basis, Plan, plan
from unbroker.planning.selection import Selection
from unbroker.registry import reading

ALL = Selection(everything=True, courtesy=True)
BROKERS = """\
- slug: listed
  name: Listed
  kind: marketing
  packs: [discussion]
  domains: [listed.example.org]
  registered: {US-CA: [2026]}
  reaches: [{territory: US-CA, because: registered as a data broker in California, source: a registry}]
  channels:
    - {email: privacy@listed.example.org, source: s, tier: A}
    - {post: {street: [1 A St], city: Reno, region: NV, postal_code: "89501", country: US}, source: s, tier: A}
- slug: unlisted
  name: Unlisted
  kind: marketing
  packs: [discussion, marketing]
  registered: {US-CA: [2025]}
  channels:
    - {post: {street: [2 B St], city: Reno, region: NV, postal_code: "89501", country: US}, source: s, tier: A}
    - {email: privacy@unlisted.example.org, source: s, tier: A}
- slug: formal
  name: Formal
  kind: marketing
  channels:
    - {form: "https://formal.example.org/privacy", source: s, tier: A}
- slug: unknown
  name: Unknown
  kind: marketing
  note: Nobody knows where they are.
- slug: pool
  name: Pool
  kind: processor
  channels:
    - {email: privacy@pool.example.org, source: s, tier: A}
- slug: drop
  name: DROP
  kind: portal
  serves: [US-CA]
  channels:
    - {form: "https://privacy.ca.gov/drop/", source: s, tier: A, rights: [drop]}
"""
FAMILY = """\
- slug: bought
  name: Bought
  kind: marketing
  status: merged
  answered_by: middle
- {slug: middle, name: Middle, kind: marketing, status: merged, answered_by: heir}
- slug: heir
  name: Heir
  kind: marketing
  channels: [{email: privacy@heir.example.org, source: s, tier: A}]
- slug: site
  name: Site
  kind: people-search
  belongs_to: heir
  channels: [{email: privacy@heir.example.org, source: s, tier: A}]
- slug: lone-site
  name: Lone Site
  kind: people-search
  belongs_to: heir
  channels: [{email: privacy@lone.example.org, source: s, tier: A}]
- {slug: gone, name: Gone, kind: marketing, status: closed, note: Bankrupt since 2024.}
"""
NEEDY = """\
- slug: needy
  name: Needy
  kind: people-search
  needs: [name, email, phone, listing-url, photo]
  channels: [{email: privacy@needy.example.org, source: s, tier: A}]
- slug: content
  name: Content
  kind: people-search
  channels: [{email: privacy@content.example.org, source: s, tier: A}]
"""
OFFERS = (
    CALIFORNIAN.replace("emails: [robin@example.org]", "emails: [robin@example.org, old@example.org]")
    + """\
    other_names: [Robin Before]
    phones: ["+1 510 555 0142", "+1 510 555 0143"]
    about:
      needy: {offers: [name, email, phone], listings: ["https://needy.example.org/robin"], record_number: N-1}
      content: {offers: [phone], listings: ["https://content.example.org/robin"]}
"""
)


def item(made: Plan, slug: str) -> PlannedLetter:
    """The one letter to a broker."""
    (found,) = (item for item in made.letters if item.draft.request.broker.slug == slug)
    return found


def left(made: Plan, slug: str) -> LeftOut:
    """The one thing that is left out at a broker."""
    (found,) = (left for left in made.left_out if left.broker.slug == slug)
    return found


def slugs(made: Plan) -> list[str]:
    """Who gets a letter, in order."""
    return [item.draft.request.broker.slug for item in made.letters]


def told(made: Plan, slug: str) -> Mapping[str, str]:
    """What a letter to a broker discloses, by field."""
    return {disclosure.field: disclosure.value for disclosure in item(made, slug).draft.discloses}


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        (Selection(courtesy=True), ["listed", "unlisted"]),
        (Selection(brokers=("pool", "listed", "listed.example.org")), ["pool", "listed"]),
        (Selection(packs=("marketing",), courtesy=True), ["unlisted"]),
        (Selection(packs=("marketing", "discussion"), courtesy=True), ["listed", "unlisted"]),
        (ALL, ["listed", "unlisted", "formal", "pool"]),
        (Selection(brokers=("pool",), packs=("discussion",), everything=True), ["pool"]),
    ],
)
def test_brokers_are_named_or_in_packs_or_all(selection: Selection, chosen: list[str], planned: Planned) -> None:
    """Arguments first, then `--all`, then packs, else the profile's; each broker once."""
    assert chosen == slugs(planned(GERMAN, BROKERS, selection))


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(brokers=("lsited",)), "there is no broker 'lsited' (did you mean 'listed'?)"),
        (Selection(packs=("sport",)), "there is no pack 'sport' (packs are discussion, marketing)"),
        (Selection(rights=("deleet",)), "there is no right 'deleet' (did you mean 'delete'?)"),
        (Selection(sheet="us-11", courtesy=True), "there is no sheet 'us-11' (did you mean 'us-10'?)"),
        (Selection(people=("you",)), "there is no person 'you' (the profile has me)"),
    ],
)
def test_a_mistyped_selection_is_refused(selection: Selection, said: str, planned: Planned) -> None:
    """With the nearest name, before anything is planned."""
    with pytest.raises(UnknownName) as refused:
        planned(GERMAN, BROKERS, selection)

    assert said == str(refused.value)


def test_a_form_needs_no_sheet(laws: dict[str, Law], sheets: dict[str, Sheet]) -> None:
    """Where the settings name a sheet that was taken away, what goes into a form is planned as ever."""
    people, _ = profiles.parse(CALIFORNIAN, "profile.yaml")
    registry, _ = reading.read(reading.parse(BROKERS, "brokers.yaml")[0])
    assert people is not None
    basis = Basis(people, registry, laws, sheets, b"", usual_sheet="my-own")

    letters = plan(basis, Selection(brokers=("formal", "drop")), date(2026, 11, 22)).letters

    assert [None, None] == [letter.sheet for letter in letters]
    with pytest.raises(UnknownName):
        plan(basis, Selection(brokers=("listed",)), date(2026, 11, 22))


def test_a_registry_of_no_records_stops_the_plan(laws: dict[str, Law], sheets: dict[str, Sheet]) -> None:
    """An empty registry is a lost file, not a reason to write to nobody."""
    people, _ = profiles.parse(CALIFORNIAN, "profile.yaml")
    assert people is not None

    with pytest.raises(NobodySelected) as refused:
        plan(Basis(people, Registry([]), laws, sheets, b""), Selection(), date(2026, 11, 22))

    assert str(refused.value) == "the registry has no records: nothing is planned (run `unbroker check`)"


def test_a_first_letter_asks_for_what_its_law_says(planned: Planned) -> None:
    """In the order of the law: a Californian's opt-out first, a German's objection first."""
    assert item(planned(CALIFORNIAN, BROKERS), "unlisted").draft.request.rights == (
        "opt-out",
        "delete",
        "access-categories",
    )
    assert item(planned(GERMAN, BROKERS), "unlisted").draft.request.rights == ("object", "access", "delete")


@pytest.mark.parametrize("names", [("delete",), ("erasure",), ("erase",), ("delete", "erasure")])
def test_rights_go_by_all_their_names(names: tuple[str, ...], planned: Planned) -> None:
    """`--right` takes aliases, and a right that is named twice is asked for once."""
    made = planned(GERMAN, BROKERS, Selection(rights=names, courtesy=True))

    assert {("delete",)} == {item.draft.request.rights for item in made.letters}


def test_rights_stand_in_the_order_of_the_law(planned: Planned) -> None:
    """However they were named."""
    made = planned(GERMAN, BROKERS, Selection(brokers=("listed",), rights=("delete", "object")))

    assert item(made, "listed").draft.request.rights == ("object", "delete")


def test_what_one_law_calls_opting_out_another_calls_objecting(planned: Planned) -> None:
    """One word serves a household that lives under two laws."""
    made = planned(GERMAN, BROKERS, Selection(brokers=("listed",), rights=("opt-out",)))

    assert item(made, "listed").draft.request.rights == ("object",)


def test_a_right_that_the_persons_law_does_not_have_is_asked_as_a_courtesy(planned: Planned) -> None:
    """Nothing is claimed that the law does not give: Nevada lets its residents opt out, and no more."""
    nevadan = CALIFORNIAN.replace("US-CA", "US-NV")
    made = item(planned(nevadan, BROKERS, Selection(brokers=("listed",), rights=("delete",))), "listed")

    assert (False, "courtesy") == (made.draft.request.claim.binding, made.draft.request.claim.law.slug)


@pytest.mark.parametrize(
    ("by", "kinds"),
    [
        (None, {"listed": "email", "unlisted": "post", "formal": "form", "pool": "email"}),
        ("email", {"listed": "email", "unlisted": "email", "pool": "email"}),
        ("post", {"listed": "post", "unlisted": "post"}),
        ("form", {"formal": "form"}),
    ],
)
def test_the_best_way_is_taken_or_the_one_that_was_named(
    by: ChannelKind | None, kinds: dict[str, str], planned: Planned
) -> None:
    """The first e-mail or post address of the record, a form only where there is no other; `--by` decides else."""
    made = planned(GERMAN, BROKERS, replace(ALL, by=by))

    assert kinds == {item.draft.request.broker.slug: item.draft.recipient.channel.kind for item in made.letters}


def test_who_cannot_be_reached_that_way_is_left_out(planned: Planned) -> None:
    """And the ways that there are, are named."""
    made = planned(GERMAN, BROKERS, replace(ALL, by="post"))

    assert ("no way to write to it by post", "known: email") == (left(made, "pool").reason, left(made, "pool").hint)


def test_a_broker_without_an_address_is_left_out(planned: Planned) -> None:
    """Its record says what is known about it."""
    out = left(planned(GERMAN, BROKERS), "unknown")

    assert ("nobody to write to: no address is known", "see `unbroker brokers show unknown`") == (out.reason, out.hint)


def test_a_form_is_an_item_without_paper(planned: Planned) -> None:
    """Its text is previewed; there is nothing to print."""
    made = item(planned(GERMAN, BROKERS), "formal")

    assert made.sheet is None
    assert ("form", "https://formal.example.org/privacy") == (
        made.draft.recipient.channel.kind,
        made.draft.recipient.channel.to,
    )


NO_ADDRESS = GERMAN[: GERMAN.index("    address")]


def test_without_a_return_address_nothing_goes_by_post(planned: Planned) -> None:
    """The e-mail address is taken instead; who has none is left out, with what to add."""
    made = planned(NO_ADDRESS, BROKERS)
    by_post = planned(NO_ADDRESS, BROKERS, Selection(brokers=("unlisted",), by="post"))

    assert item(made, "unlisted").draft.recipient.channel.kind == "email"
    assert by_post.letters == ()
    assert (
        "can only be reached by post, and the profile has no return address",
        "add 'address: …' to this person in profile.yaml",
    ) == (left(by_post, "unlisted").reason, left(by_post, "unlisted").hint)


@pytest.mark.parametrize(
    ("profile", "sheet", "name"),
    [
        (CALIFORNIAN, None, "us-10"),
        (GERMAN, None, "din-5008-b"),
        (NO_ADDRESS, None, "din-5008-b"),
        (GERMAN, "us-10", "us-10"),
    ],
)
def test_the_sheet_is_that_of_the_senders_country(profile: str, sheet: str | None, name: str, planned: Planned) -> None:
    """Unless another is named."""
    made = item(planned(profile, BROKERS, replace(ALL, sheet=sheet)), "pool").sheet

    assert made is not None
    assert name == made.name


def test_drop_takes_delete_and_opt_out_from_registered_brokers(planned: Planned) -> None:
    """Other rights stay, and brokers that are not in the newest registry keep all."""
    made = planned(CALIFORNIAN, BROKERS)

    assert item(made, "listed").draft.request.rights == ("access-categories",)
    out = left(made, "listed")
    assert (("opt-out", "delete"), "one request to DROP does this: registered in California (2026)") == (
        out.rights,
        out.reason,
    )
    assert item(made, "unlisted").draft.request.rights == ("opt-out", "delete", "access-categories")


@pytest.mark.parametrize(
    "selection",
    [
        ALL,
        Selection(),
        Selection(rights=("delete",)),
        Selection(rights=("opt-out",)),
        Selection(brokers=("listed", "drop")),
    ],
)
def test_drop_heads_the_plan_of_a_californian(selection: Selection, planned: Planned) -> None:
    """Wherever it takes something, it is itself the first request: of kind portal, by form, under the Delete Act."""
    first = planned(CALIFORNIAN, BROKERS, selection).letters[0]

    request = first.draft.request
    assert ("drop", "delete-act", ("drop",), "form", None) == (
        request.broker.slug,
        request.claim.law.slug,
        request.rights,
        first.draft.recipient.channel.kind,
        first.sheet,
    )


def test_who_names_a_broker_is_told_of_drop_and_not_made_to_file_it(planned: Planned) -> None:
    """What DROP does is left out of the letter, with the command that shows DROP."""
    made = planned(CALIFORNIAN, BROKERS, Selection(brokers=("listed",)))

    assert ["listed"] == [letter.draft.request.broker.slug for letter in made.letters]
    assert "`unbroker plan drop`; --despite-drop asks anyway" == left(made, "listed").hint


@pytest.mark.parametrize("selection", [ALL, Selection()])
def test_drop_stands_in_the_plan_once(selection: Selection, planned: Planned) -> None:
    """Whether it was selected with the rest or comes along."""
    assert slugs(planned(CALIFORNIAN, BROKERS, selection)).count("drop") == 1


def test_despite_drop_keeps_all_rights(planned: Planned) -> None:
    """Then DROP takes nothing, and comes along no more."""
    made = planned(CALIFORNIAN, BROKERS, Selection(despite_drop=True, courtesy=True))

    assert slugs(made) == ["listed", "unlisted"]
    assert item(made, "listed").draft.request.rights == ("opt-out", "delete", "access-categories")


def test_drop_is_nothing_to_a_german(planned: Planned) -> None:
    """California's platform serves Californians."""
    made = planned(GERMAN, BROKERS)

    assert "drop" not in slugs(made)
    assert left(made, "drop").reason == "does not answer people in Germany"
    assert item(made, "listed").draft.request.rights == ("object", "access", "delete")


@pytest.mark.parametrize(("today", "taken"), [("2025-12-31", False), ("2026-01-01", True)])
def test_drop_takes_nothing_before_it_is_open(today: str, planned: Planned, *, taken: bool) -> None:
    """The platform opened on 1 January 2026."""
    made = planned(CALIFORNIAN, BROKERS, Selection(brokers=("listed",)), today)

    assert taken is ("delete" not in item(made, "listed").draft.request.rights)


def test_a_processor_gets_its_letter_with_a_hint(planned: Planned) -> None:
    """The app that uses it holds the data too."""
    assert item(planned(GERMAN, BROKERS), "pool").reason.endswith("; mostly a processor: also ask the app that uses it")


def test_binding_is_what_the_record_shows(planned: Planned) -> None:
    """The rest is a courtesy, and says so."""
    made = planned(CALIFORNIAN, BROKERS)

    assert item(made, "listed").draft.request.claim.binding
    assert item(made, "listed").reason == "registered as a data broker in California"
    assert not item(made, "unlisted").draft.request.claim.binding
    assert item(made, "unlisted").reason == "nothing on record shows that the law binds it"


def test_who_was_bought_is_named_in_the_heirs_letter(planned: Planned) -> None:
    """A chain of successors is followed to its end; a site at its owner's address is named there too."""
    made = planned(GERMAN, FAMILY)

    assert slugs(made) == ["heir", "lone-site"]
    assert ["bought", "middle", "site"] == [broker.slug for broker in item(made, "heir").draft.request.covers]
    assert ("answered by Heir, whose letter names it", "see heir") == (
        left(made, "bought").reason,
        left(made, "bought").hint,
    )


def test_an_heir_gets_the_letter_even_if_only_the_bought_one_was_named(planned: Planned) -> None:
    """Whoever writes to a company that is gone reaches who answers for it."""
    made = planned(GERMAN, FAMILY, Selection(brokers=("bought",)))

    assert slugs(made) == ["heir"]
    assert ["bought", "site"] == [broker.slug for broker in item(made, "heir").draft.request.covers]


def test_who_is_closed_is_left_out(planned: Planned) -> None:
    """With what is known about it."""
    out = left(planned(GERMAN, FAMILY), "gone")

    assert ("closed, and nobody is known to answer for it", "Bankrupt since 2024.") == (out.reason, out.hint)


def test_nobody_is_both_written_to_and_left_out(planned: Planned) -> None:
    """Each selected broker is in the plan exactly once, but for single rights."""
    for text in (BROKERS, FAMILY):
        made = planned(CALIFORNIAN, text)
        whole = [*slugs(made), *(left.broker.slug for left in made.left_out if not left.rights)]
        sites = [site.slug for letter in made.letters for site in letter.draft.request.covers]
        whole += [site for site in sites if site not in whole]

        assert len(whole) == len(set(whole))
        assert len(whole) == text.count("slug: ")


def test_where_no_law_serves_it_is_a_courtesy(planned: Planned) -> None:
    """Somebody in a place without a law here asks all the same, and claims no right."""
    nowhere = GERMAN.replace("residence: DE", "residence: AQ")

    made = item(planned(nowhere, BROKERS, Selection(brokers=("listed",))), "listed")

    assert ("courtesy", False) == (made.draft.request.claim.law.slug, made.draft.request.claim.binding)


def test_by_email_the_least_is_told(planned: Planned) -> None:
    """Name, residence, city and the address for answers; nothing else, whatever the profile holds."""
    assert told(planned(OFFERS, BROKERS), "pool") == {
        "name": "Robin Sample",
        "residence": "California",
        "city": "Oakland",
        "email": "robin+brokers@example.org",
    }


def test_by_post_the_return_address_is_told_and_no_email(planned: Planned) -> None:
    """The address holds the city; an e-mail address is told only where the profile wants it."""
    least = {"name": "Robin Sample", "residence": "California", "address": "1 Specimen Way, Oakland, CA 94607"}
    wanted = CALIFORNIAN + "    email_by_post: true\n"

    assert least == told(planned(CALIFORNIAN, BROKERS), "unlisted")
    assert {**least, "email": "robin+brokers@example.org"} == told(planned(wanted, BROKERS), "unlisted")


def test_more_is_told_only_if_needed_and_offered(planned: Planned) -> None:
    """The record must need it, and the profile must offer it to this broker."""
    made = planned(OFFERS, NEEDY)

    extra = {
        "other name": "Robin Before",
        "phone": "+1 510 555 0142",
        "other email": "robin@example.org",
        "record-number": "N-1",
        "listing-url": "https://needy.example.org/robin",
    }
    least = {
        "name": "Robin Sample",
        "residence": "California",
        "city": "Oakland",
        "email": "robin+brokers@example.org",
    }
    assert {**least, **extra} == told(made, "needy")
    assert {**least, "listing-url": "https://content.example.org/robin"} == told(made, "content")


def test_what_is_needed_and_not_offered_is_said(planned: Planned) -> None:
    """The broker may ask for it; the person may decide to offer it."""
    made = item(planned(CALIFORNIAN, NEEDY), "needy")

    assert made.reason.endswith("it may ask for your phone, listing-url, photo: the profile offers it none")


def test_an_address_that_is_needed_and_offered_is_told_by_email_too(planned: Planned) -> None:
    """The promise holds for every kind of identifier that the profile has a field for."""
    needs = NEEDY.replace("needs: [name, email, phone, listing-url, photo]", "needs: [address]")
    made = planned(CALIFORNIAN + "    about: {needy: {offers: [address]}}\n", needs)

    assert told(made, "needy").get("address") == "1 Specimen Way, Oakland, CA 94607"
    assert "may ask" not in item(made, "needy").reason


def test_by_post_the_address_tells_the_city(planned: Planned) -> None:
    """A broker that needs city and state has them in the return address."""
    needs = BROKERS.replace("slug: unlisted", "slug: unlisted\n  needs: [city-state, address]")

    assert "may ask" not in item(planned(CALIFORNIAN, needs), "unlisted").reason


def test_a_listing_goes_to_its_broker_only(planned: Planned) -> None:
    """No letter names another broker's page."""
    made = planned(OFFERS, NEEDY)

    for item_ in made.letters:
        urls = [disclosure.value for disclosure in item_.draft.discloses if disclosure.field == "listing-url"]
        assert all(item_.draft.request.broker.slug in url for url in urls)


def test_a_situation_is_told_with_an_objection_only(planned: Planned) -> None:
    """It is the ground of that right and of no other."""
    erika = GERMAN + "    about: {content: {situation: I was threatened.}}\n"

    assert "situation" in told(planned(erika, NEEDY), "content")
    assert "situation" not in told(planned(erika, NEEDY, replace(ALL, rights=("access",))), "content")


CORRECTS = (
    CALIFORNIAN + "    about: {content: {corrections: [{held: age 61, right: age 41, because: I was born later.}]}}\n"
)


def test_a_correction_needs_something_wrong(planned: Planned) -> None:
    """Who has not said what is wrong asks for no correction."""
    wanted = replace(ALL, rights=("correct",))
    made = planned(CORRECTS, NEEDY, wanted)

    assert slugs(made) == ["content"]
    assert (
        "the profile lists nothing to correct",
        "write what is wrong below 'about: needy: corrections:' in the profile",
    ) == (
        left(made, "needy").reason,
        left(made, "needy").hint,
    )


def test_all_that_a_correction_says_is_listed(planned: Planned) -> None:
    """What is held, what is right, and why, all stand in the letter: `plan` shows all three."""
    made = item(planned(CORRECTS, NEEDY, replace(ALL, rights=("correct",))), "content")

    said = " ".join(disclosure.value for disclosure in made.draft.discloses)
    assert all(part in said for part in ("age 61", "age 41", "I was born later."))


def test_a_switch_in_the_persons_favour_is_announced(planned: Planned) -> None:
    """Within 14 days before it: from 2027-01-01 the CCPA reaches what was collected about the consumer, too."""
    near = planned(CALIFORNIAN, NEEDY, today="2026-12-20")
    far = planned(CALIFORNIAN, NEEDY, today="2026-12-10")

    assert "2027-01-01" in item(near, "content").reason
    assert "2027-01-01" not in item(far, "content").reason


TWO = CALIFORNIAN.replace("- name", "- slug: robin\n    name") + GERMAN.removeprefix("people:\n").replace(
    "- name", "- slug: erika\n    name"
)


def test_two_people_have_their_own_letters(planned: Planned) -> None:
    """One after the other, each under their own law, with their own references; `--for` narrows."""
    made = planned(TWO, BROKERS, Selection(brokers=("pool",)))
    one = planned(TWO, BROKERS, Selection(brokers=("pool",), people=("erika",)))

    assert [("robin", "ccpa"), ("erika", "gdpr")] == [
        (item.draft.request.person.handle, item.draft.request.claim.law.slug) for item in made.letters
    ]
    assert len({item.draft.request.reference for item in made.letters}) == 2
    assert made.letters[1:] == one.letters


def test_a_person_who_is_named_twice_gets_one_letter(planned: Planned) -> None:
    """One letter per person and broker."""
    made = planned(TWO, BROKERS, Selection(brokers=("pool",), people=("erika", "erika")))

    assert slugs(made) == ["pool"]


def test_the_same_plan_has_the_same_references(planned: Planned) -> None:
    """On another day, too: a preview and its letter carry the same one."""
    today, later = planned(GERMAN, BROKERS), planned(GERMAN, BROKERS, today="2026-11-30")

    assert [item.draft.letter for item in today.letters] == [item.draft.letter for item in later.letters]
    assert all(item.draft.letter.endswith(".1") for item in today.letters)


@pytest.mark.parametrize(
    ("profile", "written", "other"),
    [(CALIFORNIAN, "linkedin", "linkedin-ireland"), (GERMAN, "linkedin-ireland", "linkedin")],
)
def test_linkedin_is_two_by_whom_they_serve(
    *,
    profile: str,
    written: str,
    other: str,
    packaged_registry: Registry,
    laws: dict[str, Law],
    sheets: dict[str, Sheet],
) -> None:
    """The Irish company answers Europe, the American one the rest; each points to the other. Topfunnel is left out."""
    people, _ = profiles.parse(profile, "profile.yaml")
    assert people is not None

    made = plan(Basis(people, packaged_registry, laws, sheets, b"salt"), Selection(courtesy=True), date(2026, 11, 22))

    assert written in slugs(made)
    assert f"{written} does" == left(made, other).hint
    assert left(made, "topfunnel").reason == "nobody to write to: no address is known"
    assert ["entelo"] == [broker.slug for broker in item(made, "silkroad-technology").draft.request.covers]


def test_brokers_without_any_letter_are_counted_once(planned: Planned) -> None:
    """Who gets a letter for some of the rights is not counted, and who gets none counts once, whatever the reasons."""
    made = planned(CALIFORNIAN, BROKERS, ALL)
    reasons = [left.broker.slug for left in made.left_out]
    twice = replace(made, left_out=(*made.left_out, *made.left_out))

    assert "listed" in reasons
    assert brokers_left_out(twice) == len({*reasons} - {*slugs(made)})


def test_who_is_written_to_by_another_way_is_not_left_out(planned: Planned) -> None:
    """The letters of the plan that go otherwise are counted by themselves."""
    made = planned(CALIFORNIAN, BROKERS, ALL)
    elsewhere = tuple(replace(left, goes_by="email") for left in made.left_out)

    assert brokers_left_out(replace(made, letters=(), left_out=elsewhere)) == 0


def test_whom_a_letter_by_another_way_speaks_for_is_not_left_out(planned: Planned) -> None:
    """Neither the broker that it goes to nor the others of its company are counted."""
    first, other, *_ = planned(CALIFORNIAN, BROKERS, ALL).left_out
    speaking = replace(first, goes_by="email", covers=(other.broker.slug,))

    assert brokers_left_out(Plan((), (speaking, other))) == 0
    assert brokers_left_out(Plan((), (replace(speaking, covers=()), other))) == 1
