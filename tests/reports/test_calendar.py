"""The calendar file: what calendars ask of it, held by another library than the one that writes it."""

from datetime import date, timedelta
from typing import Any

import icalendar
import vobject
from made_up import DAY, events, new_event, opened, packaged_laws, prepared

from unbroker.cases.case import fold
from unbroker.cases.status import docket
from unbroker.ledger.event import NewEvent
from unbroker.reports.calendar import agenda

REFERENCE = "UB-7F3K2Q8Z"
LETTER = f"{REFERENCE}.1"
SENT = new_event("sent", DAY, REFERENCE, letter=LETTER)


def made(*more: NewEvent, today: date = DAY) -> bytes:
    """The calendar of one request by post, and of what came after."""
    cases = fold(events(opened(), prepared(), SENT, *more))
    return agenda(docket(cases, packaged_laws(), today), cases, "1.0")


def rows(content: bytes) -> dict[str, Any]:
    """The events of a calendar by their names."""
    found = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {str(event["uid"]).partition("@")[0]: event for event in found}


def test_another_library_finds_nothing_wrong() -> None:
    """vobject is the strict one: it refuses a missing UID or DTSTAMP."""
    content = made()

    assert vobject.readOne(content.decode()).validate(raiseException=True)
    assert content.count(b"\r\n") == content.count(b"\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert b"METHOD:PUBLISH" in content
    assert b"PRODID:-//unbroker//unbroker 1.0//EN" in content
    assert not [name for name in (b"ATTENDEE", b"ORGANIZER", b"VTODO", b"VTIMEZONE") if name in content]


def test_each_day_of_a_case_is_an_event_of_its_own() -> None:
    """All day, not busy, with an alarm at nine the day before."""
    found = rows(made())
    answer = found[f"{REFERENCE}.delete.answer"]
    (alarm,) = answer.walk("VALARM")

    assert sorted(found) == [
        f"{REFERENCE}.delete.answer",
        f"{REFERENCE}.delete.confirmation",
        f"{REFERENCE}.opt-out.answer",
    ]
    assert (answer.decoded("dtstart"), answer.decoded("dtend")) == (date(2027, 1, 14), date(2027, 1, 15))
    assert (answer["transp"], answer["status"]) == ("TRANSPARENT", "CONFIRMED")
    assert answer["summary"] == f"Request {REFERENCE} (delete): answer due"
    assert alarm.decoded("trigger") == timedelta(hours=-15)


def test_nobody_is_named() -> None:
    """A calendar that syncs to a cloud tells it neither the person nor the broker."""
    assert not [word for word in (b"acme", b"Acme", b"Sam", b"Specimen") if word in made()]


def test_what_is_done_is_cancelled_under_the_same_uid() -> None:
    """With a higher sequence, and a mark for programs that ignore the cancelling."""
    answered = new_event("answered", DAY + timedelta(20), REFERENCE, "delete", facts={"outcome": "fulfilled"})
    before, after = (rows(content)[f"{REFERENCE}.delete.answer"] for content in (made(), made(answered)))

    assert (after["status"], after["summary"]) == ("CANCELLED", f"✓ Request {REFERENCE} (delete): answer due")
    assert after.decoded("sequence") > before.decoded("sequence")
    assert rows(made(answered))[f"{REFERENCE}.opt-out.answer"]["status"] == "CONFIRMED"


def test_the_same_ledger_gives_the_same_bytes() -> None:
    """Today is no part of it."""
    assert made() == made(today=DAY + timedelta(5))
