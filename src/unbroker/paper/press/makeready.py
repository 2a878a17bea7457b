"""Making ready: a marked page is laid out and cut up, and becomes a plate; and letters that are laid out in full.

This is the only part of the press that needs WeasyPrint and pikepdf: where all plates are kept, it is not loaded.
"""

import io
import re
import zlib
from collections.abc import Iterator, Sequence

import pikepdf

from unbroker.base.errors import ProblemsFound
from unbroker.paper import engine
from unbroker.paper.fields import LETTER, LetterPage, MarkedPage
from unbroker.paper.press import forme, proof
from unbroker.paper.press.forme import Forme, Placed
from unbroker.paper.press.line import CannotStrike, placeholder
from unbroker.paper.press.plate import (
    FREE,
    HEADER,
    PACKED,
    PLAIN,
    ROW,
    LetterObject,
    Name,
    Part,
    Plate,
    Title,
    indirect,
)

_SHORT = 700
"""Shared content between two fields that is not worth a stream of its own."""
_REFERENCE = re.compile(rb"\b([0-9]+) 0 R\b")


def lay_out_shared(page: MarkedPage, *, cyrillic: bool) -> bytes:
    """The file of a marked page, to be cut up.

    Raises:
        ProblemsFound: WeasyPrint had something to complain about.
    """
    return forme.lay_out(page, cyrillic=cyrillic)


def engrave(cut: Forme, absent: frozenset[str]) -> Plate:
    """The plate for letters that lack some fields of a forme."""
    with pikepdf.open(io.BytesIO(cut.file)) as document:
        _drop_last_page(document)
        engine.identify(document, placeholder(LETTER))
        letter_objects = [
            letter_object
            for number, pieces in enumerate(cut.pages)
            for letter_object in _divide(document, number, _without(document, number, pieces, absent))
        ]
        letter_objects += [_information(document), _packet(document)]
        written = _Written(document, {letter_object.number for letter_object in letter_objects})
        root, info = document.Root.objgen[0], document.docinfo.objgen[0]
    trailer = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R" % (len(written.rows) // ROW.size, root, info)
    rooms = dict(cut.shared.rooms)
    return Plate(b"".join(written.shared), bytes(written.rows), trailer, tuple(letter_objects), rooms)


def lay_out(letter: str, html: str) -> bytes:
    """A letter laid out in full.

    Raises:
        ProblemsFound: WeasyPrint had something to complain about.
    """
    return engine.lay_out(html, f"letter {letter}", letter)


def prove(plate: Plate, letter: LetterPage) -> None:
    """Hold a plate of the user's own sheet against the same letter laid out in full.

    Raises:
        CannotStrike: they differ.
    """
    struck = plate.strike(letter.fields)
    try:
        laid_out = lay_out(letter.letter, letter.html)
    except ProblemsFound as error:
        raise CannotStrike("a sheet of your own that cannot be laid out") from error
    if not proof.alike(struck, laid_out):
        raise CannotStrike("a sheet of your own whose fields depend on each other")


class _Written:
    """What letters share, written, and the rows of the cross-reference table for it."""

    def __init__(self, document: pikepdf.Pdf, letter_numbers: set[int]) -> None:
        objects = dict(_reachable(document, letter_numbers))
        pack = max(*objects, *letter_numbers) + 1
        self.rows = bytearray(ROW.pack(FREE, 0, 65535) + ROW.pack(FREE, 0, 0) * (pack + 1))
        self.shared, self._place = [HEADER], len(HEADER)
        index, packed, inside = list[bytes](), list[bytes](), 0
        for number, (entries, content) in sorted(objects.items()):
            if content is not None:
                self._write(number, indirect(number, content, entries))
            else:
                ROW.pack_into(self.rows, number * ROW.size, PACKED, pack, len(index))
                index.append(b"%d %d" % (number, inside))
                packed.append(entries + b"\n")
                inside += len(packed[-1])
        first = b" ".join(index) + b"\n"
        head = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(index), len(first))
        self._write(pack, indirect(pack, zlib.compress(first + b"".join(packed), 9), head))

    def _write(self, number: int, text: bytes) -> None:
        ROW.pack_into(self.rows, number * ROW.size, PLAIN, self._place, 0)
        self._place += len(text)
        self.shared.append(text)


def _drop_last_page(document: pikepdf.Pdf) -> None:
    """Take the page with the case of type out, and out of the structure."""
    page = document.pages[-1]
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    index = next(index for index in range(0, len(numbers), 2) if numbers[index] == page.obj.StructParents)
    for element in list(numbers[index + 1]):
        _unhook(element)
    del numbers[index + 1]
    del numbers[index]
    del document.pages[-1]


def _without(
    document: pikepdf.Pdf, number: int, pieces: Sequence[bytes | Placed], absent: frozenset[str]
) -> Iterator[bytes | Placed]:
    """The pieces of a page without some fields, which leave the structure as well."""
    page = document.pages[number].obj
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    index = next(index for index in range(0, len(numbers), 2) if numbers[index] == page.StructParents)
    shared = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            shared += piece
        elif piece.line.field in absent:
            _unhook(numbers[index + 1][piece.mcid])
            numbers[index + 1][piece.mcid] = None
            shared += piece.state
        else:
            yield shared
            yield piece
            shared = b""
    yield shared


def _divide(document: pikepdf.Pdf, number: int, pieces: Iterator[bytes | Placed]) -> Iterator[LetterObject]:
    """Make a page's content streams: those that letters share are filled, the others are answered."""
    runs: list[list[bytes | Placed]] = []
    is_own = False
    for piece in pieces:
        if isinstance(piece, Placed):
            if not is_own:
                runs.append([])
            runs[-1].append(piece)
            is_own = True
        elif is_own and len(piece) < _SHORT:
            runs[-1].append(piece)
        elif piece:
            runs.append([piece])
            is_own = False
    streams = []
    for run in runs:
        shared = [piece for piece in run if isinstance(piece, bytes)]
        content = b"".join(shared) if len(shared) == len(run) else b""
        stream = document.make_stream(zlib.compress(content, 9), Filter=pikepdf.Name.FlateDecode)
        streams.append(stream)
        if not content:
            parts = (piece if isinstance(piece, bytes) else piece.line for piece in run)
            yield LetterObject(stream.objgen[0], tuple(parts), b"")
    document.pages[number].obj.Contents = pikepdf.Array(streams)


def _reachable(document: pikepdf.Pdf, known_numbers: set[int]) -> Iterator[tuple[int, tuple[bytes, bytes | None]]]:
    """What the file needs, by number: an object's text, and for a stream its entries and its content."""
    waiting = [document.Root.objgen[0]]
    seen = {*known_numbers, *waiting}
    while waiting:
        number = waiting.pop()
        target = document.get_object(number, 0)
        if isinstance(target, pikepdf.Stream):
            entries = pikepdf.Dictionary({key: entry for key, entry in target.stream_dict.items() if key != "/Length"})
            text = entries.unparse()
            yield number, (text[2:-2].strip(), target.read_raw_bytes())
        else:
            text = target.unparse(resolved=True)
            yield number, (text, None)
        unseen = {int(other) for other in _REFERENCE.findall(text)} - seen
        seen |= unseen
        waiting += unseen


def _unhook(element: pikepdf.Object) -> None:
    """Take an element out of the structure, and those above it that are empty then."""
    parent = element.P
    siblings = [kid for kid in parent.K if not isinstance(kid, pikepdf.Object) or kid.objgen != element.objgen]
    if siblings:
        parent.K = pikepdf.Array(siblings)
    else:
        _unhook(parent)


def _information(document: pikepdf.Pdf) -> LetterObject:
    """The Info dictionary, with the letter's name in its title."""
    title = Title(str(document.docinfo.get("/Title", "")))
    entries = pikepdf.Dictionary({key: entry for key, entry in document.docinfo.items() if key != "/Title"})
    start = entries.unparse()[:-2] + b"/Title "
    return LetterObject(document.docinfo.objgen[0], (start, title, b">>"))


def _packet(document: pikepdf.Pdf) -> LetterObject:
    """The XMP packet, with the letter's name in its title and as its identifier."""
    stream = document.Root.Metadata
    first, *rest = stream.read_bytes().split(placeholder(LETTER).encode())
    parts: list[Part] = [first]
    for text in rest:
        parts += [Name(), text]
    return LetterObject(stream.objgen[0], tuple(parts), b"/Type/Metadata/Subtype/XML")
