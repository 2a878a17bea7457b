"""What was used last, up to a number: plates, layouts and sections, of which a run may have thousands."""

from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Entry = TypeVar("Entry")


class Recent(Generic[Key, Entry]):
    """The entries last used, by key."""

    def __init__(self, room: int) -> None:
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._room = room

    def get(self, key: Key) -> Entry | None:
        """The entry of a key, None if there is none any more."""
        if key not in self._entries:
            return None
        self._entries.move_to_end(key)
        return self._entries[key]

    def put(self, key: Key, entry: Entry) -> None:
        """Add an entry; the one that was not used for the longest time makes room."""
        self._entries[key] = entry
        if len(self._entries) > self._room:
            self._entries.popitem(last=False)
