"""YAML text to values, each knowing the line that it stands on.

Every scalar is read as the string that was written (`NO` stays Norway, `02110` keeps its zero); the models say
what a string means. All faults of a file are collected, and none stops the reading of the rest.

What reads and checks is loaded with the first text: most commands read none, for what was checked is kept.
"""

from importlib import import_module
from typing import Any, TypeVar

from unbroker.base.errors import Place, Problem
from unbroker.base.fact import Fact

FactT = TypeVar("FactT", bound=Fact)


def parse(text: str, path: str) -> tuple[object, list[Problem]]:
    """Read YAML text; answers what it holds, None where it holds nothing, and the problems.

    Mappings are `Located`, lists are `Items`, everything else is the string that was written. A key that stands
    twice in one mapping and an empty value are problems: YAML would let the last one win. The text is read as a
    stream and once, so that neither depth nor aliases cost more than they are allowed to: what goes beyond a limit is
    a problem, and nothing of the text is taken.
    """
    reader: Any = import_module("unbroker.base.yaml_reader")
    document: tuple[object, list[Problem]] = reader.parse(text, path)
    return document


def validate(content: object, model: type[FactT], place: Place, who: str = "") -> tuple[FactT | None, list[Problem]]:
    """What was parsed as a model, or None and all that is wrong with it.

    Args:
        content: what `parse` answered, or a part of it.
        model: what it shall be.
        place: where it stands, for faults that have no line of their own.
        who: what it is about, put before each message, such as "broker 'acme'".
    """
    faults: Any = import_module("unbroker.base.faults")
    checked: tuple[FactT | None, list[Problem]] = faults.validate(content, model, place, who)
    return checked
