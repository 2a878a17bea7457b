"""Ways of sending, by name: each made from the settings, none connected yet."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from unbroker.facts import provider
from unbroker.facts.settings import Mail
from unbroker.mail.outgoing import secret
from unbroker.mail.outgoing.account import Account, Server, account
from unbroker.mail.outgoing.delivery import CannotSend, Null, Outbox, Sender
from unbroker.mail.outgoing.imap import Drafts, Mailbox
from unbroker.mail.outgoing.secret import Secret
from unbroker.mail.outgoing.smtp import Smtp

Via = Literal["smtp", "drafts", "outbox", "null"]
BY_HAND: tuple[Via, ...] = ("drafts", "outbox")
"""Those by which a letter only lies ready: a person sends it."""


class NoServer(CannotSend):
    """The settings name no server for a way of sending."""

    def __init__(self, key: str) -> None:
        super().__init__(f"settings.yaml has no '{key}' below 'mail:' (`unbroker mail set-up` asks for it)")


def sender(via: Via, mail: Mail, environment: Mapping[str, str], out: Path) -> Sender:
    """A way of sending.

    Args:
        via: which.
        mail: the account; the last two ways need none.
        environment: where a password or a token may stand.
        out: where files go.

    Raises:
        CannotSend: the settings do not say enough for it.
        UnknownName: they name a provider that is not known.
    """
    match via:
        case "smtp":
            mail_account = account(mail, provider.load())
            return Smtp(
                _server(mail_account.smtp, "host"), mail_account.user, _fetching(mail, mail_account, environment)
            )
        case "drafts":
            return Drafts(mailbox(mail, environment))
        case "outbox":
            return Outbox(out)
        case "null":
            return Null()


def mailbox(mail: Mail, environment: Mapping[str, str]) -> Mailbox:
    """The mailbox of the account.

    Raises:
        CannotSend: the settings do not say enough.
        UnknownName: they name a provider that is not known.
    """
    mail_account = account(mail, provider.load())
    return Mailbox(_server(mail_account.imap, "imap"), mail_account.user, _fetching(mail, mail_account, environment))


def _server(server: Server | None, key: str) -> Server:
    if server is None:
        raise NoServer(key)
    return server


def _fetching(mail: Mail, account: Account, environment: Mapping[str, str]) -> Callable[[], Secret]:
    return lambda: secret.fetch(mail, account.user, environment)
