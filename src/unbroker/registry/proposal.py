"""What a file would change in the registry: each row's class, the records as they would be, and the text of the file.

Pure: nothing is written here. A record is never dropped because a newer list lacks it; whoever is not in the file of a
state any more is listed as having left.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unbroker.base.errors import Problem
from unbroker.base.yaml_edit import Edit, Records, edited
from unbroker.facts.registry import Broker
from unbroker.registry import written
from unbroker.registry.domain import registrable
from unbroker.registry.entry import Entry
from unbroker.registry.legal_name import run_together
from unbroker.registry.match import Match, match
from unbroker.registry.merge import Merged, further_names, merged

Class = Literal["equal", "new", "changed", "doubtful", "refused"]


@dataclass(frozen=True)
class Change:
    """One row, what it is about, and what it would change."""

    entry: Entry
    kind: Class
    match: Match
    broker: Broker | None = None
    """The record as it would be; None where the row is doubtful."""
    merged: Merged | None = None
    """What changes in a record that there is."""

    @property
    def slug(self) -> str:
        """The record that it is about, or would be."""
        return self.broker.slug if self.broker else self.match.slug or self.entry.broker.slug


@dataclass(frozen=True)
class Proposal:
    """All rows of a file."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    leavers: tuple[Broker, ...] = ()
    """Who was in an earlier file of the state, and is not in this one."""

    @property
    def counts(self) -> Mapping[Class, int]:
        """How many rows of each class."""
        refused = sum(problem.severity == "error" for problem in self.problems)
        by_class = Counter(change.kind for change in self.changes)
        return {
            "equal": by_class["equal"], "new": by_class["new"], "changed": by_class["changed"],
            "doubtful": by_class["doubtful"], "refused": refused,
        }  # fmt: skip


def proposal(
    entries: Sequence[Entry], problems: Sequence[Problem], brokers: Mapping[str, Broker],
    decided: Mapping[int, str | None],
) -> Proposal:  # fmt: skip
    """What the rows of a file would change.

    Args:
        entries: the rows.
        problems: what is wrong with the others.
        brokers: the records that there are.
        decided: what a person said of doubtful rows: the slug of the record, or None for a new one.
    """
    records = dict(brokers)
    domains = {site for broker in brokers.values() for site in broker.domains}
    owners = {name: broker.slug for broker in brokers.values() for name in _own(broker)}
    slugs: dict[int, str] = {}
    changes: list[Change] = []
    for found in match(entries, brokers.values(), decided):
        if found.how == "doubtful":
            changes.append(Change(found.entry, "doubtful", found))
        elif found.how == "same" and found.slug is not None:
            change = merged(records[found.slug], found.entry, _names(found.entry, found.slug, owners))
            records[found.slug] = change.after
            changes.append(Change(found.entry, "equal" if change.is_equal else "changed", found, change.after, change))
        else:
            broker = _newcomer(found, records, domains, slugs)
            also = further_names(broker, _names(found.entry, broker.slug, owners))
            broker = broker.model_copy(update={"also_called": also})
            slugs[found.entry.row] = broker.slug
            domains.update(broker.domains)
            records[broker.slug] = broker
            changes.append(Change(found.entry, "new", found, broker))
    changes.sort(key=lambda change: change.entry.row)
    return Proposal(tuple(changes), tuple(problems), _leavers(changes, brokers.values()))


def _own(broker: Broker) -> Iterator[str]:
    """What a record is called, made comparable, and its sites."""
    yield from filter(None, map(run_together, (broker.name, broker.legal_name, broker.slug.replace("-", " "))))
    yield from map(run_together, broker.domains)


def _names(entry: Entry, slug: str, owners: Mapping[str, str]) -> Iterator[str]:
    """What a row says that it is also called, without what is the name or the site of another record."""
    return (name for name in entry.names if owners.get(run_together(name), slug) == slug)


def _newcomer(found: Match, records: Mapping[str, Broker], domains: Iterable[str], slugs: Mapping[int, str]) -> Broker:
    """A new record: a slug and domains of its own, and whom it belongs to."""
    broker = found.entry.broker
    slug, number = broker.slug, 2
    if slug in records:
        slug = registrable_slug(broker) or slug
    while slug in records:
        slug, number = f"{broker.slug}-{number}", number + 1
    head = found.slug if found.head is None else slugs.get(found.head)
    own = tuple(domain for domain in broker.domains if domain not in domains)
    belongs_to = head if head in records and head != slug else None
    return broker.model_copy(update={"slug": slug, "domains": own, "belongs_to": belongs_to})


def registrable_slug(broker: Broker) -> str | None:
    """A slug of a broker's first domain."""
    domain = next(filter(None, map(registrable, broker.domains)), None)
    return domain.replace(".", "-") if domain else None


def _leavers(changes: Sequence[Change], brokers: Iterable[Broker]) -> tuple[Broker, ...]:
    years = {
        territory: max(years)
        for change in changes
        for territory, years in change.entry.broker.registered.items()
        if years
    }
    here = {change.slug for change in changes if change.kind != "doubtful"}
    return tuple(
        broker
        for broker in brokers
        if broker.slug not in here
        and any(
            year - 1 in broker.registered.get(territory, ()) and year not in broker.registered[territory]
            for territory, year in years.items()
        )
    )


def apply(text: str, changes: Iterable[Change], *, is_overlay: bool = False) -> str:
    """The text of a registry with changes made: only the lines of what changes are touched.

    Args:
        text: of the file.
        changes: those to be made; doubtful ones are passed over.
        is_overlay: whether the file is a user's own, which has only what differs from the packaged one.
    """
    records = Records(text)
    edits: list[Edit] = []
    added: list[str] = []
    brokers: dict[str, list[Merged]] = {}
    for change in changes:
        if change.kind == "new" and change.broker is not None:
            added += ["", *written.record(change.broker)]
        elif change.kind == "changed" and change.merged is not None:
            brokers.setdefault(change.slug, []).append(change.merged)
    for slug, steps in brokers.items():
        if slug in records:
            edits += _edits(records, slug, steps)
        elif is_overlay:
            added += ["", *_overlaid(steps)]
    if added:
        end = records.end
        edits.append(Edit(end, end, tuple(added)))
    after = edited(text, edits).lstrip("\n")
    return after if after.endswith("\n") or not after else f"{after}\n"


def _edits(records: Records, slug: str, steps: Sequence[Merged]) -> Iterable[Edit]:
    """The edits of one record, for the rows that change it."""
    after = steps[-1].after
    present = records.keys(slug)
    start = records.span(slug)[0]
    new_lines: dict[int, list[str]] = {}
    for key in sorted({key for step in steps for key in step.keys}, key=written.KEYS.index):
        lines = written.key_lines(after, key)
        added = _items(steps, key)
        if key in present and added and not records.is_flow(slug, key):
            start_of, end_of = records.span(slug, key)
            at = start_of + 1 if key == "filed" else end_of
            yield Edit(at, at, tuple(added))
        elif key in present:
            yield Edit(*records.span(slug, key), lines)
        else:
            later = [name for name in present if name in written.KEYS[written.KEYS.index(key) :]]
            at = records.span(slug, later[0])[0] if later else records.span(slug)[1]
            new_lines.setdefault(max(at, start + 1), []).extend(lines)
    for at, added_lines in new_lines.items():
        yield Edit(at, at, tuple(added_lines))
    yield from _channel_edits(records, slug, steps, present)


def _items(steps: Sequence[Merged], key: str) -> Sequence[str]:
    """The lines of what is added to a list of facts; none where a key is no such list."""
    if key == "filed":
        new = [filing for step in reversed(steps) for filing in step.after.filed if filing not in step.before.filed]
        return [line for filing in new for line in written.filing_lines(filing)]
    if key == "reaches":
        new_reaches = [reach for step in steps for reach in step.after.reaches if reach not in step.before.reaches]
        return [written.item_line(reach.model_dump(mode="json")) for reach in new_reaches]
    return ()


def _channel_edits(records: Records, slug: str, steps: Sequence[Merged], present: Sequence[str]) -> Iterable[Edit]:
    if not any(step.first or step.last or step.redated for step in steps):
        return
    if "channels" not in present or records.is_flow(slug, "channels") or not steps[0].before.channels:
        span = records.span(slug, "channels") if "channels" in present else (records.span(slug)[1],) * 2
        yield Edit(*span, written.key_lines(steps[-1].after, "channels"))
        return
    first = [line for step in reversed(steps) for channel in step.first for line in written.channel_lines(channel)]
    last = [line for step in steps for channel in step.last for line in written.channel_lines(channel)]
    start, end = records.span(slug, "channels")
    if first:
        yield Edit(start + 1, start + 1, tuple(first))
    if last:
        yield Edit(end, end, tuple(last))
    for redated in steps[0].redated:
        for key, content in (("source", redated.channel.source), ("dated", redated.channel.dated)):
            span = records.span(slug, "channels", redated.number, key)
            yield Edit(*span, (f"      {key}: {written.dated(content)}",))


def _overlaid(steps: Sequence[Merged]) -> tuple[str, ...]:
    """What a user's own file says of a packaged record: the keys that differ, and its further contacts."""
    after = steps[-1].after
    keys = sorted({key for step in steps for key in step.keys}, key=written.KEYS.index)
    channels = tuple(
        channel for step in steps for channel in (*step.first, *step.last, *(each.channel for each in step.redated))
    )
    lines = [line for key in keys for line in written.key_lines(after, key)]
    if channels:
        lines += written.key_lines(after.model_copy(update={"channels": channels}), "channels")
    return (f"- slug: {after.slug}", *lines)
