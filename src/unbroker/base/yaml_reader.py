"""YAML text to values: the stream of a text is read once, within limits, and nothing in it is taken for a type.

`base/source` is what others ask; it loads this when there is a text to read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from unbroker.base.errors import MOST_PROBLEMS, Place, Problem, shortened
from unbroker.base.garbage import no_collection
from unbroker.base.located import Items, Located

_Loader: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 40
_MOST_VALUES = 500_000
_MOST_ALIASES, _MOST_REPEATED = 100, 10_000
_MOST_DIRECTIVES = 10
_CHECK = "check the indentation and the quotes"


def parse(text: str, path: str) -> tuple[object, list[Problem]]:
    """As `source.parse` says."""
    if text.count("\n%") > _MOST_DIRECTIVES:
        return None, [Problem(Place(path), "has lines that begin with '%' without end", "remove them")]
    reader = _Reader(path)
    try:
        with no_collection():
            reader.read(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.context, error.problem) if part)
        line = None if mark is None else mark.line + 1
        return None, [Problem(Place(path, line), f"is not YAML: {reason}", _CHECK)]
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        return None, [Problem(Place(path), f"is not YAML: {reason}", "save the file as plain UTF-8 text")]
    except _Refused as error:
        return None, [*reader.problems, error.problem]
    if reader.is_empty:
        return None, [Problem(Place(path), "is empty", "copy the example in the documentation")]
    return reader.document, reader.problems


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """The text goes beyond a limit."""

    def __init__(self, place: Place, message: str, hint: str) -> None:
        self.problem = Problem(place, message, hint)


@dataclass
class _Open:
    """A mapping or a list that is being read."""

    content: Located | Items
    anchor: str | None
    before: int
    """How many values had been read when it began."""
    key: str | None
    """The key that it stands under."""
    awaits: str | None = None
    """The key whose value comes next."""


class _Reader:
    """Makes values of the events of a YAML stream, without recursion."""

    def __init__(self, path: str) -> None:
        self.problems: list[Problem] = []
        self.document: object = None
        self.is_empty = True
        self._path = path
        self._last = Place(path)
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[object, int]] = {}
        """What an anchor stands for, and how many values that is."""
        self._begun: set[str] = set()
        self._count = self._repeated = self._aliases = 0

    def read(self, events: Iterable[yaml.Event]) -> None:
        """Read a stream.

        Raises:
            _Refused: it goes beyond a limit, or is no text of values.
        """
        documents = 0
        for event in events:
            match event:
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.MappingStartEvent():
                    self._begin(Located(self._at(event)), event)
                case yaml.SequenceStartEvent():
                    self._begin(Items(), event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self._end()
                case yaml.AliasEvent():
                    self._alias(event)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        fault = "expected a single document in the stream but found another document"
                        raise _Refused(self._at(event), f"is not YAML: {fault}", _CHECK)
                case _:
                    continue

    @property
    def _key_above(self) -> str | None:
        """The key that the next value stands under."""
        return (self._open[-1].awaits or self._open[-1].key) if self._open else None

    def _at(self, event: yaml.Event) -> Place:
        line = None if event.start_mark is None else event.start_mark.line + 1
        if line != self._last.line:
            self._last = Place(self._path, line)
        return self._last

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        inside = self._open[-1] if self._open else None
        written = event.value
        if inside is not None and inside.awaits is None and isinstance(inside.content, Located):
            self._key(inside, inside.content, written, event)
            return
        if written == "":
            key = self._key_above
            what = "the file is empty" if key is None else f"{shortened(key)} has no value"
            self._problem(self._at(event), what, "write one, or remove the line")
        self._put(written, event, 1)
        if event.anchor:
            self._name(event.anchor, written, 1, event)

    def _key(self, inside: _Open, mapping: Located, name: str, event: yaml.Event) -> None:
        place = self._at(event)
        if name in mapping:
            self._problem(place, f"the key {shortened(name)} appears twice", "keep one of the two")
        mapping.places[name] = place
        inside.awaits = name
        self._counted(1, event)

    def _put(self, content: object, event: yaml.Event, count: int) -> None:
        """Put a value where it belongs."""
        self._counted(count, event)
        if not self._open:
            self.document, self.is_empty = content, False
            return
        inside = self._open[-1]
        if isinstance(inside.content, Items):
            inside.content.places.append(self._at(event))
            inside.content.append(content)
        elif inside.awaits is None:
            raise _Refused(self._at(event), "a key must be one text", "write 'key: value'")
        else:
            inside.content[inside.awaits] = content
            inside.awaits = None

    def _begin(self, content: Located | Items, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if len(self._open) >= _DEEPEST:
            raise _Refused(self._at(event), f"is nested more than {_DEEPEST} levels deep", "write it flatter")
        key, before = self._key_above, self._count
        self._put(content, event, 1)
        self._open.append(_Open(content, event.anchor, before, key))
        if event.anchor:
            self._begun.add(event.anchor)

    def _end(self) -> None:
        closed = self._open.pop()
        if closed.anchor:
            self._begun.discard(closed.anchor)
            self._anchors[closed.anchor] = closed.content, self._count - closed.before

    def _name(self, anchor: str, content: object, count: int, event: yaml.Event) -> None:
        if anchor in self._anchors or anchor in self._begun:
            raise _Refused(self._at(event), f"is not YAML: the anchor {shortened(anchor)} appears twice", "rename one")
        self._anchors[anchor] = content, count

    def _alias(self, event: yaml.AliasEvent) -> None:
        """Repeat what an anchor stands for: counted by the values that it comes to, each time."""
        place = self._at(event)
        if event.anchor in self._begun:
            self._problem(place, "the value of an anchor contains itself", "write it out")
            self._put(None, event, 1)
            return
        if event.anchor not in self._anchors:
            raise _Refused(place, "is not YAML: found undefined alias", _CHECK)
        content, count = self._anchors[event.anchor]
        self._aliases += 1
        self._repeated += count
        if self._aliases > _MOST_ALIASES or self._repeated > _MOST_REPEATED:
            limits = f"{_MOST_ALIASES} aliases or {_MOST_REPEATED:,} values by them"
            raise _Refused(place, f"repeats more than {limits}", "write the values out")
        self._put(content, event, count)

    def _counted(self, count: int, event: yaml.Event) -> None:
        self._count += count
        if self._count > _MOST_VALUES:
            raise _Refused(self._at(event), f"has more than {_MOST_VALUES:,} values", "split the file")

    def _problem(self, place: Place, message: str, hint: str) -> None:
        self.problems.append(Problem(place, message, hint))
        if len(self.problems) >= MOST_PROBLEMS:
            raise _Refused(place, f"has {MOST_PROBLEMS} problems up to here", "correct them first")
