"""How many of the names in access answers are proposed, and how many proposals are right: `python -m bench.answers`.

The answers are those of `tests/data/access_answers.yaml`: twenty on which the finder was tried while it was written,
eight that were held back until then, and eight that somebody wrote later who had not seen its words.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from access_answers import measured


def main() -> None:
    """Print a line for each answer, and the figures."""
    for which in ("answers", "held_back", "later"):
        precision, recall, lines = measured(which)
        print(*lines, sep="\n")
        print(f"{which}: precision {precision:.2f}, recall {recall:.2f}\n")


if __name__ == "__main__":
    main()
