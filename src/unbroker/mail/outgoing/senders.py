"""Ways of sending, by name: each made from the settings, none connected yet."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from unbroker.facts import provider
from unbroker.facts.settings import Mail
from unbroker.mail.account import secret
from unbroker.mail.account.mailbox import mailbox_of
from unbroker.mail.account.secret import Secret
from unbroker.mail.account.servers import Account, account, named
from unbroker.mail.outgoing.delivery import Null, Outbox, Sender
from unbroker.mail.outgoing.imap import Drafts
from unbroker.mail.outgoing.smtp import Smtp

Via = Literal["smtp", "drafts", "outbox", "null"]
BY_HAND: tuple[Via, ...] = ("drafts", "outbox")
"""Those by which a letter only lies ready: a person sends it."""


def sender(via: Via, mail: Mail, environment: Mapping[str, str], out: Path) -> Sender:
    """A way of sending.

    Args:
        via: which.
        mail: the account; the last two ways need none.
        environment: where a password or a token may stand.
        out: where files go.

    Raises:
        CannotConnect: the settings do not say enough for it.
        UnknownName: they name a provider that is not known.
    """
    match via:
        case "smtp":
            mail_account = account(mail, provider.load())
            return Smtp(named(mail_account.smtp, "host"), mail_account.user, _fetching(mail, mail_account, environment))
        case "drafts":
            return Drafts(mailbox_of(mail, environment))
        case "outbox":
            return Outbox(out)
        case "null":
            return Null()


def _fetching(mail: Mail, account: Account, environment: Mapping[str, str]) -> Callable[[], Secret]:
    return lambda: secret.fetch(mail, account.user, environment)
