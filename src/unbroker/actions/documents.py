"""Documents: what is recorded, as files to read: the case file of a request, the report on all, the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from unbroker.actions import follow_up, known_names, record_event
from unbroker.actions.show_trail import TrailView
from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.cases.later_letter import NoLonger
from unbroker.cases.status import Docket, Entry, docket
from unbroker.cases.trail import trail
from unbroker.folder import Folder
from unbroker.ledger import evidence
from unbroker.records import Records
from unbroker.reports.calendar import agenda
from unbroker.reports.casefile import CaseFile, casefile, hashes
from unbroker.reports.casefile_page import Complaint, casefile_page
from unbroker.reports.report import report
from unbroker.reports.report_page import ReportPage, report_page
from unbroker.reports.setting import Setting
from unbroker.reports.trail import picture
from unbroker.writing.letter import compose
from unbroker.writing.need import CannotSay
from unbroker.writing.request import NoWay
from unbroker.writing.step import NoWords, TooLong

_AGGRIEVED = ("denied", "partial", "no-data")


class NothingToDraw(UserError):  # noqa: N818 - the sentence is the name
    """A picture has the trail of one person."""

    def __init__(self, people: Sequence[str]) -> None:
        several = f"answers were recorded for {', '.join(people)} (--for PERSON says whose trail is drawn)"
        nobody = "no answer names anybody yet (record one: `unbroker answer CASE FILE`)"
        super().__init__(several if people else nobody)


@dataclass(frozen=True)
class Filed:
    """A case file on paper, and what it could not hold."""

    case: CaseFile
    pdf: bytes
    lacks: tuple[tuple[str, str], ...]
    """What a complaint would have to state and cannot, each with what to do about it."""


def plan_casefile(folder: Folder, name: str, today: date, version: str) -> Filed:
    """The case file of the request that a name means, as PDF/A-3 with its evidence attached.

    Raises:
        UnknownName: nothing is called that.
        SeveralRequests: it can be more than one.
        ProblemsFound: it could not be laid out.
    """
    reference = record_event.find(folder.records, name, today)[0].case.opening.reference
    entries = folder.records.read_docket(today, [reference]).entries
    history = [*folder.ledger.read([reference])]
    contents = {exhibit: _fetched(folder, exhibit) for exhibit in hashes(history)}
    case = casefile(entries, history, contents, folder.ledger.head)
    complaint, lacks = (None, ()) if case.sealed_complaint else _complaint(folder, entries)
    followed = trail(folder.records.read_cases())
    page = casefile_page(case, complaint, [lack for lack, _ in lacks], _setting(folder, version), followed)
    return Filed(case, page, lacks)


def do_casefile(folder: Folder, filed: Filed, out: Path | None = None) -> Path:
    """Write a case file, into the outbox if no other file is named; answers where it is.

    Raises:
        CannotWrite: the file cannot be written.
    """
    opening = filed.case.opening
    path = out or folder.outbox / f"casefile-{opening.broker}-{opening.reference}.pdf"
    files.fresh_folder(path.parent)
    files.write(path, filed.pdf)
    return path


def plan_report(folder: Folder, people: Sequence[str], today: date, version: str) -> ReportPage:
    """The report on all requests, or on those of some people; the same words for a screen and for paper.

    Raises:
        UnknownName: nobody is called that.
        ProblemsFound: it could not be laid out.
    """
    chosen = _of_people(folder.records, folder.records.read_docket(today), people)
    followed = trail(entry.case for entry in chosen.entries)
    return report_page(report(chosen, today, folder.ledger.head), _setting(folder, version), followed)


def do_report(folder: Folder, page: ReportPage, out: Path | None = None) -> tuple[Path, Path]:
    """Write both files of a report, into the outbox if no other folder is named; answers where they are.

    Raises:
        CannotWrite: a file cannot be written.
    """
    place = files.fresh_folder(out or folder.outbox)
    screen, paper = place / "report.html", place / "report.pdf"
    files.write(screen, page.html.encode())
    files.write(paper, page.pdf)
    return screen, paper


def plan_trail(folder: Folder, view: TrailView, version: str) -> bytes:
    """The trail of one person as an SVG picture. Pure.

    Args:
        folder: whose words it is drawn with.
        view: what is shown of the trail.
        version: of the program.

    Raises:
        NothingToDraw: no answer names anybody, or several people's would stand in one picture.
    """
    people = sorted({person for person, _ in view.trees})
    if len(people) != 1:
        raise NothingToDraw(people)
    setting = _setting(folder, version)
    starts = [root.broker for _, root in view.trees]
    drawn = picture(view.trail, people[0], starts, setting.called, setting.written)
    page = folder.templates.sheet("trail-picture.html", {"trail": drawn.names})
    return "".join(f"{line}\n" for line in page.splitlines() if line.strip()).encode()


def do_trail(folder: Folder, content: bytes, out: Path | None = None) -> Path:
    """Write the picture of a trail, into the outbox if no other file is named; answers where it is.

    Raises:
        CannotWrite: the file cannot be written.
    """
    path = out or folder.outbox / "trail.svg"
    files.fresh_folder(path.parent)
    files.write(path, content)
    return path


def plan_calendar(records: Records, today: date, version: str, people: Sequence[str] = ()) -> bytes:
    """The days of all cases, or of those of some people, as an iCalendar file. Pure.

    Raises:
        UnknownName: nobody is called that.
    """
    cases = records.read_cases()
    return agenda(_of_people(records, docket(cases, records.laws, today), people), cases, version)


def _of_people(records: Records, whole: Docket, people: Sequence[str]) -> Docket:
    known_names.check_people(records, (entry.case.opening for entry in whole.entries), people)
    return Docket(tuple(entry for entry in whole.entries if not people or entry.case.opening.person in people))


def do_calendar(records: Records, content: bytes, out: Path | None = None) -> Path:
    """Write a calendar, into the outbox if no other file is named; answers where it is.

    Raises:
        CannotWrite: the file cannot be written.
    """
    path = out or records.outbox / "unbroker.ics"
    files.fresh_folder(path.parent)
    files.write(path, content)
    return path


def _setting(folder: Folder, version: str) -> Setting:
    usual = folder.settings.sheet
    return Setting(folder.profile, folder.registry, folder.laws, folder.templates, folder.sheets, usual, version)


def _fetched(folder: Folder, name: str) -> bytes | str:
    try:
        return evidence.fetch(folder.evidence, name)
    except evidence.EvidenceLost as error:
        return error.what


def _complaint(folder: Folder, entries: Sequence[Entry]) -> tuple[Complaint | None, tuple[tuple[str, str], ...]]:
    """The complaint about what is late or was refused; else what it lacks, with what to do about it."""
    some = [entry for entry in entries if entry.overdue or entry.reopened or entry.case.outcome in _AGGRIEVED]
    try:
        draft = follow_up.letter_of_step(folder, some or entries, "complaint").draft
        return Complaint(compose(replace(draft, preview=False), folder.templates)), ()
    except CannotSay as error:
        case = entries[0].case.opening.reference
        return None, tuple((need.lacks, need.remedy.replace("CASE", case)) for need in error.needs)
    except (NoWay, NoWords, NoLonger, TooLong) as error:
        return None, ((str(error), ""),)
