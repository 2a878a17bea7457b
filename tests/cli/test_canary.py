"""No word of a locked folder can be read anywhere: in it, in the folder of temporary files, in the home, in a cache.

Nor does any derived state of a plain one lie outside it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from canary import BROKER, COMMANDS, ELSEWHERE, MAY_FAIL, NEEDS_A_LOCK, PAGES, QUICK, WORD, canary_folder
from commands import commands
from locking import KEY

from unbroker.actions.lock import do_lock, plan_lock
from unbroker.base.crypto import Secret

_CALLS = """
import datetime, json, pathlib, sys
from unbroker import cli
calls, pages, out, folder, key = json.loads(sys.argv[1])
codes = [cli.run(words) for words in calls]
if pages:
    from page import Page
    page = Page(pathlib.Path(folder), datetime.date(2026, 11, 23)).enter()
    page.post("/passphrase", {"passphrase": key})
    codes += [page.get(path).status_code for path in pages]
pathlib.Path(out).write_text(json.dumps(codes))
"""
EVERY = tuple(range(len(COMMANDS)))


def read_in(*folders: Path) -> str:
    """What `grep` finds in some folders, by content or by name."""
    found = subprocess.run(
        ["grep", "-r", "-a", "-i", "-l", WORD, *folders], capture_output=True, text=True, check=False
    ).stdout
    names = [str(path) for folder in folders for path in folder.rglob("*") if WORD in str(path)]
    return found + "\n".join(names)


@pytest.mark.parametrize("form", [pytest.param("plain", marks=pytest.mark.slow), "locked"])
@pytest.mark.parametrize("numbers", [QUICK, pytest.param(EVERY, marks=pytest.mark.slow)], ids=["some", "all"])
def test_no_word_of_it_lies_open(tmp_path: Path, form: str, numbers: tuple[int, ...]) -> None:
    """In a locked folder nowhere; of a plain one not outside it."""
    folder, out = canary_folder(tmp_path / "folder"), tmp_path / "out"
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    for place in (home, temporary, out):
        place.mkdir()
    names = {"REPLY": out / "reply.txt", "ANSWER": out / "answer.txt", "SHEET": out / "sheet.csv"}
    names["REPLY"].write_text(f"{WORD} reply\n")
    names["ANSWER"].write_text(f"We obtained your {WORD}data from Spokeo, one of our sources.\n")
    names["SHEET"].write_text(f"number,on,case,event,note\n,2026-11-23,{BROKER},note,{WORD}row\n")
    if form == "locked":
        do_lock(plan_lock(folder), Secret(KEY), Secret(KEY))
    calls = [
        [*_filled(COMMANDS[number], {**names, "OUT": out}), "--folder", str(folder), "--today", "2026-11-23"]
        for number in numbers
    ]
    pages = PAGES if numbers == EVERY else ()
    environment = os.environ | {
        "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "TMPDIR": str(temporary), "EDITOR": "true",
        "UNBROKER_PASSPHRASE": KEY, "XDG_RUNTIME_DIR": str(temporary),
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip

    told = json.dumps([calls, pages, str(tmp_path / "codes"), str(folder), KEY])
    done = subprocess.run(
        [sys.executable, "-c", _CALLS, told], capture_output=True, text=True, check=True, env=environment, cwd=home
    )

    codes = json.loads((tmp_path / "codes").read_text())
    failed = [" ".join(words[:3]) for words, code in zip(calls, codes, strict=False) if code not in (0, 200)]
    allowed = MAY_FAIL | NEEDS_A_LOCK if form == "plain" else MAY_FAIL
    assert {*failed} <= allowed, "\n".join([*failed, done.stderr, done.stdout])
    assert codes[len(calls) :] == [200] * len(pages)
    assert "" == read_in(home, temporary)
    assert not (out / "desk").exists() or "" == read_in(out / "desk")
    if form == "locked":
        assert "" == read_in(folder)
    else:
        assert read_in(folder)


def _filled(command: str, names: Mapping[str, Path]) -> list[str]:
    """A command as it is typed, with the files that it names."""
    parts = (word.partition("/") for word in command.split())
    return [str(names[head] / rest) if head in names else f"{head}{slash}{rest}" for head, slash, rest in parts]


def test_no_command_is_forgotten() -> None:
    """Each is called, or named among those that are proven elsewhere."""
    called = {name for name in commands() if any(f"{command} ".startswith(f"{name} ") for command in COMMANDS)}

    assert {*commands()} - called == ELSEWHERE
