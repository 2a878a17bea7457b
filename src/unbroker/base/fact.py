"""Facts: frozen values read from files that people edit, and how their fields say what a file may hold.

Plain classes. What a file holds is checked by the models that `base/model` makes of them, with pydantic, which is
loaded when something is read from a text and not before: a command that only reads what was checked pays nothing.
`Field`, `AfterValidator` and the others are named as pydantic's are, and mean the same.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from inspect import get_annotations
from typing import Any, ClassVar, Literal, Self, TypeVar, dataclass_transform

from unbroker.base.errors import NOWHERE, Place

_NOTHING: Any = object()
FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])
Check = Callable[[Any], Any]
"""What a model runs on a fact that is whole: answers it, or raises ValueError with a hint after " | "."""


def _model() -> Any:
    return import_module("unbroker.base.model")


class _Setting:
    """What `Field` said: the default of a field, and the bounds of its values."""

    __is_annotated_types_grouped_metadata__: ClassVar[Literal[True]] = True

    def __init__(self, default: Any, default_factory: Callable[[], Any] | None, words: Mapping[str, Any]) -> None:
        self.default, self.default_factory, self.words = default, default_factory, words

    @property
    def is_required(self) -> bool:
        """Whether a file must have it."""
        return self.default is _NOTHING and self.default_factory is None

    def value(self) -> Any:
        """What the field is where a file does not have it."""
        return self.default_factory() if self.default_factory else self.default

    def __iter__(self) -> Iterator[object]:
        """The bounds, as pydantic has them; it asks within `Annotated`."""
        return iter(_model().bounds(self.words))


def Field(  # noqa: N802 - as pydantic's
    default: Any = _NOTHING, *, default_factory: Callable[[], Any] | None = None, alias: str | None = None,
    **bounds: Any,
) -> Any:  # fmt: skip
    """What is to be said of a field: a default, another name in the file, `pattern`, `ge`, `le`, `gt` and the like."""
    return _Setting(default, default_factory, {**bounds, **({"alias": alias} if alias else {})})


class _Private:
    """What `PrivateAttr` said: a value that no file has and no comparison sees."""

    def __init__(self, default: Any, default_factory: Callable[[], Any] | None) -> None:
        self.default, self.default_factory = default, default_factory
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, fact: Any, owner: type) -> Any:
        if fact is None:
            return self
        if self.name not in fact.__private__:
            fact.__private__[self.name] = self.default_factory() if self.default_factory else self.default
        return fact.__private__[self.name]

    def __set__(self, fact: Any, content: object) -> None:
        fact.__private__[self.name] = content


def PrivateAttr(  # noqa: N802 - as pydantic's
    default: Any = None, *, default_factory: Callable[[], Any] | None = None, init: Literal[False] = False
) -> Any:  # fmt: skip
    """A value that no file has."""
    assert not init  # noqa: S101 - what a type checker is told
    return _Private(default, default_factory)


class _Bridge:
    """Something in `Annotated` that pydantic understands when it asks, and not before."""

    def __init__(self, content: Any) -> None:
        self.content = content

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return _model().bridged(type(self).__name__, self.content, source, handler)


class AfterValidator(_Bridge):
    """A function that checks or changes a value of the right type."""


class BeforeValidator(_Bridge):
    """A function that changes what a file has before its type is looked at."""


class WithJsonSchema(_Bridge):
    """What a JSON Schema says of it."""

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> Any:
        return self.content

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return handler(source)


def model_validator(*, mode: Literal["after", "wrap"]) -> Callable[[FunctionT], FunctionT]:
    """Mark a check of a whole fact: `after` gets the fact; `wrap`, of the class, gets what a file has and a handler."""

    def mark(function: FunctionT) -> FunctionT:
        inner: Any = getattr(function, "__func__", function)
        inner.__check_mode__ = mode
        return function

    return mark


@dataclass_transform(kw_only_default=True, field_specifiers=(Field, PrivateAttr))
class Fact:
    """A frozen value read from a file that people edit; `place` is where it stands there.

    Called with its fields by name it is checked like a file. `of` takes them as they are.
    """

    __slots__ = ("__dict__", "__private__", "_place")
    __fields__: ClassVar[Mapping[str, _Setting]] = {}
    """The fields by name, inherited ones first."""
    __private__: dict[str, Any]
    _place: Place

    def __init_subclass__(cls) -> None:
        settings: dict[str, _Setting] = dict(cls.__fields__)
        for name in get_annotations(cls):
            if name.startswith("_"):
                continue
            default = cls.__dict__.get(name, _NOTHING)
            settings[name] = default if isinstance(default, _Setting) else _Setting(default, None, {})
            if name in cls.__dict__:
                delattr(cls, name)
        cls.__fields__ = settings

    def __new__(cls, *_: object, **__: object) -> Self:
        """Make an empty one."""
        fact = object.__new__(cls)
        object.__setattr__(fact, "__private__", {})
        object.__setattr__(fact, "_place", NOWHERE)
        return fact

    def __init__(self, **values: Any) -> None:
        """Check the fields as a file's are checked.

        Raises:
            ValidationError: pydantic's, which is a ValueError; something is wrong with them.
        """
        checked: Fact = _model().validated(type(self), values)
        self.__dict__.update(checked.__dict__)
        self.__private__.update(checked.__private__)
        object.__setattr__(self, "_place", checked._place)

    @classmethod
    def of(cls, **values: Any) -> Self:
        """A fact of values that the program itself has, which are not checked; what is left out has its default.

        Raises:
            TypeError: a field is missing, or there is none of that name.
        """
        fact = cls.__new__(cls)
        for name, setting in cls.__fields__.items():
            if name in values:
                fact.__dict__[name] = values.pop(name)
            elif setting.is_required:
                raise TypeError(f"{cls.__name__} needs {name!r}")
            else:
                fact.__dict__[name] = setting.value()
        if values:
            raise TypeError(f"{cls.__name__} has no {', '.join(map(repr, values))}")
        return fact

    @classmethod
    def model_validate(cls, content: object) -> Self:
        """What a file has as a fact.

        Raises:
            ValidationError: pydantic's, which is a ValueError; something is wrong with it.
        """
        checked: Self = _model().validated(cls, content)
        return checked

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """The same with some fields replaced, which are not checked; what was reckoned from them is left out."""
        copied = type(self).__new__(type(self))
        copied.__dict__.update(self.__dict__)
        copied.__private__.update(self.kept_privately())
        object.__setattr__(copied, "_place", self._place)
        for name, content in (update or {}).items():
            (copied.__dict__ if name in self.__fields__ else copied.__private__)[name] = content
        return copied

    def model_dump(
        self, *, mode: Literal["python", "json"] = "python", exclude_defaults: bool = False, exclude_none: bool = False,
        include: set[str] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """The fields as mappings, tuples and scalars; for JSON as lists and texts.

        Args:
            mode: what it is for.
            exclude_defaults: leave out what is as it is where a file does not have it.
            exclude_none: leave out what is None.
            include: only these fields.
        """
        dumped: dict[str, Any] = {}
        for name, setting in self.__fields__.items():
            content = self.__dict__[name]
            if include is not None and name not in include:
                continue
            if (exclude_none and content is None) or (
                exclude_defaults and not setting.is_required and content == setting.value()
            ):
                continue
            dumped[name] = _dumped(content, mode, exclude_defaults=exclude_defaults, exclude_none=exclude_none)
        return dumped

    def kept_privately(self) -> Iterator[tuple[str, Any]]:
        """What belongs to it beside its fields, each with its name; what can be reckoned from them is left out."""
        for name, content in self.__private__.items():
            attribute = getattr(type(self), name)
            if attribute.default_factory is None and content != attribute.default:
                yield name, content

    @property
    def place(self) -> Place:
        """Where it was read."""
        return self._place

    def __setattr__(self, name: str, content: object) -> None:
        if not name.startswith("_"):
            raise AttributeError(f"{type(self).__name__} is frozen")
        object.__setattr__(self, name, content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """The fields, each with its name."""
        return iter(self.__dict__.items())

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={content!r}" for name, content in self.__dict__.items())
        return f"{type(self).__name__}({fields})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        return _model().schema_of(cls, handler)


def _dumped(content: Any, mode: str, *, exclude_defaults: bool, exclude_none: bool) -> Any:
    dump: dict[str, Any] = {"exclude_defaults": exclude_defaults, "exclude_none": exclude_none}
    match content:
        case Fact():
            return content.model_dump(mode="json" if mode == "json" else "python", **dump)
        case tuple():
            parts = [_dumped(part, mode, **dump) for part in content]
            return parts if mode == "json" else tuple(parts)
        case dict():
            return {key: _dumped(part, mode, **dump) for key, part in content.items()}
        case None | bool() | int() | float() | str():
            return content
        case _:
            return as_text(content) if mode == "json" else content


def as_text(content: object) -> str:
    """A date, a period or a count as a file has it."""
    written = getattr(content, "written", None)
    return str(content) if written is None else str(written)
