#!/usr/bin/env bash
# A caught KeyboardInterrupt can still end `python -m MODULE` by SIGINT instead of by the exit code that was chosen.
#
# What: CPython 3.11 (3.11.7 tried), a module that catches KeyboardInterrupt and calls sys.exit(7). No package is used.
# An expert expects: who catches the exception decides the exit code. With a `raise KeyboardInterrupt` in plain code it
# is so. If the exception passed through an `exec` of a text on its way up, `python -m MODULE` kills itself by SIGINT
# at its end all the same (a shell sees 130, a parent process -2); `python FILE` does not. Making a dataclass or a named
# tuple is such an `exec`, so that it depends on which import a Ctrl-C meets.
# Why: the function that runs a text notes in the runtime that an interrupt was not handled; whoever handles it
# later does not take the note back, and the end of `python -m` looks at the note. The next `exec` of a text clears it.
# Seen on 2026-11-30:
#   python -m, plain: 7
#   python -m, through exec: -2
#   python -m, through exec, and one more after it: 7
#   python FILE, through exec: 7
# Exit code 1 if the behaviour changed, 2 if it cannot be tried.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
try:
    {raised}
except KeyboardInterrupt:
    pass
{after}
sys.exit(7)
"""
THROUGH, PLAIN = "exec('raise KeyboardInterrupt')", "raise KeyboardInterrupt"
TRIED = {
    "python -m, plain": (("-m", "tried"), PLAIN, "", 7),
    "python -m, through exec": (("-m", "tried"), THROUGH, "", -2),
    "python -m, through exec, and one more after it": (("-m", "tried"), THROUGH, "exec('')", 7),
    "python FILE, through exec": (("tried.py",), THROUGH, "", 7),
}

if sys.version_info[:2] != (3, 11):
    print(f"this is Python {sys.version.split()[0]}; the behaviour was seen in 3.11")
    sys.exit(2)
changed = False
for name, (arguments, raised, after, seen) in TRIED.items():
    Path("tried.py").write_text(PROGRAM.format(raised=raised, after=after), encoding="utf-8")
    code = subprocess.run([sys.executable, *arguments]).returncode
    print(f"{name}: {code}")
    changed |= code != seen
sys.exit(changed)
PY
