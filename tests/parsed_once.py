"""What commands do again and again, done once in a process: reading the registry and the laws, laying out a page.

Parsing, compiling a template and laying out answer from their arguments alone, and nobody changes what they answer;
without this, more than half of the suite's work is the same registry and the same pages once more. What is not the same
is done as ever, and so is any registry where the table of channels is another one. A test about laying out itself
takes `drawn_anew`.
"""

from collections.abc import Callable, Iterator, ValuesView
from contextlib import contextmanager
from functools import lru_cache

import jinja2
import pytest

from unbroker.actions import check
from unbroker.base import source
from unbroker.base.errors import Place, Problem
from unbroker.base.located import Items
from unbroker.base.source import FactT
from unbroker.facts import channel, law
from unbroker.facts.law import Law
from unbroker.facts.registry import Broker
from unbroker.paper import engine, sheet
from unbroker.registry import reading
from unbroker.writing.template import Templates

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


_parse = reading.parse


@lru_cache(64)
def _parse_once(text: str, name: str, _: tuple[str, ...]) -> tuple[Items, list[Problem]]:
    return _parse(text, name)


_compile = jinja2.Environment.compile
_CODE: dict[tuple[object, ...], object] = {}
"""By a template's text and name, and by what an environment writes into its code."""


def _compile_once(
    environment: jinja2.Environment, source: str, name: str | None = None, filename: str | None = None
) -> object:
    key = source, name, filename, environment.autoescape, getattr(environment.finalize, "__qualname__", None)
    if key not in _CODE:
        _CODE[key] = _compile(environment, source, name, filename)
    return _CODE[key]


_CHECKED: dict[tuple[str, object], tuple[Problem, ...]] = {}
"""What `check` finds in the packaged letters, by what it looks for and the day."""


def _checked_once(name: str) -> Callable[..., Iterator[Problem]]:
    """A part of `check` that asks the letters alone: of the packaged ones it is asked once for each day."""
    look: Callable[..., Iterator[Problem]] = getattr(check, name)

    def once(templates: Templates, laws: ValuesView[Law], *others: object) -> Iterator[Problem]:
        packaged = all(check._is_packaged(each.place) for each in laws)  # noqa: SLF001 - no caller of it is to know
        if templates._files.has_own or not packaged:  # noqa: SLF001 - as above
            return look(templates, laws, *others)
        key = name, others[-1] if others else None
        if key not in _CHECKED:
            _CHECKED[key] = tuple(look(templates, laws, *others))
        return iter(_CHECKED[key])

    return once


_draw, _typeset = engine._drawn, engine.typeset  # noqa: SLF001 - no caller of it is to know
_draw_once, _typeset_once = lru_cache(256)(_draw), lru_cache(64)(_typeset)


@contextmanager
def parsed_once() -> Iterator[None]:
    """As long as this is open."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "parse", lambda text, name: _parse_once(text, name, (*channel.CHANNELS,)))
        patch.setattr(law, "parse", lru_cache(256)(law.parse))
        patch.setattr(sheet, "parse", lru_cache(64)(sheet.parse))
        patch.setattr(source, "validate", _validate_once)
        patch.setattr(jinja2.Environment, "compile", _compile_once)
        for name in ("_unwritable", "_faulty_templates"):
            patch.setattr(check, name, _checked_once(name))
        patch.setattr(engine, "_drawn", _draw_once)
        patch.setattr(engine, "typeset", _typeset_once)
        yield


@contextmanager
def drawn_anew() -> Iterator[None]:
    """As long as this is open, each page is laid out when it is asked for, as outside the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_drawn", _draw)
        patch.setattr(engine, "typeset", _typeset)
        yield
