"""What a person sees: talk on standard error, results on standard output, tables, progress.

On a terminal no line is wider than it is; in a file or a pipe a record is a line, with its full text. Whatever is
shown goes through here, and what would steer a terminal is escaped.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import click

from unbroker.base.batches import batched
from unbroker.base.late import late
from unbroker.cli.terminal.wording import cells, is_plain, safe, safe_json, width_of, wrapped

Line = tuple[str, str]
"""A line and its style."""
LINES = 38
"""How many lines a list has before its detail is asked for; with its head and its end it stays below 48."""

_console, _progress = late("rich.console"), late("rich.progress")
_quoted = json.encoder.encode_basestring
_GAP, _TALK_WIDTH, _SOME = 2, 24, 1000


def width() -> int | None:
    """How many columns results may take; None in a file or a pipe, where no line is broken."""
    return width_of(sys.stdout)


def say(words: str = "") -> None:
    """A line of talk."""
    for part in words.split("\n"):
        bare = part.lstrip(" ")
        for line in wrapped(safe(bare), width_of(sys.stderr), len(part) - len(bare), 2):
            click.echo(line, err=True)


def show(words: str = "", style: str = "") -> None:
    """A line of the result; on a terminal what is too wide goes on below, indented as it is and a little more."""
    bare = words.lstrip(" ")
    show_lines((line, style) for line in wrapped(safe(bare), width(), len(words) - len(bare), 2))


def show_lines(lines: Iterable[Line]) -> None:
    """Lines that are broken already."""
    _show_safe((safe(words), style) for words, style in lines)


def _show_safe(lines: Iterable[Line]) -> None:
    for some in batched((_styled(words, style) for words, style in lines), _SOME):
        _put("".join(f"{line}\n" for line in some))


def _styled(words: str, style: str) -> str:
    """The words as a terminal shows them in a style, if it has any."""
    is_plain = not (style and words and sys.stdout.isatty()) or "NO_COLOR" in os.environ
    is_plain = is_plain or os.environ.get("TERM", "dumb") in ("dumb", "unknown")
    return words if is_plain else click.style(words, **{style: True})


def fitted(drawings: Iterable[Callable[[], Sequence[Line]]], limit: int = LINES) -> Sequence[Line]:
    """The first of some drawings, each briefer than the one before, that is not longer than the limit; else the last.

    Args:
        drawings: each draws the lines.
        limit: how many lines there may be.
    """
    lines: Sequence[Line] = ()
    for draw in drawings:
        lines = draw()
        if len(lines) <= limit:
            break
    return lines


def show_json(content: object) -> None:
    """The result as JSON: dates as ISO 8601, paths whole, nothing absent."""
    for some in batched(_written(content, "\n"), _SOME):
        _put(safe_json("".join(some)))
    _put("\n")


def _put(text: str) -> None:
    """Write a part of the result; a reader that leaves before its end is no failure."""
    try:
        click.echo(text, nl=False)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise click.exceptions.Exit(0) from None


def _written(content: object, line: str) -> Iterator[str]:
    """JSON in pieces, as `json.dumps` indents it; what comes one after another is written so, and never held whole.

    Args:
        content: mappings, lists, iterators and scalars.
        line: the end of a line and the indent of the next one.
    """
    inner = f"{line}  "
    match content:
        case Iterator():
            before = "["
            for part in content:
                yield f"{before}{inner}{_text(part, inner)}"
                before = ","
            yield "[]" if before == "[" else f"{line}]"
        case dict() if content:
            before = "{"
            for key, part in content.items():
                yield f"{before}{inner}{_quoted(str(key))}: "
                yield from _written(part, inner)
                before = ","
            yield f"{line}}}"
        case _:
            yield _text(content, line)


_SCALARS: Mapping[type, Callable[[Any], str]] = {
    str: _quoted, int: str, bool: lambda content: str(content).lower(), type(None): lambda _: "null",
}  # fmt: skip
"""How JSON has what most values are."""


def _text(content: object, line: str) -> str:
    """JSON of what is held whole anyway, as `_written` indents it."""
    if (scalar := _SCALARS.get(type(content))) is not None:
        return scalar(content)
    inner = f"{line}  "
    match content:
        case dict() if content:
            parts = [
                f"{inner}{_quoted(str(key))}: {_quoted(part) if isinstance(part, str) else _text(part, inner)}"
                for key, part in content.items()
            ]
            return f"{{{','.join(parts)}{line}}}"
        case list() | tuple() if content:
            parts = [f"{inner}{_text(part, inner)}" for part in content]
            return f"[{','.join(parts)}{line}]"
        case Iterator():
            return "".join(_written(content, line))
        case dict() | list() | tuple():
            return "{}" if isinstance(content, dict) else "[]"
        case _:
            return json.dumps(content, ensure_ascii=False, default=_json)


def show_nothing(why: str, *, as_json: bool) -> int:
    """Say that there is nothing to do, which is no failure; answers the exit code."""
    if as_json:
        show_json([])
    say(why)
    return 0


def table(rows: Iterable[Sequence[str]], head: Sequence[str] = (), *, indent: int = 2) -> None:
    """Columns without lines; on a terminal the last one wraps, and where that is no help a row becomes a block."""
    lines = table_lines(rows, head, indent=indent)
    titles = " ".join(head).split()
    heads = int(bool(titles and lines) and lines[0].split() == titles)
    _show_safe((line, "dim" if number < heads else "") for number, line in enumerate(lines))


def table_lines(rows: Iterable[Sequence[str]], head: Sequence[str] = (), *, indent: int = 2) -> list[str]:
    """The lines of a table; blocks have no head."""
    body = [_safe_row(row) for row in rows]
    if not body:
        return []
    whole = [tuple(head), *body] if head else body
    columns = [_widest(column) for column in zip(*whole, strict=True)]
    room, before = width(), indent + sum(columns[:-1]) + _GAP * (len(columns) - 1)
    if room is None or before + columns[-1] <= room or _fits(body, room - before):
        starts = _starts(whole, columns, indent)
        return [line for start, row in zip(starts, whole, strict=True) for line in _aligned(start, row[-1], room)]
    return [line for row in body for line in _block(row, room, indent)]


def _widest(column: Sequence[str]) -> int:
    return max(map(len if "".join(column).isascii() else cells, column))


def _safe_row(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(row if is_plain("".join(row)) else map(safe, row))


def _starts(rows: Iterable[tuple[str, ...]], columns: Sequence[int], indent: int) -> Iterator[str]:
    """What stands before the last column of each row."""
    sizes, margin = [size + _GAP for size in columns[:-1]], " " * indent
    pattern = margin + "".join(f"%-{size}s" for size in sizes)
    for row in rows:
        before = row[:-1]
        if "".join(before).isascii():
            yield pattern % before
        else:
            padded = (f"{cell}{' ' * (size - cells(cell))}" for cell, size in zip(before, sizes, strict=True))
            yield margin + "".join(padded)


def _aligned(start: str, last: str, room: int | None) -> Iterator[str]:
    if room is None:
        yield f"{start}{last.lstrip()}".rstrip()
        return
    first, *later = wrapped(last, room, cells(start))
    yield f"{start}{first.lstrip()}".rstrip()
    yield from later


def _fits(rows: Iterable[Sequence[str]], room: int) -> bool:
    """Whether the last column can be read in the room that is left for it."""
    return room >= _TALK_WIDTH and all(cells(word) <= room for row in rows for word in row[-1].split())


def _block(row: Sequence[str], room: int, indent: int) -> Iterator[str]:
    """A row as a paragraph: what comes first, and below it, indented, what comes last."""
    start = f"{' ' * _GAP}".join(filter(None, row[:-1]))
    if indent + cells(start) + _GAP + cells(row[-1]) <= room:
        yield f"{' ' * indent}{start}{' ' * _GAP}{row[-1]}".rstrip()
        return
    yield from _spaced(row[:-1], room, indent)
    if row[-1]:
        yield from wrapped(row[-1], room, indent + 4, 2)


def _spaced(row: Sequence[str], room: int, indent: int) -> Iterator[str]:
    """Cells beside each other as far as they fit, then below, indented."""
    line, before = "", indent
    for cell in filter(None, row):
        if line and before + cells(line) + _GAP + cells(cell) > room:
            yield from wrapped(line, room, before, 4)
            line, before = cell, indent + 4
        else:
            line = f"{line}{' ' * _GAP * bool(line)}{cell}"
    yield from wrapped(line, room, before, 4)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; what it gives is told how many of how many are done."""
    if not sys.stderr.isatty():
        yield lambda _, __: None
        return
    rich = _progress
    columns = (rich.TextColumn(what), rich.BarColumn(), rich.MofNCompleteColumn(), rich.TimeRemainingColumn())
    console = _console.Console(stderr=True, highlight=False, soft_wrap=True)
    with rich.Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def count(number: int, noun: str) -> str:
    """So many of them: 1 letter, 2 letters."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def counted(parts: Mapping[str, int], separator: str = ", ") -> str:
    """How many of some are what: `2 by post, 5 by e-mail`; of what all are, the number is not said again."""
    present = {words: number for words, number in parts.items() if number}
    if len(present) == 1:
        ((words, number),) = present.items()
        return {1: words, 2: f"both {words}"}.get(number, f"all {words}")
    return separator.join(f"{number} {words}" for words, number in present.items())


def _json(content: object) -> str:
    match content:
        case date():
            return content.isoformat()
        case Path():
            return str(content.absolute())
        case _:
            return str(content)
