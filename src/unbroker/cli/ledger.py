"""`ledger`: check it, take it to a spreadsheet and back."""

from datetime import date
from pathlib import Path

import click

from unbroker.base.errors import ProblemsFound
from unbroker.cli import screen
from unbroker.cli.options import common, opened_books


@click.group(short_help="Check the ledger, or take it to a spreadsheet and back.")
def ledger() -> None:
    """The list of what happened, appended and never changed."""


@ledger.command()
@click.option("--head", metavar="HASH", help="A head that was written down before: proves that nothing was cut off.")
@common
def verify(*, head: str | None, as_json: bool, today: date, folder: Path | None) -> int:
    """Go through the whole chain, and name the first link that does not hold."""
    own = opened_books(folder).ledger
    broken = own.verify(head.strip().casefold() if head else None)
    if as_json:
        screen.show_json({"whole": broken is None, "head": own.head, "problem": broken and broken.message})
        return 1 if broken else 0
    if broken is not None:
        raise ProblemsFound([broken])
    screen.show(f"the ledger is whole; its head is {own.head}")
    return 0
