"""MIME: the parts of a mail (RFC 2045, 2046), found in one pass, whatever its lines are and however it is nested.

The standard library's parser holds each line against every boundary that is open, and calls itself for each level.
Here a line that begins with two hyphens is looked up once; the standard library reads header fields only. What is
attached is not kept: nobody opens it.
"""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from itertools import islice

_DEEPEST = 30
_MOST_PARTS = 500
_LONGEST_HEAD = 200_000
_MOST_FIELDS = 2000
_LONGEST_TYPE = 1000
_LONGEST_TEXT = 3_000_000
_MOST_BLOCKS = 200
_DASHES = re.compile(rb"^--([^\r\n]{0,200})[^\n]*(?:\n|\Z)", re.MULTILINE)
_HEAD = re.compile(rb"(?:(?:From |[!-9;-~]*+:|[\t ])[^\n]*+(?:\n|\Z))*+")
_NEW_LINE = re.compile(rb"\r?\n")
_BLANK_LINE = re.compile(rb"\n\r?\n")
_DESCRIBING = ("content-type", "content-disposition", "content-transfer-encoding")
_READ = ("text", "message", "multipart")


@dataclass
class _Open:
    """A part that is being read."""

    message: Message
    start: int
    """Where its content begins."""
    boundary: bytes | None = None
    """Between the parts in it, if it has any."""


def parse(raw: bytes) -> tuple[Message, bool]:
    """The parts of a mail, and whether it is whole: nothing is cut off, and nothing was too much to be read."""
    walk = _Walk(raw)
    return walk.message, walk.is_whole


class _Walk:
    """Goes through a mail from one line of hyphens to the next."""

    def __init__(self, raw: bytes) -> None:
        self.is_whole = True
        self._raw = raw
        self._open: list[_Open] = []
        self._levels: dict[bytes, int] = {}
        """By boundary, at which level of what is open it separates."""
        self._parts = 0
        self.message = self._begin(0, self._next_dashes(0))
        for dashes in _DASHES.finditer(raw):
            self._meet(dashes)
        if self._open and self._open[0].boundary is not None:
            self.is_whole = False
        self._close(0, len(raw))

    def _next_dashes(self, at: int) -> int:
        dashes = _DASHES.search(self._raw, at)
        return dashes.start() if dashes else len(self._raw)

    def _meet(self, dashes: re.Match[bytes]) -> None:
        """What a line of hyphens does: it ends a part and begins another, or is text."""
        line = dashes[1].rstrip(b" \t")
        is_last = line not in self._levels and line.endswith(b"--")
        level = self._levels.get(line[:-2] if is_last else line)
        if level is None:
            return
        self._close(level + 1, dashes.start())
        if is_last:
            self._forget(self._open[level])
        elif self._parts < _MOST_PARTS:
            parent = self._open[level].message
            part = self._begin(dashes.end(), self._next_dashes(dashes.end()))
            if parent.get_content_type() == "multipart/digest":
                part.set_default_type("message/rfc822")
            parent.attach(part)
        else:
            self.is_whole = False

    def _begin(self, start: int, end: int) -> Message:
        """Open a part whose head stands before the next line of hyphens, and the mails that begin in it."""
        self._parts += 1
        match = _HEAD.match(self._raw, start, end)
        head_end = match.end() if match else start
        message = _fields(self._raw[start:head_end])
        new_line = _NEW_LINE.match(self._raw, head_end, end)
        part = _Open(message, new_line.end() if new_line else head_end)
        self._open.append(part)
        kind = message.get_content_maintype()
        if len(self._open) > _DEEPEST:
            self.is_whole = self.is_whole and kind not in ("message", "multipart")
        elif kind == "multipart" and (boundary := message.get_boundary()):
            self._separate(part, boundary.encode("utf-8", "surrogateescape")[:200].rstrip())
        elif kind == "message" and message.get_content_type() != "message/delivery-status":
            message.set_payload([self._begin(part.start, max(part.start, end))])
        return message

    def _separate(self, part: _Open, boundary: bytes) -> None:
        if boundary and boundary not in self._levels:
            part.boundary = boundary
            self._levels[boundary] = len(self._open) - 1

    def _forget(self, part: _Open) -> None:
        if part.boundary is not None:
            self._levels.pop(part.boundary, None)
            part.boundary = None

    def _close(self, level: int, end: int) -> None:
        """End the parts from a level on; each that holds no other has its text."""
        while len(self._open) > level:
            part = self._open.pop()
            self._forget(part)
            if not part.message.is_multipart():
                _fill(part.message, self._raw[part.start : min(end, part.start + _LONGEST_TEXT)])


def _fields(head: bytes) -> Message:
    """A part with its header fields, without content."""
    message = Message()
    for name, field in islice(
        BytesParser().parsebytes(head[:_LONGEST_HEAD], headersonly=True).raw_items(), _MOST_FIELDS
    ):
        # The standard library looks at the whole of a describing field for each of its parameters.
        is_describing = name.casefold() in _DESCRIBING
        message.set_raw(name, str(field)[:_LONGEST_TYPE] if is_describing else field)
    return message


def _fill(message: Message, content: bytes) -> None:
    """Give a part its text; a report's is in blocks of fields; what is attached stays empty."""
    if message.get_content_type() == "message/delivery-status":
        blocks = [block for block in _BLANK_LINE.split(content, _MOST_BLOCKS) if block.strip()]
        message.set_payload([_block(block) for block in blocks])
    elif message.get_content_maintype() in _READ:
        text = content.removesuffix(b"\n").removesuffix(b"\r")
        message.set_payload(text.decode("ascii", "surrogateescape"))
    else:
        message.set_payload("")


def _block(content: bytes) -> Message:
    match = _HEAD.match(content)
    end = match.end() if match else 0
    message = _fields(content[:end])
    message.set_payload(content[end:].decode("ascii", "surrogateescape"))
    return message
