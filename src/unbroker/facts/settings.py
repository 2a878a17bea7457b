"""The user's `settings.yaml`: the paper, the pace and the mail account; no secret ever stands in it."""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from unbroker.base import source
from unbroker.base.errors import Place, Problem
from unbroker.base.fact import AfterValidator, Fact, Field, model_validator
from unbroker.facts.text import Email, Line, Slug
from unbroker.ledger import server

_MAIL = re.compile(r"^mail:.*\n(?:[ \t]+.*\n|[ \t]*\n)*", re.MULTILINE)
_LEDGER = re.compile(r"^(?:ledger|ledger_password_command|office|client):.*(?:\n|\Z)", re.MULTILINE)


class Nudge(Fact):
    """The correction for a printer that is off, in millimetres to the right and down."""

    x: float = Field(default=0.0, ge=-10, le=10)
    y: float = Field(default=0.0, ge=-10, le=10)


class Mail(Fact):
    """The mail account that letters leave from."""

    provider: Slug | None = None
    """A known provider by name, instead of `host`."""
    host: Line | None = None
    """The outgoing mail server (SMTP)."""
    port: int | None = Field(default=None, ge=1, le=65535)
    """Its port; 465 if it is absent."""
    security: Literal["tls", "starttls"] | None = None
    """TLS from the first byte, or after STARTTLS; decided by the port if it is absent."""
    imap: Line | None = None
    """The mailbox server (IMAP): for drafts, sent mail and replies."""
    imap_port: int | None = Field(default=None, ge=1, le=65535)
    """Its port; 993 if it is absent."""
    user: Line | None = None
    """The user name; the address in `from` if it is absent."""
    sender: Email | None = Field(default=None, alias="from")
    """The address that letters are sent from."""
    password_command: Line | None = None
    """A command that prints the password."""
    token_command: Line | None = None
    """A command that prints an access token (OAuth 2), for providers that take no password."""

    @property
    def address(self) -> str | None:
        """The address that letters come from, if it is known."""
        return self.sender or (self.user if self.user and "@" in self.user else None)


def _address(url: str) -> str:
    server.parse(url)
    return url


class Settings(Fact):
    """How one folder's letters are printed and sent."""

    sheet: Slug | None = None
    """The sheet, if not the default one of the sender's country."""
    nudge: Nudge = Field(default_factory=Nudge.of)
    per_day: int = Field(default=40, ge=1)
    """The most e-mails that are sent in a day."""
    pace: float = Field(default=20, ge=0, le=3600)
    """The seconds between two e-mails."""
    mail: Mail = Field(default_factory=Mail.of)
    ledger: Annotated[Line, AfterValidator(_address)] | None = None
    """The address of the PostgreSQL database that has the ledgers of an office, without a password; a file of the
    folder if it is absent."""
    ledger_password_command: Line | None = None
    """A command that prints the password of that database, if it wants one."""
    office: Slug | None = None
    """The name of the office in that database."""
    client: Slug | None = None
    """The name of this folder's ledger there; the name of the folder if it is absent."""
    staff: dict[Slug, Line] = Field(default_factory=dict)
    """Who works in the office: the user names of the database, and the names of the people."""

    @model_validator(mode="after")
    def _names_the_office(self) -> "Settings":
        if self.ledger and not self.office:
            raise ValueError("'ledger' names a database, and no 'office' in it | add a line 'office: NAME'")
        return self


KINDS = (Settings, Mail, Nudge)
"""What settings are made of, as they are kept."""


def with_mail(text: str, account: Mapping[str, object]) -> str:
    """The text of a settings file with another mail account; all else in it stays as it stands.

    Args:
        text: the file as it is, perhaps empty.
        account: what is to stand below `mail:`; what is None is left out.
    """
    rest = _MAIL.sub("", text).rstrip("\n")
    lines = [
        f"  {name}: {json.dumps(setting, ensure_ascii=False)}"
        for name, setting in account.items()
        if setting is not None
    ]
    return "\n".join(filter(None, (rest, "mail:", *lines))) + "\n"


def with_ledger(text: str, address: Mapping[str, str]) -> str:
    """The text of a settings file with another place of the ledger; all else in it stays as it stands.

    Args:
        text: the file as it is, perhaps empty.
        address: the lines that say where the ledger is; none for a ledger in the folder.
    """
    rest = _LEDGER.sub("", text).rstrip("\n")
    lines = (f"{name}: {json.dumps(setting, ensure_ascii=False)}" for name, setting in address.items())
    return "\n".join(filter(None, (rest, *lines))) + "\n"


def parse(text: str, path: str) -> tuple[Settings, list[Problem]]:
    """The settings of a text, or the usual ones and all that is wrong with it."""
    document, problems = source.parse(text, path)
    if document is None:
        return Settings.of(), problems
    settings, faults = source.validate(document, Settings, Place(path, 1))
    return settings or Settings.of(), [*problems, *faults]
