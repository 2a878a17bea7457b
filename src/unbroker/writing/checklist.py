"""Checklists: what a law says that an answer has to tell, item by item, in the words that ask for what is missing.

They stand in `letters/`, a law's own `checklist.en.yaml`, else its family's; `checklist.de.yaml` has it in German.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from unbroker.base import files, source
from unbroker.base.errors import Place, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.facts.law import Law, Right
from unbroker.facts.text import Line
from unbroker.ledger.kinds import Side
from unbroker.writing.template import Templates

_FILE = "checklist.yaml"
FileT = TypeVar("FileT", bound=Fact)


class WrittenItem(Fact):
    """One item, as the file has it."""

    item: Line
    """By which words of `answers/contents/` it is recognised."""
    right: Right
    """The right whose answer has to tell it."""
    rule: Line
    """The rule of the law that says so."""
    words: Line
    """What it is, as a letter names what is missing."""
    names: Side | None = None
    """Whom the law wants named: categories alone are no answer."""


class Checklist(Fact):
    """The file of a law in a language."""

    reviewed: date
    items: tuple[WrittenItem, ...]


class ChecklistWords(Fact):
    """The file of a law in another language."""

    reviewed: date
    words: dict[str, Line]
    """What each item is, as a letter in that language names it."""


@dataclass(frozen=True)
class Item:
    """One item that an answer has to tell."""

    item: str
    words: str
    """What it is, with its citation."""
    names: Side | None = None


def checklist(law: Law, rights: Sequence[str], on: date, templates: Templates) -> tuple[Item, ...]:
    """What an answer about some rights has to tell on a day; nothing where the law has no list.

    Raises:
        ProblemsFound: the file is faulty.
    """
    rules = law.rules_on(on)
    return tuple(
        Item(item.item, f"{item.words} ({rules[item.rule].cite})", item.names)
        for item in _items(law, templates)
        if item.right in rights and item.rule in rules
    )


def translated(words: Iterable[str], law: Law, on: date, templates: Templates, language: str) -> tuple[str, ...]:
    """What an answer lacks, as a letter in another language names it; what is no item of the list stays as it is.

    Args:
        words: as `checklist` has them, each with its citation, or as a person wrote them.
        law: the law.
        on: the day of the letter.
        templates: those of the letters.
        language: the letter's.

    Raises:
        ProblemsFound: a file is faulty.
    """
    theirs = _words(law, templates, language)
    rules = law.in_language(language).rules_on(on)

    def of(text: str) -> str:
        for item in _items(law, templates):
            if item.item in theirs and item.rule in rules and text.startswith(f"{item.words} ("):
                return f"{theirs[item.item]} ({rules[item.rule].cite})"
        return text

    return tuple(map(of, words))


def _items(law: Law, templates: Templates) -> tuple[WrittenItem, ...]:
    file = _read(Checklist, templates.of_law(law, _FILE), templates)
    return file.items if file else ()


def _words(law: Law, templates: Templates, language: str) -> Mapping[str, str]:
    file = _read(ChecklistWords, templates.of_law(law, _FILE, language), templates)
    return file.words if file else {}


def _read(kind: type[FileT], name: str, templates: Templates) -> FileT | None:
    """A file of the letters, None where there is none."""
    path = templates.path(name)
    if path is None:
        return None
    document, problems = source.parse(files.read_text(path), files.shown(path))
    if document is None:
        raise ProblemsFound(problems)
    written, faults = source.validate(document, kind, Place(files.shown(path)))
    if written is None or problems:
        raise ProblemsFound([*problems, *faults])
    return written
