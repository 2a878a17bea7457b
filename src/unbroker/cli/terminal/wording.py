"""Lines for a terminal: what is safe to print, and where lines end; nothing is printed here.

Words are broken at blanks only; a command between backticks stays on a line if it can.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TextIO

_JOINERS = "\u200c\u200d\u00ad"
"""What shows nothing and changes nothing but how its neighbours look."""
_FORBIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_STEERING = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What JSON leaves as it is, and a terminal obeys."""
_NARROWEST, _USUAL = 20, 80
_ESCAPES = (("\\x", 2), ("\\u", 4), ("\\U", 8))
_UNITS = re.compile(r"( *)(`[^`\s][^`]*`[^\s`]*|\S+)")
"""A gap, and what stays together behind it."""


def is_plain(words: str) -> bool:
    """Whether each character is one of ASCII that takes a column: most words are, and need no closer look."""
    return words.isascii() and words.isprintable()


def safe(words: str, keep: str = "") -> str:
    r"""The words with each control character and each mark of direction as an escape, as in `\x1b`.

    Args:
        words: from wherever they come, a stranger's mail included.
        keep: the control characters that are meant, such as the end of a line.
    """
    if is_plain(words):
        return words
    return "".join(character if _is_harmless(character, keep) else _escape(character) for character in words)


def safe_json(text: str) -> str:
    """JSON in which nothing steers a terminal."""
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def width_of(stream: TextIO) -> int | None:
    """How many columns a stream has; None for a file or a pipe, where no line is broken."""
    return max(_columns(stream), _NARROWEST) if stream.isatty() else None


def _columns(stream: TextIO) -> int:
    """How wide the terminal says that it is, or `$COLUMNS`."""
    if (said := os.environ.get("COLUMNS", "")).isdecimal() and int(said):
        return int(said)
    try:
        return os.get_terminal_size(stream.fileno()).columns or _USUAL
    except (OSError, ValueError):
        return _USUAL


def _is_harmless(character: str, keep: str) -> bool:
    return character in keep or character in _JOINERS or unicodedata.category(character) not in _FORBIDDEN


def _escape(character: str) -> str:
    code = f"{ord(character):x}"
    return next(f"{mark}{code:0>{size}}" for mark, size in _ESCAPES if len(code) <= size)


def cells(words: str) -> int:
    """How many columns of a terminal the words take."""
    if words.isascii():
        return len(words)
    return sum(map(_cells_of, words))


def _cells_of(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(words: str, width: int | None, indent: int = 0, hang: int = 0) -> list[str]:
    """The lines of a paragraph, none of them wider than the width; one line if there is no width.

    Args:
        words: the paragraph.
        width: the columns of the terminal; None for a file or a pipe.
        indent: how far all lines are indented.
        hang: how much farther all but the first are.
    """
    first, later = " " * indent, " " * (indent + hang)
    if width is None or indent + cells(words) <= width:
        return [f"{first}{words}".rstrip()]
    lines, line = [], first
    for gap, unit in _units(words, width - indent - hang):
        if line.strip() and cells(line) + len(gap) + cells(unit) > width:
            lines.append(line)
            line = later
        line = f"{line}{gap}{unit}" if line.strip() else f"{line}{unit}"
    return [*lines, line]


def _units(words: str, width: int) -> Iterable[tuple[str, str]]:
    """The gap before it and what stays on one line: a command, a word; of what is wider, as much as a line holds."""
    for gap, unit in _UNITS.findall(words):
        before = gap
        for word in [unit] if cells(unit) <= width else unit.split():
            for part in _chopped(word, width):
                yield before, part
                before = " "


def _chopped(word: str, width: int) -> Iterable[str]:
    part = ""
    for character in word:
        if part and cells(part) + _cells_of(character) > width:
            yield part
            part = ""
        part += character
    yield part


def with_others(broker: str, others: Iterable[str]) -> str:
    """A broker with those for whom its letters speak, too: "spokeo +anywho +thatsthem"."""
    return " ".join((broker, *(f"+{other}" for other in others)))


def listed(
    names: Sequence[str], width: int | None, indent: int, rows: int | None = None, before: str = ""
) -> list[str]:
    """Names with commas, on so many lines at most; the last line says how many are left out.

    Args:
        names: what is listed.
        width: the columns of the terminal; None for a file or a pipe.
        indent: how far the lines are indented.
        rows: how many lines there may be; None for all.
        before: what stands before the first name.
    """
    lines = wrapped(f"{before}{', '.join(names)}", width, indent, 2 if before else 0)
    if rows is None:
        return lines
    shown = len(names)
    while len(lines) > rows and shown > 1:
        shown -= 1
        cut = f"{before}{', '.join(names[:shown])} and {len(names) - shown} more"
        lines = wrapped(cut, width, indent, 2 if before else 0)
    return lines
