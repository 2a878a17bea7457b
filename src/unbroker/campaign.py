"""The order of the work: drafts become letters, letters become files. The only module that acts."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from unbroker.base import files
from unbroker.base.errors import NOWHERE, Problem, ProblemsFound, UserError
from unbroker.paper import press, sheet
from unbroker.paper.forme import SetOut
from unbroker.plan import Item
from unbroker.writing.letter import compose
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Outcome:
    """What became of one letter: its PDF (its text, if it goes into a form), or why there is none."""

    letter: str
    broker: str
    result: Literal["made", "failed"]
    path: Path | None = None
    problems: tuple[Problem, ...] = ()
    laid_out: str | None = None
    """Why the PDF was laid out in full, None if it was struck."""


def preview(items: Iterable[Item], templates: Templates, out: Path, *, in_full: bool = False) -> Iterator[Outcome]:
    """Write each item's letter as text, and as PDF where it has a sheet; one that fails does not stop the rest.

    Args:
        items: the plan's letters.
        templates: the words.
        out: the folder for the files; it is made if it is missing.
        in_full: lay each letter out in full instead of striking it.

    Yields:
        An outcome for each item, in their order.

    Raises:
        CannotWrite: the folder cannot be written, or the disk is full. What was written before stays whole.
    """
    files.make_folder(out)
    files.clear_scratch(out)
    works: deque[_Work] = deque()

    def set_out() -> Iterator[SetOut]:
        for item in items:
            work = _begin(item, templates, out)
            works.append(work)
            if work.page is not None:
                yield work.page

    for printed in press.strike(set_out(), in_full=in_full):
        while works[0].page is None:
            yield _finish(works.popleft(), None)
        work = works.popleft()
        outcome = replace(_spoilt(work.outcome, printed.problems), laid_out=printed.reason)
        yield _finish(replace(work, outcome=outcome), printed.pdf)
    while works:
        yield _finish(works.popleft(), None)


@dataclass(frozen=True)
class _Work:
    """A letter between its draft and its files."""

    outcome: Outcome
    text: str | None = None
    page: SetOut | None = None
    stem: Path = field(default=Path())


def _begin(item: Item, templates: Templates, out: Path) -> _Work:
    broker = item.draft.request.broker.slug
    outcome = Outcome(item.draft.letter, broker, "made")
    try:
        letter = compose(item.draft, templates)
        page = sheet.set_out(letter, item.sheet, templates) if item.sheet else None
    except ProblemsFound as error:
        return _Work(_spoilt(outcome, error.problems))
    except UserError as error:
        return _Work(_spoilt(outcome, (Problem(NOWHERE, str(error)),)))
    return _Work(outcome, letter.text, page, out / f"{broker}-{letter.name}")


def _finish(work: _Work, pdf: bytes | None) -> Outcome:
    if work.outcome.problems or work.text is None:
        return work.outcome
    text = work.stem.with_name(f"{work.stem.name}.txt")
    files.write(text, work.text.encode())
    if pdf is None:
        return replace(work.outcome, path=text)
    path = work.stem.with_name(f"{work.stem.name}.pdf")
    files.write(path, pdf)
    return replace(work.outcome, path=path)


def _spoilt(outcome: Outcome, problems: tuple[Problem, ...]) -> Outcome:
    return replace(outcome, result="failed", problems=problems) if problems else outcome
