"""The registry: brokers, how to reach each, and why a law binds it.

What is not known is absent; nothing here is computed. A user's own `brokers.yaml` is laid over the packaged one.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from copy import copy
from functools import cached_property
from typing import Annotated, Literal, Self

from unbroker.base import places
from unbroker.base.errors import UnknownName
from unbroker.base.fact import Fact, Field, PrivateAttr, model_validator
from unbroker.facts import delivery as postal
from unbroker.facts.address import PostalAddress
from unbroker.facts.channel import CHANNELS, ChannelKind, Row, Value
from unbroker.facts.filing import SHARED_WITH_AI, Filing, Year, packs_of
from unbroker.facts.law import Right, Topic
from unbroker.facts.outline import Outline
from unbroker.facts.packs import PACKS
from unbroker.facts.sourced import OnTopic, Sourced, Trap
from unbroker.facts.text import Country, Email, Line, Slug, Territory, Url, email, line, url

Kind = Literal[
    "people-search", "recruiting", "marketing", "adtech", "risk", "collection", "location", "identity", "processor",
    "portal", "other",
]  # fmt: skip
Identifier = Literal[
    "name", "email", "phone", "address", "city-state", "profile-url", "listing-url", "photo", "birth-year",
    "device-id", "record-number",
]  # fmt: skip
Domain = Annotated[str, Field(pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$")]
Seen = Annotated[str, Field(pattern=r"^(answered|works|bounced|refused) in 20[0-9]{2}-(0[1-9]|1[0-2])$")]

_ADDRESSES: Mapping[Value, Callable[[object], str]] = {"e-mail address": email, "web address": url, "text": line}


class Reach(Sourced):
    """Why the law of a territory binds the broker."""

    territory: Territory
    because: Line
    """Completes "the record says that it is …", such as "registered as a data broker in California"."""


class Representative(Sourced):
    """The broker's representative in the EU (Article 27 GDPR)."""

    name: Line
    country: Country


class Channel(Sourced):
    """One way to reach a broker: `email`, `post` or `form`."""

    email: Email | None = None
    post: PostalAddress | None = None
    form: Url | None = None
    as_filed: tuple[Line, ...] = ()
    """The lines of a postal address exactly as in the source, errors included."""
    serves: tuple[Territory, ...] = ()
    """The residents that it is for; none means everybody."""
    rights: tuple[Right, ...] = ()
    """The rights that it can be used for; none means all."""
    fields: tuple[Identifier, ...] = ()
    """What a form asks for."""
    tier: Literal["A", "B", "C"]
    """A: a statutory filing or the broker's own page; B: a curated or tested list; C: another list."""
    note: Line | None = None
    seen: Seen | None = None
    """What letters there have shown, and in which month, such as `bounced in 2026-11`."""
    _other: tuple[ChannelKind, str | None] | None = PrivateAttr(default=None)
    """A kind of the table that has no field of its own, and its address; None where that is a postal one."""

    @model_validator(mode="wrap")
    @classmethod
    def _is_one_way(cls, record: object, handler: Callable[[object], Self]) -> Self:
        record, other = _without_other(record, cls.__fields__)
        channel = handler(record)
        channel._other = other  # noqa: SLF001 - its own class
        fields = (channel.email, channel.post, channel.form)
        ways = sum(way is not None for way in fields) + bool(other and other[1])
        if ways != 1:
            *kinds, last = map(repr, CHANNELS)
            raise ValueError(f"a channel has one of {', '.join(kinds)} and {last} | write a list entry for each")
        return channel

    @model_validator(mode="after")
    def _is_whole(self) -> "Channel":
        if self.post is not None and not self.post.parsed and not self.as_filed:
            raise ValueError("an address that is not parsed needs 'as_filed' | copy the lines of the source")
        return self

    @property
    def kind(self) -> ChannelKind:
        """Which way it is."""
        if self.email:
            return "email"
        other = self._other
        return other[0] if other else "post" if self.post else "form"

    @property
    def row(self) -> Row:
        """What is known of its kind."""
        return CHANNELS[self.kind]

    @property
    def to(self) -> str:
        """The address in one line."""
        if self.post is None:
            return str(self.email or self.form or (self._other and self._other[1]))
        return ", ".join(self.as_filed if not self.post.parsed else postal.written_lines(self.post))

    def takes(self, right: Right, residence: str) -> bool:
        """Whether it is meant for this right and for residents of this territory."""
        right_fits = not self.rights or right in self.rights
        return right_fits and (not self.serves or any(places.within(residence, served) for served in self.serves))

    def as_written(self) -> dict[str, object]:
        """Its record as a file has it."""
        record = self.model_dump(mode="json", exclude_defaults=True)
        if self._other is not None:
            kind, address = self._other
            record[kind] = record.pop("post") if address is None else address
        return record

    def __eq__(self, other: object) -> bool:
        return super().__eq__(other) and isinstance(other, Channel) and self._other == other._other

    __hash__ = Sourced.__hash__


class Broker(Fact):
    """Who the broker is, which residents it answers, and how to reach it."""

    slug: Slug
    name: Line
    """The everyday name."""
    legal_name: Line | None = None
    also_called: tuple[Line, ...] = ()
    """Brands, former names and names that it does business under, by which it is found."""
    domains: tuple[Domain, ...] = ()
    kind: Kind
    packs: tuple[Slug, ...] = ()
    """The packs that it belongs to."""
    country: Country | None = None
    region: Territory | None = None
    """The state or region of its seat, ISO 3166-2."""
    representative: Representative | None = None
    serves: tuple[Territory, ...] = ()
    """The residents that this record answers; none means everybody."""
    excludes: tuple[Territory, ...] = ()
    """The residents that another record answers."""
    reaches: tuple[Reach, ...] = ()
    registered: dict[Territory, tuple[Year, ...]] = Field(default_factory=dict)
    """The years in which it registered as a data broker, by territory."""
    regulated: tuple[Slug, ...] = ()
    """The sectoral laws that cover part of what it does: fcra, glba."""
    needs: tuple[Identifier, ...] = ()
    """What it needs to find a person."""
    has_accounts: bool = False
    """Whether people hold accounts with it, which a deletion would close."""
    topics: dict[Topic, OnTopic] = Field(default_factory=dict)
    """What a first letter to it is about beside its rights."""
    traps: tuple[Trap, ...] = ()
    """What burnt others who wrote to it."""
    filed: tuple[Filing, ...] = ()
    """What this legal entity itself told a state, the newest first."""
    status: Literal["active", "merged", "closed"] = "active"
    belongs_to: Slug | None = None
    """The record of the owner, for a site that belongs to a family."""
    answered_by: Slug | None = None
    """The record of the company that answers its letters now."""
    note: Line | None = None
    channels: tuple[Channel, ...] = ()
    """Best first."""

    @property
    def groups(self) -> tuple[str, ...]:
        """Its packs, with those that its own filings put it into."""
        return (*self.packs, *packs_of(self.filed))

    @property
    def ways(self) -> tuple[ChannelKind, ...]:
        """The kinds of its channels, the best first."""
        return tuple(dict.fromkeys(channel.kind for channel in self.channels))

    @property
    def concerns(self) -> Mapping[Topic, OnTopic]:
        """The topics that concern it, by its record or by its own newest filing."""
        newest = max(self.filed, key=lambda filing: filing.year, default=None)
        filed: dict[Topic, OnTopic] = {}
        if newest is not None and "ai-developers" in newest.shared:
            source = f"{newest.registry}, row {newest.row}"
            because = f"told {places.name(newest.state)} that it “{SHARED_WITH_AI}”"
            filed["ai-training"] = OnTopic.of(source=source, dated=str(newest.year), because=because)
        return {**filed, **self.topics}

    @property
    def outline(self) -> Outline:
        """What of it is asked of all brokers at once."""
        return Outline(
            self.slug, self.name, self.legal_name, self.also_called, self.kind, self.domains, self.groups, self.status,
            self.belongs_to, self.answered_by, self.registered, self.ways, self.place,
        )  # fmt: skip

    def trap(self, kind: str) -> Trap | None:
        """The trap of a kind, if it has one."""
        return next((trap for trap in self.traps if trap.kind == kind), None)

    @property
    def addressee(self) -> str:
        """The name that a letter is addressed to."""
        return self.legal_name or self.name

    def answers(self, residence: str) -> bool:
        """Whether this record answers residents of a territory."""
        served = not self.serves or any(places.within(residence, territory) for territory in self.serves)
        return served and not any(places.within(residence, territory) for territory in self.excludes)


class Registry:
    """The brokers, by slug, in the order of the file."""

    def __init__(self, brokers: Iterable[Broker] | Mapping[str, Broker], outlines: Iterable[Outline] = ()) -> None:
        """Take the brokers.

        Args:
            brokers: all of them, or a mapping that reads each when it is asked for.
            outlines: theirs, in the same order; made of the brokers if there are none.
        """
        if not isinstance(brokers, Mapping):
            brokers = {broker.slug: broker for broker in brokers}
        self.brokers: Mapping[str, Broker] = brokers
        ready = {outline.slug: outline for outline in outlines}
        self.outlines: Mapping[str, Outline] = ready or {slug: each.outline for slug, each in self.brokers.items()}

    def __len__(self) -> int:
        return len(self.outlines)

    def get(self, slug: str) -> Broker:
        """The broker of a slug or a domain.

        Raises:
            UnknownName: there is none.
        """
        if slug in self.outlines:
            return self.brokers[slug]
        by_domain = {domain: outline.slug for outline in self.outlines.values() for domain in outline.domains}
        if slug in by_domain:
            return self.brokers[by_domain[slug]]
        raise UnknownName("broker", slug, [*self.outlines, *by_domain], see="see `unbroker brokers list`")

    @cached_property
    def _latest_years(self) -> dict[str, int]:
        years: dict[str, int] = {}
        for outline in self.outlines.values():
            for territory, registered in outline.registered.items():
                years[territory] = max(years.get(territory, 0), *registered)
        return years

    def latest_year(self, territory: str) -> int | None:
        """The newest year for which any broker is registered in a territory."""
        return self._latest_years.get(territory)

    def is_registered(self, broker: Broker, territory: str) -> bool:
        """Whether a broker is in the newest registry of a territory that is known here."""
        return self.latest_year(territory) in broker.registered.get(territory, ())

    def of_kind(self, kind: Kind) -> tuple[Broker, ...]:
        """The brokers of a kind."""
        return tuple(self.brokers[slug] for slug, outline in self.outlines.items() if outline.kind == kind)

    @property
    def pack_sizes(self) -> Mapping[str, int]:
        """How many brokers each pack has."""
        return Counter(pack for outline in self.outlines.values() for pack in outline.groups)

    @property
    def known_packs(self) -> Mapping[str, tuple[int, str]]:
        """The packs: how many brokers each has, and what they are; the first choice first."""
        counts = self.pack_sizes
        order = dict.fromkeys([*(pack for pack in PACKS if pack in counts), *sorted(counts)])
        return {pack: (counts[pack], PACKS.get(pack, "")) for pack in order}

    def in_packs(self, packs: Iterable[str]) -> tuple[Broker, ...]:
        """The brokers of some packs.

        Raises:
            UnknownName: no broker is in one of the packs.
        """
        return tuple(self.brokers[outline.slug] for outline in self.outlines_in_packs(packs))

    def outlines_in_packs(self, packs: Iterable[str]) -> tuple[Outline, ...]:
        """Their outlines.

        Raises:
            UnknownName: no broker is in one of the packs.
        """
        names = list(packs)
        counts = self.pack_sizes
        for pack in names:
            if pack not in counts:
                raise UnknownName("pack", pack, counts, see=f"packs are {', '.join(sorted(counts))}")
        return tuple(outline for outline in self.outlines.values() if not set(names).isdisjoint(outline.groups))


def _without_other(record: object, fields: Container[str]) -> tuple[object, tuple[ChannelKind, str | None] | None]:
    """A channel's record without a kind that has no field, and that kind with its address.

    Raises:
        ValueError: the address is none of its kind.
    """
    kind = next((kind for kind in CHANNELS if isinstance(record, dict) and kind in record and kind not in fields), None)
    if kind is None or not isinstance(record, dict):
        return record, None
    rest = copy(record)
    address, row = rest.pop(kind), CHANNELS[kind]
    if row.value == "postal address":
        rest["post"] = address
        return rest, (kind, None)
    return rest, (kind, _ADDRESSES[row.value](address))
