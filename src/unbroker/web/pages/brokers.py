"""Brokers: who they are, what they say of themselves, and what was written to them and came back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from unbroker.base.errors import UnknownName
from unbroker.cases.case import Opening
from unbroker.cases.channel_health import Standing, of_channel, standings
from unbroker.facts.outline import Outline
from unbroker.facts.registry import Broker, Channel
from unbroker.folder import Folder
from unbroker.registry import filed_words
from unbroker.registry.find import find
from unbroker.web.call import Call, Routes
from unbroker.web.packs import packs_of
from unbroker.web.words import KINDS, STANDINGS

_MOST = 1500
"""How many brokers one page lists."""


@dataclass(frozen=True)
class Reached:
    """A way to reach a broker, and what is known of it."""

    channel: Channel
    standing: str


def show(call: Call) -> Response:
    """All brokers, those of a pack, or those that have some words."""
    folder, desk = call.folder, call.desk
    words, pack = call.query.get("q", "").strip(), call.query.get("pack", "")
    registry = folder.registry
    packs = desk.kept(folder, "packs", lambda: packs_of(registry))
    if words:
        chosen = [hit.broker.outline for hit in find(words, registry.brokers.values())]
    elif pack in registry.pack_sizes:
        chosen = [outline for outline in registry.outlines.values() if pack in outline.groups]
    else:
        chosen = sorted(registry.outlines.values(), key=lambda outline: outline.name.casefold())
    asked = desk.kept(folder, "asked", lambda: _asked(folder, call))
    return call.page(
        "brokers", "Brokers", place="brokers", brokers=chosen[:_MOST], total=len(registry), words=words, pack=pack,
        packs=packs, asked=asked, kinds=KINDS, searchable=_searchable,
    )  # fmt: skip


def _asked(folder: Folder, call: Call) -> Mapping[str, str]:
    """By slug, the newest request to a broker, or to the one that answers for it."""
    references: dict[str, str] = {}
    for case in call.desk.cases(folder):
        for slug in case.opening.brokers:
            references[slug] = case.opening.reference
    return references


def _searchable(outline: Outline) -> str:
    """What filters as somebody types."""
    return " ".join(filter(None, (outline.name, outline.legal_name, outline.slug, *outline.domains))).casefold()


def one(call: Call) -> Response:
    """One broker."""
    folder, slug = call.folder, call.path["slug"]
    try:
        broker = folder.registry.get(slug)
    except UnknownName:
        return call.page("nowhere", "Nothing here", status=404)
    docket = call.desk.docket(folder)
    shown = call.desk.kept(folder, "standings", lambda: standings(docket))
    registry = folder.registry
    owner = broker.answered_by or broker.belongs_to
    return call.page(
        "broker", "A broker", place="brokers", broker=broker, ways=list(_ways(broker, shown, call)),
        filings=[(filed_words.head(filing), list(filed_words.lines(filing))) for filing in broker.filed],
        owner=registry.outlines.get(owner) if owner else None, kinds=KINDS, openings=_openings(folder, call, broker),
        family=[other for other in registry.outlines.values() if broker.slug in (other.belongs_to, other.answered_by)],
    )  # fmt: skip


def _ways(broker: Broker, shown: Mapping[str, Standing], call: Call) -> Iterator[Reached]:
    for channel in broker.channels:
        yield Reached(channel, STANDINGS[of_channel(shown, channel, call.today)])


def _openings(folder: Folder, call: Call, broker: Broker) -> Sequence[Opening]:
    openings = {
        case.opening.reference: case.opening for case in call.desk.cases(folder) if broker.slug in case.opening.brokers
    }
    return list(openings.values())


SHOWS: Routes = {"/brokers": show, "/brokers/{slug}": one}
DOES: Routes = {}
