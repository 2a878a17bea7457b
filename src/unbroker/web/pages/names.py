"""Names: whom an answer names and what it leaves out, each with its sentence; recorded only as a person accepts it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from starlette.responses import Response

from unbroker.actions import read_answer
from unbroker.actions.read_answer import AnswerReading, NothingFiled, WantsPassword
from unbroker.actions.record_event import Objected
from unbroker.actions.record_names import Mention
from unbroker.actions.status import Request
from unbroker.actions.status import request as look_up
from unbroker.answer.names import Proposal
from unbroker.base.errors import UserError
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import OUTCOMES as EVERY_OUTCOME
from unbroker.ledger.kinds import Side
from unbroker.ledger.schema import Naming
from unbroker.registry.named import NearMiss
from unbroker.web.call import Call, Routes
from unbroker.web.days import read_day
from unbroker.web.words import OUTCOMES, SAID

_OTHER: Mapping[Side, Side] = {"source": "recipient", "recipient": "source"}
_LOST = "what you looked at is no longer in memory: look for the names again"


@dataclass(frozen=True)
class Shown:
    """A proposal as the page asks about it."""

    proposal: Proposal
    says: str
    """What would be recorded."""
    other: str | None
    """The same the other way round, where it is about somebody."""
    is_known: bool
    """Whether it is recorded already."""


def show(call: Call, trouble: str | None = None, *, near: tuple[str, ...] = (), objected: bool = False,
         wants_password: bool = False) -> Response:  # fmt: skip
    """Whom the answer that was handed over names, else the one that was filed."""
    name = call.path.get("reference") or call.sent("case")
    request = look_up(call.folder.records, name, call.today)
    reading, problem = (None, None) if wants_password else _reading(call, name)
    trouble = trouble or problem
    known = {*_recorded(event for event, void in request.events if not void)}
    shown = [_shown(proposal, known) for proposal in reading.proposals] if reading else []
    return call.page(
        "names", "Names in an answer", place="answers", opening=request.entries[0].case.opening, reading=reading,
        shown=shown, outcomes={outcome: OUTCOMES[outcome] for outcome in EVERY_OUTCOME}, sent=call.fields,
        came=_came(request), trouble=trouble, near=near, objected=objected, wants_password=wants_password,
        status=422 if trouble else 200,
    )  # fmt: skip


def _reading(call: Call, name: str) -> tuple[AnswerReading | None, str | None]:
    """What was handed over, else what was filed; or why there is nothing to read."""
    if name in call.desk.tray.readings:
        return call.desk.tray.readings[name], None
    try:
        return call.desk.kept(
            call.folder, ("answer", name), lambda: read_answer.plan_answer(call.folder, name, {}, call.today)
        ), None
    except NothingFiled:
        return None, None
    except UserError as error:
        return None, str(error)


def _recorded(events: Iterator[Event]) -> Iterator[tuple[str, str, str | None]]:
    for event in events:
        if isinstance(event.facts, Naming):
            yield from ((named.side, named.says, named.broker) for named in event.facts.names)


def _came(request: Request) -> Event | None:
    """The last answer that is recorded."""
    answers = [event for event, void in request.events if event.kind == "answered" and not void]
    return answers[-1] if answers else None


def _shown(proposal: Proposal, known: set[tuple[str, str, str | None]]) -> Shown:
    def says(side: Side) -> str:
        return SAID[side, proposal.says].format(name=proposal.name)

    is_known = (proposal.side, proposal.says, proposal.slug or None) in known
    return Shown(proposal, says(proposal.side), says(_OTHER[proposal.side]) if proposal.slug else None, is_known)


def are_named(call: Call, name: str) -> bool:
    """Whether the answer that was filed last seems to name somebody who is not recorded yet."""
    reading, _ = _reading(call, name)
    return bool(reading and reading.proposals)


def take(call: Call) -> Response:
    """Read a file that was handed over, and keep what it says in memory until it is decided on."""
    name, tray = call.sent("case"), call.desk.tray
    pasted = call.sent("pasted")
    handed = enumerate(zip(call.files, call.kinds, strict=True), 1)
    contents = {f"file-{number}{f'.{kind}' if kind else ''}": content for number, (content, kind) in handed}
    contents |= {"pasted.txt": pasted.encode()} if pasted else {}
    contents = contents or {**tray.handed.pop(name, {})}
    if not contents:
        return show(call, "choose a file, or paste what they wrote")
    password = call.sent("password")
    try:
        reading = read_answer.plan_answer(
            call.folder, name, contents, call.today, passwords={"": password} if password else {}
        )
    except WantsPassword:
        tray.handed[name] = contents
        return show(call, "this password does not open it" if password else None, wants_password=True)
    except UserError as error:
        return show(call, str(error))
    tray.readings[name] = reading
    return call.to(f"/requests/{name}/names")


def record(call: Call) -> Response:
    """Record what was accepted, with the file that it stands in."""
    name = call.path["reference"]
    reading, problem = _reading(call, name)
    if reading is None or call.sent("of") != str(len(reading.proposals)):
        return show(call, problem or _LOST)
    try:
        _record(call, reading)
    except NearMiss as error:
        return show(call, f"no broker is called “{error.name}”", near=error.near)
    except Objected as error:
        return show(call, "; ".join(error.reasons), objected=True)
    except UserError as error:
        return show(call, str(error))
    call.desk.tray.readings.pop(name, None)
    return call.to("/trail")


def _record(call: Call, reading: AnswerReading) -> None:
    mentions = [*_accepted(call, reading)]
    outcome = call.sent("outcome") or None
    if outcome is None and not reading.is_answered:
        raise UserError("say what the answer came to")
    if not mentions and outcome is None:
        raise UserError("nothing is accepted: say yes to a name, or go back")
    has = call.all_sent("has")
    items = tuple(replace(ticked, found=ticked.item.item in has) for ticked in reading.items)
    reading = replace(reading, items=items)
    planned = read_answer.plan_recording(
        call.folder, reading, mentions, read_day(call.sent("on"), call.today), call.today, outcome=outcome,
        missing=reading.missing if outcome == "partial" else (), new=bool(call.sent("new")),
    )  # fmt: skip
    read_answer.do_answer(call.folder, reading, planned, call.now, anyway=bool(call.sent("anyway")))


def _accepted(call: Call, reading: AnswerReading) -> Iterator[Mention]:
    """What the person said yes to, and whom they named besides."""
    for number, proposal in enumerate(reading.proposals, 1):
        picked, accepted = call.sent(f"take-{number}"), read_answer.mention(proposal)
        if picked in ("yes", "other"):
            yield replace(accepted, side=_OTHER[accepted.side]) if picked == "other" else accepted
    if also := call.sent("name"):
        side: Side = "recipient" if call.sent("side") == "recipient" else "source"
        yield Mention(side, name=also, words=call.sent("words"))


SHOWS: Routes = {"/requests/{reference}/names": show}
DOES: Routes = {"/answers/file": take, "/requests/{reference}/names": record}
