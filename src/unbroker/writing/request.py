"""What is asked of whom: requests, the drafts of their letters, and the references that name them.

A draft carries all that its letter may quote. `writing` never asks the ledger: whoever makes the draft of a later
step puts the proven past, the days that are due and the regulators into it, and `writing/need` says what each step
cannot be written without.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple

from unbroker.base import places
from unbroker.base.errors import UserError
from unbroker.facts.address import PostalAddress
from unbroker.facts.claim import Claim
from unbroker.facts.due import Due, Proof
from unbroker.facts.guardian import Guardian
from unbroker.facts.law import Right
from unbroker.facts.profile import Agent, Person, Residence
from unbroker.facts.registry import Broker, Channel
from unbroker.facts.regulators import Regulator
from unbroker.facts.rule import Topic
from unbroker.ledger.kinds import Side
from unbroker.writing import languages
from unbroker.writing.reference import Step

PastKind = Literal[
    "sent", "received", "acknowledged", "identity-asked", "identity-given", "clarification-asked",
    "clarification-given", "extended", "answered", "appealed", "complained", "reappeared",
]  # fmt: skip

WayToRegulator = Literal["form", "post"]


class Disclosure(NamedTuple):
    """One thing about the person that a letter tells its recipient, and why it does."""

    field: str
    value: str
    why: str


@dataclass(frozen=True)
class Request:
    """A person asks a broker for something under a law; opened once, known by its reference."""

    reference: str
    person: Person
    broker: Broker
    covers: tuple[Broker, ...]
    """Other records that the same letter speaks for: sites of a family, companies that were bought."""
    claim: Claim
    round: int = 1
    topics: tuple[Topic, ...] = ()
    """What it is about beside its rights."""
    moved_from: str | None = None
    """Where the person lived when it was opened, if they moved since: its letters stay under the law of there."""

    @property
    def home(self) -> Residence:
        """Where the person lived when it was opened."""
        return Residence(code=self.moved_from) if self.moved_from else self.person.residence

    @property
    def homes(self) -> tuple[str, ...]:
        """Where the person lives now, and lived when it was opened."""
        return tuple(dict.fromkeys((self.person.residence.code, self.home.code)))

    @property
    def records(self) -> tuple[Broker, ...]:
        """All for whom its letters speak."""
        return (self.broker, *self.covers)

    @property
    def rights(self) -> tuple[Right, ...]:
        """What is asked, in the order of the letter."""
        return self.claim.rights


@dataclass(frozen=True)
class Recipient:
    """Whom a letter goes to: the names for the address block, and the way there."""

    names: tuple[str, ...]
    channel: Channel
    regulator: Regulator | None = None
    """The authority that it goes to, where it is a complaint; the channel is then the way to it."""


@dataclass(frozen=True)
class Past:
    """Something that happened and can be shown; a letter quotes nothing else.

    The kinds are those of the ledger's events. What `facts` may hold, all of it optional but for what `writing/need`
    asks of a step:

    - `sent` (one for each letter of ours that left): `letter` its name, `step`, `by`; of a request filed on DROP also
      `excluded`, the slugs that the person left out, which may be none
    - `received`: when the other side got our letter, with `proof`; `letter` if it is not the first; `inferred` where
      nobody told that day, and a reply of theirs shows that they have it
    - `acknowledged`, `identity-given`, `clarification-asked`, `clarification-given`, `appealed`: nothing
    - `identity-asked`: `asks`, what is asked for, as a sentence continues: "a copy of my passport"
    - `extended`: `reason`, in their words; absent where they gave none
    - `answered`: `outcome` (fulfilled partial no-data denied), `rights` if not all, `says` their words, `answered` and
      `missing` for a partial answer, `form` where they point to one, `step` "appeal" or "controller-complaint" where
      they decide that
    - `complained`: `to`, "controller" or the regulator's id
    - `reappeared`: `where`, a page; `shows`, what it shows

    `exhibit` is the number of the enclosure that shows it, on every kind.
    """

    on: date
    kind: PastKind
    proof: Proof | None = None
    """How a receipt is known; None for other kinds."""
    facts: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)

    @property
    def proven(self) -> bool:
        """Whether a letter may count on it: all but an assumed receipt."""
        return self.proof != "assumed"

    def words(self, name: str) -> str | None:
        """A fact that is one text."""
        fact = self.facts.get(name)
        return fact if isinstance(fact, str) else None

    def each(self, name: str) -> tuple[str, ...]:
        """A fact that is a list; none if it is absent."""
        fact = self.facts.get(name, ())
        return (fact,) if isinstance(fact, str) else fact


@dataclass(frozen=True)
class NamedBy:
    """That another broker named the recipient of a letter in an answer: only what its answer in the evidence says."""

    by: str
    """The everyday name of who said it."""
    on: date
    side: Side
    """What it called the recipient: its source, or a recipient of the data."""
    words: str = ""
    """The sentence that says so; empty where it was not noted."""

    @property
    def told(self) -> str:
        """The same as a plan lists it among what a letter discloses."""
        what = "had my data from you" if self.side == "source" else "gave my data to you"
        return f"{self.by} said on {self.on} that it {what}{f', “{self.words}”' if self.words else ''}"


ContradictionKind = Literal["nothing-held", "denied", "not-passed-on"]


@dataclass(frozen=True)
class Contradicted:
    """An answer of the company that a letter is about, and one of another broker that does not fit it."""

    kind: ContradictionKind
    on: date
    """The day of the company's answer."""
    says: str
    """What it says of a side: denied, nobody, no-data or deleted."""
    side: Side
    """Of the company's, as seen from it: it is asked about a source, or about a recipient."""
    words: str
    """Its words; empty where none were noted."""
    by: str
    """The everyday name of the other."""
    by_on: date
    by_words: str
    """The sentence of the other; empty where it was not noted."""

    @property
    def told(self) -> str:
        """The same as a plan lists it among what a letter discloses."""
        return f"what {self.by} said on {self.by_on}{f', “{self.by_words}”' if self.by_words else ''}"


@dataclass(frozen=True)
class Draft:
    """What a letter is made from.

    For a step after the first, whoever makes it (the ledger's follow-ups, a sample) gives beside the fields of every
    draft, and `writing/need.needed(step)` tells which of it a step cannot do without:

    - `number`: the next of the same request, and `concerns` where the letter speaks of some of its rights only
    - `past`: every proven event of the request in its order, the first letter's `sent` first
    - `trigger`: that one of `past` which calls for this letter; None where a day that passed does
    - `due`: by right, the clock as of `date`, reckoned with the same receipt as in `past`
    - `regulators`: who would hear a complaint, best first
    - `enclosures`: what lies with it, in words, in the order of the numbers that `past` refers to
    - `agent`: who hands the letter in, with a cover page that is a draft of the step `agent`
    """

    request: Request
    number: int
    step: Step
    recipient: Recipient
    date: date
    discloses: tuple[Disclosure, ...]
    specimen: bool = False
    preview: bool = True
    trigger: Past | None = None
    past: tuple[Past, ...] = ()
    due: Mapping[Right, Due] = field(default_factory=dict)
    regulators: tuple[Regulator, ...] = ()
    enclosures: tuple[str, ...] = ()
    concerns: tuple[Right, ...] = ()
    """The rights that it speaks of; all of the request if there are none."""
    agent: Agent | None = None
    named: tuple[NamedBy, ...] = ()
    """Who named the recipient, where the profile offers to say so."""
    contradicted: tuple[Contradicted, ...] = ()
    """Answers of others that do not fit those of the company, where the profile offers to say so."""
    language: str = languages.USUAL
    """The code of the language that it is written in."""
    language_reason: str = ""
    """Why, where there is more to say than that it is the usual one."""
    copy_in: str | None = None
    """The language of the copy to be read by its sender, where that is another."""
    is_copy: bool = False
    """Whether it is that copy."""

    @property
    def rights(self) -> tuple[Right, ...]:
        """The rights that it speaks of, in the order of the request."""
        return tuple(right for right in self.request.rights if not self.concerns or right in self.concerns)

    @property
    def sender(self) -> Person | Agent | Guardian:
        """Whose letter it is: the agent's the cover page, the guardian's a child's letters, else the person's own."""
        if self.step == "agent" and self.agent:
            return self.agent
        return self.request.person.guardian or self.request.person

    @property
    def return_address(self) -> PostalAddress | None:
        """Where an answer by post goes: to the agent from the cover page, else where the person's letters say."""
        if self.step == "agent" and self.agent:
            return self.agent.return_address
        return self.request.person.return_address

    def happened(self, kind: PastKind) -> tuple[Past, ...]:
        """What is proven of a kind, in its order."""
        return tuple(event for event in self.past if event.kind == kind and event.proven)

    @property
    def copy(self) -> "Draft | None":
        """The same in a language that its sender reads; None where that is its own."""
        if self.copy_in is None:
            return None
        return replace(self, language=self.copy_in, copy_in=None, is_copy=True)

    @property
    def letter(self) -> str:
        """The letter's name, such as UB-7F3K2Q8Z.1."""
        return f"{self.request.reference}.{self.number}"

    def disclosed(self, field: str) -> str | None:
        """The value of a field that this letter tells, None if it does not."""
        return next((disclosure.value for disclosure in self.discloses if disclosure.field == field), None)


class NoWay(UserError):  # noqa: N818 - the sentence is the name
    """A regulator cannot be reached by anything that may be printed."""

    def __init__(self, regulator: Regulator, by: str | None) -> None:
        site = f"look at {regulator.website}" if regulator.website else "look for its own page"
        way = f" by {by}" if by else ""
        super().__init__(f"{regulator.name}: no address is reliable enough to send a complaint to{way} ({site})")


def ways_to(regulator: Regulator) -> tuple[WayToRegulator, ...]:
    """The ways by which a complaint can go to a regulator, best first; the form of its site where nothing else is sure.

    Whoever has neither a known form nor a sure address has a site, and that has the form, or says where it is.
    """
    sure: dict[WayToRegulator, object] = {"form": regulator.form, "post": regulator.printed_post}
    return tuple(way for way, there in sure.items() if there) or (("form",) if regulator.website else ())


def complaint_to(regulator: Regulator, by: WayToRegulator | None = None) -> Recipient:
    """A regulator as the recipient of a complaint: through its form where it has one, else by post.

    Raises:
        NoWay: it has no such way, or its address is in doubt and may not be printed.
    """
    source = {"source": regulator.source, "tier": "C"} | ({"dated": regulator.dated} if regulator.dated else {})
    ways = ways_to(regulator)
    way = by or next(iter(ways), None)
    if way == "form" and way in ways:
        channel = Channel.model_validate({"form": regulator.form or regulator.website, **source})
    elif way == "post" and way in ways:
        lines = regulator.printed_post
        lines = lines if lines[0].startswith(regulator.own_name) else (regulator.own_name, *lines)
        country = places.country(regulator.serves[0])
        channel = Channel.model_validate({"post": {"country": country, "parsed": False}, "as_filed": lines, **source})
    else:
        raise NoWay(regulator, by)
    return Recipient((regulator.own_name,), channel, regulator)
