"""Files of registries as states and lists publish them, about companies that do not exist."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence

from unbroker.facts.filing import QUESTIONS

ASKED = (
    "Requests to delete", "Requests to know what personal information is being collected",
    "Requests to know what personal information is sold or shared", "Requests to opt out of sale or sharing",
    "Requests to limit the use and disclosure of sensitive personal information",
)  # fmt: skip
COUNTED = tuple(
    f"{asked} - {what}"
    for asked in ASKED
    for what in (
        "Total requests received", "Total requests received - Complied in whole",
        "Total requests received - Complied in part", "Total requests received - Denied",
        "The number of days to respond substantively in 2024 - Mean",
        "The number of days to respond substantively in 2024 - Median",
    )
)  # fmt: skip
CALIFORNIA = (
    "Data broker name:", "Doing Business As (DBA), if applicable:", "Data broker primary website:",
    "Data broker primary contact email address:", "Data broker primary phone number: [optional]",
    "Data broker primary street address:", "Data broker city:", "Data broker state:", "Data broker zip code:",
    "Data broker country:",
    "Data broker's primary website that contains details on how consumers can exercise their CA Privacy rights",
    *QUESTIONS.values(),
    "The data broker or any of its subsidiaries is regulated by the federal Fair Credit Reporting Act",
    "If the data broker or its subsidiaries are regulated by the FCRA, describe the types of personal information",
    *COUNTED,
    "Additional Context or Comments:  [optional]",
)  # fmt: skip
"""The columns of 2026 that are read, and one that must not be taken for one."""
USUAL: Mapping[str, str] = {
    "name": "Acme Data, Inc.", "site": "www.acme.example", "email": "privacy@acme.example", "street": "1 Main St",
    "city": "Reno", "state": "Nevada", "zip": "89501", "country": "UNITED STATES",
    "rights": "https://acme.example/privacy",
}  # fmt: skip
_COLUMNS: Mapping[str, int] = {
    "name": 0, "dba": 1, "site": 2, "email": 3, "street": 5, "city": 6, "state": 7, "zip": 8, "country": 9,
    "rights": 10,
    **{name: number for number, name in enumerate(QUESTIONS, 11)}, "fcra": 26, "delete": 28, "know": 34,
    "comment": len(CALIFORNIA) - 1,
}  # fmt: skip


def california(*rows: Mapping[str, object], head: Sequence[str] = CALIFORNIA) -> bytes:
    """A file of 2026: what a row does not say is as usual, or No, or 0."""
    return _csv(head, map(_cells, rows))


def _cells(row: Mapping[str, object]) -> list[str]:
    cells = [""] * 11 + ["No"] * 16 + [""] + ["0"] * len(COUNTED) + [""]
    for name, content in {**USUAL, **row}.items():
        at = _COLUMNS[name]
        if isinstance(content, list):
            cells[at : at + len(content)] = [str(number) for number in content]
        else:
            cells[at] = str(content)
    return cells


VERMONT = (
    "Data Broker Name:", "Registration ID:", "Status:", "Business Type:", "Created Date:",
    "Next Renewal Period Begins:", "Termination Date:", "Address:", "Email Address:", "Primary Internet Address:",
)  # fmt: skip


def vermont(*rows: Sequence[str]) -> bytes:
    """Vermont's file: name, status, created, address, mailbox, site of each row."""
    cells = (
        [name, "1", status, "Data Broker", created, "1/1/2021", "2/1/2021", address, email, site]
        for name, status, created, address, email, site in rows
    )
    return _csv(VERMONT, cells)


def companies(*records: Mapping[str, object]) -> bytes:
    """Companies as datenanfragen/data has them, one a line."""
    usual = {"relevant-countries": ["all"], "categories": ["addresses"], "quality": "verified"}
    return "\n".join(json.dumps({**usual, **record}, ensure_ascii=False) for record in records).encode()


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
