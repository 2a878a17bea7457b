"""`mail set-up`: the account in settings.yaml, tried with one message to oneself; no password in a file."""

import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import pytest
from household import Home, household
from mail_server import PASSWORD, TOKEN, USER, MailServer

from unbroker.facts import settings


class Drawer(keyring.backend.KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """What was kept."""
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self.kept[service, username] = password


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """The only keyring of the test."""
    made, before = Drawer(), keyring.get_keyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder without an account, with settings that somebody wrote."""
    text = "# mine\nper_day: 40\nmail:\n  host: old.example.org\n\n  user: old\nsheet: us-10 # as in the drawer\n"
    return Home(household(tmp_path / "home", text), capsys)


def account(server: MailServer, *, imap: bool = True) -> list[str]:
    """The options that name the test server."""
    ports = server.ports
    smtp = ["--host", "127.0.0.1", "--port", str(ports["smtps"]), "--security", "tls"]
    mailbox = ["--imap", "127.0.0.1", "--imap-port", str(ports["imaps"])] if imap else []
    return ["mail", "set-up", "--from", USER, *smtp, *mailbox]


def test_writes_the_account_and_tries_it(home: Home, mail_server: MailServer) -> None:
    """One message to oneself; whatever else is in the file stays as it was written."""
    before = len(mail_server.mail(USER))
    answer = home.json(*account(mail_server), "--password-command", f"echo {PASSWORD}")
    mail_server.settle()
    text = (home.path / "settings.yaml").read_text(encoding="utf-8")
    made, problems = settings.parse(text, "settings.yaml")

    assert (True, []) == (answer["tested"], problems)
    assert before + 1 == len(mail_server.mail(USER))
    assert text.startswith("# mine\nper_day: 40\nsheet: us-10 # as in the drawer\nmail:\n")
    assert (USER, "127.0.0.1", None) == (made.mail.address, made.mail.host, made.mail.user)
    assert PASSWORD not in text.replace(f"echo {PASSWORD}", "")


@pytest.mark.parametrize("variable", ["UNBROKER_MAIL_PASSWORD", "UNBROKER_MAIL_TOKEN"])
def test_a_secret_of_the_environment(
    home: Home, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """It is in no file; a token signs in by XOAUTH2 where the mailbox is not asked."""
    monkeypatch.setenv(variable, PASSWORD if variable.endswith("PASSWORD") else TOKEN)
    home.json(*account(mail_server, imap=variable.endswith("PASSWORD")))

    assert os.environ[variable] not in (home.path / "settings.yaml").read_text(encoding="utf-8")


def test_a_password_goes_into_the_keyring(
    home: Home, mail_server: MailServer, drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for without being shown."""
    monkeypatch.setattr("click.prompt", lambda *_, hide_input, **__: PASSWORD if hide_input else "")
    home.json(*account(mail_server), "--keyring")

    assert {("unbroker", USER): PASSWORD} == drawer.kept
    assert PASSWORD not in (home.path / "settings.yaml").read_text(encoding="utf-8")


def test_nothing_is_written_where_the_account_fails(home: Home, mail_server: MailServer) -> None:
    """A wrong password leaves the old settings."""
    before = (home.path / "settings.yaml").read_text(encoding="utf-8")
    said = home.fails(*account(mail_server), "--password-command", "echo hunter2")

    assert f"{USER} cannot sign in: 535" in said
    assert "hunter2" not in said
    assert before == (home.path / "settings.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("false", "the 'password_command' of settings.yaml failed with exit code 1 "),
        ("true", "the 'password_command' of settings.yaml printed nothing "),
        ("no-such-command", "the 'password_command' of settings.yaml cannot be run: No such file or directory "),
        ("echo 'x", "the 'password_command' of settings.yaml cannot be run: No closing quotation "),
    ],
)
def test_a_command_that_prints_no_password(home: Home, mail_server: MailServer, command: str, said: str) -> None:
    """The message says which, and how it failed."""
    hint = "(run it yourself to see why; it must print the secret)"

    assert home.fails(*account(mail_server), "--password-command", command) == f"unbroker: {said}{hint}\n"


def test_no_secret_at_all(home: Home, mail_server: MailServer, drawer: Drawer) -> None:
    """The message names every way to give one."""
    said = home.fails(*account(mail_server))

    assert not drawer.kept
    assert said == (
        f"unbroker: no password for {USER} (name a 'password_command' or 'token_command' below 'mail:' in "
        "settings.yaml, set $UNBROKER_MAIL_PASSWORD, or run `unbroker mail set-up --keyring`)\n"
    )


def test_knows_the_big_providers(home: Home) -> None:
    """By the address; their limits are told as advice."""
    _, _, said = home.call("mail", "set-up", "--from", "sam@gmail.com", "--no-test")
    made, _ = settings.parse((home.path / "settings.yaml").read_text(encoding="utf-8"), "settings.yaml")

    assert "gmail" == made.mail.provider
    assert "Known limit: some 500 messages in any 24 hours" in said
    assert "yours is 40 a day ('per_day').\n" in said


def test_a_provider_that_wants_a_token(home: Home) -> None:
    """A password is not even asked for."""
    said = home.fails("mail", "set-up", "--from", "sam@outlook.com", "--no-test")

    assert "unbroker: Outlook.com takes no password: " in said
    assert said.endswith("(add --token-command)\n")


def test_an_unknown_provider(home: Home) -> None:
    """The server must be named."""
    said = home.fails("mail", "set-up", "--from", "sam@me.example", "--no-test")

    assert "unbroker: the outgoing mail server is not known (add --host HOST)\n" == said


def test_a_mistyped_provider(home: Home) -> None:
    """Did you mean."""
    said = home.fails("mail", "set-up", "--from", "sam@me.example", "--provider", "gmial", "--no-test")

    assert "unbroker: there is no mail provider 'gmial' (did you mean 'gmail'?)\n" == said


def test_specimens_have_no_account(home: Home, mail_server: MailServer) -> None:
    """Nothing is sent for people who do not exist, not even a test."""
    profile = home.path / "profile.yaml"
    profile.write_text("specimen: true\n" + profile.read_text(encoding="utf-8"), encoding="utf-8")
    said = home.fails(*account(mail_server), "--password-command", f"echo {PASSWORD}")

    assert "the profile is a specimen: nothing is sent by smtp" in said
