"""Which record a row is about: by the registrable domain *and* the legal name, never by one of them alone.

A row that shares a record's domain only is a sister where another row of the same file is that record's own: a company
of the group, which gets a record of its own. What else agrees in one of the two is doubtful, and a person decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from unbroker.facts.registry import Broker
from unbroker.registry.domain import registrable
from unbroker.registry.entry import Entry
from unbroker.registry.legal_name import compared, run_together

How = Literal["same", "sister", "new", "doubtful"]
_LONG = 6
"""From how many letters on a name that begins another one is a sign."""


@dataclass(frozen=True)
class Match:
    """What a row is about."""

    entry: Entry
    how: How
    slug: str | None = None
    """The record that is the same, or that of the group."""
    head: int | None = None
    """The row of the new record that a sister belongs to."""
    near: tuple[str, ...] = ()
    """Records that it might be about, too, and that it is not fused with."""
    because: str = ""


@dataclass
class Index:
    """The records by what they are known by."""

    by_domain: dict[str, list[Broker]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Broker]] = field(default_factory=lambda: defaultdict(list))
    by_origin: dict[tuple[str, str], Broker] = field(default_factory=dict)
    """By the file of a contact or a filing, and the name in it: who wrote the record had this row before them."""
    run_together: dict[str, list[Broker]] = field(default_factory=lambda: defaultdict(list))

    def add(self, broker: Broker) -> None:
        """Take one in."""
        for domain in _domains(broker):
            self.by_domain[domain].append(broker)
        for name in dict.fromkeys(_names(broker)):
            self.by_name[name].append(broker)
            if len(bare := run_together(name)) >= _LONG:
                self.run_together[bare].append(broker)
        for filing in broker.filed:
            self.by_origin.setdefault((filing.state, compared(filing.by)), broker)
        for channel in broker.channels:
            name = compared(channel.as_filed[0]) if channel.as_filed else ""
            self.by_origin.setdefault((channel.source, name), broker)

    def origin(self, entry: Entry) -> Broker | None:
        """The record that was written from this row, or from the same registrant's of another year."""
        broker, legal = entry.broker, compared(entry.broker.legal_name)
        keys = [(filing.state, legal) for filing in broker.filed]
        for source in dict.fromkeys(channel.source for channel in broker.channels):
            keys += [(source, legal)] if " registry " in source else [(source, legal), (source, "")]
        return next((self.by_origin[key] for key in keys if key in self.by_origin), None)


def _domains(broker: Broker) -> tuple[str, ...]:
    return tuple(dict.fromkeys(domain for each in broker.domains if (domain := registrable(each))))


def _names(broker: Broker, more: Iterable[str] = ()) -> Iterator[str]:
    """What a broker is called, for comparison."""
    names = (broker.legal_name, broker.name, *more)
    return (name for words in names if (name := compared(words)))


def match(entries: Sequence[Entry], brokers: Iterable[Broker], decided: Mapping[int, str | None]) -> tuple[Match, ...]:
    """What each row of a file is about; the rows on which others depend come first.

    Args:
        entries: the rows.
        brokers: the records that there are.
        decided: what a person said of rows by number: the slug of the record, or None for a new one.
    """
    index = Index()
    for broker in brokers:
        index.add(broker)
    same = {entry.row: slug for entry in entries if (slug := _same(entry, index, decided)) is not None}
    own = set(same.values())
    matches = [_matched(entry, index, same, own, decided) for entry in entries]
    return tuple(sorted(_with_heads(matches), key=lambda match: match.head is not None))


def _with_heads(matches: Sequence[Match]) -> Iterator[Match]:
    """The same, with new records that share a site below the one that the site is named after, or the first."""
    by_domain: dict[str, list[Match]] = defaultdict(list)
    for found in matches:
        if found.how == "new":
            for domain in _domains(found.entry.broker):
                by_domain[domain].append(found)
    heads = {
        domain: min(group, key=lambda each: not _is_namesake(each.entry, domain)) for domain, group in by_domain.items()
    }
    for found in matches:
        above = [heads[domain] for domain in _domains(found.entry.broker) if domain in heads]
        if found.how == "new" and above and above[0] is not found:
            because = "shares the site of another new record"
            yield Match(found.entry, "sister", None, above[0].entry.row, found.near, because)
        else:
            yield found


def _is_namesake(entry: Entry, domain: str) -> bool:
    label = domain.partition(".")[0].replace("-", "")
    return any(
        label in (bare := run_together(name)) or bare in label for name in (entry.broker.name, *entry.names) if name
    )


def _same(entry: Entry, index: Index, decided: Mapping[int, str | None]) -> str | None:
    """The record that a row is about for certain."""
    if entry.row in decided:
        return decided[entry.row]
    if (origin := index.origin(entry)) is not None:
        return origin.slug
    domains = _domains(entry.broker)
    by_name = {
        broker.slug: broker for name in _names(entry.broker, entry.names) for broker in index.by_name.get(name, ())
    }
    by_domain = {broker.slug for domain in domains for broker in index.by_domain.get(domain, ())}
    both = [broker for slug, broker in by_name.items() if slug in by_domain or not (domains and broker.domains)]
    if not both:
        return None
    legal, first = compared(entry.broker.legal_name), next(iter(entry.broker.domains), None)
    return min(both, key=lambda broker: _rank(broker, legal, first)).slug


def _rank(broker: Broker, legal: str, site: str | None) -> tuple[bool, ...]:
    """Of several records that agree in both, the registrant's own first: by its name, and the head of its family."""
    return (
        compared(broker.legal_name) != legal,
        broker.belongs_to is not None,
        broker.status != "active",
        site not in broker.domains,
    )


def _matched(
    entry: Entry, index: Index, same: Mapping[int, str], own: set[str], decided: Mapping[int, str | None]
) -> Match:
    if entry.row in same:
        return Match(entry, "same", same[entry.row])
    by_domain = [broker for domain in _domains(entry.broker) for broker in index.by_domain.get(domain, ())]
    by_name = {broker.slug for name in _names(entry.broker, entry.names) for broker in index.by_name.get(name, ())}
    near = tuple(dict.fromkeys((*(broker.slug for broker in by_domain), *sorted(by_name))))
    if entry.row in decided:
        return Match(entry, "sister" if by_domain else "new", _head(by_domain), None, near, "decided")
    sisters = [broker for broker in by_domain if broker.slug in own]
    if sisters and not by_name:
        because = "shares its site, and that record has a row of its own"
        return Match(entry, "sister", _head(sisters), None, near, because)
    if by_domain:
        return Match(entry, "doubtful", None, None, near, "the same site, and another name")
    if by_name:
        return Match(entry, "doubtful", None, None, near, "the same name, and another site")
    return Match(entry, "new", None, None, _alike(entry, index))


def _head(brokers: Sequence[Broker]) -> str | None:
    """The record of a group that the others belong to."""
    owners = sorted(brokers, key=lambda broker: broker.belongs_to is not None)
    return next((broker.belongs_to or broker.slug for broker in owners), None)


def _alike(entry: Entry, index: Index) -> tuple[str, ...]:
    """Records whose name this one's begins with, or the other way round."""
    name = run_together(entry.broker.legal_name or entry.broker.name)
    if len(name) < _LONG:
        return ()
    near = [
        brokers for known, brokers in index.run_together.items() if name.startswith(known) or known.startswith(name)
    ]
    return tuple(dict.fromkeys(broker.slug for brokers in near for broker in brokers))
