"""Stationery: what a mailing by post needs beside its letters: labels, a list for the post office, a test sheet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Literal

from unbroker.actions.seal import waiting
from unbroker.base import files, places, source
from unbroker.base.errors import NOWHERE, Problem, ProblemsFound, UserError
from unbroker.cases import case_name
from unbroker.cases.case import Cases, Dispatch
from unbroker.facts.address import PostalAddress, faults, written_lines
from unbroker.facts.deadlines import in_words
from unbroker.facts.settings import Nudge
from unbroker.folder import Folder
from unbroker.ledger.event import texts
from unbroker.paper import label_sheets, sheet, trial_sheet
from unbroker.paper.addressee import Addressee, DoesNotFit, addressee, one_line
from unbroker.paper.pdf import lay_out
from unbroker.paper.sheet import Sheet
from unbroker.planning.plan import Selection, plan
from unbroker.writing.template import Templates


class NothingToLabel(UserError):  # noqa: N818 - the sentence is the name
    """No letter by post waits to leave."""

    def __init__(self) -> None:
        super().__init__("no letter by post waits to leave (name a run, a case or brokers, or call `mail post` first)")


@dataclass(frozen=True)
class Article:
    """A letter by post that is sealed, or would be: who sends it to whom."""

    letter: str
    broker: str
    person: str
    to: Addressee
    number: str | None = None
    """The carrier's, if it is known."""
    run: str | None = None


@dataclass(frozen=True)
class Labelled:
    """What became of the label of a letter."""

    article: Article
    result: Literal["made", "failed"]
    problems: tuple[Problem, ...] = ()
    page: int | None = None
    position: int | None = None
    """On its sheet, counted in rows from 1."""


def test_sheet(paper: Sheet, nudge: Nudge, templates: Templates, out: Path) -> Path:
    """Write the test sheet of a sheet; answers its path.

    Raises:
        ProblemsFound: the nudge moves the address out of the window, or the template is faulty.
        CannotWrite: the folder cannot be written.
    """
    wrong = sheet.leaves(paper, nudge)
    if wrong is not None and wrong.severity == "error":
        raise ProblemsFound([wrong])
    files.make_folder(out)
    path = out / f"test-{paper.name}.pdf"
    files.write(path, trial_sheet.draw(paper, nudge, templates))
    return path


def articles(own: Folder, names: Sequence[str], today: date) -> list[Article]:
    """The letters by post of some runs, requests, letters or brokers, else all that wait to leave.

    A broker to whom nothing is sealed counts with the letter that the plan has for it.

    Raises:
        NothingToLabel: none is meant.
        UnknownName: a name is no run, nothing that is recorded, and no broker.
    """
    known = own.known
    if not names:
        found = [*sealed(known.cases, waiting(known.cases, "post"))]
        if not found:
            raise NothingToLabel
        return _in_order(found)
    found, planned = [], list[str]()
    for name in names:
        named = [*sealed(known.cases, _named(known.cases, name))]
        found += named
        planned += [] if named else [own.registry.get(name).slug]
    if planned:
        made = plan(known, Selection(tuple(planned), by="post"), today)
        found += [
            Article(one.letter, one.request.broker.slug, one.request.person.handle, addressee(one))
            for one in (item.draft for item in made.items)
        ]
    if not found:
        raise NothingToLabel
    return _in_order(found)


def write_labels(
    own: Folder, wanted: Sequence[Article], kind: label_sheets.LabelSheet, start: int, path: Path
) -> list[Labelled]:
    """Write the labels of some letters; one that has no room, or no such address, does not stop the rest.

    Raises:
        NoSuchLabel: the sheet has no label of that number.
        ProblemsFound: the template is faulty.
        CannotWrite: the file cannot be written.
    """
    written, made = [], list[Labelled]()
    for one in wanted:
        try:
            written.append(_label(one, kind))
        except ProblemsFound as error:
            made.append(Labelled(one, "failed", error.problems))
            continue
        page, position = divmod(start - 1 + len(written) - 1, len(kind))
        made.append(Labelled(one, "made", (), page + 1, position + 1))
    pdf = label_sheets.draw(written, kind, start, own.settings.nudge, own.templates)
    if written:
        files.make_folder(path.parent)
        files.write(path, pdf)
    return made


def certificate(own: Folder, wanted: Sequence[Article], postage: str | None, on: date, path: Path) -> int:
    """Write the list of some letters for the post office to stamp, one for each sender; answers how many letters.

    Raises:
        ProblemsFound: the template is faulty.
        CannotWrite: the file cannot be written.
    """
    people = {person.handle: person for person in own.profile.people}
    lists = []
    for handle, of_one in groupby(sorted(wanted, key=lambda one: one.person), key=lambda one: one.person):
        person = people.get(handle)
        address = written_lines(person.address) if person and person.address else ()
        rows = [
            {"article": one.number or one.letter, "addressee": "; ".join(one.to.names), "address": one_line(one.to)}
            for one in of_one
        ]
        lists.append({"sender": (person.name if person else handle, *address), "rows": rows})
    home = own.profile.people[0]
    country = home.address.country if home.address else places.country(home.residence.code)
    page = sheet.choose(own.sheets, country, own.settings.sheet).page
    values = {"lists": lists, "page": page, "postage": postage, "date": in_words(on), "specimen": own.profile.specimen}
    html = own.templates.text("sheet/certificate.html", values)
    files.make_folder(path.parent)
    files.write(path, lay_out(html, "list of letters"))
    return len(wanted)


def _label(one: Article, kind: label_sheets.LabelSheet) -> tuple[float, tuple[str, ...]]:
    said = "; ".join(faults(one.to.post) if one.to.post else ())
    try:
        if not said:
            return label_sheets.write(one.to, kind)
    except DoesNotFit as error:
        said = str(error)
    hint = "mend its address in your own brokers.yaml, or choose larger labels"
    raise ProblemsFound([Problem(NOWHERE, f"broker {one.broker!r}: {said}", hint)])


def sealed(cases: Cases, dispatches: Iterable[Dispatch]) -> Iterator[Article]:
    """Letters by post as the ledger has them."""
    openings = {case.opening.reference: case.opening for case in cases}
    numbers = {
        event.letter: event.fact("tracking")
        for history in cases.histories.values()
        for event in history
        if event.kind == "sent"
    }
    for one in dispatches:
        opening = openings[one.prepared.reference or ""]
        number = numbers.get(one.letter)
        yield Article(one.letter, opening.broker, opening.person, _recorded(one), number, one.prepared.run)


def _recorded(one: Dispatch) -> Addressee:
    """Who a sealed letter is addressed to, as the ledger has it."""
    way, names = one.channel, texts(one.prepared.facts, "recipient")
    post, _ = source.validate(way.get("post"), PostalAddress, NOWHERE)
    return Addressee(names, post, texts(way, "as_filed"), one.to, str(way.get("origin") or ""))


def _named(cases: Cases, name: str) -> list[Dispatch]:
    """The letters by post of a run, a request or a broker, or the one letter, whether they have left or not."""
    sealed = {one.letter: one for case in cases for one in case.dispatches if one.kind == "post"}
    if of_run := [one for one in sealed.values() if one.prepared.run == name]:
        return of_run
    wanted = case_name.parse(name)
    openings = {case.opening.reference: case.opening for case in cases}
    return [
        one
        for one in sealed.values()
        for opening in [openings[one.prepared.reference or ""]]
        if (one.letter == wanted.letter if wanted.letter else wanted.name in (opening.reference, opening.broker))
    ]


def _in_order(found: Iterable[Article]) -> list[Article]:
    """As a print run lies: letters that stay in the country first, then by country and postal code."""
    return sorted({one.letter: one for one in found}.values(), key=_place)


def _place(one: Article) -> tuple[object, ...]:
    post, names = one.to.post, "; ".join(one.to.names)
    country = post.country if post else ""
    code = post.postal_code or "" if post else ""
    return country != one.to.origin, places.name(country) if country else "", code, names.casefold(), one.letter
