"""Ctrl-C comes between modules, and never after the end."""

import subprocess
import sys
from pathlib import Path

MODULE = """
import os, signal, time
os.kill(os.getpid(), signal.SIGINT)
for _ in range(50):
    time.sleep(0.001)
print("loaded", flush=True)
"""
LOADS = """
import sys, time
from unbroker.base import interruption
interruption.begin()
sys.path.insert(0, sys.argv[1])
try:
    import interrupted
    time.sleep(5)
    print("not interrupted")
except KeyboardInterrupt:
    print("interrupted", "interrupted" in sys.modules)
"""
ENDS = """
import atexit, os, signal, sys
from unbroker.__main__ import main
atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))
sys.argv = ["unbroker", *sys.argv[1:]]
main()
"""


def run(program: str, *words: str) -> tuple[int, str, str]:
    """Run a program in a process of its own, which can be interrupted: its code, and what it said."""
    command = [
        sys.executable,
        "-c",
        f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n{program}",
    ]
    done = subprocess.run([*command, *words], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_module_is_loaded_whole(tmp_path: Path) -> None:
    """Whatever its loading is interrupted by comes when it is there."""
    (tmp_path / "interrupted.py").write_text(MODULE, encoding="utf-8")

    assert (0, "loaded\ninterrupted True\n", "") == run(LOADS, str(tmp_path))


def test_what_has_ended_is_not_interrupted() -> None:
    """The exit code is the command's own, and nothing more is said."""
    code, _, said = run(ENDS, "laws", "list")
    assert (0, False) == (code, "Traceback" in said or "Exception" in said)

    code, _, said = run(ENDS, "laws", "show", "nowhere")
    assert (1, False) == (code, "Traceback" in said or "Exception" in said)


def test_who_ignores_interruptions_goes_on(tmp_path: Path) -> None:
    """As a job in the background of a shell without job control does."""
    ignores = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    (tmp_path / "interrupted.py").write_text(MODULE, encoding="utf-8")
    program = ignores + LOADS.replace("time.sleep(5)", "pass")

    assert (0, "loaded\nnot interrupted\n", "") == run(program, str(tmp_path))
