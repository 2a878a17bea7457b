"""Phrases: what an answer is taken for, in five languages; traps are taken for nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from unbroker.mail.incoming import phrases

REPLIES = Path(__file__).parents[2] / "replies.yaml"


def replies() -> Iterator[tuple[str, str, str]]:
    """Each reply of the table: its language, what it is, and its words."""
    table = yaml.safe_load(REPLIES.read_text(encoding="utf-8"))
    for language, kinds in table.items():
        yield from ((language, kind, words) for kind, texts in kinds.items() for words in texts)


def taken_for(words: str) -> str:
    """What is proposed of a reply: the kind, with the outcome and the reason of an answer."""
    guess = next(phrases.guesses(words), None)
    if guess is None:
        return "nothing"
    return " ".join(str(word) for word in (guess.kind, guess.facts.get("outcome"), guess.facts.get("reason")) if word)


@pytest.mark.parametrize(("language", "kind", "words"), [*replies()])
def test_what_a_reply_is_taken_for(language: str, kind: str, words: str) -> None:  # noqa: ARG001 - for the name
    """By its words alone."""
    assert taken_for(words) == kind
