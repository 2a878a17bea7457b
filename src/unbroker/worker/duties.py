"""What the jobs do, each for one client or for the whole office; nothing here knows the queue.

Whatever ends a job, doing it again is safe: the ledger says what is done already.
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from unbroker import folder as folders
from unbroker import location
from unbroker.actions import office_run, waiting_mails
from unbroker.actions.mailing import resolve_unsent
from unbroker.actions.mailing.print_run import plan_print_run
from unbroker.actions.mailing.send_email import do_send_email, plan_send_email
from unbroker.actions.read_replies import Inbox, NothingOut
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.facts import law
from unbroker.folder import Folder
from unbroker.ledger.event import Event
from unbroker.ledger.postgres_office import Office
from unbroker.ledger.schema import Prepared
from unbroker.ledger.server import Job
from unbroker.mail.account.mailbox import mailbox_of
from unbroker.mail.outgoing import senders
from unbroker.office import OfficeFolder
from unbroker.paper import sheet
from unbroker.planning.selection import Selection
from unbroker.records import Records
from unbroker.writing.template import Templates

PLAN, SEAL, PRINT, SEND, READ, DUTIES = "plan", "seal", "print", "send", "read", "duties"
_AFTER_SEALING = 60
"""Seconds from the first letter that is sealed to the run that prints it: others join meanwhile."""


class LettersFailed(UserError):  # noqa: N818 - the sentence is the name
    """Some letters of a job could not be made or sent."""

    def __init__(self, client: str, count: int) -> None:
        super().__init__(f"{client}: {count} letters failed (`unbroker plan`, in the client's folder, says why)")


@dataclass(frozen=True)
class Work:
    """An office, and the clock."""

    office: OfficeFolder
    server: Office
    now: Callable[[], datetime]

    def of(self, by: str | None, after: Callable[[str, tuple[Event, ...]], Iterable[Job]] | None = None) -> Office:
        """The server, where somebody asked for what is done."""
        return replace(self.server, by=by, after=after or self.server.after)

    def folder(self, client: str, server: Office) -> Folder:
        """A client's folder."""
        return folders.open_folder(self.office.folder(client), office=server)


def job(task: str, client: str | None = None, by: str | None = None, **arguments: object) -> Job:
    """A job: of those for one client one at a time is done, and of the same that nobody has begun there is but one."""
    whole = {"by": by, **({"client": client} if client else {}), **arguments}
    name = f"{task}:{client}" if client else task
    return Job(task, whole, lock=client or task, once=name)


def _selection(*, all_by_post: bool) -> Selection:
    return Selection(by="post") if all_by_post else Selection()


def plan(work: Work, client: str, today: date, by: str | None, *, all_by_post: bool) -> int:
    """Plan the first letters by post of a client, and have them sealed; answers how many.

    Args:
        work: the office.
        client: whose.
        today: the date of the letters.
        by: who asked for it.
        all_by_post: take all that can go by post, not only what the plan sends so.
    """
    mailing = plan_print_run(work.folder(client, work.server), _selection(all_by_post=all_by_post), today)
    letters = [letter.draft.letter for letter in mailing.plan.letters]
    if letters:
        work.server.defer([job(SEAL, client, by, day=str(today), letters=letters, all_by_post=all_by_post)])
    return len(letters)


def seal(work: Work, client: str, today: date, letters: list[str], by: str | None, *, all_by_post: bool) -> int:
    """Seal planned letters; the run that prints them is deferred with each that is recorded. As `plan` otherwise."""
    folder = work.folder(client, work.of(by, printing))
    mailing = plan_print_run(folder, _selection(all_by_post=all_by_post), today)
    sealed = office_run.do_seal_for_office(folder, mailing, letters, work.now)
    if sealed.failed:
        raise LettersFailed(client, len(sealed.failed))
    return len(sealed.mailing.plan.letters)


def printing(_: str, events: tuple[Event, ...]) -> Iterable[Job]:
    """What sealed letters by post call for: one run for all clients, a little later."""
    for event in events:
        if isinstance(event.facts, Prepared) and event.facts.channel.kind == "post":
            yield replace(job(PRINT), at=_later(event.at))
            return


def _later(at: str) -> str:
    moment = datetime.fromisoformat(at)
    return datetime.fromtimestamp(moment.timestamp() + _AFTER_SEALING, moment.tzinfo).isoformat()


def print_all(work: Work, today: date) -> int:
    """Print every letter of every client that waits; answers how many."""
    laws, _ = law.load(reversed(location.letter_folders()))
    try:
        run = office_run.plan_office_run(work.office, laws, today)
    except office_run.NothingToPrint:
        return 0
    letter_folders = location.letter_folders()
    printed = office_run.do_office_run(run, Templates.of(letter_folders), sheet.load(letter_folders))
    if printed.problems:
        raise ProblemsFound(printed.problems)
    return printed.letters


def send(work: Work, client: str, today: date, by: str | None) -> int:
    """Send the sealed and planned e-mails of a client, as many as the account may on a day; one worker an account.

    Raises:
        Locked: another worker sends from the same account.
        CannotConnect: the account or the server lets nothing be sent.
    """
    folder = work.folder(client, work.of(by))
    mail = folder.settings.mail
    with work.server.alone(f"account {mail.address}", folder.path):
        room = max(0, folder.settings.per_day - work.server.count_on("sending", today))
        if not room:
            return 0
        run = plan_send_email(folder, Selection(), today, "smtp", limit=room)
        sender = senders.sender("smtp", mail, os.environ, folder.outbox)
        result = do_send_email(folder, run, sender, work.now)
    if result.trouble is not None:
        raise result.trouble
    return sum(outcome.result == "sent" for outcome in result.outcomes)


def read(work: Work, client: str, today: date) -> int:
    """Fetch what came back about a client's letters, for somebody to decide of; answers how many mails.

    Raises:
        Locked: another worker reads the same mailbox.
        CannotConnect: the mailbox is not to be had, or stops answering.
    """
    folder = work.folder(client, work.server)
    mail = folder.settings.mail
    inbox = Inbox(folder.records, folder.registry, today, lambda moment: moment.astimezone(work.now().tzinfo).date())
    with work.server.alone(f"mailbox of {mail.address}", folder.path):
        try:
            return waiting_mails.do_fetch_waiting(inbox, mailbox_of(mail, os.environ))
        except NothingOut:
            return 0


def duties(work: Work, client: str, today: date) -> None:
    """What is done each night: what a dead run left in the middle of sending is named, and the chain is verified.

    Raises:
        ProblemsFound: the chain is broken.
        Locked: a run is under way.
    """
    laws, _ = law.load(reversed(location.letter_folders()))
    records = Records(work.office.folder(client), laws, work.server.ledger(client, work.office.folder(client)))
    with records.ledger.hold() as note:
        resolve_unsent.settle(records, today, work.now(), note)
    if (problem := records.ledger.verify()) is not None:
        raise ProblemsFound([problem])
