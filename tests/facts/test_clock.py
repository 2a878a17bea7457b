"""Clocks against the worked examples, the rules that have none, and what must hold for every date."""

import csv
import itertools
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unbroker.base import files
from unbroker.facts import clock
from unbroker.facts import law as law_data
from unbroker.facts.channel import CHANNELS
from unbroker.facts.clock import WrongOrder
from unbroker.facts.deadlines import calendar_of
from unbroker.facts.due import Asked, Due, Happened, Parties, Proof, Receipt
from unbroker.facts.law import Law, NotInForce, Right
from unbroker.facts.venue import NoCalendar
from unbroker.writing import languages

ENGLISH = languages.get()
DATA = Path(__file__).parents[1] / "data" / "deadlines.csv"
ROWS = list(csv.DictReader(DATA.read_text(encoding="utf-8").splitlines()))
DATES = (
    "ack_due",
    "due_nominal",
    "due_legal",
    "due_extended",
    "user_deadline",
    "appeal_due",
    "appeal_extended",
)
LAWS: Mapping[str, Law] = law_data.load([files.packaged("letters")])[0]
EVERY = [
    (law, right)
    for law in LAWS.values()
    for right in law.rights
    if any(right in rule.rights and rule.answer for rule in law.clocks)
]
DAY = timedelta(days=1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def reckon(
    law: str,
    right: str,
    received: str,
    happened: Happened | None = None,
    *,
    controller: str | None = None,
    proof: Proof = "carrier",
    by: str | None = None,
) -> Due:
    """What the packaged law says."""
    statute = LAWS[law]
    parties = Parties(controller=controller)
    return clock.reckon(statute, statute.right(right), Receipt(day(received), proof, by), parties, happened)


def happened_in(text: str) -> Happened:
    """The events of a row: "identity 2026-11-06 2026-11-18"."""
    name, *days = text.split() or [""]
    match name:
        case "":
            return Happened()
        case "identity":
            return Happened(identity=Asked(*map(day, days)))
        case "clarification":
            return Happened(clarification=Asked(*map(day, days)))
        case "complaint":
            return Happened(complaint=day(days[0]))
        case "appeal":
            return Happened(appeal=day(days[0]))
        case "free-report":
            return Happened(free_report=True)
        case _:
            raise ValueError(text)


def flags(due: Due) -> list[str]:
    return [note.flag for note in due.notes]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['from']} {row['law']} {row['received']}" for row in ROWS])
def test_worked_example(row: dict[str, str]) -> None:
    """Each worked example comes out to the day; "-" is no day, an empty cell says nothing."""
    happened = happened_in(row["happened"])

    due = reckon(row["law"], row["right"], row["received"], happened, controller=row["controller"])

    stated = {name: row[name] for name in DATES if row[name]}
    assert {name: str(getattr(due, name) or "-") for name in stated} == stated


# Receipt, proof and grace.


@pytest.mark.parametrize(
    ("proof", "by", "overdue"),
    [
        ("server", "email", "2026-12-30"),
        ("form", "form", "2026-12-30"),
        ("server", None, "2026-12-30"),
        ("form", None, "2026-12-30"),
        ("their-words", "email", "2026-12-30"),
        ("carrier", "post", "2026-12-31"),
        ("carrier", None, "2026-12-31"),
        ("their-words", None, "2026-12-31"),
        ("assumed", "email", "2027-01-06"),
        ("assumed", None, "2027-01-06"),
    ],
)
def test_grace(proof: Proof, by: str | None, overdue: str) -> None:
    """E-mail and form wait 1 working day, post 2, an assumed receipt 5; the next day the answer is late."""
    due = reckon("ccpa", "delete", "2026-11-11", proof=proof, by=by)

    assert (due.due_legal, due.assert_overdue_from) == (day("2026-12-28"), day(overdue))


def test_assumed_receipt_is_said() -> None:
    """On an assumed receipt no letter may call the answer late, and a remark says so."""
    assumed = reckon("ccpa", "delete", "2026-11-11", proof="assumed")
    proven = reckon("ccpa", "delete", "2026-11-11", proof="carrier")

    assert ("assumed" in flags(assumed), "assumed" in flags(proven)) == (True, False)


def test_an_untracked_letter_arrives() -> None:
    """An untracked letter is taken to need 5 working days at home and 10 abroad."""
    calendar = calendar_of("US-CA")
    sent = day("2026-11-20")

    days = (clock.arrival(sent, calendar, CHANNELS["post"], abroad=abroad) for abroad in (False, True))

    assert [*days] == [day("2026-12-01"), day("2026-12-08")]


# Which calendar.


def test_a_controller_of_unknown_region_gets_a_working_day_more() -> None:
    """Germany alone keeps the nationwide days, and one more working day passes than in a known Land."""
    anywhere = reckon("gdpr", "access", "2026-11-22", controller="DE", by="email")
    berlin = reckon("gdpr", "access", "2026-11-22", controller="DE-BE", by="email")

    assert (anywhere.due_legal, anywhere.assert_overdue_from) == (day("2026-12-22"), day("2026-12-25"))
    assert (berlin.due_legal, berlin.assert_overdue_from) == (day("2026-12-22"), day("2026-12-24"))
    assert ("region-unknown" in flags(anywhere), "region-unknown" in flags(berlin)) == (True, False)


def test_a_land_keeps_its_own_holidays() -> None:
    """6 January, Epiphany, is a holiday in Bavaria and none in Berlin."""
    munich = reckon("gdpr", "access", "2026-12-06", controller="DE-BY")
    berlin = reckon("gdpr", "access", "2026-12-06", controller="DE-BE")

    assert (munich.due_legal, berlin.due_legal) == (day("2027-01-07"), day("2027-01-06"))


@pytest.mark.parametrize(
    ("parties", "legal"),
    [
        # Received on 26 October 2026: due on Thanksgiving, Thursday 26 November.
        (Parties(controller="US", residence="DE"), "2026-11-27"),
        (Parties(controller="US-CA", residence="DE"), "2026-11-30"),
        (Parties(controller="US", residence="DE", representative="IE"), "2026-11-26"),
        (Parties(controller="US", representative="GB"), "2026-11-27"),
        (Parties(residence="DE-BE"), "2026-11-26"),
    ],
)
def test_controllers_outside_the_union(parties: Parties, legal: str) -> None:
    """The representative's state decides; without one, the person's and the controller's days both do."""
    receipt = Receipt(day("2026-10-26"), "carrier")

    due = clock.reckon(LAWS["gdpr"], "access", receipt, parties)

    assert due.due_legal == day(legal)


def test_a_person_keeps_their_own_holidays_against_a_controller_abroad() -> None:
    """Due on Good Friday 2027: no working day of the person in Germany, an ordinary one of the US."""
    due = clock.reckon(
        LAWS["gdpr"],
        "access",
        Receipt(day("2027-02-26"), "carrier"),
        Parties(controller="US", residence="DE"),
    )

    assert (due.due_nominal, due.due_legal) == (day("2027-03-26"), day("2027-03-30"))


def test_a_law_without_a_place_counts_where_the_controller_is() -> None:
    """A law with neither jurisdiction nor controller has no calendar."""
    nowhere = LAWS["us-va"].model_copy(update={"jurisdiction": None})
    receipt = Receipt(day("2026-11-23"), "carrier")

    due = clock.reckon(nowhere, "delete", receipt, Parties(controller="US-TX"))

    assert due.calendar == calendar_of("US-TX")
    with pytest.raises(NoCalendar):
        clock.reckon(nowhere, "delete", receipt)


def test_nobody_known_is_refused() -> None:
    """GDPR time is counted where the controller is; without any place there is no answer."""
    with pytest.raises(NoCalendar) as refused:
        reckon("gdpr", "access", "2026-11-25")

    assert str(refused.value) == (
        "gdpr: deadlines follow the controller's calendar, and its country is not known "
        "(name the controller's country: --controller DE, or better DE-BY with its region; US for one outside)"
    )


@pytest.mark.parametrize(
    ("controller", "legal"),
    [
        # Received on 17 February 2027: due on 17 March, St Patrick's Day.
        ("GB-ENG", "2027-03-17"),
        ("GB-SCT", "2027-03-17"),
        ("GB-WLS", "2027-03-17"),
        ("GB-NIR", "2027-03-18"),
        ("GB", "2027-03-18"),
        (None, "2027-03-18"),
        ("US", "2027-03-18"),
    ],
)
def test_parts_of_the_united_kingdom(controller: str | None, legal: str) -> None:
    """Each part keeps its own bank holidays; where the part is not known, all of them count."""
    due = reckon("uk-gdpr", "access", "2027-02-17", controller=controller)

    assert due.due_legal == day(legal)


def test_a_state_law_keeps_its_own_days() -> None:
    """A controller elsewhere does not change whose days a state's law counts."""
    home = reckon("us-va", "delete", "2026-11-23")
    abroad = reckon("us-va", "delete", "2026-11-23", controller="DE")

    assert abroad == home


# Identity, clarification, fee.


def test_ccpa_verification_does_not_stop_the_clock() -> None:
    """45 days run from receipt regardless of the time required to verify (11 CCR § 7021(b))."""
    asked = Happened(identity=Asked(day("2026-11-12"), day("2026-12-20")))

    due = reckon("ccpa", "delete", "2026-11-11", asked)

    assert due.due_legal == day("2026-12-28")
    assert "identity-runs" in flags(due)


def test_gdpr_pause_is_the_controllers_view() -> None:
    """The text has no pause: the day stays, and the controller's own count only delays the accusation."""
    asked = Happened(identity=Asked(day("2026-11-28"), day("2026-12-03")))

    due = reckon("gdpr", "access", "2026-11-25", asked, controller="DE-BE", by="email")

    assert due.due_legal == day("2026-12-28")
    assert due.paused is not None
    assert (due.paused.until, due.paused.due, due.paused.statutory) == (
        day("2026-12-03"),
        day("2026-12-30"),
        False,
    )
    assert due.assert_overdue_from == day("2027-01-01")
    assert ENGLISH.remark(due.notes[0]) == (
        "Paused (controller's view) from Saturday 28 November 2026 to Thursday 3 December 2026: "
        "with 27 days left, the answer is due on Wednesday 30 December 2026. "
        "The text of the law has no pause."
    )


def test_gdpr_pause_without_an_answer() -> None:
    """While a prompt question is unanswered nobody is called late, and the day by the text still stands."""
    due = reckon("gdpr", "access", "2026-11-25", Happened(identity=Asked(day("2026-11-28"))), controller="IE")

    assert (due.due_legal, due.assert_overdue_from) == (day("2026-12-28"), None)
    assert due.paused is not None
    assert (due.paused.until, due.paused.due) == (None, None)
    assert ENGLISH.remark(due.notes[0]) == (
        "Paused (controller's view): the clock stands still since Saturday 28 November 2026. "
        "The text of the law has no pause."
    )


def test_gdpr_late_question_pauses_nothing() -> None:
    """A question that is not promptly asked is no pause, and the follow-up can say so."""
    asked = Happened(identity=Asked(day("2026-12-20"), day("2026-12-22")))

    due = reckon("gdpr", "access", "2026-11-25", asked, controller="DE-BE", by="email")

    assert (due.paused, due.assert_overdue_from) == (None, day("2026-12-30"))
    assert "identity-late" in flags(due)


def test_gdpr_clarification_pauses_too() -> None:
    """Two questions, two pauses: the days of both are added."""
    happened = Happened(
        identity=Asked(day("2026-11-26"), day("2026-11-28")),
        clarification=Asked(day("2026-12-01"), day("2026-12-04")),
    )

    due = reckon("gdpr", "access", "2026-11-25", happened, controller="DE-BE")

    assert due.paused is not None
    assert due.paused.due == day("2026-12-30")


def test_uk_identity_awaited() -> None:
    """Under Article 12A(2) the month has not begun while identity is awaited: there is no day yet."""
    due = reckon("uk-gdpr", "delete", "2026-11-04", Happened(identity=Asked(day("2026-11-06"))))

    assert (due.due_nominal, due.due_legal, due.due_extended, due.assert_overdue_from) == (
        None,
        None,
        None,
        None,
    )
    assert due.paused is not None
    assert due.paused.statutory
    assert "identity-awaited" in flags(due)


def test_uk_fee_restarts_the_month() -> None:
    """The month begins with the latest of receipt, identity and the payment of a fee (Article 12A(2))."""
    happened = Happened(
        identity=Asked(day("2026-11-06"), day("2026-11-18")), fee=Asked(day("2026-11-06"), day("2026-11-20"))
    )

    due = reckon("uk-gdpr", "delete", "2026-11-04", happened)

    assert due.due_nominal == day("2026-12-20")
    assert flags(due)[:2] == ["identity-restarts", "fee-restarts"]


def test_uk_fee_asked_too_late() -> None:
    """A fee asked for after the month was over does not begin it anew."""
    due = reckon("uk-gdpr", "delete", "2026-11-04", Happened(fee=Asked(day("2027-01-06"), day("2027-01-08"))))

    assert due.due_nominal == day("2026-12-04")
    assert "fee-runs" in flags(due)


def test_uk_fee_awaited() -> None:
    """While a fee is awaited there is no day yet."""
    due = reckon("uk-gdpr", "delete", "2026-11-04", Happened(fee=Asked(day("2026-11-06"))))

    assert (due.due_legal, due.paused is not None) == (None, True)
    assert flags(due) == ["fee-restarts"]


def test_uk_clarification_is_for_access_only() -> None:
    """The stop of Article 12A(5) holds for requests under Article 15 only."""
    asked = Happened(clarification=Asked(day("2026-11-10"), day("2026-11-20")))

    access = reckon("uk-gdpr", "access", "2026-11-02", asked)
    delete = reckon("uk-gdpr", "delete", "2026-11-02", asked)

    assert (access.due_nominal, delete.due_nominal) == (day("2026-12-13"), day("2026-12-02"))
    assert (flags(access)[0], flags(delete)[0]) == ("clarification-stops", "clarification-runs")
    assert ENGLISH.remark(access.notes[0]) == (
        "11 days do not count: from Tuesday 10 November 2026 to Friday 20 November 2026."
    )


def test_uk_clarification_stops_the_extended_time_too() -> None:
    """The days of clarification lengthen the three months as they lengthen the one."""
    asked = Happened(clarification=Asked(day("2026-11-10"), day("2026-11-20")))

    due = reckon("uk-gdpr", "access", "2026-11-02", asked)

    assert due.due_extended == day("2027-02-15")


def test_uk_clarification_awaited() -> None:
    """While the answer to a clarification is awaited, the clock stands still."""
    due = reckon("uk-gdpr", "access", "2026-11-02", Happened(clarification=Asked(day("2026-11-10"))))

    assert due.due_legal is None
    assert "clarification-awaited" in flags(due)


def test_uk_question_after_the_month_changes_nothing() -> None:
    """What is asked after the time was over neither restarts nor stops it."""
    happened = Happened(
        identity=Asked(day("2026-12-10"), day("2026-12-11")),
        clarification=Asked(day("2026-12-10"), day("2026-12-11")),
    )

    due = reckon("uk-gdpr", "access", "2026-11-02", happened)

    assert due.due_nominal == day("2026-12-02")
    assert flags(due)[:2] == ["identity-late", "clarification-late"]


def test_uk_literal_reading_is_shown_only() -> None:
    """Read literally the month of 3 September ends on 2 October; nobody is called late by it."""
    due = reckon("uk-gdpr", "access", "2026-09-03", controller="GB-ENG", by="email")

    assert (due.earliest, due.assert_overdue_from) == (day("2026-10-02"), day("2026-10-07"))


def test_swiss_fee_starts_the_time_after_ten_days() -> None:
    """After a fee is announced the 30 days begin when the ten days for confirming are over (DPO 19)."""
    due = reckon("ch-fadp", "access", "2026-12-10", Happened(fee=Asked(day("2026-12-15"), day("2026-12-17"))))

    assert due.due_nominal == day("2027-01-24")
    assert "fee-starts" in flags(due)


def test_swiss_fee_wants_confirming() -> None:
    """Until it is confirmed, the end of the ten days is the person's own last day: Sunday rolls back."""
    due = reckon("ch-fadp", "access", "2026-12-10", Happened(fee=Asked(day("2026-12-17"))))

    assert (due.user_deadline, due.limit) == (day("2026-12-24"), None)


def test_swiss_fee_confirmed_too_late() -> None:
    """A request whose fee is confirmed after the ten days counts as withdrawn: nothing is due."""
    due = reckon("ch-fadp", "access", "2026-12-10", Happened(fee=Asked(day("2026-12-15"), day("2026-12-30"))))

    assert (due.due_legal, due.assert_overdue_from) == (None, None)
    assert "fee-withdrawn" in flags(due)


def test_a_fee_elsewhere_changes_nothing() -> None:
    """A fee asked for under the CCPA moves no day."""
    due = reckon("ccpa", "delete", "2026-11-11", Happened(fee=Asked(day("2026-11-12"))))

    assert due.due_legal == day("2026-12-28")
    assert "fee-runs" in flags(due)


# Extensions.


def test_an_extension_in_time_moves_the_accusation() -> None:
    """With a notice on the last day the answer is late only after the extended day."""
    due = reckon("ccpa", "delete", "2026-11-11", Happened(extension_notice=day("2026-12-28")), by="email")

    assert (due.due_legal, due.due_extended, due.extended) == (day("2026-12-28"), day("2027-02-09"), True)
    assert due.assert_overdue_from == day("2027-02-11")


def test_a_late_extension_is_ignored_and_said() -> None:
    """A notice after the base period keeps the base day."""
    due = reckon("ccpa", "delete", "2026-11-11", Happened(extension_notice=day("2026-12-29")), by="email")

    assert (due.due_legal, due.due_extended, due.extended) == (day("2026-12-28"), None, False)
    assert due.assert_overdue_from == day("2026-12-30")
    assert ENGLISH.remark(due.notes[0]) == (
        "The extension notice of Tuesday 29 December 2026 came after Monday 28 December 2026: "
        "it does not count, and the day stays as it was."
    )


def test_an_extension_that_the_law_does_not_know() -> None:
    """An opt-out under the CCPA cannot be extended."""
    due = reckon("ccpa", "opt-out", "2026-11-25", Happened(extension_notice=day("2026-12-01")))

    assert (due.due_extended, due.extended) == (None, False)
    assert "extension-unknown" in flags(due)


def test_swiss_controllers_name_a_day_of_their_own() -> None:
    """A notice within the 30 days opens the day (DPO 18(2)): nobody is late by the old one."""
    in_time = reckon("ch-fadp", "access", "2026-12-10", Happened(extension_notice=day("2027-01-11")))
    late = reckon("ch-fadp", "access", "2026-12-10", Happened(extension_notice=day("2027-01-12")))

    assert (in_time.due_extended, in_time.assert_overdue_from, flags(in_time)) == (
        None,
        None,
        ["extension-open"],
    )
    assert (late.assert_overdue_from, flags(late)) == (day("2027-01-14"), ["extension-late"])


def test_brazil_waits_for_the_longer_reading() -> None:
    """15 days by the calendar; 15 working days, less 25 December and 1 January, before anybody is late."""
    due = reckon("br-lgpd", "access", "2026-12-10", by="email")

    assert (due.due_legal, due.assert_overdue_from) == (day("2026-12-28"), day("2027-01-06"))
    assert flags(due) == ["longer-reading"]


def test_a_notice_within_the_controllers_pause_is_in_time() -> None:
    """What is in time by the controller's count is not called late."""
    happened = Happened(identity=Asked(day("2026-11-28"), day("2026-12-03")), extension_notice=day("2026-12-30"))

    due = reckon("gdpr", "access", "2026-11-25", happened, controller="DE-BE")

    assert due.extended


# FCRA, DROP, laws that leave the time open.


@pytest.mark.parametrize(
    ("happened", "last", "overdue"),
    [
        (Happened(), "Friday 8 January 2027", "2027-01-12"),
        (Happened(free_report=True), "Monday 25 January 2027", "2027-01-27"),
    ],
)
def test_fcra_results_take_five_business_days_more(happened: Happened, last: str, overdue: str) -> None:
    """Silence says nothing until 5 business days after day 30, or day 45 after a free annual report."""
    due = reckon("fcra", "dispute", "2026-12-01", happened, by="email")

    assert due.assert_overdue_from == day(overdue)
    assert [ENGLISH.remark(note) for note in due.notes] == [f"The written result may take until {last}."]


def test_free_report_elsewhere() -> None:
    """A free annual report moves nothing under another law."""
    due = reckon("ccpa", "delete", "2026-11-11", Happened(free_report=True))

    assert due.due_legal == day("2026-12-28")
    assert "free-report-unknown" in flags(due)


def test_drop_counts_from_the_day_brokers_began() -> None:
    """What was filed before 1 August 2026 counts from then, and the bounds are never rolled."""
    due = reckon("delete-act", "drop", "2026-02-02")

    assert (due.due_nominal, due.due_legal, due.moves) == (day("2026-10-30"), day("2026-10-30"), ())
    assert flags(due) == ["begins"]


def test_a_right_without_a_period() -> None:
    """Where the law names no period nothing is due, and nobody is late."""
    due = reckon("gdpr", "withdraw", "2026-11-25", controller="DE")

    assert (due.due_nominal, due.due_legal, due.assert_overdue_from) == (None, None, None)
    assert ENGLISH.time(due) == "the law names no period for the answer"


def test_a_period_that_is_no_firm_one() -> None:
    """Australia's 30 days are the regulator's reading of "reasonable": a day, and no accusation."""
    due = reckon("au-privacy", "access", "2026-11-23")

    assert (due.due_legal, due.assert_overdue_from) == (day("2026-12-23"), None)
    assert "not-firm" in flags(due)


# The person's own days.


def test_pipeda_six_months_from_silence_or_refusal() -> None:
    """The six months run from the refusal, or from the end of the time; the earlier one is the safe one."""
    silence = reckon("ca-pipeda", "access", "2026-12-10")
    refusal = reckon("ca-pipeda", "access", "2026-12-10", Happened(refused=day("2026-12-14")))
    longer = reckon("ca-pipeda", "access", "2026-12-10", Happened(extension_notice=day("2026-12-14")))

    days = silence.user_deadline, refusal.user_deadline, longer.user_deadline
    assert days == (day("2027-07-09"), day("2027-06-14"), day("2027-08-06"))


def test_complained_needs_no_day_to_complain() -> None:
    """Once the complaint is made there is no day left for making it."""
    due = reckon("ca-pipeda", "access", "2026-12-10", Happened(complaint=day("2027-02-01")))

    assert due.user_deadline is None
    assert "complaint-unknown" in flags(due)


@pytest.mark.parametrize(
    ("complaint", "part", "last"),
    [
        ("2026-12-05", "GB-ENG", "2027-01-04"),
        ("2026-12-05", "GB-SCT", "2027-01-05"),  # 4 January is a holiday in Scotland
        ("2026-12-04", "GB-ENG", "2027-01-04"),  # the thirtieth day is a Sunday
        ("2026-11-27", "GB-ENG", "2026-12-29"),  # a Sunday, before the substitute for Boxing Day
    ],
)
def test_a_complaint_is_acknowledged_by_the_thirtieth_day_or_the_working_day_after(
    complaint: str, part: str, last: str
) -> None:
    """Section 164A: the regulator's guidance moves a last day to the next working day (secondary)."""
    happened = Happened(complaint=day(complaint))

    assert reckon("uk-gdpr", "access", "2026-11-02", happened, controller=part).ack_due == day(last)


def test_ico_three_months_from_last_contact() -> None:
    """The ICO wants a complaint within three months of the last contact, of either side; the receipt is the first."""
    since = {
        "2026-12-03": Happened(),
        "2026-12-31": Happened(extension_notice=day("2026-10-01")),
        "2027-01-08": Happened(identity=Asked(day("2026-10-01"), day("2026-10-08"))),
        "2027-02-05": Happened(contact=day("2026-11-05")),
    }

    for last, happened in since.items():
        assert reckon("uk-gdpr", "access", "2026-09-03", happened).user_deadline == day(last)


def test_a_complaint_to_the_company_is_none_to_the_regulator() -> None:
    """After the one there is still a day for the other, and three months after the other one to chase it."""
    to_company = Happened(complaint=day("2026-12-05"), contact=day("2026-12-05"))
    to_both = Happened(complaint=day("2026-12-05"), lodged=day("2027-01-15"), contact=day("2026-12-05"))
    limits = [reckon("uk-gdpr", "access", "2026-11-02", happened) for happened in (to_company, to_both)]

    assert [(due.limit.to if due.limit else None, due.user_deadline) for due in limits] == [
        ("complain", day("2027-03-05")),
        ("chase", day("2027-04-15")),
    ]


def test_three_months_after_a_complaint_to_the_authority() -> None:
    """An authority that is silent for three months can be taken to court (Article 78(2) GDPR): a reminder."""
    due = reckon("gdpr", "access", "2026-11-25", Happened(complaint=day("2027-01-15")), controller="DE")

    assert due.user_deadline == day("2027-04-15")
    assert due.limit is not None
    assert due.limit.to == "chase"


def test_an_appeal_is_a_target_of_our_own() -> None:
    """No state fixes a day for an appeal: 30 days after the refusal is this program's own target."""
    due = reckon("us-va", "delete", "2026-11-23", Happened(refused=day("2026-12-10")))

    assert due.user_deadline == day("2027-01-08")
    assert "target" in flags(due)


def test_an_appeal_made_needs_no_day() -> None:
    """Once the appeal is made only its decision is waited for."""
    happened = Happened(refused=day("2026-12-10"), appeal=day("2027-01-20"))

    due = reckon("us-va", "delete", "2026-11-23", happened)

    assert (due.user_deadline, due.appeal_due) == (None, day("2027-03-22"))


def test_an_appeal_without_a_rule() -> None:
    """California knows no appeal; one that was made has no day."""
    due = reckon("ccpa", "delete", "2026-11-11", Happened(appeal=day("2027-01-20")))

    assert due.appeal_due is None
    assert "appeal-unknown" in flags(due)


# What cannot be.


@pytest.mark.parametrize(
    ("happened", "what", "since"),
    [
        (Happened(extension_notice=day("2026-11-10")), "the extension notice on 2026-11-10", "the receipt"),
        (Happened(refused=day("2026-11-10")), "the refusal on 2026-11-10", "the receipt"),
        (Happened(appeal=day("2026-11-10")), "the appeal on 2026-11-10", "the receipt"),
        (Happened(complaint=day("2026-11-10")), "the complaint on 2026-11-10", "the receipt"),
        (Happened(identity=Asked(day("2026-11-10"))), "the demand for identity on 2026-11-10", "the receipt"),
        (
            Happened(fee=Asked(day("2026-11-11"), day("2026-11-10"))),
            "the answer to the demand for a fee on 2026-11-10",
            "the demand",
        ),
    ],
)
def test_wrong_order(happened: Happened, what: str, since: str) -> None:
    """Nothing can follow a request before it is received, nor an answer its question before it is asked."""
    with pytest.raises(WrongOrder) as refused:
        reckon("ccpa", "delete", "2026-11-11", happened)

    assert str(refused.value) == (
        f"{what} is before {since} on 2026-11-11 (give 2026-11-11 or later, or correct the other date)"
    )


def test_before_the_law() -> None:
    """A receipt before the law was in force has no clock, and the refusal says since when there is one."""
    with pytest.raises(NotInForce, match="from 2018-05-25"):
        reckon("gdpr", "access", "2018-05-24", controller="DE")


# What holds for every date.

dates = st.dates(day("2024-01-01"), day("2035-12-31"))
laws = st.sampled_from(EVERY)


def reckoned(law: Law, right: Right, received: date) -> Due | None:
    """The days, if the law had this right on that day."""
    parties = Parties(controller=law.jurisdiction or "DE-BY")
    try:
        return clock.reckon(law, right, Receipt(received, "carrier"), parties)
    except NotInForce:
        return None


@given(laws, dates, st.integers(0, 400))
def test_received_later_is_never_due_earlier(found: tuple[Law, Right], received: date, later: int) -> None:
    """Under one rule no day moves backwards when the receipt moves forward."""
    early, late = reckoned(*found, received), reckoned(*found, received + later * DAY)
    if early is None or late is None or early.clock is not late.clock:
        return

    for name in (
        "ack_due",
        "due_nominal",
        "due_legal",
        "due_extended",
        "assert_overdue_from",
        "user_deadline",
    ):
        before, after = getattr(early, name), getattr(late, name)
        assert (before is None) == (after is None), name
        assert before is None or before <= after, name


@given(laws, dates)
def test_days_agree_with_each_other(found: tuple[Law, Right], received: date) -> None:
    """Legal is a working day from nominal on; extended is not before it; the person's own moves back."""
    due = reckoned(*found, received)
    if due is None or due.due_nominal is None or due.due_legal is None:
        return

    bound = due.clock.calendar == "none"
    assert due.due_legal >= due.due_nominal > received
    assert bound or due.calendar.is_working(due.due_legal)
    assert due.due_extended is None or due.due_extended >= due.due_legal
    assert due.assert_overdue_from is None or due.assert_overdue_from > due.due_legal
    for move in due.moves:
        assert (move.to < move.nominal) == (move.what == "user_deadline")
        assert due.calendar.is_working(move.to)


@pytest.mark.parametrize("year", range(2024, 2029))
def test_every_law_has_a_clock_or_a_reason(year: int) -> None:
    """Each right of each law on some day of each month is reckoned or refused, and nothing breaks."""
    everything = [(law, right) for law in LAWS.values() for right in law.rights]

    for (law, right), month in itertools.product(everything, range(1, 13)):
        reckoned(law, right, date(year, month, 28))


# Late only where it is late.


@pytest.mark.parametrize(
    ("law", "right", "asked", "given", "due"),
    [
        ("us-or", "delete", "2026-12-01", "2026-12-10", "2027-01-25"),  # day 45 is Sunday 24 January
        ("us-va", "delete", "2026-12-01", "2026-12-10", "2027-01-25"),
        ("us-ia", "access", "2026-12-01", "2026-12-10", "2027-03-10"),  # 90 days
        ("us-nv", "opt-out", "2026-12-01", "2026-12-10", "2027-02-08"),  # 60 days
        ("fcra", "dispute", "2026-12-01", "2026-12-10", "2027-01-11"),  # day 30 is Saturday 9 January
    ],
)
def test_identity_restarts_the_time_on_the_day_on_which_it_is_given(
    law: str, right: str, asked: str, given: str, due: str
) -> None:
    """ORS 646A.576(5)(d), Va. Code § 59.1-577(A) and their siblings; 15 U.S.C. § 1681h(a)(1)."""
    open_case = reckon(law, right, "2026-11-23", Happened(identity=Asked(day(asked))))
    answered = reckon(law, right, "2026-11-23", Happened(identity=Asked(day(asked), day(given))))

    assert (open_case.due_legal, open_case.assert_overdue_from) == (None, None)
    assert open_case.paused is not None
    assert str(answered.due_legal) == due


@pytest.mark.parametrize(("law", "right"), EVERY)
def test_nobody_is_late_while_the_person_is_asked_who_they_are(law: Law, right: Right) -> None:
    """But where the law that was read lets the time run: in California, and where no pause is known."""
    rule = next(clock for clock in law.clocks if right in clock.rights)
    on = max(rule.valid_from, day("2026-11-23"))
    if rule.identity == "runs" or not any(r.in_force(on) for r in law.rights[right]):
        return
    asked = Happened(identity=Asked(on + 3 * DAY))
    due = clock.reckon(law, right, Receipt(on, "carrier"), Parties(law.jurisdiction or "DE"), asked)

    assert due.assert_overdue_from is None


def test_a_shorter_time_that_nobody_read_makes_nobody_late() -> None:
    """AB 883 (secondary): DROP's thirty and thirty days are told, and ninety pass before anybody is called late."""
    due = reckon("delete-act", "drop", "2027-01-10", proof="form")

    assert (str(due.due_legal), str(due.last_day)) == ("2027-03-11", "2027-04-10")
    assert due.assert_overdue_from is not None
    assert due.assert_overdue_from > day("2027-04-10")
    assert "unread" in flags(due)


def test_an_opt_out_is_a_time_to_comply() -> None:
    """11 CCR § 7026(f) and (g), § 7027(g): silence can be asked about, and nobody is late by it."""
    for right in ("opt-out", "limit"):
        due = reckon("ccpa", right, "2026-11-25")

        assert (str(due.due_legal), str(due.ask_from), due.assert_overdue_from) == ("2026-12-18", "2026-12-23", None)
        assert "comply" in flags(due)


def test_fifteen_days_are_for_the_free_yearly_file_alone() -> None:
    """15 U.S.C. § 1681j(a)(2): the day is told, and lateness needs to know that it was the free file."""
    file = reckon("fcra", "file", "2026-12-01")
    free = reckon("fcra", "file", "2026-12-01", Happened(free_report=True))

    assert (str(file.due_legal), file.assert_overdue_from, "free-only" in flags(file)) == ("2026-12-16", None, True)
    assert (str(free.due_legal), "free-only" in flags(free)) == ("2026-12-16", False)
    assert free.assert_overdue_from is not None
