"""Lines of addresses as lists have them, into parts: a town is never taken for a code, nor a street for a town."""

import pytest

from unbroker.facts.address import faults
from unbroker.registry import compiled
from unbroker.registry.postal_lines import from_lines


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        ("c/o Kanzlei|Lange Str. 7|10589 Berlin|Germany", "c/o Kanzlei, Lange Str. 7|Berlin|10589"),
        ("Wiener Straße 79|60599 Frankfurt am Main|Germany", "Wiener Straße 79|Frankfurt am Main|60599"),
        ("Seestrasse 39|CH-8700 Küsnacht ZH|Switzerland", "Seestrasse 39|Küsnacht ZH|CH-8700"),
        ("Gasse 38|9000 St. Gallen|Switzerland", "Gasse 38|St. Gallen|9000"),
        ("Floor 1|6 High Street|Dublin 8|D08 W250|Ireland", "Floor 1, 6 High Street|Dublin 8|D08 W250"),
        ("6 High Street|Dublin 4|Ireland", "6 High Street|Dublin 4|None"),
        ("House|1 Marine Road|Dublin|Ireland", "House, 1 Marine Road|Dublin|None"),
        ("1 Palm Street|Netanya|Israel", "1 Palm Street|Netanya|None"),
        ("27th Street 1|New York City NY 10016|United States", "27th Street 1|New York City|10016"),
        ("1 Elm Street|Fargo North Dakota 58102|United States", "1 Elm Street|Fargo|58102"),
        ("Herengracht 1|1015CJ Amsterdam|Netherlands", "Herengracht 1|Amsterdam|1015CJ"),
    ],
)  # fmt: skip
def test_the_code_and_the_town_are_parted(lines: str, parts: str) -> None:
    """Wherever the line of the town stands."""
    filed = from_lines("Example", lines.split("|"))
    assert filed is not None

    assert f"{', '.join(filed[0].street)}|{filed[0].city}|{filed[0].postal_code}" == parts


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        ("1 Specimen St|Surry Hills|NSW 2010|Australia", ("Surry Hills", "NSW", "2010")),
        ("1 Specimen St|Sydney NSW 2000|Australia", ("Sydney", "NSW", "2000")),
        ("Level 4|1 Specimen St|Melbourne, 3000|Australia", ("Melbourne", "VIC", "3000")),
        ("1 Specimen St|Toronto|ON M5H 1A1|Canada", ("Toronto", "ON", "M5H 1A1")),
        ("1 Specimen St|Toronto M5H 1A1|Canada", ("Toronto", "ON", "M5H 1A1")),
        ("Weg 1|10115 Berlin|Germany", ("Berlin", None, "10115")),
    ],
)  # fmt: skip
def test_the_region_that_a_post_needs_is_found(lines: str, parts: tuple[str, str | None, str]) -> None:
    """Before the code, or by the code where it lies in one region only; elsewhere none is added."""
    filed = from_lines("Example", lines.split("|"))
    assert filed is not None

    assert (filed[0].city, filed[0].region, filed[0].postal_code) == parts
    assert filed[0].wrong is None


@pytest.mark.parametrize(
    "lines",
    [("6 High Street", "Kerry", "Ireland"), ("House", "1 High St", "1st Floor", "WC1V 6RQ", "United Kingdom")],
)  # fmt: skip
def test_what_has_no_code_or_no_town_stays_as_filed(lines: tuple[str, ...]) -> None:
    """A part of a town is no code, and a floor no town."""
    filed = from_lines("Example", lines)
    assert filed is not None

    assert not filed[0].parsed
    assert filed[1][1:] == lines


def test_no_packaged_address_has_a_town_in_its_code() -> None:
    """What the post of the country would not accept says so in `wrong`."""
    registry, problems = compiled.of_folder()
    assert problems == []
    posts = [
        (broker.slug, channel.post)
        for broker in registry.brokers.values()
        for channel in broker.channels
        if channel.post and channel.post.parsed
    ]

    assert [slug for slug, post in posts if any(len(word) > 4 for word in _letters(post.postal_code or ""))] == []
    assert [slug for slug, post in posts if not post.wrong and [*faults(post)]] == []
    assert len(posts) > 1000


def _letters(code: str) -> list[str]:
    """The runs of letters in a code."""
    return "".join(letter if letter.isalpha() else " " for letter in code).split()
