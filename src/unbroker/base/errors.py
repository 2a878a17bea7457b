"""Where something stands in a file, what is wrong with it, and the refusal of an action.

A fault in a file is a `Problem`: a value, collected with its fellows. A refused action is a `UserError`: an
exception with the sentence that the user reads. Neither prints anything.
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]
_LONGEST_QUOTED = 100
MOST_PROBLEMS = 500
"""How many problems of one file are named."""


class Place(NamedTuple):
    """A line of a file; `line` counts from 1 and is None where the whole file is meant."""

    path: str
    line: int | None = None

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


NOWHERE = Place("(made in memory)")


@dataclass(frozen=True)
class Problem:
    """One fault of the user's input: where, what is wrong, what to do about it."""

    place: Place
    message: str
    hint: str | None = None
    severity: Severity = "error"

    def __str__(self) -> str:
        return self.sentence if self.place == NOWHERE else f"{self.place}: {self.sentence}"

    @property
    def sentence(self) -> str:
        """What is wrong and what to do about it, without the place."""
        return self.message if self.hint is None else f"{self.message} ({self.hint})"


class UserError(Exception):
    """A refused action; its words are for the user, who can do something about it."""


class ProblemsFound(UserError):  # noqa: N818 - it carries the problems of files, it is not one error
    """Files have problems that must be mended first.

    Attributes:
        problems: all of them, in the order of the files.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UnknownName(UserError):  # noqa: N818 - as ProblemsFound
    """A name that is none of those which exist.

    Attributes:
        kind: what is named, such as "broker".
        name: what was written.
    """

    def __init__(self, kind: str, name: str, names: Iterable[str], *, see: str, of: str | None = None) -> None:
        self.kind, self.name = kind, name
        lacks = "there is no" if of is None else f"{of} has no"
        super().__init__(f"{lacks} {kind} {name!r} ({did_you_mean(name, names) or see})")


def shortened(content: object) -> str:
    """A value as a message quotes it: of a long text its beginning, of what holds others only what it is."""
    match content:
        case str() if len(content) > _LONGEST_QUOTED:
            return f"{content[:_LONGEST_QUOTED]!r}…"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return repr(content)


def did_you_mean(word: str, choices: Iterable[str]) -> str | None:
    """The hint "did you mean 'email'?" for the choice nearest to a mistyped word, if one is near."""
    if len(word) > _LONGEST_QUOTED:
        return None
    matches: Sequence[str] = difflib.get_close_matches(word.casefold(), list(choices), n=1, cutoff=0.6)
    return f"did you mean {matches[0]!r}?" if matches else None
