"""The desk: one folder as the page sees it, opened for each request and kept as long as nothing in it changes.

What is kept is what can be made again: the files as read, the cases of a head of the ledger, plans of a day. A
terminal may work in the same folder at any moment.
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from unbroker import folder as folders
from unbroker import location
from unbroker.actions.mailing.preview import plan_preview
from unbroker.actions.new_folder import Answers
from unbroker.base import files, store
from unbroker.cases.case import Cases
from unbroker.cases.status import Docket, docket
from unbroker.folder import Folder
from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection
from unbroker.web.job import Job
from unbroker.web.tray import Tray

T = TypeVar("T")
IDLE = 3600.0
"""After how many seconds without use a locked folder asks for its passphrase again."""
_KEPT = 24


class NothingYet(Exception):  # noqa: N818 - no error: the newcomer's first visit
    """There is no folder to show."""


class Shut(Exception):  # noqa: N818 - no error: somebody has to give the passphrase
    """The folder is locked, and nobody has opened it, or not for an hour."""


@dataclass
class Desk:
    """What lies open while the server runs."""

    folder_of: Callable[[], Path]
    today_of: Callable[[], date]
    clock: Callable[[], float] = time.monotonic
    answers: Answers = field(default_factory=Answers)
    """What a newcomer has answered so far."""
    selection: Selection = field(default_factory=Selection)
    """Whom to write to, as chosen on the plan."""
    withheld: frozenset[str] = frozenset()
    job: Job | None = None
    """The run that is under way, or the last one."""
    tray: Tray = field(default_factory=Tray)
    """Mails that wait for a decision."""
    open_folder: Folder | None = None
    """The folder as it was last read, while it is not shut."""
    closing: threading.Event = field(default_factory=threading.Event)
    """Whether the server ends."""
    turn: threading.RLock = field(default_factory=threading.RLock)
    """Pages are made one after another."""
    _key: Any = field(default=None, repr=False)
    _used: float = field(default=0.0)
    _gate: threading.Lock = field(default_factory=threading.Lock)
    _inside: int = 0
    _mount: ExitStack = field(default_factory=ExitStack)
    _kept: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where the folder is, or would be made."""
        return self.folder_of()

    @property
    def today(self) -> date:
        """The day, asked anew each time."""
        return self.today_of()

    @property
    def running(self) -> Job | None:
        """The run that is under way."""
        return None if self.job is None or self.job.is_over else self.job

    @property
    def is_locked(self) -> bool:
        """Whether the folder on the disk is a locked one."""
        return store.is_locked(self.path)

    @property
    def exists(self) -> bool:
        """Whether there is a folder."""
        return self.is_locked or files.is_file(self.path / "profile.yaml")

    def use(self) -> None:
        """Somebody is here; where nobody was for an hour, the key is thrown away first."""
        if self.clock() - self._used > IDLE:
            self.shut()
        self._used = self.clock()

    def shut(self) -> None:
        """Throw the key and all that was read away."""
        self._key, self.open_folder = None, None
        self._kept.clear()

    def unlock(self, text: str) -> None:
        """Open a locked folder.

        Raises:
            WrongSecret: the passphrase is another one.
        """
        crypto, locked = import_module("unbroker.base.crypto"), import_module("unbroker.base.locked")
        self._key = locked.open_key(self.path, crypto.Secret(text))
        with self.entered():
            import_module("unbroker.actions.plain_copies").clear_left_over(self.path)

    @property
    def key(self) -> Any:
        """The key of a locked folder that is open."""
        return self._key

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Be in the folder for the length of the block; several may be, each for a block of its own.

        Raises:
            NothingYet: there is none.
            Shut: it is locked, and nobody has given the passphrase.
            Locked: another process locks or unlocks it.
        """
        if not self.exists:
            raise NothingYet
        path, key, is_locked = self.path, self._key, self.is_locked
        if is_locked and key is None:
            raise Shut
        with location.using(path):
            if store.is_locked(path) != is_locked:
                raise files.Locked(path)
            self._mounted(path, key if is_locked else None)
            try:
                yield
            finally:
                self._unmounted()

    def _mounted(self, path: Path, key: Any) -> None:
        with self._gate:
            if not self._inside and key is not None:
                locked = import_module("unbroker.base.locked")
                self._mount.enter_context(store.mounted(path, locked.LockedStore(path, key)))
            self._inside += 1

    def _unmounted(self) -> None:
        with self._gate:
            self._inside -= 1
            if not self._inside:
                self._mount.close()

    @contextmanager
    def opened_alone(self) -> Iterator[None]:
        """Let the files of a locked folder be read, for what wants to be alone in it."""
        self._mounted(self.path, self._key)
        try:
            yield
        finally:
            self._unmounted()

    def _keep(self, name: Hashable, make: Callable[[], T]) -> T:
        """What was made before under a name, else made now; the oldest goes when there is too much."""
        if name not in self._kept:
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[name] = make()
        kept: T = self._kept[name]
        return kept

    def _stamp(self) -> str:
        """What says that none of the files that people edit has changed."""
        path, digest = self.path, sha256(b"locked" if self.is_locked else b"")
        own = (path / "profile.yaml", path / "settings.yaml", path / "brokers.yaml")
        for file in (*own, *files.glob(path / "letters", "**/*.*")):
            if files.is_file(file):
                digest.update(str(file).encode() + files.read_bytes(file))
        return digest.hexdigest()

    @property
    def folder(self) -> Folder:
        """The folder, opened.

        Raises:
            ProblemsFound: its files have errors.
            NoLedger: the ledger is missing.
        """
        self.open_folder = self._keep(("folder", self._stamp()), lambda: folders.open_folder(self.path))
        return self.open_folder

    def cases(self, folder: Folder) -> Cases:
        """All cases."""
        return self._keep(("cases", folder.ledger.head), folder.records.read_cases)

    def docket(self, folder: Folder) -> Docket:
        """All cases as they stand today."""
        cases, today = self.cases(folder), self.today
        return self._keep(("docket", folder.ledger.head, today), lambda: docket(cases, folder.laws, today))

    def plan(self, folder: Folder, selection: Selection) -> Plan:
        """The plan of a selection, today."""
        name = ("plan", self._stamp(), folder.ledger.head, self.today, selection)
        return self._keep(name, lambda: plan_preview(folder, selection, self.today).plan)

    def kept(self, folder: Folder, name: Hashable, make: Callable[[], T]) -> T:
        """Something else that rests on the files, the ledger and the day."""
        return self._keep((name, self._stamp(), folder.ledger.head, self.today), make)
