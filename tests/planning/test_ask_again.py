"""Nothing is asked twice, and letters go where they were answered before."""

from datetime import date, timedelta

import pytest
from made_up import ACME, ADDRESSES, DAY, channel, events, new_event, opened, packaged_laws, prepared

from unbroker.cases.case import fold
from unbroker.facts.profile import Profile
from unbroker.facts.registry import Broker, Registry
from unbroker.ledger.event import NewEvent
from unbroker.paper import sheet
from unbroker.planning.plan import Basis, Plan, plan
from unbroker.planning.selection import Selection

LETTER = "UB-7F3K2Q8Z.1"
RIGHTS = ("opt-out", "delete", "access-categories")


def planned(today: str | date, *happenings: NewEvent, selection: Selection | None = None) -> Plan:
    """What is planned for Sam in California, after what happened."""
    home = {**ADDRESSES["US"], "region": "CA"}
    sam = {"name": "Sam Specimen", "residence": "US-CA", "city": "Sampleton", "emails": ["sam@example.org"]}
    profile = Profile.model_validate({"people": [{**sam, "address": home}]})
    cases = fold(events(*happenings))
    known = Basis(profile, Registry([ACME]), packaged_laws(), sheet.load(), b"salt", cases)
    on = today if isinstance(today, date) else date.fromisoformat(today)
    return plan(known, selection or Selection(("acme",)), on)


def first() -> tuple[NewEvent, ...]:
    """A first letter that left, about all rights."""
    reference = "UB-7F3K2Q8Z"
    sent = new_event("sent", DAY, reference, letter=LETTER)
    return opened(rights=RIGHTS), prepared(), sent


def answered(on: date, *rights: str) -> NewEvent:
    """They did it, for some of the rights."""
    return new_event("answered", on, "UB-7F3K2Q8Z", facts={"outcome": "fulfilled", "rights": [*rights]})


def test_an_open_case_is_left_out() -> None:
    """Who waits for an answer does not ask again."""
    made = planned("2026-12-05", *first())

    assert made.letters == ()
    assert [(left.rights, left.reason, left.hint) for left in made.left_out] == [
        (
            ("opt-out",),
            "asked already (UB-7F3K2Q8Z): waiting until 2026-12-21",
            "`unbroker show UB-7F3K2Q8Z`",
        ),
        (
            ("delete", "access-categories"),
            "asked already (UB-7F3K2Q8Z): waiting until 2027-01-14",
            "`unbroker show UB-7F3K2Q8Z`",
        ),
    ]


def test_a_sealed_letter_is_not_made_again() -> None:
    """It waits to leave."""
    (left,) = planned("2026-12-05", opened(rights=RIGHTS), prepared()).left_out

    assert left.reason == "its letter is sealed and has not left (UB-7F3K2Q8Z): waiting until it has"
    assert left.hint == "`unbroker mail left UB-7F3K2Q8Z`"


def test_after_120_days_it_is_asked_again() -> None:
    """Deletion and opt-out come back, in a further round with a further reference."""
    done = (*first(), answered(DAY + timedelta(20)))
    before = planned(DAY + timedelta(139), *done)
    after = planned(DAY + timedelta(140), *done)

    assert [left.rights for left in before.left_out] == [RIGHTS]
    assert before.left_out[0].reason == "answered on 2026-12-12 (UB-7F3K2Q8Z): waiting until 2027-04-11"
    assert [item.draft.request.rights for item in after.letters] == [RIGHTS]
    assert after.letters[0].draft.request.round == 2
    assert after.letters[0].draft.request.reference not in {
        "UB-7F3K2Q8Z",
        planned(DAY).letters[0].draft.request.reference,
    }


def test_access_comes_as_often_as_the_law_makes_it_free() -> None:
    """Twice in twelve months in California: once more after a rest, then when the first is a year old."""
    once = (*first(), answered(DAY + timedelta(20), "access-categories"))
    other = new_event("sent", DAY + timedelta(30), "UB-00000000", letter="UB-00000000.1")
    second = (
        opened("UB-00000000", on=DAY + timedelta(30), rights=["access-categories"]),
        prepared("UB-00000000", on=DAY + timedelta(30)),
        other,
        new_event("answered", DAY + timedelta(40), "UB-00000000", facts={"outcome": "fulfilled"}),
    )
    resting = planned(DAY + timedelta(139), *once)
    again = planned(DAY + timedelta(140), *once)
    third = planned(DAY + timedelta(50), *once, *second)

    assert resting.letters == ()
    assert [item.draft.request.rights for item in again.letters] == [("access-categories",)]
    assert [left.reason for left in third.left_out if left.rights == ("access-categories",)] == [
        "answered on 2027-01-01 (UB-00000000): waiting until 2027-11-22"
    ]
    assert planned("2027-11-22", *once, *second).letters[0].draft.request.rights[-1] == RIGHTS[2]


def denied(on: date) -> NewEvent:
    """They refused the categories."""
    facts = {"outcome": "denied", "reason": "no-verification", "rights": ["access-categories"]}
    return new_event("answered", on, "UB-7F3K2Q8Z", facts=facts)


def test_what_a_follow_up_asks_is_not_asked_anew() -> None:
    """A refusal calls for a letter about it, not for the same request once more; once closed, it may be asked again."""
    refused = (*first(), denied(DAY + timedelta(20)))
    closed = new_event("closed", DAY + timedelta(21), "UB-7F3K2Q8Z", facts={"rights": ["access-categories"]})
    called = planned(DAY + timedelta(20), *refused)
    again = planned(DAY + timedelta(22), *refused, closed)

    assert [(left.reason, left.hint) for left in called.left_out if left.rights == ("access-categories",)] == [
        (
            "asked already (UB-7F3K2Q8Z): they refused (no-verification): ask for the reasons",
            "`unbroker followup`",
        )
    ]
    assert [item.draft.request.rights for item in again.letters] == [("access-categories",)]


def test_again_overrides() -> None:
    """Who insists gets the letter, and the item says that something spoke against it."""
    made = planned("2026-12-05", *first(), selection=Selection(("acme",), again=True))
    fresh = planned("2026-12-05", selection=Selection(("acme",), again=True))

    assert [(item.draft.request.rights, item.draft.request.round, item.again) for item in made.letters] == [
        (RIGHTS, 2, True)
    ]
    assert [item.again for item in fresh.letters] == [False]


@pytest.mark.parametrize(
    ("kind", "by", "standing"),
    [("bounced", "post", "untested"), ("refused", "post", "untested"), ("received", "email", "works")],
)
def test_the_best_standing_is_chosen(kind: str, by: str, standing: str) -> None:
    """A bounce or a refusal lowers the standing, and the next channel is offered."""
    way = new_event(kind, DAY, "UB-7F3K2Q8Z", letter=LETTER, facts={"proof": "server"})  # type: ignore[arg-type]
    sent = new_event("sent", DAY, "UB-7F3K2Q8Z", letter=LETTER)
    closed = new_event("closed", DAY, "UB-7F3K2Q8Z")
    made = planned("2027-12-01", opened(rights=RIGHTS), prepared(by="email"), sent, way, closed)

    assert [(item.draft.recipient.channel.kind, item.standing) for item in made.letters] == [(by, standing)]


def test_a_way_that_bounced_is_taken_only_when_named() -> None:
    """Where nothing else is known, nobody is written to without being told."""
    alone = Broker.model_validate({**ACME.model_dump(), "channels": [channel("email").model_dump()]})
    cases = fold(
        events(
            opened(rights=RIGHTS),
            prepared(by="email"),
            new_event("bounced", DAY, "UB-7F3K2Q8Z", letter=LETTER),
            new_event("closed", DAY, "UB-7F3K2Q8Z"),
        )
    )
    sam = {"name": "Sam Specimen", "residence": "US-CA", "city": "Sampleton", "emails": ["sam@example.org"]}
    profile = Profile.model_validate({"people": [sam]})
    known = Basis(profile, Registry([alone]), packaged_laws(), sheet.load(), b"salt", cases)
    (left,) = plan(known, Selection(("acme",)), date(2027, 12, 1)).left_out

    assert (left.reason, left.hint) == (
        "privacy@acme.example.org: letters there bounced, and no other way is known",
        "--by writes there anyway",
    )
    assert len(plan(known, Selection(("acme",), by="email"), date(2027, 12, 1)).letters) == 1
