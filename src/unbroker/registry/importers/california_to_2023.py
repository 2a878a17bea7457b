"""California's registry of data brokers as the Attorney General kept it, 2020 to 2023.

One table for all years: a registrant is in it since its `Date Added`. Mailboxes are written `privacy [at] example.org`,
an address is one line that ends in the country, and how to opt out is told in words, in which there may be a page.
"""

import re

from unbroker.base.errors import Place, Problem
from unbroker.registry import postal_lines, sites
from unbroker.registry.entry import Entries, Entry
from unbroker.registry.importers.row_record import Source, built, everyday, slug, urls
from unbroker.registry.sheet import Row, read

NEEDS = (("data broker name", "email address", "website url", "physical address", "date added"),)
"""What the head of such a file has."""
_PAGE = re.compile(r"https?://[^\s<>\"')\];,]+")
_YEAR = re.compile(r"\b(20\d\d)\b")


def parse(content: bytes, path: str) -> Entries:
    """The registrants, and what is wrong with the file."""
    sheet = read(content, path, *NEEDS)
    if sheet is None:
        return (), [Problem(Place(path), "has none of the columns of California's file of 2020 to 2023", "see `--as`")]
    entries: list[Entry] = []
    problems: list[Problem] = []
    for row in sheet.rows:
        entry, faults = _entry(row)
        problems += faults
        entries += [entry] if entry is not None else []
    return entries, problems


def _entry(row: Row) -> tuple[Entry | None, list[Problem]]:
    name = " ".join(row.cell("data broker name").split())
    if not name:
        return None, [row.problem("Data Broker Name", "is empty", "the row is passed over", "error")]
    added = _YEAR.search(row.cell("date added"))
    if added is None:
        hint = "the row is passed over"
        return None, [row.problem("Date Added", f"{row.cell('date added')!r} has no year", hint, "error")]
    year = added[1]
    source = Source(f"California registry {year}", year, "A")
    channels = [*source.emails(row, "Email Address", row.cell("email address"))]
    filed = postal_lines.one_line(name, row.cell("physical address")) if row.cell("physical address") else None
    country, region = None, None
    if filed is not None:
        channels.append(source.post(*filed))
        country, region = filed[0].country, postal_lines.region_code(filed[0].region, filed[0].country)
    pages = [page.rstrip(".") for page in _PAGE.findall(row.cell("how a consumer may opt out"))]
    channels += [source.channel(form=page) for page in dict.fromkeys(pages) if sites.split(page)[0]][:1]
    site = row.cell("website url")
    urls(row, "Website URL", site, source.problems)
    reach = source.reach("US-CA", "registered as a data broker in California")
    facts: dict[str, object] = {
        "slug": slug(name), "name": everyday(name), "legal_name": name, "domains": sites.domains(site), "kind": "other",
        "country": country, "region": region, "reaches": [reach], "registered": {"US-CA": [int(year)]},
        "channels": channels,
    }  # fmt: skip
    broker, faults = built(row, facts)
    problems = [*source.problems, *faults]
    return (None if broker is None else Entry(row.place, row.number, broker, (), tuple(source.left_out))), problems
