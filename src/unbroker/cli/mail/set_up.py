"""`mail set-up`: the account that letters leave from."""

import os
import sys
from datetime import date
from pathlib import Path

import click

from unbroker.actions.mailing import mail_account
from unbroker.actions.mailing.mail_account import AccountPlan
from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.cli.terminal import ask, outcomes, screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common
from unbroker.folder import Folder


class NothingSaid(UserError):  # noqa: N818 - the sentence is the name
    """Something must be known, and nobody is here to be asked."""

    def __init__(self, what: str, option: str) -> None:
        super().__init__(f"{what} is not known (add {option})")


@click.command("set-up", short_help="Set up the mail account that letters are sent from.")
@click.option("--from", "sender", metavar="ADDRESS", help="The address to send letters from.")
@click.option("--provider", "name", metavar="NAME", help="A known provider: gmail, icloud, fastmail, yahoo and so on.")
@click.option("--host", metavar="HOST", help="The outgoing mail server (SMTP) of any other provider.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="Its port, if it is not 465.")
@click.option("--security", type=click.Choice(["tls", "starttls"]), help="Needed only if the port does not imply it.")
@click.option(
    "--imap",
    metavar="HOST",
    help="The mailbox server (IMAP): for drafts, sent mail and replies.",
)
@click.option("--imap-port", type=click.IntRange(1, 65535), metavar="N", help="Its port, if it is not 993.")
@click.option("--user", metavar="NAME", help="The user name, if it is not the address.")
@click.option("--password-command", metavar="COMMAND", help="A command that prints the password.")
@click.option("--token-command", metavar="COMMAND", help="A command that prints an access token (OAuth 2).")
@click.option("--keyring", is_flag=True, help="Ask for the password, and store it in this machine's keyring.")
@click.option("--no-test", is_flag=True, help="Make no connection, and send no test message.")
@common
def set_up(
    *, sender: str | None, name: str | None, host: str | None, port: int | None, security: str | None,
    imap: str | None, imap_port: int | None, user: str | None, password_command: str | None,
    token_command: str | None, keyring: bool, no_test: bool, as_json: bool, today: date, folder_path: Path | None,
) -> None:  # fmt: skip
    """Write the mail account into settings.yaml, and send one test message to your own address.

    No password is ever written to a file: a command prints it, the keyring stores it, or it is in
    $UNBROKER_MAIL_PASSWORD (a token in $UNBROKER_MAIL_TOKEN).
    """
    folder = opened(folder_path)
    sender = sender or _ask("the address to send letters from", "--from ADDRESS")
    if not host and mail_account.known_provider(name, host, sender) is None:
        host = _ask("the outgoing mail server", "--host HOST")
    values = {
        "provider": name, "host": host, "port": port, "security": security, "imap": imap, "imap_port": imap_port,
        "user": user, "from": sender, "password_command": password_command, "token_command": token_command,
    }  # fmt: skip
    plan = mail_account.plan_mail_account(folder, values)
    if plan.provider is not None:
        big, per_day = plan.provider, folder.settings.per_day
        screen.say(f"{big.name}: {big.advice}.")
        screen.say(f"Known limit: {big.limit or 'none is known'}; yours is {per_day} a day ('per_day').")
    if keyring:
        mail_account.keep_password(plan, _hidden())
    if not no_test:
        _test(folder, plan)
    mail_account.do_mail_account(plan)
    if as_json:
        screen.show_json({"path": plan.path, "tested": not no_test})
    else:
        screen.show(files.shown(plan.path))
    screen.say("next: `unbroker mail email --dry-run --via smtp` shows what would leave")


def _ask(what: str, option: str) -> str:
    if not sys.stdin.isatty():
        raise NothingSaid(what, option)
    return ask.answer(what[0].upper() + what[1:], f"add {option}").strip()


def _hidden() -> str:
    return ask.hidden("Password, ideally one made for this program", "add --password-command COMMAND")


def _test(folder: Folder, plan: AccountPlan) -> None:
    address, drafts = mail_account.do_test(folder, plan, os.environ, outcomes.now())
    screen.say(f"a test message is on its way to {address}")
    if drafts:
        screen.say("the folder of drafts was found")
