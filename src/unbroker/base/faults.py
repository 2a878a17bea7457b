"""Faults: what pydantic finds wrong with a file, in words for people, each at its line."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from unbroker.base.errors import Place, Problem, did_you_mean, shortened
from unbroker.base.fact import Fact
from unbroker.base.located import Items, Located, Step
from unbroker.base.model import fields_of

_MOST_OF_ONE = 100
FactT = TypeVar("FactT", bound=Fact)


def validate(content: object, model: type[FactT], place: Place, who: str) -> tuple[FactT | None, list[Problem]]:
    """As `source.validate` says."""
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        about = f"{who}: " if who else ""
        details = [detail for detail in error.errors(include_url=False) if detail["input"] != ""]  # parse said so
        problems = [_problem(content, place, detail, about, model) for detail in islice(details, _MOST_OF_ONE)]
        if more := len(details) - len(problems):
            problems.append(Problem(place, f"{about}{more} more like these", "correct the first ones"))
        return None, problems


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
    name, given, context = shortened(key), shortened(detail["input"]), detail.get("ctx", {})
    hint: str | None
    match detail["type"]:
        case "extra_forbidden":
            keys = sorted(_keys(model, detail["loc"][:-1]))
            message, hint = f"unknown key {name}", did_you_mean(key, keys) or f"known: {', '.join(keys)}"
        case "literal_error":
            choices = re.findall(r"'([^']*)'", str(context["expected"]))
            message, hint = f"{name} cannot be {given}", did_you_mean(str(detail["input"]), choices)
            hint = hint or f"one of {', '.join(choices)}"
        case "value_error":
            message, _, words = str(context["error"]).partition(" | ")
            message, hint = f"{name} {message}" if message.startswith("contains ") else message, words or None
        case code if code in _FIXED:
            message, hint = (words.format(name=name, key=key, given=given) for words in _FIXED[code])
        case _:
            message, hint = f"{name}: {detail['msg'][0].lower()}{detail['msg'][1:]}", None
    return Problem(_place(content, detail["loc"], place), f"{about}{message}", hint)


def _keys(model: type[Fact], steps: Sequence[Step]) -> set[str]:
    """The keys of the model at a path below `model`."""
    inner_model = model
    for step in steps:
        field = fields_of(inner_model).get(step) if isinstance(step, str) else None
        if field is not None and (next_model := _model_in(field.annotation)) is not None:
            inner_model = next_model
    return {field.alias or name for name, field in fields_of(inner_model).items()}


def _model_in(annotation: object) -> type[Fact] | None:
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        return annotation
    return next(filter(None, map(_model_in, getattr(annotation, "__args__", ()))), None)
