"""What lies with a letter of somebody who acts for another: an agent's page and permission, a guardian's proof."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from unbroker.actions.mailing.plates import kept_plates
from unbroker.actions.mailing.typeset import Typeset, typeset
from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.facts.profile import Agent, Person
from unbroker.folder import Folder
from unbroker.planning.decision import PlannedLetter
from unbroker.writing import guardianship

_TOLD = ("name", "residence")
"""What the agent's own page tells of the person."""
_BETWEEN = "-" * 72


def permission_path(folder: Path, agent: Agent, person: Person) -> Path:
    """Where the signed permission of a person is."""
    return folder / agent.permissions[person.handle]


def typeset_all(
    folder: Folder, letters: Sequence[PlannedLetter], *, sealed: bool = False, in_full: bool = False
) -> Iterator[Typeset]:
    """Each letter as `typeset` makes it; an agent's with its page and the permission, a guardian's with the proof.

    They are made one after another as they are asked for, so that memory does not grow with their number.

    Args:
        folder: the folder.
        letters: of a plan.
        sealed: they are to leave, and say nowhere that they are previews.
        in_full: lay each letter out in full instead of striking it.
    """
    templates = folder.templates
    kept = kept_plates(folder)
    agents = (_cover(letter) for letter in _as_they_leave(letters, sealed=sealed) if letter.draft.agent)
    covers = typeset(agents, templates, in_full=in_full, kept=kept)
    for letter in typeset(_as_they_leave(letters, sealed=sealed), templates, in_full=in_full, kept=kept):
        if letter.planned.draft.agent:
            yield _handed_in(folder, letter, next(covers))
        else:
            yield _with_proof(folder, letter) if guardianship.encloses_proof(letter.planned.draft) else letter


def _as_they_leave(letters: Iterable[PlannedLetter], *, sealed: bool) -> Iterator[PlannedLetter]:
    for letter in letters:
        yield replace(letter, draft=replace(letter.draft, preview=False)) if sealed else letter


def _cover(letter: PlannedLetter) -> PlannedLetter:
    discloses = tuple(fact for fact in letter.draft.discloses if fact.field in _TOLD)
    return replace(letter, draft=replace(letter.draft, step="agent", discloses=discloses))


def _handed_in(folder: Folder, letter: Typeset, cover: Typeset) -> Typeset:
    draft = letter.planned.draft
    if letter.letter is None or cover.letter is None or letter.outcome.problems or cover.outcome.problems:
        return replace(letter, outcome=letter.outcome.failed(*letter.outcome.problems, *cover.outcome.problems))
    assert draft.agent is not None  # noqa: S101 - only letters of an agent come here
    person = draft.request.person
    try:
        path = permission_path(folder.path, draft.agent, person)
        permission = files.read_bytes(path)
        says = f"Permission of {person.name} for {draft.agent.name}"
        pdf = _package(folder, letter, permission, path.name, says, before=(cover.pdf,)) if cover.pdf else None
    except UserError as error:
        return replace(letter, outcome=letter.outcome.failed_because(error))
    text = f"{cover.letter.text.rstrip()}\n\n{_BETWEEN}\n\n{letter.letter.text}"
    return replace(letter, letter=replace(letter.letter, text=text), pdf=pdf, permission=permission)


def _with_proof(folder: Folder, letter: Typeset) -> Typeset:
    """A letter for a child, with what shows the authority of its guardian."""
    guardian = letter.planned.draft.request.person.guardian
    if letter.outcome.problems or guardian is None or guardian.proof is None:
        return letter
    says = f"Authority of {guardian.name} to write for {letter.planned.draft.request.person.name}"
    try:
        proof = files.read_bytes(folder.path / guardian.proof)
        pdf = _package(folder, letter, proof, guardian.proof, says)
    except UserError as error:
        return replace(letter, outcome=letter.outcome.failed_because(error))
    return replace(letter, pdf=pdf, permission=proof)


def _package(
    folder: Folder, letter: Typeset, signed: bytes, name: str, says: str, *, before: Sequence[bytes] = ()
) -> bytes | None:  # fmt: skip
    """All of it as one PDF; none where the letter has no paper."""
    sheet = letter.planned.sheet
    if letter.pdf is None or sheet is None:
        return None
    enclosure = import_module("unbroker.paper.enclosure")  # which takes PDFs apart; most letters have none
    copy = enclosure.copy_of(signed, name, says, sheet, folder.templates)
    whole: bytes = enclosure.package([*before, letter.pdf, copy], letter.planned.draft.letter)
    return whole
