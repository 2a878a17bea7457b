"""Importers: files of states and lists to records, with what is wrong by file, row and column."""

import json

import pytest
from registries import CALIFORNIA, california, companies, vermont

from unbroker.base.errors import ProblemsFound
from unbroker.facts.filing import Counts
from unbroker.facts.registry import Broker
from unbroker.registry.entry import Entry
from unbroker.registry.importers.shapes import SHAPES, UnknownShape, shape_of
from unbroker.registry.postal_lines import from_lines
from unbroker.registry.sheet import TooManyRows


def read(content: bytes, path: str = "registry.csv") -> tuple[list[Entry], list[str]]:
    """The entries of a file whose shape is found by its head, and its problems but that of a short file."""
    entries, problems = SHAPES[shape_of(content, path)].parse(content, path)
    return [*entries], [str(problem) for problem in problems if "rows only" not in problem.message]


def one(content: bytes, path: str = "registry.csv") -> Broker:
    """The only record of a file without problems."""
    entries, problems = read(content, path)
    assert ([], 1) == (problems, len(entries))
    return entries[0].broker


def ways(broker: Broker) -> list[str]:
    """Its contacts."""
    return [channel.to for channel in broker.channels]


def test_a_registrant_of_california_becomes_a_record() -> None:
    """Names, sites, contacts, registration, filing: each with registry and year."""
    broker = one(california({"dba": "Acme; Acme Leads", "ai-developers": "Yes", "minors": "Yes", "fcra": "Yes"}))

    assert ("acme-data", "Acme Data", "Acme Data, Inc.", ("acme.example",)) == (
        broker.slug, broker.name, broker.legal_name, broker.domains
    )  # fmt: skip
    assert ["privacy@acme.example", "1 Main St, Reno, NV 89501", "https://acme.example/privacy"] == ways(broker)
    assert {("California registry 2026", "2026", "A")} == {(c.source, c.dated, c.tier) for c in broker.channels}
    assert ({"US-CA": (2026,)}, "US-NV") == (broker.registered, broker.region)
    (filing,) = broker.filed
    assert (2026, 2024, 2, "Acme Data, Inc.") == (filing.year, filing.counted, filing.row, filing.by)
    assert (("minors",), ("ai-developers",), ("fcra",)) == (filing.collects, filing.shared, filing.regulated)
    assert ("to-ai-developers", "minors") == broker.groups


def test_counts_are_kept_as_they_were_filed() -> None:
    """Also where they contradict each other: that is said, and nothing is concluded."""
    (filing,) = one(california({"delete": [12, 9, 1, 1, 8.5, -5], "know": [0, 0, -3, 0, 0, 0]})).filed

    assert {"delete": Counts(12, 9, 1, 1, 8.5, -5), "know": Counts(0, 0, -3, 0, 0, 0)} == filing.requests
    assert ("the parts do not make the total", "the days are negative") == filing.requests["delete"].doubts
    assert "a count is negative" in filing.requests["know"].doubts


def test_what_names_or_rings_somebody_stays_out() -> None:
    """A person's mailbox, and the sentences of a comment with a name or a number; the reader is told."""
    comment = "We sell postal data only. Call Jane Roe, CEO, at (555) 010-0199. Write to jroe@acme.example."
    (entry,), problems = read(california({"email": "jroe@acme.example; privacy@acme.example", "comment": comment}))

    assert "privacy@acme.example" == ways(entry.broker)[0]
    assert "We sell postal data only." == entry.broker.filed[0].comment
    assert "jroe" not in json.dumps(entry.broker.model_dump(mode="json")) + "".join(problems)
    assert (
        "the mailbox in 'contact email': by its name it is a person's",
        "2 of 3 sentences of the comment: with a name or a number",
    ) == entry.left_out


@pytest.mark.parametrize(
    ("rights", "form"),
    [
        ("https://privacy.acme.example/", "https://privacy.acme.example/"),
        ("privacy.acme.example.", "https://privacy.acme.example"),
        ("https://ACME.example/Out?utm_source=ad&id=7", "https://acme.example/Out?id=7"),
        ("www.acme.example", None),
        ("https://acme.example/en-us/", None),
    ],
)
def test_a_portal_of_its_own_is_a_form_and_a_front_page_is_none(rights: str, form: str | None) -> None:
    """Whatever host it has below the company's site; a front page in one language is one, too."""
    broker = one(california({"rights": rights}))

    assert [form] * (form is not None) == [channel.form for channel in broker.channels if channel.form]
    assert one(california({"rights": rights, "site": "privacy.acme.example"})).legal_name == "Acme Data, Inc."


def test_the_front_page_below_another_site_is_none() -> None:
    """A company whose only site is a host of another's."""
    broker = one(california({"site": "leads.bolt.example", "rights": "https://leads.bolt.example"}))

    assert not [channel for channel in broker.channels if channel.form]


def test_a_sentence_goes_with_the_number_of_its_item() -> None:
    """A list in a comment whose last item is a telephone number."""
    comment = "Ask by 1. The form. 2. Writing to privacy@acme.example. 3. Calling 555-010-0199. We answer. (4) Never."

    assert "Ask by 1. The form. 2. Writing to privacy@acme.example. We answer. (4) Never." == (
        one(california({"comment": comment})).filed[0].comment
    )


def test_one_bad_cell_or_row_never_stops_the_rest() -> None:
    """Each is named by file, row and column."""
    entries, problems = read(
        california(
            {"name": "Bolt LLC", "email": "not a mailbox", "site": "bolt.example", "country": "Atlantis"},
            {"name": ""},
            {
                "name": "Cog Ltd",
                "site": "http://cog.example;\nwww.cog2.example",
                "ai-developers": "Maybe",
                "delete": ["x"],
            },
            {"name": "Dot Inc", "zip": "10001"},
        )
    )

    assert ["Bolt", "Cog", "Dot"] == [entry.broker.name for entry in entries]
    assert ("cog.example", "cog2.example") == entries[1].broker.domains
    assert "as filed: there is no postal code '10001' in Nevada" == entries[2].broker.channels[1].post.wrong  # type: ignore[union-attr]
    read_without = "(the rest of the row is read without it)"
    assert [
        *(
            f"registry.csv:2: row 2, column 'contact email': {word!r} is no e-mail address {read_without}"
            for word in ("a", "mailbox", "not")
        ),
        "registry.csv:2: row 2, column 'country': there is no country 'Atlantis' (the address is left out)",
        "registry.csv:3: row 3, column 'Data broker name': is empty (the row is passed over)",
    ] == sorted(problems)[:5]
    assert sorted(problems)[5].startswith(
        "registry.csv:5: row 4, column \"data broker shared or sold consumers' data to a dev"
    )
    assert "'x', '0', '0', '0', '0', '0' are no counts (they are left out)" in sorted(problems)[6]


def test_a_head_is_known_below_guidance_and_in_any_punctuation() -> None:
    """As the state wrote it in 2025: a first row for those who fill it in, spaces that do not break, another quote."""
    labels = [
        label.replace("Data broker name", "Data broker\xa0name").replace("'", "’").rstrip(":") for label in CALIFORNIA
    ]
    table = california({}, head=labels).decode("utf-8-sig")
    content = f"If not answered, leave out,,\n{table}".encode()

    assert "Acme Data, Inc." == one(content, "registry2026.csv").legal_name


def test_a_file_of_2024_is_dated_by_its_name() -> None:
    """It has fewer columns, under other labels, and says of no year."""
    head = (
        "Completion time,Business name,Doing Business As (DBA)  if applicable [optional],Business primary website,"
        "Business primary contact email address,Business primary street address,Business city,"
        "Business state abbreviation "
    )
    content = f"{head}\n1/2/2024,Acme Data LLC,,acme.example,info@acme.example,1 Main St,Reno,NV\n".encode()
    broker = one(content, "registry2024.csv")

    assert ({"US-CA": (2024,)}, "info@acme.example") == (broker.registered, broker.channels[0].to)
    assert "does not say of which year it is" in read(content, "registry.csv")[1][0]


def test_california_to_2023_hides_its_mailboxes() -> None:
    """`privacy [at] acme.example`, an address in one line, a page in the words on how to opt out."""
    head = (
        "Data Broker Name,Email Address,Website URL,Physical Address,"
        "How a consumer may opt out of sale or submit requests under the CCPA,Date Added"
    )
    row = '"Acme, Inc.",privacy [at] acme.example,acme.example,"1 Main St, Reno, NV 89501, United States",'
    broker = one(f'{head}\n{row}"Go to https://acme.example/optout.",1/31/2021\n'.encode())

    assert ["privacy@acme.example", "1 Main St, Reno, NV 89501", "https://acme.example/optout"] == ways(broker)
    assert {"US-CA": (2021,)} == broker.registered


def test_whoever_vermont_lists_as_expired_only_is_closed() -> None:
    """A registrant is one record, by its newest registration that is active."""
    home = "1 Main St, Ste 2, Reno, NV, 89501 - 1234, USA"
    entries, problems = read(
        vermont(
            ("ACME LLC", "EXPIRED", "2/5/2019", home, "privacy@acme.example", "acme.example"),
            ("Acme, LLC", "ACTIVE", "1/30/2020", home, "info@acme.example", "www.acme.example"),
            ("Gone Inc", "EXPIRED", "2/5/2019", home, "jroe@gone.example", "5684 Elm Street"),
        )
    )
    acme, gone = (entry.broker for entry in entries)

    assert ["info@acme.example", "1 Main St, Ste 2, Reno, NV 89501-1234"] == ways(acme)
    assert ({"US-VT": (2019, 2020)}, "active", 1) == (acme.registered, acme.status, len(acme.reaches))
    assert ("closed", (), ({"US-VT": (2019,)})) == (gone.status, gone.reaches, gone.registered)
    assert ["'5684'", "'Elm'", "'Street'"] == [problem.split(": ")[2].split(" is")[0] for problem in problems]


def test_companies_of_datenanfragen_that_trade_in_data_are_taken() -> None:
    """Advertising only where it is all that a company does; served countries become `serves`."""
    content = companies(
        {"slug": "adr", "name": "Adr GmbH", "relevant-countries": ["de", "at"],
         "address": "Weg 1\n10115 Berlin\nDeutschland", "comments": ["Nein"],
         "email": "datenschutz@adr.example", "web": "https://www.adr.example/", "suggested-transport-medium": "letter",
         "required-elements": [{"desc": "Name", "type": "name"}, {"desc": "Adresse", "type": "address"}]},
        {"slug": "shop", "name": "Shop AG", "categories": ["ads", "commerce"]},
        {"slug": "ads", "name": "Ads Ltd.", "categories": ["ads"], "relevant-countries": ["gb"]},
        {"slug": "kred", "name": "Kred AG", "categories": ["finance", "credit agency"], "relevant-countries": ["ch"]},
    )  # fmt: skip
    entries, problems = read(content, "datenanfragen-2026-07.jsonl")
    adr, ads, kred = (entry.broker for entry in entries)

    assert ([], ["marketing", "adtech", "risk"]) == (problems, [adr.kind, ads.kind, kred.kind])
    assert (("DE", "AT"), ("address",), "DE") == (adr.serves, adr.needs, adr.country)
    assert ["Weg 1, 10115 Berlin", "datenschutz@adr.example"] == ways(adr)
    assert {("datenanfragen/data, companies/adr.json", "2026-07", "B")} == {
        (c.source, c.dated, c.tier) for c in adr.channels
    }
    assert [["EEA"], ["GB"], ["CH"]] == [[reach.territory for reach in each.reaches] for each in (adr, ads, kred)]


@pytest.mark.parametrize("content", [b"", b"name,site\na,b\n", b"{}", b"[1, 2]"])
def test_what_is_no_registry_is_refused(content: bytes) -> None:
    """With the shapes that are known."""
    with pytest.raises(
        UnknownShape, match="say which with --as: california, california-to-2023, vermont, datenanfragen"
    ):
        shape_of(content, "x.csv")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"\xff\xfe\x00", "is no table in an encoding that is known here"),
        (b"PK\x03\x04 no workbook", "is no workbook that can be read"),
        (california({}).replace(b"Reno", b'"Reno'), "a cell that begins here has a quotation mark"),
        (california({}).replace(b"Reno", b"Re\x00no"), "is no table in an encoding that is known here"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(content: bytes, fault: str) -> None:
    """Not that its shape is unknown."""
    with pytest.raises(ProblemsFound, match=fault):
        shape_of(content, "x.csv")


def test_companies_come_as_lines_as_one_or_as_a_list() -> None:
    """A first record that is broken does not hide what the others are; one that names no country is none."""
    two = companies({"slug": "a", "name": "A GmbH"}, {"slug": "b", "name": "B AG"})
    listed = json.dumps([json.loads(line) for line in two.splitlines()]).encode()

    for content in (two, b"\xef\xbb\xbf" + listed, b"-\n" + two.replace(b"\n", b"\r\n")):
        assert ["A", "B"] == [entry.broker.name for entry in read(content, "d.json")[0]]
    assert ["A"] == [
        entry.broker.name for entry in read(json.dumps(json.loads(two.splitlines()[0]), indent=2).encode())[0]
    ]


@pytest.mark.parametrize("broken", [b"{broken", b"9" * 5_000], ids=["no JSON", "a huge number"])
def test_a_broken_line_of_companies_is_one_problem(broken: bytes) -> None:
    """The others are read."""
    first, second = (companies({"slug": slug, "name": name}) for slug, name in (("a", "A GmbH"), ("b", "B AG")))
    entries, problems = read(b"\n".join((first, broken, second)), "d.jsonl")

    assert ["A", "B"] == [entry.broker.name for entry in entries]
    assert ["d.jsonl:2: row 2, column 'name': is no company (the record is passed over)"] == problems


@pytest.mark.parametrize(
    ("lines", "street", "city", "code"),
    [
        (
            ["c/o Example", "Hafenstraße 1", "25336 Elmshorn", "DE"],
            ("c/o Example", "Hafenstraße 1"),
            "Elmshorn",
            "25336",
        ),
        (["Hafenstraße 1", "60528 Frankfurt am Main", "DE"], ("Hafenstraße 1",), "Frankfurt am Main", "60528"),
        (["Hafenstrasse 1", "9000 St. Gallen", "CH"], ("Hafenstrasse 1",), "St. Gallen", "9000"),
        (["1 Quay St", "D08 W250", "Dublin 8", "IE"], ("1 Quay St",), "Dublin 8", "D08 W250"),
        (["Havnegade 1", "2nd floor", "1112 Copenhagen", "DK"], ("Havnegade 1", "2nd floor"), "Copenhagen", "1112"),
    ],
)
def test_a_town_beside_its_code_stays_the_town(lines: list[str], street: tuple[str, ...], city: str, code: str) -> None:
    """The line of the code holds the town, however many words it has; the line above it is the street's."""
    address, _ = from_lines(None, lines) or pytest.fail("not read")

    assert (street, city, code, None) == (address.street, address.city, address.postal_code, address.wrong)


@pytest.mark.parametrize(
    ("content", "most"),
    [(california(*[{}] * 1_201), "1,200"), (companies({"slug": "dot", "name": "Dot"}) + b"\n{}" * 20_000, "20,000")],
    ids=["a sheet", "records"],
)
def test_a_list_without_end_is_refused(content: bytes, most: str) -> None:
    """Each of its rows would be made a record of and be matched with all others."""
    with pytest.raises(TooManyRows, match=f"registry.csv: has more than {most} rows, which no such list has"):
        read(content)
