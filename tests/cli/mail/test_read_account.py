"""`mail read --account`: what came back is fetched from the mailbox, shown like a file, and recorded the same way."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from household import Home, household
from imap_line import Habits, imap_line
from mail_server import MailServer
from mailed import MAILS, leave

from unbroker.actions.read_replies import Inbox, plan_fetch
from unbroker.cli.mail import from_account
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.mail.incoming.mailbox_search import Question

TODAY, CAME = "2026-11-25", datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
EXIM, DENIED, NOBODY = (MAILS / f"{name}.eml" for name in ("bounce-exim", "denied-outside", "answer-from-nowhere"))
MakeHome = Callable[..., Home]
INSTEAD = (
    "the server does not search by header: of the mails since 2026-11-23, Message-ID, In-Reply-To and References "
    "were looked at instead"
)


@pytest.fixture
def user(request: pytest.FixtureRequest) -> str:
    """Whoever has the mailbox of this test alone."""
    return f"{re.sub(r'[^a-z0-9]+', '-', request.node.name.casefold()).strip('-')}@me.example"


@pytest.fixture
def make_home(mail_server: MailServer, user: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> MakeHome:
    """Makes a folder from which three letters left by e-mail, with an account and mails in it."""

    def make(*paths: Path, **settings: object) -> Home:
        mail_server.fill(user, [path.read_bytes() for path in paths], CAME)
        path = household(tmp_path / "home", mail_server.settings(**{"user": user, **settings}))  # type: ignore[arg-type]
        leave(path)
        return Home(path, capsys)

    return make


def read(home: Home, *words: str) -> tuple[int, str, str]:
    """Read from the account."""
    return home.call("mail", "read", "--account", *words, today=TODAY)


def kinds(home: Home) -> Sequence[str]:
    """What was recorded since the letters left."""
    return [event.kind for event in SqliteLedger(home.path / "ledger.sqlite").read()][12:]


def test_what_is_certain_is_recorded_and_not_fetched_again(
    make_home: MakeHome, mail_server: MailServer, user: str
) -> None:
    """The mail is filed as it came; a further call asks, and fetches only what was left to the person."""
    home = make_home(EXIM, DENIED, NOBODY)
    before = mail_server.listing(user)
    first = read(home, "--accept", "certain", "--yes")
    already = len(mail_server.asked(user))
    second = read(home, "--accept", "certain", "--yes")
    whole = [command for command in mail_server.asked(user)[already:] if "BODY.PEEK[]" in command]
    evidence = {path.read_bytes().replace(b"\r\n", b"\n") for path in (home.path / "evidence").iterdir()}

    assert (0, 0, ["bounced"]) == (first[0], second[0], kinds(home))
    assert first[2].startswith("asked INBOX for mails about 3 letters: 2 mails fetched\n")
    assert second[2].startswith("asked INBOX for mails about 3 letters: 1 mail fetched, 1 read before\n")
    assert (1, True) == (len(whole), EXIM.read_bytes() in evidence)
    assert before == mail_server.listing(user)


def test_each_remains_a_proposal(make_home: MakeHome) -> None:
    """Nothing is recorded that nobody accepted; the place says where it lies."""
    home = make_home(EXIM, DENIED)
    code, out, _ = read(home, "--json")

    assert (0, []) == (code, kinds(home))
    assert [("INBOX, mail 1", "proposed"), ("INBOX, mail 2", "proposed")] == [
        (mail["file"], mail["result"]) for mail in json.loads(out)
    ]


def test_a_folder_of_their_own(make_home: MakeHome, mail_server: MailServer, user: str) -> None:
    """All that lies in it is read, also what refers to no Message-ID."""
    home = make_home(EXIM)
    mail_server.fill(user, [(MAILS / "answer-by-sender.eml").read_bytes()], CAME, "Brokers")
    code, out, err = read(home, "--in", "brokers", "--json")

    assert (0, ["Brokers, mail 1"]) == (code, [mail["file"] for mail in json.loads(out)])
    assert "asked Brokers for all mails: 1 mail fetched\n" in err


def test_what_the_server_does_not_do_is_said(make_home: MakeHome, mail_server: MailServer) -> None:
    """And what was done instead."""
    with imap_line(mail_server, Habits(refuses="UID SEARCH .*OR")) as port:
        _, _, err = read(make_home(EXIM, DENIED, imap_port=port), "--json")

    assert err.splitlines() == [
        "asked INBOX for mails about 3 letters: 1 mail fetched",
        INSTEAD,
        "the server does not search delivery reports: move those into a folder, and read it with --in FOLDER",
    ]


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("largest", "INBOX, mail 1: is too large to be a mail, and was not fetched\n"),
        ("most", "2 mails more: record these, then run it again\n"),
    ],
)
def test_what_is_left_there_is_said(
    make_home: MakeHome, monkeypatch: pytest.MonkeyPatch, limit: str, message: str
) -> None:
    """A mail larger than any mail, and those that one sitting does not hold."""

    def plan(inbox: Inbox, names: Sequence[str]) -> Question:
        return replace(plan_fetch(inbox, names), **{limit: 1000 if limit == "largest" else 1})  # type: ignore[arg-type]

    monkeypatch.setattr(from_account, "plan_fetch", plan)
    _, _, err = read(make_home(EXIM, DENIED), "--json")

    assert err.endswith(message)


HINT = "check 'imap', 'user' and the password of settings.yaml, or set them again with `unbroker mail set-up`"


@pytest.mark.parametrize(
    ("settings", "words", "message"),
    [
        ({"password_command": "echo hunter2"}, (), f"cannot sign in: .*[(]{HINT}[)]\n"),
        ({"imap": None}, (), "settings.yaml has no 'imap' below 'mail:' [(]`unbroker mail set-up` asks for it[)]\n"),
        ({}, ("--in", "Imbox"), "the mailbox has no folder 'Imbox' [(]did you mean 'inbox'[?][)]\n"),
    ],
    ids=["password", "no mailbox", "folder"],
)
def test_what_the_user_can_mend(
    make_home: MakeHome, settings: dict[str, object], words: Sequence[str], message: str
) -> None:
    """It is a sentence, and names the next command."""
    said = make_home(EXIM, **settings).fails("mail", "read", "--account", *words, today=TODAY)

    assert re.search(message, said)
    assert "hunter2" not in said


def test_no_account(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command that names one is told."""
    home = Home(household(tmp_path / "home"), capsys)
    leave(home.path)

    assert home.fails("mail", "read", "--account", today=TODAY) == (
        "unbroker: settings.yaml names no address to send from (`unbroker mail set-up` asks for it)\n"
    )


def test_nothing_is_out(mail_server: MailServer, user: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a letter nobody is asked anything, with a folder or without."""
    home = Home(household(tmp_path / "home", mail_server.settings(user=user)), capsys)

    assert "no letter of yours went by e-mail: there is nothing to search for" in home.fails(
        "mail", "read", "--account"
    )
    assert "no letter of yours is sealed: nothing can have come back" in home.fails(
        "mail", "read", "--account", "--in", "INBOX"
    )
    assert [] == mail_server.asked(user)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name a FILE, - to paste a mail, or --account to search your mail account"),
        (("--in", "INBOX", "x.eml"), "--in names a folder of the mail account: it needs --account"),
        (("--account", "x.eml"), "--account reads the mailbox: read files in a separate run"),
    ],
)
def test_what_does_not_go_together(make_home: MakeHome, words: Sequence[str], message: str) -> None:
    """The message says what does."""
    assert message in make_home().fails("mail", "read", *words)


def test_a_lost_connection(make_home: MakeHome, mail_server: MailServer) -> None:
    """Nothing is recorded, and the next call goes on."""
    with imap_line(mail_server, Habits(cuts_at=r"UID FETCH \d+ \(BODY")) as port:
        home = make_home(EXIM, imap_port=port)
        said = home.fails("mail", "read", "--account", "--accept", "certain", "--yes", today=TODAY)

    assert re.search(r": nothing was recorded, and the mailbox is unchanged \(run it again\)", said)
    assert [] == kinds(home)


def test_an_interruption(make_home: MakeHome, mail_server: MailServer) -> None:
    """Ctrl-C while it fetches ends at once, with nothing recorded."""
    with imap_line(mail_server, Habits(interrupts_at=r"UID FETCH \d+ \(BODY")) as port:
        home = make_home(EXIM, imap_port=port)
        code, _, err = read(home, "--accept", "certain", "--yes")

    assert (130, "unbroker: stopped", []) == (code, err.strip(), kinds(home))
