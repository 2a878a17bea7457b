"""The files of print runs: piles of paper with their cover sheets, and a manifest.

They are made of the ledger and of the evidence alone: called again, the same bytes, until a letter leaves or joins.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from unbroker.actions.mailing.plates import kept_plates
from unbroker.actions.outcome import Outcome
from unbroker.base import files
from unbroker.cases.case import Cases, Dispatch
from unbroker.cases.sealed_letters import brokers_of, for_printer, pile_order, stems_of
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.paper import post, sheet
from unbroker.paper.manifest import write_manifest
from unbroker.paper.page_counts import PageCounts
from unbroker.paper.post import Posting, Printed
from unbroker.paper.press import bundle
from unbroker.paper.press.bundle import Location
from unbroker.paper.press.kept import KeptPlates
from unbroker.paper.sheet import Sheet

Counted = Callable[[int], None]
"""Is told how many letters are printed."""


@dataclass(frozen=True)
class Pile:
    """The letters of a run that are on one sheet: for one paper, and one kind of envelope."""

    sheet: str
    paths: tuple[Path, ...]
    letters: int
    pages: int
    leaves: int
    """Sheets of paper, without the cover sheet."""


class _Asked(NamedTuple):
    """Whom a request asks, and who does."""

    broker: str
    person: str


@dataclass(frozen=True)
class RunFiles:
    """A run's files, and what became of each of its letters."""

    name: str
    piles: tuple[Pile, ...]
    manifest: tuple[Path, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """All of its files."""
        return (*(path for pile in self.piles for path in pile.paths), *self.manifest)


def write_runs(
    folder: Folder,
    cases: Cases,
    out: Path,
    only: str | None = None,
    *,
    on_progress: Callable[[int], None] | None = None,
) -> tuple[RunFiles, ...]:
    """Write the files of each run of which letters for the person's own printer wait to leave.

    Args:
        folder: the folder.
        cases: what its ledger says.
        out: where the runs go, each in a folder of its own.
        only: the name of the one run that is wanted.
        on_progress: is told how many letters are printed.

    Raises:
        CannotWrite: a folder cannot be written, or the disk is full; what was written before stays whole.
        ProblemsFound: the template of a cover sheet or of the manifest is faulty.
    """
    by_run: dict[str, list[Dispatch]] = {}
    for letter in for_printer(cases):
        if only in (None, letter.prepared.run):
            by_run.setdefault(letter.prepared.run or "", []).append(letter)
    asked = {case.opening.reference: _Asked(case.opening.broker, case.opening.person) for case in cases}
    del cases  # the histories of two hundred people are a hundred megabytes, and no file needs them
    heads = {name: post.Run(name, run[-1].prepared.hash, folder.profile.specimen) for name, run in by_run.items()}
    tools = _Tools(kept_plates(folder), on_progress)
    return tuple(_Run(folder, heads[name], asked, out / name, tools).write(letters) for name, letters in by_run.items())


def remove_run(folder: Path) -> None:
    """Take away the files of a run of which no letter waits any more; what else lies in its folder stays."""
    for path in (*_papers(folder), folder / "manifest.csv"):
        files.remove(path)
    files.remove_empty(folder)


def _papers(folder: Path) -> list[Path]:
    """The PDFs of a run."""
    return [*files.glob(folder, "letters-*.pdf"), *files.glob(folder, "manifest*.pdf")]


def write_copies(folder: Folder, cases: Cases, out: Path) -> tuple[Outcome, ...]:
    """Copy every letter for the person's own printer that waits, byte for byte, each into a file of its own.

    Raises:
        CannotWrite: the folder cannot be written, or the disk is full. What was written before stays whole.
    """
    files.make_folder(out)
    files.clear_scratch(out)
    brokers, stems = brokers_of(cases), stems_of(cases)
    return tuple(
        _copy(folder, letter, brokers[letter.letter], out / f"{stems[letter.letter]}.pdf")
        for letter in for_printer(cases)
    )


def _copy(folder: Folder, letter: Dispatch, broker: str, path: Path) -> Outcome:
    outcome = Outcome(letter.letter, broker, "placed", path, run=letter.prepared.run)
    try:
        files.write(path, evidence.fetch(folder.evidence, letter.hashes.get("pdf", "")))
    except evidence.EvidenceLost as error:
        return Outcome(letter.letter, broker, "placed", run=letter.prepared.run).failed_because(error)
    return outcome


@dataclass
class _Tools:
    """What all runs of a call are made with."""

    kept: KeptPlates | None
    on_progress: Counted | None
    counts: PageCounts = field(default_factory=PageCounts)
    printed: int = 0

    def count(self, places: Iterable[Location]) -> Iterator[Location]:
        """The places of letters, each of which is printed now."""
        for place in places:
            self.printed += 1
            if self.on_progress is not None:
                self.on_progress(self.printed)
            yield place


@dataclass(frozen=True)
class _Run:
    """One run, being written."""

    own: Folder
    head: post.Run
    asked: Mapping[str, "_Asked"]
    """By the reference of the request."""
    folder: Path
    tools: "_Tools"

    def write(self, letters: Sequence[Dispatch]) -> RunFiles:
        """Its files; a letter whose evidence is lost is named, and the others are written."""
        files.make_folder(self.folder)
        files.clear_scratch(self.folder)
        lost: list[Outcome] = []
        by_sheet: dict[str, list[Posting]] = {}
        for letter in sorted(letters, key=pile_order):
            try:
                posting = self._posting(letter)
            except evidence.EvidenceLost as error:
                lost.append(self._outcome(letter.letter).failed_because(error))
            else:
                by_sheet.setdefault(posting.sheet, []).append(posting)
        piles: list[Pile] = []
        printed: list[Printed] = []
        for postings in by_sheet.values():
            pile, places = self._pile(postings, [*by_sheet])
            piles.append(pile)
            printed += places
        manifest = self._manifest(printed)
        placed = [self._outcome(place.posting.letter, self.folder / place.file) for place in printed]
        run = RunFiles(self.head.name, tuple(piles), manifest, (*lost, *placed))
        self._clear(run.paths)
        return run

    def _outcome(self, letter: str, path: Path | None = None) -> Outcome:
        broker = self.asked[letter.rpartition(".")[0]].broker
        return Outcome(letter, broker, "placed", path, run=self.head.name)

    def _posting(self, letter: Dispatch) -> Posting:
        asked, to = self.asked[letter.prepared.reference or ""], letter.channel
        pdf, sheet_name = letter.hashes.get("pdf", ""), letter.facts.sheet or ""
        pages = self.tools.counts.of(self._pdf(pdf))
        where = (letter.to, to.postal_code, to.country or "", to.is_abroad)
        return Posting(
            letter.letter, asked.broker, asked.person, letter.names, *where, sheet_name, letter.prepared.on, pdf,
            pages,
        )  # fmt: skip

    def _pdf(self, name: str) -> bytes:
        return evidence.fetch(self.own.evidence, name)

    def _pile(self, postings: Sequence[Posting], sheets: Sequence[str]) -> tuple[Pile, list[Printed]]:
        paper, templates = self._sheet(postings[0]), self.own.templates
        front = post.cover(self.head, paper, postings, sheets, templates, kept=self.tools.kept)
        letters = (self._pdf(posting.sha256) for posting in postings)
        title = f"{self.head.name}, {paper.name}"
        written = bundle.bind(letters, title, self._writing(f"letters-{paper.name}"), front=[front], duplex=True)
        placed = [*self.tools.count(written)]
        printed = [
            Printed(posting, self._path(f"letters-{paper.name}", where.file).name, where.page)
            for posting, where in zip(postings, placed, strict=True)
        ]
        paths = tuple(dict.fromkeys(self.folder / place.file for place in printed))
        pages, leaves = (sum(counts) for counts in zip(*((one.pages, one.leaves) for one in postings), strict=True))
        return Pile(paper.name, paths, len(postings), pages, leaves), printed

    def _sheet(self, posting: Posting) -> Sheet:
        """The sheet that a letter was sealed on; where nothing is called that any more, the usual one."""
        sheets = self.own.sheets
        return sheets.get(posting.sheet) or sheet.choose(sheets, posting.country)

    def _path(self, name: str, number: int) -> Path:
        return self.folder / (f"{name}.pdf" if number == 1 else f"{name}-{number}.pdf")

    def _manifest(self, printed: Sequence[Printed]) -> tuple[Path, ...]:
        if not printed:
            return ()
        csv, paper = self.folder / "manifest.csv", self._sheet(printed[0].posting).page
        with files.writing(csv) as file:
            file.writelines(line.encode() for line in post.rows(self.head, printed))
        write = self._writing("manifest")
        number = write_manifest(self.head, printed, paper, self.own.templates, write, kept=self.tools.kept)
        return csv, *(self._path("manifest", file) for file in range(1, number + 1))

    def _writing(self, name: str) -> Callable[[int], AbstractContextManager[IO[bytes]]]:
        def write(number: int) -> AbstractContextManager[IO[bytes]]:
            return files.writing(self._path(name, number))

        return write

    def _clear(self, paths: Sequence[Path]) -> None:
        """Take away piles that an earlier call made of letters that have left since: nothing is printed twice."""
        for path in {*_papers(self.folder)}.difference(paths):
            files.remove(path)
