"""The shapes of files that can be imported, and which a file has: by the labels of its head, never by its name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from unbroker.base import spreadsheet_file
from unbroker.base.errors import UserError
from unbroker.registry import sheet
from unbroker.registry.entry import Parse
from unbroker.registry.importers import california, california_to_2023, datenanfragen, vermont


@dataclass(frozen=True)
class Shape:
    """One shape of file."""

    what: str
    parse: Parse
    fits: Callable[[bytes, str], bool]


def _has(needs: Sequence[Sequence[str]]) -> Callable[[bytes, str], bool]:
    return lambda content, path: sheet.read(content, path, *needs) is not None


SHAPES: Mapping[str, Shape] = {
    "california": Shape("California's registry, 2024 and later", california.parse, _has(california.NEEDS)),
    "california-to-2023": Shape(
        "California's registry, 2020 to 2023", california_to_2023.parse, _has(california_to_2023.NEEDS)
    ),
    "vermont": Shape("Vermont's registry", vermont.parse, _has(vermont.NEEDS)),
    "datenanfragen": Shape(
        "companies of datenanfragen/data, a record each",
        datenanfragen.parse,
        lambda content, _: datenanfragen.is_one(content),
    ),
}


class UnknownShape(UserError):  # noqa: N818 - the sentence is the name
    """A file is none of those that can be imported."""

    def __init__(self, path: str) -> None:
        kinds = ", ".join(SHAPES)
        super().__init__(f"{path}: is no registry of a shape that is known here (say which with --as: {kinds})")


def shape_of(content: bytes, path: str) -> str:
    """The name of the shape that a file has.

    Raises:
        UnknownShape: none.
        ProblemsFound: it is a table that cannot be read.
    """
    for name, shape in SHAPES.items():
        if shape.fits(content, path):
            return name
    if content.strip()[:1] not in (b"{", b"[", b""):
        spreadsheet_file.read(content, path)
    raise UnknownShape(path)
