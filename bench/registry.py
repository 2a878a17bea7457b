"""The long proofs on paper: every letter of the packaged registry, on every sheet: `python -m bench.registry`.

The tests that look at a seeded tenth of these letters are run on all of them: windows, struck and laid out, veraPDF.
It takes about an hour. Words after the command go to pytest, such as `-x` or `-n 2`.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROOFS = (
    "tests/actions/mailing/test_registry_run.py",
    "tests/paper/press/test_press_registry.py",
    "tests/paper/test_every_letter.py",
    "tests/paper/test_windows.py",
)


def main() -> None:
    """Run them; the exit code is pytest's."""
    command = [sys.executable, "-m", "pytest", "-m", "slow", *PROOFS, *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOT, env=os.environ | {"UNBROKER_WHOLE": "1"}, check=False).returncode)


if __name__ == "__main__":
    main()
