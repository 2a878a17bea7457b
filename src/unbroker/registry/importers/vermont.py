"""Vermont's registry of data brokers (9 V.S.A. § 2446), as its bulk download has it.

A row is a registration of one year; a registrant whose registrations have all expired was a data broker then, and is
kept as closed. Whether an authorised agent may opt somebody out is told nowhere else, and becomes a note.
"""

import re
from collections.abc import Iterator

from unbroker.base.errors import Place, Problem
from unbroker.registry import postal_lines, sites
from unbroker.registry.entry import Entries, Entry
from unbroker.registry.importers.row_record import Source, built, everyday, slug, urls
from unbroker.registry.legal_name import compared
from unbroker.registry.sheet import Row, read

NEEDS = (("data broker name", "registration id", "status", "created date", "address"),)
"""What the head of such a file has."""
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})|(\d{4})-(\d\d)-(\d\d)")


def parse(content: bytes, path: str) -> Entries:
    """The registrants, one for each name, and what is wrong with the file."""
    sheet = read(content, path, *NEEDS)
    if sheet is None:
        return (), [Problem(Place(path), "has none of the columns of Vermont's file", "see `--as`")]
    year = max((_year(row.cell("created date")) or 0 for row in sheet.rows), default=0)
    problems: list[Problem] = []
    by_name: dict[str, list[Row]] = {}
    for row in sheet.rows:
        name = row.cell("data broker name")
        if not name:
            problems.append(row.problem("Data Broker Name", "is empty", "the row is passed over", "error"))
        else:
            by_name.setdefault(compared(name), []).append(row)
    entries: list[Entry] = []
    for rows in by_name.values():
        entry, faults = _entry(rows, year)
        problems += faults
        entries += [entry] if entry is not None else []
    return entries, problems


def _entry(rows: list[Row], year: int) -> tuple[Entry | None, list[Problem]]:
    """A registrant by its newest registration that is active, else by its newest."""
    is_active = any(_is_active(row) for row in rows)
    row = max(rows, key=lambda each: (_is_active(each), _year(each.cell("created date")) or 0, each.number))
    name = " ".join(row.cell("data broker name").split())
    source = Source(f"Vermont registry {year}", str(year), "A")
    channels = [*source.emails(row, "Email Address", row.cell("email address"))]
    country, region = None, None
    if (filed := postal_lines.one_line(name, row.cell("address"))) is not None:
        address, as_filed = filed
        channels.append(source.post(address, as_filed))
        country, region = address.country, postal_lines.region_code(address.region, address.country)
    elif row.cell("address"):
        source.problems.append(row.problem("Address", "its country cannot be read", "the address is left out"))
    site = row.cell("primary internet address")
    urls(row, "Primary Internet Address", site, source.problems)
    facts: dict[str, object] = {
        "slug": slug(name), "name": everyday(name.title() if name.isupper() else name), "legal_name": name,
        "domains": sites.domains(site), "kind": "other", "country": country, "region": region,
        "reaches": [source.reach("US-VT", "registered as a data broker in Vermont")] if is_active else [],
        "registered": {"US-VT": sorted({*_registered(rows), *([year] if is_active else [])})},
        "status": "active" if is_active else "closed", "channels": channels,
    }  # fmt: skip
    if not is_active:
        facts["note"] = f"Its registration in Vermont had expired by {year}; nothing newer is known of it."
    broker, faults = built(row, facts)
    problems = [*source.problems, *faults]
    return (None if broker is None else Entry(row.place, row.number, broker, (), tuple(source.left_out))), problems


def _registered(rows: list[Row]) -> Iterator[int]:
    """The years in which it registered."""
    return (year for row in rows if (year := _year(row.cell("created date"))) is not None)


def _is_active(row: Row) -> bool:
    return row.cell("status").casefold() == "active"


def _year(day: str) -> int | None:
    match = _DAY.match(day)
    return int(match[3] or match[4]) if match else None
