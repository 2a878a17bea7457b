"""A phrase: a turn of phrase as a data file writes it, and whether a sentence has it.

A phrase is written in words: `we have [now] (deleted|removed) ... (data|information)`. Round brackets hold a choice,
square ones what may be absent, `*` any ending or beginning of a word, `<n>` a number, and `...` up to ten words, none
of which denies. Neither case nor accents nor punctuation count. Matching is bounded: no phrase repeats without end.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_LONGEST_WORD = 40
_GAP = 10
_CLAUSE = ","
DENIED, LATER = "!", "~"
"""Stand before a word that denies, or that says that something is to come; a gap does not skip such a word."""
_TOKEN = re.compile(r"[()|\[\]]|\.\.\.|[^\s()|\[\]-]+")
_WRITTEN = re.compile(r"<n>|\*?[0-9a-z]+\*?")
_APOSTROPHES = re.compile("[’‘`´ʼ]")
_CONTRACTIONS = tuple(
    (re.compile(short), whole)
    for short, whole in (
        (r"\bcan't\b", "cannot"), (r"\bwon't\b", "will not"), (r"n't\b", " not"), (r"'re\b", " are"),
        (r"'ve\b", " have"), (r"'ll\b", " will"), (r"'m\b", " am"), (r"'(?=[st]\b)", ""), ("'", " "),
    )
)  # fmt: skip
_WORDS = re.compile(r"https?://\S+|[^\W_]+|[,;:()\[\]–—]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_MORE = r"[^\s,]*"
_DEPTH = {"(": 1, "[": 1, ")": -1, "]": -1}


class NotAPhrase(ValueError):  # noqa: N818 - the sentence is the name
    """A phrase is not written as phrases are."""


def plain(text: str) -> str:
    """A text in the letters that phrases are compared in: small, without accents, `ä` as `ae`, `d'un` in two words."""
    text = _APOSTROPHES.sub("'", text.casefold())
    for short, whole in _CONTRACTIONS if "'" in text else ():
        text = short.sub(whole, text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_UMLAUTS)
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return text


def in_words(sentence: str) -> str:
    """A sentence as phrases look at it: its words and the ends of its clauses, a space after each."""
    words = _WORDS.findall(plain(sentence))
    return "".join(f"{word[:_LONGEST_WORD] if word[0].isalnum() else _CLAUSE} " for word in words)


def clauses_before(words: str, start: int) -> list[list[str]]:
    """The words before a place in a sentence, by clause."""
    return [clause.split() for clause in words[:start].split(f"{_CLAUSE} ")]


@dataclass(frozen=True)
class Phrase:
    """One turn of phrase."""

    written: str

    def __post_init__(self) -> None:
        _check(self.written)

    def places(self, words: str) -> Iterator[tuple[int, int]]:
        """Where it begins and ends in the words of a sentence, wherever it begins."""
        if any(stem in words for stem in self.stems):
            yield from (match.span(1) for match in self._pattern.finditer(words))

    def mark(self, words: str, mark: str) -> str:
        """The words of a sentence with a mark wherever it begins."""
        return self._pattern.sub(mark, words)

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Of one part that must be there, how each of its choices can begin: a cheap look before the pattern's."""
        return max(_required(self.written), key=lambda stems: min(map(len, stems)))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(_pattern(self.written))


def _check(written: str) -> None:
    """See whether a text is a phrase.

    Raises:
        NotAPhrase: it is not; says what is wrong.
    """
    depth: list[str] = []
    for token in _TOKEN.findall(written):
        if token in ("(", "["):
            depth.append(token)
        elif token in (")", "]"):
            if not depth or depth.pop() + token not in ("()", "[]"):
                raise NotAPhrase(f"the bracket {token!r} closes none in {written!r}")
        elif token not in ("|", "...") and not _WRITTEN.fullmatch(plain(token).replace(" ", "")):
            raise NotAPhrase(f"{token!r} is no word in {written!r}")
    if depth:
        raise NotAPhrase(f"a bracket is not closed in {written!r}")
    if not [*_required(written)]:
        raise NotAPhrase(f"{written!r} holds no word that must be there")


def _required(written: str) -> Iterator[tuple[str, ...]]:
    """For each part that must be there how each of its choices begins; not where that is not plain to see."""
    for part in _parts(_TOKEN.findall(written)):
        choices = [*_choices(part[1:-1])] if part[0] == "(" else [part]
        first_words = [choice[0] if choice else "[" for choice in choices]
        if {"(", "[", "..."}.isdisjoint(first_words):
            yield tuple(map(_stem, first_words))


def _parts(tokens: list[str]) -> Iterator[list[str]]:
    """The words and the brackets of a phrase, one after another."""
    part: list[str] = []
    depth = 0
    for token in tokens:
        part.append(token)
        depth += _DEPTH.get(token, 0)
        if not depth:
            yield part
            part = []


def _choices(tokens: list[str]) -> Iterator[list[str]]:
    """What stands between the bars of a bracket."""
    choice: list[str] = []
    depth = 0
    for token in tokens:
        depth += _DEPTH.get(token, 0)
        if token == "|" and not depth:  # noqa: S105 - no password
            yield choice
            choice = []
        else:
            choice.append(token)
    yield choice


def _stem(written: str) -> str:
    return "" if written == "<n>" else plain(written).strip("* ")


def _pattern(written: str) -> str:
    """The regular expression of a phrase, over the words that `in_words` gives."""
    gap = rf"(?:[^{DENIED}{LATER}\s]\S* ){{0,{_GAP}}}?"
    brackets = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "|": "|", "...": gap}
    tokens = _TOKEN.findall(written)
    words = (brackets.get(token) or rf"[{DENIED}{LATER}]?{_word(token)} (?:{_CLAUSE} )?" for token in tokens)
    return rf"(?<!\S)(?=({''.join(words)}))"  # looked for at each word, also within another place


def _word(written: str) -> str:
    if written == "<n>":
        return r"[0-9]+"
    before, after = (_MORE if written[at] == "*" else "" for at in (0, -1))
    return before + re.escape(_stem(written)) + after
