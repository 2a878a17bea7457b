"""No word of a locked folder can be read anywhere: in it, in the folder of temporary files, in the home, in a cache.

Nor does any derived state of a plain one lie outside it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from canary import COMMANDS, QUICK, WORD, canary_folder
from locking import KEY

from unbroker.actions.lock import do_lock, plan_lock
from unbroker.base.crypto import Secret

_CALLS = """
import json, pathlib, sys
from unbroker import cli
pathlib.Path(sys.argv[2]).write_text(json.dumps([cli.run(words) for words in json.loads(sys.argv[1])]))
"""
EVERY = tuple(range(len(COMMANDS)))


def read_in(*folders: Path) -> str:
    """What `grep` finds in some folders, by content or by name."""
    found = subprocess.run(
        ["grep", "-r", "-a", "-i", "-l", WORD, *folders], capture_output=True, text=True, check=False
    ).stdout
    names = [str(path) for folder in folders for path in folder.rglob("*") if WORD in str(path)]
    return found + "\n".join(names)


@pytest.mark.parametrize("form", ["plain", "locked"])
@pytest.mark.parametrize("numbers", [QUICK, pytest.param(EVERY, marks=pytest.mark.slow)], ids=["some", "all"])
def test_no_word_of_it_lies_open(tmp_path: Path, form: str, numbers: tuple[int, ...]) -> None:
    """In a locked folder nowhere; of a plain one not outside it."""
    folder = canary_folder(tmp_path / "folder")
    home, temporary, reply = tmp_path / "home", tmp_path / "tmp", tmp_path / "reply.txt"
    for place in (home, temporary):
        place.mkdir()
    reply.write_text(f"{WORD} reply\n")
    if form == "locked":
        do_lock(plan_lock(folder), Secret(KEY), Secret(KEY))
    words = [
        [*COMMANDS[number].replace("REPLY", str(reply)).split(), "--folder", str(folder), "--today", "2026-11-23"]
        for number in numbers
    ]
    environment = os.environ | {
        "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "TMPDIR": str(temporary), "EDITOR": "true",
        "UNBROKER_PASSPHRASE": KEY, "XDG_RUNTIME_DIR": str(temporary),
    }  # fmt: skip

    script = [sys.executable, "-c", _CALLS, json.dumps(words), str(tmp_path / "codes")]
    done = subprocess.run(script, capture_output=True, text=True, check=True, env=environment, cwd=home)

    codes = json.loads((tmp_path / "codes").read_text())
    assert [] == [words for words, code in zip(words, codes, strict=True) if code not in (0, 1)], done.stderr
    assert codes.count(0) >= len(numbers) - 3, (codes, done.stderr)
    assert "" == read_in(home, temporary)
    if form == "locked":
        assert "" == read_in(folder)
    else:
        assert read_in(folder)
