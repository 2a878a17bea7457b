"""Kill -9 at random moments of lock, unlock, edit and pack: the old or the new is whole, and nothing plain stays.

The tests do some rounds, `python -m bench.kills lock` as many as are wanted.
"""

import os
import random
import shutil
import signal
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from household import household
from locking import KEY
from made_up import new_event
from worker import Worker

from unbroker.actions.pack import plan_unpack
from unbroker.base import files, locked, store
from unbroker.base.crypto import Secret
from unbroker.ledgers import open_ledger

KINDS = ("lock", "unlock", "edit", "pack")
BEFORE, AFTER = "per_day: 40\n", "per_day: 41\n"
_EDITOR = "#!/bin/sh\nsleep 0.05\necho '{text}' > \"$1\"\nsleep 0.05\n"


class Kills:
    """A folder, and what happened to it."""

    def __init__(self, base: Path, seed: int) -> None:
        self.base, self.random = base, random.Random(seed)  # noqa: S311
        self.path, self.pack, self.memory = household(base / "home"), base / "home.age", base / "memory"
        self.memory.mkdir()
        for number in range(12):
            files.write(self.path / "evidence" / f"{number:064}", os.urandom(20_000))
        events = [new_event("note", date(2026, 11, 22), facts={"note": "x" * 100}) for _ in range(200)]
        open_ledger(self.path).append(events, datetime.now(UTC))
        editor = base / "editor"
        editor.write_text(_EDITOR.format(text=AFTER.strip()))
        editor.chmod(0o700)
        os.environ |= {"UNBROKER_PASSPHRASE": KEY, "EDITOR": str(editor), "XDG_RUNTIME_DIR": str(self.memory)}
        self.worker = Worker()
        self.head, self.whole = open_ledger(self.path).head, self.contents()
        self.met: Counter[str] = Counter()
        self.settings = BEFORE
        self.took = {kind: self.learn(kind) for kind in KINDS}

    def words(self, kind: str) -> list[str]:
        """A command on the folder."""
        more = {"edit": ["settings.yaml"], "pack": [str(self.pack)]}.get(kind, [])
        return [kind, *more, "--folder", str(self.path)]

    def run(self, kind: str) -> None:
        """A command that nobody disturbs."""
        self.worker.start(self.words(kind))
        assert 0 == self.worker.ended(), kind

    def learn(self, kind: str) -> float:
        """How long a command takes."""
        self.ready(kind)
        began = time.monotonic()
        self.run(kind)
        return time.monotonic() - began

    @property
    def is_locked(self) -> bool:
        """What the folder is now."""
        return store.is_locked(self.path)

    def ready(self, kind: str) -> None:
        """Let the folder be what the command wants, with the old settings."""
        if self.is_locked:
            self.run("unlock")
        (self.path / "settings.yaml").write_text(BEFORE)
        if kind in ("unlock", "edit") or (kind == "pack" and self.random.random() < 0.5):
            self.run("lock")

    def contents(self) -> dict[str, bytes]:
        """What the folder has, but for the ledger, which is the same if its head is."""
        paths = [path for path in files.glob(self.path, "**/*") if files.is_file(path)]
        names = {str(path.relative_to(self.path)): path for path in paths}
        passing = (".gitignore", "ledger.", ".unbroker-", "locked/")
        return {name: files.read_bytes(path) for name, path in names.items() if not name.startswith(passing)}

    def check(self) -> None:
        """What there was is there; in a locked folder, after the next command, nothing plain."""
        was_locked = self.is_locked
        self.worker.start(["ledger", "verify", "--head", self.head, "--folder", str(self.path)])
        assert 0 == self.worker.ended()
        assert was_locked == self.is_locked
        if was_locked:
            assert {"locked", ".gitignore"} == {path.name for path in self.path.iterdir()}
            with store.mounted(self.path, locked.LockedStore(self.path, locked.open_key(self.path, Secret(KEY)))):
                contents = self.contents()
        else:
            contents = self.contents()
        self.settings = contents["settings.yaml"].decode()
        assert self.settings in (BEFORE, AFTER)
        assert self.whole | {"settings.yaml": b""} == contents | {"settings.yaml": b""}
        assert [] == [*self.memory.iterdir()]

    def kill(self, kind: str) -> None:
        """Kill a command at a random moment."""
        self.ready(kind)
        before = self.is_locked
        shutil.copy(self.pack, self.base / "old.age") if self.pack.exists() else None
        began = time.monotonic()
        pid = self.worker.start(self.words(kind))
        time.sleep(self.took[kind] * self.random.uniform(0, 1.1))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        code = self.worker.ended()
        # A machine that has more to do than when it was learnt meets no end, one that has less meets nothing else.
        self.took[kind] = time.monotonic() - began if code == 0 else self.took[kind] * 1.1
        time.sleep(0.15 if kind == "edit" else 0)  # the editor goes on for a moment
        self.check()
        if kind in ("lock", "unlock"):
            self.met[f"{kind}: {'old' if before == self.is_locked else 'new'}"] += 1
            assert code != 0 or before != self.is_locked
        elif kind == "pack":
            assert plan_unpack(self.pack, Secret(KEY), self.base / "new").contents
            self.met["pack: whole"] += 1
        else:
            self.met[f"edit: {'old' if self.settings == BEFORE else 'new'}"] += 1


def rounds(base: Path, count: int, seed: int) -> Counter[str]:
    """So many kills of each command in turn; answers what they met."""
    kept = dict(os.environ)
    kills = Kills(base, seed)
    try:
        for number in range(count):
            kills.kill(KINDS[number % len(KINDS)])
    finally:
        kills.worker.close()
        os.environ.clear()
        os.environ |= kept
    return kills.met
