"""Filings: what a registrant told a state about itself, as it stands in the state's file.

A filing is of the legal entity that made it, never of its family. What it says is kept as it is said: figures that
contradict each other are shown, and nothing is concluded from them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from unbroker.base import places
from unbroker.base.fact import BeforeValidator, Fact, Field, WithJsonSchema, model_validator
from unbroker.facts.text import Line, Territory

Year = Annotated[int, BeforeValidator(lambda year: int(year) if str(year).isdigit() else year), Field(ge=2000, le=2100)]
Collected = Literal[
    "minors", "logins", "government-ids", "citizenship", "union-membership", "sexual-orientation", "gender-identity",
    "biometrics", "precise-location", "reproductive-health",
]  # fmt: skip
"""What California asks whether it is collected."""
Receiver = Literal["foreign-actors", "federal-government", "state-governments", "law-enforcement", "ai-developers"]
"""With whom California asks whether data were shared, or to whom sold."""
Covered = Literal["fcra", "glba", "iippa", "cmia", "hipaa"]
Asked = Literal["delete", "know", "know-shared", "opt-out", "limit"]
"""What consumers ask for, as California has it counted."""

QUESTIONS: Mapping[Collected | Receiver, str] = {
    "minors": "Data broker collects personal information of minors",
    "logins": "Data broker collects consumers' account logins or numbers with security codes that grant access to "
    "third-party accounts",
    "government-ids": "Data broker collects consumers' government-issued identification numbers used to verify an "
    "individual's identity",
    "citizenship": "Data broker collects consumers' citizenship data, including immigration status",
    "union-membership": "Data broker collects consumers' union membership status",
    "sexual-orientation": "Data broker collects consumers' sexual orientation status",
    "gender-identity": "Data broker collects consumers' gender identity and gender expression data",
    "biometrics": "Data broker collects consumers' biometric data",
    "precise-location": "Data broker collects consumers' precise geolocation",
    "reproductive-health": "Data broker collects consumers' reproductive health care data",
    "foreign-actors": "Data broker shared or sold consumers' data to a foreign actor in the past year",
    "federal-government": "Data broker shared or sold consumers' data to the federal government in the past year",
    "state-governments": "Data broker shared or sold consumers' data to other state governments in the past year",
    "law-enforcement": "Data broker shared or sold consumers' data to law enforcement in the past year, except when "
    "required by subpoena or court order",
    "ai-developers": "Data broker shared or sold consumers' data to a developer of a GenAI system or model in the "
    "past year",
}
"""The columns of California's file of 2026, in its words; a letter quotes them."""

SHARED_WITH_AI = QUESTIONS["ai-developers"].removeprefix("Data broker ")
"""What California asks, as a sentence about a broker continues."""
_COUNTS = re.compile(
    r"(-?\d+) received, (-?\d+) in whole, (-?\d+) in part, (-?\d+) denied(?:, mean (-?[\d.]+))?(?:, median (-?[\d.]+))?"
)


@dataclass(frozen=True)
class Counts:
    """Requests of one kind in a year, and how long the answers took."""

    received: int
    whole: int
    """Complied with in whole."""
    part: int
    denied: int
    mean: float | None = None
    """Days."""
    median: float | None = None

    def __str__(self) -> str:
        parts = [f"{self.received} received", f"{self.whole} in whole", f"{self.part} in part", f"{self.denied} denied"]
        parts += [] if self.mean is None else [f"mean {self.mean:g}"]
        parts += [] if self.median is None else [f"median {self.median:g}"]
        return ", ".join(parts)

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why nothing is concluded from the figures."""
        reasons = []
        if self.whole + self.part + self.denied != self.received:
            reasons.append("the parts do not make the total")
        if min(self.received, self.whole, self.part, self.denied) < 0:
            reasons.append("a count is negative")
        if min(self.mean or 0, self.median or 0) < 0:
            reasons.append("the days are negative")
        return tuple(reasons)

    @property
    def is_zero(self) -> bool:
        """Whether no request was counted."""
        return not (self.received or self.whole or self.part or self.denied)


def _counts(text: object) -> object:
    if isinstance(text, Counts):
        return text
    if (match := _COUNTS.fullmatch(str(text))) is None:
        example = "12 received, 9 in whole, 1 in part, 2 denied, mean 8, median 5"
        raise ValueError(f"{text!r} is no count of requests | as in '{example}'")
    mean, median = (None if days is None else float(days) for days in match.groups()[4:])
    received, whole, part, denied = map(int, match.groups()[:4])
    return Counts(received, whole, part, denied, mean, median)


CountsText = Annotated[
    Counts,
    BeforeValidator(_counts),
    WithJsonSchema({"type": "string", "pattern": _COUNTS.pattern}),
]
"""Written as in `12 received, 9 in whole, 1 in part, 2 denied, mean 8, median 5`."""


class Filing(Fact):
    """What one registrant answered to a state in one year."""

    state: Territory
    """To which it filed."""
    year: Year
    """The year of the registry, in whose January it was filed; the answers are of the year before."""
    row: Annotated[int, BeforeValidator(lambda row: int(row) if str(row).isdigit() else row), Field(ge=1)]
    """The line of the state's file."""
    by: Line
    """The legal name of the registrant."""
    collects: tuple[Collected, ...] = ()
    """What it answered Yes to."""
    shared: tuple[Receiver, ...] = ()
    """With whom it shared consumers' data, or to whom it sold them, in the year before."""
    regulated: tuple[Covered, ...] = ()
    """The laws that cover it, or a subsidiary, for a part of what it does."""
    counted: Year | None = None
    """The year of the requests that are counted."""
    requests: dict[Asked, CountsText] = Field(default_factory=dict)
    """None of a kind that is absent."""
    comment: Line | None = None
    """What it added, without the names and telephone numbers of people."""

    @model_validator(mode="after")
    def _counts_a_year(self) -> Self:
        if self.requests and self.counted is None:
            raise ValueError("requests need the year in which they were counted | add 'counted: …'")
        return self

    @property
    def registry(self) -> str:
        """What the state's file is called."""
        return f"{places.name(self.state)} registry {self.year}"

    @property
    def answered_yes(self) -> Iterator[tuple[Collected | Receiver, str]]:
        """The questions that it answered with Yes, by name and in the words of the file."""
        return ((name, QUESTIONS[name]) for name in (*self.collects, *self.shared))


PACKS: Mapping[str, tuple[Collected | Receiver, ...]] = {
    "to-ai-developers": ("ai-developers",),
    "to-foreign-actors": ("foreign-actors",),
    "to-government": ("federal-government", "state-governments", "law-enforcement"),
    "precise-location": ("precise-location",),
    "minors": ("minors",),
}
"""The packs that filings make: whoever answered Yes to one of these in its newest filing."""


def packs_of(filings: tuple[Filing, ...]) -> tuple[str, ...]:
    """The packs that the newest filing in each state puts its registrant into."""
    newest = [each for each in filings if each.year == max(f.year for f in filings if f.state == each.state)]
    answers = {name for filing in newest for name in (*filing.collects, *filing.shared)}
    return tuple(pack for pack, names in PACKS.items() if answers.intersection(names))
