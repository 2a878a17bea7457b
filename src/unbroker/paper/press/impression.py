"""The impression: a struck file taken apart again, into what its plate gave it and what it has for itself."""

import re
from dataclasses import dataclass

from unbroker.paper.press.plate import ROW

_END = re.compile(rb"startxref\n([0-9]+)\n%%EOF\n\Z")
_TABLE = re.compile(rb"[0-9]+ 0 obj\n<</Type/XRef/W\[1 4 2\]/Size ([0-9]+)/[^\n]*>>\nstream\n")
_PACK = re.compile(rb"[0-9]+ 0 obj\n<</Type/ObjStm/[^\n>]*/Length ([0-9]+)>>\nstream\n")
_OWN = re.compile(rb"([0-9]+) 0 obj\n<</Length ([0-9]+)>>\nstream\n")
_TITLE = re.compile(rb"/Title (\((?:\\.|[^\\)])*\)|<[0-9a-f]*>)>>\nendobj\n")
_CLOSE = len(b"\nendstream\nendobj\n")
_TAIL = 40


@dataclass(frozen=True)
class Impression:
    """The parts of a struck file."""

    pack: bytes
    """The objects of the plate, packed: what tells one plate from another."""
    end: int
    """Where what the plate gave it ends."""
    streams: tuple[tuple[int, bytes], ...]
    """Its own streams, with their numbers."""
    title: bytes
    """Its title, as it is written there."""


def take(pdf: bytes) -> Impression | None:
    """Take a file apart, None if no plate of ours made it."""
    end_mark = _END.search(pdf, max(0, len(pdf) - _TAIL))
    table = end_mark and _TABLE.match(pdf, int(end_mark[1]))
    if not table:
        return None
    _, place, _ = ROW.unpack_from(pdf, table.end() + (int(table[1]) - 2) * ROW.size)
    pack = _PACK.match(pdf, place)
    if not pack:
        return None
    pack_end = pack.end() + int(pack[1])
    position = end = pack_end + _CLOSE
    streams = list[tuple[int, bytes]]()
    while stream := _OWN.match(pdf, position):
        position = stream.end() + int(stream[2])
        streams.append((int(stream[1]), pdf[stream.end() : position]))
        position += _CLOSE
    title = _TITLE.search(pdf, position)
    return Impression(pdf[pack.end() : pack_end], end, tuple(streams), title[1]) if title else None
