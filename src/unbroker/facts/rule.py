"""What a statute says, from a day to a day: rights, other rules, clocks, limits, agents, guardians, exemptions.

Each carries where it stands and on what evidence; a law (`facts/law`) is made of them. Nothing here reckons:
dates are `facts/clock`'s.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal, Self, get_args

from unbroker.base import places
from unbroker.base.fact import BeforeValidator, Fact, Field, WithJsonSchema, model_validator
from unbroker.facts.citation import CitationForm, written
from unbroker.facts.deadlines import Period
from unbroker.facts.guardian import Role
from unbroker.facts.text import LanguageCode, Line, Slug, Territory

Right = Literal[
    "access", "access-categories", "access-specific", "delete", "correct", "opt-out", "limit", "object",
    "restrict", "withdraw", "port", "third-parties", "file", "dispute", "drop", "preserve",
]  # fmt: skip
Topic = Literal["ai-training"]
"""What a letter can be about across its rights."""


def topics_of(words: Iterable[str]) -> tuple[Topic, ...]:
    """The topics that some words name; a word that is none, of a newer version, is passed over."""
    return tuple(topic for topic in get_args(Topic) if topic in words)


Evidence = Literal["statute", "secondary", "memory"]
SCOPES: Mapping[Right, tuple[str, ...]] = {
    "delete": ("collected-from", "collected-about", "provided", "obtained"),
    "third-parties": ("categories", "specific", "sold-to"),
    "access": ("data", "categories", "copy-or-summary"),
    "access-categories": ("categories",),
    "port": ("provided", "processed"),
    "correct": ("provided",),
    "opt-out": ("sale", "sale-targeting", "sale-targeting-profiling"),
    "object": ("on-grounds",),
}
"""What a right may reach, in the words that templates choose by. Deletion: what was collected from the person, or
also about them; what they provided, or all that was obtained. A copy: what they provided, or all that is processed.
Third parties: their categories, each by name, or those that the data were sold to. Opting out: of sale, of targeted
advertising, of profiling. Objecting: only with a ground of the person's own, which the letter tells."""


def _period(period: object) -> object:
    return Period.parse(period) if isinstance(period, str) else period


PeriodText = Annotated[
    Period,
    BeforeValidator(_period),
    WithJsonSchema({"type": "string", "pattern": r"^\d+ (calendar-days|business-days|months)$"}),
]


class Dated(Fact):
    """Something that a statute says, with the dates of its validity."""

    cite: Line
    """Its citation, as a letter gives it."""
    cites: dict[LanguageCode, Line] = Field(default_factory=dict)
    """The same for letters in other languages, by language; the others cite as in English."""
    says: Line | None = None
    """What it says, in a sentence for readers of this file; letters have their own words."""
    valid_from: date
    """The first day on which it is in force."""
    valid_to: date | None = None
    """The last day on which it is in force."""
    reviewed: date
    """When somebody last checked it against the source."""
    evidence: Evidence
    """statute: its wording or an official page was read; secondary: a commentary was read; memory: neither."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "Dated":
        if self.valid_to is not None and self.valid_to < self.valid_from:
            message = f"it ends on {self.valid_to}, before it begins on {self.valid_from}"
            raise ValueError(f"{message} | correct one of the dates")
        return self

    def in_force(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def in_language(self, code: str, form: CitationForm | None = None) -> Self:
        """The same, cited as letters of a language do: by its own citation in it, else in the language's form."""
        cite = self.cites.get(code) or (written(self.cite, form) if form else None)
        return self.model_copy(update={"cite": cite}) if cite else self

    @property
    def sure(self) -> bool:
        """Whether a letter may say what it says; on memory it may be cited only."""
        return self.evidence != "memory"


class Rule(Dated):
    """One provision: a right, or another rule that a letter relies on."""

    scope: Slug | None = None
    """What it covers, if a template chooses its words by that; absent if nobody has read it."""
    count: int | None = None
    """How often, if the rule sets a number of times in twelve months."""


class ClockRule(Dated):
    """How long an answer may take."""

    rights: tuple[Right, ...]
    """The rights that this clock is for."""
    acknowledge: PeriodText | None = None
    """By when the request must be acknowledged (for DROP: fetched)."""
    answer: PeriodText | None = None
    """By when the request must be answered; absent if the law names no period for these rights."""
    firm: bool = True
    """Whether the statute itself names the period; if not, it is a regulator's reading of "reasonable" or
    "generally", and no answer is late by it alone."""
    extended: PeriodText | None = None
    """The longest period with a valid extension, counted from receipt like `answer`."""
    open_extension: bool = False
    """Whether the controller may announce a later day of its own choice (Switzerland) instead."""
    longest: PeriodText | None = None
    """A longer reading of `answer` (Brazil: business days); nobody is called late before it ends."""
    free_report: PeriodText | None = None
    """Instead of `answer`, if a dispute follows a free annual report (FCRA)."""
    results: PeriodText | None = None
    """How long after `answer` the written result may take; until then, silence proves nothing."""
    free_only: bool = False
    """Whether `answer` is for the free yearly report alone, and nobody is late by it unless that is on record."""
    comply: bool = False
    """Whether `answer` is a time to comply in, and nobody need answer: silence is asked about, and nobody is late by
    it without a sign that they did not comply."""
    starts: Literal["receipt", "filing"] = "receipt"
    """What starts the clock."""
    begins: date | None = None
    """What was filed earlier counts as filed on this day."""
    calendar: Literal["state", "national", "regulation-1182-71", "uk", "none"] = "state"
    """Whose days off count: `state`, weekends, federal and state holidays; `national`, those of the law's country;
    `regulation-1182-71` or `uk`, the controller's, by that Regulation or by the ICO's reading; `none`, for bounds
    that are never moved."""
    identity: Literal["runs", "pauses", "restarts"] = "runs"
    """What a necessary identity check does to the clock."""
    clarification: Literal["runs", "pauses"] = "runs"
    """What a necessary question about which data are meant does to the clock."""
    fee: PeriodText | None = None
    """The period in which an announced fee must be confirmed; the clock starts only then."""


class AppealRule(Dated):
    """How long the controller may take to decide an appeal, from its receipt."""

    decide: PeriodText
    """By when the appeal must be decided."""
    extended: PeriodText | None = None
    """The longest period with a valid extension."""


class ComplaintRule(Dated):
    """A complaint to the controller itself, which comes before one to a regulator."""

    acknowledge: PeriodText
    """By when the complaint must be acknowledged."""


class Limit(Dated):
    """A time limit for the person, which a weekend never extends."""

    to: Literal["appeal", "complain", "chase"]
    """What the time limit is for."""
    within: PeriodText
    """How long it is."""
    after: Literal["refusal", "refusal-or-silence", "last-contact", "complaint"]
    """What it is counted from."""
    target: bool = False
    """A target set by unbroker, if the law has no fixed day; never cited as law."""


class AgentRule(Dated):
    """What an authorised agent may ask for on behalf of a person."""

    rights: tuple[Right, ...]
    """What the agent may ask for."""


class NoAgent(Dated):
    """That nobody may ask for somebody else, but whoever has the care of a child."""


class GuardianRule(Dated):
    """That whoever has the care of a child may ask for it: by this law, or by that of the place where it lives."""

    under: int = 18
    """It is about children who are younger than this."""
    residences: tuple[Territory, ...] = ()
    """It is about children who live in one of these; about all of them if there are none."""
    roles: tuple[Role, ...] = ("parent", "legal-guardian")
    """Whose rule it is."""
    both_parents: bool = False
    """Whether parents who share the care of a child represent it together."""

    def is_about(self, residence: str, role: Role, on: date) -> bool:
        """Whether it holds, on a day, for who has the care of a child that lives in a place."""
        is_there = not self.residences or any(places.within(residence, place) for place in self.residences)
        return is_there and role in self.roles and self.in_force(on)


class Exemption(Dated):
    """Data that the law does not cover because a sectoral law does."""

    regulated: Slug
    """As in a broker's record: fcra, glba, hipaa."""
