"""What the windows of an envelope show of a letter, wherever its paper lies: reckoned here from the file of sheets.

The program reckons it too, to refuse a sheet that does not fit. This is a second account of its own: it puts the folded
paper into the envelope, pushes it from edge to edge, and looks.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import yaml
from pdf_tools import Word

from unbroker.base import files

POINTS = 72 / 25.4
SHEETS = files.packaged("letters/sheet/sheets.yaml")
STEPS = 5


class Hole(NamedTuple):
    """A window at one place of the paper, in points on the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, word: Word) -> bool:
        """Whether all of a word shows."""
        return self.x0 <= word.x0 and word.x1 <= self.x1 and self.y0 <= word.y0 and word.y1 <= self.y1

    def meets(self, word: Word) -> bool:
        """Whether some of a word shows."""
        return word.x0 < self.x1 and word.x1 > self.x0 and word.y0 < self.y1 and word.y1 > self.y0


@cache
def sheets() -> dict[str, Any]:
    """The packaged sheets as they stand in their file."""
    return {sheet["name"]: sheet for sheet in yaml.safe_load(SHEETS.read_text())}


def with_windows() -> list[str]:
    """The names of those that are for an envelope."""
    return [name for name, sheet in sheets().items() if sheet.get("envelopes")]


@cache
def holes(name: str, which: str) -> list[Hole]:
    """The `window` or `return_window` of each envelope of a sheet, at each place that the paper can have."""
    sheet, found = sheets()[name], []
    folds, page = sheet["folds"], sheet["page"]
    packet = max(folds[0], folds[1] - folds[0], page["height"] - folds[1])
    for envelope in sheet["envelopes"]:
        window = envelope.get(which)
        if window is None:
            continue
        for right in _steps(envelope["width"] - page["width"]):
            for up in _steps(envelope["height"] - packet):
                # The first fold is the lower edge of what lies in front: it stands `up` above the envelope's bottom.
                lower = folds[0] - (window["bottom"] - up)
                left = window["left"] - right
                edges = (left, lower - window["height"], left + window["width"], lower)
                found.append(Hole(*(edge * POINTS for edge in edges)))
    return found


def complaints(name: str, words: Sequence[Word], address: Iterable[str], sender: Iterable[str]) -> list[str]:
    """What is wrong with what the windows of a sheet show of a page.

    Args:
        name: the sheet.
        words: the words of the page.
        address: what the window for the recipient shall show, word by word.
        sender: what the window for the sender shall show.
    """
    return [*_compare(holes(name, "window"), words, address), *_compare(holes(name, "return_window"), words, sender)]


def _compare(windows: list[Hole], words: Sequence[Word], expected: Iterable[str]) -> Iterator[str]:
    if not windows:
        return
    lefts, tops, rights, bottoms = zip(*windows, strict=True)
    around = Hole(min(lefts), min(tops), max(rights), max(bottoms))
    shown = [word for word in words if around.meets(word) and any(hole.meets(word) for hole in windows)]
    if [*_bare(word.text for word in shown)] != [*_bare(expected)]:
        yield f"shows {[word.text for word in shown]}, not {[*expected]}"
    yield from (f"cuts {word.text!r} off" for word in shown if not all(hole.holds(word) for hole in windows))


def _bare(words: Iterable[str]) -> Iterator[str]:
    """Words without what joins two lines in one."""
    return filter(None, (word.strip("·,") for word in words))


def _steps(play: float) -> Iterator[float]:
    assert play >= 0
    return (play * step / (STEPS - 1) for step in range(STEPS))
