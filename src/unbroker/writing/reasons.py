"""Reasons: sentences to choose from for an objection, each of which must be true of whoever takes it.

They stand in `letters/`, in the language of the letter, `topics/reasons.en.yaml`. A profile holds those that its person
chose, word for word, so that what was confirmed never changes; nothing here knows a profile.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unbroker.base import files, source
from unbroker.base.errors import Place, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.facts.rule import Topic
from unbroker.facts.text import Line
from unbroker.writing import languages

if TYPE_CHECKING:  # who asks has them
    from unbroker.writing.template import Templates


class Offered(Fact):
    """The file of a language."""

    reasons: dict[Topic, tuple[Line, ...]]
    """By topic: whole sentences."""


def offered(topic: Topic, templates: "Templates", language: str | None = None) -> tuple[str, ...]:
    """The sentences for a topic; none where the language has none.

    Raises:
        ProblemsFound: the file is faulty.
    """
    return _read(templates, language or languages.USUAL).get(topic, ())


def _read(templates: "Templates", language: str) -> Mapping[Topic, tuple[str, ...]]:
    name = languages.file("topics/reasons.yaml", language)
    path = templates.path(name)
    if path is None:
        return {}
    document, problems = source.parse(files.read_text(path), files.shown(path))
    if document is None:
        raise ProblemsFound(problems)
    reasons, faults = source.validate(document, Offered, Place(files.shown(path)))
    if reasons is None or problems:
        raise ProblemsFound([*problems, *faults])
    return reasons.reasons
