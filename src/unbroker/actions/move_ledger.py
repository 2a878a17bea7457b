"""Moving a ledger: from a folder's file to an office's server, and back; every event keeps its number and its hash.

Whatever ends a move, the ledger is whole where the settings say that it is, and the same call goes on.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from unbroker import ledgers, location
from unbroker.base import files, store
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.facts import settings
from unbroker.ledger.chain import broken
from unbroker.ledger.server import Office, ServerLedger
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.ledger.store import Ledger
from unbroker.ledgers import LEDGER

_FILE_PARTS = ("", "-wal", "-shm", "-journal")


class NotMoved(UserError):  # noqa: N818 - the sentence is the name
    """A ledger stays where it is."""

    def __init__(self, path: Path, reason: str, hint: str) -> None:
        super().__init__(f"{path}: the ledger stays where it is: {reason} ({hint})")


@dataclass(frozen=True)
class Move:
    """A ledger that is to be moved."""

    path: Path
    """The folder."""
    text: str
    """Of its settings from then on."""
    client: str
    """The name of the ledger on the server."""
    to_server: bool
    events: int


@dataclass(frozen=True)
class Moved:
    """What a move came to."""

    events: int
    head: str
    emptied: bool
    """Whether nothing of what the events said stayed behind."""


def plan_move(path: Path, address: dict[str, str]) -> Move:
    """What would be moved. Pure.

    Args:
        path: the folder.
        address: the lines of the settings that say where the ledger is to be; none for a file of the folder.

    Raises:
        ProblemsFound: the address is refused.
        NotMoved: the folder is locked, or the ledger is there already.
    """
    if store.is_locked(path):
        raise NotMoved(path, "the folder is locked", "`unbroker unlock` first")
    here = ledgers.settings_path(path)
    text = settings.with_ledger(files.read_text(here) if files.exists(here) else "", address)
    to = ledgers.read_settings(text, path / "settings.yaml")
    before, problems = ledgers.load_settings(path)
    if problems:
        raise ProblemsFound(problems)
    if bool(before.ledger) == bool(to.ledger):
        where = "it is on a server already" if to.ledger else "it is in the folder already"
        raise NotMoved(path, where, "`unbroker ledger move folder` brings one back; `ledger move ADDRESS` away")
    client = to.client or path.absolute().name if to.ledger else ledgers.client_name(path, before)
    return Move(path, text, client, bool(to.ledger), ledgers.open_ledger(path).length)


def do_move(plan: Move, at: datetime) -> Moved:
    """Move the ledger; nobody else is in the folder, or records meanwhile.

    Raises:
        Locked: another process is in the folder.
        NotMoved: the server has another ledger of that name, or the chain is broken.
        ServerRefused, CannotWrite: the server or the disk refuses; the ledger is where it was.
    """
    with location.using(plan.path, alone=True):
        return _to_server(plan) if plan.to_server else _to_folder(plan, at)


def _to_server(plan: Move) -> Moved:
    path = plan.path
    source = SqliteLedger(path / LEDGER)
    _check_whole(source)
    office = ledgers.open_office(ledgers.read_settings(plan.text, path / "settings.yaml"))
    target = _resumed(plan, office, source) or office.create(plan.client, path, source.salt, source.links())
    _check_same(plan, source, target)
    files.write(path / "settings.yaml", plan.text.encode())
    for part in _FILE_PARTS:
        files.remove(path / f"{LEDGER}{part}")
    return Moved(target.length, target.head, emptied=True)


def _resumed(plan: Move, office: Office, source: SqliteLedger) -> ServerLedger | None:
    """The ledger that an earlier call has made on the server; one that was brought back from there is left."""
    if plan.client not in office.clients():
        return None
    earlier = office.ledger(plan.client, plan.path)
    if earlier.salt != source.salt or broken(source.links(), earlier.head):
        raise NotMoved(plan.path, f"the server has another ledger {plan.client!r}", "add --client with another name")
    if earlier.head == source.head:
        return earlier
    earlier.leave()
    return None


def _to_folder(plan: Move, at: datetime) -> Moved:
    path = plan.path
    own, _ = ledgers.load_settings(path)
    source = ledgers.open_office(own).ledger(plan.client, path)
    with source.transaction(at):
        _check_whole(source)
        scratch = files.scratch(path / LEDGER)
        for part in _FILE_PARTS:
            files.remove(scratch.with_name(f"{scratch.name}{part}"))
        copy = SqliteLedger.create(scratch, salt=source.salt, links=source.links())
        _check_same(plan, source, copy)
        scratch.replace(path / LEDGER)
        files.write(path / "settings.yaml", plan.text.encode())
        source.leave()
    events, head = source.length, source.head
    try:
        source.empty(range(1, events + 1))
    except UserError:
        return Moved(events, head, emptied=False)
    return Moved(events, head, emptied=True)


def _check_whole(source: Ledger) -> None:
    if (problem := source.verify()) is not None:
        raise ProblemsFound([problem])


def _check_same(plan: Move, source: Ledger, target: Ledger) -> None:
    """Both end alike, and each hash covers all before it."""
    if (problem := target.verify(source.head)) is not None or source.length != target.length:
        raise NotMoved(plan.path, f"the copy differs: {problem}", "run it again; the ledger is as it was")
