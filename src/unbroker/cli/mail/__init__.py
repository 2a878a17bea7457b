"""`mail`: the mailings, and what became of them."""

import click

from unbroker.cli.terminal.lazy import Lazy

COMMANDS = {
    "post": ("mail.post:post", "Seal letters, and make a print run of them."),
    "email": ("mail.email:email", "Seal letters, and e-mail them or save them for you to send."),
    "forms": ("mail.forms:forms", "Seal letters for web forms, and make a sheet to work from."),
    "labels": ("mail.labels:labels", "Print the addresses of a run on labels."),
    "certificate": ("mail.certificate:certificate", "List the letters of a run for the post office to stamp."),
    "left": ("mail.left:left", "Record that letters have left."),
    "withdraw": ("mail.withdraw:withdraw", "Withdraw sealed letters that have not left."),
    "read": ("mail.read:read", "Read bounces and replies; you decide what is recorded."),
    "resolve": ("mail.resolve:resolve", "Settle whether letters in doubt have left."),
    "set-up": ("mail.set_up:set_up", "Set up the mail account that letters are sent from."),
}


@click.group(cls=Lazy, table=COMMANDS, short_help="Seal letters, print or send them, and record that they left.")
def mail() -> None:
    """Mailings: letters that leave together by one channel. Nothing leaves by itself."""
