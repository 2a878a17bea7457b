"""What a row changes in a record: it adds what is new, and takes nothing away that a person wrote.

A registration, a filing and a reach are added. A contact is added where the record has none as new of its kind; one
that is filed again bears the newer date. Contacts that a person chose from this very file stay as they were chosen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unbroker.facts.filing import Filing
from unbroker.facts.registry import Broker, Channel
from unbroker.registry.entry import Entry
from unbroker.registry.legal_name import compared

_SHORTEST = 3


@dataclass(frozen=True)
class Redated:
    """A contact that a newer file has, too."""

    number: int
    """Its place in the record's list."""
    channel: Channel


@dataclass(frozen=True)
class Merged:
    """A record as it would be, and what is different."""

    before: Broker
    after: Broker
    keys: tuple[str, ...]
    """The keys that are written anew, other than `channels`."""
    first: tuple[Channel, ...] = ()
    """Contacts that come before the others."""
    last: tuple[Channel, ...] = ()
    """Contacts that come after them."""
    redated: tuple[Redated, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether nothing changes."""
        return not (self.keys or self.first or self.last or self.redated)


def merged(broker: Broker, entry: Entry, names: Iterable[str] = ()) -> Merged:
    """What a row makes of a record that it is about.

    Args:
        broker: the record.
        entry: the row.
        names: what the row says that it is also called, without what other records are called.
    """
    new = entry.broker
    updates: dict[str, object] = {}
    for key in ("legal_name", "country", "region"):
        if getattr(broker, key) is None and getattr(new, key) is not None and broker.kind != "portal":
            updates[key] = getattr(new, key)
    if also := further_names(broker, names):
        updates["also_called"] = (*broker.also_called, *also)
    if broker.country and new.country != broker.country:
        updates.pop("region", None)
    registered = {**broker.registered}
    for territory, years in new.registered.items():
        registered[territory] = tuple(sorted({*registered.get(territory, ()), *years}))
    if registered != broker.registered:
        updates["registered"] = registered
    if reaches := [
        reach for reach in new.reaches if all(reach.territory != known.territory for known in broker.reaches)
    ]:
        updates["reaches"] = (*broker.reaches, *reaches)
    if filed := [*_new_filings(broker, new)]:
        updates["filed"] = (*filed, *broker.filed)
    first, last, redated = _contacts(broker, new)
    channels = [*broker.channels]
    for change in redated:
        channels[change.number] = change.channel
    after = broker.model_copy(update={**updates, "channels": (*first, *channels, *last)})
    return Merged(broker, after, tuple(updates), first, last, redated)


def further_names(broker: Broker, names: Iterable[str]) -> tuple[str, ...]:
    """Of some names of a broker those that its record does not have; the form of a company alone is no name."""
    known = {compared(name) for name in (broker.name, broker.legal_name, *broker.also_called)}
    known |= {compared(domain) for domain in broker.domains}
    further: dict[str, str] = {}
    for name in names:
        bare = compared(name)
        if bare not in known and len(bare) >= _SHORTEST and compared(f"x {name}") != "x":
            further.setdefault(bare, name)
    return tuple(further.values())


def _new_filings(broker: Broker, new: Broker) -> Iterator[Filing]:
    """The filings that the record does not have, of the registrant whose record it is."""
    known = {(filing.state, filing.year, compared(filing.by)) for filing in broker.filed}
    return (filing for filing in new.filed if (filing.state, filing.year, compared(filing.by)) not in known)


def _contacts(broker: Broker, new: Broker) -> tuple[tuple[Channel, ...], tuple[Channel, ...], tuple[Redated, ...]]:
    first: list[Channel] = []
    last: list[Channel] = []
    redated: list[Redated] = []
    if broker.status == "closed" and new.status == "closed":
        return (), (), ()
    chosen = {channel.source for channel in broker.channels}
    known = {_address(channel): number for number, channel in enumerate(broker.channels)}
    for channel in new.channels:
        at = known.get(_address(channel))
        if at is not None:
            if _is_newer_filing(channel, broker.channels[at]):
                update = {"source": channel.source, "dated": channel.dated}
                redated.append(Redated(at, broker.channels[at].model_copy(update=update)))
        elif channel.source not in chosen and _is_as_new(channel, broker):
            is_filed = channel.tier == "A"
            serves = {} if is_filed or not new.serves else {"serves": new.serves}
            (first if is_filed else last).append(channel.model_copy(update=serves))
    return tuple(first), tuple(last), tuple(redated)


def _address(channel: Channel) -> tuple[str, str]:
    words = channel.to.casefold().rstrip("/")
    return channel.kind, "".join(filter(str.isalnum, words)) if channel.post else words


def _is_newer_filing(channel: Channel, known: Channel) -> bool:
    """Whether it is of a later year of the same registry."""
    name, _, year = channel.source.rpartition(" ")
    known_name, _, known_year = known.source.rpartition(" ")
    return name == known_name and year.isdigit() and known_year.isdigit() and int(year) > int(known_year)


def _is_as_new(channel: Channel, broker: Broker) -> bool:
    """Whether the record has no newer contact of its kind."""
    dates = [known.dated for known in broker.channels if known.kind == channel.kind and known.dated]
    return (channel.dated or "") >= max(dates, default="")[:4]
