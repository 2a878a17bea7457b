"""A folder of somebody in California with three brokers who do not exist, and the command line on it.

The law is known to bind the first of them; the others are asked as a courtesy.
"""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from unbroker import cli
from unbroker import folder as folders

PROFILE = """\
packs: [made-up]
courtesy: true
people:
  - name: Sam Specimen
    residence: US-CA
    city: Sampleton
    emails: [sam@example.org]
    address: {street: [5 Example Road], city: Sampleton, region: CA, postal_code: "94105", country: US}
"""
BROKER = """\
- slug: {slug}
  name: {name}
  kind: people-search
  packs: [made-up]
  country: US
  region: US-CA
  channels:
    - email: privacy@{slug}.example.org
      source: made up
      tier: A
    - post: {{street: [1 Specimen Plaza], city: Sampleton, region: CA, postal_code: "94105", country: US}}
      as_filed: [1 Specimen Plaza, "Sampleton, CA 94105"]
      source: made up
      tier: A
"""
BOUND = """\
  reaches: [{territory: US-CA, because: it says so itself, source: made up, dated: 2026}]
"""
NAMES = {"acme": "Acme Data", "bolt": "Bolt Search", "cask": "Cask People"}


def household(
    path: Path,
    settings: str = "per_day: 40\n",
    names: Mapping[str, str] = NAMES,
    boxes: Mapping[str, str] | None = None,
) -> Path:
    """Make the folder; `boxes` says by broker what stands before the @ of its address."""
    folders.make(path, PROFILE, settings)
    records = [BROKER.format(slug=slug, name=name) for slug, name in names.items()]
    text = "\n".join(records).replace("  channels:", f"{BOUND}  channels:", 1)
    for slug, box in (boxes or {}).items():
        text = text.replace(f"privacy@{slug}.", f"{box}@{slug}.")
    (path / "brokers.yaml").write_text(text, encoding="utf-8")
    return path


class Home:
    """The command line on a folder, on a day."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path, self.capsys = path, capsys

    def call(self, *words: str, today: str = "2026-11-23") -> tuple[int, str, str]:
        """Run a command; answers its exit code, its results and its talk."""
        self.capsys.readouterr()
        code = cli.run([*words, "--today", today, "--folder", str(self.path)])
        out, err = self.capsys.readouterr()
        return code, out, err

    def json(self, *words: str, today: str = "2026-11-23") -> Any:
        """The answer of a command as JSON."""
        code, out, err = self.call(*words, "--json", today=today)
        assert code == 0, (out, err)
        return json.loads(out)

    def fails(self, *words: str, today: str = "2026-11-23") -> str:
        """What a command says that the user can fix."""
        code, _, err = self.call(*words, today=today)
        assert code in (1, 2), err
        return err


def manifest_of(run: Path) -> list[dict[str, str]]:
    """The rows of the manifest in the folder of a run."""
    return [*csv.DictReader(io.StringIO((run / "manifest.csv").read_text(encoding="utf-8-sig")))]
