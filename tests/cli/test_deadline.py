"""`unbroker deadline`: what it prints for people and for programs, and what it refuses."""

import json
from pathlib import Path

import pytest

from unbroker import cli

KEYS = [
    "ack_due", "due_nominal", "due_legal", "due_extended", "assert_overdue_from", "user_deadline",
    "rule", "cite", "evidence",
]  # fmt: skip
CCPA_RULE = (
    "45 calendar days from receipt, 90 calendar days with a notice in time; to be acknowledged within 10 business days"
)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It works without a folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UNBROKER_TODAY", "2026-11-22")
    monkeypatch.delenv("UNBROKER_FOLDER", raising=False)


def deadline(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    """Run the command; its exit code and its two outputs."""
    code = cli.run(["deadline", *options])
    out, err = capsys.readouterr()
    return code, out, err


def record(capsys: pytest.CaptureFixture[str], *options: str) -> dict[str, object]:
    """The JSON of a command that succeeds."""
    code, out, err = deadline(capsys, *options, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert isinstance(found, dict)
    return found


def test_json_has_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown day is null, never absent; dates are ISO 8601."""
    found = record(capsys, "ccpa", "delete", "--received", "2026-11-11")

    assert {key: found[key] for key in KEYS} == {
        "ack_due": "2026-11-25",
        "due_nominal": "2026-12-26",
        "due_legal": "2026-12-28",
        "due_extended": "2027-02-09",
        "assert_overdue_from": "2027-01-06",
        "user_deadline": None,
        "rule": CCPA_RULE,
        "cite": "Civ. Code § 1798.130(a)(2)(A); 11 CCR § 7021",
        "evidence": "statute",
    }


def test_people_see_weekdays_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    """Each day has its weekday; a moved one says why; the rule stands above in words."""
    code, out, _ = deadline(capsys, "ccpa", "erasure", "--received", "2026-11-11", "--proof", "form")

    assert code == 0
    assert out.splitlines() == [
        "CCPA, delete, received on Wednesday 11 November 2026",
        f"{CCPA_RULE} (Civ. Code § 1798.130(a)(2)(A); 11 CCR § 7021; evidence: statute)",
        "",
        "  acknowledgment by    Wednesday 25 November 2026",
        "  answer by            Monday 28 December 2026     26 December is a Saturday -> Monday 28 December",
        "  answer by, extended  Tuesday 9 February 2027",
        "  overdue from         Wednesday 30 December 2026",
        "",
        "Days off are counted as in the United States, California.",
    ]


def test_gdpr_wants_a_controller(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a controller GDPR time cannot be counted; the refusal says what to type."""
    code, out, err = deadline(capsys, "gdpr", "access", "--received", "2026-11-25")

    assert (code, out) == (1, "")
    assert err == (
        "unbroker: gdpr: deadlines follow the controller's calendar, and its country is not known "
        "(name the controller's country: --controller DE, or better DE-BY with its region; US for one outside)\n"
    )


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("UK", "--controller UK: there is no country 'UK' (the United Kingdom is GB)"),
        ("XY", "--controller XY: there is no country 'XY' (ISO 3166, as in US, DE or US-CA)"),
        ("EU", "--controller EU: the calendar is that of one country (name a member of the EU, as in DE)"),
    ],
)
def test_what_is_no_place(capsys: pytest.CaptureFixture[str], place: str, said: str) -> None:
    """A controller is in one country or region."""
    code, _, err = deadline(capsys, "gdpr", "access", "--received", "2026-11-25", "--controller", place)

    assert (code, err) == (1, f"unbroker: {said}\n")


def test_small_letters_are_taken(capsys: pytest.CaptureFixture[str]) -> None:
    """A place may be written small."""
    found = record(capsys, "gdpr", "access", "--received", "2026-11-25", "--controller", "de-by")

    assert (found["due_legal"], found["calendar"]) == ("2026-12-28", ["DE", "DE-BY"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["ccpa2", "delete"], "there is no law 'ccpa2' (did you mean 'ccpa'?)"),
        (["ccpa", "delet"], "ccpa has no right 'delet' (did you mean 'delete'?)"),
        (["ccpa", "dispute"], "ccpa has no right 'dispute' (it has"),
        (["us-ok", "delete"], "us-ok: no rule 'delete' is in force on 2026-11-25 (it is in force from 2027-01-01"),
        (
            ["ccpa", "delete", "--extension-notice", "2026-11-24"],
            "the extension notice on 2026-11-24 is before the receipt on 2026-11-25",
        ),
        (
            ["ccpa", "delete", "--identity", "2026-12-02", "2026-12-01"],
            "the answer to the demand for identity on 2026-12-01 is before the demand on 2026-12-02",
        ),
    ],
)
def test_refusals(capsys: pytest.CaptureFixture[str], options: list[str], said: str) -> None:
    """What cannot be reckoned is refused with what is possible instead."""
    code, out, err = deadline(capsys, *options, "--received", "2026-11-25")

    assert (code, out) == (1, "")
    assert err.startswith(f"unbroker: {said}")


def test_before_the_law_and_after_the_calendar(capsys: pytest.CaptureFixture[str]) -> None:
    """A day before the law existed is refused, and so is one that no calendar here holds."""
    code, _, early = deadline(capsys, "ccpa", "delete", "--received", "2019-12-31")
    late_code, _, late = deadline(capsys, "ccpa", "delete", "--received", "9999-12-20")

    assert (code, late_code) == (1, 2)
    assert "it is in force from 2020-01-01" in early
    assert "'9999-12-20' is out of range (dates go from 1900-01-01 to 2199-12-31)" in late


def test_an_extension_notice_that_came_too_late_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """It extends nothing, and the answer says which day stays."""
    code, out, err = deadline(capsys, "ccpa", "delete", "--received", "2026-11-11", "--extension-notice", "2027-01-05")

    assert (code, out) == (1, "")
    assert err == (
        "unbroker: The extension notice of Tuesday 5 January 2027 came after Monday 28 December 2026: it does not"
        " count, and the day stays as it was. The answer stays due on Monday 28 December 2026"
        " (leave out the notice, or give the day on which it came)\n"
    )


def test_what_is_no_day(capsys: pytest.CaptureFixture[str]) -> None:
    """A word that is no day is wrong usage."""
    code, _, err = deadline(capsys, "ccpa", "delete", "--received", "26 November")

    assert code == 2
    assert "'26 November' is not a date (write it as 2026-11-22, yesterday or 3 days ago)" in err


def test_any_day_is_reckoned(capsys: pytest.CaptureFixture[str]) -> None:
    """A receipt may lie in the past or the future."""
    past = record(capsys, "ccpa", "delete", "--received", "2021-03-01")
    future = record(capsys, "ccpa", "delete", "--received", "2031-03-03")

    assert (past["due_legal"], future["due_legal"]) == ("2021-04-15", "2031-04-17")


def test_the_controller_defaults_to_the_laws_own_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --controller a law's own calendar counts; GB alone keeps the bank holidays of all its parts."""
    found = record(capsys, "uk-gdpr", "access", "--received", "2026-10-30")

    assert found["due_legal"] == "2026-12-01"
    assert found["calendar"] == ["GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"]


def test_drop_is_counted_from_filing(capsys: pytest.CaptureFixture[str]) -> None:
    """For drop --received is the filing; the bounds are said as such and are not moved."""
    code, out, _ = deadline(capsys, "delete-act", "drop", "--received", "2026-11-22")

    assert code == 0
    assert "filed on Sunday 22 November 2026" in out
    assert "  to be fetched by  Wednesday 6 January 2027\n  answer by         Saturday 20 February 2027\n" in out


def test_pause_and_appeal_are_in_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    """A pause shows both counts; an appeal has days of its own, beside those of the request."""
    paused = record(
        capsys, "gdpr", "access", "--received", "2026-11-25", "--controller", "IE",
        "--identity", "2026-11-28", "2026-12-03",
    )  # fmt: skip
    appeal = record(capsys, "us-co", "delete", "--received", "2026-11-25", "--appeal", "2027-01-20")

    assert paused["paused"] == {"since": "2026-11-28", "until": "2026-12-03", "due": "2026-12-30"}
    assert (appeal["appeal_due"], appeal["appeal_extended"]) == ("2027-03-08", "2027-05-05")


def test_memory_is_marked_unverified(capsys: pytest.CaptureFixture[str]) -> None:
    """What rests on memory says so wherever it is shown."""
    options = ["us-fl", "delete", "--received", "2026-12-01", "--appeal", "2027-01-20"]

    code, out, _ = deadline(capsys, *options)
    found = record(capsys, *options)

    assert code == 0
    assert "Fla. Stat. § 501.707; evidence: memory, unverified" in out
    assert found["appeal_evidence"] == "memory"


@pytest.mark.parametrize(
    ("options", "key", "day"),
    [
        (
            "uk-gdpr access --received 2026-11-02 --clarification 2026-11-10 2026-11-20",
            "due_legal",
            "2026-12-14",
        ),
        ("uk-gdpr delete --received 2026-11-04 --identity 2026-11-06 2026-11-18", "due_legal", "2026-12-18"),
        ("uk-gdpr access --received 2026-10-20 --complaint 2026-12-05", "ack_due", "2027-01-04"),
        ("ch-fadp access --received 2026-12-10 --fee 2026-12-15 2026-12-17", "due_nominal", "2027-01-24"),
        ("fcra dispute --received 2026-12-01 --free-report", "due_legal", "2027-01-15"),
        ("ccpa delete --received 2026-11-11 --extension-notice 2026-12-20", "extended", True),
        ("ca-qc access --received 2026-12-01", "user_deadline", "2027-01-29"),
        ("ccpa delete --received 2026-11-11 --by post --proof carrier", "assert_overdue_from", "2026-12-31"),
    ],
)
def test_each_option_moves_its_day(capsys: pytest.CaptureFixture[str], options: str, key: str, day: object) -> None:
    """Each thing that can have happened reaches the clock."""
    assert record(capsys, *options.split())[key] == day


def test_a_law_of_ones_own_is_read_first(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A law in the folder's own letters wins; one that is broken stops the answer."""
    own = tmp_path / "letters" / "ccpa"
    own.mkdir(parents=True)
    (own / "law.yaml").write_text("slug: ccpa\n", encoding="utf-8")

    code, out, err = deadline(capsys, "ccpa", "delete", "--received", "2026-11-11", "--folder", str(tmp_path))

    assert (code, out) == (1, "")
    assert "letters/ccpa/law.yaml" in err
