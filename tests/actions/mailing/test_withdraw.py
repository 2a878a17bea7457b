"""Withdrawing letters that have not left, in every state that a letter can be in, and after every mailing."""

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from household import Home, household, manifest_of
from made_up import new_event

from unbroker import cli
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import ON_ITS_WAY, EventKind
from unbroker.ledger.sqlite import SqliteLedger

ON, RUN, DAY = "2026-11-23", "post-2026-11-23", date(2026, 11, 23)
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
FORM = "    - form: https://{slug}.example.org/form\n      source: made up\n      tier: A\n"
BY_KIND = {
    "post": ("mail", "post", "--by", "post"), "email": ("mail", "email", "--by", "email"),
    "form": ("mail", "forms", "--by", "form"),
}  # fmt: skip


@pytest.fixture(scope="module")
def reachable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three brokers who can be reached by e-mail, by post and through a form."""
    path = household(tmp_path_factory.mktemp("reachable") / "home")
    brokers = path / "brokers.yaml"
    text = brokers.read_text(encoding="utf-8")
    for slug in ("acme", "bolt", "cask"):
        mail = f"    - email: privacy@{slug}.example.org\n"
        text = text.replace(mail, f"{FORM.format(slug=slug)}{mail}")
    brokers.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def posted(reachable: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, with a letter to the first of them that waits in a print run."""
    path = shutil.copytree(reachable, tmp_path_factory.mktemp("posted") / "home")
    assert cli.run(["mail", "post", "acme", "--today", ON, "--folder", str(path)]) == 0
    return path


@pytest.fixture
def home(reachable: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of the folder with nothing sealed."""
    return Home(shutil.copytree(reachable, tmp_path / "home"), capsys)


@pytest.fixture
def waiting(posted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of the folder whose letter waits."""
    return Home(shutil.copytree(posted, tmp_path / "home"), capsys)


def ledger(home: Home) -> SqliteLedger:
    """Its ledger."""
    return SqliteLedger(home.path / "ledger.sqlite")


def events(home: Home, *kinds: EventKind) -> list[Event]:
    """What the ledger has, of some kinds."""
    return [*ledger(home).read(kinds=kinds or None)]


def outbox(home: Home) -> dict[str, bytes]:
    """What lies in the outbox, by path."""
    place = home.path / "outbox"
    return {str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}


def put(home: Home, letter: str, *kinds: EventKind) -> None:
    """Something happens to a letter."""
    reference = letter.partition(".")[0]
    happenings = [new_event(kind, DAY, reference, letter=letter, run=RUN) for kind in kinds]
    ledger(home).append(happenings, AT)


STATES: Mapping[EventKind, tuple[tuple[EventKind, ...], int, str]] = {
    "prepared": ((), 0, "is withdrawn and will not leave"),
    "placed": (("placed",), 1, "you may have sent it yourself (add --left if it left, --not-left if it did not)"),
    "sending": (("sending",), 1, "it may have left (settle that first with `unbroker mail resolve`"),
    "sent": (("sent",), 1, "has already left, 1 letter on 2026-11-23"),
    "refused": (("sending", "refused"), 1, "no letter of it is waiting to leave"),
    "deferred": (("sending", "deferred"), 0, "is withdrawn and will not leave"),
    "stopped": (("sending", "stopped"), 0, "is withdrawn and will not leave"),
    "unknown": (("sending", "unknown"), 1, "it may have left (settle that first with `unbroker mail resolve`"),
    "bounced": (("sent", "bounced"), 1, "no letter of it is waiting to leave"),
    "withdrawn": (("withdrawn",), 0, "was already withdrawn, on 2026-11-23"),
}


@pytest.mark.parametrize("state", sorted(ON_ITS_WAY))
@pytest.mark.parametrize("named", ["letter", "run", "reference", "broker"])
def test_each_state_of_a_letter(waiting: Home, state: EventKind, named: str) -> None:
    """What waits is withdrawn, what was laid out is asked about, and what left or may have left is refused in words."""
    home = waiting
    (sealed,) = events(home, "prepared")
    assert sealed.letter is not None
    letter = sealed.letter
    happenings, code, words = STATES[state]
    put(home, letter, *happenings)
    before = len(events(home))
    name = {"letter": letter, "run": RUN, "reference": letter.partition(".")[0], "broker": "acme"}[named]
    answered, out, err = home.call("mail", "withdraw", name)
    added = [event.kind for event in events(home)[before:]]

    assert (answered, added) == (code, ["withdrawn"] if "is withdrawn" in words else [])
    assert words in out + err


def test_what_was_sealed_stays(home: Home) -> None:
    """Every file that the letter named is in the evidence as before."""
    home.json("mail", "post", "acme")
    (sealed,) = events(home, "prepared")
    before = {name: (home.path / "evidence" / name).read_bytes() for name in sealed.evidence}
    home.json("mail", "withdraw", "acme")

    assert before == {name: (home.path / "evidence" / name).read_bytes() for name in sealed.evidence}


@pytest.mark.parametrize("kind", BY_KIND)
def test_a_withdrawn_letter_is_in_no_mailing(home: Home, kind: str) -> None:
    """Not handed out again, not labelled, not marked by its run; the others of the run are."""
    made = home.json(*BY_KIND[kind])
    letters = {outcome["broker"]: outcome["letter"] for outcome in made}
    home.json("mail", "withdraw", "bolt", "--not-left")
    again = home.json(*BY_KIND[kind], "--again", "--for", "me", "acme")
    run = made[0]["run"]
    left = home.json("mail", "left", run)

    assert letters["bolt"] not in [outcome["letter"] for outcome in again]
    assert sorted(event["letter"] for event in left) == sorted(
        outcome["letter"] for outcome in again if outcome["run"] == run
    )
    assert letters["bolt"] not in [event["letter"] for event in left]


def test_labels_and_services_leave_it_out(home: Home) -> None:
    """Neither the label sheet nor the list of a print service has it."""
    made = home.json("mail", "post", "--by", "post", "--service", "lob")
    letters = {outcome["broker"]: outcome["letter"] for outcome in made}
    place = home.path / "outbox" / f"{RUN}-lob"
    _, _, err = home.call("mail", "withdraw", "bolt")
    labels = home.json("mail", "labels", f"{RUN}-lob")
    rows = (place / "lob.csv").read_text(encoding="utf-8")

    assert [label["letter"] for label in labels] == [letters["acme"], letters["cask"]]
    assert letters["bolt"] not in rows
    assert letters["acme"] in rows
    assert sorted(path.name for path in place.glob("*.pdf")) == [
        f"acme-{letters['acme']}.pdf", f"cask-{letters['cask']}.pdf"
    ]  # fmt: skip
    assert f"{RUN}-lob was made again without what was withdrawn" in err


def test_withdrawing_again_asks_for_nothing_that_is_done(home: Home) -> None:
    """The file that the first call deleted is nowhere else."""
    home.json("mail", "email", "--by", "email")
    _, _, first = home.call("mail", "withdraw", "email-2026-11-23", "--not-left")
    code, _, again = home.call("mail", "withdraw", "email-2026-11-23", "--not-left")

    assert first.count("deleted: ") == 3
    assert (code, again) == (0, "")


def test_a_pile_is_printed_anew_for_the_rest(home: Home) -> None:
    """Byte for byte what a print run of the rest is, at once; and it says to throw the old one away."""
    home.json("mail", "post", "--by", "post")
    code, out, err = home.call("mail", "withdraw", "bolt")
    at_once = outbox(home)
    shutil.rmtree(home.path / "outbox")
    home.json("mail", "post", "acme")

    assert code == 0
    assert "to bolt is withdrawn and will not leave\n" in out
    assert f"{RUN} was made again without what was withdrawn, in " in err
    assert err.endswith(": throw away the old print\n")
    assert at_once == outbox(home)
    assert [row["broker"] for row in manifest_of(home.path / "outbox" / RUN)] == ["acme", "cask"]


def test_nothing_is_left_of_a_pile(home: Home) -> None:
    """Its files are taken away, and with them its folder; labels that lie in it stay."""
    home.json("mail", "post", "--by", "post")
    (home.path / "outbox" / RUN / "labels.pdf").write_bytes(b"mine")
    _, _, err = home.call("mail", "withdraw", RUN)

    assert [*outbox(home)] == [f"{RUN}/labels.pdf"]
    assert err == f"{RUN} has no letters left: throw away what you printed of it\n"
    assert len(events(home, "withdrawn")) == 3


@pytest.mark.parametrize(("words", "ending"), [(("mail", "post", "--single"), "pdf"), (("mail", "email"), "eml")])
def test_our_own_copy_is_deleted_unless_it_was_changed(home: Home, words: tuple[str, ...], ending: str) -> None:
    """A file that somebody wrote in is named, and stays."""
    one, other = home.json(*words, "acme", "bolt")
    changed = home.path / "outbox" / f"bolt-{other['letter']}.{ending}"
    changed.write_bytes(changed.read_bytes() + b"\n")
    _, _, err = home.call("mail", "withdraw", one["letter"], "--not-left")
    _, _, also = home.call("mail", "withdraw", other["letter"], "--not-left")

    assert [*outbox(home)] == [changed.name]
    assert f"deleted: {home.path}/outbox/acme-{one['letter']}.{ending}\n" in err
    assert f"delete {changed} yourself: it was changed since it was made\n" in also


def test_a_draft_is_named_by_its_folder_and_subject(home: Home) -> None:
    """It lies in the mailbox, where only its owner deletes."""
    (made,) = home.json("mail", "email", "acme", "--via", "null")
    letter, reference = made["letter"], made["letter"].partition(".")[0]
    ledger(home).append([new_event("placed", DAY, reference, letter=letter, facts={"via": "drafts"})], AT)
    _, _, err = home.call("mail", "withdraw", "acme", "--not-left")
    (sealed,) = events(home, "prepared")

    subject = sealed.fact("subject")
    assert err == f"delete the draft “{subject}” to privacy@acme.example.org from your mailbox\n"


def test_a_sheet_of_forms_is_made_anew(home: Home) -> None:
    """It shows the rest; with nothing left it is deleted."""
    made = home.json("mail", "forms", "acme", "bolt")
    letters = {outcome["broker"]: outcome["letter"] for outcome in made}
    home.json("mail", "withdraw", "bolt", "--not-left")
    (screen,) = home.path.glob("outbox/form-*.html")
    page = screen.read_text(encoding="utf-8")
    home.json("mail", "withdraw", "acme", "--not-left")

    assert letters["acme"] in page
    assert letters["bolt"] not in page
    assert outbox(home) == {}


def test_it_may_have_left_by_hand(home: Home) -> None:
    """With --left it is recorded as sent on its day, and nothing is deleted."""
    (made,) = home.json("mail", "email", "acme")
    (answer,) = home.json("mail", "withdraw", "acme", "--left", "--on", "yesterday", today="2026-11-25")
    before = outbox(home)

    assert answer == {"letter": made["letter"], "broker": "acme", "result": "sent", "run": "email-2026-11-23"}
    assert [(event.kind, str(event.on)) for event in events(home)][-1] == ("sent", "2026-11-24")
    assert [*before] == [f"acme-{made['letter']}.eml"]


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "kinds"), [("yes", ["sent"]), ("no", ["withdrawn"]), ("later", [])])
def test_whoever_sits_there_is_asked(home: Home, answer: str, kinds: list[str]) -> None:
    """Yes, no or later; what is not known yet waits on."""
    home.json("mail", "email", "acme")
    before = len(events(home))
    command = [sys.executable, "-m", "unbroker", "mail", "withdraw", "acme", "--today", ON, "--folder", str(home.path)]
    leader, follower = pty.openpty()
    with subprocess.Popen(command, stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.write(leader, f"{answer}\n".encode())
        _, err = process.communicate(timeout=60)
    os.close(leader)
    os.close(follower)

    assert b"Did it leave?" in err
    assert process.returncode == (1 if answer == "later" else 0)
    assert [event.kind for event in events(home)[before:]] == kinds


def test_it_can_be_asked_anew(home: Home) -> None:
    """Under another reference, as if it had never been asked: no round more, and nothing holds it."""
    before = home.json("plan", "acme")["items"]
    (made,) = home.json("mail", "post", "acme")
    home.json("mail", "withdraw", "acme")
    (cases,) = {(row["state"], row["next"]) for row in home.json("status", "acme")}
    planned = home.json("plan", "acme")
    (again,) = home.json("mail", "post", "acme")
    rounds = [event.facts.stored().get("round", 1) for event in events(home, "opened")]

    assert cases == ("closed", None)
    assert [item["rights"] for item in planned["items"]] == [item["rights"] for item in before]
    assert planned["left_out"] == []
    assert again["letter"] != made["letter"]
    assert rounds == [1, 1]


def test_it_waits_again_when_the_withdrawal_is_taken_back(home: Home) -> None:
    """Unless the same is asked anew by then."""
    (made,) = home.json("mail", "post", "acme")
    home.json("mail", "withdraw", "acme")
    (withdrawal,) = events(home, "withdrawn")
    home.json("track", "acme", "void", str(withdrawal.seq))
    (waits,) = home.json("mail", "post", "acme")
    home.json("mail", "withdraw", "acme")
    (anew,) = home.json("mail", "post", "acme")
    seq = str(events(home, "withdrawn")[-1].seq)

    assert waits == made
    refused = home.fails("track", made["letter"].partition(".")[0], "void", seq)
    assert f"event {seq} cannot be taken back: {anew['letter']} was sealed in its place since then" in refused


def test_closing_withdraws_what_waits(home: Home) -> None:
    """In the same step, and said; taking the closing back lets the letter wait again."""
    (made,) = home.json("mail", "post", "acme")
    code, _, err = home.call("track", "acme", "closed")
    closed, withdrawn = events(home)[-2:]
    gone = outbox(home)
    home.call("track", made["letter"].partition(".")[0], "void", str(closed.seq))
    (waits,) = home.json("mail", "post", "acme")

    assert (code, closed.kind, withdrawn.kind, closed.at) == (0, "closed", "withdrawn", withdrawn.at)
    assert f"{made['letter']} was sealed but had not left: it is withdrawn\n" in err
    assert f"{RUN} has no letters left: throw away what you printed of it\n" in err
    assert gone == {}
    assert waits == made


def test_closing_one_right_withdraws_nothing(home: Home) -> None:
    """The letter asks for others, too."""
    home.json("mail", "post", "acme")
    home.json("track", "acme/delete", "closed")

    assert events(home, "withdrawn") == []


def test_a_person_cannot_say_that_it_left(home: Home) -> None:
    """`track` says that it was withdrawn; `mail left` finds nothing that waits."""
    (made,) = home.json("mail", "post", "acme")
    home.json("mail", "withdraw", "acme")

    assert "was withdrawn on 2026-11-23" in home.fails("track", made["letter"], "sent")
    assert "no letter of it is waiting to leave" in home.fails("mail", "left", RUN)


def test_names_that_mean_nothing_are_refused_with_the_nearest(home: Home) -> None:
    """A run, a broker, a letter; and a broker whose letters are of several requests."""
    home.json("mail", "post", "acme")

    assert "there is no letter, run or case 'acne' (did you mean 'acme'?)" in home.fails("mail", "withdraw", "acne")
    assert f"(did you mean '{RUN}'?)" in home.fails("mail", "withdraw", "post-2026-11-24")
    assert events(home, "withdrawn") == []


def test_a_dry_run_withdraws_nothing(home: Home) -> None:
    """It names the letters, and of which it would ask."""
    home.json("mail", "post", "acme")
    home.json("mail", "email", "bolt")
    _, post, _ = home.call("mail", "withdraw", "acme", "--dry-run")
    _, mail, _ = home.call("mail", "withdraw", "bolt", "--dry-run")

    assert post.endswith(" to acme would be withdrawn\n")
    assert mail.endswith(" to bolt would be withdrawn; you are asked whether it left\n")
    assert events(home, "withdrawn") == []


def test_a_run_under_way_is_waited_for(home: Home) -> None:
    """While letters are being handed out none is withdrawn."""
    home.json("mail", "post", "acme")
    with ledger(home).hold():
        said = home.fails("mail", "withdraw", "acme")

    assert "another unbroker is running in this folder" in said
    assert events(home, "withdrawn") == []


def test_killed_before_the_pile_was_made_anew_the_same_call_does_it(home: Home) -> None:
    """The event stands; the files are looked after again."""
    made = home.json("mail", "post", "--by", "post")
    letter = next(outcome["letter"] for outcome in made if outcome["broker"] == "bolt")
    put(home, letter, "withdrawn")
    code, out, _ = home.call("mail", "withdraw", letter)

    assert (code, len(events(home, "withdrawn"))) == (0, 1)
    assert "was already withdrawn, on 2026-11-23" in out
    assert [row["broker"] for row in manifest_of(home.path / "outbox" / RUN)] == ["acme", "cask"]


def test_the_report_does_not_count_it(home: Home) -> None:
    """Nobody was asked by a letter that never left."""
    home.json("mail", "post", "acme")
    home.json("mail", "withdraw", "acme")

    assert home.json("report")["asked"] == 0


def test_a_follow_up_that_was_withdrawn_is_called_for_again(home: Home) -> None:
    """By a further letter of the request, whose case goes on; the case file tells nothing of the withdrawn one."""
    (first,) = home.json("mail", "post", "acme")
    home.json("mail", "left", "acme")
    home.json("track", "acme", "received", "--proof", "carrier", "--on", "2026-11-26", today="2026-12-01")
    home.json("track", "acme/opt-out", "answered", "--outcome", "fulfilled", today="2026-12-01")
    (second,) = home.json("mail", "post", "--follow-ups", today="2027-02-20")
    (answer,) = home.json("mail", "withdraw", "acme", today="2027-02-20")
    rows = home.json("status", "acme", today="2027-02-20")
    states = {row["state"] for row in rows if row["right"] != "opt-out"}
    (third,) = home.json("mail", "post", "--follow-ups", today="2027-02-21")
    attached = [row["name"] for row in home.json("casefile", "acme", today="2027-02-21")["exhibits"]]

    assert (answer["letter"], states) == (second["letter"], {"overdue"})
    assert [name.rpartition(".")[2] for name in (first["letter"], second["letter"], third["letter"])] == ["1", "2", "3"]
    assert not any(second["letter"] in name for name in attached)
    assert any(first["letter"] in name for name in attached)


def test_a_resend_that_was_withdrawn_is_planned_again(home: Home) -> None:
    """The first letter bounced, the second was withdrawn: the third goes where the second would have gone."""
    (first,) = home.json("mail", "email", "acme")
    home.json("mail", "left", "acme")
    home.json("track", "acme", "bounced")
    (second,) = home.json("mail", "post", "acme")
    home.json("mail", "withdraw", second["letter"])
    (third,) = home.json("mail", "post", "acme")

    reference = first["letter"].partition(".")[0]
    assert [second["letter"], third["letter"]] == [f"{reference}.2", f"{reference}.3"]


def test_the_yearly_number_of_requests_counts_what_was_asked(home: Home) -> None:
    """California makes access free twice in twelve months: what was withdrawn is none of them."""
    for _ in range(3):
        home.json("mail", "post", "acme", "--right", "access-categories")
        home.json("mail", "withdraw", RUN)
    planned = home.json("plan", "acme", "--right", "access-categories")

    assert [item["rights"] for item in planned["items"]] == [["access-categories"]]
