"""`mail`: the mailings, and what became of them."""

import click

from unbroker.cli.lazy import Lazy

COMMANDS = {
    "post": ("posting:post", "Seal the letters by post, and print them."),
    "email": ("emailing:email", "Seal the letters by e-mail, and send or place them."),
    "forms": ("forms:forms", "Seal the letters for forms, and lay out a sheet of them."),
    "labels": ("stationery:labels", "Print the addresses of a run on sticky labels."),
    "certificate": ("stationery:certificate", "List the letters of a run for the post office to stamp."),
    "left": ("leaving:left", "Record that letters have left."),
    "read": ("replies:read", "Read bounces and replies; you say what is recorded."),
    "resolve": ("resolve:resolve", "Find out whether letters in doubt have left."),
    "set-up": ("account:set_up", "Name the mail account that letters leave from."),
}


@click.group(cls=Lazy, table=COMMANDS, short_help="Seal letters, hand them out, and record that they left.")
def mail() -> None:
    """The mailings: letters that leave together by one way. Nothing leaves by itself."""
