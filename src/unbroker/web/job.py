"""Jobs: a run that goes on when its page is closed, told how far it is, and stopped between two letters."""

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from unbroker.actions.mailing.patience import Patience
from unbroker.base import bug_report
from unbroker.base.errors import UserError
from unbroker.base.files import Locked

Work = Callable[["Job"], Mapping[str, object]]
"""Does the work and answers what is shown of it."""


HELD = (
    "Something else works in this folder right now: perhaps a command in a terminal. Nothing was changed by this page."
    " Wait until it is done, and try again."
)


class Stopped(UserError):  # noqa: N818 - the sentence is the name
    """Somebody stopped a run while its letters were sealed or printed."""

    def __init__(self) -> None:
        super().__init__("stopped, as you said")


@dataclass
class Job:
    """One run under way, or over."""

    kind: str
    """Which run it is: post, email or form."""
    total: int
    work: Work = field(repr=False)
    patience: Patience
    done: int = 0
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    """What became of each letter so far: its number, its broker, and the words."""
    outcome: Mapping[str, object] | None = None
    """What is shown of it when it is over."""
    trouble: str | None = None
    """Why it ended before its end."""
    is_held: bool = False
    """Whether it never began, because something else works in the folder."""
    is_stopping: bool = False
    _thread: threading.Thread | None = field(default=None, repr=False)

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.outcome is not None or self.trouble is not None

    def progress(self, done: int, total: int) -> None:
        """Keep how far it is; once letters are handed over one by one, `patience` stops it, before that this does.

        Raises:
            Stopped: somebody wants it to stop.
        """
        self.done, self.total = done, total
        if self.is_stopping and not self.lines:
            raise Stopped

    def start(self, inside: Callable[[], AbstractContextManager[None]]) -> None:
        """Begin, in a thread of its own; `inside` is the folder that it works in."""
        self._thread = threading.Thread(target=self._run, args=(inside,), name="run")
        self._thread.start()

    def _run(self, inside: Callable[[], AbstractContextManager[None]]) -> None:
        try:
            with inside():
                self.outcome = self.work(self)
        except Locked:
            self.is_held, self.trouble = True, HELD
        except UserError as error:
            self.trouble = str(error)
        except Exception as error:  # noqa: BLE001 - whatever is left is our bug, and the page says so
            self.trouble = f"this is a bug in unbroker; {bug_report.write(error)} has what we need to know of it"

    def stop(self) -> None:
        """Have it end after the letter that is being sent."""
        self.is_stopping = True
        self.patience.end()

    def wait(self) -> None:
        """Wait until it has ended."""
        if self._thread is not None:
            self._thread.join()
