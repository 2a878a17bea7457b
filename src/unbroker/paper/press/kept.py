"""Kept plates: those that an earlier call has made, in a folder that may be deleted at any time.

A file is read only if it is whole, and was made for the same page by the same versions of what lays out and sets;
else it is made anew. It holds the words that letters share, their sheet and the font: what somebody wrote themselves,
and what says something of a person, is never kept (`MarkedPage.may_be_kept`).
"""

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.paper import typeface
from unbroker.paper.fields import MarkedPage
from unbroker.paper.press.line import Characters, Line, Table, setter
from unbroker.paper.press.plate import LetterObject, Name, Part, Plate, Title
from unbroker.paper.typeface import Setter

_FORMAT = 1
_MOST = 1000
"""How many are kept, at some 60 kB each; the oldest make room."""
_LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "fontTools", "pikepdf")
"""What lays a page out, beside Pango and HarfBuzz."""


class KeptPlates:
    """A folder of plates."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made when the first one is kept."""
        self._folder = folder

    @classmethod
    def usual(cls) -> "KeptPlates":
        """Those of the program's own cache."""
        return cls(files.cache_folder() / "plates")

    def fetch(self, page: MarkedPage, absent: frozenset[str], *, cyrillic: bool) -> Plate | None:
        """The plate of a page for letters that lack some fields; None where none is kept that can be trusted."""
        path = self._path(page, absent, cyrillic=cyrillic)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        digest, text = content[:32], content[32:]
        if sha256(text).digest() != digest:
            return None
        try:
            return _read(text)
        except (ValueError, LookupError, TypeError):
            return None

    def keep(self, plate: Plate, page: MarkedPage, absent: frozenset[str], *, cyrillic: bool) -> None:
        """Keep a plate; where there is no room for it, it is made again another time."""
        text = _written(plate)
        try:
            files.make_folder(self._folder)
            files.write(self._path(page, absent, cyrillic=cyrillic), sha256(text).digest() + text)
            self._make_room()
        except (UserError, OSError):
            return

    def _path(self, page: MarkedPage, absent: frozenset[str], *, cyrillic: bool) -> Path:
        what = [_FORMAT, _versions(), page.html, sorted(page.rooms.items()), page.language, cyrillic, sorted(absent)]
        return self._folder / sha256(json.dumps(what).encode()).hexdigest()

    def _make_room(self) -> None:
        entries = [entry for entry in os.scandir(self._folder) if entry.is_file()]
        for entry in sorted(entries, key=lambda entry: entry.stat().st_mtime)[: max(0, len(entries) - _MOST)]:
            Path(entry.path).unlink(missing_ok=True)


@cache
def _versions() -> list[object]:
    """What tells the libraries and the modules apart that a plate depends on, without loading them."""
    specs = (find_spec(name) for name in _LIBRARIES)
    paths = [Path(spec.origin) for spec in specs if spec is not None and spec.origin is not None]
    here = Path(__file__).parent
    paths += sorted([*here.glob("*.py"), *here.parent.glob("*.py")])
    paths += [path for folder in typeface.folders() for path in sorted(folder.glob("*.[to]tf"))]
    return [typeface.engine(), *([str(path), (at := path.stat()).st_mtime_ns, at.st_size] for path in paths)]


def _written(plate: Plate) -> bytes:
    """A plate as bytes: a line of JSON with its parts, then its constants."""
    setters: dict[int, tuple[int, Setter]] = {}
    objects = [
        [entry.number, _text(entry.entries), [_part(part, setters) for part in entry.parts]]
        for entry in plate.letter_objects
    ]
    fonts = [
        [own.size, json.dumps([[*own.widths.items()], [*own.characters.items()]]), own.language]
        for _, own in setters.values()
    ]
    head = {
        "objects": objects, "setters": fonts, "rooms": plate.rooms, "trailer": _text(plate.trailer),
        "rows": len(plate.rows),
    }  # fmt: skip
    return json.dumps(head).encode() + b"\n" + plate.rows + plate.shared


def _read(text: bytes) -> Plate:
    line, _, constants = text.partition(b"\n")
    head = json.loads(line)
    setters = [setter(size, *_tables(font), language) for size, font, language in head["setters"]]
    objects = tuple(
        LetterObject(number, tuple(_as_part(part, setters) for part in parts), _bytes(entries))
        for number, entries, parts in head["objects"]
    )
    rows, shared = constants[: head["rows"]], constants[head["rows"] :]
    return Plate(shared, rows, head["trailer"].encode("latin-1"), objects, head["rooms"])


@lru_cache(16)
def _tables(font: str) -> tuple[Table, Characters]:
    """A font's tables; many plates have the same."""
    widths, characters = json.loads(font)
    return tuple(map(tuple, widths)), tuple(map(tuple, characters))


def _part(part: Part, setters: dict[int, tuple[int, Setter]]) -> object:
    """A part as JSON; the setters are counted as they come."""
    match part:
        case bytes():
            return _text(part)
        case Title(text):
            return {"title": text}
        case Name():
            return {}
        case Line(head, tail, before, field, after, own):
            number, _ = setters.setdefault(id(own), (len(setters), own))
            return [_text(head), _text(tail), before, field, after, number]


def _as_part(part: str | Mapping[str, str] | Sequence[Any], setters: Sequence[Setter]) -> Part:
    match part:
        case str():
            return part.encode("latin-1")
        case {"title": str(text)}:
            return Title(text)
        case [str(head), str(tail), str(before), str(field), str(after), int(number)]:
            return Line(head.encode("latin-1"), tail.encode("latin-1"), before, field, after, setters[number])
        case _:
            return Name()


def _text(content: bytes | None) -> str | None:
    return None if content is None else content.decode("latin-1")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("latin-1")
