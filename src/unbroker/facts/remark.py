"""Remarks: what a reader must know beside the days of a case, a flag each, and what its words speak of.

The words are those of a language, in `letters/sheet/`.
"""

from collections.abc import Iterator

from unbroker.facts.due import NOTHING, Asked, Note
from unbroker.facts.reckoning import Reckoning


def remarks(case: Reckoning) -> Iterator[Note]:
    """What is to be said about a case, the most consequential first."""
    if case.happened is not NOTHING:
        yield from _identity(case)
        yield from _clarification(case)
        yield from _pause(case)
        yield from _fee(case)
        yield from _extension(case)
        yield from _beside(case)
    yield from _time(case)


def _identity(case: Reckoning) -> Iterator[Note]:
    asked, rule = case.happened.identity, case.rule.identity
    if asked is None:
        return
    if rule == "runs":
        yield Note("identity-runs")
    elif asked not in (*case.restarts, *case.pauses):
        yield Note("identity-late", {"asked": asked.asked})
    elif rule == "restarts":
        yield Note("identity-restarts", {"given": asked.given}) if asked.given else Note("identity-awaited")


def _clarification(case: Reckoning) -> Iterator[Note]:
    asked = case.happened.clarification
    if asked is None:
        return
    if case.rule.clarification == "runs":
        yield Note("clarification-runs")
    elif asked not in (*case.stops, *case.pauses):
        yield Note("clarification-late", {"asked": asked.asked})
    elif asked in case.stops:
        yield _stopped(case, asked)


def _stopped(case: Reckoning, asked: Asked) -> Note:
    if asked.given is None:
        return Note("clarification-awaited", {"asked": asked.asked})
    return Note("clarification-stops", {"days": case.stopped.days, "asked": asked.asked, "given": asked.given})


def _pause(case: Reckoning) -> Iterator[Note]:
    pause = case.pause
    if pause is None or pause.statutory:
        return
    if pause.until and pause.due and case.nominal:
        left = (case.nominal - pause.since).days
        yield Note("paused", {"since": pause.since, "until": pause.until, "left": left, "due": pause.due})
    else:
        yield Note("paused", {"since": pause.since}, is_open=True)


def _fee(case: Reckoning) -> Iterator[Note]:
    fee = case.happened.fee
    if fee is None:
        return
    if fee in case.restarts:
        yield Note("fee-restarts", {"given": fee.given}) if fee.given else Note("fee-restarts", is_open=True)
    elif case.fee_by is None:
        yield Note("fee-runs")
    else:
        yield Note("fee-withdrawn" if case.withdrawn else "fee-starts", {"last": case.fee_by})


def _extension(case: Reckoning) -> Iterator[Note]:
    notice = case.happened.extension_notice
    if notice is None:
        return
    if case.extended_nominal is None and not case.rule.open_extension and case.start:
        yield Note("extension-unknown")
    elif not case.is_extended and case.notice_by:
        yield Note("extension-late", {"notice": notice, "last": case.notice_by})
    elif case.rule.open_extension:
        yield Note("extension-open")


def _beside(case: Reckoning) -> Iterator[Note]:
    if case.happened.free_report and not (case.free_report or case.rule.free_only):
        yield Note("free-report-unknown")
    if case.happened.appeal and case.appeal is None:
        yield Note("appeal-unknown")
    knows = case.law.complaints or any(limit.after == "complaint" for limit in case.law.limits)
    if case.happened.complaint and not knows:
        yield Note("complaint-unknown")
    if case.limit and case.limit[1] and case.limit[1].target:
        yield Note("target")


def _time(case: Reckoning) -> Iterator[Note]:
    if case.period is None:
        yield Note("no-period")
    elif not case.rule.firm:
        yield Note("not-firm")
    yield from _not_late(case)
    if case.first != case.receipt.on:
        yield Note("begins", {"first": case.first})
    if case.literal and case.nominal:
        yield Note("literal")
    if case.rule.results and case.last:
        yield Note("results", {"last": case.last})
    if case.rule.longest:
        yield Note("longer-reading", {"longest": case.rule.longest})
    if case.unsure:
        yield Note("region-unknown")
    if case.receipt.proof == "assumed" and case.rule.starts == "receipt":
        yield Note("assumed")


def _not_late(case: Reckoning) -> Iterator[Note]:
    """Why nobody is called late by the time itself."""
    if case.rule.comply:
        yield Note("comply")
    if case.rule.free_only and not case.happened.free_report:
        yield Note("free-only")
    if case.read_before:
        yield Note("unread", {"longest": case.read_before})
