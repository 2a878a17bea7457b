"""The kinds of channels, one row each: what leads there, how it is said, what makes its letters, how soon they arrive.

A further kind is one row here and one command that sends what is sealed for it. Only the senders, and what they
alone do, ask for a kind by name; everything else asks its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ChannelKind = str
"""The name of a row."""
Value = Literal["e-mail address", "postal address", "web address", "text"]


@dataclass(frozen=True)
class Row:
    """What is known of a kind of channel."""

    kind: ChannelKind
    """Its name in files, commands and the ledger; the key of its address in a record."""
    noun: str
    """What it is called alone."""
    value: Value
    """What its address is."""
    words: str
    """How letters go: "3 by e-mail"."""
    its: str
    """How a letter goes to the broker that it is about: "through its form"."""
    to: str
    """What stands before the address, where there is a way: "through https://…"."""
    goes: str
    """What stands before the address, of a letter that goes there: "goes into the form at https://…"."""
    command: str
    """What seals its letters, without the program's name."""
    rank: int
    """The order of choice among channels of one standing, the lower first; then the file's order counts."""
    on_paper: bool = False
    """Whether its letters are printed and need a return address."""
    is_laid_out: bool = True
    """Whether its letters are set out on a sheet; a form takes the text alone."""
    is_from_account: bool = False
    """Whether the recipient sees the mail account that it leaves from."""
    arrives: tuple[int, int] = (0, 0)
    """In how many working days an untracked letter is taken to arrive, at home and abroad."""

    @property
    def is_direct(self) -> bool:
        """Whether it arrives at once."""
        return not any(self.arrives)

    @property
    def run(self) -> str:
        """How the names of its runs begin."""
        return f"{self.kind}-"


_ROWS = (
    Row(
        "email", "e-mail", "e-mail address", "by e-mail", "by e-mail", "by e-mail to", "by e-mail to", "mail email", 0,
        is_from_account=True,
    ),
    Row(
        "post", "post", "postal address", "by post", "by post", "by post to", "by post to", "mail post", 0,
        on_paper=True, arrives=(5, 10),
    ),
    Row(
        "form", "form", "web address", "into a form", "through its form", "through", "into the form at", "mail forms",
        1, is_laid_out=False,
    ),
)  # fmt: skip
CHANNELS: Mapping[ChannelKind, Row] = {row.kind: row for row in _ROWS}
"""By kind, in the order in which they are named."""
