"""Marking: the words that a proposal was read from, found again in the mail that they stand in."""

import re
from collections.abc import Iterable

_SHORTEST = 6


def marked(text: str, quotes: Iterable[str]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of the quotes, however its lines are broken."""
    patterns = [r"\s+".join(map(re.escape, quote.split())) for quote in quotes if len(quote) >= _SHORTEST]
    if not patterns:
        return [(text, False)]
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in re.finditer("|".join(sorted(patterns, key=len, reverse=True)), text):
        pieces += [(text[at : match.start()], False), (match[0], True)]
        at = match.end()
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]
