"""The bundle: letters one after another in few files, for a printer; what they share is in each file once.

It is made from the letters' own files, so what was sealed is what is printed. Pages of one plate share their
content streams, tags included: marked content belongs to its page, so each letter has elements of its own.
"""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import md5
from itertools import count
from typing import Protocol

import pikepdf

from unbroker.paper import pdf
from unbroker.paper.press import impression
from unbroker.paper.press.impression import Impression
from unbroker.paper.press.plate import FREE, HEADER, PACKED, PLAIN, ROW, indirect, string
from unbroker.paper.press.recent import Recent
from unbroker.paper.press.section import DOCUMENT, PAGES, TREE, Section, read_section

_ROOT, _PARENTS, _INFO, _PACKET, _PACK = 1, 5, 6, 7, 8
_SHARED, _LETTERS = 9, 1000
"""Where the numbers of what letters share begin, and those of letters."""
_ROUND = 50
"""Letters begin at multiples of it, so that the same numbers come again and are not formatted again."""
_SECTIONS = 512
"""How many are kept for letters to come: people of many states alternate in a pile. Each is some 60 kB."""
_LEVEL = 2
_SHORT = 200
"""Content that is not worth compressing."""
MOST = 2000
"""Letters in a file unless another number is asked for: checkers hold all of a file's objects in memory."""


class Output(Protocol):
    """Where a file is written to."""

    def write(self, content: bytes, /) -> object:
        """Add to it."""


@dataclass(frozen=True)
class Location:
    """Where a letter is printed."""

    file: int
    """Counted from 1."""
    page: int
    """Its first one in that file, counted from 1."""
    pages: int
    """How many it has, the empty one at its end included."""


def bind(
    letters: Iterable[bytes | Sequence[bytes]],
    title: str,
    write: Callable[[int], AbstractContextManager[Output]],
    *,
    front: Sequence[bytes] = (),
    back: Sequence[bytes] = (),
    duplex: bool = False,
    tagged: bool = True,
    most: int = MOST,
) -> Iterator[Location]:
    """Print letters one after another; the same letters give the same bytes.

    Args:
        letters: their PDFs, as the press made them or as they were laid out; asked for as they are needed. One may be
            several files.
        title: of each file.
        write: opens the file of a number, from 1.
        front: PDFs before the first letter.
        back: PDFs after the last one.
        duplex: add an empty page after a letter of an odd number of pages, so that each begins on paper of its own.
        tagged: PDF/A-3a and PDF/UA-1; else PDF/A-3u, for paper alone, in less time and in less than half the bytes.
        most: letters in a file.

    Yields:
        Where each letter is, when it is written; a file is whole when the next one is begun, or at the end.
    """
    waiting = iter(letters)
    letter = next(waiting, None)
    for number in count(1):
        if letter is None and not (number == 1 and (front or back)):
            return
        with _begun(write(number), title, tagged=tagged, duplex=duplex) as bundle:
            bundle.add_all(front if number == 1 else ())
            for _ in range(most):
                if letter is None:
                    break
                yield Location(number, *bundle.add_letter(letter))
                letter = next(waiting, None)
            bundle.add_all(back if letter is None else ())


@contextmanager
def _begun(file: AbstractContextManager[Output], title: str, *, tagged: bool, duplex: bool) -> Iterator["Bundle"]:
    """A bundle to be added to, which is closed at the end unless something goes wrong."""
    with file as output:
        bundle = Bundle(output, title, tagged=tagged, duplex=duplex)
        yield bundle
        bundle.close()


class Bundle:
    """One file, being written; of a letter it keeps what the tables at its end will say."""

    def __init__(self, output: Output, title: str, *, tagged: bool, duplex: bool) -> None:
        """Begin it."""
        self._output, self._title, self._tagged, self._duplex = output, title, tagged, duplex
        self._rows = bytearray(ROW.pack(FREE, 0, 65535) + ROW.pack(FREE, 0, 0) * (_LETTERS - 1))
        self._place, self._pages, self._digest = 0, 0, md5(usedforsecurity=False)
        self._next = _LETTERS
        self._spare = iter(range(_SHARED, _LETTERS))
        self._shared = dict[bytes, int]()
        self._sections: Recent[tuple[bytes, int | None], tuple[bytes, Section]] = Recent(_SECTIONS)
        self._nodes, self._leaves, self._elements = list[bytes](), list[bytes](), list[bytes]()
        self._headers = list[tuple[bytes, int]]()
        self._common = b""
        self._write(HEADER)

    def add_letter(self, letter: bytes | Sequence[bytes]) -> tuple[int, int]:
        """Add a letter of one file, or of several: its first page and the number of its pages."""
        *others, last = (letter,) if isinstance(letter, bytes) else letter
        before = self._pages
        for other in others:
            self._add(other)
        self._add(last, after=(self._pages - before) % 2 if self._duplex else None)
        return before + 1, self._pages - before

    def _add(self, content: bytes, after: int | None = None) -> None:
        parts = impression.take(content)
        section = self._section(content, parts, after)
        self._common = self._common or b"/Lang%s/OutputIntents%s" % (section.language, section.intents)
        first = self._numbers(section.count, section.stride)
        for number, (_, stream) in enumerate(parts.streams if parts else (), first):
            self._put_stream(number, stream)
        index, body = section.packed(first, parts.title if parts else _title(content))
        pack = first + section.streams
        objects = first + section.count - pack - 1
        self._put_pack(pack, objects, index, body)
        self._rows[(pack + 1) * ROW.size : (pack + 1 + objects) * ROW.size] = _rows(pack, objects)
        self._headers += section.headers(first)
        self._pages += section.pages
        self._nodes.append(b"%d 0 R" % (pack + 1))
        self._elements.append(b"%d 0 R" % (first + section.count - 1))
        self._leaves.append(b"%d 0 R" % (first + section.count - 2))

    def add_all(self, contents: Iterable[bytes]) -> None:
        """Add files that nobody asks the place of."""
        for content in contents:
            self.add_letter(content)

    def close(self) -> None:
        """Write what the letters have in common, and the tables."""
        tree = b"/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R" % TREE if self._tagged else b""
        sides = b"/Duplex/DuplexFlipLongEdge" if self._duplex else b""
        shown = b"/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None%s>>" % sides
        root = b"/Type/Catalog/Pages %d 0 R/Metadata %d 0 R%s%s%s" % (PAGES, _PACKET, shown, tree, self._common)
        texts = {
            _ROOT: root,
            PAGES: b"/Type/Pages/Count %d/Kids[%s]" % (self._pages, b" ".join(self._nodes)),
            _INFO: b"/Title%s" % string(self._title),
        }
        if self._tagged:
            names = b"".join(b"(%s)%d 0 R" % header for header in sorted(self._headers))
            index_of_headers = b"/IDTree<</Names[%s]>>" % names if names else b""
            texts[TREE] = b"/Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R" % (DOCUMENT, _PARENTS) + index_of_headers
            texts[DOCUMENT] = b"/S/Document/P %d 0 R/K[%s]" % (TREE, b" ".join(self._elements))
            texts[_PARENTS] = b"/Kids[%s]" % b" ".join(self._leaves)
        index, inside = list[bytes](), 0
        for at, (number, text) in enumerate(texts.items()):
            index.append(b"%d %d " % (number, inside))
            inside += len(text) + 5
            ROW.pack_into(self._rows, number * ROW.size, PACKED, _PACK, at)
        self._put_pack(_PACK, len(texts), b"".join(index), b"".join(b"<<%s>>\n" % text for text in texts.values()))
        self._put(_PACKET, pdf.packet(self._title, tagged=self._tagged), b"/Type/Metadata/Subtype/XML")
        table, place = self._numbers(1, _LETTERS), self._place
        ROW.pack_into(self._rows, table * ROW.size, PLAIN, place, 0)
        name = self._digest.hexdigest().encode()
        entries = b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode"
        trailer = entries % (table + 1, _ROOT, _INFO, name, name)
        self._write(indirect(table, zlib.compress(self._rows, 6), trailer))
        self._write(b"startxref\n%d\n%%%%EOF\n" % place)

    def _section(self, content: bytes, parts: Impression | None, after: int | None) -> Section:
        """The section of a file: that of another from the same plate, if there was one."""
        earlier = self._sections.get((parts.pack, after)) if parts else None
        if parts and earlier and content.startswith(earlier[0]):
            return earlier[1]
        streams = [number for number, _ in parts.streams] if parts else []
        with pikepdf.open(io.BytesIO(content)) as document:
            new = read_section(document, streams, self._share, tagged=self._tagged, after=after)
        if parts:
            self._sections.put((parts.pack, after), (content[: parts.end], new))
        return new

    def _share(self, text: bytes, content: bytes | None) -> int:
        """The number of an object that is equal to one which was written before, or is written now."""
        key = md5(b"%d %s%s" % (len(text), text, content or b""), usedforsecurity=False).digest()
        if key not in self._shared:
            if (number := next(self._spare, None)) is None:
                first = self._numbers(_ROUND, _LETTERS)
                number, self._spare = first, iter(range(first + 1, first + _ROUND))
            self._shared[key] = number
            self._put(number, text if content is None else content, None if content is None else text[2:-2].strip())
        return self._shared[key]

    def _numbers(self, number: int, stride: int) -> int:
        """The first of so many numbers, between which there is no multiple of the stride."""
        first = max(stride, -(-self._next // _ROUND) * _ROUND)
        if first % stride + number > stride:
            first = -(-first // stride) * stride
        self._rows += ROW.pack(FREE, 0, 0) * (first + number - self._next)
        self._next = first + number
        return first

    def _put_stream(self, number: int, content: bytes) -> None:
        if len(content) < _SHORT:
            self._put(number, content, b"")
        else:
            self._put(number, zlib.compress(content, _LEVEL), b"/Filter/FlateDecode")

    def _put_pack(self, number: int, objects: int, index: bytes, body: bytes) -> None:
        entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (objects, len(index))
        self._put(number, zlib.compress(index + body, _LEVEL), entries)

    def _put(self, number: int, content: bytes, entries: bytes | None) -> None:
        ROW.pack_into(self._rows, number * ROW.size, PLAIN, self._place, 0)
        self._write(indirect(number, content, entries))

    def _write(self, content: bytes) -> None:
        self._output.write(content)
        self._digest.update(content)
        self._place += len(content)


def _rows(pack: int, objects: int) -> bytes:
    """The rows of objects that are packed in another, one after another."""
    return pack.to_bytes(4, "big").join(_between(objects))


@lru_cache(_SECTIONS)
def _between(objects: int) -> list[bytes]:
    rows = b"".join(ROW.pack(PACKED, 0, at) for at in range(objects))
    return [rows[:1], *(rows[at + 5 : at + 8] for at in range(0, len(rows), ROW.size))]


def _title(content: bytes) -> bytes:
    """A file's title, as a PDF string."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return string(str(document.docinfo.get("/Title", "")))
