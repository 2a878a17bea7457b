"""The companies of datenanfragen/data (CC0): a JSON record each, in a folder, or one a line.

Facts only: its comments are in several languages and are nobody's to copy here. Of its 3,000 companies those are
taken that trade in data: addresses, credit, collection, and advertising where a company does nothing else.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import get_args

from unbroker.base import places
from unbroker.base.errors import Place, Problem
from unbroker.facts.registry import Identifier, Kind
from unbroker.registry import postal_lines, sites
from unbroker.registry.entry import Entries, Entry
from unbroker.registry.importers.row_record import Source, built, everyday, slug, urls
from unbroker.registry.postal_lines import Filed
from unbroker.registry.sheet import Columns, Row, TooManyRows

_KINDS: Mapping[str, tuple[Kind, str]] = {
    "credit agency": ("risk", "risk"),
    "collection agency": ("collection", "collection"),
    "addresses": ("marketing", "marketing"),
}
"""By category: the kind and the pack, the first that fits."""
_ONLY_ADS = ["ads"]
_NEEDS: Mapping[str, Identifier] = {
    "name": "name", "adresse": "address", "address": "address", "addresse": "address", "adresse email": "email",
    "email": "email", "e-mail": "email", "e-mail-adresse": "email", "telefonnummer": "phone",
    "user id": "record-number",
}  # fmt: skip
_BINDS = ("EEA", "GB", "CH")
_WORLD = "all"
_FIRST = 10
"""How many records are looked at for one that can be read."""
_MOST = 20_000
"""It had 3,000 in 2026."""


def parse(content: bytes, path: str) -> Entries:
    """The companies that trade in data, and what is wrong with the others.

    Raises:
        TooManyRows: there are more than it has ever had.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    dated = _month(path)
    for count, (number, text) in enumerate(_records(content)):
        if count == _MOST:
            raise TooManyRows(path, _MOST)
        row = Row(number, Place(path, number), (), Columns(()))
        try:
            company = json.loads(text)
        except (ValueError, RecursionError):  # also a number of thousands of digits
            company = None
        if not isinstance(company, dict) or not isinstance(company.get("name"), str):
            problems.append(row.problem("name", "is no company", "the record is passed over", "error"))
            continue
        kind = _kind(company)
        if kind is not None:
            entry, faults = _entry(row, company, kind, dated)
            problems += faults
            entries += [entry] if entry is not None else []
    return entries, problems


def _records(content: bytes) -> Iterator[tuple[int, str]]:
    """The text of each record and its line: one a line, a single one, or a list of them, which counts for lines."""
    text = content.decode("utf-8-sig", errors="replace").strip()
    try:
        first, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):  # also a number of thousands of digits
        first, end = None, 0
    if first is not None and not text[end:].strip():
        yield from ((at, json.dumps(each)) for at, each in enumerate(first if isinstance(first, list) else [first], 1))
        return
    yield from ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def is_one(content: bytes) -> bool:
    """Whether a file is of this shape, by the first of its records that can be read, if one of its first can."""
    for _, text in islice(_records(content), _FIRST):
        try:
            company = json.loads(text)
        except (ValueError, RecursionError):  # also a number of thousands of digits
            continue
        return isinstance(company, dict) and {"slug", "name", "relevant-countries"} <= company.keys()
    return False


def _month(path: str) -> str | None:
    named = re.search(r"(20\d\d)-(0[1-9]|1[0-2])", path.replace("\\", "/").rpartition("/")[2])
    return named[0] if named else None


def _texts(company: Mapping[str, object], key: str) -> list[str]:
    texts = company.get(key)
    return [text for text in texts if isinstance(text, str)] if isinstance(texts, list) else []


def _text(company: Mapping[str, object], key: str) -> str:
    text = company.get(key)
    return text.strip() if isinstance(text, str) else ""


def _kind(company: Mapping[str, object]) -> tuple[Kind, str] | None:
    categories = _texts(company, "categories")
    if categories == _ONLY_ADS:
        return "adtech", "adtech"
    return next((kinds for category, kinds in _KINDS.items() if category in categories), None)


def _entry(
    row: Row, company: Mapping[str, object], kind: tuple[Kind, str], dated: str | None
) -> tuple[Entry | None, list[Problem]]:
    name = " ".join(_text(company, "name").split())
    source = Source(f"datenanfragen/data, companies/{_text(company, 'slug')}.json", dated or "", "B")
    post, country, region = _post(row, company, name, source)
    mailboxes = [*source.emails(row, "email", _text(company, "email"))]
    forms = [source.channel(form=url) for url in urls(row, "webform", _text(company, "webform"), source.problems)]
    address = [source.post(*post)] if post else []
    by_post = _text(company, "suggested-transport-medium") == "letter"
    site = _text(company, "web")
    serves = _serves(row, company, source.problems)
    facts: dict[str, object] = {
        "slug": _text(company, "slug") or slug(name), "name": everyday(name), "legal_name": name,
        "domains": sites.domains(site), "kind": kind[0], "packs": [kind[1]], "country": country, "region": region,
        "serves": serves, "reaches": [*_reaches(serves, source)], "needs": [*_needs(company)],
        "channels": [*address, *mailboxes, *forms] if by_post else [*mailboxes, *forms, *address],
    }  # fmt: skip
    broker, faults = built(row, facts)
    brands = tuple(_brand(brand) for brand in _texts(company, "runs"))
    problems = [*source.problems, *faults]
    return (None if broker is None else Entry(row.place, row.number, broker, brands, tuple(source.left_out))), problems


def _post(
    row: Row, company: Mapping[str, object], name: str, source: Source
) -> tuple[Filed | None, str | None, str | None]:
    """The address of a company, its country and its region."""
    lines = _text(company, "address").splitlines()
    filed = postal_lines.from_lines(name, lines) if lines else None
    if filed is None:
        if lines:
            message = f"there is no country {lines[-1]!r}"
            source.problems.append(row.problem("address", message, "the address is left out"))
        return None, None, None
    address, _ = filed
    return filed, address.country, postal_lines.region_code(address.region, address.country)


def _serves(row: Row, company: Mapping[str, object], problems: list[Problem]) -> list[str]:
    """The countries whose residents a record answers; none means everybody."""
    serves = []
    for code in _texts(company, "relevant-countries"):
        try:
            serves.append("" if code == _WORLD else places.check_country(code.upper()))
        except ValueError:
            problems.append(row.problem("relevant-countries", f"there is no country {code!r}", "it is left out"))
    return [] if "" in serves else serves


def _reaches(serves: Sequence[str], source: Source) -> Iterator[dict[str, object]]:
    """Where a law binds it: it is listed with a contact for requests under the GDPR, for those whom it serves."""
    asked = [territory for territory in _BINDS if any(places.within(served, territory) for served in serves)]
    for territory in asked or (["EEA"] if not serves else []):
        what = "requests from Switzerland" if territory == "CH" else "GDPR requests"
        yield source.reach(territory, f"listed with a contact for {what}")


def _needs(company: Mapping[str, object]) -> Iterator[Identifier]:
    """What it needs to find somebody, as far as the list's words are known."""
    elements = company.get("required-elements")
    descriptions = [
        str(element.get("desc", "")).casefold() for element in elements if isinstance(element, dict)
    ] if isinstance(elements, list) else []  # fmt: skip
    found = {_NEEDS[description] for description in descriptions if description in _NEEDS}
    return (need for need in get_args(Identifier) if need in found and need != "name")


def _brand(brand: str) -> str:
    """A brand or former name without what is added in brackets."""
    return re.sub(r"\s*\((?:[^()]*\b(?:formerly|ehemals|ehem)\b[^()]*|[\w.]+\.\w+)\)", "", brand).strip()
