"""Documents: what is recorded, as files to read: the case file of a request, the report on all, the calendar."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from markupsafe import Markup

from unbroker.actions import follow_up, record_event
from unbroker.base import files, places
from unbroker.cases.later_letter import NoLonger
from unbroker.cases.status import Docket, Entry, docket
from unbroker.facts.law import Law
from unbroker.folder import Folder, Records
from unbroker.ledger import evidence
from unbroker.ledger.event import Event
from unbroker.mail.incoming import parsed, plain_text
from unbroker.paper import booklet, chart, pdf, sheet, typeface
from unbroker.paper.attachment import Attached, attach
from unbroker.reports.calendar import agenda
from unbroker.reports.casefile import CaseFile, casefile, hashes
from unbroker.reports.report import FATES, Report, report
from unbroker.writing.letter import Letter, compose, sender_lines
from unbroker.writing.need import CannotSay
from unbroker.writing.request import NoWay
from unbroker.writing.step import NoWords, TooLong
from unbroker.writing.template import Front

_ROWS, _LINES = 32, 500
"""How many rows the timeline has, and how many the tables: a page that nobody reads to its end helps nobody."""
_LONG = 34
_WORDS = 6000
"""How much of a reply is printed; the attachment has all of it."""
_AGGRIEVED = ("denied", "partial", "no-data")


@dataclass(frozen=True)
class Filed:
    """A case file on paper, and what it could not hold."""

    case: CaseFile
    pdf: bytes
    lacks: tuple[tuple[str, str], ...]
    """What a complaint would have to state and cannot, each with what to do about it."""


@dataclass(frozen=True)
class Accounted:
    """The report as a page for a screen and as a PDF, and what it rests on."""

    report: Report
    html: str
    pdf: bytes


@dataclass(frozen=True)
class _Reply:
    """What came back, as words."""

    exhibit: int
    event: Event
    sender: str
    subject: str
    text: str
    cut: bool


@dataclass(frozen=True)
class _Complaint:
    """A complaint that is filled in."""

    letter: Letter
    body: Markup
    sender: tuple[str, ...]
    regulator: str
    form: str | None
    file: str


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
    attached = [
        Attached(
            exhibit.name,
            f"Exhibit {exhibit.number}: {exhibit.title}",
            exhibit.media_type,
            exhibit.content,
            exhibit.event.at,
        )
        for exhibit in case.exhibits
        if exhibit.content is not None
    ]
    if complaint is not None:
        at = f"{today}T00:00:00+00:00"
        title = f"The complaint to {complaint.regulator}"
        attached.append(Attached(complaint.file, title, "text/plain", complaint.letter.text.encode(), at))
    values = {
        **_values(folder, case),
        "complaint": complaint,
        "lacks": [lack for lack, _ in lacks],
        "replies": [*_replies(case)],
        "version": version,
    }
    html = typeface.readable(folder.templates.sheet("casefile.html", values))
    page = pdf.lay_out(html, f"case file {reference}", reference)
    return Filed(case, attach(page, attached), lacks)


def do_casefile(folder: Folder, filed: Filed, out: Path | None = None) -> Path:
    """Write a case file, into the outbox if no other file is named; answers where it is.

    Raises:
        CannotWrite: the file cannot be written.
    """
    opening = filed.case.opening
    path = out or folder.outbox / f"casefile-{opening.broker}-{opening.reference}.pdf"
    files.make_folder(path.parent)
    files.write(path, filed.pdf)
    return path


def _fetched(folder: Folder, name: str) -> bytes | str:
    try:
        return evidence.fetch(folder.records.evidence, name)
    except evidence.EvidenceLost as error:
        return error.what


def _replies(case: CaseFile) -> Iterator[_Reply]:
    """The words of what came back: of mails and of texts; pictures and the like are attached only."""
    for exhibit in case.exhibits:
        if exhibit.content is None or exhibit.event.kind in ("prepared", "sent"):
            continue
        if exhibit.media_type == "message/rfc822" or parsed.is_mail(exhibit.content):
            mail = parsed.read(exhibit.content)
            sender, subject, text = mail.sender, mail.subject, mail.text
        elif exhibit.media_type == "text/plain":
            sender, subject, text = "", "", plain_text.safe(exhibit.content.decode(errors="replace"))
        else:
            continue
        yield _Reply(exhibit.number, exhibit.event, sender, subject, text[:_WORDS], len(text) > _WORDS)


def _complaint(folder: Folder, entries: Sequence[Entry]) -> tuple[_Complaint | None, tuple[tuple[str, str], ...]]:
    """The complaint about what is late or was refused; else what it lacks, with what to do about it."""
    some = [entry for entry in entries if entry.overdue or entry.reopened or entry.case.outcome in _AGGRIEVED]
    try:
        draft = follow_up.letter_of_step(folder, some or entries, "complaint").draft
        letter = compose(replace(draft, preview=False), folder.templates)
    except CannotSay as error:
        case = entries[0].case.opening.reference
        return None, tuple((need.lacks, need.remedy.replace("CASE", case)) for need in error.needs)
    except (NoWay, NoWords, NoLonger, TooLong) as error:
        return None, ((str(error), ""),)
    channel = draft.recipient.channel
    form = channel.to if channel.kind == "form" else None
    name, file = draft.recipient.names[0], f"complaint-{letter.name}.txt"
    return _Complaint(letter, booklet.body(letter), sender_lines(letter.draft), name, form, file), ()


def _values(folder: Folder, case: CaseFile) -> Mapping[str, object]:
    """What the template speaks of."""
    opening, law, language = case.opening, folder.laws.get(case.opening.law), folder.templates.language()
    person = next((one for one in folder.profile.people if one.handle == opening.person), None)
    country = places.country((person.residence.code if person else opening.residence) or "US")
    first = case.letters[0].letter if case.letters else None
    recipient = first.facts.recipient if first else ()
    fronts = {one.right: _front(folder, law, one.right) for one in case.matters}
    return {
        "file": case,
        "opening": opening,
        "person": {"name": None, "residence": None, "address": None, "email": None, **case.person},
        "home": language.within(case.person.get("residence", "")),
        "day": language.written,
        "time": language.time,
        "because": language.because,
        "remark": language.remark,
        "law": law,
        "first": first,
        "addressee": next(iter(recipient), opening.broker_name),
        "covers": [
            folder.registry.brokers[one].name if one in folder.registry.brokers else one for one in opening.covers
        ],
        "written_to": list(dict.fromkeys(one.letter.to for one in case.letters if one.letter.step != "complaint")),
        "briefs": {right: (front.brief if front else None) or right for right, front in fronts.items()},
        "page": sheet.choose(folder.sheets, country, folder.settings.sheet).page,
        "specimen": folder.profile.specimen,
    }


def _front(folder: Folder, law: Law | None, right: str) -> Front | None:
    """The head of what asks for a right, which has its names."""
    if law is None:
        return None
    return folder.templates.front(folder.templates.of_law(law, f"rights/{right}.md"))


def plan_report(folder: Folder, people: Collection[str], today: date, version: str) -> Accounted:
    """The report on all requests, or on those of some people; the same words for a screen and for paper.

    Raises:
        ProblemsFound: it could not be laid out.
    """
    docket = folder.records.read_docket(today)
    chosen = Docket(tuple(entry for entry in docket.entries if not people or entry.case.opening.person in people))
    figures = report(chosen, today, folder.ledger.head)
    html = typeface.readable(folder.templates.sheet("report.html", {**_figures(folder, figures), "version": version}))
    return Accounted(figures, html, pdf.lay_out(html, "report"))


def do_report(folder: Folder, report_pages: Accounted, out: Path | None = None) -> tuple[Path, Path]:
    """Write both files of a report, into the outbox if no other folder is named; answers where they are.

    Raises:
        CannotWrite: a file cannot be written.
    """
    place = files.make_folder(out or folder.outbox)
    page, paper = place / "report.html", place / "report.pdf"
    files.write(page, report_pages.html.encode())
    files.write(paper, report_pages.pdf)
    return page, paper


def plan_calendar(records: Records, today: date, version: str) -> bytes:
    """The days of all cases as an iCalendar file. Pure."""
    cases = records.read_cases()
    return agenda(docket(cases, records.laws, today), cases, version)


def do_calendar(records: Records, content: bytes, out: Path | None = None) -> Path:
    """Write a calendar, into the outbox if no other file is named; answers where it is.

    Raises:
        CannotWrite: the file cannot be written.
    """
    path = out or records.outbox / "unbroker.ics"
    files.make_folder(path.parent)
    files.write(path, content)
    return path


def _figures(folder: Folder, figures: Report) -> Mapping[str, object]:
    """What the template of the report speaks of."""
    handles = sorted({line.entry.case.opening.person for line in figures.total.lines})
    people = {one.handle: one for one in folder.profile.people}
    home = next((people[handle].residence.code for handle in handles if handle in people), "US")
    fates = [(fate, "", figures.total.fate(fate)) for fate in FATES if figures.total.fate(fate)]
    spans = [("", {"answered": one.answered, "open": one.open}) for one in figures.spans]
    answers = chart.columns(spans, sum(not one.after for one in figures.spans))
    shown = figures.courses[:_ROWS]
    kinds = [fate for fate in FATES if any(one.fate == fate for one in shown)]
    rows = [
        chart.Stretch(_cut(f"{one.broker}: {', '.join(one.rights)}"), one.fate, one.begins, one.ends, one.due)
        for one in shown
    ]
    return {
        "report": figures,
        "people": [people[handle].name if handle in people else handle for handle in handles],
        "names": {slug: law.name for slug, law in folder.laws.items()},
        "outcomes": chart.counts(fates),
        "answers": answers,
        "tops": [min(bar.y for bar in answers.bars[2 * index : 2 * index + 2]) for index in range(len(figures.spans))],
        "over_time": chart.timeline(rows, figures.today, kinds, folder.templates.language().month),
        "day": folder.templates.language().written,
        "shown": len(shown),
        "left_out": len(figures.courses) - len(shown),
        "courses": figures.courses[:_LINES],
        "brokers": figures.by_broker[:_LINES],
        "page": sheet.choose(folder.sheets, places.country(home), folder.settings.sheet).page,
        "specimen": folder.profile.specimen,
    }


def _cut(words: str) -> str:
    """Words that fit beside a bar."""
    return words if len(words) <= _LONG else f"{words[: _LONG - 1]}…"
