"""Commands that only read load little: no library that lays out, checks or looks up what was kept already."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from many import folder_of_many, names

from unbroker import cli

TODAY, (BROKER, *_) = "2026-11-30", names(1)
HEAVY = (
    "weasyprint", "pikepdf", "uharfbuzz", "jinja2", "markdown_it", "icalendar", "sqlalchemy", "pydantic", "holidays",
    "pycountry", "importlib.metadata", "rich", "tempfile", "slugify", "yaml",
)  # fmt: skip
FAST = ("status", "plan")
OTHERS = (
    "due", "status --json", "plan --json",
    f"show {BROKER}", f"show {BROKER} --json", "brokers list", f"brokers show {BROKER}",
    "deadline ccpa delete --received 2026-11-02", "followup", "disclosed", "laws list", "laws show ccpa",
    "ledger verify", f"track {BROKER} note --note called --anyway",
)  # fmt: skip
RUN = f"""
import sys
from unbroker.cli import run
code = run(sys.argv[1:])
print(code, *(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with requests in every state."""
    return folder_of_many(tmp_path_factory.mktemp("light") / "home", requests=24, brokers=24)


@pytest.mark.parametrize("words", [*FAST, *(pytest.param(words, marks=pytest.mark.slow) for words in OTHERS)])
def test_a_command_that_reads_loads_little(words: str, folder: Path) -> None:
    """Once what it reads was kept, by itself or by whatever command came before."""
    command = [sys.executable, "-c", RUN, *words.split(), "--folder", str(folder), "--today", TODAY]
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])}
    said = [subprocess.run(command, capture_output=True, text=True, check=True, env=environment) for _ in range(2)]

    assert "0" == said[-1].stderr.splitlines()[-1]
