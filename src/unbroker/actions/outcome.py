"""Outcomes: what became of a letter, and what changed between a plan and its doing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

from unbroker.base.errors import NOWHERE, Problem

Progress = Callable[[int, int], None]
"""Is told how many of how many letters are done."""


def no_progress(done: int, total: int) -> None:
    """Whoever does not want to be told."""


@dataclass(frozen=True)
class Outcome:
    """What became of one letter: its PDF (its text, if it goes into a form), or why there is none."""

    letter: str
    broker: str
    result: Literal["made", "placed", "sent", "refused", "deferred", "unknown", "failed"]
    path: Path | None = None
    problems: tuple[Problem, ...] = ()
    run: str | None = None
    laid_out: str | None = None
    """Why the PDF was laid out in full, None if it was struck."""

    def failed(self, *problems: Problem) -> Self:
        """The same with what went wrong, if anything did."""
        return replace(self, result="failed", problems=problems) if problems else self

    def failed_because(self, error: Exception) -> Self:
        """The same, failed with the words of an error."""
        return self.failed(Problem(NOWHERE, str(error)))


@dataclass(frozen=True)
class Change:
    """A letter of a plan that was not done, because the ledger says otherwise by then."""

    letter: str
    broker: str
    reason: str

    def __str__(self) -> str:
        return f"{self.letter} to {self.broker}: {self.reason}"
