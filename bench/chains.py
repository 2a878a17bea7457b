"""Does every chain of letters end somewhere? `python -m bench.chains [--law LAW] [--all]`.

Walks every right of every law from every history (silence, each kind of refusal, a partial answer, identity asked and
given, an extension, …) by what is called for, until a complaint to each regulator by each of its ways, or a stated
end. Prints a line for each law and history with how its chains end, or with --all each chain; exit code 1 if one ends
nowhere.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import chains
from chains import Chain


def main(arguments: Sequence[str]) -> int:
    """Print the matrix; answers how many chains end nowhere, as an exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.chains", description=__doc__)
    parser.add_argument("--law", help="one law, by its slug")
    parser.add_argument("--all", action="store_true", help="each chain, with its letters")
    options = parser.parse_args(arguments)
    laws = [law for law in chains.laws() if options.law in (None, law.slug)]
    walked = [*chains.walk_all(laws, every=True)]
    if options.all:
        print(*walked, sep="\n")
    else:
        print(*_matrix(walked), sep="\n")
    dead = [chain for chain in walked if chain.dead]
    print(*dead, sep="\n")
    print(f"{len(laws)} laws x {len(chains.HISTORIES)} histories, {len(walked)} chains, {len(dead)} dead ends")
    return bool(dead)


def _matrix(walked: Sequence[Chain]) -> list[str]:
    """A line for each law and history: how many chains end in a complaint, in words, and nowhere."""
    ends: dict[tuple[str, str], Counter[str]] = {}
    for chain in walked:
        end = "nowhere" if chain.dead else "complaint" if chain.end == "complaint" else "stated end"
        ends.setdefault((chain.law, chain.history), Counter())[end] += 1
    return [
        f"{law:12} {history:36} {', '.join(f'{end} {number}' for end, number in sorted(counted.items()))}"
        for (law, history), counted in ends.items()
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
