"""Withdrawing: sealed letters that have not left never will; what was sealed stays in the evidence.

Of a letter that lay ready for a person to send, the person says whether it left: then it is recorded as sent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unbroker.actions import known_names
from unbroker.actions.mailing.mark_sent import HasLeft, NothingWaits, SeveralWait, TooEarly, TooLate
from unbroker.actions.mailing.stale_copies import Copies, clear_copies
from unbroker.base.errors import UserError
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.sealed_letters import about, brokers_of, lay_ready, leaving
from unbroker.folder import Folder
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Sent, Withdrawn
from unbroker.ledger.store import Reader
from unbroker.records import Records


class InDoubt(UserError):  # noqa: N818 - the sentence is the name
    """Nobody knows whether it left."""

    def __init__(self, letters: Iterable[str]) -> None:
        super().__init__(f"{', '.join(letters)}: it may have left (settle that first with `unbroker mail resolve`)")


class DidItLeave(UserError):  # noqa: N818 - the sentence is the name
    """Letters lay ready for a person to send, and nobody said whether they left."""

    def __init__(self, letters: Sequence[str]) -> None:
        it, they = ("it", "it") if len(letters) == 1 else ("them", "they")
        super().__init__(
            f"{', '.join(letters)}: you may have sent {it} yourself "
            f"(add --left if {they} left, --not-left if {they} did not)"
        )


@dataclass(frozen=True)
class Withdrawal:
    """Letters that are to be withdrawn, before anything is recorded."""

    name: str
    today: date
    letters: tuple[Dispatch, ...]
    """Those that wait, in the order of sealing."""
    laid_out: tuple[Dispatch, ...]
    """Those of them that a person may have sent by hand."""
    withdrawn: tuple[Dispatch, ...]
    """Where nothing waits: what was withdrawn before, whose copies are cleared away again."""
    gone: tuple[Dispatch, ...]
    """Those of that name that have left, or may have: they stay as they are."""
    brokers: Mapping[str, str]
    people: tuple[str, ...] = ()
    """Whose letters they may be; nobody means everybody."""


@dataclass(frozen=True)
class WithdrawResult:
    """What became of the letters, and of their copies."""

    withdrawn: tuple[Dispatch, ...]
    sent: tuple[Dispatch, ...]
    """Those that had left, says the person."""
    waiting: tuple[Dispatch, ...]
    """Those of which the person could not say it yet."""
    copies: Copies


def plan_withdraw(
    records: Records, name: str, today: date, reader: Reader | None = None, *, people: tuple[str, ...] = ()
) -> Withdrawal:
    """The letters that would be withdrawn: of a run, of a request, case or broker, or a single one. Pure.

    Args:
        records: what is recorded.
        name: of a run, a request, a case or a letter, or a broker's slug.
        today: what day it is.
        reader: reads the events; a transaction, where something is to be recorded.
        people: whose letters they may be; nobody means everybody.

    Raises:
        UnknownName: nothing that was sealed is called that, or there is no such person.
        NotTheirs: they are somebody else's.
        HasLeft: all of it has left.
        InDoubt: nobody knows whether it left.
        NothingWaits: all of it came back.
        SeveralWait: it can be more than one request.
    """
    cases = known_names.only_of(records, records.read_cases(reader), people, name)
    meant = known_names.letters_of(records, cases, name)
    waits = tuple(letter for letter in meant if letter.waits)
    gone = tuple(letter for letter in meant if letter.left or letter.state in ("sending", "unknown"))
    withdrawn = () if waits or gone else tuple(letter for letter in meant if letter.is_withdrawn)
    if not waits and not withdrawn:
        raise _refusal(name, meant, cases)
    references = {letter.prepared.reference or "" for letter in waits}
    if len(references) > 1 and not any(letter.prepared.run == name for letter in meant):
        raise SeveralWait(name, (case.opening for case in cases if case.opening.reference in references))
    laid_out = tuple(letter for letter in waits if lay_ready(letter, cases))
    return Withdrawal(name, today, waits, laid_out, withdrawn, gone, brokers_of(cases), people)


def _refusal(name: str, meant: Sequence[Dispatch], cases: Cases) -> UserError:
    if gone := [letter for letter in meant if letter.left]:
        return HasLeft(name, gone, cases)
    if doubtful := [letter.letter for letter in meant if letter.state in ("sending", "unknown")]:
        return InDoubt(doubtful)
    return NothingWaits(name)


def do_withdraw(
    folder: Folder, plan: Withdrawal, at: datetime, *, left: Mapping[str, bool | None], on: date | None = None
) -> WithdrawResult:
    """Record that letters never leave, as far as they still wait by then, and clear their copies away.

    Whatever ends this, the same call goes on: what is withdrawn is looked after again.

    Args:
        folder: the folder.
        plan: which letters.
        at: the moment of writing.
        left: of each letter that was laid out, whether it left; None where the person does not know yet.
        on: the day on which they left, where they did; else today.

    Raises:
        Locked: a run is under way.
        TooEarly, TooLate: a letter cannot have left on that day.
        HasLeft, InDoubt, NothingWaits, SeveralWait, UnknownName: as `plan_withdraw`.
        CannotWrite: the outbox cannot be written; the letters are withdrawn all the same.
    """
    day = on or plan.today
    if day > plan.today:
        raise TooLate(day, plan.today)
    planned = {letter.letter for letter in (*plan.letters, *plan.withdrawn)}
    with folder.ledger.hold():
        with folder.ledger.transaction(at) as transaction:
            newer = plan_withdraw(folder.records, plan.name, plan.today, transaction, people=plan.people)
            letters = [letter for letter in newer.letters if letter.letter in planned]
            asked = {letter.letter: left.get(letter.letter) for letter in newer.laid_out}
            sent = tuple(letter for letter in letters if asked.get(letter.letter) is True)
            kept = tuple(letter for letter in letters if letter.letter in asked and asked[letter.letter] is None)
            gone = tuple(letter for letter in letters if letter not in (*sent, *kept))
            transaction.append(_events(sent, gone, day, plan.today))
        again = tuple(letter for letter in newer.withdrawn if letter.letter in planned)
        copies = clear_copies(folder, gone, plan.today, again=again)
    return WithdrawResult((*gone, *again), sent, kept, copies)


def _events(sent: Iterable[Dispatch], withdrawn: Iterable[Dispatch], day: date, today: date) -> list[NewEvent]:
    events: list[NewEvent] = []
    for letter in sent:
        if day < letter.prepared.on:
            raise TooEarly(letter, day)
        events += leaving(letter, Sent(), day)
    return [*events, *(about(letter, Withdrawn(), today) for letter in withdrawn)]
