"""What is sealed: a run as steps that tick, letters that are withdrawn, and those that may or may not have left."""

import os
from collections.abc import Mapping
from pathlib import Path

from starlette.responses import Response

from unbroker.actions.mailing import resolve_unsent
from unbroker.actions.mailing.labels import do_labels, plan_labels
from unbroker.actions.mailing.mark_sent import do_mark_sent, plan_mark_sent
from unbroker.actions.mailing.unmark_sent import do_unmark_sent, marked_by_hand, plan_unmark_sent
from unbroker.actions.mailing.withdraw import Withdrawal, WithdrawResult, do_withdraw, plan_withdraw
from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.cases import tracking_numbers
from unbroker.cases.case import Dispatch
from unbroker.cases.sealed_letters import stems_of
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.mail.account.mailbox import mailbox_of
from unbroker.mail.account.refusal import CannotConnect
from unbroker.web.call import Call, Routes
from unbroker.web.days import read_day
from unbroker.web.words import STATES

_LEFT: Mapping[str, bool | None] = {"yes": True, "no": False, "later": None}


def show(call: Call, trouble: str | None = None) -> Response:
    """A run: what is done of it, and what comes next."""
    folder, name = call.folder, call.path["run"]
    letters, brokers = _of_run(call, name)
    if not letters:
        return call.page("nowhere", "Nothing here", status=404)
    waits = [letter for letter in letters if letter.waits]
    kind = letters[0].kind
    place = folder.outbox / name
    piles = [path.name for path in files.glob(place, "letters-*.pdf")] if kind == "post" else []
    undoable = {event.letter for event in marked_by_hand(call.desk.cases(folder))}
    return call.page(
        "sealed", "A run", place="letters", name=name, letters=letters, waits=waits, kind=kind, piles=piles,
        brokers=brokers, trouble=trouble, labels=files.is_file(place / _LABELS), mails=_mails(call, waits),
        texts=_texts(folder, waits) if kind == "form" else {}, gone=[letter for letter in letters if letter.left],
        may_undo=any(letter.letter in undoable for letter in letters if letter.left),
        via=letters[0].facts.via, states=STATES, service=_service(waits),
        status=422 if trouble else 200,
    )  # fmt: skip


_LABELS = "labels.pdf"


def _service(waits: list[Dispatch]) -> str | None:
    """The print service that letters by post lie with, if one has them."""
    return next((letter.facts.via for letter in waits if letter.kind == "post"), None)


def _of_run(call: Call, name: str) -> tuple[list[Dispatch], Mapping[str, tuple[str, str]]]:
    """The letters of a run, and the name and the slug of the broker of each."""
    letters: dict[str, Dispatch] = {}
    brokers: dict[str, tuple[str, str]] = {}
    for case in call.desk.cases(call.folder):
        for letter in case.dispatches:
            if letter.prepared.run == name:
                letters[letter.letter] = letter
                brokers[letter.letter] = (case.opening.broker_name, case.opening.broker)
    return list(letters.values()), brokers


def _mails(call: Call, waits: list[Dispatch]) -> Mapping[str, Path]:
    """By letter, its file in the outbox, where there is one."""
    stems, outbox = stems_of(call.desk.cases(call.folder)), call.folder.outbox
    paths = {mail.letter: outbox / f"{stems[mail.letter]}.eml" for mail in waits if mail.kind == "email"}
    return {letter: path for letter, path in paths.items() if files.is_file(path)}


def _texts(folder: Folder, waits: list[Dispatch]) -> Mapping[str, tuple[str, str | None]]:
    """By letter, the words for its form, and the short ones."""
    texts: dict[str, tuple[str, str | None]] = {}
    for letter in waits:
        short = letter.hashes.get("short")
        long = evidence.fetch(folder.evidence, letter.hashes["text"]).decode().strip()
        texts[letter.letter] = (long, evidence.fetch(folder.evidence, short).decode() if short else None)
    return texts


def file(call: Call) -> Response:
    """A file of a run: what is to be printed, or a mail to be sent."""
    folder, run, name = call.folder, call.path["run"], call.path["file"]
    letters, _ = _of_run(call, run)
    mails = _mails(call, [letter for letter in letters if letter.waits])
    pages = {path.name: path for path in files.glob(folder.outbox / Path(run).name, "*.pdf")} if letters else {}
    if name in pages:
        return call.pdf(files.read_bytes(pages[name]))
    letter = name.removesuffix(".eml")
    if letter in mails:
        return call.download(files.read_bytes(mails[letter]), name, "message/rfc822")
    return call.page("nowhere", "Nothing here", status=404)


def labels(call: Call) -> Response:
    """Make the sheet of address labels of a run."""
    folder, run = call.folder, call.path["run"]
    plan = plan_labels(folder, [run], None, 1, call.today)
    do_labels(folder, plan, folder.outbox / run / _LABELS)
    return call.to(f"/sealed/{run}/{_LABELS}")


def left(call: Call) -> Response:
    """Record that letters have left."""
    records, run = call.folder.records, call.path["run"]
    name = call.sent("letter") or run
    try:
        on = read_day(call.sent("on"), call.today)
        plan = plan_mark_sent(records, name, on, call.today)
        pasted = call.sent("tracking")
        numbers, problems = tracking_numbers.read(pasted, "your entry") if pasted else ((), ())
        do_mark_sent(records, plan, call.now, numbers, problems)
    except UserError as error:
        return show(call, str(error))
    return call.to(f"/sealed/{run}")


def undo(call: Call) -> Response:
    """Take back that letters have left."""
    records, run = call.folder.records, call.path["run"]
    do_unmark_sent(records, plan_unmark_sent(records, run, call.today), call.now)
    return call.to(f"/sealed/{run}")


def withdrawing(call: Call) -> Response:
    """What would be withdrawn."""
    plan = plan_withdraw(call.folder.records, call.path["name"], call.today)
    return _withdrawal(call, plan)


def withdraw(call: Call) -> Response:
    """Withdraw it."""
    folder, name = call.folder, call.path["name"]
    plan = plan_withdraw(folder.records, name, call.today)
    answers = {letter.letter: _LEFT.get(call.sent(f"left-{letter.letter}")) for letter in plan.laid_out}
    result = do_withdraw(folder, plan, call.now, left=answers)
    return _withdrawal(call, plan, result)


def _withdrawal(call: Call, plan: Withdrawal, result: WithdrawResult | None = None) -> Response:
    brokers = {case.opening.broker: case.opening.broker_name for case in call.desk.cases(call.folder)}
    names = {letter: brokers.get(slug, slug) for letter, slug in plan.brokers.items()}
    return call.page(
        "withdraw", "Withdraw", place="letters", plan=plan, names=names, name=call.path["name"], result=result
    )


def doubt(call: Call) -> Response:
    """Letters of which nobody knows whether they left."""
    records = call.folder.records
    doubts = resolve_unsent.plan_resolve(records)
    return call.page("doubt", "Did they leave?", place="letters", doubts=doubts, searched=call.query.get("searched"))


def settle(call: Call) -> Response:
    """Record what somebody says of one, or what the sent mail shows of all."""
    folder, name = call.folder, call.sent("letter")
    with folder.ledger.hold() as note:
        resolve_unsent.settle(folder.records, call.today, call.now, note)
    if call.sent("search"):
        doubts = resolve_unsent.plan_resolve(folder.records)
        try:
            resolve_unsent.do_search(folder.records, doubts, mailbox_of(folder.settings.mail, os.environ), call.now)
        except CannotConnect as error:
            return call.page("refusal", "Not done", words=f"your sent mail was not searched: {error}", status=409)
        return call.to("/doubt?searched=1")
    doubts = resolve_unsent.plan_resolve(folder.records, name)
    resolve_unsent.do_resolve(folder.records, doubts, left=call.sent("left") == "yes", today=call.today, at=call.now)
    return call.to("/doubt")


SHOWS: Routes = {
    "/sealed/{run}": show,
    "/sealed/{run}/{file}": file,
    "/withdraw/{name}": withdrawing,
    "/doubt": doubt,
}
DOES: Routes = {
    "/sealed/{run}/labels": labels,
    "/sealed/{run}/left": left,
    "/sealed/{run}/undo": undo,
    "/withdraw/{name}": withdraw,
    "/doubt": settle,
}
