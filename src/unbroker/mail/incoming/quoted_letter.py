"""The quoted letter: what stands in a mail and in a sealed letter is the person's own, however the mail quotes it.

Compared are words in their order, so that neither marks before lines nor new line ends, other quotation marks or
lost accents matter, and no list of headers is needed. Each word is looked at a bounded number of times.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

PLACE = "\0"
"""Stands in a line where words of a letter stood."""
_NONE = -1
_GRAM = 4
_MOST_PLACES = 4
_PASSAGE = 8
_BRIDGE = 3
_MOSTLY = 0.8
_MOST_WORDS = 60_000
_WORD = re.compile(
    r"(?:[^\s\u0021-\u0026\u0028-\u002f\u003a-\u0040\u005b-\u005f\u007b-\u007e\u2010-\u2017\u201a-\u2027]"
    r"|(?<=[A-Za-z])\?(?=[A-Za-z]))+"
)
# Apostrophes, and the letters that a wrong character set makes something else of: two readings of one word agree.
_DROPPED = re.compile("['`?\u0080-\u024f\u2018-\u201f\u2032\u20ac\u2122\u0300-\u036f\ufffd]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_STOPS = re.compile(r"[.,;:!?…)\]\"”»]*")
_END = re.compile(r"[.!?:;]\s|\n[\s>|]*\n|\n[\s>|]*(?:[-*•·]|\d{1,2}[.)])\s")


def in_one_form(text: str) -> str:
    """A text as it is compared: one kind of space, and each accent with its letter."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).replace(PLACE, "")


@dataclass(frozen=True)
class _Token:
    """A word of a text."""

    word: str
    start: int
    end: int
    unit: int
    """The number of the sentence that it stands in."""
    line: int


@dataclass(frozen=True)
class Letters:
    """The letters that a mail may quote."""

    texts: tuple[str, ...]

    def without(self, text: str) -> str:
        """A text without what stands in one of the letters: its lines stay, a mark instead of each long passage."""
        tokens = _tokens(text) if self.texts else []
        return _marked(text, tokens, self._own(tokens)) if tokens else text

    @cached_property
    def _tokens(self) -> list[_Token]:
        return _tokens(in_one_form("\n\n".join(self.texts)))

    @cached_property
    def _places(self) -> dict[tuple[str, ...], list[int]]:
        places: dict[tuple[str, ...], list[int]] = {}
        for at, gram in enumerate(_grams(self._tokens)):
            known = places.setdefault(gram, [])
            if len(known) < _MOST_PLACES:
                known.append(at)
        return places

    @cached_property
    def _lengths(self) -> Mapping[int, int]:
        """By sentence of the letters, how many words it has."""
        return Counter(token.unit for token in self._tokens)

    @cached_property
    def _lines(self) -> frozenset[tuple[str, ...]]:
        """The lines and the sentences of the letters."""
        numbers = ([token.line for token in self._tokens], [token.unit for token in self._tokens])
        groups = (places for number in numbers for _, places in _groups(number))
        return frozenset(tuple(self._tokens[at].word for at in places) for places in groups)

    def _own(self, tokens: Sequence[_Token]) -> list[bool]:
        """For each word of a mail whether it is the letter's."""
        units = _bridged(self._units_of(tokens))
        own = [False] * len(tokens)
        for unit, places in _groups(units):
            if unit != _NONE and len(places) >= max(_GRAM, _MOSTLY * self._lengths[unit]):
                _set(own, places)
        for _, places in _groups([token.unit for token in tokens]):
            if sum(units[at] != _NONE for at in places) >= _MOSTLY * len(places):
                _set(own, places)
        for _, places in _groups([token.line for token in tokens]):
            if tuple(tokens[at].word for at in places) in self._lines:
                _set(own, places)
        return own

    def _units_of(self, tokens: Sequence[_Token]) -> list[int]:
        """For each word of a mail the sentence of the letters that it stands in."""
        grams = [*_grams(tokens)]
        units, at = [_NONE] * len(tokens), 0
        while at < len(grams):
            candidates = self._places.get(grams[at], ())
            length, place = max(((self._common(tokens, at, place), place) for place in candidates), default=(0, 0))
            units[at : at + length] = [token.unit for token in self._tokens[place : place + length]]
            at += max(1, length)
        return units

    def _common(self, tokens: Sequence[_Token], at: int, place: int) -> int:
        """How many words of a mail and of the letters are the same from two places on."""
        length, most = 0, min(len(tokens) - at, len(self._tokens) - place)
        while length < most and tokens[at + length].word == self._tokens[place + length].word:
            length += 1
        return length


def _tokens(text: str) -> list[_Token]:
    """The words of a text, with the sentence and the line of each."""
    tokens: list[_Token] = []
    unit, line, before = 0, 0, 0
    for match in islice(_WORD.finditer(text), _MOST_WORDS):
        word = _DROPPED.sub("", match[0]).casefold()
        if not word:
            continue
        between = text[before : match.start()]
        line += "\n" in between
        unit += bool(_END.search(f"{between} ") if len(between) > 1 else False)
        tokens.append(_Token(word, match.start(), match.end(), unit, line))
        before = match.end()
    return tokens


def _grams(tokens: Sequence[_Token]) -> Iterator[tuple[str, ...]]:
    words = [token.word for token in tokens]
    return zip(*(words[offset:] for offset in range(_GRAM)), strict=False)


def _bridged(units: list[int]) -> list[int]:
    """The same, where a few strange words within a sentence, such as marks before lines, belong to it."""
    bridged, last = [*units], _NONE
    for at, unit in enumerate(units):
        if unit == _NONE:
            continue
        if last != _NONE and at - last - 1 <= _BRIDGE and unit - units[last] in (0, 1):
            bridged[last + 1 : at] = [units[last]] * (at - last - 1)
        last = at
    return bridged


def _groups(numbers: Sequence[int]) -> Iterator[tuple[int, range]]:
    """The stretches of one number."""
    begun = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[begun]:
            yield numbers[begun], range(begun, at)
            begun = at


def _set(own: list[bool], places: range) -> None:
    own[places.start : places.stop] = [True] * len(places)


def _after_stops(text: str, at: int) -> int:
    match = _STOPS.match(text, at)
    return match.end() if match else at


def _marked(text: str, tokens: Sequence[_Token], own: Sequence[bool]) -> str:
    pieces, end = [], 0
    for is_own, places in _groups([int(flag) for flag in own]):
        if is_own:
            begun, before, end = tokens[places.start].start, end, _after_stops(text, tokens[places.stop - 1].end)
            mark = PLACE if len(places) >= _PASSAGE else ""
            pieces += [text[before:begun], "\n".join([mark] * (text.count("\n", begun, end) + 1))]
    return "".join((*pieces, text[end:]))
