"""People and brokers who do not exist, and letters between them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Literal

from unbroker.base import files
from unbroker.facts import law as laws
from unbroker.facts.claim import Claim
from unbroker.facts.delivery import written_lines
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import About, Correction, Person
from unbroker.facts.registry import Broker, Channel
from unbroker.ledger.event import Event, NewEvent
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.schema import MODELS
from unbroker.ledger.store import MemoryLedger
from unbroker.writing.request import Disclosure, Draft, Recipient, Request
from unbroker.writing.template import Templates

DAY = date(2026, 11, 22)
ACME = Broker.model_validate(
    {
        "slug": "acme",
        "name": "Acme Data",
        "legal_name": "Acme Data, Inc.",
        "domains": ["acme.example.org"],
        "kind": "people-search",
        "channels": [
            {"email": "privacy@acme.example.org", "source": "made up", "tier": "A"},
            {
                "post": {
                    "street": ["1 Specimen Plaza, Suite 200"],
                    "city": "Sampleton",
                    "region": "CA",
                    "postal_code": "94105",
                    "country": "US",
                },
                "as_filed": ["1 Specimen Plaza, Suite 200", "Sampleton, CA 94105"],
                "source": "made up",
                "tier": "A",
            },
            {"form": "https://acme.example.org/privacy", "source": "made up", "tier": "A"},
        ],
    }
)
ABOUT = About(
    listings=("https://acme.example.org/people/sam-specimen",),
    situation="I testified in a trial, and strangers have come to my door since my address was published.",
    corrections=(Correction(held="Sam Specimen, born in Springfield", right="born in Shelbyville", because="I was."),),
)
ADDRESSES = {
    "US": {"street": ["5 Example Road"], "city": "Sampleton", "postal_code": "94105", "country": "US"},
    "DE": {"street": ["Beispielweg 5"], "city": "Musterstadt", "postal_code": "10115", "country": "DE"},
}


@cache
def packaged_laws() -> dict[str, Law]:
    """The packaged laws; they have no problems."""
    found, problems = laws.load([files.packaged("letters")])
    assert not problems
    return dict(found)


@cache
def templates() -> Templates:
    """The packaged templates."""
    return Templates([files.packaged("letters")])


def person(residence: str, about: About = ABOUT) -> Person:
    """Somebody who lives in a territory that the law of the letter serves."""
    country = residence.partition("-")[0]
    address = ADDRESSES.get(country, ADDRESSES["DE"] | {"country": country, "postal_code": "1000"})
    region = {"region": residence[3:]} if country == "US" else {}
    return Person.model_validate(
        {
            "name": "Sam Specimen",
            "residence": residence,
            "city": "Sampleton" if country == "US" else "Musterstadt",
            "emails": ["sam@example.org"],
            "address": {**address, **region},
            "about": {"acme": about},
        }
    )


def channel(kind: Literal["email", "post", "form"]) -> Channel:
    """The way to Acme of a kind."""
    return next(way for way in ACME.channels if way.kind == kind)


def draft(
    law: Law,
    rights: Sequence[Right],
    *,
    by: Literal["email", "post", "form"] = "email",
    binding: bool = True,
    on: date = DAY,
    sender: Person | None = None,
    broker: Broker = ACME,
) -> Draft:
    """The draft of a first letter to Acme, telling the least."""
    residence = {"EEA": "DE", "US": "US-NY", "CA": "CA-ON", "WORLD": "US-NY"}.get(law.serves[0], law.serves[0])
    who = sender or person(residence)
    told = [Disclosure("name", who.name, "to find the record"), Disclosure("residence", who.residence.name, "the law")]
    if by == "post" and who.address:
        told.append(Disclosure("address", ", ".join(written_lines(who.address)), "the return address"))
    else:
        told += [Disclosure("city", who.city, "namesakes"), Disclosure("email", str(who.reply_address), "the answer")]
    about = who.about.get(broker.slug, About())
    told += [Disclosure("listing-url", url, "its own page") for url in about.listings]
    if about.situation and "object" in rights:
        told.append(Disclosure("situation", about.situation, "the ground"))
    if {"correct", "dispute"} & {*rights}:
        told += [Disclosure("correction", item.right, "it corrects what is held") for item in about.corrections]
    ordered = tuple(right for right in law.rights if right in rights)
    claim = Claim(law, ordered, binding=binding, reason="made up")
    request = Request("UB-7F3K2Q8Z", who, broker, (), claim)
    return Draft(request, 1, "first", Recipient((broker.addressee,), channel(by)), on, tuple(told))


def new_event(  # noqa: PLR0917 - the columns of the ledger, in their order
    kind: EventKind, on: date, reference: str | None = None, right: str | None = None, letter: str | None = None,
    run: str | None = None, facts: Mapping[str, object] | None = None, evidence: tuple[str, ...] = (),
    voids: int | None = None,
) -> NewEvent:  # fmt: skip
    """An event, its facts in plain values."""
    return NewEvent(MODELS[kind].read(facts or {}), on, reference, right, letter, run, evidence, voids)


def events(*happenings: NewEvent) -> tuple[Event, ...]:
    """Happenings as a ledger would number them."""
    return MemoryLedger().append(happenings, datetime(2026, 11, 22, 12, tzinfo=UTC))


def opened(
    reference: str = "UB-7F3K2Q8Z",
    *,
    on: date = DAY,
    law: str = "ccpa",
    rights: Sequence[str] = ("opt-out", "delete"),
    facts: Mapping[str, object] | None = None,
    **more: object,
) -> NewEvent:
    """A request of Sam's to Acme is opened."""
    told: dict[str, object] = {
        "person": "me", "broker": "acme", "broker_name": "Acme Data", "law": law, "rights": [*rights],
        "binding": True, "round": 1, "covers": [], "residence": "US-CA", "controller": "US-CA",
    }  # fmt: skip
    return new_event("opened", on, reference, facts={**told, **more, **(facts or {})})


def prepared(
    reference: str = "UB-7F3K2Q8Z",
    *,
    number: int = 1,
    on: date = DAY,
    by: Literal["email", "post", "form"] = "post",
    step: str = "first",
    **facts: object,
) -> NewEvent:
    """A letter of it is sealed."""
    way = {"kind": by, "to": channel(by).to, "country": "US" if by == "post" else None}
    told: dict[str, object] = {"step": step, "trigger": None, "channel": way, "hashes": {}, "discloses": []}
    letter, run = f"{reference}.{number}", f"{by}-{on}"
    return new_event("prepared", on, reference, letter=letter, run=run, facts={**told, **facts})
