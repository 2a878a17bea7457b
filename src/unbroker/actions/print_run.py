"""The order of the work: who is written to, what is sealed, what is handed out. The only module that acts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from unbroker.actions import desk, piles
from unbroker.actions.desk import Desk
from unbroker.actions.later import follow_ups, parted
from unbroker.actions.piles import Made
from unbroker.actions.seal import run_name, waiting
from unbroker.actions.typeset import Outcome, spoilt
from unbroker.base import files
from unbroker.base.errors import Problem, ProblemsFound
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.status import docket
from unbroker.facts.law import Law, NotInForce
from unbroker.facts.regulators import Regulator
from unbroker.folder import Folder
from unbroker.paper import booklet, sheet
from unbroker.planning.plan import Item, Plan, Selection, plan
from unbroker.writing import sample as made_up
from unbroker.writing.letter import compose
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Posted:
    """A mailing by post under way: what is sealed already, and what comes of the plan letter by letter."""

    waiting: tuple[Dispatch, ...]
    brokers: Mapping[str, str]
    """To whom each of them goes."""
    made: Plan
    sealing: Iterator[Outcome]

    def __len__(self) -> int:
        return len(self.made.items)

    def foreseen(self) -> list[Outcome]:
        """What would come of it, without doing it."""
        again = [Outcome(one.letter, self.brokers[one.letter], "placed", run=one.prepared.run) for one in self.waiting]
        new = [Outcome(item.draft.letter, item.draft.request.broker.slug, "placed") for item in self.made.items]
        return [*again, *new]


def post(
    own: Folder,
    selection: Selection,
    today: date,
    at: Callable[[], datetime],
    *,
    follow: bool = False,
    in_full: bool = False,
    refused: Callable[[Item], tuple[Problem, ...]] = lambda _: (),
) -> Posted:
    """Seal the letters of the plan that go by post; `hand_out` and `print_runs` then take every one that waits.

    The caller holds the ledger. Whatever ends this, the same call goes on: what is sealed is copied, never made
    again, whatever the selection says by then.

    Args:
        own: the folder.
        selection: whom to write to; the way is by post.
        today: the date of the letters.
        at: tells the moment at which an event is written down.
        follow: make the follow-ups that are called for, not first letters.
        in_full: lay each letter out in full instead of striking it.
        refused: says what keeps a letter from being sealed at all.
    """
    known = own.known
    sealed = tuple(waiting(known.cases, "post"))
    failed: list[Outcome] = []
    if follow:
        called = follow_ups(own, docket(known.cases, own.laws, today), selection, failed)
        made = Plan(*parted(called, "post"))
    else:
        made = _without(plan(known, replace(selection, by="post"), today), sealed, known.cases)
    _stay_in_the_window(own, made)
    wrong = {item.draft.letter: refused(item) for item in made.items}
    failed += [
        spoilt(Outcome(item.draft.letter, item.draft.request.broker.slug, "failed"), wrong[item.draft.letter])
        for item in made.items
        if wrong[item.draft.letter]
    ]
    made = replace(made, items=tuple(item for item in made.items if not wrong[item.draft.letter]))
    at_desk = Desk(own.books, run_name("post", today, known.cases), at)
    sealing = chain(failed, at_desk.post(made.items, own.templates, in_full=in_full))
    return Posted(sealed, _brokers(known.cases), made, sealing)


def hand_out(own: Folder, out: Path) -> Iterator[Outcome]:
    """Copy every letter by post that is sealed and has not left, each into a file of its own."""
    cases = own.known.cases
    brokers = _brokers(cases)
    return desk.hand_out(((one, brokers[one.letter]) for one in waiting(cases, "post")), own.books, out)


def print_runs(own: Folder, out: Path) -> Iterator[Made]:
    """Make the print run of every letter by post that is sealed and has not left, run by run."""
    return piles.make(own, own.known.cases, out)


def _brokers(cases: Cases) -> Mapping[str, str]:
    return {one.letter: case.opening.broker for case in cases for one in case.dispatches}


def _without(made: Plan, sealed: Sequence[Dispatch], cases: Cases) -> Plan:
    """The plan without saying that somebody is left out whose letter is handed out."""
    letters = {one.letter for one in sealed}
    asked = {
        (case.opening.person, case.opening.broker, case.right)
        for case in cases
        if any(one.letter in letters for one in case.dispatches)
    }
    left_out = (
        left
        for left in made.left_out
        if not left.rights or {(left.person.handle, left.broker.slug, right) for right in left.rights} - asked
    )
    return replace(made, left_out=tuple(left_out))


def _stay_in_the_window(own: Folder, made: Plan) -> None:
    """Stop before anything is sealed where a nudge moves the address out of the window.

    Raises:
        ProblemsFound: it does.
    """
    used = {item.sheet.name for item in made.items if item.sheet is not None}
    found = [sheet.leaves(own.sheets[name], own.settings.nudge) for name in used]
    if wrong := [problem for problem in found if problem is not None and problem.severity == "error"]:
        raise ProblemsFound(wrong)


def sample(law: Law, known: Mapping[str, Regulator], templates: Templates, on: date, out: Path) -> tuple[Path, Path]:
    """Write every letter of a law for a made-up case, as one PDF and one text; answers their paths.

    Raises:
        NotInForce: the law is not in force on the day.
        ProblemsFound: a template is missing or faulty.
        CannotWrite: the folder cannot be written, or the disk is full.
    """
    if not law.in_force(on):
        raise NotInForce(law.slug, "right", on, next(iter(law.rights.values())))
    specimens = made_up.specimens(law, known, templates, on)
    letters = [(specimen.title, compose(specimen.draft, templates)) for specimen in specimens]
    bound = booklet.bind(law, letters, templates, on)
    files.make_folder(out)
    pdf, text = out / f"sample-{law.slug}.pdf", out / f"sample-{law.slug}.txt"
    files.write(pdf, bound.pdf)
    files.write(text, bound.text.encode())
    return pdf, text
