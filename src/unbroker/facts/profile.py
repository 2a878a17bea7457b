"""The user's `profile.yaml`: whose data it is, who acts for them, and what each broker may be told."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from unbroker.base import places, source
from unbroker.base.errors import Place, Problem, UnknownName, did_you_mean
from unbroker.base.fact import BeforeValidator, Fact, Field, PrivateAttr, model_validator
from unbroker.base.located import Located
from unbroker.facts.address import PostalAddress
from unbroker.facts.guardian import Guardian
from unbroker.facts.registry import Registry
from unbroker.facts.rule import Topic
from unbroker.facts.text import Email, LanguageCode, Line, Slug, Territory, Url

_A_STATE = "name the state, as in US-CA or DE"

ALONE = "me"
"""How somebody without a slug is named: the only person of a profile."""


class Residence(Fact):
    """Where a person lives; a law serves its residents."""

    code: Territory
    """Country and, in the United States and Canada, the state or province: US-CA, DE."""
    since: date | None = None

    @model_validator(mode="after")
    def _names_the_state(self) -> "Residence":
        if self.code in ("US", "CA", "EU", "EEA", places.WORLD):
            hint = "name the province, as in CA-ON; California is US-CA" if self.code == "CA" else _A_STATE
            raise ValueError(f"{self.code!r} is too broad for a residence | {hint}")
        return self

    @property
    def named(self) -> str:
        """The code of the place that a letter names: the state where its law counts, else the country."""
        country = places.country(self.code)
        return self.code if country in ("US", "CA") else country

    @property
    def name(self) -> str:
        """That place's name, as messages write it."""
        return places.name(self.named)


class FormerHome(Fact):
    """Where a person lived before."""

    code: Territory
    """Country and, in the United States and Canada, the state or province."""
    city: Line | None = None
    """The town, as the broker may have it."""
    postal_code: Line | None = None
    """Its postal code, as the broker may have it."""
    years: Line | None = None
    """When that was, as in 2015 to 2026."""

    def __str__(self) -> str:
        """One line, as a letter tells it to who keeps old addresses."""
        place = ", ".join(filter(None, (self.city, places.name(self.code), self.postal_code)))
        return f"{place} ({self.years})" if self.years else place


def _former_home(value: object) -> object:
    """A former home that is written as a code or a name."""
    if isinstance(value, str):
        return {"code": places.find(value)}
    if isinstance(value, Mapping) and isinstance(code := value.get("code"), str):
        return {**value, "code": places.find(code)}
    return value


def _residence(value: object) -> object:
    """A residence that is written as a code or a name."""
    if isinstance(value, str):
        return {"code": places.find(value)}
    if isinstance(value, Mapping) and isinstance(code := value.get("code"), str):
        return {**value, "code": places.find(code)}
    return value


class Correction(Fact):
    """One detail that a broker has wrong."""

    held: Line
    right: Line
    because: Line


Offer = Literal["name", "email", "phone", "address", "former-homes"]


class Reasons(Fact):
    """Why a person objects to something, in sentences of their own or chosen from those that are offered."""

    because: tuple[Line, ...]
    """Whole sentences, each true of this person."""
    confirmed: date | None = None
    """The day on which the person read them and found each true; until then no letter objects by them."""

    @model_validator(mode="after")
    def _gives_some(self) -> "Reasons":
        if not self.because:
            raise ValueError("gives no reason | write one sentence or more below 'because'")
        return self


class About(Fact):
    """What one broker is known to hold, and what else it may be told."""

    listings: tuple[Url, ...] = ()
    """Its pages that show the person; disclosed to this broker only."""
    on_records_of: tuple[Line, ...] = ()
    """Other people on whose records it shows this person, as a relative or neighbour; named to this broker only."""
    record_number: Line | None = None
    account: Line | None = None
    """What finds the account that the person has there: the profile page, or the account's e-mail address."""
    offers: tuple[Offer, ...] = ()
    """What may be disclosed to it, if its record says that it needs it; former homes need no record."""
    named_by: bool | None = None
    """Whether it may be told who named it in an answer; what the person says of all brokers if it is absent."""
    situation: Line | None = None
    """One or two true sentences on why its processing harms this person (Article 21(1) GDPR)."""
    corrections: tuple[Correction, ...] = ()


class Agent(Fact):
    """Who acts for the people of the profile, with the signed permission of each: an office, or a relative."""

    name: Line
    email: Email
    """The address for answers to what is written for the people below `permissions`."""
    address: PostalAddress | None = None
    """The return address of the letters that are posted for them."""
    permissions: dict[Slug, Line] = Field(default_factory=dict)
    """By person: the PDF of the signed permission, from the folder of the profile."""

    @property
    def return_address(self) -> PostalAddress | None:
        """The return address of the agent's own page."""
        return self.address

    @property
    def in_care(self) -> PostalAddress | None:
        """The return address of a letter that the agent hands in for somebody else."""
        if self.address is None:
            return None
        return self.address.model_copy(update={"street": (f"c/o {self.name}", *self.address.street)})


_NOTHING = About.of()
"""Of a broker that a profile has no word of."""


class Person(Fact):
    """Somebody whose data it is."""

    slug: Slug | None = None
    """The person's name in commands; a single person needs none."""
    name: Line
    other_names: tuple[Line, ...] = ()
    """Other names under which brokers may hold a record; disclosed to a broker that needs `name`."""
    residence: Annotated[Residence, BeforeValidator(_residence)]
    city: Line
    lived_in: tuple[Annotated[FormerHome, BeforeValidator(_former_home)], ...] = ()
    """Where the person lived before, each a code or a home with its years: who serves only people there may know them.

    Told to a broker only if `about:` offers it `former-homes`.
    """
    emails: tuple[Email, ...] = ()
    """The addresses under which brokers may know the person."""
    reply_to: Email | None = None
    """The address for answers; the first of `emails` if it is absent."""
    address: PostalAddress | None = None
    """The return address of letters by post: a street, a box or c/o."""
    email_by_post: bool = False
    """Whether letters by post also give the reply address."""
    phones: tuple[Line, ...] = ()
    about: dict[Slug, About] = Field(default_factory=dict)
    """By broker: what it knows and what may be offered to it."""
    reasons: dict[Topic, Reasons] = Field(default_factory=dict)
    """By topic: why the person objects, told to each broker whose letter is about it."""
    named_by: bool = False
    """Whether a letter to a broker that another one named says who did, on which day and in which words."""
    languages: tuple[LanguageCode, ...] = ()
    """The languages that the person reads, the preferred one first; English if there are none."""
    guardian: Guardian | None = None
    """Who has the care of this person, a child, and writes for it."""
    _agent: Agent | None = PrivateAttr(default=None)

    def about_broker(self, broker: str) -> About:
        """What a broker knows and what may be offered to it; nothing, where the profile has no word of it."""
        return self.about.get(broker, _NOTHING)

    @property
    def agent(self) -> Agent | None:
        """Who acts for this person, with their signed permission."""
        return self._agent

    @property
    def reply_address(self) -> str | None:
        """The e-mail address for answers: that of the agent or the guardian, where one acts for this person."""
        if self._agent:
            return self._agent.email
        own = self.reply_to or (self.emails[0] if self.emails else None)
        return (self.guardian.email if self.guardian else None) or own

    @property
    def return_address(self) -> PostalAddress | None:
        """The return address of letters by post: in care of the agent, or the guardian's, where one acts."""
        if self._agent:
            return self._agent.in_care
        return (self.guardian.address if self.guardian else None) or self.address

    def acted_for(self, agent: Agent) -> "Person":
        """The same person, for whom an agent acts; a child has its guardian, who writes in their own name."""
        if self.guardian:
            return self
        person = self.model_copy()
        person._agent = agent  # noqa: SLF001 - its own class
        return person

    def confirmed_reasons(self, topic: Topic) -> tuple[str, ...]:
        """Why the person objects, as far as they confirmed it."""
        reasons = self.reasons.get(topic)
        return reasons.because if reasons and reasons.confirmed else ()

    @property
    def handle(self) -> str:
        """The word that names this person in commands and references."""
        return self.slug or ALONE


class Profile(Fact):
    """The people of one folder, and the packs of brokers that they write to."""

    people: tuple[Person, ...]
    agent: Agent | None = None
    packs: tuple[Slug, ...] = ("discussion",)
    courtesy: bool = False
    """Whether packs and --all take in brokers that no law is known to bind, as --courtesy does once."""
    specimen: bool = False
    """Made-up people: every page says so, and no letter can leave."""

    @model_validator(mode="after")
    def _people_can_be_told_apart(self) -> "Profile":
        if not self.people:
            raise ValueError("names nobody | add a person below 'people'")
        handles = [person.handle for person in self.people]
        if len(set(handles)) < len(handles):
            raise ValueError("two people have the same slug | give each person a 'slug' of its own")
        return self

    @model_validator(mode="after")
    def _has_an_agent_for_its_own(self) -> "Profile":
        handles = {person.handle for person in self.people}
        for handle in self.agent.permissions if self.agent else ():
            if handle not in handles:
                hint = did_you_mean(handle, handles) or f"the profile has {', '.join(sorted(handles))}"
                raise ValueError(f"the agent has a permission of {handle!r}, who is not in the profile | {hint}")
            if self.person(handle).guardian is not None:
                hint = "take one of the two out: a guardian writes in their own name"
                raise ValueError(f"{handle!r} has a guardian, and the agent has a permission of theirs | {hint}")
        return self

    @model_validator(mode="after")
    def _introduces_the_agent(self) -> "Profile":
        agent = self.agent
        if agent is not None:
            people = (who.acted_for(agent) if who.handle in agent.permissions else who for who in self.people)
            self.__dict__["people"] = tuple(people)
        return self

    def acted_for(self, agent: Agent) -> "Profile":
        """The same people, for whom an office acts where it has the permission."""
        people = (who.acted_for(agent) if who.handle in agent.permissions else who for who in self.people)
        return self.model_copy(update={"agent": agent, "people": tuple(people)})

    def person(self, handle: str) -> Person:
        """The person of a slug.

        Raises:
            UnknownName: there is none.
        """
        for person in self.people:
            if handle == person.handle:
                return person
        handles = [person.handle for person in self.people]
        raise UnknownName("person", handle, handles, see=f"the profile has {', '.join(handles)}")


KINDS = (Profile, Person, Agent, Guardian, About, Correction, FormerHome, PostalAddress, Reasons, Residence)
"""What a profile is made of, as it is kept."""


def parse(text: str, path: str) -> tuple[Profile | None, list[Problem]]:
    """The profile of a text, and all that is wrong with it."""
    document, problems = source.parse(text, path)
    if document is None:
        return None, problems
    if isinstance(document, Located) and not document.get("people") and "people" in document:
        return None, [Problem(Place(path, 1), "the profile names nobody", "run `unbroker init` for an example")]
    profile, faults = source.validate(document, Profile, Place(path, 1))
    problems += faults
    if profile is not None:
        for person in profile.people:
            problems += _unreachable(person)
    return (None if faults else profile), problems


def parse_agent(text: str, path: str) -> tuple[Agent | None, list[Problem]]:
    """The agent of an office, and all that is wrong with it."""
    document, problems = source.parse(text, path)
    if document is None:
        return None, problems
    agent, faults = source.validate(document, Agent, Place(path, 1))
    return agent, [*problems, *faults]


def disagreements(profile: Profile, registry: Registry) -> Sequence[Problem]:
    """Brokers that the profile names and the registry does not have, and reasons that nobody confirmed."""
    problems = []
    for person in profile.people:
        for slug, about in person.about.items():
            try:
                registry.get(slug)
            except UnknownName as error:
                problems.append(Problem(about.place, f"'about': {error}", "use the broker's slug", severity="warning"))
        for topic, reasons in person.reasons.items():
            if reasons.confirmed is None:
                message = f"the reasons for {topic!r} are not confirmed: letters ask, and do not object"
                hint = "read each sentence; if all are true, add 'confirmed:' with today's date"
                problems.append(Problem(reasons.place, message, hint, severity="warning"))
    return problems


def _unreachable(person: Person) -> list[Problem]:
    if person.reply_address is None and person.return_address is None:
        message = f"{person.handle!r} has neither 'emails' nor 'address': no broker could answer"
        return [Problem(person.place, message, "add 'reply_to: …' or 'address: …'")]
    return []
