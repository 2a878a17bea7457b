"""Letters by e-mail as somebody sends them: sealed, recorded before and after, sent once, and stopped in time."""

import email
import email.policy
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import made_up
import pytest
from household import PROFILE, Home, household
from made_up import new_event
from mail_server import USER, MailServer

from unbroker.base import store
from unbroker.cases.message_thread import MessageThread, thread_of
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.sqlite import SqliteLedger

ON = "2026-11-23"
MakeHome = Callable[..., Home]


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder with three brokers and no mail account."""
    return Home(household(tmp_path / "home"), capsys)


@pytest.fixture
def sending(mail_server: MailServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> MakeHome:
    """Makes a folder whose account is on the real server."""

    def make(boxes: dict[str, str] | None = None, **settings: object) -> Home:
        told = mail_server.settings(**settings)  # type: ignore[arg-type]
        return Home(household(tmp_path / "sending", told, boxes=boxes), capsys)

    return make


def events(home: Home, *kinds: EventKind) -> list[Event]:
    """What the ledger has, of some kinds."""
    return [*SqliteLedger(home.path / "ledger.sqlite").read(kinds=kinds or None)]


def kept(home: Home, name: object) -> bytes:
    """A file of the evidence."""
    return (home.path / "evidence" / str(name)).read_bytes()


def results(answer: list[dict[str, str]]) -> dict[str, str]:
    """By broker: what became of its letter."""
    return {one["broker"]: one["result"] for one in answer}


def test_seals_text_pdf_and_message(home: Home) -> None:
    """`prepared` names the hashes of all three and the Message-ID; the file is the sealed message, marked unsent."""
    (made,) = home.json("mail", "email", "acme")
    (prepared,) = events(home, "prepared")
    hashes = prepared.facts.stored()["hashes"]
    assert isinstance(hashes, dict)
    content = kept(home, hashes["mail"])
    read = email.message_from_bytes(content, policy=email.policy.default)

    assert ("placed", "email-2026-11-23") == (made["result"], made["run"])
    assert {"text", "pdf", "mail"} == {*hashes}
    assert all(sha256(kept(home, value)).hexdigest() == value for value in hashes.values())
    assert Path(made["path"]).read_bytes() == b"X-Unsent: 1\r\n" + content
    assert prepared.fact("message_id") == read["Message-ID"]
    assert (read["From"], read["To"]) == ("Sam Specimen <sam@example.org>", "privacy@acme.example.org")
    assert "outbox" == prepared.fact("via")


def test_a_placed_letter_is_placed_again_unchanged(home: Home) -> None:
    """Whatever is selected on another day: the same bytes, and nothing more in the ledger."""
    (made,) = home.json("mail", "email", "acme")
    content, count = Path(made["path"]).read_bytes(), len(events(home))
    Path(made["path"]).unlink()
    again = home.json("mail", "email", "acme", today="2026-11-30")

    assert [made] == again
    assert content == Path(made["path"]).read_bytes()
    assert count == len(events(home))


def test_what_was_placed_leaves_by_hand(home: Home) -> None:
    """`mail left` records it, and then it is handed out no more."""
    home.json("mail", "email")
    left = home.json("mail", "left", "email-2026-11-23")
    _, _, said = home.call("mail", "email")

    assert len(left) == 3
    assert "no letter to send\n" in said


def test_a_letter_is_recorded_before_it_leaves_and_after(sending: MakeHome, mail_server: MailServer) -> None:
    """`sending` and `sent` name the bytes that left: the sealed ones with their date in front."""
    home = sending()
    answer = home.json("mail", "email", "acme", "--via", "smtp", "--yes", "1")
    opened, prepared, before, after = events(home)
    left = kept(home, after.evidence[0])
    mail_server.settle()
    name = prepared.fact("message_id") or ""

    assert {"acme": "sent"} == results(answer)
    assert ["opened", "prepared", "sending", "sent"] == [opened.kind, prepared.kind, before.kind, after.kind]
    assert before.evidence == after.evidence
    assert left.startswith(b"Date: ")
    assert left.partition(b"\r\n")[2] == kept(home, dict(prepared.facts.stored()["hashes"])["mail"])  # type: ignore[call-overload]
    assert (250, 1) == (after.facts.stored()["code"], mail_server.received()[name])


def test_the_plan_tells_of_the_account(sending: MakeHome) -> None:
    """Each broker sees the address that the letter leaves from."""
    (item,) = sending().json("plan", "acme", "--by", "email")["items"]

    told = {one["field"]: one["value"] for one in item["discloses"]}
    assert (USER, "sam@example.org") == (told["account"], told["email"])


def test_the_first_run_wants_to_be_confirmed(sending: MakeHome) -> None:
    """It says how many letters go to whom in whose name; nothing is sealed until the number is right."""
    home = sending()
    said, wrong = (
        home.fails("mail", "email", "--via", "smtp"),
        home.fails("mail", "email", "--via", "smtp", "--yes", "2"),
    )

    assert "3 letters will leave now, in the name of Sam Specimen,\n" in said
    assert f"from {USER}, to acme, bolt, cask.\n" in said
    look = "check with --dry-run, then add --yes 3"
    assert f"unbroker: nothing was sent: there is no terminal to confirm on ({look})\n" in said
    look = "check with `unbroker mail email --dry-run`, then add --yes 3"
    why = "you confirmed 2, but the plan sends 3 by e-mail"
    assert f"unbroker: nothing was sealed or sent: {why} ({look})\n" == wrong
    assert [] == events(home)


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "state"), [("3", ["sent"] * 3), ("yes", [])])
def test_the_number_is_typed(mail_server: MailServer, tmp_path: Path, typed: str, state: list[str]) -> None:
    """Anything else sends nothing."""
    path = household(tmp_path / "home", mail_server.settings())
    command = [sys.executable, "-m", "unbroker", "mail", "email", "--via", "smtp", "--today", ON, "--folder", str(path)]
    terminal, near = pty.openpty()
    with subprocess.Popen(command, stdin=near, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        os.write(terminal, f"{typed}\n".encode())
        _, said = process.communicate(timeout=60)
    os.close(terminal)
    os.close(near)

    assert "Type 3 to send: " in said
    assert state == [event.kind for event in SqliteLedger(path / "ledger.sqlite").read(kinds=["sent"])]
    assert ("nothing was sent: 'yes' is not 3" in said) == (not state)


def test_a_later_run_is_not_asked_again(sending: MakeHome) -> None:
    """Somebody who sent letters knows what it means."""
    home = sending()
    home.json("mail", "email", "acme", "--via", "smtp", "--yes", "1")

    assert {"bolt": "sent"} == results(home.json("mail", "email", "bolt", "--via", "smtp"))


def test_a_refused_letter_lowers_the_standing(sending: MakeHome) -> None:
    """The rest leaves, the broker is offered another way, and the same address is not written to again."""
    home = sending({"acme": "nosuch"})
    code, out, said = home.call("mail", "email", "--via", "smtp", "--yes", "3")
    (refused,) = events(home, "refused")
    (item,) = home.json("plan", "acme")["items"]

    assert (1, "") == (code, out)
    assert "acme: 550 5.1.1 no such user\n2 sent, 1 refused\n" in said
    assert (550, "5.1.1 no such user") == (refused.facts.stored()["code"], refused.fact("text"))
    assert "post" == item["channel"]["kind"]
    assert f"{refused.reference}.2" == item["letter"] if "letter" in item else True


def test_no_other_person_writes_to_a_dead_address(sending: MakeHome) -> None:
    """Unless the broker is named; the plan offers another way."""
    home = sending({"acme": "nosuch"})
    home.call("mail", "email", "--via", "smtp", "--yes", "3")
    profile = home.path / "profile.yaml"
    other = (
        PROFILE.partition("people:\n")[2]
        .replace("Sam Specimen", "Pat Specimen")
        .replace("- name", "- slug: pat\n    name")
    )
    profile.write_text(profile.read_text(encoding="utf-8").replace("- name", "- slug: me\n    name") + other, "utf-8")
    home.json("people", "agree", "pat")
    anybody = home.json("mail", "email", "--for", "pat", "--dry-run")
    named = home.json("mail", "email", "acme", "--for", "pat", "--dry-run")

    assert ["bolt", "cask"] == [one["broker"] for one in anybody]
    assert ["acme"] == [one["broker"] for one in named]


def test_a_deferred_letter_goes_again_unchanged(sending: MakeHome, mail_server: MailServer) -> None:
    """A greylist lets it through the next time, with the Message-ID that it had."""
    home = sending({"acme": "grey"})
    code, _, said = home.call("mail", "email", "--via", "smtp", "--yes", "3")
    mail_server.switch("greylist-open")
    again = home.json("mail", "email", "--via", "smtp")
    mail_server.settle()
    (found,) = mail_server.mail("grey@acme.example.org")[-1:]
    (prepared,) = [event for event in events(home, "prepared") if event.letter == again[0]["letter"]]

    assert (1, True) == (code, "1 deferred" in said)
    assert {"acme": "sent"} == results(again)
    assert prepared.fact("message_id") == found["Message-ID"]


@pytest.mark.parametrize(("trouble", "said"), [("over-quota", "5.7.1 daily sending limit reached"), ("full", "4.3.1")])
def test_trouble_of_the_account_stops_the_run(
    sending: MakeHome, mail_server: MailServer, trouble: str, said: str
) -> None:
    """All are sealed and only one is tried; none is refused, and the next run begins with the others."""
    home = sending()
    mail_server.switch(trouble)
    _, _, err = home.call("mail", "email", "--via", "smtp", "--yes", "3")
    tried = [event.kind for event in events(home)]
    mail_server.switch(trouble, on=False)
    again = home.json("mail", "email", "--via", "smtp")

    assert said in err
    assert [*["opened", "prepared"] * 3, "stopped"] == tried
    assert ["bolt", "cask", "acme"] == [one["broker"] for one in again]
    assert {"sent"} == {*results(again).values()}


def test_a_wrong_password_touches_no_letter(sending: MakeHome) -> None:
    """Not even sealed, and the secret is in no output."""
    home = sending(password_command="echo hunter2")  # noqa: S106 - a wrong one
    said = home.fails("mail", "email", "--via", "smtp", "--yes", "3")

    assert "cannot sign in: 535" in said
    assert "hunter2" not in said
    assert [] == events(home)


def test_no_more_leave_than_the_day_allows(sending: MakeHome) -> None:
    """`per_day` counts what left today, and --limit what leaves now; tomorrow is another day."""
    home = sending(per_day=2)
    first = home.json("mail", "email", "--via", "smtp", "--yes", "1", "--limit", "1")
    second = home.json("mail", "email", "--via", "smtp")
    _, _, third = home.call("mail", "email", "--via", "smtp")
    fourth = home.json("mail", "email", "--via", "smtp", today="2026-11-24")

    assert [1, 1, 1] == [len(some) for some in (first, second, fourth)]
    assert "no letter to send" in third
    assert "1 letter held back for a later run: 'per_day' allows 2 a day\n" in third


def test_the_number_to_confirm_is_the_plans(sending: MakeHome) -> None:
    """A limit of the day or of the command holds letters back; who agreed to the plan agreed to fewer today."""
    home = sending(per_day=2)
    planned = len(home.json("plan", "--by", "email")["items"])
    asked = home.fails("mail", "email", "--via", "smtp")
    _, _, dry = home.call("mail", "email", "--via", "smtp", "--dry-run", "--limit", "1")
    wrong = home.fails("mail", "email", "--via", "smtp", "--yes", "4")
    sent = home.json("mail", "email", "--via", "smtp", "--yes", str(planned))
    _, _, after = home.call("mail", "email", "--via", "smtp", "--dry-run")

    assert "2 of 3 letters will leave now, in the name of Sam Specimen,\n" in asked
    assert "1 letter held back for a later run: 'per_day' allows 2 a day\n" in asked
    assert "then add --yes 3)" in asked
    assert "2 letters held back for a later run: --limit\n" in dry
    assert "you confirmed 4, but the plan sends 3 by e-mail" in wrong
    assert [row["result"] for row in sent] == ["sent", "sent"]
    assert "1 letter held back for a later run: 'per_day' allows 2 a day\n" in after


def test_the_dry_run_says_what_waits_by_hand(sending: MakeHome) -> None:
    """As the run does."""
    home = sending()
    home.json("mail", "email", "acme")
    _, _, said = home.call("mail", "email", "--via", "smtp", "--dry-run")

    assert "2 would be sent\n" in said
    assert "1 letter of earlier runs still for you to send:\n" in said


def test_what_is_laid_for_a_person_says_where(home: Home) -> None:
    """And how much of it lay there before; nobody who has a letter is left out."""
    _, _, dry = home.call("mail", "email", "--dry-run")
    home.json("mail", "email", "acme")
    _, _, said = home.call("mail", "email")
    _, _, sealed = home.call("mail", "email", "--via", "null")
    place = home.path / "outbox"

    assert f"3 files would be written to {place} for you to send\n" in dry
    assert f"3 files written to {place} for you to send, 1 of them there already\n" in said
    assert "3 letters sealed, for a later run to send\n" in sealed


def test_a_dry_run_touches_nothing(sending: MakeHome) -> None:
    """It connects to nothing, and says what would leave."""
    home = sending(host="127.0.0.1", port=9)
    found = home.json("mail", "email", "--via", "smtp", "--dry-run")

    assert ["sent"] * 3 == [one["result"] for one in found]
    assert [] == events(home)


def test_specimens_stay(home: Home) -> None:
    """Letters of people who do not exist go to nobody, and not even into the mailbox."""
    profile = home.path / "profile.yaml"
    profile.write_text("specimen: true\n" + profile.read_text(encoding="utf-8"), encoding="utf-8")
    (made,) = home.json("mail", "email", "acme")
    sent, placed = home.fails("mail", "email", "--via", "smtp"), home.fails("mail", "email", "--via", "drafts")

    read = email.message_from_bytes(Path(made["path"]).read_bytes())
    assert "acme@example.org" == read["To"]
    assert "unbroker: the profile is a specimen: nothing is sent by smtp (`--via outbox` writes files)\n" == sent
    assert "nothing is sent by drafts" in placed


def test_what_a_person_may_have_sent_is_not_sent(sending: MakeHome, mail_server: MailServer) -> None:
    """A draft is left alone until somebody says what became of it."""
    home = sending()
    home.json("mail", "email", "acme", "--via", "drafts")
    _, _, said = home.call("mail", "email", "acme", "--via", "smtp")
    placed = home.json("mail", "email", "acme", "--via", "smtp", "--placed", "--yes", "1")
    mail_server.settle()

    assert "1 letter of earlier runs still for you to send:" in said
    assert {"acme": "sent"} == results(placed)


def test_a_letter_that_was_to_be_sent_can_be_placed_instead(sending: MakeHome) -> None:
    """It is recorded, so that no run sends it as well."""
    home = sending({"acme": "busy"})
    home.call("mail", "email", "acme", "--via", "smtp", "--yes", "1")
    home.json("mail", "email", "acme", "--via", "outbox")
    code, _, _ = home.call("mail", "email", "acme", "--via", "smtp")
    (placed,) = events(home, "placed")

    assert (0, "outbox") == (code, placed.fact("via"))
    assert (1, 0) == (len(events(home, "deferred")), len(events(home, "sending")))


def test_a_draft_that_was_sent_is_not_placed_again(sending: MakeHome, mail_server: MailServer) -> None:
    """The folder of sent mail shows it, whatever Message-ID the mail program gave it."""
    home = sending()
    (made,) = home.json("mail", "email", "acme", "--via", "drafts")
    with mail_server.imap() as session:
        session.select("Entw&APw-rfe")
        session.store("1:*", "+FLAGS", r"(\Deleted)")
        session.expunge()
        session.append('"Sent mail"', "", None, f"Subject: x\r\n\r\nReference: {made['letter']}\r\n".encode())
    _, _, said = home.call("mail", "email", "acme", "--via", "drafts")

    assert f"it is already in your sent mail (record it: `unbroker mail left {made['letter']}`)" in said


def test_an_account_that_changed_does_not_send_old_letters(sending: MakeHome) -> None:
    """A sealed letter comes from the address that is sealed in it."""
    home = sending({"acme": "busy"})
    home.call("mail", "email", "acme", "--via", "smtp", "--yes", "1")
    settings = home.path / "settings.yaml"
    settings.write_text(settings.read_text().replace(f'from: "{USER}"', f'user: "{USER}"\n  from: "new@me.example"'))
    _, _, said = home.call("mail", "email", "acme", "--via", "smtp")

    assert f"was sealed to be sent from {USER}, but the account is new@me.example" in said
    assert (1, 0) == (len(events(home, "deferred")), len(events(home, "sending")))


def test_a_follow_up_threads(sending: MakeHome, mail_server: MailServer) -> None:
    """It answers the first letter, under its subject."""
    home = sending()
    home.json("mail", "email", "acme", "--via", "smtp", "--yes", "1")
    home.call("track", "acme", "received", "--proof", "their-words", "--on", "2026-11-24", today="2026-11-25")
    later = home.json("mail", "email", "--via", "smtp", "--follow-ups", "acme", today="2027-02-20")
    mail_server.settle()
    name = events(home, "prepared")[0].fact("message_id")
    found = mail_server.mail("privacy@acme.example.org")
    (first,) = [one for one in found if one["Message-ID"] == name]
    answers = [mail for mail in found if mail["In-Reply-To"] == name]

    assert ["sent"] * len(later) == [one["result"] for one in later]
    assert len(answers) == len(later) == 2  # what is late, and a question about the right that needs no answer
    assert {" ".join(f"Re: {first['Subject']}".split())} == {" ".join(mail["Subject"].split()) for mail in answers}
    assert {name} == {mail["References"] for mail in answers}


def test_a_follow_up_answers_the_reply() -> None:
    """The last message goes first, by the Message-ID with which it was read; what was taken back counts for nothing."""
    reply = {"message_id": "<theirs@acme.example.org>", "ticket": "4711"}
    history = made_up.events(
        made_up.opened(),
        made_up.prepared(by="email", message_id="<ours@example.org>", subject="Deletion [UB-7F3K2Q8Z]"),
        new_event("sent", made_up.DAY, "UB-7F3K2Q8Z", letter="UB-7F3K2Q8Z.1"),
        new_event("acknowledged", made_up.DAY, "UB-7F3K2Q8Z", facts=reply),
        new_event("answered", made_up.DAY, "UB-7F3K2Q8Z", facts={"message_id": "<wrong@acme.example.org>"}),
        new_event("voided", made_up.DAY, "UB-7F3K2Q8Z", voids=5),
    )
    found = thread_of(history)

    assert MessageThread(("<ours@example.org>", "<theirs@acme.example.org>"), "Deletion [UB-7F3K2Q8Z]", "4711") == found
    assert thread_of(history[:2]) is None


@pytest.mark.slow
def test_ctrl_c_lets_the_letter_in_flight_arrive(mail_server: MailServer, tmp_path: Path) -> None:
    """The rest stays for the next call; nothing is unknown."""
    path = household(tmp_path / "home", mail_server.settings(pace=30))
    command = [sys.executable, "-m", "unbroker", "mail", "email", "--via", "smtp", "--yes", "3", "--today", ON]
    ledger = SqliteLedger(path / "ledger.sqlite")
    with subprocess.Popen([*command, "--folder", path], stderr=subprocess.PIPE, text=True) as process:
        until = time.monotonic() + 60
        while not [*ledger.read(kinds=["sending"])] and time.monotonic() < until:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=25)

    assert 130 == process.returncode
    assert "1 sent" in said
    assert [*["opened", "prepared"] * 3, "sending", "sent"] == [event.kind for event in ledger.read()]
    assert [] == [*ledger.read(kinds=["unknown"])]


def test_two_runs_at_once_are_one(sending: MakeHome) -> None:
    """A run holds its lock for its whole length."""
    home = sending()
    with SqliteLedger(home.path / "ledger.sqlite").hold():
        said = home.fails("mail", "email", "--via", "smtp", "--yes", "3")

    assert "another unbroker is running in this folder" in said


def test_nothing_is_readable_by_others(home: Home) -> None:
    """Neither the outbox nor the evidence."""
    home.json("mail", "email")
    made = [path for name in ("outbox", "evidence") for path in (home.path / name).iterdir()]
    modes = {path.stat().st_mode & 0o777 for path in made}

    assert {store.FILE_MODE} == modes
