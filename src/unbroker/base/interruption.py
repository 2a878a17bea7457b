"""Ctrl-C: it stops a command at once, but not in the middle of loading a module, and not when the command has ended.

A library whose loading is interrupted ends the process, or raises something else (pikepdf 10.18); and Python, while it
takes itself apart, dies of the signal although all was done.
"""

import signal
from types import FrameType

_LOADER = "<frozen importlib._bootstrap>"
_SECONDS = 0.01
"""After which it is tried again."""


def begin() -> None:
    """From now on, be interrupted between modules only; who ignores interruptions goes on doing so."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGALRM, _interrupt)
        signal.signal(signal.SIGINT, _interrupt)


def end() -> None:
    """From now on, ignore interruptions: the command has ended, and its exit code says how."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 0)


def _interrupt(_: int, frame: FrameType | None) -> None:
    while frame is not None:
        if frame.f_code.co_filename == _LOADER:
            signal.setitimer(signal.ITIMER_REAL, _SECONDS)
            return
        frame = frame.f_back
    raise KeyboardInterrupt
