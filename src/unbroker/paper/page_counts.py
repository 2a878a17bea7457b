"""How many pages letters have: what the press made says so in its plate, and only others are taken apart."""

import re
import zlib
from importlib import import_module

from unbroker.paper.press import impression

_TREE = re.compile(rb"/Count ([0-9]+) /Kids \[[^\]]*\] /Type /Pages")


class PageCounts:
    """Says how many pages letters have; it looks into one of each plate."""

    def __init__(self) -> None:
        """Know none yet."""
        self._known = dict[bytes, int]()

    def of(self, content: bytes) -> int:
        """The pages of a letter's PDF."""
        parts = impression.take(content)
        if parts is None:
            return _counted(content)
        if parts.pack not in self._known:
            tree = _TREE.search(zlib.decompress(parts.pack))
            self._known[parts.pack] = int(tree[1]) if tree else _counted(content)
        return self._known[parts.pack]


def _counted(content: bytes) -> int:
    count: int = import_module("unbroker.paper.measure").pages(content)
    return count
