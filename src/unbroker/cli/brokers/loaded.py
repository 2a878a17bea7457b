"""The registry as a command sees it: the packaged one, with that of the folder laid over it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from unbroker import location
from unbroker.cases.channel_health import Standing, of_channel, standings
from unbroker.cli.terminal.options import found_or_none, opened_records
from unbroker.facts.registry import Broker, Registry
from unbroker.registry import compiled


def registry(folder_path: Path | None) -> Registry:
    """The brokers.

    Raises:
        ProblemsFound: a registry has errors.
    """
    return compiled.sound(found_or_none(folder_path))


def shown_by_letters(folder_path: Path | None, today: date) -> Mapping[str, Standing]:
    """What letters have shown of addresses, where there is a folder with a ledger."""
    try:
        folder = opened_records(folder_path)
    except location.NoFolder:
        if folder_path is not None:
            raise
        return {}
    return standings(folder.read_docket(today))


def record(broker: Broker, shown: Mapping[str, Standing], today: date) -> dict[str, object]:
    """The record as the file has it, with all of its packs, and the standing of each channel."""
    facts = broker.model_dump(mode="json")
    channels = [
        {"kind": c.kind, "to": c.to, "standing": of_channel(shown, c, today), **d}
        for c, d in zip(broker.channels, facts["channels"], strict=True)
    ]
    return {**facts, "packs": broker.groups, "channels": channels}
