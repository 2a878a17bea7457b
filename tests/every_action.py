"""A script that drives every action on made-up folders, without the command line: a JSON object of what went wrong.

By the name of each drive it answers nothing or a traceback; `called` has the functions that were called, `loaded` the
modules that must not be.
"""

import importlib
import json
import pkgutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

import offices
import pytest
from locking import KEY
from postgres import fast_cluster

from unbroker import actions
from unbroker import folder as folders
from unbroker.actions import (
    check,
    documents,
    edit_file,
    effort,
    erase_person,
    exchange_spreadsheet,
    follow_up,
    forget,
    hand_over,
    import_brokers,
    learn_contacts,
    lock,
    mend_registry,
    move_ledger,
    new_folder,
    office_due,
    office_run,
    open_run,
    pack,
    people,
    print_permission,
    read_answer,
    read_replies,
    record_event,
    record_filing,
    record_names,
    record_statuses,
    show_trail,
    status,
    take_in,
    waiting_mails,
)  # fmt: skip
from unbroker.actions.mailing import (
    fill_forms,
    labels,
    mail_account,
    mark_sent,
    preview,
    print_run,
    print_service,
    resolve_unsent,
    sample,
    seal,
    send_email,
    stale_copies,
    unmark_sent,
    withdraw,
)  # fmt: skip
from unbroker.actions.new_folder import Answers
from unbroker.actions.outcome import Change
from unbroker.actions.record_names import Mention
from unbroker.actions.status import Filter
from unbroker.base import locked, store
from unbroker.base.crypto import Secret, new_recovery_key
from unbroker.base.errors import UserError
from unbroker.cases.sealed_letters import about
from unbroker.folder import Folder
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Closed, Sending
from unbroker.mail.account.refusal import CannotConnect
from unbroker.mail.account.wire import FetchedMail, MailFolder
from unbroker.mail.incoming import mailbox_files
from unbroker.mail.incoming.mailbox_files import StoredMail
from unbroker.mail.outgoing.delivery import Leaving, Null, Result, untold
from unbroker.mail.outgoing.message import Envelope
from unbroker.planning.selection import Selection

P = ParamSpec("P")
R = TypeVar("R")
DAY, LATER = date(2026, 11, 23), date(2027, 2, 15)
PROFILE = """\
packs: [made-up]
people:
  - name: Sam Specimen
    residence: US-CA
    city: Sampleton
    emails: [sam@example.org]
    address: {street: [5 Example Road], city: Sampleton, region: CA, postal_code: "94105", country: US}
"""
BROKER = """\
- slug: {slug}
  name: {slug} data
  kind: people-search
  packs: [made-up]
  country: US
  region: US-CA
  reaches: [{{territory: US-CA, because: it says so itself, source: made up, dated: 2026}}]
  channels:
    - email: privacy@{slug}.example.org
      source: made up
      tier: A
    - post: {{street: [1 Specimen Plaza], city: Sampleton, region: CA, postal_code: "94105", country: US}}
      as_filed: [1 Specimen Plaza, "Sampleton, CA 94105"]
      source: made up
      tier: A
"""
FORM = """\
- slug: form
  name: Form Data
  kind: people-search
  country: US
  region: US-CA
  channels:
    - form: https://form.example.org/privacy
      source: made up
      tier: A
"""
REPLY = """\
From: privacy@acme.example.org
To: sam@example.org
Subject: Re: {letter}
Message-ID: <reply@acme.example.org>
Date: Wed, 25 Nov 2026 10:00:00 +0000

Reference {letter}: we have received your request and will answer it in time.
"""
ALL, BY_POST = Selection(), Selection(by="post")
DRIVES: dict[str, Callable[["Scene"], None]] = {}
CALLED: set[str] = set()


def now() -> datetime:
    """The moment of writing."""
    return datetime.now(UTC)


class Scene:
    """A folder, and what is asked of every action on it."""

    def __init__(self, scratch: Path) -> None:
        self.scratch, self.path = scratch, scratch / "letters"
        folders.make(self.path, PROFILE, "per_day: 40\n")
        records = [*(BROKER.format(slug=slug) for slug in ("acme", "bolt", "cask")), FORM]
        (self.path / "brokers.yaml").write_text("".join(records), encoding="utf-8")
        self.folder = folders.open_folder(self.path)

    @property
    def other(self) -> Folder:
        """The same folder, opened by somebody else."""
        return folders.open_folder(self.path)

    @property
    def out(self) -> Path:
        """Where files go."""
        return self.folder.outbox

    def snapshot(self) -> Mapping[str, str]:
        """Every file below, with the hash of its bytes, but for what is kept and can be made again."""
        parts = (part for part in self.scratch.rglob("*") if part.is_file() and store.KEPT not in part.parts)
        return {str(part.relative_to(self.scratch)): sha256(part.read_bytes()).hexdigest() for part in parts}

    def pure(self, plan: Callable[[], R]) -> R:
        """Plan twice: the same answer, and nothing written."""
        before = self.snapshot()
        answer, again = plan(), plan()
        assert answer == again, "a plan answers differently the second time"
        assert self.snapshot() == before, "a plan has written something"
        return answer

    def twice(self, do: Callable[[], R]) -> R:
        """Do twice: the second time nothing is recorded; it is the same, or refused in words."""
        answer = do()
        head, kept = self.folder.ledger.head, sorted(part.name for part in self.folder.evidence.iterdir())
        with suppress(UserError):
            do()
        assert self.folder.ledger.head == head, "the second time something was recorded again"
        assert kept == sorted(part.name for part in self.folder.evidence.iterdir()), "evidence was added"
        assert self.folder.ledger.verify() is None
        return answer

    def refused_twice(self, do: Callable[[], object]) -> None:
        """Do twice: the second time it is refused in words."""
        do()
        with pytest.raises(UserError):
            do()

    def printed(self) -> tuple[str, ...]:
        """Three letters are sealed and printed; answers their names."""
        mailing = print_run.plan_print_run(self.other, BY_POST, DAY)
        print_run.do_print_run(self.other, mailing, self.out, now, single=True)
        return tuple(event.letter or "" for event in self.folder.ledger.read(kinds=["prepared"]))

    def posted(self) -> tuple[str, ...]:
        """Three letters have left by post; answers their names."""
        letters = self.printed()
        records = self.other.records
        mark_sent.do_mark_sent(records, mark_sent.plan_mark_sent(records, "post-2026-11-23", DAY, DAY), now())
        return letters

    def record(self, name: str, kind: str, on: date, **facts: object) -> None:
        """Somebody else records an event."""
        records, event = self.other.records, record_event.by_hand(kind, on, facts)
        record_event.do_record(records, record_event.plan_record(records, name, event, on), now())


def drive(function: Callable[[Scene], None]) -> Callable[[Scene], None]:
    """Take a drive into the list."""
    DRIVES[function.__name__] = function
    return function


def by_mail(folder: Folder, slug: str) -> None:
    """Somebody else seals the letter to a broker, to be sent by hand."""
    run = send_email.plan_send_email(folder, Selection((slug,)), DAY, "outbox")
    send_email.do_send_email(folder, run, Null(), now)


def names(changes: tuple[Change, ...]) -> Mapping[str, str]:
    """By broker: why its letter was not sealed."""
    return {change.broker: change.reason for change in changes}


def opened(scene: Scene) -> list[str]:
    """The brokers of the requests that were opened."""
    return sorted(str(event.fact("broker")) for event in scene.folder.ledger.read(kinds=["opened"]))


@drive
def previewing(scene: Scene) -> None:
    """Previews record nothing."""
    shown = scene.pure(lambda: preview.plan_preview(scene.folder, ALL, DAY))
    outcomes = scene.twice(lambda: preview.do_preview(scene.folder, shown, None)).outcomes
    assert [outcome.result for outcome in outcomes] == ["made"] * 3
    assert scene.folder.ledger.length == 0


@drive
def printing(scene: Scene) -> None:
    """What is sealed is copied the second time."""
    mailing = scene.pure(lambda: print_run.plan_print_run(scene.folder, BY_POST, DAY))
    printed = scene.twice(lambda: print_run.do_print_run(scene.folder, mailing, scene.out, now))
    assert [outcome.result for outcome in printed.outcomes] == ["placed"] * 3
    assert printed.changed == ()


@drive
def printing_after_a_change(scene: Scene) -> None:
    """A letter that somebody else has sealed is not sealed again, and is named."""
    mailing = print_run.plan_print_run(scene.folder, BY_POST, DAY)
    by_mail(scene.other, "bolt")
    printed = print_run.do_print_run(scene.folder, mailing, scene.out, now)
    assert names(printed.changed) == {"bolt": "was sealed in the meantime"}
    assert opened(scene) == ["acme", "bolt", "cask"]
    assert {outcome.broker for outcome in printed.outcomes} == {"acme", "cask"}


@drive
def printing_follow_ups_after_a_change(scene: Scene) -> None:
    """A reminder that a closed case does not call for any more is not sealed."""
    letters = scene.posted()
    mailing = scene.pure(lambda: print_run.plan_print_run(scene.folder, ALL, LATER, follow_ups=True))
    assert len(mailing.plan.letters) == 3
    scene.record(letters[0], "closed", LATER)
    printed = print_run.do_print_run(scene.folder, mailing, scene.out, now)
    assert names(printed.changed) == {"acme": "is no longer called for (see `unbroker plan`)"}
    assert {outcome.broker for outcome in printed.outcomes} == {"bolt", "cask"}


@drive
def printing_another_letter_of_the_same_number(scene: Scene) -> None:
    """A reminder was shown; by then an answer calls for another letter of that number, which nobody has seen."""
    letters = scene.posted()
    mailing = print_run.plan_print_run(scene.folder, ALL, LATER, follow_ups=True)
    steps = {letter.draft.letter: letter.draft.step for letter in mailing.plan.letters}
    scene.record(letters[0], "answered", LATER, outcome="denied", reason="other")
    newer = print_run.plan_print_run(scene.folder, ALL, LATER, follow_ups=True)
    second = letters[0].replace(".1", ".2")
    assert second in {item.draft.letter for item in newer.plan.letters}
    assert steps[second] not in {item.draft.step for item in newer.plan.letters if item.draft.letter == second}
    printed = print_run.do_print_run(scene.folder, mailing, scene.out, now)
    assert {change.letter for change in printed.changed} == {second}
    assert second not in {event.letter for event in scene.folder.ledger.read(kinds=["prepared"])}


@drive
def sending_for_a_print_service(scene: Scene) -> None:
    """The same for a service; a change in between is named."""
    run = scene.pure(lambda: print_service.plan_print_service(scene.folder, "lob", BY_POST, DAY))
    by_mail(scene.other, "cask")
    sealed = scene.twice(lambda: print_service.do_print_service(run, scene.out, now))
    assert names(sealed.changed) == {"cask": "was sealed in the meantime"}
    assert [outcome.result for outcome in sealed.outcomes] == ["placed"] * 2


@drive
def emailing(scene: Scene) -> None:
    """Letters that lie ready are handed out again, and recorded once."""
    run = scene.pure(lambda: send_email.plan_send_email(scene.folder, ALL, DAY, "outbox"))
    sent = scene.twice(lambda: send_email.do_send_email(scene.folder, run, Null(), now))
    assert [outcome.result for outcome in sent.outcomes] == ["placed"] * 3
    assert sent.trouble is None


class Taken(Null):
    """A server that takes everything."""

    leaves = True

    def send(self, envelope: Envelope, content: bytes, before_leaving: Leaving = untold) -> Result:  # noqa: ARG002
        """Take it."""
        before_leaving()
        return Result("sent")


@drive
def emailing_after_a_change(scene: Scene) -> None:
    """What was sealed otherwise, or marked as sent, does not leave; what has left does not leave again."""
    by_mail(scene.other, "acme")
    run = send_email.plan_send_email(scene.folder, ALL, DAY, "smtp", placed=True)
    records = scene.other.records
    mark_sent.do_mark_sent(records, mark_sent.plan_mark_sent(records, "acme", DAY, DAY), now())
    mailing = print_run.plan_print_run(scene.other, Selection(("bolt",), by="post"), DAY)
    print_run.do_print_run(scene.other, mailing, scene.out, now, single=True)
    sent = scene.twice(lambda: send_email.do_send_email(scene.folder, run, Taken(), now))
    assert names(sent.changed) == {"bolt": "was sealed in the meantime", "acme": "is no longer waiting"}
    assert {outcome.broker: outcome.result for outcome in sent.outcomes} == {"cask": "sent"}


@drive
def emailing_for_nobody(scene: Scene) -> None:
    """Letters of a specimen go to nobody, also where the plan was looked at again."""
    profile = scene.path / "profile.yaml"
    profile.write_text("specimen: true\n" + profile.read_text(encoding="utf-8"), encoding="utf-8")
    run = scene.pure(lambda: send_email.plan_send_email(scene.other, ALL, DAY, "outbox"))
    by_mail(scene.other, "acme")
    send_email.do_send_email(scene.other, run, Null(), now)
    letters = scene.folder.records.read_cases()
    assert {letter.to for case in letters for letter in case.dispatches} == {
        f"{slug}@example.org" for slug in ("acme", "bolt", "cask")
    }


@drive
def filling_forms(scene: Scene) -> None:
    """One sheet for all forms; the second time the same."""
    chosen = Selection(("form",))
    mailing = scene.pure(lambda: fill_forms.plan_fill_forms(scene.folder, chosen, DAY))
    filled = scene.twice(lambda: fill_forms.do_fill_forms(scene.folder, mailing, scene.out, now))
    assert len(filled.paths) == 2


@drive
def filling_forms_after_a_change(scene: Scene) -> None:
    """A form that was filed in between is not on the sheet."""
    chosen = Selection(("form",))
    mailing = fill_forms.plan_fill_forms(scene.folder, chosen, DAY)
    filing = record_filing.plan_filing(scene.other, "form", DAY, {}, DAY)
    record_filing.do_filing(scene.other, filing, now())
    filled = fill_forms.do_fill_forms(scene.folder, mailing, scene.out, now)
    assert names(filled.changed) == {"form": "was sealed in the meantime"}
    assert filled.paths == ()


@drive
def sealing(scene: Scene) -> None:
    """What every mailing begins with."""
    mailing = scene.pure(lambda: seal.plan_mailing(scene.folder, "post", BY_POST, DAY))
    by_mail(scene.other, "acme")
    sealed = scene.twice(lambda: seal.do_seal(scene.folder, mailing, print_run.pdf_parts, now))
    assert names(sealed.changed) == {"acme": "was sealed in the meantime"}
    assert opened(scene) == ["acme", "bolt", "cask"]


@drive
def filing(scene: Scene) -> None:
    """The second time it is refused in words."""
    planned = scene.pure(lambda: record_filing.plan_filing(scene.folder, "form", DAY, {}, DAY))
    recorded = scene.twice(lambda: record_filing.do_filing(scene.folder, planned, now()))
    assert [event.kind for event in recorded.events] == ["sent"]


@drive
def recording_statuses(scene: Scene) -> None:
    """What is recorded by then is not recorded twice."""
    record_filing.do_filing(scene.folder, record_filing.plan_filing(scene.folder, "drop", DAY, {}, DAY), now())
    pairs = (("acme", "deleted"), ("bolt", "pending"))
    planned = scene.pure(lambda: record_statuses.plan_statuses(scene.folder, pairs, LATER, LATER))
    early = record_statuses.plan_statuses(scene.other, pairs[:1], LATER, LATER)
    record_statuses.do_statuses(scene.other, early, now())
    fresh = scene.twice(lambda: record_statuses.do_statuses(scene.folder, planned, now()))
    assert [shown.broker.slug for shown in fresh] == ["bolt"]


@drive
def marking_as_sent(scene: Scene) -> None:
    """Only what still waits by then."""
    letters, records = scene.printed(), scene.folder.records
    leaving = scene.pure(lambda: mark_sent.plan_mark_sent(records, "post-2026-11-23", DAY, DAY))
    others = scene.other.records
    mark_sent.do_mark_sent(others, mark_sent.plan_mark_sent(others, letters[0], DAY, DAY), now())
    events = scene.twice(lambda: mark_sent.do_mark_sent(records, leaving, now()))
    assert {event.letter for event in events} == {*letters[1:]}


@drive
def taking_back_that_letters_left(scene: Scene) -> None:
    """All of one step, once; what followed by then keeps it."""
    letters, records = scene.posted(), scene.folder.records
    planned = scene.pure(lambda: unmark_sent.plan_unmark_sent(records, "post-2026-11-23", DAY))
    assert planned.letters == letters
    events = scene.twice(lambda: unmark_sent.do_unmark_sent(records, planned, now()))
    assert [event.kind for event in events] == ["voided"] * 3
    mark_sent.do_mark_sent(records, mark_sent.plan_mark_sent(records, "post-2026-11-23", DAY, DAY), now())
    planned = unmark_sent.plan_unmark_sent(records, letters[0], DAY)
    scene.record(letters[0], "acknowledged", DAY)
    with pytest.raises(unmark_sent.SomethingFollowed):
        unmark_sent.do_unmark_sent(records, planned, now())


@drive
def withdrawing(scene: Scene) -> None:
    """Only what still waits by then, once; its copies are looked after again."""
    letters, records = scene.printed(), scene.folder.records
    planned = scene.pure(lambda: withdraw.plan_withdraw(records, "post-2026-11-23", DAY))
    others = scene.other.records
    mark_sent.do_mark_sent(others, mark_sent.plan_mark_sent(others, letters[0], DAY, DAY), now())
    withdrawn = scene.twice(lambda: withdraw.do_withdraw(scene.folder, planned, now(), left={}))
    assert [letter.letter for letter in withdrawn.withdrawn] == [*letters[1:]]
    assert len(withdrawn.copies.deleted) == 2
    assert scene.twice(lambda: stale_copies.do_clear_copies(scene.folder, letters, DAY)).deleted == ()


@drive
def emailing_after_a_withdrawal(scene: Scene) -> None:
    """A letter that was withdrawn since the plan does not leave."""
    by_mail(scene.other, "acme")
    run = send_email.plan_send_email(scene.folder, ALL, DAY, "smtp", placed=True)
    planned = withdraw.plan_withdraw(scene.other.records, "acme", DAY)
    acme = planned.letters[0].letter
    withdraw.do_withdraw(scene.other, planned, now(), left={acme: False})
    sent = scene.twice(lambda: send_email.do_send_email(scene.folder, run, Taken(), now))
    assert names(sent.changed) == {"acme": "is no longer waiting"}
    assert {outcome.broker for outcome in sent.outcomes} == {"bolt", "cask"}


@drive
def recording(scene: Scene) -> None:
    """The same event of the same plan is recorded once."""
    letters, records = scene.posted(), scene.folder.records
    event = record_event.by_hand("acknowledged", DAY, {})
    planned = scene.pure(lambda: record_event.plan_record(records, letters[0], event, DAY))
    recorded = scene.twice(lambda: record_event.do_record(records, planned, now()))
    assert [event.kind for event in recorded.events] == ["acknowledged"]


@drive
def taking_back(scene: Scene) -> None:
    """Once."""
    letters, records = scene.posted(), scene.folder.records
    seq = scene.folder.ledger.length
    event = scene.pure(lambda: record_event.plan_void(records, letters[-1], seq, DAY))
    recorded = scene.twice(lambda: record_event.do_void(records, letters[-1], seq, DAY, now()))
    assert (event.seq, "sent") == (recorded.events[0].voids, event.kind)


@drive
def renaming_a_person(scene: Scene) -> None:
    """Once, and taken back once."""
    letters = scene.posted()
    profile = scene.path / "profile.yaml"
    profile.write_text(PROFILE.replace("- name", "- slug: sam\n    name"), encoding="utf-8")
    folder = folders.open_folder(scene.path, strangers_may_be=True)
    records = folder.records
    planned = scene.pure(lambda: people.plan_rename(records, folder.profile, "me", "sam", DAY))
    event = scene.twice(lambda: people.do_rename(records, folder.profile, planned, now()))
    persons = {case.opening.person for case in records.read_cases()}
    assert (len(letters), {"sam"}) == (planned.requests, persons)
    back = scene.pure(lambda: people.plan_take_back(records, event.seq))
    scene.twice(lambda: people.do_take_back(records, back, DAY, now()))
    assert {case.opening.person for case in records.read_cases()} == {"me"}


@drive
def agreeing(scene: Scene) -> None:
    """Once; a second time it is refused in words."""
    folder = scene.folder
    planned = scene.pure(lambda: people.plan_agree(folder.records, folder.profile, "me", DAY, DAY))
    scene.twice(lambda: people.do_agree(folder.records, folder.profile, planned, now()))
    assert folder.records.read_cases().people.agreed_on("me") == DAY


@drive
def printing_a_permission(scene: Scene) -> None:
    """The form for somebody to sign, the same each time; the ledger knows nothing of it."""
    profile = scene.path / "profile.yaml"
    profile.write_text(f"{PROFILE}agent: {{name: Robin Example, email: robin@example.org}}\n", encoding="utf-8")
    folder = folders.open_folder(scene.path)
    assert scene.twice(lambda: print_permission.do_print_permission(folder, "me", DAY)).is_file()
    assert folder.ledger.length == 0


@drive
def leaving_after_a_change(scene: Scene) -> None:
    """What somebody else sealed since the plan is withdrawn, too; what has left by then is not."""
    folder, letters = scene.folder, scene.printed()
    planned = scene.pure(lambda: people.plan_leave(folder.records, folder.profile, "me", DAY, DAY))
    others = scene.other.records
    mark_sent.do_mark_sent(others, mark_sent.plan_mark_sent(others, letters[0], DAY, DAY), now())
    result = scene.twice(lambda: people.do_leave(folder, planned, now))
    assert {event.letter for event in result.events if event.kind == "withdrawn"} == {*letters[1:]}
    assert (len(letters), len(print_run.plan_print_run(folder, BY_POST, DAY))) == (3, 0)


class Mailbox:
    """A mailbox in which every letter lies."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to be closed."""

    def reading(self) -> AbstractContextManager[None]:
        """Nothing is lost."""
        return nullcontext()

    def has(self, *_: object, **__: object) -> bool:
        """It does."""
        return True


@drive
def resolving(scene: Scene) -> None:
    """What is in doubt is settled once; what a run left behind is declared unknown first."""
    letters, records = scene.printed(), scene.folder.records
    waiting = {letter.letter: letter for case in records.read_cases() for letter in case.dispatches}
    scene.folder.ledger.append([about(waiting[name], Sending(via="smtp"), DAY) for name in letters[:2]], now())
    with scene.folder.ledger.hold() as note:
        resolve_unsent.settle(records, DAY, now(), note)
    doubts = scene.pure(lambda: resolve_unsent.plan_resolve(records))
    first, second = doubts
    mailbox = Mailbox()
    shown = scene.twice(lambda: resolve_unsent.do_search(records, [first], mailbox, now()))  # type: ignore[arg-type]
    assert [event.kind for event in shown] == ["sent"]
    told = scene.twice(lambda: resolve_unsent.do_resolve(records, [second], left=False, today=DAY, at=now()))
    assert [event.kind for event in told] == ["deferred"]


@drive
def reading_replies(scene: Scene) -> None:
    """A mail is recorded once, also where two looked at it at the same time."""
    letters, records = scene.posted(), scene.folder.records
    (mail,) = mailbox_files.mails_in(REPLY.format(letter=letters[0]).encode())
    assert isinstance(mail, StoredMail)
    inboxes = [
        read_replies.Inbox(records, scene.folder.registry, LATER, lambda moment: moment.date()) for _ in range(2)
    ]
    for inbox in inboxes:
        reading = inbox.look(mail)
        assert reading is not None
        inbox.accept(reading, letters[0], NewEvent.of("acknowledged", date(2026, 11, 25), {}))
    events = scene.twice(lambda: read_replies.do_read_replies(inboxes[0], now()))
    assert [event.kind for event in events] == ["acknowledged"]
    assert read_replies.do_read_replies(inboxes[1], now()) == ()


class AnsweredMailbox(Mailbox):
    """One that has an answer to a letter, wherever it is looked for."""

    def __init__(self, message_id: str) -> None:
        self.head = f"Message-ID: <reply@acme.example.org>\nIn-Reply-To: {message_id}\n\n".encode()

    def folders(self) -> tuple[MailFolder, ...]:
        """The inbox."""
        return (MailFolder("INBOX", "INBOX"),)

    def look_into(self, folder: MailFolder) -> None:
        """There is nothing to be opened."""

    def search(self, _: str) -> tuple[int, ...]:
        """The answer."""
        return (1,)

    def fetch(self, *_: object) -> Iterator[FetchedMail]:
        """The answer."""
        return iter((FetchedMail(1, len(self.head), self.head),))


@drive
def fetching_replies(scene: Scene) -> None:
    """What the account is asked follows from the ledger; fetching records nothing."""
    by_mail(scene.folder, "acme")
    inbox = read_replies.Inbox(scene.folder.records, scene.folder.registry, LATER, lambda moment: moment.date())
    question = scene.pure(lambda: read_replies.plan_fetch(inbox))
    mailbox: Any = AnsweredMailbox(question.letters[0].message_id)
    answer = scene.twice(lambda: read_replies.do_fetch(question, mailbox, lambda _, __: None))
    assert [stored.mail.message_id for stored in answer.mails] == ["<reply@acme.example.org>"]
    assert [waiting_mails.do_fetch_waiting(inbox, mailbox) for _ in range(2)] == [1, 0]
    (waiting,) = waiting_mails.waiting(scene.folder.path)
    scene.twice(lambda: waiting_mails.do_put_away(scene.folder.path, waiting.stem, dropped=True))
    assert (waiting_mails.do_fetch_waiting(inbox, mailbox), waiting_mails.waiting(scene.folder.path)) == (0, [])


@drive
def exchanging_a_spreadsheet(scene: Scene) -> None:
    """New rows are taken in once."""
    letters, records = scene.posted(), scene.folder.records
    path = scene.out / "ledger.csv"
    scene.twice(lambda: exchange_spreadsheet.do_export(records, path))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    head = lines[0].split(",")
    cells = {"on": "2026-11-24", "case": letters[0].partition(".")[0], "event": "acknowledged"}
    text = "\n".join([*lines, ",".join(cells.get(name, "") for name in head), ""])
    new = scene.pure(lambda: exchange_spreadsheet.plan_import(records, text, "ledger.csv", LATER))
    events = scene.twice(lambda: exchange_spreadsheet.do_import(records, new, now()))
    assert [event.kind for event in events] == ["acknowledged"]


@drive
def importing_brokers(scene: Scene) -> None:
    """A list is written once; whoever edited the registry in the meantime loses nothing."""
    company = {"slug": "dot", "name": "Dot GmbH", "relevant-countries": ["de"], "categories": ["addresses"]}
    source, own = scene.scratch / "companies.jsonl", scene.path / "brokers.yaml"
    source.write_text(json.dumps(company), encoding="utf-8")
    registry = scene.folder.registry
    planned = scene.pure(
        lambda: import_brokers.plan_import(source, None, registry, own, {}, is_overlay=True)
    )  # fmt: skip
    scene.twice(lambda: import_brokers.do_import(planned))
    assert scene.other.registry.get("dot").kind == "marketing"
    own.write_text(planned.before + "# mine\n", encoding="utf-8")
    with suppress(import_brokers.ChangedMeanwhile):
        import_brokers.do_import(planned)
        raise AssertionError
    assert own.read_text(encoding="utf-8").endswith("# mine\n")


@drive
def mending_a_registry(scene: Scene) -> None:
    """What needs no decision is corrected once; whoever edited the file in the meantime loses nothing."""
    own = scene.scratch / "registry.yaml"
    own.write_text("- slug: dot  \n  name: Dot\n  country: NO\n  kind: other\n", encoding="utf-8")
    planned = scene.pure(lambda: mend_registry.plan_mending(own))
    scene.twice(lambda: mend_registry.do_mending(planned))
    assert own.read_text(encoding="utf-8") == '- slug: dot\n  name: Dot\n  kind: other\n  country: "NO"\n'
    own.write_text(planned.before + "# mine\n", encoding="utf-8")
    with suppress(mend_registry.ChangedMeanwhile):
        mend_registry.do_mending(planned)
        raise AssertionError
    assert own.read_text(encoding="utf-8").endswith("# mine\n")


@drive
def labelling(scene: Scene) -> None:
    """Labels, the list for the post office and a test sheet record nothing."""
    scene.printed()
    planned = scene.pure(lambda: labels.plan_labels(scene.folder, (), "5160", 1, DAY))
    assert len(scene.twice(lambda: labels.do_labels(scene.folder, planned, scene.out / "labels.pdf"))) == 3
    articles = scene.pure(lambda: labels.plan_certificate(scene.folder, (), DAY))
    scene.twice(lambda: labels.do_certificate(scene.folder, articles.letters, None, DAY, scene.out / "list.pdf"))
    sheet = scene.pure(lambda: labels.plan_test_sheet(scene.folder, None))
    assert scene.twice(lambda: labels.do_test_sheet(scene.folder, sheet, scene.out)).is_file()


@drive
def making_documents(scene: Scene) -> None:
    """Case file, report and calendar."""
    letters = scene.posted()
    name = letters[0].partition(".")[0]
    filed = scene.pure(lambda: documents.plan_casefile(scene.folder, name, LATER, "0"))
    assert scene.twice(lambda: documents.do_casefile(scene.folder, filed)).is_file()
    pages = scene.pure(lambda: documents.plan_report(scene.folder, (), LATER, "0"))
    assert all(path.is_file() for path in scene.twice(lambda: documents.do_report(scene.folder, pages)))
    content = scene.pure(lambda: documents.plan_calendar(scene.folder.records, LATER, "0"))
    assert scene.twice(lambda: documents.do_calendar(scene.folder.records, content)).is_file()
    view = show_trail.show_trail(scene.folder.records)
    with suppress(documents.NothingToDraw):
        scene.pure(lambda: documents.plan_trail(scene.folder, view, "0"))
        raise AssertionError
    assert scene.twice(lambda: documents.do_trail(scene.folder, b"<svg/>")).is_file()


@drive
def looking(scene: Scene) -> None:
    """What only looks writes nothing."""
    letters, records = scene.posted(), scene.folder.records
    assert len(scene.pure(lambda: status.status(records, Filter(), LATER))) == 9
    assert scene.pure(lambda: status.due(records, lambda: scene.folder, 7, LATER))
    assert scene.pure(lambda: status.disclosed(records, LATER))
    assert scene.pure(lambda: status.request(records, letters[0], LATER)).entries
    assert scene.pure(lambda: follow_up.list_follow_ups(records, lambda: scene.folder, LATER))
    offered = preview.plan_preview(scene.folder, Selection(first=1), LATER).plan
    assert scene.pure(lambda: effort.reckon_effort(scene.folder, offered, LATER)).envelopes <= 1
    assert not [fault for fault in scene.pure(lambda: [*check.check(scene.path, DAY)]) if fault.severity == "error"]


@drive
def a_file_written_elsewhere(scene: Scene) -> None:
    """A text that was edited on a page is written once; whoever wrote the file in the meantime loses nothing."""
    edit = scene.pure(lambda: edit_file.plan_edit(scene.path, "settings.yaml"))
    text = (edit.content or b"").decode()
    edit_file.do_write(edit, f"{text}# from the page\n", text)
    later = edit_file.plan_edit(scene.path, "settings.yaml")
    try:
        edit_file.do_write(later, "per_day: 1\n", text)
    except edit_file.ChangedMeanwhile:
        assert later.content == f"{text}# from the page\n".encode()
    else:
        raise AssertionError("what somebody else wrote was overwritten")


@drive
def locking_and_opening(scene: Scene) -> None:
    """A folder is locked, edited, opened, gets another key and is unlocked; the second time it is refused in words."""
    scene.printed()
    head, before, secret, key = scene.folder.ledger.head, scene.snapshot(), Secret(KEY), new_recovery_key()
    planned = scene.pure(lambda: lock.plan_lock(scene.path))
    scene.refused_twice(lambda: lock.do_lock(planned, secret, secret))
    lock.do_change_secret(scene.path, locked.open_key(scene.path, secret), secret, key)
    opened = locked.open_key(scene.path, key)
    with store.mounted(scene.path, locked.LockedStore(scene.path, opened)):
        edit = scene.pure(lambda: edit_file.plan_edit(scene.path, "settings.yaml"))
        copy = edit_file.do_take_out(edit, {"XDG_RUNTIME_DIR": str(scene.scratch)})
        copy.write_bytes(b"per_day: 39\n")
        assert edit_file.do_take_back(edit, copy).changed
        edit_file.do_discard(edit, edit_file.do_take_out(edit, {"XDG_RUNTIME_DIR": str(scene.scratch)}))
        run = open_run.names(scene.path)[0]
        put_out = scene.pure(lambda: open_run.plan_open(scene.path, run))
        assert open_run.do_open(put_out, None) == open_run.do_open(put_out, None)
        assert open_run.do_remove_opened(scene.path).removed
        assert not open_run.do_remove_opened(scene.path).removed
        assert scene.pure(lambda: lock.plan_unlock(scene.path))
        scene.refused_twice(lambda: lock.do_unlock(scene.path, opened))
    after = scene.snapshot()
    assert scene.folder.ledger.head == head
    assert {*before} - {"letters/ledger.lock"} == {*after}
    assert {name for name in after if before[name] != after[name]} <= {"letters/settings.yaml", "letters/ledger.sqlite"}


@drive
def moving_the_ledger(scene: Scene) -> None:
    """To a server and back: the head stays, and where it is already it is refused."""
    scene.printed()
    before = scene.folder.ledger.head
    with fast_cluster() as server:
        address = {"ledger": server.url(server.database()), "office": "office"}
        there = scene.pure(lambda: move_ledger.plan_move(scene.path, address))
        assert move_ledger.do_move(there, now()).head == before == scene.other.ledger.head
        scene.refused_twice(lambda: move_ledger.do_move(move_ledger.plan_move(scene.path, {}), now()))
    assert scene.other.ledger.head == before


@drive
def working_for_clients(scene: Scene) -> None:
    """Two clients are taken in, written for in one run, handed over and erased, each step twice."""
    with fast_cluster() as server:
        place = offices.office(scene.scratch / "office", server, server.database())
        table = (offices.HEAD + offices.row("ada", "Ada") + offices.row("bo", "Bo")).encode()
        intake = scene.pure(lambda: take_in.plan_take_in(place, table, "clients.csv"))
        assert (("ada", "bo"), ()) == (take_in.do_take_in(place, intake), take_in.do_take_in(place, intake))
        offices.add_brokers(place, offices.BROKERS)
        folder = folders.open_folder(place.folder("ada"))
        mailing = print_run.plan_print_run(folder, BY_POST, DAY)
        letters = [letter.draft.letter for letter in mailing.plan.letters]
        assert not office_run.do_seal_for_office(folder, mailing, letters, now).changed
        assert len(office_run.do_seal_for_office(folder, mailing, letters, now).changed) == len(letters) == 3
        run = scene.pure(lambda: office_run.plan_office_run(place, folder.laws, DAY))
        printed = [office_run.do_office_run(run, folder.templates, folder.sheets) for _ in range(2)]
        assert printed[0] == printed[1]
        for left in (3, 0):
            marked = office_run.do_mark_office_run(place, folder.laws, run.name, on=DAY, today=DAY, at=now())
            assert (left, ()) == marked
        due = scene.pure(lambda: office_due.due_of_all(place, folder.laws, date(2027, 6, 1)))
        assert {"ada"} == {row.client for row in due}
        papers = scene.pure(lambda: hand_over.plan_hand_over(place, "ada", scene.scratch / "ada"))
        scene.refused_twice(lambda: hand_over.do_hand_over(papers))
        erasure = scene.pure(lambda: erase_person.plan_erase(folder, "ada", LATER, place))
        erase_person.do_erase(folder, erasure, now)
        erase_person.do_erase(folder, erasure, now)
        assert [False, True] == [summary.kept for summary in place.server.summaries()]


@drive
def packing(scene: Scene) -> None:
    """A folder comes out of its pack as it was; over one that is there nothing is unpacked."""
    secret, file, other = Secret(KEY), scene.scratch / "folder.age", scene.scratch / "other"
    planned = scene.pure(lambda: pack.plan_pack(scene.path, file))
    scene.twice(lambda: pack.do_pack(planned, secret))
    unpacked = scene.pure(lambda: pack.plan_unpack(file, secret, other))
    scene.refused_twice(lambda: pack.do_unpack(unpacked))
    assert (other / "profile.yaml").read_bytes() == (scene.path / "profile.yaml").read_bytes()


@drive
def forgetting(scene: Scene) -> None:
    """What is closed is emptied, once."""
    letters = scene.posted()
    request = letters[0].rpartition(".")[0]
    events = [NewEvent(Closed(), LATER, request)]
    scene.folder.ledger.append(events, now())
    head = scene.folder.ledger.head
    planned = scene.pure(lambda: forget.plan_forget(scene.folder.records, request, LATER))
    forget.do_forget(planned)
    forget.do_forget(planned)
    assert scene.folder.ledger.head == head
    assert scene.folder.ledger.verify() is None
    assert not any(event.evidence for event in scene.folder.ledger.read([request]))


@drive
def setting_up_the_account(scene: Scene) -> None:
    """The settings are written; a server that is not there is refused in words."""
    values: dict[str, str | int | None] = {
        "from": "sam@example.org", "host": "127.0.0.1", "port": 9, "security": "tls", "password_command": "echo x",
    }  # fmt: skip
    planned = scene.pure(lambda: mail_account.plan_mail_account(scene.folder, values))
    for _ in range(2):
        with pytest.raises(CannotConnect):
            mail_account.do_test(scene.folder, planned, {}, now())
    scene.twice(lambda: mail_account.do_mail_account(planned))
    assert "127.0.0.1" in (scene.path / "settings.yaml").read_text(encoding="utf-8")


@drive
def learning_contacts(scene: Scene) -> None:
    """Of addresses that no packaged record has nothing is learnt."""
    learnt = scene.pure(lambda: learn_contacts.plan_learn(scene.folder.records, LATER))
    assert (learnt.learnt, learnt.patch) == ((), "")
    scene.twice(lambda: learn_contacts.do_learn(learnt, scene.path / "outbox" / "contacts.patch"))


@drive
def recording_names(scene: Scene) -> None:
    """Who is not known gets a record once; who says what of whom is looked at."""
    letters, records = scene.posted(), scene.folder.records
    event = record_event.by_hand("answered", LATER, {"outcome": "fulfilled"})
    mentions = (Mention("source", name="bolt data"), Mention("recipient", name="Nobody Knows Them"))
    planned = scene.pure(lambda: record_names.plan_record_names(records, letters[0], event, mentions, LATER))
    scene.twice(lambda: record_names.do_record_names(records, planned, now()))
    shown = scene.pure(lambda: show_trail.show_trail(records))
    assert {edge.ends for edge in shown.edges} == {("bolt", "acme"), ("acme", "nobody-knows-them")}


@drive
def reading_an_answer(scene: Scene) -> None:
    """Nothing is recorded by itself; what is accepted, once, with its file."""
    scene.posted()
    text = b"We obtained your data from Bolt Data. The purposes are ours."
    reading = scene.pure(lambda: read_answer.plan_answer(scene.other, "acme", {"reply.txt": text}, LATER))
    mentions = tuple(map(read_answer.mention, reading.proposals))
    planned = scene.pure(
        lambda: read_answer.plan_recording(
            scene.other, reading, mentions, LATER, LATER, outcome="partial", missing=reading.missing
        )
    )
    recorded = scene.twice(lambda: read_answer.do_answer(scene.folder, reading, planned, now()))
    assert [named.broker for named in getattr(recorded.events[0].facts, "names", ())] == ["bolt"]
    assert len(recorded.events[0].evidence) == 1


@drive
def making_a_folder(scene: Scene) -> None:
    """The second time it is refused in words."""
    path = scene.scratch / "another"
    answers = Answers("Sam Specimen", "US-CA", "Sampleton", "sam@example.org")
    planned = scene.pure(lambda: new_folder.plan_new_folder(path, answers))
    scene.twice(lambda: new_folder.do_new_folder(planned))
    assert folders.open_folder(path).ledger.length == 0


@drive
def writing_samples(scene: Scene) -> None:
    """All letters of a law for a made-up case."""
    planned = scene.pure(lambda: replace(sample.plan_sample("us-va", DAY), templates=scene.folder.templates))
    assert all(path.is_file() for path in scene.twice(lambda: sample.do_sample(planned, scene.out)))


def noted(name: str, function: Callable[P, R]) -> Callable[P, R]:
    """The function, which notes that it was called."""

    @wraps(function)
    def called(*arguments: P.args, **options: P.kwargs) -> R:
        CALLED.add(name)
        return function(*arguments, **options)

    return called


def note_calls() -> None:
    """Let every public function of an action note that it was called from here."""
    for module in pkgutil.walk_packages(actions.__path__, "unbroker.actions."):
        loaded = importlib.import_module(module.name)
        for name, function in [*vars(loaded).items()]:
            if name.startswith(("plan_", "do_")) and getattr(function, "__module__", "") == loaded.__name__:
                setattr(loaded, name, noted(f"{module.name.rpartition('.')[2]}.{name}", function))


@contextmanager
def scene() -> Iterator[Scene]:
    """A folder for one drive."""
    with tempfile.TemporaryDirectory() as scratch:
        yield Scene(Path(scratch))


def main() -> None:
    """Drive all, and answer."""
    note_calls()
    faults: dict[str, str] = {}
    for name, function in DRIVES.items():
        with scene() as stage:
            try:
                function(stage)
            except Exception:  # noqa: BLE001 - whatever it is, the test shows it
                faults[name] = traceback.format_exc()
    loaded = [name for name in sys.modules if name.startswith(("unbroker.cli", "unbroker.demo", "click", "rich"))]
    sys.stdout.write(json.dumps({"faults": faults, "called": sorted(CALLED), "loaded": loaded}))


if __name__ == "__main__":
    main()
