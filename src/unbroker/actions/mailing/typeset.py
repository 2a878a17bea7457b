"""Typesetting: drafts become letters, letters become PDFs, many at a time; nothing is written or recorded."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from unbroker.actions.outcome import Outcome
from unbroker.base.errors import Problem, ProblemsFound, UserError
from unbroker.cases.sealed_letters import file_stem
from unbroker.facts import address
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import set_out
from unbroker.paper.press import press
from unbroker.paper.press.kept import KeptPlates
from unbroker.planning.decision import PlannedLetter
from unbroker.writing.letter import Letter, compose
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Typeset:
    """A letter of a plan with its words and its PDF, or with what keeps it from being made."""

    planned: PlannedLetter
    outcome: Outcome
    letter: Letter | None = None
    page: LetterPage | None = None
    pdf: bytes | None = None
    """None where it has no sheet, or where it failed."""
    copy: Letter | None = None
    """The same in a language that its sender reads, where that is another; it never leaves."""
    permission: bytes | None = None
    """What the person signed, where an agent hands the letter in."""

    @property
    def stem(self) -> str:
        """What its files are called, without the ending."""
        request = self.planned.draft.request
        return file_stem(request.broker.slug, request.person.handle, self.planned.draft.letter)


def typeset(
    letters: Iterable[PlannedLetter], templates: Templates, *, in_full: bool = False, kept: KeptPlates | None = None
) -> Iterator[Typeset]:
    """Each letter in the order of the plan, as it comes from the press; one that fails does not stop the rest.

    Args:
        letters: the letters of a plan; they are asked for as they are needed.
        templates: the words.
        in_full: lay each letter out in full instead of striking it.
        kept: where the press keeps its plates from call to call.
    """
    waiting: deque[Typeset] = deque()
    for sheet in press.strike_some(_pages(letters, templates, waiting), in_full=in_full, kept=kept):
        letter = waiting.popleft()
        if sheet is None:
            yield letter
            continue
        outcome = replace(letter.outcome.failed(*sheet.problems), laid_out=sheet.reason)
        yield replace(letter, outcome=outcome, pdf=sheet.pdf)


def _pages(
    letters: Iterable[PlannedLetter], templates: Templates, waiting: deque[Typeset]
) -> Iterator[LetterPage | None]:
    """The pages of letters, for the press; the letters themselves wait in their order."""
    for planned in letters:
        letter = _compose(planned, templates)
        waiting.append(letter)
        yield letter.page


def _compose(planned: PlannedLetter, templates: Templates) -> Typeset:
    outcome = Outcome(planned.draft.letter, planned.draft.request.broker.slug, "made")
    if problems := tuple(_misdirected(planned)):
        return Typeset(planned, outcome.failed(*problems))
    try:
        letter = compose(planned.draft, templates)
        copy = compose(draft, templates) if (draft := planned.draft.copy) else None
        page = set_out(letter, planned.sheet, templates) if planned.sheet else None
    except ProblemsFound as error:
        return Typeset(planned, outcome.failed(*error.problems))
    except UserError as error:
        return Typeset(planned, outcome.failed_because(error))
    return Typeset(planned, outcome, letter, page, copy=copy)


def _misdirected(letter: PlannedLetter) -> Iterable[Problem]:
    """What keeps the post from finding its address, or the return address."""
    draft = letter.draft
    channel, home = draft.recipient.channel, draft.return_address
    for fault in address.faults(channel.post, channel.as_filed) if channel.post else ():
        yield Problem(channel.place, f"broker {draft.request.broker.slug!r}: {fault}", fault.hint)
    if home is None or not channel.row.on_paper:
        return
    for fault in address.faults(home):
        yield Problem(home.place, f"the return address: {fault}", fault.hint)
