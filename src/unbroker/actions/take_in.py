"""Taking in clients: a table of people becomes a folder and a ledger for each; a row with a fault is named.

The table has a person a row or, as the form that is handed out to one, an answer a row.
"""

import secrets
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from unbroker.actions.outcome import Progress, no_progress
from unbroker.base import files, places, spreadsheet_file, table
from unbroker.base.errors import MOST_PROBLEMS, Place, Problem, ProblemsFound, UserError, did_you_mean
from unbroker.base.table import Row
from unbroker.base.yaml_edit import flow
from unbroker.facts import profile
from unbroker.facts.address import faults
from unbroker.office import OfficeFolder

FIELDS: Mapping[str, str] = {
    "client": "The name of the folder: lower case letters, digits and hyphens (only the office sees it)",
    "name": "Your name, as brokers know it (every broker sees it)",
    "other_names": "Other names under which brokers may know you; a semicolon between two",
    "residence": "Where you live: the country; in the United States and Canada the state (every broker sees it)",
    "city": "Your city (brokers that get an e-mail see it)",
    "emails": "E-mail addresses under which brokers may know you; a semicolon between two",
    "phones": "Telephone numbers; a semicolon between two (told to nobody unless you say to whom)",
    "street": "Street and number of your address, if letters are to be posted in your own name",
    "postal_code": "Its postal code",
    "packs": "Packs of brokers; a semicolon between two; empty for the usual ones (nobody else sees it)",
}
"""What is asked of a client, each with who sees it."""
_FORM = ("field", "question", "answer")
_NEEDED = ("client", "name", "residence", "city")
_TOO_MANY = f"more than {MOST_PROBLEMS} problems up to here, and the rows below are not read"
_SEVERAL = ("other_names", "emails", "phones", "packs")


class NoPeople(UserError):  # noqa: N818 - the sentence is the name
    """A table has nobody in it."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: nobody stands in it (`unbroker people add --form` writes a form to fill in)")


@dataclass(frozen=True)
class NewClient:
    """Somebody who would be taken in."""

    client: str
    name: str
    profile: str
    """The text of the profile."""


@dataclass(frozen=True)
class Intake:
    """A table that was read."""

    new: tuple[NewClient, ...]
    there: tuple[str, ...]
    """Clients who are there already, and stay as they are."""
    problems: tuple[Problem, ...]
    """By row; those people are not taken in."""


def form() -> str:
    """The form to hand out to one person: a question a row, to be filled in and sent back."""
    return table.written(_FORM, ({"field": name, "question": words, "answer": ""} for name, words in FIELDS.items()))


def plan_take_in(office: OfficeFolder, content: bytes, path: str) -> Intake:
    """The clients of a table, and what is wrong with it row by row. Pure.

    Args:
        office: the office.
        content: of a table with the columns of `FIELDS`, or of a filled form.
        path: its name, for messages.

    Raises:
        NoPeople: it has no rows.
        ProblemsFound: it is no table, or has a column that is not known.
    """
    rows, problems = spreadsheet_file.read(content, path)
    known, new, there = {*office.clients()}, dict[str, NewClient](), list[str]()
    people = [*_people(rows, path)]
    if not people:
        raise NoPeople(path)
    for line, row in people:
        client, place = row.get("client", ""), Place(path, line)
        if len(problems) >= MOST_PROBLEMS:
            problems.append(Problem(place, _TOO_MANY, "correct them first"))
            break
        if wrong := [*_faults(row, place, new)]:
            problems += wrong
            continue
        text = profile_text(row)
        if wrong := [*_of_profile(text, place, client)]:
            problems += wrong
            continue
        if client in known:
            there.append(client)
        else:
            new[client] = NewClient(client, row["name"], text)
    return Intake(tuple(new.values()), tuple(there), tuple(problems))


def do_take_in(office: OfficeFolder, plan: Intake, on_progress: Progress = no_progress) -> tuple[str, ...]:
    """Make the folder and the ledger of each new client; answers their names. Called again, it goes on.

    The ledger comes last: who has one is there.

    Raises:
        ServerRefused, CannotWrite: the server or the disk refuses; who was taken in before stays.
    """
    known, made = {*office.clients()}, list[str]()
    for number, client in enumerate(plan.new, 1):
        if client.client not in known:
            path = office.folder(client.client)
            for name in ("evidence", "outbox"):
                files.make_folder(path / name)
            files.write(path / "profile.yaml", client.profile.encode())
            office.server.create(client.client, path, secrets.token_bytes(32))
            made.append(client.client)
        on_progress(number, len(plan.new))
    return tuple(made)


def profile_text(row: Mapping[str, str]) -> str:
    """The profile of a client, as a file that can be edited."""
    answers: dict[str, object] = {name: text for name, text in row.items() if text}
    answers |= {name: _parts(row[name]) for name in _SEVERAL if row.get(name)}
    code = _code(row.get("residence", ""))
    if row.get("street"):
        country, _, region = code.partition("-")
        parts = {"street": [row["street"]], "city": row.get("city", ""), "region": region,
                 "postal_code": row.get("postal_code", ""), "country": country}  # fmt: skip
        answers["address"] = {name: part for name, part in parts.items() if part}
    answers |= {"slug": row.get("client", ""), "residence": code}
    order = ("slug", "name", "other_names", "residence", "city", "emails", "phones", "address")
    lines = [f"    {name}: {flow(answers[name])}" for name in order if answers.get(name)]
    packs = [f"packs: {flow(answers['packs'])}"] if "packs" in answers else []
    return "\n".join([*packs, "people:", lines[0].replace("    ", "  - ", 1), *lines[1:], ""])


def _people(rows: Sequence[Row], path: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The people of a table by the line of their row; those of a form by its first one."""
    if not rows:
        return
    line, head = rows[0]
    columns = [cell.casefold() for cell in head]
    if columns[:1] == ["field"] and "answer" in columns:
        at = columns.index("answer")
        answers = {cells[0]: cells[at] if len(cells) > at else "" for _, cells in rows[1:]}
        _check_columns([*answers], Place(path, line))
        yield line, answers
        return
    _check_columns(columns, Place(path, line))
    for number, cells in rows[1:]:
        yield number, dict(zip(columns, cells, strict=False))


def _check_columns(columns: Sequence[str], place: Place) -> None:
    problems = [
        Problem(place, f"there is no column {name!r}", did_you_mean(name, FIELDS) or f"columns are {', '.join(FIELDS)}")
        for name in columns
        if name not in FIELDS
    ]
    missing = [name for name in _NEEDED if name not in columns]
    problems += [Problem(place, f"the column {name!r} is missing", "add it") for name in missing]
    if problems:
        raise ProblemsFound(problems)


def _faults(row: Mapping[str, str], place: Place, others: Container[str]) -> Iterator[Problem]:
    who = row.get("name") or row.get("client") or "somebody"
    for name in _NEEDED:
        if not row.get(name):
            yield Problem(place, f"{who}: {name!r} is empty", "fill it in")
    if row.get("client") in others:
        yield Problem(place, f"{who}: {row['client']!r} stands in an earlier row, too", "give each a name of its own")


def _of_profile(text: str, place: Place, client: str) -> Iterator[Problem]:
    """What `check` would say of the profile, at the row that it is made of; the agent gets the answers."""
    person, problems = profile.parse(text, client)
    homes = [someone.address for someone in person.people if someone.address] if person else []
    for problem in problems:
        yield Problem(place, f"{client}: {problem.message}", problem.hint)
    for home in homes:
        for fault in faults(home):
            yield Problem(place, f"{client}: the address: {fault}", fault.hint)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _code(residence: str) -> str:
    """The code of a place, or what was written if it means none: the profile's own check says so."""
    try:
        return places.find(residence)
    except ValueError:
        return residence
