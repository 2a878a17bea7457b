"""Checklists: what a law says that an answer has to tell, item by item, in the words that ask for what is missing.

They stand in `letters/`, a law's own `checklist.en.yaml` in the language of the letter, else its family's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from unbroker.base import files, source
from unbroker.base.errors import Place, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.facts.law import Law, Right
from unbroker.facts.text import Line
from unbroker.ledger.kinds import Side
from unbroker.writing import languages
from unbroker.writing.template import Templates


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


@dataclass(frozen=True)
class Item:
    """One item that an answer has to tell."""

    item: str
    words: str
    """What it is, with its citation."""
    names: Side | None = None


def checklist(
    law: Law, rights: Sequence[str], on: date, templates: Templates, language: str | None = None
) -> tuple[Item, ...]:
    """What an answer about some rights has to tell on a day; nothing where the law has no list in the language.

    Raises:
        ProblemsFound: the file is faulty.
    """
    name = templates.of_law(law, "checklist.yaml", language)
    path = templates.path(name)
    if path is None:
        return ()
    document, problems = source.parse(files.read_text(path), files.shown(path))
    if document is None:
        raise ProblemsFound(problems)
    written, faults = source.validate(document, Checklist, Place(files.shown(path)))
    if written is None or problems:
        raise ProblemsFound([*problems, *faults])
    rules = law.in_language(language or languages.USUAL).rules_on(on)
    return tuple(
        Item(item.item, f"{item.words} ({rules[item.rule].cite})", item.names)
        for item in written.items
        if item.right in rights and item.rule in rules
    )
