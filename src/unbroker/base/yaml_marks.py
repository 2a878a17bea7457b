"""Where each value of a YAML text stands, and how it is written there: for those who look at a file as its readers do.

`base/source` reads what a file says; this is about its letters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from unbroker.base.located import Step

_LOADER: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Scalar:
    """One value, and its place."""

    path: tuple[Step, ...]
    """The numbers and keys that lead to it."""
    text: str
    line: int
    """Counted from 0, as the lines of `yaml_edit` are."""
    start: int
    end: int
    """The columns."""
    is_plain: bool
    """Whether it has no quotes and is not folded."""
    is_folded: bool
    """Whether it goes over several lines."""
    is_in_flow: bool
    """Whether it stands in brackets or braces."""


@dataclass(frozen=True)
class Block:
    """The keys of a mapping that has a line for each, in their order."""

    path: tuple[Step, ...]
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    """The lines on which they begin, counted from 0."""
    column: int
    end: int
    """The line after the last one of the mapping; comments and empty lines may stand before it."""


def marked(text: str) -> tuple[list[Scalar], list[Block]]:
    """The values of a text and its mappings, from the beginning on; none of a text that is no YAML."""
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return [], []
    scalars: list[Scalar] = []
    blocks: list[Block] = []
    for part in _parts(root, ()):
        (scalars if isinstance(part, Scalar) else blocks).append(part)  # type: ignore[arg-type]
    return scalars, blocks


def _parts(node: Any, path: tuple[Step, ...], *, in_flow: bool = False) -> Iterator[Scalar | Block]:
    if isinstance(node, yaml.ScalarNode):
        start, end = node.start_mark, node.end_mark
        plain = not node.style
        yield Scalar(path, node.value, start.line, start.column, end.column, plain, start.line != end.line, in_flow)
    elif isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            yield from _parts(child, (*path, number), in_flow=in_flow or bool(node.flow_style))
    elif isinstance(node, yaml.MappingNode):
        keys = [key for key, _ in node.value]
        if keys and not node.flow_style:
            names, starts = (tuple(key.value for key in keys), tuple(key.start_mark.line for key in keys))
            yield Block(path, names, starts, keys[0].start_mark.column, node.end_mark.line)
        for key, content in node.value:
            yield from _parts(content, (*path, key.value), in_flow=in_flow or bool(node.flow_style))
