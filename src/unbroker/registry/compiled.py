"""The registry compiled: as JSON, each record a text of its own that is read when it is asked for.

The wheel carries it beside the YAML that it was made from; a checkout makes it once and keeps it in the cache. It is
used only for the very text of which it is, and never holds anything that the YAML does not.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

from unbroker import __version__
from unbroker.base import files
from unbroker.base.errors import Place, Problem, UserError
from unbroker.base.located import Items, Located
from unbroker.facts import registry
from unbroker.facts.outline import Outline, disagreements
from unbroker.facts.registry import Broker, Registry

_FORMAT = 1
"""Another one is not read; to be raised with every change of what stands in the file."""
_OUTLINED = tuple(field.name for field in fields(Outline) if field.name != "place")


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its outline, the lines of its channels, and its text."""

    outline: Outline
    lines: tuple[int | None, ...]
    text: str


class Records(Mapping[str, Broker]):
    """The brokers by slug, each read when it is asked for the first time."""

    def __init__(self, rows: Mapping[str, Row], own: Mapping[str, Broker], read: dict[str, Broker]) -> None:
        """Take them.

        Args:
            rows: what was compiled.
            own: a user's own records, which come first.
            read: those of the rows that were read before; others that are read are put here.
        """
        self.rows, self.own, self.read = rows, own, read

    def __getitem__(self, slug: str) -> Broker:
        if slug in self.own:
            return self.own[slug]
        if slug not in self.read:
            self.read[slug] = Broker.model_validate(self.located(slug))
        return self.read[slug]

    def __iter__(self) -> Iterator[str]:
        yield from self.rows
        yield from (slug for slug in self.own if slug not in self.rows)

    def __len__(self) -> int:
        return len({*self.rows, *self.own})

    def located(self, slug: str) -> Located:
        """A record as it was parsed, with the lines of the record and of its channels."""
        row = self.rows[slug]
        record = _placed(json.loads(row.text), row.outline.place)
        channels = Items()
        if isinstance(facts := record.get("channels"), list):
            for channel, line in zip(facts, row.lines, strict=True):
                place = Place(row.outline.place.path, line)
                channels.append(_placed(channel, place))
                channels.places.append(place)
            record["channels"] = channels
        return record


def compiled(text: str) -> tuple[bytes | None, list[Problem]]:
    """The text of a registry as JSON, or what is wrong with it."""
    records, problems = registry.parse(text, "")
    read, faults = registry.read(records)
    if problems or faults:
        return None, [*problems, *faults]
    rows = [
        _compiled_row(record, broker)
        for record, broker in zip(records, read.brokers.values(), strict=True)
        if isinstance(record, Located)
    ]
    head = {"format": _FORMAT, "version": __version__, "of": _digest(text)}
    return json.dumps({**head, "rows": rows}, ensure_ascii=False, separators=(",", ":")).encode(), []


def _compiled_row(record: Located, broker: Broker) -> dict[str, object]:
    outline = {name: getattr(broker.outline, name) for name in _OUTLINED}
    lines = [channel.place.line for channel in broker.channels]
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return {"outline": outline, "line": record.place.line, "lines": lines, "text": text}


def load(path: Path) -> tuple[Registry, list[Problem]]:
    """The registry of a YAML file; it is compiled if it was not before.

    Raises:
        CannotRead: the file is missing or forbidden.
    """
    return _load(path, files.read_text(path), files.shown(path))


@lru_cache(2)
def _load(path: Path, text: str, name: str) -> tuple[Registry, list[Problem]]:
    digest = _digest(text)
    rows = _rows(path.with_suffix(".json"), digest, name)
    if rows is None:
        kept = files.cache_folder() / f"brokers-{digest[:16]}.json"
        rows = _rows(kept, digest, name)
        if rows is None:
            content, _ = compiled(text)
            if content is None:
                records, problems = registry.parse(text, name)
                read, faults = registry.read(records)
                return read, [*problems, *faults]
            with contextlib.suppress(UserError):  # a cache that cannot be written is done without
                files.write(kept, content)
            rows = _read(content, name)
    return Registry(Records(rows, {}, {}), [row.outline for row in rows.values()]), []


def _rows(path: Path, digest: str, name: str) -> Mapping[str, Row] | None:
    """What a compiled file holds, None where it is not of this text and this version."""
    try:
        content = files.read_bytes(path)
        start = json.loads(content[: content.index(b',"rows"')] + b"}")
        is_it = (start["format"], start["version"], start["of"]) == (_FORMAT, __version__, digest)
        return _read(content, name) if is_it else None
    except (UserError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _read(content: bytes, name: str) -> Mapping[str, Row]:
    rows: dict[str, Row] = {}
    for row in json.loads(content)["rows"]:
        facts = row["outline"]
        facts["domains"], facts["groups"] = tuple(facts["domains"]), tuple(facts["groups"])
        facts["registered"] = {territory: tuple(years) for territory, years in facts["registered"].items()}
        outline = Outline(**facts, place=Place(name, row["line"]))
        rows[outline.slug] = Row(outline, tuple(row["lines"]), row["text"])
    return rows


def with_own(packaged: Registry, user_records: Items) -> tuple[Registry, list[Problem]]:
    """The registry with a user's own records laid over it, and what is wrong with them."""
    records = packaged.brokers
    if not isinstance(records, Records):
        return packaged, []
    slugs = {record.get("slug") for record in user_records if isinstance(record, Located)}
    touched = Items()
    for slug in (slug for slug in packaged.outlines if slug in slugs):
        located = records.located(slug)
        touched.append(located)
        touched.places.append(located.place)
    brokers, problems = registry.brokers_of(registry.overlay(touched, user_records))
    own = {broker.slug: broker for broker in brokers}
    outlines = {**packaged.outlines, **{slug: broker.outline for slug, broker in own.items()}}
    others = (outline for slug, outline in packaged.outlines.items() if slug not in slugs)
    problems += disagreements([*others, *(broker.outline for broker in brokers)])
    return Registry(Records(records.rows, own, records.read), outlines.values()), problems


def _placed(facts: Mapping[str, object], place: Place) -> Located:
    located = Located(place)
    located.update(facts)
    located.places.update(dict.fromkeys(facts, place))
    return located


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
