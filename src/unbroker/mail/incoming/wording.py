"""Wording: the packaged files of `answers/`, one for each language, that hold how answers are worded.

What is made of a mail with them stands in `phrases`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from unbroker.base import files, source
from unbroker.base.errors import Place, Problem, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.mail.incoming.phrase import DENIED, LATER, NotAPhrase, Phrase, plain

FOLDER = "answers"
Meaning = Literal[
    "link", "identity", "form", "clarification", "extended", "processor", "refused", "cannot", "outside_jurisdiction",
    "claim_not_covered", "insuf_verification", "too_many_requests", "suspected_fraud", "no_match", "no-data",
    "partial", "done", "expired", "received",
]  # fmt: skip


class Says(Fact):
    """How one thing is said."""

    says: tuple[str, ...]
    """Phrases, of which a sentence has one."""
    unless: tuple[str, ...] = ()
    """Phrases with which a sentence looks alike and says something else."""


class Words(Fact):
    """How answers are worded in a language."""

    language: str
    """Its code."""
    common: tuple[str, ...]
    """Words that hardly any text in it lacks."""
    denials: tuple[str, ...]
    """Words that deny, or leave it open."""
    later: tuple[str, ...]
    """Words that say that something is to come."""
    that: tuple[str, ...]
    """Words that lead from what is said to what is said of it."""
    conditions: tuple[str, ...]
    """Words with which nothing is stated yet."""
    options: tuple[str, ...] = ()
    """Words with which a demand leaves the choice."""
    meanings: dict[Meaning, Says]
    """What answers say."""


@dataclass(frozen=True)
class Wording:
    """How one thing is said in a language, ready to be looked for."""

    says: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]


@dataclass(frozen=True)
class Language:
    """How answers are worded in a language, ready to be looked for."""

    code: str
    common: frozenset[str]
    that: frozenset[str]
    denial: Phrase
    later: Phrase
    conditions: tuple[Phrase, ...]
    options: tuple[Phrase, ...]
    meanings: Mapping[Meaning, Wording]

    def marked(self, words: str) -> str:
        """The words of a sentence with marks before those that deny, or say that something is to come."""
        return self.later.mark(self.denial.mark(words, DENIED), LATER)


@cache
def load() -> tuple[Language, ...]:
    """The languages that the package knows.

    Raises:
        ProblemsFound: a packaged file is faulty.
    """
    languages, problems = [], []
    for path in sorted(files.packaged(FOLDER).glob("*.yaml")):
        language, faults = parse(files.read_text(path), files.shown(path))
        problems += faults
        languages += [language] if language else []
    if problems:
        raise ProblemsFound(problems)
    return tuple(languages)


def parse(text: str, path: str) -> tuple[Language | None, list[Problem]]:
    """Read a file of `answers/`; answers its language, None if it is faulty, and the problems."""
    document, problems = source.parse(text, path)
    words, faults = source.validate(document, Words, Place(path, 1)) if document is not None else (None, [])
    problems += faults
    if words is None or problems:
        return None, problems
    problems += _faults(words)
    return (None if problems else _language(words)), problems


def _faults(words: Words) -> Iterator[Problem]:
    lists: list[tuple[Fact, tuple[str, ...]]] = [
        (words, (*words.denials, *words.later, *words.conditions, *words.options))
    ]
    lists += [(says, (*says.says, *says.unless)) for says in words.meanings.values()]
    for owner, phrases in lists:
        for written in phrases:
            try:
                Phrase(written)
            except NotAPhrase as error:
                yield Problem(owner.place, str(error), "docs/e-mail.md says how a phrase is written")


def _language(words: Words) -> Language:
    def phrases(written: Iterable[str]) -> tuple[Phrase, ...]:
        return tuple(map(Phrase, written))

    meanings = {name: Wording(phrases(says.says), phrases(says.unless)) for name, says in words.meanings.items()}
    return Language(
        words.language,
        frozenset(map(plain, words.common)),
        frozenset(map(plain, words.that)),
        Phrase(f"({'|'.join(words.denials)})"),
        Phrase(f"({'|'.join(words.later)})"),
        phrases(words.conditions),
        phrases(words.options),
        meanings,
    )
