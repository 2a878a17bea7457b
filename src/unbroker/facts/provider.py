"""Mail providers: the servers of the big ones, how one signs in there, and what they are known to allow.

Their limits are advice, not a promise: they change, and new accounts have lower ones.
"""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from unbroker.base import files, source
from unbroker.base.errors import NOWHERE, ProblemsFound
from unbroker.base.fact import Fact
from unbroker.base.located import Items
from unbroker.facts.text import Line, Slug, SourceDate

FILE = "providers.yaml"


class Provider(Fact):
    """A mail provider that many people have."""

    slug: Slug
    name: Line
    domains: tuple[Line, ...] = ()
    """The ends of its addresses, by which it is recognised."""
    host: Line
    """The outgoing mail server (SMTP)."""
    port: int
    """465 for TLS from the first byte, 587 for STARTTLS."""
    imap: Line
    """The server that has the mailbox."""
    sign_in: tuple[Literal["app-password", "token"], ...]
    """What it takes: a password made for one program, or an access token (OAuth 2)."""
    keeps_sent: bool | None = None
    """Whether what goes through its server lies in the folder of sent mail by itself; unknown if it is absent."""
    limit: Line | None = None
    """How much it lets out in a day."""
    advice: Line
    """What to do before the first letter."""
    evidence: Literal["secondary", "memory"]
    """secondary: other people's pages say so; memory: not looked up. Their own page goes before it."""
    reviewed: SourceDate
    """When somebody last looked at it."""


@cache
def load() -> Mapping[str, Provider]:
    """The providers that the package knows, by slug.

    Raises:
        ProblemsFound: the packaged file is faulty.
    """
    path = files.packaged(FILE)
    document, problems = source.parse(files.read_text(path), files.shown(path))
    providers: dict[str, Provider] = {}
    for record in document if isinstance(document, Items) else ():
        provider, faults = source.validate(record, Provider, NOWHERE)
        problems += faults
        if provider is not None:
            providers[provider.slug] = provider
    if problems:
        raise ProblemsFound(problems)
    return providers


def of_address(address: str) -> Provider | None:
    """The provider of an address, if it is a known one."""
    domain = address.rpartition("@")[2].casefold()
    return next((provider for provider in load().values() if domain in provider.domains), None)
