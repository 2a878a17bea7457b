"""Connections to an office's server, and what it refuses, in words of ours: its own could name the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError

from unbroker.base.errors import UserError
from unbroker.base.printed import NotPrinted, first_line
from unbroker.ledger.postgres_tables import jobs_schema, quoted
from unbroker.ledger.server import NAMED, Server

_WAIT_SECONDS = 10
_REASONS = {
    "08": ("it cannot be entered", "does it run, and are address, user and password right? its log says more"),
    "42501": ("you may not do that there", "its owner gives you the right: `unbroker ledger prepare --help`"),
    "42": ("it is not ready for unbroker", "its owner makes it ready: `unbroker ledger prepare --help`"),
    "3F": ("it is not ready for unbroker", "its owner makes it ready: `unbroker ledger prepare --help`"),
    "53": ("it is full, or has too many connections", "free some space, or end a worker, then run it again"),
    "57": ("it was shut down meanwhile", "start it, then run it again"),
}
"""By the beginning of SQLSTATE (PostgreSQL 15, appendix A): what happened, and what to do."""


class ServerRefused(UserError):  # noqa: N818 - the sentence is the name
    """The server did not do what it was asked; what was recorded before stands, and nothing of this call does."""

    def __init__(self, error: Exception) -> None:
        state = getattr(getattr(error, "orig", error), "sqlstate", None) or "08"
        ways = (_REASONS[key] for key in (state, state[:2]) if key in _REASONS)
        reason, hint = next(ways, (f"it reported the error {state}", "its log says more"))
        super().__init__(f"{NAMED}: {reason} ({hint})")


class NoPassword(UserError):  # noqa: N818 - the sentence is the name
    """The user's command printed no password."""

    def __init__(self, reason: object) -> None:
        super().__init__(
            f"the 'ledger_password_command' of settings.yaml {reason} (run it yourself to see why; it must print the "
            "password)"
        )


@cache
def engine(server: Server, office: str, password_command: str | None) -> Engine:
    """The connections of a process."""

    def connect() -> psycopg.Connection:
        return psycopg.connect(address(server, office, password_command))

    return create_engine("postgresql+psycopg://", creator=connect, pool_size=2, max_overflow=20)


@cache
def address(server: Server, office: str, password_command: str | None) -> str:
    """What a connection is made by; the password is asked for once in a process, and stands in no message.

    Raises:
        NoPassword: the command does not print one.
    """
    try:
        secret = first_line(password_command) if password_command else None
    except NotPrinted as reason:
        raise NoPassword(reason) from None
    options = {"connect_timeout": str(_WAIT_SECONDS), **dict(server.options)}
    path = f"unbroker,{quoted(jobs_schema(office))}"
    session = f"-c search_path={path} -c jit=off -c timezone=UTC -c synchronous_commit=on"
    parts: dict[str, str | int | None] = {"host": server.host, "dbname": server.database, "user": server.user}
    fixed = {"port": server.port, "password": secret, "client_encoding": "utf8", "application_name": "unbroker"}
    return make_conninfo("", **{**parts, **options, **fixed, "options": session})


@contextmanager
def refusals() -> Iterator[None]:
    """What the database refuses, in words of ours: its own could name the server."""
    try:
        yield
    except psycopg.Error as error:
        raise ServerRefused(error) from None
    except DBAPIError as error:
        raise ServerRefused(error) from None
