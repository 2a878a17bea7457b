"""The options that choose letters."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, get_args

import click

from unbroker.cli.terminal import completing
from unbroker.facts.channel import CHANNELS, ChannelKind
from unbroker.facts.rule import Topic
from unbroker.planning.selection import Selection

P = ParamSpec("P")
R = TypeVar("R")


def selecting_for(kind: ChannelKind) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Add what chooses letters to the mailing of a channel, which takes no other; the command gets a `selection`."""
    return lambda command: selecting(command, kind)


def selecting(command: Callable[..., R], kind: ChannelKind | None = None) -> Callable[..., R]:
    """Add what chooses letters; the command gets a `selection`."""
    by = f"Take all that can go {CHANNELS[kind].words}, not only what the plan sends so." if kind else None

    @click.argument("brokers", nargs=-1, metavar="[BROKER]...", shell_complete=completing.brokers)
    @click.option(
        "--pack", "packs", multiple=True, metavar="PACK", help="Choose the brokers of this pack that a law binds."
    )
    @click.option("--all", "everything", is_flag=True, help="Choose every broker in the registry that a law binds.")
    @click.option("--trail", is_flag=True, help="Choose those named in answers and not yet written to, nearest first.")
    @click.option("--courtesy", is_flag=True, help="Also choose brokers that no law is known to bind.")
    @click.option("--alone", is_flag=True, help="Write a letter for each site, not one to its company.")
    @click.option(
        "--right",
        "rights",
        multiple=True,
        metavar="RIGHT",
        help="Ask for this right; repeat it for several.",
    )
    @click.option(
        "--topic",
        "topics",
        multiple=True,
        type=click.Choice(get_args(Topic)),
        metavar="TOPIC",
        help=f"Make the letters about this as well: {', '.join(get_args(Topic))}.",
    )
    @click.option("--by", type=click.Choice([*CHANNELS]), metavar=kind, help=by or "Use only this channel.")
    @click.option(
        "--sheet", metavar="SHEET", help="Print on this sheet.", hidden=bool(kind and not CHANNELS[kind].is_laid_out)
    )
    @click.option(
        "--language", metavar="LANGUAGE", help="Write in this language (de, fr), whichever the recipient's is."
    )
    @click.option(
        "--first", type=click.IntRange(1), metavar="N", help="Only the N letters of each person that matter most."
    )
    @click.option("--despite-drop", is_flag=True, help="Also ask registered brokers for what DROP covers.")
    @click.option("--for", "people", multiple=True, metavar="PERSON", help="Only for this person in the profile.")
    @click.option(
        "--again", is_flag=True, help="Ask again although it was asked before; sealing such a letter records that."
    )
    @wraps(command)
    def wrapped(
        *, brokers: Any, packs: Any, everything: Any, rights: Any, by: Any, sheet: Any, despite_drop: Any, people: Any,
        again: Any, courtesy: Any, alone: Any, topics: Any, language: Any, first: Any, trail: Any, **options: Any,
    ) -> R:  # fmt: skip
        selection = Selection(
            brokers,
            packs,
            everything,
            rights,
            by,
            sheet,
            despite_drop,
            people,
            again,
            courtesy,
            alone,
            topics,
            language,
            first,
            trail,
        )
        return command(selection=selection, **options)

    return wrapped
