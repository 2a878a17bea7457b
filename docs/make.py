"""Write the parts of the documentation that the program knows best: `python docs/make.py`.

Two things are made: the JSON Schemas by which an editor completes and checks the files that people write, and
whatever stands between `<!-- made: NAME -->` and `<!-- end -->` in the pages. With `--check` nothing is written;
what is out of date is named, and the exit code is 1.
"""

import ast
import dataclasses
import inspect
import json
import re
import sys
import tempfile
import tomllib
from collections import abc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from datetime import date
from functools import cache
from importlib import import_module
from io import StringIO
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from unittest.mock import patch

import click
import yaml
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from unbroker import cli
from unbroker import folder as folders
from unbroker.actions import new_folder
from unbroker.base.fact import Fact
from unbroker.base.model import fields_of
from unbroker.cli.terminal import screen
from unbroker.demo import people
from unbroker.facts import text
from unbroker.facts.filing import CountsText, Year
from unbroker.facts.law import Law, PeriodText, Right
from unbroker.facts.profile import Profile
from unbroker.facts.registry import Broker, Domain
from unbroker.facts.regulators import Regulators
from unbroker.facts.settings import Settings
from unbroker.ledger.event import Event
from unbroker.ledger.kinds import OUTCOMES, PROOFS, REASONS
from unbroker.ledger.schema import MODELS, READ_AS
from unbroker.ledger.stored import Destination, Disclosed, Facts, Named
from unbroker.paper.label_sheets import LabelSheet
from unbroker.paper.service import Service
from unbroker.paper.sheet import Sheet
from unbroker.writing.template import Front
from unbroker.writing.words import Words

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = Path("docs/reference")
COMMAND = "python docs/make.py"
MEANINGS = REFERENCE / "meanings.yaml"
"""What fields mean whose model has no docstring for them."""

FILES: Mapping[str, tuple[type[Fact], bool]] = {
    "brokers": (Broker, True),
    "overlay": (Broker, True),
    "profile": (Profile, False),
    "settings": (Settings, False),
    "law": (Law, False),
    "regulators": (Regulators, False),
    "sheets": (Sheet, True),
    "labels": (LabelSheet, True),
    "service": (Service, False),
    "words": (Words, False),
}
"""By schema: the model of the file, and whether the file is a list of them."""

SHORTHANDS = {
    "code": "At the top of the file: the text put before each `section`.",
    "valid_from": "At the top of the file: the date for each rule without its own.",
    "reviewed": "At the top of the file: the date for each rule without its own.",
    "section": "In a rule: its `cite` without the `code`.",
    "courtesies": "At the head of the file: rights that no law gives, and that a letter may ask for all the same.",
}
"""What a law's file may say once for all its rules; no model knows it."""

NAMES: Sequence[tuple[object, str, str]] = (
    (text.Email, "e-mail address", "e-mail addresses"),
    (text.Url, "web address", "web addresses"),
    (text.Country, "country", "countries"),
    (text.Territory, "territory", "territories"),
    (text.SourceDate, "year, month or day", "years, months or days"),
    (text.Slug, "slug", "slugs"),
    (text.Line, "text", "texts"),
    (text.Length, "number", "numbers"),
    (text.Extent, "number above 0", "numbers above 0"),
    (text.Count, "whole number above 0", "whole numbers above 0"),
    (Domain, "domain", "domains"),
    (Year, "year", "years"),
    (PeriodText, "period", "periods"),
    (CountsText, "counts of requests", "counts of requests"),
    (Right, "right", "rights"),
    (str, "text", "texts"),
    (int, "whole number", "whole numbers"),
    (float, "number", "numbers"),
    (bool, "true or false", "true or false"),
    (date, "date", "dates"),
)


class _AsWritten(GenerateJsonSchema):
    """Schemas of files as people write them.

    The reader takes every scalar as it stands (`02110` and `2026` are texts), so a number will do for a text and
    the other way round. A key without a value is a fault, so there is no null.
    """

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return {**super().str_schema(schema), "type": ["string", "number"]}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {**super().int_schema(schema), "type": ["integer", "string"], "pattern": r"^\d+$"}

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        return {**super().float_schema(schema), "type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$"}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        made = super().dict_schema(schema)
        return {**made, "additionalProperties": False} if "patternProperties" in made else made

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        made = super().function_before_schema(schema)
        return {"anyOf": [{"type": "string"}, made]} if "$ref" in made else made

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if made.get("default") in (None, [], {}):
            made.pop("default", None)
        return made

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - of the class above
        return False


def schema(name: str) -> str:
    """The JSON Schema of a file."""
    model, many = FILES[name]
    file_type: Any = tuple[model, ...] if many else model  # type: ignore[valid-type]
    made = TypeAdapter(file_type).json_schema(schema_generator=_AsWritten)
    definitions = {**made.get("$defs", {})}
    for inner in _models(model):
        definition = definitions.get(inner.__name__, made)
        definition["description"] = _joined(inner.__doc__ or "")
        for field, info in fields_of(inner).items():
            described = {**definition["properties"][info.alias or field], "description": _meaning(inner, field, info)}
            definition["properties"][info.alias or field] = (
                dict(sorted(described.items())) if field in _docstrings(inner) else described
            )
    if name == "overlay":
        definitions["Broker"]["required"] = ["slug"]
    if model is Law:
        _allow_shorthands(made)
    about = f"{name}.yaml of unbroker, made by `{COMMAND}`"
    return json.dumps({"$comment": about, **made}, ensure_ascii=False, indent=2) + "\n"


def _allow_shorthands(law: JsonSchemaValue) -> None:
    """Take what a law's file may leave unsaid: one rule for a list of one, and what its head says for all."""
    words = {"type": ["string", "number"]}
    law["properties"] |= {key: {**words, "description": SHORTHANDS[key]} for key in ("code", "valid_from", "reviewed")}
    courtesies = {"type": "array", "items": {"const": "preserve"}, "description": SHORTHANDS["courtesies"]}
    law["properties"]["courtesies"] = courtesies
    dated = {name: rule for name, rule in law["$defs"].items() if "cite" in rule["properties"]}
    for rule in dated.values():
        rule["properties"]["section"] = {**words, "description": SHORTHANDS["section"]}
        rule["required"] = [key for key in rule["required"] if key not in ("cite", "valid_from", "reviewed")]
        rule["anyOf"] = [{"required": ["cite"]}, {"required": ["section"]}]
    for value in law["properties"].values():
        _one_for_many(value, {f"#/$defs/{name}" for name in dated})


def _one_for_many(value: JsonSchemaValue, names: set[str]) -> None:
    if isinstance(inner := value.get("additionalProperties"), dict):
        _one_for_many(inner, names)
    if isinstance(items := value.get("items"), dict) and items.get("$ref") in names:
        value["anyOf"] = [{"type": value.pop("type"), "items": value.pop("items")}, items]


def fields(*models: type[Fact]) -> str:
    """The keys of some models and of the models in them, each as a table."""
    known = dict.fromkeys(shown for model in models for inner in _models(model) for shown in (inner, *_shared(inner)))
    return "\n\n".join(_table(model) for model in known)


def _shorthands() -> str:
    said = "A single rule need not be in a list, and some keys can be written once for all rules."
    rows = [f"| `{key}` | {meaning} |" for key, meaning in SHORTHANDS.items()]
    return "\n".join(["\n\n### Shorthands", "", said, "", "| key | meaning |", "| --- | --- |", *rows])


def _shared(model: type[Fact]) -> tuple[type[Fact], ...]:
    """The model, if any, whose keys this one and others have."""
    return tuple(base for base in model.__bases__ if issubclass(base, Fact) and base is not Fact)


def _table(model: type[Fact]) -> str:
    hints = get_type_hints(model, include_extras=True)
    inherited = {name for base in _shared(model) for name in fields_of(base)}
    rows = [
        f"| `{info.alias or name}` | {_words(hints[name])} | {_usual(info)} | {_meaning(model, name, info)} |"
        for name, info in fields_of(model).items()
        if name not in inherited
    ]
    head = ["| key | value | if absent | meaning |", "| --- | --- | --- | --- |"]
    also = [f"It also has the keys of {_words(base)}." for base in _shared(model)]
    return "\n".join([f"### {model.__name__}", "", _joined(model.__doc__ or ""), *also, "", *head, *rows])


def _models(model: type[Fact]) -> Iterator[type[Fact]]:
    """A model and those in it, each once, in the order in which a reader meets them."""
    met: dict[type[Fact], None] = {}
    waiting = [model]
    while waiting:
        if (here := waiting.pop(0)) not in met:
            met[here] = None
            waiting += [inner for info in fields_of(here).values() for inner in _facts_in(info.annotation)]
    return iter(met)


def _facts_in(annotation: object) -> Iterator[type[Fact]]:
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        yield annotation
    for inner in get_args(annotation):
        yield from _facts_in(inner)


def _meaning(model: type[Fact], name: str, info: FieldInfo) -> str:
    """What the model says of a field, else the file of meanings, else what the model inside it says of itself.

    Raises:
        LookupError: nobody says anything.
    """
    meanings = _meanings()
    written = [meanings.get(owner.__name__, {}).get(name) for owner in model.__mro__]
    inside = [inner.__doc__ for inner in _facts_in(info.annotation)]
    said = next(filter(None, [_docstrings(model).get(name), *written, *inside]), None)
    if said is None:
        raise LookupError(f"{model.__name__}.{name} has no docstring: write one, or add it to {MEANINGS}")
    return _joined(said)


@cache
def _meanings() -> Mapping[str, Mapping[str, str]]:
    read: dict[str, dict[str, str]] = yaml.safe_load((ROOT / MEANINGS).read_text(encoding="utf-8"))
    return read


def _words(hint: object, *, many: bool = False) -> str:
    """What may stand behind a key, in words."""
    for known, one, more in NAMES:
        if known == hint:
            return more if many else one
    inner = [arg for arg in get_args(hint) if arg not in (NoneType, ...)]
    match get_origin(hint) or hint:
        case kind if kind is Literal:
            return ("any of " if many else "one of ") + ", ".join(f"`{choice}`" for choice in inner)
        case kind if kind is Annotated and any(_facts_in(inner[0])):
            words = f"text or {_words(inner[0])}"
        case kind if kind in (Annotated, Union, UnionType):
            words = _words(inner[0], many=many)
        case kind if kind is tuple:
            listed = _words(inner[0], many=True)
            words = listed if listed.startswith("any of") else f"list of {listed}"
        case kind if kind is dict:
            words = f"{_words(inner[1])}, by {'name' if inner[0] is str else _words(inner[0])}"
        case kind if isinstance(kind, type):
            words = f"[{kind.__name__}](#{kind.__name__.lower()})"
        case kind:
            raise TypeError(kind)
    return words


def _usual(info: FieldInfo) -> str:
    if info.is_required():
        return "**required**"
    match info.default:
        case bool() | int() | float() | str():
            return f"`{json.dumps(info.default).strip(chr(34))}`"
        case (_, *_):
            return f"`[{', '.join(info.default)}]`"
        case _:
            return "–"


def _joined(docstring: str) -> str:
    return re.sub(r"(?<=\S)\s*\n(?!\n)\s*(?=\S)", " ", inspect.cleandoc(docstring)).strip().replace("|", "\\|")


def commands() -> str:
    """Every command with its arguments and options; what all of them have stands once."""
    top = click.Context(cli.unbroker, info_name="unbroker", help_option_names=["-h", "--help"])
    leaves = list(_leaves(cli.unbroker, top))
    shared = set.intersection(*(set(_options(command, context)) for command, context in leaves))
    first, context = leaves[0]
    lines = ["## Options of every command", "", *(line for line in _options(first, context) if line in shared)]
    for command, context in leaves:
        usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
        lines += ["", f"## {context.command_path.removeprefix('unbroker ')}", "", f"    {usage}", ""]
        lines += ["\n".join(filter(None, inspect.cleandoc(command.help or "").splitlines()))]
        own = [line for line in _options(command, context) if line not in shared]
        lines += ["", *own] if own else []
    return "\n".join(lines)


def _leaves(command: click.Command, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    if not isinstance(command, click.Group):
        yield command, context
        return
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None and not inner.hidden:
            yield from _leaves(inner, click.Context(inner, info_name=name, parent=context))


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
        if record is not None:
            variable = f" `${parameter.envvar}` does the same." if parameter.envvar else ""
            yield f"- `{record[0]}`: {record[1].strip()}{variable}"


def house() -> str:
    """The folders and modules, lowest first, and the libraries that each may know, as `pyproject.toml` says it."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    homes: Mapping[str, Sequence[str]] = tools["unbroker"]["homes"]
    inside = {
        contract["containers"][0].removeprefix("unbroker").removeprefix("."): _lowest_first(contract["layers"])
        for contract in tools["importlinter"]["contracts"]
        if contract["type"] == "layers"
    }
    lines = ["| where | what | modules, lowest first | libraries |", "| --- | --- | --- | --- |"]
    for name in inside[""]:
        what = re.split(r"(?<=\.)\s", _joined(import_module(f"unbroker.{name}").__doc__ or ""))[0]
        modules = ", ".join(f"`{module}`" for module in inside.get(name, ()))
        libraries = ", ".join(filter(None, (_library(library, name, homes[library]) for library in homes)))
        lines.append(f"| `{name}{'/' if modules else ''}` | {what} | {modules} | {libraries} |")
    return "\n".join(lines)


def _lowest_first(layers: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip("() ") for layer in reversed([*layers]) for name in layer.split("|"))


def _library(library: str, folder: str, homes: Iterable[str]) -> str | None:
    modules = [home.removeprefix(f"{folder}.") for home in homes if home == folder or home.startswith(f"{folder}.")]
    if {folder, "*"} & {*modules}:
        return library
    return f"{library} in {' and '.join(f'`{module}`' for module in modules)}" if modules else None


def plan() -> str:
    """The head of the Californian's plan in the demo, and what her letters tell, as a terminal of 80 columns has it."""
    said = StringIO()
    on_a_terminal = patch.object(screen, "width", lambda: 80)
    with tempfile.TemporaryDirectory() as scratch, redirect_stdout(said), on_a_terminal:
        path = Path(scratch) / "demo"
        folders.make(path, people.PROFILE, new_folder.SETTINGS)
        cli.run(["plan", "--for", "jordan", "--despite-drop", "--today", "2026-11-22", "--folder", str(path)])
    paragraphs = said.getvalue().split("\n\n")
    told = next(part for part in paragraphs if part.startswith("  what is disclosed"))
    return "\n".join(["```text", *"\n\n".join(paragraphs[:2]).splitlines(), "", "  …", "", told.rstrip(), "```"])


def event() -> str:
    """What every event has, whatever its kind."""
    names = [field.name for field in dataclasses.fields(Event) if field.name != "facts"]
    meanings = {**_docstrings(Event), "kind": "What happened: one of the kinds below."}
    rows = [f"| `{name}` | {meanings[name]} |" for name in sorted(["kind", *names], key=_COLUMNS.index)]
    return "\n".join(["| column | meaning |", "| --- | --- |", *rows])


def kinds() -> str:
    """Each kind of event, with what it may say beside what all may say."""
    return "\n\n".join(_kind(kind, model) for kind, model in MODELS.items())


def _kind(kind: str, model: type[Facts]) -> str:
    own = [name for name, _ in model.defaults() if name not in dict(Facts.defaults())]
    words = f"{_joined(model.__doc__ or '')} Version {model.version}."
    table = _facts_table(model, own) if own else "It has no facts of its own."
    return "\n".join([f"### {kind}", "", words, "", table])


def _facts_table(model: type, names: Iterable[str]) -> str:
    hints, meanings = get_type_hints(model), _docstrings(model)
    stored_as = getattr(model, "stored_as", {})
    rows = (f"| `{stored_as.get(name, name)}` | {_type_words(hints[name])} | {meanings[name]} |" for name in names)
    return "\n".join(["| fact | value | meaning |", "| --- | --- | --- |", *rows])


def parts() -> str:
    """What stands in a fact that is more than a text."""
    shapes = (
        f"### {model.__name__}\n\n{_joined(model.__doc__ or '')}\n\n"
        + _facts_table(model, [field.name for field in dataclasses.fields(model)])
        for model in (Destination, Disclosed, Named)
    )
    return "\n\n".join(shapes)


def ledger_words() -> str:
    """The words of outcomes, reasons and proofs."""
    lists: Mapping[str, Mapping[str, str]] = {
        "The outcome of an answer (`outcome`)": dict(OUTCOMES.items()),
        "Why they said no (`reason`), in the words of the Data Rights Protocol and `processor`": REASONS,
        "How a receipt is known (`proof`)": PROOFS,
    }
    return "\n\n".join(
        "\n".join([f"{title}:", "", *(f"- `{word}`: {meaning}" for word, meaning in words.items())])
        for title, words in lists.items()
    )


def _docstrings(model: type) -> Mapping[str, str]:
    """By field, the string that stands below it in its class or in one that it comes from."""
    meanings: dict[str, str] = {}
    for owner in reversed(model.__mro__[:-1]):
        for field, below in (pair for body in _bodies(owner) for pair in pairwise(body)):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str() as words)):
                    meanings[name] = _joined(words)
                case _:
                    pass
    return meanings


@cache
def _bodies(owner: type) -> Sequence[Sequence[ast.stmt]]:
    """What stands in a class, by its source."""
    return [node.body for node in ast.parse(inspect.getsource(owner)).body if isinstance(node, ast.ClassDef)]


def _type_words(hint: object) -> str:
    """What stands in a fact, in words."""
    inner = [part for part in get_args(hint) if part not in (NoneType, ...)]
    match get_origin(hint) or hint:
        case kind if kind in (Union, UnionType):
            return " or ".join(map(_type_words, inner))
        case kind if kind is tuple and inner[0] is str:
            return "list of texts"
        case kind if kind is tuple:
            return f"list of {_type_words(inner[0])}"
        case kind if kind is abc.Mapping:
            return "values by name" if inner[1] is object else "texts by name"
        case kind:
            return _words(kind)


_COLUMNS = (
    "seq", "at", "on", "kind", "reference", "right", "letter", "run", "evidence", "voids", "prev", "hash", "by",
)  # fmt: skip
BLOCKS: Mapping[str, Callable[[], str]] = {
    "event": event,
    "facts": lambda: _facts_table(Facts, dict(Facts.defaults())),
    "kinds": kinds,
    "parts": parts,
    "ledger-words": ledger_words,
    "versions": lambda: "\n".join(f"- {line}" for line in READ_AS),
    "plan": plan,
    "commands": commands,
    "house": house,
    "brokers": lambda: fields(Broker),
    "profile": lambda: fields(Profile),
    "settings": lambda: fields(Settings),
    "laws": lambda: fields(Law) + _shorthands(),
    "regulators": lambda: fields(Regulators),
    "sheets": lambda: fields(Sheet),
    "labels": lambda: fields(LabelSheet),
    "words": lambda: fields(Words),
    "service": lambda: fields(Service),
    "front": lambda: fields(Front),
    "rights": lambda: ", ".join(f"`{right}`" for right in get_args(Right)) + ".",
}
_BLOCK = re.compile(r"<!-- made: (\S+) -->\n.*?<!-- end -->", re.DOTALL)


def made() -> Mapping[Path, str]:
    """Every file that this script writes, and what shall stand in it."""
    contents = {ROOT / REFERENCE / f"{name}.schema.json": schema(name) for name in FILES}
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        contents[page] = _BLOCK.sub(
            lambda block: f"<!-- made: {block[1]} -->\n{BLOCKS[block[1]]()}\n<!-- end -->",
            page.read_text(encoding="utf-8"),
        )
    return contents


def main(arguments: Sequence[str]) -> int:
    """Write what is out of date, or name it."""
    stale = [(path, words) for path, words in made().items() if not path.exists() or path.read_text("utf-8") != words]
    for path, words in stale:
        if "--check" not in arguments:
            path.write_text(words, encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
    if stale and "--check" in arguments:
        sys.stdout.write(f"out of date: `{COMMAND}` renews what is named above\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
