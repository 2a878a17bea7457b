"""A folder whose every field has a word of its own, and where these words may be read by a thief."""

from pathlib import Path

from unbroker import folder as folders
from unbroker.base import files

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
RUN = "post-2026-11-23"
TEMPLATE = Path("letters/ccpa/letter.en.md")
COMMANDS = (
    "plan", "letters", f"mail email {BROKER} --via outbox", f"mail left {BROKER}",
    f"answer {BROKER} ANSWER --accept all --source {WORD}giver --words {WORD}sentence --new --outcome partial",
    "trail", f"trail {BROKER}", f"plan --trail {WORD}giver", "followup", "ledger import SHEET --yes",
    f"track {BROKER} answered --outcome fulfilled --file REPLY --note {WORD}note", f"mail post {BROKER} --again",
    "status --all", "due", "disclosed", "calendar", "report", f"casefile {BROKER}", "ledger export", "mail forms",
    "mail read REPLY --accept certain --yes", "people list", "edit settings.yaml", f"show {BROKER}", "check",
    "people agree me", "people permission me", "people export me --out OUT/person", "people add --form OUT/form.csv",
    "brokers list", f"brokers show {BROKER}", f"brokers find {WORD}broker",
    "brokers export --out OUT/brokers.csv --as csv", "brokers learn --out OUT/patch",
    "mail labels", "mail certificate --out OUT/posted.pdf", "mail resolve", f"drop {BROKER} pending",
    f"mail post {BROKER} --again --service pingen", "ledger verify", "open",
    f"open {RUN} --out OUT/desk", f"mail withdraw {RUN} --not-left", "open --remove", "forget --all --dry-run",
    "pack OUT/folder.age", f"mail set-up --from {WORD}new@example.org --host 127.0.0.1 --no-test", "laws list",
    "people erase me --dry-run", "people leave me --not-left",
)  # fmt: skip
"""What writes anything anywhere, and what only looks."""
QUICK = (2, 3, 10, 12, 18, 22)
"""Those of them that the quick test calls."""
MAY_FAIL = {"people permission me", f"drop {BROKER} pending", "forget --all --dry-run"}
"""By their first words, those that find nothing to do here and end with 1: no agent, no DROP, nothing closed."""
NEEDS_A_LOCK = {f"open {RUN} --out"}
"""Those that have something to do in a locked folder only."""
ELSEWHERE = {
    "demo", "init", "help", "unpack",  # make a folder of their own, or need none
    "brokers packs", "brokers import", "laws show", "laws topics", "deadline",  # know nothing of a person
    "lock", "unlock",  # have proofs of their own
    "people rename", "people void",  # record what the others record
    "ledger move", "ledger prepare", "office ask", "office due", "office jobs", "office left", "office print", "work",
    "serve",  # its pages are asked for below
}  # fmt: skip
"""What is not called, and why: an office's folder is not locked."""
PAGES = (
    "/", "/calendar.ics", "/plan", "/plan/told", "/you", "/you/files", "/letters", "/answers", "/brokers",
    f"/brokers/{BROKER}", "/trail", "/report", "/report/paper.pdf", "/doubt", f"/sealed/{RUN}",
)  # fmt: skip
"""What a browser opens of it."""


def canary_folder(path: Path) -> Path:
    """Make the folder."""
    folders.make(path, PROFILE, SETTINGS)
    (path / "brokers.yaml").write_text(BROKERS, encoding="utf-8")
    (path / TEMPLATE).parent.mkdir(parents=True)
    packaged = files.read_text(files.packaged("letters") / TEMPLATE.relative_to("letters"))
    (path / TEMPLATE).write_text(f"{packaged}\n{WORD}template words of my own.\n", encoding="utf-8")
    return path
