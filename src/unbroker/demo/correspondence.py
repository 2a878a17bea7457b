"""The exchange: what the demo does by e-mail and by forms: drafts, a bounce and an answer read back, a sheet of forms.

Who bounces and who answers does not exist; the drafts are to real brokers, at addresses that nobody has.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from unbroker.actions.mailing import fill_forms, mark_sent, send_email
from unbroker.actions.read_replies import Inbox, do_read_replies
from unbroker.base import files
from unbroker.cases.case import Dispatch
from unbroker.folder import Folder
from unbroker.mail.incoming import mailbox_files
from unbroker.mail.incoming.mailbox_files import StoredMail
from unbroker.mail.outgoing.delivery import Outbox
from unbroker.planning.selection import Selection

_RECORDS = """\
- slug: platzhalter-adressen
  name: Platzhalter-Adressen
  legal_name: Platzhalter-Adressen GmbH
  domains: [platzhalter-adressen.example.org]
  kind: people-search
  packs: [people-search]
  country: DE
  reaches:
    - {territory: EEA, because: made up, source: made up, dated: 2026}
  channels:
    - {email: platzhalter-adressen@example.org, source: made up, tier: A}
    - post: {street: [Musterstraße 1], city: Berlin, postal_code: "10115", country: DE}
      as_filed: [Musterstraße 1, 10115 Berlin]
      source: made up
      tier: A
- slug: vorlage-auskunft
  name: Vorlage-Auskunft
  legal_name: Vorlage-Auskunft AG
  domains: [vorlage-auskunft.example.org]
  kind: people-search
  packs: [people-search]
  country: DE
  reaches:
    - {territory: EEA, because: made up, source: made up, dated: 2026}
  channels:
    - {email: vorlage-auskunft@example.org, source: made up, tier: A}
"""
_BOUNCES, _ANSWERS = "platzhalter-adressen", "vorlage-auskunft"
_BOUNCE = """\
Return-Path: <>
Received: from mx.example.org by mail.example.org; {when}
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: jana+auskunft@example.org
Subject: Undelivered mail returned to sender (made up)
Date: {when}
Message-ID: <bounce-{letter}@mx.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_parts"

--=_parts
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered to {to}.

--=_parts
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--=_parts
Content-Type: text/rfc822-headers

Message-ID: {message_id}
To: {to}

--=_parts--
"""
_ANSWER = """\
Received: from mail.example.org by mx.example.org; {when}
From: Datenschutz <{to}>
To: jana+auskunft@example.org
Subject: Re: your request (made up)
Date: {when}
Message-ID: <answer-{letter}@example.org>
In-Reply-To: {message_id}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Guten Tag,

bitte senden Sie uns zum Nachweis Ihrer Identität eine Kopie Ihres Personalausweises.

Mit freundlichen Grüßen
"""
_LEFT, _BACK, _FORMS = 6, 4, ("drop", "spokeo")


@dataclass(frozen=True)
class Handed:
    """What lies ready for the person's hands."""

    drafts: tuple[Path, ...]
    forms: tuple[Path, ...]


def registry() -> str:
    """The made-up brokers who are written to by e-mail, as records of a brokers.yaml."""
    return _RECORDS


def tell(folder: Folder, today: date) -> tuple[Path, ...]:
    """Letters leave some days ago, a bounce and an answer come, and are read; answers where these are."""
    letters = _sent(folder, today - timedelta(days=_LEFT))
    pairs = ((_BOUNCES, _BOUNCE), (_ANSWERS, _ANSWER))
    return tuple(_read_back(folder, letters[slug], words, today - timedelta(days=_BACK)) for slug, words in pairs)


def hand_out(own: Folder, today: date) -> Handed:
    """Drafts of the German's letters, at addresses that nobody has, and a sheet of forms for the Californian."""
    folder = own.outbox / "drafts"
    _email(own, Selection(people=("jana",)), today, folder)
    selection = Selection(brokers=_FORMS, people=("jordan",), despite_drop=True)
    mailing = fill_forms.plan_fill_forms(own, selection, today)
    sheet = fill_forms.do_fill_forms(own, mailing, own.outbox, lambda: _noon(today))
    return Handed(tuple(files.glob(folder, "*.eml")), sheet.paths)


def _sent(folder: Folder, day: date) -> dict[str, Dispatch]:
    """Letters to the made-up brokers leave on a day; by broker."""
    _email(folder, Selection(brokers=(_BOUNCES, _ANSWERS), people=("jana",)), day, folder.outbox / "earlier")
    for slug in (_BOUNCES, _ANSWERS):
        mark_sent.do_mark_sent(folder.records, mark_sent.plan_mark_sent(folder.records, slug, day, day), _noon(day))
    cases = folder.records.read_cases()
    return {case.opening.broker: letter for case in cases for letter in case.dispatches if letter.kind == "email"}


def _email(own: Folder, selection: Selection, day: date, folder: Path) -> None:
    run = send_email.plan_send_email(own, selection, day, "outbox")
    send_email.do_send_email(own, run, Outbox(folder), lambda: _noon(day))


def _read_back(folder: Folder, letter: Dispatch, words: str, day: date) -> Path:
    """A mail about a letter is saved to the folder, read, and what is proposed of it accepted."""
    path = files.make_folder(folder.path / "replies") / f"{letter.letter}.eml"
    when = _noon(day).strftime("%a, %d %b %Y %H:%M:%S +0000")
    values = {"letter": letter.letter, "to": letter.to, "message_id": letter.facts.message_id, "when": when}
    files.write(path, words.format(**values).encode())
    inbox = Inbox(folder.records, folder.registry, day, datetime.date)
    for mail in mailbox_files.mails_in(path):
        reading = inbox.look(mail) if isinstance(mail, StoredMail) else None
        if reading is not None and reading.event is not None:
            inbox.accept(reading, reading.name, reading.event)
    do_read_replies(inbox, _noon(day))
    return path


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
