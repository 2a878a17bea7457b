"""The options that say whom an answer names: its sources and its recipients, or why it names none."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import click

from unbroker.actions.record_names import Mention
from unbroker.ledger.kinds import Side

P = ParamSpec("P")
R = TypeVar("R")
_OF_ALL = ("categories", "refused", "nobody")
_SIDES: tuple[Side, ...] = ("source", "recipient")


def naming(command: Callable[..., R]) -> Callable[..., R]:
    """Add what an answer says of sources and recipients; the command gets `mentions` and `new`."""

    @click.option("--source", "source", multiple=True, metavar="NAME", help="Who they say the data came from.")
    @click.option("--recipient", "recipient", multiple=True, metavar="NAME", help="Who they say got the data.")
    @click.option("--not-source", "not_source", multiple=True, metavar="NAME", help="Who they say it is not from.")
    @click.option("--not-recipient", "not_recipient", multiple=True, metavar="NAME", help="Who they say got nothing.")
    @click.option(
        "--sources",
        "all_source",
        type=click.Choice(_OF_ALL),
        metavar="HOW",
        help="They name no sources: categories only, refused, or nobody.",
    )
    @click.option(
        "--recipients",
        "all_recipient",
        type=click.Choice(_OF_ALL),
        metavar="HOW",
        help="They name no recipients: categories only, refused, or nobody.",
    )
    @click.option("--words", metavar="WORDS", help="The sentence in which they name them.")
    @click.option("--new", is_flag=True, help="Take a name as it is although another is near to it.")
    @wraps(command)
    def wrapped(**options: Any) -> R:
        taken = {name: options.pop(name) for side in _SIDES for name in (side, f"not_{side}", f"all_{side}")}
        words = options.pop("words") or ""
        mentions = tuple(_mentions(taken, words))
        if words and not mentions:
            raise click.UsageError("--words goes with --source, --recipient or the like")
        return command(mentions=mentions, **options)

    return wrapped


def _mentions(taken: dict[str, Any], words: str) -> Iterator[Mention]:
    for side in _SIDES:
        yield from (Mention(side, "named", name, words) for name in taken[side])
        yield from (Mention(side, "denied", name, words) for name in taken[f"not_{side}"])
        if taken[f"all_{side}"]:
            yield Mention(side, taken[f"all_{side}"], words=words)
