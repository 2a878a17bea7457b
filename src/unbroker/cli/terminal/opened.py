"""The folder that a command works in, opened with all that is in it."""

from pathlib import Path
from typing import TYPE_CHECKING

from unbroker.base.late import late
from unbroker.cli.terminal.options import found, tell_copy

if TYPE_CHECKING:  # some commands open it only now and then
    from unbroker.folder import Folder

folders = late("unbroker.folder")


def opened(folder_path: Path | None, *, strangers_may_be: bool = False) -> "Folder":
    """The folder that the command works in; `strangers_may_be` where it only reads what is recorded.

    Raises:
        UserError: there is none, its files have errors, or its ledger knows people whom its profile does not have.
    """
    path = found(folder_path)
    folder: Folder = folders.open_folder(path, tell_copy, strangers_may_be=strangers_may_be)
    return folder
