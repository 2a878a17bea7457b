"""Handing over to a print service: sealed letters as files, each measured first, and the list that the service wants.

Files only: nothing is sent, and nobody is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from unbroker.actions.mailing.posted_letters import Article, articles_of
from unbroker.actions.mailing.print_run import check_windows, pdf_parts
from unbroker.actions.mailing.record_sealed import Parts
from unbroker.actions.mailing.seal import Mailing, do_seal, plan_mailing
from unbroker.actions.mailing.typeset import Typeset
from unbroker.actions.outcome import Change, Outcome, Progress, no_progress
from unbroker.base import files
from unbroker.base.errors import NOWHERE, Problem
from unbroker.cases.case import Dispatch
from unbroker.cases.sealed_letters import file_stem, for_printer, waiting
from unbroker.facts.address import NO_LOCALITY, PostalAddress, locality
from unbroker.facts.settings import Nudge
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.location import letter_folders
from unbroker.paper import measure
from unbroker.paper import service as services
from unbroker.paper.addressee import Addressee, DoesNotFit, Room, addressee, block
from unbroker.paper.envelope import POINTS
from unbroker.paper.service import Row, Service
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.selection import Selection


@dataclass(frozen=True)
class Handover:
    """A print service, and whose letters it gets."""

    name: str
    service: Service
    folder: Folder
    """Without its nudge: the printer that misses is not the service's."""


@dataclass(frozen=True)
class ServiceRun(Handover):
    """Letters for a print service, before anything is done."""

    mailing: Mailing

    @property
    def planned(self) -> int:
        """How many letters of the plan it seals."""
        return self.mailing.planned

    @property
    def total(self) -> int:
        """Those, and the ones that are sealed already and wait."""
        return self.mailing.total

    @property
    def agreed(self) -> tuple[int, ...]:
        """The numbers by which somebody agrees to it."""
        return self.mailing.agreed


@dataclass(frozen=True)
class ServiceResult:
    """What became of the letters, the lists that were written, and how many letters wait for other printers."""

    outcomes: tuple[Outcome, ...]
    lists: tuple[Path, ...]
    elsewhere: int
    changed: tuple[Change, ...]


def plan_print_service(
    folder: Folder, name: str, selection: Selection, today: date, *, follow_ups: bool = False
) -> ServiceRun:
    """The letters by post that would be sealed for a service, without those that it would not take. Pure.

    Args:
        folder: the folder.
        name: what the service is called.
        selection: whom to write to; the sheet is the service's.
        today: the date of the letters.
        follow_ups: the letters that the cases call for, not first letters.

    Raises:
        UnknownName: there is no service of that name.
    """
    offered = services.load(letter_folders(folder.path))
    service = services.choose(offered, name)
    unmoved = replace(folder, settings=folder.settings.model_copy(update={"nudge": Nudge.of()}))
    wanted, refusal = replace(selection, sheet=service.sheet), partial(_refused, unmoved, service)
    mailing = plan_mailing(unmoved, "post", wanted, today, follow_ups=follow_ups, refusal=refusal, service=name)
    check_windows(unmoved, mailing)
    return ServiceRun(name, service, unmoved, mailing)


def rewrite_run(folder: Folder, name: str, service: str, letters: Sequence[Dispatch], out: Path) -> tuple[Path, ...]:
    """Make the files of a run for a print service anew, if they lie there; answers their folder.

    Args:
        folder: the folder.
        name: of the run.
        service: that it is for.
        letters: those of it that wait.
        out: where the folders of runs are.

    Raises:
        CannotWrite: a folder cannot be written.
    """
    place, offered = out / name, services.load(letter_folders(folder.path))
    if service not in offered or not files.is_folder(place):
        return ()
    for copy in files.glob(place, "*.pdf"):
        files.remove(copy)
    own = Handover(service, offered[service], folder)
    _write_run(own, letters, place)
    return (place,)


def do_print_service(
    run: ServiceRun, out: Path, now: Callable[[], datetime], *, in_full: bool = False,
    on_progress: Progress = no_progress,
) -> ServiceResult:  # fmt: skip
    """Seal the letters, then copy all that wait for the service; one that fails does not stop the rest.

    Args:
        run: as planned.
        out: where its folders go, one for each run.
        now: tells the moment of writing.
        in_full: lay each letter out in full instead of striking it.
        on_progress: is told of each letter that is sealed.

    Raises:
        CannotWrite: a folder cannot be written, or the disk is full.
    """
    folder = run.folder
    with folder.ledger.hold():
        sealed = do_seal(folder, run.mailing, partial(_parts, run.name), now, in_full=in_full, on_progress=on_progress)
        cases = folder.records.read_cases()
        letters = for_printer(cases, run.name)
        outcomes = list(sealed.failed)
        lists: list[Path] = []
        for name in dict.fromkeys(letter.prepared.run or "" for letter in letters):
            of_run = [letter for letter in letters if letter.prepared.run == name]
            copied, path = _write_run(run, of_run, files.make_folder(out / name))
            outcomes += copied
            lists.append(path)
    return ServiceResult(tuple(outcomes), tuple(lists), len(waiting(cases, "post")) - len(letters), sealed.changed)


def _parts(service: str, letter: Typeset) -> Parts:
    """What is sealed of a letter that a service prints."""
    return replace(pdf_parts(letter), via=service)


def _write_run(run: Handover, letters: Sequence[Dispatch], place: Path) -> tuple[list[Outcome], Path]:
    """Copy the letters of a run, and write their list; answers what became of each, and where the list is."""
    files.clear_scratch(place)
    outcomes, rows = [], []
    cases = run.folder.records.read_cases()
    for letter, article in zip(letters, articles_of(cases, letters), strict=True):
        path = place / f"{file_stem(article.broker, article.person, letter.letter)}.pdf"
        outcome = Outcome(letter.letter, article.broker, "placed", path, run=letter.prepared.run)
        row, faults = _copy(run, letter, article, path)
        if faults:
            problems = (Problem(NOWHERE, f"{letter.letter} to {article.broker}: {fault}") for fault in faults)
            outcome = replace(outcome, path=None).failed(*problems)
            files.remove(path)
        else:
            rows.append(row)
        outcomes.append(outcome)
    path = place / run.service.manifest.file
    files.write(path, services.written(run.service, rows))
    return outcomes, path


def _refused(folder: Folder, service: Service, letter: PlannedLetter) -> tuple[Problem, ...]:
    """What keeps a letter from going to a service at all, so that it is not even sealed for it."""
    draft = letter.draft
    to = addressee(draft, folder.templates.language(draft.language))
    slug, article = draft.request.broker.slug, Article("", "", draft.request.person.handle, to)
    faults = [*_unfit(folder, service, article.to), *services.row(service, _values(folder, article, "", "", 0))[1]]
    hint = "print it yourself: `unbroker mail post` without --service"
    return tuple(Problem(draft.recipient.channel.place, f"broker {slug!r}: {fault}", hint) for fault in faults[:1])


def _copy(run: Handover, letter: Dispatch, article: Article, path: Path) -> tuple[dict[str, str], list[str]]:
    """Write a letter where nothing speaks against it; answers what the list says of it, and what does."""
    folder, service, digest = run.folder, run.service, letter.hashes.get("pdf", "")
    try:
        pdf = evidence.fetch(folder.evidence, digest)
    except evidence.EvidenceLost as error:
        return {}, [str(error)]
    values = _values(folder, article, path.name, digest, len(measure.measure(pdf)))
    row, refusals = services.row(service, values)
    faults = [*refusals, *_unfit(folder, service, article.to)]
    if not faults:
        lines = _lines(folder, service, article.to)
        faults += services.faults(service, pdf, folder.sheets[service.sheet].page.box, lines)
    if not faults:
        files.write(path, pdf)
    return row, faults


def _unfit(folder: Folder, service: Service, to: Addressee) -> Iterator[str]:
    post = to.post
    if service.countries and (post is None or post.country not in service.countries):
        yield f"{service.title} mails to {', '.join(service.countries)} only"
    try:
        _lines(folder, service, to)
    except DoesNotFit as error:
        yield str(error)


def _lines(folder: Folder, service: Service, to: Addressee) -> tuple[str, ...]:
    sheet = folder.sheets[service.sheet]
    return block(to, Room(sheet.name, sheet.address.width * POINTS, sheet.lines, sheet.size))


def _values(folder: Folder, article: Article, file: str, digest: str, pages: int) -> Row:
    """What a list may say of a letter."""
    person = next((person for person in folder.profile.people if person.handle == article.person), None)
    home, post = person.return_address if person else None, article.to.post
    there, here = (locality(address) if address else NO_LOCALITY for address in (post, home))
    return {
        "letter": article.letter,
        "file": file,
        "sha256": digest,
        "pages": str(pages),
        "recipient": ", ".join(article.to.names),
        "street": _street(post),
        "city": there.city,
        "region": there.region,
        "postal_code": there.code,
        "country": post.country if post else "",
        "sender": person.name if person else article.person,
        "sender_street": _street(home),
        "sender_city": here.city,
        "sender_region": here.region,
        "sender_postal_code": here.code,
        "sender_country": home.country if home else "",
    }


def _street(address: PostalAddress | None) -> str:
    return ", ".join(address.street) if address else ""
