"""`mail`: the mailings, and what became of them."""

import click

from unbroker.cli.terminal.lazy import Lazy

COMMANDS = {
    "post": ("mail.post:post", "Seal the letters by post, and print them."),
    "email": ("mail.email:email", "Seal the letters by e-mail, and send or place them."),
    "forms": ("mail.forms:forms", "Seal the letters for forms, and lay out a sheet of them."),
    "labels": ("mail.labels:labels", "Print the addresses of a run on sticky labels."),
    "certificate": ("mail.certificate:certificate", "List the letters of a run for the post office to stamp."),
    "left": ("mail.left:left", "Record that letters have left."),
    "withdraw": ("mail.withdraw:withdraw", "Withdraw sealed letters that have not left: they never will."),
    "read": ("mail.read:read", "Read bounces and replies; you say what is recorded."),
    "resolve": ("mail.resolve:resolve", "Find out whether letters in doubt have left."),
    "set-up": ("mail.set_up:set_up", "Name the mail account that letters leave from."),
}


@click.group(cls=Lazy, table=COMMANDS, short_help="Seal letters, hand them out, and record that they left.")
def mail() -> None:
    """The mailings: letters that leave together by one way. Nothing leaves by itself."""
