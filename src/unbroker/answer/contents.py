"""Contents: which items of a law's checklist an answer seems to deal with; a guess, which a person confirms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unbroker.answer import cues
from unbroker.answer.names import Proposal, sentences
from unbroker.answer.passage import Passage
from unbroker.mail.incoming.phrase import Phrase, in_words
from unbroker.writing.checklist import Item


@dataclass(frozen=True)
class Ticked:
    """An item, and whether the answer seems to deal with it."""

    item: Item
    found: bool


def ticked(items: Sequence[Item], passages: Iterable[Passage], proposals: Iterable[Proposal]) -> tuple[Ticked, ...]:
    """The items of a checklist, ticked by the words of an answer.

    Args:
        items: what there should be.
        passages: of the answer.
        proposals: whom it seems to name: where the law wants names, categories are not enough.
    """
    words = cues.load()
    spoken = [in_words(text) for passage in passages for text in (*sentences(passage.text), passage.above) if text]
    sides = {proposal.side for proposal in proposals if proposal.says in ("named", "nobody")}
    return tuple(
        Ticked(item, item.names in sides if item.names else _is_told(words.items.get(item.item, ()), spoken))
        for item in items
    )


def _is_told(phrases: Iterable[Phrase], spoken: Sequence[str]) -> bool:
    return any(True for phrase in phrases for words in spoken for _ in phrase.places(words))
