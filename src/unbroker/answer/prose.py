"""Prose: a plain text as passages: paragraphs, the lines of lists, each below the heading or the sentence before it."""

import re
from collections.abc import Iterator

from unbroker.answer.passage import Passage

_BLANK = re.compile(r"\n[ \t\f]*(?:\n[ \t\f]*)+")
_BULLET = re.compile(r"\s*(?:[-*•·–▪○●◦‣]|\d{1,2}[.)]|\(?[a-z]\))\s+")
_NUMBER = re.compile(r"(?:[IVX]{1,4}|\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?=[^\W\d_])")
_FIELD = re.compile(r"\s*[^\s:.][^:.]{0,50}:\s+\S")
_SENTENCE_END = re.compile(r"[.!?;,…]['\"”»)]*$")
_HEADING, _INTRO = 80, 300
_FEW = 12


def passages(text: str, place: str = "") -> Iterator[Passage]:
    """The passages of a text.

    Args:
        text: as it is.
        place: where it stands, such as a page.
    """
    heading, intro = "", ""
    for block in _BLANK.split(text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        if _is_heading(lines):
            heading, intro = lines[0].strip().rstrip(":"), ""
            continue
        if len(lines) > 1 and _is_heading(lines[:1]) and not _continues(lines):
            heading, intro = lines[0].strip().rstrip(":"), ""
            lines = lines[1:]
        for paragraph, is_item in _paragraphs(lines):
            context = "; ".join(filter(None, (heading, intro if is_item else "")))
            yield Passage(paragraph, place, context)
            if paragraph.rstrip().endswith(":"):
                intro = paragraph[-_INTRO:]
            elif not is_item:
                intro = ""


def _is_heading(lines: list[str]) -> bool:
    """Whether a block is one short line that is no sentence."""
    if len(lines) != 1 or len(lines[0].strip()) > _HEADING:
        return False
    line = _NUMBER.sub("", lines[0].strip(), count=1)
    if _BULLET.match(line):
        return False
    is_title = line.endswith(":") and len(line.split()) <= _FEW
    return is_title or not (_SENTENCE_END.search(line) or _FIELD.match(line))


def _continues(lines: list[str]) -> bool:
    """Whether the second line goes on with the sentence of the first, and is no item of a list."""
    second = lines[1].strip()
    numbered = bool(_BULLET.match(lines[0]))
    is_item = bool(_BULLET.match(lines[1]) or _FIELD.match(lines[1]))
    if numbered and is_item:
        return True
    return not is_item and not lines[0].strip().endswith(":") and (second[:1].islower() or len(lines[0].strip()) > 60)  # noqa: PLR2004 - a line that was broken


def _paragraphs(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """The lines put together as they belong, each with whether it is an item of a list."""
    current: list[str] = []
    is_item = False
    are_fields = len(lines) > 1 and sum(bool(_FIELD.match(line)) for line in lines) * 2 > len(lines)
    for line in lines:
        begins = bool(_BULLET.match(line)) or (are_fields and bool(_FIELD.match(line)))
        after_intro = bool(current) and current[-1].endswith(":")
        if current and (begins or after_intro):
            yield " ".join(current), is_item
            current, is_item = [], False
        if begins or after_intro:
            is_item = True
            line = _BULLET.sub("", line, count=1)  # noqa: PLW2901 - what is left of it
        current += filter(None, [line.strip()])
    if current:
        yield " ".join(current), is_item
