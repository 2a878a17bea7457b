"""YAML text to values, each knowing the line that it stands on.

Every scalar is read as the string that was written (`NO` stays Norway, `02110` keeps its zero); the models say
what a string means. All faults of a file are collected, and none stops the reading of the rest.
"""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self, TypeVar

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from unbroker.base.errors import NOWHERE, Place, Problem, did_you_mean

_Loader: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Step = str | int


class Located(dict[str, object]):
    """A mapping of a file: where it begins, and where each key stands."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, Place] = {}


class Items(list[object]):
    """A list of a file, and where each item stands."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []


class Fact(BaseModel):  # noqa: PLW1641 - pydantic hashes what is frozen
    """A frozen value read from a file that people edit; `place` is where it stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
    _place: Place = PrivateAttr(default=NOWHERE)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, content: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        fact = handler(content)
        if isinstance(content, Located):
            fact._place = content.place  # noqa: SLF001 - its own class
        return fact

    @property
    def place(self) -> Place:
        """Where it was read."""
        return self._place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.__dict__ == other.__dict__


FactT = TypeVar("FactT", bound=Fact)


def parse(text: str, path: str) -> tuple[object, list[Problem]]:
    """Read YAML text; answers what it holds, None where it holds nothing, and the problems.

    Mappings are `Located`, lists are `Items`, everything else is the string that was written. A key that stands
    twice in one mapping and an empty value are problems: YAML would let the last one win.
    """
    try:
        with _no_garbage_collection():
            node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.context, error.problem) if part)
        line = None if mark is None else mark.line + 1
        return None, [Problem(Place(path, line), f"is not YAML: {reason}", "check the indentation and the quotes")]
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        return None, [Problem(Place(path), f"is not YAML: {reason}", "save the file as plain UTF-8 text")]
    if node is None:
        return None, [Problem(Place(path), "is empty", "copy the example in the documentation")]
    problems: list[Problem] = []
    return _build(node, path, None, problems, ()), problems


def validate(content: object, model: type[FactT], place: Place, who: str = "") -> tuple[FactT | None, list[Problem]]:
    """What was parsed as a model, or None and all that is wrong with it.

    Args:
        content: what `parse` answered, or a part of it.
        model: what it shall be.
        place: where it stands, for faults that have no line of their own.
        who: what it is about, put before each message, such as "broker 'acme'".
    """
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        about = f"{who}: " if who else ""
        return None, [
            _problem(content, place, detail, about, model)
            for detail in error.errors(include_url=False)
            if detail["input"] != ""  # parse has said so already
        ]


def _build(
    node: yaml.Node, path: str, key: str | None, problems: list[Problem], ancestors: tuple[yaml.Node, ...]
) -> object:
    place = Place(path, node.start_mark.line + 1)
    if any(node is other for other in ancestors):
        problems.append(Problem(place, "the value of an anchor contains itself", "write it out"))
        return None
    branch = (*ancestors, node)
    match node:
        case yaml.MappingNode():
            mapping = Located(place)
            for key_node, value_node in node.value:
                name, key_place = str(key_node.value), Place(path, key_node.start_mark.line + 1)
                if name in mapping:
                    problems.append(Problem(key_place, f"the key {name!r} appears twice", "keep one of the two"))
                mapping.places[name] = key_place
                mapping[name] = _build(value_node, path, name, problems, branch)
            return mapping
        case yaml.SequenceNode():
            items = Items()
            for child in node.value:
                items.places.append(Place(path, child.start_mark.line + 1))
                items.append(_build(child, path, key, problems, branch))
            return items
        case _:
            if node.value == "":
                what = "the file is empty" if key is None else f"{key!r} has no value"
                problems.append(Problem(place, what, "write one, or remove the line"))
            return node.value


def _place(content: object, steps: Sequence[Step], place: Place) -> Place:
    """The place of a path inside what was parsed, or of the nearest thing above it."""
    for step in steps:
        match content, step:
            case Located(), str() if step in content:
                place, content = content.places[step], content[step]
            case Items(), int() if step < len(content):
                place, content = content.places[step], content[step]
            case Located(), _:
                return content.place
            case _:
                return place
    return place


_FIXED = {
    "missing": ("{name} is missing", "add a line '{key}: …'"),
    "date_from_datetime_parsing": ("{name} is not a date: {given}", "write it as 2026-11-22"),
    "date_parsing": ("{name} is not a date: {given}", "write it as 2026-11-22"),
    "int_parsing": ("{name} is not a whole number: {given}", "write digits only"),
    "float_parsing": ("{name} is not a number: {given}", "write it as 1.5"),
    "bool_parsing": ("{name} is neither true nor false: {given}", "write true or false"),
    "string_type": ("{name} must be one text", "write a single value here"),
    "tuple_type": ("{name} must be a list", "write it as [first, second]"),
    "model_type": ("{name} must have keys of its own", "write 'key: value' lines below it"),
    "dict_type": ("{name} must have keys of its own", "write 'key: value' lines below it"),
    "string_pattern_mismatch": ("{name} cannot be {given}", "see the reference for how it is written"),
}
"""What pydantic finds, by its code, and how to say it: the message and the hint."""


def _problem(content: object, place: Place, detail: ErrorDetails, about: str, model: type[Fact]) -> Problem:
    key = next((str(step) for step in reversed(detail["loc"]) if isinstance(step, str)), "it")
    given, context = detail["input"], detail.get("ctx", {})
    hint: str | None
    match detail["type"]:
        case "extra_forbidden":
            keys = sorted(_keys(model, detail["loc"][:-1]))
            message, hint = f"unknown key {key!r}", did_you_mean(key, keys) or f"known: {', '.join(keys)}"
        case "literal_error":
            choices = re.findall(r"'([^']*)'", str(context["expected"]))
            message, hint = f"{key!r} cannot be {given!r}", did_you_mean(str(given), choices)
            hint = hint or f"one of {', '.join(choices)}"
        case "value_error":
            message, _, words = str(context["error"]).partition(" | ")
            message, hint = f"{key!r} {message}" if message.startswith("contains ") else message, words or None
        case code if code in _FIXED:
            message, hint = (words.format(name=repr(key), key=key, given=repr(given)) for words in _FIXED[code])
        case _:
            message, hint = f"{key!r}: {detail['msg'][0].lower()}{detail['msg'][1:]}", None
    return Problem(_place(content, detail["loc"], place), f"{about}{message}", hint)


def _keys(model: type[BaseModel], steps: Sequence[Step]) -> set[str]:
    """The keys of the model at a path below `model`."""
    inner_model: type[BaseModel] = model
    for step in steps:
        field = inner_model.model_fields.get(step) if isinstance(step, str) else None
        if field is not None and (next_model := _model_in(field.annotation)) is not None:
            inner_model = next_model
    return {field.alias or name for name, field in inner_model.model_fields.items()}


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, getattr(annotation, "__args__", ()))), None)


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A registry makes a million small objects, none of them garbage: 2,900 records take 0.4 s, not 1.9 s."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
