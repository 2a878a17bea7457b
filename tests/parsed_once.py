"""What commands read again and again, parsed once in a process: registries, laws and sheets of paper.

Parsing answers from its arguments alone, and nobody changes what it answers; without this, a third of the suite's work
is parsing the packaged registry. A text that is not the same is parsed as ever, and so is any text where the table of
channels is another one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pytest

from unbroker.base import source
from unbroker.base.errors import Place, Problem
from unbroker.base.source import FactT, Items
from unbroker.facts import channel, law, registry
from unbroker.facts.registry import Broker
from unbroker.paper import sheet

_BROKERS: dict[tuple[object, ...], tuple[object, tuple[Broker | None, list[Problem]]]] = {}
"""By the parsed record and its name in messages; the record is kept, so that its id stays its own."""
_validate = source.validate


def _validate_once(
    value: object, model: type[FactT], place: Place, who: str = ""
) -> tuple[FactT | None, list[Problem]]:
    if model is not Broker:
        return _validate(value, model, place, who)
    key = id(value), who, *channel.CHANNELS
    if key not in _BROKERS:
        _BROKERS[key] = value, _validate(value, Broker, place, who)
    return _BROKERS[key][1]  # type: ignore[return-value] # the model is Broker


_parse = registry.parse


@lru_cache(64)
def _parse_once(text: str, name: str, _: tuple[str, ...]) -> tuple[Items, list[Problem]]:
    return _parse(text, name)


@contextmanager
def parsed_once() -> Iterator[None]:
    """As long as this is open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "parse", lambda text, name: _parse_once(text, name, (*channel.CHANNELS,)))
        patch.setattr(law, "parse", lru_cache(256)(law.parse))
        patch.setattr(sheet, "parse", lru_cache(64)(sheet.parse))
        patch.setattr(source, "validate", _validate_once)
        yield
