"""An office: a folder whose settings name a PostgreSQL server, and below it the folder of each client.

A client's folder is one like any other (`folder`), but the settings are the office's, and the ledger is on the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from unbroker import ledgers
from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UnknownName, UserError
from unbroker.facts.settings import Settings
from unbroker.ledger.server import Office, ServerLedger
from unbroker.ledgers import CLIENTS


class NotAnOffice(UserError):  # noqa: N818 - the sentence is the name
    """No settings name a server."""

    def __init__(self, path: Path | None) -> None:
        where = "there is no office here" if path is None else f"{path} is not the folder of an office"
        super().__init__(
            f"{where}: its settings.yaml has no 'ledger: postgresql://…' (docs/office.md says how to begin)"
        )


@dataclass(frozen=True)
class OfficeFolder:
    """What an office has."""

    path: Path
    settings: Settings
    server: Office

    @property
    def outbox(self) -> Path:
        """Where what is for several clients goes."""
        return self.path / "outbox"

    def clients(self) -> tuple[str, ...]:
        """The names of its clients on the server, sorted.

        Raises:
            ServerRefused: the server does not answer.
        """
        return self.server.clients()

    def folder(self, client: str) -> Path:
        """Where a client's files are."""
        return self.path / CLIENTS / client

    def ledger(self, client: str) -> ServerLedger:
        """A client's ledger.

        Raises:
            NoClient: there is none.
        """
        return self.server.ledger(client, self.folder(client))

    def checked(self, client: str) -> str:
        """The name of a client that there is.

        Raises:
            UnknownName: there is none.
        """
        if client not in (names := self.clients()):
            raise UnknownName("client", client, names, see="see `unbroker people list`")
        return client


def find(named: Path | None, environment: Mapping[str, str], here: Path) -> OfficeFolder:
    """The office to work in: the named folder, else `$UNBROKER_FOLDER`, else the nearest parent that is one.

    Raises:
        NotAnOffice: there is none.
        ProblemsFound: its settings have errors.
    """
    office = find_or_none(named, environment, here)
    if office is None:
        variable = environment.get("UNBROKER_FOLDER")
        raise NotAnOffice(named or (Path(variable) if variable else None))
    return office


def find_or_none(
    named: Path | None, environment: Mapping[str, str], here: Path, *, itself: bool = False
) -> OfficeFolder | None:
    """As `find`, but None where there is none.

    Args:
        named: the folder that was named.
        environment: has `UNBROKER_FOLDER`.
        here: the working directory.
        itself: whether the folder of a client, or of somebody alone, is to count as none.

    Raises:
        ProblemsFound: its settings have errors.
    """
    if named is None and (variable := environment.get("UNBROKER_FOLDER")):
        named = Path(variable)
    for place in (here, *here.parents) if named is None else (named,):
        has_profile = files.is_file(place / "profile.yaml")
        if itself and has_profile:
            return None
        path = ledgers.settings_path(place).parent
        if files.is_file(path / "settings.yaml"):
            own, problems = ledgers.load_settings(path)
            if problems:
                raise ProblemsFound(problems)
            if own.ledger:
                return OfficeFolder(path, own, ledgers.open_office(own))
        if has_profile:
            return None
    return None
