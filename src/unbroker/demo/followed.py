"""The trail of the demo: one answer is read back, three companies are found in it, two of them are written to next.

The third was asked before, and says otherwise. None of them exists; the person who accepts is made up, too.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from unbroker.actions import read_answer, record_names
from unbroker.actions.mailing import mark_sent, preview, send_email
from unbroker.actions.record_names import Mention
from unbroker.actions.show_trail import TrailView, show_trail
from unbroker.base import files
from unbroker.cases.called_letter import NextAction
from unbroker.cases.contradiction import called_for
from unbroker.folder import Folder
from unbroker.ledger.event import NewEvent
from unbroker.ledger.schema import Note
from unbroker.mail.outgoing.delivery import Outbox
from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection

_RECORD = """\
- slug: {slug}
  name: {name}
  legal_name: {name} {form}
  domains: [{slug}.example.org]
  kind: people-search
  packs: [people-search]
  country: DE
  reaches:
    - {{territory: EEA, because: made up, source: made up, dated: 2026}}
  channels:
    - {{email: {slug}@example.org, source: made up, tier: A}}
"""
_BROKERS = (("attrappe-kontakte", "Attrappe-Kontakte", "GmbH"), ("schablone-profile", "Schablone-Profile", "GmbH"),
            ("schein-register", "Schein-Register", "AG"))  # fmt: skip
_ASKED, _DENIES, _WHO = "attrappe-kontakte", "muster-verzeichnis", "jana"
_ANSWER = """\
Sehr geehrte Frau Beispiel,

Herkunft der Daten: Wir haben Ihre Daten von der Schablone-Profile GmbH erhalten.

Empfänger: Wir haben sie an das Schein-Register und an das Muster-Verzeichnis weitergegeben.

(made up)
"""
_OTHERWISE = "Ihre Daten haben wir ausschließlich von Ihnen selbst."
_LEFT, _CAME, _CLEARED = 40, 12, 10


@dataclass(frozen=True)
class Followed:
    """The trail, and what follows from it."""

    view: TrailView
    plan: Plan
    """The letters to those who were named and not yet asked."""
    contradicted: tuple[NextAction, ...]
    answer: Path
    """The answer that was read back."""


def registry() -> str:
    """The made-up brokers of the trail, as records of a brokers.yaml."""
    return "".join(_RECORD.format(slug=slug, name=name, form=form) for slug, name, form in _BROKERS)


def tell(folder: Folder, today: date) -> Followed:
    """A letter leaves, its answer is read and accepted, and another company says otherwise."""
    day = today - timedelta(days=_LEFT)
    run = send_email.plan_send_email(folder, Selection(brokers=(_ASKED,), people=(_WHO,)), day, "outbox")
    send_email.do_send_email(folder, run, Outbox(folder.outbox / "earlier"), lambda: _noon(day))
    mark_sent.do_mark_sent(folder.records, mark_sent.plan_mark_sent(folder.records, _ASKED, day, day), _noon(day))
    answer = _read_back(folder, today - timedelta(days=_CAME))
    _say_otherwise(folder, today - timedelta(days=_CLEARED))
    planned = preview.plan_preview(folder, Selection(trail=True, people=(_WHO,)), today).plan
    entries = folder.records.read_docket(today).entries
    return Followed(show_trail(folder.records, _ASKED, (_WHO,)), planned, called_for(entries), answer)


def _read_back(folder: Folder, day: date) -> Path:
    """The answer is saved to the folder and read, and all that is proposed of it accepted."""
    path = files.make_folder(folder.path / "replies") / f"{_ASKED}-answer.txt"
    files.write(path, _ANSWER.encode())
    reading = read_answer.plan_answer(folder, _ASKED, {path.name: files.read_bytes(path)}, day)
    mentions = tuple(map(read_answer.mention, reading.proposals))
    recording = read_answer.plan_recording(
        folder, reading, mentions, day, day, outcome="partial", missing=reading.missing
    )
    read_answer.do_answer(folder, reading, recording, _noon(day))
    return path


def _say_otherwise(folder: Folder, day: date) -> None:
    path = files.make_folder(folder.path / "replies") / f"{_DENIES}-source.txt"
    files.write(path, f"{_OTHERWISE}\n\n(made up)\n".encode())
    mention, event = Mention("source", "nobody", words=_OTHERWISE), NewEvent(Note(), day)
    planned = record_names.plan_record_names(folder.records, _DENIES, event, (mention,), day)
    record_names.do_record_names(folder.records, planned, _noon(day), proofs=[path])


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
