"""One print run for all clients of an office: sorted by recipient, what goes to one recipient in one parcel.

It is made of what is sealed: called again, the same files, until a letter leaves or joins. Sealing is each client's.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import IO

from unbroker.actions.mailing import mark_sent
from unbroker.actions.mailing.print_run import pdf_parts
from unbroker.actions.mailing.seal import Mailing, Sealed, do_seal
from unbroker.actions.outcome import Progress, no_progress
from unbroker.base import files
from unbroker.base.errors import Place, Problem, UserError
from unbroker.cases.sealed_letters import for_printer
from unbroker.facts.law import Law
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.ledger.chain import GENESIS
from unbroker.office import OfficeFolder
from unbroker.paper import parcel
from unbroker.paper import sheet as sheets
from unbroker.paper.page_counts import PageCounts
from unbroker.paper.parcel import ClientPosting, Parcel, Placed
from unbroker.paper.parcel_list import cover_lists
from unbroker.paper.post import Posting, Run
from unbroker.paper.press import bundle
from unbroker.paper.sheet import Sheet
from unbroker.records import Records
from unbroker.writing.template import Templates

_MANIFEST = "manifest.csv"


class NothingToPrint(UserError):  # noqa: N818 - the sentence is the name
    """No client has a letter that waits."""

    def __init__(self) -> None:
        super().__init__("no letter of any client waits to leave by post (`unbroker office ask plan --all` seals some)")


class NoRun(UserError):  # noqa: N818 - the sentence is the name
    """There is no such run."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{files.shown(path)}: there is no manifest of a run (`unbroker office print` makes one)")


@dataclass(frozen=True)
class OfficeRun:
    """The letters of all clients that would be printed."""

    office: OfficeFolder
    name: str
    letters: tuple[ClientPosting, ...]
    problems: tuple[Problem, ...]
    """Letters that cannot be printed since their evidence is lost."""
    single: bool


@dataclass(frozen=True)
class Printed:
    """What a run came to."""

    name: str
    paths: tuple[Path, ...]
    letters: int
    parcels: int
    leaves: int
    problems: tuple[Problem, ...]


def do_seal_for_office(
    folder: Folder, mailing: Mailing, letters: Sequence[str], now: Callable[[], datetime],
    on_progress: Progress = no_progress,
) -> Sealed:  # fmt: skip
    """Seal those letters by post that were planned, and still are; a letter that is sealed already stays as it is.

    Raises:
        Locked: another run is at this client's letters.
    """
    wanted = tuple(letter for letter in mailing.plan.letters if letter.draft.letter in letters)
    with folder.ledger.hold():
        mailing = replace(mailing, plan=replace(mailing.plan, letters=wanted))
        return do_seal(folder, mailing, pdf_parts, now, on_progress=on_progress)


def plan_office_run(
    office: OfficeFolder, laws: Mapping[str, Law], today: date, *, single: bool = False,
    on_progress: Progress = no_progress,
) -> OfficeRun:  # fmt: skip
    """The letters of all clients that wait for the office's printer. Pure.

    Raises:
        NothingToPrint: none waits.
        ServerRefused: the server does not answer.
    """
    letters: list[ClientPosting] = []
    problems: list[Problem] = []
    clients = office.server.with_letters()
    for number, client in enumerate(clients, 1):
        records = Records(office.folder(client), laws, office.ledger(client))
        for posting in _postings(records):
            if isinstance(posting, Problem):
                problems.append(posting)
            else:
                letters.append(ClientPosting(client, posting))
        on_progress(number, len(clients))
    if not letters:
        raise NothingToPrint
    return OfficeRun(office, _free_name(office, today, letters), tuple(letters), tuple(problems), single)


def _postings(records: Records) -> Iterator[Posting | Problem]:
    """The letters of a client that wait, with how many pages each has."""
    cases = records.read_cases()
    openings = {case.opening.reference: case.opening for case in cases}
    counts = PageCounts()
    for letter in for_printer(cases):
        opening, to, pdf = openings[letter.prepared.reference or ""], letter.channel, letter.hashes.get("pdf", "")
        try:
            pages = counts.of(evidence.fetch(records.evidence, pdf))
        except evidence.EvidenceLost as error:
            yield Problem(Place(letter.letter), str(error))
            continue
        where = (letter.to, to.postal_code, to.country or "", to.is_abroad)
        sheet = letter.facts.sheet or ""
        yield Posting(
            letter.letter, opening.broker, opening.person, letter.names, *where, sheet, letter.prepared.on, pdf, pages
        )


def _free_name(office: OfficeFolder, today: date, letters: Sequence[ClientPosting]) -> str:
    """The name of the run: of the day, and numbered where an earlier one of it has a letter that waits no more."""
    waits = {letter.posting.letter for letter in letters}
    for number in count(1):
        name = f"office-{today}" if number == 1 else f"office-{today}-{number}"
        path = office.outbox / name / _MANIFEST
        if not files.is_file(path) or {letter for _, letter in _read(path)} <= waits:
            return name
    raise AssertionError  # pragma: no cover - numbers do not end


def do_office_run(run: OfficeRun, templates: Templates, papers: Mapping[str, Sheet]) -> Printed:
    """Write the piles of a run with their cover sheets and lists, and the manifests.

    Raises:
        CannotWrite: the folder cannot be written, or the disk is full; the same call goes on.
        ProblemsFound: a template is faulty.
    """
    writing = _Writing(run, templates, papers)
    files.make_folder(writing.folder)
    files.clear_scratch(writing.folder)
    placed: list[Placed] = []
    for name, parcels in parcel.piles(run.letters, single=run.single):
        placed += writing.pile(name, parcels)
    manifest, by_client = writing.folder / _MANIFEST, writing.folder / "by-client.csv"
    files.write(manifest, parcel.rows(placed).encode())
    files.write(by_client, parcel.rows_by_client(placed).encode())
    paths = dict.fromkeys(writing.folder / letter.file for letter in placed)
    for path in {*files.glob(writing.folder, "letters-*.pdf")}.difference(paths):
        files.remove(path)
    return Printed(run.name, (*paths, manifest, by_client), len(placed), writing.parcels, writing.leaves, run.problems)


class _Writing:
    """A run that is being written."""

    def __init__(self, run: OfficeRun, templates: Templates, papers: Mapping[str, Sheet]) -> None:
        self.folder, self.leaves, self.parcels = run.office.outbox / run.name, 0, 0
        self._run, self._templates, self._papers = run, templates, papers
        self._head = Run(run.name, GENESIS, specimen=False)

    def pile(self, name: str, parcels: Sequence[Parcel]) -> list[Placed]:
        """Write the letters on one sheet; answers where each is."""
        first = parcels[0].postings[0]
        sheet = self._papers.get(name) or sheets.choose(self._papers, first.country)
        front = parcel.cover(self._head, sheet, parcels, self._templates)
        self.leaves += sum(one.leaves(sheet.page) for one in parcels)
        self.parcels += sum(one.number is not None for one in parcels)
        marks = [mark for one in parcels for mark in (*((None,) if one.number else ()), *one.letters)]
        numbers = [one.number for one in parcels for _ in range(len(one.letters) + bool(one.number))]
        bound = bundle.bind(
            self._papers_of(parcels, sheet), f"{self._run.name}, {sheet.name}", self._opening(sheet), front=[front],
            duplex=True,
        )  # fmt: skip
        return [
            Placed(letter, number, self._path(sheet, where.file).name, where.page)
            for letter, number, where in zip(marks, numbers, bound, strict=True)
            if letter is not None
        ]

    def _papers_of(self, parcels: Sequence[Parcel], sheet: Sheet) -> Iterator[bytes | tuple[bytes, ...]]:
        """The PDFs in the order of the paper: before the letters of a parcel its cover list."""
        numbered = ((one.number, one.postings) for one in parcels if one.number is not None)
        lists = cover_lists(self._head, numbered, sheet.page, self._templates)
        for one in parcels:
            if one.number is not None:
                yield next(lists)
            for letter in one.letters:
                yield evidence.fetch(self._run.office.folder(letter.client) / "evidence", letter.posting.sha256)

    def _opening(self, sheet: Sheet) -> Callable[[int], AbstractContextManager[IO[bytes]]]:
        return lambda number: files.writing(self._path(sheet, number))

    def _path(self, sheet: Sheet, number: int) -> Path:
        return self.folder / (f"letters-{sheet.name}.pdf" if number == 1 else f"letters-{sheet.name}-{number}.pdf")


def do_mark_office_run(
    office: OfficeFolder, laws: Mapping[str, Law], name: str, *, on: date, today: date, at: datetime
) -> tuple[int, tuple[UserError, ...]]:
    """Record that the letters of a run left, client by client; called again, only of those that still wait.

    Returns:
        How many left, and what was refused.

    Raises:
        NoRun: there is no manifest of that name.
    """
    path = office.outbox / name / _MANIFEST
    if not files.is_file(path):
        raise NoRun(path)
    by_client: dict[str, list[str]] = {}
    for client, letter in _read(path):
        by_client.setdefault(client, []).append(letter)
    left, refused = 0, list[UserError]()
    for client, letters in by_client.items():
        records = Records(office.folder(client), laws, office.ledger(client))
        waits = {letter.letter for letter in for_printer(records.read_cases())}
        for letter in letters:
            if letter not in waits:
                continue
            try:
                mark_sent.do_mark_sent(records, mark_sent.plan_mark_sent(records, letter, on, today), at)
            except UserError as error:
                refused.append(error)
            else:
                left += 1
    return left, tuple(refused)


def _read(path: Path) -> list[tuple[str, str]]:
    """The letters of a manifest, each with whose it is."""
    text = files.read_text(path).removeprefix("\ufeff")
    return [(row["client"], row["letter"]) for row in csv.DictReader(io.StringIO(text))]
