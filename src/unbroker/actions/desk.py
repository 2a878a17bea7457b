"""The desk: letters are sealed there, and handed out as they were sealed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from unbroker.actions.seal import sealing
from unbroker.actions.typeset import Outcome, spoilt, struck
from unbroker.base import files
from unbroker.base.errors import NOWHERE, Problem
from unbroker.cases.case import Dispatch
from unbroker.folder import Books
from unbroker.ledger import evidence
from unbroker.planning.plan import Item
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Desk:
    """Where the letters of one run are sealed."""

    books: Books
    run: str
    at: Callable[[], datetime]

    def post(self, items: Iterable[Item], templates: Templates, *, in_full: bool = False) -> Iterator[Outcome]:
        """Seal letters by post; one that fails does not stop the rest."""
        for work, pdf in struck((final(item) for item in items), templates, in_full=in_full):
            if not work.outcome.problems and work.text is not None and pdf is not None:
                seal(work.item, {"text": work.text.encode(), "pdf": pdf}, self.books, self.run, self.at())
            yield replace(work.outcome, run=self.run)


def hand_out(letters: Iterable[tuple[Dispatch, str]], books: Books, out: Path) -> Iterator[Outcome]:
    """Copy sealed letters' PDFs, byte for byte, each into a file of its own.

    Args:
        letters: each with the broker that it is for.
        books: whose evidence they are in.
        out: the folder for the copies.

    Raises:
        CannotWrite: the folder cannot be written, or the disk is full. What was written before stays whole.
    """
    files.make_folder(out)
    files.clear_scratch(out)
    for one, broker in letters:
        outcome = Outcome(one.letter, broker, "placed", run=one.prepared.run)
        path = out / f"{broker}-{one.letter}.pdf"
        try:
            files.write(path, evidence.fetch(books.evidence, one.hashes.get("pdf", "")))
        except evidence.EvidenceLost as error:
            yield spoilt(outcome, (Problem(NOWHERE, str(error)),))
        else:
            yield replace(outcome, path=path)


def seal(
    item: Item,
    parts: Mapping[str, bytes],
    books: Books,
    run: str,
    at: datetime,
    *,
    headers: Mapping[str, object] | None = None,
) -> Dispatch:
    """Fix what a letter is: its parts go to the evidence, and `prepared` names their hashes.

    The files are on disk before the event is: what the ledger names is there.
    """
    hashes = {name: evidence.keep(books.evidence, content) for name, content in parts.items()}
    prepared = books.ledger.append(sealing(item, hashes, run, headers), at)[-1]
    return Dispatch(item.draft.letter, prepared, "prepared", prepared.on, None, None)


def final(item: Item) -> Item:
    """The same letter, no preview any more."""
    return replace(item, draft=replace(item.draft, preview=False))
