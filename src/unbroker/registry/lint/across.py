"""All records together: who stands there twice, and links that lead nowhere good."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

from unbroker.base import places
from unbroker.facts.registry import Broker
from unbroker.registry.domain import registrable
from unbroker.registry.legal_name import compared
from unbroker.registry.lint.finding import Finding, Looked

_LINK = "say with 'belongs_to' which owns the other, or tell them apart"


def findings_across(records: Sequence[Looked]) -> Iterator[Finding]:
    """What no single record shows."""
    brokers = {looked.broker.slug: looked.broker for looked in records}
    sites = {registrable(domain) for broker in brokers.values() for domain in broker.domains}
    shared: Mapping[str, Callable[[Broker], Iterator[tuple[Hashable, str]]]] = {
        "name": _names,
        "domains": _sites,
        "channels": lambda broker: _contacts(broker, sites),
    }
    for key, signs in shared.items():
        yield from _twice(records, brokers, key, signs)
    yield from _rows(records)
    newest: dict[str, int] = {}
    for broker in brokers.values():
        for territory, years in broker.registered.items():
            newest[territory] = max(newest.get(territory, 0), *years)
    for looked in records:
        yield from _links(looked, brokers)
        yield from _registered(looked, newest)


def _names(broker: Broker) -> Iterator[tuple[Hashable, str]]:
    for name in filter(None, (broker.name, broker.legal_name)):
        yield compared(name), f"the name {name!r}"


def _sites(broker: Broker) -> Iterator[tuple[Hashable, str]]:
    for site in {registrable(domain) for domain in broker.domains} - {None}:
        yield site, f"the site {site}"


def _contacts(broker: Broker, sites: set[str | None]) -> Iterator[tuple[Hashable, str]]:
    """The mailboxes and forms of a record; those of agencies that serve many are no sign."""
    for channel in broker.channels:
        if channel.post is None and registrable(re.sub(r".*@", "", channel.to)) in sites:
            yield channel.to.casefold().rstrip("/"), channel.to


def _twice(
    records: Sequence[Looked], brokers: Mapping[str, Broker], key: str,
    signs: Callable[[Broker], Iterator[tuple[Hashable, str]]],
) -> Iterator[Finding]:  # fmt: skip
    """What two records have alike that nothing in them links."""
    known: dict[Hashable, list[Broker]] = defaultdict(list)
    for looked in records:
        strangers: dict[str, str] = {}
        for sign, words in dict(signs(looked.broker)).items():
            other = next((other for other in known[sign] if not _are_linked(looked.broker, other, brokers)), None)
            if other is not None:
                strangers.setdefault(other.slug, f"{other.slug!r} ({other.place}) has {words}, too")
            known[sign].append(looked.broker)
        yield from (looked.finding(message, _LINK, key) for message in strangers.values())


def _are_linked(one: Broker, other: Broker, brokers: Mapping[str, Broker]) -> bool:
    """Whether they are of one family, or answer people of different places."""
    if one.serves and other.serves and not any(other.answers(code) for code in one.serves):
        return True
    return _family(one, brokers) == _family(other, brokers)


def _family(broker: Broker, brokers: Mapping[str, Broker]) -> str:
    """The slug of whom a record leads to in the end."""
    seen = {broker.slug}
    while (owner := broker.belongs_to or broker.answered_by) in brokers and owner not in seen:
        seen.add(str(owner))
        broker = brokers[str(owner)]
    return broker.slug


def _rows(records: Sequence[Looked]) -> Iterator[Finding]:
    """One row of a state's file with two records."""
    known: dict[tuple[str, int, int], str] = {}
    for looked in records:
        for number, filing in enumerate(looked.broker.filed):
            row = (filing.state, filing.year, filing.row)
            if (other := known.setdefault(row, looked.broker.slug)) != looked.broker.slug:
                message = f"row {filing.row} of the {filing.registry} stands with {other!r}, too"
                yield looked.finding(message, "a row is of one registrant", "filed", number, "row")


def _links(looked: Looked, brokers: Mapping[str, Broker]) -> Iterator[Finding]:
    """An owner who does not answer letters any more, for a record that is active."""
    for key, slug in (("belongs_to", looked.broker.belongs_to), ("answered_by", looked.broker.answered_by)):
        owner = brokers.get(slug or "")
        if owner is not None and owner.status == "closed" and looked.broker.status != "closed":
            message = f"{key!r} leads to {owner.slug!r}, which is closed"
            yield looked.finding(message, "name who took over, if anybody did", key)


def _registered(looked: Looked, newest: Mapping[str, int]) -> Iterator[Finding]:
    """A record that is closed, and in the newest registry of a state that has current ones."""
    if looked.broker.status != "closed":
        return
    for territory, years in looked.broker.registered.items():
        if newest[territory] in years and newest[territory] >= looked.today.year - 1:
            message = f"it is closed, but registered in {places.name(territory)} for {newest[territory]}"
            yield looked.finding(message, "look again", "status")
