"""Answers: what came, beside the letter that it answers, and what it seems to say; a person says what is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from starlette.responses import Response

from unbroker.actions import waiting_mails
from unbroker.actions.read_replies import Inbox, Reading, do_read_replies
from unbroker.actions.record_event import Objected, by_hand
from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.cases.validate_event import WANTED
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.event import Event, NewEvent, taken_back
from unbroker.ledger.kinds import REASONS, REPLIES
from unbroker.web.call import Call, Routes
from unbroker.web.days import read_day
from unbroker.web.marking import marked
from unbroker.web.pages import names
from unbroker.web.words import EVENTS, OUTCOMES, REASONS_SAID, TO_RECORD, recordable

_LONGEST = 20_000
"""How many characters of a mail a page shows; all of it is a link away."""
_MOST = 60


@dataclass(frozen=True)
class Waiting:
    """A mail that waits, and what is proposed."""

    name: str
    reading: Reading | None

    @property
    def state(self) -> str:
        """Whether it can be decided, was read before, or is about no letter."""
        if self.reading is None:
            return "ours"
        if self.reading.before is not None:
            return "known"
        return "proposed" if self.reading.event is not None else "unmatched"


def _day_of(moment: datetime) -> date:
    return moment.astimezone().date()


def _inbox(call: Call) -> Inbox:
    folder = call.folder
    return Inbox(folder.records, folder.registry, call.today, _day_of)


def _waiting(call: Call, inbox: Inbox) -> Iterator[Waiting]:
    for name, mail in call.desk.tray.mails.items():
        yield Waiting(name, inbox.look(mail))


def show(call: Call) -> Response:
    """What waits, and what was recorded lately."""
    folder, desk = call.folder, call.desk
    if fetched := [path for path in waiting_mails.waiting(folder.path) if path.stem not in desk.tray.mails]:
        desk.tray.take([files.read_bytes(path) for path in fetched])
    waiting = list(_waiting(call, _inbox(call))) if desk.tray.mails else []
    asked = {case.opening.reference: case.opening.broker_name for case in desk.cases(folder)}
    return call.page(
        "answers", "Answers", place="answers", waiting=waiting, problems=desk.tray.problems,
        recorded=_recorded(call, folder), events=EVENTS, outcomes=OUTCOMES, account=folder.settings.mail.imap,
        asked=asked,
    )  # fmt: skip


def _recorded(call: Call, folder: Folder) -> list[tuple[Event, str]]:
    """The newest answers of all requests, each with the broker's name."""
    events = []
    cases = call.desk.cases(folder)
    brokers = {case.opening.reference: case.opening.broker_name for case in cases}
    for reference, history in cases.histories.items():
        gone = taken_back(history)
        events += [
            (event, brokers.get(reference, "")) for event in history if event.kind in REPLIES and event.seq not in gone
        ]
    return sorted(events, key=lambda pair: -pair[0].seq)[:_MOST]


def take(call: Call) -> Response:
    """Take mails that are handed over."""
    pasted = next(iter(call.fields.get("pasted", ())), "").strip()
    count = call.desk.tray.take([*call.files, *([pasted.encode()] if pasted else [])])
    mails = [*call.desk.tray.mails]
    return call.to(f"/answers/{mails[-1]}" if count == 1 and not call.desk.tray.problems else "/answers")


def one(call: Call, trouble: str | None = None, *, objected: bool = False) -> Response:
    """A mail beside its letter."""
    name, tray = call.path["name"], call.desk.tray
    if name not in tray.mails:
        return call.to("/answers")
    waits = Waiting(name, _inbox(call).look(tray.mails[name]))
    mail, reading = tray.mails[name].mail, waits.reading
    asked = {case.opening.reference: case.opening.broker_name for case in call.desk.cases(call.folder)}
    return call.page(
        "answer", "An answer", place="answers", waits=waits, mail=mail, names=asked,
        pieces=marked(mail.text[:_LONGEST], _quotes(reading) if reading else ()), cut=len(mail.text) > _LONGEST,
        letter=_letter_text(call, reading), events=EVENTS, kinds=TO_RECORD, outcomes=OUTCOMES, reasons=REASONS_SAID,
        objected=objected, proposed=_facts(reading), trouble=trouble, status=422 if trouble else 200,
    )  # fmt: skip


def _facts(reading: Reading | None) -> Mapping[str, object]:
    return reading.event.facts.stored() if reading and reading.event else {}


def _quotes(reading: Reading) -> Iterator[str]:
    """The words that it was read from."""
    for fact in reading.proposal.facts.values():
        if isinstance(fact, str):
            yield fact
        elif isinstance(fact, list | tuple):
            yield from map(str, fact)
    yield from (guess.quote for guess in reading.proposal.also)


def _letter_text(call: Call, reading: Reading | None) -> str | None:
    sealed = reading.proposal.letter if reading else None
    if sealed is None:
        return None
    for case in call.desk.cases(call.folder):
        for letter in case.dispatches:
            if letter.letter == sealed.letter and "text" in letter.hashes:
                try:
                    return evidence.fetch(call.folder.evidence, letter.hashes["text"]).decode()
                except evidence.EvidenceLost as error:
                    return f"({error.what})"
    return None


def _put_away(call: Call, name: str, *, dropped: bool) -> None:
    call.desk.tray.drop(name)
    waiting_mails.do_put_away(call.folder.path, name, dropped=dropped)


def decide(call: Call) -> Response:
    """Record what a person decided about a mail, or put it away."""
    name, tray = call.path["name"], call.desk.tray
    if name not in tray.mails:
        return call.to("/answers")
    if call.sent("do") == "drop":
        _put_away(call, name, dropped=True)
        return call.to("/answers")
    inbox = _inbox(call)
    reading = inbox.look(tray.mails[name])
    if reading is None:
        return one(call, "this is a letter of yours, not an answer")
    try:
        case, event = _decided(call, reading)
        inbox.accept(reading, case, event, anyway=bool(call.sent("anyway")))
        do_read_replies(inbox, call.now)
    except Objected as error:
        return one(call, "; ".join(error.reasons), objected=True)
    except UserError as error:
        return one(call, str(error))
    _put_away(call, name, dropped=False)
    reference, is_answer = case.partition("/")[0], event.facts.kind == "answered"
    asks = is_answer and names.are_named(call, reference)
    return call.to(f"/requests/{reference}/names" if asks else "/answers?recorded=1")


def _decided(call: Call, reading: Reading) -> tuple[str, NewEvent]:
    """Which event of which request, by the person's word."""
    if call.sent("do") == "accept" and reading.event is not None:
        return reading.name, reading.event
    kind = recordable(call.sent("kind"))
    facts = {key: fact for key, fact in _facts(reading).items() if key in ("says", "message_id")}
    if kind != "answered":
        facts.pop("says", None)
    if wanted := WANTED.get(kind):
        facts[wanted] = call.sent("outcome") if wanted == "outcome" else "their-words"
    if facts.get("outcome") == "denied":
        facts["reason"] = call.sent("reason") if call.sent("reason") in REASONS else "other"
    if note := call.sent("note"):
        facts["note"] = " ".join(note.split())
    return call.sent("case") or reading.name, by_hand(kind, read_day(call.sent("on"), call.today), facts)


def text(call: Call) -> Response:
    """All words of a mail, as text."""
    mail = call.desk.tray.mails.get(call.path["name"])
    return call.text(mail.mail.text) if mail else call.to("/answers")


SHOWS: Routes = {"/answers": show, "/answers/{name}": one, "/answers/{name}/text": text}
DOES: Routes = {"/answers": take, "/answers/{name}": decide}
