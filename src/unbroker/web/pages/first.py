"""The first visit: one question at a time until there is a folder; and the passphrase of one that is locked."""

from dataclasses import replace

from starlette.responses import Response

from unbroker.actions.new_folder import Answers, do_new_folder, plan_new_folder
from unbroker.base.errors import UserError
from unbroker.registry import compiled
from unbroker.web.call import Call
from unbroker.web.packs import packs_of
from unbroker.web.words import QUESTIONS

_LAST = "packs"
_ONE = "tick at least one group: you can take single brokers out again on the next page"
_NEEDED = "this is needed to go on"


def begin(call: Call) -> Response:
    """The question that is next, or the one that is asked for."""
    if call.desk.exists:
        return call.to("/")
    return _ask(call, call.query.get("ask") or _next(call.desk.answers))


def _next(answers: Answers) -> str:
    """The first question that nobody has answered."""
    order = [*QUESTIONS]
    return next((name for name in order if not getattr(answers, name)), _LAST)


def _ask(call: Call, name: str, trouble: str | None = None, entry: str | None = None) -> Response:
    order = [*QUESTIONS]
    if name not in order:
        name = order[0]
    question = QUESTIONS[name]
    return call.page(
        "begin", "Your first letters", question=question, name=name, number=order.index(name) + 1, total=len(order),
        trouble=trouble, entry=entry if entry is not None else _kept(call.desk.answers, name),
        before=order[order.index(name) - 1] if name != order[0] else None, answers=call.desk.answers,
        packs=packs_of(compiled.of_folder()[0], usual_first=True) if name == _LAST else (),
        status=422 if trouble else 200,
    )  # fmt: skip


def _kept(answers: Answers, name: str) -> str:
    """What was answered before, as its field has it."""
    kept = getattr(answers, name, None) or ""
    return ",".join(kept) if isinstance(kept, tuple) else str(kept)


def take(call: Call) -> Response:
    """Take an answer, and ask the next question; make the folder after the last."""
    desk, name = call.desk, call.sent("ask")
    if desk.exists or name not in QUESTIONS:
        return call.to("/begin")
    entry = ",".join(call.all_sent("answer")) if name == _LAST else call.sent("answer")
    fault = _taken(call, name, entry)
    if fault is not None:
        return _ask(call, name, fault, entry)
    if name != _LAST:
        order = [*QUESTIONS]
        return call.to(f"/begin?ask={order[order.index(name) + 1]}")
    do_new_folder(plan_new_folder(desk.path, desk.answers))
    desk.answers = Answers()
    return call.to("/plan?new=1")


def _taken(call: Call, name: str, entry: str) -> str | None:
    """Keep an answer, or say what is wrong with it."""
    desk, packs = call.desk, compiled.of_folder()[0].known_packs
    if name == "street" and not entry:
        desk.answers = replace(desk.answers, street=None, postal_code=None)
        return None
    if not entry:
        return _ONE if name == _LAST else _NEEDED
    answers, fault = desk.answers.with_answer(name, entry, packs)
    if name == "street" and fault is None:
        answers, fault = answers.with_answer("postal_code", call.sent("postal_code"), packs)
    if fault is None:
        desk.answers = answers
    return fault


def passphrase(call: Call) -> Response:
    """Ask for the passphrase."""
    if not call.desk.is_locked or call.desk.key is not None:
        return call.to("/")
    return call.page("passphrase", "Locked")


def unlock(call: Call) -> Response:
    """Take the passphrase."""
    if not call.desk.is_locked:
        return call.to("/")
    try:
        call.desk.unlock(next(iter(call.fields.get("passphrase", ())), ""))
    except UserError:
        trouble = "This does not open it. Type it again, or type the recovery key instead."
        return call.page("passphrase", "Locked", trouble=trouble, status=422)
    return call.to("/")


SHOWS = {"/begin": begin, "/passphrase": passphrase}
DOES = {"/begin": take, "/passphrase": unlock}
