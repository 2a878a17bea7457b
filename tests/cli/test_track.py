"""Recording by hand: one line a reply, and nonsense refused with its reason."""

from hashlib import sha256
from pathlib import Path

import pytest
from household import Home, household

from unbroker.ledger.sqlite import SqliteLedger


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one letter to Acme that is sealed on 2026-11-23."""
    path = household(tmp_path_factory.mktemp("sealed") / "home")
    from unbroker import cli  # noqa: PLC0415 - the fixture has no capsys

    assert cli.run(["mail", "post", "--single", "acme", "--today", "2026-11-23", "--folder", str(path)]) == 0
    return path


@pytest.fixture
def home(sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it for each test."""
    import shutil  # noqa: PLC0415

    return Home(Path(shutil.copytree(sealed, tmp_path / "home")), capsys)


@pytest.fixture
def gone(home: Home) -> Home:
    """The letter has left on the same day."""
    home.json("mail", "left", "acme")
    return home


def reference(home: Home) -> str:
    """The reference of the request."""
    return str(next(SqliteLedger(home.path / "ledger.sqlite").read()).reference)


def states(home: Home, today: str = "2026-12-20") -> dict[str, tuple[str, str | None]]:
    """State and outcome by right."""
    return {row["right"]: (row["state"], row["outcome"]) for row in home.json("status", "--all", today=today)}


class TestTrack:
    """What is recorded."""

    def test_a_reply_is_one_line(self, gone: Home, tmp_path: Path) -> None:
        """Outcome, reason, day, note and file; the file goes to the evidence under its hash."""
        reply = tmp_path / "reply.eml"
        reply.write_bytes(b"Subject: no\n\nWe found nobody.\n")
        words = ["--outcome", "denied", "--reason", "no_match", "--note", "rude", "--file", str(reply)]
        (event,) = gone.json(
            "track", f"{reference(gone)}/delete", "answered", *words, "--on", "yesterday", today="2026-12-21"
        )
        name = sha256(reply.read_bytes()).hexdigest()

        assert (event["kind"], event["on"], event["rights"]) == ("answered", "2026-12-20", ["delete"])
        assert event["evidence"] == [name]
        assert event["facts"]["files"] == {"reply.eml": name}
        assert (gone.path / "evidence" / name).read_bytes() == reply.read_bytes()
        assert states(gone)["delete"] == ("answered", "denied")

    def test_without_a_right_it_holds_for_every_open_case(self, gone: Home) -> None:
        """The answer says which, and leaves out what is answered already."""
        gone.json("track", "acme/delete", "answered", "--outcome", "fulfilled", today="2026-12-01")
        (event,) = gone.json("track", "acme", "acknowledged", today="2026-12-02")
        code, out, _ = gone.call("track", "acme", "answered", "--outcome", "partial", today="2026-12-05")

        assert event["rights"] == ["opt-out", "access-categories"]
        assert code == 0
        assert "event 6: answered on 2026-12-05; opt-out, access-categories; " in out
        assert states(gone) == {
            "opt-out": ("answered", "partial"),
            "delete": ("answered", "fulfilled"),
            "access-categories": ("answered", "partial"),
        }

    def test_several_rights_at_once(self, gone: Home) -> None:
        """Rights are named with commas, by their own names or by those that the law takes too."""
        (event,) = gone.json("track", "acme/erasure,know", "answered", "--outcome", "no-data", today="2026-12-01")

        assert event["rights"] == ["delete", "access-categories"]

    def test_takes_days_as_people_write_them(self, gone: Home) -> None:
        """ISO, yesterday, so many days ago."""
        days = ["2026-12-01", "yesterday", "3 days ago", "a week ago", "two weeks ago", "1 month ago", "Today"]
        found = [
            gone.json("track", "acme", "note", "--note", day, "--on", day, today="2027-01-31")[0]["on"] for day in days
        ]

        assert found == [
            "2026-12-01", "2027-01-30", "2027-01-28", "2027-01-24", "2027-01-17", "2026-12-31", "2027-01-31",
        ]  # fmt: skip

    def test_a_day_that_is_none_is_wrong_usage(self, gone: Home) -> None:
        """The message says how it is written."""
        code, _, err = gone.call("track", "acme", "note", "--on", "the other day")

        assert code == 2
        assert "'the other day' is not a date (write it as 2026-11-22, yesterday or 3 days ago)" in err

    def test_the_receipt_of_a_letter_starts_its_clock(self, gone: Home) -> None:
        """What was assumed gives way to what is known."""
        before = gone.json("status", today="2026-11-28")[0]
        gone.json("track", "acme", "received", "--proof", "carrier", "--on", "2026-11-27", today="2026-11-28")
        after = gone.json("status", today="2026-11-28")[0]

        assert (before["received"], before["proof"]) == ("2026-12-01", "assumed")
        assert (after["received"], after["proof"], after["sent"]) == ("2026-11-27", "carrier", "2026-11-23")

    def test_void_takes_back_without_a_trace(self, gone: Home) -> None:
        """The state is as before; the timeline has both."""
        before = gone.json("status", today="2026-12-20")
        (event,) = gone.json("track", "acme", "answered", "--outcome", "denied", today="2026-12-05")
        gone.json("track", "acme", "void", str(event["seq"]), today="2026-12-06")
        timeline = gone.json("show", "acme", today="2026-12-20")["events"]

        assert gone.json("status", today="2026-12-20") == before
        assert [(one["kind"], one["voided"]) for one in timeline] == [
            ("opened", False), ("prepared", False), ("sent", False), ("answered", True), ("voided", False),
        ]  # fmt: skip


class TestNonsense:
    """What is refused, and how."""

    @pytest.mark.parametrize(
        ("words", "reason"),
        [
            (["answered", "--outcome", "denied", "--on", "2026-12-24"], "2026-12-24 is in the future"),
            (
                ["answered", "--outcome", "denied", "--on", "2026-11-22"],
                "the request was not open yet: it was opened on 2026-11-23",
            ),
            (["received", "--proof", "carrier", "--on", "2026-11-22"], "did not leave until 2026-11-23"),
            (["identity-given"], "'identity-given' needs an earlier identity-asked about opt-out, and there is none"),
            (["reappeared"], "nothing is open to record 'reappeared' on"),
            (["sent"], "has already left, on 2026-11-23"),
        ],
    )
    def test_is_refused_with_the_reason(self, gone: Home, words: list[str], reason: str) -> None:
        """Nothing is recorded."""
        said = gone.fails("track", "acme", *words, today="2026-12-20")

        assert reason in said
        assert len([*SqliteLedger(gone.path / "ledger.sqlite").read()]) == 3

    def test_before_the_letter_has_left(self, home: Home) -> None:
        """The whole message, once."""
        said = home.fails("track", "acme/delete", "answered", "--outcome", "denied", today="2026-12-20")

        assert said == (
            "unbroker: acme/delete: answered on 2026-12-20 is not recorded: no letter about delete has left yet"
            " (correct it, or add --anyway to record it all the same, marked)\n"
        )

    def test_anyway_records_it_with_the_mark(self, home: Home) -> None:
        """Who insists is believed, and the event says what spoke against it."""
        words = ["answered", "--outcome", "denied", "--anyway"]
        (event,) = home.json("track", "acme/delete", *words, today="2026-12-20")

        assert event["facts"]["anyway"] == "no letter about delete has left yet"
        assert states(home)["delete"] == ("answered", "denied")

    def test_the_same_twice_is_refused(self, gone: Home) -> None:
        """An event of one kind and day is one event."""
        gone.json("track", "acme/delete", "acknowledged", today="2026-12-01")
        said = gone.fails("track", "acme/delete", "acknowledged", today="2026-12-01")

        assert "this is already recorded, as event 4" in said

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["answered"], "'answered' needs --outcome (one of fulfilled, partial, no-data, denied, revoked, expired)"),
            (["received"], "'received' needs --proof (one of carrier, form, their-words, server, assumed)"),
            (["closed", "--outcome", "denied"], "'closed' takes no --outcome (it goes with 'answered')"),
            (
                ["answered", "--outcome", "partial", "--reason", "other"],
                "--reason goes only with --outcome 'denied' (say why in a note)",
            ),
            (["void", "99"], "event 99 cannot be taken back: it does not belong to"),
            (
                ["void", "2"],
                "event 2 cannot be taken back: 'prepared' is recorded by unbroker itself; close the case instead",
            ),
        ],
    )
    def test_a_missing_word_is_asked_for(self, gone: Home, words: list[str], said: str) -> None:
        """The choices are named."""
        assert said in gone.fails("track", "acme", *words)

    def test_a_file_that_is_missing_records_nothing(self, gone: Home) -> None:
        """The reply must be there."""
        said = gone.fails("track", "acme", "note", "--file", "nowhere.eml")

        assert "nowhere.eml: cannot be read: no such file or directory" in said
        assert len([*SqliteLedger(gone.path / "ledger.sqlite").read()]) == 3

    def test_two_files_of_one_name_are_both_kept(self, gone: Home, tmp_path: Path) -> None:
        """The second gets a number; the same file given twice is one."""
        paths = [tmp_path / folder / "scan.pdf" for folder in ("a", "b")]
        for path in paths:
            path.parent.mkdir()
            path.write_text(f"of {path.parent.name}")
        words = [word for path in (*paths, paths[0]) for word in ("--file", str(path))]

        (event,) = gone.json("track", "acme", "note", *words)

        assert {*event["facts"]["files"]} == {"scan.pdf", "scan-2.pdf"}
        contents = [(gone.path / "evidence" / name).read_text() for name in event["evidence"]]
        assert contents == ["of a", "of b"]

    def test_a_note_with_another_file_is_another_note(self, gone: Home, tmp_path: Path) -> None:
        """Of one day and without words; the same file again is the same note."""
        for name in ("a", "b"):
            (tmp_path / name).write_text(name)
        gone.json("track", "acme", "note", "--file", str(tmp_path / "a"))

        (event,) = gone.json("track", "acme", "note", "--file", str(tmp_path / "b"))

        assert {"b"} == {*event["facts"]["files"]}
        said = gone.fails("track", "acme", "note", "--file", str(tmp_path / "a"))
        assert "this is already recorded, as event" in said


class TestNames:
    """How a case is named."""

    def test_a_mistyped_name_gets_a_hint(self, gone: Home) -> None:
        """A slug that is nearly right, a reference whose check character does not fit, a right that is none."""
        wrong = reference(gone)[:-1] + ("0" if reference(gone)[-1] != "0" else "1")

        assert gone.fails("show", "acne") == "unbroker: there is no request 'acne' (did you mean 'acme'?)\n"
        hint = "its check character is wrong (compare it with the letter)"
        assert gone.fails("show", wrong) == f"unbroker: {wrong} is not a reference: {hint}\n"
        assert "(did you mean 'delete'?)" in gone.fails("show", f"{reference(gone)}/delet")

    def test_two_open_requests_are_listed(self, gone: Home) -> None:
        """Both are named with their cases, and one is asked for."""
        gone.json("mail", "post", "--single", "acme", "--again", today="2026-12-01")
        first, second = (event.reference for event in SqliteLedger(gone.path / "ledger.sqlite").read(kinds=["opened"]))
        said = gone.fails("track", "acme", "acknowledged", today="2026-12-02")

        assert said == (
            "unbroker: acme has 2 open requests (name one by its reference):\n"
            f"  {first}  acme for me, ccpa, 2026-11-23: opt-out waiting, delete waiting, access-categories waiting\n"
            f"  {second}  acme for me, ccpa, 2026-12-01: "
            "opt-out prepared, delete prepared, access-categories prepared\n"
        )
        assert gone.json("track", str(first), "acknowledged", today="2026-12-02")

    def test_again_is_recorded(self, gone: Home) -> None:
        """The opening says that something spoke against asking again."""
        gone.json("mail", "post", "--single", "acme", "--again", today="2026-12-01")
        openings = [*SqliteLedger(gone.path / "ledger.sqlite").read(kinds=["opened"])]

        assert [(event.facts.stored().get("again"), event.facts.stored()["round"]) for event in openings] == [
            (False, 1),
            (True, 2),
        ]

    def test_nothing_recorded_yet(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """An empty ledger says what to do first."""
        said = Home(household(tmp_path / "new"), capsys).fails("show", "acme")

        hint = "`unbroker mail post` seals the first letters"
        assert said == f"unbroker: no request is recorded yet ({hint})\n"


class TestKnowing:
    """What the ledger says."""

    def test_status_has_its_keys(self, gone: Home) -> None:
        """Those that programs rely on, unknown as null."""
        row = gone.json("status", "acme", "--right", "opt-out", today="2026-12-01")[0]

        assert {key: row[key] for key in row if key not in ("case", "next")} == {
            "person": "me", "broker": "acme", "law": "ccpa", "right": "opt-out", "state": "waiting", "outcome": None,
            "reason": None, "sent": "2026-11-23", "received": "2026-12-01", "proof": "assumed",
            "due_legal": "2026-12-22", "due_extended": None, "overdue": False, "binding": True,
        }  # fmt: skip
        assert row["case"] == f"{reference(gone)}/opt-out"
        assert row["next"] == "the answer is due on 2026-12-22"

    def test_status_filters(self, gone: Home) -> None:
        """By broker, state, law, right, person and lateness, which needs a proven receipt."""
        counts = {
            words: len(gone.json("status", *words.split(), today="2027-03-01"))
            for words in (
                "", "bolt", "--state overdue", "--state closed", "--law gdpr", "--right delete", "--for me",
                "--overdue",
            )
        }  # fmt: skip

        assert counts == {
            "": 3, "bolt": 0, "--state overdue": 2, "--state closed": 0, "--law gdpr": 0, "--right delete": 1,
            "--for me": 3, "--overdue": 0,
        }  # fmt: skip

    def test_status_for_people(self, gone: Home) -> None:
        """A line of counts, the rights of a request in one row, and the head of the ledger."""
        code, out, err = gone.call("status", today="2026-12-01")

        assert code == 0
        assert out.splitlines()[0] == "3 cases: all waiting"
        assert "delete, access-categories  me   waiting  they have to confirm the receipt by 2026-12-15, and to" in out
        assert err.splitlines()[0] == f"ledger head {SqliteLedger(gone.path / 'ledger.sqlite').head}"

    def test_due_leaves_with_4_when_something_is(self, gone: Home) -> None:
        """Only when asked to."""
        assert gone.call("due", "--exit-code", today="2026-12-01")[0] == 0
        assert gone.call("due", "--exit-code", today="2027-03-01")[0] == 4
        assert gone.call("due", today="2027-03-01")[0] == 0

    def test_due_says_what_to_do(self, gone: Home) -> None:
        """Today, and in the days ahead what will be."""
        assert gone.json("due", today="2026-12-01") == []
        assert [row["next"] for row in gone.json("due", today="2026-12-29")][-1] == "the answer is due on 2026-12-22"
        (row, *_) = gone.json("due", today="2027-03-01")

        assert (row["step"], row["overdue"], row["right"]) == ("question", False, "opt-out")

    def test_due_tells_the_day_to_act_from_the_day_that_is_due(self, gone: Home) -> None:
        """What is waited for is due on one day, and acted on from another; both are named."""
        _, out, _ = gone.call("due", "--days", "60", today="2026-12-21")
        lines = " ".join(out.split())

        assert "in the next 60 days on request broker for rights what" in lines
        assert "the answer is due on 2026-12-22; act from 2026-12-31 if nothing came" in lines

    def test_a_courtesy_is_no_delay(self, home: Home) -> None:
        """Nobody is overdue by a law that is not known to bind; status and due say so."""
        home.json("mail", "post", "--single", "bolt")
        home.json("mail", "left", "bolt")
        home.json("track", "bolt", "received", "--proof", "carrier", "--on", "2026-11-27", today="2026-11-28")
        _, early, _ = home.call("status", "bolt", today="2026-12-01")
        _, late, _ = home.call("status", "bolt", today="2027-03-01")
        _, due, _ = home.call("due", today="2027-03-01")

        assert "waiting, a courtesy" in early
        assert "a courtesy: due on 2026-12-18 if the law binds them" in " ".join(early.split())
        assert late.startswith("3 cases: all unanswered, a courtesy\n")
        assert "asked as a courtesy, and no answer came by 2027-01-11: remind them" in " ".join(due.split())
        assert "a courtesy: until 2026-12-18 to comply if the law binds them" in " ".join(due.split())
        assert not [word for word in (*late.split(), *due.split()) if word == "overdue"]
        assert home.json("status", "bolt", "--overdue", today="2027-03-01") == []

    def test_disclosed_says_why(self, gone: Home) -> None:
        """Beside whom it was told to."""
        _, out, _ = gone.call("disclosed", "--field", "address")

        assert "what     value                                about  why                           told to" in out
        assert "address  5 Example Road, Sampleton, CA 94105  me     the return address you chose  acme" in out

    def test_disclosed_answers_who_has_my_address(self, gone: Home) -> None:
        """Field, value, to whom, when and why."""
        (told,) = gone.json("disclosed", "--field", "address")

        assert (told["value"], told["broker"], told["on"]) == (
            "5 Example Road, Sampleton, CA 94105",
            "acme",
            "2026-11-23",
        )
        assert gone.json("disclosed", "--field", "phone") == []

    def test_followup_names_the_letter(self, gone: Home) -> None:
        """Case, step, trigger, reason."""
        gone.json("track", "acme/delete", "answered", "--outcome", "denied", today="2026-12-05")
        found = gone.json("followup", today="2026-12-05")

        assert [(one["case"], one["step"], one["trigger"]) for one in found] == [
            (f"{reference(gone)}/delete", "refused", "answered:4")
        ]

    def test_a_follow_up_that_goes_another_way_is_named(self, gone: Home) -> None:
        """A complaint goes into the regulator's form: by post nothing is made of it, and the way on is said."""
        gone.json("track", "acme", "received", "--proof", "carrier", "--on", "2026-11-27", today="2026-11-28")
        assert gone.call("mail", "post", "--single", "--follow-ups", today="2027-03-01")[0] == 0
        gone.json("mail", "left", "acme", today="2027-03-01")
        code, _, err = gone.call("mail", "post", "--single", "--follow-ups", today="2027-03-20")

        assert code == 0
        assert ("no letter to print\n1 follow-up letter goes into a form: `unbroker mail forms --follow-ups`\n") in err
        assert gone.call("track", "acme", "complained", today="2027-03-21")[0] == 0
        assert gone.json("followup", today="2027-03-21") == []

    def test_a_follow_up_is_made_once(self, gone: Home) -> None:
        """By the path of a first letter: same reference, next number, sealed with what called for it."""
        gone.json("track", "acme/delete", "answered", "--outcome", "denied", "--on", "2026-12-05", today="2026-12-05")
        (made,) = gone.json("mail", "post", "--single", "--follow-ups", today="2026-12-06")
        (sealed,) = [
            event
            for event in SqliteLedger(gone.path / "ledger.sqlite").read(kinds=["prepared"])
            if event.facts.stored()["step"] != "first"
        ]

        assert made["letter"] == f"{reference(gone)}.2"
        assert (sealed.facts.stored()["step"], sealed.facts.stored()["trigger"], sealed.right) == (
            "refused",
            "answered:4",
            "delete",
        )
        assert gone.json("followup", today="2026-12-06") == []
        assert gone.json("mail", "post", "--single", "--follow-ups", today="2026-12-06") == [made]

    def test_ledger_verify(self, gone: Home) -> None:
        """Whole by itself, and by a head that was written down; another head proves that something is missing."""
        head = gone.json("ledger", "verify")["head"]
        gone.json("track", "acme", "note", "--note", "x")

        assert gone.json("ledger", "verify", "--head", head)["whole"]
        assert "no event has this hash" in gone.fails("ledger", "verify", "--head", "0" * 63 + "1")

    def test_brokers_show_the_standing(self, gone: Home) -> None:
        """Of each channel, as the ledger has it."""
        gone.json("track", "acme", "bounced", "--on", "2026-12-01", today="2026-12-01")
        found = gone.json("brokers", "show", "acme")["channels"]
        (planned,) = gone.json("plan", "acme", "--again", today="2026-12-02")["items"]

        assert [(one["kind"], one["standing"]) for one in found] == [("email", "untested"), ("post", "bounced")]
        assert planned["channel"] == {"kind": "email", "to": "privacy@acme.example.org", "standing": "untested"}

    def test_show_for_people(self, gone: Home) -> None:
        """Cases, then the timeline with its numbers."""
        gone.json("track", "acme/delete", "answered", "--outcome", "denied", "--note", "no", today="2026-12-05")
        _, out, _ = gone.call("show", "acme", today="2026-12-05")

        assert out.startswith(f"{reference(gone)}: Acme Data, for me\n  ccpa, binding; opened 2026-11-23\n")
        assert "answered (denied)" in out
        assert "“no”" in out
