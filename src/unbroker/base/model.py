"""Models: what pydantic makes of facts, to check what a file has.

Loaded by `base/fact` and `base/source` when something is checked, and by nobody else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, get_type_hints

import pydantic
from pydantic import BaseModel, ConfigDict, TypeAdapter, create_model
from pydantic.fields import FieldInfo
from pydantic_core import core_schema

from unbroker.base.fact import Fact
from unbroker.base.located import Located

FactT = TypeVar("FactT", bound=Fact)
_models: dict[type[Fact], type[BaseModel]] = {}
_adapters: dict[type[Fact], TypeAdapter[Any]] = {}


def validated(fact_type: type[FactT], content: object) -> FactT:
    """What a file has, as a fact.

    Raises:
        ValidationError: something is wrong with it.
    """
    if fact_type not in _adapters:
        _adapters[fact_type] = TypeAdapter(fact_type)
    checked: FactT = _adapters[fact_type].validate_python(content)
    return checked


def model_of(fact_type: type[Fact]) -> type[BaseModel]:
    """The model of a fact's fields."""
    if fact_type not in _models:
        _models[fact_type] = _made(fact_type)
    return _models[fact_type]


def _made(fact_type: type[Fact]) -> type[BaseModel]:
    hints = get_type_hints(fact_type, include_extras=True)
    fields: dict[str, Any] = {}
    for name, setting in fact_type.__fields__.items():
        words = dict(setting.words)
        if setting.default_factory is not None:
            words["default_factory"] = setting.default_factory
        elif not setting.is_required:
            words["default"] = setting.default
        fields[name] = (hints[name], pydantic.Field(**words))
    config = ConfigDict(extra="forbid")
    return create_model(fact_type.__name__, __config__=config, __doc__=fact_type.__doc__, **fields)


def fields_of(fact_type: type[Fact]) -> Mapping[str, FieldInfo]:
    """What pydantic knows of a fact's fields."""
    return model_of(fact_type).model_fields


def schema_of(fact_type: type[Fact], handler: Any) -> core_schema.CoreSchema:
    """How pydantic checks a fact: its fields by the model, then the fact itself by its own checks."""
    around = list(_checks(fact_type, "wrap"))
    after = list(_checks(fact_type, "after"))

    def made(content: object, inner: Callable[[object], BaseModel]) -> Fact:
        if isinstance(content, fact_type):
            return content

        def whole(content: object) -> Fact:
            fact = fact_type.__new__(fact_type)
            fact.__dict__.update(inner(content).__dict__)
            return fact

        handle: Callable[[object], Fact] = whole
        for check in around:
            handle = _around(check, handle)
        fact = handle(content)
        for check in after:
            fact = check(fact)
        if isinstance(content, Located):
            fact._place = content.place  # noqa: SLF001 - nobody else makes facts
        return fact

    return core_schema.no_info_wrap_validator_function(made, handler(model_of(fact_type)))


def _around(check: Callable[..., Fact], handle: Callable[[object], Fact]) -> Callable[[object], Fact]:
    return lambda content: check(content, handle)


def _checks(fact_type: type[Fact], mode: str) -> Iterator[Callable[..., Any]]:
    """The checks of a fact, inherited ones first, as functions of a fact, or as methods of the class."""
    names = {name: None for owner in reversed(fact_type.__mro__) for name in owner.__dict__}
    for name in names:
        check: Any = getattr(fact_type, name, None)
        if getattr(getattr(check, "__func__", check), "__check_mode__", None) == mode:
            yield check


def bounds(words: Mapping[str, Any]) -> Iterable[Any]:
    """What pydantic's `Field` makes of bounds such as `pattern` and `ge`."""
    metadata: list[Any] = pydantic.Field(**words).metadata
    return metadata


def bridged(name: str, content: Any, source: Any, handler: Any) -> core_schema.CoreSchema:
    """What pydantic's validator of a name makes of a function."""
    schema: core_schema.CoreSchema = getattr(pydantic, name)(content).__get_pydantic_core_schema__(source, handler)
    return schema
