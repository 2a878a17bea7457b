"""The report: what came of it all, in figures and tables; the same on paper as a PDF."""

from collections.abc import Mapping

from starlette.responses import Response

from unbroker import __version__
from unbroker.actions.documents import plan_report
from unbroker.actions.status import disclosed
from unbroker.cases.channel_health import Told
from unbroker.reports.report import FATES, Fate, Report, report
from unbroker.web.call import Call, Routes

_ROWS = 400
FATE_WORDS: Mapping[Fate, str] = {
    "done": "they say that they did it",
    "partial": "they did part of it",
    "no-data": "they say that they hold nothing",
    "refused": "refused",
    "late": "late, without an answer",
    "silent": "no answer, receipt not proven",
    "waiting": "waiting for the answer",
    "over": "closed",
    "undelivered": "did not arrive",
}


def show(call: Call) -> Response:
    """The page."""
    folder, desk = call.folder, call.desk
    docket = desk.docket(folder)
    figures: Report = desk.kept(folder, "report", lambda: report(docket, desk.today, folder.ledger.head))
    told: tuple[Told, ...] = desk.kept(folder, "told", lambda: disclosed(folder.records, desk.today))
    names = {entry.case.opening.broker: entry.case.opening.broker_name for entry in docket.entries}
    fates = [(FATE_WORDS[fate], figures.total.fate(fate), fate == "late") for fate in FATES if figures.total.fate(fate)]
    return call.page(
        "report", "Report", place="report", figures=figures, fates=fates, top=max((n for _, n, _ in fates), default=1),
        laws={slug: law.name for slug, law in folder.laws.items()}, told=_by_field(told), rows=_ROWS, names=names,
    )  # fmt: skip


def _by_field(told: tuple[Told, ...]) -> Mapping[tuple[str, str], list[str]]:
    """By field and value, the brokers that were told it."""
    fields: dict[tuple[str, str], dict[str, None]] = {}
    for fact in told:
        fields.setdefault((fact.field, fact.value), {})[fact.broker] = None
    return {key: [*slugs] for key, slugs in fields.items()}


def paper(call: Call) -> Response:
    """The report on paper."""
    return call.pdf(plan_report(call.folder, (), call.today, __version__).pdf)


SHOWS: Routes = {"/report": show, "/report/paper.pdf": paper}
DOES: Routes = {}
