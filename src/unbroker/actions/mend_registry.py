"""Mend the packaged registry: correct in its file what needs no decision, for those who maintain it."""

from dataclasses import dataclass
from pathlib import Path

from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.registry import reading
from unbroker.registry.lint.lint import mended


class ChangedMeanwhile(UserError):  # noqa: N818 - the sentence is the name
    """The registry's file is not what was looked through."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{files.shown(path)} was changed meanwhile: nothing is written (run the command again)")


@dataclass(frozen=True)
class Mending:
    """What would be corrected."""

    path: Path
    before: str
    after: str
    corrections: int


def plan_mending(path: Path) -> Mending:
    """What would be corrected in a registry's file: blanks, quotes, order, and how addresses are written.

    Raises:
        CannotRead: it is missing or forbidden.
    """
    before = files.read_text(path)
    after, corrections = mended(before, files.shown(path))
    return Mending(path, before, after, corrections)


def do_mending(plan: Mending) -> None:
    """Write it, once.

    Raises:
        ChangedMeanwhile: the file was edited since.
        ProblemsFound: what would be written has errors that the file does not have, which is our fault; nothing is
            written.
        CannotWrite: it cannot be written.
    """
    now = files.read_text(plan.path)
    if now == plan.after:
        return
    if now != plan.before:
        raise ChangedMeanwhile(plan.path)
    name = files.shown(plan.path)
    present = {problem.message for problem in reading.parse(plan.before, name)[1]}
    _, problems = reading.parse(plan.after, name)
    if new := [problem for problem in problems if problem.message not in present]:
        raise ProblemsFound(new)
    files.write(plan.path, plan.after.encode())
