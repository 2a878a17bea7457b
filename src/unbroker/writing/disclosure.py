"""Disclosure: what a first letter tells about the person, the least that finds the record, and why each thing is told.

More than the usual goes to a broker only if its record needs it and the profile offers it to that broker; what the
profile has for one broker goes to no other.
"""

from collections.abc import Iterator, Mapping, Sequence

from unbroker.facts.claim import Claim
from unbroker.facts.delivery import written_lines
from unbroker.facts.profile import About, Person
from unbroker.facts.registry import Broker, Channel
from unbroker.facts.rule import Topic
from unbroker.writing.request import Contradicted, Disclosure, NamedBy

FIELDS = (
    "name", "guardian", "other guardian", "residence", "address", "city", "email", "account", "other name",
    "former home", "phone", "other email", "record-number", "user account", "listing-url", "record of", "situation",
    "reason", "correction", "named by",
)  # fmt: skip
"""All that a letter can tell."""
GUARDIANS = ("guardian", "other guardian")
"""What says who writes for a child, and who agrees."""
AT_WILL = ("other name", "phone", "other email", "record-number", "user account", "listing-url", "record of")
"""What the profile has for one broker, and may be withheld from it: a letter can be written without."""
TOLD_AS: Mapping[str, tuple[str, ...]] = {
    "city-state": ("city", "address"),
    "profile-url": ("listing-url", "user account"),
}
"""What a broker needs, and under which other name it is told."""


def disclosures(
    person: Person, records: Sequence[Broker], claim: Claim, channel: Channel, *, account: str | None = None,
    topics: Sequence[Topic] = (),
) -> Iterator[Disclosure]:  # fmt: skip
    """What a letter tells.

    Args:
        person: whose letter it is.
        records: the broker that it goes to, and those that it speaks for beside it.
        claim: the law and the rights of the request.
        channel: the way that it goes: a letter by post needs no e-mail address, and the reverse.
        account: the address that e-mails leave from, which their recipient sees.
        topics: what the letter is about beside its rights.
    """
    broker, by_post = records[0], channel.row.on_paper
    yield Disclosure("name", person.name, "to find the record")
    yield from guardians(person)
    why = "the law serves its residents" if claim.law.reaches else "to say where you live"
    yield Disclosure("residence", person.residence.name, why)
    home, address = person.return_address, ", ".join(written_lines(person.address)) if person.address else None
    if by_post and home:
        chosen = f"the return address {_whose(person)}"
        yield Disclosure("address", ", ".join(written_lines(home)), chosen)
    if not (by_post and home) or home != person.address:
        yield Disclosure("city", person.city, "to tell you from people of the same name")
        if address and not by_post and "address" in _agreed(broker, person.about_broker(broker.slug)):
            yield Disclosure("address", address, _needed(broker))
    if person.reply_address and (not by_post or person.email_by_post):
        yield Disclosure("email", person.reply_address, "for the answer")
    if account and channel.row.is_from_account and account != person.reply_address:
        yield Disclosure("account", account, "your e-mails leave from it")
    for topic in topics if "object" in claim.rights else ():
        reasons = person.confirmed_reasons(topic) if topic in claim.law.objects_to else ()
        yield from (Disclosure("reason", reason, f"your confirmed reason against {topic}") for reason in reasons)
    of_each: dict[tuple[str, str], Disclosure] = {}
    for disclosure in (disclosure for record in records for disclosure in _to_it_alone(person, record, claim)):
        of_each.setdefault((disclosure.field, disclosure.value), disclosure)
    yield from of_each.values()


def offers_names(person: Person, records: Sequence[Broker]) -> bool:
    """Whether brokers may be told who named them; what the profile says of one of them goes before the rest."""
    own = [about.named_by for record in records if (about := person.about_broker(record.slug)).named_by is not None]
    return all(own) if own else person.named_by


def told_contradictions(contradicted: Sequence[Contradicted]) -> Iterator[Disclosure]:
    """What a letter tells by quoting the answer of another broker."""
    for each in contradicted:
        yield Disclosure("named by", each.told, "it contradicts an answer, and the profile offers to say so")


def told_names(named: Sequence[NamedBy]) -> Iterator[Disclosure]:
    """What a letter tells by saying who named its recipient."""
    for each in named:
        yield Disclosure("named by", each.told, "it named them, and the profile offers to say so")


def needs_unmet(records: Sequence[Broker], told: Sequence[Disclosure]) -> list[str]:
    """What some brokers need and a letter does not tell."""
    fields = {disclosure.field for disclosure in told}
    needs = dict.fromkeys(need for record in records for need in record.needs)
    return [need for need in needs if not fields & {need, *TOLD_AS.get(need, ())}]


def _offered(person: Person, broker: Broker, about: About) -> Iterator[Disclosure]:
    """What the profile offers to this broker of all that is the person's."""
    why, agreed = _needed(broker), _agreed(broker, about)
    if "name" in agreed:
        yield from (Disclosure("other name", name, why) for name in person.other_names)
    if "former-homes" in about.offers:
        yield from (Disclosure("former home", str(home), "the profile offers it to it") for home in person.lived_in)
    if "phone" in agreed and person.phones:
        yield Disclosure("phone", person.phones[0], why)
    if "email" in agreed:
        others = [email for email in person.emails if email != person.reply_address]
        yield from (Disclosure("other email", email, why) for email in others[:1])


def _to_it_alone(person: Person, broker: Broker, claim: Claim) -> Iterator[Disclosure]:
    about = person.about_broker(broker.slug)
    yield from _offered(person, broker, about)
    if about.account:
        yield Disclosure("user account", about.account, "the profile has it for this broker")
    if about.record_number:
        yield Disclosure("record-number", about.record_number, "the profile has it for this broker")
    for url in about.listings:
        yield Disclosure("listing-url", url, "the profile has it for this broker")
    for owner in about.on_records_of:
        yield Disclosure("record of", owner, "the profile says that your data stand on it")
    if about.situation and "object" in claim.rights:
        yield Disclosure("situation", about.situation, "the profile gives it as your ground of objection")
    if about.corrections and {"correct", "dispute"} & {*claim.rights}:
        for correction in about.corrections:
            text = f"“{correction.held}” should be “{correction.right}”: {correction.because}"
            yield Disclosure("correction", text, "it corrects what is held")


def _whose(person: Person) -> str:
    """Whose return address a person's letters have."""
    if person.agent:
        return "of your agent"
    return "of the guardian" if person.guardian else "you chose"


def guardians(person: Person) -> Iterator[Disclosure]:
    """Who writes for a child, and who agrees."""
    guardian = person.guardian
    if guardian is not None:
        yield Disclosure("guardian", guardian.name, f"the {guardian.called}, who writes and signs")
        if guardian.together_with:
            yield Disclosure("other guardian", guardian.together_with, "shares the care of the child, and agrees")


def _agreed(broker: Broker, about: About) -> tuple[str, ...]:
    """What the broker needs and the profile offers it."""
    return tuple(need for need in broker.needs if need in about.offers)


def _needed(broker: Broker) -> str:
    return f"{broker.name} needs it, and the profile offers it"
