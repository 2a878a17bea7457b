"""What an importer reads from one row: a broker's record as it would be, and what the row has beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from unbroker.base.errors import Place, Problem
from unbroker.facts.registry import Broker


@dataclass(frozen=True)
class Entry:
    """One row of a file, or one company of a list."""

    place: Place
    row: int
    """The row of the table, or the number in the list, from 1."""
    broker: Broker
    """As its record would be, if there is none yet; the slug is a proposal."""
    names: tuple[str, ...] = ()
    """What it is also called: names that it does business under, former names, brands."""
    left_out: tuple[str, ...] = ()
    """What the record leaves out, each with its reason."""


Entries = tuple[Sequence[Entry], Sequence[Problem]]
"""What was read, and what is wrong with the rest; one bad row never stops the others."""
Parse = Callable[[bytes, str], Entries]
"""Reads the bytes of a file; its path is for problems, and tells the year where nothing in the file does."""
