"""Cues: the packaged files of `answers/contents/`, by which the contents of an answer are recognised, in each language.

All languages are looked for at once: a table has no language, and a false guess costs a person one look.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from unbroker.base import files, source
from unbroker.base.errors import Place, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.ledger.kinds import Side, Stance
from unbroker.mail.incoming.phrase import Phrase


class SideWords(Fact):
    """How a source, or a recipient, is spoken of."""

    before: tuple[str, ...]
    """Stands right before a name, or before several."""
    about: tuple[str, ...]
    """Stands before a name in its sentence, or above it."""
    after: tuple[str, ...]
    """Stands right behind a name."""


class ContentWords(Fact):
    """What the contents of an answer look like in a language."""

    language: str
    sides: dict[Side, SideWords]
    denials: tuple[str, ...]
    turns: tuple[str, ...]
    """Words after which a denial no longer counts."""
    stances: dict[Side, dict[Stance, tuple[str, ...]]]
    items: dict[str, tuple[str, ...]]
    """By item of a checklist: phrases that an answer has which deals with it."""


@dataclass(frozen=True)
class SideCues:
    """The same for all languages, ready to be looked for in a text in small letters."""

    before: re.Pattern[str]
    about: re.Pattern[str]
    after: re.Pattern[str]


@dataclass(frozen=True, eq=False)
class Cues:
    """All that is looked for; there is one in a process."""

    sides: Mapping[Side, SideCues]
    denials: re.Pattern[str]
    turns: re.Pattern[str]
    stances: tuple[tuple[Side, Stance, tuple[Phrase, ...]], ...]
    stance_stems: re.Pattern[str]
    """Of each of these phrases something that must be there: a cheap look before looking for each."""
    items: Mapping[str, tuple[Phrase, ...]]


@cache
def load() -> Cues:
    """The cues of all languages.

    Raises:
        ProblemsFound: a packaged file is faulty.
    """
    known, problems = [], []
    for path in sorted(files.packaged("answers").glob("contents/*.yaml")):
        document, faults = source.parse(files.read_text(path), files.shown(path))
        words, others = source.validate(document, ContentWords, Place(files.shown(path), 1))
        problems += [*faults, *others]
        known += [words] if words else []
    if problems:
        raise ProblemsFound(problems)
    return _cues(known)


def _cues(languages: Iterable[ContentWords]) -> Cues:
    languages = [*languages]
    sides: dict[Side, SideCues] = {}
    stances: list[tuple[Side, Stance, tuple[Phrase, ...]]] = []
    for side in ("source", "recipient"):
        own = [language.sides[side] for language in languages]
        sides[side] = SideCues(
            _pattern(word for words in own for word in words.before),
            _pattern(word for words in own for word in words.about),
            _pattern((word for words in own for word in words.after), start=r"[\s,]*(?:\([^()]{0,40}\))?[\s,]*"),
        )
        for language in languages:
            stances += [(side, stance, _phrases(written)) for stance, written in language.stances[side].items()]
    items: dict[str, tuple[Phrase, ...]] = {}
    for language in languages:
        for item, written in language.items.items():
            items[item] = (*items.get(item, ()), *_phrases(written))
    denials = _pattern(word for language in languages for word in language.denials)
    turns = _pattern(word for language in languages for word in language.turns)
    stems = {re.escape(stem) for _, _, phrases in stances for phrase in phrases for stem in phrase.stems}
    return Cues(sides, denials, turns, tuple(stances), re.compile("|".join(sorted(stems))), items)


def _phrases(written: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(map(Phrase, written))


def _pattern(words: Iterable[str], start: str = r"(?<!\w)") -> re.Pattern[str]:
    """Any of some words in a text in small letters; the longest first: `received from` goes before `received`."""
    choices = sorted(dict.fromkeys(words), key=len, reverse=True)
    written = (
        r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in choice.lower().split()) for choice in choices
    )
    return re.compile(rf"{start}(?:{'|'.join(written)})(?!\w)")
