"""The words of every letter, as they were last read.

`UNBROKER_RENEW=1 pytest tests/writing/test_letters_golden.py` renews them.
"""

import os
from pathlib import Path

import pytest
from first_letters import drafts
from made_up import templates

from unbroker.writing.letter import compose
from unbroker.writing.request import Draft

GOLDEN = Path(__file__).parents[1].joinpath("golden") / "letters"


@pytest.mark.parametrize(("name", "made"), [*drafts()], ids=[name for name, _ in drafts()])
def test_the_letter_reads_as_it_did(name: str, made: Draft) -> None:
    """A change of words is seen by whoever makes it."""
    text = compose(made, templates()).text
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UNBROKER_RENEW"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


def test_no_golden_letter_is_left_over() -> None:
    """Each golden text belongs to a letter that exists."""
    known = {name for name, _ in drafts()}

    assert {path.stem for path in GOLDEN.glob("*.txt")} == known
