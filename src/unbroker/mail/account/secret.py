"""Secrets: a password or a token from a command, the environment or the keyring; in no file, log or message of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import keyring
from keyring.errors import KeyringError

from unbroker.base.printed import NotPrinted, first_line
from unbroker.facts.settings import Mail
from unbroker.mail.account.refusal import CannotConnect

SERVICE = "unbroker"
"""Under which name the keyring has the password."""
PASSWORD, TOKEN = "UNBROKER_MAIL_PASSWORD", "UNBROKER_MAIL_TOKEN"


@dataclass(frozen=True)
class Secret:
    """Something that is never shown; `kind` says how one signs in with it."""

    kind: Literal["password", "token"]
    _hidden: str

    def __repr__(self) -> str:
        return f"Secret({self.kind}, hidden)"

    def reveal(self) -> str:
        """The secret itself, for the wire only."""
        return self._hidden


class NoSecret(CannotConnect):
    """Nothing says how to sign in."""

    def __init__(self, user: str) -> None:
        super().__init__(
            f"no password for {user} (name a 'password_command' or 'token_command' below 'mail:' in settings.yaml, "
            f"set ${PASSWORD}, or run `unbroker mail set-up --keyring`)"
        )


class CommandFailed(CannotConnect):
    """The user's command printed no secret."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(
            f"the '{key}' of settings.yaml {reason} (run it yourself to see why; it must print the secret)"
        )


def fetch(mail: Mail, user: str, environment: Mapping[str, str]) -> Secret:
    """The secret of an account: a token goes before a password, a command before the rest.

    Raises:
        NoSecret: there is none.
        CommandFailed: the command did not print one.
    """
    if mail.token_command:
        return Secret("token", _printed("token_command", mail.token_command))
    if mail.password_command:
        return Secret("password", _printed("password_command", mail.password_command))
    if token := environment.get(TOKEN):
        return Secret("token", token)
    if password := environment.get(PASSWORD) or _kept(user):
        return Secret("password", password)
    raise NoSecret(user)


def keep(user: str, password: str) -> None:
    """Put a password into the keyring.

    Raises:
        CannotConnect: this machine has none that works.
    """
    try:
        keyring.set_password(SERVICE, user, password)
    except KeyringError as error:
        raise CannotConnect(f"the keyring did not take the password: {error} (use --password-command)") from error


def _kept(user: str) -> str | None:
    try:
        return keyring.get_password(SERVICE, user)
    except KeyringError:
        return None  # no keyring is as good as an empty one


def _printed(key: str, command: str) -> str:
    try:
        return first_line(command)
    except NotPrinted as reason:
        raise CommandFailed(key, str(reason)) from None
