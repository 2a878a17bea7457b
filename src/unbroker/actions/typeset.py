"""The workshop: drafts become letters, letters become files, many at a time; nothing is recorded."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from unbroker.base import files
from unbroker.base.errors import NOWHERE, Problem, ProblemsFound, UserError
from unbroker.facts import address
from unbroker.paper.fields import SetOut
from unbroker.paper.page import set_out
from unbroker.paper.press import press
from unbroker.planning.plan import Item
from unbroker.writing.letter import Letter, compose
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Outcome:
    """What became of one letter: its PDF (its text, if it goes into a form), or why there is none."""

    letter: str
    broker: str
    result: Literal["made", "placed", "sent", "refused", "deferred", "unknown", "failed"]
    path: Path | None = None
    problems: tuple[Problem, ...] = ()
    run: str | None = None
    laid_out: str | None = None
    """Why the PDF was laid out in full, None if it was struck."""


def spoilt(outcome: Outcome, problems: tuple[Problem, ...]) -> Outcome:
    """The same with what went wrong, if anything did."""
    return replace(outcome, result="failed", problems=problems) if problems else outcome


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
    for work, pdf in struck(items, templates, in_full=in_full):
        yield _finish(work, pdf, out)


@dataclass(frozen=True)
class Work:
    """A letter between its draft and its files."""

    item: Item
    outcome: Outcome
    letter: Letter | None = None
    page: SetOut | None = None

    @property
    def text(self) -> str | None:
        """Its words."""
        return self.letter.text if self.letter else None


def struck(
    items: Iterable[Item], templates: Templates, *, in_full: bool = False
) -> Iterator[tuple[Work, bytes | None]]:
    """Each item's words and its PDF, in their order; no PDF where it has no sheet, or where it failed."""
    works: deque[Work] = deque()

    def pages() -> Iterator[SetOut]:
        for item in items:
            work = _begin(item, templates)
            works.append(work)
            if work.page is not None:
                yield work.page

    for printed in press.strike(pages(), in_full=in_full):
        while works[0].page is None:
            yield works.popleft(), None
        work = works.popleft()
        outcome = replace(spoilt(work.outcome, printed.problems), laid_out=printed.reason)
        yield replace(work, outcome=outcome), printed.pdf
    while works:
        yield works.popleft(), None


def _begin(item: Item, templates: Templates) -> Work:
    broker = item.draft.request.broker.slug
    outcome = Outcome(item.draft.letter, broker, "made")
    if wrong := tuple(_misdirected(item)):
        return Work(item, spoilt(outcome, wrong))
    try:
        letter = compose(item.draft, templates)
        page = set_out(letter, item.sheet, templates) if item.sheet else None
    except ProblemsFound as error:
        return Work(item, spoilt(outcome, error.problems))
    except UserError as error:
        return Work(item, spoilt(outcome, (Problem(NOWHERE, str(error)),)))
    return Work(item, outcome, letter, page)


def _misdirected(item: Item) -> Iterator[Problem]:
    """What keeps the post from finding its address."""
    channel, slug = item.draft.recipient.channel, item.draft.request.broker.slug
    hint = "mend it in your own brokers.yaml; with 'parsed: false' it is printed as filed"
    for fault in address.faults(channel.post) if channel.post else ():
        yield Problem(channel.place, f"broker {slug!r}: {fault}", hint)


def _finish(work: Work, pdf: bytes | None, out: Path) -> Outcome:
    if work.outcome.problems or work.text is None:
        return work.outcome
    stem = f"{work.outcome.broker}-{work.outcome.letter}"
    text = out / f"{stem}.txt"
    files.write(text, work.text.encode())
    if pdf is None:
        return replace(work.outcome, path=text)
    path = out / f"{stem}.pdf"
    files.write(path, pdf)
    return replace(work.outcome, path=path)
