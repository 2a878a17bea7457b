"""`mail read`: what comes back is shown, and recorded once a person says so; nothing twice, nothing half."""

import json
import mailbox
import os
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO, TextIOWrapper
from pathlib import Path

import click
import pytest
import quoting
from household import Home, household
from mailed import MAILS, REFERENCES, leave, message_id
from server_reports import REPORTS

from unbroker import cli
from unbroker.ledger.schema import Prepared
from unbroker.ledger.sqlite import SqliteLedger

TODAY = "2026-11-25"
EXIM, OTRS, DENIED = MAILS / "bounce-exim.eml", MAILS / "auto-otrs.eml", MAILS / "denied-outside.eml"


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder from which three letters left by e-mail."""
    path = household(tmp_path / "home")
    leave(path)
    return Home(path, capsys)


def kinds(home: Home) -> Sequence[str]:
    """What was recorded since the letters left."""
    return [event.kind for event in SqliteLedger(home.path / "ledger.sqlite").read()][12:]


def answering(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let a person type lines."""
    typed = "".join(f"{line}\n" for line in lines).encode()
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(typed)))


def read(home: Home, *words: str | Path) -> tuple[int, str, str]:
    """Read mails."""
    return home.call("mail", "read", *map(str, words), today=TODAY)


def test_what_is_certain_is_recorded_with_its_evidence(home: Home) -> None:
    """A bounce is recorded for its letter, in the server's words, and the mail lies in the evidence as it came."""
    code, out, _ = read(home, EXIM, "--accept", "certain", "--yes")
    event = [*SqliteLedger(home.path / "ledger.sqlite").read()][-1]
    (name,) = event.evidence

    assert (code, event.kind, event.letter, str(event.on)) == (0, "bounced", "UB-7F3K2Q8Z.1", "2026-11-24")
    assert event.facts.stored()["note"] == "5.0.0 550 5.1.1 no such mailbox"
    assert event.facts.stored()["message_id"] == "<E1abcd-0001@mx.example.org>"
    assert (home.path / "evidence" / name).read_bytes() == EXIM.read_bytes()
    assert "5.0.0 550 5.1.1 no such mailbox" in out


def test_a_bounce_leads_to_the_next_channel(home: Home) -> None:
    """The standing falls; plan, due and followup name the way by post, and sealing it makes letter 2 of the request."""
    read(home, EXIM, "--accept", "certain", "--yes")
    channels = home.json("brokers", "show", "acme", today=TODAY)["channels"]
    plan = home.json("plan", "acme", today=TODAY)
    due = next(one for one in home.json("due", today=TODAY) if one["broker"] == "acme")
    called = home.json("followup", today=TODAY)
    way = ", by post to 1 Specimen Plaza, Sampleton, CA 94105: `unbroker mail post acme`"

    assert [one["standing"] for one in channels] == ["bounced", "untested"]
    assert [(one["reference"], one["channel"]["kind"], one["rights"]) for one in plan["items"]] == [
        (REFERENCES["acme"], "post", ["opt-out", "delete", "access-categories"])
    ]
    assert plan["items"][0]["reason"] == "UB-7F3K2Q8Z.1 to privacy@acme.example.org bounced: by post now"
    assert due["next"] == f"the letter to privacy@acme.example.org bounced: try another channel{way}"
    assert [one["reason"].endswith(way) for one in called] == [True, True, True]

    (sealed,) = home.json("mail", "post", "--single", "acme", today=TODAY)
    home.json("mail", "left", "acme", today=TODAY)

    assert sealed["letter"] == "UB-7F3K2Q8Z.2"
    assert {one["state"] for one in home.json("status", "acme", today=TODAY)} == {"waiting"}
    assert home.json("followup", today=TODAY) == []


def test_where_it_bounced_it_does_not_go_again(home: Home) -> None:
    """A mailing by e-mail leaves out what came back from there, even if the way is named."""
    read(home, EXIM, "--accept", "certain", "--yes")
    plan = home.json("plan", "acme", "--by", "email", today=TODAY)

    assert plan["items"] == []
    assert [(one["reason"], one["hint"]) for one in plan["left_out"]] == [
        ("UB-7F3K2Q8Z.1 to privacy@acme.example.org bounced: not tried again by email", "known: post")
    ]


def test_the_same_mail_twice_is_recorded_once(home: Home, tmp_path: Path) -> None:
    """Whether it is the same file, a copy with other line ends, or in an mbox."""
    read(home, OTRS, EXIM, "--accept", "certain", "--yes")
    other = tmp_path / "other.eml"
    other.write_bytes(EXIM.read_bytes().replace(b"\n", b"\r\n"))
    box = tmp_path / "box.mbox"
    box.write_bytes(b"".join(b"From x Tue Nov 24 09:12:31 2026\n" + path.read_bytes() + b"\n" for path in (EXIM, OTRS)))
    again = [read(home, name, "--accept", "certain", "--yes") for name in (EXIM, other, box)]

    assert kinds(home) == ["acknowledged", "bounced"]
    assert [(code, err) for code, _, err in again] == [
        (0, "1 mail: known already\n"),
        (0, "1 mail: known already\n"),
        (0, "2 mails: both known already\n"),
    ]


def test_two_reports_of_one_bounce_in_one_reading(home: Home) -> None:
    """The second says nothing new."""
    read(home, EXIM, MAILS / "bounce-postfix.eml", "--accept", "certain", "--yes")

    assert kinds(home) == ["bounced"]


def test_what_was_taken_back_is_read_again(home: Home) -> None:
    """A mistake is taken back, and the mail can be decided upon anew."""
    read(home, OTRS, "--accept", "certain", "--yes")
    home.json("track", "acme", "void", "13", today=TODAY)
    read(home, OTRS, "--accept", "certain", "--yes")

    assert kinds(home) == ["acknowledged", "voided", "acknowledged"]


def test_nothing_is_guessed_into_the_ledger(home: Home) -> None:
    """With --accept certain, what looks like a refusal is left to the person, and said so."""
    code, _, err = read(home, DENIED, "--accept", "certain", "--yes")

    assert (code, kinds(home)) == (0, [])
    assert "(not certain: what it is can only be guessed)" in err
    assert err.endswith("1 mail: left to you\nrun it without --accept to decide on the rest\n")


@pytest.mark.parametrize("program", ["outlook fr", "all in one line", "html in spans"])
def test_the_sealed_letter_is_known_again_in_an_answer(home: Home, tmp_path: Path, program: str) -> None:
    """The letter asks about identity, deletion and more time; an answer that quotes it confirms receipt and no more."""
    home.call("mail", "email", "acme", "--again", today=TODAY)
    events = [event for event in SqliteLedger(home.path / "ledger.sqlite").read() if event.kind == "prepared"]
    facts = events[-1].facts
    assert isinstance(facts, Prepared)
    text = (home.path / "evidence" / facts.hashes["text"]).read_text(encoding="utf-8")
    answer = tmp_path / "answer.eml"
    raw = quoting.reply(program, text).replace(message_id("acme").encode(), str(facts.message_id).encode())
    answer.write_bytes(raw.replace(b"UB-7F3K2Q8Z", str(events[-1].reference).encode()))
    (proposed,) = home.json("mail", "read", str(answer), today=TODAY)

    assert (proposed["letter"], proposed["kind"], proposed["also"]) == (events[-1].letter, "acknowledged", [])


def test_what_is_certain_is_asked_about_once(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --yes the person has the last word."""
    answering(monkeypatch, "y")
    code, _, err = read(home, EXIM, "--accept", "certain")

    assert (0, ["bounced"]) == (code, kinds(home))
    assert err.startswith("Record this event? [y/N]: ")


def test_yes_without_certain_is_refused(home: Home) -> None:
    """The message says why."""
    assert "--yes needs --accept certain: a guess is not recorded without you" in home.fails(
        "mail", "read", str(DENIED), "--yes"
    )


def test_a_person_accepts(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it is accepted it is recorded as it was proposed, for every open case of the request."""
    answering(monkeypatch, "a")
    code, out, _ = read(home, DENIED)
    event = [*SqliteLedger(home.path / "ledger.sqlite").read()][-1]

    assert code == 0
    assert "records  answered for UB-7F3K2Q8Z (acme) on 2026-11-24 (by your server's Received header)" in out
    assert (event.kind, event.facts.stored()["outcome"], event.facts.stored()["reason"]) == (
        "answered",
        "denied",
        "outside_jurisdiction",
    )
    assert (
        event.facts.stored()["says"] == "We cannot process your request because you are not a resident of California."
    )


def test_a_person_edits(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each word of the proposal can be another; what is left empty stays."""
    answering(monkeypatch, "t", "e", "acme/delete", "", "2026-11-25", "", "claim_not_covered", "They are wrong.")
    code, out, _ = read(home, DENIED)
    event = [*SqliteLedger(home.path / "ledger.sqlite").read()][-1]

    assert code == 0
    assert "    > Please delete what you hold about me." in out
    assert (event.kind, event.right, str(event.on)) == ("answered", "delete", "2026-11-25")
    assert [event.facts.stored()[name] for name in ("outcome", "reason", "note")] == [
        "denied", "claim_not_covered", "They are wrong.",
    ]  # fmt: skip


def test_a_person_drops_and_stops(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is dropped is not recorded; after a stop what was accepted before is."""
    answering(monkeypatch, "d", "a", "s")
    code, _, err = read(home, DENIED, OTRS, EXIM)

    assert (code, kinds(home)) == (0, ["acknowledged"])
    assert "2 mails: 1 recorded, 1 dropped" in err


def test_an_interruption_records_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was accepted before it is not recorded either, and is not filed."""
    typed = iter(["accept"])

    def prompted(_question: str, **_: object) -> str:
        if (answer := next(typed, None)) is None:
            raise click.Abort
        return answer

    monkeypatch.setattr(click, "prompt", prompted)
    before = {*(home.path / "evidence").iterdir()}
    code, _, err = read(home, OTRS, EXIM)

    assert (code, kinds(home)) == (130, [])
    assert "nothing was recorded: what you accepted is recorded at the end" in err
    assert {*(home.path / "evidence").iterdir()} == before


def test_an_input_that_ends_is_no_answer(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said, on a line of its own, what to type instead; what was accepted before is not recorded either."""
    answering(monkeypatch, "a")
    code, _, err = read(home, OTRS, EXIM)

    assert (code, kinds(home)) == (1, [])
    assert err.splitlines()[-1] == (
        "unbroker: there is no terminal to ask on, and nothing was recorded (add --accept certain --yes)"
    )


def test_what_cannot_be_is_asked_about(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer to a closed case is recorded only if the person insists, with that mark."""
    home.json("track", "acme", "closed", "--on", "2026-11-24", today=TODAY)
    answering(monkeypatch, "a", "n")
    refused = read(home, DENIED)
    answering(monkeypatch, "a", "y")
    read(home, DENIED)

    assert refused[0] == 1
    assert kinds(home) == ["closed", "answered"]


def test_a_damaged_mail_stops_no_other(home: Home, tmp_path: Path) -> None:
    """What is fine before and after it is recorded; the line at which it begins is named, and the code is 1."""
    box = tmp_path / "box.mbox"
    from_line = b"From x Tue Nov 24 09:12:31 2026\n"
    junk = from_line + b"\x00\x01 junk\n\n"
    box.write_bytes(from_line + OTRS.read_bytes() + b"\n" + junk + from_line + EXIM.read_bytes())
    os.mkfifo(tmp_path / "pipe.eml")
    code, _, err = read(home, tmp_path / "pipe.eml", box, "--accept", "certain", "--yes")

    assert (code, kinds(home)) == (1, ["acknowledged", "bounced"])
    begun = OTRS.read_bytes().count(b"\n") + 3
    assert f"box.mbox:{begun}: the mail that begins here has no header lines (the file is damaged" in err
    assert "pipe.eml: cannot be read: it is a pipe, not a file (save what it gives" in err
    assert "4 mails: 2 recorded, 2 unreadable\n" in err


def test_what_cannot_be_read_is_told_as_json(home: Home, tmp_path: Path) -> None:
    """It stands beside the mails."""
    (tmp_path / "a.eml").write_bytes(b"junk")
    code, out, _ = read(home, EXIM, tmp_path / "a.eml", "--json")
    of_mail, of_junk = json.loads(out)

    assert (code, of_mail["result"], of_junk["result"]) == (1, "proposed", "unread")
    assert of_junk["said"].startswith("is not a mail: it does not begin with header lines (")


def test_a_mailbox_with_all_sorts(home: Home, tmp_path: Path) -> None:
    """A Maildir with a letter of ours, a bounce and a stranger's mail; nothing in it is changed."""
    box = mailbox.Maildir(tmp_path / "maildir")
    own = b"From: sam@example.org\nMessage-ID: <UB-7F3K2Q8Z.1.0123456789abcdef@example.org>\n\nHello\n"
    for content in (own, EXIM.read_bytes(), (MAILS / "answer-from-nowhere.eml").read_bytes()):
        box.add(content)
    before = sorted(path.name for path in (tmp_path / "maildir").rglob("*"))
    code, _, err = read(home, tmp_path / "maildir", "--accept", "certain", "--yes")

    assert (code, kinds(home)) == (0, ["bounced"])
    assert "2 mails: 1 recorded, 1 about no letter of yours" in err
    assert sorted(path.name for path in (tmp_path / "maildir").rglob("*")) == before


def test_pasted_text(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is pasted is read like a file, and dated today."""
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(b"We have received your request UB-7F3K2Q8Z.\n")))
    (made,) = json.loads(home.call("mail", "read", "-", "--json", today=TODAY)[1])

    assert (made["file"], made["kind"], made["on"], made["dated_by"]) == (
        "(pasted)", "acknowledged", TODAY, "today's date: the mail has no valid one",
    )  # fmt: skip


def test_as_json_without_accepting_nothing_is_recorded(home: Home) -> None:
    """The proposals as data; with --accept certain what was recorded, too."""
    proposed = home.json("mail", "read", str(EXIM), str(DENIED), today=TODAY)
    taken = home.json("mail", "read", str(EXIM), str(DENIED), "--accept", "certain", "--yes", today=TODAY)

    assert [(one["kind"], one["certain"], one["result"]) for one in proposed] == [
        ("bounced", True, "proposed"), ("answered", False, "proposed"),
    ]  # fmt: skip
    assert [(one["result"], one["evidence"]) for one in taken] == [
        ("recorded", sha256(EXIM.read_bytes()).hexdigest()),
        ("proposed", sha256(DENIED.read_bytes()).hexdigest()),
    ]


@pytest.mark.parametrize("state", ["prepared", "unknown"])
def test_a_report_tells_that_a_letter_left(state: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a draft that somebody sent by hand, or a letter in doubt, the bounce records both."""
    home = Home(household(tmp_path / "other"), capsys)
    leave(home.path, "acme", state=state)
    code, _, _ = read(home, EXIM, "--accept", "certain", "--yes")
    events = [*SqliteLedger(home.path / "ledger.sqlite").read()][-2:]

    assert code == 0
    assert [(one.kind, str(one.on)) for one in events] == [("sent", "2026-11-23"), ("bounced", "2026-11-24")]


def test_the_moment_counts_where_the_user_lives(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail that came at 9 in Greenwich came the day before in Honolulu if it was 23 o'clock there."""
    monkeypatch.setenv("TZ", "Pacific/Honolulu")
    time.tzset()
    try:
        (made,) = home.json("mail", "read", str(OTRS), today=TODAY)
    finally:
        monkeypatch.delenv("TZ")
        time.tzset()

    assert (made["on"], made["dated_by"]) == ("2026-11-23", "by your server's Received header")


def test_no_name_and_no_text_of_a_mail_in_the_log_of_a_bug(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A bug of ours while reading leaves a log of lines of code only."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("unbroker.mail.incoming.proposal.propose", lambda: None)
    code = cli.run(["mail", "read", str(DENIED), "--folder", str(home.path), "--today", TODAY])
    (log,) = tmp_path.glob("unbroker-bug-*.log")

    assert code == 3
    assert "Sam" not in log.read_text()
    assert os.fspath(DENIED) not in log.read_text()


def report(home: Home, format_name: str, kind: str) -> Path:
    """A report about the letter to Acme, as a file."""
    number = next(n for n, one in enumerate(REPORTS) if (one.format, one.kind) == (format_name, kind))
    path = home.path / f"{format_name}-{kind}.eml"
    path.write_bytes(REPORTS[number].mail(number))
    return path


@pytest.mark.parametrize(
    ("format_name", "kind", "due"),
    [
        ("Gmail", "deferred", "UB-7F3K2Q8Z.1 was not accepted yet: `unbroker mail email --via smtp` sends it again"),
        (
            "Exchange 365", "stopped",
            ("UB-7F3K2Q8Z.1 was not accepted because of your mail account: fix what `unbroker show UB-7F3K2Q8Z` "
             "tells, then `unbroker mail email --via smtp` sends it again"),
        ),
    ],
)  # fmt: skip
def test_what_came_back_for_another_reason_than_the_address(home: Home, format_name: str, kind: str, due: str) -> None:
    """The letter waits and goes again, the clock does not run, and the address keeps its standing."""
    code, out, _ = read(home, report(home, format_name, kind), "--accept", "certain", "--yes")
    channels = home.json("brokers", "show", "acme", today=TODAY)["channels"]
    next_due = next(one for one in home.json("due", today=TODAY) if one["broker"] == "acme")
    states = {one["state"] for one in home.json("status", "acme", today=TODAY)}

    assert (0, [kind], True) == (code, kinds(home), f"{kind} on 2026-11-24" in out)
    assert ["untested", "untested"] == [one["standing"] for one in channels]
    assert (due, {"prepared"}) == (next_due["next"], states)

    _, _, again = read(home, report(home, format_name, kind), "--accept", "certain", "--yes")

    assert "1 mail: known already" in again


def test_what_was_read_wrongly_is_taken_back(home: Home) -> None:
    """A refusal of the account that was none is voided like anything else that was read."""
    read(home, report(home, "Exchange 365", "stopped"), "--accept", "certain", "--yes")
    last = [*SqliteLedger(home.path / "ledger.sqlite").read()][-1]
    home.call("track", "acme", "void", str(last.seq), today=TODAY)

    assert {"waiting"} == {one["state"] for one in home.json("status", "acme", today=TODAY)}


def test_who_gives_up_says_that_it_bounced(home: Home) -> None:
    """A mailbox that stays full is of no use: the next channel is named, without any --anyway."""
    read(home, report(home, "Gmail", "deferred"), "--accept", "certain", "--yes")
    code, _, _ = home.call("track", "acme", "bounced", today=TODAY)
    channels = home.json("brokers", "show", "acme", today=TODAY)["channels"]

    assert (0, ["bounced", "untested"]) == (code, [one["standing"] for one in channels])


def test_the_account_that_is_refused_is_named_while_it_is_asked(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who refuses it, why, and what to do about it; then the letter that would be recorded as stopped."""
    answering(monkeypatch, "d")
    _, out, _ = read(home, report(home, "Exchange 365", "stopped"))
    words = " ".join(out.split())

    assert "your letter is refused by acme.example.org: it takes mail for this address only from" in words
    assert "stopped for UB-7F3K2Q8Z.1 (acme) on 2026-11-24" in words
