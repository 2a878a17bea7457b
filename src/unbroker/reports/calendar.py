"""The calendar: the days of all cases as an iCalendar file; the same ledger gives the same bytes. Pure.

All-day events, since Google drops tasks and Outlook ignores them. No summary names a person or a broker: calendars
travel to clouds. What is done is cancelled under the same UID, by a higher sequence, and marked in the summary
for programs that ignore the cancelling.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar
from icalendar import Event as CalendarEvent

from unbroker.cases.case import Cases
from unbroker.cases.status import Docket, Entry
from unbroker.ledger.event import Event

_DAY = timedelta(days=1)
_NINE_THE_DAY_BEFORE = timedelta(hours=-15)


@dataclass(frozen=True)
class _Day:
    """One day of a case: what it is, and whether it is done with."""

    name: str
    on: date
    words: str
    done: bool


def agenda(docket: Docket, cases: Cases, version: str) -> bytes:
    """The calendar of a docket.

    Args:
        docket: the cases with their clocks.
        cases: the histories that they came from; they say when something changed last.
        version: of the program.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//unbroker//unbroker {version}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Requests to data brokers")
    for entry in docket.entries:
        history = cases.histories[entry.case.opening.reference]
        for day in _days(entry):
            calendar.add_component(_event(entry, day, history))
    return bytes(calendar.to_ical())


def _days(entry: Entry) -> Iterator[_Day]:
    due = entry.due
    if due is None:
        return
    answered = not entry.is_open or entry.state in ("appealed", "complained")
    if due.ack_due:
        yield _Day("confirmation", due.ack_due, "confirmation of receipt due", answered or entry.reply is not None)
    if entry.awaits:
        yield _Day("answer", entry.awaits, "answer due", answered)
    if due.appeal_due:
        yield _Day("appeal", due.appeal_due, "decision on the appeal due", entry.state != "appealed")
    if due.user_deadline:
        over = entry.state == "closed" or entry.case.outcome == "fulfilled"
        yield _Day("own-limit", due.user_deadline, "your own last day", over)


def _event(entry: Entry, day: _Day, history: tuple[Event, ...]) -> CalendarEvent:
    case = entry.case
    changed = datetime.fromisoformat(history[-1].at)
    summary = f"Request {case.opening.reference} ({case.right}): {day.words}"
    component = CalendarEvent()
    properties: Mapping[str, object] = {
        "uid": f"{case.opening.reference}.{case.right}.{day.name}@unbroker.invalid",
        "dtstamp": changed,
        "last-modified": changed,
        "sequence": len(history),
        "dtstart": day.on,
        "dtend": day.on + _DAY,
        "transp": "TRANSPARENT",
        "status": "CANCELLED" if day.done else "CONFIRMED",
        "summary": f"✓ {summary}" if day.done else summary,
        "description": f"unbroker show {case.opening.reference}",
    }
    for key, content in properties.items():
        component.add(key, content)
    if not day.done:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", _NINE_THE_DAY_BEFORE)
        component.add_component(alarm)
    return component
