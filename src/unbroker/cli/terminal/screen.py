"""What a person sees: talk on standard error, results on standard output, tables, progress."""

import json
import sys
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(words: str = "") -> None:
    """A line of talk."""
    err.print(Text(words))


def show(words: str = "", style: str = "") -> None:
    """A line of the result."""
    out.print(Text(words, style))


def show_json(content: object) -> None:
    """The result as JSON: dates as ISO 8601, paths as text, nothing absent."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=_json))


def table(
    rows: Iterable[Sequence[str]], head: Sequence[str] = (), *, indent: int = 2, wraps: Container[int] = ()
) -> None:
    """Columns without lines; the last one and those named in `wraps` wrap where the width ends."""
    grid = Table(box=None, show_header=bool(head), padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    lines = [*rows]
    if not lines:
        return
    width = max(map(len, lines), default=0)
    for index in range(width):
        fixed = index < width - 1 and index not in wraps
        longest = max(len(row[index]) for row in lines)
        grid.add_column(
            head[index] if head else "", overflow="fold", no_wrap=fixed, min_width=longest if fixed else None
        )
    for row in lines:
        grid.add_row(*map(Text, row))
    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=140)
    for line in console.render_lines(grid, pad=False):
        text = "".join(segment.text for segment in line).rstrip()
        out.print(Text(f"{' ' * indent}{text}"))


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; what it gives is told how many of how many are done."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def count(number: int, noun: str) -> str:
    """So many of them: 1 letter, 2 letters."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _json(content: object) -> str:
    match content:
        case date():
            return content.isoformat()
        case Path():
            return str(content)
        case _:
            return str(content)
