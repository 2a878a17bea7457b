"""A plate: a forme without the lines that some letters lack, written as a file with gaps; each letter fills them.

What letters share is one constant: the streams, and an object stream with all other objects. After it come the
streams with a letter's own lines, its Info and its XMP, then the cross-reference stream, in which their places are
put. So to strike a letter is to join bytes.
"""

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from xml.sax.saxutils import escape

import pikepdf

from unbroker.paper import pdf
from unbroker.paper.fields import LETTER
from unbroker.paper.press.forme import Forme, Line, placeholder

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_SHORT = 700
"""Shared content between two fields that is not worth a stream of its own."""
_REFERENCE = re.compile(rb"\b([0-9]+) 0 R\b")
ROW = struct.Struct(">BIH")
FREE, PLAIN, PACKED = range(3)

Part = bytes | Line | Callable[[str], bytes]
"""What an object of a letter is made of: constants, the lines of fields, and what is made of the letter's name."""


@dataclass(frozen=True)
class LetterObject:
    """An object that each letter has for itself; with `entries`, of its dictionary, it is a stream."""

    number: int
    parts: tuple[Part, ...]
    entries: bytes | None = None

    def content(self, fields: Mapping[str, str], rooms: Mapping[str, float]) -> bytes:
        """What it holds in a letter.

        Raises:
            CannotStrike: a field cannot be set, or is too wide.
        """
        pieces = []
        for part in self.parts:
            if isinstance(part, bytes):
                pieces.append(part)
            elif isinstance(part, Line):
                pieces.append(part.struck(fields[part.field], rooms.get(part.field)))
            else:
                pieces.append(part(fields[LETTER]))
        return b"".join(pieces)


class Plate:
    """A file with gaps for the lines of a letter."""

    def __init__(self, forme: Forme, absent: frozenset[str]) -> None:
        """Prepare a forme for letters that lack some of its fields."""
        self._rooms = forme.shared.rooms
        with pikepdf.open(io.BytesIO(forme.file)) as document:
            drop_last_page(document)
            pdf.identify(document, placeholder(LETTER))
            self._letter_objects = [
                letter_object
                for number, pieces in enumerate(forme.pages)
                for letter_object in divide(document, number, without(document, number, pieces, absent))
            ]
            self._letter_objects += [_information(document), _packet(document)]
            self._write(document)

    def strike(self, fields: Mapping[str, str]) -> bytes:
        """The file of a letter.

        Raises:
            CannotStrike: a field cannot be set, or is too wide.
        """
        rows, chunks, place = bytearray(self._rows), [self._shared], len(self._shared)
        for letter_object in self._letter_objects:
            text = indirect(letter_object.number, letter_object.content(fields, self._rooms), letter_object.entries)
            ROW.pack_into(rows, letter_object.number * ROW.size, PLAIN, place, 0)
            place += len(text)
            chunks.append(text)
        ROW.pack_into(rows, len(rows) - ROW.size, PLAIN, place, 0)
        identity = repr(sorted(fields.items())).encode()
        name = md5(self._digest + identity, usedforsecurity=False).hexdigest().encode()
        entries = b"%s/ID[<%s><%s>]" % (self._trailer, name, name)
        chunks.append(indirect(self._last, bytes(rows), entries))
        chunks.append(b"startxref\n%d\n%%%%EOF\n" % place)
        return b"".join(chunks)

    def _write(self, document: pikepdf.Pdf) -> None:
        """Write what letters share, and the rows of the cross-reference table for it."""
        letter_numbers = {letter_object.number for letter_object in self._letter_objects}
        objects = dict(reachable(document, letter_numbers))
        bundle, self._last = max(*objects, *letter_numbers) + 1, max(*objects, *letter_numbers) + 2
        rows = bytearray(ROW.pack(FREE, 0, 65535) + ROW.pack(FREE, 0, 0) * self._last)
        shared, place = [HEADER], len(HEADER)
        index, packed, inside = list[bytes](), list[bytes](), 0

        def write(number: int, text: bytes) -> None:
            nonlocal place
            ROW.pack_into(rows, number * ROW.size, PLAIN, place, 0)
            place += len(text)
            shared.append(text)

        for number, (entries, content) in sorted(objects.items()):
            if content is not None:
                write(number, indirect(number, content, entries))
            else:
                ROW.pack_into(rows, number * ROW.size, PACKED, bundle, len(index))
                index.append(b"%d %d" % (number, inside))
                packed.append(entries + b"\n")
                inside += len(packed[-1])
        first = b" ".join(index) + b"\n"
        head = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(index), len(first))
        write(bundle, indirect(bundle, zlib.compress(first + b"".join(packed), 9), head))
        self._shared, self._rows = b"".join(shared), bytes(rows)
        self._digest = md5(self._shared, usedforsecurity=False).digest()
        root, info = document.Root.objgen[0], document.docinfo.objgen[0]
        self._trailer = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R" % (self._last + 1, root, info)


def drop_last_page(document: pikepdf.Pdf) -> None:
    """Take the page with the case of type out, and out of the structure."""
    page = document.pages[-1]
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    index = next(index for index in range(0, len(numbers), 2) if numbers[index] == page.obj.StructParents)
    for element in list(numbers[index + 1]):
        _unhook(element)
    del numbers[index + 1]
    del numbers[index]
    del document.pages[-1]


def without(
    document: pikepdf.Pdf, number: int, pieces: Sequence[bytes | Line], absent: frozenset[str]
) -> Iterator[bytes | Line]:
    """The pieces of a page without some fields, which leave the structure as well."""
    page = document.pages[number].obj
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    index = next(index for index in range(0, len(numbers), 2) if numbers[index] == page.StructParents)
    shared = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            shared += piece
        elif piece.field in absent:
            _unhook(numbers[index + 1][piece.mcid])
            numbers[index + 1][piece.mcid] = None
            shared += piece.state
        else:
            yield shared
            yield piece
            shared = b""
    yield shared


def divide(document: pikepdf.Pdf, number: int, pieces: Iterator[bytes | Line]) -> Iterator[LetterObject]:
    """Make a page's content streams: those that letters share are filled, the others are answered."""
    runs: list[list[bytes | Line]] = []
    is_own = False
    for piece in pieces:
        if isinstance(piece, Line):
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
            yield LetterObject(stream.objgen[0], tuple(run), b"")
    document.pages[number].obj.Contents = pikepdf.Array(streams)


def reachable(document: pikepdf.Pdf, known_numbers: set[int]) -> Iterator[tuple[int, tuple[bytes, bytes | None]]]:
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


def indirect(number: int, content: bytes, entries: bytes | None) -> bytes:
    """An object as it stands in a file."""
    if entries is None:
        return b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return b"%d 0 obj\n<<%s/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, entries, len(content), content)


def _information(document: pikepdf.Pdf) -> LetterObject:
    """The Info dictionary, with the letter's name in its title."""
    title = str(document.docinfo.get("/Title", ""))
    entries = pikepdf.Dictionary({key: entry for key, entry in document.docinfo.items() if key != "/Title"})
    start = entries.unparse()[:-2] + b"/Title "
    mark = placeholder(LETTER)
    return LetterObject(document.docinfo.objgen[0], (start, lambda name: string(title.replace(mark, name)), b">>"))


def _packet(document: pikepdf.Pdf) -> LetterObject:
    """The XMP packet, with the letter's name in its title and as its identifier."""
    stream = document.Root.Metadata
    first, *rest = stream.read_bytes().split(placeholder(LETTER).encode())
    parts: list[Part] = [first]
    for text in rest:
        parts += [lambda name: escape(name).encode(), text]
    return LetterObject(stream.objgen[0], tuple(parts), b"/Type/Metadata/Subtype/XML")


def string(text: str) -> bytes:
    """A text as a PDF string."""
    if text.isascii():
        return b"(%s)" % re.sub(rb"([\\()])", rb"\\\1", text.encode())
    return b"<feff%s>" % text.encode("utf-16-be").hex().encode()
