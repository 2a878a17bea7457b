"""Postal addresses: their parts, how the post of their country writes them, and what is wrong with them.

An address may be written as people write it. What stands for certain is put right (`72032 - 7114`, `Sao Paulo`),
what the post does not know and does not need is kept as it is, and what it needs and does not have is a fault.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from unbroker.base import places
from unbroker.base.errors import did_you_mean
from unbroker.base.fact import Fact, model_validator
from unbroker.facts import postal_rules
from unbroker.facts.postal_rules import Region
from unbroker.facts.text import Country, Line

_AMERICAN_TOWN = re.compile(r"(?P<town>.*[A-Za-z.])[\s,]+(?P<code>\d[\d -]{2,}\d)")
_LONGEST_STATE = 3
"""In words: District of Columbia."""
_US_CODE = 5


class PostalAddress(Fact):
    """An address in parts; if the source could not be parsed with certainty, `parsed` is false."""

    name: Line | None = None
    """The name above the street, if it is not the broker's own."""
    street: tuple[Line, ...] = ()
    """Street, box and unit: one to three lines."""
    city: Line | None = None
    region: Line | None = None
    """State, province or prefecture, if the country's post prints it: code or name, as in CA or California."""
    postal_code: Line | None = None
    country: Country
    """ISO 3166-1, two letters."""
    parsed: bool = True
    wrong: Line | None = None
    """What is known to be wrong with it: nothing is posted there."""

    @model_validator(mode="after")
    def _is_whole(self) -> "PostalAddress":
        if self.parsed and not (self.street and self.city):
            raise ValueError("an address needs 'street' and 'city' | or 'parsed: false' with 'as_filed'")
        return self


@dataclass(frozen=True)
class Fault:
    """What is wrong with an address, and what to type instead."""

    what: str
    hint: str
    known: bool = False
    """Whether the record itself says so."""

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True)
class Locality:
    """Town, region and postal code as the country's post writes them; empty where there is none."""

    city: str
    region: str
    code: str


NO_LOCALITY = Locality("", "", "")
"""Of an address that is not in parts."""


def locality(address: PostalAddress) -> Locality:
    """The parts of an address below its street, put right as far as that is certain."""
    code = postal_rules.code_as_written(address.country, address.postal_code) if address.postal_code else ""
    return Locality(_city(address), _printed_region(address), code)


@lru_cache(4096)
def faults(address: PostalAddress, as_filed: tuple[str, ...] = ()) -> tuple[Fault, ...]:
    """What the destination's rules find wrong, such as a ZIP code that its state does not have.

    Args:
        address: the address.
        as_filed: the lines of its source, which are printed where it could not be parsed.
    """
    if address.wrong is not None:
        return (Fault(address.wrong, "look it up; without 'wrong' it is used again", known=True),)
    if address.parsed:
        return tuple(_faults(address))
    if address.country == "US" and (found := _filed_in_america(as_filed)):
        return tuple(_faults(found))
    return ()


def _faults(address: PostalAddress) -> Iterator[Fault]:
    rules, country = postal_rules.of_country(address.country), places.with_article(places.name(address.country))
    region = postal_rules.find_region(address.country, address.region) if address.region else None
    shown = next(iter(rules.examples), "")
    if rules.needs_region and region is None:
        known = [names for each in rules.regions for names in (each.key, each.name)]
        if address.region is None:
            yield Fault(
                f"region is missing, and {country} needs one", f"add 'region: …', as in {known[0]} or {known[1]}"
            )
        else:
            near = did_you_mean(address.region, known) or f"as in {known[0]} or {known[1]}"
            yield Fault(f"there is no region {address.region!r} in {country}", near)
    if address.postal_code is None:
        if rules.needs_code:
            yield Fault(
                f"postal code is missing, and {country} needs one", f"add 'postal_code: \"{shown}\"' or the like"
            )
        return
    code = postal_rules.code_as_written(address.country, address.postal_code)
    if rules.code is not None and not rules.code.fullmatch(code):
        yield Fault(f"there is no postal code {address.postal_code!r} in {country}", _nearest_code(address, shown))
    elif region is not None and rules.prints_region and not _lies_in(code, region):
        where = places.with_article(region.name)
        yield Fault(f"there is no postal code {address.postal_code!r} in {where}", "look up which of the two is wrong")


def _nearest_code(address: PostalAddress, shown: str) -> str:
    """What to type instead of a postal code that is none."""
    code = address.postal_code or ""
    if address.country == "US" and code.isdigit() and len(code) < _US_CODE:
        return f"did you mean {code.zfill(_US_CODE)!r}? A spreadsheet takes leading zeros away"
    return f"written as in {shown}" if shown else "look it up"


def _lies_in(code: str, region: Region) -> bool:
    return region.codes is None or region.codes.match(code) is not None


def _city(address: PostalAddress) -> str:
    """The town, without a region that stands beside it once more: `Albany, NY`."""
    city = address.city or ""
    town, comma, rest = city.rpartition(",")
    if comma and address.region and address.country in postal_rules.NEEDS_REGION:
        region = postal_rules.find_region(address.country, address.region)
        if region is not None and postal_rules.find_region(address.country, rest.strip()) == region:
            return town.strip()
    return city


def _printed_region(address: PostalAddress) -> str:
    """The region as it is printed; nothing where the post has no place for it, or where it repeats the town."""
    rules, written = postal_rules.of_country(address.country), address.region or ""
    if not written or not rules.prints_region:
        return ""
    region = postal_rules.find_region(address.country, written)
    if region is None:
        is_dropped = address.country in _PROVINCES_ONLY and postal_rules.is_wider_region(address.country, written)
        return "" if is_dropped else written
    if _is_in(region, address.city or ""):
        return ""
    if rules.prints_region_by_code:
        return region.key
    is_name = postal_rules.fold(written) not in postal_rules.region_codes(address.country)
    shown = written if is_name and postal_rules.is_european_script(written) else region.name
    names = {postal_rules.fold(text) for text in (shown, region.name, written)}
    return "" if postal_rules.fold(address.city or "") in names else shown


def _is_in(region: Region, city: str) -> bool:
    """Whether a town already says its region, as `Dublin 2` does."""
    town, digits, _ = re.sub(r"^(.*\S) (\d+\w?)$", r"\1|\2", city).partition("|")
    return bool(digits) and postal_rules.fold(town) in postal_rules.fold(region.name).split()


def _filed_in_america(lines: tuple[str, ...]) -> PostalAddress | None:
    """The town of an American address that stands in lines, as far as it can be read for certain."""
    for line in lines[:-3:-1]:
        match = _AMERICAN_TOWN.fullmatch(line)
        words = match["town"].replace(",", " ").split() if match else []
        for count in range(1, min(_LONGEST_STATE, len(words) - 1) + 1) if match else ():
            city, state = " ".join(words[:-count]), " ".join(words[-count:])
            if postal_rules.find_region("US", state):
                parts = {"city": city, "region": state, "postal_code": match["code"].strip()} if match else {}
                return PostalAddress.model_validate({"street": lines[:1], "country": "US", **parts})
    return None


_PROVINCES_ONLY = ("ES", "IT")
"""Where the post prints provinces, and people write the wider regions."""
