"""Tracking numbers: what was pasted, or stands in a spreadsheet, becomes a number for each letter. Pure.

Example:
    `UB-7F3K2Q8Z.1 9407 1118 9956 4567 8901 23`, `acme, 9407111899564567890123`, or a table with the columns `letter`
    (or `broker`, or `reference`) and `tracking` (or `number`), such as the manifest of a run.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from unbroker.base import spreadsheet_file
from unbroker.base.errors import Place, Problem, UserError, did_you_mean
from unbroker.cases import case_name
from unbroker.cases.case import Cases, Dispatch
from unbroker.ledger.event import taken_back

_NAMES = ("letter", "reference", "case", "broker")
_NUMBERS = ("tracking", "tracking number", "tracking_number", "article number", "number")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_NUMBER = re.compile(r"(?=.*\d)[A-Z0-9]{6,40}")


@dataclass(frozen=True)
class Told:
    """A number, and the letter that it is said to be of."""

    place: Place
    name: str
    """A letter, a reference or a broker's slug."""
    number: str


def read(content: bytes | str, path: str) -> tuple[tuple[Told, ...], list[Problem]]:
    """The numbers of a text or of a spreadsheet's file, and all that is odd; who has no number is left out.

    Raises:
        ProblemsFound: a file is no table, or cannot be read here.
    """
    rows, problems = spreadsheet_file.read(content, path)
    if not rows:
        return (), [Problem(Place(path), "is empty", "write a letter and its number on each line")]
    first = [cell.casefold() for cell in rows[0][1]]
    name, number = _column(first, _NAMES), _column(first, _NUMBERS)
    is_table = name is not None and number is not None
    numbers: list[Told] = []
    for line, row in rows[is_table:]:
        who, written = (_cell(row, name), _cell(row, number)) if is_table else _pair(row)
        tracking = Told(Place(path, line), who, re.sub(r"[\s.-]", "", written).upper())
        fault = _fault(who, written, tracking.number)
        if fault is not None:
            problems.append(Problem(tracking.place, *fault))
        elif written:
            numbers.append(tracking)
    return tuple(numbers), problems


def assign(
    numbers: Iterable[Told], leaving: Sequence[Dispatch], cases: Cases
) -> tuple[Mapping[str, str], list[Problem]]:
    """The number of each letter that leaves, and all that speaks against it.

    Args:
        numbers: the numbers that were told.
        leaving: the letters that may have a number.
        cases: what is recorded, numbers of other letters included.
    """
    used = dict(recorded(cases))
    given: dict[str, str] = {}
    problems: list[Problem] = []
    for tracking in numbers:
        letter = _meant(tracking, leaving, cases)
        if isinstance(letter, Problem):
            problems.append(letter)
        elif letter in given and given[letter] != tracking.number:
            message = f"{letter} has two numbers, {given[letter]} and {tracking.number}"
            problems.append(Problem(tracking.place, message, "remove one of them"))
        elif used.setdefault(tracking.number, letter) != letter:
            message = f"the number {tracking.number} is used twice, for {used[tracking.number]} and for {letter}"
            problems.append(Problem(tracking.place, message, "each letter has a number of its own"))
        else:
            given[letter] = tracking.number
    return given, problems


def recorded(cases: Cases) -> Iterator[tuple[str, str]]:
    """The numbers that are recorded, each with its letter."""
    for history in cases.histories.values():
        gone = taken_back(history)
        for event in history:
            if event.kind == "sent" and event.seq not in gone and (number := event.fact("tracking")):
                yield number, event.letter or ""


def _meant(number: Told, leaving: Sequence[Dispatch], cases: Cases) -> str | Problem:
    """The one letter that a name means."""
    try:
        wanted = case_name.parse(number.name)
    except UserError as error:
        return Problem(number.place, str(error))
    openings = {case.opening.reference: case.opening for case in cases}
    slugs = {sealed.letter: openings[sealed.letter.rpartition(".")[0]] for sealed in leaving}
    if wanted.letter:
        letters = [letter for letter in slugs if letter == wanted.letter]
    else:
        letters = [letter for letter, opening in slugs.items() if wanted.name in (opening.reference, *opening.brokers)]
    if len(letters) == 1:
        return letters[0]
    if letters:
        return Problem(
            number.place, f"{number.name} has several letters that leave: {', '.join(letters)}", "name the letter"
        )
    names = [*slugs, *(opening.broker for opening in slugs.values())]
    hint = did_you_mean(number.name, names) or "`unbroker status --state prepared` lists those that wait"
    return Problem(number.place, f"{number.name}: no letter with that name is waiting to leave", hint)


def _column(head: Sequence[str], names: Sequence[str]) -> int | None:
    return next((head.index(name) for name in names if name in head), None)


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at] if at is not None and at < len(row) else ""


def _pair(row: Sequence[str]) -> tuple[str, str]:
    """A name and a number in two cells, or in one with a space between them."""
    if len(row) > 1:
        return row[0], row[1]
    name, _, number = row[0].partition(" ")
    return name, number


def _fault(name: str, written: str, number: str) -> tuple[str, str] | None:
    if written and not name:
        return f"the number {written} has no letter", "write the letter, its reference or the broker before it"
    if _ROUNDED.fullmatch(written):
        return f"{written} was rounded by a spreadsheet", "format the column as text, and enter it again"
    if written and not _NUMBER.fullmatch(number):
        return f"{written!r} is not a tracking number", "6 to 40 letters and digits; spaces do not count"
    return None
