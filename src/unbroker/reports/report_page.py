"""The report as a page: the same words and charts for a screen and for paper. Values in, HTML and a PDF out."""

from collections.abc import Mapping
from dataclasses import dataclass

from unbroker.paper import chart, pdf, typeface
from unbroker.reports.report import FATES, Report
from unbroker.reports.setting import Setting

_ROWS, _LINES = 32, 500
"""How many rows the timeline has, and how many the tables: a page that nobody reads to its end helps nobody."""
_LONG = 34


@dataclass(frozen=True)
class ReportPage:
    """The report as a page for a screen and as a PDF, and what it rests on."""

    report: Report
    html: str
    pdf: bytes


def report_page(figures: Report, setting: Setting) -> ReportPage:
    """The report, set.

    Raises:
        ProblemsFound: it could not be laid out.
    """
    values = {**_values(setting, figures), "version": setting.version}
    html = typeface.readable(setting.templates.sheet("report.html", values))
    return ReportPage(figures, html, pdf.lay_out(html, "report", printing="any size"))


def _values(setting: Setting, figures: Report) -> Mapping[str, object]:
    """What the template of the report speaks of."""
    handles = sorted({line.entry.case.opening.person for line in figures.total.lines})
    people = {person.handle: person for person in setting.profile.people}
    home = next((people[handle].residence.code for handle in handles if handle in people), "US")
    fates = [(fate, "", figures.total.fate(fate)) for fate in FATES if figures.total.fate(fate)]
    spans = [("", {"answered": span.answered, "open": span.open}) for span in figures.spans]
    answers = chart.columns(spans, sum(not span.after for span in figures.spans))
    shown = figures.courses[:_ROWS]
    kinds = [fate for fate in FATES if any(course.fate == fate for course in shown)]
    rows = [
        chart.Stretch(
            _cut(f"{course.broker}: {', '.join(course.rights)}"), course.fate, course.begins, course.ends, course.due
        )
        for course in shown
    ]
    return {
        "report": figures,
        "people": [people[handle].name if handle in people else handle for handle in handles],
        "names": {slug: law.name for slug, law in setting.laws.items()},
        "outcomes": chart.counts(fates),
        "answers": answers,
        "tops": [min(bar.y for bar in answers.bars[2 * index : 2 * index + 2]) for index in range(len(figures.spans))],
        "over_time": chart.timeline(rows, figures.today, kinds, setting.templates.language().month),
        "day": setting.templates.language().written,
        "shown": len(shown),
        "left_out": len(figures.courses) - len(shown),
        "courses": figures.courses[:_LINES],
        "brokers": figures.by_broker[:_LINES],
        "page": setting.page(home),
        "specimen": setting.profile.specimen,
    }


def _cut(words: str) -> str:
    """Words that fit beside a bar."""
    return words if len(words) <= _LONG else f"{words[: _LONG - 1]}…"
