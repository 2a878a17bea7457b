"""What the letters of a plan cost a person: paper, envelopes, stamps, and how long it takes until all must answer."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from unbroker.actions.mailing.handed_in import typeset_all
from unbroker.base import places
from unbroker.base.errors import UserError
from unbroker.facts import clock
from unbroker.facts.due import Parties
from unbroker.folder import Folder
from unbroker.paper.page_counts import PageCounts
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.plan import Plan


@dataclass(frozen=True)
class Effort:
    """The cost of some letters."""

    pages: int
    """Of the letters that are printed."""
    envelopes: int
    """As many as stamps."""
    answers_by: date | None
    """The last day for an answer, if all leave today and arrive as usual; None where no law sets one."""


def reckon_effort(folder: Folder, plan: Plan, today: date) -> Effort:
    """The cost of the letters of a plan that leave on a day; the letters by post are set to count their pages."""
    printed = [letter for letter in plan.letters if letter.draft.recipient.channel.row.on_paper]
    counts = PageCounts()
    pages = sum(counts.of(letter.pdf) for letter in typeset_all(folder, printed) if letter.pdf is not None)
    days = [day for letter in plan.letters if (day := _last_day(letter, today)) is not None]
    return Effort(pages, len(printed), max(days, default=None))


def _last_day(letter: PlannedLetter, today: date) -> date | None:
    request, channel = letter.draft.request, letter.draft.recipient.channel
    broker, home = request.broker, request.person.residence.code
    there = channel.post.country if channel.post else None
    receipt = clock.assumed(today, channel.row, there, places.country(home))
    parties = Parties(broker.region or broker.country, home)
    days: list[date] = []
    for right in request.rights:
        with suppress(UserError):
            due = clock.reckon(request.claim.law, request.claim.law.right(right), receipt, parties)
            days += [due.last_day] if due.last_day is not None else []
    return max(days, default=None)
