"""A cause: one reason for which mail is not delivered, and how a server's words show it."""

from dataclasses import dataclass
from typing import Literal

Meaning = Literal["no such address", "later", "ours", "unclear"]
"""`no such address`: nobody is there, nor will be. `later`: it may work another time. `ours`: the sender's account, its
server or the message is refused, and the address may be good. `unclear`: refused for good, and nothing says why."""


@dataclass(frozen=True)
class Cause:
    """One reason for which mail is not delivered."""

    name: str
    meaning: Meaning
    words: str
    """What it is, as a half sentence."""
    mend: str = ""
    """What the person can do about it, where it is theirs to mend: a sentence without its stop."""
    refuses: Literal["mail account", "letter"] = "mail account"
    """What of the sender's it is that is refused, where it is theirs to mend."""
    phrases: tuple[str, ...] = ()
    """Words that leave no doubt, whatever the code says."""
    statuses: tuple[str, ...] = ()
    """Enhanced status codes (RFC 3463), without their class."""
    hints: tuple[str, ...] = ()
    """Words that count only where neither phrases nor a code say more."""


def listed(text: str) -> tuple[str, ...]:
    """The phrases of a text, in which they stand between strokes."""
    return tuple(filter(None, (" ".join(phrase.split()) for phrase in text.split("|"))))
