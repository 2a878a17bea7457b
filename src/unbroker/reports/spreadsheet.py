"""The spreadsheet: the ledger as a CSV that Excel and LibreOffice open well, and the rows that come back. Pure.

Rows without a number are new; what stands in a row with a number is never obeyed, and a change or a missing row is
pointed out.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from unbroker.base import spreadsheet_file, table
from unbroker.base.errors import Place, Problem
from unbroker.cases.case import Opening
from unbroker.cases.known_people import People, of_people
from unbroker.cases.validate_event import BY_HAND
from unbroker.ledger.event import Event, taken_back

COLUMNS = (
    "number", "on", "case", "rights", "broker", "person", "event", "letter", "outcome", "reason", "proof", "note",
    "taken back", "recorded", "evidence",
)  # fmt: skip
FACTS = ("outcome", "reason", "proof", "note")
_COMPARED = ("on", "case", "rights", "event", "letter", *FACTS)
_NEEDED = ("number", "on", "case", "event")
_MOST_REMARKS = 500
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
"""Between them is every day that one can type, too."""
_PARTS = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})")


@dataclass(frozen=True)
class NewRow:
    """A row that somebody added."""

    place: Place
    on: date
    case: str
    """As `track` takes it, rights included."""
    event: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """What came back: new rows, and what is odd about the others."""

    new: tuple[NewRow, ...]
    remarks: tuple[Problem, ...]


def export(events: Sequence[Event]) -> str:
    """The ledger as CSV."""
    people = People(tuple(of_people(events)))
    openings = {event.reference: Opening.of(event, people) for event in events if event.kind == "opened"}
    voided = taken_back(events)
    return table.written(COLUMNS, (_row(event, openings.get(event.reference), voided) for event in events))


def read(content: bytes | str, path: str, events: Sequence[Event]) -> tuple[Sheet, list[Problem]]:
    """What a file brings back, or the text of a CSV, and all that is wrong with its new rows.

    Of very many faults the first are told: of changed rows, and of new ones.

    Raises:
        ProblemsFound: it is no table, or cannot be read here.
    """
    table_rows, remarks = spreadsheet_file.read(content, path)
    lines = iter(table_rows)
    head = [cell.casefold() for cell in next(lines, (1, ()))[1]]
    if missing := [name for name in _NEEDED if name not in head]:
        hint = "export the ledger again, and add rows to that file"
        return Sheet((), tuple(remarks)), [Problem(Place(path, 1), f"the column {missing[0]!r} is missing", hint)]
    unread = {str(event.seq): event for event in events}
    new_rows: list[NewRow] = []
    problems: list[Problem] = []
    for line, cells in lines:
        place = Place(path, line)
        row = {**dict.fromkeys(head, ""), **dict(zip(head, cells, strict=False))}
        if number := row["number"]:
            event = unread.pop(number, None)
            remarks += _changes(row, event, place) if len(remarks) < _MOST_REMARKS else ()
            continue
        if len(problems) >= _MOST_REMARKS:
            problems.append(Problem(place, "the rows from here on are not read", "correct those above first"))
            break
        row_or_problem = _new(row, place)
        if isinstance(row_or_problem, NewRow):
            new_rows.append(row_or_problem)
        else:
            problems.append(row_or_problem)
    if unread:
        first = next(iter(unread))
        rows = "1 row of the ledger is" if len(unread) == 1 else f"{len(unread)} rows of the ledger are"
        fault = f"{rows} missing, beginning with number {first}"
        remarks.append(Problem(Place(path), fault, "the ledger still has them", severity="warning"))
    return Sheet(tuple(new_rows), tuple(remarks)), problems


def _row(event: Event, opening: Opening | None, voided: Container[int]) -> dict[str, str]:
    return {
        **_cells(event),
        "number": str(event.seq),
        "broker": opening.broker if opening else "",
        "person": opening.person if opening else "",
        "taken back": "yes" if event.seq in voided else "",
        "recorded": event.at,
        "evidence": " ".join(event.evidence),
    }


def _cells(event: Event) -> dict[str, str]:
    return {
        "on": event.on.isoformat(),
        "case": event.reference or "",
        "rights": ", ".join(event.rights),
        "event": event.kind if event.kind != "voided" else f"voided {event.voids}",
        "letter": event.letter or "",
        **{name: event.fact(name) or "" for name in FACTS},
    }


def _changes(row: Mapping[str, str], event: Event | None, place: Place) -> Iterator[Problem]:
    """What a row says otherwise than the ledger."""
    hint = "the ledger is not changed; take an event back with `unbroker track CASE void NUMBER`"
    if event is None:
        fault = f"there is no event {row['number']}, or its row appears twice"
        yield Problem(place, fault, "leave the number empty in a new row", severity="warning")
        return
    for column, cell in _cells(event).items():
        if column not in _COMPARED or column not in row:
            continue
        is_same = event.on in days(row[column]) if column == "on" else _words(row[column]) == _words(cell)
        if not is_same:
            fault = f"event {event.seq}: {column!r} was {cell!r} and is {row[column]!r}"
            yield Problem(place, fault, hint, severity="warning")


def _new(row: Mapping[str, str], place: Place) -> NewRow | Problem:
    case, event, on = row["case"], row["event"], days(row["on"])
    if not case:
        return Problem(place, "'case' is empty", "write the reference or the broker's slug")
    if event not in BY_HAND:
        return Problem(place, f"{event!r} cannot be recorded by hand", f"one of {', '.join(BY_HAND)}")
    if len(on) != 1:
        fault = f"{row['on']!r} can be two days" if on else f"{row['on']!r} is not a date"
        return Problem(place, fault, "write it as 2026-11-22")
    rights = row.get("rights", "")
    name = f"{case}/{rights}" if rights and "/" not in case else case
    return NewRow(place, on[0], name, event, {fact: row[fact] for fact in FACTS if row.get(fact)})


def days(cell: str) -> tuple[date, ...]:
    """The days that a cell can mean: programs write 2026-12-20 in the way of their country."""
    match = _PARTS.fullmatch(cell.strip())
    if match is None:
        return ()
    first, middle, last = (int(part) for part in match.groups())
    if len(match[1]) > 2:  # noqa: PLR2004 - a year has more digits than a day
        return tuple(_dates((first, middle, last)))
    year = last + 2000 if len(match[3]) <= 2 else last  # noqa: PLR2004 - as above
    if "." in cell:
        return tuple(_dates((year, middle, first)))
    return tuple(dict.fromkeys(_dates((year, first, middle), (year, middle, first))))


def _dates(*parts: tuple[int, int, int]) -> Iterator[date]:
    for year, month, day in parts:
        with suppress(ValueError):
            if _FIRST <= (on := date(year, month, day)) <= _LAST:
                yield on


def _words(cell: str) -> str:
    return " ".join(cell.split())
