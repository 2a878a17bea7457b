"""The report as a page: the same words and charts for a screen and for paper. Values in, HTML and a PDF out."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from unbroker.cases.trail import Trail
from unbroker.paper import chart, pdf, typeface
from unbroker.reports.report import FATES, Course, Report, Tally
from unbroker.reports.setting import Setting
from unbroker.reports.trail import picture
from unbroker.writing.languages import Language
from unbroker.writing.sandbox import Names

_ROWS, _LINES = 32, 500
"""How many rows the timeline has, and how many the tables: a page that nobody reads to its end helps nobody."""
_LONG = 34


@dataclass(frozen=True)
class ReportPage:
    """The report as a page for a screen and as a PDF, and what it rests on."""

    report: Report
    html: str
    pdf: bytes


def report_page(figures: Report, setting: Setting, trail: Trail | None = None) -> ReportPage:
    """The report, set.

    Args:
        figures: what it counts.
        setting: what it is set with.
        trail: who says what about whom, of the same people.

    Raises:
        ProblemsFound: it could not be laid out.
    """
    trails = [*_trails(trail, setting)] if trail else []
    values: Names = {**_values(setting, figures), "trails": trails, "version": setting.version}
    html = typeface.readable(setting.templates.sheet("report.html", values))
    return ReportPage(figures, html, pdf.lay_out(html, "report", printing="any size"))


def _trails(trail: Trail, setting: Setting) -> Iterator[Names]:
    """Whose data, and where they came from and went to."""
    people = {person.handle: person.name for person in setting.profile.people}
    for person in trail.people:
        drawn = picture(trail, person, trail.roots(person), setting.called, setting.written)
        yield {"whose": people.get(person, person), "trail": drawn.names}


def _values(setting: Setting, figures: Report) -> Names:
    """What the template of the report speaks of."""
    handles = sorted({line.entry.case.opening.person for line in figures.total.lines})
    people = {person.handle: person for person in setting.profile.people}
    home = next((people[handle].residence.code for handle in handles if handle in people), "US")
    language, laws = setting.templates.language(), {slug: law.name for slug, law in setting.laws.items()}
    return {
        **_charts(figures, language),
        "today": language.written(figures.today),
        "since": language.written(figures.since) if figures.since else None,
        "head": figures.head,
        "requests": figures.requests,
        "unsealed": figures.unsealed,
        "people": [people[handle].name if handle in people else handle for handle in handles],
        "total": _tally(figures.total),
        "laws": [{**_tally(tally), "name": laws.get(tally.name, tally.name)} for tally in figures.by_law],
        "brokers": [_tally(tally) for tally in figures.by_broker[:_LINES]],
        "broker_count": len(figures.by_broker),
        "courses": [_course(course) for course in figures.courses[:_LINES]],
        "page": setting.page(home).model_dump(),
        "specimen": setting.profile.specimen,
    }


def _charts(figures: Report, language: Language) -> Names:
    """The pictures, and how much of the cases the last of them shows."""
    fates = [(fate, "", figures.total.fate(fate)) for fate in FATES if figures.total.fate(fate)]
    spans = [("", {"answered": span.answered, "open": span.open}) for span in figures.spans]
    answers = chart.columns(spans, sum(not span.after for span in figures.spans))
    tops = [min(bar.y for bar in answers.bars[2 * index : 2 * index + 2]) for index in range(len(figures.spans))]
    shown = figures.courses[:_ROWS]
    kinds = [fate for fate in FATES if any(course.fate == fate for course in shown)]
    rows = [
        chart.Stretch(
            _cut(f"{course.broker}: {', '.join(course.rights)}"), course.fate, course.begins, course.ends, course.due
        )
        for course in shown
    ]
    return {
        "outcomes": asdict(chart.counts(fates)),
        "answers": asdict(answers),
        "spans": [
            {**asdict(span), "after": span.after, "top": top} for span, top in zip(figures.spans, tops, strict=True)
        ],
        "over_time": asdict(chart.timeline(rows, figures.today, kinds, language.month)),
        "shown": len(shown),
        "left_out": len(figures.courses) - len(shown),
    }


def _tally(tally: Tally) -> Names:
    """Some cases, counted."""
    return {
        "name": tally.name,
        "asked": tally.asked,
        "answered": tally.answered,
        "late": tally.late,
        "typical": tally.typical,
        "fates": {fate: tally.fate(fate) for fate in FATES},
    }


def _course(course: Course) -> Names:
    """A row of the list of cases."""
    return {
        "reference": course.reference,
        "broker": course.broker,
        "person": course.person,
        "rights": course.rights,
        "fate": course.fate,
        "begins": course.begins.isoformat(),
        "ends": course.ends.isoformat(),
        "due": course.due.isoformat() if course.due else None,
        "days": (course.ends - course.due).days if course.due else None,
        "late": course.late,
    }


def _cut(words: str) -> str:
    """Words that fit beside a bar."""
    return words if len(words) <= _LONG else f"{words[: _LONG - 1]}…"
