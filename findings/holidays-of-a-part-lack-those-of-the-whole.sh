#!/usr/bin/env bash
# Asked for a part of a country, the holidays library can answer with fewer days than for the country.
#
# holidays 0.109 takes a subdivision as "this one instead", not as "this one, too": `country_holidays("US", "CA")` has no
# Columbus Day, though the federal holiday (5 U.S.C. 6103) shuts federal courts and the post in California as anywhere;
# so in Texas, Oregon and Colorado. It is the calendar of the state's own offices. Nor is "public" the days that a
# statute excludes when a time runs out: 5 May is one in the Netherlands every year (Algemene termijnenwet, article 3),
# and the library has it in every fifth, as employers give it; Easter Monday is one in Canada (Interpretation Act, R.S.C.
# 1985, c. I-21, section 35), and is in none of the library's categories, which have "government" for what federal
# offices keep. Who moves the end of a legal time off holidays by it can be a day too early.
#
# Seen 2026-11-30 with holidays 0.109 on Python 3.11:
#     of the federal days of 2026, lacking: US-CA Columbus Day; US-TX Columbus Day; US-OR Columbus Day; US-CO Columbus Day
#     NL, 5 May: 2025; CA, Easter Monday: none
# Exits 1 once a part has all days of the whole, or one of the two days is there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "holidays==0.109"
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from datetime import date

from holidays import country_holidays

federal = country_holidays("US", years=2026)
lacking = {
    state: [name for day, name in federal.items() if day not in country_holidays("US", state, years=2026)]
    for state in ("CA", "TX", "OR", "CO")
}
liberation = [year for year in range(2025, 2030) if date(year, 5, 5) in country_holidays("NL", years=year)]
canada = country_holidays("CA", years=2026, categories=("government", "optional", "public"))
print("of the federal days of 2026, lacking:", "; ".join(f"US-{key} {', '.join(names)}" for key, names in lacking.items()))
print("NL, 5 May, of 2025 to 2029:", liberation)
print("CA, Easter Monday 2026:", canada.get(date(2026, 4, 6)))
sys.exit(not (all(lacking.values()) and liberation == [2025] and date(2026, 4, 6) not in canada))
PYTHON
