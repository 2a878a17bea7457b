"""How much of the packaged registry the long proofs look at: a seeded tenth, or all of it.

`python -m bench.registry` asks for all; `UNBROKER_SEED=N` for another tenth.
"""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

Element = TypeVar("Element")
WHOLE = bool(os.environ.get("UNBROKER_WHOLE"))
SEED = int(os.environ.get("UNBROKER_SEED", "1"))


def tenth(everything: Sequence[Element], *more: object) -> list[Element]:
    """A tenth, in order, another one for each of the further arguments; or everything where that is asked for."""
    if WHOLE:
        return [*everything]
    chosen = random.Random(f"{SEED} {more}").sample(range(len(everything)), -(-len(everything) // 10))  # noqa: S311
    return [everything[number] for number in sorted(chosen)]
