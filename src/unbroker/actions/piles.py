"""The print run: letters by post that wait to leave become piles of paper, each with its cover sheet, and a manifest.

It is made of the ledger and of the evidence alone: called again, the same bytes, until a letter leaves or joins.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from unbroker.actions.seal import pile_order, waiting
from unbroker.actions.typeset import Outcome, spoilt
from unbroker.base import files
from unbroker.base.errors import NOWHERE, Problem
from unbroker.cases.case import Cases, Dispatch, Opening
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.paper import post, sheet
from unbroker.paper.post import Posting, Printed
from unbroker.paper.press import bundle
from unbroker.paper.sheet import Sheet


@dataclass(frozen=True)
class Pile:
    """The letters of a run that are on one sheet: for one paper, and one kind of envelope."""

    sheet: str
    paths: tuple[Path, ...]
    letters: int
    pages: int
    leaves: int
    """Sheets of paper, without the cover sheet."""


@dataclass(frozen=True)
class Made:
    """A run's files, and what became of each of its letters."""

    name: str
    piles: tuple[Pile, ...]
    manifest: tuple[Path, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of its files."""
        return (*(path for pile in self.piles for path in pile.paths), *self.manifest)


def make(own: Folder, cases: Cases, out: Path) -> Iterator[Made]:
    """Make the files of each run of which letters wait to leave by post.

    Args:
        own: the folder.
        cases: what its ledger says.
        out: where the runs go, each in a folder of its own.

    Raises:
        CannotWrite: a folder cannot be written, or the disk is full; what was written before stays whole.
        ProblemsFound: the template of a cover sheet or of the manifest is faulty.
    """
    by_run: dict[str, list[Dispatch]] = {}
    for one in waiting(cases, "post"):
        by_run.setdefault(one.prepared.run or "", []).append(one)
    openings = {case.opening.reference: case.opening for case in cases}
    for name, letters in by_run.items():
        head = post.Run(name, letters[-1].prepared.hash, own.profile.specimen)
        yield _Run(own, head, openings, out / name).make(letters)


@dataclass(frozen=True)
class _Run:
    """One run, being made."""

    own: Folder
    head: post.Run
    openings: Mapping[str, Opening]
    folder: Path

    def make(self, letters: Sequence[Dispatch]) -> Made:
        """Its files; a letter whose evidence is lost is named, and the others are made."""
        files.make_folder(self.folder)
        files.clear_scratch(self.folder)
        lost: list[Outcome] = []
        postings: list[Posting] = []
        for one in sorted(letters, key=pile_order):
            try:
                postings.append(self._posting(one))
            except evidence.EvidenceLost as error:
                lost.append(spoilt(self._outcome(one.letter), (Problem(NOWHERE, str(error)),)))
        by_sheet: dict[str, list[Posting]] = {}
        for posting in postings:
            by_sheet.setdefault(posting.sheet, []).append(posting)
        piles: list[Pile] = []
        printed: list[Printed] = []
        for pile in by_sheet.values():
            made, where = self._pile(pile, [*by_sheet])
            piles.append(made)
            printed += where
        manifest = self._manifest(printed)
        placed = [self._outcome(one.posting.letter, self.folder / one.file) for one in printed]
        whole = Made(self.head.name, tuple(piles), manifest, (*lost, *placed))
        self._clear(whole.paths)
        return whole

    def _outcome(self, letter: str, path: Path | None = None) -> Outcome:
        broker = self.openings[letter.rpartition(".")[0]].broker
        return Outcome(letter, broker, "placed", path, run=self.head.name)

    def _posting(self, one: Dispatch) -> Posting:
        opening, way = self.openings[one.prepared.reference or ""], one.channel
        address, sheet_name = way.get("post"), one.prepared.fact("sheet") or ""
        code = address.get("postal_code") if isinstance(address, dict) else None
        country, pdf = str(way.get("country") or ""), one.hashes.get("pdf", "")
        pages = post.pages(self._pdf(pdf))
        where = (one.to, str(code or ""), country, one.is_abroad)
        return Posting(
            one.letter, opening.broker, opening.person, one.names, *where, sheet_name, one.prepared.on, pdf, pages
        )

    def _pdf(self, name: str) -> bytes:
        return evidence.fetch(self.own.books.evidence, name)

    def _pile(self, pile: Sequence[Posting], piles: Sequence[str]) -> tuple[Pile, list[Printed]]:
        paper, templates = self._sheet(pile[0]), self.own.templates
        front = post.cover(self.head, paper, pile, piles, templates)
        letters = (self._pdf(one.sha256) for one in pile)
        title = f"{self.head.name}, {paper.name}"
        placed = [*bundle.bind(letters, title, self._writing(paper.name), front=[front], duplex=True)]
        printed = [
            Printed(one, self._path(paper.name, where.file).name, where.page)
            for one, where in zip(pile, placed, strict=True)
        ]
        paths = tuple(dict.fromkeys(self.folder / one.file for one in printed))
        figures = len(pile), sum(one.pages for one in pile), sum(one.leaves for one in pile)
        return Pile(paper.name, paths, *figures), printed

    def _sheet(self, one: Posting) -> Sheet:
        """The sheet that a letter was sealed on; where nothing is called that any more, the usual one."""
        sheets = self.own.sheets
        return sheets.get(one.sheet) or sheet.choose(sheets, one.country)

    def _path(self, name: str, number: int) -> Path:
        return self.folder / (f"letters-{name}.pdf" if number == 1 else f"letters-{name}-{number}.pdf")

    def _manifest(self, printed: Sequence[Printed]) -> tuple[Path, ...]:
        if not printed:
            return ()
        csv, pdf = self.folder / "manifest.csv", self.folder / "manifest.pdf"
        files.write(csv, post.rows(self.head, printed).encode())
        files.write(pdf, post.manifest(self.head, printed, self._sheet(printed[0].posting), self.own.templates))
        return csv, pdf

    def _writing(self, name: str) -> Callable[[int], AbstractContextManager[IO[bytes]]]:
        def write(number: int) -> AbstractContextManager[IO[bytes]]:
            return files.writing(self._path(name, number))

        return write

    def _clear(self, made: Sequence[Path]) -> None:
        """Take away piles that an earlier call made of letters that have left since: nothing is printed twice."""
        for path in {*self.folder.glob("letters-*.pdf")}.difference(made):
            path.unlink()
