"""The address of a PostgreSQL server: which is taken, which is refused, and how a message names it. Pure.

No address here has a password, and none is shown: messages say `the database of 'ledger:'`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from unbroker.ledger.chain import Link
from unbroker.ledger.store import Ledger

_LOCAL = ("localhost", "127.0.0.1", "::1")
_OPTIONS = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout")
"""What may follow the question mark; anything else could bring a password or another server in."""
NAMED = "the database of 'ledger:'"
"""How messages name a server: never by its address."""


class RefusedAddress(ValueError):  # noqa: N818 - the sentence is the name
    """An address that is not taken: what is wrong, a bar, what to write instead; it never quotes the address."""


@dataclass(frozen=True)
class Server:
    """Where a PostgreSQL server is, and which database of it."""

    host: str
    """A name, an address, or the folder of its socket."""
    database: str
    user: str | None = None
    port: int | None = None
    options: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return "Server(hidden)"

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves the machine."""
        return self.host in _LOCAL or self.host.startswith("/")


@dataclass(frozen=True)
class Summary:
    """How much a ledger holds."""

    client: str
    events: int
    last: str | None
    """The day on which something was recorded last."""
    kept: bool
    """Whether it still says anything: not if the client was erased."""


class ServerLedger(Ledger, Protocol):
    """The ledger of one client of an office."""

    def links(self) -> Iterator[Link]:
        """All that it holds, as it is stored."""

    def leave(self) -> None:
        """Record that the ledger is elsewhere now: nobody opens it here any more."""


@dataclass(frozen=True)
class Job:
    """Something that a worker is to do."""

    task: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    lock: str | None = None
    """Of two jobs with the same one, the second waits until the first is done."""
    once: str | None = None
    """Of two jobs with the same one that nobody has begun, there is but one."""
    at: str | None = None
    """Not before this moment, ISO 8601."""


class Office(Protocol):
    """The ledgers of an office."""

    @property
    def user(self) -> str:
        """As whom one is connected."""

    @property
    def address(self) -> str:
        """What a connection is made by, with the password: for the wire only."""

    def alone(self, name: str, folder: Path) -> AbstractContextManager[None]:
        """Be the only one who has a lock of this name in the office; it ends with its process."""

    def defer(self, jobs: Iterable[Job]) -> None:
        """Put jobs into the queue, all or none."""

    def jobs(self) -> tuple[tuple[str, str, int], ...]:
        """How many jobs there are, by task and state."""

    def clients(self) -> tuple[str, ...]:
        """The names of its ledgers, sorted."""

    def with_letters(self) -> tuple[str, ...]:
        """The names of the ledgers in which a letter is sealed and has neither left nor was withdrawn, sorted."""

    def summaries(self) -> tuple[Summary, ...]:
        """How much each of its ledgers holds, by name."""

    def ledger(self, name: str, folder: Path) -> ServerLedger:
        """The ledger of a client, whose evidence is in a folder."""

    def create(self, name: str, folder: Path, salt: bytes, links: Iterable[Link] = ()) -> ServerLedger:
        """Make the ledger of a client, with the links of another one as they are; all of it or nothing."""


def parse(url: str) -> Server:
    """The server of an address as in `postgresql://user@host/database?sslmode=verify-full`.

    Raises:
        RefusedAddress: it has a password, is not whole, or names a server elsewhere without a checked certificate.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RefusedAddress(f"'ledger' is not an address | {_EXAMPLE}") from None
    if parts.scheme != "postgresql":
        raise RefusedAddress(f"'ledger' is not the address of a PostgreSQL database | {_EXAMPLE}")
    if parts.password is not None:
        raise RefusedAddress("contains a password | remove it, and name a 'ledger_password_command' that prints it")
    options = _options(parts.query)
    host = options.pop("host", None) or unquote(parts.hostname or "")
    database = unquote(parts.path.lstrip("/"))
    if not host or "," in host or not database or parts.fragment:
        raise RefusedAddress(f"'ledger' does not name one host and one database | {_EXAMPLE}")
    server = Server(host, database, unquote(parts.username) if parts.username else None, port, tuple(options.items()))
    if not server.is_local and options.get("sslmode") != "verify-full":
        hint = (
            "end the address with ?sslmode=verify-full, and sslrootcert=FILE if the server has a certificate of yours"
        )
        raise RefusedAddress(f"'ledger' names a server elsewhere, whose certificate would not be checked | {hint}")
    return server


_EXAMPLE = "write postgresql://USER@127.0.0.1/DATABASE"


def _options(query: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in _OPTIONS or name in options:
            raise RefusedAddress(
                f"'ledger' has an option that is not taken | use only {', '.join(_OPTIONS)}, each once"
            )
        options[name] = value
    return options
