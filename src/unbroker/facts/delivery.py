"""Delivery lines: how an address is set below the addressee's name, and at the head of a letter.

The destination's own rules give the order of the lines (`postal_rules`). Mail within the United States is set as
USPS Publication 28 asks: capitals, no punctuation but the hyphen. Mail to abroad ends with the country in capitals,
mail within a country has no country line (UPU S42; USPS IMM 122).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from unbroker.base import places
from unbroker.facts import address as postal
from unbroker.facts import postal_rules, publication
from unbroker.facts.address import PostalAddress
from unbroker.facts.postal_rules import fold


@dataclass(frozen=True)
class Delivery:
    """The lines below the addressee's name: what the street, the town and the country take."""

    above: tuple[str, ...]
    """What of the town the destination writes above the street."""
    street: tuple[str, ...]
    town: tuple[str, ...]
    country: tuple[str, ...]
    joint: str
    """What joins two street lines where there is no room for both."""
    is_american: bool = False
    """Whether the rules of the United States hold."""

    @property
    def lines(self) -> tuple[str, ...]:
        """All of them, from the top."""
        return (*self.above, *self.street, *self.town, *self.country)

    def shorter(self, line: str) -> Iterator[tuple[str, ...]]:
        """Ways to write one of its lines, or the addressee's, that is too long, as far as the destination knows any."""
        return publication.shorter(line) if self.is_american else iter(())

    def tighter(self) -> "Delivery | None":
        """The same in one line less, None where the destination's rules allow no less."""
        if len(self.town) > 1:
            return replace(self, town=(" ".join(self.town),))
        if len(self.street) > 1:
            return replace(self, street=(*self.street[:-2], self.joint.join(self.street[-2:])))
        return None


def delivery(address: PostalAddress, origin: str, name: str | None = None) -> Delivery:
    """How mail posted in the country `origin` is addressed below the addressee's name.

    Args:
        address: where it goes.
        origin: ISO 3166-1, where it is posted.
        name: the name of its country in the language of the letter; the English one if it is None.
    """
    domestic = address.country == origin
    country = () if domestic else ((name or places.name(address.country)).upper(),)
    if address.country == "US":
        street = publication.street(address.street)
        return Delivery((), street, (publication.line(_us_last_line(address)),), country, " ", is_american=True)
    above, town = _locality(address, abroad=not domestic)
    if not domestic:
        above = tuple(map(str.upper, above))
        town = tuple(line for line in map(str.upper, town) if line not in country)
    return Delivery(above, address.street, town, country, ", ")


def addressee_line(name: str, address: PostalAddress) -> str:
    """The addressee's name as the destination's post likes it."""
    return publication.line(name) if address.country == "US" else name


@lru_cache(4096)
def written_lines(address: PostalAddress) -> tuple[str, ...]:
    """The address as a person writes it at the head of a letter, without name and country."""
    if address.country == "US":
        parts = postal.locality(address)
        region = f", {parts.region}" if parts.region else ""
        return (*address.street, f"{parts.city}{region} {parts.code}".strip())
    above, town = _locality(address, abroad=False)
    return (*above, *address.street, *town)


def as_filed_lines(
    lines: tuple[str, ...], address: PostalAddress, origin: str, name: str | None = None
) -> tuple[str, ...]:
    """The lines of a source that could not be parsed, for mail posted in `origin`: the country last, or not at all.

    Args:
        lines: as the source has them.
        address: where it goes.
        origin: ISO 3166-1, where it is posted.
        name: the name of its country in the language of the letter; the English one if it is None.
    """
    kept = _without_country(lines, address.country)
    if address.country == origin and len(kept) < len(lines) and _is_its_own_town(kept, address.country):
        kept = (*kept, lines[-1])
    if address.country == "US":
        kept = tuple(map(publication.line, kept))
    return kept if address.country == origin else (*kept, (name or places.name(address.country)).upper())


def joined(lines: tuple[str, ...], address: PostalAddress, *, is_abroad: bool) -> tuple[tuple[str, ...], ...]:
    """Ways to write the lines of a source in one line less, the best first.

    A postal code joins its town, then the lines above the town join one another, from the bottom; the first line, a
    name, stays alone, and so does the country.
    """
    rules = postal_rules.of_country(address.country)
    end = len(lines) - is_abroad
    ways = []
    for at in range(end - 1, 1, -1):
        code = postal_rules.code_as_written(address.country, lines[at])
        is_code = rules.code is not None and rules.code.fullmatch(code) is not None
        joint = " " if is_code or address.country == "US" else ", "
        way = (*lines[: at - 1], joint.join(lines[at - 1 : at + 1]), *lines[at + 1 :])
        ways.append((0 if is_code else 2 if at == end - 1 else 1, way))
    return tuple(way for _, way in sorted(ways, key=lambda way: way[0]))


def _without_country(lines: tuple[str, ...], country: str) -> tuple[str, ...]:
    """The lines without the country's name at their end, alone or after a comma, however often it stands there."""
    names = frozenset(map(fold, places.names(country)))
    while len(lines) > 1:
        rest, comma, end = lines[-1].rpartition(",")
        if _is_named(lines[-1], names):
            lines = lines[:-1]
        elif comma and rest.strip() and _is_named(end, names):
            lines = (*lines[:-1], rest.strip())
        else:
            break
    return lines


def _is_named(words: str, names: frozenset[str]) -> bool:
    return fold(words.strip().strip("()")).removeprefix("the ") in names


def _is_its_own_town(lines: tuple[str, ...], country: str) -> bool:
    """Whether the country is a town of that name, and no line names it any more."""
    name = fold(places.name(country))
    return country in _TOWNS and not any(name in fold(line) for line in lines)


def _us_last_line(address: PostalAddress) -> str:
    parts = postal.locality(address)
    return " ".join(filter(None, (parts.city, parts.region, parts.code)))


def _locality(address: PostalAddress, *, abroad: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Postal code, city and region as the destination orders them, above and below the street.

    Abroad with `CH-` before the code, where the destination wants it.
    """
    parts, pattern = postal.locality(address), postal_rules.of_country(address.country).layout
    values = {"C": parts.city, "S": parts.region, "Z": parts.code}
    if parts.code and "%Z" not in pattern:
        pattern = pattern.replace("%C", "%C %Z")
    before, _, after = pattern.partition("%A")
    if before.rpartition("%n")[2].strip():
        before, _, same_line = before.rpartition("%n")
        after = f"{same_line} {after}"
    above, town = (tuple(_filled(part, values, abroad=abroad)) for part in (before, after))
    return above, town


def _filled(pattern: str, values: Mapping[str, str], *, abroad: bool) -> Iterator[str]:
    for line in pattern.split("%n"):
        if not values["Z"]:
            line = re.sub(r"^[A-Z]{1,2}[- ]?(?=%Z)", "", line)  # noqa: PLW2901 - a code without its number
        elif not abroad:
            line = re.sub(r"^[A-Z]{2}-(?=%Z)", "", line)  # noqa: PLW2901 - at home nobody writes it
        filled = re.sub(r"%(\w)", lambda match: values.get(match[1], ""), line).replace("()", "")
        if cleaned := " ".join(filled.split()).strip(" ,-/"):
            yield cleaned


_TOWNS = ("DJ", "GI", "HK", "KW", "LU", "MC", "MO", "SG", "SM", "VA")
"""Countries whose town bears their name."""
