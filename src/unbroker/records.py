"""What is recorded in a user's folder: where the folder is, its ledger, and the laws that its clocks go by.

Enough to record and to look; who is written to, and how, is `folder`'s to open.
"""

import errno
import fcntl
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unbroker.base import files, store
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.cases.case import Cases, fold
from unbroker.cases.known_people import READ, of_people
from unbroker.cases.status import Docket, docket
from unbroker.facts import law
from unbroker.facts.law import Law
from unbroker.ledger.sqlite import OnCopy
from unbroker.ledger.store import Ledger, Reader
from unbroker.ledgers import open_ledger


class NoFolder(UserError):  # noqa: N818 - the sentence is the name
    """There is no folder to work in."""

    def __init__(self, path: Path | None = None) -> None:
        named = path and f"{files.shown(path)} is not an unbroker folder: it has no profile.yaml"
        where = named or "no folder here"
        super().__init__(f"{where}: `unbroker init my-letters` makes one, `--folder DIR` names one")


@dataclass(frozen=True)
class Records:
    """What is recorded in a folder, and the laws that its clocks go by: enough to record and to look."""

    path: Path
    laws: Mapping[str, Law]
    ledger: Ledger

    def read_cases(self, reader: Reader | None = None) -> Cases:
        """The cases that all events come to; within a transaction, those that it reads."""
        return fold((reader or self.ledger).read())

    def read_docket(
        self, today: date, references: Collection[str] | None = None, reader: Reader | None = None
    ) -> Docket:
        """The cases on a day; only those of some requests, if any are named."""
        reader = reader or self.ledger
        people = () if references is None else of_people(reader.read(kinds=READ))
        return docket(fold((*people, *reader.read(references))), self.laws, today)

    @property
    def evidence(self) -> Path:
        """Where sealed letters and replies are, named by their SHA-256."""
        return self.path / "evidence"

    @property
    def outbox(self) -> Path:
        """Where copies for the user's hands go."""
        return self.path / "outbox"


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


def open_records(path: Path, on_copy: OnCopy = lambda _, __: None) -> Records:
    """Open what is recorded in a folder, without its profile and without the registry.

    Args:
        path: the folder.
        on_copy: is told when an older ledger was copied and brought up to this version.

    Raises:
        ProblemsFound: a law has errors.
        NoLedger: the ledger is missing.
    """
    laws, faults = law.load(reversed(letter_folders(path)))
    if errors := [problem for problem in faults if problem.severity == "error"]:
        raise ProblemsFound(errors)
    return Records(path, laws, open_ledger(path, on_copy))
