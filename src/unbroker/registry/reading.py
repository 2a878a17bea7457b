"""A registry read from YAML: its records, a user's own laid over the packaged ones, and what is wrong with them."""

from unbroker.base import source
from unbroker.base.errors import MOST_PROBLEMS, Place, Problem, shortened
from unbroker.base.located import Items, Located
from unbroker.facts.channel import CHANNELS
from unbroker.facts.outline import disagreements
from unbroker.facts.registry import Broker, Registry

_TOO_MANY = f"more than {MOST_PROBLEMS} problems up to here, and the records below are not read"


def parse(text: str, path: str) -> tuple[Items, list[Problem]]:
    """The records of a registry's text, not yet read as brokers, and what is wrong with the text."""
    document, problems = source.parse(text, path)
    if isinstance(document, Items) and all(isinstance(record, Located) for record in document):
        return document, problems
    if not problems:
        problems = [Problem(Place(path), "is not a registry", "a registry is a list of records: '- slug: …'")]
    return Items(), problems


def overlay(packaged: Items, user_records: Items) -> Items:
    """The packaged records with the user's own laid over them, by slug.

    A value replaces the packaged one. A channel replaces the packaged channel with the same address, else it
    comes first. A record with a new slug is added.
    """
    records = Items()
    index: dict[str | None, int] = {}
    for record, place in zip(packaged, packaged.places, strict=True):
        index.setdefault(slug_of(record), len(records))
        records.append(record)
        records.places.append(place)
    for record, place in zip(user_records, user_records.places, strict=True):
        at = index.pop(slug_of(record), None)  # a second record of a slug is one too many, which is named elsewhere
        if at is not None:
            records[at] = _lay_over(records[at], record)
        else:
            records.append(record)
            records.places.append(place)
    return records


def read(records: Items) -> tuple[Registry, list[Problem]]:
    """The registry of some records, and all that is wrong with them."""
    brokers, problems = brokers_of(records)
    return Registry(brokers), [*problems, *disagreements(broker.outline for broker in brokers)]


def brokers_of(records: Items) -> tuple[list[Broker], list[Problem]]:
    """The brokers of some records, and what is wrong with each."""
    brokers: list[Broker] = []
    problems: list[Problem] = []
    for number, (record, place) in enumerate(zip(records, records.places, strict=True), 1):
        slug = record.get("slug", f"number {number}") if isinstance(record, Located) else f"number {number}"
        broker, faults = source.validate(record, Broker, place, who=f"broker {shortened(slug)}")
        problems += faults
        if broker is not None:
            brokers.append(broker)
        if len(problems) >= MOST_PROBLEMS:
            problems.append(Problem(place, _TOO_MANY, "correct them first"))
            break
    return brokers, problems


def slug_of(record: object) -> str | None:
    """The slug of a record as it was parsed; None where it has none that is a text."""
    slug = record.get("slug") if isinstance(record, Located) else None
    return slug if isinstance(slug, str) else None


def _lay_over(packaged: object, user_record: object) -> object:
    if not isinstance(packaged, Located) or not isinstance(user_record, Located):
        return user_record
    record = Located(user_record.place)
    record.places = {**packaged.places, **user_record.places}
    record.update({**packaged, **user_record})
    packaged_channels, user_channels = packaged.get("channels"), user_record.get("channels")
    if isinstance(packaged_channels, Items) and isinstance(user_channels, Items):
        channels, addresses = Items(), [_address(channel) for channel in user_channels]
        others = [
            pair
            for pair in zip(packaged_channels, packaged_channels.places, strict=True)
            if _address(pair[0]) not in addresses
        ]
        for channel, place in [*zip(user_channels, user_channels.places, strict=True), *others]:
            channels.append(channel)
            channels.places.append(place)
        record["channels"] = channels
    return record


def _address(channel: object) -> object:
    return next((channel[way] for way in CHANNELS if way in channel), None) if isinstance(channel, Located) else None
