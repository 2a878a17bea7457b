"""The commands that one can type."""

from collections.abc import Iterator

import click

from unbroker import cli


def commands(command: click.Command | None = None, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command and subcommand by the words that one types."""
    command = command or cli.unbroker
    if not isinstance(command, click.Group):
        yield " ".join(words)
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        yield from commands(command.get_command(context, name), (*words, name))
