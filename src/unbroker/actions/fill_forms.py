"""The mailing by form: letters are sealed as text, and a sheet takes the person through the forms one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from unbroker.actions.desk import seal
from unbroker.actions.later import follow_ups, parted
from unbroker.actions.seal import run_name, waiting
from unbroker.actions.typeset import Outcome, spoilt, struck
from unbroker.base import files, places
from unbroker.base.errors import NOWHERE, Problem
from unbroker.cases.case import Case, Cases, Dispatch, fold
from unbroker.cases.status import docket
from unbroker.facts.law import Law
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.evidence import EvidenceLost
from unbroker.paper import form, sheet
from unbroker.paper.form import Entry
from unbroker.planning.plan import TOLD_AS, Item, Plan, Selection, plan
from unbroker.writing.request import Draft
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Forms:
    """Letters for forms, before anything is done."""

    sealed: tuple[Dispatch, ...]
    """Those that are sealed already, and have not left."""
    made: Plan
    failed: tuple[Outcome, ...]
    run: str
    cases: Cases

    def __len__(self) -> int:
        return len(self.sealed) + len(self.made.items)

    def foreseen(self) -> list[Outcome]:
        """What would come of it, without doing it."""
        brokers = {one.letter: case.opening.broker for case in self.cases for one in case.dispatches}
        again = [Outcome(one.letter, brokers[one.letter], "placed", run=one.prepared.run) for one in self.sealed]
        new = [Outcome(item.draft.letter, item.draft.request.broker.slug, "placed") for item in self.made.items]
        return [*again, *new]


@dataclass(frozen=True)
class Handed:
    """What came of it: letter by letter, and the sheet, if there is anything on it."""

    outcomes: tuple[Outcome, ...]
    paths: tuple[Path, ...]
    """The page for a screen, then the one for paper."""


def mailing(own: Folder, selection: Selection, today: date, *, follow: bool = False) -> Forms:
    """Every letter for a form that is sealed and has not left, and those of the plan.

    Args:
        own: the folder.
        selection: whom to write to; the way is by form.
        today: the date of the letters.
        follow: make the follow-ups that are called for, not first letters.
    """
    known = own.known
    failed: list[Outcome] = []
    if follow:
        called = follow_ups(own, docket(known.cases, own.laws, today), selection, failed)
        made = Plan(*parted(called, "form"))
    else:
        made = plan(known, replace(selection, by="form"), today)
    return Forms(
        tuple(waiting(known.cases, "form")), made, tuple(failed), run_name("form", today, known.cases), known.cases
    )


def hand_out(own: Folder, planned: Forms, today: date, at: Callable[[], datetime], out: Path) -> Handed:
    """Seal the letters of the plan, then write the sheet for all that have not left.

    The caller holds the ledger. What is sealed is copied, never made again.

    Raises:
        ProblemsFound: the sheet could not be laid out; the letters are sealed, and the next call makes it.
    """
    files.make_folder(out)
    files.clear_scratch(out)
    outcomes = [*planned.failed, *_sealed(own, planned, at)]
    cases = fold(own.ledger.read())
    entries: list[Entry] = []
    for case, one in _waiting(cases):
        outcome = Outcome(one.letter, case.opening.broker, "placed", run=one.prepared.run)
        try:
            entries.append(_entry(own, case, one))
        except EvidenceLost as error:
            outcome = spoilt(outcome, (Problem(NOWHERE, str(error)),))
        outcomes.append(outcome)
    if not entries:
        return Handed(tuple(outcomes), ())
    country = places.country(own.profile.people[0].residence.code)
    page = sheet.choose(own.sheets, country, own.settings.sheet).page
    made = form.fill(entries, own.templates, page, today, specimen=own.profile.specimen)
    screen, paper = out / f"{planned.run}.html", out / f"{planned.run}.pdf"
    files.write(screen, made.html.encode())
    files.write(paper, made.pdf)
    placed = [replace(one, path=screen) if not one.problems else one for one in outcomes]
    return Handed(tuple(placed), (screen, paper))


def _sealed(own: Folder, planned: Forms, at: Callable[[], datetime]) -> Iterator[Outcome]:
    """Seal each letter of the plan; yields those that failed."""
    items = (replace(item, draft=replace(item.draft, preview=False)) for item in planned.made.items)
    for work, _ in struck(items, own.templates):
        if work.outcome.problems or work.text is None:
            yield work.outcome
            continue
        parts = {"text": work.text.encode()}
        if work.item.draft.request.broker.kind != "portal" and work.item.draft.recipient.regulator is None:
            parts["short"] = _short(work.item, own.templates).encode()
        seal(work.item, parts, own.books, planned.run, at())


def _short(item: Item, templates: Templates) -> str:
    """The request in a few words."""
    draft: Draft = item.draft
    claim = draft.request.claim
    home = (draft.disclosed("city"), draft.disclosed("residence"))
    values = {
        "specimen": draft.specimen,
        "binding": claim.binding and bool(claim.law.reaches),
        "law": claim.law.name,
        "briefs": _briefs(templates, claim.law, draft.rights),
        "name": draft.disclosed("name") or draft.sender.name,
        "place": ", ".join(filter(None, home)),
        "about": [told.value for told in draft.discloses if told.field in ("listing-url", "record-number")],
        "email": draft.disclosed("email"),
        "letter": draft.letter,
    }
    return " ".join(templates.text("sheet/short.en.txt", values).split())


def _briefs(templates: Templates, law: Law | None, rights: tuple[str, ...]) -> tuple[str, ...]:
    if law is None:
        return rights
    fronts = [templates.front(templates.of_law(law, f"rights/{right}.en.md")) for right in rights]
    return tuple(front.brief or right for front, right in zip(fronts, rights, strict=True))


def _waiting(cases: Cases) -> Iterator[tuple[Case, Dispatch]]:
    """Each letter for a form that is sealed and has not left, with a case of its request."""
    of = {one.letter: case for case in cases for one in case.dispatches}
    yield from ((of[one.letter], one) for one in waiting(cases, "form"))


def _entry(own: Folder, case: Case, one: Dispatch) -> Entry:
    """A sealed letter as it goes into its form."""
    opening, hashes = case.opening, one.hashes
    broker = own.registry.brokers.get(opening.broker)
    named = one.prepared.facts.get("recipient")
    name = (
        broker.name
        if broker and one.step != "complaint"
        else str(named[0])
        if isinstance(named, list)
        else opening.broker
    )
    told = {item["field"]: item["value"] for item in one.discloses}
    channel = next((found for found in broker.channels if found.to == one.to), None) if broker else None
    asked = dict.fromkeys((*(channel.fields if channel else ()), *(broker.needs if broker else ())))
    rights = one.prepared.rights or opening.rights
    short = evidence.fetch(own.books.evidence, hashes["short"]).decode() if "short" in hashes else None
    return Entry(
        letter=one.letter,
        reference=opening.reference,
        name=name,
        url=one.to,
        kind="portal" if broker is not None and broker.kind == "portal" else "letter",
        text=evidence.fetch(own.books.evidence, hashes.get("text", "")).decode().strip(),
        short=short,
        briefs=_briefs(own.templates, own.laws.get(opening.law), rights),
        gives=tuple((item["field"], item["value"]) for item in one.discloses),
        keeps=tuple(field for field in asked if not {field, *TOLD_AS.get(field, ())} & {*told}),
    )
