"""The registry: records, the user's own laid over them, and what single records cannot show."""

import pytest

from unbroker.base import source
from unbroker.base.errors import Place, UnknownName
from unbroker.base.located import Items
from unbroker.facts.address import faults
from unbroker.facts.registry import Registry
from unbroker.registry import mailbox, reading

PACKAGED = """\
- slug: acme
  name: Acme
  domains: [acme.example.org]
  kind: marketing
  packs: [marketing]
  country: US
  note: As packaged.
  registered: {US-CA: [2025, 2026]}
  channels:
    - {email: privacy@acme.example.org, source: a filing, dated: 2025, tier: A}
    - {email: info@acme.example.org, source: a list, tier: C}
    - post: {street: [1 Main St], city: Reno, region: NV, postal_code: "89501", country: US}
      source: a filing
      tier: A
- slug: bolt
  name: Bolt
  domains: [bolt.example.org]
  kind: recruiting
  packs: [recruiting]
"""


def laid(own: str, packaged: str = PACKAGED) -> tuple[Registry, list[str]]:
    """A registry made of the packaged text and the user's own, and its problems."""
    records, problems = reading.parse(packaged, "brokers.yaml")
    mine, found = reading.parse(own, "own.yaml")
    read, faults = reading.read(reading.overlay(records, mine))
    return read, [*map(str, (*problems, *found, *faults))]


def problems_of(text: str) -> list[str]:
    """What is wrong with the text of a registry."""
    records, problems = reading.parse(text, "brokers.yaml")
    return [*map(str, (*problems, *reading.read(records)[1]))]


def test_a_value_of_ones_own_replaces_the_packaged_one() -> None:
    """What is not named stays; the others are left alone."""
    made, problems = laid("- slug: acme\n  note: Mine.\n  packs: [discussion]\n")

    acme = made.get("acme")
    assert problems == []
    assert ("Acme", "Mine.", ("discussion",), 3) == (acme.name, acme.note, acme.packs, len(acme.channels))
    assert list(made.brokers) == ["acme", "bolt"]


@pytest.mark.parametrize(
    "channel",
    [
        "{email: info@acme.example.org, source: their answer, dated: 2026-11-01, tier: A}",
        (
            "{post: {street: [1 Main St], city: Reno, region: NV, postal_code: '89501', country: US},"
            " source: their answer, tier: A}"
        ),
    ],
)
def test_a_channel_of_ones_own_replaces_the_one_that_it_names(channel: str) -> None:
    """The same address is the same channel; it comes first, and none is there twice."""
    made, problems = laid(f"- slug: acme\n  channels:\n    - {channel}\n")

    channels = made.get("acme").channels
    assert problems == []
    assert len(channels) == len({channel.to for channel in channels}) == 3
    assert channels[0].source == "their answer"


def test_a_new_channel_comes_first() -> None:
    """Whoever writes an address down trusts it most."""
    made, _ = laid("- slug: acme\n  channels:\n    - {email: new@acme.example.org, source: me, tier: B}\n")

    assert [
        "new@acme.example.org",
        "privacy@acme.example.org",
        "info@acme.example.org",
        "1 Main St, Reno, NV 89501",
    ] == [channel.to for channel in made.get("acme").channels]


def test_a_new_record_is_added() -> None:
    """A slug that the packaged registry does not have is a new broker."""
    made, problems = laid("- slug: mine\n  name: Mine\n  kind: other\n")

    assert problems == []
    assert list(made.brokers) == ["acme", "bolt", "mine"]


def test_a_fault_stands_in_the_file_that_has_it() -> None:
    """Problems of a laid-over record name the user's file or the packaged one, whichever it is."""
    packaged = PACKAGED.replace("dated: 2025", "dated: May")
    _, problems = laid("- slug: acme\n  knid: other\n  packs: marketing\n", packaged)

    assert sorted(problem.partition(": ")[0] for problem in problems) == ["brokers.yaml:10", "own.yaml:2", "own.yaml:3"]


def test_a_slug_that_stands_twice_is_a_problem() -> None:
    """Both places are named."""
    assert problems_of("- {slug: a, name: A, kind: other}\n\n- {slug: a, name: B, kind: other}\n") == [
        "brokers.yaml:3: broker 'a' already exists, at brokers.yaml:1 (merge the two)"
    ]


@pytest.mark.parametrize("slug", ["mine", "acme"])
def test_a_slug_that_stands_twice_in_ones_own_file_is_a_problem(slug: str) -> None:
    """Whether the packaged registry has it or not."""
    own = f"- {{slug: {slug}, name: A, kind: other}}\n- {{slug: {slug}, name: B, kind: other}}\n"

    assert laid(own)[1] == [f"own.yaml:2: broker '{slug}' already exists, at own.yaml:1 (merge the two)"]


def test_a_domain_belongs_to_one_record() -> None:
    """Else a site would name two brokers."""
    text = "- {slug: a, name: A, kind: other, domains: [x.org]}\n- {slug: b, name: B, kind: other, domains: [x.org]}\n"

    said = "broker 'b': the domain x.org belongs to 'a' at brokers.yaml:1 (a domain belongs to one record)"
    assert problems_of(text) == [f"brokers.yaml:2: {said}"]


@pytest.mark.parametrize("key", ["answered_by", "belongs_to"])
@pytest.mark.parametrize(
    ("named", "hint"), [("bolf", "did you mean 'bolt'?"), ("zzzz", "add that record"), ("acme", "did you mean 'acme'?")]
)
def test_who_answers_must_be_another_record(key: str, named: str, hint: str) -> None:
    """A successor or owner that is not there, or is the record itself, is a problem."""
    _, problems = laid(f"- slug: acme\n  {key}: {named}\n")

    assert problems == [f"own.yaml:1: broker 'acme': {key!r} names {named!r}, which is not another record ({hint})"]


def test_successors_that_point_at_each_other_are_a_problem() -> None:
    """Somebody has to answer in the end."""
    text = (
        "- {slug: a, name: A, kind: other, status: merged, answered_by: b}\n"
        "- {slug: b, name: B, kind: other, status: merged, answered_by: a}\n"
    )

    assert len(problems_of(text)) >= 1


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        (
            "{email: a@x.org, form: 'https://x.org', source: s, tier: A}",
            "a channel has one of 'email', 'post' and 'form' (write a list entry for each)",
        ),
        (
            "{source: s, tier: A}",
            "a channel has one of 'email', 'post' and 'form' (write a list entry for each)",
        ),
        (
            "{post: {country: US, parsed: false}, source: s, tier: A}",
            "an address that is not parsed needs 'as_filed' (copy the lines of the source)",
        ),
        (
            "{post: {country: US, city: Reno}, source: s, tier: A}",
            "an address needs 'street' and 'city' (or 'parsed: false' with 'as_filed')",
        ),
        ("{email: a@x.org, tier: A}", "'source' is missing (add a line 'source: …')"),
        ("{email: a@x.org, source: s}", "'tier' is missing (add a line 'tier: …')"),
        ("{email: a@x.org, source: s, tier: D}", "'tier' cannot be 'D' (one of A, B, C)"),
        ("{email: a at x, source: s, tier: A}", "'a at x' is not an e-mail address (as in privacy@example.org)"),
        ("{form: x.org, source: s, tier: A}", "'x.org' is not a web address (as in https://example.org/privacy)"),
        ("{emial: a@x.org, source: s, tier: A}", "unknown key 'emial' (did you mean 'email'?)"),
        (
            "{post: {street: [1 A St], city: B, country: UK}, source: s, tier: A}",
            "there is no country 'UK' (the United Kingdom is GB)",
        ),
        (
            "{email: a@x.org, source: s, tier: A, dated: last May}",
            "'dated' cannot be 'last May' (see the reference for how it is written)",
        ),
    ],
)
def test_a_channel_says_what_is_wrong_with_it(channel: str, said: str) -> None:
    """Each fault of a channel has the line of the channel and the name of the broker."""
    text = f"- slug: acme\n  name: Acme\n  kind: other\n  channels:\n    - {channel}\n"

    assert problems_of(text) == [f"brokers.yaml:5: broker 'acme': {said}"]


def test_a_record_without_a_slug_is_counted() -> None:
    """Its number in the file names it."""
    assert problems_of("- {slug: a, name: A, kind: other}\n- {name: B, kind: other}\n") == [
        "brokers.yaml:2: broker 'number 2': 'slug' is missing (add a line 'slug: …')"
    ]


@pytest.mark.parametrize("text", ["slug: acme\n", "- acme\n- bolt\n", "acme\n"])
def test_a_file_that_is_no_list_of_records_is_refused(text: str) -> None:
    """And nothing of it is read."""
    records, problems = reading.parse(text, "brokers.yaml")

    assert len(records) == 0
    assert list(map(str, problems)) == [
        "brokers.yaml: is not a registry (a registry is a list of records: '- slug: …')"
    ]


def test_a_broker_is_found_by_slug_and_by_site() -> None:
    """A mistyped one gets the nearest of both."""
    made, _ = laid("[]")

    assert made.get("acme") is made.get("acme.example.org")
    with pytest.raises(UnknownName) as refused:
        made.get("bolt.exmple.org")
    assert str(refused.value) == "there is no broker 'bolt.exmple.org' (did you mean 'bolt.example.org'?)"


def test_packs_are_chosen_in_the_order_of_the_file() -> None:
    """A broker in two packs comes once; a pack that does not exist is refused."""
    made, _ = laid("- slug: bolt\n  packs: [recruiting, marketing]\n")

    assert [broker.slug for broker in made.in_packs(["recruiting", "marketing"])] == ["acme", "bolt"]
    assert [broker.slug for broker in made.in_packs(["recruiting"])] == ["bolt"]
    with pytest.raises(UnknownName) as refused:
        made.in_packs(["sport"])
    assert str(refused.value) == "there is no pack 'sport' (packs are marketing, recruiting)"


def test_registered_is_who_is_in_the_newest_registry() -> None:
    """A registration that was not renewed counts no longer."""
    made, problems = laid("- slug: bolt\n  registered: {US-CA: [2025]}\n")

    assert problems == []
    assert made.latest_year("US-CA") == 2026
    assert made.is_registered(made.get("acme"), "US-CA")
    assert not made.is_registered(made.get("bolt"), "US-CA")
    assert made.latest_year("US-VT") is None
    assert not made.is_registered(made.get("acme"), "US-VT")


def test_serves_and_excludes_say_who_is_answered() -> None:
    """None means everybody; a territory means all that lies in it."""
    made, _ = laid("- slug: acme\n  serves: [EEA, GB]\n- slug: bolt\n  excludes: [EEA]\n")

    assert [True, True, False] == [made.get("acme").answers(code) for code in ("DE", "GB", "US-CA")]
    assert [False, True, True] == [made.get("bolt").answers(code) for code in ("DE", "GB", "US-CA")]


def test_a_channel_takes_some_rights_of_some_people() -> None:
    """Both must fit; what is not said fits all."""
    made, _ = laid(
        "- slug: acme\n  channels:\n"
        "    - {email: eu@acme.example.org, serves: [EEA], rights: [delete], source: s, tier: A}\n"
    )

    eu, usual, *_ = made.get("acme").channels
    assert eu.takes("delete", "DE")
    assert not eu.takes("delete", "US-CA")
    assert not eu.takes("access", "DE")
    assert usual.takes("access", "US-CA")


def test_a_channel_has_a_kind_and_an_address_in_one_line() -> None:
    """As filed, where the lines of the source could not be taken apart."""
    made, _ = laid(
        "- slug: acme\n  channels:\n"
        "    - {form: 'https://acme.example.org/privacy', source: s, tier: A}\n"
        "    - {post: {country: US, parsed: false}, as_filed: [PO Box 1, Renoo NV], source: s, tier: A}\n"
    )

    assert [
        ("form", "https://acme.example.org/privacy"),
        ("post", "PO Box 1, Renoo NV"),
        ("email", "privacy@acme.example.org"),
        ("email", "info@acme.example.org"),
        ("post", "1 Main St, Reno, NV 89501"),
    ] == [(channel.kind, channel.to) for channel in made.get("acme").channels]


def test_the_legal_name_is_addressed() -> None:
    """Where it is known."""
    made, _ = laid("- slug: acme\n  legal_name: Acme Holdings, Inc.\n")

    assert [made.get(slug).addressee for slug in ("acme", "bolt")] == ["Acme Holdings, Inc.", "Bolt"]


def test_the_place_of_a_record_is_its_line() -> None:
    """A message about a broker leads to it."""
    value, _ = source.parse(PACKAGED, "brokers.yaml")
    assert isinstance(value, Items)

    read, _ = reading.read(value)

    assert [Place("brokers.yaml", 1), Place("brokers.yaml", 15)] == [broker.place for broker in read.brokers.values()]


@pytest.mark.smoke
def test_the_packaged_registry_is_whole(packaged_registry: Registry) -> None:
    """It has no problems, and not fewer records than it had when it was made."""
    assert len(packaged_registry) >= 1138


def test_each_packaged_channel_says_where_it_is_from(packaged_registry: Registry) -> None:
    """A source and a tier, or nobody could tell a filing from a rumour."""
    channels = [channel for broker in packaged_registry.brokers.values() for channel in broker.channels]

    assert len(channels) > 500
    assert all(channel.source and channel.tier for channel in channels)


def test_each_packaged_address_is_right_or_says_what_is_wrong(packaged_registry: Registry) -> None:
    """No postal code has swallowed a town, and nothing is found by posting that the record does not say."""
    posts = [(broker.slug, c) for broker in packaged_registry.brokers.values() for c in broker.channels]
    faulty = [(slug, fault) for slug, c in posts if c.post for fault in faults(c.post, c.as_filed) if not fault.known]

    assert [] == [f"{slug}: {fault}" for slug, fault in faulty]


def test_no_packaged_mailbox_is_a_persons(packaged_registry: Registry) -> None:
    """Each mailbox is that of an office: its name holds the word of one, or it is the company's own."""
    mailboxes = {c.email for b in packaged_registry.brokers.values() for c in b.channels if c.email}

    assert sorted(address for address in mailboxes if not mailbox.is_office(address)) == []


def test_who_is_gone_points_to_who_answers(packaged_registry: Registry) -> None:
    """A merged broker has a successor that is reached in the end, and that is not gone itself."""
    merged = [broker for broker in packaged_registry.brokers.values() if broker.status == "merged"]

    assert merged
    for broker in merged:
        assert broker.answered_by is not None, broker.slug
        assert packaged_registry.get(broker.answered_by).status != "closed", broker.slug
