"""Filling in forms: letters are sealed as text, and a sheet takes the person through the forms one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from unbroker.actions.mailing.record_sealed import Parts
from unbroker.actions.mailing.seal import Mailing, do_seal, plan_mailing
from unbroker.actions.mailing.typeset import Typeset
from unbroker.actions.outcome import Change, Outcome, Progress, no_progress
from unbroker.base import files, places
from unbroker.cases.case import Case, Cases, Dispatch
from unbroker.cases.sealed_letters import waiting
from unbroker.facts.law import Law
from unbroker.facts.rule import topics_of
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.evidence import EvidenceLost
from unbroker.paper import form, sheet
from unbroker.paper.form import Entry
from unbroker.planning.selection import Selection
from unbroker.writing.disclosure import TOLD_AS
from unbroker.writing.request import Draft
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class FormsResult:
    """What came of it: letter by letter, and the sheet, if there is anything on it."""

    outcomes: tuple[Outcome, ...]
    paths: tuple[Path, ...]
    """The page for a screen, then the one for paper."""
    changed: tuple[Change, ...] = ()


def plan_fill_forms(folder: Folder, selection: Selection, today: date, *, follow_ups: bool = False) -> Mailing:
    """The letters for forms that would be sealed and be on the sheet. Pure.

    Args:
        folder: the folder.
        selection: whom to write to.
        today: the date of the letters.
        follow_ups: the letters that the cases call for, not first letters.
    """
    return plan_mailing(folder, "form", selection, today, follow_ups=follow_ups)


def do_fill_forms(
    folder: Folder, mailing: Mailing, out: Path, now: Callable[[], datetime], *, on_progress: Progress = no_progress
) -> FormsResult:
    """Seal the letters of a mailing, then write the sheet for all that have not left.

    Args:
        folder: the folder.
        mailing: as planned.
        out: where the sheet goes.
        now: tells the moment of writing.
        on_progress: is told of each letter that is sealed.

    Raises:
        ProblemsFound: the sheet could not be laid out; the letters are sealed, and the next call makes it.
    """
    files.make_folder(out)
    files.clear_scratch(out)
    with folder.ledger.hold():
        sealed = do_seal(folder, mailing, lambda letter: _parts(letter, folder.templates), now, on_progress=on_progress)
        outcomes, entries = _entries(folder, folder.records.read_cases())
    outcomes = [*sealed.failed, *outcomes]
    if not entries:
        return FormsResult(tuple(outcomes), (), sealed.changed)
    screen, paper = _write_sheet(folder, entries, out / f"{sealed.mailing.run}.html", mailing.today)
    placed = [outcome if outcome.problems else replace(outcome, path=screen) for outcome in outcomes]
    return FormsResult(tuple(placed), (screen, paper), sealed.changed)


def rewrite_sheet(folder: Folder, cases: Cases, screen: Path, today: date) -> bool:
    """Make a sheet anew for the forms that still wait, or take it away; answers whether there is one.

    Raises:
        CannotWrite: the folder cannot be written.
    """
    _, entries = _entries(folder, cases)
    if entries:
        _write_sheet(folder, entries, screen, today)
        return True
    for path in (screen, screen.with_suffix(".pdf")):
        files.remove(path)
    return False


def _write_sheet(folder: Folder, entries: Sequence[Entry], screen: Path, today: date) -> tuple[Path, Path]:
    country = places.country(folder.profile.people[0].residence.code)
    page = sheet.choose(folder.sheets, country, folder.settings.sheet).page
    filled = form.fill(entries, folder.templates, page, today, specimen=folder.profile.specimen)
    paper = screen.with_suffix(".pdf")
    files.write(screen, filled.html.encode())
    files.write(paper, filled.pdf)
    return screen, paper


def _entries(folder: Folder, cases: Cases) -> tuple[list[Outcome], list[Entry]]:
    """What becomes of each letter for a form that waits, and those of them that the sheet can have."""
    case_of = {letter.letter: case for case in cases for letter in case.dispatches}
    outcomes: list[Outcome] = []
    entries: list[Entry] = []
    for letter in waiting(cases, "form"):
        case = case_of[letter.letter]
        outcome = Outcome(letter.letter, case.opening.broker, "placed", run=letter.prepared.run)
        try:
            entries.append(_entry(folder, case, letter))
        except EvidenceLost as error:
            outcome = outcome.failed_because(error)
        outcomes.append(outcome)
    return outcomes, entries


def _parts(letter: Typeset, templates: Templates) -> Parts:
    """What is sealed of a letter for a form."""
    draft = letter.planned.draft
    contents = {"text": letter.letter.text.encode() if letter.letter else b""}
    if draft.request.broker.kind != "portal" and draft.recipient.regulator is None:
        contents["short"] = _short(draft, templates).encode()
    return Parts(contents)


def _short(draft: Draft, templates: Templates) -> str:
    """The request in a few words."""
    claim = draft.request.claim
    language = templates.language(draft.language)
    residence = language.place(draft.request.person.residence.named) if draft.disclosed("residence") else None
    values: Names = {
        "specimen": draft.specimen,
        "binding": claim.binding and bool(claim.law.reaches),
        "law": claim.law.in_language(language.code).name,
        "briefs": (
            *_briefs(templates, claim.law, draft.rights, language.code),
            *_briefs(
                templates, claim.law, draft.request.topics if draft.step == "first" else (), language.code, "topics"
            ),
        ),
        "name": draft.disclosed("name") or draft.sender.name,
        "guardian": draft.disclosed("guardian"),
        "role": guardian.role if (guardian := draft.request.person.guardian) else None,
        "place": ", ".join(filter(None, (draft.disclosed("city"), residence))),
        "about": [
            fact.value for fact in draft.discloses if fact.field in ("user account", "listing-url", "record-number")
        ],
        "email": draft.disclosed("email"),
        "letter": draft.letter,
    }
    return " ".join(templates.sheet("short.txt", values, language).split())


def _briefs(
    templates: Templates, law: Law | None, rights: tuple[str, ...], language: str | None = None, part: str = "rights"
) -> tuple[str, ...]:
    if law is None:
        return rights
    fronts = [templates.front(templates.of_law(law, f"{part}/{right}.md", language)) for right in rights]
    return tuple(front.brief or right for front, right in zip(fronts, rights, strict=True))


def _entry(folder: Folder, case: Case, letter: Dispatch) -> Entry:
    """A sealed letter as it goes into its form."""
    opening, hashes = case.opening, letter.hashes
    broker = folder.registry.brokers.get(opening.broker)
    channel = next((channel for channel in broker.channels if channel.to == letter.to), None) if broker else None
    asked = dict.fromkeys((*(channel.fields if channel else ()), *(broker.needs if broker else ())))
    told_fields = {fact.field for fact in letter.discloses}
    recipient = next(iter(letter.facts.recipient), opening.broker)
    rights = letter.prepared.rights or opening.rights
    on_topics = [broker.topics[topic] for topic in topics_of(opening.topics) if broker and topic in broker.topics]
    return Entry(
        letter=letter.letter,
        reference=opening.reference,
        name=broker.name if broker and letter.step != "complaint" else recipient,
        url=letter.to,
        kind="portal" if broker is not None and broker.kind == "portal" else "letter",
        text=evidence.fetch(folder.evidence, hashes.get("text", "")).decode().strip(),
        short=evidence.fetch(folder.evidence, hashes["short"]).decode() if "short" in hashes else None,
        briefs=_briefs(folder.templates, folder.laws.get(opening.law), rights),
        gives=tuple((fact.field, fact.value) for fact in letter.discloses),
        settings=tuple(topic.setting for topic in on_topics if topic.setting),
        forms=tuple(topic.form for topic in on_topics if topic.form),
        keeps=tuple(field for field in asked if not {field, *TOLD_AS.get(field, ())} & told_fields),
    )
