"""You: whose folder it is, the files in it that people edit, the mail account, and the lock."""

import os
from collections.abc import Mapping
from importlib import import_module

from starlette.responses import Response

from unbroker.actions.edit_file import do_write, plan_edit
from unbroker.actions.mailing import mail_account
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.facts import profile, settings
from unbroker.web.call import Call, Routes

_FILES: Mapping[str, str] = {"profile": "profile.yaml", "settings": "settings.yaml"}
_PARSE = {"profile": profile.parse, "settings": settings.parse}


def show(call: Call) -> Response:
    """Who and what is here."""
    folder = call.folder
    return call.page(
        "you", "You", place="you", profile=folder.profile, settings=folder.settings, path=folder.path.absolute(),
        head=folder.ledger.head,
    )  # fmt: skip


def edit(call: Call, trouble: Mapping[str, object] | None = None) -> Response:
    """The files that people edit, as text."""
    texts = {}
    for name, file in _FILES.items():
        plan = plan_edit(call.desk.path, file)
        texts[name] = (plan.content or b"").decode("utf-8-sig", "replace")
    return call.page("files", "Your files", place="you", texts=texts, files=_FILES, faults=trouble,
                     saved=call.query.get("saved"), status=422 if trouble else 200)  # fmt: skip


def save(call: Call) -> Response:
    """Write a file, if nothing is wrong with it and nobody has written it meanwhile."""
    name = call.sent("file") if call.sent("file") in _FILES else "profile"
    text = next(iter(call.fields.get("text", ())), "").replace("\r\n", "\n").rstrip("\n") + "\n"
    before = next(iter(call.fields.get("before", ())), "").replace("\r\n", "\n")
    _, problems = _PARSE[name](text, _FILES[name])
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        return edit(call, {"name": name, "text": text, "problems": errors, "words": None})
    try:
        do_write(plan_edit(call.desk.path, _FILES[name]), text, before)
    except UserError as error:
        return edit(call, {"name": name, "text": text, "problems": (), "words": str(error)})
    return call.to("/you/files?saved=1")


def account(call: Call, trouble: str | None = None, noted: str | None = None) -> Response:
    """The mail account."""
    mail = call.folder.settings.mail
    usual = mail.address or next(filter(None, (person.reply_address for person in call.folder.profile.people)), "")
    typed = {name: call.sent(name) for name in ("from", "host", "imap", "user")}
    return call.page("account", "Mail account", place="you", mail=mail, usual=usual, typed=typed, trouble=trouble,
                     noted=noted, status=422 if trouble else 200)  # fmt: skip


def set_up(call: Call) -> Response:
    """Try the account with a message to oneself, and keep it."""
    folder = call.folder
    values = {name: call.sent(name) or None for name in ("host", "imap", "user", "from", "password_command")}
    if not values["from"]:
        return account(call, "the address that letters come from is needed")
    try:
        plan = mail_account.plan_mail_account(folder, values)
        if password := next(iter(call.fields.get("password", ())), ""):
            mail_account.keep_password(plan, password)
        address, _ = mail_account.do_test(folder, plan, os.environ, call.now)
        mail_account.do_mail_account(plan)
    except ProblemsFound as error:
        return account(call, "; ".join(problem.sentence for problem in error.problems))
    except UserError as error:
        return account(call, str(error))
    return account(call, noted=f"A test message is on its way to {address}. The account is set up.")


def locking(call: Call, trouble: str | None = None) -> Response:
    """What locking means."""
    return call.page("lock", "Lock", place="you", trouble=trouble, key=None, status=422 if trouble else 200)


def lock(call: Call) -> Response:
    """Lock the folder, and show the recovery key this once."""
    desk = call.desk
    first, second = (next(iter(call.fields.get(name, ())), "") for name in ("passphrase", "again"))
    if first != second:
        return locking(call, "the two are not the same")
    if desk.running:
        return locking(call, "a run is under way: wait until it has ended")
    try:
        crypto, actions = import_module("unbroker.base.crypto"), import_module("unbroker.actions.lock")
        secret, recovery = crypto.Secret(first).checked(), crypto.new_recovery_key()
        actions.do_lock(actions.plan_lock(desk.path), secret, recovery)
    except ModuleNotFoundError:
        return locking(call, "this needs a part that is not installed (`pip install 'unbroker[lock]'`)")
    except UserError as error:
        return locking(call, str(error))
    desk.shut()
    return call.page("lock", "Lock", place="you", key=recovery.text, trouble=None)


def unlock(call: Call) -> Response:
    """Make a plain folder of a locked one that is open."""
    desk, key = call.desk, call.desk.key
    if desk.running:
        return call.page("refusal", "Not done", words="a run is under way: wait until it has ended", status=409)
    if key is None:
        return call.to("/passphrase")
    actions = import_module("unbroker.actions.lock")
    with desk.opened_alone():
        actions.do_unlock(desk.path, key)
    desk.shut()
    return call.to("/you")


def shut(call: Call) -> Response:
    """Throw the key away now."""
    call.desk.shut()
    return call.to("/passphrase")


SHOWS: Routes = {"/you": show, "/you/files": edit, "/you/account": account, "/you/lock": locking}
DOES: Routes = {"/you/files": save, "/you/account": set_up, "/you/shut": shut}
ALONE: Routes = {"/you/lock": lock, "/you/unlock": unlock}
"""What wants nobody else in the folder, itself included."""
