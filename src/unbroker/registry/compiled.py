"""The registry compiled: each record a text of its own that is decoded when it is asked for.

The wheel carries it beside the YAML that it was made from; a checkout makes it once and keeps it in the cache, and a
user's own records are kept in their folder. It is used only for the very text of which it is, and never holds
anything that the YAML does not.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from unbroker.base import files, kept
from unbroker.base.errors import Place, Problem, ProblemsFound
from unbroker.base.garbage import no_collection
from unbroker.base.located import Items, Located
from unbroker.facts.address import PostalAddress
from unbroker.facts.filing import Counts, Filing
from unbroker.facts.outline import Outline, disagreements
from unbroker.facts.registry import Broker, Channel, Reach, Registry, Representative
from unbroker.facts.sourced import OnTopic, Trap
from unbroker.registry import reading

NAME = "brokers"
_KINDS = (Broker, Channel, Counts, Filing, OnTopic, PostalAddress, Reach, Representative, Trap)


class Row(NamedTuple):
    """One record: its outline, and its text."""

    outline: Outline
    text: bytes


class Records(Mapping[str, Broker]):
    """The brokers by slug, each decoded when it is asked for the first time."""

    def __init__(self, rows: Mapping[str, Row], key: str, own: Mapping[str, Row], read: dict[str, Broker]) -> None:
        """Take them.

        Args:
            rows: what was compiled.
            key: tells of which text.
            own: a user's own records, which come first.
            read: those of the rows that were decoded before; others that are decoded are put here.
        """
        self.rows, self.key, self.own, self.read = rows, key, own, read
        self._own_read: dict[str, Broker] = {}

    def __getitem__(self, slug: str) -> Broker:
        rows, read = (self.own, self._own_read) if slug in self.own else (self.rows, self.read)
        if slug not in read:
            row = rows[slug]
            read[slug] = kept.decoded(row.text, row.outline.place.path, _KINDS)
        return read[slug]

    def located(self, slug: str) -> Located:
        """A packaged record as it would be parsed."""
        if slug not in self.read:
            row = self.rows[slug]
            self.read[slug] = kept.decoded(row.text, row.outline.place.path, _KINDS)
        return as_parsed(self.read[slug])

    def __iter__(self) -> Iterator[str]:
        yield from self.rows
        yield from (slug for slug in self.own if slug not in self.rows)

    def __len__(self) -> int:
        return len({*self.rows, *self.own})


def compiled(text: str) -> tuple[bytes | None, list[Problem]]:
    """The text of a registry as a wheel carries it, or what is wrong with it."""
    rows, problems = _compiled(text, "")
    return None if rows is None else kept.packaged(kept.digest(text), rows), problems


def _compiled(text: str, name: str) -> tuple[bytes | None, list[Problem]]:
    with no_collection():
        records, problems = reading.parse(text, name)
        read, faults = reading.read(records)
        if problems or faults:
            return None, [*problems, *faults]
        return _written(_row(broker, name) for broker in read.brokers.values()), []


def _row(broker: Broker, name: str) -> Row:
    return Row(broker.outline, kept.encoded(broker, name, _KINDS).encode())


def _written(rows: Iterable[Row]) -> bytes:
    """Rows as lines of JSON: in the first all outlines, each by its fields and its line; then a text in each."""
    rows = [*rows]
    outlines = [[*row.outline[:-1], row.outline.place.line] for row in rows]
    head = json.dumps(outlines, ensure_ascii=False, separators=(",", ":")).encode()
    return b"\n".join((head, *(row.text for row in rows)))


def _rows(body: bytes | None, path: str) -> Mapping[str, Row] | None:
    """The rows of a compiled text; None where there is none, or it is another's.

    Args:
        body: the text.
        path: the name of the file that it is from.
    """
    if body is None:
        return None
    rows: dict[str, Row] = {}
    head, *texts = body.split(b"\n")
    try:
        for facts, text in zip(json.loads(head), texts, strict=True):
            outline = _outline(facts, path)
            rows[outline.slug] = Row(outline, text)
    except (ValueError, TypeError, AttributeError):
        return None
    return rows


def _outline(facts: list[Any], path: str) -> Outline:
    slug, name, legal_name, also_called, kind, domains, groups, *rest = facts
    status, belongs_to, answered_by, registered, ways, line = rest
    years = {territory: tuple(years) for territory, years in registered.items()}
    return Outline(
        slug, name, legal_name, tuple(also_called), kind, tuple(domains), tuple(groups), status, belongs_to,
        answered_by, years, tuple(ways), Place(path, line),
    )  # fmt: skip


def of_folder(folder: Path | None = None) -> tuple[Registry, list[Problem]]:
    """The packaged registry with that of a user's folder laid over it, and all that is wrong with both.

    Raises:
        CannotRead: a file is forbidden or no text.
    """
    packaged, problems = load(files.packaged("brokers.yaml"))
    own = folder / "brokers.yaml" if folder else None
    if own is None or not files.exists(own):
        return packaged, problems
    laid, others = laid_over(packaged, own)
    return laid, [*problems, *others]


def sound(folder: Path | None = None) -> Registry:
    """The same, where nothing is wrong with it.

    Raises:
        ProblemsFound: a registry has errors.
        CannotRead: a file is forbidden or no text.
    """
    found, problems = of_folder(folder)
    if problems:
        raise ProblemsFound(problems)
    return found


def load(path: Path) -> tuple[Registry, list[Problem]]:
    """The registry of a YAML file; it is compiled if it was not before.

    Raises:
        CannotRead: the file is missing or forbidden.
    """
    return _load(path, files.read_text(path), files.shown(path))


@lru_cache(2)
def _load(path: Path, text: str, name: str) -> tuple[Registry, list[Problem]]:
    key = kept.digest(text)
    home = None if path == files.packaged(path.name) else path.parent
    rows = _rows(kept.recall(NAME, key, home), name)
    if rows is None:
        body, _ = _compiled(text, "")
        if body is None:
            records, problems = reading.parse(text, name)
            read, faults = reading.read(records)
            return read, [*problems, *faults]
        kept.keep(NAME, key, home, body)
        rows = _rows(body, name) or {}
    return Registry(Records(rows, key, {}, {}), [row.outline for row in rows.values()]), []


def laid_over(packaged: Registry, path: Path) -> tuple[Registry, list[Problem]]:
    """The registry with a user's own file laid over it, and what is wrong with that.

    Raises:
        CannotRead: the file is forbidden or no text.
    """
    text, name, records = files.read_text(path), files.shown(path), packaged.brokers
    if not isinstance(records, Records):
        return packaged, reading.parse(text, name)[1]
    key = kept.digest(text, records.key)
    rows = _rows(kept.recall(NAME, key, path.parent), name)
    if rows is not None:
        return _together(packaged, records, rows), []
    mine, problems = reading.parse(text, name)
    brokers, faults = _read_over(packaged, records, mine)
    rows = {broker.slug: _row(broker, name) for broker in brokers}
    laid = _together(packaged, records, rows)
    problems = [*problems, *faults, *_disagreements(packaged, mine, brokers)]
    if not problems:
        kept.keep(NAME, key, path.parent, _written(rows.values()))
    return laid, problems


def _disagreements(packaged: Registry, mine: Items, brokers: list[Broker]) -> list[Problem]:
    slugs = {reading.slug_of(record) for record in mine}
    others = (outline for slug, outline in packaged.outlines.items() if slug not in slugs)
    return disagreements([*others, *(broker.outline for broker in brokers)])


def _together(packaged: Registry, records: Records, rows: Mapping[str, Row]) -> Registry:
    outlines = {**packaged.outlines, **{slug: row.outline for slug, row in rows.items()}}
    return Registry(Records(records.rows, records.key, rows, records.read), outlines.values())


def _read_over(packaged: Registry, records: Records, mine: Items) -> tuple[list[Broker], list[Problem]]:
    """The brokers of a user's own records, each laid over the packaged one of its slug."""
    slugs = {reading.slug_of(record) for record in mine}
    touched = Items()
    for slug in (slug for slug in packaged.outlines if slug in slugs):
        record = records.located(slug)
        touched.append(record)
        touched.places.append(record.place)
    return reading.brokers_of(reading.overlay(touched, mine))


def as_parsed(broker: Broker) -> Located:
    """A record as it would be parsed from a file, with the lines of the record and of its channels."""
    record = _placed(_texts(broker.model_dump(mode="json", exclude_defaults=True)), broker.place)
    if broker.channels:
        channels = Items()
        for channel in broker.channels:
            channels.append(_placed(_texts(channel.as_written()), channel.place))
            channels.places.append(channel.place)
        record["channels"] = channels
    return record


def _texts(content: Any) -> Any:
    """Values with every scalar as the text that a file has."""
    match content:
        case dict():
            return {str(key): _texts(part) for key, part in content.items() if part is not None}
        case list():
            return [_texts(part) for part in content]
        case bool():
            return str(content).lower()
        case _:
            return str(content)


def _placed(facts: Mapping[str, object], place: Place) -> Located:
    located = Located(place)
    located.update(facts)
    located.places.update(dict.fromkeys(facts, place))
    return located
