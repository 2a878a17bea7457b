"""A registry's file looked through: all findings by line, and its text with those corrected that are safe."""

from collections.abc import Iterator
from datetime import date

from unbroker.base import source
from unbroker.base.errors import Problem
from unbroker.base.located import Located
from unbroker.base.yaml_edit import Edit, edited
from unbroker.facts.registry import Broker
from unbroker.registry import reading
from unbroker.registry.lint.across import findings_across
from unbroker.registry.lint.finding import Looked
from unbroker.registry.lint.layout import layout
from unbroker.registry.lint.record import record_findings

_MOST_ROUNDS = 50


def lint(text: str, path: str, today: date) -> list[Problem]:
    """What a careful maintainer would look at; errors, which stop a record from being read, are not among it.

    Args:
        text: of the file.
        path: its name.
        today: the day, after which nothing can be dated.
    """
    problems = [finding.problem for finding in layout(text, path)]
    records = [*_read(text, path, today)]
    problems += [finding.problem for looked in records for finding in record_findings(looked)]
    problems += [finding.problem for finding in findings_across(records)]
    return sorted(problems, key=lambda problem: (problem.place.line or 0, problem.message))


def _read(text: str, path: str, today: date) -> Iterator[Looked]:
    """The records that can be read."""
    for record in reading.parse(text, path)[0]:
        if isinstance(record, Located):
            broker, _ = source.validate(record, Broker, record.place)
            if broker is not None:
                yield Looked(record, broker, today)


def mended(text: str, path: str) -> tuple[str, int]:
    """The text with everything corrected that needs no decision, and the number of corrections.

    Comments stay above what they stand above. What is corrected twice, such as two values of a line, is corrected in
    rounds; the same text comes back where nothing is to be done.
    """
    corrections = 0
    for _ in range(_MOST_ROUNDS):
        edits: list[Edit] = []
        offered = sorted(filter(None, (finding.edit for finding in layout(text, path))), key=lambda edit: edit.start)
        for edit in offered:
            if not edits or edit.start >= edits[-1].end:
                edits.append(edit)
        if not edits:
            break
        text, corrections = edited(text, edits), corrections + len(edits)
    return text, corrections
