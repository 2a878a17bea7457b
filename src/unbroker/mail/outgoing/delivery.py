"""Delivery: what every way of sending answers, and the two that leave the machine alone: the outbox and nothing.

A sender is entered for the length of a run. `ready` comes before anything is recorded about a letter: it may fail,
and then no letter was touched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self

from unbroker.base import files
from unbroker.mail.outgoing.message import Envelope, unsent

State = Literal["sent", "placed", "refused", "deferred", "unknown"]
Leaving = Callable[[], None]
"""Is told that a letter leaves now; what it raises keeps it here."""


@dataclass(frozen=True)
class Result:
    """What became of a letter.

    `sent`: the server has it. `placed`: it lies ready for the person. `refused`: it will never be taken. `deferred`:
    it was not taken now. `unknown`: it may have been taken, and nobody said so.
    """

    state: State
    text: str = ""
    """What the server said, or why there is no answer."""
    code: int | None = None
    path: Path | None = None
    stop: bool = False
    """Whether the trouble is not the letter's: whatever follows would meet it, too."""


def untold() -> None:
    """Nobody wants to know when a letter leaves."""


class Sender(Protocol):
    """A way of sending."""

    leaves: bool
    """Whether a letter that it takes is gone: what is recorded then goes before and after it."""

    def __enter__(self) -> Self:
        """Begin a run."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it; does not fail."""

    def ready(self) -> None:
        """Be connected and signed in; raises CannotConnect if that is not to be had."""

    def send(self, envelope: Envelope, content: bytes, before_leaving: Leaving = untold) -> Result:
        """Hand a letter over, once: `content` is its sealed bytes with whatever stands in front of them.

        Where it leaves the machine, `before_leaving` is called at the last moment at which it has not left; if that
        fails, it does not leave, and what was raised is raised.
        """

    def front(self, content: bytes, at: datetime) -> bytes:
        """The sealed bytes with what this way puts in front of them."""


class Null:
    """Takes every letter and does nothing with it."""

    leaves = False

    def __enter__(self) -> Self:
        """Begin a run."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""

    def ready(self) -> None:
        """It always is."""

    def front(self, content: bytes, at: datetime) -> bytes:  # noqa: ARG002 - another way dates it
        """Nothing."""
        return content

    def send(self, envelope: Envelope, content: bytes, before_leaving: Leaving = untold) -> Result:  # noqa: ARG002
        """Take a letter."""
        return Result("placed")


@dataclass(frozen=True)
class Outbox:
    """Files that Thunderbird and Outlook open as drafts, for the person to send; a letter's is written over."""

    folder: Path
    leaves = False

    def __enter__(self) -> Self:
        """Clear what a killed run was in the middle of writing."""
        files.make_folder(self.folder)
        files.clear_scratch(self.folder)
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""

    def ready(self) -> None:
        """It always is."""

    def front(self, content: bytes, at: datetime) -> bytes:  # noqa: ARG002 - whoever sends it dates it
        """That it is unsent."""
        return unsent(content)

    def send(self, envelope: Envelope, content: bytes, before_leaving: Leaving = untold) -> Result:  # noqa: ARG002 - it stays
        """Write a letter's file; a full disk stops the run."""
        path = self.folder / f"{envelope.stem}.eml"
        files.write(path, content)
        return Result("placed", path=path)
