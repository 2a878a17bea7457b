"""Learning contacts: what the letters of a folder showed of the packaged addresses, as a change that helps others."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unbroker.base import files
from unbroker.cases.channel_health import LEARNT, experiences
from unbroker.records import Records
from unbroker.registry import compiled
from unbroker.registry.learnt import Lesson, lessons, written_down

_NAME = "brokers.yaml"


@dataclass(frozen=True)
class Contacts:
    """What was learnt, and how the packaged registry would say it."""

    learnt: Sequence[Lesson]
    patch: str
    """A unified diff of brokers.yaml, as `git apply` and `patch -p1` take it; empty where nothing was learnt."""


def plan_learn(records: Records, today: date) -> Contacts:
    """What letters showed of addresses in the packaged registry. Pure.

    Raises:
        ProblemsFound: the packaged registry has errors.
    """
    packaged = compiled.sound()
    shown = {
        address: (on, standing)
        for address, (on, standing) in experiences(records.read_docket(today)).items()
        if standing in LEARNT
    }
    learnt = tuple(lessons(packaged.brokers.values(), shown))
    before = files.read_text(files.packaged(_NAME))
    return Contacts(learnt, _patch(before, written_down(before, learnt)))


def do_learn(contacts: Contacts, out: Path) -> Path:
    """Write the patch, for anybody to read; answers its path.

    Raises:
        CannotWrite: it cannot be written.
    """
    files.write(out, contacts.patch.encode(), mode=0o644)
    return out


def _patch(before: str, after: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{_NAME}", f"b/{_NAME}", lineterm="", n=3)
    return "".join(f"{line}\n" for line in lines)
