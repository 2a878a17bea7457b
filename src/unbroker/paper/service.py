"""Print services: what each asks of a letter's PDF and of the list beside it, as data, and whether a letter has it.

Nothing is taken on trust: each file is measured before it is handed to somebody who prints it unseen.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Literal

from unbroker.base import files, source, table
from unbroker.base.errors import Place, Problem, ProblemsFound, UnknownName
from unbroker.base.fact import Fact
from unbroker.facts.text import Count, Country, Extent, Line, Slug
from unbroker.paper import measure
from unbroker.paper.envelope import Box
from unbroker.paper.measure import MeasuredPage

_FOLDER = "sheet/service"
_ROUNDING = 0.5
"""Millimetres by which a page may differ from its sheet."""

Value = Literal[
    "letter", "file", "sha256", "pages", "recipient", "street", "city", "region", "postal_code", "country", "sender",
    "sender_street", "sender_city", "sender_region", "sender_postal_code", "sender_country",
]  # fmt: skip
Row = Mapping[Value, str]
"""What a list may say of a letter."""


class Column(Fact):
    """A column of the list, or the path of an attribute: `data.attributes.file_original_name`."""

    name: Line
    value: Value | None = None
    """The detail of the letter that it contains."""
    text: Line | None = None
    """Fixed text for every letter."""
    most: Count | None = None
    """How many characters it takes at most."""
    part: Count = 1
    """Which part of a longer value goes here, the first or the second; it is broken at spaces."""
    required: bool = False
    """Whether it must not be empty."""


class Manifest(Fact):
    """The list of the letters, in the format that the service imports."""

    file: Line
    """Its name; `.csv` makes a table, `.json` a list of objects."""
    columns: tuple[Column, ...]


class Service(Fact):
    """A print service."""

    title: Line
    sheet: Slug
    """The sheet that its letters are printed on."""
    address: Box | None = None
    """Where it reads the address; none if it prints the address itself."""
    clear: tuple[Box, ...] = ()
    """The areas of the first page that must stay empty, except for the address in its zone."""
    edge: Extent = 1.0
    """The margin kept clear along the edges of every page."""
    most_pages: Count = 1000
    most_bytes: Count = 1_000_000_000
    countries: tuple[Country, ...] = ()
    """The countries that it mails to; none means all."""
    manifest: Manifest


def load(folders: Iterable[Path] = ()) -> Mapping[str, Service]:
    """The packaged services by name, and those of the user's own letters: a file each.

    Raises:
        ProblemsFound: a file is faulty.
    """
    services: dict[str, Service] = {}
    problems: list[Problem] = []
    for folder in dict.fromkeys((files.packaged("letters"), *reversed([*folders]))):
        for path in files.glob(folder / _FOLDER, "*.yaml"):
            shown = files.shown(path)
            document, syntax_problems = source.parse(files.read_text(path), shown)
            problems += syntax_problems
            if document is None:
                continue
            service, schema_problems = source.validate(document, Service, Place(shown, 1))
            problems += schema_problems
            if service is not None:
                services[path.stem] = service
    if problems:
        raise ProblemsFound(problems)
    return services


def choose(services: Mapping[str, Service], name: str) -> Service:
    """The service of a name.

    Raises:
        UnknownName: there is none.
    """
    if name not in services:
        raise UnknownName("print service", name, services, see=f"there are {', '.join(services)}")
    return services[name]


def faults(service: Service, pdf: bytes, page: Box, address: Sequence[str]) -> Iterator[str]:
    """What keeps a service from printing a letter as it is.

    Args:
        service: who prints it.
        pdf: the letter.
        page: the size of its paper.
        address: the lines that its address has.
    """
    pages = measure.measure(pdf)
    if len(pages) > service.most_pages:
        yield f"it has {len(pages)} pages, and {service.title} takes at most {service.most_pages}"
    if len(pdf) > service.most_bytes:
        yield f"it has {len(pdf)} bytes, and {service.title} takes at most {service.most_bytes}"
    for font in measure.fonts(pdf):
        if not font.embedded or font.type == "Type3":
            yield f"its font {font.name} is not embedded in the way that {service.title} needs"
    for number, sheet in enumerate(pages, 1):
        if abs(sheet.page.width - page.width) > _ROUNDING or abs(sheet.page.height - page.height) > _ROUNDING:
            yield f"page {number} is {sheet.page.width:.0f} × {sheet.page.height:.0f} mm"
        inside = Box.of(
            left=service.edge,
            top=service.edge,
            width=page.width - 2 * service.edge,
            height=page.height - 2 * service.edge,
        )
        yield from (
            f"{_what(mark)} is too close to the edge of page {number}"
            for mark in sheet.marks
            if not inside.holds(mark.box)
        )
    yield from _misplaced(service, pages[0], address)


def _misplaced(service: Service, first: MeasuredPage, address: Sequence[str]) -> Iterator[str]:
    """What stands on the first page where it may not, and an address that does not stand where it must."""
    zone = service.address
    shown = [mark for mark in first.marks if zone is not None and zone.meets(mark.box)]
    if zone is not None:
        if [mark.text for mark in shown] != [*address]:
            text = " / ".join(mark.text for mark in shown)
            yield f"the address zone of {service.title} holds {text!r}, not {' / '.join(address)!r}"
        yield from (f"{_what(mark)} does not fit into the address zone" for mark in shown if not zone.holds(mark.box))
    for mark in first.marks:
        if mark not in shown and any(box.meets(mark.box) for box in service.clear):
            yield f"{_what(mark)} is where {service.title} prints its own marks"


def row(service: Service, values: Row) -> tuple[dict[str, str], list[str]]:
    """What the list says of a letter, by column, and what it cannot say."""
    cells: dict[str, str] = {}
    problems: list[str] = []
    for column in service.manifest.columns:
        text = (column.text if column.value is None else values[column.value]) or ""
        parts = wrap(text, column.most, break_long_words=False) if column.most else [text]
        cells[column.name] = parts[column.part - 1] if column.part <= len(parts) else ""
        last = max(other.part for other in service.manifest.columns if other.value == column.value)
        if column.most and (len(cells[column.name]) > column.most or (column.part == last and len(parts) > last)):
            problems.append(f"{text!r} is too long for {column.name!r}, which takes {column.most} characters")
        if column.required and not cells[column.name]:
            problems.append(f"{service.title} needs {column.name!r}")
    return cells, problems


def written(service: Service, rows: Iterable[Mapping[str, str]]) -> bytes:
    """The list in the form that the service imports."""
    if service.manifest.file.endswith(".json"):
        return (json.dumps([_nested(row) for row in rows], ensure_ascii=False, indent=2) + "\n").encode()
    return table.written([column.name for column in service.manifest.columns], rows).removeprefix("\ufeff").encode()


def _nested(row: Mapping[str, str]) -> dict[str, object]:
    tree: dict[str, object] = {}
    for name, cell in row.items():
        branch = tree
        *above, last = name.split(".")
        for key in above:
            below = branch.setdefault(key, {})
            assert isinstance(below, dict)  # noqa: S101 - made here
            branch = below
        branch[last] = {"true": True, "false": False}.get(cell, cell)
    return tree


def _what(mark: measure.Mark) -> str:
    return repr(mark.text) if mark.text else "a line or picture"
