"""Runs: letters that leave together. What would be sealed is shown first; a run then goes on whoever looks at it."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Literal, Self

from starlette.responses import Response

from unbroker.actions.mailing.fill_forms import do_fill_forms, plan_fill_forms
from unbroker.actions.mailing.patience import Patience
from unbroker.actions.mailing.print_run import do_print_run, plan_print_run
from unbroker.actions.mailing.seal import Mailing
from unbroker.actions.mailing.send_email import EmailRun, do_send_email, plan_send_email
from unbroker.actions.outcome import Change, Outcome
from unbroker.folder import Folder
from unbroker.mail.outgoing import senders
from unbroker.mail.outgoing.delivery import Leaving, Result, Sender, untold
from unbroker.mail.outgoing.message import Envelope
from unbroker.mail.outgoing.senders import Via
from unbroker.planning.selection import Selection
from unbroker.web.call import Call, Routes
from unbroker.web.job import Job
from unbroker.web.pages.progress import words_of
from unbroker.web.words import JOBS, RESULTS

Kind = Literal["post", "email", "form"]
_KINDS: Mapping[str, Kind] = {"post": "post", "email": "email", "form": "form"}
_HOW: Mapping[str, Via] = {"smtp": "smtp", "drafts": "drafts", "outbox": "outbox"}


@dataclass(frozen=True)
class Proposed:
    """A run, before anything is done."""

    kind: Kind
    mailing: Mailing
    email: EmailRun | None = None

    @property
    def names(self) -> Sequence[tuple[str, str]]:
        """Its letters, each with the broker's slug."""
        brokers = self.mailing.brokers
        waits = [letter.letter for letter in self.mailing.waiting]
        letters = (
            self.email.letters if self.email else (*waits, *(new.draft.letter for new in self.mailing.plan.letters))
        )
        return [(letter, brokers[letter]) for letter in letters]

    @property
    def new(self) -> int:
        """How many are to be sealed."""
        return len(self.mailing.plan.letters)

    @property
    def agreed(self) -> tuple[int, ...]:
        """The numbers by which somebody agrees to it."""
        return (len(self.names),)


def _propose(call: Call, kind: Kind, *, via: Via, further: bool) -> Proposed:
    folder, today = call.folder, call.today
    selection = Selection() if further else _selection(call, kind)
    if kind == "email":
        run = plan_send_email(folder, selection, today, via, follow_ups=further)
        return Proposed(kind, run.mailing, run)
    plan = plan_print_run if kind == "post" else plan_fill_forms
    return Proposed(kind, plan(folder, selection, today, follow_ups=further))


def _selection(call: Call, kind: Kind) -> Selection:
    """What was chosen on the plan; where brokers are named, still only what goes by this channel."""
    selection = call.desk.selection
    return replace(selection, by=kind) if selection.brokers else selection


def _via(call: Call, asked: str) -> Via:
    """How e-mails leave: by the account where there is one, else as files for the person to send."""
    folder = call.folder
    usual: Via = "smtp" if folder.settings.mail.address and not folder.profile.specimen else "outbox"
    return _HOW.get(asked, usual)


def propose(call: Call, trouble: str | None = None) -> Response:
    """What the run would do."""
    kind = _KINDS.get(call.path["kind"])
    if kind is None:
        return call.page("nowhere", "Nothing here", status=404)
    further = bool(call.query.get("further") or call.sent("further"))
    via = _via(call, call.query.get("via", "") or call.sent("via"))
    run, folder = _propose(call, kind, via=via, further=further), call.folder
    names = {**{slug: outline.name for slug, outline in folder.registry.outlines.items()}}
    return call.page(
        "run", "A run", place="run", kind=kind, run=run, via=via, further=further, names=names,
        account=folder.settings.mail.address, pace=folder.settings.pace, per_day=folder.settings.per_day,
        specimen=folder.profile.specimen, trouble=trouble, failed=run.mailing.failed,
        first=folder.profile.people[0], status=422 if trouble else 200,
    )  # fmt: skip


def begin(call: Call) -> Response:
    """Begin the run, if its number is the one that was agreed to."""
    kind, desk = _KINDS.get(call.path["kind"]), call.desk
    if kind is None:
        return call.page("nowhere", "Nothing here", status=404)
    if desk.running:
        return call.to("/runs/now")
    via = _via(call, call.sent("via"))
    run = _propose(call, kind, via=via, further=bool(call.sent("further")))
    count = len(run.names)
    if call.sent("count") != str(count):
        typed = call.sent("count")
        why = "type the number of letters" if not typed else f"“{typed}” is not {count}, the number of letters"
        return propose(call, f"nothing was sealed or sent: {why}")
    folder = call.folder
    desk.job = Job(kind, run.new or count, _WORK[kind](call, folder, run, via), Patience(_pace(folder, kind, via)))
    desk.job.start(desk.entered)
    return call.to("/runs/now")


def _names(folder: Folder, run: Proposed) -> Mapping[str, str]:
    """By letter, what its broker is called."""
    outlines = folder.registry.outlines
    return {letter: outlines[slug].name if slug in outlines else slug for letter, slug in run.names}


def _pace(folder: Folder, kind: Kind, via: Via) -> float:
    return folder.settings.pace if kind == "email" and via == "smtp" else 0


Work = Callable[[Job], Mapping[str, object]]


def _print(call: Call, folder: Folder, run: Proposed, _: Via) -> Work:
    def work(job: Job) -> Mapping[str, object]:
        printed = do_print_run(folder, run.mailing, folder.outbox, lambda: call.now, on_progress=job.progress)
        return _outcome(printed.outcomes, printed.changed)

    return work


def _fill(call: Call, folder: Folder, run: Proposed, _: Via) -> Work:
    def work(job: Job) -> Mapping[str, object]:
        filled = do_fill_forms(folder, run.mailing, folder.outbox, lambda: call.now, on_progress=job.progress)
        return _outcome(filled.outcomes, filled.changed)

    return work


def _send(call: Call, folder: Folder, run: Proposed, via: Via) -> Work:
    def work(job: Job) -> Mapping[str, object]:
        assert run.email is not None  # noqa: S101 - a run by e-mail has one
        sender = Watched(senders.sender(via, folder.settings.mail, os.environ, folder.outbox), job, _names(folder, run))
        pause = job.patience.between_letters
        sent = do_send_email(folder, run.email, sender, lambda: call.now, pause=pause, on_progress=job.progress)
        return {**_outcome(sent.outcomes, sent.changed), "trouble": str(sent.trouble) if sent.trouble else None,
                "paused": sent.paused}  # fmt: skip

    return work


_WORK: Mapping[Kind, Callable[[Call, Folder, Proposed, Via], Work]] = {"post": _print, "form": _fill, "email": _send}


def _outcome(outcomes: Sequence[Outcome], changed: Sequence[Change]) -> Mapping[str, object]:
    """What is shown when a run is over."""
    return {
        "outcomes": outcomes,
        "changed": changed,
        "failed": [outcome for outcome in outcomes if outcome.problems],
        "runs": [*dict.fromkeys(outcome.run for outcome in outcomes if outcome.run and not outcome.problems)],
        "trouble": None,
        "paused": False,
    }


class Watched:
    """A way of sending that tells its job what became of each letter."""

    def __init__(self, sender: Sender, job: Job, names: Mapping[str, str]) -> None:
        """Take the way, whom to tell, and by letter the name of its broker."""
        self._sender, self._job, self._names = sender, job, names
        self.leaves = sender.leaves

    def __enter__(self) -> Self:
        """Begin."""
        self._sender.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        self._sender.__exit__(kind, error, trace)

    def ready(self) -> None:
        """As the way itself."""
        self._sender.ready()

    def send(self, envelope: Envelope, content: bytes, before_leaving: Leaving = untold) -> Result:
        """Hand a letter over, and tell of it."""
        result = self._sender.send(envelope, content, before_leaving)
        words = RESULTS[result.state] + (f": {result.text}" if result.state not in ("sent", "placed") else "")
        self._job.lines.append((envelope.letter, self._names[envelope.letter], words))
        return result

    def front(self, content: bytes, at: datetime) -> bytes:
        """As the way itself."""
        return self._sender.front(content, at)


def now(call: Call) -> Response:
    """The run under way, or what came of the last one."""
    job = call.desk.job
    if job is None:
        return call.to("/")
    lines = [f"{broker}: {words}" for _, broker, words in job.lines]
    names = {slug: outline.name for slug, outline in call.folder.registry.outlines.items()} if job.outcome else {}
    return call.page(
        "under_way", "A run", place="run", words=words_of(job), lines=lines, verb=JOBS[job.kind][0], names=names
    )


def stop(call: Call) -> Response:
    """Stop after the letter that is being sent."""
    if call.desk.job is not None:
        call.desk.job.stop()
    return call.to("/runs/now")


SHOWS: Routes = {"/runs/now": now, "/runs/{kind}": propose}
DOES: Routes = {"/runs/now/stop": stop, "/runs/{kind}": begin}
