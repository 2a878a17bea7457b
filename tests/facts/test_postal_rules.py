"""Addresses as people write them: put right where that is certain, kept where nobody minds, else refused."""

import pytest

from unbroker.facts.address import PostalAddress, faults
from unbroker.facts.delivery import as_filed_lines, delivery, joined, written_lines
from unbroker.facts.postal_rules import code_as_written, find_region


def address(country: str, city: str, region: str | None = None, code: str | None = None) -> PostalAddress:
    """An address in parts."""
    parts = {"street": ["Street 1"], "city": city, "country": country}
    return PostalAddress.model_validate(parts | {"region": region, "postal_code": code})


@pytest.mark.parametrize(
    ("country", "written", "code"),
    [
        ("US", "72032 - 7114", "72032-7114"),
        ("US", "895011234", "89501-1234"),
        ("US", "CA 94105", "94105"),
        ("HR", "10 000", "10000"),
        ("SE", "10 000", "100 00"),
        ("SE", "S-11455", "114 55"),
        ("CZ", "11000", "110 00"),
        ("SK", "SK-811 01", "811 01"),
        ("GR", "10557", "105 57"),
        ("CH", "CH-8001", "8001"),
        ("LU", "L-1855", "1855"),
        ("LI", "FL 9490", "9490"),
        ("DE", "D-10115", "10115"),
        ("FI", "FIN-00100", "00100"),
        ("NL", "1017ab", "1017 AB"),
        ("NL", "NL-1017 AB", "1017 AB"),
        ("GB", "sw1a2aa", "SW1A 2AA"),
        ("GB", "GB-SW1A 2AA", "SW1A 2AA"),
        ("CA", "h2t-3b3", "H2T 3B3"),
        ("IE", "d02x285", "D02 X285"),
        ("PT", "1000001", "1000-001"),
        ("PL", "00001", "00-001"),
        ("BR", "01310100", "01310-100"),
        ("JP", "〒1080073", "108-0073"),
        ("LV", "1010", "LV-1010"),
        ("MT", "vlt1117", "VLT 1117"),
        ("IN", "560 001", "560001"),
        ("FR", "75 008", "75008"),
        ("SG", "S(059670)", "059670"),
        ("AU", "NSW 2000", "2000"),
        ("CL", "832-0000", "8320000"),
        ("KY", "ky1-1100", "KY1-1100"),
        ("GB", "M5 OPD", "M5 OPD"),
        ("DE", "1011", "1011"),
        ("DE", "PLZ: 10115", "10115"),
        ("DE", "25336 Elmshorn", "25336 Elmshorn"),
        ("DE", "Ulm 89073", "Ulm 89073"),
        ("CH", "9000 St.", "9000 St."),
        ("IE", "Dublin 8", "Dublin 8"),
        ("ZZ", "anything", "ANYTHING"),
    ],
)
def test_a_postal_code_is_written_as_its_post_does(country: str, written: str, code: str) -> None:
    """Spaces, hyphens, capitals and the country's sign are no fault; what is no code is left alone."""
    assert code == code_as_written(country, written)


@pytest.mark.parametrize(
    ("country", "key", "words"),
    [
        ("US", "CA", ["CA", "ca", "US-CA", "California", "Calif.", "State of California"]),
        ("US", "DC", ["D.C.", "Washington, D.C.", "District of Columbia"]),
        ("US", "NY", ["N.Y.", "new york"]),
        ("CA", "QC", ["QC", "CA-QC", "Quebec", "Québec", "Que."]),
        ("AU", "NSW", ["NSW", "AU-NSW", "New South Wales", "N.S.W."]),
        ("BR", "SP", ["SP", "BR-SP", "Sao Paulo", "São Paulo", "Estado de São Paulo"]),
        ("ES", "CO", ["CORDOBA", "Córdoba", "CO", "ES-CO", "Provincia de Córdoba"]),
        ("IT", "MI", ["MI", "IT-MI", "Milano", "Milan", "Province of Milan", "Provincia di Milano"]),
        ("IE", "Co. Wicklow", ["Wicklow", "Co. Wicklow", "County Wicklow", "IE-WW"]),
        ("MX", "N.L.", ["Nuevo Leon", "MX-NLE", "N.L."]),
        ("MX", "CDMX", ["Mexico City", "Ciudad de Mexico", "DF", "MX-CMX"]),
        ("MX", "Méx.", ["Estado de México", "State of Mexico"]),
        ("JP", "東京都", ["Tokyo", "JP-13", "Tokyo-to", "東京都"]),
        ("JP", "大阪府", ["Osaka", "Osaka Prefecture", "Osaka-fu"]),
        ("CN", "浙江省", ["Zhejiang", "CN-ZJ", "Zhejiang Province"]),
        ("KR", "경기도", ["Gyeonggi-do", "Gyeonggi", "KR-41"]),
        ("TW", "台北市", ["Taipei", "Taipei City", "TW-TPE"]),
        ("IN", "Karnataka", ["KA", "IN-KA", "karnataka"]),
    ],
)
def test_a_region_is_known_in_every_usual_form(country: str, key: str, words: list[str]) -> None:
    """Its code, with the country or without, its name in the country's words or in English, with what it is."""
    regions = {each: find_region(country, each) for each in words}

    assert {each: region and region.key for each, region in regions.items()} == dict.fromkeys(words, key)


@pytest.mark.parametrize(
    ("to", "lines"),
    [
        (address("US", "Conway", "Arkansas", "72032 - 7114"), ("CONWAY AR 72032-7114", "UNITED STATES")),
        (address("US", "Albany, NY", "New York", "12207"), ("ALBANY NY 12207", "UNITED STATES")),
        (address("ES", "Madrid", None, "28001"), ("28001 MADRID", "SPAIN")),
        (address("ES", "CORDOBA", "CORDOBA", "14004"), ("14004 CORDOBA", "SPAIN")),
        (address("ES", "Alcobendas", "Madrid", "28100"), ("28100 ALCOBENDAS (MADRID)", "SPAIN")),
        (address("ES", "Barcelona", "Catalunya", "08001"), ("08001 BARCELONA", "SPAIN")),
        (address("IT", "Lodi", "LO", "26900"), ("26900 LODI LO", "ITALY")),
        (address("IT", "Milano", None, "20121"), ("20121 MILANO", "ITALY")),
        (address("IT", "Milano", "Lombardia", "20121"), ("20121 MILANO", "ITALY")),
        (address("JP", "Minato-ku", "Tokyo", "108-0073"), ("MINATO-KU, TOKYO", "108-0073", "JAPAN")),
        (address("JP", "Minato-ku", "JP-13", "1080073"), ("MINATO-KU, TOKYO", "108-0073", "JAPAN")),
        (address("BR", "Sao Paulo", "Sao Paulo", "01310100"), ("SAO PAULO-SP", "01310-100", "BRAZIL")),
        (address("IE", "Bray", "Wicklow", None), ("BRAY", "CO. WICKLOW", "IRELAND")),
        (address("IE", "Dublin 2", "Dublin", "D02 X285"), ("DUBLIN 2", "D02 X285", "IRELAND")),
        (address("AE", "Jumeirah", "Dubai", None), ("JUMEIRAH", "DUBAI", "UNITED ARAB EMIRATES")),
        (address("HK", "Central", "Hong Kong", None), ("CENTRAL", "HONG KONG")),
        (address("HK", "Kowloon", None, "999077"), ("KOWLOON 999077", "HONG KONG")),
        (address("NL", "Amsterdam", "Noord-Holland", "1017ab"), ("1017 AB AMSTERDAM", "NETHERLANDS")),
        (address("CN", "Hangzhou", "CN-ZJ", "310000"), ("HANGZHOU", "ZHEJIANG SHENG, 310000", "CHINA")),
        (address("KR", "Seongnam-si", "경기도", "13529"), ("SEONGNAM-SI", "GYEONGGI-DO", "13529", "SOUTH KOREA")),
        (address("LU", "Luxembourg", None, "L-1855"), ("L-1855 LUXEMBOURG", "LUXEMBOURG")),
        (address("TR", "Şişli", "Istanbul", "34381"), ("34381 ŞIŞLI/ISTANBUL", "TURKEY")),
    ],
)
def test_each_country_prints_what_its_post_wants(to: PostalAddress, lines: tuple[str, ...]) -> None:
    """A region that is not printed is not demanded, one that is printed is never dropped, and none stands twice."""
    assert faults(to) == ()
    assert lines == delivery(to, "XX").lines[1:]


def test_the_head_of_a_letter_is_put_right_too() -> None:
    """The sender's own address, as people write it."""
    assert written_lines(address("US", "Reno", "nevada", "895011234")) == ("Street 1", "Reno, NV 89501-1234")
    assert written_lines(address("LU", "Luxembourg", None, "1855")) == ("Street 1", "L-1855 Luxembourg")


@pytest.mark.parametrize(
    ("to", "what", "hint"),
    [
        (address("US", "Boston", "MA", "2110"), "there is no postal code '2110' in the United States",
         "did you mean '02110'? A spreadsheet takes leading zeros away"),
        (address("US", "Reno", None, "89501"), "region is missing, and the United States needs one",
         "add 'region: …', as in AL or Alabama"),
        (address("US", "Reno", "NV"), "postal code is missing, and the United States needs one",
         "add 'postal_code: \"95014\"' or the like"),
        (address("US", "Reno", "Nevadda", "89501"), "there is no region 'Nevadda' in the United States",
         "did you mean 'Nevada'?"),
        (address("CA", "Toronto", "QC", "M5H 1A1"), "there is no postal code 'M5H 1A1' in Quebec",
         "look up which of the two is wrong"),
        (address("DE", "Berlin", None, "1011"), "there is no postal code '1011' in Germany", "written as in 26133"),
    ],
)  # fmt: skip
def test_what_is_refused_says_what_to_type(to: PostalAddress, what: str, hint: str) -> None:
    """The fault, and what to write instead."""
    (fault,) = faults(to)

    assert (what, hint) == (str(fault), fault.hint)


def test_lines_as_filed_are_no_way_around_a_zip_code_that_is_wrong() -> None:
    """What can be read for certain of an American town is judged; what cannot is printed."""
    unparsed = PostalAddress.model_validate({"country": "US", "parsed": False})

    assert [*map(str, faults(unparsed, ("Acme", "1 Main St", "Houston, TX 21141", "United States")))] == [
        "there is no postal code '21141' in Texas"
    ]
    assert faults(unparsed, ("Acme", "335 Madison Ave Fl 4", "New York New York 10017", "USA")) == ()
    assert faults(unparsed, ("Acme", "335 Madison Ave Fl 4", "NY 10017")) == ()


def test_what_a_record_knows_to_be_wrong_is_a_fault() -> None:
    """It is told as the record tells it."""
    wrong = address("DE", "Berlin", None, "10115").model_copy(update={"wrong": "the house was pulled down"})

    (fault,) = faults(wrong)
    assert (fault.known, str(fault)) == (True, "the house was pulled down")


@pytest.mark.parametrize(
    ("country", "lines", "origin", "set_as"),
    [
        ("NL", ("V BV", "Kade 1", "1013 AP Amsterdam, The Netherlands"), "DE", ("1013 AP Amsterdam", "NETHERLANDS")),
        ("NL", ("V BV", "Kade 1", "1013 AP Amsterdam", "The Netherlands"), "NL", ("1013 AP Amsterdam",)),
        ("DE", ("M GmbH", "Weg 1", "10115 Berlin", "Deutschland"), "FR", ("10115 Berlin", "GERMANY")),
        ("DE", ("M GmbH", "Weg 1", "10115 Berlin", "Allemagne"), "DE", ("10115 Berlin",)),
        ("GB", ("M Ltd", "1 High St", "London SW1A 2AA, England, UK"), "US", ("London SW1A 2AA", "UNITED KINGDOM")),
        ("SG", ("M Ltd", "1 High St", "Singapore"), "SG", ("1 High St", "Singapore")),
        ("LU", ("M SA", "1 rue X", "L-1855 Luxembourg", "Luxembourg"), "LU", ("L-1855 Luxembourg",)),
        ("AT", ("M GmbH", "Weg 1", "1010 Wien", "Österreich"), "DE", ("1010 Wien", "AUSTRIA")),
    ],
)
def test_lines_as_filed_have_the_country_once_and_not_at_home(
    country: str, lines: tuple[str, ...], origin: str, set_as: tuple[str, ...]
) -> None:
    """In whatever language the source names it, in a line of its own or after a comma."""
    unparsed = PostalAddress.model_validate({"country": country, "parsed": False})

    assert set_as == as_filed_lines(lines, unparsed, origin)[-len(set_as) :]
    assert len(as_filed_lines(lines, unparsed, origin)) <= len(lines) + 1


def test_lines_as_filed_are_joined_a_code_to_its_town_first() -> None:
    """Then the lines above the town, from the bottom; name and country stay alone."""
    unparsed = PostalAddress.model_validate({"country": "GB", "parsed": False})
    lines = ("M Ltd", "Big House", "1 High St", "London", "SW1A 2AA", "UNITED KINGDOM")

    ways = joined(lines, unparsed, is_abroad=True)

    assert ways[0] == ("M Ltd", "Big House", "1 High St", "London SW1A 2AA", "UNITED KINGDOM")
    assert ways[1] == ("M Ltd", "Big House", "1 High St, London", "SW1A 2AA", "UNITED KINGDOM")
