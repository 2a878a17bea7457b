"""What a careful maintainer sees in a registry by eye, on small made-up ones: each fault alone, with its line."""

from datetime import date

import pytest

from unbroker.base import files
from unbroker.registry.lint.layout import layout
from unbroker.registry.lint.lint import lint, mended

TODAY = date(2026, 11, 30)
RECORD = """\
- slug: acme-people
  name: Acme People
  legal_name: Acme People, Inc.
  domains: [acme-people.example]
  kind: people-search
  packs: [people-search]
  country: US
  region: US-TX
  reaches:
    - {territory: US-CA, because: registered as a data broker in California, source: state registry 2026, dated: 2026}
  registered: {US-CA: [2025, 2026]}
  filed:
    - state: US-CA
      year: 2026
      row: 7
      by: Acme People, Inc.
      counted: 2024
      requests:
        delete: 4 received, 4 in whole, 0 in part, 0 denied
  traps:
    - {kind: device-ids-only, says: it knows devices only, source: "California registry 2026, row 7", dated: 2026}
  # How to reach it.
  channels:
    - email: privacy@acme-people.example
      source: https://acme-people.example/privacy
      dated: "2026-11-20"
      tier: A
    - post: {street: [500 Specimen Way], city: Austin, region: TX, postal_code: "78701", country: US}
      as_filed: [500 Specimen Way, "Austin, TX 78701"]
      source: California registry 2026
      dated: 2026
      tier: A
"""
OTHER = """\
- slug: dot-data
  name: Dot Data
  legal_name: Dot Data GmbH
  domains: [dot-data.example]
  kind: marketing
  channels:
    - email: privacy@dot-data.example
      source: datenanfragen/data, companies/dot.json
      dated: "2026-07"
      tier: B
"""


def found(text: str) -> list[str]:
    """The findings as they are shown, without their hints."""
    problems = lint(text, "brokers.yaml", TODAY)
    assert {problem.severity for problem in problems} <= {"warning"}
    assert all(problem.hint for problem in problems)
    return [f"{problem.place.line}: {problem.message}" for problem in problems]


def test_a_good_record_has_nothing() -> None:
    """Nor have two that have nothing in common; what nobody wrote is not complained of."""
    assert found(RECORD + OTHER) == []
    assert mended(RECORD + OTHER, "brokers.yaml") == (RECORD + OTHER, 0)
    assert [*layout("- [\n", "brokers.yaml")] == []


BY_EYE = [
    ('dated: "2026-11-20"', 'dated: "2026-12-20"', "26: broker 'acme-people': 2026-12-20 has not come yet"),
    ('      dated: "2026-11-20"\n', "", "24: broker 'acme-people': the e-mail address has no date"),
    (
        "2026\n      dated: 2026\n      tier: A", "2025\n      dated: 2026\n      tier: A",
        "31: broker 'acme-people': its source is of 2025, its date of 2026",
    ),
    ("US-CA: [2025, 2026]", "US-CA: [2026, 2028]", "11: broker 'acme-people': it is registered in California for 2028"),
    ("source: https://acme", "source: http://acme", "25: broker 'acme-people': its source is not https"),
    (
        "source: https://acme", "source: www.acme",
        "25: broker 'acme-people': the source 'www.acme-people.example/privacy' is no whole address",
    ),
    (
        "source: https://acme-people.example/privacy", "source: https://a.example/list",
        "27: broker 'acme-people': tier A, but its source is neither a filing nor its own page: https://a.example/list",
    ),
    (
        'dated: "2026-11-20"\n      tier: A', 'dated: "2026-11-20"\n      tier: B',
        "27: broker 'acme-people': tier B, but its source is its own page",
    ),
    ("tier: A\n    - post", "tier: C\n    - post", "27: broker 'acme-people': tier C, but its source is its own page"),
    (
        "privacy@acme-people.example", "jdoe@acme-people.example",
        "24: broker 'acme-people': jdoe@acme-people.example reads like the mailbox of a person",
    ),
    (
        "privacy@acme-people.example", "acme@gmail.com",
        "24: broker 'acme-people': acme@gmail.com is a mailbox that anybody can have",
    ),
    (
        "- email: privacy@acme-people.example", "- form: http://acme-people.example/out",
        "24: broker 'acme-people': http://acme-people.example/out is not https",
    ),
    (
        '      as_filed: [500 Specimen Way, "Austin, TX 78701"]\n', "",
        "28: broker 'acme-people': the postal address has no 'as_filed'",
    ),
    (
        "  # How", "  note: Ask Dr. Roe, or call 212-555-0123.\n  # How",
        "22: broker 'acme-people': 'note' has somebody's name, mailbox or telephone number",
    ),
    (
        "says: it knows devices only", "says: it knows devices only.",
        "21: broker 'acme-people': a trap is one sentence without its point and without a semicolon",
    ),
    ("  # How", "  status: merged\n  # How", "22: broker 'acme-people': it is merged into nobody"),
    (
        "  # How", "  status: closed\n  # How",
        "22: broker 'acme-people': it is closed, but registered in California for 2026",
    ),
    (
        "  # How", "  status: closed\n  # How",
        "25: broker 'acme-people': it is closed, but its e-mail address was seen in 2026-11-20",
    ),
    ("packs: [people-search]", "packs: [people-serch]", "6: broker 'acme-people': there is no pack 'people-serch'"),
    (
        "packs: [people-search]", "packs: [people-search, minors]",
        "6: broker 'acme-people': the pack 'minors' is made of what was filed",
    ),
    (
        "slug: acme-people", "slug: zzyzx-road",
        "1: broker 'zzyzx-road': nothing in the record explains its slug: it is 'Acme People'",
    ),
    ("name: Acme People\n", "name: ACME PEOPLE\n", "2: broker 'acme-people': 'ACME PEOPLE' is all in capitals"),
    (
        "by: Acme People, Inc.", "by: Dot, LLC",
        "16: broker 'acme-people': what 'Dot, LLC' filed stands with 'Acme People, Inc.'",
    ),
    (
        "US-CA: [2025, 2026]", "US-CA: [2025]",
        "14: broker 'acme-people': it filed in California for 2026, but is not registered there",
    ),
    (
        "counted: 2024", "counted: 2026",
        "17: broker 'acme-people': the filing of 2026 cannot count the requests of 2026 already",
    ),
    ("region: US-TX", "region: CA-QC", "8: broker 'acme-people': Québec is not in United States"),
    (
        "  reaches:", "  serves: [EEA, DE]\n  reaches:",
        "9: broker 'acme-people': DE is in EEA, which stands there, too",
    ),
    (
        "  reaches:", "  excludes: [GB]\n  reaches:\n    - {territory: US-CA, because: x, source: of old, dated: 2026}",
        "12: broker 'acme-people': US-CA is reached twice",
    ),
    (
        "  registered: {US-CA: [2025, 2026]}\n", "",
        "10: broker 'acme-people': it is reached as registered in California, but 'registered' does not say so",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("good", "fault", "finding"), BY_EYE, ids=[finding for *_, finding in BY_EYE])
def test_what_is_doubtful_in_a_record_is_found_at_its_line(good: str, fault: str, finding: str) -> None:
    """Each fault that was put into a good record."""
    text = RECORD.replace(good, fault, 1)

    assert text != RECORD
    assert finding in found(text)


def test_a_channel_for_people_whom_the_record_does_not_answer() -> None:
    """Nobody would ever write there."""
    text = OTHER.replace("  channels:", "  serves: [DE]\n  channels:") + "      serves: [US-CA]\n"

    assert found(text) == ["12: broker 'dot-data': the record does not answer people of US-CA"]


def test_a_contact_that_stands_twice_and_a_record_without_any() -> None:
    """The second is named; a site of a family is reached through its owner."""
    again = '    - {email: Privacy@dot-data.example, source: a call, dated: "2026-08", tier: C}\n'
    alone = "- slug: dot\n  name: Dot\n  kind: other\n  channels: []\n"

    assert found(OTHER + again) == ["11: broker 'dot-data': Privacy@dot-data.example stands here twice"]
    assert found(alone) == ["4: broker 'dot': it is active, but there is no way to reach it"]
    assert found(OTHER + alone.replace("  kind", "  belongs_to: dot-data\n  kind")) == [
        "13: 'belongs_to' stands elsewhere in other records: the order is slug, name, kind, belongs_to, channels"
    ]


TWICE = [
    ("legal_name: Dot Data GmbH -> legal_name: Acme People Inc", "the name 'Acme People Inc'", 20),
    ("name: Dot Data\n -> name: Acme People\n", "the name 'Acme People'", 20),
    ("domains: [dot-data.example] -> domains: [eu.acme-people.example]", "the site acme-people.example", 22),
    ("privacy@dot-data.example -> privacy@acme-people.example", "privacy@acme-people.example", 24),
]


@pytest.mark.parametrize(("fault", "words", "line"), TWICE)
def test_what_two_records_have_in_common_is_named_unless_they_are_linked(fault: str, words: str, line: int) -> None:
    """Names, sites and mailboxes; an owner, or people of other places whom they answer, tell them apart."""
    first = RECORD[: RECORD.index("  reaches")] + RECORD[RECORD.index("  channels") :]
    good, _, bad = fault.partition(" -> ")
    second = OTHER.replace(good, bad, 1)
    texts = found(first + second)
    owned = second.replace("  channels:", "  belongs_to: acme-people\n  channels:")
    apart = second.replace("  channels:", "  serves: [DE]\n  channels:")

    assert texts == [f"{line}: broker 'dot-data': 'acme-people' (brokers.yaml:1) has {words}, too"]
    assert not [text for text in found(first + owned) if words in text]
    served = first.replace("  region: US-TX\n", "  region: US-TX\n  serves: [US]\n")
    assert not [text for text in found(served + apart) if words in text]


def test_one_row_of_a_state_with_two_records_and_an_owner_that_is_closed() -> None:
    """A filing is of one registrant; who is closed answers nobody."""
    filed = RECORD[RECORD.index("  filed:") : RECORD.index("  traps")].replace("Acme People, Inc.", "Dot Data GmbH")
    other = OTHER.replace("  channels:", f"  registered: {{US-CA: [2026]}}\n{filed}  belongs_to: gone\n  channels:")
    gone = "- slug: gone\n  name: Gone\n  kind: other\n  status: closed\n  channels: []\n"

    assert found(RECORD + other + gone) == [
        "42: broker 'dot-data': row 7 of the California registry 2026 stands with 'acme-people', too",
        "47: broker 'dot-data': 'belongs_to' leads to 'gone', which is closed",
    ]


def test_filings_are_kept_newest_first_and_once_a_year() -> None:
    """An older one above a newer one, and two of one year."""
    filing = RECORD[RECORD.index("    - state") : RECORD.index("  traps")]
    older = (
        filing.replace("year: 2026", "year: 2025")
        .replace("row: 7", "row: 8")
        .replace("counted: 2024\n", "counted: 2023\n")
    )

    assert found(RECORD.replace(filing, older + filing)) == [
        "20: broker 'acme-people': what was filed does not stand newest first"
    ]
    assert found(RECORD.replace(filing, filing + filing.replace("row: 7", "row: 8"))) == [
        "20: broker 'acme-people': it filed twice in California for 2026"
    ]


LAST = "      dated: 2026\n      tier: A\n"
SAFE = [
    ("name: Acme People\n", "name: Acme  People  \n", "name: Acme People\n"),
    ("country: US\n", "country: us\n", "country: US\n"),
    ("country: US\n  region: US-TX\n", "country: NO\n", 'country: "NO"\n'),
    ('postal_code: "78701"', "postal_code: 78701", 'postal_code: "78701"'),
    ("[acme-people.example]", "[https://WWW.Acme-People.example/x, acme-people.example]", "[acme-people.example]"),
    ("privacy@acme-people.example", "Privacy@ACME-People.Example", "Privacy@acme-people.example"),
    ("source: https://acme-people.example/privacy", "source: HTTPS://Acme-People.example/Privacy?utm_source=ad&x=1",
     "source: https://acme-people.example/Privacy?x=1"),
    ("US-CA: [2025, 2026]", "US-CA: [2026, 2025, 2026]", "US-CA: [2025, 2026]"),
    ("packs: [people-search]", "packs: [people-search, marketing, people-search]", "packs: [people-search, marketing]"),
    ("  # How", "  status: active\n  has_accounts: false\n  # How", "  # How"),
    (LAST, f"{LAST}\n\n", LAST),
    (LAST, "      tier: A\n      dated: 2026", LAST),
]  # fmt: skip


@pytest.mark.parametrize(("good", "fault", "after"), SAFE, ids=[fault.strip() for _, fault, _ in SAFE])
def test_what_needs_no_decision_is_corrected(good: str, fault: str, after: str) -> None:
    """Found, corrected, and then not found again; nothing else of the file changes."""
    assert RECORD.count(good) == 1
    text, wanted = RECORD.replace(good, fault), RECORD.replace(good, after)
    corrected, corrections = mended(text, "brokers.yaml")

    assert any(problem.hint and "--fix" in problem.hint for problem in lint(text, "brokers.yaml", TODAY))
    assert corrected == wanted
    assert corrections > 0
    assert mended(corrected, "brokers.yaml") == (corrected, 0)


def test_keys_are_put_in_order_with_the_comments_above_them() -> None:
    """Also the first key of a record or a channel, which bears the dash."""
    text = """\
# The registry.

- name: Dot Data
  # The name of the register.
  legal_name: Dot Data GmbH
  slug: dot-data
  channels:
    # Asked by telephone.
    - tier: B
      email: privacy@dot-data.example
      # As of the list.
      dated: "2026-07"
      source: datenanfragen/data, companies/dot.json

  # What it does.
  kind: marketing  # roughly

# The end.
"""

    assert (
        mended(text, "brokers.yaml")[0]
        == """\
# The registry.

- slug: dot-data
  name: Dot Data
  # The name of the register.
  legal_name: Dot Data GmbH

  # What it does.
  kind: marketing  # roughly
  channels:
    # Asked by telephone.
    - email: privacy@dot-data.example
      source: datenanfragen/data, companies/dot.json
      # As of the list.
      dated: "2026-07"
      tier: B

# The end.
"""
    )


def test_what_cannot_be_read_or_is_unknown_is_left_alone() -> None:
    """A record with an unknown key keeps its order; its other findings are made, and the errors are the reader's."""
    text = "- name: Dot \n  slug: dot\n  colour: red\n  kind: other\n"

    assert mended(text, "brokers.yaml")[0] == text.replace("Dot ", "Dot")
    assert mended("- [\n", "brokers.yaml") == ("- [\n", 0)


def test_the_packaged_registry_has_no_finding_that_a_command_corrects() -> None:
    """Whoever adds a record runs it; what stays wants a decision, and is a warning."""
    text = files.read_text(files.packaged("brokers.yaml"))

    assert [str(finding.problem) for finding in layout(text, "brokers.yaml")] == []
