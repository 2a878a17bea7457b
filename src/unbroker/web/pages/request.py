"""One request: how its cases stand, its letters, all that happened; what a person records of it, and takes back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from unbroker import __version__
from unbroker.actions.documents import plan_casefile
from unbroker.actions.mailing.unmark_sent import do_unmark_sent, plan_unmark_sent
from unbroker.actions.record_event import Objected, by_hand, do_record, do_void, plan_record
from unbroker.actions.status import Request
from unbroker.actions.status import request as look_up
from unbroker.base.errors import UserError
from unbroker.cases.case import Dispatch
from unbroker.cases.next_action import next_action_of
from unbroker.cases.rows import next_words, standing_of
from unbroker.cases.status import Entry
from unbroker.cases.validate_event import QUOTED, WANTED
from unbroker.ledger import evidence
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import PROOFS, REASONS
from unbroker.web.call import Call, Routes
from unbroker.web.days import read_day
from unbroker.web.words import EVENTS, OUTCOMES, REASONS_SAID, STATES, STEPS, TO_RECORD, recordable

_FIXED = ("opened", "prepared", "placed", "sending", "voided", "withdrawn")
"""What the program itself records, and nobody takes back here."""


@dataclass(frozen=True)
class Matter:
    """Rights of a request that stand alike."""

    rights: tuple[str, ...]
    standing: str
    due: date | None
    next: str


def show(call: Call, trouble: str | None = None, *, objected: bool = False) -> Response:
    """The page."""
    folder, name = call.folder, call.path["reference"]
    request = look_up(folder.records, name, call.today)
    opening = request.entries[0].case.opening
    law = folder.laws.get(opening.law)
    return call.page(
        "request", "A request", place="letters", opening=opening, law=law, matters=list(_matters(request.entries)),
        letters=_letters(request), events=[(event, void, _told(event)) for event, void in reversed(request.events)],
        words=EVENTS, states=STATES, steps=STEPS, outcomes=OUTCOMES, reasons=REASONS_SAID, kinds=TO_RECORD,
        fixed=_FIXED, proofs=PROOFS, trouble=trouble, objected=objected, sent=call.fields,
        stuck=any(entry.state == "stuck" for entry in request.entries),
        late=any(entry.is_late for entry in request.entries), receipts=_receipt(request.entries),
        status=422 if trouble else 200,
    )  # fmt: skip


def _matters(entries: tuple[Entry, ...]) -> Iterator[Matter]:
    alike: dict[tuple[str, date | None, str], list[str]] = {}
    for entry in entries:
        due = entry.awaits if entry.is_open else None
        alike.setdefault((standing_of(entry), due, next_words(next_action_of(entry))), []).append(entry.case.right)
    for (standing, due, words), rights in alike.items():
        yield Matter(tuple(rights), standing, due, words)


def _receipt(entries: tuple[Entry, ...]) -> str | None:
    """How sure it is that they have the letter."""
    receipt = next((entry.receipt for entry in entries if entry.receipt), None)
    if receipt is None:
        return None
    return f"receipt: {PROOFS.get(receipt.proof, receipt.proof)}, {receipt.on}"


def _letters(request: Request) -> list[Dispatch]:
    letters = {letter.letter: letter for entry in request.entries for letter in entry.case.dispatches}
    return sorted(letters.values(), key=lambda letter: letter.number)


def _told(event: Event) -> list[str]:
    """What an event says beside its kind."""
    outcome, reason = event.fact("outcome"), event.fact("reason")
    parts = [
        OUTCOMES.get(outcome, outcome) if outcome else "",
        REASONS_SAID.get(reason, reason) if reason else "",
        " ".join(filter(None, (event.fact("code"), event.fact("text")))),
        f"tracking number {event.fact('tracking')}" if event.fact("tracking") else "",
        f"recorded although {event.facts.anyway}" if event.facts.anyway else "",
    ]
    stored = event.facts.stored()
    quoted = [stored[name] for name in QUOTED if stored.get(name)]
    words = [f"“{', '.join(map(str, fact)) if isinstance(fact, list) else fact}”" for fact in quoted]
    return [*filter(None, parts), *words, *([f"“{event.facts.note}”"] if event.facts.note else [])]


def record(call: Call) -> Response:
    """Record what somebody says happened."""
    records, name = call.folder.records, call.path["reference"]
    kind = recordable(call.sent("kind"))
    facts: dict[str, object] = {}
    if wanted := WANTED.get(kind):
        facts[wanted] = call.sent(wanted)
    if facts.get("outcome") == "denied":
        facts["reason"] = call.sent("reason") if call.sent("reason") in REASONS else "other"
    if note := " ".join(call.sent("note").split()):
        facts["note"] = note
    right = call.sent("right")
    try:
        event = by_hand(kind, read_day(call.sent("on"), call.today), facts)
        recording = plan_record(records, f"{name}/{right}" if right else name, event, call.today)
        do_record(records, recording, call.now, anyway=bool(call.sent("anyway")))
    except Objected as error:
        return show(call, "; ".join(error.reasons), objected=True)
    except UserError as error:
        return show(call, str(error))
    return call.to(f"/requests/{name}#happened")


def undo(call: Call) -> Response:
    """Take back what was recorded."""
    records, name, seq = call.folder.records, call.path["reference"], call.sent("seq")
    event = next((event for event in records.ledger.read([name]) if str(event.seq) == seq), None)
    if event is not None and event.kind == "sent" and event.letter:
        do_unmark_sent(records, plan_unmark_sent(records, event.letter, call.today), call.now)
    else:
        do_void(records, name, int(seq) if seq.isdigit() else 0, call.today, call.now)
    return call.to("/" if call.sent("from") == "today" else f"/requests/{name}")


def casefile(call: Call) -> Response:
    """The case file, as a regulator wants it."""
    filed = plan_casefile(call.folder, call.path["reference"], call.today, __version__)
    return call.pdf(filed.pdf)


def proof(call: Call) -> Response:
    """A file that an event is proven by, as text or as a PDF; nothing of it is ever run or drawn."""
    name, digest = call.path["reference"], call.path["digest"]
    known = {kept for event in call.folder.ledger.read([name]) for kept in event.evidence}
    if digest not in known:
        return call.page("nowhere", "Nothing here", status=404)
    content = evidence.fetch(call.folder.evidence, digest)
    if content.startswith(b"%PDF-"):
        return call.pdf(content)
    return call.text(content.decode("utf-8", "replace"))


SHOWS: Routes = {
    "/requests/{reference}": show,
    "/requests/{reference}/casefile.pdf": casefile,
    "/requests/{reference}/proof/{digest}": proof,
}
DOES: Routes = {"/requests/{reference}": record, "/requests/{reference}/undo": undo}
