"""Several unbrokers at once on one folder, as processes: nothing is recorded twice, nothing waits for a run."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import mailed
import pytest
from crowd import Crowd
from household import Home, household
from mail_server import MailServer

from unbroker.actions import record_filing
from unbroker.actions.mailing import mark_sent, seal, send_email
from unbroker.actions.mailing.record_sealed import Parts
from unbroker.actions.mailing.typeset import Typeset
from unbroker.actions.record_filing import SealedMeanwhile
from unbroker.cases.case import Dispatch, fold
from unbroker.folder import open_folder
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.mail.outgoing.delivery import Leaving, Null, Result, untold
from unbroker.mail.outgoing.message import Envelope
from unbroker.planning.selection import Selection
from unbroker.records import Records

ON, DAY = "2026-11-23", date(2026, 11, 23)
FORM = """\
- slug: form
  name: Form Data
  kind: people-search
  country: US
  region: US-CA
  reaches: [{territory: US-CA, because: it says so itself, source: made up, dated: 2026}]
  channels:
    - form: https://form.example.org/privacy
      source: made up
      tier: A
"""


@pytest.fixture(scope="module")
def crowd() -> Iterator[Crowd]:
    """Runs commands at once."""
    crowd = Crowd()
    yield crowd
    crowd.close()


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder with three letters in it, printed and not yet posted."""
    home = Home(household(tmp_path / "home"), capsys)
    home.json("mail", "post", "--by", "post", "--single")
    return home


def on(home: Home, *words: str) -> tuple[str, ...]:
    """A command on a folder."""
    return (*words, "--folder", str(home.path), "--today", ON)


def events(home: Home, *kinds: EventKind) -> list[Event]:
    """What the ledger has, of some kinds."""
    return [*SqliteLedger(home.path / "ledger.sqlite").read(kinds=kinds or None)]


def letters(home: Home) -> dict[str, Dispatch]:
    """The letter of each broker."""
    cases = fold(SqliteLedger(home.path / "ledger.sqlite").read())
    return {case.opening.broker: letter for case in cases for letter in case.dispatches}


def whole(home: Home) -> bool:
    """Whether the chain holds."""
    return SqliteLedger(home.path / "ledger.sqlite").verify() is None


@pytest.mark.slow
def test_of_four_who_close_a_request_one_records(home: Home, crowd: Crowd) -> None:
    """One ends with 0; the others are told why not, and end with 1; round by round there is one event more."""
    for number, broker in enumerate(("acme", "bolt"), 1):
        reference = letters(home)[broker].prepared.reference or ""
        answers = sorted(crowd.at_once(*[on(home, "track", reference, "closed")] * 4))

        assert [0, 1, 1, 1] == [code for code, _ in answers]
        why = "nothing is open to record 'closed' on"
        hint = "correct it, or add --anyway to record it all the same, marked"
        sentence = f"unbroker: {reference}: closed on {ON} is not recorded: {why} ({hint})\n"
        assert [sentence] * 3 == [talk for _, talk in answers[1:]]
        assert len(events(home, "closed")) == number
    assert whole(home)


@pytest.mark.slow
def test_of_four_who_note_the_same_one_records(home: Home, crowd: Crowd) -> None:
    """Also where nothing else speaks against it."""
    answers = sorted(crowd.at_once(*[on(home, "track", "acme", "note", "--note", "they rang")] * 4))

    assert [0, 1, 1, 1] == [code for code, _ in answers]
    assert all("this is already recorded, as event 7" in talk for _, talk in answers[1:])
    assert len(events(home, "note")) == 1


@pytest.mark.slow
def test_of_four_who_post_a_letter_one_records(home: Home, crowd: Crowd) -> None:
    """A letter leaves once, whoever says so."""
    answers = sorted(crowd.at_once(*[on(home, "mail", "left", "post-2026-11-23")] * 4))

    assert [0, 1, 1, 1] == [code for code, _ in answers]
    assert all("has already left, 3 letters" in talk for _, talk in answers[1:])
    assert len(events(home, "sent")) == 3
    assert whole(home)


@pytest.mark.slow
def test_of_four_who_take_an_event_back_one_does(home: Home, crowd: Crowd) -> None:
    """What is taken back stays so, and is taken back once; the letter that the closing withdrew waits again."""
    home.json("track", "acme", "closed")
    closed, withdrawn = events(home, "closed", "withdrawn")
    answers = sorted(crowd.at_once(*[on(home, "track", "acme", "void", str(closed.seq))] * 4))

    assert [0, 1, 1, 1] == [code for code, _ in answers]
    assert all("it has already been taken back" in talk for _, talk in answers[1:])
    assert [event.voids for event in events(home, "voided")] == [closed.seq, withdrawn.seq]


@pytest.mark.slow
def test_of_four_mailings_one_seals_each_letter(
    crowd: Crowd, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are told to wait, or find the letters sealed; no request is opened twice."""
    home = Home(household(tmp_path / "home"), capsys)
    answers = crowd.at_once(*[on(home, "mail", "email")] * 4)

    assert 0 in [code for code, _ in answers]
    assert all(code == 0 or "another unbroker is running in this folder" in talk for code, talk in answers)
    assert len({event.reference for event in events(home, "opened")}) == len(events(home, "opened")) == 3
    assert len({event.letter for event in events(home, "prepared")}) == len(events(home, "prepared")) == 3
    assert whole(home)


class TestDuringARun:
    """While a mailing holds the lock, a person records what happens, and nobody else mails."""

    @pytest.fixture
    def held(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Home]:
        """A folder whose letters left by e-mail but for one, and in which a run is under way."""
        home = Home(household(tmp_path / "home"), capsys)
        mailed.leave(home.path, "acme", "bolt")
        mailed.leave(home.path, "cask", state="prepared")
        with SqliteLedger(home.path / "ledger.sqlite").hold():
            yield home

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            (("track", "acme", "acknowledged"), "acknowledged"),
            (("mail", "left", "cask"), "sent"),
            (("mail", "read", str(mailed.MAILS / "bounce-exim.eml"), "--accept", "certain", "--yes"), "bounced"),
        ],
    )
    def test_recording_does_not_wait(self, held: Home, words: tuple[str, ...], kind: EventKind) -> None:
        """It is recorded at once."""
        before = len(events(held, kind))
        begun = time.monotonic()
        code, _, err = held.call(*words, today="2026-11-25")

        assert (0, before + 1) == (code, len(events(held, kind))), err
        assert time.monotonic() - begun < 8

    @pytest.mark.parametrize("words", [("mail", "email"), ("mail", "post", "--by", "post"), ("mail", "resolve")])
    def test_another_mailing_is_refused(self, held: Home, words: tuple[str, ...]) -> None:
        """And changes nothing."""
        before = len(events(held))
        refusal = held.fails(*words)

        lock = held.path / "ledger.lock"
        assert f"unbroker: {lock}: another unbroker is running in this folder (wait until it has finished)\n" == refusal
        assert before == len(events(held))

    def test_looking_and_dry_runs_go_on(self, held: Home) -> None:
        """They touch nothing."""
        for words in (("status",), ("plan",), ("mail", "email", "--dry-run"), ("ledger", "verify")):
            assert held.call(*words)[0] == 0


@pytest.mark.slow
def test_what_is_marked_as_sent_during_a_run_is_not_sent_by_it(
    mail_server: MailServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run of twelve letters, and somebody who marks them as sent from the other end: each leaves once, by one."""
    names = {f"together{number}": f"Broker {number}" for number in range(12)}
    home = Home(household(tmp_path / "home", mail_server.settings(pace=0.2), names), capsys)
    home.json("mail", "email", "--via", "null")
    marked: set[str] = set()
    command = [sys.executable, "-m", "unbroker", *on(home, "mail", "email", "--via", "smtp", "--yes", "12")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
        until = time.monotonic() + 30
        while not events(home, "sending"):
            assert time.monotonic() < until
            time.sleep(0.02)
        for letter in reversed([event.letter or "" for event in events(home, "prepared")]):
            if home.call("mail", "left", letter)[0] == 0:
                marked.add(letter)
        talk = run.communicate(timeout=60)[1]
    mail_server.settle()
    received = mail_server.received()
    came = {letter.letter: received[letter.facts.message_id or ""] for letter in letters(home).values()}

    assert 0 < len(marked) < 12, talk
    assert {letter: int(letter not in marked) for letter in came} == came
    assert {event.letter for event in events(home, "sending")} == {*came} - marked
    assert len(events(home, "sent")) == 12
    assert {letter.state for letter in letters(home).values()} == {"sent"}


class Meddled(Null):
    """A sender in the middle of whose work a person marks the letter as sent."""

    def __init__(self, records: Records) -> None:
        self.records = records

    def send(self, envelope: Envelope, content: bytes, before_leaving: Leaving = untold) -> Result:
        """Lay it out."""
        leaving = mark_sent.plan_mark_sent(self.records, envelope.letter, DAY, DAY)
        mark_sent.do_mark_sent(self.records, leaving, datetime.now(UTC))
        return super().send(envelope, content, before_leaving)


def test_what_is_marked_as_sent_does_not_lie_ready_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where somebody marks a letter as sent while a run lays it into the outbox, it stays sent."""
    home = Home(household(tmp_path / "home"), capsys)
    home.json("mail", "email", "--via", "null")
    folder = open_folder(home.path)
    run = send_email.plan_send_email(folder, Selection(), DAY, "outbox")
    send_email.do_send_email(folder, run, Meddled(folder.records), lambda: datetime.now(UTC))

    assert {letter.state for letter in letters(home).values()} == {"sent"}
    assert events(home, "placed") == []


def test_what_was_filed_while_it_was_typeset_is_not_sealed_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A person records a filing after the run has looked, and before the run seals: the request is opened once."""
    home = Home(household(tmp_path / "home"), capsys)
    (home.path / "brokers.yaml").write_text(FORM, encoding="utf-8")
    folder = open_folder(home.path)
    mailing = seal.plan_mailing(folder, "form", Selection(brokers=("form",)), DAY)
    filing = record_filing.plan_filing(folder, "form", DAY, {}, DAY)

    def finish(letter: Typeset) -> Parts:
        record_filing.do_filing(folder, filing, datetime.now(UTC))
        return Parts({"text": (letter.letter.text if letter.letter else "").encode()})

    sealed = seal.do_seal(folder, mailing, finish, lambda: datetime.now(UTC))
    (change,) = sealed.changed

    assert str(change) == f"{filing.item.draft.letter} to form: was sealed in the meantime"
    assert ["opened", "prepared", "sent"] == [event.kind for event in events(home)]
    with pytest.raises(SealedMeanwhile):
        record_filing.do_filing(folder, filing, datetime.now(UTC))
    assert ["opened", "prepared", "sent"] == [event.kind for event in events(home)]
