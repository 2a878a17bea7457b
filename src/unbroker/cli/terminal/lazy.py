"""What is loaded when it is called: groups of commands, and parts that few calls need."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import click

from unbroker.base.errors import UserError, did_you_mean

_LOCK, _PAGE = ("locked and packed folders need", "lock"), ("the page in the browser needs", "web")
_EXTRAS: Mapping[str, tuple[str, str]] = {
    "pyrage": _LOCK,
    "sqlcipher3": _LOCK,
    "python_multipart": _PAGE,
    "sse_starlette": _PAGE,
    "starlette": _PAGE,
    "uvicorn": _PAGE,
}
"""By library, what needs it, and the extra that has it."""


class NeedsExtra(UserError):  # noqa: N818 - the sentence is the name
    """A library is missing that only some commands need."""

    def __init__(self, library: str) -> None:
        needs, extra = _EXTRAS[library]
        super().__init__(f"{needs} {library} (`pip install 'unbroker[{extra}]'` installs it)")


def part(name: str) -> Any:
    """A module of the program that few calls of a command need; loaded by the call that does, since start-up counts."""
    return _loaded(f"unbroker.{name}")


def _loaded(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name not in _EXTRAS:
            raise
        raise NeedsExtra(error.name) from error


class Lazy(click.Group):
    """A group that knows its commands by name and loads one when it is called."""

    def __init__(self, *arguments: Any, table: Mapping[str, tuple[str, str]], **named: Any) -> None:
        """Take the table: by name, `module:function` in this package and a line of help."""
        super().__init__(*arguments, **named)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one."""
        if cmd_name not in self.table:
            return None
        module, _, name = self.table[cmd_name][0].partition(":")
        command: Callable[..., Any] = getattr(_loaded(f"unbroker.cli.{module}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 - the table says so
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find one, or say which is meant."""
        word = click.utils.make_str(args[0])
        if word not in self.table and not word.startswith("-"):
            near = did_you_mean(word, self.table) or f"see `{ctx.command_path} --help`"
            ctx.fail(f"there is no command {word!r} ({near})")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them without loading one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.table.items()])
