"""Many things, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The items in groups of a size, of which the last may be smaller; `itertools.batched` of Python 3.12."""
    waiting = iter(items)
    while some := tuple(islice(waiting, size)):
        yield some
