"""Remarks: what a reader must know beside the days of a case, a sentence each and a flag for programs."""

from collections.abc import Iterator

from unbroker.facts.deadlines import in_words
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
        yield Note("identity-runs", "A check of identity does not stop this clock.")
    elif asked not in (*case.restarts, *case.pauses):
        late = f"Identity was asked for on {in_words(asked.asked)}, too late to change the day."
        yield Note("identity-late", late)
    elif rule == "restarts":
        without = "if it was not reasonably needed, the time ran from receipt"
        if asked.given:
            yield Note("identity-restarts", f"The time began anew on {in_words(asked.given)}; {without}.")
        else:
            yield Note("identity-awaited", f"The time begins when they have the proof of identity; {without}.")


def _clarification(case: Reckoning) -> Iterator[Note]:
    asked = case.happened.clarification
    if asked is None:
        return
    if case.rule.clarification == "runs":
        yield Note("clarification-runs", "A question about what is meant does not stop this clock.")
    elif asked not in (*case.stops, *case.pauses):
        late = f"The question of {in_words(asked.asked)} came too late to change the day."
        yield Note("clarification-late", late)
    elif asked in case.stops:
        yield from _stopped(case, asked)


def _stopped(case: Reckoning, asked: Asked) -> Iterator[Note]:
    if asked.given is None:
        since = in_words(asked.asked)
        yield Note("clarification-awaited", f"The clock stands still since {since}, until they have the answer.")
        return
    span = f"from {in_words(asked.asked)} to {in_words(asked.given)}"
    yield Note("clarification-stops", f"{case.stopped.days} days do not count: {span}.")


def _pause(case: Reckoning) -> Iterator[Note]:
    pause = case.pause
    if pause is None or pause.statutory:
        return
    words = f"Paused (controller's view): the clock stands still since {in_words(pause.since)}"
    if pause.until and pause.due and case.nominal:
        left = (case.nominal - pause.since).days
        words = f"Paused (controller's view) from {in_words(pause.since)} to {in_words(pause.until)}"
        words += f": with {left} days left, the answer is due on {in_words(pause.due)}"
    yield Note("paused", f"{words}. The text of the law has no pause.")


def _fee(case: Reckoning) -> Iterator[Note]:
    fee = case.happened.fee
    if fee is None:
        return
    if fee in case.restarts:
        paid = f"on {in_words(fee.given)}, when the fee was paid" if fee.given else "when the fee is paid"
        yield Note("fee-restarts", f"The time begins {paid}, if one could be asked for.")
    elif case.fee_by is None:
        yield Note("fee-runs", "A fee asked for does not change this time.")
    elif case.withdrawn:
        yield Note("fee-withdrawn", f"Not confirmed by {in_words(case.fee_by)}: the request counts as withdrawn.")
    else:
        yield Note("fee-starts", f"A fee was announced: the time begins after {in_words(case.fee_by)}.")


def _extension(case: Reckoning) -> Iterator[Note]:
    notice = case.happened.extension_notice
    if notice is None:
        return
    if case.extended_nominal is None and not case.rule.open_extension and case.start:
        yield Note("extension-unknown", "This law gives no more time: the notice changes nothing.")
    elif not case.is_extended and case.notice_by:
        words = f"The extension notice of {in_words(notice)} came after {in_words(case.notice_by)}"
        yield Note("extension-late", f"{words}: it does not count, and the day stays as it was.")
    elif case.rule.open_extension:
        yield Note("extension-open", "The answer is due on the later day that they announced.")


def _beside(case: Reckoning) -> Iterator[Note]:
    if case.happened.free_report and not case.free_report:
        yield Note("free-report-unknown", "A free annual report changes nothing about this time.")
    if case.happened.appeal and case.appeal is None:
        yield Note("appeal-unknown", "This law sets no time for an appeal.")
    knows = case.law.complaints or any(limit.after == "complaint" for limit in case.law.limits)
    if case.happened.complaint and not knows:
        yield Note("complaint-unknown", "This law sets no time after a complaint.")
    if case.limit and case.limit[1] and case.limit[1].target:
        yield Note("target", "Your own last day is a target of this program; the law sets no fixed day.")


def _time(case: Reckoning) -> Iterator[Note]:
    if case.period is None:
        yield Note("no-period", "The law names no period for the answer, so that nobody can be called late.")
    elif not case.rule.firm:
        said = "The statute itself names no fixed period: the day is a guide, and nobody is late by it alone."
        yield Note("not-firm", said)
    if case.first != case.receipt.on:
        yield Note("begins", f"What was filed earlier counts from {in_words(case.first)}.")
    if case.literal and case.nominal:
        yield Note("literal", 'Read literally, a month "beginning with" a day ends one day earlier.')
    if case.rule.results and case.last:
        yield Note("results", f"The written result may take until {in_words(case.last)}.")
    if case.rule.longest:
        yield Note("longer-reading", f"Some read the time as {case.rule.longest}: nobody is called late before.")
    if case.unsure:
        words = "Some holidays there depend on a place that is not known: one more working day is allowed"
        yield Note("region-unknown", f"{words} (name the region, as in DE-BY).")
    if case.receipt.proof == "assumed" and case.rule.starts == "receipt":
        yield Note("assumed", "The receipt is assumed: a letter may only ask, and may not call the answer late.")
