"""Proposals: which record a row is about, what it changes, and the text that comes of it."""

import difflib
from collections.abc import Mapping

from registries import california, companies

from unbroker.registry import reading
from unbroker.registry.export import as_datenanfragen
from unbroker.registry.find import find
from unbroker.registry.importers.shapes import SHAPES, shape_of
from unbroker.registry.named import Names
from unbroker.registry.proposal import Proposal, apply, proposal

OURS = """\
# Ours: kept by hand.

- slug: acme
  name: Acme  # as people say it
  legal_name: Acme Data Inc
  domains: [acme.example]
  kind: marketing
  reaches:
    - {territory: EEA, because: "by its own words", source: a page}
  registered: {US-CA: [2025]}
  channels:
    # the one that answers
    - email: privacy@acme.example
      source: California registry 2025
      dated: 2025
      tier: A

- slug: bolt
  name: Bolt
  domains: [bolt.example]
  kind: other
  registered: {US-CA: [2025]}
  channels: []
# the end
"""


def proposed(content: bytes, ours: str = OURS, decided: Mapping[int, str | None] | None = None) -> Proposal:
    """What a file would change."""
    name = "datenanfragen-2026-07.jsonl"
    entries, problems = SHAPES[shape_of(content, name)].parse(content, name)
    records, faults = reading.parse(ours, "brokers.yaml")
    read, others = reading.read(records)
    assert [*map(str, (*faults, *others))] == []
    return proposal(entries, [p for p in problems if p.severity == "error"], read.brokers, decided or {})


def kinds(made: Proposal) -> dict[int, tuple[str, str]]:
    """The class and the record of each row."""
    return {change.entry.row: (change.kind, change.slug) for change in made.changes}


def test_a_row_is_a_records_by_site_and_name_together() -> None:
    """One of the two alone is for a person to decide; whoever shares nothing is new."""
    made = proposed(
        california(
            {},
            {"name": "Acme Data LLC", "site": "acme-data.example"},
            {"name": "Other Corp", "site": "bolt.example"},
            {"name": "New LLC", "site": "new.example"},
        )
    )

    assert {2: ("changed", "acme"), 3: ("doubtful", "acme-data"), 4: ("doubtful", "other"), 5: ("new", "new")} == kinds(
        made
    )
    assert ("acme",) == made.changes[1].match.near
    assert {"equal": 0, "new": 1, "changed": 1, "doubtful": 2, "refused": 0} == made.counts
    assert ["bolt"] == [broker.slug for broker in made.leavers]


def test_a_person_decides_what_is_doubtful() -> None:
    """The same, or a record of its own that belongs to the group."""
    rows = california({"name": "Other Corp", "site": "bolt.example"}, {"name": "Acme Data LLC", "site": "a-d.example"})
    made = proposed(rows, decided={2: None, 3: "acme"})

    assert {2: ("new", "other"), 3: ("changed", "acme")} == kinds(made)
    assert ("bolt", ()) == (made.changes[0].broker.belongs_to, made.changes[0].broker.domains)  # type: ignore[union-attr]


def test_a_seat_abroad_gets_no_region_of_the_address_that_it_filed() -> None:
    """A company of Britain with an office in Nevada is in no state of the United States."""
    made = proposed(california({}), OURS.replace("  kind: marketing\n", "  kind: marketing\n  country: GB\n", 1))
    (change,) = made.changes

    assert change.merged is not None
    assert (None, "GB") == (change.merged.after.region, change.merged.after.country)
    assert "region" not in change.merged.keys


def test_brands_and_former_names_are_kept_unless_another_record_is_called_so() -> None:
    """Each once; the form of a company, a Yes and a No are no names, and a person's list only grows."""
    ours = OURS.replace("  domains: [acme.example]", "  also_called: [Acme Classic]\n  domains: [acme.example]", 1)
    made = proposed(california({"dba": "Acme Leads; ACME DATA; Acme Classic; Bolt; INC; Yes; acme.example"}), ours)
    (change,) = made.changes

    assert change.merged is not None
    assert ("Acme Classic", "Acme Leads") == change.merged.after.also_called
    assert "  also_called: [Acme Classic, Acme Leads]\n" in apply(ours, made.changes)
    new = proposed(
        california({"name": "Dot, Inc.", "site": "dot.example", "dba": "Dot; Dot Leads; an Acme Company"}), ours
    )
    assert "- slug: dot\n  name: Dot\n  legal_name: Dot, Inc.\n  also_called: [Dot Leads]\n" in apply(ours, new.changes)


def test_a_filing_never_passes_to_a_sister() -> None:
    """Registrants of one site are records of their own: one of them answered Yes, the others did not."""
    made = proposed(
        california(
            {"name": "Acme Data, Inc."},
            {"name": "Acme Identity LLC", "ai-developers": "Yes"},
            {"name": "Zed Holdings LP", "site": "new.example"},
            {"name": "New Corp", "site": "new.example", "ai-developers": "Yes"},
        )
    )
    after = {change.slug: change.broker for change in made.changes if change.broker}

    assert {
        2: ("changed", "acme"),
        3: ("new", "acme-identity"),
        4: ("new", "zed-holdings"),
        5: ("new", "new"),
    } == kinds(made)
    owners = {slug: broker.belongs_to for slug, broker in after.items()}
    assert {"acme": None, "acme-identity": "acme", "zed-holdings": "new", "new": None} == owners
    assert ["acme-identity", "new"] == [slug for slug, broker in after.items() if "to-ai-developers" in broker.groups]


def test_only_the_lines_of_what_changes_are_touched() -> None:
    """Comments, order and quotes stay; what is filed again bears the newer date, and a second import is idle."""
    rows = california({"ai-developers": "Yes"}, {"name": "New LLC", "site": "new.example", "comment": "word " * 60})
    after = apply(OURS, proposed(rows).changes)

    removed = [line[2:] for line in difflib.ndiff(OURS.splitlines(), after.splitlines()) if line.startswith("- ")]
    redated = ["      source: California registry 2025", "      dated: 2025"]
    assert ["  registered: {US-CA: [2025]}", *redated] == removed
    assert "  name: Acme  # as people say it" in after
    assert "    # the one that answers\n" in after
    assert after.rstrip().endswith("# the end")
    assert max(map(len, after.splitlines())) < 170
    assert {"equal": 2, "new": 0, "changed": 0, "doubtful": 0, "refused": 0} == proposed(rows, after).counts
    assert after == apply(after, proposed(rows, after).changes)


def test_what_a_person_wrote_stays() -> None:
    """A list adds where it knows more, after what is there, for those whom it serves."""
    made = proposed(
        companies(
            {
                "slug": "acme", "name": "Acme Data, Inc.", "web": "https://acme.example/", "relevant-countries": ["de"],
                "email": "datenschutz@acme.example", "categories": ["ads"],
            }
        )
    )  # fmt: skip
    after = reading.read(reading.parse(apply(OURS, made.changes), "b")[0])[0].get("acme")

    assert ("Acme", "Acme Data Inc", "marketing") == (after.name, after.legal_name, after.kind)
    assert ["privacy@acme.example", "datenschutz@acme.example"] == [channel.to for channel in after.channels]
    assert ("DE",) == after.channels[1].serves
    assert ["EEA"] == [reach.territory for reach in after.reaches]


def test_a_users_own_file_gets_only_what_differs() -> None:
    """Keys of a packaged record that change, and new records whole."""
    rows = california({}, {"name": "New LLC", "site": "new.example"})
    own = apply("", proposed(rows).changes, is_overlay=True)
    records, problems = reading.parse(own, "own.yaml")
    packaged, _ = reading.parse(OURS, "brokers.yaml")
    laid, faults = reading.read(reading.overlay(packaged, records))

    assert [] == [*problems, *faults]
    assert "\n- slug: acme\n  country: US\n" in own
    assert own.endswith("\n")
    assert "name: Acme" not in own
    assert ("Acme", {"US-CA": (2025, 2026)}) == (laid.get("acme").name, laid.get("acme").registered)
    assert "New" == laid.get("new").name


def test_a_broker_is_found_by_what_it_is_also_called() -> None:
    """By whoever searches, and by the name in an answer; what is a record's own name is nobody else's."""
    ours = OURS.replace(
        "  domains: [acme.example]", "  also_called: [Acme Classic, Bolt]\n  domains: [acme.example]", 1
    )
    read, _ = reading.read(reading.parse(ours, "brokers.yaml")[0])
    named = Names(read)

    assert [("acme", "another name")] == [
        (hit.broker.slug, hit.where) for hit in find("classic", read.brokers.values())
    ]
    assert (("acme",), ("bolt",)) == (named.find("ACME Classic", "US-CA"), named.find("Bolt", "US-CA"))
    assert "Acme Classic" in as_datenanfragen(read.brokers.values())
