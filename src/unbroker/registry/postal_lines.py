"""Postal addresses of registries: parts or lines, as filed, into an address.

What could not be parsed for certain is kept as filed, with `parsed: false`. Nothing is repaired: a ZIP code that its
state does not have stays, and is flagged as `wrong`; a state that is not named is added where the code is of one only.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unbroker.base import places
from unbroker.facts import address as postal
from unbroker.facts import postal_rules
from unbroker.facts.address import PostalAddress

_NOTHING = frozenset({"", "na", "n-a", "n/a", "none"})
_AMERICAN = re.compile(r"(?P<state>[A-Za-z. ]+?),?\s*(?P<code>\d{5}(?: ?- ?\d{4})?)")
_DUBLIN = re.compile(r"Dublin(?: \d{1,2}W?)?", re.IGNORECASE)
"""A town that is a county's name, too, and has districts with numbers, which are no postal codes."""
_STREETS, _FEWEST = 3, 5


def country_of(name: str) -> str | None:
    """The code of a country as registries write it, in English, German or as three letters; None where it is none."""
    words = " ".join(name.split()).strip(" .,()")
    try:
        code = places.find(words.removeprefix("The ").removeprefix("the "))
        return places.check_country(code)
    except ValueError:
        pass
    folded = postal_rules.fold(words)
    return next((code for code in _CODES if folded in map(postal_rules.fold, places.names(code))), None)


_CODES = ("DE", "AT", "CH", "FR", "IT", "ES", "NL", "BE", "LU", "GB", "US", "IE", "SE", "DK", "NO", "FI", "PL", "CZ",
          "PT", "GR", "LI", "HU", "RO", "BG", "HR", "SI", "SK", "EE", "LV", "LT", "IS", "MT", "CY", "CA", "IL", "SG",
          "IN", "AE", "NZ", "AU", "HK", "CN", "JP", "MY")  # fmt: skip


def region_code(region: str | None, country: str = "US") -> str | None:
    """The ISO 3166-2 code of a state as an address has it; None where there is none."""
    known = postal_rules.find_region(country, region) if region else None
    return f"{country}-{known.key}" if known is not None and country == "US" else None


@dataclass(frozen=True)
class Parts:
    """The parts of an address, each as filed; a street may have several lines."""

    street: str
    city: str
    region: str
    code: str
    country: str
    """ISO 3166-1."""


Filed = tuple[PostalAddress, tuple[str, ...]]
"""An address, and its lines as filed, the name of its addressee first."""


def from_parts(name: str | None, parts: Parts) -> Filed:
    """The address of a row that has its parts in columns, and its lines as filed."""
    lines = tuple(part for part in (" ".join(line.split()) for line in parts.street.splitlines()) if part)
    region = "" if parts.region.strip().casefold() in _NOTHING else parts.region.strip()
    city, code, country = parts.city.strip(), parts.code.strip(), parts.country
    town = ", ".join(filter(None, (city, f"{region} {code}".strip())))
    as_filed = tuple(filter(None, (name, *lines, town, places.name(country))))
    if country == "US" and region and (match := re.fullmatch(r"[A-Za-z]{2} (\d{5})", code)):
        code = match[1]
    if _repeats(region, city, country):
        region = ""
    return _address(lines, Parts("", city, region, code, country)), as_filed


def from_lines(name: str | None, lines: Sequence[str]) -> Filed | None:
    """The address of some lines, the last of which is the country, and its lines as filed; None without a country."""
    kept = [" ".join(line.split()).strip(" ,") for line in lines]
    kept = [line for line in kept if line]
    country, body = (country_of(kept[-1]) if kept else None), kept[:-1]
    if country is None or not body:
        return None
    as_filed = tuple(filter(None, (name, *body, places.name(country))))
    parts = _american(body) if country == "US" else _elsewhere(body, country)
    if parts is None:
        return PostalAddress(country=country, parsed=False), as_filed
    street, city, region, code = parts
    return _address(street, Parts("", city, region, code, country)), as_filed


def one_line(name: str | None, line: str) -> Filed | None:
    """The address of one line whose parts are parted by commas and whose end is the country, as Vermont has them."""
    parts = [part.strip() for part in line.split(",") if part.strip()]
    if len(parts) >= _FEWEST and country_of(parts[-1]) == "US" and re.match(r"\d", parts[-2]):
        *street, city, state, code, _ = parts
        return from_parts(name, Parts("\n".join(street), city, state, code.replace(" ", ""), "US"))
    return from_lines(name, parts)


def _repeats(region: str, city: str, country: str) -> bool:
    """Whether a region is the town or the country once more."""
    if postal_rules.of_country(country).needs_region:
        return False
    folded = postal_rules.fold(region)
    return folded == postal_rules.fold(city) or country_of(region) == country


def _american(body: Sequence[str]) -> tuple[list[str], str, str, str] | None:
    """Street, town, state and code: the code stands last, the state before it, on the town's line or below it."""
    match = re.fullmatch(rf"(?:(?P<town>.*\S)[\s,]+)?{_AMERICAN.pattern}", body[-1])
    if match is None:
        return None
    words = f"{match['town'] or ''} {match['state']}".replace(",", " , ").split()
    for count in _lengths(words):
        state = " ".join(words[-count:])
        if "," not in words[-count:] and postal_rules.find_region("US", state) is not None:
            city = " ".join(words[:-count]).strip(" ,").replace(" ,", ",")
            street = [*body[:-1]]
            if not city and street:
                city = street.pop()
            if "," in city:
                before, _, city = city.rpartition(",")
                street.append(before.strip())
            return (street, city.strip(), state, match["code"].replace(" ", "")) if street and city else None
    return None


def _lengths(words: Sequence[str]) -> Iterator[int]:
    """How many of the last words may be a state: its code is one word, whatever stands before it."""
    if re.fullmatch(r"[A-Z]{2}", words[-1]):
        yield 1
    yield from range(min(3, len(words)), 0, -1)


def _elsewhere(body: Sequence[str], country: str) -> tuple[list[str], str, str, str] | None:
    """Street, town, region and code where the code stands beside the town or on a line of its own.

    Where the post can do without a code, the last line is the town if no figure and no region stands there.
    """
    rules = postal_rules.of_country(country)
    if rules.code is None:
        return None
    for at in range(len(body) - 1, 0, -1):
        for words in _splits(body[at]):
            code, rest = words
            if rules.code.fullmatch(postal_rules.code_as_written(country, code)):
                street, city = [*body[:at]], rest.strip(" ,-–")
                after = [line for line in body[at + 1 :] if line]
                if not city and after:
                    city = after.pop(0)
                if not city and len(street) > 1 and not re.match(r"\d", street[-1]):
                    city = street.pop()
                if city and street and not after:
                    town, region = _with_region(street, city, country)
                    region, code = (region, code) if region else _region_of_code(code, country)
                    return street, town, region, code
    *street, last = body
    is_town = not re.search(r"\d", last) and postal_rules.find_region(country, last) is None
    is_town = is_town or (country == "IE" and _DUBLIN.fullmatch(last) is not None)
    return (street, last, "", "") if is_town and street and not rules.needs_code else None


def _with_region(street: list[str], city: str, country: str) -> tuple[str, str]:
    """Town and region where the post needs one: the region stands last, alone where the town is the line above."""
    if not postal_rules.of_country(country).needs_region:
        return city, ""
    town, _, region = city.replace(",", " ").rpartition(" ")
    if postal_rules.find_region(country, region) is None:
        return city, ""
    return (town.strip() or street.pop() if town.strip() or len(street) > 1 else city), region


def _region_of_code(code: str, country: str) -> tuple[str, str]:
    """The region that stands before a code, or else the only one in which it lies, and the code; for the same posts."""
    rules = postal_rules.of_country(country)
    if not rules.needs_region:
        return "", code
    before, _, digits = code.rpartition(" ")
    if before and postal_rules.find_region(country, before) is not None:
        return before, digits
    around = [region.key for region in rules.regions if region.codes and region.codes.match(code)]
    return (around[0] if len(around) == 1 else ""), code


def _splits(line: str) -> list[tuple[str, str]]:
    """A line as a code and the rest, the code first or last, in one word or two."""
    words = line.replace(",", " , ").split()
    ways = [(" ".join(words), "")]
    for count in (3, 2, 1):
        if len(words) > count:
            ways += [(" ".join(words[:count]), " ".join(words[count:]).replace(" ,", ","))]
            ways += [(" ".join(words[-count:]), " ".join(words[:-count]).replace(" ,", ","))]
    return [(code.replace("–", "-").replace(" - ", "-"), rest) for code, rest in ways if "," not in code]


def _address(street: Sequence[str], parts: Parts) -> PostalAddress:
    """The address of parts; what its post does not accept is kept, and flagged."""
    lines = tuple(street)
    while len(lines) > _STREETS:
        lines = (f"{lines[0]}, {lines[1]}", *lines[2:])
    if not lines or not parts.city:
        return PostalAddress(country=parts.country, parsed=False)
    address = PostalAddress(
        street=lines,
        city=parts.city,
        region=parts.region or None,
        postal_code=parts.code or None,
        country=parts.country,
    )
    if faults := postal.faults(address):
        address = address.model_copy(update={"wrong": f"as filed: {'; '.join(map(str, faults))}"})
    return address
