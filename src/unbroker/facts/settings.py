"""The user's `settings.yaml`: the paper, the pace and the mail account; no secret ever stands in it."""

from pydantic import Field

from unbroker.base import source
from unbroker.base.errors import Place, Problem
from unbroker.base.source import Fact
from unbroker.facts.text import Email, Line, Slug


class Nudge(Fact):
    """By how much a printer misses, in millimetres to the right and down."""

    x: float = Field(default=0.0, ge=-10, le=10)
    y: float = Field(default=0.0, ge=-10, le=10)


class Mail(Fact):
    """The mail account that letters leave from."""

    provider: Slug | None = None
    """A big provider by name, instead of `host`."""
    host: Line | None = None
    user: Line | None = None
    sender: Email | None = Field(default=None, alias="from")
    password_command: Line | None = None
    """A command that prints the password."""


class Settings(Fact):
    """How one folder's letters are printed and sent."""

    sheet: Slug | None = None
    """The paper, if it is not the one of the sender's country."""
    nudge: Nudge = Nudge()
    per_day: int = Field(default=40, ge=1)
    """How many e-mails leave in a day."""
    mail: Mail = Mail()


def parse(text: str, path: str) -> tuple[Settings, list[Problem]]:
    """The settings of a text, or the usual ones and all that is wrong with it."""
    value, problems = source.parse(text, path)
    if value is None:
        return Settings(), problems
    settings, found = source.validate(value, Settings, Place(path, 1))
    return settings or Settings(), [*problems, *found]
