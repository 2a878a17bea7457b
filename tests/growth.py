"""How a parser's work grows with its input: by the calls that it makes, which are the same on every machine."""

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

_Input = TypeVar("_Input")


def calls(take: Callable[[_Input], object], content: _Input) -> int:
    """How many functions are called, Python's own included, while an input is taken."""
    count = 0

    def counted(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    gc.disable()  # what lies about from before is not this input's, and ends later
    sys.setprofile(counted)
    try:
        take(content)
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


def is_linear(take: Callable[[bytes], object], small: bytes, middle: bytes, large: bytes) -> bool:
    """Whether each further byte of an input is not more work than the bytes before it, but for some that is fixed."""
    take(small[:-1])  # what is made once is made now
    counts = [calls(take, content) for content in (small, middle, large)]
    first, second = (
        (counts[1] - counts[0]) / (len(middle) - len(small)),
        (counts[2] - counts[1]) / (len(large) - len(middle)),
    )
    return second < 2 * max(first, 0) + 5  # what is refused for its size is less work than what was taken
