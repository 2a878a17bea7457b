"""Countries, regions and unions have their codes, their names and their neighbourhoods."""

import pycountry
import pytest

from unbroker.base import places


@pytest.mark.parametrize("code", ["US", "US-CA", "DE", "DE-BY", "GB-ENG", "CA-QC", "EU", "EEA", "CH", "NO"])
def test_a_territory_is_a_country_a_region_or_a_union(code: str) -> None:
    """ISO 3166-1, ISO 3166-2, and the two unions that laws speak of."""
    assert code == places.check(code)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("UK", "there is no country 'UK' | the United Kingdom is GB"),
        ("Germany", "there is no country 'Germany' | did you mean 'DE'?"),
        ("XX", "there is no country 'XX' | ISO 3166, as in US, DE or US-CA"),
        ("us", "there is no country 'us' | did you mean 'US'?"),
        ("US-XX", "there is no region 'US-XX' | ISO 3166-2, as in US-CA"),
        ("US-Ca", "there is no region 'US-Ca' | did you mean 'US-CA'?"),
        ("", "there is no country '' | ISO 3166, as in US, DE or US-CA"),
    ],
)
def test_what_is_no_territory_gets_a_hint(code: str, said: str) -> None:
    """The message ends with what to write instead, behind a bar."""
    with pytest.raises(ValueError, match="there is no") as refused:
        places.check(code)

    assert (said,) == refused.value.args


@pytest.mark.parametrize("code", ["US-CA", "EU", "EEA"])
def test_a_region_or_union_is_no_country(code: str) -> None:
    """An address stands in a country."""
    with pytest.raises(ValueError, match="is not a country") as refused:
        places.check_country(code)

    assert (f"{code!r} is not a country | two letters of ISO 3166-1, as in US or DE",) == refused.value.args


def test_the_unions_have_their_members() -> None:
    """The Union has 27 members since 2020; the Economic Area has three more, and Switzerland is in neither."""
    assert len(places.EU) == 27
    assert {"IS", "LI", "NO"} == places.EEA - places.EU
    assert not {"GB", "CH"} & places.EEA
    assert all(pycountry.countries.get(alpha_2=code) for code in places.EEA)


@pytest.mark.parametrize(
    ("inner", "outer", "lies"),
    [
        ("US-CA", "US-CA", True),
        ("US-CA", "US", True),
        ("US", "US-CA", False),
        ("US-CA", "US-NY", False),
        ("DE", "EEA", True),
        ("DE-BY", "EU", True),
        ("NO", "EU", False),
        ("NO", "EEA", True),
        ("GB", "EEA", False),
        ("EU", "EEA", True),
        ("EEA", "EU", False),
        ("EEA", "DE", False),
    ],
)
def test_within_is_what_a_map_shows(inner: str, outer: str, *, lies: bool) -> None:
    """A region lies in its country, a country in its unions, the Union in the Economic Area, all in themselves."""
    assert lies is places.within(inner, outer)


def test_the_country_of_a_region() -> None:
    """The first part of the code; a country and a union are their own."""
    assert ["US", "DE", "EU"] == list(map(places.country, ("US-CA", "DE", "EU")))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("US", "United States"),
        ("US-CA", "California"),
        ("DE", "Germany"),
        ("GB", "United Kingdom"),
        ("NL", "Netherlands"),
        ("CZ", "Czech Republic"),
        ("TW", "Taiwan"),
        ("BO", "Bolivia"),
        ("GB-ENG", "England"),
        ("EU", "European Union"),
        ("EEA", "European Economic Area"),
    ],
)
def test_a_territory_has_the_name_that_a_letter_uses(code: str, name: str) -> None:
    """The everyday English name, not the full style."""
    assert name == places.name(code)


def test_no_country_is_named_back_to_front() -> None:
    """ISO sorts some names as "Congo, The Democratic Republic of the"; no envelope does."""
    names = [places.name(country.alpha_2) for country in pycountry.countries]

    assert [name for name in names if name.endswith((" of", " of the", "'s"))] == []


def test_what_is_no_territory_has_no_name() -> None:
    """Nobody is told of a place that does not exist."""
    with pytest.raises(ValueError, match="there is no country 'XX'"):
        places.name("XX")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("US-CA", "US-CA"),
        ("us-ca", "US-CA"),
        ("US, CA", "US-CA"),
        ("California", "US-CA"),
        ("california", "US-CA"),
        ("QUEBEC", "CA-QC"),
        ("Québec", "CA-QC"),
        ("Germany", "DE"),
        ("de", "DE"),
        ("Czechia", "CZ"),
        ("Czech Republic", "CZ"),
        ("UK", "GB"),
        ("usa", "US"),
        ("Cote d'Ivoire", "CI"),
        ("Deutschland", "DE"),
        ("OSTERREICH", "AT"),
        ("españa", "ES"),
        ("Ελλάδα", "GR"),
        ("nowhere", "nowhere"),
    ],
)
def test_a_place_is_found_by_what_people_call_it(words: str, code: str) -> None:
    """Codes in any case, names with and without accents."""
    assert code == places.find(words)


def test_a_name_of_two_places_is_asked_about() -> None:
    """Georgia is a state and a country."""
    with pytest.raises(ValueError, match=r"^'georgia' can be GE or US-GA \| say which$"):
        places.find("georgia")
