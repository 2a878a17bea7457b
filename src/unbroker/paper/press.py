"""The press: letters set out on their sheets in, PDFs out.

Callers hand it an iterator and get one back, in the same order; how a letter is made is the press's own affair.
For now each is laid out in full, a few at a time on all cores.
"""

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

from unbroker.base.errors import Problem, ProblemsFound, UserError
from unbroker.paper.pdf import lay_out
from unbroker.paper.sheet import SetOut

_FEW = 6


class PressStopped(UserError):  # noqa: N818 - the sentence is the name
    """The system ended a process of the press."""

    def __init__(self) -> None:
        super().__init__("the press was stopped from outside, perhaps for want of memory (the same call goes on)")


@dataclass(frozen=True)
class Printed:
    """A letter's PDF, or the problems that kept it from being made."""

    letter: str
    pdf: bytes | None
    problems: tuple[Problem, ...] = ()


def strike(letters: Iterable[SetOut]) -> Iterator[Printed]:
    """The PDFs of some letters, in their order; memory does not grow with their number."""
    waiting = iter(letters)
    few = list(islice(waiting, _FEW))
    if len(few) < _FEW or (os.cpu_count() or 1) == 1:
        yield from map(_print, few)
        yield from map(_print, waiting)
        return
    try:
        yield from _on_all_cores(few, waiting)
    except BrokenProcessPool as error:
        raise PressStopped from error


def _on_all_cores(few: Iterable[SetOut], waiting: Iterator[SetOut]) -> Iterator[Printed]:
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_leave_interrupts_to_the_parent) as pool:
        running: deque[Future[Printed]] = deque(pool.submit(_print, letter) for letter in few)
        try:
            for letter in waiting:
                running.append(pool.submit(_print, letter))
                yield running.popleft().result()
            while running:
                yield running.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _print(letter: SetOut) -> Printed:
    try:
        return Printed(letter.letter, lay_out(letter.html, f"letter {letter.letter}"))
    except ProblemsFound as error:
        return Printed(letter.letter, None, error.problems)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
