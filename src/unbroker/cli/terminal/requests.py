"""Requests on a screen: a block for each while they are few, a paragraph for many that need the same."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from unbroker.cases.rows import Row
from unbroker.cli.terminal.screen import LINES, Line, fitted
from unbroker.cli.terminal.wording import listed, wrapped

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BRIEFER: Sequence[tuple[int, int | None]] = ((4, None), (3, 4), (2, 3), (1, 2), (0, 2), (0, 1))
_MANY = 100
"""How many requests that need the same are blocks of their own, and how many lines the names of more take."""


@dataclass(frozen=True)
class Section:
    """Rows below a title."""

    title: str
    rows: Sequence[Row]
    is_now: bool = True
    """Whether something is to be done now; else there is only to wait."""


def draw(sections: Sequence[Section], width: int, *, whole: bool = False, limit: int = LINES) -> Sequence[Line]:
    """Rows as lines for a terminal.

    Args:
        sections: the rows below their titles.
        width: the columns of the terminal.
        whole: every request as a block of its own, however many there are.
        limit: how many lines there may be otherwise.
    """
    drawings = [partial(_drawn, sections, width, few, rows) for few, rows in _BRIEFER]
    if whole:
        return _drawn(sections, width, sys.maxsize, None)
    lines = fitted(drawings, limit)
    if len(lines) <= limit:
        return lines
    return [*lines[: limit - 1], ("  … and more: --all shows them", "dim")]


def _drawn(sections: Sequence[Section], width: int, few: int, rows: int | None) -> list[Line]:
    lines: list[Line] = []
    named = len({row.person for section in sections for row in section.rows}) > 1
    for section in filter(lambda section: section.rows, sections):
        lines += [("", ""), (section.title, "bold")]
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in section.rows:
            groups.setdefault(row.group, []).append(row)
        for group in groups.values():
            alone = few if section.is_now or few > _MANY else min(few, 1)
            in_blocks = len({row.reference for row in group}) <= alone
            drawn = _blocks(group, width, named=named) if in_blocks else _paragraph(group, width, rows, named=named)
            lines += [(line, "") for line in drawn]
    return lines[1:]


def _blocks(rows: Sequence[Row], width: int, *, named: bool) -> Iterator[str]:
    for row in rows:
        whose = f" for {row.person}" if named else ""
        head = f"{row.reference} {row.broker}{whose}, {row.standing}: {', '.join(row.rights)}"
        yield from wrapped(head, width, 2, 4)
        if row.words:
            yield from wrapped(row.words, width, 6, 2)


def _paragraph(rows: Sequence[Row], width: int, most: int | None, *, named: bool) -> Iterator[str]:
    count = len({row.reference for row in rows})
    standing = rows[0].group[0]
    needs = f": {_over_days([row.gist for row in rows])}" if rows[0].gist else ""
    yield from wrapped(f"{count} request{'' if count == 1 else 's'}, {standing}{needs}", width, 2, 2)
    brokers: dict[str, dict[str, None]] = {}
    for row in rows:
        brokers.setdefault(row.person, {})[row.broker] = None
    for person, names in brokers.items():
        yield from listed(sorted(names), width, 6, most, f"for {person}: " if named else "")


def _over_days(gists: Sequence[str]) -> str:
    """What several need, each day in it as the first and the last that is meant."""
    days = [_DAY.findall(gist) for gist in gists]
    spans = iter([(min(column), max(column)) for column in zip(*days, strict=True)])

    def span(_: re.Match[str]) -> str:
        first, last = next(spans)
        return first if first == last else f"{first} … {last}"

    return _DAY.sub(span, gists[0])
