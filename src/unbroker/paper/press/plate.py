"""A plate: a base without the lines that some letters lack, written as a file with gaps; each letter fills them.

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
from unbroker.paper.press.base import Base, Line, placeholder

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_SHORT = 700
"""Shared content between two fields that is not worth a stream of its own."""
_REFERENCE = re.compile(rb"\b([0-9]+) 0 R\b")
ROW = struct.Struct(">BIH")
FREE, PLAIN, PACKED = range(3)

Part = bytes | Line | Callable[[str], bytes]
"""What an own object is made of: constants, the lines of fields, and what is made of the letter's name."""


@dataclass(frozen=True)
class Own:
    """An object that each letter has for itself; with `entries`, of its dictionary, it is a stream."""

    number: int
    parts: tuple[Part, ...]
    entries: bytes | None = None

    def content(self, fields: Mapping[str, str], rooms: Mapping[str, float]) -> bytes:
        """What it holds in a letter.

        Raises:
            CannotStrike: a field cannot be set, or is too wide.
        """
        made = []
        for part in self.parts:
            if isinstance(part, bytes):
                made.append(part)
            elif isinstance(part, Line):
                made.append(part.struck(fields[part.field], rooms.get(part.field)))
            else:
                made.append(part(fields[LETTER]))
        return b"".join(made)


class Plate:
    """A file with gaps for the lines of a letter."""

    def __init__(self, base: Base, absent: frozenset[str]) -> None:
        """Prepare a base for letters that lack some of its fields."""
        self._rooms = base.forme.rooms
        with pikepdf.open(io.BytesIO(base.raw)) as opened:
            drop_last_page(opened)
            pdf.identify(opened, placeholder(LETTER))
            self._own = [
                own
                for number, pieces in enumerate(base.pages)
                for own in divide(opened, number, without(opened, number, pieces, absent))
            ]
            self._own += [_information(opened), _packet(opened)]
            self._write(opened)

    def strike(self, fields: Mapping[str, str]) -> bytes:
        """The file of a letter.

        Raises:
            CannotStrike: a field cannot be set, or is too wide.
        """
        rows, made, place = bytearray(self._rows), [self._shared], len(self._shared)
        for own in self._own:
            written = indirect(own.number, own.content(fields, self._rooms), own.entries)
            ROW.pack_into(rows, own.number * ROW.size, PLAIN, place, 0)
            place += len(written)
            made.append(written)
        ROW.pack_into(rows, len(rows) - ROW.size, PLAIN, place, 0)
        told = repr(sorted(fields.items())).encode()
        name = md5(self._digest + told, usedforsecurity=False).hexdigest().encode()
        entries = b"%s/ID[<%s><%s>]" % (self._trailer, name, name)
        made.append(indirect(self._last, bytes(rows), entries))
        made.append(b"startxref\n%d\n%%%%EOF\n" % place)
        return b"".join(made)

    def _write(self, opened: pikepdf.Pdf) -> None:
        """Write what letters share, and the rows of the cross-reference table for it."""
        mine = {own.number for own in self._own}
        objects = dict(reachable(opened, mine))
        bundle, self._last = max(*objects, *mine) + 1, max(*objects, *mine) + 2
        rows = bytearray(ROW.pack(FREE, 0, 65535) + ROW.pack(FREE, 0, 0) * self._last)
        shared, place = [HEADER], len(HEADER)
        index, packed, inside = list[bytes](), list[bytes](), 0

        def write(number: int, written: bytes) -> None:
            nonlocal place
            ROW.pack_into(rows, number * ROW.size, PLAIN, place, 0)
            place += len(written)
            shared.append(written)

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
        root, info = opened.Root.objgen[0], opened.docinfo.objgen[0]
        self._trailer = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R" % (self._last + 1, root, info)


def drop_last_page(opened: pikepdf.Pdf) -> None:
    """Take the page with the case of type out, and out of the structure."""
    page = opened.pages[-1]
    numbers = opened.Root.StructTreeRoot.ParentTree.Nums
    at = next(at for at in range(0, len(numbers), 2) if numbers[at] == page.obj.StructParents)
    for element in list(numbers[at + 1]):
        _unhook(element)
    del numbers[at + 1]
    del numbers[at]
    del opened.pages[-1]


def without(
    opened: pikepdf.Pdf, number: int, pieces: Sequence[bytes | Line], absent: frozenset[str]
) -> Iterator[bytes | Line]:
    """The pieces of a page without some fields, which leave the structure as well."""
    page = opened.pages[number].obj
    numbers = opened.Root.StructTreeRoot.ParentTree.Nums
    at = next(at for at in range(0, len(numbers), 2) if numbers[at] == page.StructParents)
    kept = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            kept += piece
        elif piece.field in absent:
            _unhook(numbers[at + 1][piece.mcid])
            numbers[at + 1][piece.mcid] = None
            kept += piece.state
        else:
            yield kept
            yield piece
            kept = b""
    yield kept


def divide(opened: pikepdf.Pdf, number: int, pieces: Iterator[bytes | Line]) -> Iterator[Own]:
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
        stream = opened.make_stream(zlib.compress(content, 9), Filter=pikepdf.Name.FlateDecode)
        streams.append(stream)
        if not content:
            yield Own(stream.objgen[0], tuple(run), b"")
    opened.pages[number].obj.Contents = pikepdf.Array(streams)


def reachable(opened: pikepdf.Pdf, but: set[int]) -> Iterator[tuple[int, tuple[bytes, bytes | None]]]:
    """What the file needs, by number: an object's text, and for a stream its entries and its content."""
    waiting = [opened.Root.objgen[0]]
    seen = {*but, *waiting}
    while waiting:
        number = waiting.pop()
        thing = opened.get_object(number, 0)
        if isinstance(thing, pikepdf.Stream):
            entries = pikepdf.Dictionary({key: item for key, item in thing.stream_dict.items() if key != "/Length"})
            text = entries.unparse()
            yield number, (text[2:-2].strip(), thing.read_raw_bytes())
        else:
            text = thing.unparse(resolved=True)
            yield number, (text, None)
        found = {int(other) for other in _REFERENCE.findall(text)} - seen
        seen |= found
        waiting += found


def _unhook(element: pikepdf.Object) -> None:
    """Take an element out of the structure, and those above it that are empty then."""
    parent = element.P
    kept = [kid for kid in parent.K if not isinstance(kid, pikepdf.Object) or kid.objgen != element.objgen]
    if kept:
        parent.K = pikepdf.Array(kept)
    else:
        _unhook(parent)


def indirect(number: int, content: bytes, entries: bytes | None) -> bytes:
    """An object as it stands in a file."""
    if entries is None:
        return b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return b"%d 0 obj\n<<%s/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, entries, len(content), content)


def _information(opened: pikepdf.Pdf) -> Own:
    """The Info dictionary, with the letter's name in its title."""
    title = str(opened.docinfo.get("/Title", ""))
    entries = pikepdf.Dictionary({key: item for key, item in opened.docinfo.items() if key != "/Title"})
    head = entries.unparse()[:-2] + b"/Title "
    mark = placeholder(LETTER)
    return Own(opened.docinfo.objgen[0], (head, lambda name: string(title.replace(mark, name)), b">>"))


def _packet(opened: pikepdf.Pdf) -> Own:
    """The XMP packet, with the letter's name in its title and as its identifier."""
    stream = opened.Root.Metadata
    first, *rest = stream.read_bytes().split(placeholder(LETTER).encode())
    parts: list[Part] = [first]
    for text in rest:
        parts += [lambda name: escape(name).encode(), text]
    return Own(stream.objgen[0], tuple(parts), b"/Type/Metadata/Subtype/XML")


def string(text: str) -> bytes:
    """A text as a PDF string."""
    if text.isascii():
        return b"(%s)" % re.sub(rb"([\\()])", rb"\\\1", text.encode())
    return b"<feff%s>" % text.encode("utf-16-be").hex().encode()
