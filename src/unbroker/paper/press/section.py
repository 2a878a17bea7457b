"""A section of a bundle: a file's pages and their tags, written to stand among those of others, with gaps for numbers.

The objects of a file are numbered anew in one row; the end of each number is written once, and what stands before
it is put in for each letter that the section serves. So to set a letter is to replace bytes.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
_VARIANTS = 20

Share = Callable[[bytes, bytes | None], int]
"""Writes an object that letters share, with its content if it is a stream, and answers its number."""


class Section:
    """The pages of a file, to be set among those of others.

    A letter's objects are its own streams, then a stream in which all others are packed: its node in the tree of
    pages, the pages, their annotations, and with tags the elements, a leaf of the tree that leads to them, and the
    element of the whole letter.
    """

    def __init__(
        self,
        streams: int,
        pages: int,
        texts: Sequence[bytes],
        headers: Mapping[str, int],
        *,
        shared: tuple[bytes, bytes],
    ) -> None:
        """Take the number of a letter's own streams and of its pages, its packed objects, and its table headers.

        With them comes what a run says of all letters: the output intents and the language.
        """
        self.pages, (self.intents, self.language) = pages, shared
        self._headers = headers
        self.streams, self.count = streams, streams + 1 + len(texts)
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

    def headers(self, first: int) -> Iterator[tuple[bytes, int]]:
        """The table headers of a letter whose numbers begin with `first`: their identifiers and their numbers."""
        for name, place in self._headers.items():
            yield b"%d-%s" % (first + self.count - 1, name.encode()), first + place

    def _make(self, low: int, width: int) -> tuple[bytes, bytes]:
        """The same without the first digits of each number, of which there are `width`."""

        def end(match: re.Match[bytes]) -> bytes:
            return b"\0%0*d" % (self._digits, low + int(match[1]))

        texts = [_GAP.sub(end, text) for text in self._texts]
        index, inside = list[bytes](), 0
        for number, text in enumerate(texts, self.streams + 1):
            index.append(b"\0%0*d %d " % (self._digits, low + number, inside))
            inside += len(text) + text.count(_HIGH) * (width - 1) + 1
        return b"".join(index), b"\n".join(texts)


def read_section(
    document: pikepdf.Pdf, streams: Sequence[int], share: Share, *, tagged: bool, after: int | None
) -> Section:
    """The section of a file and of those like it.

    Args:
        document: a file as `pdf` or `plate` writes it.
        streams: the numbers of those that the letters served by the section have each for itself.
        share: for what they need not have for themselves.
        tagged: whether the tags are kept.
        after: how many pages of the same letter stand before it, if an empty page follows an odd number of all; else
            None.
    """
    pages = [page.obj for page in document.pages]
    annotations = [annotation for page in pages for annotation in page.get("/Annots", [])]
    tags = Tags(document) if tagged else None
    blanks = 0 if after is None else (after + len(pages)) % 2
    node = len(streams) + 1
    members = [*pages, *([None] * blanks), *annotations, *(tags.elements if tags else [])]
    places = {member.objgen[0]: node + offset for offset, member in enumerate(members, 1) if member is not None}
    places |= {number: offset for offset, number in enumerate(streams)}
    if tags:
        places |= {root.objgen[0]: node + len(members) + 2 for root in tags.tops}
    reading = _Reading(document, places, share)
    texts = [reading.node(node, len(pages) + blanks)]
    texts += [reading.page(page, node, tagged=tagged) for page in pages]
    texts += [b"<</Type/Page/Parent \0%d 0 R/Resources<<>>%s>>" % (node, reading.size(pages[-1]))] * blanks
    texts += [reading.annotation(annotation, tagged=tagged) for annotation in annotations]
    if tags:
        texts += [reading.element(element, tags) for element in tags.elements]
        texts += [reading.leaf(tags, [*pages, *annotations]), reading.letter(tags)]
    shared = reading.text(document.Root.OutputIntents), document.Root.Lang.unparse()
    elements = tags.elements if tags else []
    headers = {str(element.ID): places[element.objgen[0]] for element in elements if "/ID" in element}
    return Section(len(streams), len(pages) + blanks, texts, headers, shared=shared)


class _Reading:
    """Writes the objects of a file with the numbers that they have in a section."""

    def __init__(self, document: pikepdf.Pdf, places: dict[int, int], share: Share) -> None:
        """Take the place in the section of each object that letters have each for itself."""
        self._document, self._places, self._share = document, places, share
        self._shared = dict[int, bytes]()
        self._destinations = dict(_destinations(document))

    def node(self, place: int, pages: int) -> bytes:
        kids = b" ".join(b"\0%d 0 R" % (place + page) for page in range(1, pages + 1))
        return b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (PAGES, pages, kids)

    def page(self, page: pikepdf.Object, node: int, *, tagged: bool) -> bytes:
        entries = _entries(page, "/Parent", "/StructParents", "/Annots")
        if annotations := list(page.get("/Annots", [])):
            entries["/Annots"] = pikepdf.Array(annotations)
        key = b"/StructParents \0%d" % self._places[page.objgen[0]] if tagged else b""
        return b"<<%s/Parent \0%d 0 R%s>>" % (key, node, self._inside(entries))

    def size(self, page: pikepdf.Object) -> bytes:
        return b"/MediaBox%s" % page.MediaBox.unparse(resolved=True)

    def annotation(self, annotation: pikepdf.Object, *, tagged: bool) -> bytes:
        entries = _entries(annotation, "/StructParent")
        if isinstance(name := entries.get("/Dest"), pikepdf.String):
            entries["/Dest"] = self._destinations[str(name)]
        key = b"/StructParent \0%d" % self._places[annotation.objgen[0]] if tagged else b""
        return b"<<%s%s>>" % (key, self._inside(entries))

    def element(self, element: pikepdf.Object, tags: Tags) -> bytes:
        entries = _entries(element, "/Type", "/K")
        if "/ID" in entries:
            entries["/ID"] = pikepdf.String(f"{_MINE}{entries['/ID']}")
        if (attributes := entries.get("/A")) is not None and "/Headers" in attributes:
            headers = [pikepdf.String(f"{_MINE}{name}") for name in attributes.Headers]
            entries["/A"] = pikepdf.Dictionary({**_entries(attributes), "/Headers": pikepdf.Array(headers)})
        entries["/K"] = pikepdf.Array(tags.kids(element))
        prefix = b"(\0%d-" % self._places[tags.tops[0].objgen[0]]
        return b"<<%s>>" % self._inside(entries).replace(b"(%s" % _MINE.encode(), prefix)

    def leaf(self, tags: Tags, holders: Sequence[pikepdf.Object]) -> bytes:
        """The leaf of the tree that leads from marked content and from annotations to elements."""
        nums = dict[int, bytes]()
        for holder in holders:
            place = self._places[holder.objgen[0]]
            if "/StructParents" in holder:
                nums[place] = b"[%s]" % b" ".join(map(self._holder, tags.holders(int(holder.StructParents))))
            elif "/StructParent" in holder:
                nums[place] = b" ".join(map(self._holder, tags.holders(int(holder.StructParent))))
        pairs = b" ".join(b"\0%d %s" % pair for pair in nums.items())
        return b"<</Limits[\0%d \0%d]/Nums[%s]>>" % (min(nums), max(nums), pairs)

    def letter(self, tags: Tags) -> bytes:
        """The element of a letter, in the place of its document."""
        kids = pikepdf.Array(kid for root in tags.tops for kid in tags.kids(root))
        language = self._document.Root.Lang.unparse()
        return b"<</S/Part/P %d 0 R/Lang%s/T%s/K%s>>" % (DOCUMENT, language, _TITLE, self._numbered(kids.unparse()))

    def text(self, member: pikepdf.Object) -> bytes:
        """An object's text, with the numbers of the others as they are in the run."""
        return self._numbered(member.unparse(resolved=True))

    def _inside(self, entries: dict[str, pikepdf.Object]) -> bytes:
        return self._numbered(pikepdf.Dictionary(entries).unparse())[2:-2].strip()

    def _numbered(self, text: bytes) -> bytes:
        return _TOKEN.sub(lambda match: self._reference(int(match[1])) if match[1] else match[0], text)

    def _holder(self, number: int | None) -> bytes:
        return b"null" if number is None else self._reference(number)

    def _reference(self, number: int) -> bytes:
        if number in self._places:
            return b"\0%d 0 R" % self._places[number]
        if number not in self._shared:
            self._shared[number] = self._give(self._document.get_object(number, 0))
        return self._shared[number]

    def _give(self, target: pikepdf.Object) -> bytes:
        """A reference to an object that letters share; one that leads back to the letter stands where it is named."""
        if isinstance(target, pikepdf.Stream):
            entries = self._numbered(pikepdf.Dictionary(_entries(target, "/Length")).unparse())
            return b"%d 0 R" % self._share(entries, target.read_raw_bytes())
        text = self.text(target)
        return text if _HIGH in text else b"%d 0 R" % self._share(text, None)


def _entries(holder: pikepdf.Object, *keys: str) -> dict[str, pikepdf.Object]:
    """The entries of a dictionary or stream without some."""
    return {key: entry for key, entry in holder.items() if key not in keys}


def _destinations(document: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """The places in a file that have names."""
    if "/Names" in document.Root and "/Dests" in document.Root.Names:
        pairs = iter(document.Root.Names.Dests.Names)
        for name, place in zip(pairs, pairs, strict=True):
            yield str(name), place
