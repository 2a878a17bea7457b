"""Labels: addresses on sheets of sticky labels, from the first free one on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from unbroker.base.errors import Problem, UnknownName, UserError
from unbroker.base.fact import Fact
from unbroker.facts.settings import Nudge
from unbroker.facts.text import Count, Extent, Line
from unbroker.paper import catalogue
from unbroker.paper.addressee import Addressee, DoesNotFit, Room, block
from unbroker.paper.catalogue import Named
from unbroker.paper.envelope import POINTS, Box, Page
from unbroker.paper.pdf import lay_out
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates

_FILE = "sheet/labels.yaml"
_SIZES, _LEADING = (11.0, 10.0, 9.0, 8.0), 1.2
"""The type of an address in points, the best first, and what its lines take of it."""


class Step(Fact):
    """A step to the right and down, in millimetres."""

    x: Extent
    y: Extent


class LabelSheet(Named):
    """A sheet of labels."""

    title: Line
    page: Page
    first: Box
    """The label at the top left."""
    columns: Count
    rows: Count
    pitch: Step
    """The distance from one label to the next."""
    clear: Step
    """The margin kept clear inside each label, for a printer that is off."""

    def __len__(self) -> int:
        return self.columns * self.rows

    def label(self, number: int) -> Box:
        """The n-th label, counted from 0 in rows."""
        row, column = divmod(number, self.columns)
        return self.first.moved(Nudge.of(x=column * self.pitch.x, y=row * self.pitch.y))


class NoSuchLabel(UserError):  # noqa: N818 - the sentence is the name
    """A sheet has fewer labels than that."""

    def __init__(self, sheet: LabelSheet, start: int) -> None:
        super().__init__(
            f"{sheet.name} has {len(sheet)} labels: --start {start} is not one of them (count row by row from 1)"
        )


@dataclass(frozen=True)
class PlacedAddress:
    """An address in its place: where its lines begin in millimetres, and their type in points."""

    left: float
    top: float
    size: float
    pitch: float
    lines: tuple[str, ...]


def faults(sheet: LabelSheet) -> Iterator[tuple[str, str]]:
    """What speaks against a sheet of labels, and what to do."""
    if not sheet.page.box.holds(sheet.label(0)) or not sheet.page.box.holds(sheet.label(len(sheet) - 1)):
        paper = f"{sheet.page.width:g} × {sheet.page.height:g} mm"
        yield f"its labels do not fit on the paper, {paper}", "correct 'first', 'pitch', 'columns' or 'rows'"
    if sheet.pitch.x < sheet.first.width or sheet.pitch.y < sheet.first.height:
        yield "its labels overlap", "correct 'pitch'"
    if 2 * sheet.clear.x >= sheet.first.width or 2 * sheet.clear.y >= sheet.first.height:
        yield "'clear' leaves no room on a label", "make 'clear' smaller"


def parse(text: str, path: str) -> tuple[Mapping[str, LabelSheet], list[Problem]]:
    """The sheets of labels of a text by name, and all that is wrong with it."""
    return catalogue.parse(text, path, LabelSheet, faults, noun="labels", plural="sheets of labels")


def load(folders: Iterable[Path] = ()) -> Mapping[str, LabelSheet]:
    """The packaged sheets of labels by name, and those of the user's own letters.

    Args:
        folders: the folders of letters, best first; the packaged one may be among them.

    Raises:
        ProblemsFound: a file is faulty.
    """
    return catalogue.load(folders, _FILE, parse, (Box, LabelSheet, Page, Step))


def choose(sheets: Mapping[str, LabelSheet], name: str) -> LabelSheet:
    """The sheet of labels of a name, in small letters or not.

    Raises:
        UnknownName: there is none.
    """
    if name.casefold() not in sheets:
        raise UnknownName("sheet of labels", name, sheets, see=f"there are {', '.join(sheets)}")
    return sheets[name.casefold()]


def write(to: Addressee, sheet: LabelSheet) -> tuple[float, tuple[str, ...]]:
    """The type in points and the lines of an address on a label: unbroken if they can be, then as large as they can.

    Raises:
        DoesNotFit: there is no room for it at the smallest type.
    """
    width = (sheet.first.width - 2 * sheet.clear.x) * POINTS
    height = (sheet.first.height - 2 * sheet.clear.y) * POINTS
    rooms = [
        Room(f"a label of {sheet.name}", width, int(height / (size * _LEADING)), size, folds)
        for folds in (False, True)
        for size in _SIZES
    ]
    for room in rooms:
        with suppress(DoesNotFit):
            return room.size, block(to, replace(room, shortens=False))
    return rooms[-1].size, block(to, rooms[-1])


def draw(
    addresses: Sequence[tuple[float, tuple[str, ...]]],
    sheet: LabelSheet,
    start: int,
    nudge: Nudge,
    templates: Templates,
) -> bytes:
    """A PDF of labels, shifted for a printer that misses by as much.

    Args:
        addresses: the type and the lines of each.
        sheet: the sheet of labels.
        start: the first free label of the first sheet, counted from 1.
        nudge: by how much the printer misses.
        templates: the words.

    Raises:
        NoSuchLabel: the sheet has no label of that number.
        ProblemsFound: the template is faulty.
    """
    if not 1 <= start <= len(sheet):
        raise NoSuchLabel(sheet, start)
    labels = iter(
        [
            _place(*address, sheet.label((start - 1 + at) % len(sheet)), sheet.clear.x, nudge)
            for at, address in enumerate(addresses)
        ]
    )
    pages = [[*islice(labels, len(sheet) - start + 1)]]
    while page := [*islice(labels, len(sheet))]:
        pages.append(page)
    values: Names = {
        "sheet": {"title": sheet.title, "page": sheet.page.model_dump()},
        "pages": [[asdict(address) for address in page] for page in pages],
    }
    html = templates.sheet("labels.html", values)
    return lay_out(html, f"labels on {sheet.name}", printing="one side")


def _place(size: float, lines: tuple[str, ...], label: Box, clear: float, nudge: Nudge) -> PlacedAddress:
    """In the middle from top to bottom, and from the edge that is kept clear."""
    pitch = size * _LEADING
    above = (label.height - len(lines) * pitch / POINTS) / 2
    return PlacedAddress(label.left + clear + nudge.x, label.top + above + nudge.y, size, pitch, lines)
