"""The options that every command has, and those that choose letters."""

import os
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from unbroker import location
from unbroker import records as recorded
from unbroker.base import files, store
from unbroker.cli.terminal.day import NotADay, read_day
from unbroker.cli.terminal.lazy import part
from unbroker.records import Records

P = ParamSpec("P")
R = TypeVar("R")


class Day(click.ParamType[date]):
    """A day as people write it: 2026-11-22, yesterday, 3 weeks ago."""

    name = "date"

    def convert(self, typed: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(typed, date):
            return typed
        try:
            return read_day(typed, (ctx and ctx.params.get("today")) or _today(None))
        except NotADay as error:
            self.fail(str(error), param, ctx)


class Today(Day):
    """The day that is taken for today: no words, which would need one."""

    def convert(self, typed: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(typed, str) and not typed[:1].isdigit():
            self.fail(f"{typed!r} is not a date (write it as 2026-11-22)", param, ctx)
        return super().convert(typed, param, ctx)


def _today(day: date | None) -> date:
    return day or date.today()  # noqa: DTZ011 - the user's own calendar day


def common(command: Callable[..., R]) -> Callable[..., R]:
    """Add --json, --today and --folder; the command gets `as_json`, `today` and `folder`.

    Each may stand before the command, too.
    """

    @click.option("--json", "as_json", is_flag=True, help="Answer as JSON on standard output.")
    @click.option(
        "--today",
        type=Today(),
        envvar="UNBROKER_TODAY",
        metavar="DATE",
        is_eager=True,
        callback=_given_before,
        help="Use this date as today.",
    )
    @click.option(
        "--passphrase-command",
        metavar="COMMAND",
        envvar="UNBROKER_PASSPHRASE_COMMAND",
        expose_value=False,
        callback=_keep_command,
        help="For a locked folder: a command that prints its passphrase.",
    )
    @click.option(
        "--folder", "folder_path", type=click.Path(path_type=Path), metavar="DIR", help="The folder to work in."
    )
    @wraps(command)
    def wrapped(*, today: date | None, as_json: bool, folder_path: Path | None, **options: Any) -> R:
        before = click.get_current_context().find_root().params
        return command(
            today=_today(today),
            as_json=as_json or bool(before.get("as_json")),
            folder_path=folder_path or before.get("folder_path"),
            **options,
        )

    return wrapped


def without(*names: str) -> Callable[[click.Command], click.Command]:
    """Keep options of `common` that mean nothing to a command out of its help; they are still taken."""

    def hide(command: click.Command) -> click.Command:
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name in names:
                parameter.hidden = True
        return command

    return hide


def _keep_command(context: click.Context, _: click.Parameter, command: str | None) -> None:
    """Keep the command that prints a passphrase for whoever asks for one."""
    if command:
        context.find_root().meta["passphrase_command"] = command


def _given_before(context: click.Context, parameter: click.Parameter, day: date | None) -> date | None:
    """The day after the command, else the one before it, else that of the environment."""
    before = context.find_root().params.get("today")
    is_typed = context.get_parameter_source("today") == click.core.ParameterSource.COMMANDLINE
    return day if is_typed or before is None else Today().convert(before, parameter, context)


def amount(command: Callable[..., R]) -> Callable[..., R]:
    """Add --yes to a mailing; the command gets `yes`."""
    words = "Confirm N letters: as many as planned, or all that this channel can take."
    return click.option("--yes", type=int, metavar="N", help=words)(command)


def did_leave(words: str) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Add --left and --not-left, of which one may be said; the command gets `left`: None if neither was."""

    def decorate(command: Callable[..., R]) -> Callable[..., R]:
        @click.option("--left", "yes_left", is_flag=True, help=f"{words} left.")
        @click.option("--not-left", "not_left", is_flag=True, help=f"{words} did not leave.")
        @wraps(command)
        def wrapped(*, yes_left: bool, not_left: bool, **options: Any) -> R:
            if yes_left and not_left:
                raise click.UsageError("--left and --not-left cannot be used together")
            return command(left=yes_left if yes_left or not_left else None, **options)

        return wrapped

    return decorate


def theirs(command: Callable[..., R]) -> Callable[..., R]:
    """Add --for; the command gets `people`."""
    words = "Only letters of this person; repeat it for several."
    return click.option("--for", "people", multiple=True, metavar="PERSON", help=words)(command)


def opened_records(folder_path: Path | None) -> Records:
    """What is recorded in the folder that the command works in.

    Raises:
        UserError: there is none, or its ledger cannot be read.
    """
    return recorded.open_records(found(folder_path), tell_copy)


def found(folder_path: Path | None) -> Path:
    """The folder that the command works in, entered: where it is locked, its key was asked for.

    Raises:
        UserError: there is none, or it stays locked.
    """
    path = location.find(folder_path, os.environ, Path.cwd())
    _enter(path)
    return path


def found_or_none(folder_path: Path | None) -> Path | None:
    """As `found`, but None where nothing is named and nothing is found; for commands that work without a folder."""
    path = location.find_or_none(folder_path, os.environ, Path.cwd())
    if path is not None:
        _enter(path)
    return path


def _enter(path: Path) -> None:
    """Be in a folder, once, until the command has ended."""
    context = click.get_current_context()
    entered: set[Path] = context.find_root().meta.setdefault("entered", set())
    if path in entered:
        return
    entered.add(path)
    is_locked = store.is_locked(path)
    if is_locked:
        context.with_resource(part("cli.terminal.passphrase").unlocked(path))
    context.with_resource(location.using(path))
    if store.is_locked(path) != is_locked:  # another process was faster
        raise files.Locked(path)


def tell_copy(ledger: Path, copy: Path) -> None:
    """Say that a ledger of an older version was brought up to this one."""
    click.echo(
        f"{files.shown(ledger)} was written by an older unbroker, which can no longer open it; "
        f"a copy as it was is in {files.shown(copy)}",
        err=True,
    )
