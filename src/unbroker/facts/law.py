"""A statute as data: whom it serves and binds, what it lets a person ask for, and which rule holds on a day.

Every rule carries where it stands (`cite`), from when to when it holds, when it was last reviewed and on what
evidence. A letter cites through these rules only, so that what is not in force on its date cannot be cited.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from unbroker.base import files, source
from unbroker.base.errors import Place, Problem, UnknownName, UserError
from unbroker.base.source import Fact
from unbroker.facts.deadlines import Period
from unbroker.facts.text import Line, Slug, Territory

Right = Literal[
    "access", "access-categories", "access-specific", "delete", "correct", "opt-out", "limit", "object",
    "restrict", "withdraw", "port", "third-parties", "file", "dispute", "drop",
]  # fmt: skip
Evidence = Literal["statute", "secondary", "memory"]


def _period(value: object) -> object:
    return Period.parse(value) if isinstance(value, str) else value


PeriodText = Annotated[
    Period,
    BeforeValidator(_period),
    PlainSerializer(lambda period: f"{period.count} {period.unit}"),
    WithJsonSchema({"type": "string", "pattern": r"^\d+ (calendar-days|business-days|months)$"}),
]


class NotInForce(UserError):  # noqa: N818 - the sentence is the name
    """A rule was asked for on a day on which the law does not have it."""

    def __init__(self, law: str, name: str, on: date) -> None:
        super().__init__(f"{law}: no rule {name!r} is in force on {on} (see `unbroker laws show {law}`)")


class Dated(Fact):
    """Something that a statute says, from a day to a day."""

    cite: Line
    """Where it stands, as a letter cites it."""
    valid_from: date
    valid_to: date | None = None
    """The last day on which it holds."""
    reviewed: date
    """When somebody last held it against the source."""
    evidence: Evidence
    """statute: its wording was read; secondary: a commentary was; memory: neither."""

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


DatedT = TypeVar("DatedT", bound=Dated)


class Rule(Dated):
    """One provision: a right, or another rule that a letter leans on."""

    says: Line | None = None
    """What it says, in a sentence for a reader of the data; letters have their own words."""
    scope: Slug | None = None
    """What it reaches, where a template must choose its words by it."""
    count: int | None = None
    """How often, where the rule is a number of times in twelve months."""


class ClockRule(Dated):
    """How long an answer may take."""

    rights: tuple[Right, ...]
    acknowledge: PeriodText | None = None
    """By when the request must be acknowledged."""
    answer: PeriodText
    extended: PeriodText | None = None
    """The longest time with a valid extension, counted from receipt like `answer`."""
    starts: Literal["receipt", "filing"] = "receipt"
    calendar: Literal["state", "national", "regulation-1182-71", "uk", "none"] = "state"
    """Whose days count: weekends, federal and state holidays; the law's country's; those of the controller by
    Regulation 1182/71, or by the ICO's reading; or none, for bounds that are never moved."""


class AppealRule(Dated):
    """How long the controller may take to decide an appeal, from its receipt."""

    decide: PeriodText
    extended: PeriodText | None = None


class Limit(Dated):
    """A time limit of the person's own, which a weekend never lengthens."""

    to: Literal["appeal", "complain", "chase"]
    within: PeriodText
    after: Literal["refusal", "refusal-or-silence", "last-contact", "complaint"]


class AgentRule(Dated):
    """What an authorised agent may ask for in a person's name."""

    rights: tuple[Right, ...]


class Exemption(Dated):
    """Data that the law leaves out because a sectoral law governs them."""

    regulated: Slug
    """As a broker's record has it: fcra, glba, hipaa."""


class Law(Fact):
    """A statute, or the part of one that a letter uses."""

    slug: Slug
    name: Line
    """Its full name."""
    short: Line
    """What a letter calls it after the first mention."""
    statute: Line
    """Where it stands, as a letter names it once."""
    family: Slug | None = None
    """The folder whose words it shares."""
    jurisdiction: Territory | None = None
    """Whose calendar its clocks keep where no controller is named; absent where the controller's decides."""
    aliases: dict[str, Right] = Field(default_factory=dict)
    """Other words for its rights, which every command takes."""
    serves: tuple[Territory, ...]
    """Whose residents can use it."""
    reaches: tuple[Territory, ...]
    """A broker whom the record ties to one of these is bound by it."""
    by_default: bool = True
    """Whether letters are made under it without being asked for by name."""
    relieves: tuple[Right, ...] = ()
    """What need not be asked, once this law is used, of brokers registered where it reaches."""
    first_letter: tuple[Right, ...]
    """The rights of a first letter where none are chosen."""
    rights: dict[Right, tuple[Rule, ...]]
    """In the order of the letter."""
    rules: dict[str, tuple[Rule, ...]] = Field(default_factory=dict)
    """Everything else that a letter cites, by a name of its own."""
    clocks: tuple[ClockRule, ...] = ()
    appeals: tuple[AppealRule, ...] = ()
    limits: tuple[Limit, ...] = ()
    agents: tuple[AgentRule, ...] = ()
    exempts: tuple[Exemption, ...] = ()
    regulators: tuple[Slug, ...] = ()
    """Who takes complaints, best first; see regulators.yaml."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Law":
        for right in self.first_letter:
            if right not in self.rights:
                raise ValueError(f"first_letter names {right!r}, which is no right of this law | add it to 'rights'")
        for name, rules in (*self.rights.items(), *self.rules.items()):
            for before, after in pairwise(rules):
                if before.valid_to is None or before.valid_to >= after.valid_from:
                    raise ValueError(f"{name!r}: two rules hold on {after.valid_from} | end the older with 'valid_to'")
        return self

    def in_force(self, on: date) -> bool:
        """Whether any of its rights can be used on a day."""
        return any(rule.in_force(on) for rules in self.rights.values() for rule in rules)

    def right(self, name: str) -> Right:
        """The right of a name or an alias, "erasure" or "delete".

        Raises:
            UnknownName: the law has no such right.
        """
        for right in self.rights:
            if name == right:
                return right
        if name in self.aliases:
            return self.aliases[name]
        known = ", ".join(self.rights)
        raise UnknownName(f"right of {self.slug}", name, [*self.rights, *self.aliases], see=f"it has {known}")

    def right_on(self, right: Right, on: date) -> Rule:
        """The rule of a right on a day.

        Raises:
            NotInForce: the law has none on that day.
        """
        return self._on(self.rights.get(right, ()), right, on)

    def rules_on(self, on: date) -> Mapping[str, Rule]:
        """The other rules that hold on a day, by name."""
        return {name: rule for name, rules in self.rules.items() for rule in rules if rule.in_force(on)}

    def clock_on(self, right: Right, on: date) -> ClockRule:
        """How long an answer to a right may take if the request is received on a day.

        Raises:
            NotInForce: the law has no clock for it on that day.
        """
        return self._on(tuple(clock for clock in self.clocks if right in clock.rights), f"{right} clock", on)

    def _on(self, rules: Iterable[DatedT], name: str, on: date) -> DatedT:
        found = next((rule for rule in rules if rule.in_force(on)), None)
        if found is None:
            raise NotInForce(self.slug, name, on)
        return found


def parse(text: str, path: str) -> tuple[Law | None, list[Problem]]:
    """The law of a `law.yaml`'s text, and all that is wrong with it."""
    value, problems = source.parse(text, path)
    if value is None:
        return None, problems
    law, found = source.validate(value, Law, Place(path))
    return law, [*problems, *found]


def load(folders: Iterable[Path]) -> tuple[Mapping[str, Law], list[Problem]]:
    """The laws of the `letters` folders by slug; a later folder's law wins over an earlier one's."""
    laws: dict[str, Law] = {}
    problems: list[Problem] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*/law.yaml"))):
        law, found = parse(files.read_text(path), files.shown(path))
        problems += found
        if law is not None and law.slug != path.parent.name:
            problems.append(
                Problem(
                    law.place,
                    f"the slug is {law.slug!r}",
                    f"it must be the folder's name, {path.parent.name!r}",
                )
            )
        if law is not None:
            laws[law.slug] = law
    return laws, problems
