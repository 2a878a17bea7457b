"""The desk: letters are sealed there, and handed out as they were sealed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from unbroker.base import files
from unbroker.base.errors import NOWHERE, Problem
from unbroker.books import evidence
from unbroker.books.case import Dispatch
from unbroker.folder import Books
from unbroker.plan import Item
from unbroker.seal import sealing
from unbroker.workshop import Outcome, spoilt, struck
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Desk:
    """Where one run is made."""

    books: Books
    run: str
    at: Callable[[], datetime]
    out: Path

    def post(
        self,
        sealed: Iterable[tuple[Outcome, Mapping[str, str]]],
        items: Iterable[Item],
        templates: Templates,
        *,
        in_full: bool = False,
    ) -> Iterator[Outcome]:
        """Hand out what is sealed, seal and hand out the rest."""
        files.make_folder(self.out)
        files.clear_scratch(self.out)
        for outcome, hashes in sealed:
            yield self.hand_out(outcome, hashes)
        for work, pdf in struck((final(item) for item in items), templates, in_full=in_full):
            if work.outcome.problems or work.text is None or pdf is None:
                yield work.outcome
                continue
            made = seal(work.item, {"text": work.text.encode(), "pdf": pdf}, self.books, self.run, self.at())
            yield self.hand_out(replace(work.outcome, result="placed", run=self.run), made.hashes)

    def hand_out(self, outcome: Outcome, hashes: Mapping[str, str]) -> Outcome:
        """Copy a sealed letter's PDF, byte for byte."""
        path = self.out / f"{outcome.broker}-{outcome.letter}.pdf"
        try:
            files.write(path, evidence.fetch(self.books.evidence, hashes.get("pdf", "")))
        except evidence.EvidenceLost as error:
            return spoilt(outcome, (Problem(NOWHERE, str(error)),))
        return replace(outcome, path=path)


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
