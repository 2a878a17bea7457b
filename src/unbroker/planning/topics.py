"""Topics: what a first letter is about across its rights, and what a plan says of that. Pure."""

from collections.abc import Iterator, Sequence

from unbroker.facts.claim import Claim
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker
from unbroker.facts.rule import Topic
from unbroker.planning.rights import CLOSES_ACCOUNT


def choose(records: Sequence[Broker], wanted: Sequence[Topic], rights: Sequence[str]) -> tuple[Topic, ...]:
    """The topics of a letter: those that were asked for, and those that the records give a usual first letter.

    Args:
        records: whom the letter goes to, and whom else it speaks for.
        wanted: the topics that were named.
        rights: the rights that were named; a letter about them alone takes up no topic by itself.
    """
    if records[0].kind == "portal":
        return ()
    usual = () if rights else (topic for record in records for topic in record.concerns)
    return tuple(dict.fromkeys((*wanted, *usual)))


def remarks(person: Person, records: Sequence[Broker], claim: Claim, topics: Sequence[Topic]) -> Iterator[str]:
    """Why the letter is about its topics, whether it objects, and what an account with the broker means for it."""
    for topic in topics:
        known = [(record, concerns[topic]) for record in records if topic in (concerns := record.concerns)]
        for record, on_topic in known:
            who = "it" if record is records[0] else f"its affiliate {record.addressee}"
            yield f"{topic}: {who} {on_topic.because}"
        if topic in claim.law.objects_to and "object" in claim.rights and not person.confirmed_reasons(topic):
            yield f"{topic}: asks without objecting, for the profile has no confirmed reason (`unbroker laws topics`)"
    with_accounts = [record for record in records if record.has_accounts]
    if with_accounts and "delete" in claim.rights:
        yield CLOSES_ACCOUNT
    if any(person.about_broker(record.slug).account is None for record in with_accounts):
        yield "'account' below its name in 'about:' would tell it which account is yours"
