"""Handing a client's papers over: a folder of the client's own, with the ledger as a file and every hash as it was."""

from dataclasses import dataclass
from pathlib import Path

from unbroker.actions.outcome import Progress, no_progress
from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.folder import FolderExists
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.ledgers import LEDGER
from unbroker.office import OfficeFolder

_SETTINGS = b"# How letters are printed and sent; see docs/reference/settings.md.\nper_day: 40\n"
_OURS = ("profile.yaml", "brokers.yaml", "letters/**/*", "evidence/**/*", "outbox/**/*", "permission*")


class NotTheSame(UserError):  # noqa: N818 - the sentence is the name
    """The copy of a ledger is not the ledger."""

    def __init__(self, client: str) -> None:
        super().__init__(f"{client}: somebody recorded while it was copied, or it is broken (run it again, or "
                         "`unbroker ledger verify --all`)")  # fmt: skip


@dataclass(frozen=True)
class HandOver:
    """A client's papers that would be copied."""

    office: OfficeFolder
    client: str
    out: Path
    """The new folder."""
    names: tuple[str, ...]
    """The files, from the client's folder."""
    head: str


def plan_hand_over(office: OfficeFolder, client: str, out: Path) -> HandOver:
    """What would be copied. Pure.

    Raises:
        UnknownName: there is no such client.
        FolderExists: something of the new folder's name is there.
    """
    folder = office.folder(office.checked(client))
    _free(out)
    paths = [path for pattern in _OURS for path in files.glob(folder, pattern) if files.is_file(path)]
    names = tuple(str(path.relative_to(folder)) for path in paths)
    return HandOver(office, client, out, names, office.ledger(client).head)


def do_hand_over(plan: HandOver, on_progress: Progress = no_progress) -> Path:
    """Make the folder, whole or not at all; it opens without the office.

    Raises:
        FolderExists: something of that name is there by now.
        NotTheSame: somebody recorded meanwhile.
        CannotWrite: the disk is full.
    """
    building = files.scratch(plan.out)
    files.remove_folder(building)
    files.make_folder(building, new=True)
    try:
        _fill(plan, building, on_progress)
        building.rename(_free(plan.out))
    except BaseException:
        files.remove_folder(building)
        raise
    return plan.out


def _fill(plan: HandOver, building: Path, on_progress: Progress) -> None:
    source = plan.office.folder(plan.client)
    for number, name in enumerate(plan.names, 1):
        files.make_folder((building / name).parent)
        files.write(building / name, files.read_bytes(source / name))
        on_progress(number, len(plan.names))
    for name in ("evidence", "outbox"):
        files.make_folder(building / name)
    files.write(building / "settings.yaml", _SETTINGS)
    files.write(building / ".gitignore", b"*\n")
    ledger = plan.office.ledger(plan.client)
    copy = SqliteLedger.create(building / LEDGER, salt=ledger.salt, links=ledger.links())
    if copy.head != plan.head or copy.verify() is not None:
        raise NotTheSame(plan.client)


def _free(out: Path) -> Path:
    if files.is_folder(out) or files.is_file(out):
        raise FolderExists(out)
    return out
