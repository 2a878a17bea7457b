"""What each made-up report of a mail server is taken for, and each ordinary mail: `python -m bench.bounces`.

The mails are those of the tests: reports in some sixty formats about one letter, and mails that are no report of a
failure. The first table has a line for each report; the second counts the ordinary ones by sort. At the end stand the
shares, and how long a mail takes.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from server_reports import ORDINARY, REPORTS, read

FAILURES = ("bounced", "deferred", "stopped")
WORDS = {
    "bounced": "gone for good",
    "deferred": "for a while",
    "stopped": "the sender's own",
    "note": "no failure",
    "received": "arrived",
    None: "nothing",
}


def reports() -> Iterator[tuple[str, str | None]]:
    """Print a line for each report; yields what it is, and what it was taken for."""
    print(f"{'format':18} {'is':18} {'taken for':18} in its words")
    for number, report in enumerate(REPORTS):
        proposed = read(report.mail(number))
        mark = "" if proposed.kind == report.kind else "  <-- wrong"
        reason = str(proposed.facts.get("note", ""))
        kinds = f"{WORDS[report.kind]:18} {WORDS.get(proposed.kind, str(proposed.kind)):18}"
        print(f"{report.format:18} {kinds} {reason[:70]}{mark}")
        yield report.kind, proposed.kind


def ordinary() -> Iterator[str | None]:
    """Print what the ordinary mails were taken for, by sort; yields each."""
    counted = Counter((mail.sort, read(mail.mail(number)).kind) for number, mail in enumerate(ORDINARY))
    print(f"\n{'ordinary mail':18} {'taken for':22} how many")
    for (sort, kind), count in sorted(counted.items(), key=str):
        print(f"{sort:18} {kind or 'about no letter':22} {count}")
        yield from [kind] * count


def main() -> None:
    """Print the tables."""
    began = time.perf_counter()
    pairs = [*reports()]
    kinds = [*ordinary()]
    seconds = time.perf_counter() - began
    print(
        f"\n{len(pairs)} reports in {len({report.format for report in REPORTS})} formats; {len(kinds)} ordinary mails"
    )
    for kind in FAILURES:
        of_kind = [taken for expected, taken in pairs if expected == kind]
        print(f"{WORDS[kind]}: {sum(taken == kind for taken in of_kind)} of {len(of_kind)} taken for it")
    wrongly = sum(taken == "bounced" for expected, taken in pairs if expected != "bounced")
    print(
        f"taken for gone for good, and is not: {wrongly} reports, "
        f"{sum(kind in FAILURES for kind in kinds)} ordinary mails"
    )
    print(f"{seconds / (len(pairs) + len(kinds)) * 1000:.0f} ms a mail")


if __name__ == "__main__":
    main()
