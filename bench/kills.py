"""The long proofs: `python -m bench.kills [ledger|lock|mail|bounces] [--rounds N] [--seed N]`.

`ledger` kills, cuts, races and starves the commands that write to the ledger, N times; `lock` kills lock, unlock, edit
and pack, N times; `mail` sends N letters to a
real server in runs that are killed; `bounces` sends N letters of which some come back, and reads those. The tests do
a tenth of the usual 300 each. A broken promise ends it with an AssertionError; else it prints what was met.
"""

import argparse
import os
import random
import sys
import tempfile
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import bounces
import kills
import lock_kills
import mail_kills
from household import Home
from mail_server import running

USUAL = 300


class Said(NamedTuple):
    """What was printed on both streams."""

    out: str
    err: str


class Screen:
    """Both streams of this process, as pytest's capsys gives them."""

    def __init__(self) -> None:
        self.out, self.err = StringIO(), StringIO()

    def readouterr(self) -> Said:
        """What was printed since the last call."""
        said = Said(self.out.getvalue(), self.err.getvalue())
        for stream in (self.out, self.err):
            stream.seek(0)
            stream.truncate()
        return said


def ledger(path: Path, count: int, seed: int) -> Counter[str]:
    """Faults at the ledger; so many must have met the bad moments too."""
    met = kills.rounds(path, count, seed)
    missing = [moment for moment in ("whole", "nothing") if not met[moment]]
    if missing and count >= USUAL:
        raise SystemExit(f"no kill met a moment of the kind {missing}: {dict(met)}")
    return met


def mail(path: Path, count: int, seed: int) -> Counter[str]:
    """Kills of runs that send."""
    with running() as server:
        os.environ["SSL_CERT_FILE"] = str(server.authority)
        return mail_kills.rounds(server, path, count, seed)


def bounced(path: Path, count: int, _seed: int) -> Counter[str]:
    """Letters that come back; nothing in it is random."""
    screen = Screen()
    with running() as server, redirect_stdout(screen.out), redirect_stderr(screen.err):
        os.environ["SSL_CERT_FILE"] = str(server.authority)
        return Counter({"came back": bounces.read(server, Home(path / "home", screen), count)})


PROOFS = {"ledger": ledger, "lock": lock_kills.rounds, "mail": mail, "bounces": bounced}


def main() -> None:
    """Run one proof, or all, and print what they met."""
    parser = argparse.ArgumentParser(description="The long proofs: nothing is lost and nothing leaves twice.")
    parser.add_argument("proofs", nargs="*", choices=[*PROOFS, []], help="all if none is named")
    parser.add_argument("--rounds", type=int, default=USUAL, help="faults, or letters; 300 if not said")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32), help="a new one if not said")  # noqa: S311
    options = parser.parse_args()
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    for name in options.proofs or PROOFS:
        with tempfile.TemporaryDirectory() as scratch:
            met = PROOFS[name](Path(scratch), options.rounds, options.seed)
        print(f"{name}, {options.rounds} rounds, seed {options.seed}: {dict(met)}", flush=True)


if __name__ == "__main__":
    main()
