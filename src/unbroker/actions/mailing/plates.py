"""Where the press keeps its plates from call to call, for the letters of a folder."""

from unbroker.base import store
from unbroker.folder import Folder
from unbroker.paper.press.kept import KeptPlates


def kept_plates(folder: Folder) -> KeptPlates | None:
    """Those in the program's cache; none for a locked folder, of which nothing is told outside of it.

    A plate holds the words of a law's letters and no person's, but says that somebody has written under that law.
    """
    return None if store.is_locked(folder.path) else KeptPlates.usual()
