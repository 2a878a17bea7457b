"""The sheet: a paper for its envelopes, as data, and what is wrong with one that does not fit.

Measured geometry, kept in `letters/sheet/sheets.yaml`; what a window shows of the paper is `envelope`'s.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

from unbroker.base.errors import Problem, UnknownName
from unbroker.facts.channel import Row
from unbroker.facts.settings import Nudge
from unbroker.facts.text import Count, Country, Extent, Length, Line
from unbroker.paper import catalogue
from unbroker.paper.catalogue import Named
from unbroker.paper.envelope import (
    POINTS,
    Box,
    Envelope,
    Margins,
    Page,
    ReturnBlock,
    Shown,
    Window,
    common,
    packet,
    shown,
)

if TYPE_CHECKING:  # jinja2, which only those who draw need
    from unbroker.writing.sandbox import Names

_FILE = "sheet/sheets.yaml"
_A_HAIR = 0.15
"""Points that nobody sees."""


class Sheet(Named):
    """A paper and its envelopes: where the address goes, and what must stay out of the window."""

    title: Line
    page: Page
    margins: Margins
    folds: tuple[Length, ...] = ()
    """The folds, from the top edge; the top part shows in the window, the lowest is folded behind."""
    punch: Length | None = None
    """The mark for a hole punch, from the top edge: at half the height (DIN 5008)."""
    envelopes: tuple[Envelope, ...] = ()
    """The envelopes that it is for; none if somebody else puts the address on the envelope."""
    sender: Box | None = None
    """Where the sender's name and address go."""
    return_block: ReturnBlock | None = None
    """Where they go instead, if the envelopes have a window for them."""
    return_line: Box | None = None
    """A small line with the sender's address, shown in the window above the recipient's."""
    address: Box
    lines: Count
    """The most lines that the address may have."""
    pitch: Extent
    """The line spacing of the address, in points."""
    size: Extent
    """The type size of the address, in points."""
    body_top: Length
    countries: tuple[Country, ...] = ()
    """The countries whose senders use it by default."""

    @property
    def names(self) -> "Names":
        """The sheet as templates know it: what its file says, and where the head is."""
        return {**self.model_dump(), "head": self.head.model_dump(), "after_head": self.after_head}

    @property
    def head(self) -> Box:
        """Where the sender's name and address go."""
        box = self.return_block or self.sender
        assert box is not None  # noqa: S101 - a sheet without is refused
        return box

    @property
    def after_head(self) -> float:
        """Where the next thing below the sender begins, from the top edge."""
        return (self.return_line or self.address).top

    @property
    def visible(self) -> Box | None:
        """What the window for the recipient shows at every shift, in all its envelopes."""
        boxes = [self.shown(envelope, envelope.window).always for envelope in self.envelopes]
        return reduce(common, boxes) if boxes else None

    @property
    def visible_sender(self) -> Box | None:
        """What the window for the sender shows at every shift, in all envelopes that have one."""
        windows = [(envelope, envelope.return_window) for envelope in self.envelopes]
        boxes = [self.shown(envelope, window).always for envelope, window in windows if window]
        return reduce(common, boxes) if boxes else None

    @property
    def swept(self) -> tuple[Box, ...]:
        """What the windows show at some shift: one box for each window of each envelope."""
        windows = [(envelope, window) for envelope in self.envelopes for window in envelope.windows]
        return tuple(self.shown(envelope, window).ever for envelope, window in windows)

    def shown(self, envelope: Envelope, window: Window) -> Shown:
        """What a window of one of its envelopes shows of it."""
        return shown(self.page, self.folds, envelope, window)


def faults(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What speaks against a sheet, and what to do: it does not fit its paper, its envelopes, or itself."""
    paper = f"the paper, {sheet.page.width:g} × {sheet.page.height:g} mm"
    if sheet.return_block is None and sheet.sender is None:
        yield "it does not say where the sender's address goes", "add a line 'sender: …'"
        return
    if sheet.envelopes and len(sheet.folds) != 2:  # noqa: PLR2004 - a paper in three parts
        yield "it names envelopes, but not its two folds", "write 'folds: [99, 198]'"
        return
    yield from _misplaced_marks(sheet, paper)
    for key in _BOXES:
        if (box := _box(sheet, key)) is not None and not sheet.page.box.holds(box):
            yield f"{key!r} goes beyond {paper}", "correct its place, or 'page'"
    if sheet.margins.left + sheet.margins.right >= sheet.page.width or sheet.body_top >= sheet.page.height:
        yield f"the margins leave no room for a letter on {paper}", "correct 'margins' and 'body_top'"
    if sheet.lines * sheet.pitch > sheet.address.height * POINTS + _A_HAIR:
        yield f"{sheet.lines} lines of {sheet.pitch:g} points do not fit into 'address'", "use fewer or smaller lines"
    block = sheet.return_block
    if block is not None and block.lines * block.pitch > block.height * POINTS + _A_HAIR:
        yield (
            f"{block.lines} lines of {block.pitch:g} points do not fit into 'return_block'",
            "use fewer or smaller lines",
        )
    for envelope in sheet.envelopes:
        yield from _misfits(sheet, envelope)


def _misplaced_marks(sheet: Sheet, paper: str) -> Iterator[tuple[str, str]]:
    if [*sheet.folds] != sorted({*sheet.folds}) or any(not 0 < fold < sheet.page.height for fold in sheet.folds):
        yield f"its folds are not in order from top to bottom on {paper}", "correct 'folds'"
    if sheet.punch is not None and not 0 < sheet.punch < sheet.page.height:
        yield f"'punch' goes beyond {paper}", "write 'punch: 148.5', half the height of A4"


def _misfits(sheet: Sheet, envelope: Envelope) -> Iterator[tuple[str, str]]:
    size, height = f"{envelope.width:g} × {envelope.height:g} mm", packet(sheet.page, sheet.folds)
    if envelope.width < sheet.page.width or envelope.height < height:
        fault = f"the folded paper, {sheet.page.width:g} × {height:g} mm, does not fit into an envelope of {size}"
        yield fault, "correct 'folds' or 'envelopes'"
        return
    windows = ((envelope.window, "address"), (envelope.return_window, "return_block"))
    for window, key in windows:
        box = _box(sheet, key)
        if window is None or box is None:
            continue
        part, whose = sheet.shown(envelope, window), f"the window of an envelope of {size}"
        if not part.always.holds(box):
            yield f"{whose} cuts off part of {key!r} when the paper shifts", "move it, or make it smaller"
        if sheet.body_top < part.ever.bottom:
            yield f"{whose} shows what is printed below {key!r}", f"set 'body_top' to {part.ever.bottom:g} or more"
        if sheet.return_block is None and sheet.sender is not None and part.ever.meets(sheet.sender):
            yield f"{whose} shows the sender when the paper shifts", "move 'sender', or make it smaller"
        if key == "address" and sheet.return_line is not None and not part.always.holds(sheet.return_line):
            yield f"{whose} cuts off part of 'return_line' when the paper shifts", "move it, or make it smaller"


_KINDS = (Sheet, Box, Envelope, Margins, Page, ReturnBlock, Window)


def parse(text: str, path: str) -> tuple[Mapping[str, Sheet], list[Problem]]:
    """The sheets of a text by name, and all that is wrong with it."""
    return catalogue.parse(text, path, Sheet, faults, noun="sheet", plural="sheets")


def load(folders: Iterable[Path] = ()) -> Mapping[str, Sheet]:
    """The packaged sheets by name, and those of the user's own letters, which win over one of the same name.

    Args:
        folders: the folders of letters, best first; the packaged one may be among them.

    Raises:
        ProblemsFound: a file is faulty.
    """
    return catalogue.load(folders, _FILE, parse, _KINDS)


def choose(sheets: Mapping[str, Sheet], country: str, name: str | None = None) -> Sheet:
    """The sheet of a name, else the one that senders of a country use.

    Raises:
        UnknownName: there is no sheet of that name.
    """
    if name is None:
        usual = list(sheets.values())
        return next(
            (sheet for sheet in usual if country in sheet.countries),
            next(sheet for sheet in usual if not sheet.countries),
        )
    if name not in sheets:
        raise UnknownName("sheet", name, sheets, see=f"sheets are {', '.join(sheets)}")
    return sheets[name]


def for_letter(
    sheets: Mapping[str, Sheet], row: Row, country: str, name: str | None = None, *, nudge: Nudge
) -> Sheet | None:
    """The sheet of a letter, shifted where the sender prints it; None by a channel that takes no page.

    Args:
        sheets: by name.
        row: the channel that it goes by.
        country: the sender's.
        name: the sheet that is wanted, if one is.
        nudge: by how much the printer misses.

    Raises:
        UnknownName: there is no sheet of that name.
    """
    if not row.is_laid_out:
        return None
    sheet = choose(sheets, country, name)
    return nudged(sheet, nudge) if row.on_paper else sheet


def nudged(sheet: Sheet, nudge: Nudge) -> Sheet:
    """The sheet with everything that is printed on it shifted, for a printer that misses by as much.

    The envelopes stay: what their windows show of the paper does not depend on the printer.
    """
    if not (nudge.x or nudge.y):
        return sheet
    margins = sheet.margins
    boxes = {key: box.moved(nudge) for key in _BOXES if (box := _box(sheet, key)) is not None}
    moved_margins = Margins.of(
        top=margins.top + nudge.y,
        right=margins.right - nudge.x,
        bottom=margins.bottom - nudge.y,
        left=margins.left + nudge.x,
    )
    folds = tuple(fold + nudge.y for fold in sheet.folds)
    punch = None if sheet.punch is None else sheet.punch + nudge.y
    body_top = sheet.body_top + nudge.y
    changes = {**boxes, "margins": moved_margins, "body_top": body_top, "folds": folds, "punch": punch}
    return sheet.model_copy(update=changes)


def leaves(sheet: Sheet, nudge: Nudge) -> Problem | None:
    """What is wrong with a nudge: an error where no shift of the paper would show the address, else a warning."""
    moved, place = nudged(sheet, nudge), nudge.place
    envelopes = [envelope for envelope in sheet.envelopes if nudge.x or nudge.y]
    fault = f"the nudge of {nudge.x:g} mm to the right and {nudge.y:g} mm down moves the address of {sheet.name}"
    hint = "that is right only for a printer that is off by as much: see `unbroker mail post --test-sheet`"
    if not sheet.page.box.holds(moved.address) or min(vars(moved.margins).values()) < 0:
        return Problem(place, f"{fault} off the paper", "a nudge corrects a few millimetres")
    if any(not sheet.shown(envelope, envelope.window).ever.holds(moved.address) for envelope in envelopes):
        return Problem(place, f"{fault} out of the window", "a nudge corrects a few millimetres")
    if any(not sheet.shown(envelope, envelope.window).always.holds(moved.address) for envelope in envelopes):
        return Problem(place, f"{fault} to where the window can cut it off", hint, "warning")
    return None


def _box(sheet: Sheet, key: str) -> Box | None:
    """One of its boxes by name."""
    box: Box | None = dict(sheet)[key]
    return box


_BOXES = ("sender", "return_block", "return_line", "address")
