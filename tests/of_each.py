"""Tests of many cases that each cost next to nothing: one test, which says of every case what is wrong with it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TypeVar

import pytest

Case = TypeVar("Case")


def of_each(cases: Iterable[Case]) -> Callable[[Callable[[Case], None]], Callable[[], None]]:
    """Run a test on each case, to the last, and name those that fail."""
    kept = tuple(cases)
    assert kept

    def decorate(check: Callable[[Case], None]) -> Callable[[], None]:
        @wraps(check)
        def every() -> None:
            wrong = [f"{case}: {fault}" for case in kept if (fault := _fault(check, case)) is not None]
            if wrong:
                pytest.fail("\n".join([f"{len(wrong)} of {len(kept)}:", *wrong]), pytrace=False)

        del every.__wrapped__  # pytest would ask for the argument of what is wrapped
        return every

    return decorate


def _fault(check: Callable[[Case], None], case: Case) -> AssertionError | None:
    try:
        check(case)
    except AssertionError as fault:
        return fault
    return None
