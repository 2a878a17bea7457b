"""Opening a run of a locked folder: plain copies to print or to send by hand, until they left.

Which copies lie where is written down in the folder before they are made.
"""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from unbroker.actions import plain_copies
from unbroker.actions.plain_copies import PlainCopies
from unbroker.base import files, store
from unbroker.base.errors import UnknownName, UserError
from unbroker.base.store import PLAIN

OPENED = "opened"
"""Where copies go that nobody wanted elsewhere."""


class PlainAlready(UserError):  # noqa: N818 - the sentence is the name
    """The folder is not locked."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{files.shown(path)}: the folder is not locked, so its files are there to print and to send")


class InTheWay(UserError):  # noqa: N818 - the sentence is the name
    """Another file is where a copy would go."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{files.shown(path)}: already exists and is something else (move it, or name another folder with --out)"
        )


@dataclass(frozen=True)
class OpenPlan:
    """Files of the outbox of which plain copies are to be made."""

    folder: Path
    name: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Removed:
    """Plain copies that were removed, and those that stay because they were changed."""

    removed: int
    changed: tuple[Path, ...]


def names(folder: Path) -> tuple[str, ...]:
    """What there is in the outbox to open."""
    outbox = folder / "outbox"
    tops = (path.relative_to(outbox).parts[0] for path in files.glob(outbox, "**/*"))
    return tuple(dict.fromkeys(name for name in tops if not name.startswith(".")))


def plan_open(folder: Path, name: str) -> OpenPlan:
    """What would be opened.

    Args:
        folder: a locked folder, open.
        name: of a run or of a file in the outbox.

    Raises:
        PlainAlready: the folder is not locked.
        UnknownName: there is nothing of that name.
    """
    if not store.is_locked(folder):
        raise PlainAlready(folder)
    outbox = folder / "outbox"
    paths = [path for path in files.glob(outbox, "**/*") if path.relative_to(outbox).parts[0] == name]
    if not paths:
        known = names(folder)
        raise UnknownName("run or file in the outbox", name, known, see=f"there are: {', '.join(known) or 'none'}")
    return OpenPlan(folder, name, tuple(paths))


def do_open(plan: OpenPlan, out: Path | None) -> tuple[Path, ...]:
    """Make the copies; answers where they are.

    Args:
        plan: as planned.
        out: a folder for them; else one in the folder.

    Raises:
        InTheWay: something else has the name of one.
        CannotWrite: they cannot be written.
    """
    place, outbox = (out or plan.folder / OPENED).absolute(), plan.folder / "outbox"
    contents = {place / path.relative_to(outbox): files.read_bytes(path) for path in plan.paths}
    for target, content in contents.items():
        if target.exists() and not (target.is_file() and target.read_bytes() == content):
            raise InTheWay(target)
    inside = {str(parent) for target in contents for parent in target.parents if parent.is_relative_to(place)}
    hashes = tuple(sha256(content).hexdigest() for content in contents.values())
    copies = PlainCopies("open", tuple(map(str, contents)), tuple(sorted(inside, reverse=True)), (), plan.name, hashes)
    if copies not in plain_copies.listed(plan.folder):
        plain_copies.remember(plan.folder, copies)
    try:
        for target, content in contents.items():
            PLAIN.make_folder(target.parent)
            with PLAIN.writing(target) as file:
                file.write(content)
    except OSError as error:
        raise files.CannotWrite(place, error) from error
    return tuple(contents)


def do_remove_opened(folder: Path, name: str | None = None, letters: Collection[str] = ()) -> Removed:
    """Remove plain copies again.

    Args:
        folder: the folder; where it is plain, there are none.
        name: of a run or file that was opened; all if it is None.
        letters: the numbers of letters that left: a file that has one in its name goes, too.
    """
    gone = [
        entry
        for entry in plain_copies.listed(folder)
        if entry.why == "open" and (name in (None, entry.run) or any(letter in entry.run for letter in letters))
    ]
    changed = [path for entry in gone for path in plain_copies.remove(folder, entry)]
    if gone:
        plain_copies.forget(folder, gone)
    return Removed(sum(len(entry.paths) for entry in gone) - len(changed), tuple(changed))
