"""YAML text to values, each knowing the line that it stands on.

Every scalar is read as the string that was written (`NO` stays Norway, `02110` keeps its zero); the models say
what a string means. All faults of a file are collected, and none stops the reading of the rest.
"""

import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, Self, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, PrivateAttr, ValidationError, model_validator
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


class Fact(BaseModel):
    """A frozen value read from a file that people edit; `place` is where it stands there."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
    _place: Place = PrivateAttr(default=NOWHERE)

    @model_validator(mode="wrap")
    @classmethod
    def _keep_place(cls, value: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        made = handler(value)
        if isinstance(value, Located):
            made._place = value.place  # noqa: SLF001 - its own class
        return made

    @property
    def place(self) -> Place:
        """Where it was read."""
        return self._place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]  # mappings inside; name it by its slug


FactT = TypeVar("FactT", bound=Fact)


def parse(text: str, path: str) -> tuple[object, list[Problem]]:
    """Read YAML text; answers its value, None where there is none, and the problems.

    Mappings are `Located`, lists are `Items`, everything else is the string that was written. A key that stands
    twice in one mapping and an empty value are problems: YAML would let the last one win.
    """
    try:
        with _no_garbage_collection():
            node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(part for part in (error.context, error.problem) if part)
        line = None if mark is None else mark.line + 1
        return None, [Problem(Place(path, line), f"is not YAML: {said}", "check the indentation and the quotes")]
    except yaml.YAMLError as error:
        said = str(error).splitlines()[0]
        return None, [Problem(Place(path), f"is not YAML: {said}", "save the file as plain UTF-8 text")]
    if node is None:
        return None, [Problem(Place(path), "is empty", "copy the example in the documentation")]
    problems: list[Problem] = []
    return _build(node, path, None, problems), problems


def validate(value: object, model: type[FactT], place: Place, who: str = "") -> tuple[FactT | None, list[Problem]]:
    """A parsed value as a model, or None and all that is wrong with it.

    Args:
        value: what `parse` answered, or a part of it.
        model: what it shall be.
        place: where the value stands, for faults that have no line of their own.
        who: what the value is about, put before each message, such as "broker 'acme'".
    """
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        about = f"{who}: " if who else ""
        return None, [
            _problem(value, place, detail, about, model)
            for detail in error.errors(include_url=False)
            if detail["input"] != ""  # parse has said so already
        ]


def _build(node: yaml.Node, path: str, key: str | None, problems: list[Problem]) -> object:
    place = Place(path, node.start_mark.line + 1)
    match node:
        case yaml.MappingNode():
            made = Located(place)
            for key_node, value_node in node.value:
                name, here = str(key_node.value), Place(path, key_node.start_mark.line + 1)
                if name in made:
                    problems.append(Problem(here, f"the key {name!r} stands twice", "keep one of the two"))
                made.places[name] = here
                made[name] = _build(value_node, path, name, problems)
            return made
        case yaml.SequenceNode():
            items = Items()
            for child in node.value:
                items.places.append(Place(path, child.start_mark.line + 1))
                items.append(_build(child, path, key, problems))
            return items
        case _:
            if node.value == "":
                what = "the file is empty" if key is None else f"{key!r} has no value"
                problems.append(Problem(place, what, "write one, or take the line out"))
            return node.value


def _place(value: object, steps: Sequence[Step], place: Place) -> Place:
    """The place of a path inside a value, or of the nearest thing above it."""
    for step in steps:
        match value, step:
            case Located(), str() if step in value:
                place, value = value.places[step], value[step]
            case Items(), int() if step < len(value):
                place, value = value.places[step], value[step]
            case Located(), _:
                return value.place
            case _:
                return place
    return place


def _problem(value: object, place: Place, detail: ErrorDetails, about: str, model: type[Fact]) -> Problem:
    name = next((str(step) for step in reversed(detail["loc"]) if isinstance(step, str)), "it")
    given, limits = detail["input"], detail.get("ctx", {})
    hint: str | None = None
    match detail["type"]:
        case "extra_forbidden":
            known = sorted(_keys(model, detail["loc"][:-1]))
            said, hint = f"unknown key {name!r}", did_you_mean(name, known) or f"known are {', '.join(known)}"
        case "missing":
            said, hint = f"{name!r} is missing", f"add a line '{name}: …'"
        case "literal_error" | "enum":
            choices = re.findall(r"'([^']*)'", str(limits["expected"]))
            said = f"{name!r} cannot be {given!r}"
            hint = did_you_mean(str(given), choices) or f"one of {', '.join(choices)}"
        case "value_error":
            said, _, hint_words = str(limits["error"]).partition(" | ")
            hint = hint_words or None
            said = f"{name!r} {said}" if said.startswith("holds ") else said
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            said, hint = f"{name!r} is no date: {given!r}", f"write it as {date(2026, 11, 22)}"
        case "int_parsing" | "int_type":
            said, hint = f"{name!r} is no whole number: {given!r}", "write digits only"
        case "bool_parsing" | "bool_type":
            said, hint = f"{name!r} is neither true nor false: {given!r}", "write true or false"
        case "string_type":
            said, hint = f"{name!r} must be one text", "write a single value here"
        case "tuple_type" | "list_type":
            said, hint = f"{name!r} must be a list", "write it as [first, second]"
        case "model_type" | "dict_type":
            said, hint = f"{name!r} must have keys of its own", "write 'key: value' lines below it"
        case _:
            said = f"{name!r}: {detail['msg'][0].lower()}{detail['msg'][1:]}"
    return Problem(_place(value, detail["loc"], place), f"{about}{said}", hint)


def _keys(model: type[BaseModel], steps: Sequence[Step]) -> set[str]:
    """The keys of the model at a path below `model`."""
    here: type[BaseModel] = model
    for step in steps:
        field = here.model_fields.get(step) if isinstance(step, str) else None
        if field is not None and (inner := _model_in(field.annotation)) is not None:
            here = inner
    return {field.alias or name for name, field in here.model_fields.items()}


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
