"""Servers: those of a user's mail account, from the settings and what is known of big providers."""

from collections.abc import Mapping
from dataclasses import dataclass

from unbroker.base.errors import UnknownName
from unbroker.facts.provider import Provider
from unbroker.facts.settings import Mail
from unbroker.mail.account.refusal import CannotConnect

_SUBMISSIONS, _IMAP, _IMAPS = 465, 143, 993  # RFC 8314; the one in the middle begins unencrypted


@dataclass(frozen=True)
class Server:
    """Where a server listens."""

    host: str
    port: int
    is_tls: bool
    """Whether it speaks TLS from the first byte; else it must be asked to."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Account:
    """Whose letters leave from where."""

    user: str
    sender: str
    smtp: Server | None
    imap: Server | None


class NoAccount(CannotConnect):
    """The settings do not say enough."""

    def __init__(self, what: str) -> None:
        super().__init__(f"settings.yaml names no {what} to send from (`unbroker mail set-up` asks for it)")


class NoServer(CannotConnect):
    """The settings do not name a server that is needed."""

    def __init__(self, key: str) -> None:
        super().__init__(f"settings.yaml has no '{key}' below 'mail:' (`unbroker mail set-up` asks for it)")


def account(mail: Mail, providers: Mapping[str, Provider]) -> Account:
    """The account of some settings; what they name goes before what is known of the provider.

    Raises:
        NoAccount: there is no user.
        UnknownName: there is no such provider.
    """
    provider = provider_of(mail.provider, providers) if mail.provider else None
    user, sender = mail.user or mail.sender, mail.address
    if user is None or sender is None:
        raise NoAccount("address")
    smtp, imap = None, None
    if host := mail.host or (provider.host if provider else None):
        port = mail.port or (provider.port if provider and not mail.host else _SUBMISSIONS)
        smtp = Server(host, port, (mail.security or ("tls" if port == _SUBMISSIONS else "starttls")) == "tls")
    if host := mail.imap or (provider.imap if provider else None):
        port = mail.imap_port or _IMAPS
        imap = Server(host, port, port != _IMAP)
    return Account(user, sender, smtp, imap)


def named(server: Server | None, key: str) -> Server:
    """A server of the account, whose key in the settings is given.

    Raises:
        NoServer: there is none.
    """
    if server is None:
        raise NoServer(key)
    return server


def provider_of(name: str, providers: Mapping[str, Provider]) -> Provider:
    """A big provider by its name.

    Raises:
        UnknownName: there is none.
    """
    if name not in providers:
        raise UnknownName("mail provider", name, providers, see=f"known: {', '.join(providers)}; others by 'host'")
    return providers[name]
