"""Sending by e-mail: letters are sealed as messages and handed over one by one, each recorded before and after.

Whatever ends a run, the same call goes on. What may have left without an answer is `unknown` from then on, and is
never sent again by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from unbroker.actions.mailing import resolve_unsent
from unbroker.actions.mailing.record_sealed import Parts
from unbroker.actions.mailing.seal import Mailing, do_seal, plan_mailing
from unbroker.actions.mailing.typeset import Typeset
from unbroker.actions.outcome import Change, Outcome, Progress, no_progress
from unbroker.base.errors import NOWHERE, Problem, UserError
from unbroker.base.run_note import RunNote
from unbroker.cases.case import BY_HAND, Cases, Dispatch, fold
from unbroker.cases.message_thread import thread_of
from unbroker.cases.sealed_letters import about, brokers_of, lay_ready, leaving, stems_of, waiting
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.event import Event
from unbroker.ledger.schema import Answer, Deferred, Placed, Refused, Sending, Sent, Stopped, Unknown
from unbroker.ledger.stored import Facts
from unbroker.mail.outgoing import message
from unbroker.mail.outgoing.delivery import Result, Sender
from unbroker.mail.outgoing.message import Envelope, Thread
from unbroker.mail.outgoing.senders import Via
from unbroker.planning.decision import LeftOut, PlannedLetter
from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection

Pause = Callable[[], bool]
"""Waits before a letter, if it is not the first; answers whether to go on."""


class NoAddress(UserError):  # noqa: N818 - the sentence is the name
    """A letter has no address to come from."""

    def __init__(self, person: str) -> None:
        super().__init__(f"{person} has no e-mail address to write from (add 'reply_to: …' to the profile)")


class OtherSender(UserError):  # noqa: N818 - the sentence is the name
    """A sealed letter comes from another address than the account's."""

    def __init__(self, letter: str, sealed: str, account: str) -> None:
        hint = "put the old 'from' back into settings.yaml, or write it as a file with --via outbox"
        super().__init__(f"{letter} was sealed to be sent from {sealed}, but the account is {account} ({hint})")


class SpecimensStay(UserError):  # noqa: N818 - the sentence is the name
    """Letters of people who do not exist are not sent."""

    def __init__(self, via: Via) -> None:
        super().__init__(f"the profile is a specimen: nothing is sent by {via} (`--via outbox` writes files)")


@dataclass(frozen=True)
class EmailRun:
    """Letters by e-mail that are to leave together, before anything is done."""

    via: Via
    mailing: Mailing
    """Those to be sealed, and who is left out."""
    ready: tuple[Dispatch, ...]
    """Those that are sealed already, and go first."""
    last: tuple[Dispatch, ...]
    """Those at which a run was stopped before: they go last, so that they stop nothing else."""
    held: tuple[Dispatch, ...]
    """Those that lie among the drafts or in the outbox, and may have been sent by hand."""
    over: int
    """How many wait for another day or another call."""
    planned: int
    """How many letters of the plan there are, with those that are held back."""
    per_day: int | None = None
    """How many the day allows, where that is what holds some back."""

    def __len__(self) -> int:
        return len(self.letters)

    @property
    def total(self) -> int:
        """All that go in the end, the plan's and those that are sealed already: today, and those that are held back."""
        return len(self) + self.over

    @property
    def agreed(self) -> tuple[int, ...]:
        """The numbers by which somebody agrees to it; where letters leave, those that were sealed before count, too."""
        return (self.total, len(self)) if self.via == "smtp" else (self.planned, self.total, len(self))

    @property
    def laid_before(self) -> int:
        """How many of its letters lie already where it would lay them."""
        letters = {letter.letter for letter in (*self.ready, *self.last)}
        histories = self.mailing.cases.histories
        placed = {
            event.letter
            for letter in letters
            for event in histories.get(letter.rpartition(".")[0], ())
            if isinstance(event.facts, Placed) and event.facts.via == self.via
        }
        return len(letters & placed) + sum(
            letter.facts.via == self.via and letter.letter not in placed and self.via in BY_HAND
            for letter in (*self.ready, *self.last)
        )

    @property
    def letters(self) -> tuple[str, ...]:
        """Their names, in the order of leaving."""
        new = (planned.draft.letter for planned in self.mailing.plan.letters)
        return (*(letter.letter for letter in self.ready), *new, *(letter.letter for letter in self.last))

    @property
    def people(self) -> tuple[str, ...]:
        """In whose names they are: the handles."""
        people = {case.opening.reference: case.opening.person for case in self.mailing.cases}
        sealed = [people[letter.prepared.reference or ""] for letter in (*self.ready, *self.last)]
        new = [planned.draft.request.person.handle for planned in self.mailing.plan.letters]
        return tuple(dict.fromkeys([*sealed, *new]))

    @property
    def is_first(self) -> bool:
        """Whether no letter was ever handed to a server: the first run is to be confirmed."""
        histories = self.mailing.cases.histories.values()
        return not any(_was_tried(event) for history in histories for event in history)

    def foreseen(self) -> list[Outcome]:
        """What would come of it, if all goes well."""
        result: Literal["sent", "placed"] = "sent" if self.via == "smtp" else "placed"
        brokers, run = self.mailing.brokers, self.mailing.run
        return [Outcome(letter, brokers[letter], result, run=run) for letter in self.letters]


@dataclass(frozen=True)
class EmailResult:
    """What a run came to: letter by letter, and what ended it before its end, if anything did."""

    outcomes: tuple[Outcome, ...]
    changed: tuple[Change, ...]
    trouble: UserError | None
    paused: bool
    """Whether somebody wanted to stop."""


def plan_send_email(
    folder: Folder, selection: Selection, today: date, via: Via, *, follow_ups: bool = False, limit: int | None = None,
    placed: bool = False,
) -> EmailRun:  # fmt: skip
    """What leaves: every sealed e-mail that has not left, then those of the plan, as many as the day allows. Pure.

    Args:
        folder: the folder.
        selection: whom to write to.
        today: the date of the letters.
        via: how they leave.
        follow_ups: the letters that the cases call for, not first letters.
        limit: so many at most.
        placed: send also what was placed for the person to send, who says that it was not.

    Raises:
        SpecimensStay: the people do not exist, and the way leads out of the folder.
    """
    if folder.profile.specimen and via in ("smtp", "drafts"):
        raise SpecimensStay(via)
    mailing = plan_mailing(folder, "email", selection, today, follow_ups=follow_ups)
    if not follow_ups and not selection.brokers:
        mailing = replace(mailing, plan=_without_dead_ends(mailing.plan))
    held = [letter for letter in mailing.waiting if via == "smtp" and not placed and lay_ready(letter, mailing.cases)]
    free = [letter for letter in mailing.waiting if letter not in held]
    ready = [letter for letter in free if letter.state != "stopped"]
    last = [letter for letter in free if letter.state == "stopped"]
    whole = len(free) + len(mailing.plan.letters)
    room = whole if limit is None else min(whole, limit)
    allowed = max(0, folder.settings.per_day - _tried_on(mailing.cases, today)) if via == "smtp" else room
    per_day, room = (folder.settings.per_day if allowed < room else None), min(room, allowed)
    planned = len(mailing.plan.letters)
    first = ready[:room]
    letters = mailing.plan.letters[: room - len(first)]
    rest = last[: room - len(first) - len(letters)]
    mailing = replace(mailing, plan=replace(mailing.plan, letters=letters))
    over = whole - len(first) - len(letters) - len(rest)
    return EmailRun(via, mailing, tuple(first), tuple(rest), tuple(held), over, planned, per_day)


def do_send_email(
    folder: Folder, run: EmailRun, sender: Sender, now: Callable[[], datetime], *, pause: Pause = lambda: True,
    on_progress: Progress = no_progress,
) -> EmailResult:  # fmt: skip
    """Seal the letters of a run, then hand over one after the other.

    Args:
        folder: the folder.
        run: as planned.
        sender: takes the letters.
        now: tells the moment of writing, in the zone of whoever sends.
        pause: waits between two letters; answers whether to go on.
        on_progress: is told of each letter.

    Returns:
        What became of each letter, also where the account or the disk ended the run: that is its `trouble`.
    """
    with folder.ledger.hold() as note:
        resolve_unsent.settle(folder.records, run.mailing.today, now(), note)
        post = _Run(folder, run, sender, now, pause, on_progress, note)
        trouble: UserError | None = None
        try:
            post.work()
        except UserError as error:
            trouble = error
    return EmailResult(tuple(post.outcomes), post.changed, trouble, post.paused)


class _Run:
    """One run under way."""

    def __init__(  # noqa: PLR0917 - what a run needs, each once
        self, folder: Folder, run: EmailRun, sender: Sender, now: Callable[[], datetime], pause: Pause, tell: Progress,
        note: RunNote,
    ) -> None:  # fmt: skip
        self.folder, self.run, self.sender, self.now, self.pause, self.tell = folder, run, sender, now, pause, tell
        self.note = note
        self.account = folder.settings.mail.address
        self.outcomes: list[Outcome] = [*run.mailing.failed]
        self.changed: tuple[Change, ...] = ()
        self.stems: Mapping[str, str] = {}
        self.paused = False

    def work(self) -> None:
        """Seal and hand over.

        Raises:
            CannotConnect: the account or the server lets nothing be sent; what was sealed waits.
            CannotWrite, LedgerStopped: the disk is full; at most the letter in flight is unknown.
        """
        if not len(self.run):
            return
        with self.sender:
            self.sender.ready()
            mailing, total = replace(self.run.mailing, failed=()), len(self.run)
            sealed = do_seal(self.folder, mailing, self._parts, self.now, on_progress=lambda *_: self.tell(0, total))
            self.outcomes += sealed.failed
            self.changed = sealed.changed
            cases = self.folder.records.read_cases()
            letters, self.stems = self._in_order(cases), stems_of(cases)
            for number, (broker, letter) in enumerate(letters, 1):
                if not self.pause():
                    self.paused = True
                    return
                outcome = Outcome(letter.letter, broker, "placed", run=letter.prepared.run)
                result = self._handed_over(outcome, letter)
                self.tell(number, len(letters))
                if result is not None and result.stop:
                    return

    def _in_order(self, cases: Cases) -> list[tuple[str, Dispatch]]:
        """The letters of the run that wait, in the order of leaving, each with its broker; the others are changes."""
        brokers = brokers_of(cases)
        waits = {letter.letter: letter for letter in waiting(cases, "email")}
        failed = {outcome.letter for outcome in self.outcomes} | {change.letter for change in self.changed}
        missing = [name for name in self.run.letters if name not in waits and name not in failed]
        self.changed += tuple(Change(name, brokers[name], "is no longer waiting") for name in missing)
        return [(brokers[name], waits[name]) for name in self.run.letters if name in waits]

    def _parts(self, letter: Typeset) -> Parts:
        """What is sealed of a letter by e-mail."""
        assert letter.letter is not None  # noqa: S101 - what failed has no parts
        request, to = letter.planned.draft.request, letter.planned.draft.recipient.channel.to
        sender = self.account or request.person.reply_address
        if sender is None:
            raise NoAddress(request.person.handle)
        before = thread_of(self.run.mailing.cases.histories.get(request.reference, ()))
        thread = Thread(before.message_ids, before.subject, before.ticket) if before else None
        mail = message.seal(letter.letter, letter.pdf or b"", sender, to, thread)
        contents = {"text": letter.letter.text.encode(), "pdf": letter.pdf or b"", "mail": mail.content}
        return Parts(contents, mail.message_id, mail.subject, sender, self.run.via)

    def _handed_over(self, outcome: Outcome, letter: Dispatch) -> Result | None:
        """Hand a letter over, and keep what became of it; None if it could not be tried."""
        try:
            result = self._hand_over(self.stems[letter.letter], letter)
        except (OtherSender, evidence.EvidenceLost) as error:
            self.outcomes.append(outcome.failed_because(error))
            return None
        if result is None:
            self.changed += (Change(letter.letter, outcome.broker, "is no longer waiting"),)
            return None
        reason = f"{result.code} {result.text}" if result.code else result.text
        problems = () if result.state in ("sent", "placed") else (Problem(NOWHERE, f"{outcome.broker}: {reason}"),)
        self.outcomes.append(replace(outcome, result=result.state, path=result.path, problems=problems))
        return result

    def _hand_over(self, stem: str, letter: Dispatch) -> Result | None:
        content = evidence.fetch(self.folder.evidence, letter.hashes.get("mail", ""))
        sealed = letter.facts
        sender = sealed.sender or ""
        if self.sender.leaves and self.account not in (None, sender):
            raise OtherSender(letter.letter, sender, self.account or "")
        envelope = Envelope(letter.letter, stem, sender, letter.to, sealed.message_id or "")
        if not self.sender.leaves:
            result = self.sender.send(envelope, self.sender.front(content, self.now()))
            if result.state == "placed" and self.run.via in BY_HAND and letter.state != "placed":
                self._record_if_it_waits(letter, Placed(via=self.run.via))
            return result
        return self._leave(letter, envelope, content)

    def _leave(self, letter: Dispatch, envelope: Envelope, content: bytes) -> Result | None:
        """Hand a letter to a server: that it leaves is on disk before its last byte, what became of it after."""
        self.sender.ready()
        leaving_now = self.sender.front(content, self.now())
        proofs: list[str] = []

        def note_leaving() -> None:
            proofs.append(evidence.keep(self.folder.evidence, leaving_now))
            self.note.write(proofs[0])  # until it is erased, the letter was not handed over
            if not self._record_if_it_waits(letter, Sending(via=self.run.via), proofs):
                raise _WaitsNoMore
            self.note.erase()

        try:
            result = self.sender.send(envelope, leaving_now, note_leaving)
        except _WaitsNoMore:
            return None
        if proofs:
            self._record(letter, result, proofs)
            return result
        return result if self._record_if_it_waits(letter, _answer(result)) else None

    def _record_if_it_waits(self, letter: Dispatch, facts: Facts, proofs: Sequence[str] = ()) -> bool:
        """Record where a letter is from now on, unless somebody has said by then that it left; answers whether."""
        with self.folder.ledger.transaction(self.now()) as transaction:
            cases = fold(transaction.read([letter.prepared.reference or ""]))
            if letter.letter not in {waits.letter for waits in waiting(cases)}:
                return False
            transaction.append([about(letter, facts, self._today, tuple(proofs))])
        return True

    def _record(self, letter: Dispatch, result: Result, proofs: Sequence[str]) -> None:
        """Record what the server said of a letter that may have left."""
        if result.state == "sent":
            sent = Sent(code=result.code, text=result.text)
            self.folder.ledger.append(leaving(letter, sent, self._today, tuple(proofs)), self.now())
            return
        self.folder.ledger.append([about(letter, _answer(result), self._today)], self.now())

    @property
    def _today(self) -> date:
        return self.run.mailing.today


_ANSWERS: Mapping[str, type[Answer]] = {"refused": Refused, "deferred": Deferred, "unknown": Unknown}


class _WaitsNoMore(Exception):  # noqa: N818 - what happened is the name
    """Somebody said of a letter, while it was being handed over, that it left or shall not."""


def _answer(result: Result) -> Answer:
    """What is recorded of an answer that is not yes."""
    model = Stopped if result.stop and result.state == "deferred" else _ANSWERS[result.state]
    return model(code=result.code, text=result.text)


def _without_dead_ends(planned: Plan) -> Plan:
    """The plan without letters to addresses at which others came back: those are written to only by name."""
    dead = [letter for letter in planned.letters if letter.standing in ("bounced", "refused")]
    return Plan(
        tuple(letter for letter in planned.letters if letter not in dead), (*planned.left_out, *map(_dead_end, dead))
    )


def _dead_end(letter: PlannedLetter) -> LeftOut:
    request, channel = letter.draft.request, letter.draft.recipient.channel
    reason, hint = f"{channel.to}: letters there came back", f"`unbroker mail post {request.broker.slug}`"
    return LeftOut(request.person, request.broker, request.rights, reason, hint)


def _tried_on(cases: Cases, day: date) -> int:
    """How many letters were handed to a server on a day."""
    events = (event for history in cases.histories.values() for event in history)
    return len({event.letter for event in events if _was_tried(event) and event.on == day})


def _was_tried(event: Event) -> bool:
    """Whether an event says that a letter was handed to a server: that it leaves, or that the server declined it."""
    return event.kind == "sending" or (isinstance(event.facts, Refused | Deferred | Stopped) and bool(event.facts.code))
