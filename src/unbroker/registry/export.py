"""The registry in other shapes: records of datenanfragen/data, a table, and JSON."""

import json
from collections.abc import Callable, Iterable, Mapping

from unbroker.base import places, table
from unbroker.facts import delivery
from unbroker.facts.registry import Broker, Channel, Kind

_CATEGORIES: Mapping[Kind, str] = {
    "adtech": "ads", "marketing": "addresses", "risk": "credit agency", "collection": "collection agency",
}  # fmt: skip
_COLUMNS = (
    "slug", "name", "legal_name", "kind", "packs", "domains", "country", "region", "status", "answered_by",
    "belongs_to", "registered", "email", "post", "form", "source", "dated", "tier",
)  # fmt: skip


def as_json(brokers: Iterable[Broker]) -> str:
    """All records as the registry's file has them."""
    records = [broker.model_dump(mode="json", exclude_defaults=True) for broker in brokers]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def as_csv(brokers: Iterable[Broker]) -> str:
    """A row for each broker, with the first contact of each kind."""
    return table.written(_COLUMNS, map(_row, brokers))


def as_datenanfragen(brokers: Iterable[Broker]) -> str:
    """A record a line, in the shape of datenanfragen/data's companies; who has no contact is left out."""
    records = (_company(broker) for broker in brokers if broker.channels and broker.status == "active")
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)


FORMATS: Mapping[str, tuple[str, Callable[[Iterable[Broker]], str]]] = {
    "json": ("json", as_json), "csv": ("csv", as_csv), "datenanfragen": ("jsonl", as_datenanfragen),
}  # fmt: skip
"""By name: the ending of the file, and what writes it."""


def _first(broker: Broker, kind: str) -> Channel | None:
    return next((channel for channel in broker.channels if channel.kind == kind), None)


def _row(broker: Broker) -> dict[str, str]:
    first = broker.channels[0] if broker.channels else None
    ways = {kind: channel.to for kind in ("email", "post", "form") if (channel := _first(broker, kind))}
    registered = "; ".join(f"{place} {' '.join(map(str, years))}" for place, years in broker.registered.items())
    facts = {
        "slug": broker.slug, "name": broker.name, "legal_name": broker.legal_name, "kind": broker.kind,
        "packs": " ".join(broker.groups), "domains": " ".join(broker.domains), "country": broker.country,
        "region": broker.region, "status": broker.status, "answered_by": broker.answered_by,
        "belongs_to": broker.belongs_to, "registered": registered, **ways,
        "source": first and first.source, "dated": first and first.dated, "tier": first and first.tier,
    }  # fmt: skip
    return {column: str(facts.get(column) or "") for column in _COLUMNS}


def _company(broker: Broker) -> dict[str, object]:
    served = [territory.lower() for territory in broker.serves if len(territory) == len("DE")]
    email, post, form = (_first(broker, kind) for kind in ("email", "post", "form"))
    first = broker.channels[0]
    facts = {
        "slug": broker.slug,
        "relevant-countries": served or ["all"],
        "categories": [category] if (category := _CATEGORIES.get(broker.kind)) else None,
        "name": broker.addressee,
        "runs": [*([broker.name] if broker.name != broker.addressee else []), *broker.also_called],
        "address": "\n".join(_lines(post)) if post else None,
        "email": email and email.to,
        "webform": form and form.to,
        "web": f"https://{broker.domains[0]}/" if broker.domains else None,
        "sources": [*dict.fromkeys(channel.source for channel in broker.channels)],
        "suggested-transport-medium": {"email": "email", "post": "letter"}.get(first.kind),
        "quality": "verified",
    }
    return {key: content for key, content in facts.items() if content}


def _lines(channel: Channel) -> tuple[str, ...]:
    address = channel.post
    if address is None or not address.parsed:
        return channel.as_filed
    return (*delivery.written_lines(address), places.name(address.country))
