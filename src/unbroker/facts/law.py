"""A statute as data: whom it serves and binds, what it lets a person ask for, and which rule holds on a day.

A letter cites through the rules of a law only, so that what is not in force on its date cannot be cited.
What a law is made of stands in `facts/rule`; how its file may be shortened, in `facts/shorthand`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from unbroker.base import files, kept, source
from unbroker.base.errors import Place, Problem, UnknownName, UserError, did_you_mean
from unbroker.base.fact import Fact, Field, PrivateAttr, model_validator
from unbroker.facts.citation import CitationForm
from unbroker.facts.deadlines import Period
from unbroker.facts.guardian import Role
from unbroker.facts.rule import (
    SCOPES,
    AgentRule,
    AppealRule,
    ClockRule,
    ComplaintRule,
    Dated,
    Evidence,
    Exemption,
    GuardianRule,
    Limit,
    NoAgent,
    PeriodText,
    Right,
    Rule,
    Topic,
)
from unbroker.facts.shorthand import written_out
from unbroker.facts.text import LanguageCode, Line, Slug, Territory

__all__ = [
    "AgentRule", "AppealRule", "ClockRule", "ComplaintRule", "Dated", "Evidence", "Exemption", "GuardianRule", "Law",
    "Limit", "NoAgent", "NotInForce", "PeriodText", "Right", "Rule", "Topic", "load", "parse", "unknown_regulators",
]  # fmt: skip

_LISTS = ("clocks", "appeals", "complaints", "limits", "agents", "no_agents", "guardians", "exempts")
DatedT = TypeVar("DatedT", bound=Dated)


class NotInForce(UserError):  # noqa: N818 - the sentence is the name
    """A rule was asked for on a day on which the law does not have it."""

    def __init__(self, law: str, name: str, on: date, rules: Iterable[Dated] = ()) -> None:
        held = [f"from {rule.valid_from}{f' to {rule.valid_to}' if rule.valid_to else ''}" for rule in rules]
        when = f"it is in force {' and '.join(held)}; " if held else ""
        message = f"{law}: no rule {name!r} is in force on {on}"
        super().__init__(f"{message} ({when}see `unbroker laws show {law}`)")


class LawNames(Fact):
    """What letters in another language call a law; what is absent is as in English."""

    name: Line | None = None
    short: Line | None = None
    statute: Line | None = None
    under: Line | None = None
    """Its name in a sentence with the words before it: "nach der Datenschutz-Grundverordnung"."""
    citation: CitationForm | None = None
    """How its articles are cited, where a rule has no `cites` of its own."""
    rights: dict[Right, Line] = Field(default_factory=dict)
    """What its rights are called in a list, where the language has no letter that asks for them."""


class Law(Fact):
    """A statute, or the part of one that a letter uses.

    Among the laws that serve a person, one that binds the broker comes before one that does not, then the
    one with the lower `rank`. A law that is not `by_default` is used only for a right that no other gives.
    """

    slug: Slug
    """Its name in commands; the name of its folder too."""
    name: Line
    """Its full name."""
    short: Line
    """What a letter calls it after the first mention."""
    statute: Line
    """Its citation, as a letter gives it once."""
    under: Line | None = None
    """What `names` say of it in a sentence; English letters write "under the" and its name."""
    names: dict[LanguageCode, LawNames] = Field(default_factory=dict)
    """The same for letters in other languages, by language."""
    lawyers: dict[LanguageCode, date] = Field(default_factory=dict)
    """By language: the day on which a lawyer last read its letters; absent where none has."""
    family: Slug | None = None
    """The folder whose templates it shares."""
    jurisdiction: Territory | None = None
    """The territory whose calendar counts if no controller is named; absent if the controller's place decides."""
    aliases: dict[str, Right] = Field(default_factory=dict)
    """Other names for its rights, which every command accepts."""
    serves: tuple[Territory, ...]
    """The territories whose residents can use it."""
    reaches: tuple[Territory, ...]
    """It binds a broker whose record ties it to one of these territories."""
    only_regulated: Slug | None = None
    """It binds only brokers whose record is `regulated` as this."""
    rank: int = 50
    """The order of choice if several laws serve one person: the lowest first."""
    by_default: bool = True
    """Whether letters use it by default; if not, only for a right that no other law gives."""
    relieves: tuple[Right, ...] = ()
    """The rights that brokers registered where it reaches need not be asked for, once this law is used."""
    first_letter: tuple[Right, ...]
    """The rights of a first letter if none are chosen."""
    account_letter: tuple[Right, ...] | None = None
    """The same to a company that people have accounts with; those of `first_letter` without deletion if absent."""
    objects_to: tuple[Topic, ...] = ()
    """The topics against which a person may object with reasons of their own, which such a letter then tells."""
    rights: dict[Right, tuple[Rule, ...]]
    """In the order of the letter."""
    rules: dict[str, tuple[Rule, ...]] = Field(default_factory=dict)
    """Everything else that a letter cites, by name."""
    clocks: tuple[ClockRule, ...] = ()
    appeals: tuple[AppealRule, ...] = ()
    complaints: tuple[ComplaintRule, ...] = ()
    limits: tuple[Limit, ...] = ()
    agents: tuple[AgentRule, ...] = ()
    no_agents: tuple[NoAgent, ...] = ()
    """The rule that leaves no room for an agent, where there is one; absent means that none is known."""
    guardians: tuple[GuardianRule, ...] = ()
    """By what a parent or guardian asks for a child, the nearest first; absent means that no rule is known."""
    exempts: tuple[Exemption, ...] = ()
    regulators: tuple[Slug, ...] = ()
    """Who takes complaints, best first; none if the person's residence decides. See regulators.yaml."""
    _in_languages: dict[str, "Law"] = PrivateAttr(default_factory=dict)
    _rights_on: dict[date, Mapping[Right, Rule]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _has_known_scopes(self) -> "Law":
        for right, rules in self.rights.items():
            scopes = SCOPES.get(right, ())
            for scope in (rule.scope for rule in rules if rule.scope and rule.scope not in scopes):
                hint = did_you_mean(scope, scopes) or (f"one of {', '.join(scopes)}" if scopes else "take it out")
                raise ValueError(f"the scope of {right!r} cannot be {scope!r} | {hint}")
        return self

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> "Law":
        timed = [right for clock in self.clocks for right in clock.rights]
        for right in (*self.first_letter, *(self.account_letter or ()), *self.aliases.values(), *timed):
            if right not in self.rights:
                raise ValueError(f"{right!r} is not one of this law's rights | add it to 'rights'")
        for name, rules in (*self.rights.items(), *self.rules.items()):
            _never_two(name, rules)
        for right in self.rights:
            _never_two(f"{right} clock", [clock for clock in self.clocks if right in clock.rights])
            _never_two(f"{right} agent", [agent for agent in self.agents if right in agent.rights])
        _never_two("appeals", self.appeals)
        _never_two("complaints", self.complaints)
        _never_two("no_agents", self.no_agents)
        return self

    @property
    def without_closing(self) -> tuple[Right, ...]:
        """The rights of a first letter that leaves an account with the company as it is."""
        return self.account_letter or tuple(right for right in self.first_letter if right != "delete")

    def in_language(self, code: str) -> "Law":
        """The same law, named and cited as letters of a language do; the law itself where that is no other way."""
        if code not in self._in_languages:
            differs = code in self.names or any(code in dated.cites for _, dated in self.dated())
            self._in_languages[code] = self._translated(code) if differs else self
        return self._in_languages[code]

    def _translated(self, code: str) -> "Law":
        names = self.names.get(code, LawNames())
        words = names.model_dump(include={"name", "short", "statute", "under"}, exclude_none=True)
        by_name = {
            key: {
                name: tuple(rule.in_language(code, names.citation) for rule in rules) for name, rules in named.items()
            }
            for key, named in (("rights", self.rights), ("rules", self.rules))
        }
        lists = {key: tuple(rule.in_language(code, names.citation) for rule in getattr(self, key)) for key in _LISTS}
        return self.model_copy(update={**words, **by_name, **lists, "_in_languages": self._in_languages})

    def in_force(self, on: date) -> bool:
        """Whether any of its rights can be used on a day."""
        return any(rule.in_force(on) for rules in self.rights.values() for rule in rules)

    def dated(self) -> Iterator[tuple[str, Dated]]:
        """All that it says, each by a name that a person can look for in its file."""
        for name, rules in (*self.rights.items(), *self.rules.items()):
            yield from ((name, rule) for rule in rules)
        yield from ((f"clock: {', '.join(clock.rights)}", clock) for clock in self.clocks)
        yield from (("appeal", appeal) for appeal in self.appeals)
        yield from (("complaint", complaint) for complaint in self.complaints)
        yield from ((f"limit: {limit.to}", limit) for limit in self.limits)
        yield from ((f"agent: {', '.join(agent.rights)}", agent) for agent in self.agents)
        yield from (("guardian", guardian) for guardian in self.guardians)
        yield from (("no agent", refusal) for refusal in self.no_agents)
        yield from ((f"exempts: {exemption.regulated}", exemption) for exemption in self.exempts)

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
        rights = ", ".join(self.rights)
        raise UnknownName("right", name, [*self.rights, *self.aliases], see=f"it has {rights}", of=self.slug)

    def right_on(self, right: Right, on: date) -> Rule:
        """The rule of a right on a day.

        Raises:
            NotInForce: the law has none on that day.
        """
        return self.rights_on(on).get(right) or self._on(self.rights.get(right, ()), right, on)

    def rights_on(self, on: date) -> Mapping[Right, Rule]:
        """The rights that can be used on a day, each with its rule."""
        if on not in self._rights_on:
            named = (
                (right, next((rule for rule in rules if rule.in_force(on)), None))
                for right, rules in self.rights.items()
            )
            self._rights_on[on] = {right: rule for right, rule in named if rule is not None}
        return self._rights_on[on]

    def rules_on(self, on: date) -> Mapping[str, Rule]:
        """The other rules that hold on a day, by name."""
        return {name: rule for name, rules in self.rules.items() for rule in rules if rule.in_force(on)}

    def clock_on(self, right: Right, on: date) -> ClockRule:
        """How long an answer to a right may take if the request is received on a day.

        Raises:
            NotInForce: the law has no clock for it on that day.
        """
        return self._on([clock for clock in self.clocks if right in clock.rights], f"{right} clock", on)

    def scope_on(self, right: Right, on: date) -> str | None:
        """How far a letter says that a right reaches: by what was read, while nobody has read what widened it.

        Raises:
            NotInForce: the law has none on that day.
        """
        rule = self.right_on(right, on)
        return (read_before(rule, self.rights[right]) or rule).scope

    def read_clock(self, right: Right, on: date) -> ClockRule:
        """The time that a letter tells: the longer one that was read, while nobody has read what shortened it.

        Raises:
            NotInForce: the law has no clock for it on that day.
        """
        clock = self.clock_on(right, on)
        return read_before(clock, [clock for clock in self.clocks if right in clock.rights]) or clock

    def appeal_on(self, on: date) -> AppealRule | None:
        """How long an appeal received on a day may take, where the law knows appeals."""
        return next((appeal for appeal in self.appeals if appeal.in_force(on)), None)

    def limits_on(self, on: date) -> tuple[Limit, ...]:
        """The person's own time limits on a day."""
        return tuple(limit for limit in self.limits if limit.in_force(on))

    @property
    def counts_from_contact(self) -> bool:
        """Whether a time limit of the person's own begins anew with each letter of either side."""
        return any(limit.after == "last-contact" for limit in self.limits)

    def complaint_on(self, on: date) -> ComplaintRule | None:
        """How soon a complaint to the controller itself is acknowledged, where the law knows one on a day."""
        return next((complaint for complaint in self.complaints if complaint.in_force(on)), None)

    def agent_on(self, right: Right, on: date) -> AgentRule | None:
        """The rule by which an agent may ask for a right, if there is one on a day."""
        return next((agent for agent in self.agents if right in agent.rights and agent.in_force(on)), None)

    def no_agent_on(self, on: date) -> NoAgent | None:
        """The rule by which no agent may ask, if there is one on a day."""
        return next((refusal for refusal in self.no_agents if refusal.in_force(on)), None)

    def guardian_on(self, residence: str, role: Role, on: date) -> GuardianRule | None:
        """The rule by which a parent or guardian asks for a child who lives in a place, if one is known on a day."""
        return next((guardian for guardian in self.guardians if guardian.is_about(residence, role, on)), None)

    def _on(self, rules: Iterable[DatedT], name: str, on: date) -> DatedT:
        candidates = tuple(rules)
        rule = next((rule for rule in candidates if rule.in_force(on)), None)
        if rule is None:
            raise NotInForce(self.slug, name, on, candidates)
        return rule


def read_before(rule: DatedT, rules: Iterable[DatedT]) -> DatedT | None:
    """What was read and held before a rule that nobody has read; None where the rule itself was read."""
    if rule.evidence == "statute":
        return None
    earlier = (other for other in rules if other.evidence == "statute" and other.valid_from < rule.valid_from)
    return max(earlier, key=lambda other: other.valid_from, default=None)


def _never_two(name: str, rules: Iterable[Dated]) -> None:
    """Refuse two rules of a name that hold on the same day."""
    for first, second in combinations(rules, 2):
        later = max(first.valid_from, second.valid_from)
        if first.in_force(later) and second.in_force(later):
            raise ValueError(f"{name!r}: two rules are in force on {later} | end the older one with 'valid_to'")


def parse(text: str, path: str) -> tuple[Law | None, list[Problem]]:
    """The law of a `law.yaml`'s text, and all that is wrong with it."""
    document, problems = source.parse(text, path)
    if document is None:
        return None, problems
    document, short = written_out(document)
    law, faults = source.validate(document, Law, Place(path))
    return law, list(dict.fromkeys((*problems, *short, *faults)))


_KINDS = (
    Law, LawNames, CitationForm, AgentRule, AppealRule, ClockRule, ComplaintRule, Exemption, GuardianRule,
    Limit, NoAgent, Rule, Period,
)  # fmt: skip


def load(folders: Iterable[Path]) -> tuple[kept.Layers[Law], list[Problem]]:
    """The laws of the `letters` folders by slug; a later folder's law wins over an earlier one's."""
    laws: list[kept.Layers[Law]] = []
    problems: list[Problem] = []
    for folder in folders:
        some, faults = kept.of_folder(folder, "laws", _paths(folder), _KINDS, _read)
        laws.append(some)
        problems += faults
    return kept.Layers(laws, (layer.key for layer in laws)), problems


def compiled(folder: Path) -> bytes:
    """The laws of a `letters` folder as a wheel carries them.

    Raises:
        ProblemsFound: something is wrong with them.
    """
    return kept.compiled_folder(folder, _paths(folder), _KINDS, _read)


def _paths(folder: Path) -> list[Path]:
    return files.glob(folder, "*/law.yaml")


def _read(text: str, path: Path) -> tuple[Mapping[str, Law], list[Problem]]:
    law, problems = parse(text, files.shown(path))
    if law is None:
        return {}, problems
    if law.slug != path.parent.name:
        hint = f"it must be the folder's name, {path.parent.name!r}"
        problems.append(Problem(law.place, f"the slug is {law.slug!r}", hint))
    return {law.slug: law}, problems


def unknown_regulators(laws: Iterable[Law], regulators: Iterable[str]) -> Iterator[Problem]:
    """Regulators that a law names and regulators.yaml does not have."""
    names = set(regulators)
    for law in laws:
        for name in law.regulators:
            if name not in names:
                message = f"law {law.slug!r}: there is no regulator {name!r}"
                yield Problem(law.place, message, "see regulators.yaml")
