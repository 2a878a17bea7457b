"""Those who lay out: this process while there is little to do, then all cores."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from unbroker.base.errors import UserError

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
"""Those that this process may use."""
_FEW = 60
"""So many are done here sooner than other processes are started, have loaded everything and know their fonts."""

P = ParamSpec("P")
R = TypeVar("R")


class PressStopped(UserError):  # noqa: N818 - the sentence is the name
    """The system ended a process of the press."""

    def __init__(self) -> None:
        super().__init__("laying out was stopped from outside, perhaps because memory ran out (run it again to go on)")


class Workers:
    """Does calls here and at once, and from the sixty-first on in processes, one for each core."""

    def __init__(self) -> None:
        """Start nobody yet."""
        self._done = 0
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Send everybody home; what was not begun is not done."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        if isinstance(error, BrokenProcessPool):
            raise PressStopped from error

    def do(self, call: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> Future[R]:
        """Call a function of a module, with arguments that can be sent to another process."""
        self._done += 1
        if self._done <= _FEW or CORES == 1:
            return _here(call, *arguments, **named)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(CORES, mp_context=get_context("spawn"), initializer=_leave_interrupts)
        return self._pool.submit(call, *arguments, **named)


def _here(call: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> Future[R]:
    future: Future[R] = Future()
    try:
        future.set_result(call(*arguments, **named))
    except Exception as error:  # noqa: BLE001 - raised again where the result is asked for, as by a pool
        future.set_exception(error)
    return future


def _leave_interrupts() -> None:
    """The parent hears Ctrl-C and ends its processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
