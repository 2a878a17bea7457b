"""Letters: how each reads, its page beside its words; those that are planned, those that are sealed, where they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from unbroker.actions import follow_up
from unbroker.actions.mailing.handed_in import typeset_all
from unbroker.actions.outcome import Outcome
from unbroker.base.errors import UserError
from unbroker.cases.case import Cases, Dispatch
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.stored import Disclosed
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.selection import Selection
from unbroker.web.call import Call, Routes
from unbroker.web.desk import Desk
from unbroker.web.words import STATES, STEPS
from unbroker.writing.letter import compose
from unbroker.writing.request import Disclosure, Draft

_MOST = 300
"""How many letters that left one page lists."""
_IN_DOUBT = ("sending", "unknown")


@dataclass(frozen=True)
class Shown:
    """A letter of a list."""

    letter: str
    broker: str
    slug: str
    step: str
    kind: str
    to: str
    state: str
    on: date
    run: str | None = None

    @property
    def what(self) -> str:
        """What it is."""
        return STEPS.get(self.step, self.step)

    @property
    def where(self) -> str:
        """Where it is."""
        return STATES.get(self.state, self.state)


def show(call: Call) -> Response:
    """All letters, in the order in which they need somebody."""
    folder, desk = call.folder, call.desk
    further, failed = further_letters(desk, folder)
    sealed = _sealed(desk.cases(folder))
    sections = [
        ("doubt", "Did they leave?", [row for row in sealed if row.state in _IN_DOUBT]),
        ("waiting", "Sealed, and waiting to leave", [row for row in sealed if row.state in _WAITING]),
        ("further", "Further letters, to be sealed", [_planned(letter) for letter in further]),
        ("planned", "First letters of the plan", [_planned(letter) for letter in _first(desk, folder)]),
        ("left", "Left", [row for row in sealed if row.state not in (*_IN_DOUBT, *_WAITING)][:_MOST]),
    ]
    wanted = call.query.get("show")
    chosen = [section for section in sections if section[2] and wanted in (None, section[0])]
    ways = dict.fromkeys(letter.draft.recipient.channel.kind for letter in further)
    return call.page(
        "letters", "Letters", place="letters", sections=chosen, all=[(name, title, len(rows)) for name, title, rows in
        sections if rows], wanted=wanted, failed=failed, ways=[*ways],
    )  # fmt: skip


_WAITING = ("prepared", "placed", "deferred", "stopped")


def further_letters(desk: Desk, folder: Folder) -> tuple[tuple[PlannedLetter, ...], tuple[Outcome, ...]]:
    """The letters that the cases call for today, and what keeps others from being made."""

    def make() -> tuple[tuple[PlannedLetter, ...], tuple[Outcome, ...]]:
        failed: list[Outcome] = []
        letters = tuple(follow_up.called_for(folder, desk.cases(folder), Selection(), desk.today, failed))
        return letters, tuple(failed)

    return desk.kept(folder, "further", make)


def _first(desk: Desk, folder: Folder) -> Sequence[PlannedLetter]:
    return desk.plan(folder, desk.selection).letters


def _planned(letter: PlannedLetter) -> Shown:
    draft = letter.draft
    channel, broker = draft.recipient.channel, draft.request.broker
    return Shown(draft.letter, broker.name, broker.slug, draft.step, channel.kind, channel.to, "planned", draft.date)


def _sealed(cases: Cases) -> list[Shown]:
    """What was sealed, the newest first."""
    openings = {case.opening.reference: case.opening for case in cases}
    letters = {letter.letter: letter for case in cases for letter in case.dispatches}
    newest = sorted(letters.values(), key=lambda letter: -letter.prepared.seq)
    return [
        Shown(
            letter.letter, openings[letter.prepared.reference or ""].broker_name,
            openings[letter.prepared.reference or ""].broker, letter.step, letter.kind, letter.to, letter.state,
            letter.left or letter.since, letter.prepared.run,
        )
        for letter in newest
    ]  # fmt: skip


def one(call: Call) -> Response:
    """One letter: its words, and its page beside them."""
    folder, desk, name = call.folder, call.desk, call.path["letter"]
    sealed, planned = _find(desk, folder, name)
    if sealed is not None:
        shown = next(row for row in _sealed(desk.cases(folder)) if row.letter == name)
        text, trouble = _kept(folder, sealed.hashes.get("text", "")), None
        copy = _kept(folder, sealed.hashes["reading"]) if "reading" in sealed.hashes else None
    elif planned is not None:
        shown = _planned(planned)
        text, trouble = _written(folder, planned.draft)
        copy = _written(folder, planned.draft.copy)[0] if planned.draft.copy else None
    else:
        return call.page("nowhere", "Nothing here", status=404)
    before, after = _neighbours(desk, folder, name, is_sealed=sealed is not None)
    return call.page(
        "letter", "Letter", place="letters", shown=shown, text=text, copy=copy, sealed=sealed, planned=planned,
        trouble_of_letter=trouble, before=before, after=after,
        has_pdf=bool(sealed and "pdf" in sealed.hashes) or bool(planned and planned.sheet and not trouble),
        reference=name.rpartition(".")[0], told=_told(sealed, planned),
    )  # fmt: skip


def _told(sealed: Dispatch | None, planned: PlannedLetter | None) -> Sequence[Disclosed | Disclosure]:
    """What it tells, and why."""
    return sealed.discloses if sealed else planned.draft.discloses if planned else ()


def _find(desk: Desk, folder: Folder, name: str) -> tuple[Dispatch | None, PlannedLetter | None]:
    for case in desk.cases(folder):
        for letter in case.dispatches:
            if letter.letter == name:
                return letter, None
    return None, next((letter for letter in _to_come(desk, folder) if letter.draft.letter == name), None)


def _to_come(desk: Desk, folder: Folder) -> Iterable[PlannedLetter]:
    return (*further_letters(desk, folder)[0], *_first(desk, folder))


def _neighbours(desk: Desk, folder: Folder, name: str, *, is_sealed: bool) -> tuple[str | None, str | None]:
    """The letters before and after one in its list."""
    letters = [letter.draft.letter for letter in _to_come(desk, folder)]
    if is_sealed:
        letters = [row.letter for row in _sealed(desk.cases(folder))]
    at = letters.index(name)
    return (letters[at - 1] if at else None), (letters[at + 1] if at + 1 < len(letters) else None)


def _kept(folder: Folder, digest: str) -> str:
    try:
        return evidence.fetch(folder.evidence, digest).decode()
    except evidence.EvidenceLost as error:
        return f"({error.what})"


def _written(folder: Folder, draft: Draft) -> tuple[str, str | None]:
    """The words of a planned letter, or why it cannot be written."""
    try:
        return compose(draft, folder.templates).text, None
    except UserError as error:
        return "", str(error)


def page_of(call: Call) -> Response:
    """A letter as PDF: the sealed bytes, or a preview."""
    folder, desk, name = call.folder, call.desk, call.path["letter"]
    sealed, planned = _find(desk, folder, name)
    if sealed is not None and "pdf" in sealed.hashes:
        return call.pdf(evidence.fetch(folder.evidence, sealed.hashes["pdf"]))
    if planned is None or planned.sheet is None:
        return call.page("nowhere", "Nothing here", status=404)
    (letter,) = typeset_all(folder, [planned])
    if letter.pdf is None:
        return call.page("problems", "Something to mend", problems=letter.outcome.problems, status=409)
    return call.pdf(letter.pdf)


SHOWS = {"/letters": show, "/letters/{letter}": one, "/letters/{letter}/page.pdf": page_of}
DOES: Routes = {}
