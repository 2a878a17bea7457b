"""The packaged registry: who filed what, whose it is, and that nobody's mailbox or name came with it."""

import re
from collections import Counter

import pytest

from unbroker.facts.registry import Registry
from unbroker.registry import comments
from unbroker.registry.legal_name import compared


@pytest.mark.slow
def test_the_whole_of_californias_file_is_here(packaged_registry: Registry) -> None:
    """Each of its 581 rows is the filing of one record, and the answers are as many as the state's."""
    filings = [filing for broker in packaged_registry.brokers.values() for filing in broker.filed]

    assert [*range(2, 583)] == sorted(
        filing.row for filing in filings if (filing.state, filing.year) == ("US-CA", 2026)
    )
    shared = Counter(name for filing in filings for name in filing.shared)
    assert {
        "ai-developers": 31, "foreign-actors": 26, "federal-government": 52, "state-governments": 50,
        "law-enforcement": 27,
    } == shared  # fmt: skip
    collects = Counter(name for filing in filings for name in filing.collects)
    assert (110, 18, 41) == (collects["precise-location"], collects["minors"], collects["government-ids"])
    sizes = packaged_registry.pack_sizes
    assert (31, 26, 60, 110, 18) == tuple(
        sizes[pack] for pack in ("to-ai-developers", "to-foreign-actors", "to-government", "precise-location", "minors")
    )


@pytest.mark.slow
def test_a_record_has_the_filings_of_one_registrant(packaged_registry: Registry) -> None:
    """Never those of a sister: a group is linked by `belongs_to`, and one of TransUnion's eleven answered Yes."""
    brokers = packaged_registry.brokers.values()
    group = [broker for broker in brokers if "transunion" in (broker.slug, broker.belongs_to) and broker.filed]

    assert not [broker.slug for broker in brokers if len({compared(filing.by) for filing in broker.filed}) > 1]
    assert len(group) >= 9
    assert "ai-developers" not in packaged_registry.get("transunion").filed[0].shared
    for owner in ("equifax", "transunion"):
        assert all(
            broker.domains == ()
            for broker in brokers
            if broker.belongs_to == owner and broker.filed and not broker.packs
        )


@pytest.mark.slow
def test_no_comment_names_or_rings_anybody(packaged_registry: Registry) -> None:
    """Nor does it hold a mailbox of somebody by name."""
    told = [
        filing.comment for broker in packaged_registry.brokers.values() for filing in broker.filed if filing.comment
    ]

    assert len(told) > 100
    assert [] == [comment for comment in told if comments.without_people(comment)[0] != comment]
    assert [] == [comment for comment in told if re.search(r"\(\d{3}\) ?\d{3}-\d{4}", comment)]


@pytest.mark.slow
def test_addresses_of_the_registry_are_in_parts(packaged_registry: Registry) -> None:
    """At least 99 of 100, and as many brokers as were promised."""
    brokers = packaged_registry.brokers.values()
    posts = [channel.post for broker in brokers for channel in broker.channels if channel.post]
    wrong = [post for post in posts if not post.parsed and not post.wrong]

    assert len(wrong) <= len(posts) / 100, len(wrong)
    assert sum(broker.kind != "adtech" or bool(broker.registered) for broker in brokers) >= 820
    assert len(brokers) >= 1000
