"""DROP: what the filing on the state's platform needs next, and what each registered broker's status calls for. Pure.

A filing is one request; what became of it is each broker's own status, kept as a request of its own that names the
filing. A status is the broker's word: it proves no deletion. Letters go to the broker, and only once data are seen.
"""

from collections.abc import Mapping
from datetime import timedelta

from unbroker.cases.called_letter import DAY, NextAction, called_letter, complain, go_up
from unbroker.cases.status import Entry
from unbroker.ledger.event import Event
from unbroker.writing.reference import Step

RECHECK = timedelta(days=90)  # when to look whether what was deleted stays away

_ADVICE: Mapping[str, str] = {
    "deleted": "DROP says deleted, which proves nothing: look whether they still show you, then record `closed` or"
    " `reappeared`",
    "opted-out": "DROP says opted out, as where several people share an address: they keep the data; ask for deletion"
    " by letter, `unbroker plan {broker} --despite-drop`, or record `closed`",
    "exempted": "DROP says exempted: ask by letter for what no exemption covers, `unbroker plan {broker}"
    " --despite-drop`, or record `closed`",
    "not-found": "DROP says not found: add former names and ZIP codes and plain addresses to your request there, or"
    " record `closed`",
}


def open_case(entry: Entry) -> NextAction | None:
    """What is next while nothing decides the case: the platform's own, or a broker's."""
    due = entry.due
    last = due.last_day if due else None
    if due is None or last is None:
        words = f"the date cannot be calculated: {entry.trouble}"
        return NextAction(entry, entry.case.opening.on + RECHECK, words, end=True)
    after, is_broker = due.assert_overdue_from or last + DAY, entry.case.opening.filing is not None
    if entry.today < after:
        who = "they have" if is_broker else "registered brokers have"
        return NextAction(entry, after, f"{who} until {last} to delete you", waits=True)
    if not is_broker:
        words = f"registered brokers had until {last}: record what DROP shows for each, `unbroker drop`, then `closed`"
        return NextAction(entry, after, words, end=True)
    if sight := _sight(entry):
        step: Step = "reappeared" if entry.case.last("answered") else "overdue"
        words = f"they had until {last}, and still show you: write to them"
        return called_letter(entry, step, f"reappeared:{sight.seq}", max(after, sight.on), words, go_up)
    words = f"DROP shows no status, and they had until {last}: look whether they still show you, then record"
    return NextAction(entry, after, f"{words} `reappeared` with the page, or `closed`", end=True)


def answered(entry: Entry, answer: Event) -> NextAction | None:
    """What a status, or a broker's own answer, calls for."""
    opening, status = entry.case.opening, answer.fact("status")
    if status is not None and status in _ADVICE:
        on = answer.on + RECHECK if status == "deleted" else answer.on
        return NextAction(entry, on, _ADVICE[status].format(broker=opening.broker), end=True)
    if _sight(entry) and answer.fact("outcome") != "fulfilled":
        return complain(entry, f"answered:{answer.seq}", answer.on, "they do not say that they deleted it")
    words = "look whether they still show you, then record `closed` or `reappeared`"
    return NextAction(entry, answer.on + RECHECK, words, end=True)


def _sight(entry: Entry) -> Event | None:
    """Data seen after the last day of the filing."""
    last = entry.due.last_day if entry.due else None
    sights = [event for event in entry.events if event.kind == "reappeared" and last and event.on > last]
    return max(sights, key=lambda event: event.when, default=None)
