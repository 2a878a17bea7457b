"""JSON: the texts of an export as passages, each below the keys that lead to it."""

import json
import re
from collections.abc import Iterator

from unbroker.answer.passage import NotReadable, Passage

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DEEP = 100
_KEYS = 4


def passages(text: str) -> Iterator[Passage]:
    """The texts of a JSON file.

    Raises:
        NotReadable: it is none, or is nested without end.
    """
    hint = "open it in a program that shows JSON, and save what is readable as text"
    try:
        root = json.loads(text)
    except RecursionError as error:
        raise NotReadable("is nested deeper than an export is", hint) from error
    except ValueError as error:
        raise NotReadable("is no JSON that can be read", hint) from error
    return _walk(root)


def _walk(root: object) -> Iterator[Passage]:
    stack: list[tuple[object, tuple[str, ...], str]] = [(root, (), "")]
    while stack:
        value, keys, name = stack.pop()
        match value:
            case dict() if len(keys) < _DEEP:
                pairs = [(content, (*keys, _words(str(key))), str(key)) for key, content in value.items()]
                stack += [(content, path, name) for content, path, name in reversed(pairs)]
                yield from _flags(value, keys)
            case list():
                stack += [(content, keys, name) for content in reversed(value)]
            case str():
                yield Passage(value, ".".join(keys).replace(" ", "_"), " ".join(keys[-_KEYS:]))
            case _:
                pass


def _flags(value: dict[str, object], keys: tuple[str, ...]) -> Iterator[Passage]:
    """Keys that are the names themselves, as in {"Acme": true}."""
    for key, content in value.items():
        if isinstance(content, bool | int) and content:
            yield Passage(key, ".".join(keys).replace(" ", "_"), " ".join(keys[-_KEYS:]))


def _words(key: str) -> str:
    """A key as words: sharedWith and shared_with are shared with."""
    return _CAMEL.sub(" ", key).replace("_", " ").replace("-", " ").casefold()
