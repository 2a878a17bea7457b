"""Where a user's folder is, and being in it."""

import errno
import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from unbroker.base import files, store
from unbroker.base.errors import UserError


class NoFolder(UserError):  # noqa: N818 - the sentence is the name
    """There is no folder to work in."""

    def __init__(self, path: Path | None = None) -> None:
        named = path and f"{files.shown(path)} is not an unbroker folder: it has no profile.yaml"
        where = named or "no folder here"
        super().__init__(f"{where}: `unbroker init my-letters` makes one, `--folder DIR` names one")


def find(named: Path | None, environment: Mapping[str, str], here: Path) -> Path:
    """The folder to work in: the named one, else `$UNBROKER_FOLDER`, else the nearest parent with a profile, or locked.

    Raises:
        NoFolder: there is none.
    """
    if named is None and (variable := environment.get("UNBROKER_FOLDER")):
        named = Path(variable)
    if named is not None:
        if not _is_folder(named):
            raise NoFolder(named)
        return named
    nearest = next((path for path in (here, *here.parents) if _is_folder(path)), None)
    if nearest is None:
        raise NoFolder
    return nearest


def _is_folder(path: Path) -> bool:
    return files.exists(path / "profile.yaml") or store.is_locked(path)


def find_or_none(named: Path | None, environment: Mapping[str, str], here: Path) -> Path | None:
    """As `find`, but None where nothing is named and nothing is found; for commands that work without a folder.

    Raises:
        NoFolder: one is named, and it is none.
    """
    try:
        return find(named, environment, here)
    except NoFolder:
        if named is not None or environment.get("UNBROKER_FOLDER"):
            raise
        return None


def letter_folders(folder: Path | None = None) -> tuple[Path, ...]:
    """Where templates and laws are, the user's own first."""
    overlay = folder / "letters" if folder else None
    return (*((overlay,) if overlay is not None and files.is_folder(overlay) else ()), files.packaged("letters"))


@contextmanager
def using(path: Path, *, alone: bool = False) -> Iterator[None]:
    """Be in a folder for the length of the block: nobody locks, unlocks or packs it meanwhile.

    Args:
        path: the folder.
        alone: be the one who does; nobody else may be in it.

    Raises:
        Locked: somebody else is alone in it, or in it at all where this one wants to be alone.
    """
    directory = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(directory, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise files.Locked(path) from error
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL):  # network file systems without locks
                raise
        yield
    finally:
        os.close(directory)
