"""`mail set-up`: the account that letters leave from."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker import folder as folders
from unbroker.actions.plan_email import SpecimensStay
from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened
from unbroker.facts import provider, settings
from unbroker.facts.provider import Provider
from unbroker.facts.settings import Mail
from unbroker.mail.outgoing import message, secret, senders
from unbroker.mail.outgoing.account import account
from unbroker.mail.outgoing.message import Envelope


class NothingSaid(UserError):  # noqa: N818 - the sentence is the name
    """Something must be known, and nobody is here to be asked."""

    def __init__(self, what: str, option: str) -> None:
        super().__init__(f"{what} is not known (add {option})")


class WantsToken(UserError):  # noqa: N818 - the sentence is the name
    """The provider takes no password."""

    def __init__(self, known: Provider) -> None:
        super().__init__(f"{known.name} takes no password: {known.advice} (add --token-command)")


class TestFailed(UserError):  # noqa: N818 - the sentence is the name
    """The account does not take a letter."""

    def __init__(self, said: str) -> None:
        super().__init__(f"the test message was not taken: {said}; settings.yaml is as it was")


@click.command("set-up", short_help="Name the mail account that letters leave from.")
@click.option("--from", "sender", metavar="ADDRESS", help="The address that your letters come from.")
@click.option("--provider", "name", metavar="NAME", help="A big provider: gmail, icloud, fastmail, yahoo and so on.")
@click.option("--host", metavar="HOST", help="Another provider's server that takes mail to be sent.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="Its port, if it is not 465.")
@click.option("--security", type=click.Choice(["tls", "starttls"]), help="If the port does not tell.")
@click.option("--imap", metavar="HOST", help="The server of the mailbox: for drafts, and to look into sent mail.")
@click.option("--imap-port", type=click.IntRange(1, 65535), metavar="N", help="Its port, if it is not 993.")
@click.option("--user", metavar="NAME", help="The name to sign in with, if it is not the address.")
@click.option("--password-command", metavar="COMMAND", help="A command that prints the password.")
@click.option("--token-command", metavar="COMMAND", help="A command that prints an access token (OAuth 2).")
@click.option("--keyring", is_flag=True, help="Ask for the password, and keep it in this machine's keyring.")
@click.option("--no-test", is_flag=True, help="Connect to nothing, and send no test message.")
@common
def set_up(
    *, sender: str | None, name: str | None, host: str | None, port: int | None, security: str | None,
    imap: str | None, imap_port: int | None, user: str | None, password_command: str | None,
    token_command: str | None, keyring: bool, no_test: bool, as_json: bool, today: date, folder: Path | None,
) -> None:  # fmt: skip
    """Write the mail account into settings.yaml, and send one test message to your own address.

    No password is ever written into a file: a command prints it, the keyring keeps it, or it stands in
    $UNBROKER_MAIL_PASSWORD (a token in $UNBROKER_MAIL_TOKEN).
    """
    own = opened(folder)
    sender = sender or _ask("the address that your letters come from", "--from ADDRESS")
    known = provider.load().get(name or "") if name else (None if host else provider.of_address(sender))
    told = {
        "provider": name or (known.slug if known else None), "host": host, "port": port, "security": security,
        "imap": imap, "imap_port": imap_port, "user": user, "from": sender,
        "password_command": password_command, "token_command": token_command,
    }  # fmt: skip
    if not (told["provider"] or host):
        told["host"] = _ask("the server that takes mail to be sent", "--host HOST")
    path = own.path / "settings.yaml"
    text = settings.with_mail(files.read_text(path) if path.exists() else "", told)
    mail = folders.read_settings(text, path).mail
    if known is not None:
        if known.sign_in == ("token",) and not token_command:
            raise WantsToken(known)
        screen.say(f"{known.name}: {known.advice}.")
        screen.say(f"Known limit: {known.limit or 'none is known'}; yours is {own.settings.per_day} a day ('per_day').")
    if keyring:
        secret.keep(account(mail, provider.load()).user, _hidden())
    if not no_test:
        _test(mail, own.path, specimen=own.profile.specimen)
    files.write(path, text.encode())
    if as_json:
        screen.show_json({"path": str(path), "tested": not no_test})
    else:
        screen.show(str(path))
    screen.say("next: `unbroker mail email --dry-run --via smtp` shows what would leave")


def _ask(what: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise NothingSaid(what, option)
    said: str = click.prompt(what[0].upper() + what[1:], err=True)
    return said.strip()


def _hidden() -> str:
    said: str = click.prompt("Password, best one made for this program", hide_input=True, err=True)
    return said


def _test(mail: Mail, path: Path, *, specimen: bool) -> None:
    """Send one message to oneself, and look for the folder of drafts where there is a mailbox.

    Raises:
        SpecimensStay: nobody of the folder exists.
        CannotSend: the servers are not to be had.
        TestFailed: the message was not taken.
    """
    if specimen:
        raise SpecimensStay("smtp")
    known, at = account(mail, provider.load()), datetime.now(UTC).astimezone()
    content = message.trial(known.sender, at)
    with senders.sender("smtp", mail, os.environ, path) as sender:
        sender.ready()
        envelope = Envelope("test", "test", known.sender, known.sender, "")
        result = sender.send(envelope, sender.front(content, at))
    if result.state != "sent":
        raise TestFailed(f"{result.code or ''} {result.text}".strip())
    screen.say(f"a test message is on its way to {known.sender}")
    if known.imap is not None:
        with senders.sender("drafts", mail, os.environ, path) as drafts:
            drafts.ready()
        screen.say("the folder of drafts was found")
