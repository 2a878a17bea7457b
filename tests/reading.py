"""How a text reads: its sentences, their words, and Flesch's reading ease, by a count of syllables that is good enough.

The figures compare our own texts with each other; another counter would give others.
"""

import re
from collections.abc import Iterator

# What ends in a full stop and no sentence: in citations, in names, and before numbers.
_SHORTENED = re.compile(
    r"\b(?:Cal|Civ|Conn|Gen|Stat|Va|Tex|Bus|Neb|Rev|Ind|Minn|Tenn|Fla|Del|Md|La|Ala|Co|Inc|Ltd|No|nº|seq|subd|ch|art|cl|s|c"
    r"|sec|[A-Z])\.$"
)
_ITEM = re.compile(r"^\s*(?:\d+\.|-) ", re.MULTILINE)
_CITED = re.compile(r" ?\((?:[^()]|\([^()]*\))*(?:\d|Subtitle)(?:[^()]|\([^()]*\))*\)")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a letter's plain text; a heading, an item of a list and a line of an address are one each."""
    for block in re.split(r"\n\s*\n", text.replace("\u00a0", " ")):
        for part in _ITEM.split(block):
            yield from _sentences(" ".join(part.split()))


def _sentences(paragraph: str) -> Iterator[str]:
    sentence = ""
    for piece in re.split(r"(?<=[.?!:])\s+(?=[“\"A-Z0-9(])", paragraph):
        sentence = f"{sentence} {piece}".strip()
        if not _SHORTENED.search(sentence):
            yield sentence
            sentence = ""
    if sentence:
        yield sentence


def words(sentence: str) -> list[str]:
    """The words of a sentence; a citation in parentheses is read over."""
    return re.findall(r"[^\W_]+(?:[’'@.:/-][^\W_]+)*", _CITED.sub("", sentence))


def ease(text: str) -> float:
    """Flesch's reading ease: 100 is very easy, 60 plain English, 30 hard."""
    read = [found for sentence in sentences(text) if len(found := words(sentence)) > 3]
    counted = [word for found in read for word in found]
    syllables = sum(map(_syllables, counted))
    return 206.835 - 1.015 * len(counted) / len(read) - 84.6 * syllables / len(counted)


def _syllables(word: str) -> int:
    word = word.lower()
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = (word.endswith("e") and not word.endswith(("le", "ee", "ye"))) or re.search(r"[^td]ed$|[^sxzcg]es$", word)
    return max(1, groups - bool(silent))
