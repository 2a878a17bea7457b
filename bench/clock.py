"""How many clocks a second: `python -m bench.clock [--json]`.

Reckons the delete clock of the CCPA, the access clock of the GDPR for a German controller and a Virginian one
for every day of two years, holidays cached, on one core; beside it the one-line sum that other tools use
(receipt + 45 days), as what a right answer costs against a wrong one.
"""

import json
import sys
import time
from datetime import date, timedelta

from unbroker.base import files
from unbroker.facts import clock
from unbroker.facts import law as laws
from unbroker.facts.due import Parties, Receipt

DAYS = [date(2026, 1, 1) + timedelta(days) for days in range(730)]
CASES = (("ccpa", "delete", "US-CA"), ("gdpr", "access", "DE"), ("us-va", "delete", "US-VA"))


def main() -> None:
    """Print the figures as a line, or as JSON."""
    known, _ = laws.load([files.packaged("letters")])
    cases = [(known[slug], known[slug].right(right), Parties(controller=place)) for slug, right, place in CASES]
    for law, right, parties in cases:
        clock.reckon(law, right, Receipt(DAYS[-1], "carrier", "post"), parties)
    start = time.perf_counter()
    for law, right, parties in cases:
        for day in DAYS:
            clock.reckon(law, right, Receipt(day, "carrier", "post"), parties)
    ours = len(cases) * len(DAYS) / (time.perf_counter() - start)
    start = time.perf_counter()
    for _ in cases:
        for day in DAYS:
            day + timedelta(days=45)
    theirs = len(cases) * len(DAYS) / (time.perf_counter() - start)
    if "--json" in sys.argv:
        print(json.dumps({"clocks_per_second": round(ours), "sums_per_second": round(theirs)}))
    else:
        print(f"{ours:,.0f} clocks a second; a bare sum of 45 days: {theirs:,.0f}")


if __name__ == "__main__":
    main()
