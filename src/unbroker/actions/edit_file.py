"""Editing a file of a locked folder: a plain copy for the editor, where no disk keeps it if possible, and back.

What was written meanwhile by another command is not overwritten: the edited text is then kept beside it.
"""

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from unbroker import ledgers
from unbroker.actions import plain_copies
from unbroker.actions.plain_copies import PlainCopies
from unbroker.base import files, store
from unbroker.base.errors import UserError
from unbroker.base.store import PLAIN

_NOT_TEXT = (store.LOCKED, "evidence", "outbox")
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it, which only its owner may enter


class CannotEdit(UserError):  # noqa: N818 - the sentence is the name
    """It is not among the files that people edit."""

    def __init__(self, name: str) -> None:
        hint = "profile.yaml, settings.yaml, brokers.yaml and what is in letters/ can be edited"
        super().__init__(f"{name}: no file of the folder that is edited by hand ({hint})")


class ChangedMeanwhile(UserError):  # noqa: N818 - the sentence is the name
    """A file is not what was edited any more."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} was changed meanwhile, and is not overwritten (take your change over by hand)")


@dataclass(frozen=True)
class EditPlan:
    """A file that is to be edited."""

    folder: Path
    path: Path
    content: bytes | None
    """What it holds; None if it is new."""


@dataclass(frozen=True)
class Edited:
    """What came of it."""

    path: Path
    """Where the text is now."""
    changed: bool


def plan_edit(folder: Path, name: str) -> EditPlan:
    """What would be edited.

    Args:
        folder: the folder, open.
        name: the file, from the folder.

    Raises:
        CannotEdit: it is none of those that people edit.
    """
    relative = PurePosixPath(name)
    outside = relative.is_absolute() or ".." in relative.parts or not relative.parts
    if outside or relative.parts[0] in _NOT_TEXT or relative.name.startswith((ledgers.LEDGER, ".")):
        raise CannotEdit(name)
    path = folder / relative
    return EditPlan(folder, path, files.read_bytes(path) if files.is_file(path) else None)


def do_take_out(plan: EditPlan, environment: Mapping[str, str]) -> Path:
    """Make the plain copy for the editor; that it lies there is written down before. Answers its path.

    Args:
        plan: as planned.
        environment: where the system says which folder is the user's alone and in memory.

    Raises:
        CannotWrite: it cannot be made.
    """
    runtime = environment.get("XDG_RUNTIME_DIR")
    places = (Path(runtime) if runtime else None, _IN_MEMORY, Path(tempfile.gettempdir()))
    place = next(place for place in places if place is not None and place.is_dir() and files.may_write(place))
    own = place / f"unbroker-edit-{secrets.token_hex(8)}"
    plain_copies.remember(plan.folder, PlainCopies("edit", (), wholly=(str(own),)))
    files.make_folder(own, new=True)
    copy = own / plan.path.name
    files.write(copy, plan.content or b"")
    return copy


def do_take_back(plan: EditPlan, copy: Path) -> Edited:
    """Take the edited text into the folder, and the copy away.

    Raises:
        CannotWrite: the folder cannot be written; the copy stays until the next command.
    """
    content = files.read_bytes(copy)
    changed = content != (plan.content or b"")
    path = plan.path
    if changed:
        now = files.read_bytes(path) if files.is_file(path) else None
        if now != plan.content:
            path = path.with_name(f"{path.stem}.edited-{sha256(content).hexdigest()[:8]}{path.suffix}")
        files.write(path, content)
    do_discard(plan, copy)
    return Edited(path, changed)


def do_write(plan: EditPlan, text: str, before: str) -> None:
    """Write a file whose text was edited elsewhere, if it is still what was edited.

    Args:
        plan: as planned just now.
        text: as it is to be.
        before: as it was when the editing began.

    Raises:
        ChangedMeanwhile: somebody else has written it since then.
        CannotWrite: the folder cannot be written.
    """
    now = (plan.content or b"").decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if now.rstrip("\n") != before.rstrip("\n"):
        raise ChangedMeanwhile(plan.path)
    files.write(plan.path, text.encode())


def do_discard(plan: EditPlan, copy: Path) -> None:
    """Take the copy away, with what the editor has left beside it."""
    PLAIN.remove_folder(copy.parent)
    plain_copies.forget(plan.folder, [PlainCopies("edit", (), wholly=(str(copy.parent),))])
