"""Setting up the mail account that letters leave from: what would be written, a test message, and the writing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from unbroker import ledgers
from unbroker.actions.mailing.send_email import SpecimensStay
from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.facts import provider, settings
from unbroker.facts.provider import Provider
from unbroker.facts.settings import Mail
from unbroker.folder import Folder
from unbroker.mail.account import secret
from unbroker.mail.account.servers import account, provider_of
from unbroker.mail.outgoing import message, senders
from unbroker.mail.outgoing.message import Envelope


class WantsToken(UserError):  # noqa: N818 - the sentence is the name
    """The provider takes no password."""

    def __init__(self, big: Provider) -> None:
        super().__init__(f"{big.name} takes no password: {big.advice} (add --token-command)")


class NoHost(UserError):  # noqa: N818 - the sentence is the name
    """The server of the account is not known."""

    def __init__(self) -> None:
        super().__init__("the outgoing mail server is not known (add --host HOST)")


class TestFailed(UserError):  # noqa: N818 - the sentence is the name
    """The account does not take a letter."""

    def __init__(self, answer: str) -> None:
        super().__init__(f"the test message was not accepted: {answer}; settings.yaml is unchanged")


class NoAddress(UserError):  # noqa: N818 - the sentence is the name
    """What letters shall be sent from is no address."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed!r} is not an e-mail address (as in maria@example.org)")


@dataclass(frozen=True)
class AccountPlan:
    """An account, and the settings with it, before they are written."""

    path: Path
    text: str
    mail: Mail
    provider: Provider | None
    """The big provider, if it is one."""

    @property
    def user(self) -> str:
        """The name to sign in with."""
        return account(self.mail, provider.load()).user


def known_provider(name: str | None, host: str | None, sender: str) -> Provider | None:
    """The big provider that is named, or that the address belongs to.

    Raises:
        UnknownName: there is none of that name.
        NoAddress: the sender's is none.
    """
    if "@" not in sender:
        raise NoAddress(sender)
    if name:
        return provider_of(name, provider.load())
    return None if host else provider.of_address(sender)


def plan_mail_account(folder: Folder, values: Mapping[str, str | int | None]) -> AccountPlan:
    """The settings with an account in them. Pure.

    Args:
        folder: the folder.
        values: the keys of `mail:` in settings.yaml; `from` at least.

    Raises:
        NoAddress: it would send from what is no address.
        NoHost: neither a provider nor a server is known.
        WantsToken: the provider takes no password, and no command for a token is given.
        ProblemsFound: the settings would have errors.
    """
    name, host, sender = values.get("provider"), values.get("host"), str(values["from"])
    big = known_provider(str(name) if name else None, str(host) if host else None, sender)
    complete = {**values, "provider": name or (big.slug if big else None)}
    if not (complete["provider"] or host):
        raise NoHost
    path = folder.path / "settings.yaml"
    text = settings.with_mail(files.read_text(path) if files.exists(path) else "", complete)
    mail = ledgers.read_settings(text, path).mail
    if big is not None and big.sign_in == ("token",) and not values.get("token_command"):
        raise WantsToken(big)
    return AccountPlan(path, text, mail, big)


def keep_password(plan: AccountPlan, password: str) -> None:
    """Put the password into this machine's keyring.

    Raises:
        CannotConnect: there is no keyring.
    """
    secret.keep(plan.user, password)


def do_test(folder: Folder, plan: AccountPlan, environment: Mapping[str, str], at: datetime) -> tuple[str, bool]:
    """Send one message to oneself, and look for the folder of drafts where there is a mailbox.

    Args:
        folder: the folder.
        plan: the account.
        environment: where a password or a token may stand.
        at: the moment, with the zone of whoever sends.

    Returns:
        The address that it went to, and whether the folder of drafts was looked for and found.

    Raises:
        SpecimensStay: nobody of the folder exists.
        CannotConnect: the servers are not to be had.
        TestFailed: the message was not taken.
    """
    if folder.profile.specimen:
        raise SpecimensStay("smtp")
    sender_account = account(plan.mail, provider.load())
    content = message.trial(sender_account.sender, at)
    with senders.sender("smtp", plan.mail, environment, folder.path) as sender:
        sender.ready()
        envelope = Envelope("test", "test", sender_account.sender, sender_account.sender, "")
        result = sender.send(envelope, sender.front(content, at))
    if result.state != "sent":
        raise TestFailed(f"{result.code or ''} {result.text}".strip())
    if sender_account.imap is None:
        return sender_account.sender, False
    with senders.sender("drafts", plan.mail, environment, folder.path) as drafts:
        drafts.ready()
    return sender_account.sender, True


def do_mail_account(plan: AccountPlan) -> None:
    """Write the settings.

    Raises:
        CannotWrite: the file cannot be written.
    """
    files.write(plan.path, plan.text.encode())
