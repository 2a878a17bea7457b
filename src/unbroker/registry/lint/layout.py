"""How a registry's file is written: blanks, quotes, order, and the writing of addresses; all of it can be corrected."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from unbroker.base import places
from unbroker.base.errors import Place, Problem
from unbroker.base.located import Step
from unbroker.base.yaml_edit import Edit, flow, needs_quotes, scalar
from unbroker.base.yaml_marks import Block, Scalar, marked
from unbroker.facts.channel import CHANNELS
from unbroker.registry import mailbox, sites
from unbroker.registry.domain import host
from unbroker.registry.lint.finding import MENDS, Finding
from unbroker.registry.written import CHANNEL_KEYS, KEYS

_WHOLE = frozenset({"dated", "year", "counted", "row", "registered", "has_accounts", "parsed"})
"""The keys whose values are numbers, or true and false, and stand without quotes."""
_TERRITORIES = frozenset({"serves", "excludes", "country", "region", "territory", "state"})
_SETS = frozenset({"also_called", "domains", "packs", "serves", "excludes", "regulated", "needs", "rights", "fields"})
_URLS = frozenset({"form", "source", "setting"})
_DEFAULTS = {("status", "active"), ("has_accounts", "false")}


def layout(text: str, path: str) -> Iterator[Finding]:
    """What is not as the file is written elsewhere, each with the edit that corrects it."""
    lines = text.split("\n")
    yield from _blanks(lines, path)
    scalars, blocks = marked(text)
    for entry in scalars:
        yield from _entry(entry, lines, path)
    for block in blocks:
        yield from _order(block, lines, path)
    yield from _repeated(scalars, lines, path)


def _found(path: str, edit: Edit, message: str, line: int | None = None) -> Finding:
    at = (edit.start if line is None else line) + 1
    return Finding(Problem(Place(path, at), message, MENDS, severity="warning"), edit)


def _blanks(lines: Sequence[str], path: str) -> Iterator[Finding]:
    for number, line in enumerate(lines):
        if line != (bare := line.rstrip()):
            yield _found(path, Edit(number, number + 1, (bare,)), "ends with blanks")
    if lines[-1:] != [""] or lines[-2:] == ["", ""]:
        last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
        yield _found(path, Edit(last + 1, len(lines), ("",)), "does not end with one line feed")


def _entry(entry: Scalar, lines: Sequence[str], path: str) -> Iterator[Finding]:
    if entry.is_folded:
        return
    key = next((step for step in reversed(entry.path) if isinstance(step, str)), "")
    for message, better in _better(key, entry):
        line = lines[entry.line]
        written = f"{line[: entry.start]}{better}{line[entry.end :]}"
        yield _found(path, Edit(entry.line, entry.line + 1, (written,)), f"{key!r}: {message}")
        return
    if (key, entry.text) in _DEFAULTS:
        edit = Edit(entry.line, entry.line + 1, ())
        yield _found(path, edit, f"'{key}: {entry.text}' says what is so without it")


def _better(key: str, entry: Scalar) -> Iterator[tuple[str, str]]:
    """What is not as elsewhere in a value, and how it would be written."""
    text = entry.text
    if entry.is_plain and _WHOLE.isdisjoint(map(str, entry.path)) and needs_quotes(text):
        yield f"{text} without quotes is no text to other readers of YAML", scalar(text)
    normal = _NORMAL.get(key, _spaced)(text)
    if normal != text:
        yield f"{text!r} is written {normal!r} elsewhere", scalar(normal, in_flow=entry.is_in_flow)


def _spaced(text: str) -> str:
    """A text as it is: lines of a source keep their blanks and errors."""
    return text


def _single_spaced(text: str) -> str:
    return " ".join(text.split())


def _domain(text: str) -> str:
    return host(text) or text


def _territory(text: str) -> str:
    try:
        return places.check(text.strip().upper().replace("_", "-"))
    except ValueError:
        return text


_NORMAL: Mapping[str, Callable[[str], str]] = {
    "domains": _domain,
    "email": mailbox.tidied,
    "name": _single_spaced,
    "legal_name": _single_spaced,
    "also_called": _single_spaced,
    **dict.fromkeys(_URLS, sites.tidied),
    **dict.fromkeys(_TERRITORIES, _territory),
}


def _order(block: Block, lines: Sequence[str], path: str) -> Iterator[Finding]:
    """The keys of a record, or of a channel, in another order than that of all others."""
    match block.path:
        case (int(),):
            ranks = {key: number for number, key in enumerate(KEYS)}
        case (int(), "channels", int()):
            ranks = {**dict.fromkeys(CHANNELS, -1), **{key: number for number, key in enumerate(CHANNEL_KEYS)}}
        case _:
            return
    if not ranks.keys() >= {*block.keys} or len({*block.starts}) < len(block.starts):
        return
    ordered = sorted(block.keys, key=ranks.__getitem__)
    if ordered != [*block.keys]:
        moved = next(key for key, other in zip(block.keys, ordered, strict=True) if key != other)
        message = f"{moved!r} stands elsewhere in other records: the order is {', '.join(ordered)}"
        yield _found(path, _reordered(block, ordered, lines), message, block.starts[block.keys.index(moved)])


def _reordered(block: Block, ordered: Sequence[str], lines: Sequence[str]) -> Edit:
    """The lines of a mapping with its keys in another order; a comment stays above the key that it stands above."""
    starts = [block.starts[0], *(_after_content(lines, start) for start in block.starts[1:])]
    end = _after_content(lines, block.end)
    first = lines[starts[0]]
    dash, bare = first[: block.column], f"{' ' * block.column}{first[block.column :]}"
    parts = [[*lines[start:after]] for start, after in pairwise([*starts, end])]
    parts[0][0] = bare
    by_key = dict(zip(block.keys, parts, strict=True))
    moved = [line for key in ordered for line in by_key[key]]
    at = next(number for number, line in enumerate(moved) if not _is_aside(line))
    above, begins = moved[:at], f"{dash}{moved[at][block.column :]}"
    return Edit(starts[0], end, (*above, begins, *moved[at + 1 :]))


def _is_aside(line: str) -> bool:
    """Whether a line is empty or a comment."""
    return not line.strip() or line.lstrip().startswith("#")


def _after_content(lines: Sequence[str], number: int) -> int:
    """The line after the last one before a line that is neither empty nor a comment."""
    while _is_aside(lines[number - 1]):
        number -= 1
    return number


def _repeated(scalars: Sequence[Scalar], lines: Sequence[str], path: str) -> Iterator[Finding]:
    """Lists in one line that have something twice, and years out of order."""
    lists: dict[tuple[Step, ...], list[Scalar]] = {}
    for entry in scalars:
        if isinstance(entry.path[-1], int) and {"registered", *_SETS}.intersection(map(str, entry.path)):
            lists.setdefault(entry.path[:-1], []).append(entry)
    for where, entries in lists.items():
        words = [entry.text for entry in entries]
        wanted = sorted({*words}) if "registered" in where else [*dict.fromkeys(words)]
        first, last = entries[0], entries[-1]
        if words != wanted and first.line == last.line:
            line = lines[first.line]
            written = f"{line[: first.start]}{flow(_numbers(wanted))[1:-1]}{line[last.end :]}"
            edit = Edit(first.line, first.line + 1, (written,))
            yield _found(path, edit, f"{_named(where)!r}: {', '.join(words)} is written {', '.join(wanted)} elsewhere")


def _named(where: Sequence[Step]) -> str:
    return next(step for step in reversed(where) if isinstance(step, str))


def _numbers(words: Sequence[str]) -> list[int | str]:
    return [int(word) if word.isdecimal() else word for word in words]
