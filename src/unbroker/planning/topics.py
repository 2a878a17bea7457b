"""Topics: what a first letter is about across its rights, and what a plan says of that. Pure."""

from collections.abc import Iterator, Sequence

from unbroker.facts.claim import Claim
from unbroker.facts.profile import About, Person
from unbroker.facts.registry import Broker
from unbroker.facts.rule import Topic
from unbroker.planning.rights import CLOSES_ACCOUNT


def choose(broker: Broker, wanted: Sequence[Topic], rights: Sequence[str]) -> tuple[Topic, ...]:
    """The topics of a letter: those that were asked for, and those that the record gives a usual first letter.

    Args:
        broker: who is asked.
        wanted: the topics that were named.
        rights: the rights that were named; a letter about them alone takes up no topic by itself.
    """
    if broker.kind == "portal":
        return ()
    usual = () if rights else tuple(broker.topics)
    return tuple(dict.fromkeys((*wanted, *usual)))


def remarks(person: Person, broker: Broker, claim: Claim, topics: Sequence[Topic]) -> Iterator[str]:
    """Why the letter is about its topics, whether it objects, and what an account with the broker means for it."""
    for topic in topics:
        if topic in broker.topics:
            yield f"{topic}: it {broker.topics[topic].because}"
        if topic in claim.law.objects_to and "object" in claim.rights and not person.confirmed_reasons(topic):
            yield f"{topic}: asks without objecting, for the profile has no confirmed reason (`unbroker laws topics`)"
    if broker.has_accounts and "delete" in claim.rights:
        yield CLOSES_ACCOUNT
    if broker.has_accounts and person.about.get(broker.slug, About()).account is None:
        yield "'account' below its name in 'about:' would tell it which account is yours"
