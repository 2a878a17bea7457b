"""`brokers find`."""

from datetime import date
from pathlib import Path

import click

from unbroker.cli.brokers import loaded
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common
from unbroker.registry.find import find


@click.command(name="find")
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@common
def find_brokers(*, words: tuple[str, ...], as_json: bool, today: date, folder_path: Path | None) -> int:
    """Find brokers by words that stand in a name, a site, a company or a note.

    Former names and brands lead to who answers for them now.
    """
    hits = find(" ".join(words), loaded.registry(folder_path).brokers.values())
    if as_json:
        screen.show_json(
            [
                {
                    "broker": hit.broker.slug,
                    "name": hit.broker.name,
                    "legal_name": hit.broker.legal_name,
                    "found_in": hit.where,
                    "status": hit.broker.status,
                    "answered_by": hit.broker.answered_by or hit.broker.belongs_to,
                }
                for hit in hits
            ]
        )
        return 0
    if not hits:
        screen.say(f"no record has {' '.join(words)!r} (`unbroker brokers list` has them all)")
        return 1
    rows = [
        (
            hit.broker.slug,
            hit.broker.legal_name or hit.broker.name,
            _answers(hit.broker.answered_by, hit.broker.belongs_to),
            hit.where,
        )
        for hit in hits
    ]
    screen.table(rows, ("slug", "company", "with", "found in"), indent=0)
    return 0


def _answers(answered_by: str | None, belongs_to: str | None) -> str:
    return f"answered by {answered_by}" if answered_by else f"of {belongs_to}" if belongs_to else ""
