"""The one writer of YAML files that people edit, too: only the lines of what changes are touched.

A file is a list of records, each with a key that names it. Comments, order, quotes and layout of everything else stay
as they are. What is written anew is plain where YAML would read it back as the same text, else in double quotes.
"""

import json
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from unbroker.base.late import late
from unbroker.base.located import Step

yaml = late("yaml")

_PLAIN = re.compile(r"[A-Za-z0-9ÄÖÜäöüßÀ-ÿ/(][^\n]*")
_SPECIAL = re.compile(r": |:$| #|^[-?:] |\s$|[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_FLOW = re.compile(r"[\[\]{},?]")
_OTHERWISE = re.compile(
    r"(?:yes|no|on|off|y|n|true|false|null|~|[-+]?[\d_.:eE+-]+|0[xo][\da-fA-F]+|\d{4}-\d\d?-\d\d?.*|[-+]?\.(?:inf|nan))",
    re.IGNORECASE,
)
"""What YAML reads as something else than text."""
_NUMBER = re.compile(r"0|[1-9]\d*")
_LONGEST = 150
"""Of a line with one text; a longer one is folded."""


@dataclass(frozen=True)
class Edit:
    """Lines that take the place of others; none of them where both numbers are the same."""

    start: int
    end: int
    lines: tuple[str, ...]


class Records:
    """Where everything stands in the text of a list of records."""

    def __init__(self, text: str, key: str = "slug") -> None:
        """Take the text down.

        Args:
            text: of a file that is a list of mappings, or holds nothing.
            key: names a record.
        """
        self._lines = text.split("\n")
        loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
        root = yaml.compose(text, Loader=loader)
        self._nodes: list[Any] = [*root.value] if isinstance(root, yaml.SequenceNode) else []
        self._records: Mapping[str, int] = {
            value.value: number
            for number, node in enumerate(self._nodes)
            for name, value in node.value
            if name.value == key
        }

    def __contains__(self, name: str) -> bool:
        return name in self._records

    @property
    def end(self) -> int:
        """The line after the last record."""
        return self._end_of(len(self._nodes) - 1) if self._nodes else self._last(len(self._lines), 0)

    def keys(self, name: str) -> Sequence[str]:
        """The keys of a record, in its order."""
        return [key.value for key, _ in self._nodes[self._records[name]].value]

    def span(self, name: str, *path: Step) -> tuple[int, int]:
        """The lines of a key or an item in a record: where it begins, and where what follows it does."""
        number = self._records[name]
        node = self._nodes[number]
        start, end = node.start_mark.line, self._end_of(number)
        for step in path:
            places = _places(node)
            at = next(at for at, (name_of, _, _) in enumerate(places) if name_of == step)
            end = self._last(places[at + 1][1], start) if at + 1 < len(places) else end
            _, start, node = places[at]
        return start, self._last(end, start)

    def is_flow(self, name: str, key: str) -> bool:
        """Whether the list of a key stands in brackets."""
        node = next(value for name_of, value in self._nodes[self._records[name]].value if name_of.value == key)
        return bool(getattr(node, "flow_style", False))

    def _end_of(self, number: int) -> int:
        after = self._nodes[number + 1].start_mark.line if number + 1 < len(self._nodes) else len(self._lines)
        return self._last(after, self._nodes[number].start_mark.line)

    def _last(self, end: int, start: int) -> int:
        """The line after the last one that is neither empty nor a comment."""
        while end > start + 1 and (not self._lines[end - 1].strip() or self._lines[end - 1].lstrip().startswith("#")):
            end -= 1
        return end


def _places(node: Any) -> list[tuple[Step, int, Any]]:
    """The children of a node: by which name, on which line, and what."""
    if isinstance(node, yaml.MappingNode):
        return [(key.value, key.start_mark.line, value) for key, value in node.value]
    return [(number, item.start_mark.line, item) for number, item in enumerate(node.value)]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with some lines changed.

    Raises:
        ValueError: two edits touch the same line.
    """
    lines, ordered = text.split("\n"), sorted(edits, key=lambda edit: (edit.start, edit.end))
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise ValueError(f"lines {after.start + 1} to {before.end} are changed twice")
    for edit in reversed(ordered):
        lines[edit.start : edit.end] = edit.lines
    return "\n".join(lines)


def needs_quotes(text: str) -> bool:
    """Whether YAML reads a text without quotes as something else: a number, a date, true, false or nothing."""
    return _OTHERWISE.fullmatch(text) is not None


def scalar(text: object, *, in_flow: bool = False) -> str:
    """A text as YAML: whole numbers as they are."""
    words = str(text)
    if isinstance(text, int) and _NUMBER.fullmatch(words):
        return words
    is_plain = _PLAIN.fullmatch(words) and not _SPECIAL.search(words) and not needs_quotes(words)
    if is_plain and not (in_flow and _FLOW.search(words)):
        return words
    return json.dumps(words, ensure_ascii=False)


def lines_of(key: str, text: object) -> tuple[str, ...]:
    """A key with its text: in one line, or folded where that would be long."""
    line = f"{key}: {scalar(text)}"
    words = str(text)
    if len(line) <= _LONGEST or "  " in words or words != words.strip():
        return (line,)
    return (
        f"{key}: >-",
        *(f"  {part}" for part in textwrap.wrap(words, _LONGEST, break_long_words=False, break_on_hyphens=False)),
    )


def flow(content: object) -> str:
    """A value in one line: a list in brackets, a mapping in braces."""
    match content:
        case Mapping():
            return f"{{{', '.join(f'{key}: {flow(value)}' for key, value in content.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(flow, content))}]"
        case bool():
            return "true" if content else "false"
        case _:
            return scalar(content, in_flow=True)
