"""The sandbox: what a template can do. It sees plain values, calls what is listed here, and reaches nothing else.

A template may be a stranger's. Its values are text, numbers, lists and mappings (`Plain`; mypy holds whoever gives
them): text, numbers and lists have no attributes, a mapping has its keys, `items` and `get`, and nothing can be called
but the functions below and what the template itself defines. Where templates stand, and what their heads say, is
`template`'s; this module reads no file.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from traceback import walk_tb
from types import BuiltinMethodType
from typing import Literal, Protocol

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateError, Undefined, pass_context
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro
from jinja2.sandbox import SandboxedEnvironment, safe_range
from jinja2.tests import TESTS
from markupsafe import Markup

from unbroker.base.placeholders import filled

Plain = str | int | float | None | Sequence["Plain"] | Mapping[str, "Plain"]
"""What a template may be given."""
Names = Mapping[str, Plain]
"""The values of a rendering, by the names that its template has for them."""
Kind = Literal["markdown", "html", "text", "lines"]
"""What is made, and with it how a value enters: as a mark, escaped, as it is, or as it is if it can stand in a line."""

FILTERS_LISTED = (
    "abs", "capitalize", "default", "filled", "first", "float", "int", "join", "last", "length", "list", "lower", "map",
    "max", "min", "reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "sort", "string",
    "sum", "title", "trim", "unique", "upper",
)  # fmt: skip
TESTS_LISTED = (
    "==", "!=", "<", "<=", ">", ">=", "boolean", "defined", "divisibleby", "equalto", "even", "false", "float", "in",
    "integer", "iterable", "mapping", "none", "number", "odd", "sequence", "string", "true", "undefined",
)  # fmt: skip
FUNCTIONS_LISTED = ("part", "range")
METHODS_LISTED = ("get", "items")
"""Of a mapping."""
LOOP_LISTED = (
    "first", "index", "index0", "last", "length", "nextitem", "previtem", "revindex", "revindex0",
)  # fmt: skip
"""Of a `loop`."""

SIMPLER = "make it simpler: look for loops without end"
"""What to do about a template that takes too much."""
_OPEN, _CLOSE = "\ue000", "\ue001"
_ENDINGS = (".md", ".html", ".txt", ".css")
_OWN_CALLABLES = (Macro, BlockReference, LoopContext, Undefined)
"""What a template defines itself, and a name that does not exist, which says so when it is called."""


@dataclass(frozen=True)
class Source:
    """The text of a template below its head, and its path as a message names it."""

    text: str
    path: str


class Fault(Exception):  # noqa: N818 - what is wrong with a template
    """A template cannot be rendered.

    Attributes:
        path: the file, None where only the name of the template is known.
        line: its line, None where no line is to blame, or where a line of a head was rendered.
        message: what is wrong.
        hint: what to do.
    """

    def __init__(self, path: str | None, line: int | None, message: str, hint: str) -> None:
        super().__init__(path, line, message, hint)
        self.path, self.line, self.message, self.hint = path, line, message, hint

    @property
    def is_costly(self) -> bool:
        """Whether it was long in coming, and would be again."""
        return self.hint == SIMPLER


@dataclass(frozen=True)
class Rendered:
    """What a template makes; in Markdown, `values` are those behind its marks."""

    text: str
    values: tuple[str, ...] = ()


class Renderer(Protocol):
    """Whatever renders templates: in this process, or in another one with limits. Each method raises Fault."""

    def render(self, kind: Kind, name: str, values: Names) -> Rendered:
        """What a template makes of values."""

    def line(self, text: str, values: Names) -> str:
        """A line of a head that is a template of its own, such as a subject."""

    def check(self, kind: Kind, name: str) -> None:
        """Look for faults that show without values."""


class TookLong(ValueError):  # noqa: N818 - the sentence is the name
    """A rendering takes more time than a letter does; raised by whoever measures it, in the middle of it."""


def of_homes(homes: Sequence[str], file: str, exists: Callable[[str], bool]) -> str:
    """The name of a file in the first of some folders that has it, else in the first."""
    names = [f"{home}{file}" for home in homes]
    return next(filter(exists, names), names[0])


def mark(number: int) -> str:
    """What stands in a rendered Markdown template for a value."""
    return f"{_OPEN}{number}{_CLOSE}"


class Sandbox:
    """Renders templates in this process."""

    def __init__(self, source: Callable[[str], Source | None]) -> None:
        """Take what answers the source of a template by its name, None where there is none."""
        self._source = source
        self._texts: list[str] = []
        self._alone = Lock()
        """Held while a template is rendered: the marks of two letters are never mixed."""
        self._lines: dict[str, Template] = {}
        loader = _Loader(source)
        self._environments: Mapping[Kind, _Environment] = {
            "markdown": _Environment(loader, self._marked, autoescape=True),
            "html": _Environment(loader, _there, autoescape=True),
            "text": _Environment(loader, _there, autoescape=False),
            "lines": _Environment(loader, _printable, autoescape=False),
        }

    def render(self, kind: Kind, name: str, values: Names) -> Rendered:
        """What a template makes of values."""
        with self._alone, _faults(self._path(name)):
            self._texts = []
            return Rendered(self._environments[kind].get_template(name).render(values), tuple(self._texts))

    def line(self, text: str, values: Names) -> str:
        """A line of a head, with values that can stand in a line."""
        with _faults(None):
            if text not in self._lines:
                self._lines[text] = self._environments["lines"].from_string(text)
            return self._lines[text].render(values)

    def check(self, kind: Kind, name: str) -> None:
        """Look for faults that show without values: syntax, and unknown filters."""
        with _faults(self._path(name)):
            self._environments[kind].get_template(name)

    @pass_context
    def _marked(self, _: Context, content: object) -> str:
        """A mark for a value; with the context, so that no value is marked when its template is compiled."""
        if isinstance(content, Markup):
            return content
        self._texts.append(_printable(content))
        return Markup(mark(len(self._texts) - 1))  # noqa: S704 - digits between two private marks

    def _path(self, name: str) -> str | None:
        source = self._source(name)
        return source.path if source else None


class _Loader(BaseLoader):
    def __init__(self, source: Callable[[str], Source | None]) -> None:
        self._source = source

    def get_source(
        self,
        environment: Environment,  # noqa: ARG002 - jinja2 names it
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        source = self._source(template)
        if source is None:
            raise TemplateNotFound(template)
        return source.text, source.path, None


class _Environment(SandboxedEnvironment):
    """Jinja2 with nothing to reach but plain values, and nothing to call but what is listed."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, loader: BaseLoader, finalize: Callable[..., object], *, autoescape: bool) -> None:
        super().__init__(
            loader=loader,
            undefined=StrictUndefined,
            finalize=finalize,
            autoescape=autoescape,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        filters = {**FILTERS, "filled": filled}
        self.filters = {name: filters[name] for name in FILTERS_LISTED}
        self.tests = {name: TESTS[name] for name in TESTS_LISTED}
        self.globals = {"range": safe_range, "part": _part}

    def getattr(self, obj: object, attribute: str) -> object:
        """A key of a mapping, one of its listed methods, or what a loop tells; nothing else has attributes."""
        match obj:
            case Undefined():
                return obj[attribute]  # which says what is undefined
            case dict() if attribute in METHODS_LISTED:
                return getattr(obj, attribute)
            case dict() if attribute in obj:
                return obj[attribute]
            case LoopContext() if attribute in LOOP_LISTED:
                return getattr(obj, attribute)
            case TemplateModule() if attribute in vars(obj) and not attribute.startswith("_"):
                return vars(obj)[attribute]  # a macro of an imported file
            case _:
                return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: object, argument: object) -> object:
        """An entry of a mapping or a list, a character of a text."""
        if isinstance(obj, Undefined):
            return obj[argument]
        try:
            return obj[argument]  # type: ignore[index] # what has no entries raises TypeError
        except (LookupError, TypeError):
            return self.undefined(obj=obj, name=str(argument))

    def is_safe_callable(self, obj: object) -> bool:
        """Whether it is a listed function, or made by the template itself."""
        if isinstance(obj, BuiltinMethodType):
            return isinstance(obj.__self__, dict) and obj.__name__ in METHODS_LISTED
        return isinstance(obj, _OWN_CALLABLES) or obj in (safe_range, _part)

    def call(self, context: Context, obj: object, /, *args: object, **keywords: object) -> object:
        """Call what may be called."""
        if not self.is_safe_callable(obj):
            raise SecurityError("it calls what is no function of templates")
        return context.call(obj, *args, **keywords)  # type: ignore[arg-type] # it is callable, see above

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:
        """Numbers multiplied; text and lists are never repeated, and nothing is raised to a power."""
        if isinstance(left, int | float) and isinstance(right, int | float) and operator != "**":
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"it uses {operator!r} for more than multiplying numbers")


@pass_context
def _part(context: Context, name: str) -> str:
    """The name of a part of a later letter: the law's own, else its family's, else the one for all."""

    def exists(candidate: str) -> bool:
        try:
            context.environment.get_template(candidate)
        except TemplateNotFound:
            return False
        return True

    return of_homes(context["homes"], f"steps/{name}.{context['language']}.md", exists)


class _Nothing(ValueError):  # noqa: N818 - what it is about is the name
    """A template prints a value that is not there."""

    def __init__(self, content: object) -> None:
        super().__init__(f"it prints a value that is {'empty' if content is not None else 'not there (None)'}")


class _NoText(ValueError):  # noqa: N818 - what it is about is the name
    """A template prints a list, a mapping or a function."""

    def __init__(self, content: object) -> None:
        kind = (
            "a mapping"
            if isinstance(content, dict)
            else "a list"
            if isinstance(content, list | tuple)
            else "a function"
        )
        super().__init__(f"it prints {kind}, which is no text")


def _there(content: object) -> str | int | float:
    """A value that a template may print: nothing at all is refused, as an undefined name is."""
    if content is None or (content == "" and not isinstance(content, Markup)):
        raise _Nothing(content)
    if isinstance(content, Undefined):
        return str(content)  # nothing, of an `if` without an `else`; any other says what is undefined
    if not isinstance(content, str | int | float):
        raise _NoText(content)
    return content


def _printable(content: object) -> str:
    """The value as text; a line break, a control or a private-use character in it would not stay a value."""
    text = str(_there(content))
    for character in text:
        if unicodedata.category(character) in ("Cc", "Co", "Cs", "Cn", "Zl", "Zp"):
            raise ValueError(f"a value contains U+{ord(character):04X}, which no letter can")
    return text


UNKNOWN = "use a name that letters have"
"""What to do about a name that does not exist."""
_HINTS: Mapping[type[Exception], str] = {
    UndefinedError: UNKNOWN,
    SecurityError: "templates call what docs/reference/templates.md lists",
    _Nothing: "ask for it first: {% if … %}",
    _NoText: "print its entries, or join them: {{ … | join(', ') }}",
    RecursionError: "find what includes or calls itself",
    MemoryError: SIMPLER,
    TookLong: SIMPLER,
}
_MESSAGES: Mapping[type[Exception], str] = {
    RecursionError: "it includes or calls itself without end",
    MemoryError: "it takes more memory than a letter does",
}


@contextmanager
def _faults(path: str | None) -> Iterator[None]:
    """Turn what Jinja2 and foreign templates raise into a fault with its place: the innermost line of a template."""
    try:
        yield
    except TemplateSyntaxError as error:
        line = error.lineno if error.filename or path else None
        message = f"is not a template: {error.message}"
        raise Fault(error.filename or path, line, message, "see the Jinja2 syntax") from error
    except (
        TemplateError,
        TypeError,
        ValueError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        MemoryError,
    ) as error:
        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        here, line = next(filter(_is_template, reversed(frames)), (path, None))
        if isinstance(error, TemplateNotFound):
            message, hint = f"there is no template {error.name!r}", "take it out, or add the file"
        else:
            message = _MESSAGES.get(type(error), str(error))
            hint = next((hint for kind, hint in _HINTS.items() if isinstance(error, kind)), "correct the template")
        raise Fault(here, line, message, hint) from error


def _is_template(frame: tuple[str, int]) -> bool:
    return frame[0].endswith(_ENDINGS)
