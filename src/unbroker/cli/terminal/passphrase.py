"""The passphrase of a locked folder: from the terminal, standard input, the environment, a command or the keyring.

Each is asked in this order, and the first that opens the folder is taken. The recovery key is taken instead of the
passphrase wherever one is asked for. Nothing of ours ever writes either of them down.
"""

import contextlib
import io
import os
import select
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import click
import keyring
from keyring.errors import KeyringError

from unbroker.actions import plain_copies
from unbroker.base import files, locked, store
from unbroker.base.crypto import Key, Secret, WrongSecret
from unbroker.base.errors import UserError
from unbroker.base.locked import LockedStore

VARIABLE, NEW_VARIABLE, COMMAND = "UNBROKER_PASSPHRASE", "UNBROKER_NEW_PASSPHRASE", "passphrase_command"
_KEYRING = "unbroker folder"
_TRIES = 3
T = TypeVar("T")


class NoPassphrase(UserError):  # noqa: N818 - the sentence is the name
    """Nobody gave a passphrase."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{files.shown(path)}: a passphrase is needed, and nothing gave one "
            f"(type it at a terminal, send it to standard input, set ${VARIABLE}, or name a --passphrase-command)"
        )


class CommandFailed(UserError):  # noqa: N818 - the sentence is the name
    """The user's command printed no passphrase."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the --passphrase-command {reason} (run it yourself to see why; it must print the passphrase)"
        )


@contextlib.contextmanager
def unlocked(path: Path) -> Iterator[Key]:
    """Let the files of a locked folder be read and written, for the length of the block; gives its key.

    Raises:
        NoPassphrase: nothing gave one.
        WrongSecret: none that was given opens it.
    """
    key, _ = opened_key(path)
    with store.mounted(path, LockedStore(path, key)):
        plain_copies.clear_left_over(path)
        yield key


def opened_key(path: Path) -> tuple[Key, Secret]:
    """The key of a locked folder, and the secret that opened it.

    Raises:
        NoPassphrase: nothing gave one.
        WrongSecret: none that was given opens it.
    """
    return opening(path, partial(locked.open_key, path))


def opening(path: Path, opens: Callable[[Secret], T]) -> tuple[T, Secret]:
    """What is opened by the first passphrase that opens it, and that passphrase.

    Args:
        path: what is to be opened.
        opens: opens it, or raises WrongSecret.

    Raises:
        NoPassphrase: nothing gave one.
        WrongSecret: none that was given opens it.
    """
    refusal: UserError = NoPassphrase(path)
    for secret, take in _asked(path):
        try:
            opened = opens(secret)
        except WrongSecret as error:
            refusal = error
            if sys.stdin.isatty():
                click.echo(str(error), err=True)
        else:
            take()
            return opened, secret
    raise refusal


def new_secret(path: Path) -> Secret:
    """A passphrase to lock something with, typed twice where it is typed; the sources are those of an old one.

    Raises:
        NoPassphrase: nothing gave one.
        TooShort: it is too short.
    """
    if sys.stdin.isatty():
        typed: str = click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
        return Secret(typed).checked()
    for source in (_piped, lambda: os.environ.get(NEW_VARIABLE), _variable, _printed, lambda: _kept(path)):
        if given := source():
            return Secret(given).checked()
    raise NoPassphrase(path)


def keep(path: Path, secret: Secret) -> None:
    """Put the passphrase of a folder into this machine's keyring.

    Raises:
        NoKeyring: there is no keyring.
    """
    try:
        keyring.set_password(_KEYRING, str(path.absolute()), secret.text)
    except KeyringError as error:
        raise NoKeyring from error


class NoKeyring(UserError):  # noqa: N818 - the sentence is the name
    """This machine has no keyring."""

    def __init__(self) -> None:
        super().__init__("this machine has no keyring (leave out --keyring, and keep the passphrase elsewhere)")


def _asked(path: Path) -> Iterator[tuple[Secret, Callable[[], object]]]:
    """What each source gives, as it is asked, and what is to be done if that opens the folder."""
    others: list[Callable[[], str | None]] = [_variable, _printed, lambda: _kept(path)]
    if sys.stdin.isatty():
        question = f"Passphrase of {files.shown(path)}"
        for _ in range(_TRIES):
            typed: str = click.prompt(question, hide_input=True, default="", show_default=False, err=True)
            if not typed:
                break
            yield Secret(typed), bool
    elif line := _waiting_line():
        # Where it is wrong, the line was meant for the command, and is left there.
        yield Secret(line), sys.stdin.buffer.readline
    for source in others:
        if given := source():
            yield Secret(given), bool


def _variable() -> str | None:
    return os.environ.get(VARIABLE)


def _printed() -> str | None:
    """The first line that the user's command prints; what it says on standard error goes to the person."""
    command = click.get_current_context().find_root().meta.get(COMMAND)
    if not command:
        return None
    try:
        done = subprocess.run(shlex.split(command), stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - theirs
    except (OSError, ValueError) as error:
        raise CommandFailed(f"cannot be run: {error}") from None
    if done.returncode:
        raise CommandFailed(f"failed with exit code {done.returncode}")
    return next(iter(done.stdout.splitlines()), None)


def _kept(path: Path) -> str | None:
    try:
        return keyring.get_password(_KEYRING, str(path.absolute()))
    except KeyringError:
        return None  # no keyring is as good as an empty one


def _waiting_line() -> str | None:
    """The first line of standard input, left there; where another source is named, nobody waits for it."""
    stream = getattr(sys.stdin, "buffer", None)
    if not isinstance(stream, io.BufferedReader):
        return None
    named = _variable() or click.get_current_context().find_root().meta.get(COMMAND)
    if named and not _has_more(stream):
        return None
    return stream.peek().split(b"\n")[0].decode(errors="replace") or None


def _has_more(stream: io.BufferedReader) -> bool:
    """Whether something can be read at once, or the end is reached."""
    try:
        return bool(select.select([stream], [], [], 0)[0])
    except OSError:  # what is no file of the system does not make anybody wait
        return True


def _piped() -> str | None:
    """The first line of standard input, which is taken."""
    line = _waiting_line()
    if line is not None:
        sys.stdin.buffer.readline()
    return line
