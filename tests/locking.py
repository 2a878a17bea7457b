"""A locked folder for tests: under an age key, which opens at once; a passphrase takes a second by design."""

import shutil
from pathlib import Path

from unbroker.actions.lock import do_lock, plan_lock
from unbroker.base.crypto import Secret
from unbroker.base.store import KEPT

KEY = "AGE-SECRET-KEY-1SFQQ94D6Y28ZSLMDXMA899TCY0JQJWJALYC8Y0WDJQ9UQH77754QN5NVWP"
"""Made for the tests, and for nothing else."""


def locked_copy(folder: Path, copy: Path) -> Path:
    """A copy of a folder, locked under the key of the tests."""
    shutil.copytree(folder, copy)
    do_lock(plan_lock(copy), Secret(KEY), Secret(KEY))
    return copy


def files_below(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its name, but for those that can be made again or are there while a command runs."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock" and KEPT not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
