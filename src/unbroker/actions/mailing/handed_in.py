"""Letters that an agent hands in: the agent's page, the letter and the signed permission become one paper."""

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

_TOLD = ("name", "residence")
"""What the agent's own page tells of the person."""
_BETWEEN = "-" * 72


def permission_path(folder: Path, agent: Agent, person: Person) -> Path:
    """Where the signed permission of a person is."""
    return folder / agent.permissions[person.handle]


def typeset_all(
    folder: Folder, letters: Sequence[PlannedLetter], *, sealed: bool = False, in_full: bool = False
) -> Iterator[Typeset]:
    """Each letter as `typeset` makes it; one that an agent hands in with the agent's page and the permission.

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
        yield _handed_in(folder, letter, next(covers)) if letter.planned.draft.agent else letter


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
        pdf = _package(folder, letter, cover, permission, path.name)
    except UserError as error:
        return replace(letter, outcome=letter.outcome.failed_because(error))
    text = f"{cover.letter.text.rstrip()}\n\n{_BETWEEN}\n\n{letter.letter.text}"
    return replace(letter, letter=replace(letter.letter, text=text), pdf=pdf, permission=permission)


def _package(folder: Folder, letter: Typeset, cover: Typeset, permission: bytes, name: str) -> bytes | None:
    """All of it as one PDF; none where the letter has no paper."""
    sheet, draft = letter.planned.sheet, letter.planned.draft
    if letter.pdf is None or cover.pdf is None or sheet is None or draft.agent is None:
        return None
    enclosure = import_module("unbroker.paper.enclosure")  # which takes PDFs apart; most letters have none
    says = f"Permission of {draft.request.person.name} for {draft.agent.name}"
    copy = enclosure.copy_of(permission, name, says, sheet, folder.templates)
    whole: bytes = enclosure.package([cover.pdf, letter.pdf, copy], draft.letter)
    return whole
