"""Sealing: the letters that the plan shows as going by one channel are fixed, each once, and recorded as prepared.

Every mailing begins here: which letters are planned, which are sealed already, and what changed between the two. What
is sealed is copied from then on, never made again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from unbroker.actions import follow_up
from unbroker.actions.mailing.handed_in import typeset_all
from unbroker.actions.mailing.record_sealed import Parts, seal_all
from unbroker.actions.mailing.typeset import Typeset
from unbroker.actions.mailing.widen import going_by, may_widen
from unbroker.actions.outcome import Change, Outcome, Progress, no_progress
from unbroker.base import files
from unbroker.base.errors import Problem, ProblemsFound, UserError
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.sealed_letters import brokers_of, for_printer, run_name, waiting
from unbroker.facts.address import faults
from unbroker.facts.channel import CHANNELS, ChannelKind
from unbroker.facts.registry import Channel
from unbroker.folder import Folder
from unbroker.planning.decision import LeftOut, PlannedLetter
from unbroker.planning.plan import Plan, plan
from unbroker.planning.selection import Selection
from unbroker.planning.writers import must_agree
from unbroker.writing.request import Request

_SEALED = "was sealed in the meantime"
TO_READ = "to-read"
"""In the outbox: copies in a language that the sender reads; they never leave."""
_GROUP, _LONG = 64, timedelta(seconds=1)
"""Letters are sealed so many at a time, or those that were made in so long: what a stop in between costs."""
Refusal = Callable[[PlannedLetter], tuple[Problem, ...]]
"""Says what keeps a letter from being sealed at all."""


@dataclass(frozen=True)
class Mailing:
    """Letters that are to leave together by one channel, before anything is done."""

    kind: ChannelKind
    selection: Selection
    today: date
    follow_ups: bool
    run: str
    waiting: tuple[Dispatch, ...]
    """Those that are sealed already, and have not left."""
    plan: Plan
    """Those to be sealed, and who is left out."""
    failed: tuple[Outcome, ...]
    cases: Cases
    head: str
    """Of the ledger that it was planned from."""
    service: str | None = None
    """The print service that it is for."""

    def __len__(self) -> int:
        return len(self.waiting) + len(self.plan.letters)

    @property
    def planned(self) -> int:
        """How many letters of the plan it seals."""
        return len(self.plan.letters)

    @property
    def total(self) -> int:
        """Those, and the ones that are sealed already and wait."""
        return len(self)

    @property
    def agreed(self) -> tuple[int, ...]:
        """The numbers by which somebody agrees to it: nothing leaves by itself, so that the plan's is enough."""
        return self.planned, self.total

    @property
    def brokers(self) -> Mapping[str, str]:
        """By letter: to whom it goes."""
        return {**brokers_of(self.cases), **{letter.draft.letter: _slug(letter) for letter in self.plan.letters}}

    @property
    def at_services(self) -> Mapping[str, int]:
        """How many letters by post wait at other print services than its own: nobody else is to print those."""
        names = (letter.facts.via for letter in waiting(self.cases, "post"))
        return Counter(name for name in names if name is not None and name != self.service)

    def foreseen(self) -> list[Outcome]:
        """What would come of it, without doing it."""
        brokers = self.brokers
        again = [
            Outcome(sealed.letter, brokers[sealed.letter], "placed", run=sealed.prepared.run) for sealed in self.waiting
        ]
        new = [Outcome(letter.draft.letter, _slug(letter), "placed") for letter in self.plan.letters]
        return [*self.failed, *again, *new]


@dataclass(frozen=True)
class Sealed:
    """What sealing came to."""

    failed: tuple[Outcome, ...]
    """The letters that could not be made."""
    changed: tuple[Change, ...]
    """Those that were planned, and are not called for any more."""
    mailing: Mailing
    """The mailing as it was done."""


Finish = Callable[[Typeset], Parts]
"""Makes the parts of a letter; raises UserError where it cannot."""


def plan_mailing(
    folder: Folder, kind: ChannelKind, selection: Selection, today: date, *, follow_ups: bool = False,
    refusal: Refusal = lambda _: (), service: str | None = None,
) -> Mailing:  # fmt: skip
    """The letters that wait to leave by a channel, and those of the plan or of the cases that would join them. Pure.

    Of the plan it takes what goes by this channel anyway. All that can go by it is taken where the selection says so:
    `by` names it, or brokers are named.

    Args:
        folder: the folder.
        kind: the channel.
        selection: whom to write to.
        today: the date of the letters.
        follow_ups: the letters that the cases call for, not first letters.
        refusal: says what keeps a letter from being sealed at all.
        service: the print service that the letters are for, which gets a run of its own.

    Raises:
        ProblemsFound: no letter goes by post, and a return address is wrong.
    """
    head = folder.ledger.head
    cases = folder.records.read_cases()
    sealed = for_printer(cases, service) if kind == "post" else waiting(cases, kind)
    failed: list[Outcome] = []
    if follow_ups:
        letters = follow_up.called_for(folder, cases, selection, today, failed)
        called = going_by(Plan(tuple(letters), ()), kind, follow_ups=True)
    else:
        called = _without(_planned(folder, kind, selection, today, cases), sealed, cases)
    if kind == "email" and folder.profile.specimen:
        called = replace(called, letters=tuple(map(_to_nobody, called.letters)))
    refused = {letter.draft.letter: (*refusal(letter), *_unagreed(letter, folder, cases)) for letter in called.letters}
    failed += [
        Outcome(letter.draft.letter, _slug(letter), "failed").failed(*refused[letter.draft.letter])
        for letter in called.letters
        if refused[letter.draft.letter]
    ]
    called = _without_refused(called, refused)
    if CHANNELS[kind].on_paper and not (sealed or called.letters or failed):
        _check_return_addresses(folder)
    run = run_name(kind, today, cases, service)
    return Mailing(kind, selection, today, follow_ups, run, sealed, called, tuple(failed), cases, head, service)


def _without_refused(called: Plan, refused: Mapping[str, Sequence[Problem]]) -> Plan:
    """The plan without the letters that something keeps from being sealed, and without what these leave out."""
    letters = tuple(letter for letter in called.letters if not refused[letter.draft.letter])
    failing = {_whose(letter.draft.request) for letter in called.letters if refused[letter.draft.letter]}
    return Plan(letters, tuple(left for left in called.left_out if _whose(left) not in failing))


def _whose(of: Request | LeftOut) -> tuple[str, str]:
    return of.person.handle, of.broker.slug


def _unagreed(letter: PlannedLetter, folder: Folder, cases: Cases) -> tuple[Problem, ...]:
    """That the person has yet to agree."""
    person = letter.draft.request.person
    if not must_agree(person, folder.profile, cases):
        return ()
    agree = f"`unbroker people agree {person.handle}`"
    if person.guardian:
        message = f"{person.guardian.name} has not confirmed to have the care of {person.handle}"
        return (Problem(person.guardian.place, message, f"if so, and nobody who shares it objects: {agree}"),)
    message = f"{person.handle} has not agreed that letters are written in their name"
    return (Problem(person.place, message, f"once they have: {agree}"),)


def _check_return_addresses(folder: Folder) -> None:
    """Say, as `check` does, why there is nothing to be posted."""
    homes = [home for person in folder.profile.people if (home := person.return_address) is not None]
    problems = [
        Problem(home.place, f"the return address: {fault}", fault.hint) for home in homes for fault in faults(home)
    ]
    if problems:
        raise ProblemsFound(problems)


def _planned(folder: Folder, kind: ChannelKind, selection: Selection, today: date, cases: Cases) -> Plan:
    if may_widen(selection):
        return going_by(plan(folder.basis(cases), selection, today), kind)
    return plan(folder.basis(cases), replace(selection, by=kind), today)


def do_seal(
    folder: Folder, mailing: Mailing, finish: Finish, now: Callable[[], datetime], *, in_full: bool = False,
    on_progress: Progress = no_progress,
) -> Sealed:  # fmt: skip
    """Seal the letters of a mailing; the caller holds the lock of the run.

    A letter that the ledger no longer calls for by then is not sealed, nor is one that was not planned.

    Args:
        folder: the folder.
        mailing: as planned.
        finish: makes the parts of a letter.
        now: tells the moment of writing.
        in_full: lay each letter out in full instead of striking it.
        on_progress: is told of each letter.
    """
    mailing, changes = _checked(folder, mailing)
    failed, changed = list(mailing.failed), list(changes)
    letters, group, begun = mailing.plan.letters, list[tuple[Typeset, Parts]](), now()
    for number, letter in enumerate(typeset_all(folder, letters, sealed=True, in_full=in_full), 1):
        parts = _finished(letter, finish)
        if isinstance(parts, Parts):
            group.append((letter, parts))
        else:
            failed.append(replace(parts, run=mailing.run))
        if group and (len(group) == _GROUP or number == len(letters) or now() - begun > _LONG):
            before = seal_all(folder, [(made.planned, parts) for made, parts in group], mailing.run, now())
            changed += [Change(sealed.draft.letter, _slug(sealed), _SEALED) for sealed in before]
            _put_to_read(folder, [made for made, _ in group if made.planned not in before])
            group, begun = [], now()
        on_progress(number, len(letters))
    return Sealed(tuple(failed), tuple(changed), mailing)


def _finished(letter: Typeset, finish: Finish) -> Parts | Outcome:
    """The parts of a letter, or what went wrong with it."""
    if letter.outcome.problems:
        return letter.outcome
    try:
        parts = finish(letter)
    except UserError as error:
        return letter.outcome.failed_because(error)
    signed = {"permission": letter.permission} if letter.permission else {}
    reading = {"reading": letter.copy.text.encode()} if letter.copy else {}
    return replace(parts, contents={**parts.contents, **signed, **reading})


def _put_to_read(folder: Folder, letters: Iterable[Typeset]) -> None:
    """Lay the copies that their sender can read beside the letters that leave."""
    for letter in letters:
        if letter.copy is not None:
            name = f"{letter.stem}.{letter.copy.language}.txt"
            files.write(files.make_folder(folder.outbox / TO_READ) / name, letter.copy.text.encode())


def _checked(folder: Folder, mailing: Mailing) -> tuple[Mailing, tuple[Change, ...]]:
    """The mailing as far as the ledger still calls for it, and what it does not call for any more."""
    if folder.ledger.head == mailing.head:
        return mailing, ()
    planned = {_named(letter): letter.draft.letter for letter in mailing.plan.letters}
    selection, today = mailing.selection, mailing.today
    newer = plan_mailing(folder, mailing.kind, selection, today, follow_ups=mailing.follow_ups, service=mailing.service)
    letters = tuple(letter for letter in newer.plan.letters if _named(letter) in planned)
    gone = {*planned.values()} - {letter.draft.letter for letter in letters}
    changed = (Change(letter, mailing.brokers[letter], _why_not(letter, newer)) for letter in sorted(gone))
    return replace(newer, plan=replace(newer.plan, letters=letters), failed=mailing.failed), tuple(changed)


def _named(letter: PlannedLetter) -> tuple[str, str, tuple[str, ...]]:
    """What a person has seen of a letter in the plan: its number alone may mean another letter by now."""
    return letter.draft.letter, letter.draft.step, tuple(letter.draft.rights)


def _to_nobody(letter: PlannedLetter) -> PlannedLetter:
    """The same letter, to an address of nobody: one of somebody who does not exist goes to nobody who does."""
    recipient, slug = letter.draft.recipient, letter.draft.request.broker.slug
    nobody = Channel.model_validate({"email": f"{slug}@example.org", "source": "a specimen", "tier": "C"})
    return replace(letter, draft=replace(letter.draft, recipient=replace(recipient, channel=nobody)))


def _why_not(letter: str, newer: Mailing) -> str:
    if letter in brokers_of(newer.cases):
        return _SEALED
    return "is no longer called for (see `unbroker plan`)"


def _without(planned: Plan, sealed: tuple[Dispatch, ...], cases: Cases) -> Plan:
    """The plan without saying that somebody is left out whose letter is handed out."""
    letters = {letter.letter for letter in sealed}
    asked = {
        (case.opening.person, broker, case.right)
        for case in cases
        for broker in case.opening.brokers
        if any(letter.letter in letters for letter in case.dispatches)
    }
    left_out = (
        left
        for left in planned.left_out
        if not left.rights or {(left.person.handle, left.broker.slug, right) for right in left.rights} - asked
    )
    return replace(planned, left_out=tuple(left_out))


def _slug(letter: PlannedLetter) -> str:
    return letter.draft.request.broker.slug
