"""Letters as sentences: each sentence stands once in a file, and a letter is the order of its sentences.

`sentences.tsv` has a sentence a line: its name, whose letters hold it (those of one law, of the US states, of several),
its words. A name is the hash of the first wording and stays when words change: a change of words is a line of a diff.
`letters.tsv` has a letter a line: names of sentences, each behind the mark of where it begins: `|` a paragraph, `/` a
line, `#` and `=` the same of a line that is not wrapped, a blank the same line. Lines are wrapped here as letters wrap
them, so that each letter comes back byte for byte.
"""

import difflib
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from made_up import packaged_laws

GOLDEN = Path(__file__).with_name("golden")
SENTENCES, LETTERS = GOLDEN / "sentences.tsv", GOLDEN / "letters.tsv"
WIDTH, HELD = 72, "\ue002"
WRAPPED, KEPT = "|/", "#="

_ITEM = re.compile(r" *(?:\d+\. |- )?")
_CITATION = re.compile(
    r"(?:§§?|\b(?:Articles?|sections?|Recital|Rule|APP|ORS|KRS|NRS|RSA|MCA|s\.|cl\.|art\.)) \d[\w.:()–-]*[\w)]"
)
_NEXT_SENTENCE = re.compile(
    r"(?<=[.?!]) (?<!\b[A-Z]\. )(?<!\b[A-Z][a-z]\. )(?<!\b[A-Z][a-z]{2}\. )(?<!\b[A-Z][a-z]{3}\. )(?=[A-Z“])"
)

Parts = tuple[tuple[str, str], ...]
"""Sentences, each with the mark of where it begins."""


def parts(text: str) -> Parts:
    """The sentences of a letter in order."""
    return tuple(
        (mark if not number else " ", sentence)
        for paragraph in text.removesuffix("\n").split("\n\n")
        for mark, line in _marked(paragraph)
        for number, sentence in enumerate(_NEXT_SENTENCE.split(line))
    )


def joined(letter: Parts) -> str:
    """The text of a letter, wrapped."""
    marked = "".join((" " if mark == " " else f"\n{mark}") + sentence for mark, sentence in letter)
    lines = re.findall(r"\n([|/#=])(.*)", marked)
    text = "".join(
        ("\n\n" if mark in "|#" else "\n") + (line if mark in KEPT else "\n".join(_wrapped(line)))
        for mark, line in lines
    )
    return text.removeprefix("\n\n") + "\n"


def _marked(paragraph: str) -> Iterator[tuple[str, str]]:
    for number, (wrapped, line) in enumerate(_unwrapped(paragraph)):
        yield (WRAPPED if wrapped else KEPT)[min(number, 1)], line


def _unwrapped(paragraph: str) -> Iterator[tuple[bool, str]]:
    """Each line of a paragraph before it was wrapped, and whether it was."""
    lines: list[str] = []
    for line in [*paragraph.split("\n"), None]:
        if line is not None and _wrapped(_one(*lines, line)) == [*lines, line]:
            lines.append(line)
            continue
        if lines:
            yield _wrapped(_one(*lines)) == lines, _one(*lines)
        lines = [line or ""]


def _one(first: str, *more: str) -> str:
    return " ".join([first, *(line.strip() for line in more)])


def _wrapped(line: str) -> list[str]:
    head, held = _ITEM.match(line), _CITATION.sub(lambda match: match[0].replace(" ", HELD), line)
    indent = " " * len(head[0] if head else "")
    lines = textwrap.wrap(held, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return [line.replace(HELD, " ") for line in lines]


def read() -> Mapping[str, Parts]:
    """The letters as they were last read."""
    words = {name: sentence for name, _, sentence in _rows(SENTENCES)}
    return {
        letter: tuple((mark, words[name]) for mark, name in re.findall(r"([|/#= ])(\w+)", order))
        for letter, order in _rows(LETTERS)
    }


def write(letters: Mapping[str, Parts]) -> None:
    """Renew both files; a sentence keeps its name, also one whose words are nearly the same."""
    before = {sentence: name for name, _, sentence in _rows(SENTENCES)}
    names = _names(before, {sentence for letter in letters.values() for _, sentence in letter})
    holders: dict[str, set[str]] = {}
    for letter, sentences in letters.items():
        for _, sentence in sentences:
            holders.setdefault(sentence, set()).add(_law(letter))
    rows = sorted((_whose(laws), sentence) for sentence, laws in holders.items())
    SENTENCES.write_text("".join(f"{names[words]}\t{whose}\t{words}\n" for whose, words in rows), encoding="utf-8")
    orders = {letter: "".join(mark + names[words] for mark, words in order) for letter, order in letters.items()}
    LETTERS.write_text("".join(f"{letter}\t{orders[letter]}\n" for letter in sorted(orders)), encoding="utf-8")


def _rows(path: Path) -> Iterator[list[str]]:
    return (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()) if path.exists() else iter(())


def _names(before: Mapping[str, str], sentences: Iterable[str]) -> Mapping[str, str]:
    names = {sentence: before[sentence] for sentence in sentences if sentence in before}
    gone = {sentence: name for sentence, name in before.items() if sentence not in names}
    taken = {*before.values()}
    for sentence in sorted({*sentences} - {*names}):
        for like in difflib.get_close_matches(sentence, gone, n=1, cutoff=0.7):
            names[sentence] = gone.pop(like)
        if sentence not in names:
            digest = sha256(sentence.encode()).hexdigest()
            names[sentence] = next(name for length in range(5, 64) if (name := digest[:length]) not in taken)
            taken.add(names[sentence])
    return names


def _law(letter: str) -> str:
    return max((slug for slug in packaged_laws() if letter.startswith(f"{slug}-")), key=len)


def _whose(laws: set[str]) -> str:
    if len(laws) == 1:
        return next(iter(laws))
    return "us-states" if {packaged_laws()[law].family for law in laws} == {"us-states"} else "several"


def moved(before: Mapping[str, Parts], after: Mapping[str, Parts]) -> str:
    """What changed between the letters, sentence by sentence; letters in which the same changed are told together."""
    changes: dict[str, list[str]] = {}
    for letter in sorted({*before} | {*after}):
        old, new = ([mark + words for mark, words in letters.get(letter, ())] for letters in (before, after))
        lines = [
            line for line in difflib.unified_diff(old, new, n=0, lineterm="") if line[:2] not in ("--", "++", "@@")
        ]
        if lines:
            changes.setdefault("\n".join(lines), []).append(letter)
    return "\n\n".join(f"{', '.join(letters)}:\n{change}" for change, letters in changes.items())
