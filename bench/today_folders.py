"""The folders of `bench.today`: made by the older program, so that both read the same bytes."""

TODAY = "2026-11-22"
CROWD = (5, 20, 200)
POST = ("--pack", "today", "--by", "post", "--sheet", "us-10", "--despite-drop")
"""What a mailing of the crowd is told; the sheet holds for letters abroad, too."""

_DEMO = f"""
import subprocess, sys
subprocess.run([sys.executable, "-m", "unbroker", "demo", sys.argv[1], "--today", "{TODAY}"], check=True,
               stdout=subprocess.DEVNULL)
"""

_LEDGER = """
import subprocess, sys
subprocess.run([sys.executable, sys.argv[3] + "/bench/ledger.py", "make", *sys.argv[1:3]], check=True)
"""

# They are specimens: of made-up people nobody asks whether they have agreed.
_CROWD = """
import re, sys
from pathlib import Path
from unbroker import folder

states = {
    "CA": "Oakland 94607", "TX": "Austin 78701", "CT": "Hartford 06103", "OR": "Salem 97301", "CO": "Denver 80202",
}
people = []
for number in range(int(sys.argv[2])):
    state, place = list(states.items())[number % 5]
    city, code = place.split()
    people.append(f'''
  - slug: person-{number}
    name: Robin Specimen{number:03}
    residence: US-{state}
    city: {city}
    emails: [robin{number}@example.org]
    address:
      {{street: [{100 + number} Specimen Way], city: {city}, region: {state}, postal_code: "{code}", country: US}}''')
path = Path(sys.argv[1])
folder.make(path, "specimen: true\\npacks: [today]\\npeople:" + "".join(people) + "\\n", "per_day: 40\\n")
registry = Path(sys.argv[3], "brokers.yaml").read_text(encoding="utf-8")
slugs = re.findall(r"^- slug: (\\S+)", registry, re.MULTILINE)
own = "".join(f"- slug: {slug}\\n  packs: [today]\\n" for slug in slugs)
(path / "brokers.yaml").write_text(own, encoding="utf-8")
"""
FOLDERS = {"demo": _DEMO, "ledger": _LEDGER, "crowd": _CROWD}
"""How each kind is made: a program that is told the path, the size and the older checkout."""
