"""Where the ledger of a folder is: a file of its own, locked or not, or an office's server that the settings name."""

import re
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from unbroker.base import files, kept, store
from unbroker.base.errors import Problem, ProblemsFound, UserError
from unbroker.facts import settings
from unbroker.facts.settings import Settings
from unbroker.ledger import server
from unbroker.ledger.connection import PLAIN
from unbroker.ledger.server import Office
from unbroker.ledger.sqlite import OnCopy, SqliteLedger
from unbroker.ledger.store import Ledger

LEDGER = "ledger.sqlite"
CLIENTS = "clients"
"""The folder of an office that has those of its clients."""
_NAMES_SERVER = re.compile(r"^[\"']?ledger", re.MULTILINE)


class NoExtra(UserError):  # noqa: N818 - the sentence is the name
    """What only an office needs is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "settings.yaml names a database, and what speaks with it is missing: "
            "`pip install 'unbroker[office]'`, as an administrator of this computer would"
        )


def settings_path(path: Path) -> Path:
    """The settings of a folder: its own, or its office's, which all clients share."""
    own = path / "settings.yaml"
    above = path.absolute().parent
    return own if above.name != CLIENTS or files.is_file(own) else above.parent / "settings.yaml"


def is_on_server(path: Path) -> bool:
    """Whether the settings of a folder say that its ledger is on a server.

    Raises:
        ProblemsFound: they have errors.
    """
    own = _with_server(path)
    return own is not None and own.ledger is not None


def client_name(path: Path, own: Settings) -> str:
    """The name that the ledger of a folder has on its server: where clients share settings, that of the folder."""
    is_own = settings_path(path) == path / "settings.yaml"
    return (own.client if is_own else None) or path.absolute().name


def load_settings(path: Path) -> tuple[Settings, list[Problem]]:
    """The settings of a folder, and all that is wrong with them; the usual ones if there are none."""
    file = settings_path(path)
    if not files.exists(file):
        return Settings.of(), []
    own, problems = kept.of_text(file, settings.KINDS, settings.parse)
    return own or Settings.of(), problems


def open_ledger(
    path: Path, on_copy: OnCopy = lambda _, __: None, own: Settings | None = None, office: Office | None = None
) -> Ledger:
    """The ledger of a folder: a file, locked or not, or one on the server that the settings name.

    Args:
        path: the folder.
        on_copy: is told when an older one is brought up to this version.
        own: the settings, if they were read already.
        office: the connection to the server, if there is one already.

    Raises:
        NoLedger, NoClient: it is missing, or none.
        ProblemsFound: the settings that name a server have errors.
        ServerRefused: the server does not answer.
    """
    own = _with_server(path) if own is None else own
    if own is not None and own.ledger is not None:
        return (office or open_office(own)).ledger(client_name(path, own), path)
    file, key = store.at(path / LEDGER).database(path / LEDGER)
    # A plain folder must not pay for what only a locked one needs.
    engine = PLAIN if key is None else import_module("unbroker.ledger.cipher").engine(key)
    return SqliteLedger(file, on_copy, engine)


def open_office(own: Settings) -> Office:
    """The office's part of the server that settings name.

    Raises:
        NoExtra: what speaks with PostgreSQL is not installed.
    """
    office: Office = optional("unbroker.ledger.postgres_office").Office(
        server.parse(own.ledger or ""), own.office, own.ledger_password_command
    )
    return office


def office_script(office: str, users: Sequence[str], erasers: Sequence[str]) -> str:
    """The SQL that makes a database ready for an office.

    Raises:
        NoExtra: what speaks with PostgreSQL is not installed.
        ValueError: the office's name is no slug.
    """
    text: str = optional("unbroker.ledger.postgres_tables").script(office, users, erasers)
    return text


def optional(name: str) -> Any:
    """A module that needs what only an office installs.

    Raises:
        NoExtra: it is not installed.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise NoExtra from error


def _with_server(path: Path) -> Settings | None:
    """The settings, if they name a server: who has none does not wait until they are understood."""
    file = settings_path(path)
    if not files.exists(file) or not _NAMES_SERVER.search(files.read_text(file)):
        return None
    own, problems = load_settings(path)
    if problems:
        raise ProblemsFound(problems)
    return own


def read_settings(text: str, path: Path) -> Settings:
    """The settings of a text that is to be written to a path.

    Raises:
        ProblemsFound: it has errors.
    """
    parsed, problems = settings.parse(text, files.shown(path))
    if problems:
        raise ProblemsFound(problems)
    return parsed
