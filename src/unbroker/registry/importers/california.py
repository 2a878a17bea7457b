"""California's registry of data brokers, by the labels that its files bear since 2024.

The file of a year has the names and contacts of that January, counts of the year before the last, and since 2026 the
answers to what is collected and with whom data were shared (Civil Code § 1798.99.82). Columns are found by the
beginning of their label, so that a year which lacks some or adds others is read as well.
"""

import re
from collections.abc import Iterator, Mapping
from typing import get_args

from unbroker.base.errors import Place, Problem
from unbroker.facts.filing import QUESTIONS, Asked, Counts, Covered
from unbroker.facts.registry import Channel
from unbroker.registry import comments, postal_lines, sites
from unbroker.registry.entry import Entries, Entry
from unbroker.registry.importers.row_record import Source, built, everyday, names, slug, urls
from unbroker.registry.postal_lines import Parts
from unbroker.registry.sheet import Row, Sheet, folded, read

_NAME = ("data broker name", "business name")
_SITE = ("data broker primary website", "business primary website")
_EMAIL = ("data broker primary contact email", "business primary contact email")
NEEDS = tuple((name, site, email) for name, site, email in zip(_NAME, _SITE, _EMAIL, strict=True))
"""What the head of such a file has."""
_RIGHTS = ("data broker's primary website that contains details", "business's primary website that contains details",
           "business primary website that contains details")  # fmt: skip
_COVERED: Mapping[Covered, str] = {
    "fcra": "the data broker or any of its subsidiaries is regulated by the federal fair credit",
    "glba": "the data broker or any of its subsidiaries is regulated by the gramm",
    "iippa": "the data broker or any of its subsidiaries is regulated by the california insurance",
    "cmia": "the data broker or any of its subsidiaries is regulated by the california confidentiality",
    "hipaa": "the data broker or its subsidiaries are regulated by the hipaa",
}
_REQUESTS: Mapping[Asked, str] = {
    "delete": "requests to delete - ",
    "know": "requests to know what personal information is being collected - ",
    "know-shared": "requests to know what personal information is sold or shared - ",
    "opt-out": "requests to opt out of sale or sharing - ",
    "limit": "requests to limit the use and disclosure of sensitive personal information - ",
}
_TOTAL, _ENDS = "total requests received", ("", " - complied in whole", " - complied in part", " - denied")
_YES, _NO = frozenset({"yes", "y", "true"}), frozenset({"no", "n", "false", ""})
_FEWEST = 100
_YEARS_BEHIND = 2


def parse(content: bytes, path: str) -> Entries:
    """The registrants of a year, and what is wrong with the file."""
    sheet = read(content, path, *NEEDS)
    if sheet is None:
        return (), [Problem(Place(path), "has none of the columns of California's file", "see `--as`")]
    year, counted = _years(sheet, path)
    if year is None:
        return (), [Problem(Place(path), "does not say of which year it is", "name it as in registry2026.csv")]
    entries: list[Entry] = []
    problems: list[Problem] = []
    if len(sheet.rows) < _FEWEST:
        few = f"has {len(sheet.rows)} rows only, as the state's file has each January"
        problems.append(Problem(Place(path), few, "take the file of the year before until the list is full", "warning"))
    for row in sheet.rows:
        entry, faults = _entry(row, year, counted)
        problems += faults
        if entry is not None:
            entries.append(entry)
    return entries, problems


def _years(sheet: Sheet, path: str) -> tuple[int | None, int | None]:
    """The year of the registry, and that of its counts: labels name the latter, a file's name the former."""
    told = re.search(r"\bin (20\d\d)\b", "\n".join(sheet.columns.labels))
    counted = int(told[1]) if told else None
    if counted is not None:
        return counted + _YEARS_BEHIND, counted
    named = re.search(r"20\d\d", path.replace("\\", "/").rpartition("/")[2])
    return (int(named[0]), int(named[0]) - _YEARS_BEHIND) if named else (None, None)


def _entry(row: Row, year: int, counted: int | None) -> tuple[Entry | None, list[Problem]]:
    legal_name = " ".join(row.cell(*_NAME).split())
    source = Source(f"California registry {year}", str(year), "A")
    if not legal_name:
        return None, [row.problem("Data broker name", "is empty", "the row is passed over", severity="error")]
    brands = names(row.cell("doing business as"))
    country, address = _post(row, legal_name, source)
    channels = [*source.emails(row, "contact email", row.cell(*_EMAIL)), *address]
    pages = urls(row, "page of consumers' rights", row.cell(*_RIGHTS), source.problems)
    channels += [source.channel(form=page) for page in pages if not sites.is_front(page, row.cell(*_SITE))]
    urls(row, "primary website", row.cell(*_SITE), source.problems)
    reach = source.reach("US-CA", "registered as a data broker in California")
    region = next((place.post.region for place in address if place.post and country == "US"), None)
    facts: dict[str, object] = {
        "slug": slug(brands[0] if len(brands) == 1 else legal_name),
        "name": everyday(brands[0] if len(brands) == 1 else legal_name),
        "legal_name": legal_name,
        "domains": sites.domains(row.cell(*_SITE)),
        "kind": "other",
        "country": country,
        "region": postal_lines.region_code(region),
        "reaches": [reach],
        "registered": {"US-CA": [year]},
        "filed": [_filing(row, legal_name, year, counted, source)],
        "channels": channels,
    }
    broker, faults = built(row, facts)
    if broker is None:
        return None, [*source.problems, *faults]
    return Entry(row.place, row.number, broker, brands, tuple(source.left_out)), source.problems


def _post(row: Row, legal_name: str, source: Source) -> tuple[str | None, list[Channel]]:
    """The country of a row, and its postal address."""
    name = row.cell("data broker country", "business country") or "United States"
    country = postal_lines.country_of(name)
    if country is None:
        source.problems.append(row.problem("country", f"there is no country {name!r}", "the address is left out"))
        return None, []
    parts = Parts(
        row.cell("data broker primary street", "business primary street"),
        row.cell("data broker city", "business city"),
        row.cell("data broker state", "business state"),
        row.cell("data broker zip", "business zip"),
        country,
    )
    if not parts.street or not parts.city:
        return country, []
    return country, [source.post(*postal_lines.from_parts(legal_name, parts))]


def _filing(row: Row, legal_name: str, year: int, counted: int | None, source: Source) -> dict[str, object]:
    answers = [name for name, question in QUESTIONS.items() if _is_yes(row, folded(question), source)]
    receivers = [name for name in answers if folded(QUESTIONS[name]).startswith("data broker shared")]
    requests = {asked: str(counts) for asked, counts in _requests(row, source) if not counts.is_zero}
    filing: dict[str, object] = {
        "state": "US-CA", "year": year, "row": row.number, "by": legal_name,
        "collects": [name for name in answers if name not in receivers], "shared": receivers,
        "regulated": [law for law, label in _COVERED.items() if _is_yes(row, label, source)],
        "counted": counted, "requests": requests,
    }  # fmt: skip
    comment, left_out = comments.without_people(row.cell("additional context or comments"))
    source.left_out += left_out
    return {**filing, "comment": comment} if comment else filing


def _is_yes(row: Row, label: str, source: Source) -> bool:
    cell = row.cell(label).casefold()
    if cell not in _YES | _NO:
        source.problems.append(row.problem(label, f"{cell!r} is neither Yes nor No", "it is not taken for a Yes"))
    return cell in _YES


def _requests(row: Row, source: Source) -> Iterator[tuple[Asked, Counts]]:
    for asked in get_args(Asked):
        before = _REQUESTS[asked]
        cells = [row.cell_between(before, f"{_TOTAL}{end}") for end in _ENDS]
        days = [row.cell_between(before, end) for end in ("mean", "median")]
        try:
            whole = [int(cell.replace(",", "") or 0) for cell in cells]
            yield asked, Counts(*whole, *(float(cell.replace(",", "")) if cell else None for cell in days))
        except ValueError:
            told = ", ".join(repr(cell) for cell in (*cells, *days))
            source.problems.append(row.problem(before.strip(" -"), f"{told} are no counts", "they are left out"))
