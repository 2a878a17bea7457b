"""Find brokers by a word: names, brands, sites, companies that they belong to, and what notes say of former names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from unbroker.facts.registry import Broker
from unbroker.registry.legal_name import compared

_LONG = 4


@dataclass(frozen=True)
class Hit:
    """A broker, and where the words stand in its record; the best are the lowest."""

    broker: Broker
    where: str
    rank: int


def find(words: str, brokers: Iterable[Broker]) -> tuple[Hit, ...]:
    """The brokers whose record has all of the words, the best first.

    Args:
        words: a name, a brand or a site, in any case and without punctuation.
        brokers: where to look.
    """
    wanted = compared(words).split() or words.casefold().split()
    hits = (hit for broker in brokers if (hit := _hit(wanted, broker)) is not None)
    return tuple(sorted(hits, key=lambda hit: (hit.rank, hit.broker.name.casefold())))


def _hit(wanted: list[str], broker: Broker) -> Hit | None:
    for rank, (where, texts) in enumerate(_texts(broker)):
        for text in texts:
            folded = compared(text)
            if wanted and all(_stands_in(word, folded) for word in wanted):
                is_whole = folded.split() == wanted
                return Hit(broker, where, 0 if is_whole and rank <= 1 else rank + 1)
    return None


def _stands_in(word: str, folded: str) -> bool:
    """Whether a word begins one of the text's; a longer one may stand anywhere."""
    return any(part.startswith(word) for part in folded.split()) or (len(word) >= _LONG and word in folded)


def _texts(broker: Broker) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a record is searched by, the most telling first."""
    yield "name", (broker.name, broker.slug)
    yield "legal name", (broker.legal_name or "", *(filing.by for filing in broker.filed))
    yield "another name", broker.also_called
    yield "site", broker.domains
    yield "owner", tuple(filter(None, (broker.belongs_to, broker.answered_by)))
    yield "note", (broker.note or "",)
    yield "its comment", tuple(filing.comment or "" for filing in broker.filed)
