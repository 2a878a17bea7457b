"""Clocks, states and what is next, on made-up histories under the packaged laws."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from made_up import DAY, events, new_event, opened, packaged_laws, prepared

from unbroker.cases import channel_health, follow_up, next_action
from unbroker.cases.case import fold
from unbroker.cases.status import Docket, Entry, docket
from unbroker.facts.due import Receipt
from unbroker.facts.registry import Channel
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import EventKind

REFERENCE = "UB-7F3K2Q8Z"
LETTER = f"{REFERENCE}.1"


def on(day: str) -> date:
    """A day of 2026 or 2027."""
    return date.fromisoformat(day)


def it(kind: EventKind, day: str, right: str | None = None, letter: str | None = None, **facts: object) -> NewEvent:
    """Something that happened to the request."""
    return new_event(kind, on(day), REFERENCE, right, letter, facts=facts)


def left(day: str = "2026-11-23", number: int = 1, **facts: object) -> NewEvent:
    """A letter of the request left."""
    return new_event("sent", on(day), REFERENCE, letter=f"{REFERENCE}.{number}", facts=facts)


def look(today: str, *happenings: NewEvent) -> Docket:
    """The docket of a day."""
    return docket(fold(events(*happenings)), packaged_laws(), on(today))


def delete(today: str, *happenings: NewEvent) -> Entry:
    """The case about deletion."""
    entries = look(today, opened(), prepared(), *happenings).entries
    return next(entry for entry in entries if entry.case.right == "delete")


class TestReceipt:
    """When they got it, and how that is known."""

    def test_nothing_has_left(self) -> None:
        """A sealed letter is received by nobody."""
        assert delete("2026-12-01").receipt is None

    def test_a_letter_by_post_is_assumed_to_take_working_days(self) -> None:
        """Five at home; Thanksgiving and the weekend do not count."""
        assert delete("2026-12-01", left()).receipt == Receipt(on("2026-12-01"), "assumed", "post")

    def test_an_email_is_assumed_to_come_the_same_day(self) -> None:
        """By e-mail and form nothing travels."""
        made = look("2026-12-01", opened(), prepared(by="email"), left())

        assert made.entries[0].receipt == Receipt(on("2026-11-23"), "assumed", "email")

    def test_a_server_that_took_it_is_a_proof_until_it_bounces(self) -> None:
        """A bounce voids it."""
        sent = left(proof="server")
        one = look("2026-12-01", opened(), prepared(by="email"), sent)
        other = look("2026-12-01", opened(), prepared(by="email"), sent, it("bounced", "2026-11-24", letter=LETTER))

        assert one.entries[0].receipt == Receipt(on("2026-11-23"), "server", "email")
        assert (other.entries[0].receipt, other.entries[0].state) == (None, "stuck")

    def test_their_own_words_go_before_the_carrier(self) -> None:
        """What they say themselves beats a tracking page."""
        carrier = it("received", "2026-11-27", letter=LETTER, proof="carrier")
        words = it("received", "2026-11-25", letter=LETTER, proof="their-words")

        assert delete("2026-12-01", left(), carrier, words).receipt == Receipt(on("2026-11-25"), "their-words", "post")

    def test_a_reply_shows_that_they_have_it(self) -> None:
        """It counts where nothing better is known, and not against a tracking page."""
        reply = it("acknowledged", "2026-12-10")
        carrier = it("received", "2026-11-27", letter=LETTER, proof="carrier")

        assert delete("2026-12-11", left(), reply).receipt == Receipt(on("2026-12-10"), "their-words", "post")
        assert delete("2026-12-11", left(), reply, carrier).receipt == Receipt(on("2026-11-27"), "carrier", "post")

    def test_the_receipt_of_a_reminder_is_not_that_of_the_request(self) -> None:
        """The clock runs from the letter that asked."""
        second = prepared(number=2, step="overdue", on=on("2027-02-01"))
        came = it("received", "2027-02-05", letter=f"{REFERENCE}.2", proof="carrier")
        found = delete("2027-02-06", left(), second, left("2027-02-02", 2), came).receipt

        assert found == Receipt(on("2026-12-01"), "assumed", "post")


CARRIER = it("received", "2026-11-27", letter=LETTER, proof="carrier")


class TestState:
    """What has become of a case."""

    @pytest.mark.parametrize(
        ("today", "happenings", "state"),
        [
            ("2026-12-01", [], "prepared"),
            ("2026-12-01", [left()], "waiting"),
            ("2026-12-02", [left(), CARRIER, it("acknowledged", "2026-12-01")], "acknowledged"),
            ("2026-12-20", [left(), CARRIER, it("extended", "2026-12-19")], "extended"),
            ("2027-01-13", [left(), CARRIER], "waiting"),
            ("2027-01-14", [left(), CARRIER], "overdue"),
            ("2027-01-14", [left(), CARRIER, it("extended", "2027-01-05")], "extended"),
            ("2027-01-14", [left(), CARRIER, it("answered", "2027-01-13", outcome="denied")], "answered"),
            ("2027-01-20", [left(), CARRIER, it("answered", "2027-01-13"), it("appealed", "2027-01-14")], "appealed"),
            ("2027-01-20", [left(), it("appealed", "2027-01-14"), it("answered", "2027-01-15")], "answered"),
            ("2027-01-20", [left(), it("complained", "2027-01-15")], "complained"),
            ("2027-01-20", [left(), it("answered", "2027-01-13"), it("closed", "2027-01-14")], "closed"),
            ("2026-12-01", [left(), it("bounced", "2026-11-30", letter=LETTER)], "stuck"),
            ("2026-12-01", [it("unknown", "2026-11-30", letter=LETTER)], "stuck"),
            ("2026-12-01", [it("deferred", "2026-11-30", letter=LETTER)], "prepared"),
        ],
    )
    def test_follows_from_what_happened(self, today: str, happenings: list[NewEvent], state: str) -> None:
        """Each state, on a day."""
        assert delete(today, *happenings).state == state

    def test_an_answer_about_one_right_leaves_the_other(self) -> None:
        """Each case has its own outcome."""
        made = look(
            "2026-12-05", opened(), prepared(), left(), it("answered", "2026-12-04", "delete", outcome="denied")
        )

        assert [(entry.case.right, entry.state) for entry in made.entries] == [
            ("opt-out", "waiting"),
            ("delete", "answered"),
        ]
        assert [entry.receipt for entry in made.entries] == [Receipt(on("2026-12-04"), "their-words", "post")] * 2

    def test_identity_pauses_where_the_law_knows_it(self) -> None:
        """A European controller's clock stands still in its own view; California's does not."""
        asked = it("identity-asked", "2026-12-01")
        gdpr = look("2026-12-05", opened(law="gdpr", residence="DE", controller="DE"), prepared(), left(), asked)
        given = it("identity-given", "2026-12-04")
        after = look(
            "2026-12-05", opened(law="gdpr", residence="DE", controller="DE"), prepared(), left(), asked, given
        )

        assert [made.entries[1].state for made in (gdpr, after)] == ["paused", "acknowledged"]
        assert delete("2026-12-05", left(), asked).state == "acknowledged"

    def test_data_that_came_back_open_the_case_again(self) -> None:
        """What was before is over; a further letter starts a clock of its own."""
        done = [left(), it("answered", "2026-12-10", outcome="fulfilled"), it("reappeared", "2027-04-01")]
        again = [prepared(number=2, step="reappeared", on=on("2027-04-02")), left("2027-04-02", 2)]
        before, after = delete("2027-04-01", *done), delete("2027-04-20", *done, *again)

        assert (before.state, before.receipt) == ("stuck", None)
        assert (after.state, after.receipt) == ("waiting", Receipt(on("2027-04-09"), "assumed", "post"))

    def test_a_law_that_is_gone_is_trouble_and_no_bug(self) -> None:
        """The case stays, without days."""
        (entry, _) = look("2026-12-05", opened(law="us-xx"), prepared(), left()).entries

        assert (entry.state, entry.due, entry.trouble) == ("waiting", None, "there is no longer a law 'us-xx'")


class TestNext:
    """What a case needs."""

    @pytest.mark.parametrize(
        ("today", "happenings", "step", "trigger"),
        [
            ("2026-12-01", [left(), it("bounced", "2026-11-30", letter=LETTER)], "first", f"bounced:{LETTER}"),
            ("2026-12-20", [left(), CARRIER], "unacknowledged", "unacknowledged"),
            ("2027-01-14", [left(), CARRIER, it("acknowledged", "2026-12-01")], "overdue", "overdue"),
            ("2026-12-22", [left()], "question", "unacknowledged"),
            ("2027-02-01", [left()], "question", "silence"),
            ("2026-12-20", [left(), it("answered", "2026-12-19", outcome="denied")], "refused", "answered:4"),
            ("2026-12-20", [left(), it("answered", "2026-12-19", outcome="partial")], "partial", "answered:4"),
            ("2026-12-20", [left(), it("answered", "2026-12-19", outcome="no-data")], "no-data", "answered:4"),
            ("2026-12-05", [left(), it("identity-asked", "2026-12-04")], "identity", "identity-asked:4"),
            ("2027-01-14", [left(), CARRIER, it("extended", "2027-01-13")], "extension", "extended:5"),
        ],
    )
    def test_calls_for_a_letter(self, today: str, happenings: list[NewEvent], step: str, trigger: str) -> None:
        """The step and what called for it."""
        entry = delete(today, *happenings)
        (found,) = follow_up.propose(Docket((entry,)))

        assert (found.step, found.trigger) == (step, trigger)

    def test_a_state_with_appeals_calls_for_one(self) -> None:
        """Texas has an appeal; California has none."""
        refused = it("answered", "2026-12-19", outcome="denied", reason="no_match")
        entries = look("2026-12-20", opened(law="us-tx", residence="US-TX"), prepared(), left(), refused).entries
        found = next(iter(follow_up.propose(Docket(entries))))

        assert (found.step, found.reason) == ("appeal", "they refused (no_match): appeal to them")

    @pytest.mark.parametrize(("law", "residence"), [("ccpa", "US-CA"), ("us-tx", "US-TX")])
    def test_who_only_processes_for_others_is_asked_for_whom(self, law: str, residence: str) -> None:
        """Before reasons or an appeal: somebody else decides about the data."""
        refused = it("answered", "2026-12-19", outcome="denied", reason="processor")
        entries = look("2026-12-20", opened(law=law, residence=residence), prepared(), left(), refused).entries
        found = next(iter(follow_up.propose(Docket(entries))))

        assert (found.step, found.reason) == (
            "processor",
            "they say that they only process for others: ask for whom, and to pass your letter on",
        )

    def test_a_form_that_the_law_lets_them_prescribe_is_filled_in(self) -> None:
        """In Oregon the company says how to ask; elsewhere its question is answered."""
        words = []
        for law in ("us-or", "us-tx"):
            asked = it("clarification-asked", "2026-12-04", form="https://acme.example.org/privacy")
            case = opened(law=law, residence=law.upper())
            action = next_action.next_action_of(look("2026-12-05", case, prepared(), left(), asked).entries[0])
            words.append(action.words if action else "")

        form, refer = "https://acme.example.org/privacy", "they refer to their form"
        assert words == [
            f"{refer}, and the law lets them name the way: fill it in, {form}, and record `clarification-given`",
            f"{refer}: ask that the letter counts",
        ]

    def test_one_letter_at_a_time(self) -> None:
        """While one asks whether the first arrived, no second one does."""
        asked = prepared(number=2, step="question", trigger="unacknowledged", on=on("2027-01-10"))

        assert next_action.next_action_of(delete("2027-02-01", left(), asked)).words.startswith("post it")  # type: ignore[union-attr]

    def test_days_of_several_rights_call_for_one_letter(self) -> None:
        """Each right keeps what called for it; what answers an event is a letter of its own."""
        entry = delete("2027-02-01", left())
        silence = follow_up.FollowUp(entry, "question", "silence", "no answer")
        unconfirmed = replace(silence, trigger="unacknowledged")
        refused = follow_up.FollowUp(entry, "refused", "answered:4", "they refused")
        again = replace(refused, trigger="answered:5")

        assert [one.calls for one in follow_up.letters([silence, refused, unconfirmed, again])] == [
            (silence, unconfirmed), (refused,), (again,),
        ]  # fmt: skip

    def test_no_trigger_calls_twice(self) -> None:
        """Once a letter is sealed for it, the errand is to post it, then to wait, then what follows."""
        base = [left(), CARRIER, it("acknowledged", "2026-12-01")]
        second = prepared(number=2, step="overdue", trigger="overdue", on=on("2027-01-15"))
        sealed = delete("2027-01-15", *base, second)
        sent = delete("2027-01-16", *base, second, left("2027-01-16", 2))
        later = delete("2027-01-31", *base, second, left("2027-01-16", 2))
        found = [next_action.next_action_of(entry) for entry in (sealed, sent, later)]

        assert [one and (one.words, one.step, one.waits) for one in found] == [
            (f"post it, then `unbroker mail left {REFERENCE}.2`", None, False),
            (f"wait for the answer to {REFERENCE}.2", None, True),
            (f"no answer to {REFERENCE}.2 either: complain to the regulator", "complaint", False),
        ]
        assert [*follow_up.propose(Docket((sealed, sent)))] == []

    def test_a_closed_case_needs_nothing(self) -> None:
        """Nothing is due any more."""
        entry = delete("2027-06-01", left(), it("closed", "2027-01-01"))

        assert (next_action.next_action_of(entry), next_action.own_limit(entry)) == (None, None)

    def test_every_state_says_something(self) -> None:
        """Nobody who looks is left without words, whatever the day."""
        whole = [left(), CARRIER, it("acknowledged", "2026-12-01"), it("answered", "2027-01-20", outcome="partial")]
        whole += [it("appealed", "2027-02-01"), it("complained", "2027-06-01")]
        for count in range(len(whole) + 1):
            for days in range(0, 400, 20):
                today = (DAY + timedelta(days)).isoformat()
                found = next_action.next_action_of(delete(today, *whole[:count]))

                assert found is not None, (count, today)
                assert found.words


class TestStanding:
    """What a channel has shown itself to be."""

    @pytest.mark.parametrize(
        ("today", "happenings", "shown"),
        [
            ("2026-12-01", [], None),
            ("2026-12-01", [left()], None),
            ("2026-12-01", [left(), CARRIER], "works"),
            ("2026-12-01", [left(), it("acknowledged", "2026-11-30")], "answered"),
            ("2026-12-01", [left(), it("bounced", "2026-11-30", letter=LETTER)], "bounced"),
            ("2026-12-01", [it("refused", "2026-11-30", letter=LETTER)], "refused"),
            ("2027-03-01", [left()], "silent"),
        ],
    )
    def test_follows_from_its_letters(self, today: str, happenings: list[NewEvent], shown: str | None) -> None:
        """By address."""
        made = look(today, opened(), prepared(), *happenings)

        assert [*channel_health.standings(made).values()] == ([shown] if shown else [])

    def test_an_old_source_is_stale_until_it_is_tried(self) -> None:
        """Five years make an address doubtful, a letter that arrived makes it good."""
        old = Channel(email="a@example.org", source="a list", dated="2020-01", tier="B")
        known = old.model_copy(update={"seen": "bounced in 2026-02"})

        assert channel_health.of_channel({}, old, DAY) == "stale"
        assert channel_health.of_channel({}, old.model_copy(update={"dated": None}), DAY) == "untested"
        assert channel_health.of_channel({old.to: "works"}, old, DAY) == "works"
        assert channel_health.of_channel({}, known, DAY) == "bounced"
        assert channel_health.of_channel({old.to: "answered"}, known, DAY) == "answered"

    def test_who_was_told_what(self) -> None:
        """Only what left is disclosed, and what bounced was told to nobody."""
        told = {"field": "phone", "value": "+1 510 555 0142", "why": "it needs it"}
        sealed = prepared(discloses=[told])
        made = [look("2026-12-01", opened(), sealed, *more) for more in ([], [left()])]
        bounced = look("2026-12-01", opened(), sealed, left(), it("bounced", "2026-11-30", letter=LETTER))
        (found,) = channel_health.disclosed(made[1])

        assert [*channel_health.disclosed(made[0]), *channel_health.disclosed(bounced)] == []
        assert (found.broker, found.field, found.value, found.on, found.letter) == (
            "acme", "phone", "+1 510 555 0142", on("2026-11-23"), LETTER,
        )  # fmt: skip


class TestFulfilled:
    """What is called for once a right is said to be fulfilled."""

    @pytest.mark.parametrize(
        ("right", "day", "words"),
        [
            ("delete", "2027-03-10", "check that it is gone, then record `closed` or `reappeared`"),
            (
                "access-categories",
                "2026-12-10",
                "check that the answer is complete: record `closed`, or `answered --outcome partial`",
            ),
            ("correct", "2027-03-10", "check that they keep to it, then record `closed`"),
        ],
    )
    def test_only_what_was_deleted_can_come_back(self, right: str, day: str, words: str) -> None:
        """What was sent is read at once; nobody looks whether it is gone."""
        answer = it("answered", "2026-12-10", outcome="fulfilled")
        (entry,) = look("2026-12-11", opened(rights=[right]), prepared(), left(), answer).entries
        action = next_action.next_action_of(entry)

        assert action is not None
        assert (on(day), words) == (action.on, action.words)


def test_many_that_need_the_same_are_told_of_together() -> None:
    """Without the number of a letter, and with the run that a person says has left."""
    sealed = delete("2026-12-01")
    returned = delete("2026-12-01", left(), it("bounced", "2026-11-25", letter=LETTER))

    assert [action.gist for entry in (sealed, returned) if (action := next_action.next_action_of(entry))] == [
        "post them, then `unbroker mail left post-2026-11-22`",
        "the letter bounced: try another channel",
    ]
