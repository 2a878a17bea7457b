"""A block: a file's pages with their tags, written so that they stand among those of others, with gaps for numbers.

The objects of a file are numbered anew in one row; the end of each number is written once, and what stands before
it is put in for each letter that the block serves. So to set a letter is to replace bytes.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import pikepdf

from unbroker.paper.press.tags import Tags

PAGES, TREE, DOCUMENT = 2, 3, 4
"""The numbers, in every file, of the tree of pages, the structure, and the structure's one element."""
_HIGH, _TITLE = b"\0", b"\1"
"""What stands for the first digits of a number, and for the letter's title."""
_TOKEN = re.compile(rb"\((?:\\.|[^\\)])*\)|\b([0-9]+) 0 R\b", re.DOTALL)
_GAP = re.compile(rb"\0([0-9]+)")
_MINE = "own-"
_VARIANTS = 32

Share = Callable[[bytes, bytes | None], int]
"""Writes an object that letters share, with its content if it is a stream, and answers its number."""


class Block:
    """The pages of a file, to be set among those of others.

    A letter's objects are its own streams, then a stream in which all others are packed: its node in the tree of
    pages, the pages, their notes, and with tags the elements, a leaf of the tree that leads to them, and its whole.
    """

    def __init__(self, own: int, pages: int, texts: Sequence[bytes], intents: bytes, language: bytes) -> None:
        """Take the number of a letter's own streams and of its pages, and its packed objects."""
        self.pages, self.intents, self.language = pages, intents, language
        self.own, self.count = own, own + 1 + len(texts)
        self._texts = texts
        self._digits = max(3, len(str(self.count)))
        self.stride = 10**self._digits
        """Between two numbers with the same first digits there may be no multiple of it."""
        self._variant = lru_cache(_VARIANTS)(self._make)

    def packed(self, first: int, title: bytes) -> tuple[bytes, bytes]:
        """The packed objects of a letter whose numbers begin with `first`: the list of them, and they themselves."""
        high, low = divmod(first, self.stride)
        digits = b"%d" % high
        index, body = self._variant(low, len(digits))
        return index.replace(_HIGH, digits), body.replace(_HIGH, digits).replace(_TITLE, title)

    def _make(self, low: int, width: int) -> tuple[bytes, bytes]:
        """The same without the first digits of each number, of which there are `width`."""

        def end(found: re.Match[bytes]) -> bytes:
            return b"\0%0*d" % (self._digits, low + int(found[1]))

        texts = [_GAP.sub(end, text) for text in self._texts]
        index, inside = list[bytes](), 0
        for at, text in enumerate(texts, self.own + 1):
            index.append(b"\0%0*d %d " % (self._digits, low + at, inside))
            inside += len(text) + text.count(_HIGH) * (width - 1) + 1
        return b"".join(index), b"\n".join(texts)


def read(opened: pikepdf.Pdf, own: Sequence[int], share: Share, *, tagged: bool, duplex: bool) -> Block:
    """The block of a file and of those like it.

    Args:
        opened: a file as `pdf` or `plate` writes it.
        own: the numbers of its streams that the letters served by the block have each for itself.
        share: for what they need not have for themselves.
        tagged: whether the tags are kept.
        duplex: whether an empty page follows an odd one at the end.
    """
    sheets = [page.obj for page in opened.pages]
    notes = [note for sheet in sheets for note in sheet.get("/Annots", [])]
    tags = Tags(opened) if tagged else None
    blanks = len(sheets) % 2 if duplex else 0
    node = len(own) + 1
    things = [*sheets, *([None] * blanks), *notes, *(tags.elements if tags else [])]
    places = {thing.objgen[0]: node + at for at, thing in enumerate(things, 1) if thing is not None}
    places |= {number: at for at, number in enumerate(own)}
    if tags:
        places |= {top.objgen[0]: node + len(things) + 2 for top in tags.tops}
    reading = _Reading(opened, places, share)
    texts = [reading.node(node, len(sheets) + blanks)]
    texts += [reading.page(sheet, node, tagged=tagged) for sheet in sheets]
    texts += [b"<</Type/Page/Parent \0%d 0 R/Resources<<>>%s>>" % (node, reading.size(sheets[-1]))] * blanks
    texts += [reading.note(note, tagged=tagged) for note in notes]
    if tags:
        texts += [reading.element(element, tags) for element in tags.elements]
        texts += [reading.leaf(tags, [*sheets, *notes]), reading.whole(tags)]
    intents, language = reading.written(opened.Root.OutputIntents), opened.Root.Lang.unparse()
    return Block(len(own), len(sheets) + blanks, texts, intents, language)


class _Reading:
    """Writes the objects of a file with the numbers that they have in a block."""

    def __init__(self, opened: pikepdf.Pdf, places: dict[int, int], share: Share) -> None:
        """Take the place in the block of each object that letters have each for itself."""
        self._opened, self._places, self._share = opened, places, share
        self._shared = dict[int, bytes]()
        self._destinations = dict(_destinations(opened))

    def node(self, place: int, pages: int) -> bytes:
        kids = b" ".join(b"\0%d 0 R" % (place + page) for page in range(1, pages + 1))
        return b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (PAGES, pages, kids)

    def page(self, page: pikepdf.Object, node: int, *, tagged: bool) -> bytes:
        entries = _but(page, "/Parent", "/StructParents", "/Annots")
        if notes := list(page.get("/Annots", [])):
            entries["/Annots"] = pikepdf.Array(notes)
        key = b"/StructParents \0%d" % self._places[page.objgen[0]] if tagged else b""
        return b"<<%s/Parent \0%d 0 R%s>>" % (key, node, self._inside(entries))

    def size(self, page: pikepdf.Object) -> bytes:
        return b"/MediaBox%s" % page.MediaBox.unparse(resolved=True)

    def note(self, note: pikepdf.Object, *, tagged: bool) -> bytes:
        entries = _but(note, "/StructParent")
        if isinstance(name := entries.get("/Dest"), pikepdf.String):
            entries["/Dest"] = self._destinations[str(name)]
        key = b"/StructParent \0%d" % self._places[note.objgen[0]] if tagged else b""
        return b"<<%s%s>>" % (key, self._inside(entries))

    def element(self, element: pikepdf.Object, tags: Tags) -> bytes:
        entries = _but(element, "/Type", "/K")
        if "/ID" in entries:
            entries["/ID"] = pikepdf.String(f"{_MINE}{entries['/ID']}")
        if (more := entries.get("/A")) is not None and "/Headers" in more:
            headers = [pikepdf.String(f"{_MINE}{name}") for name in more.Headers]
            entries["/A"] = pikepdf.Dictionary({**_but(more), "/Headers": pikepdf.Array(headers)})
        entries["/K"] = pikepdf.Array(tags.kids(element))
        mine = b"(\0%d-" % self._places[tags.tops[0].objgen[0]]
        return b"<<%s>>" % self._inside(entries).replace(b"(%s" % _MINE.encode(), mine)

    def leaf(self, tags: Tags, things: Sequence[pikepdf.Object]) -> bytes:
        """The leaf of the tree that leads from marked content and from notes to elements."""
        nums = dict[int, bytes]()
        for thing in things:
            place = self._places[thing.objgen[0]]
            if "/StructParents" in thing:
                nums[place] = b"[%s]" % b" ".join(map(self._holder, tags.holders(int(thing.StructParents))))
            elif "/StructParent" in thing:
                nums[place] = b" ".join(map(self._holder, tags.holders(int(thing.StructParent))))
        written = b" ".join(b"\0%d %s" % pair for pair in nums.items())
        return b"<</Limits[\0%d \0%d]/Nums[%s]>>" % (min(nums), max(nums), written)

    def whole(self, tags: Tags) -> bytes:
        """The element of a letter, in the place of its document."""
        kids = pikepdf.Array(kid for top in tags.tops for kid in tags.kids(top))
        language = self._opened.Root.Lang.unparse()
        return b"<</S/Part/P %d 0 R/Lang%s/T%s/K%s>>" % (DOCUMENT, language, _TITLE, self._numbered(kids.unparse()))

    def written(self, thing: pikepdf.Object) -> bytes:
        """An object's text, with the numbers of the others as they are in the run."""
        return self._numbered(thing.unparse(resolved=True))

    def _inside(self, entries: dict[str, pikepdf.Object]) -> bytes:
        return self._numbered(pikepdf.Dictionary(entries).unparse())[2:-2].strip()

    def _numbered(self, text: bytes) -> bytes:
        return _TOKEN.sub(lambda found: self._reference(int(found[1])) if found[1] else found[0], text)

    def _holder(self, number: int | None) -> bytes:
        return b"null" if number is None else self._reference(number)

    def _reference(self, number: int) -> bytes:
        if number in self._places:
            return b"\0%d 0 R" % self._places[number]
        if number not in self._shared:
            self._shared[number] = self._give(self._opened.get_object(number, 0))
        return self._shared[number]

    def _give(self, thing: pikepdf.Object) -> bytes:
        """A reference to an object that letters share; one that leads back to the letter stands where it is named."""
        if isinstance(thing, pikepdf.Stream):
            entries = self._numbered(pikepdf.Dictionary(_but(thing, "/Length")).unparse())
            return b"%d 0 R" % self._share(entries, thing.read_raw_bytes())
        text = self.written(thing)
        return text if _HIGH in text else b"%d 0 R" % self._share(text, None)


def _but(thing: pikepdf.Object, *keys: str) -> dict[str, pikepdf.Object]:
    """The entries of a dictionary or stream without some."""
    return {key: item for key, item in thing.items() if key not in keys}


def _destinations(opened: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """The places in a file that have names."""
    if "/Names" in opened.Root and "/Dests" in opened.Root.Names:
        pairs = iter(opened.Root.Names.Dests.Names)
        for name, place in zip(pairs, pairs, strict=True):
            yield str(name), place
