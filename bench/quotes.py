"""What a reply is taken for, by the way in which it quotes the letter: `python -m bench.quotes`.

Every reply confirms receipt and no more; each is read twice: with the sealed letter at hand, and by the words that
mail programs put above a quotation alone. What is taken for something else stands out with its words.
"""

import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from mailed import correspondence, day_of
from quoting import PROGRAMS, letter, reply

from unbroker.mail.incoming import parsed, proposal

LETTERS = ("gdpr", "ccpa", "us-or")
TODAY = date(2026, 11, 25)


def taken_for(program: str, text: str, known: Iterable[str]) -> str:
    """What a reply is taken for."""
    mail = parsed.read(reply(program, text))
    proposed = proposal.propose(mail, correspondence(), today=TODAY, day_of=day_of, texts_of=lambda _: known)
    kinds = (str(proposed.kind), *(guess.kind for guess in proposed.also)) if proposed else ("a letter of ours",)
    return " + ".join(dict.fromkeys(kinds))


def main() -> None:
    """Print the table, and how many are taken for what they are."""
    right = [0, 0]
    began = time.perf_counter()
    print(f"{'the reply confirms receipt, quoted by':38} {'with the letter at hand':38} by headers alone")
    for program in PROGRAMS:
        columns: tuple[set[str], set[str]] = (set(), set())
        for text in map(letter, LETTERS):
            for at, known in enumerate(((text,), ())):
                kind = taken_for(program, text, known)
                right[at] += kind == "acknowledged"
                columns[at].add(kind)
        print(f"{program:38} {'; '.join(sorted(columns[0])):38} {'; '.join(sorted(columns[1]))}")
    total = len(PROGRAMS) * len(LETTERS)
    print(f"{len(PROGRAMS)} ways, {total} replies: {right[0]} are what they are;", end=" ")
    print(f"by the headers alone {right[1]} ({time.perf_counter() - began:.1f} s)")


if __name__ == "__main__":
    main()
