"""Countries, regions and territories: ISO 3166 codes, the EU, the EEA.

A *territory* is what a law reaches or serves: a country (`DE`), a region of one (`US-CA`), or a union of
countries (`EU`, `EEA`).
"""

import difflib
import gettext
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from unbroker.base.answers import Answers
from unbroker.base.errors import did_you_mean
from unbroker.base.late import late

pycountry = late("pycountry")
_ANSWERS = Answers("pycountry")

EU = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU"}
    | {"LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
EEA = EU | {"IS", "LI", "NO"}
UNIONS = {"EU": EU, "EEA": EEA}
WORLD = "WORLD"
"""Every country: whom a letter without a law serves."""

_ALSO_CALLED = {
    "UK": "GB", "GREAT-BRITAIN": "GB", "ENGLAND": "GB-ENG", "SCOTLAND": "GB-SCT", "WALES": "GB-WLS", "USA": "US",
    "EIRE": "IE", "HOLLAND": "NL", "WASHINGTON-DC": "US-DC", "DC": "US-DC", "NORTHERN-IRELAND": "GB-NIR",
    "REPUBLIC-OF-IRELAND": "IE", "UAE": "AE", "PRC": "CN", "PR-CHINA": "CN", "HONG-KONG-SAR": "HK",
}  # fmt: skip
"""What people call a place, in capitals with hyphens."""
_LANGUAGES = (
    "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "is", "it", "lt", "lv", "nb", "nl", "pl",
    "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk",
)  # fmt: skip
"""The languages whose names of countries stand in addresses of letters that the fonts can print."""

# What ISO calls a country by its full style, and a letter does not.
_SHORT_NAMES = {
    "CA-QC": "Québec",
    "BN": "Brunei", "CD": "Democratic Republic of the Congo", "CZ": "Czech Republic", "FK": "Falkland Islands",
    "FM": "Micronesia", "IR": "Iran", "KP": "North Korea", "KR": "South Korea", "LA": "Laos", "NL": "Netherlands",
    "PS": "Palestine", "RU": "Russia", "SY": "Syria", "TR": "Turkey", "US": "United States", "VA": "Vatican City",
    "VG": "British Virgin Islands", "VI": "US Virgin Islands", "VN": "Vietnam",
}  # fmt: skip

_WITH_ARTICLE = (
    "United ", "Netherlands", "Czech Republic", "Philippines", "Bahamas", "Maldives", "Gambia", "Comoros", "Seychelles",
    "Solomon Islands", "Marshall Islands", "Cayman Islands", "Falkland Islands", "British Virgin", "US Virgin",
    "District of Columbia", "Central African Republic", "Dominican Republic", "Northwest Territories",
)  # fmt: skip


def check(code: str) -> str:
    """The code itself, if it is a territory.

    Raises:
        ValueError: no such country, region or union; the message carries a hint after " | ".
    """
    if _exists(code):
        return code
    country, _, region = code.partition("-")
    what = "region" if region and _exists(country) else "country"
    raise ValueError(f"there is no {what} {code!r} | {_hint(code)}")


@lru_cache(4096)
def _exists(code: str) -> bool:
    """Whether the code is one, in capitals; the library would take small letters too."""
    return code == code.upper() and bool(
        code in (*UNIONS, WORLD)
        or _ANSWERS.knows(_name_of(code))
        or pycountry.countries.get(alpha_2=code)
        or pycountry.subdivisions.get(code=code)
    )


def _hint(code: str) -> str:
    country, _, region = code.partition("-")
    if country.upper() == "UK":
        return "the United Kingdom is GB"
    if _exists(code.upper()):
        return f"did you mean {code.upper()!r}?"
    if region and _exists(country):
        regions = [subdivision.code for subdivision in pycountry.subdivisions.get(country_code=country) or ()]
        return did_you_mean(code.upper(), regions) or "ISO 3166-2, as in US-CA"
    if states := [state for country in ("US", "CA") if _exists(state := f"{country}-{code.upper()}")]:
        return f"did you mean {states[0]!r}, {name(states[0])}?"
    if named := _by_name().get(_folded(code)) or _by_own_name().get(_folded(code)):
        return f"did you mean {named[0]!r}?"
    near = difflib.get_close_matches(_folded(code), _by_name(), n=1, cutoff=0.8)
    return f"did you mean {near[0].title()!r}?" if near else "ISO 3166, as in US, DE or US-CA"


def find(words: str) -> str:
    """The code of a country or region as people write it: `US-CA`, `us-ca`, `california`, `Germany`.

    Names are English, those of countries also in the languages of `_LANGUAGES`; accents and case do not count. The
    regions of the United States and Canada are known by name.

    Args:
        words: what was written.

    Returns:
        The code; the words themselves where they mean no place, so that whoever checks them says so.

    Raises:
        ValueError: they mean several places; the message carries a hint after " | ".
    """
    code = re.sub(r"[\s_,]+", "-", words.strip()).upper()
    code = _ALSO_CALLED.get(code, code)
    if _exists(code):
        return code
    codes = _by_name().get(_folded(words)) or _by_own_name().get(_folded(words), ())
    if len(codes) > 1:
        raise ValueError(f"{words!r} can be {' or '.join(codes)} | say which")
    return codes[0] if codes else words


@cache
def _by_name() -> Mapping[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    regions = [*pycountry.subdivisions.get(country_code="US"), *pycountry.subdivisions.get(country_code="CA")]
    pairs = [(name, country.alpha_2) for country in pycountry.countries for name in _names_of(country)]
    pairs += [(name, code) for code, name in _SHORT_NAMES.items()]
    pairs += [(region.name, region.code) for region in regions]
    for name, code in pairs:
        known = names.get(_folded(name), ())
        names[_folded(name)] = known if code in known else (*known, code)
    return names


@cache
def _by_own_name() -> Mapping[str, tuple[str, ...]]:
    """Countries by what they are called in languages other than English."""
    by_name: dict[str, tuple[str, ...]] = {}
    for country in pycountry.countries:
        for words in map(_folded, names(country.alpha_2)):
            by_name[words] = tuple(dict.fromkeys((*by_name.get(words, ()), country.alpha_2)))
    return by_name


def _names_of(country: Any) -> Iterator[str]:
    for field in ("name", "common_name", "official_name"):
        if name := getattr(country, field, None):
            yield str(name)


def _folded(name: str) -> str:
    """A name without accents and case."""
    bare = unicodedata.normalize("NFD", name)
    return " ".join("".join(letter for letter in bare if not unicodedata.combining(letter)).casefold().split())


def check_country(code: str) -> str:
    """The code itself, if it is a country.

    Raises:
        ValueError: it is not; the message carries a hint after " | ".
    """
    if code in (*UNIONS, WORLD) or "-" in code:
        raise ValueError(f"{code!r} is not a country | two letters of ISO 3166-1, as in US or DE")
    return check(code)


def country(code: str) -> str:
    """The country of a territory code: `US-CA` is in `US`; a union is itself."""
    return code.partition("-")[0]


def within(inner: str, outer: str) -> bool:
    """Whether territory `inner` lies in `outer`: `US-CA` in `US`, `DE-BY` in `EEA`, everything in itself."""
    if inner in UNIONS:
        return outer == WORLD or UNIONS[inner] <= UNIONS.get(outer, frozenset())
    return outer in (inner, WORLD) or country(inner) == outer or country(inner) in UNIONS.get(outer, ())


@cache
def name(code: str) -> str:
    """The English name of a territory, as messages write it: "California", "Germany".

    Raises:
        ValueError: there is no such territory.
    """
    return str(_ANSWERS.ask(_name_of(code), lambda: _name(check(code))))


def _name_of(code: str) -> str:
    return f"name of {code}"


def _name(code: str) -> str:
    match code:
        case "EU":
            return "European Union"
        case "EEA":
            return "European Economic Area"
        case "WORLD":
            return "any country"
        case short_name if short_name in _SHORT_NAMES:
            return _SHORT_NAMES[short_name]
        case region if "-" in region:
            return str(pycountry.subdivisions.get(code=region).name)
        case _:
            country = pycountry.countries.get(alpha_2=code)
            return str(getattr(country, "common_name", country.name))


@cache
def translated(code: str, language: str) -> str:
    """The name of a territory in a language, as the translators of ISO 3166 have it, else its English name.

    Raises:
        ValueError: there is no such territory.
    """
    english = name(code)
    region = pycountry.subdivisions.get(code=code)
    place = region or pycountry.countries.get(alpha_2=code)
    words = gettext.translation(f"iso3166-{2 if region else 1}", pycountry.LOCALES_DIR, [language], fallback=True)
    names = [getattr(place, key, None) for key in ("common_name", "name")]
    pairs = [(words.gettext(name), name) for name in names if name]
    return next((translation for translation, name in pairs if translation != name), english)


@cache
def names(country: str) -> frozenset[str]:
    """What a country is called: its codes, its English names, and those of the languages of addresses."""
    record = pycountry.countries.get(alpha_2=country)
    english = {name(country), *_names_of(record)}
    also = {words for words, code in _ALSO_CALLED.items() if code.partition("-")[0] == country and code != "US-DC"}
    codes = {record.alpha_2, record.alpha_3, *(words.replace("-", " ") for words in also)}
    catalogs = [
        gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True) for language in _LANGUAGES
    ]
    return frozenset({*english, *codes, *(catalog.gettext(each) for catalog in catalogs for each in english)})


def regions(country: str) -> tuple[tuple[str, str], ...]:
    """The regions of a country as ISO 3166-2 has them: code and name, such as `IT-MI` and Milano."""
    listed = _ANSWERS.ask(f"regions of {country}", lambda: _regions(country))
    return tuple((code, name) for code, name in listed)


def _regions(country: str) -> list[tuple[str, str]]:
    subdivisions = pycountry.subdivisions.get(country_code=country) or ()
    return [(str(region.code), str(region.name)) for region in subdivisions]


def with_article(name: str) -> str:
    """The name of a place as it stands within a sentence: "the United Kingdom", "Germany"."""
    return f"the {name}" if name.startswith(_WITH_ARTICLE) else name
