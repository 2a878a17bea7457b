"""Questions on a terminal: none wider than it is, and where nobody can answer, what to type instead.

What must not be seen while it is typed is asked for in `passphrase`, and by `hidden` here.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from unbroker.base.errors import UserError
from unbroker.cli.terminal.wording import cells, safe, width_of, wrapped

Answer = TypeVar("Answer")
Choice = TypeVar("Choice", bound=str)
_ROOM_TO_ANSWER = 12


class _Beginnings(click.Choice[str]):
    """Choices of which as much is enough as tells them apart, in capitals or not."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The choice that is meant."""
        typed = str(value).strip().casefold()
        meant = [each for each in self.choices if typed and each.startswith(typed)]
        return meant[0] if len(meant) == 1 else super().convert(typed, param, ctx)


class NobodyToAsk(UserError):  # noqa: N818 - the sentence is the name
    """The input, which is no terminal, ended before a question was answered."""

    def __init__(self, hint: str) -> None:
        super().__init__(f"there is no terminal to ask on, and nothing was recorded ({hint})")


class NotTyped(UserError):  # noqa: N818 - the sentence is the name
    """The word that a deed wants was not typed."""

    def __init__(self, word: str, undone: str) -> None:
        super().__init__(f"{undone}: the word {word!r} was not typed (type it when asked, or send it)")


def answer(question: str, hint: str, usual: str | None = None) -> str:
    """What somebody types.

    Args:
        question: without its mark.
        hint: what to type instead where nobody can answer, as in `add --yes`.
        usual: what Enter alone means.

    Raises:
        NobodyToAsk: the input has ended.
        click.Abort: Ctrl-C or Ctrl-D.
    """
    return _prompted(f"{question} [{usual}]" if usual else question, hint, usual, None)


def choice(
    question: str, hint: str, choices: Sequence[Choice], usual: Choice | None = None, *, listed: bool = True
) -> Choice:
    """Which of some answers somebody types, or how it begins; they are listed unless the question has them.

    As `answer` otherwise.
    """
    more = f" ({', '.join(choices)})" if listed else ""
    more += f" [{usual}]" if usual else ""
    typed = _prompted(f"{question}{more}", hint, usual, _Beginnings([*choices]))
    return next(each for each in choices if each == typed)


def yes(question: str, hint: str) -> bool:
    """Whether somebody says yes; Enter alone is no.

    Raises:
        NobodyToAsk: the input has ended.
        click.Abort: Ctrl-C or Ctrl-D.
    """
    line = _above(f"{question} [y/N]")
    return _answered(lambda: click.confirm(line, show_default=False, err=True), hint)


def word(wanted: str, undone: str) -> None:
    """Go on only if somebody types a word, for what cannot be undone.

    Args:
        wanted: the word, in small letters.
        undone: what is so if they do not, as in `nothing was erased`.

    Raises:
        NotTyped: they typed another one, or nobody can be asked.
        click.Abort: Ctrl-C or Ctrl-D.
    """
    try:
        typed = answer(f"type {wanted!r} to do it", "", usual="")
    except NobodyToAsk as error:
        raise NotTyped(wanted, undone) from error
    if typed.strip().casefold() != wanted:
        raise NotTyped(wanted, undone)


def hidden(question: str, hint: str) -> str:
    """What somebody types unseen.

    Raises:
        NobodyToAsk: the input has ended.
        click.Abort: Ctrl-C or Ctrl-D.
    """
    line = _above(question)
    return _answered(lambda: str(click.prompt(line, hide_input=True, err=True)), hint)


def _prompted(question: str, hint: str, usual: str | None, kind: click.Choice[str] | None) -> str:
    line = _above(question)
    return _answered(
        lambda: str(click.prompt(line, type=kind, default=usual, show_default=False, show_choices=False, err=True)),
        hint,
    )


def _above(question: str) -> str:
    """The last line of a question; what does not fit on it stands above."""
    columns = width_of(sys.stderr)
    room = None if columns is None else columns - _ROOM_TO_ANSWER
    indent = len(question) - len(question.lstrip(" "))
    *before, last = wrapped(safe(question.strip()), room if room and cells(question) > room else None, indent, 2)
    for line in before:
        click.echo(line, err=True)
    return last


def _answered(ask: Callable[[], Answer], hint: str) -> Answer:
    try:
        return ask()
    except click.Abort as abort:
        click.echo(err=True)  # what is said next begins a line
        if sys.stdin.isatty() or not isinstance(abort.__context__, EOFError):
            raise
        raise NobodyToAsk(hint) from abort
