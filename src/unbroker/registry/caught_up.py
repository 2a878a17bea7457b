"""What a user's own records say that the packaged ones say by now, too: an upgrade has caught up with them."""

from collections.abc import Iterator, Mapping

from unbroker.base.errors import Problem
from unbroker.base.located import Items, Located
from unbroker.facts.registry import Registry
from unbroker.registry.compiled import Records
from unbroker.registry.reading import slug_of


def caught_up(packaged: Registry, own: Items) -> Iterator[Problem]:
    """A warning for each field and channel of one's own records that the packaged registry has alike."""
    records = packaged.brokers
    if not isinstance(records, Records):
        return
    for record in own:
        if isinstance(record, Located) and slug_of(record) in records.rows:
            yield from _alike(record, records.located(str(record["slug"])))


def _alike(own: Located, packaged: Mapping[str, object]) -> Iterator[Problem]:
    slug, fields = own["slug"], [key for key in own if key not in ("slug", "channels")]
    alike = [key for key in fields if own[key] == packaged.get(key)]
    hint = "an upgrade has caught up: remove it, so that later corrections reach you"
    for key in alike:
        yield Problem(own.places[key], f"broker {slug!r}: the packaged record has the same {key!r}", hint, "warning")
    channels, theirs = own.get("channels"), packaged.get("channels")
    if isinstance(channels, Items) and isinstance(theirs, list):
        for channel, place in zip(channels, channels.places, strict=True):
            if channel in theirs:
                yield Problem(place, f"broker {slug!r}: the packaged record has the same channel", hint, "warning")
