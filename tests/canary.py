"""A folder whose every field has a word of its own, and where these words may be read by a thief."""

from pathlib import Path

from unbroker import folder as folders

WORD = "qzcanary"
"""How each of the words begins: in no text of ours, and in no English word."""
PROFILE = f"""\
packs: [made-up]
people:
  - name: {WORD}name Specimen
    other_names: [{WORD}other Specimen]
    residence: US-CA
    city: {WORD}city
    emails: [{WORD}mail@example.org]
    reply_to: {WORD}reply@example.org
    phones: ["+1 415 555 0137"]
    address: {{street: [5 {WORD}street Road], city: {WORD}city, region: CA, postal_code: "94105", country: US}}
"""
SETTINGS = f"""\
per_day: 40
mail:
  host: {WORD}host.example.org
  user: {WORD}user
  from: {WORD}from@example.org
"""
BROKERS = f"""\
- slug: {WORD}slug
  name: {WORD}broker Inc.
  kind: people-search
  packs: [made-up]
  country: US
  region: US-CA
  reaches: [{{territory: US-CA, because: it says so itself, source: made up, dated: 2026}}]
  channels:
    - email: {WORD}privacy@example.org
      source: {WORD}source
      tier: A
    - post: {{street: [1 {WORD}plaza], city: Sampleton, region: CA, postal_code: "94105", country: US}}
      as_filed: [1 {WORD}plaza, "Sampleton, CA 94105"]
      source: made up
      tier: A
"""
BROKER = f"{WORD}slug"
COMMANDS = (
    "plan", "letters", f"mail email {BROKER} --via outbox", f"mail left {BROKER}",
    f"track {BROKER} answered --outcome fulfilled --file REPLY --note {WORD}note", f"mail post {BROKER} --again",
    "status --all", "due", "disclosed", "calendar", "report", f"casefile {BROKER}", "ledger export", "mail forms",
    "mail read REPLY --accept certain --yes", "people list", "edit settings.yaml", f"show {BROKER}", "check",
)  # fmt: skip
"""What writes anything anywhere, and what only looks."""
QUICK = (2, 3, 4, 6, 12, 16)
"""Those of them that the quick test calls."""


def canary_folder(path: Path) -> Path:
    """Make the folder."""
    folders.make(path, PROFILE, SETTINGS)
    (path / "brokers.yaml").write_text(BROKERS, encoding="utf-8")
    (path / "letters" / "sheet").mkdir(parents=True)
    return path
