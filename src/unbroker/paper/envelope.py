"""Envelopes: their windows, and what those show of a folded paper however it lies.

The paper may shift in its envelope by the difference of their sizes. What a window shows of it at every shift is
less than the window, what it shows at some shift is more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from unbroker.base.fact import Fact
from unbroker.facts.settings import Nudge
from unbroker.facts.text import Count, Extent, Length

POINTS = 72 / 25.4
"""Points in a millimetre."""
_A_HAIR = 0.05
"""Millimetres that nobody sees."""


class Box(Fact):
    """A rectangle on the page, in millimetres from its top left corner."""

    left: Length
    top: Length
    width: Extent
    height: Extent

    @property
    def right(self) -> float:
        """Where it ends, from the left edge of the page."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends, from the top edge of the page."""
        return self.top + self.height

    def holds(self, other: "Box") -> bool:
        """Whether another lies wholly in it."""
        across = self.left <= other.left + _A_HAIR and other.right <= self.right + _A_HAIR
        return across and self.top <= other.top + _A_HAIR and other.bottom <= self.bottom + _A_HAIR

    def meets(self, other: "Box") -> bool:
        """Whether another has a part in it."""
        across = other.left + _A_HAIR < self.right and self.left + _A_HAIR < other.right
        return across and other.top + _A_HAIR < self.bottom and self.top + _A_HAIR < other.bottom

    def moved(self, by: Nudge) -> "Box":
        """The same, shifted."""
        return self.model_copy(update={"left": self.left + by.x, "top": self.top + by.y})


class Page(Fact):
    """The size of the paper in millimetres."""

    width: Extent
    height: Extent

    @property
    def box(self) -> Box:
        """All of it."""
        return Box.of(left=0, top=0, width=self.width, height=self.height)


class Margins(Fact):
    """The margins of the body in millimetres."""

    top: Length
    right: Length
    bottom: Length
    left: Length


class ReturnBlock(Box):
    """Where the sender's name and address go, if they show in a window of their own."""

    lines: Count
    """The most lines that it may have."""
    pitch: Extent
    """The line spacing, in points."""
    size: Extent
    """The type size, in points."""


class Window(Fact):
    """A window of an envelope, in millimetres, as makers give it."""

    left: Length
    """From the left edge of the envelope."""
    bottom: Length
    """From the bottom edge of the envelope."""
    width: Extent
    height: Extent


class Envelope(Fact):
    """An envelope and its windows, in millimetres."""

    width: Extent
    height: Extent
    window: Window
    """The one for the recipient."""
    return_window: Window | None = None
    """The one for the sender, above it."""

    @property
    def windows(self) -> tuple[Window, ...]:
        """All that it has."""
        return (self.window,) if self.return_window is None else (self.window, self.return_window)


@dataclass(frozen=True)
class Shown:
    """What a window shows of the page."""

    always: Box
    """At every shift of the folded paper in its envelope."""
    ever: Box
    """At some shift."""


def packet(page: Page, folds: Sequence[float]) -> float:
    """How high a folded paper is."""
    edges = (0.0, *folds, page.height)
    return max(below - above for above, below in pairwise(edges))


def shown(page: Page, folds: Sequence[float], envelope: Envelope, window: Window) -> Shown:
    """What a window of an envelope shows of a page.

    The paper is folded like a Z, printed side out, so that its upper part hangs in front from the first fold.
    """
    height = packet(page, folds)
    play_x, play_y = envelope.width - page.width, envelope.height - height
    hidden = height - folds[0] if folds else 0.0
    left = window.left - play_x
    top = envelope.height - window.bottom - window.height - play_y - hidden
    right, bottom = window.left + window.width, top + play_y + window.height
    always = span(window.left, top + play_y, right - play_x, bottom - play_y)
    return Shown(always, span(max(left, 0), max(top, 0), min(right, page.width), min(bottom, page.height)))


def common(first: Box, second: Box) -> Box:
    """What two boxes share, which may be nothing."""
    left, top = max(first.left, second.left), max(first.top, second.top)
    return span(left, top, min(first.right, second.right), min(first.bottom, second.bottom))


def span(left: float, top: float, right: float, bottom: float) -> Box:
    """The box between four edges; it may be empty, which no file may say."""
    return Box.of(left=left, top=top, width=max(right - left, 0.0), height=max(bottom - top, 0.0))
