"""What replies are taken for, by how they quote the letter and by what they say: `python -m bench.quotes`.

Every reply confirms receipt and no more; each is read twice: with the sealed letter at hand, and by the words that
mail programs put above a quotation alone. Then come the replies of `tests/replies.yaml`, by language and kind.
"""

import sys
import time
from collections.abc import Iterable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import yaml
from mailed import correspondence, day_of
from quoting import PROGRAMS, letter, reply

from unbroker.mail.incoming import parsed, phrases, proposal

REPLIES = Path(__file__).resolve().parents[1] / "tests" / "replies.yaml"
LETTERS = ("gdpr", "ccpa", "us-or")
TODAY = date(2026, 11, 25)


def taken_for(program: str, text: str, known: Iterable[str]) -> str:
    """What a reply is taken for."""
    mail = parsed.read(reply(program, text))
    proposed = proposal.propose(mail, correspondence(), today=TODAY, day_of=day_of, texts_of=lambda _: known)
    kinds = (str(proposed.kind), *(guess.kind for guess in proposed.also)) if proposed else ("a letter of ours",)
    return " + ".join(dict.fromkeys(kinds))


def main() -> None:
    """Print both tables, and how many are taken for what they are."""
    by_program()
    by_kind()


def by_kind() -> None:
    """Print for each kind and language how many replies there are, and how many are taken for it."""
    table = yaml.safe_load(REPLIES.read_text(encoding="utf-8"))
    kinds = dict.fromkeys(kind for replies in table.values() for kind in replies)
    print(f"\n{'right / all replies':38} {' '.join(f'{code:>9}' for code in table)}")
    for kind in kinds:
        cells = [[taken_for_kind(reply) == kind for reply in replies.get(kind, ())] for replies in table.values()]
        print(f"{kind:38} {' '.join(f'{sum(cell):>4} /{len(cell):>3}' for cell in cells)}")


def taken_for_kind(reply_text: str) -> str:
    """What the words of a reply alone are taken for, as the table names it."""
    guess = next(phrases.guesses(reply_text), None)
    words = (guess.kind, guess.facts.get("outcome"), guess.facts.get("reason")) if guess else ("nothing",)
    return " ".join(str(word) for word in words if word)


def by_program() -> None:
    """Print what a confirmation of receipt is taken for by the way in which it quotes."""
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
