"""What a shell completes beside commands and options: brokers, laws, and what is recorded in the folder.

What goes wrong completes nothing. Nobody is asked for a passphrase: of a locked folder nothing is told.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unbroker import location
from unbroker.base import store
from unbroker.base.errors import UserError
from unbroker.base.late import late

if TYPE_CHECKING:  # only a shell that asks needs it
    from click.shell_completion import CompletionItem

completion = late("click.shell_completion")
compiled, laws_data = late("unbroker.registry.compiled"), late("unbroker.facts.law")
recorded, cases = late("unbroker.records"), late("unbroker.cases.case")

Complete = Callable[[click.Context, click.Parameter, str], list["CompletionItem"]]
_Words = Iterable[tuple[str, str]]
"""What could be typed, each with what it stands for."""


def _completing(words_of: Callable[[Path | None], _Words]) -> Complete:
    def complete(context: click.Context, _: click.Parameter, begun: str) -> list["CompletionItem"]:
        try:
            path = location.find_or_none(context.params.get("folder_path"), os.environ, Path.cwd())
            words = dict(words_of(None if path is None or store.is_locked(path) else path))
        except (UserError, OSError):
            return []
        begin = ((word, stands_for) for word, stands_for in words.items() if word.startswith(begun))
        return [completion.CompletionItem(word, help=stands_for) for word, stands_for in begin]

    return complete


def _brokers(folder: Path | None) -> Iterator[tuple[str, str]]:
    registry, _ = compiled.of_folder(folder)
    return ((broker.slug, broker.name) for broker in registry.outlines.values())


def _laws(folder: Path | None) -> Iterator[tuple[str, str]]:
    laws, _ = laws_data.load(reversed(location.letter_folders(folder)))
    return ((law.slug, law.name) for law in laws.values())


def _requests(folder: Path | None) -> Iterator[tuple[str, str]]:
    if folder is None:
        return
    openings = [cases.Opening.of(event) for event in recorded.open_records(folder).ledger.read(kinds=["opened"])]
    told = [opening for opening in openings if not opening.is_forgotten]
    yield from ((slug, opening.broker_name) for opening in told for slug in opening.brokers)
    yield from ((opening.reference, f"{opening.broker} for {opening.person}") for opening in told)


brokers, laws, requests = map(_completing, (_brokers, _laws, _requests))
